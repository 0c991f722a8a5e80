//! IPv4 (RFC 791): from host to host, over any number of links.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use super::about;
use super::checksum::{Sum, Verdict, checksum};
use super::digest::Detail;
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::field::Value;
use super::header::{ipv4_at, put, u8_at, u16_at};
use super::ip::{self, USUAL_MTU};
use super::named::{Asked, Fact, Kind, Named, fields};
use super::pieces;
use super::protocol::Protocol;
use super::tree::{Head, either};
use super::types::{ChecksumStatus, Direction, EtherType, IpProtocol};
use super::walk::{Carrier, Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod options;

/// Version (4 bits) and header length in words of four bytes (4 bits).
pub const VERSION_IHL: Range<usize> = 0..1;
/// DSCP (6 bits) and ECN (2 bits).
pub const TRAFFIC_CLASS: Range<usize> = 1..2;
/// Total Length.
pub const LENGTH: Range<usize> = 2..4;
/// Identification.
pub const IDENT: Range<usize> = 4..6;
/// Flags (3 bits) and Fragment Offset (13 bits).
pub const FRAGMENT: Range<usize> = 6..8;
/// Time to Live.
pub const TTL: Range<usize> = 8..9;
/// Protocol.
pub const PROTOCOL: Range<usize> = 9..10;
/// Header Checksum.
pub const CHECKSUM: Range<usize> = 10..12;
/// Source Address.
pub const SRC: Range<usize> = 12..16;
/// Destination Address.
pub const DST: Range<usize> = 16..20;
/// Length of a header without options.
pub const HEADER: usize = 20;

/// In [`FRAGMENT`]: routers must not cut the packet up.
const DONT_FRAGMENT: u16 = 0x4000;
/// In [`FRAGMENT`]: the packet goes on in other fragments.
const MORE_FRAGMENTS: u16 = 0x2000;
/// In [`FRAGMENT`]: where a fragment belongs, in units of eight bytes.
const OFFSET: u16 = 0x1fff;

/// What an IPv4 header without options says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host.
    pub src: Ipv4Addr,
    /// To which host.
    pub dst: Ipv4Addr,
    /// What follows.
    pub protocol: IpProtocol,
    /// Time to Live.
    pub ttl: u8,
    /// Identification.
    pub ident: u16,
    /// Routers must not cut it up.
    pub dont_fragment: bool,
    /// DSCP (6 bits) and ECN (2 bits).
    pub traffic_class: u8,
    /// Bytes that follow the header; at most 65 515, more is written as 65 515.
    pub payload_len: usize,
}

/// Appends the 20-byte header, its checksum filled in, to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    let total = u16::try_from(repr.payload_len + HEADER).unwrap_or(u16::MAX);
    let fragment = if repr.dont_fragment { DONT_FRAGMENT } else { 0 };
    let mut header = [0; HEADER];
    put(&mut header, VERSION_IHL, [(4 << 4) | (HEADER as u8 / 4)]);
    put(&mut header, TRAFFIC_CLASS, [repr.traffic_class]);
    put(&mut header, LENGTH, total.to_be_bytes());
    put(&mut header, IDENT, repr.ident.to_be_bytes());
    put(&mut header, FRAGMENT, fragment.to_be_bytes());
    put(&mut header, TTL, [repr.ttl]);
    put(&mut header, PROTOCOL, [repr.protocol.0]);
    put(&mut header, SRC, repr.src.octets());
    put(&mut header, DST, repr.dst.octets());
    let sum = checksum(&header);
    put(&mut header, CHECKSUM, sum.to_be_bytes());
    out.extend_from_slice(&header);
}

const REFERENCE: &str = "RFC 791 §3.1";

