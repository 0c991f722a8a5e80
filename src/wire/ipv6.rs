//! IPv6 and its extension headers (RFC 8200).

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use super::about;
use super::digest::Detail;
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::header::{ipv6_at, put, u8_at, u16_at, u32_at};
use super::ip::{self, USUAL_MTU};
use super::named::{Asked, Fact, Kind, fields};
use super::pieces;
use super::protocol::Protocol;
use super::tree::Head;
use super::types::{EtherType, IpProtocol};
use super::walk::{Carrier, Next, Scan, Walk};
use crate::say;
use crate::say::Say;

use extensions::{Chain, NO_NEXT, Reached};

mod extensions;

/// Version (4 bits), Traffic Class (8), Flow Label (20).
pub const FIRST: Range<usize> = 0..4;
/// Payload Length.
pub const LENGTH: Range<usize> = 4..6;
/// Next Header.
pub const NEXT: Range<usize> = 6..7;
/// Hop Limit.
pub const HOPS: Range<usize> = 7..8;
/// Source Address.
pub const SRC: Range<usize> = 8..24;
/// Destination Address.
pub const DST: Range<usize> = 24..40;
/// Length of the header without extensions.
pub const HEADER: usize = 40;

/// The Flow Label in [`FIRST`].
const FLOW: u32 = 0xf_ffff;

/// What an IPv6 header without extensions says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host.
    pub src: Ipv6Addr,
    /// To which host.
    pub dst: Ipv6Addr,
    /// What follows.
    pub next_header: IpProtocol,
    /// Hop Limit.
    pub hop_limit: u8,
    /// DSCP (6 bits) and ECN (2 bits).
    pub traffic_class: u8,
    /// Flow Label; the low 20 bits count.
    pub flow_label: u32,
    /// Bytes that follow the header; at most 65 535, more is written as 65 535.
    pub payload_len: usize,
}

/// Appends the 40-byte header to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    let first = 6 << 28 | u32::from(repr.traffic_class) << 20 | (repr.flow_label & FLOW);
    let length = u16::try_from(repr.payload_len).unwrap_or(u16::MAX);
    let mut header = [0; HEADER];
    put(&mut header, FIRST, first.to_be_bytes());
    put(&mut header, LENGTH, length.to_be_bytes());
    put(&mut header, NEXT, [repr.next_header.0]);
    put(&mut header, HOPS, [repr.hop_limit]);
    put(&mut header, SRC, repr.src.octets());
    put(&mut header, DST, repr.dst.octets());
    out.extend_from_slice(&header);
}

const REFERENCE: &str = "RFC 8200 §3";

fields! {
    PAYLOAD_LENGTH: Number "ipv6.plen" = "Payload Length", REFERENCE;
    NEXT_HEADER: Number "ipv6.nxt" = "Next Header", REFERENCE;
    HOP_LIMIT: Number "ipv6.hlim" (HopLimit) = "Hop Limit", REFERENCE;
    VERSION: Number "ipv6.version" = "Version", REFERENCE;
    FLOW_LABEL: Number "ipv6.flow" = "Flow Label", "RFC 6437 §2";
    SOURCE_ADDRESS: Ipv6 "ipv6.src" (Ip6Src) = "Source Address", REFERENCE;
    DESTINATION_ADDRESS: Ipv6 "ipv6.dst" (Ip6Dst) = "Destination Address", REFERENCE;
    DSCP: Number "ipv6.tclass.dscp" = "Differentiated Services Code Point", "RFC 2474 §3";
    ECN: Number "ipv6.tclass.ecn" = "Explicit Congestion Notification", "RFC 3168 §5";
}

