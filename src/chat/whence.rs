//! From which host one connects, and on which one listens.
//!
//! With a practice lab there are two hosts of one's own: this machine, and one on the lab's cable. An
//! address of the lab's networks is reached from its host, every other from this machine: what is typed
//! means what it would mean in another program.

use std::net::{IpAddr, SocketAddr};

use crate::place::HostId;
use crate::sys::factory::SharedFactory;

use super::address::{HostPart, Target};
use super::shared::Shared;
use super::{tcp, trouble};
use crate::msg::chat::Trouble;

/// A network that a host is in: its address there, and how many bits of it are the network's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// An address of that network.
    pub address: IpAddr,
    /// Bits of the prefix.
    pub prefix: u8,
}

/// A host beside the home host, and what belongs to it.
#[derive(Debug, Clone)]
pub struct Lab {
    /// The host.
    pub host: HostId,
    /// The lab's networks, with the address of each of its interfaces.
    pub nets: Vec<Net>,
}

impl Net {
    fn contains(self, ip: IpAddr) -> bool {
        match (self.address, ip) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                same(net.to_bits().into(), ip.to_bits().into(), 32, self.prefix)
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                same(net.to_bits(), ip.to_bits(), 128, self.prefix)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Are the first `prefix` bits of both equal?
fn same(one: u128, other: u128, bits: u8, prefix: u8) -> bool {
    let behind = u32::from(bits.saturating_sub(prefix));
    (one ^ other).checked_shr(behind).unwrap_or(0) == 0
}

/// Valid on one link only: which one, the address does not say.
const fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

/// The host from which that address is reached. `has_zone`: has this host an interface of the zone that
/// was typed behind it (RFC 4007)? Always false where none was typed.
///
/// A link-local address is on every link: it is the lab's where the lab knows a host that bears it, else
/// that of the host that has the zone, `home` before others.
pub fn host_of(
    address: IpAddr,
    has_zone: impl Fn(HostId) -> bool,
    home: HostId,
    labs: &[Lab],
) -> HostId {
    let address = address.to_canonical();
    let owns = |lab: &&Lab| lab.nets.iter().any(|net| net.address == address);
    let near = |lab: &&Lab| lab.nets.iter().any(|net| net.contains(address));
    let found = if !is_link_local(address) {
        labs.iter().find(near)
    } else if let Some(lab) = labs.iter().find(owns) {
        Some(lab)
    } else if has_zone(home) {
        None
    } else {
        labs.iter().find(|lab| has_zone(lab.host))
    };
    found.map_or(home, |lab| lab.host)
}

/// Where what was typed leads, in the order to try, and from which host. Names are looked up on this machine.
///
/// # Errors
/// A name that nobody knows, a zone that is not there, a host that has gone.
pub async fn ways(
    shared: &Shared,
    target: &Target,
    unsaid: &[IpAddr],
) -> Result<Vec<(SharedFactory, SocketAddr)>, Trouble> {
    let (home, labs) = (shared.home, shared.labs());
    let opener = |host| shared.opener(host).ok_or_else(trouble::no_host);
    if let HostPart::Zoned(ip, zone) = &target.host {
        let has_zone = |host| {
            shared
                .opener(host)
                .is_some_and(|opener| tcp::zone_index(&opener, zone).is_some())
        };
        let opener = opener(host_of((*ip).into(), has_zone, home, &labs))?;
        let found = tcp::resolve(&opener, target, unsaid).await?;
        return Ok(found
            .into_iter()
            .map(|address| (opener.clone(), address))
            .collect());
    }
    let found = tcp::resolve(&opener(home)?, target, unsaid).await?;
    found
        .into_iter()
        .map(|address| {
            Ok((
                opener(host_of(address.ip(), |_| false, home, &labs))?,
                address,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const YOU: HostId = HostId::PRACTICE_YOU;

    fn lab() -> Lab {
        let nets = [
            ("10.1.0.2", 24),
            ("10.1.0.3", 24),
            ("fd00:1::2", 64),
            ("fe80::ff:fe00:1", 64),
            ("fe80::ff:fe00:2", 64),
        ];
        let nets = nets.map(|(address, prefix)| Net {
            address: address.parse().unwrap(),
            prefix,
        });
        Lab {
            host: YOU,
            nets: nets.to_vec(),
        }
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
        let only = host_of(
            "10.1.0.3".parse().unwrap(),
            |_| true,
            HostId::PRACTICE_PARTNER,
            &[],
        );
        assert_eq!(only, HostId::PRACTICE_PARTNER);
    }

    #[test]
    fn prefixes_of_every_length_are_compared() {
        let net = |prefix| Net {
            address: "10.1.0.2".parse().unwrap(),
            prefix,
        };
        let far: IpAddr = "192.0.2.1".parse().unwrap();
        assert!(net(0).contains(far));
        assert!(!net(1).contains(far));
        assert!(net(32).contains("10.1.0.2".parse().unwrap()));
        assert!(!net(32).contains("10.1.0.3".parse().unwrap()));
    }
}
