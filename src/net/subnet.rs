//! Subnet arithmetic: what an address and its prefix say together (RFC 4632, RFC 4291 §2.3).
//!
//! Pure numbers. An address is 32 or 128 bits; the prefix says how many of them, from the left, name
//! the network. AND with the mask (that many ones, then zeros) keeps these bits and clears the rest.

use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use crate::say;
use crate::say::Say;

/// An address and the number of its bits that name the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subnet {
    address: IpAddr,
    prefix: u8,
}

/// How many hosts have room in a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostCount {
    /// This many (IPv4).
    Exact(u64),
    /// Two to the power of this (IPv6: the numbers are too long to write).
    PowerOfTwo(u8),
}

/// Why a subnet has no broadcast address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoBroadcast {
    /// `/31`: two hosts on a cable between them; both numbers are hosts (RFC 3021).
    PointToPoint,
    /// `/32`: the address stands alone.
    SingleHost,
    /// IPv6 has no broadcast; it speaks to groups (RFC 4291 §2).
    Ipv6,
}

impl NoBroadcast {
    /// The reason in a sentence.
    #[must_use]
    pub fn why(self) -> Say {
        match self {
            Self::PointToPoint => say!("host-subnet-no-broadcast-31"),
            Self::SingleHost => say!("host-subnet-no-broadcast-32"),
            Self::Ipv6 => say!("host-subnet-no-broadcast-ipv6"),
        }
    }
}

impl Subnet {
    /// `None` where the prefix is longer than the address.
    #[must_use]
    pub fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        (prefix <= width(address)).then_some(Self { address, prefix })
    }

    /// The address.
    #[must_use]
    pub const fn address(self) -> IpAddr {
        self.address
    }

    /// Bits that name the network: 0–32 or 0–128.
    #[must_use]
    pub const fn prefix(self) -> u8 {
        self.prefix
    }

    /// Bits of an address: 32 or 128.
    #[must_use]
    pub fn width(self) -> u8 {
        width(self.address)
    }

    /// Bits that number the hosts: what the prefix leaves.
    #[must_use]
    pub fn host_bits(self) -> u8 {
        self.width() - self.prefix
    }

    /// As many ones as the prefix says, then zeros.
    #[must_use]
    pub fn mask(self) -> IpAddr {
        self.same_family(self.mask_bits())
    }

    /// The address AND the mask: the network's own number.
    #[must_use]
    pub fn network(self) -> IpAddr {
        self.same_family(number(self.address) & self.mask_bits())
    }

    /// All host bits one: to everybody in the subnet (RFC 919).
    ///
    /// # Errors
    /// Why there is none.
    pub fn broadcast(self) -> Result<Ipv4Addr, NoBroadcast> {
        match (self.last(), self.prefix) {
            (IpAddr::V6(_), _) => Err(NoBroadcast::Ipv6),
            (_, 31) => Err(NoBroadcast::PointToPoint),
            (_, 32) => Err(NoBroadcast::SingleHost),
            (IpAddr::V4(last), _) => Ok(last),
        }
    }

    /// The lowest address a host may have. IPv4 keeps the network's number for itself; IPv6 keeps it
    /// for "any router here" (RFC 4291 §2.6.1). Subnets of one or two addresses keep none (RFC 3021,
    /// RFC 6164).
    #[must_use]
    pub fn first_host(self) -> IpAddr {
        let keeps = u128::from(self.host_bits() > 1);
        self.same_family(number(self.network()) | keeps)
    }

    /// The highest address a host may have.
    #[must_use]
    pub fn last_host(self) -> IpAddr {
        match self.broadcast() {
            Ok(broadcast) => self.same_family(u128::from(u32::from(broadcast)).saturating_sub(1)),
            Err(_) => self.last(),
        }
    }

    /// Addresses that hosts may have.
    #[must_use]
    pub fn hosts(self) -> HostCount {
        match (self.address, self.host_bits()) {
            (IpAddr::V6(_), bits) => HostCount::PowerOfTwo(bits),
            (_, bits @ 0..=1) => HostCount::Exact(1 << bits),
            (_, bits) => HostCount::Exact((1 << bits) - 2),
        }
    }

    /// Is the other address in this subnet?
    #[must_use]
    pub fn contains(self, other: IpAddr) -> bool {
        other.is_ipv4() == self.address.is_ipv4()
            && number(other) & self.mask_bits() == number(self.network())
    }

    /// The range the address belongs to.
    #[must_use]
    pub fn range(self) -> Range {
        range(self.address)
    }

    /// The steps from address and prefix to network, broadcast and hosts, a sentence each.
    #[must_use]
    pub fn explain(self) -> Vec<Say> {
        let (address, mask, network) = (
            self.address.to_string(),
            self.mask().to_string(),
            self.network().to_string(),
        );
        let hosts = match self.hosts() {
            HostCount::Exact(1) => {
                say!("host-subnet-hosts-one", address = self.address.to_string())
            }
            HostCount::Exact(count) => say!(
                "host-subnet-hosts",
                count = count.to_string(),
                first = self.first_host().to_string(),
                last = self.last_host().to_string()
            ),
            HostCount::PowerOfTwo(bits) => say!("host-subnet-hosts-ipv6", bits = bits),
        };
        vec![
            say!(
                "host-subnet-prefix",
                prefix = self.prefix,
                rest = self.host_bits()
            ),
            say!(
                "host-subnet-and",
                address = address,
                mask = mask,
                network = network
            ),
            match self.broadcast() {
                Ok(broadcast) => say!("host-subnet-broadcast", broadcast = broadcast.to_string()),
                Err(none) => none.why(),
            },
            hosts,
            self.range().say(),
        ]
    }

    fn last(self) -> IpAddr {
        self.same_family(number(self.address) | !self.mask_bits())
    }

    /// The mask as a number; only the lowest `width` bits count.
    fn mask_bits(self) -> u128 {
        u128::MAX
            .checked_shl(u32::from(self.host_bits()))
            .unwrap_or(0)
    }

    fn same_family(self, number: u128) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(number as u32)),
            IpAddr::V6(_) => IpAddr::V6(number.into()),
        }
    }
}

