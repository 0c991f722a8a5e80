//! What the run has shown: the sentence, the findings.

use super::ByteOrder;
use super::meaning::Meaning;
use super::reading::{self, Field, Machine};
use crate::exercise::code::hex;
use crate::exercise::ground::Ground;
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::{Finding, call::Call};
use crate::say;
use crate::say::Say;

/// What it shows, in a sentence.
pub(super) fn sentence(meaning: Meaning, journal: &Journal) -> Option<Say> {
    let (native, network) = (reading::native(journal)?, reading::network(journal)?);
    let (value, wire) = (meaning.to_string(), hex(&network));
    let wrong = wrong(meaning, journal)?;
    if let Meaning::Address(address) = meaning {
        return Some(say!(
            "byteorder-sentence-address",
            value = value,
            wire = wire,
            number = u32::from(address).to_string(),
            memory = hex(&native),
            wrong = wrong
        ));
    }
    Some(match reading::machine(journal) {
        None => say!("byteorder-sentence-same", value = value, wire = wire),
        Some(Machine::Little) => say!(
            "byteorder-sentence-little",
            value = value,
            wire = wire,
            memory = hex(&native),
            wrong = wrong
        ),
        Some(Machine::Big) => say!(
            "byteorder-sentence-big",
            value = value,
            wire = wire,
            wrong = wrong
        ),
    })
}

/// What is read in the wrong order: a number, or another host's address.
fn wrong(meaning: Meaning, journal: &Journal) -> Option<String> {
    let number = reading::wrong(journal)?;
    Some(match meaning {
        Meaning::Port(_) | Meaning::Number(_) => number.to_string(),
        Meaning::Address(_) => reading::wrong_address(journal)?.to_string(),
    })
}

/// The findings.
pub(super) fn all(exercise: ByteOrder, journal: &Journal) -> Vec<Finding> {
    let meaning = exercise.meaning;
    let mut found = Vec::new();
    if exercise.too_large {
        let say = say!("byteorder-found-too-large", value = meaning.to_string());
        found.push(Finding::yes("fits_a_port", false, say));
    }
    found.extend(orders(meaning, journal));
    found.extend(conversions(meaning, journal));
    found.extend(wrong(meaning, journal).map(|read| {
        let say = say!(
            "byteorder-found-wrong",
            value = meaning.to_string(),
            read = read.clone()
        );
        Finding::text("read_wrongly", read, say)
    }));
    found.extend(refused(journal));
    found.extend(datagram(meaning, journal));
    found
}

fn orders(meaning: Meaning, journal: &Journal) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(bytes) = reading::network(journal) {
        let (value, bytes) = (meaning.to_string(), hex(&bytes));
        let say = say!(
            "byteorder-found-network",
            value = value,
            bytes = bytes.clone()
        );
        found.push(Finding::text("network_order", bytes, say));
    }
    if let Some(bytes) = reading::in_addr(journal) {
        let bytes = hex(&bytes);
        let say = say!("byteorder-found-in-addr", bytes = bytes.clone());
        found.push(Finding::text("in_addr", bytes, say));
    }
    if let Some(bytes) = reading::native(journal) {
        // An address is kept in network order; only as a number it has this machine's.
        let (value, bytes) = (meaning.number().to_string(), hex(&bytes));
        let say = say!(
            "byteorder-found-memory",
            value = value,
            bytes = bytes.clone()
        );
        found.push(Finding::text("memory", bytes, say));
    }
    found.extend(reading::machine(journal).map(|machine| match machine {
        Machine::Little => {
            Finding::text("machine", "little-endian", say!("byteorder-found-little"))
        }
        Machine::Big => Finding::text("machine", "big-endian", say!("byteorder-found-big")),
    }));
    found
}

fn conversions(meaning: Meaning, journal: &Journal) -> Vec<Finding> {
    let given = meaning.number().to_string();
    let found = ["htons", "htonl"].into_iter().filter_map(|name| {
        let result = reading::number(journal, name)?;
        let say = say!(
            "byteorder-found-call",
            call = format!("{name}({given})"),
            result = result.to_string()
        );
        Some(Finding::number(name, result, say))
    });
    found.collect()
}

/// The port or address that was not to be had.
fn refused(journal: &Journal) -> Option<Finding> {
    let entry = reading::first_bind(journal).filter(|entry| entry.errno().is_some())?;
    let Call::Bind(to) = entry.step.call else {
        return None;
    };
    let errno = entry.errno_name().to_owned();
    let say = say!(
        "byteorder-found-refused",
        to = to.to_string(),
        result = errno.clone()
    );
    Some(Finding::text("bind_refused", errno, say))
}

fn datagram(meaning: Meaning, journal: &Journal) -> Vec<Finding> {
    let mut found: Vec<Finding> = lost(journal).into_iter().collect();
    if let (Some(bytes), Some(number)) = (reading::received(journal), reading::understood(journal))
    {
        let read = match meaning {
            Meaning::Port(_) | Meaning::Number(_) => number.to_string(),
            Meaning::Address(_) => {
                std::net::Ipv4Addr::from(u32::try_from(number).unwrap_or(0)).to_string()
            }
        };
        let say = say!("byteorder-found-received", bytes = hex(&bytes), read = read);
        found.push(Finding::text("received", hex(&bytes), say));
    }
    let places = reading::places(meaning, journal);
    found.extend(places.iter().map(|place| {
        let (name, field) = named(place.field);
        let say = say!(
            "byteorder-found-place",
            field = field,
            at = place.at,
            bytes = hex(&place.bytes)
        );
        Finding::number(name, place.at, say)
    }));
    if reading::received(journal).is_some() && reading::frame(journal).is_none() {
        found.extend(no_frame(journal));
    } else if !places.is_empty() && !places.iter().any(|place| place.field != Field::Payload) {
        let say = say!("byteorder-found-payload-only");
        found.push(Finding::yes("in_a_header", false, say));
    }
    found
}

/// What became of a datagram that did not arrive.
fn lost(journal: &Journal) -> Option<Finding> {
    let sends = |entry: &&Entry| matches!(entry.step.call, Call::SendTo(..));
    let send = journal.on(reading::SENDER).find(sends)?;
    if send.errno().is_some() {
        let errno = send.errno_name().to_owned();
        let say = say!("byteorder-found-not-sent", errno = errno.clone());
        return Some(Finding::text("send_failed", errno, say));
    }
    let mut calls = journal.on(reading::RECEIVER);
    let waits = calls.any(|entry| entry.waits.is_some() && entry.ended.is_none());
    waits.then(|| Finding::yes("arrived", false, say!("byteorder-found-not-arrived")))
}

/// Why the datagram's frame is not there.
fn no_frame(journal: &Journal) -> Option<Finding> {
    let setting = journal.setting.as_ref()?;
    let say = match setting.ground {
        _ if setting.frames => say!("byteorder-found-frame-missed"),
        Ground::Here => say!("byteorder-found-no-frame"),
        Ground::Cable => say!("byteorder-found-no-frame-cable"),
    };
    Some(Finding::yes("frame_seen", false, say))
}

/// The finding of a field, and the field's name.
pub(super) fn named(field: Field) -> (&'static str, Say) {
    match field {
        Field::Port => ("port_at_byte", say!("byteorder-field-port")),
        Field::Address => ("address_at_byte", say!("byteorder-field-address")),
        Field::Payload => ("payload_at_byte", say!("byteorder-field-payload")),
    }
}
