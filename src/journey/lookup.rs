//! What the sender's system looks up before a message can go: each look is a step of the way.
//!
//! Everything here is what the host's tables say now ([`crate::net::Snapshot`]): the interfaces, the routes,
//! the neighbours. A kernel does the same looks, in its own order, and keeps their answers for a while.

use std::net::{IpAddr, SocketAddr};

use crate::net::{Address, Hop, Interface, InterfaceKind, Reach, Route, Snapshot, Way};
use crate::place::InterfaceIndex;
use crate::record::{Agreed, Transport};
use crate::say::Clean;

use super::path;

/// One question that must be answered before the next layer can write its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Which program at each end?
    Ports,
    /// Does the message fit into one segment or packet?
    Fit,
    /// Is the receiver in my network; which way out?
    Route,
    /// Which MAC has the next hop?
    Neighbour,
}

/// The answers, as the sender's tables give them now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookups {
    /// TCP or UDP; `None`: the packet carries neither.
    pub transport: Option<Transport>,
    /// The route decision with the routes that were considered.
    pub reach: Reach,
    /// The way it led to.
    pub way: Way,
    /// The outgoing interface's name.
    pub interface: Clean,
    /// The source address, as an interface has it.
    pub own: Option<Address>,
    /// The name of the interface that has the source address.
    pub source_interface: Clean,
    /// Names of the interfaces that routes lead to, by their numbers.
    names: Vec<(InterfaceIndex, Clean)>,
    /// Largest packet the interface takes, in bytes.
    pub mtu: Option<u32>,
    /// Payload bytes of a full segment, where the kernel tells (`TCP_INFO`).
    pub mss: Option<u32>,
    /// TTL or hop limit this system's packets begin with.
    pub ttl: Option<u8>,
    /// Bytes that the transport is given for this message; without one, that IP is given.
    pub payload: usize,
}

/// What a transport is asked to carry, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    /// TCP or UDP; `None`: neither.
    pub transport: Option<Transport>,
    /// To whom; its port does not matter here.
    pub remote: SocketAddr,
    /// What both TCPs agreed on, where the kernel tells.
    pub agreed: Option<Agreed>,
    /// How many bytes.
    pub payload: usize,
}

impl Lookups {
    /// Looks all of it up. `ttl`: this machine's TTL of IPv4. `None`: there is no way.
    #[must_use]
    pub fn new(host: &Snapshot, sending: &Sending, ttl: Option<u8>) -> Option<Self> {
        let reach = path::reach(host, sending.remote);
        let way = reach.way?;
        let interface = host.interface(way.interface);
        let held = way.source.and_then(|source| {
            let held = |i: &Interface| i.addresses.iter().find(|a| a.address == source).copied();
            host.interfaces
                .iter()
                .find_map(|i| Some((held(i)?, i.name.clone())))
        });
        let (own, source_interface) = held.unzip();
        let names = host
            .interfaces
            .iter()
            .map(|i| (i.index, i.name.clone()))
            .collect();
        Some(Self {
            transport: sending.transport,
            own,
            source_interface: source_interface.unwrap_or_default(),
            names,
            interface: interface.map(|i| i.name.clone()).unwrap_or_default(),
            mtu: interface.map(|i| i.mtu),
            mss: sending.agreed.map(|agreed| agreed.mss),
            ttl: path::ttl(host, &way, ttl),
            payload: sending.payload,
            reach,
            way,
        })
    }

    /// The looks before the layer with this OSI number, in their order.
    #[must_use]
    pub fn before(&self, osi: u8) -> &'static [Lookup] {
        match (osi, self.transport) {
            (4, Some(Transport::Tcp)) => &[Lookup::Ports, Lookup::Fit],
            (4, Some(Transport::Udp)) => &[Lookup::Ports],
            (3, Some(Transport::Tcp)) => &[Lookup::Route],
            (3, _) => &[Lookup::Route, Lookup::Fit],
            (2, _) => &[Lookup::Neighbour],
            _ => &[],
        }
    }

    /// Is the receiver in the sender's own network, by the bits? `None`: the source address is not known,
    /// or both are not of one family.
    #[must_use]
    pub fn same_network(&self) -> Option<bool> {
        let own = self.own?;
        own.network()
            .filter(|_| own.address.is_ipv4() == self.reach.remote.is_ipv4())
            .map(|n| n.contains(self.reach.remote))
    }

    /// The most that the transport may be given in one go: a segment's payload (TCP) or a packet's (else), in
    /// bytes.
    #[must_use]
    pub fn room(&self) -> Option<usize> {
        let ip = if self.reach.remote.is_ipv4() { 20 } else { 40 };
        match self.transport {
            Some(Transport::Tcp) => Some(self.mss? as usize),
            _ => Some((self.mtu? as usize).saturating_sub(ip)),
        }
    }

    /// What has to fit into that room, in bytes: the message, with UDP's header.
    #[must_use]
    pub const fn wanted(&self) -> usize {
        match self.transport {
            Some(Transport::Udp) => self.payload + 8,
            _ => self.payload,
        }
    }

    /// The gateway the packet goes to first, where the receiver is not on this link.
    #[must_use]
    pub fn gateway(&self) -> Option<IpAddr> {
        Some(self.way.next_hop).filter(|_| self.way.hop == Hop::Gateway)
    }

    /// A route as `ip route` writes it: `10.0.0.0/8 via 192.168.1.1 dev eth0`.
    #[must_use]
    pub fn route_text(&self, route: &Route) -> String {
        let name = self
            .names
            .iter()
            .find(|(index, _)| *index == route.interface)
            .map_or("?", |(_, name)| name);
        let network = if route.prefix == 0 {
            "default".to_owned()
        } else {
            format!("{}/{}", route.destination, route.prefix)
        };
        match route.gateway {
            Some(gateway) => format!("{network} via {gateway} dev {name}"),
            None => format!("{network} dev {name}"),
        }
    }
}

/// What carries the frames of an interface.
#[must_use]
pub fn medium(kind: &InterfaceKind) -> super::Medium {
    use super::Medium;
    match kind {
        InterfaceKind::Wifi => Medium::Air,
        InterfaceKind::Veth => Medium::Veth,
        InterfaceKind::Loopback => Medium::Loopback,
        InterfaceKind::Tun | InterfaceKind::Tap => Medium::Tunnel,
        InterfaceKind::Ethernet => Medium::Cable,
        // Below a VLAN's interface the frame gets a tag, and behind a bridge another interface sends it.
        InterfaceKind::Vlan | InterfaceKind::Bridge | InterfaceKind::Other(_) => Medium::Unknown,
    }
}