/// Not an address, `/` and a prefix no longer than the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoSubnet;

/// `10.0.0.0/8`, `fd00::/7`: the prefix in decimal digits. Host bits may be set.
impl FromStr for Subnet {
    type Err = NoSubnet;

    fn from_str(text: &str) -> Result<Self, NoSubnet> {
        let (address, prefix) = text.split_once('/').ok_or(NoSubnet)?;
        if !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoSubnet);
        }
        let address = address.parse().map_err(|_| NoSubnet)?;
        let prefix = prefix.parse().map_err(|_| NoSubnet)?;
        Self::new(address, prefix).ok_or(NoSubnet)
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => v6.into(),
    }
}

/// An address's bytes in sending order: 4 or 16.
#[must_use]
pub fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

/// An address's bits in sending order, for a row of ones and zeros: 32 or 128. The first `prefix` of
/// them are the network's.
#[must_use]
pub fn bits(address: IpAddr) -> Vec<bool> {
    octets(address)
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1))
        .collect()
}

/// What an address may be used for (RFC 6890 and IANA's special-purpose registries).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range {
    /// `0.0.0.0/8`, `::`: no address yet (RFC 791, RFC 4291).
    Unspecified,
    /// `127.0.0.0/8`, `::1`: never leaves the machine (RFC 1122 §3.2.1.3).
    Loopback,
    /// `10/8`, `172.16/12`, `192.168/16`: anyone's own, not routed in the Internet (RFC 1918).
    Private,
    /// `fc00::/7`: the same for IPv6 (RFC 4193).
    UniqueLocal,
    /// `100.64/10`: between a provider and its customers (RFC 6598).
    Shared,
    /// `169.254/16`, `fe80::/10`: this link only (RFC 3927, RFC 4291).
    LinkLocal,
    /// `224/4`, `ff00::/8`: a group (RFC 5771, RFC 4291).
    Multicast,
    /// `255.255.255.255`: everybody on this link (RFC 919).
    Broadcast,
    /// For books and examples (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
    /// `198.18/15`, `2001:2::/48`: for measuring devices (RFC 2544, RFC 5180).
    Benchmark,
    /// `::ffff:0:0/96`: an IPv4 address in IPv6's clothes (RFC 4291 §2.5.5.2).
    Mapped,
    /// Kept back (`240/4`, most of IPv6).
    Reserved,
    /// Routed in the Internet.
    Public,
}

