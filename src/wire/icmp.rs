//! ICMP (RFC 792): IP's own messages: errors, and 'are you there?'.

use std::ops::Range;

use super::digest::{Detail, Protocol};
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named};
use super::types::{EtherType, IpProtocol};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Echo reply.
pub const ECHO_REPLY: u8 = 0;
/// Destination unreachable.
pub const UNREACHABLE: u8 = 3;
/// Redirect.
pub const REDIRECT: u8 = 5;
/// Echo request.
pub const ECHO: u8 = 8;
/// Time exceeded.
pub const TIME_EXCEEDED: u8 = 11;
/// Parameter problem.
pub const PARAMETER: u8 = 12;

/// Type.
pub const TYPE: usize = 0;
/// Code.
pub const CODE: usize = 1;
/// Checksum.
pub const CHECKSUM: Range<usize> = 2..4;
/// Identifier of an echo.
pub const IDENT: Range<usize> = 4..6;
/// Sequence number of an echo.
pub const SEQ: Range<usize> = 6..8;
/// Length of the header.
pub const HEADER: usize = 8;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ip(IpProtocol::ICMP)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    gather(scan, Protocol::Icmp, [ECHO, ECHO_REPLY])
}

/// The facts of ICMP and ICMPv6 alike; `echoes` are the types of echo request and reply.
pub(super) fn gather(scan: &mut Scan<'_>, protocol: Protocol, echoes: [u8; 2]) -> Next {
    let at = scan.at;
    if let Some(&[kind, code, _, _]) = scan.take::<4>() {
        let (mut ident, mut seq) = (0, 0);
        if echoes.contains(&kind)
            && let Some(&[i0, i1, s0, s1]) = scan.take::<4>()
        {
            (ident, seq) = (u16::from_be_bytes([i0, i1]), u16::from_be_bytes([s0, s1]));
        }
        scan.out.protocol = protocol;
        scan.out.detail = Detail::Icmp {
            kind,
            code,
            ident,
            seq,
        };
        scan.out.payload_at = (at + HEADER) as u32;
        scan.out.payload_len = scan.end.saturating_sub(at + HEADER) as u32;
    }
    Next::End
}

const REFERENCE: &str = "RFC 792";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let kind = head.num(8, &Named("Type", "icmp.type", REFERENCE), |n| {
        kind_meaning(n as u8)
    }) as u8;
    let code = head.num(8, &Named("Code", "icmp.code", REFERENCE), |n| {
        code_meaning(kind, n as u8)
    }) as u8;
    let verdict = walk.verify(
        IpProtocol::ICMP,
        start,
        start + CHECKSUM.start,
        walk.end - start,
    );
    head.hex(16, &Named("Checksum", "icmp.checksum", REFERENCE), |_| {
        verdict.say()
    });
    match kind {
        ECHO | ECHO_REPLY | 13..=18 => {
            head.num(16, &Named("Identifier", "icmp.ident", REFERENCE), |_| {
                say!("wire-icmp-ident")
            });
            head.num(16, &Named("Sequence Number", "icmp.seq", REFERENCE), |n| {
                say!("wire-icmp-seq", number = n.to_string())
            });
        }
        UNREACHABLE if code == 4 => {
            unused(&mut head, 16);
            head.num(
                16,
                &Named("Next-Hop MTU", "icmp.mtu", "RFC 1191 §4"),
                |n| say!("wire-icmp-mtu", count = n),
            );
        }
        9 => advertisement(&mut head),
        REDIRECT => {
            head.ipv4(
                &Named("Gateway Internet Address", "icmp.redir_gw", REFERENCE),
                |_| say!("wire-icmp-gateway"),
            );
        }
        PARAMETER => {
            head.num(8, &Named("Pointer", "icmp.pointer", REFERENCE), |n| {
                say!("wire-icmp-pointer", byte = n)
            });
            unused(&mut head, 24);
        }
        _ => unused(&mut head, 32),
    }
    if matches!(kind, 13 | 14) {
        for named in [
            Named("Originate Timestamp", "icmp.originate_timestamp", REFERENCE),
            Named("Receive Timestamp", "icmp.receive_timestamp", REFERENCE),
            Named("Transmit Timestamp", "icmp.transmit_timestamp", REFERENCE),
        ] {
            head.num(32, &named, |_| say!("wire-icmp-timestamp"));
        }
    }
    if matches!(kind, 17 | 18) {
        head.ipv4(
            &Named("Address Mask", "icmp.address_mask", "RFC 950"),
            |a| say!("wire-dhcp-mask-bits", bits = u32::from(a).leading_ones()),
        );
    }
    let bad = head.is_bad();
    verdict.note(&mut head, start + CHECKSUM.start, "Checksum");
    walk.push(head.layer(Protocol::Icmp, sentence(kind, code)));
    quote(
        walk,
        bad || !matches!(kind, UNREACHABLE | REDIRECT | TIME_EXCEEDED | PARAMETER | 4),
        EtherType::IPV4,
    )
}

