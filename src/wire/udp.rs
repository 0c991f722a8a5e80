//! UDP (RFC 768): ports, a length, a checksum, and nothing else.

use std::net::IpAddr;
use std::ops::Range;

use super::about::carried;
use super::checksum::{Sum, Verdict};
use super::digest::Detail;
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::header::{put, u16_at};
use super::named::{Asked, Fact, Kind, fields};
use super::ports;
use super::protocol::Protocol;
use super::tree::{Head, known, number};
use super::types::IpProtocol;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Source Port.
pub const SRC_PORT: Range<usize> = 0..2;
/// Destination Port.
pub const DST_PORT: Range<usize> = 2..4;
/// Length of header and payload.
pub const LENGTH: Range<usize> = 4..6;
/// Checksum.
pub const CHECKSUM: Range<usize> = 6..8;
/// Length of the header.
pub const HEADER: usize = 8;

/// What a UDP header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host (counts into the checksum).
    pub src: IpAddr,
    /// To which host (counts into the checksum).
    pub dst: IpAddr,
    /// From which port.
    pub src_port: u16,
    /// To which port.
    pub dst_port: u16,
}

/// Appends the 8-byte header, its checksum filled in, and `payload` behind it to `out`.
///
/// A payload over 65 527 bytes has no place in UDP: the length then says 65 535.
pub fn emit(repr: &Repr, payload: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(payload.len() + HEADER).unwrap_or(u16::MAX);
    let mut header = [0; HEADER];
    put(&mut header, SRC_PORT, repr.src_port.to_be_bytes());
    put(&mut header, DST_PORT, repr.dst_port.to_be_bytes());
    put(&mut header, LENGTH, length.to_be_bytes());
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::UDP, u32::from(length));
    sum.add(&header);
    sum.add(payload);
    // A sum that comes out as 0 is sent as all ones: 0 would say 'no checksum' (RFC 768).
    let sum = match sum.finish() {
        0 => 0xffff,
        other => other,
    };
    put(&mut header, CHECKSUM, sum.to_be_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(payload);
}

const REFERENCE: &str = "RFC 768";

