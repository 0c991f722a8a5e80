//! What is listed, in the order of the screen: hosts, their interfaces, the addresses of each.

use crate::net::{Address, Interface, InterfaceKind, LinkState, Snapshot};
use crate::place::HostId;
use crate::wire::MacAddr;

use super::Item;

/// Hosts in the order of the screen: the one that is practised on first.
fn in_order<'a>(hosts: &[&'a Snapshot]) -> impl Iterator<Item = &'a Snapshot> {
    hosts.iter().rev().copied()
}

/// Interfaces in the order of the screen: the default route's first, then those that are up,
/// loopback, those that are down. A practice host's loopback is nothing to look at.
fn ordered(snapshot: &Snapshot) -> Vec<&Interface> {
    let first = snapshot.default_route().map(|r| r.interface);
    let practice = snapshot.host != HostId::HERE;
    let loopback = |i: &&Interface| i.kind == InterfaceKind::Loopback;
    let mut list: Vec<_> = snapshot
        .interfaces
        .iter()
        .filter(|i| !(practice && loopback(i)))
        .collect();
    list.sort_by_key(|i| {
        let rank = match i.state {
            _ if Some(i.index) == first => 0,
            LinkState::Up if i.kind == InterfaceKind::Loopback => 2,
            LinkState::Up => 1,
            LinkState::NoCarrier => 3,
            LinkState::Down => 4,
        };
        (rank, i.index)
    });
    list
}

pub(super) fn items(hosts: &[&Snapshot]) -> Vec<Item> {
    let mut items = Vec::new();
    for snapshot in in_order(hosts) {
        for interface in ordered(snapshot) {
            let item = |address| Item {
                host: snapshot.host,
                interface: interface.index,
                address,
            };
            items.push(item(None));
            items.extend(interface.addresses.iter().map(|a| item(Some(a.address))));
        }
    }
    items
}

/// One row of the list.
pub(super) struct Row<'a> {
    pub(super) item: Item,
    pub(super) snapshot: &'a Snapshot,
    pub(super) interface: &'a Interface,
    pub(super) part: Part<'a>,
}

pub(super) enum Part<'a> {
    Head,
    Link,
    Address(&'a Address),
    Counters,
}

pub(super) fn rows<'a>(hosts: &[&'a Snapshot], counters: bool) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for snapshot in in_order(hosts) {
        for interface in ordered(snapshot) {
            let of = |address| Item {
                host: snapshot.host,
                interface: interface.index,
                address,
            };
            let mut add = |item, part| {
                rows.push(Row {
                    item,
                    snapshot,
                    interface,
                    part,
                });
            };
            add(of(None), Part::Head);
            for address in &interface.addresses {
                add(of(Some(address.address)), Part::Address(address));
            }
            if interface.mac.is_some_and(|m| m != MacAddr::ZERO) {
                add(of(None), Part::Link);
            }
            if counters && interface.state == LinkState::Up {
                add(of(None), Part::Counters);
            }
        }
    }
    rows
}
