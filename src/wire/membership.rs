//! What IGMP version 3 and MLD version 2 share: who listens to which group, and from which senders
//! (RFC 3376, RFC 3810).

use std::net::IpAddr;

use super::addr::address_kind;
use super::field::Value;
use super::named::Named;
use super::tree::{Head, by_table, either};
use crate::say;
use crate::say::Say;

/// How the two name what they share.
pub(super) struct Names {
    /// Groups and senders are IPv6 addresses.
    pub(super) v6: bool,
    /// Of a query.
    pub(super) query: Query,
    /// Of a report: the reserved bytes, how many records.
    pub(super) report: [Named; 2],
    /// Of one record of a report.
    pub(super) record: Record,
}

/// Names of what the newest version adds to a query.
pub(super) struct Query {
    pub(super) reserved: Named,
    pub(super) suppress: Named,
    pub(super) robustness: Named,
    pub(super) interval: Named,
    pub(super) sources: Named,
    pub(super) source: Named,
}

/// Names of a record's parts.
pub(super) struct Record {
    pub(super) whole: Named,
    pub(super) kind: Named,
    pub(super) aux_length: Named,
    pub(super) sources: Named,
    pub(super) group: Named,
    pub(super) source: Named,
    pub(super) aux: Named,
}

/// What the newest version adds to a query.
pub(super) fn query(head: &mut Head<'_>, names: &Names) {
    let query = &names.query;
    head.num(4, &query.reserved, |_| say!("wire-reserved-zero"));
    let suppress = either("wire-igmp-suppress", "wire-igmp-suppress-not");
    head.flag(&query.suppress, suppress);
    head.num(3, &query.robustness, |n| say!("wire-igmp-qrv", count = n));
    head.num(8, &query.interval, |n| {
        say!("wire-igmp-qqic", seconds = code_value(n as u8))
    });
    let count = number_of_sources(head, &query.sources);
    sources(head, count, &query.source, names.v6);
}

/// A report of the newest version: records, each about one group.
pub(super) fn report(head: &mut Head<'_>, names: &Names) {
    let [reserved, records] = &names.report;
    head.num(16, reserved, |_| say!("wire-reserved-zero"));
    let count = head.num(16, records, |n| say!("wire-mld-records", count = n));
    for _ in 0..count {
        if head.is_bad() {
            break;
        }
        record(head, &names.record, names.v6);
    }
}

/// A group that the sender joins, keeps or leaves.
fn record(head: &mut Head<'_>, names: &Record, v6: bool) {
    head.group(&names.whole, |head| {
        let kind = head.num(8, &names.kind, |n| record_meaning(n as u8)) as u8;
        let aux = head.num(8, &names.aux_length, |_| say!("wire-mld-aux"));
        let count = number_of_sources(head, &names.sources);
        let group = head.ip(v6, &names.group, address_meaning);
        sources(head, count, &names.source, v6);
        // It counts words of four bytes.
        head.raw(aux as usize * 4, &names.aux, say!("wire-mld-aux"));
        (Value::from(group), told(kind, count))
    });
}

fn number_of_sources(head: &mut Head<'_>, named: &Named) -> u64 {
    head.num(16, named, |n| say!("wire-mld-sources", count = n))
}

/// The first one that is missing is noted as cut; no more are tried.
fn sources(head: &mut Head<'_>, count: u64, named: &Named, v6: bool) {
    let length = if v6 { 16 } else { 4 };
    for _ in 0..count.min(head.left() as u64 / length + 1) {
        head.ip(v6, named, |_| say!("wire-mld-source"));
    }
}

/// Whom a message of any version is about.
pub(super) fn group_meaning(group: IpAddr) -> Say {
    if group.is_unspecified() {
        say!("wire-igmp-group-any")
    } else {
        address_meaning(group)
    }
}

fn address_meaning(group: IpAddr) -> Say {
    say!("wire-mld-address", kind = address_kind(group))
}

/// Codes of a time or interval: as they are up to 127, above as a small floating point number with
/// three bits of exponent and four of mantissa (RFC 3376 §4.1.1).
pub(super) const fn code_value(code: u8) -> u32 {
    match code {
        0..=127 => code as u32,
        _ => (code as u32 & 15 | 16) << ((code as u32 >> 4 & 7) + 3),
    }
}

const IS_INCLUDE: u8 = 1;
const IS_EXCLUDE: u8 = 2;
const TO_INCLUDE: u8 = 3;
const TO_EXCLUDE: u8 = 4;
const ALLOW: u8 = 5;
const BLOCK: u8 = 6;

const RECORDS: &[(u8, &str)] = &[
    (IS_INCLUDE, "wire-group-is-include"),
    (IS_EXCLUDE, "wire-group-is-exclude"),
    (TO_INCLUDE, "wire-group-to-include"),
    (TO_EXCLUDE, "wire-group-to-exclude"),
    (ALLOW, "wire-group-allow"),
    (BLOCK, "wire-group-block"),
];

/// What a record's type says (RFC 3376 §4.2.12; the same numbers in MLDv2).
fn record_meaning(kind: u8) -> Say {
    by_table(RECORDS, kind).unwrap_or_else(|| say!("wire-group-other", number = kind.to_string()))
}

/// What a record comes to: joined, left, or some senders changed.
pub(super) fn told(kind: u8, sources: u64) -> Say {
    match (kind, sources) {
        (IS_INCLUDE | TO_INCLUDE, 0) => say!("wire-group-left"),
        (IS_EXCLUDE | TO_EXCLUDE, 0) => say!("wire-group-joined"),
        _ => record_meaning(kind),
    }
}
