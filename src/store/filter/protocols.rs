//! Protocols by their names, and what such a name asks.

use super::expr::{Test, Word};
use super::names::current;
use crate::wire::Protocol;
use crate::wire::catalog::{self, Entry, Kind};

/// Protocols by the words that answer from the digest.
const WORDS: [(&str, Word); 16] = [
    ("frame", Word::Frame),
    ("eth", Word::Eth),
    ("vlan", Word::Vlan),
    ("arp", Word::Arp),
    ("ip", Word::Ip),
    ("ipv6", Word::Ip6),
    ("icmp", Word::Icmp),
    ("icmpv6", Word::Icmp6),
    ("igmp", Word::Igmp),
    ("tcp", Word::Tcp),
    ("udp", Word::Udp),
    ("dns", Word::Dns),
    ("mdns", Word::Mdns),
    ("llmnr", Word::Llmnr),
    ("wlab", Word::Wlab),
    ("sll", Word::Cooked),
];

/// The question that a protocol's name asks.
pub(super) fn protocol(name: &str) -> Option<Test> {
    let name = current(name);
    if let Some((_, word)) = WORDS.iter().find(|(text, _)| *text == name) {
        return Some(Test::Is(*word));
    }
    if name == "null" {
        return Some(Test::Is(Word::Null));
    }
    // A layer of its own that no header tells of beforehand: only the tree shows it.
    entry(name)
        .filter(|entry| !matches!(entry.name, "data" | "ah"))
        .map(|entry| Test::Highest(entry.protocols()))
}

/// The catalogue's entry of a protocol.
pub(super) fn entry(name: &str) -> Option<&'static Entry> {
    catalog::lookup(current(name))
        .filter(|entry| entry.kind == Kind::Protocol && !entry.name.contains('.'))
}

/// The layers that a protocol's name stands for.
pub(super) fn layers(name: &str) -> Option<&'static [Protocol]> {
    entry(name).map(Entry::protocols)
}
