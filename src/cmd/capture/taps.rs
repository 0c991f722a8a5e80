//! Which interfaces to capture on.

use std::fs;

use pnet::datalink::{self, NetworkInterface};

use crate::cmd::out::Stop;
use crate::place::InterfaceIndex;
use crate::source::Tap;
use crate::wire::LinkType;

/// The interfaces with these names; with none, the default route's and loopback.
pub(super) fn taps(names: &[String]) -> Result<Vec<Tap>, Stop> {
    let all = datalink::interfaces();
    if names.is_empty() {
        return Ok(usual(&all));
    }
    let mut taps: Vec<Tap> = Vec::new();
    for name in names {
        let Some(interface) = all.iter().find(|interface| interface.name == *name) else {
            let known: Vec<_> = all.iter().map(|interface| interface.name.as_str()).collect();
            return Err(Stop::Usage(format!("no interface is named {name}; there are: {}", known.join(", "))));
        };
        if !taps.iter().any(|tap| tap.index.0 == interface.index) {
            taps.push(tap(interface));
        }
    }
    Ok(taps)
}

fn usual(all: &[NetworkInterface]) -> Vec<Tap> {
    let route = default_interface();
    let outward = match &route {
        Some(name) => all.iter().find(|interface| interface.name == *name),
        None => all.iter().find(|interface| !interface.is_loopback() && interface.is_up() && !interface.ips.is_empty()),
    };
    let loopback = all.iter().find(|interface| interface.is_loopback());
    outward.into_iter().chain(loopback).map(tap).collect()
}

fn tap(interface: &NetworkInterface) -> Tap {
    Tap {
        index: InterfaceIndex(interface.index),
        name: interface.name.clone(),
        link: link(&interface.name),
        loopback: interface.is_loopback(),
    }
}

/// How its frames begin, from the kernel's hardware type.
#[cfg(target_os = "linux")]
fn link(name: &str) -> LinkType {
    use std::os::fd::AsFd as _;
    let socket = crate::sys::socket::open(libc::AF_INET, libc::SOCK_DGRAM, 0);
    let kind = socket.and_then(|socket| crate::sys::packet::hardware_of(socket.as_fd(), name));
    kind.map_or(LinkType::Ethernet, LinkType::from_arphrd)
}

/// pnet makes Ethernet frames of everything on other systems.
#[cfg(not(target_os = "linux"))]
const fn link(_: &str) -> LinkType {
    LinkType::Ethernet
}

/// The interfaces that have these taps' names now, if anything has changed.
pub(super) fn changed(taps: &[Tap], names: &[String]) -> Option<Vec<Tap>> {
    let now = |name: &String| nix::net::if_::if_nametoindex(name.as_str()).ok();
    let indices: Vec<_> = names.iter().filter_map(now).collect();
    if indices.iter().eq(taps.iter().map(|tap| &tap.index.0)) {
        return None;
    }
    let all = datalink::interfaces();
    Some(names.iter().filter_map(|name| all.iter().find(|interface| interface.name == *name)).map(tap).collect())
}

/// The interface of the default route, IPv4 before IPv6.
fn default_interface() -> Option<String> {
    let v4 = fs::read_to_string("/proc/net/route").ok().and_then(|table| default_v4(&table));
    v4.or_else(|| fs::read_to_string("/proc/net/ipv6_route").ok().and_then(|table| default_v6(&table)))
}

/// `/proc/net/route`: Iface Destination Gateway Flags RefCnt Use Metric Mask …
fn default_v4(table: &str) -> Option<String> {
    let routes = table.lines().skip(1).filter_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let &[name, "00000000", _, flags, _, _, metric, "00000000", ..] = columns.as_slice() else { return None };
        let up = u32::from_str_radix(flags, 16).ok()? & 1 != 0;
        up.then_some((metric.parse::<u32>().ok()?, name))
    });
    routes.min_by_key(|(metric, _)| *metric).map(|(_, name)| name.to_owned())
}

/// `/proc/net/ipv6_route`: destination, prefix, source, prefix, next hop, metric, …, interface.
fn default_v6(table: &str) -> Option<String> {
    let routes = table.lines().filter_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let &[destination, "00", _, _, hop, metric, _, _, _, name] = columns.as_slice() else { return None };
        let zero = |text: &str| text.bytes().all(|digit| digit == b'0');
        let gateway = zero(destination) && !zero(hop) && name != "lo";
        gateway.then_some((u32::from_str_radix(metric, 16).ok()?, name))
    });
    routes.min_by_key(|(metric, _)| *metric).map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_route_with_the_lowest_metric_wins() {
        let table = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
            wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
            eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
            eth1\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        assert_eq!(default_v4(table), Some("eth0".to_owned()));
        assert_eq!(default_v4(""), None);
    }

    #[test]
    fn the_ipv6_default_needs_a_gateway() {
        let zero = "0".repeat(32);
        let reject = format!("{zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200       lo\n");
        let real = format!("{zero} 00 {zero} 00 fe80{} 00000400 00000001 00000000 00000003     eth0\n", "0".repeat(28));
        assert_eq!(default_v6(&reject), None);
        assert_eq!(default_v6(&format!("{reject}{real}")), Some("eth0".to_owned()));
    }
}
