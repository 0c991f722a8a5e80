//! IPv6 and its extension headers (RFC 8200).

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use super::addr::address_kind;
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::ip;
use super::tree::{Head, Named};
use super::types::{EtherType, IpProtocol};
use super::walk::{Carrier, Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Version (4 bits), Traffic Class (8), Flow Label (20).
pub const FIRST: Range<usize> = 0..4;
/// Payload Length.
pub const LENGTH: Range<usize> = 4..6;
/// Next Header.
pub const NEXT: usize = 6;
/// Hop Limit.
pub const HOPS: usize = 7;
/// Source Address.
pub const SRC: Range<usize> = 8..24;
/// Destination Address.
pub const DST: Range<usize> = 24..40;
/// Length of the header without extensions.
pub const HEADER: usize = 40;

const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const AUTHENTICATION: u8 = 51;
const DESTINATION: u8 = 60;
const NO_NEXT: u8 = 59;

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
    let first = 6 << 28 | u32::from(repr.traffic_class) << 20 | (repr.flow_label & 0xf_ffff);
    out.extend_from_slice(&first.to_be_bytes());
    out.extend_from_slice(
        &u16::try_from(repr.payload_len)
            .unwrap_or(u16::MAX)
            .to_be_bytes(),
    );
    out.extend_from_slice(&[repr.next_header.0, repr.hop_limit]);
    out.extend_from_slice(&repr.src.octets());
    out.extend_from_slice(&repr.dst.octets());
}

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ether(EtherType::IPV6), Claim::Ip(IpProtocol(41))],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let Some(head) = scan.take::<HEADER>() else {
        return Next::End;
    };
    let &[first, _, _, _, l0, l1, next, hops, ref addresses @ ..] = head;
    if first >> 4 != 6 {
        return Next::End;
    }
    let (src, dst) = addresses.split_at(16);
    let address = |bytes: &[u8]| {
        <[u8; 16]>::try_from(bytes)
            .ok()
            .map(|b| IpAddr::V6(Ipv6Addr::from(b)))
    };
    let out = &mut scan.out;
    out.protocol = Protocol::Ipv6;
    (out.src, out.dst, out.ttl) = (address(src), address(dst), hops);
    // 0 is a jumbogram, or a segment above 64 KiB that the card will cut.
    let length = usize::from(u16::from_be_bytes([l0, l1]));
    if length > 0 || next == NO_NEXT {
        scan.end = scan.at + length;
    }
    let (next, later) = skip_extensions(scan, next);
    scan.out.payload_at = scan.at as u32;
    scan.out.payload_len = scan.end.saturating_sub(scan.at) as u32;
    ip::carries(scan, IpProtocol(next), later)
}

/// Moves over the extension headers; gives what follows and whether it is a later piece.
fn skip_extensions(scan: &mut Scan<'_>, mut next: u8) -> (u8, bool) {
    while is_extension(next) && scan.at < scan.end {
        let Some(&[following, length, offset, low]) =
            scan.bytes.get(scan.at..).and_then(<[u8]>::first_chunk)
        else {
            break;
        };
        scan.at += extension_length(next, length);
        if next == FRAGMENT && u16::from_be_bytes([offset, low]) >> 3 != 0 {
            return (following, true);
        }
        next = following;
    }
    (next, false)
}

const fn is_extension(next: u8) -> bool {
    matches!(
        next,
        HOP_BY_HOP | ROUTING | FRAGMENT | AUTHENTICATION | DESTINATION
    )
}

/// An extension header's length in bytes, from its type and length byte (RFC 8200 §4, RFC 4302 §2.2).
const fn extension_length(kind: u8, length: u8) -> usize {
    match kind {
        FRAGMENT => 8,
        AUTHENTICATION => (length as usize + 2) * 4,
        _ => (length as usize + 1) * 8,
    }
}

