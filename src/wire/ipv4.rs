//! IPv4 (RFC 791): from host to host, over any number of links.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use super::addr::address_kind;
use super::checksum::{Sum, Verdict, checksum};
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::ip;
use super::tree::{Head, Named};
use super::types::{ChecksumStatus, Direction, EtherType, IpProtocol};
use super::walk::{Carrier, Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Version (4 bits) and header length in words of four bytes (4 bits).
pub const VERSION_IHL: usize = 0;
/// Total Length.
pub const LENGTH: Range<usize> = 2..4;
/// Identification.
pub const IDENT: Range<usize> = 4..6;
/// Flags (3 bits) and Fragment Offset (13 bits).
pub const FRAGMENT: Range<usize> = 6..8;
/// Time to Live.
pub const TTL: usize = 8;
/// Protocol.
pub const PROTOCOL: usize = 9;
/// Header Checksum.
pub const CHECKSUM: Range<usize> = 10..12;
/// Source Address.
pub const SRC: Range<usize> = 12..16;
/// Destination Address.
pub const DST: Range<usize> = 16..20;
/// Length of a header without options.
pub const HEADER: usize = 20;

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
    let total = u16::try_from(repr.payload_len + 20).unwrap_or(u16::MAX);
    let fragment: u16 = if repr.dont_fragment { 0x4000 } else { 0 };
    let mut head = [0_u8; 20];
    head[0] = 0x45;
    head[1] = repr.traffic_class;
    head[2..4].copy_from_slice(&total.to_be_bytes());
    head[4..6].copy_from_slice(&repr.ident.to_be_bytes());
    head[6..8].copy_from_slice(&fragment.to_be_bytes());
    head[8] = repr.ttl;
    head[9] = repr.protocol.0;
    head[12..16].copy_from_slice(&repr.src.octets());
    head[16..20].copy_from_slice(&repr.dst.octets());
    let sum = checksum(&head);
    head[10..12].copy_from_slice(&sum.to_be_bytes());
    out.extend_from_slice(&head);
}

mod options;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ether(EtherType::IPV4), Claim::Ip(IpProtocol(4))],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let start = scan.at;
    let Some(head) = scan.take::<HEADER>() else {
        return Next::End;
    };
    let &[
        first,
        _,
        l0,
        l1,
        _,
        _,
        f0,
        f1,
        ttl,
        protocol,
        _,
        _,
        s0,
        s1,
        s2,
        s3,
        d0,
        d1,
        d2,
        d3,
    ] = head;
    let header = usize::from(first & 15) * 4;
    if first >> 4 != 4 || header < HEADER {
        return Next::End;
    }
    let out = &mut scan.out;
    out.protocol = Protocol::Ipv4;
    out.src = Some(IpAddr::V4(Ipv4Addr::new(s0, s1, s2, s3)));
    out.dst = Some(IpAddr::V4(Ipv4Addr::new(d0, d1, d2, d3)));
    out.ttl = ttl;
    // 0 is what Linux hands over for a segment above 64 KiB that the card will cut.
    let total = match usize::from(u16::from_be_bytes([l0, l1])) {
        0 => scan.end.saturating_sub(start),
        total => total,
    };
    scan.at = start + header;
    scan.end = (start + total).max(scan.at);
    out.payload_at = scan.at as u32;
    out.payload_len = (scan.end - scan.at) as u32;
    if total < header {
        return Next::End;
    }
    ip::carries(
        scan,
        IpProtocol(protocol),
        u16::from_be_bytes([f0, f1]) & 0x1fff != 0,
    )
}

