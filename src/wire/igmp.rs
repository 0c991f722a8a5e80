//! IGMP (RFC 1112 version 1, RFC 2236 version 2, RFC 3376 version 3): which multicast groups a host
//! listens to. Routers ask, hosts report; a router that knows no listener passes nothing on.

use std::net::Ipv4Addr;

use super::addr::address_kind;
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named};
use super::types::IpProtocol;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

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

/// Where the checksum is.
const CHECKSUM: usize = 2;
/// A query of version 3 is at least this long (RFC 3376 §7.1).
const QUERY_V3: usize = 12;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ip(IpProtocol::IGMP)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Igmp;
    Next::End
}

const V2: &str = "RFC 2236 §2";
const V3: &str = "RFC 3376 §4";

/// The version that a message is of, by its type, length and second byte.
const fn version(kind: u8, code: u8, length: usize) -> u8 {
    match kind {
        REPORT_V1 => 1,
        REPORT_V3 => 3,
        QUERY if length >= QUERY_V3 => 3,
        QUERY if code == 0 => 1,
        _ => 2,
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (start, end) = (walk.at, walk.end);
    let message = walk.bytes.get(start..end).unwrap_or_default();
    let code = message.get(1).copied().unwrap_or(0);
    let mut head = walk.head();
    let kind = head.num(8, &Named("Type", "igmp.type", V2), |n| {
        kind_meaning(n as u8)
    }) as u8;
    if !matches!(kind, QUERY | REPORT_V1 | REPORT_V2 | LEAVE | REPORT_V3) {
        // Another protocol's number: nothing more is known of it (RFC 3376 §4).
        let left = head.left();
        head.bytes(left, &Named("Data", "igmp.data", V3), |_| {
            (Value::Bytes, say!("wire-igmp-data", count = left))
        });
        walk.push(head.layer(Protocol::Igmp, sentence(message)));
        return Next::End;
    }
    let version = version(kind, code, end - start);
    head.derived(
        &Named("Version", "igmp.version", V3),
        Value::Number(u64::from(version)),
        say!("wire-igmp-version", number = version.to_string()),
    );
    if matches!(kind, REPORT_V3 | REPORT_V1) || version == 1 {
        head.num(8, &Named("Reserved", "igmp.reserved", V3), |_| {
            say!("wire-reserved-zero")
        });
    } else {
        head.num(8, &Named("Max Resp Code", "igmp.max_resp", V3), |n| {
            delay_meaning(kind, version, n as u8)
        });
    }
    let verdict = walk.verify(IpProtocol::IGMP, start, start + CHECKSUM, end - start);
    head.hex(16, &Named("Checksum", "igmp.checksum", V2), |_| {
        verdict.say()
    });
    if kind == REPORT_V3 {
        report(&mut head);
    } else {
        head.ipv4(&Named("Group Address", "igmp.maddr", V2), |a| match a {
            Ipv4Addr::UNSPECIFIED => say!("wire-igmp-group-any"),
            _ => say!("wire-mld-address", kind = address_kind(a.into())),
        });
        if version == 3 {
            query(&mut head);
        }
    }
    let left = head.left();
    head.bytes(left, &Named("Additional Data", "igmp.data", V3), |_| {
        (Value::Bytes, say!("wire-igmp-data", count = left))
    });
    verdict.note(&mut head, start + CHECKSUM, "Checksum");
    walk.push(head.layer(Protocol::Igmp, sentence(message)));
    Next::End
}

/// Codes of a time or interval: as they are up to 127, above as a small floating point number with
/// three bits of exponent and four of mantissa (RFC 3376 §4.1.1).
pub(super) const fn code_value(code: u8) -> u32 {
    match code {
        0..=127 => code as u32,
        _ => (code as u32 & 15 | 16) << ((code as u32 >> 4 & 7) + 3),
    }
}

fn delay_meaning(kind: u8, version: u8, code: u8) -> Say {
    let tenths = if version == 3 {
        code_value(code)
    } else {
        u32::from(code)
    };
    match kind {
        QUERY => say!("wire-mld-delay", millis = tenths * 100),
        _ => say!("wire-igmp-delay-unused"),
    }
}

/// What version 3 adds to a query (RFC 3376 §4.1).
fn query(head: &mut Head<'_>) {
    head.num(4, &Named("Resv", "", V3), |_| say!("wire-reserved-zero"));
    head.flag(&Named("S", "igmp.s", "RFC 3376 §4.1.5"), |set| {
        if set {
            say!("wire-igmp-suppress")
        } else {
            say!("wire-igmp-suppress-not")
        }
    });
    head.num(3, &Named("QRV", "igmp.qrv", "RFC 3376 §4.1.6"), |n| {
        say!("wire-igmp-qrv", count = n)
    });
    head.num(8, &Named("QQIC", "igmp.qqic", "RFC 3376 §4.1.7"), |n| {
        say!("wire-igmp-qqic", seconds = code_value(n as u8))
    });
    let sources = head.num(
        16,
        &Named("Number of Sources", "igmp.num_src", "RFC 3376 §4.1.8"),
        |n| say!("wire-mld-sources", count = n),
    );
    addresses(head, sources);
}

fn addresses(head: &mut Head<'_>, count: u64) {
    for _ in 0..count.min(head.left() as u64 / 4 + 1) {
        head.ipv4(&Named("Source Address", "igmp.saddr", V3), |_| {
            say!("wire-mld-source")
        });
    }
}

/// A report of version 3: records, each about one group (RFC 3376 §4.2).
fn report(head: &mut Head<'_>) {
    head.num(
        16,
        &Named("Reserved", "igmp.reserved", "RFC 3376 §4.2"),
        |_| say!("wire-reserved-zero"),
    );
    let count = head.num(
        16,
        &Named(
            "Number of Group Records",
            "igmp.num_grp_recs",
            "RFC 3376 §4.2.3",
        ),
        |n| say!("wire-mld-records", count = n),
    );
    for _ in 0..count {
        if head.is_bad() {
            break;
        }
        head.group(&Named("Group Record", "", "RFC 3376 §4.2.4"), |head| {
            let kind = head.num(
                8,
                &Named("Record Type", "igmp.record_type", "RFC 3376 §4.2.12"),
                |n| record_meaning(n as u8),
            );
            let aux = head.num(
                8,
                &Named("Aux Data Len", "igmp.aux_data_len", "RFC 3376 §4.2.6"),
                |_| say!("wire-mld-aux"),
            );
            let sources = head.num(
                16,
                &Named("Number of Sources", "igmp.num_src", "RFC 3376 §4.2.7"),
                |n| say!("wire-mld-sources", count = n),
            );
            let group = head.ipv4(
                &Named("Multicast Address", "igmp.maddr", "RFC 3376 §4.2.8"),
                |a| say!("wire-mld-address", kind = address_kind(a.into())),
            );
            addresses(head, sources);
            head.bytes(
                aux as usize * 4,
                &Named("Auxiliary Data", "igmp.aux_data", "RFC 3376 §4.2.10"),
                |_| (Value::Bytes, say!("wire-mld-aux")),
            );
            (Value::Ipv4(group), told(kind as u8, sources))
        });
    }
}

/// What a record's type says (RFC 3376 §4.2.12; the same numbers in MLDv2).
pub(super) fn record_meaning(kind: u8) -> Say {
    match kind {
        1 => say!("wire-group-is-include"),
        2 => say!("wire-group-is-exclude"),
        3 => say!("wire-group-to-include"),
        4 => say!("wire-group-to-exclude"),
        5 => say!("wire-group-allow"),
        6 => say!("wire-group-block"),
        other => say!("wire-group-other", number = other.to_string()),
    }
}

/// What a record comes to: joined, left, or some senders changed.
pub(super) fn told(kind: u8, sources: u64) -> Say {
    match (kind, sources) {
        (1 | 3, 0) => say!("wire-group-left"),
        (2 | 4, 0) => say!("wire-group-joined"),
        _ => record_meaning(kind),
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
    let Some(&[kind, _, _, _, a, b, c, d]) = message.first_chunk() else {
        return say!("wire-say-cut", name = "IGMP");
    };
    let group = Ipv4Addr::new(a, b, c, d);
    match kind {
        QUERY if group.is_unspecified() => say!("wire-say-igmp-query"),
        QUERY => say!("wire-say-igmp-query-group", group = group.to_string()),
        REPORT_V1 | REPORT_V2 => say!("wire-say-igmp-join", group = group.to_string()),
        LEAVE => say!("wire-say-igmp-leave", group = group.to_string()),
        REPORT_V3 => match (
            u16::from_be_bytes([c, d]),
            message.get(8..).and_then(<[u8]>::first_chunk::<8>),
        ) {
            (1, Some(&[kind, _, s0, s1, a, b, c, d])) => {
                let group = Ipv4Addr::new(a, b, c, d).to_string();
                say!(
                    "wire-say-igmp-record",
                    group = group,
                    what = told(kind, u64::from(u16::from_be_bytes([s0, s1])))
                )
            }
            (count, _) => say!("wire-say-igmp-records", count = count),
        },
        other => kind_meaning(other),
    }
}

#[cfg(test)]
mod tests {
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
