//! Which way a packet would go: the route decision as data (RFC 1122 §3.3.1, RFC 1812 §5.2.4.3).
//!
//! It follows what Linux does: own addresses first, then the most specific route, then the lowest
//! metric; then the source address, then the MAC of the next hop. It is computed from a
//! [`Snapshot`], so each look into a table can be shown. Rules beyond the main table (`ip rule`) and
//! the spreading over equal routes are not followed: of equal routes the first one listed is taken.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::snapshot::{Address, Flags, Interface, Route, Scope, Snapshot};
use super::subnet::Subnet;
use crate::place::InterfaceIndex;
use crate::say;
use crate::say::Say;
use crate::wire::MacAddr;

/// Why a route was or was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The destination is not in its network.
    NoMatch,
    /// It matches, but another one names more bits.
    LessSpecific,
    /// As specific as the chosen one, but dearer (or listed later).
    HigherMetric,
    /// This one.
    Chosen,
}

/// One route that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Considered {
    /// The route.
    pub route: Route,
    /// What became of it.
    pub verdict: Verdict,
}

/// How the next hop is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// The destination is this host: the packet turns round in the loopback interface.
    Own,
    /// The destination is on the same link.
    OnLink,
    /// By way of a router.
    Gateway,
    /// To everybody on the link, or to a group.
    Group,
}

/// The destination MAC address of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextMac {
    /// In the neighbour table.
    Known(MacAddr),
    /// Computed from a broadcast or group address, nobody is asked (RFC 1112 §6.4, RFC 2464 §7).
    Computed(MacAddr),
    /// Not known yet: ARP or neighbour discovery will ask.
    Ask,
    /// It was asked for, and nobody answered.
    NoAnswer,
    /// The link has no MAC addresses (loopback's are all zero; tunnels have none).
    NotNeeded,
}

/// The way of a packet out of this host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// How.
    pub hop: Hop,
    /// The route taken; `None` where none was needed (own addresses, a zone's groups).
    pub route: Option<Route>,
    /// Who gets the frame: the router, or the destination itself.
    pub next_hop: IpAddr,
    /// Out of which interface.
    pub interface: InterfaceIndex,
    /// The source address the kernel would take; `None`: it has none of that family.
    pub source: Option<IpAddr>,
    /// That interface's own MAC address.
    pub source_mac: Option<MacAddr>,
    /// The next hop's MAC address.
    pub next_mac: NextMac,
}

/// The decision, and how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The destination (an IPv4-mapped IPv6 address is told as IPv4).
    pub remote: IpAddr,
    /// Routes of its family in table order, [`CONSIDERED`] at most, and the chosen one among them.
    pub considered: Vec<Considered>,
    /// The way; `None`: no route.
    pub way: Option<Way>,
}

/// Routes that are kept in [`Reach::considered`].
pub const CONSIDERED: usize = 256;

/// The way to `remote`.
#[must_use]
pub fn reach(snapshot: &Snapshot, remote: IpAddr) -> Reach {
    reach_zone(snapshot, remote, None)
}

/// The way to `remote` where a zone (`fe80::1%eth0`) chooses the interface.
#[must_use]
pub fn reach_zone(snapshot: &Snapshot, remote: IpAddr, zone: Option<InterfaceIndex>) -> Reach {
    let remote = remote.to_canonical();
    if let Some(way) = own(snapshot, remote) {
        return Reach {
            remote,
            considered: Vec::new(),
            way: Some(way),
        };
    }
    if let Some(way) = by_zone(snapshot, remote, zone) {
        return Reach {
            remote,
            considered: Vec::new(),
            way: Some(way),
        };
    }
    let best = best(snapshot, remote, zone);
    Reach {
        remote,
        considered: considered(snapshot, remote, best),
        way: best.map(|route| way(snapshot, remote, *route)),
    }
}