pub(super) const ENTRY: Entry = Entry {
    name: "IPv6",
    filter: "ipv6",
    osi: 3,
    evidence: Evidence::Ipv6,
    readers: &[Reader {
        claims: &[Claim::Ether(EtherType::IPV6), Claim::Ip(IpProtocol(41))],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, extensions::FIELDS, pieces::FIELDS],
    asked: ASKED,
    summary: Summary::Frame(about::cut),
    ..Entry::APPLICATION
};

const ASKED: &[Asked] = &[Asked {
    filter: "ipv6.addr",
    name: "Source or Destination Address",
    kind: Kind::Ipv6,
    fact: Fact::Ip6Either,
    fields: &["ipv6.src", "ipv6.dst"],
}];

fn digest(scan: &mut Scan<'_>) -> Next {
    (scan.out.protocol, scan.out.detail) = (Protocol::Ipv6, Detail::None);
    let Some(header) = scan.take::<HEADER>() else {
        return Next::End;
    };
    if u32_at(header, FIRST) >> 28 != 6 {
        return scan.malformed();
    }
    let out = &mut scan.out;
    out.src = Some(IpAddr::V6(ipv6_at(header, SRC)));
    out.dst = Some(IpAddr::V6(ipv6_at(header, DST)));
    out.ttl = u8_at(header, HOPS);
    let next = u8_at(header, NEXT);
    // 0 is a jumbogram, or a segment above 64 KiB that the card will cut.
    let length = usize::from(u16_at(header, LENGTH));
    if length > 0 || next == NO_NEXT {
        scan.narrow(scan.at + length);
    }
    let (next, reached) = extensions::skip(scan, next);
    scan.note_payload();
    match reached {
        Reached::Upper => ip::carries(scan, IpProtocol(next), false),
        Reached::LaterFragment => ip::carries(scan, IpProtocol(next), true),
        Reached::CutHeader => {
            scan.out.transport = Protocol::Unknown;
            scan.out.detail = Detail::Unread(IpProtocol(next));
            Next::End
        }
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let available = (walk.end - start).saturating_sub(HEADER);
    let mut head = walk.head();
    let header = fields(&mut head, available);
    if header.version != 6 {
        let why = ip::wrong_version(header.version);
        head.problem_in(&FIRST, "Version", why);
    }
    let mut chain = Chain::new(header.next);
    let readable = !head.is_bad();
    if readable {
        head.limit(start + HEADER + header.told);
        extensions::read(&mut head, &mut chain);
        check_length(&mut head, walk, &header, available);
    }
    let ends_inside = chain.cut || chain.goes_on() && head.left() == 0;
    walk.push(head.layer(Protocol::Ipv6, line(&header, &chain, ends_inside)));
    if !readable {
        return Next::End;
    }
    let whole = header.told <= available;
    carry(walk, start, &header, &chain, whole);
    let inside = Next::Ip(IpProtocol(chain.next));
    let offset = chain.offset.unwrap_or(0);
    // A later fragment has no header of what it belongs to, unless the whole is known.
    if !ends_inside && (walk.datagram(offset, true) || offset == 0) {
        inside
    } else {
        Next::End
    }
}

/// A header as it was read.
struct Header {
    version: u64,
    /// Payload Length as on the wire.
    length: usize,
    /// How long the payload is by that.
    told: usize,
    next: u8,
    src: Ipv6Addr,
    dst: Ipv6Addr,
    /// Next Header, and both addresses, where they are there.
    known: (Option<u8>, [Option<IpAddr>; 2]),
}

fn fields(head: &mut Head<'_>, available: usize) -> Header {
    let version = first_word(head);
    let length = head.num(LENGTH, &PAYLOAD_LENGTH, |n| {
        length_meaning(n as usize, available)
    }) as usize;
    let next = head.num(NEXT, &NEXT_HEADER, extensions::next_meaning) as u8;
    let carried = head.known(next);
    head.num(HOPS, &HOP_LIMIT, ip::hops_meaning);
    let src = head.ipv6(&SOURCE_ADDRESS, |a| ip::source_meaning(a.into()));
    let from = head.known(src.into());
    let dst = head.ipv6(&DESTINATION_ADDRESS, |a| ip::destination_meaning(a.into()));
    let to = head.known(dst.into());
    Header {
        version,
        length,
        told: match length {
            0 if next != NO_NEXT => available,
            told => told,
        },
        next,
        src,
        dst,
        known: (carried, [from, to]),
    }
}

/// Version, Traffic Class, Flow Label; gives the version.
fn first_word(head: &mut Head<'_>) -> u64 {
    let version = head.num(4, &VERSION, |n| match n {
        6 => say!("wire-ipv6-version"),
        _ => ip::wrong_version(n),
    });
    ip::traffic_class(head, [&DSCP, &ECN]);
    head.hex(20, &FLOW_LABEL, |n| match n {
        0 => say!("wire-ipv6-flow-none"),
        _ => say!("wire-ipv6-flow"),
    });
    version
}

fn check_length(head: &mut Head<'_>, walk: &Walk<'_>, header: &Header, available: usize) {
    let told = header.told;
    if told > available && !walk.quoted && !walk.is_cut() {
        let why = say!("wire-length-lies", told = told, have = available);
        head.problem_in(&LENGTH, "Payload Length", why);
    }
}

/// Notes what is carried where.
fn carry(walk: &mut Walk<'_>, start: usize, header: &Header, chain: &Chain, whole: bool) {
    let end = start + HEADER + header.told;
    walk.narrow(end);
    walk.carrier = Some(Carrier {
        src: header.src.into(),
        dst: header.dst.into(),
        fragment: chain.is_fragment(),
        whole: whole && !chain.detour,
        large: header.length == 0 || HEADER + header.told > USUAL_MTU,
        end,
    });
}

fn line(header: &Header, chain: &Chain, ends_inside: bool) -> Say {
    let (carried, [src, dst]) = header.known;
    ip::line(&ip::Told {
        version: "IPv6",
        src,
        dst,
        protocol: chain
            .known
            .filter(|_| carried.is_some() && !ends_inside)
            .map(IpProtocol),
        offset: chain.offset,
    })
}

fn length_meaning(length: usize, available: usize) -> Say {
    match length {
        0 if available > 0 => say!("wire-ipv6-length-zero"),
        _ if length + HEADER > USUAL_MTU && length <= available => {
            say!("wire-ip-length-offload", count = length)
        }
        _ => say!("wire-ipv6-length", count = length),
    }
}
