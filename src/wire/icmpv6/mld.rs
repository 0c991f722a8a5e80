//! Multicast listener discovery, version 1 (RFC 2710) and 2 (RFC 3810): IGMP's work, done in ICMPv6.

use super::super::membership::{self, Names, Query, Record, group_meaning};
use super::super::named::fields;
use super::super::tree::Head;
use super::{MLD_QUERY, MLD_REPORT_V2};
use crate::say;

/// What a query of version 2 has at least behind its checksum (28 bytes in all, RFC 3810 §8.1).
const QUERY_V2: usize = 24;

const V1: &str = "RFC 2710 §3";
const RECORD: &str = "RFC 3810 §5.2";

static NAMES: Names = Names {
    v6: true,
    query: Query {
        reserved: RESV,
        suppress: S_FLAG,
        robustness: QRV,
        interval: QQIC,
        sources: NUMBER_OF_SOURCES,
        source: SOURCE_ADDRESS,
    },
    report: [RESERVED, NR_OF_MCAST_ADDRESS_RECORDS],
    record: Record {
        whole: MULTICAST_ADDRESS_RECORD,
        kind: RECORD_TYPE,
        aux_length: AUX_DATA_LEN,
        sources: NB_SOURCES,
        group: MULTICAST_ADDRESS,
        source: MAR_SOURCE_ADDRESS,
        aux: AUXILIARY_DATA,
    },
};

fields! {
    RESV: Number "icmpv6.mld.flag.reserved" = "Resv", "RFC 3810 §5.1.6";
    S_FLAG: Flag "icmpv6.mld.flag.s" = "S Flag", "RFC 3810 §5.1.7";
    QRV: Number "icmpv6.mld.flag.qrv" = "QRV", "RFC 3810 §5.1.8";
    QQIC: Number "icmpv6.mld.qqi" = "QQIC", "RFC 3810 §5.1.9";
    NUMBER_OF_SOURCES: Number "icmpv6.mld.nb_sources" = "Number of Sources", "RFC 3810 §5.1.10";
    SOURCE_ADDRESS: Ipv6 "icmpv6.mld.source_address" = "Source Address", "RFC 3810 §5.1.11";
    RESERVED: Number "icmpv6.reserved" = "Reserved", RECORD;
    NR_OF_MCAST_ADDRESS_RECORDS: Number "icmpv6.mldr.nb_mcast_records"
        = "Nr of Mcast Address Records", RECORD;
    MULTICAST_ADDRESS_RECORD: Ipv6 "icmpv6.mldr.mar" = "Multicast Address Record", RECORD;
    RECORD_TYPE: Number "icmpv6.mldr.mar.record_type" = "Record Type", RECORD;
    AUX_DATA_LEN: Number "icmpv6.mldr.mar.aux_data_len" = "Aux Data Len", RECORD;
    NB_SOURCES: Number "icmpv6.mldr.mar.nb_sources" = "Number of Sources", RECORD;
    MULTICAST_ADDRESS: Ipv6 "icmpv6.mldr.mar.multicast_address" = "Multicast Address", RECORD;
    MAR_SOURCE_ADDRESS: Ipv6 "icmpv6.mldr.mar.source_address"
        = "Source Address", "RFC 3810 §5.1.11";
    AUXILIARY_DATA: Bytes "icmpv6.mldr.mar.auxiliary_data" = "Auxiliary Data", RECORD;
    ADDITIONAL_DATA = "Additional Data", RECORD;
    ICMPV6_RESERVED: Number "icmpv6.reserved" = "Reserved", V1;
    MLD_MULTICAST_ADDRESS: Ipv6 "icmpv6.mld.multicast_address" = "Multicast Address", V1;
    MAXIMUM_RESPONSE_DELAY: Number "icmpv6.mld.maximum_response_delay"
        = "Maximum Response Delay", V1;
    MAXIMUM_RESPONSE_CODE: Number "icmpv6.mld.maximum_response_code"
        = "Maximum Response Code", "RFC 3810 §5.1.3";
}

/// What stands behind the checksum.
pub(super) fn body(head: &mut Head<'_>, kind: u8) {
    if kind == MLD_REPORT_V2 {
        membership::report(head, &NAMES);
        let meaning = say!("wire-igmp-data", count = head.left());
        head.rest(&ADDITIONAL_DATA, meaning);
        return;
    }
    let is_second = kind == MLD_QUERY && head.left() >= QUERY_V2;
    if kind == MLD_QUERY && !is_second && head.is_short() {
        // Of which version it is, only its length would tell.
        head.num(16, &MAXIMUM_RESPONSE_CODE, |_| say!("wire-igmp-delay-cut"));
    } else if is_second {
        response_code(head);
    } else {
        response_delay(head, kind);
    }
    head.num(16, &ICMPV6_RESERVED, |_| say!("wire-reserved-zero"));
    head.ipv6(&MLD_MULTICAST_ADDRESS, |address| {
        group_meaning(address.into())
    });
    if is_second {
        membership::query(head, &NAMES);
    }
}

/// How long listeners may wait before they report.
fn response_delay(head: &mut Head<'_>, kind: u8) {
    head.num(16, &MAXIMUM_RESPONSE_DELAY, |n| match kind {
        MLD_QUERY => say!("wire-mld-delay", millis = n),
        _ => say!("wire-igmp-delay-unused"),
    });
}

/// The same in version 2, which says longer times too.
fn response_code(head: &mut Head<'_>) {
    head.num(16, &MAXIMUM_RESPONSE_CODE, |n| {
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
