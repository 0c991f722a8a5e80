//! A host at one moment: interfaces, addresses, routes, neighbours, name servers, name.
//!
//! Where from: on Linux netlink tells everything, for whichever host the opener opens sockets on.
//! For this machine `if-addrs` then adds the addresses that netlink did not give; where netlink is
//! denied, and on other systems, `if-addrs` is the only source: names and addresses are known, the
//! rest is not (MTU 0, no MAC, [`Counters::UNKNOWN`]).

use std::net::{IpAddr, Ipv4Addr};

use super::error::HostError;
#[cfg(target_os = "linux")]
use super::netlink::Client;
#[cfg(target_os = "linux")]
use super::parse::{Link, mac_of};
use super::resolver;
use crate::msg::host::CounterRow;
use crate::net::{
    Address, Counters, Flags, Interface, InterfaceKind, LinkState, Scope, Snapshot, subnet::Subnet,
};
use crate::place::{HostId, InterfaceIndex};
use crate::say::Clean;
use crate::sys::factory::SocketFactory;
use crate::wire::LinkType;

/// Reads the host. Takes about a millisecond, so it may stand before the first frame is drawn.
///
/// # Errors
/// [`HostError`] where the host cannot be read at all. A part of it that fails (routes, neighbours)
/// is empty instead.
pub fn snapshot(opener: &dyn SocketFactory) -> Result<Snapshot, HostError> {
    let mut snapshot = kernel(opener).or_else(|error| match opener.host() {
        HostId::HERE => portable(),
        _ => Err(error),
    })?;
    name(&mut snapshot, opener.host());
    Ok(snapshot)
}

/// As [`snapshot`], over a socket that is open already.
#[cfg(target_os = "linux")]
pub(super) fn snapshot_with(client: &mut Client, host: HostId) -> Result<Snapshot, HostError> {
    let mut snapshot = read(client, host == HostId::HERE)?;
    name(&mut snapshot, host);
    Ok(snapshot)
}

/// What is known without asking the kernel's tables: this machine's name and name servers.
fn name(snapshot: &mut Snapshot, host: HostId) {
    snapshot.host = host;
    if host == HostId::HERE {
        snapshot.name = host_name();
        snapshot.dns = resolver::name_servers();
    }
}

/// What the interfaces have counted: cheap enough for once a second.
///
/// # Errors
/// [`HostError`] where the host cannot be read; on other systems always, as nothing counts there.
#[cfg(target_os = "linux")]
pub fn counters(opener: &dyn SocketFactory) -> Result<Vec<CounterRow>, HostError> {
    counters_of(&mut Client::open(opener)?)
}

/// See the Linux one: here nothing counts.
///
/// # Errors
/// Never: there are no rows.
#[cfg(not(target_os = "linux"))]
pub fn counters(_: &dyn SocketFactory) -> Result<Vec<CounterRow>, HostError> {
    Ok(Vec::new())
}

/// As [`counters`], over a socket that is open already.
#[cfg(target_os = "linux")]
pub(super) fn counters_of(client: &mut Client) -> Result<Vec<CounterRow>, HostError> {
    Ok(client
        .links()?
        .into_iter()
        .filter_map(|link| Some((link.index, link.rx?, link.tx?)))
        .collect())
}

#[cfg(not(target_os = "linux"))]
fn kernel(_: &dyn SocketFactory) -> Result<Snapshot, HostError> {
    Err(HostError::Open(std::io::ErrorKind::Unsupported.into()))
}

#[cfg(target_os = "linux")]
fn kernel(opener: &dyn SocketFactory) -> Result<Snapshot, HostError> {
    read(&mut Client::open(opener)?, opener.host() == HostId::HERE)
}

#[cfg(target_os = "linux")]
fn read(client: &mut Client, here: bool) -> Result<Snapshot, HostError> {
    let links = client.links()?;
    let hop_limits = links
        .iter()
        .filter_map(|link| Some((link.index, link.hop_limit?)))
        .collect();
    let mut interfaces: Vec<Interface> = links.iter().map(|link| interface(link, here)).collect();
    interfaces.sort_by_key(|interface| interface.index);
    for (index, address) in client.addresses()? {
        add(&mut interfaces, index, address);
    }
    if here {
        // Read after netlink's, so nothing that is already gone comes back.
        for entry in if_addrs::get_if_addrs().unwrap_or_default() {
            add(
                &mut interfaces,
                InterfaceIndex(entry.index.unwrap_or(0)),
                address_of(&entry),
            );
        }
    }
    for interface in &mut interfaces {
        interface
            .addresses
            .sort_by_key(|address| address.address.is_ipv6());
    }
    Ok(Snapshot {
        interfaces,
        routes: client.routes().unwrap_or_default(),
        neighbours: client.neighbours().unwrap_or_default(),
        hop_limits,
        ..Snapshot::default()
    })
}

