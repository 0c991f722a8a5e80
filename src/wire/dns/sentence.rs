//! A DNS message in one sentence. What it does not say is not said: an answer without the record asked for may be
//! a denial, a hint whom to ask, or a piece of what would not fit.

use crate::say;
use crate::say::Say;

use super::flavour::Flavour;
use super::opcode::Opcode;
use super::rcode;
use super::survey::Survey;

mod answer;
mod multicast;
mod operation;
mod value;

/// A message in one sentence: what is asked, or what the answer is. `message` begins with the header.
pub(super) fn sentence(message: &[u8], flavour: Flavour) -> Say {
    let line = Survey::of(message, flavour).map_or(say!("wire-say-dns-cut"), |seen| spoken(&seen));
    match flavour.name() {
        Some(name) => say!("wire-say-dns-flavour", name = name, line = line),
        None => line,
    }
}

fn spoken(seen: &Survey<'_>) -> Say {
    match (seen.opcode(), seen.is_response()) {
        // As a result code: nobody takes it in (RFC 6762 §18.3).
        (opcode, _) if opcode != Opcode::Query && seen.flavour == Flavour::Mdns => {
            say!("wire-say-mdns-ignored-opcode")
        }
        (Opcode::Query, false) => question(seen),
        (Opcode::Query, true) => response(seen),
        (_, false) => operation::request(seen),
        (_, true) => operation::response(seen),
    }
}

fn question(seen: &Survey<'_>) -> Say {
    match seen.flavour {
        Flavour::Mdns => multicast::question(seen),
        Flavour::Llmnr if seen.is_authoritative() => {
            say!("wire-say-llmnr-conflict", line = asks(seen))
        }
        Flavour::Dns | Flavour::Llmnr => asks(seen),
    }
}

/// The first question, and how many there are.
fn asks(seen: &Survey<'_>) -> Say {
    let asked = seen.question.zip(seen.asked());
    match (asked, seen.counts[0]) {
        (_, 0) => say!("wire-say-dns-other"),
        (None, _) if !seen.is_whole => say!("wire-say-dns-cut"),
        (None, _) => say!("wire-say-dns-unread"),
        (Some((question, name)), count) => {
            let kind = value::kind_of(question.kind, question.class, seen.flavour);
            let count = u32::from(count);
            say!("wire-say-dns-asks", name = name, kind = kind, count = count)
        }
    }
}

fn response(seen: &Survey<'_>) -> Say {
    let line = match (seen.flavour, seen.rcode()) {
        (Flavour::Mdns, _) => return multicast::response(seen),
        (_, Some(0) | None) => answer::sentence(seen),
        (_, Some(rcode::NXDOMAIN)) => answer::no_such_name(seen),
        (_, Some(code)) => failed(seen, code),
    };
    match seen.flavour {
        Flavour::Llmnr if seen.is_authoritative() => say!("wire-say-llmnr-not-unique", line = line),
        Flavour::Llmnr if seen.is_tentative() => say!("wire-say-llmnr-tentative", line = line),
        _ => line,
    }
}

/// A result code other than ‘no such name’; answers to what could not be read bear no question.
fn failed(seen: &Survey<'_>, code: u16) -> Say {
    let why = rcode::meaning(code);
    match seen.asked() {
        Some(name) => say!("wire-say-dns-failed", name = name, why = why),
        None => say!("wire-say-dns-failed-bare", why = why),
    }
}

#[cfg(test)]
mod tests;
