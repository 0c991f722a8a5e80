//! Which interfaces to capture on.

use crate::cmd::out::Stop;
use crate::host::snapshot;
use crate::msg::capture::Tap;
use crate::net::{Flags, Interface, InterfaceKind, Snapshot};
use crate::place::InterfaceIndex;
use crate::say::Clean;
use crate::sys::factory::ThisMachine;

/// The interfaces with these names; with none, the default route's and loopback.
pub(super) fn taps(names: &[String]) -> Result<Vec<Tap>, Stop> {
    let host = snapshot(&ThisMachine)
        .map_err(|error| Stop::Failed(format!("cannot read the interfaces: {error}")))?;
    if names.is_empty() {
        Ok(usual(&host))
    } else {
        named(&host, names)
    }
}

fn named(host: &Snapshot, names: &[String]) -> Result<Vec<Tap>, Stop> {
    let mut taps: Vec<Tap> = Vec::new();
    for name in names {
        let Some(interface) = host
            .interfaces
            .iter()
            .find(|interface| interface.name == Clean::marked(name))
        else {
            let known: Vec<_> = host
                .interfaces
                .iter()
                .map(|interface| interface.name.as_str())
                .collect();
            return Err(Stop::Usage(format!(
                "no interface is named {}; there are: {}",
                Clean::marked(name),
                known.join(", ")
            )));
        };
        if !taps.iter().any(|tap| tap.index == interface.index) {
            taps.push(tap(interface));
        }
    }
    Ok(taps)
}

/// Without a default route the first other interface that is up and has an address.
fn usual(host: &Snapshot) -> Vec<Tap> {
    let outward = host
        .default_route()
        .and_then(|route| host.interface(route.interface))
        .or_else(|| {
            let used = |one: &&Interface| {
                !is_loopback(one) && one.flags.has(Flags::UP) && !one.addresses.is_empty()
            };
            host.interfaces.iter().find(used)
        });
    let loopback = host.interfaces.iter().find(|one| is_loopback(one));
    outward.into_iter().chain(loopback).map(tap).collect()
}

fn is_loopback(interface: &Interface) -> bool {
    interface.kind == InterfaceKind::Loopback
}

fn tap(interface: &Interface) -> Tap {
    Tap {
        index: interface.index,
        name: interface.name.clone(),
        link: interface.link,
        loopback: is_loopback(interface),
    }
}

/// The interfaces that have these names now, if anything has changed.
pub(super) fn changed(taps: &[Tap], names: &[Clean]) -> Option<Vec<Tap>> {
    let now = |name: &Clean| {
        nix::net::if_::if_nametoindex(name.as_str())
            .ok()
            .map(InterfaceIndex)
    };
    let indices: Vec<_> = names.iter().filter_map(now).collect();
    if indices.iter().eq(taps.iter().map(|tap| &tap.index)) {
        return None;
    }
    let host = snapshot(&ThisMachine).ok()?;
    Some(
        names
            .iter()
            .filter_map(|name| host.interfaces.iter().find(|one| one.name == *name))
            .map(tap)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Address, Counters, LinkState, Route, Scope};
    use crate::wire::LinkType;

    fn interface(index: u32, name: &str, kind: InterfaceKind) -> Interface {
        let address = Address {
            peer: None,
            address: "10.0.0.1".parse().unwrap(),
            prefix: 24,
            broadcast: None,
            scope: Scope::Global,
        };
        Interface {
            index: InterfaceIndex(index),
            name: name.into(),
            kind,
            flags: Flags::UP,
            state: LinkState::Up,
            mac: None,
            mtu: 1500,
            link: LinkType::Ethernet,
            addresses: vec![address],
            rx: Counters::default(),
            tx: Counters::default(),
        }
    }

    fn host(routes: Vec<Route>) -> Snapshot {
        let interfaces = vec![
            interface(1, "lo", InterfaceKind::Loopback),
            interface(2, "eth0", InterfaceKind::Ethernet),
            interface(3, "wlan0", InterfaceKind::Wifi),
        ];
        Snapshot {
            interfaces,
            routes,
            ..Snapshot::default()
        }
    }

    fn names(taps: &[Tap]) -> Vec<(&str, bool)> {
        taps.iter()
            .map(|tap| (tap.name.as_str(), tap.loopback))
            .collect()
    }

    #[test]
    fn unasked_it_takes_the_default_routes_and_loopback() {
        let route = Route {
            destination: "0.0.0.0".parse().unwrap(),
            prefix: 0,
            gateway: Some("10.0.0.254".parse().unwrap()),
            interface: InterfaceIndex(3),
            source: None,
            metric: 0,
        };
        assert_eq!(
            names(&usual(&host(vec![route]))),
            [("wlan0", false), ("lo", true)]
        );
        assert_eq!(
            names(&usual(&host(Vec::new()))),
            [("eth0", false), ("lo", true)]
        );
    }

    #[test]
    fn an_unknown_name_is_a_wrong_question() {
        let ask = |name: &str| named(&host(Vec::new()), &[name.to_owned(), name.to_owned()]);
        assert!(matches!(ask("nope"), Err(Stop::Usage(why)) if why.contains("lo, eth0, wlan0")));
        assert_eq!(names(&ask("eth0").unwrap()), [("eth0", false)]);
    }
}