impl Range {
    /// The range in a sentence.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::Unspecified => say!("host-range-unspecified"),
            Self::Loopback => say!("host-range-loopback"),
            Self::Private => say!("host-range-private"),
            Self::UniqueLocal => say!("host-range-unique-local"),
            Self::Shared => say!("host-range-shared"),
            Self::LinkLocal => say!("host-range-link-local"),
            Self::Multicast => say!("host-range-multicast"),
            Self::Broadcast => say!("host-range-broadcast"),
            Self::Documentation => say!("host-range-documentation"),
            Self::Benchmark => say!("host-range-benchmark"),
            Self::Mapped => say!("host-range-mapped"),
            Self::Reserved => say!("host-range-reserved"),
            Self::Public => say!("host-range-public"),
        }
    }
}

/// The range an address belongs to.
#[must_use]
pub fn range(address: IpAddr) -> Range {
    match address {
        IpAddr::V4(v4) => range_v4(v4),
        IpAddr::V6(v6) => range_v6(v6.segments()),
    }
}

fn range_v4(address: Ipv4Addr) -> Range {
    match address.octets() {
        [255, 255, 255, 255] => Range::Broadcast,
        [0, ..] => Range::Unspecified,
        [127, ..] => Range::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Range::Private,
        [100, 64..=127, ..] => Range::Shared,
        [169, 254, ..] => Range::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Range::Documentation,
        [198, 18..=19, ..] => Range::Benchmark,
        [224..=239, ..] => Range::Multicast,
        [240..=255, ..] | [192, 0, 0, _] => Range::Reserved,
        _ => Range::Public,
    }
}