fields! {
    IDENTIFICATION: Number "ip.id" = "Identification", "RFC 6864 §4";
    TIME_TO_LIVE: Number "ip.ttl" (Ttl) = "Time to Live", REFERENCE;
    VERSION: Number "ip.version" = "Version", REFERENCE;
    INTERNET_HEADER_LENGTH: Words "ip.hdr_len" = "Internet Header Length", REFERENCE;
    TOTAL_LENGTH: Number "ip.len" = "Total Length", REFERENCE;
    FRAGMENT_OFFSET: Number "ip.frag_offset" = "Fragment Offset", REFERENCE;
    FLAGS_FIELD: Number "ip.flags" = "Flags", REFERENCE;
    PROTOCOL_FIELD: Number "ip.proto" (Protocol) = "Protocol", REFERENCE;
    SOURCE_ADDRESS: Ipv4 "ip.src" (Ip4Src) = "Source Address", REFERENCE;
    DESTINATION_ADDRESS: Ipv4 "ip.dst" (Ip4Dst) = "Destination Address", REFERENCE;
    HEADER_CHECKSUM: Number "ip.checksum" = "Header Checksum", REFERENCE;
    DSCP: Number "ip.dsfield.dscp" = "Differentiated Services Code Point", "RFC 2474 §3";
    ECN: Number "ip.dsfield.ecn" = "Explicit Congestion Notification", "RFC 3168 §5";
    RESERVED_BIT: Flag "ip.flags.rb" = "Reserved", REFERENCE;
    DONT_FRAGMENT_BIT: Flag "ip.flags.df" = "Don't Fragment", REFERENCE;
    MORE_FRAGMENTS_BIT: Flag "ip.flags.mf" = "More Fragments", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "IPv4",
    filter: "ip",
    osi: 3,
    evidence: Evidence::Ipv4,
    readers: &[
        ip::RAW,
        Reader {
            claims: &[Claim::Ether(EtherType::IPV4), Claim::Ip(IpProtocol(4))],
            looks: None,
            digest,
            dissect,
        },
    ],
    fields: &[FIELDS, options::FIELDS, pieces::FIELDS],
    asked: ASKED,
    summary: Summary::Frame(about::cut),
    ..Entry::APPLICATION
};

const ASKED: &[Asked] = &[Asked {
    filter: "ip.addr",
    name: "Source or Destination Address",
    kind: Kind::Ipv4,
    fact: Fact::Ip4Either,
    fields: &["ip.src", "ip.dst"],
}];

fn digest(scan: &mut Scan<'_>) -> Next {
    let start = scan.at;
    (scan.out.protocol, scan.out.detail) = (Protocol::Ipv4, Detail::None);
    let Some(header) = scan.take::<HEADER>() else {
        return Next::End;
    };
    let first = u8_at(header, VERSION_IHL);
    if first >> 4 != 4 {
        return scan.malformed();
    }
    let out = &mut scan.out;
    out.src = Some(IpAddr::V4(ipv4_at(header, SRC)));
    out.dst = Some(IpAddr::V4(ipv4_at(header, DST)));
    out.ttl = u8_at(header, TTL);
    // 0 is what Linux hands over for a segment above 64 KiB that the card will cut.
    let total = match usize::from(u16_at(header, LENGTH)) {
        0 => scan.end.saturating_sub(start),
        total => total,
    };
    let length = usize::from(first & 15) * 4;
    let there = scan.end.min(scan.bytes.len());
    let is_whole = start + length <= there;
    scan.at = start + length.max(HEADER);
    scan.narrow((start + total).max(scan.at));
    scan.note_payload();
    if !(HEADER..=total).contains(&length) {
        return scan.malformed();
    }
    if !is_whole {
        return scan.short(start + length);
    }
    let fragment = u16_at(header, FRAGMENT);
    scan.first_fragment |= fragment & MORE_FRAGMENTS != 0;
    let later_fragment = fragment & OFFSET != 0;
    ip::carries(scan, IpProtocol(u8_at(header, PROTOCOL)), later_fragment)
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let header = fields(&mut head, walk);
    check(&mut head, &header);
    let sound = !head.is_bad();
    if sound {
        options::read(&mut head, start + header.length);
        check_total(&mut head, walk, &header);
    }
    header.verdict.note(&mut head, &CHECKSUM, "Header Checksum");
    let reached = head.at();
    walk.push(head.layer(Protocol::Ipv4, header.line.clone()));
    if !sound || reached < start + header.length || header.is_short() {
        return Next::End;
    }
    carry(walk, start, &header)
}

