//! The way out of a host, as its tables have it now: what a rebuilt frame needs beside the message.

use std::net::{IpAddr, SocketAddr};

use crate::compose::{PathFacts, TcpFacts};
use crate::net::{NextMac, Reach, Snapshot, Way, reach_zone};
use crate::place::{InterfaceIndex, Place};
use crate::record::Carried;
use crate::wire::{LinkType, MacAddr};

/// The way from a host to a peer.
#[must_use]
pub fn way(host: &Snapshot, remote: SocketAddr) -> Option<Way> {
    reach(host, remote).way
}

/// The same with the routes that were considered. A link-local peer's zone says on which interface it lives.
#[must_use]
pub fn reach(host: &Snapshot, remote: SocketAddr) -> Reach {
    let zone = match remote {
        SocketAddr::V6(six) if six.scope_id() != 0 => Some(InterfaceIndex(six.scope_id())),
        _ => None,
    };
    reach_zone(host, remote.ip(), zone)
}

/// What packets of this host begin with on that way: TTL (IPv4, `own`: as the host has it set), or the interface's
/// hop limit (IPv6).
#[must_use]
pub fn ttl(host: &Snapshot, way: &Way, own: Option<u8>) -> Option<u8> {
    match way.next_hop {
        IpAddr::V6(_) => {
            let mut limits = host.hop_limits.iter();
            let limit = limits.find(|(index, _)| *index == way.interface);
            limit.map(|(_, limit)| *limit)
        }
        IpAddr::V4(_) => own,
    }
}

/// Route, source MAC and next hop's MAC as the tables have them now. `ttl`: the host's TTL of
/// IPv4. `None`: no way.
#[must_use]
pub fn facts(host: &Snapshot, carried: &Carried, ttl: Option<u8>) -> Option<PathFacts> {
    let way = way(host, carried.remote)?;
    let own = host.owns(carried.remote.ip().to_canonical());
    let interface = host.interface(way.interface);
    let next = match way.next_mac {
        NextMac::Known(mac) | NextMac::Computed(mac) => Some(mac),
        NextMac::NotNeeded if own => Some(MacAddr::ZERO),
        NextMac::Ask | NextMac::NoAnswer | NextMac::NotNeeded => None,
    };
    let mine = if own {
        Some(MacAddr::ZERO)
    } else {
        way.source_mac
    };
    let (mac_src, mac_dst) = if carried.outgoing {
        (mine, next)
    } else {
        (next, mine)
    };
    Some(PathFacts {
        link: interface.map_or(LinkType::Ethernet, |i| i.link),
        mac_src,
        mac_dst,
        place: Place::on(carried.host, way.interface),
        // Only the sender knows with which TTL it began; of a received packet nobody has told us.
        ttl: self::ttl(host, &way, ttl).filter(|_| carried.outgoing || own),
        mtu: interface.map(|i| i.mtu),
        tcp: carried.tcp.map(|agreed| TcpFacts {
            timestamps: Some(agreed.timestamps),
            ecn: Some(agreed.ecn),
            // How much the peer puts into a segment only the peer knows.
            mss: carried.outgoing.then_some(agreed.mss),
            ..TcpFacts::default()
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Counters, Flags, Interface, InterfaceKind, LinkState, Route};

    fn interface(index: u32) -> Interface {
        Interface {
            index: InterfaceIndex(index),
            name: format!("eth{index}").into(),
            kind: InterfaceKind::Ethernet,
            flags: Flags::UP,
            state: LinkState::Up,
            mac: Some(MacAddr([2, 0, 0, 0, 0, index as u8])),
            mtu: 1500,
            link: LinkType::Ethernet,
            addresses: Vec::new(),
            rx: Counters::default(),
            tx: Counters::default(),
        }
    }

    #[test]
    fn a_link_local_peer_lives_in_its_zone() {
        let route = |index| Route {
            destination: "fe80::".parse().unwrap(),
            prefix: 64,
            gateway: None,
            interface: InterfaceIndex(index),
            source: None,
            metric: 256,
        };
        let host = Snapshot {
            interfaces: vec![interface(2), interface(3)],
            routes: vec![route(2), route(3)],
            ..Snapshot::default()
        };
        let peer = |zone| {
            SocketAddr::V6(std::net::SocketAddrV6::new(
                "fe80::1".parse().unwrap(),
                10101,
                0,
                zone,
            ))
        };
        let out_of = |zone| way(&host, peer(zone)).map(|way| way.interface.0);
        assert_eq!(
            (out_of(3), out_of(2), out_of(0)),
            (Some(3), Some(2), Some(2))
        );
    }
}