fn range_v6(segments: [u16; 8]) -> Range {
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 0] => Range::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => Range::Loopback,
        [0, 0, 0, 0, 0, 0xffff, ..] => Range::Mapped,
        [0xff00..=0xffff, ..] => Range::Multicast,
        [0xfe80..=0xfebf, ..] => Range::LinkLocal,
        [0xfc00..=0xfdff, ..] => Range::UniqueLocal,
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Range::Documentation,
        [0x2001, 2, 0, ..] => Range::Benchmark,
        [0x2000..=0x3fff, ..] => Range::Public,
        _ => Range::Reserved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(text: &str) -> Subnet {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_no_address_with_a_prefix_is_no_subnet() {
        for text in [
            "10.0.0.0",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "fd00::/129",
            "/8",
        ] {
            assert_eq!(text.parse::<Subnet>(), Err(NoSubnet), "{text}");
        }
    }

    /// text, mask, network, broadcast, first, last, hosts
    #[test]
    fn ipv4_subnets_of_every_sort() {
        let cases = [
            (
                "10.77.1.12/24",
                "255.255.255.0",
                "10.77.1.0",
                "10.77.1.255",
                "10.77.1.1",
                "10.77.1.254",
                254,
            ),
            (
                "10.77.1.12/8",
                "255.0.0.0",
                "10.0.0.0",
                "10.255.255.255",
                "10.0.0.1",
                "10.255.255.254",
                16_777_214,
            ),
            (
                "172.16.5.130/26",
                "255.255.255.192",
                "172.16.5.128",
                "172.16.5.191",
                "172.16.5.129",
                "172.16.5.190",
                62,
            ),
            (
                "192.0.2.6/30",
                "255.255.255.252",
                "192.0.2.4",
                "192.0.2.7",
                "192.0.2.5",
                "192.0.2.6",
                2,
            ),
            (
                "192.0.2.6/0",
                "0.0.0.0",
                "0.0.0.0",
                "255.255.255.255",
                "0.0.0.1",
                "255.255.255.254",
                4_294_967_294,
            ),
        ];
        for (text, mask, network, broadcast, first, last, hosts) in cases {
            let subnet = subnet(text);
            assert_eq!(subnet.mask().to_string(), mask, "{text}");
            assert_eq!(subnet.network().to_string(), network, "{text}");
            assert_eq!(subnet.broadcast().unwrap().to_string(), broadcast, "{text}");
            assert_eq!(
                (
                    subnet.first_host().to_string(),
                    subnet.last_host().to_string()
                ),
                (first.to_owned(), last.to_owned())
            );
            assert_eq!(subnet.hosts(), HostCount::Exact(hosts), "{text}");
        }
    }

    #[test]
    fn two_hosts_on_a_cable_need_no_broadcast() {
        let pair = subnet("192.0.2.7/31");
        assert_eq!(pair.broadcast(), Err(NoBroadcast::PointToPoint));
        assert_eq!(
            (pair.first_host().to_string(), pair.last_host().to_string()),
            ("192.0.2.6".into(), "192.0.2.7".into())
        );
        assert_eq!(pair.hosts(), HostCount::Exact(2));
    }

    #[test]
    fn a_single_address_is_its_own_network() {
        let one = subnet("192.0.2.7/32");
        assert_eq!(one.broadcast(), Err(NoBroadcast::SingleHost));
        assert_eq!(
            (one.network(), one.first_host(), one.last_host()),
            (one.address(), one.address(), one.address())
        );
        assert_eq!(
            (one.mask().to_string(), one.hosts()),
            ("255.255.255.255".into(), HostCount::Exact(1))
        );
    }

    #[test]
    fn ipv6_subnets() {
        let lan = subnet("2001:db8:1::42/64");
        assert_eq!(lan.mask().to_string(), "ffff:ffff:ffff:ffff::");
        assert_eq!(lan.network().to_string(), "2001:db8:1::");
        assert_eq!(lan.broadcast(), Err(NoBroadcast::Ipv6));
        assert_eq!(lan.first_host().to_string(), "2001:db8:1::1");
        assert_eq!(
            lan.last_host().to_string(),
            "2001:db8:1:0:ffff:ffff:ffff:ffff"
        );
        assert_eq!(lan.hosts(), HostCount::PowerOfTwo(64));
        assert_eq!(subnet("::1/0").network().to_string(), "::");
        assert_eq!(subnet("::1/0").hosts(), HostCount::PowerOfTwo(128));
        assert_eq!(
            subnet("2001:db8::1/128").first_host().to_string(),
            "2001:db8::1"
        );
        assert_eq!(
            subnet("2001:db8::1/127").first_host().to_string(),
            "2001:db8::"
        );
    }

    #[test]
    fn a_prefix_longer_than_the_address_is_no_subnet() {
        assert_eq!(Subnet::new(IpAddr::from([10, 0, 0, 1]), 33), None);
        assert_eq!(Subnet::new(IpAddr::from([0_u16; 8]), 129), None);
    }

    #[test]
    fn a_subnet_contains_its_own_and_not_the_other_family() {
        let lan = subnet("10.77.1.12/24");
        assert!(lan.contains("10.77.1.255".parse().unwrap()));
        assert!(!lan.contains("10.77.2.1".parse().unwrap()));
        assert!(!subnet("0.0.0.0/0").contains("::1".parse().unwrap()));
        assert!(subnet("0.0.0.0/0").contains("8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn bits_come_in_sending_order() {
        let text: String = bits(IpAddr::from([192, 168, 0, 1]))
            .iter()
            .map(|bit| if *bit { '1' } else { '0' })
            .collect();
        assert_eq!(text, "11000000101010000000000000000001");
        assert_eq!(bits(IpAddr::from([0_u16; 8])).len(), 128);
    }

    #[test]
    fn special_ranges_end_where_their_documents_say() {
        let cases = [
            ("10.255.255.255", Range::Private),
            ("172.15.255.255", Range::Public),
            ("172.16.0.0", Range::Private),
            ("172.32.0.0", Range::Public),
            ("192.168.0.0", Range::Private),
            ("100.64.0.1", Range::Shared),
            ("100.128.0.1", Range::Public),
            ("127.255.0.1", Range::Loopback),
            ("169.254.9.9", Range::LinkLocal),
            ("198.19.0.1", Range::Benchmark),
            ("203.0.113.9", Range::Documentation),
            ("239.255.255.250", Range::Multicast),
            ("240.0.0.1", Range::Reserved),
            ("255.255.255.255", Range::Broadcast),
            ("fe80::1", Range::LinkLocal),
            ("febf::1", Range::LinkLocal),
            ("fec0::1", Range::Reserved),
            ("fd00::1", Range::UniqueLocal),
            ("ff02::1", Range::Multicast),
            ("2001:db8::1", Range::Documentation),
            ("2606:4700::1", Range::Public),
            ("::ffff:10.0.0.1", Range::Mapped),
            ("::1", Range::Loopback),
        ];
        for (address, expected) in cases {
            assert_eq!(range(address.parse().unwrap()), expected, "{address}");
        }
    }
}