/// A header as it was read.
struct Header {
    version: u64,
    /// Of the header, in bytes.
    length: usize,
    /// Of the packet, in bytes.
    total: usize,
    more: bool,
    /// Where a fragment belongs, in bytes.
    offset: usize,
    protocol: IpProtocol,
    verdict: Verdict,
    src: Ipv4Addr,
    dst: Ipv4Addr,
    line: Say,
}

impl Header {
    const fn is_fragment(&self) -> bool {
        self.more || self.offset > 0
    }

    /// Is the packet shorter than its own header? 0 says that the card will fill the length in.
    const fn is_short(&self) -> bool {
        self.total != 0 && self.total < self.length
    }
}

fn fields(head: &mut Head<'_>, walk: &mut Walk<'_>) -> Header {
    let version = version(head);
    let length = header_length(head);
    ip::traffic_class(head, [&DSCP, &ECN]);
    let total = total_length(head, walk.end - walk.at);
    head.hex(IDENT, &IDENTIFICATION, |_| say!("wire-ipv4-id"));
    let (more, offset) = fragment(head);
    let place = head.known(offset).filter(|_| more || offset > 0);
    head.num(TTL, &TIME_TO_LIVE, ip::hops_meaning);
    let protocol = protocol(head);
    let carried = head.known(protocol);
    let verdict = header_checksum(head, walk, length);
    let src = head.ipv4(&SOURCE_ADDRESS, |a| ip::source_meaning(a.into()));
    let from = head.known(src.into());
    let dst = head.ipv4(&DESTINATION_ADDRESS, |a| ip::destination_meaning(a.into()));
    let line = ip::line(&ip::Told {
        version: "IPv4",
        src: from,
        dst: head.known(dst.into()),
        protocol: carried,
        offset: place,
    });
    Header {
        version,
        length,
        total,
        more,
        offset,
        protocol,
        verdict,
        src,
        dst,
        line,
    }
}

fn version(head: &mut Head<'_>) -> u64 {
    head.num(4, &VERSION, |n| match n {
        4 => say!("wire-ipv4-version"),
        _ => ip::wrong_version(n),
    })
}

/// The header's length, in bytes; on the wire it counts words of four.
fn header_length(head: &mut Head<'_>) -> usize {
    let words = head.num(4, &INTERNET_HEADER_LENGTH, |words| {
        let bytes = words * 4;
        let options = bytes.saturating_sub(HEADER as u64);
        say!(
            "wire-ipv4-ihl",
            words = words,
            bytes = bytes,
            options = options
        )
    });
    words as usize * 4
}

fn total_length(head: &mut Head<'_>, available: usize) -> usize {
    head.num(LENGTH, &TOTAL_LENGTH, |n| {
        total_meaning(n as usize, available)
    }) as usize
}

/// Flags and Fragment Offset: whether more fragments follow, and where this one belongs, in bytes.
fn fragment(head: &mut Head<'_>) -> (bool, usize) {
    let more = flags(head);
    let offset = head.num(13, &FRAGMENT_OFFSET, |n| match n {
        0 if !more => say!("wire-ip-offset-none"),
        _ => ip::offset_meaning(n),
    });
    (more, offset as usize * 8)
}

/// Gives whether more fragments follow.
fn flags(head: &mut Head<'_>) -> bool {
    let mut more = false;
    head.group(&FLAGS_FIELD, |head| {
        for (named, set, not) in &FLAGS {
            more = head.flag(named, either(set, not));
        }
        (Value::Group, say!("wire-ipv4-flags"))
    });
    more
}

fn protocol(head: &mut Head<'_>) -> IpProtocol {
    let number = head.num(PROTOCOL, &PROTOCOL_FIELD, |n| {
        say!("wire-ip-protocol", what = ip::what(IpProtocol(n as u8)))
    });
    IpProtocol(number as u8)
}

/// The header's own checksum, which is worked out over its `length` bytes.
fn header_checksum(head: &mut Head<'_>, walk: &mut Walk<'_>, length: usize) -> Verdict {
    let (start, field) = (walk.at, walk.at + CHECKSUM.start);
    let verdict = verify(walk, start, length);
    walk.note_check(start..start + length, field, None, verdict);
    head.hex(CHECKSUM, &HEADER_CHECKSUM, |_| verdict.say());
    verdict
}

