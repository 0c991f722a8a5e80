//! Where to: the packet's destination, the next station on the link, and how many routers more.

use std::net::IpAddr;

use crate::frame::Direction;
use crate::say;
use crate::say::Say;
use crate::wire::{MacAddr, Protocol, Value};

use super::super::super::lookup::Lookups;
use super::super::super::{Medium, Party};
use super::super::{Answer, Concept};
use super::{Asker, EVERYONE, number};

/// Other words for the router.
const ROUTER: [&str; 5] = ["router", "gateway", "路由器", "网关", "默认网关"];

impl Asker<'_> {
    /// What the route decides, and what the packet sets out with.
    pub(super) fn way_out(&mut self) {
        self.first_hop();
        self.destination_address();
        self.ttl();
    }

    /// Whom the packet goes to first: the receiver itself, or a router.
    pub(super) fn first_hop(&mut self) {
        let Some((hop, gateway)) = self
            .journey
            .facts
            .lookups
            .as_ref()
            .map(|l| (l.way.next_hop, Lookups::gateway(l)))
        else {
            return;
        };
        let Some((to, proof)) = self.address("ip.dst", "ipv6.dst") else {
            return;
        };
        let proof = proof.follows();
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

    pub(super) fn destination_address(&mut self) {
        let Some((address, proof)) = self.address("ip.dst", "ipv6.dst") else {
            return;
        };
        let ip = self.ip().map_or("IP", Protocol::name);
        let rule = match self.journey.facts.relays.next() {
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

    pub(super) fn ttl(&mut self) {
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

    pub(super) fn next_hop(&mut self) {
        let Some(read) = self.field(Protocol::Ethernet, "eth.dst") else {
            return;
        };
        let Value::Mac(mac) = read.value else { return };
        let Some((owner, names, rule)) = self.station(mac) else {
            return;
        };
        let proof = read.proof();
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
        match (facts.relays.next(), dst) {
            (Some(gateway), _) if ours => {
                let rule = say!("predict-rule-mac-gateway", gateway = gateway.to_string());
                Some((gateway.address, list(&ROUTER), rule))
            }
            (None, Some(dst)) if ours && facts.prefix.is_some() => {
                let receiver = match &facts.receiver {
                    Party::Name(name) => vec![name.to_string()],
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
}