fields! {
    SOURCE_PORT: Number "udp.srcport" (UdpSrc) = "Source Port", REFERENCE;
    DESTINATION_PORT: Number "udp.dstport" (UdpDst) = "Destination Port", REFERENCE;
    LENGTH_FIELD: Number "udp.length" (UdpLength) = "Length", REFERENCE;
    CHECKSUM_FIELD: Number "udp.checksum" = "Checksum", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "UDP",
    filter: "udp",
    osi: 4,
    evidence: Evidence::Transport,
    readers: &[Reader {
        claims: &[Claim::Ip(IpProtocol::UDP)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    asked: ASKED,
    summary: Summary::Frame(carried),
    ..Entry::APPLICATION
};

const ASKED: &[Asked] = &[
    Asked {
        filter: "udp.port",
        name: "Source or Destination Port",
        kind: Kind::Number,
        fact: Fact::UdpEither,
        fields: &["udp.srcport", "udp.dstport"],
    },
    Asked {
        filter: "udp.payload",
        name: "",
        kind: Kind::Bytes,
        fact: Fact::UdpPayload,
        fields: &[],
    },
];

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Udp;
    let Some(header) = scan.take::<HEADER>() else {
        scan.note_ports();
        return Next::End;
    };
    let (src, dst) = (u16_at(header, SRC_PORT), u16_at(header, DST_PORT));
    let told = usize::from(u16_at(header, LENGTH));
    // UDP's own length may be smaller than IP's; 0 is a jumbogram or one that the card will cut.
    let length = told.checked_sub(HEADER).unwrap_or(usize::MAX);
    let available = scan.end.saturating_sub(scan.at);
    if told > HEADER + available && !scan.first_fragment {
        scan.malformed();
    }
    let out = &mut scan.out;
    (out.src_port, out.dst_port, out.detail) = (src, dst, Detail::None);
    out.payload_at = scan.at as u32;
    out.payload_len = available.min(length) as u32;
    match told {
        1..HEADER => scan.malformed(),
        _ => Next::Ports(Protocol::Udp, src, dst),
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let ports = ports(&mut head);
    let available = walk.end - start;
    let told = length(&mut head);
    let length = if told == 0 { available } else { told };
    let carried = head.known(length.saturating_sub(HEADER));
    let verdict = checksum(&mut head, walk, length);
    let read = !head.is_bad();
    check(&mut head, walk, told, verdict);
    verdict.note(&mut head, &CHECKSUM, "Checksum");
    walk.push(head.layer(Protocol::Udp, line(ports, carried)));
    let [Some(src), Some(dst)] = ports else {
        return Next::End;
    };
    if !read || length < HEADER {
        return Next::End;
    }
    walk.narrow(start + length);
    Next::Ports(Protocol::Udp, src, dst)
}

/// `carried`: so many bytes of payload by the header's length.
fn line([src, dst]: [Option<u16>; 2], carried: Option<usize>) -> Say {
    let [src, dst] = [src, dst].map(known);
    say!(
        "wire-udp-line",
        src = src,
        dst = dst,
        count = number(carried)
    )
}

fn ports(head: &mut Head<'_>) -> [Option<u16>; 2] {
    let fields = [(SRC_PORT, SOURCE_PORT), (DST_PORT, DESTINATION_PORT)];
    ports::read(head, Protocol::Udp, fields)
}

fn length(head: &mut Head<'_>) -> usize {
    head.num(LENGTH, &LENGTH_FIELD, |n| {
        let payload = n.saturating_sub(HEADER as u64);
        match n {
            0 => say!("wire-udp-length-zero"),
            _ => say!("wire-udp-length", count = n, payload = payload),
        }
    }) as usize
}

/// The checksum, which is worked out over header and payload, `length` bytes.
fn checksum(head: &mut Head<'_>, walk: &mut Walk<'_>, length: usize) -> Verdict {
    let verdict = verify(walk, length);
    let needed = is_over_ipv6(walk);
    head.hex(CHECKSUM, &CHECKSUM_FIELD, |n| match n {
        0 => none_meaning(needed),
        _ => verdict.say(),
    });
    verdict
}

fn verify(walk: &mut Walk<'_>, length: usize) -> Verdict {
    let (start, field) = (walk.at, walk.at + CHECKSUM.start);
    if walk.bytes.get(field..field + CHECKSUM.len()) != Some(&[0, 0][..]) {
        return walk.verify(IpProtocol::UDP, CHECKSUM, length);
    }
    let range = start..start + length;
    walk.note_check(range, field, None, Verdict::Unused);
    Verdict::Unused
}

/// IPv6 has no checksum of its own, so UDP over it must have one (RFC 8200 §8.1).
fn is_over_ipv6(walk: &Walk<'_>) -> bool {
    walk.carrier.is_some_and(|carrier| carrier.src.is_ipv6())
}

/// Can a header say this at all? `told` is its own length.
fn check(head: &mut Head<'_>, walk: &Walk<'_>, told: usize, verdict: Verdict) {
    let available = walk.end - walk.at;
    if told != 0 && told < HEADER {
        let why = say!("wire-length-short", told = told, least = HEADER);
        head.problem_in(&LENGTH, "Length", why);
    } else if told > available && walk.is_complete() {
        let why = say!("wire-length-lies", told = told, have = available);
        head.problem_in(&LENGTH, "Length", why);
    } else if verdict == Verdict::Unused && is_over_ipv6(walk) && !walk.quoted {
        head.problem_in(&CHECKSUM, "Checksum", none_meaning(true));
    }
}

/// Bytes of payload by the headers, whether they are here or not: the same number as in the digest. `walk`
/// stands behind a UDP header.
pub(super) fn promised(walk: &Walk<'_>) -> usize {
    let header = walk.at.checked_sub(HEADER).unwrap_or(walk.at);
    let header = walk
        .bytes
        .get(header..walk.at)
        .and_then(<[u8]>::first_chunk);
    let told = header.map_or(0, |header: &[u8; HEADER]| {
        usize::from(u16_at(header, LENGTH))
    });
    let end = walk.carrier.map_or(walk.end, |carrier| carrier.end);
    let length = told.checked_sub(HEADER).unwrap_or(usize::MAX);
    end.saturating_sub(walk.at).min(length)
}

/// What it means that there is no checksum.
fn none_meaning(needed: bool) -> Say {
    if needed {
        say!("wire-udp-checksum-needed")
    } else {
        say!("wire-udp-checksum-none")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, digest, dissect};

    /// 10.0.0.1:4660 → 10.0.0.2:22136, "hi", no checksum.
    const PACKET: [u8; 30] = [
        0x45, 0, 0, 30, 0, 0, 0, 0, 64, 17, 0x66, 0xcd, 10, 0, 0, 1, 10, 0, 0, 2, 0x12, 0x34, 0x56,
        0x78, 0, 10, 0, 0, b'h', b'i',
    ];

    #[test]
    fn no_checksum_is_allowed_over_ipv4() {
        let facts = digest(LinkType::RawIp, &PACKET);
        assert_eq!(
            (
                facts.src_port,
                facts.dst_port,
                facts.payload_at,
                facts.payload_len
            ),
            (0x1234, 0x5678, 28, 2)
        );
        let tree = dissect(LinkType::RawIp, &PACKET, &Context::default());
        assert_eq!(
            tree.layers[1].fields[3].meaning,
            Some(say!("wire-udp-checksum-none"))
        );
        assert_eq!(tree.layers[1].problem, None);
    }

    #[test]
    fn a_sum_of_zero_is_sent_as_all_ones() {
        let (src, dst) = (IpAddr::from([0, 0, 0, 0]), IpAddr::from([0, 0, 0, 0]));
        // Words so chosen that everything adds up to 0xffff: protocol 17, twice the length 10, the payload.
        let payload = (0xffff_u16 - 17 - 10 - 10).to_be_bytes();
        let mut out = Vec::new();
        emit(
            &Repr {
                src,
                dst,
                src_port: 0,
                dst_port: 0,
            },
            &payload,
            &mut out,
        );
        assert_eq!(&out[CHECKSUM], [0xff, 0xff]);
    }

    #[test]
    fn a_length_below_eight_is_a_problem() {
        let mut bytes = PACKET;
        bytes[25] = 7;
        let tree = dissect(LinkType::RawIp, &bytes, &Context::default());
        assert_eq!(tree.layers[1].problem.as_ref().map(|p| p.offset), Some(24));
    }
}