/// The kernel's local table: own addresses, and all of a loopback interface's network.
fn own(snapshot: &Snapshot, remote: IpAddr) -> Option<Way> {
    let loopback = snapshot
        .interfaces
        .iter()
        .find(|interface| interface.flags.has(Flags::LOOPBACK))?;
    let looped = loopback
        .addresses
        .iter()
        .find(|a| a.network().is_some_and(|net| net.contains(remote)));
    let source = match looped {
        Some(address) => address.address,
        None if snapshot.owns(remote) => remote,
        // "No address" as a destination means this host, on Linux.
        None if remote.is_unspecified() => loopback
            .addresses
            .iter()
            .map(|a| a.address)
            .find(|a| a.is_ipv4() == remote.is_ipv4())?,
        None => return None,
    };
    Some(Way {
        hop: Hop::Own,
        route: None,
        next_hop: remote,
        interface: loopback.index,
        source: Some(source),
        source_mac: loopback.mac,
        next_mac: NextMac::NotNeeded,
    })
}

/// Groups and link-local addresses of IPv6 go where the zone says; their routes are not in the main
/// table.
fn by_zone(snapshot: &Snapshot, remote: IpAddr, zone: Option<InterfaceIndex>) -> Option<Way> {
    let IpAddr::V6(v6) = remote else { return None };
    let interface = snapshot.interface(zone?)?;
    let hop = match v6 {
        group if group.is_multicast() => Hop::Group,
        local if local.is_unicast_link_local() => Hop::OnLink,
        _ => return None,
    };
    Some(finish(snapshot, interface, remote, remote, hop, None))
}

/// The most specific, cheapest, first listed route.
fn best(snapshot: &Snapshot, remote: IpAddr, zone: Option<InterfaceIndex>) -> Option<&Route> {
    let fits =
        |route: &&Route| zone.is_none_or(|zone| zone == route.interface) && matches(route, remote);
    // `min_by_key` keeps the first of equals.
    snapshot
        .routes
        .iter()
        .filter(fits)
        .min_by_key(|route| (u8::MAX - route.prefix, route.metric))
}

fn matches(route: &Route, remote: IpAddr) -> bool {
    Subnet::new(route.destination, route.prefix).is_some_and(|net| net.contains(remote))
}

fn considered(snapshot: &Snapshot, remote: IpAddr, best: Option<&Route>) -> Vec<Considered> {
    let verdict = |route: &Route| match best {
        _ if !matches(route, remote) => Verdict::NoMatch,
        Some(best) if std::ptr::eq(best, route) => Verdict::Chosen,
        Some(best) if route.prefix < best.prefix => Verdict::LessSpecific,
        _ => Verdict::HigherMetric,
    };
    let family = |route: &&Route| route.destination.is_ipv4() == remote.is_ipv4();
    let mut all = snapshot
        .routes
        .iter()
        .filter(family)
        .map(|route| Considered {
            route: *route,
            verdict: verdict(route),
        });
    let mut kept: Vec<_> = all.by_ref().take(CONSIDERED).collect();
    if let Some(chosen) = all.find(|one| one.verdict == Verdict::Chosen) {
        kept.pop();
        kept.push(chosen);
    }
    kept
}

fn way(snapshot: &Snapshot, remote: IpAddr, route: Route) -> Way {
    let group = remote.is_multicast() || is_broadcast(snapshot, route.interface, remote);
    let (hop, next_hop) = match route.gateway {
        // A router does not pass these on by itself: they are meant for the link.
        _ if group => (Hop::Group, remote),
        Some(gateway) => (Hop::Gateway, gateway),
        None => (Hop::OnLink, remote),
    };
    match snapshot.interface(route.interface) {
        Some(interface) => finish(snapshot, interface, remote, next_hop, hop, Some(route)),
        // The interface went away between two looks.
        None => Way {
            hop,
            route: Some(route),
            next_hop,
            interface: route.interface,
            source: route.source,
            source_mac: None,
            next_mac: NextMac::Ask,
        },
    }
}

fn finish(
    snapshot: &Snapshot,
    interface: &Interface,
    remote: IpAddr,
    next_hop: IpAddr,
    hop: Hop,
    route: Option<Route>,
) -> Way {
    let told = route.and_then(|route| route.source);
    Way {
        hop,
        route,
        next_hop,
        interface: interface.index,
        source: told.or_else(|| source(snapshot, interface, remote, next_hop)),
        source_mac: interface.mac,
        next_mac: next_mac(snapshot, interface, next_hop, hop),
    }
}

