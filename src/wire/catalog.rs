//! Every name that a filter can ask for: the fields of all protocols, and the protocols.
//!
//! The names are Wireshark's where it has one, so that what one learns here holds there. All of them are
//! read out of the protocols' own tables, once, when the first is asked for.

use std::sync::LazyLock;

use super::digest::Digest;
use super::named::{Asked, Fact, Named};
use super::protocol::Protocol;
use super::table;

pub use super::named::Kind;

/// One name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// As it is typed, for example `ip.ttl`.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// What its RFC calls it; a protocol's short name.
    pub rfc: &'static str,
    /// The fact that says the same without the frame being taken apart.
    pub fact: Option<Fact>,
    /// The protocols whose layer holds it.
    pub protocols: &'static [Protocol],
}

impl Entry {
    /// The protocol's part of the name: what stands before the first dot.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        prefix(self.name)
    }

    /// Does it name a protocol, rather than something within one?
    #[must_use]
    pub fn is_protocol(&self) -> bool {
        self.kind == Kind::Protocol && !self.name.contains('.')
    }

    /// May the tree of a frame with this digest hold it? `false` is certain, so such a frame need not
    /// be dissected; `true` is not. Speaks of the frame's own bytes and of the datagram its fragment
    /// completes: a message put together from several segments of a stream may hold more.
    #[must_use]
    pub fn may_be_in(&self, digest: &Digest) -> bool {
        let may_hold = |protocol: &Protocol| protocol.evidence().may_hold(*protocol, digest);
        self.protocols.iter().any(may_hold)
    }
}

fn prefix(name: &'static str) -> &'static str {
    name.split_once('.').map_or(name, |(prefix, _)| prefix)
}

/// A protocol's fields, whatever file they stand in.
fn fields(protocol: Protocol) -> impl Iterator<Item = &'static Named> {
    let tables = table::entry(protocol).fields.iter().copied();
    tables.flatten().filter(|named| !named.filter.is_empty())
}

/// What names begin with, and the protocols whose layers hold such fields.
type Prefix = (&'static str, Vec<Protocol>);

/// A name begins with that of its protocol, if it has one. Some protocols are part of others here (LLC, the
/// authentication header), and what has no name of its own, as padding, bears that of another.
static PREFIXES: LazyLock<Vec<Prefix>> = LazyLock::new(|| {
    let mut found: Vec<Prefix> = Vec::new();
    let mut note = |prefix, protocol| match found.iter_mut().find(|(known, _)| *known == prefix) {
        Some((_, protocols)) if protocols.contains(&protocol) => {}
        Some((_, protocols)) => protocols.push(protocol),
        None => found.push((prefix, vec![protocol])),
    };
    let is_named = |name| {
        Protocol::ALL
            .iter()
            .any(|protocol| protocol.filter() == name)
    };
    for &protocol in Protocol::ALL {
        let own = protocol.filter();
        if !own.is_empty() {
            note(own, protocol);
        }
        for prefix in fields(protocol).map(|named| prefix(named.filter)) {
            if own.is_empty() || !is_named(prefix) {
                note(prefix, protocol);
            }
        }
    }
    found
});

fn protocols(name: &'static str) -> &'static [Protocol] {
    let prefix = prefix(name);
    let found = PREFIXES.iter().find(|(known, _)| *known == prefix);
    found.map_or(&[], |(_, protocols)| protocols)
}

/// In alphabetical order: it is searched by halves.
static NAMES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let of = |name, kind, rfc, fact| Entry {
        name,
        kind,
        rfc,
        fact,
        protocols: protocols(name),
    };
    let mut all: Vec<Entry> = Protocol::ALL
        .iter()
        .filter(|protocol| !protocol.filter().is_empty())
        .map(|protocol| of(protocol.filter(), Kind::Protocol, protocol.name(), None))
        .collect();
    let named = Protocol::ALL.iter().flat_map(|protocol| fields(*protocol));
    all.extend(named.map(|named| of(named.filter, named.kind, named.name, named.fact)));
    // Of several fields with one name the first counts: they are of one kind.
    all.sort_by_key(|entry| entry.name);
    all.dedup_by_key(|entry| entry.name);
    all
});