/// Routers of this link, each with a preference (RFC 1256 §3.1); IPv6 made this an everyday thing.
fn advertisement(head: &mut Head<'_>) {
    const ROUTERS: &str = "RFC 1256 §3.1";
    let count = head.num(8, &Named("Num Addrs", "icmp.num_addrs", ROUTERS), |n| {
        say!("wire-icmp-routers", count = n)
    });
    let words = head.num(
        8,
        &Named("Addr Entry Size", "icmp.addr_entry_size", ROUTERS),
        |n| say!("wire-icmp-entry", count = n * 4),
    );
    head.num(16, &Named("Lifetime", "icmp.lifetime", ROUTERS), |n| {
        say!("wire-lifetime", seconds = n)
    });
    for _ in 0..count {
        if words != 2 || head.is_bad() {
            break;
        }
        head.ipv4(
            &Named("Router Address", "icmp.router_address", ROUTERS),
            |_| say!("wire-dhcp-router"),
        );
        head.hex(
            32,
            &Named("Preference Level", "icmp.pref_level", ROUTERS),
            |_| say!("wire-icmp-preference"),
        );
    }
}

/// What follows an error is the beginning of the packet that it is about.
pub(super) fn quote(walk: &mut Walk<'_>, no: bool, kind: EtherType) -> Next {
    if no || walk.at >= walk.end {
        return Next::End;
    }
    walk.quoted = true;
    Next::Ether(kind)
}

fn unused(head: &mut Head<'_>, bits: usize) {
    head.bytes(bits / 8, &Named("Unused", "icmp.unused", REFERENCE), |_| {
        (Value::Bytes, say!("wire-icmp-unused"))
    });
}

fn kind_meaning(kind: u8) -> Say {
    match kind {
        ECHO_REPLY => say!("wire-icmp-echo-reply"),
        UNREACHABLE => say!("wire-icmp-unreachable"),
        4 => say!("wire-icmp-quench"),
        REDIRECT => say!("wire-icmp-redirect"),
        ECHO => say!("wire-icmp-echo"),
        9 => say!("wire-icmp-router-advert"),
        10 => say!("wire-icmp-router-solicit"),
        TIME_EXCEEDED => say!("wire-icmp-time"),
        PARAMETER => say!("wire-icmp-parameter"),
        13 => say!("wire-icmp-stamp"),
        14 => say!("wire-icmp-stamp-reply"),
        17 => say!("wire-icmp-mask"),
        18 => say!("wire-icmp-mask-reply"),
        other => say!("wire-icmp-other", number = other.to_string()),
    }
}

/// What a code says within its type.
#[must_use]
pub fn code_meaning(kind: u8, code: u8) -> Say {
    match (kind, code) {
        (UNREACHABLE, 0) => say!("wire-unreach-net"),
        (UNREACHABLE, 1) => say!("wire-unreach-host"),
        (UNREACHABLE, 6) => say!("wire-unreach-net-unknown"),
        (UNREACHABLE, 7) => say!("wire-unreach-host-unknown"),
        (UNREACHABLE, 8) => say!("wire-unreach-isolated"),
        (UNREACHABLE, 11 | 12) => say!("wire-unreach-tos"),
        (UNREACHABLE, 2) => say!("wire-unreach-protocol"),
        (UNREACHABLE, 3) => say!("wire-unreach-port"),
        (UNREACHABLE, 4) => say!("wire-unreach-frag"),
        (UNREACHABLE, 5) => say!("wire-unreach-route"),
        (UNREACHABLE, 9 | 10 | 13) => say!("wire-unreach-prohibited"),
        (TIME_EXCEEDED, 0) => say!("wire-time-ttl"),
        (TIME_EXCEEDED, 1) => say!("wire-time-reassembly"),
        (UNREACHABLE, 14 | 15) => say!("wire-unreach-precedence"),
        (REDIRECT, 0) => say!("wire-redirect-net"),
        (REDIRECT, 1) => say!("wire-redirect-host"),
        (REDIRECT, 2) => say!("wire-redirect-net-tos"),
        (REDIRECT, 3) => say!("wire-redirect-host-tos"),
        (PARAMETER, 0) => say!("wire-parameter-pointer"),
        (PARAMETER, 1) => say!("wire-parameter-missing"),
        (PARAMETER, 2) => say!("wire-parameter-length"),
        (_, 0) => say!("wire-icmp-code-zero"),
        (_, other) => say!("wire-icmp-code-other", number = other.to_string()),
    }
}