fn is_broadcast(snapshot: &Snapshot, interface: InterfaceIndex, remote: IpAddr) -> bool {
    let IpAddr::V4(v4) = remote else { return false };
    let addresses = snapshot
        .interface(interface)
        .map_or(&[][..], |interface| &interface.addresses);
    // The kernel takes the all-ones address of a subnet for its broadcast even where none was set.
    let ends =
        |address: &Address| address.network().and_then(|net| net.broadcast().ok()) == Some(v4);
    v4 == Ipv4Addr::BROADCAST
        || addresses
            .iter()
            .any(|address| address.broadcast == Some(v4) || ends(address))
}

/// The source address: of the interface, in the next hop's network if there is one, else the first
/// that reaches far enough (IPv4: `inet_select_addr`); for IPv6 of the same scope with the longest
/// common beginning (RFC 6724 §5, rules 2 and 8). Else one of another interface.
fn source(
    snapshot: &Snapshot,
    interface: &Interface,
    remote: IpAddr,
    next_hop: IpAddr,
) -> Option<IpAddr> {
    let on = |interface: &Interface| {
        let fitting = interface
            .addresses
            .iter()
            .filter(|a| a.address.is_ipv4() == remote.is_ipv4() && a.scope != Scope::Host);
        match remote {
            IpAddr::V4(_) => {
                let near = |a: &&Address| a.network().is_some_and(|net| net.contains(next_hop));
                fitting
                    .clone()
                    .find(near)
                    .or_else(|| fitting.clone().find(|a| a.scope == Scope::Global))
                    .map(|a| a.address)
            }
            IpAddr::V6(v6) => {
                let rank = |a: &&Address| {
                    (
                        (a.scope == Scope::Link) == is_link_scope(v6),
                        common_bits(a.address, remote),
                    )
                };
                // Of equals the first: `max_by_key` would keep the last.
                fitting.rev().max_by_key(rank).map(|a| a.address)
            }
        }
    };
    on(interface).or_else(|| snapshot.interfaces.iter().find_map(on))
}

fn is_link_scope(address: Ipv6Addr) -> bool {
    // ff02::/16: the second half of the second byte is the scope (RFC 4291 §2.7).
    address.is_unicast_link_local() || (address.is_multicast() && address.octets()[1] & 0x0f == 2)
}

fn common_bits(a: IpAddr, b: IpAddr) -> usize {
    super::subnet::bits(a)
        .iter()
        .zip(super::subnet::bits(b))
        .take_while(|(a, b)| **a == *b)
        .count()
}

fn next_mac(snapshot: &Snapshot, interface: &Interface, next_hop: IpAddr, hop: Hop) -> NextMac {
    if interface.mac.is_none()
        || interface.flags.has(Flags::NO_ARP)
        || interface.flags.has(Flags::LOOPBACK)
    {
        return NextMac::NotNeeded;
    }
    if hop == Hop::Group {
        return NextMac::Computed(group_mac(next_hop));
    }
    let entry = snapshot
        .neighbours
        .iter()
        .find(|n| n.interface == interface.index && n.address == next_hop);
    match entry {
        Some(entry) if entry.valid => entry.mac.map_or(NextMac::Ask, NextMac::Known),
        Some(_) => NextMac::NoAnswer,
        None => NextMac::Ask,
    }
}

/// The MAC of a group: IPv4's last 23 bits behind `01:00:5e`, IPv6's last 32 behind `33:33`; all
/// ones for a broadcast.
fn group_mac(address: IpAddr) -> MacAddr {
    match address {
        IpAddr::V4(v4) if v4.is_multicast() => {
            let [_, b, c, d] = v4.octets();
            MacAddr([0x01, 0x00, 0x5e, b & 0x7f, c, d])
        }
        IpAddr::V4(_) => MacAddr::BROADCAST,
        IpAddr::V6(v6) => {
            let [.., a, b, c, d] = v6.octets();
            MacAddr([0x33, 0x33, a, b, c, d])
        }
    }
}