const REFERENCE: &str = "RFC 8200 §3";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let version = head.num(
        4,
        &Named("Version", "ipv6.version", REFERENCE),
        |n| match n {
            6 => say!("wire-ipv6-version"),
            _ => say!("wire-ip-version-wrong", version = n),
        },
    );
    ip::traffic_class(&mut head, "ipv6.tclass.dscp", "ipv6.tclass.ecn");
    head.hex(
        20,
        &Named("Flow Label", "ipv6.flow", "RFC 6437 §2"),
        |n| match n {
            0 => say!("wire-ipv6-flow-none"),
            _ => say!("wire-ipv6-flow"),
        },
    );
    let available = (walk.end - start).saturating_sub(HEADER);
    let length = head.num(16, &Named("Payload Length", "ipv6.plen", REFERENCE), |n| {
        length_meaning(n as usize, available)
    }) as usize;
    let next = head.num(
        8,
        &Named("Next Header", "ipv6.nxt", REFERENCE),
        next_meaning,
    ) as u8;
    head.num(
        8,
        &Named("Hop Limit", "ipv6.hlim", REFERENCE),
        ip::hops_meaning,
    );
    let src = head.ipv6(&Named("Source Address", "ipv6.src", REFERENCE), |a| {
        say!("wire-ip-src", kind = address_kind(a.into()))
    });
    let dst = head.ipv6(&Named("Destination Address", "ipv6.dst", REFERENCE), |a| {
        say!("wire-ip-dst", kind = address_kind(a.into()))
    });
    let read = !head.is_bad();
    let told = if length == 0 && next != NO_NEXT {
        available
    } else {
        length
    };
    if read && version != 6 {
        head.problem(
            start,
            "Version",
            say!("wire-ip-version-wrong", version = version),
        );
    }
    let mut way = Way {
        next,
        offset: None,
        more: false,
        detour: false,
    };
    if read && version == 6 {
        head.limit(start + HEADER + told);
        extensions(&mut head, &mut way);
        if told > available && !walk.quoted && !walk.is_cut() {
            head.problem(
                start + LENGTH.start,
                "Payload Length",
                say!("wire-length-lies", told = told, have = available),
            );
        }
    }
    let sound = read && version == 6 && !way_cut(&head, way.next);
    let line = line(src, dst, &way);
    walk.push(head.layer(Protocol::Ipv6, line));
    if !read || version != 6 {
        return Next::End;
    }
    walk.narrow(start + HEADER + told);
    let fragment = way.more || way.offset.is_some_and(|o| o > 0);
    walk.carrier = Some(Carrier {
        src: src.into(),
        dst: dst.into(),
        fragment,
        whole: told <= available && !way.detour,
        large: length == 0 || HEADER + told > 1500,
        end: start + HEADER + told,
    });
    if sound && walk.datagram(way.offset.unwrap_or(0), true) {
        return Next::Ip(IpProtocol(way.next));
    }
    if !sound || way.offset.is_some_and(|o| o > 0) {
        Next::End
    } else {
        Next::Ip(IpProtocol(way.next))
    }
}

/// Did the bytes end inside the extension headers?
fn way_cut(head: &Head<'_>, next: u8) -> bool {
    is_extension(next) && head.left() == 0
}

fn line(src: Ipv6Addr, dst: Ipv6Addr, way: &Way) -> Say {
    let (src, dst, what) = (
        src.to_string(),
        dst.to_string(),
        ip::what(IpProtocol(way.next)),
    );
    match way.offset {
        None => say!(
            "wire-ip-line",
            version = "IPv6",
            src = src,
            dst = dst,
            what = what
        ),
        Some(offset) => say!(
            "wire-ip-line-fragment",
            version = "IPv6",
            src = src,
            dst = dst,
            what = what,
            offset = offset
        ),
    }
}

fn length_meaning(length: usize, available: usize) -> Say {
    match length {
        0 if available > 0 => say!("wire-ipv6-length-zero"),
        _ if length + HEADER > 1500 && length <= available => {
            say!("wire-ip-length-offload", count = length)
        }
        _ => say!("wire-ipv6-length", count = length),
    }
}

fn next_meaning(next: u64) -> Say {
    match next as u8 {
        NO_NEXT => say!("wire-ipv6-no-next"),
        next => say!("wire-ip-protocol", what = ip::what(IpProtocol(next))),
    }
}

/// Where the chain of extension headers leads.
struct Way {
    next: u8,
    /// Place of this piece, in bytes; `None`: not a piece.
    offset: Option<usize>,
    more: bool,
    /// A routing header with stops left: the checksum counts the last stop, not the next.
    detour: bool,
}

