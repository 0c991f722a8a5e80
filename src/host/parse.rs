//! rtnetlink's answers as the program's own types. Pure: bytes in, facts out. What cannot be read is
//! left out; one odd message never hides the others.

use std::net::IpAddr;

use netlink_packet_core::{NlasIterator, ParseableParametrized as _};
use netlink_packet_route::AddressFamily;
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::address::{AddressAttribute, AddressMessage, AddressScope};
use netlink_packet_route::neighbour::{
    NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState,
};
use netlink_packet_route::route::{
    RouteAddress, RouteAttribute, RouteFlags, RouteHeader, RouteMessage, RouteNextHop, RouteType,
    RouteVia,
};

use crate::net::{Address, Counters, Flags, Neighbour, Route, Scope};
use crate::place::InterfaceIndex;
use crate::wire::MacAddr;

/// An interface as the kernel tells it, before addresses are added. Links are read attribute by
/// attribute, because a name need not be UTF-8 and a dump of 200 of them has to be quick.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// Its number.
    pub index: InterfaceIndex,
    /// Its name as bytes: anything but `/`, white space, and zero (`dev_valid_name`).
    pub name: Vec<u8>,
    /// Hardware type, `ARPHRD_*`.
    pub hardware: u16,
    /// `IFF_*`.
    pub flags: Flags,
    /// Its hardware address; 6 bytes on Ethernet, other lengths elsewhere.
    pub address: Vec<u8>,
    /// Largest packet in bytes.
    pub mtu: u32,
    /// Hop limit of the IPv6 packets that leave by it, where the kernel tells.
    pub hop_limit: Option<u8>,
    /// The driver's kind for virtual interfaces: `veth`, `bridge`, `tun`, …
    pub kind: Option<String>,
    /// Received; `None` where the kernel told none.
    pub rx: Option<Counters>,
    /// Sent.
    pub tx: Option<Counters>,
}

const RTM_NEWLINK: u16 = 16;
const IFLA_ADDRESS: u16 = 1;
const IFLA_IFNAME: u16 = 3;
const IFLA_MTU: u16 = 4;
const IFLA_LINKINFO: u16 = 18;
const IFLA_STATS64: u16 = 23;
const IFLA_AF_SPEC: u16 = 26;
const AF_INET6: u16 = 10;
const IFLA_INET6_CONF: u16 = 2;
/// Where `hop_limit` stands among the numbers of `IFLA_INET6_CONF` (linux/ipv6.h).
const DEVCONF_HOPLIMIT: usize = 1;
const IFLA_INFO_KIND: u16 = 1;

/// Bytes of `struct ifinfomsg`.
const IFINFO: usize = 16;

/// Reads one `RTM_NEWLINK` payload.
pub fn link(kind: u16, payload: &[u8], found: &mut Vec<Link>) {
    if kind == RTM_NEWLINK
        && let Some(link) = link_of(payload)
    {
        found.push(link);
    }
}

fn link_of(payload: &[u8]) -> Option<Link> {
    let mut link = Link {
        hardware: u16::from_ne_bytes(payload.get(2..4)?.try_into().ok()?),
        index: InterfaceIndex(u32_at(payload, 4)?),
        flags: Flags(u32_at(payload, 8)?),
        ..Link::default()
    };
    for attribute in NlasIterator::new(payload.get(IFINFO..)?) {
        // A cut attribute ends the message; what stood before it counts.
        let Ok(attribute) = attribute else { break };
        let value = attribute.value();
        match attribute.kind() {
            IFLA_ADDRESS => link.address = value.to_vec(),
            IFLA_IFNAME => link.name = until_zero(value).to_vec(),
            IFLA_MTU => link.mtu = u32_at(value, 0).unwrap_or(0),
            IFLA_LINKINFO => link.kind = info_kind(value),
            IFLA_STATS64 => (link.rx, link.tx) = counters(value),
            IFLA_AF_SPEC => link.hop_limit = hop_limit(value),
            _ => {}
        }
    }
    (link.index.0 > 0 && !link.name.is_empty()).then_some(link)
}

