//! UDP (RFC 768): ports, a length, a checksum, and nothing else.

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::{Sum, Verdict};
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::ports::service;
use super::tree::Named;
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
    let length = u16::try_from(payload.len() + 8).unwrap_or(u16::MAX);
    let mut head = [0_u8; 8];
    head[0..2].copy_from_slice(&repr.src_port.to_be_bytes());
    head[2..4].copy_from_slice(&repr.dst_port.to_be_bytes());
    head[4..6].copy_from_slice(&length.to_be_bytes());
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::UDP, u32::from(length));
    sum.add(&head);
    sum.add(payload);
    // A sum that comes out as 0 is sent as all ones: 0 would say 'no checksum' (RFC 768).
    let sum = match sum.finish() {
        0 => 0xffff,
        other => other,
    };
    head[6..8].copy_from_slice(&sum.to_be_bytes());
    out.extend_from_slice(&head);
    out.extend_from_slice(payload);
}

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ip(IpProtocol::UDP)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let Some(&[s0, s1, d0, d1, l0, l1, _, _]) = scan.take::<HEADER>() else {
        return Next::End;
    };
    let (src, dst) = (u16::from_be_bytes([s0, s1]), u16::from_be_bytes([d0, d1]));
    let told = usize::from(u16::from_be_bytes([l0, l1]));
    // UDP's own length may be smaller than IP's; 0 is a jumbogram or one that the card will cut.
    let length = if told < HEADER {
        usize::MAX
    } else {
        told - HEADER
    };
    let out = &mut scan.out;
    (out.protocol, out.src_port, out.dst_port) = (Protocol::Udp, src, dst);
    out.payload_at = scan.at as u32;
    out.payload_len = scan.end.saturating_sub(scan.at).min(length) as u32;
    Next::Ports(Protocol::Udp, src, dst)
}

const REFERENCE: &str = "RFC 768";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let src = head.num(16, &Named("Source Port", "udp.srcport", REFERENCE), |n| {
        port_meaning(Protocol::Udp, n as u16, true)
    }) as u16;
    let dst = head.num(
        16,
        &Named("Destination Port", "udp.dstport", REFERENCE),
        |n| port_meaning(Protocol::Udp, n as u16, false),
    ) as u16;
    let available = walk.end - start;
    let told = head.num(16, &Named("Length", "udp.length", REFERENCE), |n| match n {
        0 => say!("wire-udp-length-zero"),
        _ => say!("wire-udp-length", count = n, payload = n.saturating_sub(8)),
    }) as usize;
    let v6 = walk.carrier.is_some_and(|c| c.src.is_ipv6());
    let length = if told == 0 { available } else { told };
    let none = matches!(
        walk.bytes.get(start + CHECKSUM.start..start + CHECKSUM.end),
        Some([0, 0])
    );
    let verdict = if none {
        walk.note_check(
            start..start + length,
            start + CHECKSUM.start,
            None,
            Verdict::Unused,
        );
        Verdict::Unused
    } else {
        walk.verify(IpProtocol::UDP, start, start + CHECKSUM.start, length)
    };
    head.hex(
        16,
        &Named("Checksum", "udp.checksum", REFERENCE),
        |n| match n {
            0 if v6 => say!("wire-udp-checksum-needed"),
            0 => say!("wire-udp-checksum-none"),
            _ => verdict.say(),
        },
    );
    let read = !head.is_bad();
    if read && told != 0 && told < HEADER {
        head.problem(
            start + LENGTH.start,
            "Length",
            say!("wire-length-short", told = told, least = HEADER),
        );
    } else if read && told > available && complete(walk) {
        head.problem(
            start + LENGTH.start,
            "Length",
            say!("wire-length-lies", told = told, have = available),
        );
    } else if read && none && v6 && !walk.quoted {
        head.problem(
            start + CHECKSUM.start,
            "Checksum",
            say!("wire-udp-checksum-needed"),
        );
    }
    verdict.note(&mut head, start + CHECKSUM.start, "Checksum");
    let payload = length.saturating_sub(HEADER);
    let line = say!(
        "wire-udp-line",
        src = src.to_string(),
        dst = dst.to_string(),
        count = payload
    );
    walk.push(head.layer(Protocol::Udp, line));
    if !read || length < HEADER {
        return Next::End;
    }
    walk.narrow(start + length);
    Next::Ports(Protocol::Udp, src, dst)
}

/// Should all bytes that a length promises be here?
pub(super) fn complete(walk: &Walk<'_>) -> bool {
    !walk.quoted && walk.carrier.is_some_and(|c| c.whole && !c.fragment)
}

/// What a port number tells.
pub(super) fn port_meaning(transport: Protocol, port: u16, source: bool) -> Say {
    let kind = match (service(transport, port), port) {
        (Some(name), _) => say!("wire-port-service", name = name),
        (None, 0) => say!("wire-port-zero"),
        (None, 1..=1023) => say!("wire-port-system"),
        // Linux takes its own from 32768 on (ip_local_port_range), others from 49152 on (RFC 6335).
        (None, 32768..) => say!("wire-port-dynamic"),
        (None, _) => say!("wire-port-user"),
    };
    if source {
        say!("wire-port-from", kind = kind)
    } else {
        say!("wire-port-to", kind = kind)
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
