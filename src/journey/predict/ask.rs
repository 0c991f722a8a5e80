//! What could be asked before a step: drawn from what the step's bytes hold.

mod up;

use std::net::IpAddr;
use std::ops::Range;

use crate::frame::Direction;
use crate::say;
use crate::say::Say;
use crate::wire::{EtherType, IpProtocol, MacAddr, Protocol, Value};

use super::super::build::{self, Block, Doing, Phase, Role, Size, Step};
use super::super::lookup::{Lookup, Lookups};
use super::super::words;
use super::super::{Journey, Medium, Party};
use super::{Answer, Concept, Evidence, Proof, Question};

/// Other words for the router.
const ROUTER: [&str; 5] = ["router", "gateway", "路由器", "网关", "默认网关"];
/// Other words for every station.
const EVERYONE: [&str; 6] = ["broadcast", "all", "everyone", "everybody", "广播", "所有"];

/// A field of the step's headers: what it holds and where.
struct Read {
    value: Value,
    range: Range<usize>,
    name: &'static str,
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
            && !build::is_unknown(&self.journey.on_wire, range)
    }

    fn number(&self, protocol: Protocol, filter: &str) -> Option<(u64, Proof)> {
        let read = self.field(protocol, filter)?;
        let (Value::Number(n) | Value::Hex(n, _)) = read.value else {
            return None;
        };
        Some((
            n,
            Proof {
                range: read.range,
                field: read.name,
                evidence: Evidence::Reads,
            },
        ))
    }

    fn address(&self, filters: [(Protocol, &str); 2]) -> Option<(IpAddr, Proof)> {
        // Of the outermost packet, where one stands in another.
        let outer = self.ip()?;
        let read = filters
            .into_iter()
            .filter(|(ip, _)| *ip == outer)
            .find_map(|(ip, filter)| self.field(ip, filter))?;
        let address = match read.value {
            Value::Ipv4(a) => IpAddr::V4(a),
            Value::Ipv6(a) => IpAddr::V6(a),
            _ => return None,
        };
        Some((
            address,
            Proof {
                range: read.range,
                field: read.name,
                evidence: Evidence::Reads,
            },
        ))
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

    /// What the route decides, and what the packet sets out with.
    fn way_out(&mut self) {
        self.first_hop();
        self.destination_address();
        self.ttl();
    }

    /// Into how many frames a message goes.
    fn pieces(&mut self) {
        let facts = &self.journey.facts;
        let Some(lookups) = facts.lookups.as_ref().filter(|_| facts.carried.is_some()) else {
            return;
        };
        let (Some(room), Some(mtu)) = (lookups.room(), lookups.mtu) else {
            return;
        };
        let message = |b: &&Block| b.role == Role::Payload && !b.is_others();
        let payload = self
            .journey
            .blocks
            .iter()
            .find(message)
            .map(|b| b.range.clone());
        let Some(range) = payload.filter(|r| self.is_known(r)) else {
            return;
        };
        let frames = lookups.wanted().div_ceil(room.max(1));
        // A card that cuts by itself shows one large frame: then nothing seen would bear the answer out.
        if frames != facts.part.of {
            return;
        }
        let wanted = lookups.wanted().to_string();
        let ask = say!(
            "predict-ask-pieces",
            n = wanted.clone(),
            name = lookups.interface.clone(),
            mtu = mtu.to_string()
        );
        let rule = say!(
            "predict-rule-pieces",
            n = wanted,
            room = room.to_string(),
            frames = frames.to_string()
        );
        let proof = Proof {
            range,
            field: "Data",
            evidence: Evidence::Follows,
        };
        self.add(Concept::Length, ask, number(frames as u64), proof, rule);
    }

    /// Whom the packet goes to first: the receiver itself, or a router.
    fn first_hop(&mut self) {
        let Some((hop, gateway)) = self
            .journey
            .facts
            .lookups
            .as_ref()
            .map(|l| (l.way.next_hop, Lookups::gateway(l)))
        else {
            return;
        };
        let Some((to, proof)) =
            self.address([(Protocol::Ipv4, "ip.dst"), (Protocol::Ipv6, "ipv6.dst")])
        else {
            return;
        };
        let proof = Proof {
            evidence: Evidence::Follows,
            ..proof
        };
        let rule = match gateway {
            Some(gateway) => say!("predict-rule-mac-gateway", gateway = gateway.to_string()),
            None => say!("predict-rule-first-hop", to = to.to_string()),
        };
        let ask = say!("predict-ask-first-hop", to = to.to_string());
        self.add(
            Concept::NextHop,
            ask,
            Answer::Ip(hop.to_canonical()),
            proof,
            rule,
        );
    }

    fn which_header(&mut self) {
        const HEADERS: [Protocol; 5] = [
            Protocol::Tcp,
            Protocol::Udp,
            Protocol::Ipv4,
            Protocol::Ipv6,
            Protocol::Ethernet,
        ];
        // The innermost is put on first; with layers merged into one there may be several.
        let is_header = |b: &&Block| HEADERS.contains(&b.protocol) && b.role == Role::Header;
        let Some(block) = self.step.adds.iter().rev().find(is_header) else {
            return;
        };
        let (protocol, range) = (block.protocol, block.range.clone());
        if !self.holds_something(&range) || self.step.before.bytes == 0 {
            return;
        }
        let proof = Proof {
            range,
            field: protocol.name(),
            evidence: Evidence::Follows,
        };
        let rule = match protocol {
            Protocol::Tcp => say!("predict-rule-header-tcp"),
            Protocol::Udp => say!("predict-rule-header-udp"),
            Protocol::Ethernet => say!("predict-rule-header-ethernet"),
            _ => say!("predict-rule-header-ip", ip = protocol.name()),
        };
        let ask = say!("predict-ask-header", layer = self.level());
        self.add(
            Concept::Encapsulation,
            ask,
            Answer::Name(names(protocol)),
            proof,
            rule,
        );
    }

    /// Are the bytes there, and at least the first of them known?
    fn holds_something(&self, range: &Range<usize>) -> bool {
        self.is_known(&(range.start..range.start + 1))
            && range.end <= self.journey.on_wire.bytes.len()
    }

    /// The bytes after the step: what came from above and this layer's own.
    fn how_many(&mut self) {
        let Step {
            before,
            after,
            adds,
            ..
        } = self.step;
        let own = Size::of(adds);
        // Nobody can foresee how much a card fills up, and what comes first is nobody's wrapping.
        let own_bytes = |b: &Block| b.role == Role::Header || b.protocol == Protocol::Fcs;
        let foreseeable = adds.iter().all(own_bytes) && before.bytes > 0;
        if !(foreseeable && before.exact && after.exact) {
            return;
        }
        let Some(range) = run(adds).filter(|r| self.is_known(r)) else {
            return;
        };
        let field = adds.first().map_or("", |b| b.protocol.name());
        let proof = Proof {
            range,
            field,
            evidence: Evidence::Follows,
        };
        let answer = number(after.bytes as u64);
        let [before, own, after] = [before, &own, after].map(|size| size.bytes.to_string());
        let ask = say!(
            "predict-ask-after",
            before = before.clone(),
            layer = self.level()
        );
        let rule = match adds.as_slice() {
            [header] if words::options(header) > 0 => {
                let options = words::options(header);
                let (bare, options) = (
                    (header.size.bytes - options).to_string(),
                    options.to_string(),
                );
                say!(
                    "predict-rule-after-options",
                    before = before,
                    own = own,
                    after = after,
                    bare = bare,
                    options = options
                )
            }
            _ => say!(
                "predict-rule-after",
                before = before,
                own = own,
                after = after
            ),
        };
        self.add(Concept::Encapsulation, ask, answer, proof, rule);
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

    fn destination_address(&mut self) {
        let Some((address, proof)) =
            self.address([(Protocol::Ipv4, "ip.dst"), (Protocol::Ipv6, "ipv6.dst")])
        else {
            return;
        };
        let ip = self.ip().map_or("IP", Protocol::name);
        let rule = match self.journey.facts.gateway {
            Some(gateway) => say!("predict-rule-dst-ip-gateway", gateway = gateway.to_string()),
            None => say!("predict-rule-dst-ip"),
        };
        self.add(
            Concept::Addresses,
            say!("predict-ask-dst-ip", ip = ip),
            Answer::Ip(address),
            proof,
            rule,
        );
    }

    fn lengths(&mut self) {
        let inside = self.step.before;
        if inside.exact
            && self.transport() == Some(Protocol::Udp)
            && let Some((length, proof)) = self.number(Protocol::Udp, "udp.length")
            && length == inside.bytes as u64 + 8
        {
            let rule = say!(
                "predict-rule-udp-length",
                inside = inside.bytes.to_string(),
                length = length.to_string()
            );
            let ask = say!("predict-ask-udp-length", inside = inside.bytes.to_string());
            self.add(Concept::Length, ask, number(length), proof, rule);
        }
        // Packets of the system's own (ICMP) are carried whole, and merged layers have put TCP around before.
        let Some(ip) = self.ip() else { return };
        let header = self.find(&[ip]).map_or(0, |b| b.size.bytes);
        let own: Size = Size::of(
            self.journey
                .blocks
                .iter()
                .filter(|b| b.protocol != Protocol::Padding && b.osi >= 3),
        );
        let inside = own.bytes.saturating_sub(header);
        let filter = if ip == Protocol::Ipv4 {
            "ip.len"
        } else {
            "ipv6.plen"
        };
        let Some((length, proof)) = self.number(ip, filter).filter(|_| own.exact) else {
            return;
        };
        let inside_text = inside.to_string();
        if ip == Protocol::Ipv4 && length == own.bytes as u64 {
            let rule = say!(
                "predict-rule-ip-length",
                inside = inside_text.clone(),
                header = header.to_string(),
                length = length.to_string()
            );
            self.add(
                Concept::Length,
                say!("predict-ask-ip-length", inside = inside_text),
                number(length),
                proof,
                rule,
            );
        } else if ip == Protocol::Ipv6 && length == inside as u64 && header == 40 {
            let rule = say!("predict-rule-ip6-length", length = length.to_string());
            self.add(
                Concept::Length,
                say!("predict-ask-ip6-length", inside = inside_text),
                number(length),
                proof,
                rule,
            );
        }
    }

    fn hops(&self) -> Option<(u64, Proof)> {
        let ip = self.ip()?;
        self.number(
            ip,
            if ip == Protocol::Ipv4 {
                "ip.ttl"
            } else {
                "ipv6.hlim"
            },
        )
    }

    fn ttl(&mut self) {
        let ours = self.journey.facts.sender == Party::You
            && self.journey.frame.meta.direction != Direction::In;
        let Some((ttl, proof)) = self
            .hops()
            .filter(|_| ours || self.journey.facts.medium == Medium::Loopback)
        else {
            return;
        };
        let v6 = self.ip() == Some(Protocol::Ipv6);
        let ask = if v6 {
            say!("predict-ask-hop-limit")
        } else {
            say!("predict-ask-ttl")
        };
        self.add(
            Concept::Ttl,
            ask,
            number(ttl),
            proof,
            say!("predict-rule-ttl", ttl = ttl.to_string()),
        );
    }

    fn protocol_number(&mut self) {
        let Some(ip) = self.ip() else { return };
        let filter = if ip == Protocol::Ipv4 {
            "ip.proto"
        } else {
            "ipv6.nxt"
        };
        let Some((value, proof)) = self.number(ip, filter) else {
            return;
        };
        let Some(inner) = self
            .inside(ip)
            .filter(|p| protocol_value(*p) == Some(value))
        else {
            return;
        };
        let answer = Answer::Number {
            value,
            hex: 0,
            names: names(inner),
        };
        let ask = say!("predict-ask-protocol", ip = ip.name(), inner = inner.name());
        let rule = say!(
            "predict-rule-protocol",
            n = value.to_string(),
            inner = inner.name()
        );
        self.add(Concept::Type, ask, answer, proof, rule);
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

    fn ether_type(&mut self) {
        let Some((value, proof)) = self.number(Protocol::Ethernet, "eth.type") else {
            return;
        };
        let Some(inner) = self
            .inside(Protocol::Ethernet)
            .filter(|p| ether_value(*p) == Some(value))
        else {
            return;
        };
        let answer = Answer::Number {
            value,
            hex: 4,
            names: names(inner),
        };
        let written = format!("0x{value:04x}");
        let ask = say!("predict-ask-ether-type", inner = inner.name());
        self.add(
            Concept::Type,
            ask,
            answer,
            proof,
            say!("predict-rule-ether-type", n = written, inner = inner.name()),
        );
    }

    fn next_hop(&mut self) {
        let Some(read) = self.field(Protocol::Ethernet, "eth.dst") else {
            return;
        };
        let Value::Mac(mac) = read.value else { return };
        let Some((owner, names, rule)) = self.station(mac) else {
            return;
        };
        let proof = Proof {
            range: read.range,
            field: read.name,
            evidence: Evidence::Reads,
        };
        self.add(
            Concept::NextHop,
            say!("predict-ask-mac"),
            Answer::Mac { mac, owner, names },
            proof,
            rule,
        );
    }

    /// Whose the destination MAC is and why, where that can be foreseen.
    fn station(&self, mac: MacAddr) -> Option<(Option<IpAddr>, Vec<String>, Say)> {
        let facts = &self.journey.facts;
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let dst = self.journey.digest.dst;
        if mac.is_broadcast() {
            return Some((None, list(&EVERYONE), say!("predict-rule-mac-broadcast")));
        }
        if mac.is_group() {
            let group = dst.filter(IpAddr::is_multicast)?;
            return Some((
                Some(group),
                Vec::new(),
                say!("predict-rule-mac-group", group = group.to_string()),
            ));
        }
        if facts.medium == Medium::Loopback {
            return Some((dst, Vec::new(), say!("predict-rule-mac-loopback")));
        }
        let ours = facts.sender == Party::You && self.journey.frame.meta.direction != Direction::In;
        match (facts.gateway, dst) {
            (Some(gateway), _) if ours => {
                let rule = say!("predict-rule-mac-gateway", gateway = gateway.to_string());
                Some((Some(gateway), list(&ROUTER), rule))
            }
            (None, Some(dst)) if ours && facts.prefix.is_some() => {
                let receiver = match &facts.receiver {
                    Party::Name(name) => vec![name.clone()],
                    Party::You => Vec::new(),
                };
                Some((
                    Some(dst),
                    receiver,
                    say!("predict-rule-mac-direct", to = dst.to_string()),
                ))
            }
            _ => None,
        }
    }

    fn bits(&mut self) {
        let size = Size::of(&self.journey.blocks);
        let range = 0..self.journey.on_wire.bytes.len();
        if !size.exact || size.bytes != range.len() || range.is_empty() {
            return;
        }
        let proof = Proof {
            range,
            field: "",
            evidence: Evidence::Follows,
        };
        let (bytes, bits) = (size.bytes.to_string(), size.bytes * 8);
        let rule = say!(
            "predict-rule-bits",
            bytes = bytes.clone(),
            bits = bits.to_string()
        );
        self.add(
            Concept::Length,
            say!("predict-ask-bits", bytes = bytes),
            number(bits as u64),
            proof,
            rule,
        );
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

/// The `EtherType` that announces it (IANA ieee-802-numbers).
fn ether_value(protocol: Protocol) -> Option<u64> {
    Some(u64::from(match protocol {
        Protocol::Ipv4 => EtherType::IPV4.0,
        Protocol::Ipv6 => EtherType::IPV6.0,
        Protocol::Arp => EtherType::ARP.0,
        _ => return None,
    }))
}

/// The number that announces it in IP (IANA protocol-numbers).
fn protocol_value(protocol: Protocol) -> Option<u64> {
    Some(u64::from(match protocol {
        Protocol::Tcp => IpProtocol::TCP.0,
        Protocol::Udp => IpProtocol::UDP.0,
        Protocol::Icmp => IpProtocol::ICMP.0,
        Protocol::Icmpv6 => IpProtocol::ICMPV6.0,
        Protocol::Igmp => IpProtocol::IGMP.0,
        _ => return None,
    }))
}
