//! What could be asked before a step: drawn from what the step's bytes hold.

mod named;
mod size;
mod up;
mod way;

use std::net::IpAddr;
use std::ops::Range;

use crate::say;
use crate::say::Say;
use crate::wire::{Protocol, Value};

use super::super::Journey;
use super::super::block::{Block, Role, is_unknown};
use super::super::lookup::Lookup;
use super::super::step::{Doing, Phase, Step};
use super::{Answer, Concept, Evidence, Proof, Question};

/// Other words for every station.
const EVERYONE: [&str; 6] = ["broadcast", "all", "everyone", "everybody", "广播", "所有"];

/// A field of the step's headers: what it holds and where.
struct Read {
    value: Value,
    range: Range<usize>,
    name: &'static str,
}

impl Read {
    /// It holds the answer itself.
    fn proof(self) -> Proof {
        Proof {
            range: self.range,
            field: self.name,
            evidence: Evidence::Reads,
        }
    }
}

/// What the questions are drawn from.
struct Asker<'a> {
    journey: &'a Journey,
    step: &'a Step,
    found: Vec<Question>,
}

/// Every question the step answers, in a fixed order.
pub(super) fn candidates(journey: &Journey, step: &Step) -> Vec<Question> {
    // A look and the wire concern headers that the step itself does not bring.
    let all = Step {
        adds: journey.blocks.clone(),
        ..step.clone()
    };
    let over_all = matches!(step.doing, Doing::Lookup(_)) || step.phase == Phase::Wire;
    let mut asker = Asker {
        journey,
        step: if over_all { &all } else { step },
        found: Vec::new(),
    };
    match (step.doing, step.phase) {
        (Doing::Lookup(Lookup::Ports), _) => asker.destination_port(),
        (Doing::Lookup(Lookup::Fit), _) => asker.pieces(),
        (Doing::Lookup(Lookup::Route), _) => asker.way_out(),
        (Doing::Lookup(Lookup::Neighbour), _) => asker.next_hop(),
        (Doing::Layer, Phase::Down) => asker.down(),
        (Doing::Layer, Phase::Wire) => asker.behind_the_router(),
        (Doing::Forward(_), _) => {}
        (Doing::Layer, Phase::Up) => asker.up(),
    }
    asker.found
}

const fn number(value: u64) -> Answer {
    Answer::Number {
        value,
        hex: 0,
        names: Vec::new(),
    }
}

