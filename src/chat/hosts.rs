//! The hosts whose sockets the chat opens: where one connects from and listens on.
//!
//! With a practice lab there are several hosts of one's own: this machine, and those on the lab's cables. An
//! address of a lab's networks is reached from the host that is in them, every other from the home host:
//! what is typed means what it would mean in another program.

use std::cmp::Reverse;
use std::net::IpAddr;
use std::sync::Mutex;

use crate::net::Subnet;
use crate::place::HostId;
use crate::sys::factory::SharedFactory;

use super::lock::lock;

/// A host beside the home host, and the networks that are reached from it.
#[derive(Debug, Clone)]
pub struct HostNets {
    /// The host.
    pub host: HostId,
    /// Its networks, with the address of each interface that is known to be in them.
    pub nets: Vec<Subnet>,
}

impl HostNets {
    /// Bits of the narrowest of its networks that this address is in.
    fn nearness(&self, address: IpAddr) -> Option<u8> {
        let near = self.nets.iter().filter(|net| net.contains(address));
        near.map(|net| net.prefix()).max()
    }

    /// Does an interface bear that address?
    fn bears(&self, address: IpAddr) -> bool {
        self.nets.iter().any(|net| net.address() == address)
    }
}

/// The hosts whose sockets are opened here. Those beside the home host come and go while the program runs.
#[derive(Debug)]
pub struct Hosts {
    /// Where one connects from when no other host's networks say otherwise.
    home: SharedFactory,
    others: Mutex<Vec<(SharedFactory, HostNets)>>,
}

impl Hosts {
    /// The home host alone.
    pub fn new(home: SharedFactory) -> Self {
        Self {
            home,
            others: Mutex::default(),
        }
    }

    /// The home host's sockets.
    pub const fn home(&self) -> &SharedFactory {
        &self.home
    }

    /// The hosts beside it, in the order they came.
    pub fn others(&self) -> Vec<HostNets> {
        lock(&self.others)
            .iter()
            .map(|(_, nets)| nets.clone())
            .collect()
    }

    /// Opens sockets on that host, while it is there.
    pub fn opener(&self, host: HostId) -> Option<SharedFactory> {
        if host == self.home.host() {
            return Some(self.home.clone());
        }
        let others = lock(&self.others);
        let found = others.iter().find(|(_, nets)| nets.host == host);
        found.map(|(opener, _)| opener.clone())
    }

    /// A host has come, and is in these networks.
    pub fn add(&self, opener: SharedFactory, nets: Vec<Subnet>) {
        let host = opener.host();
        let mut others = lock(&self.others);
        others.retain(|(_, nets)| nets.host != host);
        others.push((opener, HostNets { host, nets }));
    }

    /// A host has gone.
    pub fn remove(&self, host: HostId) {
        lock(&self.others).retain(|(_, nets)| nets.host != host);
    }
}

/// Valid on one link only: which one, the address does not say.
const fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

/// The host from which that address is reached: the one in the narrowest network that holds it, of equals
/// the one that came first. `has_zone`: has this host an interface of the zone that was typed behind the
/// address (RFC 4007)? Always false where none was typed.
///
/// A link-local address is on every link: it is reached from the host whose networks know who bears it, else
/// from the one that has the zone, `home` before others.
pub fn host_of(
    address: IpAddr,
    has_zone: impl Fn(HostId) -> bool,
    home: HostId,
    others: &[HostNets],
) -> HostId {
    let address = address.to_canonical();
    let found = if !is_link_local(address) {
        let near = others
            .iter()
            .filter_map(|other| Some((other, other.nearness(address)?)));
        near.min_by_key(|(_, bits)| Reverse(*bits))
            .map(|(other, _)| other)
    } else if let Some(other) = others.iter().find(|other| other.bears(address)) {
        Some(other)
    } else if has_zone(home) {
        None
    } else {
        others.iter().find(|other| has_zone(other.host))
    };
    found.map_or(home, |other| other.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YOU: HostId = HostId(7);
    const SERVER: HostId = HostId(9);

    fn host(host: HostId, nets: &[(&str, u8)]) -> HostNets {
        let nets = nets
            .iter()
            .map(|(address, prefix)| Subnet::new(address.parse().unwrap(), *prefix).unwrap());
        HostNets {
            host,
            nets: nets.collect(),
        }
    }

    fn lab() -> HostNets {
        host(
            YOU,
            &[
                ("10.1.0.2", 24),
                ("10.1.0.3", 24),
                ("fd00:1::2", 64),
                ("fe80::ff:fe00:1", 64),
                ("fe80::ff:fe00:2", 64),
            ],
        )
    }

    fn from(address: &str, zones: &[HostId]) -> HostId {
        host_of(
            address.parse().unwrap(),
            |host| zones.contains(&host),
            HostId::HERE,
            &[lab()],
        )
    }

    #[test]
    fn the_labs_addresses_are_reached_from_its_host_and_all_others_from_this_machine() {
        for address in [
            "10.1.0.3",
            "10.1.0.2",
            "10.1.0.255",
            "10.1.0.77",
            "fd00:1::3",
            "::ffff:10.1.0.3",
        ] {
            assert_eq!(from(address, &[]), YOU, "{address}");
        }
        for address in [
            "127.0.0.1",
            "::1",
            "0.0.0.0",
            "::",
            "10.1.1.3",
            "192.168.1.20",
            "fd00:2::3",
            "169.254.3.4",
            "8.8.8.8",
        ] {
            assert_eq!(from(address, &[]), HostId::HERE, "{address}");
        }
    }

    #[test]
    fn a_link_local_address_goes_from_the_host_that_has_its_zone() {
        assert_eq!(from("fe80::77", &[HostId::HERE]), HostId::HERE);
        assert_eq!(from("fe80::77", &[YOU]), YOU);
        assert_eq!(
            from("fe80::77", &[HostId::HERE, YOU]),
            HostId::HERE,
            "both have an eth0: this machine's"
        );
        assert_eq!(
            from("fe80::ff:fe00:2", &[HostId::HERE, YOU]),
            YOU,
            "but this address is the partner's"
        );
        assert_eq!(
            from("fe80::77", &[]),
            HostId::HERE,
            "no zone: this machine says what is missing"
        );
    }

    #[test]
    fn without_a_lab_there_is_one_host() {
        let only = host_of("10.1.0.3".parse().unwrap(), |_| true, SERVER, &[]);
        assert_eq!(only, SERVER);
    }

    #[test]
    fn of_many_hosts_the_one_in_the_narrowest_network_is_gone_from() {
        let others: Vec<_> = (1..=5)
            .map(|n| host(HostId(n), &[(&format!("10.{n}.0.2"), 16), ("10.0.0.1", 8)]))
            .chain([host(SERVER, &[("10.3.7.1", 24), ("fe80::3", 64)])])
            .collect();
        let from = |address: &str| {
            let address = address.parse().unwrap();
            host_of(address, |host| host == HostId(4), HostId::HERE, &others)
        };
        assert_eq!(from("10.3.0.9"), HostId(3));
        assert_eq!(from("10.3.7.9"), SERVER);
        assert_eq!(from("10.77.0.9"), HostId(1), "all are in it: the first");
        assert_eq!(from("192.0.2.1"), HostId::HERE);
        assert_eq!(from("fe80::3"), SERVER);
        assert_eq!(from("fe80::4"), HostId(4), "it has the zone");
    }
}
