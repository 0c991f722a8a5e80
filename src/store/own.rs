//! Which frames are the lab's own: those of its sockets, and the ARP, ICMP and DNS that belong to
//! them. The packet log starts with these alone, so that a student sees what *she* caused.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use crate::frame::{Direction, FrameMeta};
use crate::place::HostId;
use crate::record::{Call, Outcome, SocketEvent, SocketId, Transport};
use crate::wire::{Detail, Digest, Protocol};

/// Peers, ports and names remembered at most; the oldest rule out no one, they are just forgotten.
const MOST: usize = 4096;

/// What makes a frame the lab's own.
#[derive(Debug, Default)]
pub struct Own {
    /// Local ports of the lab's sockets.
    ports: BTreeSet<(HostId, Transport, u16)>,
    /// Which socket holds which port, to forget it at `close`.
    sockets: BTreeMap<SocketId, (HostId, Transport, u16)>,
    /// Addresses the lab talks with, and the routers on the way to them.
    peers: BTreeSet<IpAddr>,
    /// Names the lab has asked for, as they stand in a DNS message (length-prefixed labels, lower case).
    names: Vec<Vec<u8>>,
}

impl Own {
    /// Learns from what a socket did. `true` if there is something new to claim.
    pub fn learn(&mut self, event: &SocketEvent) -> bool {
        let mut new = false;
        if let Some(local) = event.local.filter(|a| a.port() != 0) {
            let port = (event.host, event.transport, local.port());
            if self.sockets.len() < MOST && self.sockets.insert(event.socket, port) != Some(port) {
                new |= self.ports.insert(port);
            }
        }
        let peer = match (&event.call, event.peer) {
            (Call::Connect(to) | Call::SendTo(_, to) | Call::Accept(_, to), _) => Some(*to),
            (_, peer) => peer,
        };
        new |= peer.is_some_and(|p| self.add_peer(p.ip()));
        if matches!(
            (&event.call, &event.outcome),
            (Call::Close, Outcome::Done(_))
        ) {
            self.forget(event.socket);
        }
        new
    }

    /// An address the lab talks with (or the router on the way).
    pub fn add_peer(&mut self, address: IpAddr) -> bool {
        self.peers.len() < MOST
            && !address.is_unspecified()
            && self.peers.insert(address.to_canonical())
    }

    /// A name the lab asks for.
    pub fn add_name(&mut self, name: &str) {
        let mut labels = Vec::new();
        for label in name
            .trim_end_matches('.')
            .split('.')
            .filter(|l| !l.is_empty() && l.len() < 64)
        {
            labels.push(label.len() as u8);
            labels.extend(label.to_ascii_lowercase().bytes());
        }
        if !labels.is_empty() && self.names.len() < MOST && !self.names.contains(&labels) {
            self.names.push(labels);
        }
    }

    /// The port stays the lab's while another socket has it. A closed connection's last frames (ACK
    /// of the FIN) still come, so a port is forgotten only when the system gives it out again; here
    /// that means: never within a run, but for ports the lab merely used to call others.
    fn forget(&mut self, socket: SocketId) {
        self.sockets.remove(&socket);
    }

    /// Is this frame the lab's own, or does it belong to it?
    #[must_use]
    pub fn claims(&self, meta: &FrameMeta, digest: &Digest, bytes: &[u8]) -> bool {
        match digest.transport {
            // A later piece has no ports: it belongs as ICMP does, by its addresses.
            Protocol::Tcp | Protocol::Udp if digest.fragment => self.involves_peer(digest),
            Protocol::Tcp => self.claims_port(meta.place.host, Transport::Tcp, digest),
            Protocol::Udp => {
                self.claims_port(meta.place.host, Transport::Udp, digest)
                    || digest.protocol == Protocol::Dns && self.asks_for_our_name(digest, bytes)
            }
            Protocol::Icmp | Protocol::Icmpv6 => self.involves_peer(digest),
            _ => match digest.detail {
                Detail::Arp { sender, target, .. } => {
                    self.peers.contains(&IpAddr::V4(sender))
                        || self.peers.contains(&IpAddr::V4(target))
                }
                _ => false,
            },
        }
    }

    /// Which way a frame went. Over loopback the kernel tells none; where just one end is a socket of the
    /// lab's, it is told as seen from there.
    #[must_use]
    pub fn direction(&self, meta: &FrameMeta, digest: &Digest) -> Direction {
        let transport = match digest.transport {
            Protocol::Tcp => Transport::Tcp,
            Protocol::Udp => Transport::Udp,
            _ => return meta.direction,
        };
        if meta.direction != Direction::Loop || digest.fragment {
            return meta.direction;
        }
        let ours = |port| self.has_port(meta.place.host, transport, port);
        match (ours(digest.src_port), ours(digest.dst_port)) {
            (true, false) => Direction::Out,
            (false, true) => Direction::In,
            _ => Direction::Loop,
        }
    }

    fn has_port(&self, host: Option<HostId>, transport: Transport, port: u16) -> bool {
        host.is_some_and(|host| self.ports.contains(&(host, transport, port)))
    }

    fn claims_port(&self, host: Option<HostId>, transport: Transport, digest: &Digest) -> bool {
        let held = |port| self.has_port(host, transport, port);
        let known = |address: Option<IpAddr>| {
            address.is_some_and(|a| self.peers.contains(&a.to_canonical()))
        };
        // A port of ours, and either the other end is known or it knocks at our listening port.
        held(digest.dst_port) || held(digest.src_port) && (known(digest.dst) || known(digest.src))
    }