impl Reach {
    /// The decision step by step, a sentence each.
    #[must_use]
    pub fn explain(&self, snapshot: &Snapshot) -> Vec<Say> {
        let remote = self.remote.to_string();
        let Some(way) = &self.way else {
            return vec![say!("host-reach-no-route", remote = remote)];
        };
        let name = snapshot
            .interface(way.interface)
            .map_or_else(|| way.interface.0.to_string().into(), |i| i.name.clone());
        let mut steps = Vec::new();
        if let Some(route) = way.route {
            let network = format!("{}/{}", route.destination, route.prefix);
            steps.push(say!(
                "host-reach-route",
                remote = remote.clone(),
                network = network,
                name = name.clone()
            ));
        }
        steps.push(match way.hop {
            Hop::Own => say!("host-reach-own", remote = remote, name = name),
            Hop::OnLink => say!("host-reach-on-link", remote = remote, name = name),
            Hop::Gateway => say!(
                "host-reach-gateway",
                remote = remote,
                gateway = way.next_hop.to_string()
            ),
            Hop::Group => say!("host-reach-group", remote = remote, name = name),
        });
        steps.push(way.source.map_or_else(
            || say!("host-reach-source-none"),
            |source| say!("host-reach-source", source = source.to_string()),
        ));
        steps.push(way.next_mac.say(way.next_hop));
        steps
    }
}