/// Adds an address to its interface, unless it has it.
#[cfg(target_os = "linux")]
fn add(interfaces: &mut [Interface], index: InterfaceIndex, address: Address) {
    let Ok(at) = interfaces.binary_search_by_key(&index, |interface| interface.index) else {
        return;
    };
    if let Some(interface) = interfaces.get_mut(at)
        && !interface
            .addresses
            .iter()
            .any(|had| (had.address, had.prefix) == (address.address, address.prefix))
    {
        interface.addresses.push(address);
    }
}

#[cfg(target_os = "linux")]
fn interface(link: &Link, here: bool) -> Interface {
    Interface {
        index: link.index,
        name: Clean::bytes(&link.name),
        kind: kind(link, here),
        flags: link.flags,
        state: state(link.flags),
        mac: mac_of(&link.address),
        mtu: link.mtu,
        link: LinkType::from_arphrd(link.hardware),
        addresses: Vec::new(),
        rx: link.rx.unwrap_or(Counters::UNKNOWN),
        tx: link.tx.unwrap_or(Counters::UNKNOWN),
    }
}

/// Ethernet's hardware type, `ARPHRD_ETHER`.
#[cfg(target_os = "linux")]
const ETHER: u16 = 1;

#[cfg(target_os = "linux")]
fn kind(link: &Link, here: bool) -> InterfaceKind {
    match link.kind.as_deref() {
        _ if link.flags.has(Flags::LOOPBACK) => InterfaceKind::Loopback,
        Some("bridge") => InterfaceKind::Bridge,
        Some("veth") => InterfaceKind::Veth,
        Some("vlan") => InterfaceKind::Vlan,
        Some("tun") if link.hardware == ETHER => InterfaceKind::Tap,
        Some("tun") => InterfaceKind::Tun,
        Some(other) => InterfaceKind::Other(Clean::bytes(other.as_bytes())),
        None if link.hardware != ETHER => {
            InterfaceKind::Other(format!("link type {}", link.hardware).into())
        }
        None if here && is_wifi(&link.name) => InterfaceKind::Wifi,
        None => InterfaceKind::Ethernet,
    }
}

/// `/sys` shows the interfaces of this machine only, so this must not be asked for other hosts.
#[cfg(target_os = "linux")]
fn is_wifi(name: &[u8]) -> bool {
    use std::os::unix::ffi::OsStrExt as _;
    let device = std::path::Path::new("/sys/class/net").join(std::ffi::OsStr::from_bytes(name));
    ["phy80211", "wireless"]
        .iter()
        .any(|sign| device.join(sign).exists())
}

#[cfg(target_os = "linux")]
fn state(flags: Flags) -> LinkState {
    match flags {
        flags if !flags.has(Flags::UP) => LinkState::Down,
        flags if flags.has(Flags::LOWER_UP) && flags.has(Flags::RUNNING) => LinkState::Up,
        _ => LinkState::NoCarrier,
    }
}

/// This machine as `if-addrs` alone sees it: interfaces that have an address, and their addresses.
fn portable() -> Result<Snapshot, HostError> {
    let entries = if_addrs::get_if_addrs().map_err(|source| HostError::Read {
        what: "addresses",
        source,
    })?;
    Ok(Snapshot {
        interfaces: portable_interfaces(&entries),
        ..Snapshot::default()
    })
}

fn portable_interfaces(entries: &[if_addrs::Interface]) -> Vec<Interface> {
    let mut interfaces: Vec<Interface> = Vec::new();
    for entry in entries {
        let name = Clean::bytes(entry.name.as_bytes());
        let known = interfaces
            .iter()
            .position(|interface| interface.name == name);
        let at = known.unwrap_or_else(|| {
            interfaces.push(portable_interface(name, entry));
            interfaces.len() - 1
        });
        if let Some(interface) = interfaces.get_mut(at) {
            interface.addresses.push(address_of(entry));
        }
    }
    interfaces.sort_by_key(|interface| interface.index);
    for interface in &mut interfaces {
        interface
            .addresses
            .sort_by_key(|address| address.address.is_ipv6());
    }
    interfaces
}

fn portable_interface(name: Clean, entry: &if_addrs::Interface) -> Interface {
    let up = entry.is_oper_up();
    let mut flags = if up {
        Flags::UP.0 | Flags::RUNNING.0
    } else {
        0
    };
    flags |= if entry.is_loopback() {
        Flags::LOOPBACK.0
    } else {
        0
    };
    flags |= if entry.is_p2p() {
        Flags::POINT_TO_POINT.0
    } else {
        0
    };
    Interface {
        index: InterfaceIndex(entry.index.unwrap_or(0)),
        name,
        kind: if entry.is_loopback() {
            InterfaceKind::Loopback
        } else {
            InterfaceKind::Other("?".into())
        },
        flags: Flags(flags),
        state: if up { LinkState::Up } else { LinkState::Down },
        mac: None,
        mtu: 0,
        link: LinkType::Other(u16::MAX),
        addresses: Vec::new(),
        rx: Counters::UNKNOWN,
        tx: Counters::UNKNOWN,
    }
}

