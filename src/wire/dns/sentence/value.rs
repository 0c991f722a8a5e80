//! A record in one line.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::say::Clean;
use crate::wire::dns::flavour::Flavour;
use crate::wire::dns::kind;
use crate::wire::dns::name::in_place;
use crate::wire::dns::survey::{Record, Survey};

/// Bytes of a text that are shown.
const SHOWN: usize = 40;

/// A type, with its class before it where that is not the Internet's.
pub(super) fn kind_of(kind: u16, class: u16, flavour: Flavour) -> String {
    let class = match flavour {
        Flavour::Mdns => class & 0x7fff,
        Flavour::Dns | Flavour::Llmnr => class,
    };
    let name = kind::name(kind);
    match kind::class_name(class) {
        Some(class) => format!("{class} {name}"),
        None => name,
    }
}

/// A record's type and what it holds, as far as that has a short form.
pub(super) fn shown(seen: &Survey<'_>, record: &Record) -> String {
    let kind = kind_of(record.kind, record.class, seen.flavour);
    match of(seen, record) {
        Some(value) => format!("{kind} {value}"),
        None => kind,
    }
}

/// What a record holds, as far as it has a short form; else nothing.
pub(super) fn value(seen: &Survey<'_>, record: &Record) -> String {
    of(seen, record).unwrap_or_default()
}

fn of(seen: &Survey<'_>, record: &Record) -> Option<String> {
    let data = seen.data(record);
    let name = |skip: usize| {
        seen.name(record.data.0 + skip)
            .filter(|_| data.len() > skip)
    };
    match record.kind {
        kind::A => Some(Ipv4Addr::from(*data.first_chunk()?).to_string()),
        kind::AAAA => Some(Ipv6Addr::from(*data.first_chunk::<16>()?).to_string()),
        kind::NS | kind::CNAME | kind::PTR | kind::SOA | kind::DNAME => name(0),
        kind::MX | kind::SVCB | kind::HTTPS => name(2),
        kind::SRV => name(6),
        kind::TXT => Some(Clean::bytes(data.get(1..data.len().min(SHOWN + 1))?).into_string()),
        _ => None,
    }
}

/// The types in the bit map of an NSEC record; of any other record none.
pub(super) fn types(seen: &Survey<'_>, record: &Record) -> Vec<String> {
    if record.kind != kind::NSEC {
        return Vec::new();
    }
    let (begin, end) = record.data;
    let behind = in_place(seen.message, begin).map(|taken| begin + taken);
    let map = behind.and_then(|at| seen.message.get(at..end));
    kind::in_bit_map(map.unwrap_or_default())
}
