//! Multicast listener discovery, version 1 (RFC 2710) and 2 (RFC 3810): IGMP's work, done in ICMPv6.

use super::super::membership::{self, Names, Query, Record, group_meaning};
use super::super::tree::{Head, Named};
use super::{MLD_QUERY, MLD_REPORT_V2};
use crate::say;

/// What a query of version 2 has at least behind its checksum (28 bytes in all, RFC 3810 §8.1).
const QUERY_V2: usize = 24;

const V1: &str = "RFC 2710 §3";
const RECORD: &str = "RFC 3810 §5.2";

static NAMES: Names = Names {
    v6: true,
    query: Query {
        reserved: Named("Resv", "icmpv6.mld.flag.reserved", "RFC 3810 §5.1.6"),
        suppress: Named("S Flag", "icmpv6.mld.flag.s", "RFC 3810 §5.1.7"),
        robustness: Named("QRV", "icmpv6.mld.flag.qrv", "RFC 3810 §5.1.8"),
        interval: Named("QQIC", "icmpv6.mld.qqi", "RFC 3810 §5.1.9"),
        sources: Named(
            "Number of Sources",
            "icmpv6.mld.nb_sources",
            "RFC 3810 §5.1.10",
        ),
        source: Named(
            "Source Address",
            "icmpv6.mld.source_address",
            "RFC 3810 §5.1.11",
        ),
    },
    report: [
        Named("Reserved", "icmpv6.reserved", RECORD),
        Named(
            "Nr of Mcast Address Records",
            "icmpv6.mldr.nb_mcast_records",
            RECORD,
        ),
    ],
    record: Record {
        whole: Named("Multicast Address Record", "icmpv6.mldr.mar", RECORD),
        kind: Named("Record Type", "icmpv6.mldr.mar.record_type", RECORD),
        aux_length: Named("Aux Data Len", "icmpv6.mldr.mar.aux_data_len", RECORD),
        sources: Named("Number of Sources", "icmpv6.mldr.mar.nb_sources", RECORD),
        group: Named(
            "Multicast Address",
            "icmpv6.mldr.mar.multicast_address",
            RECORD,
        ),
        source: Named(
            "Source Address",
            "icmpv6.mldr.mar.source_address",
            "RFC 3810 §5.1.11",
        ),
        aux: Named("Auxiliary Data", "icmpv6.mldr.mar.auxiliary_data", RECORD),
    },
};

/// What stands behind the checksum.
pub(super) fn body(head: &mut Head<'_>, kind: u8) {
    if kind == MLD_REPORT_V2 {
        membership::report(head, &NAMES);
        let meaning = say!("wire-igmp-data", count = head.left());
        head.rest(&Named("Additional Data", "", RECORD), meaning);
        return;
    }
    let is_second = kind == MLD_QUERY && head.left() >= QUERY_V2;
    if is_second {
        response_code(head);
    } else {
        response_delay(head, kind);
    }
    let named = Named("Reserved", "icmpv6.reserved", V1);
    head.num(16, &named, |_| say!("wire-reserved-zero"));
    let named = Named("Multicast Address", "icmpv6.mld.multicast_address", V1);
    head.ipv6(&named, |address| group_meaning(address.into()));
    if is_second {
        membership::query(head, &NAMES);
    }
}

/// How long listeners may wait before they report.
fn response_delay(head: &mut Head<'_>, kind: u8) {
    let filter = "icmpv6.mld.maximum_response_delay";
    let named = Named("Maximum Response Delay", filter, V1);
    head.num(16, &named, |n| match kind {
        MLD_QUERY => say!("wire-mld-delay", millis = n),
        _ => say!("wire-igmp-delay-unused"),
    });
}

/// The same in version 2, which says longer times too.
fn response_code(head: &mut Head<'_>) {
    let filter = "icmpv6.mld.maximum_response_code";
    let named = Named("Maximum Response Code", filter, "RFC 3810 §5.1.3");
    head.num(16, &named, |n| {
        say!("wire-mld-delay", millis = delay(n as u16))
    });
}

/// Milliseconds: as they are below 32768, above as a small floating point number (RFC 3810 §5.1.3).
const fn delay(code: u16) -> u32 {
    match code {
        0..0x8000 => code as u32,
        _ => (code as u32 & 0xfff | 0x1000) << ((code as u32 >> 12 & 7) + 3),
    }
}