fn extensions(head: &mut Head<'_>, way: &mut Way) {
    while is_extension(way.next) && head.left() > 0 && way.offset.is_none_or(|o| o == 0) {
        let kind = way.next;
        let (name, filter, reference) = match kind {
            HOP_BY_HOP => ("Hop-by-Hop Options Header", "ipv6.hopopts", "RFC 8200 §4.3"),
            ROUTING => ("Routing Header", "ipv6.routing", "RFC 8200 §4.4"),
            FRAGMENT => ("Fragment Header", "ipv6.fraghdr", "RFC 8200 §4.5"),
            AUTHENTICATION => ("Authentication Header", "ah", "RFC 4302 §2"),
            _ => (
                "Destination Options Header",
                "ipv6.dstopts",
                "RFC 8200 §4.6",
            ),
        };
        head.group(&Named(name, filter, reference), |head| {
            let length = head
                .slice(head.at() + 1, head.at() + 2)
                .first()
                .copied()
                .unwrap_or(0);
            let rest = match kind {
                AUTHENTICATION => Named("Integrity Check Value", "ah.icv", reference),
                ROUTING => Named("Type-specific data", "ipv6.routing.unknown_data", reference),
                _ => Named("Data", "", reference),
            };
            head.within(
                extension_length(kind, length),
                &rest,
                say!("wire-ipv6-ext-data"),
                |head| {
                    extension(head, kind, way, reference);
                },
            );
            (Value::Group, extension_meaning(kind))
        });
    }
}

fn extension_meaning(kind: u8) -> Say {
    match kind {
        HOP_BY_HOP => say!("wire-ipv6-hopopts"),
        ROUTING => say!("wire-ipv6-routing"),
        FRAGMENT => say!("wire-ipv6-fragment"),
        AUTHENTICATION => say!("wire-ipv6-ah"),
        _ => say!("wire-ipv6-dstopts"),
    }
}

fn extension(head: &mut Head<'_>, kind: u8, way: &mut Way, reference: &'static str) {
    let [next, length] = match kind {
        HOP_BY_HOP => ["ipv6.hopopts.nxt", "ipv6.hopopts.len"],
        ROUTING => ["ipv6.routing.nxt", "ipv6.routing.len"],
        FRAGMENT => ["ipv6.fraghdr.nxt", ""],
        AUTHENTICATION => ["ah.next_header", "ah.length"],
        _ => ["ipv6.dstopts.nxt", "ipv6.dstopts.len"],
    };
    way.next = head.num(8, &Named("Next Header", next, reference), next_meaning) as u8;
    if kind == FRAGMENT {
        head.num(
            8,
            &Named("Reserved", "ipv6.fraghdr.reserved_octet", reference),
            |_| say!("wire-reserved-zero"),
        );
        let offset = head.num(
            13,
            &Named("Fragment Offset", "ipv6.fraghdr.offset", reference),
            |n| match n {
                0 => say!("wire-ip-offset-first"),
                _ => say!("wire-ip-offset", bytes = n * 8),
            },
        );
        head.num(
            2,
            &Named("Reserved", "ipv6.fraghdr.reserved_bits", reference),
            |_| say!("wire-reserved-zero"),
        );
        way.more = head.flag(&Named("M Flag", "ipv6.fraghdr.more", reference), |set| {
            if set {
                say!("wire-ipv4-mf")
            } else {
                say!("wire-ipv4-mf-not")
            }
        });
        head.hex(
            32,
            &Named("Identification", "ipv6.fraghdr.ident", reference),
            |_| say!("wire-ipv6-frag-id"),
        );
        way.offset = Some(offset as usize * 8);
        return;
    }
    head.num(8, &Named("Hdr Ext Len", length, reference), |n| {
        say!(
            "wire-ipv6-ext-length",
            bytes = extension_length(kind, n as u8)
        )
    });
    match kind {
        ROUTING => {
            let routing = head.num(
                8,
                &Named("Routing Type", "ipv6.routing.type", reference),
                |n| match n {
                    0 => say!("wire-ipv6-routing-old"),
                    2 => say!("wire-ipv6-routing-mobile"),
                    4 => say!("wire-ipv6-routing-segments"),
                    _ => say!("wire-ipv6-routing-type"),
                },
            );
            let left = head.num(
                8,
                &Named("Segments Left", "ipv6.routing.segleft", reference),
                |n| say!("wire-ipv6-segments", count = n),
            );
            way.detour |= left > 0;
            stops(head, routing);
        }
        AUTHENTICATION => {
            head.num(16, &Named("Reserved", "ah.reserved", reference), |_| {
                say!("wire-reserved-zero")
            });
            head.hex(
                32,
                &Named("Security Parameters Index", "ah.spi", reference),
                |_| say!("wire-ah-spi"),
            );
            head.num(
                32,
                &Named("Sequence Number", "ah.sequence", reference),
                |_| say!("wire-ah-seq"),
            );
        }
        _ => options(head, reference),
    }
}

