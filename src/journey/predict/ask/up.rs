//! What could be asked about the wire and the receiver's layers.

use std::net::IpAddr;

use crate::frame::Direction;
use crate::say;
use crate::wire::{Detail, MacAddr, Protocol, TcpFlags, Value};

use super::super::super::block::{Block, Size, is_own_message};
use super::super::super::step::Step;
use super::super::super::{Medium, Model};
use super::super::{Answer, Concept, Evidence, Proof};
use super::{Asker, EVERYONE, number};

/// Would a router pass on a packet with this address in it (RFC 1812 §5.3, RFC 4291 §2.5.6)?
const fn is_forwarded(address: IpAddr) -> bool {
    let for_one_link = match address {
        IpAddr::V4(four) => four.is_link_local() || four.is_broadcast(),
        IpAddr::V6(six) => six.is_unicast_link_local(),
    };
    !(for_one_link || address.is_multicast() || address.is_loopback() || address.is_unspecified())
}

/// Which numbers of its stream a segment takes up (RFC 9293 §3.4).
struct Numbered {
    seq: u32,
    /// Bytes of payload.
    bytes: u32,
    flags: TcpFlags,
    /// SYN and FIN count as one each.
    counted: u32,
    proof: Proof,
}

impl Numbered {
    const fn length(&self) -> u32 {
        self.bytes + self.counted
    }
}