/// The entry of a name.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static Entry> {
    NAMES.get(NAMES.binary_search_by_key(&name, |entry| entry.name).ok()?)
}

/// All names that begin with `prefix`, in alphabetical order; with an empty one, all names.
pub fn starting_with(prefix: &str) -> impl Iterator<Item = &'static Entry> {
    let from = NAMES.partition_point(|entry| entry.name < prefix);
    let behind = NAMES.iter().skip(from);
    behind.take_while(move |entry| entry.name.starts_with(prefix))
}

/// Names that only the digest answers to, in the order of the protocols.
pub fn asked() -> impl Iterator<Item = &'static Asked> {
    let entries = Protocol::ALL.iter().map(|protocol| table::entry(*protocol));
    entries.flat_map(|entry| entry.asked)
}

/// The protocol that has a name of its own on a port of its own, as `mdns`, and the port.
#[must_use]
pub fn kin(name: &str) -> Option<(Protocol, u16)> {
    let of = |protocol: &Protocol| {
        let mut kin = table::entry(*protocol).kin.iter();
        kin.find(|(known, _)| *known == name)
            .map(|(_, port)| (*protocol, *port))
    };
    Protocol::ALL.iter().find_map(of)
}

/// The names of such protocols.
pub fn all_kin() -> impl Iterator<Item = &'static str> {
    let entries = Protocol::ALL.iter().map(|protocol| table::entry(*protocol));
    entries.flat_map(|entry| entry.kin.iter().map(|(name, _)| *name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LinkType;

    #[test]
    fn names_are_in_order_and_every_one_has_its_protocol() {
        let all: Vec<_> = starting_with("").collect();
        assert!(all.windows(2).all(|two| two[0].name < two[1].name));
        for entry in all {
            assert!(!entry.protocols.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn fields_of_one_name_are_of_one_kind_and_one_fact() {
        for named in Protocol::ALL.iter().flat_map(|protocol| fields(*protocol)) {
            let entry = lookup(named.filter).unwrap();
            assert_eq!(
                (entry.kind, entry.fact),
                (named.kind, named.fact),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn what_is_asked_of_the_digest_has_fields_of_its_kind() {
        for asked in asked() {
            assert_eq!(lookup(asked.filter), None, "{}", asked.filter);
            for field in asked.fields {
                assert_eq!(lookup(field).unwrap().kind, asked.kind, "{field}");
            }
        }
    }

    #[test]
    fn every_protocol_can_be_asked_for() {
        for entry in starting_with("").filter(|entry| entry.is_protocol()) {
            assert!(
                entry
                    .protocols
                    .iter()
                    .any(|p| p.filter() == entry.name || entry.name == "ah"),
                "{}",
                entry.name
            );
        }
        assert_eq!(
            lookup(Protocol::Pop3.filter()).map(|e| e.kind),
            Some(Kind::Protocol)
        );
    }

    #[test]
    fn names_are_found_and_completed() {
        let found = lookup("ip.ttl").map(|entry| (entry.name, entry.kind, entry.rfc));
        assert_eq!(found, Some(("ip.ttl", Kind::Number, "Time to Live")));
        assert_eq!(lookup("ip.tt"), None);
        let begun: Vec<_> = starting_with("dns.a").map(|entry| entry.name).collect();
        assert_eq!(begun, ["dns.a", "dns.aaaa"]);
        assert_eq!(starting_with("").count(), NAMES.len());
    }

    #[test]
    fn frames_that_cannot_hold_a_field_are_known() {
        let arp = crate::wire::digest(
            LinkType::Ethernet,
            &[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1],
        );
        let may = |name: &str| lookup(name).unwrap().may_be_in(&arp);
        assert!(may("arp.opcode") && may("eth.src"));
        assert!(!may("ip.ttl") && !may("tcp.srcport") && !may("dns.id"));
    }
}