impl Asker<'_> {
    fn add(&mut self, concept: Concept, ask: Say, answer: Answer, proof: Proof, rule: Say) {
        self.found.push(Question {
            concept,
            ask,
            answer,
            proof,
            rule,
        });
    }

    /// A header: what an ICMP error quotes is none.
    fn find(&self, wanted: &[Protocol]) -> Option<&Block> {
        self.step
            .adds
            .iter()
            .find(|b| wanted.contains(&b.protocol) && b.role == Role::Header)
    }

    fn level(&self) -> Say {
        self.step.level.name()
    }

    /// A field of this protocol's header, where its bytes are there and known.
    fn field(&self, protocol: Protocol, filter: &str) -> Option<Read> {
        let block = self.find(&[protocol])?;
        let field = self.journey.field_of(block, filter)?;
        let range = field.bytes();
        (field.value != Value::Unknown && self.is_known(&range)).then(|| Read {
            value: field.value.clone(),
            range,
            name: field.name,
        })
    }

    fn is_known(&self, range: &Range<usize>) -> bool {
        !range.is_empty()
            && range.end <= self.journey.on_wire.bytes.len()
            && !is_unknown(&self.journey.on_wire, range)
    }

    fn number(&self, protocol: Protocol, filter: &str) -> Option<(u64, Proof)> {
        let read = self.field(protocol, filter)?;
        let (Value::Number(n) | Value::Hex(n, _)) = read.value else {
            return None;
        };
        Some((n, read.proof()))
    }

    /// The value of a field of the outermost packet, where one stands in another: an address.
    fn address(&self, v4: &str, v6: &str) -> Option<(IpAddr, Proof)> {
        let (ip, filter) = self.of_packet(v4, v6)?;
        let read = self.field(ip, filter)?;
        let address = match read.value {
            Value::Ipv4(a) => IpAddr::V4(a),
            Value::Ipv6(a) => IpAddr::V6(a),
            _ => return None,
        };
        Some((address, read.proof()))
    }

    /// The outermost packet's protocol, and the filter's name of one of its fields in IPv4 or IPv6.
    fn of_packet<'a>(&self, v4: &'a str, v6: &'a str) -> Option<(Protocol, &'a str)> {
        let ip = self.ip()?;
        Some((ip, if ip == Protocol::Ipv4 { v4 } else { v6 }))
    }

    /// What the step adds or takes off, from the first byte on as far as it lies together.
    fn whole_headers(&self, adds: &[Block]) -> Option<Proof> {
        let range = run(adds).filter(|r| self.is_known(r))?;
        let field = adds.first().map_or("", |b| b.protocol.name());
        Some(Proof {
            range,
            field,
            evidence: Evidence::Follows,
        })
    }

    fn ip(&self) -> Option<Protocol> {
        self.find(&[Protocol::Ipv4, Protocol::Ipv6])
            .map(|b| b.protocol)
    }

    fn transport(&self) -> Option<Protocol> {
        self.find(&[Protocol::Tcp, Protocol::Udp])
            .map(|b| b.protocol)
    }

    // ---- down ----

    fn down(&mut self) {
        if self.step.adds.is_empty() {
            if self.step.level.low == 1 {
                self.bits();
            }
            return;
        }
        self.which_header();
        self.how_many();
        // What a look has just shown is no question any more.
        if !self.was_looked_up(Lookup::Ports) {
            self.destination_port();
        }
        if !self.was_looked_up(Lookup::Route) {
            self.destination_address();
            self.ttl();
        }
        self.lengths();
        self.protocol_number();
        if !self.was_looked_up(Lookup::Neighbour) {
            self.next_hop();
        }
        self.ether_type();
    }

    fn was_looked_up(&self, lookup: Lookup) -> bool {
        let lookups = self.journey.facts.lookups.as_ref();
        lookups.is_some_and(|l| (2..=4).any(|osi| l.before(osi).contains(&lookup)))
    }

    fn destination_port(&mut self) {
        let Some(protocol) = self.transport() else {
            return;
        };
        let filter = if protocol == Protocol::Tcp {
            "tcp.dstport"
        } else {
            "udp.dstport"
        };
        let Some((port, proof)) = self.number(protocol, filter) else {
            return;
        };
        let ask = say!("predict-ask-dst-port", protocol = protocol.name());
        self.add(
            Concept::Ports,
            ask,
            number(port),
            proof,
            say!("predict-rule-dst-port", port = port.to_string()),
        );
    }

    fn hops(&self) -> Option<(u64, Proof)> {
        let (ip, filter) = self.of_packet("ip.ttl", "ipv6.hlim")?;
        self.number(ip, filter)
    }

    /// Whose bytes lie right behind this protocol's header.
    fn inside(&self, outer: Protocol) -> Option<Protocol> {
        let at = self
            .journey
            .blocks
            .iter()
            .position(|b| b.protocol == outer)?;
        self.journey.blocks.get(at + 1).map(|b| b.protocol)
    }
}

/// One range that the blocks fill without a gap.
fn run(blocks: &[Block]) -> Option<Range<usize>> {
    let mut all: Option<Range<usize>> = None;
    for block in blocks {
        all = match all {
            None => Some(block.range.clone()),
            Some(range) if range.end == block.range.start => Some(range.start..block.range.end),
            // A trailer lies behind what is inside: the header in front proves enough.
            Some(range) => return Some(range),
        };
    }
    all
}

/// A protocol's names as one types them.
fn names(protocol: Protocol) -> Vec<&'static str> {
    match protocol {
        Protocol::Ethernet => vec!["Ethernet", "Ethernet II", "Eth", "以太网"],
        Protocol::Ipv4 => vec!["IPv4", "IP", "IP4"],
        Protocol::Ipv6 => vec!["IPv6", "IP6"],
        Protocol::Icmpv6 => vec!["ICMPv6", "ICMP6"],
        other => vec![other.name()],
    }
}