const REFERENCE: &str = "RFC 791 §3.1";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let version = head.num(4, &Named("Version", "ip.version", REFERENCE), |n| match n {
        4 => say!("wire-ipv4-version"),
        _ => say!("wire-ip-version-wrong", version = n),
    });
    let header = 4 * head.num(
        4,
        &Named("Internet Header Length", "ip.hdr_len", REFERENCE),
        |n| {
            say!(
                "wire-ipv4-ihl",
                words = n,
                bytes = n * 4,
                options = (n * 4).saturating_sub(20)
            )
        },
    ) as usize;
    ip::traffic_class(&mut head, "ip.dsfield.dscp", "ip.dsfield.ecn");
    let available = walk.end - start;
    let total = head.num(16, &Named("Total Length", "ip.len", REFERENCE), |n| {
        total_meaning(n as usize, available)
    }) as usize;
    head.hex(
        16,
        &Named("Identification", "ip.id", "RFC 6864 §4"),
        |_| say!("wire-ipv4-id"),
    );
    let (more, offset) = fragment(&mut head);
    head.num(
        8,
        &Named("Time to Live", "ip.ttl", REFERENCE),
        ip::hops_meaning,
    );
    let protocol = head.num(8, &Named("Protocol", "ip.proto", REFERENCE), |n| {
        say!("wire-ip-protocol", what = ip::what(IpProtocol(n as u8)))
    });
    let verdict = verify(walk, start, header);
    walk.note_check(start..start + header, start + CHECKSUM.start, None, verdict);
    head.hex(
        16,
        &Named("Header Checksum", "ip.checksum", REFERENCE),
        |_| verdict.say(),
    );
    let src = head.ipv4(&Named("Source Address", "ip.src", REFERENCE), |a| {
        say!("wire-ip-src", kind = address_kind(a.into()))
    });
    let dst = head.ipv4(&Named("Destination Address", "ip.dst", REFERENCE), |a| {
        say!("wire-ip-dst", kind = address_kind(a.into()))
    });
    let read = !head.is_bad();
    if read {
        if version != 4 {
            head.problem(
                start,
                "Version",
                say!("wire-ip-version-wrong", version = version),
            );
        } else if header < HEADER {
            head.problem(
                start,
                "Internet Header Length",
                say!("wire-ipv4-ihl-short", bytes = header),
            );
        }
    }
    let sound = !head.is_bad();
    if sound {
        options::options(&mut head, start + header);
        check_total(&mut head, walk, start, header, total);
    }
    verdict.note(&mut head, start + CHECKSUM.start, "Header Checksum");
    let fragmented = more || offset > 0;
    let line = line(
        src,
        dst,
        IpProtocol(protocol as u8),
        fragmented.then_some(offset),
    );
    let reached = head.at();
    walk.push(head.layer(Protocol::Ipv4, line));
    if !sound || reached < start + header || (total != 0 && total < header) {
        return Next::End;
    }
    let told = if total == 0 { available } else { total };
    walk.narrow(start + told);
    let last_stop = last_stop(
        walk.bytes
            .get(start + HEADER..start + header)
            .unwrap_or_default(),
    );
    walk.carrier = Some(Carrier {
        src: src.into(),
        dst: last_stop.unwrap_or(dst).into(),
        fragment: fragmented,
        whole: told <= available,
        large: total == 0 || total > USUAL_MTU,
        end: start + told,
    });
    if walk.datagram(offset, false) {
        return Next::Ip(IpProtocol(protocol as u8));
    }
    if offset > 0 {
        Next::End
    } else {
        Next::Ip(IpProtocol(protocol as u8))
    }
}

/// Where a source route with stops left ends. Until then the header names the next stop, but the
/// checksums of TCP and UDP count the last one (RFC 1122 §3.2.1.8).
fn last_stop(mut options: &[u8]) -> Option<Ipv4Addr> {
    while let [kind, rest @ ..] = options {
        match kind {
            0 => return None,
            1 => options = rest,
            _ => {
                let length = usize::from(*rest.first()?);
                let data = options.get(2..length)?;
                if let (131 | 137, [pointer, stops @ ..]) = (kind, data) {
                    let left = usize::from(*pointer) < length;
                    return stops
                        .last_chunk::<4>()
                        .filter(|_| left)
                        .map(|stop| Ipv4Addr::from(*stop));
                }
                options = options.get(length..)?;
            }
        }
    }
    None
}

fn line(src: Ipv4Addr, dst: Ipv4Addr, protocol: IpProtocol, offset: Option<usize>) -> Say {
    let (src, dst, what) = (src.to_string(), dst.to_string(), ip::what(protocol));
    match offset {
        None => say!(
            "wire-ip-line",
            version = "IPv4",
            src = src,
            dst = dst,
            what = what
        ),
        Some(offset) => say!(
            "wire-ip-line-fragment",
            version = "IPv4",
            src = src,
            dst = dst,
            what = what,
            offset = offset
        ),
    }
}