/// How the header's own checksum stands.
fn verify(walk: &Walk<'_>, start: usize, length: usize) -> Verdict {
    let whole = length >= HEADER && start + length <= walk.end;
    let header = walk.bytes.get(start..start + length).filter(|_| whole);
    let Some((header, options)) = header.and_then(<[u8]>::split_first_chunk::<HEADER>) else {
        return Verdict::Cut;
    };
    let mut sum = Sum::new();
    sum.add(header.get(..CHECKSUM.start).unwrap_or_default());
    sum.add(header.get(CHECKSUM.end..).unwrap_or_default());
    sum.add(options);
    let should = sum.finish();
    // Cards that cut segments write each one's header, so its sum is theirs too.
    let left_to_the_card = walk.context.direction == Direction::Out
        || walk.context.checksum == ChecksumStatus::NotReady
        || u16_at(header, LENGTH) == 0;
    match u16_at(header, CHECKSUM) {
        there if there == should => Verdict::Right,
        0 if left_to_the_card => Verdict::Card,
        _ => Verdict::Wrong(should),
    }
}

/// Can a header say this at all?
fn check(head: &mut Head<'_>, header: &Header) {
    if header.version != 4 {
        let why = ip::wrong_version(header.version);
        head.problem_in(&VERSION_IHL, "Version", why);
    } else if header.length < HEADER {
        let why = say!("wire-ipv4-ihl-short", bytes = header.length);
        head.problem_in(&VERSION_IHL, "Internet Header Length", why);
    }
}

fn check_total(head: &mut Head<'_>, walk: &Walk<'_>, header: &Header) {
    let available = walk.end - walk.at;
    let total = header.total;
    if header.is_short() {
        let why = say!("wire-length-short", told = total, least = header.length);
        head.problem_in(&LENGTH, "Total Length", why);
    } else if total > available && !walk.quoted && !walk.is_cut() {
        let why = say!("wire-length-lies", told = total, have = available);
        head.problem_in(&LENGTH, "Total Length", why);
    }
}

/// Goes on with what the packet carries.
fn carry(walk: &mut Walk<'_>, start: usize, header: &Header) -> Next {
    let available = walk.end - start;
    let told = match header.total {
        0 => available,
        total => total,
    };
    walk.narrow(start + told);
    let options = walk.bytes.get(start + HEADER..start + header.length);
    let last_stop = options::last_stop(options.unwrap_or_default());
    walk.carrier = Some(Carrier {
        src: header.src.into(),
        dst: last_stop.unwrap_or(header.dst).into(),
        fragment: header.is_fragment(),
        whole: told <= available,
        large: header.total == 0 || header.total > USUAL_MTU,
        end: start + told,
    });
    // A later fragment has no header of what it belongs to, unless the whole is known.
    if walk.datagram(header.offset, false) || header.offset == 0 {
        Next::Ip(header.protocol)
    } else {
        Next::End
    }
}

fn total_meaning(total: usize, available: usize) -> Say {
    match total {
        0 => say!("wire-ipv4-length-zero"),
        _ if total > USUAL_MTU && total <= available => {
            say!("wire-ip-length-offload", count = total)
        }
        _ if total < available => {
            let rest = available - total;
            say!("wire-ipv4-length-padding", count = total, rest = rest)
        }
        _ => say!("wire-ipv4-length", count = total),
    }
}

