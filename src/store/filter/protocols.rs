//! Protocols by their names, and what such a name asks.

use super::expr::{Test, Word};
use super::names::current;
use crate::wire::Protocol;
use crate::wire::catalog::{self, Entry};
use crate::wire::evidence::Evidence;

/// The question that a protocol's name asks.
pub(super) fn protocol(name: &str) -> Option<Test> {
    let name = current(name);
    if name == "frame" {
        return Some(Test::Is(Word::Frame));
    }
    if let Some((protocol, port)) = catalog::kin(name) {
        return Some(Test::Is(Word::At(protocol, port)));
    }
    let entry = entry(name)?;
    let protocol = entry.protocols.iter().find(|p| p.filter() == entry.name)?;
    match protocol.evidence() {
        // A layer that no header tells of beforehand: only the tree shows it.
        Evidence::Tree => None,
        Evidence::Highest | Evidence::OverIp | Evidence::Payload => {
            Some(Test::Highest(entry.protocols))
        }
        evidence => Some(Test::Is(Word::Layer(*protocol, evidence))),
    }
}

/// The catalogue's entry of a protocol.
pub(super) fn entry(name: &str) -> Option<&'static Entry> {
    catalog::lookup(current(name)).filter(|entry| entry.is_protocol())
}

/// The layers that a protocol's name stands for.
pub(super) fn layers(name: &str) -> Option<&'static [Protocol]> {
    entry(name).map(|entry| entry.protocols)
}