fn address_of(entry: &if_addrs::Interface) -> Address {
    let (prefix, (peer, broadcast)) = match &entry.addr {
        if_addrs::IfAddr::V4(v4) => (
            v4.prefixlen,
            peer_or_broadcast(v4.ip, v4.prefixlen, v4.broadcast),
        ),
        if_addrs::IfAddr::V6(v6) => (v6.prefixlen, (None, None)),
    };
    Address {
        address: entry.ip(),
        peer,
        prefix,
        broadcast,
        scope: scope_of(entry.ip()),
    }
}

/// `getifaddrs` has one field for the broadcast and the peer's address. Where the network has an all-ones
/// address, only that is certainly the one; where it has none, the field can only be a peer. (Of interfaces
/// that know no broadcast `if-addrs` keeps nothing: their peer stays unknown.)
fn peer_or_broadcast(
    own: Ipv4Addr,
    prefix: u8,
    told: Option<Ipv4Addr>,
) -> (Option<IpAddr>, Option<Ipv4Addr>) {
    let ends = Subnet::new(own.into(), prefix).and_then(|net| net.broadcast().ok());
    let Some(told) = told else {
        return (None, None);
    };
    if told == Ipv4Addr::BROADCAST || ends == Some(told) {
        (None, Some(told))
    } else {
        let peer = ends.is_none() && told != own && !told.is_unspecified();
        (peer.then_some(told.into()), None)
    }
}

/// The scope an address has by itself, where nobody tells it.
fn scope_of(address: IpAddr) -> Scope {
    match address {
        address if address.is_loopback() => Scope::Host,
        IpAddr::V4(v4) if v4.is_link_local() => Scope::Link,
        IpAddr::V6(v6) if v6.is_unicast_link_local() => Scope::Link,
        _ => Scope::Global,
    }
}

#[cfg(unix)]
fn host_name() -> Clean {
    Clean::bytes(&crate::sys::netlink::host_name().unwrap_or_default())
}

#[cfg(not(unix))]
fn host_name() -> Clean {
    Clean::bytes(std::env::var("COMPUTERNAME").unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::factory::ThisMachine;

    #[test]
    fn this_machine_has_a_loopback_interface_with_its_address() {
        let snapshot = snapshot(&ThisMachine).unwrap();
        let lo = snapshot
            .interfaces
            .iter()
            .find(|i| i.kind == InterfaceKind::Loopback)
            .unwrap();
        let address = lo
            .addresses
            .iter()
            .find(|a| a.address == IpAddr::from([127, 0, 0, 1]))
            .unwrap();
        assert_eq!((address.prefix, address.scope), (8, Scope::Host));
        assert!(snapshot.interface(lo.index).is_some());
    }

    #[test]
    fn if_addrs_alone_gives_names_and_addresses_and_admits_what_it_does_not_know() {
        let snapshot = portable().unwrap();
        let lo = snapshot
            .interfaces
            .iter()
            .find(|i| i.kind == InterfaceKind::Loopback)
            .unwrap();
        assert!(
            lo.addresses
                .iter()
                .any(|a| a.address == IpAddr::from([127, 0, 0, 1]) && a.prefix == 8)
        );
        assert_eq!((lo.mac, lo.rx.known()), (None, None));
    }

    #[test]
    fn a_peer_is_not_taken_for_a_broadcast_address() {
        let own = Ipv4Addr::new(10, 9, 0, 1);
        let told = |prefix, told: [u8; 4]| peer_or_broadcast(own, prefix, Some(told.into()));
        let ends = Ipv4Addr::new(10, 9, 0, 255);
        assert_eq!(told(24, [10, 9, 0, 255]), (None, Some(ends)));
        let peer = IpAddr::from([10, 9, 0, 2]);
        assert_eq!(told(32, [10, 9, 0, 2]), (Some(peer), None));
        assert_eq!(told(24, [10, 8, 0, 2]), (None, None), "either");
        assert_eq!(told(32, [10, 9, 0, 1]), (None, None), "itself");
    }

    #[test]
    fn an_odd_name_does_a_terminal_no_harm() {
        assert_eq!(Clean::bytes(b"eth\x1b[31m0"), "eth·[31m0");
        assert_eq!(Clean::bytes(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(Clean::bytes("网卡0".as_bytes()), "网卡0");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_cable_that_is_out_is_told_from_an_interface_that_is_off() {
        let on = Flags::UP.0;
        assert_eq!(state(Flags(0)), LinkState::Down);
        assert_eq!(state(Flags(on)), LinkState::NoCarrier);
        assert_eq!(
            state(Flags(on | Flags::LOWER_UP.0 | Flags::RUNNING.0)),
            LinkState::Up
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn tun_and_tap_are_told_apart() {
        let tunnel = |hardware| Link {
            kind: Some("tun".to_owned()),
            hardware,
            ..Link::default()
        };
        assert_eq!(kind(&tunnel(65534), false), InterfaceKind::Tun);
        assert_eq!(kind(&tunnel(1), false), InterfaceKind::Tap);
        assert_eq!(
            kind(
                &Link {
                    hardware: 1,
                    ..Link::default()
                },
                false
            ),
            InterfaceKind::Ethernet
        );
    }
}