/// The flags, and what each means when it is set and when not.
const FLAGS: [(Named, &str, &str); 3] = [
    (RESERVED_BIT, "wire-reserved-set", "wire-reserved-zero"),
    (DONT_FRAGMENT_BIT, "wire-ipv4-df", "wire-ipv4-df-not"),
    (MORE_FRAGMENTS_BIT, "wire-ipv4-mf", "wire-ipv4-mf-not"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, digest, dissect};

    /// The example header of many a textbook: 172.16.10.99 → 172.16.10.12, checksum 0xb1e6.
    const HEAD: [u8; 20] = [
        0x45, 0, 0, 0x3c, 0x1c, 0x46, 0x40, 0, 0x40, 6, 0xb1, 0xe6, 0xac, 0x10, 0x0a, 0x63, 0xac,
        0x10, 0x0a, 0x0c,
    ];

    #[test]
    fn emit_writes_what_was_read() {
        let repr = Repr {
            src: Ipv4Addr::new(172, 16, 10, 99),
            dst: Ipv4Addr::new(172, 16, 10, 12),
            protocol: IpProtocol::TCP,
            ttl: 64,
            ident: 0x1c46,
            dont_fragment: true,
            traffic_class: 0,
            payload_len: 40,
        };
        let mut out = Vec::new();
        emit(&repr, &mut out);
        assert_eq!(out, HEAD);
    }

    #[test]
    fn bits_are_where_the_rfc_draws_them() {
        let tree = dissect(
            LinkType::RawIp,
            &HEAD,
            &Context {
                wire_length: 60,
                ..Context::default()
            },
        );
        let layer = &tree.layers[0];
        let bits: Vec<_> = layer.fields.iter().map(|f| f.bits.start).collect();
        assert_eq!(bits, [0, 4, 8, 14, 16, 32, 48, 51, 64, 72, 80, 96, 128]);
        assert_eq!(layer.fields[10].meaning, Some(say!("wire-checksum-right")));
        assert_eq!(layer.problem, None);
    }

    #[test]
    fn a_later_fragment_has_no_ports() {
        let mut piece = HEAD;
        piece[6..8].copy_from_slice(&[0, 5]);
        let mut bytes = piece.to_vec();
        bytes.extend([0; 40]);
        let facts = digest(LinkType::RawIp, &bytes);
        assert_eq!(
            (
                facts.fragment,
                facts.src_port,
                facts.transport,
                facts.payload_len
            ),
            (true, 0, Protocol::Tcp, 40)
        );
        let tree = dissect(LinkType::RawIp, &bytes, &Context::default());
        assert_eq!(
            tree.layers.iter().map(|l| l.protocol).collect::<Vec<_>>(),
            [Protocol::Ipv4, Protocol::Data]
        );
    }

    /// A UDP datagram under way by 10.0.0.9 to 10.0.0.2, its checksum as the sender worked it out.
    fn routed(pointer: u8) -> Vec<u8> {
        let mut udp = Vec::new();
        let ends = ["10.0.0.1", "10.0.0.2"].map(|a| a.parse().unwrap());
        crate::wire::udp::emit(
            &crate::wire::udp::Repr {
                src: ends[0],
                dst: ends[1],
                src_port: 7,
                dst_port: 9,
            },
            b"hello",
            &mut udp,
        );
        let mut bytes = vec![
            0x47, 0, 0, 41, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 9,
        ];
        bytes.extend([131, 7, pointer, 10, 0, 0, 2, 0]);
        bytes.extend(udp);
        bytes
    }

    #[test]
    fn under_a_source_route_the_checksum_counts_the_last_stop() {
        let wrong = |pointer| {
            let tree = dissect(LinkType::RawIp, &routed(pointer), &Context::default());
            tree.layers
                .iter()
                .find(|l| l.protocol == Protocol::Udp)
                .unwrap()
                .problem
                .is_some()
        };
        assert!(!wrong(4), "one stop left");
        assert!(wrong(8), "none left: the header names the last");
    }

    #[test]
    fn ttl_tells_the_hops() {
        assert_eq!(ip::hops_meaning(64), say!("wire-ttl-full", start = 64));
        assert_eq!(
            ip::hops_meaning(63),
            say!("wire-ttl-less", passed = 1, start = 64)
        );
        assert_eq!(
            ip::hops_meaning(120),
            say!("wire-ttl-less", passed = 8, start = 128)
        );
    }

    #[test]
    fn a_total_above_an_ethernet_frame_is_explained_not_blamed() {
        let mut bytes = HEAD.to_vec();
        bytes[2..4].copy_from_slice(&3000_u16.to_be_bytes());
        bytes.resize(3000, 0);
        let tree = dissect(LinkType::RawIp, &bytes, &Context::default());
        assert_eq!(
            tree.layers[0].fields[4].meaning,
            Some(say!("wire-ip-length-offload", count = 3000))
        );
    }
}
