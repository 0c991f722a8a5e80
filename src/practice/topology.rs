//! Which hosts there are, and which cables join them: plain data the builder follows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::place::HostId;

/// The chat's port, and the partner's.
pub const PORT: u16 = 10101;

/// A lab to build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// Its name.
    pub name: String,
    /// Its hosts; each has a network namespace of its own.
    pub hosts: Vec<HostPlan>,
    /// Its cables; each has two ends.
    pub cables: Vec<Cable>,
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPlan {
    /// Its number ([`HostId`]).
    pub id: u16,
    /// Its name.
    pub name: String,
    /// Services that run on it.
    pub services: Vec<Service>,
}

/// Something that runs on a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Service {
    /// The practice partner, TCP and UDP at this port, IPv4 and IPv6.
    Partner { port: u16 },
}

/// A cable: what is sent into one end comes out of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cable {
    /// Its two ends.
    pub ends: [Plug; 2],
}

/// One end of a cable: an interface of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plug {
    /// The host's number.
    pub host: u16,
    /// The interface's name there, at most 15 bytes.
    pub interface: String,
    /// Its MAC address.
    pub mac: [u8; 6],
    /// Its addresses with their prefix lengths.
    pub addresses: Vec<(IpAddr, u8)>,
}

impl Topology {
    /// Two hosts on one cable: `you` (10.1.0.2, fd00:1::2) and `partner` (10.1.0.3, fd00:1::3), who greets.
    #[must_use]
    pub fn pair() -> Self {
        let host = |id: HostId, name: &str, services| HostPlan { id: id.0, name: name.to_owned(), services };
        Self {
            name: "pair".to_owned(),
            hosts: vec![
                host(HostId::PRACTICE_YOU, "you", vec![]),
                host(HostId::PRACTICE_PARTNER, "partner", vec![Service::Partner { port: PORT }]),
            ],
            cables: vec![Cable { ends: [Plug::numbered(HostId::PRACTICE_YOU), Plug::numbered(HostId::PRACTICE_PARTNER)] }],
        }
    }

    /// The host with this number.
    #[must_use]
    pub fn host(&self, id: HostId) -> Option<&HostPlan> {
        self.hosts.iter().find(|host| host.id == id.0)
    }

    /// Where the first partner service listens: its host's first address.
    #[must_use]
    pub fn partner(&self) -> Option<SocketAddr> {
        let (host, port) = self.hosts.iter().find_map(|host| {
            let Service::Partner { port } = host.services.first()?;
            Some((host.id, *port))
        })?;
        let plug = self.cables.iter().flat_map(|cable| &cable.ends).find(|plug| plug.host == host)?;
        plug.addresses.first().map(|(address, _)| SocketAddr::new(*address, port))
    }
}

impl Plug {
    /// `eth0` of a host whose MAC is 02:00:00:00:00:0N and whose addresses end in N + 1, as a first
    /// lab's hosts are numbered behind a router's .1.
    fn numbered(host: HostId) -> Self {
        let mac = [2, 0, 0, 0, 0, host.0.to_be_bytes()[1]];
        let end = host.0 + 1;
        Self {
            host: host.0,
            interface: "eth0".to_owned(),
            mac,
            addresses: vec![
                (Ipv4Addr::new(10, 1, 0, end.to_be_bytes()[1]).into(), 24),
                (Ipv6Addr::new(0xfd00, 1, 0, 0, 0, 0, 0, end).into(), 64),
                (link_local(mac).into(), 64),
            ],
        }
    }
}

/// The link-local IPv6 address a MAC gives: its bits with `ff:fe` in the middle and the U/L bit
/// turned round (RFC 4291 appendix A, "modified EUI-64").
#[must_use]
pub fn link_local(mac: [u8; 6]) -> Ipv6Addr {
    let [a, b, c, d, e, f] = mac;
    Ipv6Addr::from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_has_readable_addresses() {
        let pair = Topology::pair();
        let [you, partner] = &pair.cables[0].ends;
        assert_eq!(you.mac, [2, 0, 0, 0, 0, 1]);
        assert_eq!(partner.mac, [2, 0, 0, 0, 0, 2]);
        let addresses: Vec<String> = you.addresses.iter().map(|(a, p)| format!("{a}/{p}")).collect();
        assert_eq!(addresses, ["10.1.0.2/24", "fd00:1::2/64", "fe80::ff:fe00:1/64"]);
        assert_eq!(pair.partner(), Some("10.1.0.3:10101".parse().unwrap()));
        assert_eq!(pair.host(HostId::PRACTICE_YOU).unwrap().name, "you");
    }
}