/// A message in one sentence.
#[must_use]
pub fn sentence(kind: u8, code: u8) -> Say {
    match kind {
        UNREACHABLE | TIME_EXCEEDED | REDIRECT | PARAMETER => {
            say!(
                "wire-icmp-line",
                kind = kind_meaning(kind),
                code = code_meaning(kind, code)
            )
        }
        _ => kind_meaning(kind),
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::{Context, Detail, LinkType, Protocol, Value, digest, dissect};

    /// `ping -c1`: echo request 10.0.0.1 → 10.0.0.2, id 0x1234, seq 1, four bytes of data.
    const ECHO: [u8; 32] = [
        0x45, 0, 0, 32, 0, 1, 0, 0, 64, 1, 0x66, 0xda, 10, 0, 0, 1, 10, 0, 0, 2, 8, 0, 0x21, 0x04,
        0x12, 0x34, 0, 1, b'a', b'b', b'c', b'd',
    ];

    #[test]
    fn an_echo_request() {
        let facts = digest(LinkType::RawIp, &ECHO);
        assert_eq!(
            facts.detail,
            Detail::Icmp {
                kind: 8,
                code: 0,
                ident: 0x1234,
                seq: 1
            }
        );
        assert_eq!((facts.payload_at, facts.payload_len), (28, 4));
        let tree = dissect(LinkType::RawIp, &ECHO, &Context::default());
        assert!(tree.layers.iter().all(|l| l.problem.is_none()), "{tree:#?}");
        assert_eq!(tree.layers[1].fields[3].value, Value::Number(0x1234));
    }

    #[test]
    fn an_error_quotes_the_packet_it_is_about() {
        let mut frame = vec![
            0x45, 0, 0, 56, 0, 1, 0, 0, 64, 1, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 3, 3, 0, 0, 0, 0, 0,
            0,
        ];
        frame.extend([
            0x45, 0, 1, 0, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0, 9, 0,
            236, 0, 0,
        ]);
        let tree = dissect(LinkType::RawIp, &frame, &Context::default());
        let protocols: Vec<_> = tree.layers.iter().map(|l| l.protocol).collect();
        assert_eq!(
            protocols,
            [
                Protocol::Ipv4,
                Protocol::Icmp,
                Protocol::Ipv4,
                Protocol::Udp
            ]
        );
        assert!(
            tree.layers[3].problem.is_none(),
            "a quote is short, rightly"
        );
    }

    #[test]
    fn eight_quoted_bytes_of_tcp_are_no_problem_and_all_have_a_field() {
        let mut frame = vec![
            0x45, 0, 0, 56, 0, 1, 0, 0, 64, 1, 0x66, 0xc2, 10, 0, 0, 2, 10, 0, 0, 1, 11, 0, 0, 0,
            0, 0, 0, 0,
        ];
        frame.extend([
            0x45, 0, 1, 0, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0, 9, 1,
            2, 3, 4,
        ]);
        let tree = dissect(LinkType::RawIp, &frame, &Context::default());
        let tcp = tree
            .layers
            .iter()
            .find(|l| l.protocol == Protocol::Tcp)
            .unwrap();
        assert_eq!((&tcp.problem, tcp.range.clone()), (&None, 48..56));
        let last = tcp.fields.iter().map(|f| f.bits.end).max();
        assert_eq!(last, Some(56 * 8));
    }
}
