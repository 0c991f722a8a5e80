//! IGMP (RFC 1112 version 1, RFC 2236 version 2, RFC 3376 version 3): which multicast groups a host
//! listens to. Routers ask, hosts report; a router that knows no listener passes nothing on.

use std::ops::Range;

use super::checksum::Verdict;
use super::digest::Detail;
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::field::Value;
use super::header::{ipv4_at, u8_at, u8_in, u16_at};
use super::membership::{self, Names, Query, Record, code_value, group_meaning, told};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::types::IpProtocol;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Type.
pub const TYPE: Range<usize> = 0..1;
/// How long hosts may wait before they report; only queries use it.
pub const MAX_RESPONSE: Range<usize> = 1..2;
/// Checksum.
pub const CHECKSUM: Range<usize> = 2..4;
/// The group asked for or reported; in reports of version 3 reserved bytes and [`RECORDS`].
pub const GROUP: Range<usize> = 4..8;
/// In reports of version 3: how many records follow.
pub const RECORDS: Range<usize> = 6..8;
/// Length of a message but for version 3.
pub const HEADER: usize = 8;

/// In a record of a report: its type, its number of senders, its group.
const RECORD_TYPE: Range<usize> = 0..1;
const RECORD_SOURCES: Range<usize> = 2..4;
const RECORD_GROUP: Range<usize> = 4..8;
/// Length of a record without senders.
const RECORD: usize = 8;

/// Who listens?
pub const QUERY: u8 = 0x11;
/// I listen (version 1).
pub const REPORT_V1: u8 = 0x12;
/// I listen (version 2).
pub const REPORT_V2: u8 = 0x16;
/// I no longer listen (version 2).
pub const LEAVE: u8 = 0x17;
/// I listen to these, from these senders (version 3).
pub const REPORT_V3: u8 = 0x22;

/// A query of version 3 is at least this long (RFC 3376 §7.1).
const QUERY_V3: usize = 12;

const V2: &str = "RFC 2236 §2";

fields! {
    RESV = "Resv", V3;
    S: Flag "igmp.s" = "S", "RFC 3376 §4.1.5";
    QRV: Number "igmp.qrv" = "QRV", "RFC 3376 §4.1.6";
    QQIC: Number "igmp.qqic" = "QQIC", "RFC 3376 §4.1.7";
    NUMBER_OF_SOURCES: Number "igmp.num_src" = "Number of Sources", "RFC 3376 §4.1.8";
    SOURCE_ADDRESS: Ipv4 "igmp.saddr" = "Source Address", V3;
    RESERVED: Number "igmp.reserved" = "Reserved", "RFC 3376 §4.2";
    NUMBER_OF_GROUP_RECORDS: Number "igmp.num_grp_recs"
        = "Number of Group Records", "RFC 3376 §4.2.3";
    GROUP_RECORD = "Group Record", "RFC 3376 §4.2.4";
    RECORD_TYPE_FIELD: Number "igmp.record_type" = "Record Type", "RFC 3376 §4.2.12";
    AUX_DATA_LEN: Number "igmp.aux_data_len" = "Aux Data Len", "RFC 3376 §4.2.6";
    NUM_SRC: Number "igmp.num_src" = "Number of Sources", "RFC 3376 §4.2.7";
    MULTICAST_ADDRESS: Ipv4 "igmp.maddr" = "Multicast Address", "RFC 3376 §4.2.8";
    AUXILIARY_DATA: Bytes "igmp.aux_data" = "Auxiliary Data", "RFC 3376 §4.2.10";
    TYPE_FIELD: Number "igmp.type" = "Type", V2;
    VERSION: Number "igmp.version" = "Version", V3;
    GROUP_ADDRESS: Ipv4 "igmp.maddr" = "Group Address", V2;
    IGMP_RESERVED: Number "igmp.reserved" = "Reserved", V3;
    MAX_RESP_CODE: Number "igmp.max_resp" = "Max Resp Code", V3;
    CHECKSUM_FIELD: Number "igmp.checksum" = "Checksum", V2;
    DATA: Bytes "igmp.data" = "Data", V3;
}