fn info_kind(value: &[u8]) -> Option<String> {
    let nested = NlasIterator::new(value)
        .map_while(Result::ok)
        .find(|inner| inner.kind() == IFLA_INFO_KIND)?;
    Some(String::from_utf8_lossy(until_zero(nested.value())).into_owned())
}

/// The settings of IPv6 are an array of 32-bit numbers, two nests down.
fn hop_limit(value: &[u8]) -> Option<u8> {
    let inside = |bytes, kind| {
        NlasIterator::new(bytes)
            .map_while(Result::ok)
            .find(move |inner| inner.kind() == kind)
    };
    let six = inside(value, AF_INET6)?;
    let settings = inside(six.value(), IFLA_INET6_CONF)?;
    u8::try_from(u32_at(settings.value(), DEVCONF_HOPLIMIT * 4)?).ok()
}

/// `struct rtnl_link_stats64`: rx and tx packets, bytes, errors, dropped, each 64 bits.
fn counters(value: &[u8]) -> (Option<Counters>, Option<Counters>) {
    let number = |at: usize| {
        Some(u64::from_ne_bytes(
            value.get(at * 8..at * 8 + 8)?.try_into().ok()?,
        ))
    };
    let side = |way: usize| {
        Some(Counters {
            packets: number(way)?,
            bytes: number(2 + way)?,
            errors: number(4 + way)?,
            dropped: number(6 + way)?,
        })
    };
    (side(0), side(1))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn message(kind: u16, payload: &[u8]) -> Option<RouteNetlinkMessage> {
    RouteNetlinkMessage::parse_with_param(payload, kind).ok()
}

/// Reads one `RTM_NEWADDR` payload.
pub fn address(kind: u16, payload: &[u8], found: &mut Vec<(InterfaceIndex, Address)>) {
    if let Some(RouteNetlinkMessage::NewAddress(message)) = message(kind, payload)
        && let Some(address) = address_of(&message)
    {
        found.push((InterfaceIndex(message.header.index), address));
    }
}

fn address_of(message: &AddressMessage) -> Option<Address> {
    let (mut local, mut other, mut broadcast) = (None, None, None);
    for attribute in &message.attributes {
        match attribute {
            AddressAttribute::Local(address) => local = Some(*address),
            // With a peer this is the peer's, and the own one is in `Local`; else both are the same, or there is
            // (IPv6) no `Local`.
            AddressAttribute::Address(address) => other = Some(*address),
            AddressAttribute::Broadcast(address) => broadcast = Some(*address),
            _ => {}
        }
    }
    let scope = match message.header.scope {
        AddressScope::Host | AddressScope::Nowhere => Scope::Host,
        AddressScope::Link => Scope::Link,
        _ => Scope::Global,
    };
    let address = local.or(other)?;
    Some(Address {
        address,
        peer: other.filter(|other| *other != address && !other.is_unspecified()),
        prefix: message.header.prefix_len,
        broadcast,
        scope,
    })
}

/// Reads one `RTM_NEWROUTE` payload: one route for each of its routers.
pub fn route(kind: u16, payload: &[u8], found: &mut Vec<Route>) {
    if let Some(RouteNetlinkMessage::NewRoute(message)) = message(kind, payload) {
        routes_of(&message, found);
    }
}

fn routes_of(message: &RouteMessage, found: &mut Vec<Route>) {
    let header = &message.header;
    let unusable = RouteFlags::Dead | RouteFlags::Cloned;
    if header.kind != RouteType::Unicast
        || header.flags.intersects(unusable)
        || table(message) != u32::from(RouteHeader::RT_TABLE_MAIN)
    {
        return;
    }
    let Some(mut route) = default_of(header.address_family) else {
        return;
    };
    route.prefix = header.destination_prefix_length;
    let mut hops: &[RouteNextHop] = &[];
    for attribute in &message.attributes {
        match attribute {
            RouteAttribute::Destination(address) => {
                route.destination = ip(address).unwrap_or(route.destination);
            }
            RouteAttribute::PrefSource(address) => route.source = ip(address),
            RouteAttribute::Priority(metric) => route.metric = *metric,
            RouteAttribute::MultiPath(list) => hops = list,
            other => next_hop(other, &mut route),
        }
    }
    if hops.is_empty() {
        found.push(route);
    }
    found.extend(hops.iter().map(|hop| {
        let mut route = Route {
            interface: InterfaceIndex(hop.interface_index),
            ..route
        };
        hop.attributes
            .iter()
            .for_each(|attribute| next_hop(attribute, &mut route));
        route
    }));
}

/// The table's number: in the attribute where it does not fit the header's byte.
fn table(message: &RouteMessage) -> u32 {
    let attribute = message.attributes.iter().find_map(|a| {
        if let RouteAttribute::Table(table) = a {
            Some(*table)
        } else {
            None
        }
    });
    attribute.unwrap_or_else(|| u32::from(message.header.table))
}

fn default_of(family: AddressFamily) -> Option<Route> {
    let destination = match family {
        AddressFamily::Inet => IpAddr::from([0; 4]),
        AddressFamily::Inet6 => IpAddr::from([0_u8; 16]),
        _ => return None,
    };
    Some(Route {
        destination,
        prefix: 0,
        gateway: None,
        interface: InterfaceIndex(0),
        source: None,
        metric: 0,
    })
}

fn next_hop(attribute: &RouteAttribute, route: &mut Route) {
    match attribute {
        RouteAttribute::Gateway(address) => route.gateway = ip(address),
        // An IPv4 route by way of an IPv6 router (RFC 5549).
        RouteAttribute::Via(RouteVia::Inet6(address)) => route.gateway = Some((*address).into()),
        RouteAttribute::Via(RouteVia::Inet(address)) => route.gateway = Some((*address).into()),
        RouteAttribute::Oif(index) => route.interface = InterfaceIndex(*index),
        _ => {}
    }
}

fn ip(address: &RouteAddress) -> Option<IpAddr> {
    match address {
        RouteAddress::Inet(address) => Some((*address).into()),
        RouteAddress::Inet6(address) => Some((*address).into()),
        _ => None,
    }
}

/// Reads one `RTM_NEWNEIGH` payload. Entries for groups and for links without ARP are made up by
/// the kernel, nobody was asked: they are left out, as `ip neigh` does.
pub fn neighbour(kind: u16, payload: &[u8], found: &mut Vec<Neighbour>) {
    if let Some(RouteNetlinkMessage::NewNeighbour(message)) = message(kind, payload)
        && message.header.state != NeighbourState::Noarp
        && let Some(neighbour) = neighbour_of(&message)
    {
        found.push(neighbour);
    }
}

fn neighbour_of(message: &NeighbourMessage) -> Option<Neighbour> {
    let (mut address, mut mac) = (None, None);
    for attribute in &message.attributes {
        match attribute {
            NeighbourAttribute::Destination(NeighbourAddress::Inet(found)) => {
                address = Some(IpAddr::from(*found));
            }
            NeighbourAttribute::Destination(NeighbourAddress::Inet6(found)) => {
                address = Some(IpAddr::from(*found));
            }
            NeighbourAttribute::LinkLayerAddress(bytes) => mac = mac_of(bytes),
            _ => {}
        }
    }
    let valid = !matches!(
        message.header.state,
        NeighbourState::Incomplete | NeighbourState::Failed | NeighbourState::None
    );
    Some(Neighbour {
        address: address?,
        mac,
        interface: InterfaceIndex(message.header.ifindex),
        valid: valid && mac.is_some(),
    })
}

/// Six bytes are a MAC address; tunnels have hardware addresses of other lengths.
#[must_use]
pub fn mac_of(bytes: &[u8]) -> Option<MacAddr> {
    bytes.try_into().ok().map(MacAddr)
}

#[cfg(test)]
mod tests {
    use netlink_packet_core::Emitable;
    use netlink_packet_route::route::RouteScope;

    use super::*;

    /// One attribute as the kernel lays it out: length, kind, value, padding.
    fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = (value.len() as u16 + 4).to_ne_bytes().to_vec();
        bytes.extend(kind.to_ne_bytes());
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn link_bytes() -> Vec<u8> {
        let mut bytes = vec![0, 0];
        bytes.extend(1_u16.to_ne_bytes());
        bytes.extend(7_u32.to_ne_bytes());
        bytes.extend(Flags::UP.0.to_ne_bytes());
        bytes.extend([0; 4]);
        bytes.extend(attribute(IFLA_IFNAME, b"w\xff\0"));
        bytes.extend(attribute(IFLA_MTU, &1400_u32.to_ne_bytes()));
        bytes.extend(attribute(
            IFLA_LINKINFO,
            &attribute(IFLA_INFO_KIND, b"veth\0"),
        ));
        bytes.extend(attribute(
            IFLA_STATS64,
            &(1..=8_u64).flat_map(u64::to_ne_bytes).collect::<Vec<_>>(),
        ));
        let settings: Vec<u8> = [1_u32, 255, 1500]
            .into_iter()
            .flat_map(u32::to_ne_bytes)
            .collect();
        let six = attribute(AF_INET6, &attribute(IFLA_INET6_CONF, &settings));
        bytes.extend(attribute(IFLA_AF_SPEC, &six));
        bytes.extend(attribute(IFLA_ADDRESS, &[2, 0, 0, 0, 0, 1]));
        bytes
    }

    #[test]
    fn a_link_is_read_even_if_its_name_is_no_text() {
        let mut found = Vec::new();
        link(RTM_NEWLINK, &link_bytes(), &mut found);
        let expected = Link {
            hop_limit: Some(255),
            index: InterfaceIndex(7),
            name: b"w\xff".to_vec(),
            hardware: 1,
            flags: Flags::UP,
            address: vec![2, 0, 0, 0, 0, 1],
            mtu: 1400,
            kind: Some("veth".to_owned()),
            rx: Some(Counters {
                packets: 1,
                bytes: 3,
                errors: 5,
                dropped: 7,
            }),
            tx: Some(Counters {
                packets: 2,
                bytes: 4,
                errors: 6,
                dropped: 8,
            }),
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_message_cut_anywhere_does_no_harm() {
        let bytes = link_bytes();
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            link(RTM_NEWLINK, cut, &mut Vec::new());
            for kind in [20, 24, 28] {
                address(kind, cut, &mut Vec::new());
                route(kind, cut, &mut Vec::new());
                neighbour(kind, cut, &mut Vec::new());
            }
        }
    }

    /// `RTM_NEWADDR` of interface 3 with this family, prefix, `IFA_LOCAL` (if any) and `IFA_ADDRESS`.
    fn address_read(family: u8, prefix: u8, local: Option<&[u8]>, other: &[u8]) -> Address {
        let mut bytes = vec![family, prefix, 0, 0];
        bytes.extend(3_u32.to_ne_bytes());
        bytes.extend(attribute(1, other));
        if let Some(local) = local {
            bytes.extend(attribute(2, local));
        }
        let mut found = Vec::new();
        address(20, &bytes, &mut found);
        assert_eq!((found.len(), found[0].0), (1, InterfaceIndex(3)));
        found[0].1
    }

    #[test]
    fn a_peer_s_address_is_told_from_the_own_one() {
        let (own, peer) = ([10, 9, 0, 1], [10, 9, 0, 2]);
        let tunnel = address_read(2, 32, Some(&own), &peer);
        assert_eq!(tunnel.to_string(), "10.9.0.1 peer 10.9.0.2/32");
        let plain = address_read(2, 24, Some(&own), &own);
        assert_eq!(
            (plain.peer, plain.to_string().as_str()),
            (None, "10.9.0.1/24")
        );
        let (own, peer) = ("fd00::1", "fd00::2");
        let octets = |text: &str| text.parse::<std::net::Ipv6Addr>().unwrap().octets();
        let tunnel = address_read(10, 128, Some(&octets(own)), &octets(peer));
        assert_eq!(tunnel.to_string(), "fd00::1 peer fd00::2/128");
        let plain = address_read(10, 64, None, &octets(own));
        assert_eq!(plain.to_string(), "fd00::1/64");
    }

    fn route_message(attributes: Vec<RouteAttribute>) -> RouteMessage {
        let mut message = RouteMessage::default();
        message.header = RouteHeader {
            address_family: AddressFamily::Inet,
            destination_prefix_length: 16,
            table: RouteHeader::RT_TABLE_MAIN,
            scope: RouteScope::Universe,
            kind: RouteType::Unicast,
            ..RouteHeader::default()
        };
        message.attributes = attributes;
        message
    }

    fn routes(message: &RouteMessage) -> Vec<Route> {
        let mut bytes = vec![0; message.buffer_len()];
        message.emit(&mut bytes);
        let mut found = Vec::new();
        route(24, &bytes, &mut found);
        found
    }

    fn gateway(last: u8) -> RouteAttribute {
        RouteAttribute::Gateway(RouteAddress::Inet([10, 0, 0, last].into()))
    }

    #[test]
    fn a_route_over_two_routers_is_two_routes() {
        let hop = |interface, last| {
            let mut hop = RouteNextHop::default();
            hop.interface_index = interface;
            hop.attributes = vec![gateway(last)];
            hop
        };
        let destination = RouteAttribute::Destination(RouteAddress::Inet([10, 9, 0, 0].into()));
        let multipath = RouteAttribute::MultiPath(vec![hop(2, 1), hop(3, 2)]);
        let found = routes(&route_message(vec![
            destination,
            RouteAttribute::Priority(5),
            multipath,
        ]));
        let told: Vec<_> = found
            .iter()
            .map(|r| (r.destination, r.prefix, r.gateway, r.interface.0, r.metric))
            .collect();
        let network = IpAddr::from([10, 9, 0, 0]);
        let router = |last| Some(IpAddr::from([10, 0, 0, last]));
        assert_eq!(
            told,
            [
                (network, 16, router(1), 2, 5),
                (network, 16, router(2), 3, 5)
            ]
        );
    }

    #[test]
    fn only_usable_routes_of_the_main_table_count() {
        assert_eq!(
            routes(&route_message(vec![gateway(1), RouteAttribute::Oif(2)])).len(),
            1
        );
        assert_eq!(
            routes(&route_message(vec![gateway(1), RouteAttribute::Table(100)])).len(),
            0
        );
        let mut blackhole = route_message(vec![]);
        blackhole.header.kind = RouteType::BlackHole;
        assert_eq!(routes(&blackhole).len(), 0);
        let mut dead = route_message(vec![gateway(1)]);
        dead.header.flags = RouteFlags::Dead;
        assert_eq!(routes(&dead).len(), 0);
    }

    #[test]
    fn a_neighbour_that_does_not_answer_is_not_valid() {
        let entry = |state, mac: Option<[u8; 6]>| {
            let mut message = NeighbourMessage::default();
            message.header.family = AddressFamily::Inet;
            message.header.ifindex = 2;
            message.header.state = state;
            message.attributes = vec![NeighbourAttribute::Destination(NeighbourAddress::Inet(
                [10, 0, 0, 9].into(),
            ))];
            message
                .attributes
                .extend(mac.map(|mac| NeighbourAttribute::LinkLayerAddress(mac.to_vec())));
            let mut bytes = vec![0; message.buffer_len()];
            message.emit(&mut bytes);
            let mut found = Vec::new();
            neighbour(28, &bytes, &mut found);
            found.first().map(|n| (n.mac, n.valid))
        };
        let mac = [2, 0, 0, 0, 0, 9];
        assert_eq!(
            entry(NeighbourState::Stale, Some(mac)),
            Some((Some(MacAddr(mac)), true))
        );
        assert_eq!(entry(NeighbourState::Failed, None), Some((None, false)));
        assert_eq!(entry(NeighbourState::Noarp, Some(mac)), None);
    }
}
