//! What could be asked about the wire and the receiver's layers.

use std::net::IpAddr;

use crate::frame::Direction;
use crate::say;
use crate::wire::{Detail, MacAddr, Protocol, TcpFlags, Value};

use super::super::super::build::{Block, Role, Size, Step, is_own_message};
use super::super::super::{Medium, Model};
use super::super::{Answer, Concept, Evidence, Proof};
use super::{Asker, EVERYONE, ether_value, names, number, protocol_value, run};

/// Would a router pass on a packet with this address in it (RFC 1812 §5.3, RFC 4291 §2.5.6)?
const fn is_forwarded(address: IpAddr) -> bool {
    let for_one_link = match address {
        IpAddr::V4(four) => four.is_link_local() || four.is_broadcast(),
        IpAddr::V6(six) => six.is_unicast_link_local(),
    };
    !(for_one_link || address.is_multicast() || address.is_loopback() || address.is_unspecified())
}

impl Asker<'_> {
    // ---- the wire ----

    /// A router counts one off, or throws the packet away.
    pub(super) fn behind_the_router(&mut self) {
        // In a tunnel it would have to be said which of the packets is meant.
        let is_packet = |b: &&Block| {
            matches!(b.protocol, Protocol::Ipv4 | Protocol::Ipv6) && b.role == Role::Header
        };
        let packets = self.journey.blocks.iter().filter(is_packet).count();
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
        let proof = Proof {
            evidence: Evidence::Follows,
            ..proof
        };
        let ask = match self.journey.facts.gateway {
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
        if range.is_empty() || !self.step.before.exact || self.step.level.model != Model::Seven {
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
        let routed = facts.gateway.is_some() && self.journey.frame.meta.direction != Direction::In;
        let Some(read) = self
            .field(Protocol::Ethernet, "eth.dst")
            .filter(|_| !routed && facts.medium != Medium::Loopback)
        else {
            return;
        };
        let Value::Mac(mac) = read.value else { return };
        let proof = Proof {
            range: read.range,
            field: read.name,
            evidence: Evidence::Reads,
        };
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
        let Some((address, proof)) =
            self.address([(Protocol::Ipv4, "ip.dst"), (Protocol::Ipv6, "ipv6.dst")])
        else {
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

    /// Which number names what is inside, read by the receiver.
    fn handed_to(&mut self) {
        let ether = self
            .number(Protocol::Ethernet, "eth.type")
            .map(|found| (Protocol::Ethernet, ether_value as fn(_) -> _, found));
        let ip = self.ip().and_then(|ip| {
            let filter = if ip == Protocol::Ipv4 {
                "ip.proto"
            } else {
                "ipv6.nxt"
            };
            Some((ip, protocol_value as fn(_) -> _, self.number(ip, filter)?))
        });
        for (outer, value_of, (value, proof)) in ether.into_iter().chain(ip) {
            let Some(inner) = self.inside(outer).filter(|p| value_of(*p) == Some(value)) else {
                continue;
            };
            let written = if outer == Protocol::Ethernet {
                format!("0x{value:04x}")
            } else {
                value.to_string()
            };
            let ask = say!(
                "predict-ask-handed-to",
                outer = outer.name(),
                n = written.clone()
            );
            let rule = say!("predict-rule-handed-to", n = written, inner = inner.name());
            let proof = Proof {
                evidence: Evidence::Follows,
                ..proof
            };
            self.add(Concept::Type, ask, Answer::Name(names(inner)), proof, rule);
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
        let Some(range) = run(adds).filter(|r| self.is_known(r)) else {
            return;
        };
        let field = adds.first().map_or("", |b| b.protocol.name());
        let proof = Proof {
            range,
            field,
            evidence: Evidence::Follows,
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

    /// Which number answers this segment: the first byte not yet received.
    fn acknowledged(&mut self) {
        let Detail::Tcp { flags, .. } = self.journey.digest.detail else {
            return;
        };
        if flags.has(TcpFlags::RST) || self.field(Protocol::Tcp, "tcp.flags").is_none() {
            return;
        }
        let Some((seq, proof)) = self.number(Protocol::Tcp, "tcp.seq_raw") else {
            return;
        };
        // How long it is must be known too.
        let payload = self.journey.digest.payload_len;
        let extent = Size::of(&self.journey.blocks);
        let extra = u32::from(flags.has(TcpFlags::SYN)) + u32::from(flags.has(TcpFlags::FIN));
        let Some(count) = Some(payload + extra).filter(|n| *n > 0 && extent.exact) else {
            return;
        };
        let next = (seq as u32).wrapping_add(count);
        let proof = Proof {
            evidence: Evidence::Follows,
            ..proof
        };
        let (first, bytes) = (seq.to_string(), payload.to_string());
        let ask = say!(
            "predict-ask-ack",
            seq = first.clone(),
            bytes = bytes.clone(),
            flags = flags.names()
        );
        let rule = if extra == 0 {
            say!(
                "predict-rule-ack",
                seq = first.clone(),
                bytes = bytes.clone(),
                ack = next.to_string()
            )
        } else {
            say!(
                "predict-rule-ack-flag",
                seq = first.clone(),
                bytes = bytes.clone(),
                flags = flags.names(),
                counted = extra.to_string(),
                ack = next.to_string()
            )
        };
        self.add(
            Concept::Ack,
            ask,
            number(u64::from(next)),
            proof.clone(),
            rule,
        );
        if extra == 0 {
            let last = next.wrapping_sub(1);
            let ask = say!(
                "predict-ask-last-byte",
                seq = first.clone(),
                bytes = bytes.clone()
            );
            let rule = say!(
                "predict-rule-last-byte",
                seq = first,
                bytes = bytes,
                last = last.to_string()
            );
            self.add(Concept::Numbers, ask, number(u64::from(last)), proof, rule);
        }
    }

    fn replies(&mut self) {
        let Some((address, proof)) =
            self.address([(Protocol::Ipv4, "ip.src"), (Protocol::Ipv6, "ipv6.src")])
        else {
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