/// The list of stops, for the kinds of routing header that are known.
fn stops(head: &mut Head<'_>, kind: u64) {
    let (reference, filter) = match kind {
        0 => ("RFC 2460 §4.4", "ipv6.routing.src.addr"),
        2 => ("RFC 6275 §6.4.1", "ipv6.routing.mipv6.home_address"),
        4 => ("RFC 8754 §2", "ipv6.routing.srh.addr"),
        _ => return,
    };
    let mut count = usize::MAX;
    if kind == 4 {
        let last = head.num(
            8,
            &Named("Last Entry", "ipv6.routing.srh.last_entry", reference),
            |n| say!("wire-ipv6-last-entry", number = n.to_string()),
        );
        count = last as usize + 1;
        head.hex(
            8,
            &Named("Flags", "ipv6.routing.srh.flags", reference),
            |_| say!("wire-ipv6-segment-flags"),
        );
        head.hex(16, &Named("Tag", "ipv6.routing.srh.tag", reference), |_| {
            say!("wire-ipv6-segment-tag")
        });
    } else {
        let filter = if kind == 0 {
            "ipv6.routing.src.reserved"
        } else {
            "ipv6.routing.mipv6.reserved"
        };
        head.hex(32, &Named("Reserved", filter, reference), |_| {
            say!("wire-reserved-zero")
        });
    }
    while head.left() >= 16 && count > 0 {
        head.ipv6(&Named("Address", filter, reference), |_| {
            say!("wire-ipv6-stop")
        });
        count -= 1;
    }
}

fn options(head: &mut Head<'_>, reference: &'static str) {
    while head.left() > 0 {
        let at = head.at();
        let kind = head.slice(at, at + 1).first().copied().unwrap_or(0);
        if kind == 0 {
            head.num(8, &Named("Pad1", "ipv6.opt.pad1", reference), |_| {
                say!("wire-ipv6-pad")
            });
            continue;
        }
        head.group(&Named("Option", "ipv6.opt", reference), |head| {
            head.hex(8, &Named("Option Type", "ipv6.opt.type", reference), |n| {
                option_meaning(n as u8)
            });
            // Unlike IPv4's, this length does not count the type and itself.
            let length = head.num(
                8,
                &Named("Opt Data Len", "ipv6.opt.length", reference),
                |n| say!("wire-ipv6-option-length", count = n),
            ) as usize;
            match (kind, length) {
                (5, 2) => {
                    head.num(
                        16,
                        &Named("Value", "ipv6.opt.router_alert", "RFC 2711 §2.1"),
                        |n| match n {
                            0 => say!("wire-ipv6-alert-mld"),
                            _ => say!("wire-ipv6-router-alert"),
                        },
                    );
                }
                (0xc2, 4) => {
                    head.num(
                        32,
                        &Named("Jumbo Payload Length", "ipv6.opt.jumbo", "RFC 2675 §2"),
                        |n| say!("wire-ipv6-length", count = n),
                    );
                }
                _ => {
                    let filter = if kind == 1 {
                        "ipv6.opt.padn"
                    } else {
                        "ipv6.opt.unknown"
                    };
                    head.bytes(length, &Named("Option Data", filter, reference), |_| {
                        (Value::Bytes, say!("wire-option-data", count = length))
                    });
                }
            }
            (Value::Group, option_meaning(kind))
        });
    }
}

fn option_meaning(kind: u8) -> Say {
    match kind {
        1 => say!("wire-ipv6-pad"),
        5 => say!("wire-ipv6-router-alert"),
        0xc2 => say!("wire-ipv6-jumbo"),
        _ => say!("wire-option-unknown", number = kind.to_string()),
    }
}