impl Asker<'_> {
    // ---- the wire ----

    /// A router counts one off, or throws the packet away.
    pub(super) fn behind_the_router(&mut self) {
        // In a tunnel it would have to be said which of the packets is meant.
        let blocks = self.journey.blocks.iter();
        let packets = blocks.filter(|b| b.is_packet()).count();
        let Some((ttl, proof)) = self.hops().filter(|(ttl, _)| *ttl > 1 && packets == 1) else {
            return;
        };
        let digest = &self.journey.digest;
        let routed = digest.dst.is_some_and(is_forwarded) && digest.src.is_some_and(is_forwarded);
        // A frame to a group or to all carries a packet for this link, whatever its address says.
        let to_many = digest.mac_dst.is_some_and(MacAddr::is_group);
        if !routed || to_many || self.journey.facts.medium == Medium::Loopback {
            return;
        }
        let proof = proof.follows();
        let ask = match self.journey.facts.relays.next() {
            Some(gateway) => say!("predict-ask-ttl-gateway", gateway = gateway.to_string()),
            None => say!("predict-ask-ttl-router"),
        };
        let rule = say!(
            "predict-rule-ttl-router",
            before = ttl.to_string(),
            after = (ttl - 1).to_string()
        );
        self.add(Concept::Ttl, ask, number(ttl - 1), proof, rule);
    }

    // ---- up ----

    pub(super) fn up(&mut self) {
        if self.step.level.low == 1 {
            self.first_layer();
        }
        if self.step.adds.is_empty() {
            return;
        }
        self.card_checks();
        self.ip_checks();
        self.port_checks();
        self.handed_to();
        self.left();
        self.acknowledged();
        self.replies();
    }

    fn first_layer(&mut self) {
        let range = 0..self.journey.on_wire.bytes.len();
        if self.journey.frame.bytes.is_empty()
            || !self.step.before.exact
            || self.step.level.model != Model::Seven
        {
            return;
        }
        let proof = Proof {
            range,
            field: "",
            evidence: Evidence::Follows,
        };
        let rule = say!("predict-rule-first-layer", layer = self.level());
        self.add(
            Concept::Checks,
            say!("predict-ask-first-layer"),
            number(u64::from(self.step.level.number)),
            proof,
            rule,
        );
    }

    fn card_checks(&mut self) {
        let facts = &self.journey.facts;
        // Behind a router the frame is another one, and loopback has no cards.
        let routed =
            facts.relays.next().is_some() && self.journey.frame.meta.direction != Direction::In;
        let Some(read) = self
            .field(Protocol::Ethernet, "eth.dst")
            .filter(|_| !routed && facts.medium != Medium::Loopback)
        else {
            return;
        };
        let Value::Mac(mac) = read.value else { return };
        let proof = read.proof();
        let names = if mac.is_broadcast() {
            EVERYONE.map(ToOwned::to_owned).to_vec()
        } else {
            Vec::new()
        };
        let rule = if mac.is_group() {
            say!("predict-rule-card-group")
        } else {
            say!("predict-rule-card")
        };
        self.add(
            Concept::Checks,
            say!("predict-ask-card"),
            Answer::Mac {
                mac,
                owner: None,
                names,
            },
            proof,
            rule,
        );
    }

    fn ip_checks(&mut self) {
        let Some((address, proof)) = self.address("ip.dst", "ipv6.dst") else {
            return;
        };
        let ip = self.ip().map_or("IP", Protocol::name);
        let ask = say!("predict-ask-ip-check", ip = ip);
        self.add(
            Concept::Checks,
            ask,
            Answer::Ip(address),
            proof,
            say!("predict-rule-ip-check"),
        );
    }

    fn port_checks(&mut self) {
        let Some(protocol) = self.transport() else {
            return;
        };
        let (to, from) = if protocol == Protocol::Tcp {
            ("tcp.dstport", "tcp.srcport")
        } else {
            ("udp.dstport", "udp.srcport")
        };
        if let Some((port, proof)) = self.number(protocol, to) {
            let ask = say!("predict-ask-port-check");
            self.add(
                Concept::Ports,
                ask,
                number(port),
                proof,
                say!("predict-rule-port-check", port = port.to_string()),
            );
        }
        if let Some((port, proof)) = self.number(protocol, from) {
            let ask = say!("predict-ask-reply-port");
            self.add(
                Concept::Ports,
                ask,
                number(port),
                proof,
                say!("predict-rule-reply-port", port = port.to_string()),
            );
        }
    }

    fn left(&mut self) {
        let Step {
            before,
            after,
            adds,
            ..
        } = self.step;
        let taken = before.bytes.saturating_sub(after.bytes);
        // What is put aside of other messages no header tells.
        let shared = adds.iter().any(Block::is_others);
        if !(before.exact && after.exact) || taken == 0 || shared {
            return;
        }
        let Some(proof) = self.whole_headers(adds) else {
            return;
        };
        let (before, taken, after) = (before.bytes, taken, after.bytes);
        let ask = say!(
            "predict-ask-left",
            layer = self.level(),
            before = before.to_string()
        );
        let rule = say!(
            "predict-rule-left",
            before = before.to_string(),
            taken = taken.to_string(),
            after = after.to_string()
        );
        self.add(Concept::Checks, ask, number(after as u64), proof, rule);
    }

    /// Which number answers this segment, and which is its last byte's.
    fn acknowledged(&mut self) {
        let Some(segment) = self.numbered() else {
            return;
        };
        self.next_expected(&segment);
        if segment.counted == 0 {
            self.last_byte(&segment);
        }
    }

    /// The step's segment, where its number and its length are known, and it takes up any numbers.
    fn numbered(&self) -> Option<Numbered> {
        let Detail::Tcp { flags, .. } = self.journey.digest.detail else {
            return None;
        };
        if flags.has(TcpFlags::RST) || self.field(Protocol::Tcp, "tcp.flags").is_none() {
            return None;
        }
        let (seq, proof) = self.number(Protocol::Tcp, "tcp.seq_raw")?;
        let segment = Numbered {
            seq: seq as u32,
            bytes: self.journey.digest.payload_len,
            flags,
            counted: u32::from(flags.has(TcpFlags::SYN)) + u32::from(flags.has(TcpFlags::FIN)),
            proof: proof.follows(),
        };
        let known = Size::of(&self.journey.blocks).exact;
        (known && segment.length() > 0).then_some(segment)
    }

    /// The number of the first byte not yet received.
    fn next_expected(&mut self, segment: &Numbered) {
        let next = segment.seq.wrapping_add(segment.length());
        let (seq, bytes) = (segment.seq.to_string(), segment.bytes.to_string());
        let flags = segment.flags.names();
        let ask = say!(
            "predict-ask-ack",
            seq = seq.clone(),
            bytes = bytes.clone(),
            flags = flags.clone()
        );
        let rule = if segment.counted == 0 {
            say!(
                "predict-rule-ack",
                seq = seq,
                bytes = bytes,
                ack = next.to_string()
            )
        } else {
            say!(
                "predict-rule-ack-flag",
                seq = seq,
                bytes = bytes,
                flags = flags,
                counted = segment.counted.to_string(),
                ack = next.to_string()
            )
        };
        let answer = number(u64::from(next));
        self.add(Concept::Ack, ask, answer, segment.proof.clone(), rule);
    }

    fn last_byte(&mut self, segment: &Numbered) {
        let last = segment.seq.wrapping_add(segment.length()).wrapping_sub(1);
        let (seq, bytes) = (segment.seq.to_string(), segment.bytes.to_string());
        let ask = say!(
            "predict-ask-last-byte",
            seq = seq.clone(),
            bytes = bytes.clone()
        );
        let rule = say!(
            "predict-rule-last-byte",
            seq = seq,
            bytes = bytes,
            last = last.to_string()
        );
        let answer = number(u64::from(last));
        self.add(Concept::Numbers, ask, answer, segment.proof.clone(), rule);
    }

    fn replies(&mut self) {
        let Some((address, proof)) = self.address("ip.src", "ipv6.src") else {
            return;
        };
        // Errors are never answered, nor is what IP says of its own (RFC 1122 §3.2.2), but for 'are you there?'.
        let own = self
            .journey
            .blocks
            .iter()
            .any(|b| is_own_message(b.protocol));
        let echo = matches!(
            self.journey.digest.detail,
            Detail::Icmp { kind: 8 | 128, .. }
        );
        if address.is_unspecified() || own && !echo {
            return;
        }
        self.add(
            Concept::Addresses,
            say!("predict-ask-reply-ip"),
            Answer::Ip(address),
            proof,
            say!("predict-rule-reply-ip"),
        );
    }
}
