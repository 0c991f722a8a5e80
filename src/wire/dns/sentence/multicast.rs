//! What mDNS says (RFC 6762): its questions bring along what the asker knows or wants, its answers come unasked
//! too, and only NSEC denies anything.

use crate::say;
use crate::say::Say;
use crate::wire::dns::rcode;
use crate::wire::dns::survey::{Record, Survey};

use super::value::{shown, types};

pub(super) fn question(seen: &Survey<'_>) -> Say {
    let [questions, known, proposed, _] = seen.counts.map(u32::from);
    let mut line = match (questions, known) {
        // The rest of a list that was too long for one message (§7.2).
        (0, 1..) => return more(seen, say!("wire-say-mdns-knows-only", count = known)),
        _ if proposed > 0 => probe(seen),
        _ => super::asks(seen),
    };
    // Each question asks for itself how it shall be answered (§5.4).
    match seen.to_asker_alone() {
        0 => {}
        count if count == questions => line = say!("wire-say-mdns-unicast", line = line),
        count => line = say!("wire-say-mdns-unicast-some", line = line, count = count),
    }
    if known > 0 {
        line = say!("wire-say-mdns-knows", line = line, count = known);
    }
    more(seen, line)
}

/// TC of a question: more that the asker knows comes in the next message (§7.2).
fn more(seen: &Survey<'_>, line: Say) -> Say {
    if seen.is_truncated() {
        say!("wire-say-mdns-more", line = line)
    } else {
        line
    }
}

/// Before it takes a name, a host asks whether anybody has it (§8.1).
fn probe(seen: &Survey<'_>) -> Say {
    match seen.asked() {
        Some(name) => say!(
            "wire-say-mdns-probe",
            name = name,
            count = u32::from(seen.counts[0])
        ),
        None => super::asks(seen),
    }
}

/// What a host tells, asked or unasked. A message with a result code is passed over by all (§18.11).
pub(super) fn response(seen: &Survey<'_>) -> Say {
    match (seen.rcode(), chosen(seen)) {
        (Some(code @ 1..), _) => say!("wire-say-mdns-ignored", why = rcode::meaning(code)),
        (_, Some(record)) => told(seen, &record),
        _ if !seen.is_whole => say!("wire-say-dns-cut"),
        _ => say!("wire-say-mdns-nothing"),
    }
}

/// The record to show: the first address that still holds, then whatever still holds, then the first.
fn chosen(seen: &Survey<'_>) -> Option<Record> {
    let answers = seen.answers();
    let holds = |record: &Record| record.ttl > 0;
    let address = |record: &Record| holds(record) && record.is_address();
    answers
        .clone()
        .find(address)
        .or_else(|| answers.clone().find(holds))
        .or_else(|| answers.clone().next())
}

fn told(seen: &Survey<'_>, record: &Record) -> Say {
    let name = seen.name(record.owner).unwrap_or_default();
    let count = u32::from(seen.counts[1]);
    let types = types(seen, record);
    if !types.is_empty() {
        return say!("wire-say-mdns-only", name = name, types = types);
    }
    let shown = shown(seen, record);
    let gone = seen.answers().filter(|record| record.ttl == 0).count();
    if record.ttl == 0 {
        return say!(
            "wire-say-mdns-goodbye",
            name = name,
            record = shown,
            count = count
        );
    }
    let line = say!(
        "wire-say-mdns-tells",
        name = name,
        record = shown,
        count = count
    );
    match gone {
        0 => line,
        count => say!("wire-say-mdns-and-goodbye", line = line, count = count),
    }
}