/// Ethernet's usual limit for what a frame carries.
const USUAL_MTU: usize = 1500;

fn total_meaning(total: usize, available: usize) -> Say {
    match total {
        0 => say!("wire-ipv4-length-zero"),
        _ if total > USUAL_MTU && total <= available => {
            say!("wire-ip-length-offload", count = total)
        }
        _ if total < available => say!(
            "wire-ipv4-length-padding",
            count = total,
            rest = available - total
        ),
        _ => say!("wire-ipv4-length", count = total),
    }
}

fn check_total(head: &mut Head<'_>, walk: &Walk<'_>, start: usize, header: usize, total: usize) {
    let available = walk.end - start;
    if total != 0 && total < header {
        head.problem(
            start + LENGTH.start,
            "Total Length",
            say!("wire-length-short", told = total, least = header),
        );
    } else if total > available && !walk.quoted && !walk.is_cut() {
        head.problem(
            start + LENGTH.start,
            "Total Length",
            say!("wire-length-lies", told = total, have = available),
        );
    }
}

/// Flags and Fragment Offset: whether more pieces follow, and where this one belongs, in bytes.
fn fragment(head: &mut Head<'_>) -> (bool, usize) {
    let mut more = false;
    head.group(&Named("Flags", "ip.flags", REFERENCE), |head| {
        head.flag(&Named("Reserved", "ip.flags.rb", REFERENCE), |set| {
            if set {
                say!("wire-reserved-set")
            } else {
                say!("wire-reserved-zero")
            }
        });
        head.flag(&Named("Don't Fragment", "ip.flags.df", REFERENCE), |set| {
            if set {
                say!("wire-ipv4-df")
            } else {
                say!("wire-ipv4-df-not")
            }
        });
        more = head.flag(&Named("More Fragments", "ip.flags.mf", REFERENCE), |set| {
            if set {
                say!("wire-ipv4-mf")
            } else {
                say!("wire-ipv4-mf-not")
            }
        });
        (Value::Group, say!("wire-ipv4-flags"))
    });
    let offset = head.num(
        13,
        &Named("Fragment Offset", "ip.frag_offset", REFERENCE),
        |n| match n {
            0 if more => say!("wire-ip-offset-first"),
            0 => say!("wire-ip-offset-none"),
            _ => say!("wire-ip-offset", bytes = n * 8),
        },
    );
    (more, offset as usize * 8)
}

/// How the header's own checksum stands.
fn verify(walk: &Walk<'_>, start: usize, header: usize) -> Verdict {
    let Some(bytes) = walk
        .bytes
        .get(start..start + header)
        .filter(|b| b.len() >= HEADER && start + header <= walk.end)
    else {
        return Verdict::Cut;
    };
    let mut sum = Sum::new();
    sum.add(bytes.get(..CHECKSUM.start).unwrap_or_default());
    sum.add(bytes.get(CHECKSUM.end..).unwrap_or_default());
    let should = sum.finish();
    match bytes.get(CHECKSUM) {
        Some(&[a, b]) if u16::from_be_bytes([a, b]) == should => Verdict::Right,
        // Cards that cut segments write each piece's header, so its sum is theirs too.
        Some([0, 0])
            if walk.context.direction == Direction::Out
                || walk.context.checksum == ChecksumStatus::NotReady
                || matches!(bytes.get(LENGTH), Some([0, 0])) =>
        {
            Verdict::Card
        }
        _ => Verdict::Wrong(should),
    }
}

/// Reads an option's length byte; gives how many bytes of data follow. A length that cannot be
/// is noted as a problem and takes all that is left.
pub(super) fn option_length(head: &mut Head<'_>, named: &Named, at: usize) -> usize {
    let length = head.num(8, named, |n| say!("wire-option-length", count = n)) as usize;
    let left = head.left();
    if length < 2 || length - 2 > left {
        head.problem(
            at + 1,
            "Length",
            say!("wire-option-length-wrong", told = length),
        );
        return left;
    }
    length - 2
}

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
