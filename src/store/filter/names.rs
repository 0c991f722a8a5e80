//! The names that can be asked for: those of the dissection's fields, and those of facts beside them.

mod own;

use std::sync::LazyLock;

use crate::store::flows::Marks;
use crate::wire::catalog::{self, Entry, Kind};
use crate::wire::named::{Asked, Fact};

use own::{OWN, Own};

/// What a name's value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A whole number up to this.
    Number(u64),
    /// 0 or 1, true or false.
    Flag,
    /// A MAC address.
    Mac,
    /// An IPv4 address or network.
    Ipv4,
    /// An IPv6 address or network.
    Ipv6,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Seconds with decimals.
    Seconds,
    /// Nothing: it is there or not.
    Presence,
}

/// Where a name's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Worked out from the digest; where that does not tell, the tree has it under these names.
    Fact(Fact, &'static [&'static str]),
    /// Known beside the bytes.
    Beside(Beside),
    /// A mark of the flow's analysis.
    Mark(Marks),
    /// In the tree only.
    Tree(&'static Entry),
}

/// What is known beside a frame's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Length,
    Captured,
    Number,
    Since,
    Flow,
}

/// A name that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: &'static str,
    pub(super) sort: Sort,
    pub(super) place: Place,
}

fn own(name: &str) -> Option<&'static Own> {
    OWN.get(OWN.binary_search_by_key(&name, |own| own.name).ok()?)
}

/// Names that people know from elsewhere.
pub(super) const ALIASES: [(&str, &str); 7] = [
    ("ip6", "ipv6"),
    ("icmp6", "icmpv6"),
    ("bootp", "dhcp"),
    ("ssl", "tls"),
    ("pop3", "pop"),
    ("sni", "tls.handshake.extensions_server_name"),
    ("server_name", "tls.handshake.extensions_server_name"),
];

pub(super) fn current(name: &str) -> &str {
    ALIASES
        .iter()
        .find(|(old, _)| *old == name)
        .map_or(name, |(_, new)| new)
}

impl From<Kind> for Sort {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Number | Kind::Words => Self::Number(u64::MAX),
            Kind::Flag => Self::Flag,
            Kind::Mac => Self::Mac,
            Kind::Ipv4 => Self::Ipv4,
            Kind::Ipv6 => Self::Ipv6,
            Kind::Text | Kind::Verbatim | Kind::Domain => Self::Text,
            Kind::Bytes => Self::Bytes,
            Kind::Protocol => Self::Presence,
        }
    }
}

/// The field with this name; a protocol is none.
pub(super) fn field(name: &str) -> Option<Name> {
    let name = current(name);
    if let Some(own) = own(name) {
        return Some(Name {
            text: own.name,
            sort: own.sort,
            place: own.place,
        });
    }
    if let Some(asked) = asked(name) {
        return Some(Name {
            text: asked.filter,
            sort: sort(asked.kind, asked.fact),
            place: Place::Fact(asked.fact, asked.fields),
        });
    }
    let entry = catalog::lookup(name).filter(|entry| !entry.is_protocol() && !is_later(name))?;
    Some(Name {
        text: entry.name,
        sort: entry
            .fact
            .map_or_else(|| entry.kind.into(), |fact| sort(entry.kind, fact)),
        place: match entry.fact {
            Some(fact) => Place::Fact(fact, std::slice::from_ref(&entry.name)),
            None => Place::Tree(entry),
        },
    })
}

/// Does only a later frame tell the field's value? Then no filter can ask for it: it looks at one frame
/// after the other, and knows what came before.
pub(super) fn is_later(name: &str) -> bool {
    name == "tcp.reassembled_in"
}

/// The name that only the digest answers to.
fn asked(name: &str) -> Option<&'static Asked> {
    catalog::asked().find(|asked| asked.filter == name)
}

/// What a fact's values are compared with: no number larger than it can be.
fn sort(kind: Kind, fact: Fact) -> Sort {
    fact.largest().map_or_else(|| kind.into(), Sort::Number)
}

/// A field's name in its RFC, where it is known here.
pub(super) fn in_rfc(name: &str) -> &'static str {
    if let Some(asked) = asked(name) {
        return asked.name;
    }
    let entry = catalog::lookup(name).filter(|entry| entry.fact.is_some());
    entry.map_or("", |entry| entry.rfc)
}

/// Words that are no names of fields: tcpdump's and the lab's.
pub(super) const PLAIN: [&str; 16] = [
    "mine",
    "housekeeping",
    "socket",
    "in",
    "out",
    "flow",
    "port",
    "portrange",
    "host",
    "net",
    "src",
    "dst",
    "ether",
    "less",
    "greater",
    "multicast",
];

/// Names that somebody who wrote `name` may have meant.
pub(super) fn nearest(name: &str) -> Vec<&'static str> {
    crate::nearest::nearest(name, all().iter().copied())
}

/// All names, in alphabetical order.
pub(super) fn all() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let fields = catalog::starting_with("").map(|entry| entry.name);
        let fields = fields.filter(|name| !is_later(name));
        let mut names: Vec<_> = fields
            .chain(OWN.iter().map(|own| own.name))
            .chain(catalog::asked().map(|asked| asked.filter))
            .chain(catalog::all_kin())
            .chain(PLAIN)
            .chain(["frame"])
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    });
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_holds_nothing_of_the_catalogue() {
        assert!(OWN.windows(2).all(|two| two[0].name < two[1].name));
        for own in OWN {
            assert_eq!(catalog::lookup(own.name), None, "{}", own.name);
            assert_eq!(asked(own.name), None, "{}", own.name);
        }
    }
}