pub(super) const ENTRY: Entry = Entry {
    name: "IGMP",
    filter: "igmp",
    osi: 3,
    evidence: Evidence::OverIp,
    readers: &[Reader {
        claims: &[Claim::Ip(IpProtocol::IGMP)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Frame(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    (scan.out.protocol, scan.out.detail) = (Protocol::Igmp, Detail::None);
    Next::End
}

const V3: &str = "RFC 3376 §4";

static NAMES: Names = Names {
    v6: false,
    query: Query {
        reserved: RESV,
        suppress: S,
        robustness: QRV,
        interval: QQIC,
        sources: NUMBER_OF_SOURCES,
        source: SOURCE_ADDRESS,
    },
    report: [RESERVED, NUMBER_OF_GROUP_RECORDS],
    record: Record {
        whole: GROUP_RECORD,
        kind: RECORD_TYPE_FIELD,
        aux_length: AUX_DATA_LEN,
        sources: NUM_SRC,
        group: MULTICAST_ADDRESS,
        source: SOURCE_ADDRESS,
        aux: AUXILIARY_DATA,
    },
};

fn dissect(walk: &mut Walk<'_>) -> Next {
    let message = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
    let mut head = walk.head();
    let kind = head.num(TYPE, &TYPE_FIELD, |n| kind_meaning(n as u8)) as u8;
    if matches!(kind, QUERY | REPORT_V1 | REPORT_V2 | LEAVE | REPORT_V3) {
        body(&mut head, walk, kind, message);
    } else {
        // Another protocol's number: nothing more is known of it (RFC 3376 §4).
        left_over(&mut head, "Data");
    }
    walk.push(head.layer(Protocol::Igmp, sentence(message)));
    Next::End
}

fn body(head: &mut Head<'_>, walk: &mut Walk<'_>, kind: u8, message: &[u8]) {
    let version = version(kind, message, walk.lacks_bytes());
    if let Some(version) = version {
        let meaning = say!("wire-igmp-version", number = version.to_string());
        head.derived(&VERSION, Value::Number(u64::from(version)), meaning);
    }
    max_response(head, kind, version);
    let verdict = checksum(head, walk);
    if kind == REPORT_V3 {
        membership::report(head, &NAMES);
    } else {
        head.ipv4(&GROUP_ADDRESS, |group| group_meaning(group.into()));
    }
    if kind == QUERY && version == Some(3) {
        membership::query(head, &NAMES);
    }
    left_over(head, "Additional Data");
    verdict.note(head, &CHECKSUM, "Checksum");
}

/// The version that a message is of, by its type, length and second byte; `None`: bytes are missing,
/// and those that are there do not tell.
fn version(kind: u8, message: &[u8], is_cut: bool) -> Option<u8> {
    match kind {
        REPORT_V1 => Some(1),
        REPORT_V3 => Some(3),
        QUERY if message.len() >= QUERY_V3 => Some(3),
        QUERY if is_cut => None,
        QUERY if u8_in(message, MAX_RESPONSE)? == 0 => Some(1),
        _ => Some(2),
    }
}

fn max_response(head: &mut Head<'_>, kind: u8, version: Option<u8>) {
    if version == Some(1) || kind == REPORT_V3 {
        head.num(MAX_RESPONSE, &IGMP_RESERVED, |_| say!("wire-reserved-zero"));
        return;
    }
    head.num(MAX_RESPONSE, &MAX_RESP_CODE, |n| {
        delay_meaning(kind, version, n as u8)
    });
}

fn checksum(head: &mut Head<'_>, walk: &mut Walk<'_>) -> Verdict {
    let verdict = walk.verify(IpProtocol::IGMP, CHECKSUM, walk.end - walk.at);
    head.hex(CHECKSUM, &CHECKSUM_FIELD, |_| verdict.say());
    verdict
}

fn left_over(head: &mut Head<'_>, name: &'static str) {
    let meaning = say!("wire-igmp-data", count = head.left());
    head.rest(&DATA.called(name), meaning);
}

/// Tenths of a second; version 3 says longer times too.
fn delay_meaning(kind: u8, version: Option<u8>, code: u8) -> Say {
    let tenths = match version {
        Some(3) => code_value(code),
        _ => u32::from(code),
    };
    match kind {
        QUERY if version.is_none() => say!("wire-igmp-delay-cut"),
        QUERY => say!("wire-mld-delay", millis = tenths * 100),
        _ => say!("wire-igmp-delay-unused"),
    }
}

fn kind_meaning(kind: u8) -> Say {
    match kind {
        QUERY => say!("wire-mld-query"),
        REPORT_V1 | REPORT_V2 | REPORT_V3 => say!("wire-mld-report"),
        LEAVE => say!("wire-mld-done"),
        other => say!("wire-igmp-other", number = format!("0x{other:02x}")),
    }
}

/// A message in one sentence.
#[must_use]
pub fn sentence(message: &[u8]) -> Say {
    let Some((header, records)) = message.split_first_chunk::<HEADER>() else {
        return say!("wire-say-cut", name = "IGMP");
    };
    let group = ipv4_at(header, GROUP);
    match u8_at(header, TYPE) {
        QUERY if group.is_unspecified() => say!("wire-say-igmp-query"),
        QUERY => say!("wire-say-igmp-query-group", group = group.to_string()),
        REPORT_V1 | REPORT_V2 => say!("wire-say-igmp-join", group = group.to_string()),
        LEAVE => say!("wire-say-igmp-leave", group = group.to_string()),
        REPORT_V3 => records_sentence(u16_at(header, RECORDS), records),
        other => kind_meaning(other),
    }
}

/// A report of version 3: what its record says, if it has just one.
fn records_sentence(count: u16, records: &[u8]) -> Say {
    if count != 1 {
        return say!("wire-say-igmp-records", count = count);
    }
    let Some(record) = records.first_chunk::<RECORD>() else {
        return say!("wire-say-cut", name = "IGMP");
    };
    let group = ipv4_at(record, RECORD_GROUP).to_string();
    let sources = u64::from(u16_at(record, RECORD_SOURCES));
    let what = told(u8_at(record, RECORD_TYPE), sources);
    say!("wire-say-igmp-record", group = group, what = what)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::wire::{Context, LinkType, checksum, dissect};

    fn packet(message: &[u8]) -> Vec<u8> {
        let mut message = message.to_vec();
        let sum = checksum::checksum(&message);
        message[2..4].copy_from_slice(&sum.to_be_bytes());
        let mut packet = vec![
            0x46,
            0xc0,
            0,
            24 + message.len() as u8,
            0,
            0,
            0x40,
            0,
            1,
            2,
            0,
            0,
            10,
            0,
            0,
            1,
            224,
            0,
            0,
            22,
        ];
        packet.extend([148, 4, 0, 0]);
        let sum = checksum::checksum(&packet);
        packet[10..12].copy_from_slice(&sum.to_be_bytes());
        packet.extend(message);
        packet
    }

    #[test]
    fn a_report_of_version_3_tells_what_it_comes_to() {
        let join = [0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 239, 1, 2, 3];
        let tree = dissect(LinkType::RawIp, &packet(&join), &Context::default());
        let layer = &tree.layers[1];
        assert_eq!(
            layer.summary,
            say!(
                "wire-say-igmp-record",
                group = "239.1.2.3",
                what = say!("wire-group-joined")
            )
        );
        assert_eq!(
            (
                layer.problem.as_ref(),
                layer.fields[3].meaning.as_ref().map(|m| m.key)
            ),
            (None, Some("wire-checksum-right"))
        );
        assert_eq!(
            layer.fields[6].value,
            Value::Ipv4(Ipv4Addr::new(239, 1, 2, 3))
        );
    }

    #[test]
    fn length_and_second_byte_tell_the_version_of_a_query() {
        let version_of = |message: &[u8]| {
            let tree = dissect(LinkType::RawIp, &packet(message), &Context::default());
            tree.layers[1].fields[1].value.clone()
        };
        assert_eq!(version_of(&[0x11, 0, 0, 0, 0, 0, 0, 0]), Value::Number(1));
        assert_eq!(version_of(&[0x11, 100, 0, 0, 0, 0, 0, 0]), Value::Number(2));
        assert_eq!(
            version_of(&[0x11, 100, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0]),
            Value::Number(3)
        );
    }

    #[test]
    fn long_times_are_small_floating_point_numbers() {
        assert_eq!(
            [code_value(100), code_value(128), code_value(255)],
            [100, 128, 31_744]
        );
    }

    #[test]
    fn a_report_that_promises_more_than_there_is_has_a_place() {
        let tree = dissect(
            LinkType::RawIp,
            &packet(&[0x22, 0, 0, 0, 0, 0, 0xff, 0xff, 4, 0, 0, 9, 239, 1, 2, 3]),
            &Context::default(),
        );
        assert_eq!(
            tree.layers[1].problem.as_ref().map(|p| p.field),
            Some("Source Address")
        );
    }
}
