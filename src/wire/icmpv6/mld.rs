//! Multicast listener discovery, version 1 (RFC 2710) and 2 (RFC 3810): IGMP's work, done in ICMPv6.

use super::super::addr::address_kind;
use super::super::field::Value;
use super::super::igmp::{record_meaning, told};
use super::super::tree::{Head, Named};
use crate::say;

const QUERY: u8 = 130;
const REPORT_V2: u8 = 143;
/// What a query of version 2 has at least behind its checksum (28 bytes in all, RFC 3810 §8.1).
const QUERY_V2: usize = 24;

/// What stands behind the checksum.
pub(super) fn body(head: &mut Head<'_>, kind: u8) {
    const V1: &str = "RFC 2710 §3";
    if kind == REPORT_V2 {
        report(head);
        return;
    }
    let second = kind == QUERY && head.left() >= QUERY_V2;
    if second {
        head.num(
            16,
            &Named(
                "Maximum Response Code",
                "icmpv6.mld.maximum_response_code",
                "RFC 3810 §5.1.3",
            ),
            |n| say!("wire-mld-delay", millis = delay(n as u16)),
        );
    } else {
        head.num(
            16,
            &Named(
                "Maximum Response Delay",
                "icmpv6.mld.maximum_response_delay",
                V1,
            ),
            |n| match kind {
                QUERY => say!("wire-mld-delay", millis = n),
                _ => say!("wire-igmp-delay-unused"),
            },
        );
    }
    head.num(16, &Named("Reserved", "icmpv6.reserved", V1), |_| {
        say!("wire-reserved-zero")
    });
    head.ipv6(
        &Named("Multicast Address", "icmpv6.mld.multicast_address", V1),
        |a| {
            if a.is_unspecified() {
                say!("wire-igmp-group-any")
            } else {
                say!("wire-mld-address", kind = address_kind(a.into()))
            }
        },
    );
    if second {
        query(head);
    }
}

/// Milliseconds: as they are below 32768, above as a small floating point number (RFC 3810 §5.1.3).
const fn delay(code: u16) -> u32 {
    match code {
        0..0x8000 => code as u32,
        _ => (code as u32 & 0xfff | 0x1000) << ((code as u32 >> 12 & 7) + 3),
    }
}

/// What version 2 adds to a query.
fn query(head: &mut Head<'_>) {
    head.num(
        4,
        &Named("Resv", "icmpv6.mld.flag.reserved", "RFC 3810 §5.1.6"),
        |_| say!("wire-reserved-zero"),
    );
    head.flag(
        &Named("S Flag", "icmpv6.mld.flag.s", "RFC 3810 §5.1.7"),
        |set| {
            if set {
                say!("wire-igmp-suppress")
            } else {
                say!("wire-igmp-suppress-not")
            }
        },
    );
    head.num(
        3,
        &Named("QRV", "icmpv6.mld.flag.qrv", "RFC 3810 §5.1.8"),
        |n| say!("wire-igmp-qrv", count = n),
    );
    head.num(
        8,
        &Named("QQIC", "icmpv6.mld.qqi", "RFC 3810 §5.1.9"),
        |n| {
            say!(
                "wire-igmp-qqic",
                seconds = super::super::igmp::code_value(n as u8)
            )
        },
    );
    let count = head.num(
        16,
        &Named(
            "Number of Sources",
            "icmpv6.mld.nb_sources",
            "RFC 3810 §5.1.10",
        ),
        |n| say!("wire-mld-sources", count = n),
    );
    sources(head, count, "icmpv6.mld.source_address");
}

/// The first one that is missing is noted as cut; no more are tried.
fn sources(head: &mut Head<'_>, count: u64, filter: &'static str) {
    for _ in 0..count.min(head.left() as u64 / 16 + 1) {
        head.ipv6(
            &Named("Source Address", filter, "RFC 3810 §5.1.11"),
            |_| say!("wire-mld-source"),
        );
    }
}

/// Groups that the sender joins, keeps or leaves (RFC 3810 §5.2).
fn report(head: &mut Head<'_>) {
    const RECORD: &str = "RFC 3810 §5.2";
    head.num(16, &Named("Reserved", "icmpv6.reserved", RECORD), |_| {
        say!("wire-reserved-zero")
    });
    let count = head.num(
        16,
        &Named(
            "Nr of Mcast Address Records",
            "icmpv6.mldr.nb_mcast_records",
            RECORD,
        ),
        |n| say!("wire-mld-records", count = n),
    );
    for _ in 0..count {
        if head.is_bad() {
            break;
        }
        head.group(
            &Named("Multicast Address Record", "icmpv6.mldr.mar", RECORD),
            |head| {
                let kind = head.num(
                    8,
                    &Named("Record Type", "icmpv6.mldr.mar.record_type", RECORD),
                    |n| record_meaning(n as u8),
                ) as u8;
                let aux = head.num(
                    8,
                    &Named("Aux Data Len", "icmpv6.mldr.mar.aux_data_len", RECORD),
                    |_| say!("wire-mld-aux"),
                );
                let count = head.num(
                    16,
                    &Named("Number of Sources", "icmpv6.mldr.mar.nb_sources", RECORD),
                    |n| say!("wire-mld-sources", count = n),
                );
                let group = head.ipv6(
                    &Named(
                        "Multicast Address",
                        "icmpv6.mldr.mar.multicast_address",
                        RECORD,
                    ),
                    |a| say!("wire-mld-address", kind = address_kind(a.into())),
                );
                sources(head, count, "icmpv6.mldr.mar.source_address");
                head.bytes(
                    aux as usize * 4,
                    &Named("Auxiliary Data", "icmpv6.mldr.mar.auxiliary_data", RECORD),
                    |_| (Value::Bytes, say!("wire-mld-aux")),
                );
                (Value::Ipv6(group), told(kind, count))
            },
        );
    }
    let left = head.left();
    head.bytes(left, &Named("Additional Data", "", RECORD), |_| {
        (Value::Bytes, say!("wire-igmp-data", count = left))
    });
}
