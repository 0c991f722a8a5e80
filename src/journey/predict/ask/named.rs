//! Numbers that name what follows: the `EtherType`, IPv4's protocol, IPv6's next header.

use crate::say;
use crate::wire::{EtherType, IpProtocol, Protocol};

use super::super::{Answer, Concept, Proof};
use super::{Asker, names};

impl Asker<'_> {
    /// The number in the outer header that names what is inside, where the lab knows what it names.
    fn names_inside(&self, outer: Protocol) -> Option<(u64, Protocol, Proof)> {
        let (filter, value_of) = match outer {
            Protocol::Ethernet => ("eth.type", ether_value as fn(_) -> _),
            Protocol::Ipv4 => ("ip.proto", protocol_value as fn(_) -> _),
            _ => ("ipv6.nxt", protocol_value as fn(_) -> _),
        };
        let (value, proof) = self.number(outer, filter)?;
        let inner = self.inside(outer).filter(|p| value_of(*p) == Some(value))?;
        Some((value, inner, proof))
    }

    pub(super) fn protocol_number(&mut self) {
        let Some(ip) = self.ip() else { return };
        let Some((value, inner, proof)) = self.names_inside(ip) else {
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

    pub(super) fn ether_type(&mut self) {
        let Some((value, inner, proof)) = self.names_inside(Protocol::Ethernet) else {
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
    /// Which number names what is inside, read by the receiver.
    pub(super) fn handed_to(&mut self) {
        let outer = [Some(Protocol::Ethernet), self.ip()];
        for outer in outer.into_iter().flatten() {
            let Some((value, inner, proof)) = self.names_inside(outer) else {
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
            let proof = proof.follows();
            self.add(Concept::Type, ask, Answer::Name(names(inner)), proof, rule);
        }
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