impl NextMac {
    fn say(self, next_hop: IpAddr) -> Say {
        let next_hop_text = next_hop.to_string();
        match self {
            Self::Known(mac) => say!(
                "host-reach-mac-known",
                address = next_hop_text,
                mac = mac.to_string()
            ),
            Self::Computed(mac) => say!(
                "host-reach-mac-computed",
                address = next_hop_text,
                mac = mac.to_string()
            ),
            Self::Ask if next_hop.is_ipv4() => say!("host-reach-mac-arp", address = next_hop_text),
            Self::Ask => say!("host-reach-mac-ndp", address = next_hop_text),
            Self::NoAnswer => say!("host-reach-mac-silent", address = next_hop_text),
            Self::NotNeeded => say!("host-reach-mac-none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::{Counters, InterfaceKind, LinkState, Neighbour};
    use super::*;
    use crate::wire::LinkType;

    const MAC: MacAddr = MacAddr([2, 0, 0, 0, 0, 1]);
    const ROUTER: MacAddr = MacAddr([2, 0, 0, 0, 0, 0xfe]);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn interface(
        index: u32,
        name: &str,
        flags: Flags,
        addresses: &[(&str, u8, Scope)],
    ) -> Interface {
        Interface {
            index: InterfaceIndex(index),
            name: name.into(),
            kind: InterfaceKind::Ethernet,
            flags,
            state: LinkState::Up,
            mac: Some(if flags.has(Flags::LOOPBACK) {
                MacAddr::ZERO
            } else {
                MAC
            }),
            mtu: 1500,
            link: LinkType::Ethernet,
            addresses: addresses
                .iter()
                .map(|(address, prefix, scope)| Address {
                    peer: None,
                    address: ip(address),
                    prefix: *prefix,
                    broadcast: Subnet::new(ip(address), *prefix)
                        .unwrap()
                        .broadcast()
                        .ok()
                        .filter(|_| *scope == Scope::Global),
                    scope: *scope,
                })
                .collect(),
            rx: Counters::default(),
            tx: Counters::default(),
        }
    }

    fn route(network: &str, gateway: Option<&str>, interface: u32, metric: u32) -> Route {
        let (destination, prefix) = network.split_once('/').unwrap();
        Route {
            destination: ip(destination),
            prefix: prefix.parse().unwrap(),
            gateway: gateway.map(ip),
            interface: InterfaceIndex(interface),
            source: None,
            metric,
        }
    }

    fn host() -> Snapshot {
        Snapshot {
            interfaces: vec![
                interface(
                    1,
                    "lo",
                    Flags::LOOPBACK,
                    &[("127.0.0.1", 8, Scope::Host), ("::1", 128, Scope::Host)],
                ),
                interface(
                    2,
                    "eth0",
                    Flags::UP,
                    &[
                        ("10.77.1.12", 24, Scope::Global),
                        ("2001:db8::12", 64, Scope::Global),
                        ("fe80::12", 64, Scope::Link),
                    ],
                ),
                interface(3, "wlan0", Flags::UP, &[("10.77.2.5", 24, Scope::Global)]),
            ],
            routes: vec![
                route("0.0.0.0/0", Some("10.77.2.1"), 3, 600),
                route("0.0.0.0/0", Some("10.77.1.1"), 2, 100),
                route("10.77.1.0/24", None, 2, 100),
                route("10.77.2.0/24", None, 3, 600),
                route("10.9.0.0/16", Some("10.77.2.9"), 3, 0),
                route("2001:db8::/64", None, 2, 256),
                route("::/0", Some("fe80::1"), 2, 1024),
            ],
            neighbours: vec![
                Neighbour {
                    address: ip("10.77.1.1"),
                    mac: Some(ROUTER),
                    interface: InterfaceIndex(2),
                    valid: true,
                },
                Neighbour {
                    address: ip("10.77.1.66"),
                    mac: None,
                    interface: InterfaceIndex(2),
                    valid: false,
                },
            ],
            ..Snapshot::default()
        }
    }

    fn to(remote: &str) -> Way {
        reach(&host(), ip(remote)).way.unwrap()
    }

    #[test]
    fn a_neighbour_is_on_the_link() {
        let way = to("10.77.1.20");
        assert_eq!(
            (way.hop, way.next_hop, way.interface),
            (Hop::OnLink, ip("10.77.1.20"), InterfaceIndex(2))
        );
        assert_eq!(
            (way.source, way.source_mac, way.next_mac),
            (Some(ip("10.77.1.12")), Some(MAC), NextMac::Ask)
        );
    }

    #[test]
    fn a_silent_neighbour_is_told_from_one_never_asked() {
        assert_eq!(to("10.77.1.66").next_mac, NextMac::NoAnswer);
    }

    #[test]
    fn the_far_side_goes_by_the_cheaper_default_route_to_the_routers_mac() {
        let way = to("8.8.8.8");
        assert_eq!(
            (way.hop, way.next_hop, way.next_mac),
            (Hop::Gateway, ip("10.77.1.1"), NextMac::Known(ROUTER))
        );
    }

    #[test]
    fn the_longest_prefix_beats_the_lower_metric() {
        let way = to("10.9.1.1");
        assert_eq!(
            (way.next_hop, way.source),
            (ip("10.77.2.9"), Some(ip("10.77.2.5")))
        );
    }

    #[test]
    fn every_look_into_the_table_is_told() {
        let verdicts: Vec<_> = reach(&host(), ip("10.77.1.20"))
            .considered
            .iter()
            .map(|c| c.verdict)
            .collect();
        assert_eq!(
            verdicts,
            [
                Verdict::LessSpecific,
                Verdict::LessSpecific,
                Verdict::Chosen,
                Verdict::NoMatch,
                Verdict::NoMatch
            ]
        );
        let far: Vec<_> = reach(&host(), ip("8.8.8.8"))
            .considered
            .iter()
            .map(|c| c.verdict)
            .take(2)
            .collect();
        assert_eq!(far, [Verdict::HigherMetric, Verdict::Chosen]);
    }

    #[test]
    fn own_addresses_turn_round_in_loopback() {
        let way = to("10.77.1.12");
        assert_eq!(
            (way.hop, way.interface, way.source),
            (Hop::Own, InterfaceIndex(1), Some(ip("10.77.1.12")))
        );
        let looped = to("127.0.0.9");
        assert_eq!(
            (looped.hop, looped.source, looped.next_mac),
            (Hop::Own, Some(ip("127.0.0.1")), NextMac::NotNeeded)
        );
        assert_eq!(to("::1").hop, Hop::Own);
        assert_eq!(to("0.0.0.0").source, Some(ip("127.0.0.1")));
    }

    #[test]
    fn without_a_route_there_is_no_way() {
        let mut host = host();
        host.routes.retain(|route| route.prefix > 0);
        assert_eq!(reach(&host, ip("8.8.8.8")).way, None);
    }

    #[test]
    fn broadcasts_and_groups_need_no_question() {
        assert_eq!(
            to("10.77.1.255").next_mac,
            NextMac::Computed(MacAddr::BROADCAST)
        );
        let mut unset = host();
        unset.interfaces[1].addresses[0].broadcast = None;
        assert_eq!(
            reach(&unset, ip("10.77.1.255")).way.map(|way| way.hop),
            Some(Hop::Group)
        );
        assert_eq!(to("255.255.255.255").hop, Hop::Group);
        assert_eq!(
            to("239.129.3.4").next_mac,
            NextMac::Computed(MacAddr([1, 0, 0x5e, 1, 3, 4]))
        );
        let group = reach_zone(&host(), ip("ff02::1:3"), Some(InterfaceIndex(2)))
            .way
            .unwrap();
        assert_eq!(
            group.next_mac,
            NextMac::Computed(MacAddr([0x33, 0x33, 0, 1, 0, 3]))
        );
        assert_eq!(group.source, Some(ip("fe80::12")));
    }

    #[test]
    fn ipv6_takes_a_source_of_the_destinations_scope() {
        assert_eq!(to("2001:db8::77").source, Some(ip("2001:db8::12")));
        let router = to("2606:4700::1");
        assert_eq!(
            (router.next_hop, router.source),
            (ip("fe80::1"), Some(ip("2001:db8::12")))
        );
        let local = reach_zone(&host(), ip("fe80::99"), Some(InterfaceIndex(2)))
            .way
            .unwrap();
        assert_eq!(
            (local.hop, local.source),
            (Hop::OnLink, Some(ip("fe80::12")))
        );
    }

    #[test]
    fn a_tunnel_needs_no_mac_address() {
        let mut host = host();
        host.interfaces[2].mac = None;
        assert_eq!(
            reach(&host, ip("10.77.2.9")).way.unwrap().next_mac,
            NextMac::NotNeeded
        );
    }

    #[test]
    fn a_mapped_address_is_its_ipv4_one() {
        assert_eq!(
            reach(&host(), ip("::ffff:10.77.1.20")).remote,
            ip("10.77.1.20")
        );
    }

    #[test]
    fn the_chosen_route_is_kept_however_long_the_table() {
        let mut host = host();
        host.routes = (0..1000)
            .map(|n| route(&format!("10.{}.{}.0/24", n / 256, n % 256), None, 2, 0))
            .collect();
        let reach = reach(&host, ip("10.3.200.1"));
        assert_eq!(reach.considered.len(), CONSIDERED);
        assert_eq!(reach.considered.last().unwrap().verdict, Verdict::Chosen);
    }

    /// As Linux has it: the prefix is of the peer's network, and the source is chosen by that.
    #[test]
    fn a_peer_s_network_is_reached_over_its_link() {
        let mut host = host();
        let mut tun = interface(
            9,
            "tun0",
            Flags::UP,
            &[
                ("192.0.2.1", 24, Scope::Global),
                ("10.9.0.1", 24, Scope::Global),
            ],
        );
        tun.addresses[1].peer = Some(ip("10.8.0.2"));
        tun.mac = None;
        host.interfaces.push(tun);
        host.routes.push(Route {
            source: None,
            ..route("10.8.0.0/24", None, 9, 0)
        });
        let way = |remote: &str| reach(&host, ip(remote)).way.unwrap();
        let near = way("10.8.0.7");
        assert_eq!(
            (near.hop, near.source),
            (Hop::OnLink, Some(ip("10.9.0.1"))),
            "the peer's network, not the address first listed"
        );
        assert_eq!(way("10.8.0.255").hop, Hop::Group);
        assert_eq!(way("10.9.0.1").hop, Hop::Own);
        assert_ne!(way("10.9.0.7").interface, near.interface);
    }
}