    fn involves_peer(&self, digest: &Digest) -> bool {
        [digest.src, digest.dst]
            .into_iter()
            .flatten()
            .any(|a| self.peers.contains(&a.to_canonical()))
    }

    fn asks_for_our_name(&self, digest: &Digest, bytes: &[u8]) -> bool {
        const HEADER: usize = 12;
        let start = digest.payload_at as usize + HEADER;
        let Some(question) = bytes.get(start..) else {
            return false;
        };
        self.names
            .iter()
            .any(|n| question.len() > n.len() && question[..n.len()].eq_ignore_ascii_case(n))
    }

    /// The port of an address of ours, for filters and summaries.
    #[must_use]
    pub fn holds(&self, host: HostId, transport: Transport, address: SocketAddr) -> bool {
        self.ports.contains(&(host, transport, address.port()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::record::Purpose;
    use crate::wire::MacAddr;

    fn event(call: Call, local: &str, peer: Option<&str>) -> SocketEvent {
        SocketEvent {
            time: Time(0),
            host: HostId::HERE,
            socket: SocketId(1),
            transport: Transport::Tcp,
            call,
            purpose: Purpose::Talk,
            outcome: Outcome::Done(0),
            local: local.parse().ok(),
            peer: peer.and_then(|p| p.parse().ok()),
        }
    }

    fn meta() -> FrameMeta {
        super::super::packets::tests::batch(&[0], 1).frames[0].meta
    }

    fn tcp(src: &str, dst: &str) -> Digest {
        let (src, dst): (SocketAddr, SocketAddr) = (src.parse().unwrap(), dst.parse().unwrap());
        Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            src: Some(src.ip()),
            dst: Some(dst.ip()),
            src_port: src.port(),
            dst_port: dst.port(),
            ..Digest::default()
        }
    }

    #[test]
    fn a_listening_port_claims_whoever_knocks_and_nothing_else() {
        let mut own = Own::default();
        assert!(own.learn(&event(Call::Listen(128), "0.0.0.0:10101", None)));
        assert!(own.claims(&meta(), &tcp("10.0.0.9:40000", "10.0.0.1:10101"), &[]));
        assert!(!own.claims(&meta(), &tcp("10.0.0.9:40000", "10.0.0.1:22"), &[]));
        let mut elsewhere = meta();
        elsewhere.place.host = Some(HostId(1));
        assert!(!own.claims(&elsewhere, &tcp("10.0.0.9:40000", "10.0.0.1:10101"), &[]));
    }

    #[test]
    fn over_loopback_the_direction_is_that_of_our_own_socket() {
        let mut own = Own::default();
        own.learn(&event(Call::Listen(128), "127.0.0.1:10101", None));
        let mut meta = meta();
        let tcp =
            |from: u16, to: u16| tcp(&format!("127.0.0.1:{from}"), &format!("127.0.0.1:{to}"));
        assert_eq!(
            own.direction(&meta, &tcp(10101, 5)),
            Direction::In,
            "not over loopback: as the kernel tells"
        );
        meta.direction = Direction::Loop;
        assert_eq!(own.direction(&meta, &tcp(5, 10101)), Direction::In);
        assert_eq!(own.direction(&meta, &tcp(10101, 5)), Direction::Out);
        assert_eq!(
            own.direction(&meta, &tcp(5, 6)),
            Direction::Loop,
            "neither end is ours"
        );
        assert_eq!(
            own.direction(&meta, &tcp(10101, 10101)),
            Direction::Loop,
            "both are"
        );
    }

    #[test]
    fn a_later_piece_belongs_by_its_addresses() {
        let mut own = Own::default();
        own.add_peer("10.0.0.2".parse().unwrap());
        let meta = super::super::packets::tests::batch(&[0], 1).frames[0].meta;
        let piece = |dst: &str| Digest {
            transport: Protocol::Udp,
            fragment: true,
            dst: dst.parse().ok(),
            ..Digest::default()
        };
        assert!(own.claims(&meta, &piece("10.0.0.2"), &[]));
        assert!(!own.claims(&meta, &piece("10.0.0.3"), &[]));
    }

    #[test]
    fn arp_and_icmp_belong_when_they_concern_a_peer() {
        let mut own = Own::default();
        let target: SocketAddr = "10.0.0.2:10101".parse().unwrap();
        own.learn(&event(Call::Connect(target), "10.0.0.1:50000", None));
        let arp = |target: &str| Digest {
            protocol: Protocol::Arp,
            detail: Detail::Arp {
                operation: 1,
                sender: "10.0.0.1".parse().unwrap(),
                target: target.parse().unwrap(),
                sender_mac: MacAddr::ZERO,
            },
            ..Digest::default()
        };
        assert!(own.claims(&meta(), &arp("10.0.0.2"), &[]));
        assert!(!own.claims(&meta(), &arp("10.0.0.3"), &[]));
    }

    #[test]
    fn dns_belongs_when_it_asks_for_our_name() {
        let mut own = Own::default();
        own.add_name("Lab.Example");
        let digest = Digest {
            protocol: Protocol::Dns,
            transport: Protocol::Udp,
            payload_at: 0,
            ..Digest::default()
        };
        let mut message = vec![0; 12];
        message.extend(b"\x03lab\x07EXAMPLE\x00\x00\x01\x00\x01");
        assert!(own.claims(&meta(), &digest, &message));
        message[13] = b'x';
        assert!(!own.claims(&meta(), &digest, &message));
    }
}
