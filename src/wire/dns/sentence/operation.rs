//! Messages that are no ordinary questions: a zone that has changed, a zone to be changed, and rarer ones.

use crate::say;
use crate::say::Say;
use crate::wire::dns::opcode::Opcode;
use crate::wire::dns::survey::{Record, Survey};
use crate::wire::dns::{HEADER, kind, rcode, stateful, update};

use super::value::value;

pub(super) fn request(seen: &Survey<'_>) -> Say {
    match seen.opcode() {
        Opcode::Notify => notify(seen),
        Opcode::Update => change(seen),
        _ => named(seen),
    }
}

/// What was asked for, and how it went.
pub(super) fn response(seen: &Survey<'_>) -> Say {
    let what = match (seen.opcode(), seen.asked()) {
        (Opcode::Notify, Some(name)) => say!("wire-say-dns-notify", name = name),
        (Opcode::Update, Some(name)) => say!("wire-say-dns-update", name = name),
        _ => named(seen),
    };
    match seen.rcode() {
        Some(0) => say!("wire-say-dns-done", what = what),
        Some(code) => say!(
            "wire-say-dns-undone",
            what = what,
            why = rcode::meaning(code)
        ),
        None => say!("wire-say-dns-done-cut", what = what),
    }
}

/// The kind of message alone.
fn named(seen: &Survey<'_>) -> Say {
    match seen.opcode() {
        Opcode::Query => say!("wire-say-dns-other"),
        Opcode::InverseQuery => say!("wire-say-dns-iquery"),
        Opcode::Status => say!("wire-say-dns-status"),
        Opcode::Notify => say!("wire-say-dns-notify-bare"),
        Opcode::Update => say!("wire-say-dns-update-bare"),
        Opcode::Stateful => operation(seen),
        Opcode::Unassigned(number) => say!("wire-say-dns-opcode", number = number.to_string()),
    }
}

/// The first of the type-length-values behind the header.
fn operation(seen: &Survey<'_>) -> Say {
    let first = seen.message.get(HEADER..).and_then(<[u8]>::first_chunk);
    match first.map(|number| u16::from_be_bytes(*number)) {
        _ if seen.counts != [0; 4] => say!("wire-say-dns-dso-bare"),
        None => say!("wire-say-dns-dso-bare"),
        Some(number) => match stateful::name(number) {
            Some(name) => say!("wire-say-dns-dso", name = name),
            None => say!("wire-say-dns-dso", name = number.to_string()),
        },
    }
}

/// A zone has changed (RFC 1996): whoever keeps a copy may fetch it. The new serial number may stand beside it.
fn notify(seen: &Survey<'_>) -> Say {
    let Some(name) = seen.asked() else {
        return named(seen);
    };
    let soa = seen.answers().find(|record| record.kind == kind::SOA);
    match soa.and_then(|soa| serial(seen, &soa)) {
        Some(number) => say!(
            "wire-say-dns-notify-serial",
            name = name,
            number = number.to_string()
        ),
        None => say!("wire-say-dns-notify", name = name),
    }
}

/// The first of the five numbers at the end of a SOA record.
fn serial(seen: &Survey<'_>, soa: &Record) -> Option<u32> {
    let numbers: &[u8; 20] = seen.data(soa).last_chunk()?;
    numbers
        .first_chunk()
        .map(|bytes| u32::from_be_bytes(*bytes))
}

/// A zone shall be changed (RFC 2136): the first change, how many there are, and under how many conditions.
fn change(seen: &Survey<'_>) -> Say {
    let [_, conditions, changes, _] = seen.counts.map(u32::from);
    let Some(zone) = seen.asked() else {
        return named(seen);
    };
    let line = match seen.authority().next() {
        Some(first) => say!(
            "wire-say-dns-update-change",
            name = zone,
            change = changed(seen, &first),
            count = changes
        ),
        None => say!("wire-say-dns-update", name = zone),
    };
    if conditions > 0 {
        say!("wire-say-dns-update-if", line = line, count = conditions)
    } else {
        line
    }
}

fn changed(seen: &Survey<'_>, record: &Record) -> Say {
    let name = seen.name(record.owner).unwrap_or_default();
    update::sentence(record.class, record.kind, name, value(seen, record))
}
