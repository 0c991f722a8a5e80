//! Which hosts there are, and which cables join them: plain data the builder follows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

/// The chat's port, and the partner's.
pub const PORT: u16 = 10101;

/// A lab to build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// Its name.
    pub name: String,
    /// Its hosts; each has a network namespace of its own. The student's own is the first.
    pub hosts: Vec<HostPlan>,
    /// Its cables; each has two ends.
    pub cables: Vec<Cable>,
}

/// One host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPlan {
    /// Its name, by which everything else in the plan speaks of it. No two hosts of a lab have the same.
    pub name: String,
    /// Services that run on it.
    pub services: Vec<Service>,
    /// A router: it passes on what is for others.
    pub forwards: bool,
    /// Its default gateways, at most one of each family.
    pub gateways: Vec<IpAddr>,
}

impl HostPlan {
    /// A host that runs nothing and knows no way out.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// With the practice partner on it, at [`PORT`].
    #[must_use]
    pub fn greeting(mut self) -> Self {
        self.services.push(Service::Partner { port: PORT });
        self
    }

    /// In the network of this number (see [`Plug::on`]), where .1 is the way out.
    #[must_use]
    pub fn behind(mut self, net: u8) -> Self {
        self.gateways
            .extend([IpAddr::from(four(net, 1)), six(net, 1).into()]);
        self
    }

    /// As a router.
    #[must_use]
    pub fn forwarding(mut self) -> Self {
        self.forwards = true;
        self
    }
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

impl Cable {
    /// From one interface to another.
    #[must_use]
    pub const fn between(near: Plug, far: Plug) -> Self {
        Self { ends: [near, far] }
    }
}

/// One end of a cable: an interface of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plug {
    /// The host's name.
    pub host: String,
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
        Self {
            name: "pair".to_owned(),
            hosts: vec![HostPlan::new("you"), HostPlan::new("partner").greeting()],
            cables: vec![Cable::between(
                Plug::on("you", "eth0", 1, (1, 2)),
                Plug::on("partner", "eth0", 2, (1, 3)),
            )],
        }
    }

    /// Two hosts with a router between: `you` (10.1.0.2, fd00:1::2) and `partner` (10.2.0.3, fd00:2::3),
    /// who greets; the router is .1 in both networks.
    #[must_use]
    pub fn routed() -> Self {
        Self {
            name: "routed".to_owned(),
            hosts: vec![
                HostPlan::new("you").behind(1),
                HostPlan::new("partner").behind(2).greeting(),
                HostPlan::new("router").forwarding(),
            ],
            cables: vec![
                Cable::between(
                    Plug::on("you", "eth0", 1, (1, 2)),
                    Plug::on("router", "eth0", 3, (1, 1)),
                ),
                Cable::between(
                    Plug::on("router", "eth1", 5, (2, 1)),
                    Plug::on("partner", "eth0", 2, (2, 3)),
                ),
            ],
        }
    }

    /// All addresses of its hosts, with their prefix lengths.
    pub fn addresses(&self) -> impl Iterator<Item = (IpAddr, u8)> {
        self.cables
            .iter()
            .flat_map(|cable| &cable.ends)
            .flat_map(|plug| plug.addresses.iter().copied())
    }

    /// Where the first partner service listens: its host's first address.
    #[must_use]
    pub fn partner(&self) -> Option<SocketAddr> {
        let (host, port) = self.hosts.iter().find_map(|host| {
            let Service::Partner { port } = host.services.first()?;
            Some((&host.name, *port))
        })?;
        let plug = self
            .cables
            .iter()
            .flat_map(|cable| &cable.ends)
            .find(|plug| plug.host == *host)?;
        plug.addresses
            .first()
            .map(|(address, _)| SocketAddr::new(*address, port))
    }
}

impl Plug {
    /// An interface with the MAC 02:00:00:00:00:NN, and the addresses 10.NET.0.END/24, fd00:NET::END/64 and
    /// the link-local one that its MAC gives.
    #[must_use]
    pub fn on(host: &str, interface: &str, number: u8, (net, end): (u8, u8)) -> Self {
        let mac = [2, 0, 0, 0, 0, number];
        Self {
            host: host.to_owned(),
            interface: interface.to_owned(),
            mac,
            addresses: vec![
                (four(net, end).into(), 24),
                (six(net, end).into(), 64),
                (link_local(mac).into(), 64),
            ],
        }
    }
}

const fn four(net: u8, end: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, net, 0, end)
}

const fn six(net: u8, end: u8) -> Ipv6Addr {
    Ipv6Addr::new(0xfd00, net as u16, 0, 0, 0, 0, 0, end as u16)
}

/// The link-local IPv6 address a MAC gives: its bits with `ff:fe` in the middle and the U/L bit
/// turned round (RFC 4291 appendix A, "modified EUI-64").
#[must_use]
pub fn link_local(mac: [u8; 6]) -> Ipv6Addr {
    let [a, b, c, d, e, f] = mac;
    Ipv6Addr::from([
        0xfe,
        0x80,
        0,
        0,
        0,
        0,
        0,
        0,
        a ^ 2,
        b,
        c,
        0xff,
        0xfe,
        d,
        e,
        f,
    ])
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
        let addresses: Vec<String> = you
            .addresses
            .iter()
            .map(|(a, p)| format!("{a}/{p}"))
            .collect();
        assert_eq!(
            addresses,
            ["10.1.0.2/24", "fd00:1::2/64", "fe80::ff:fe00:1/64"]
        );
        assert_eq!(pair.partner(), Some("10.1.0.3:10101".parse().unwrap()));
        assert_eq!(pair.hosts[0].name, "you");
    }
}
