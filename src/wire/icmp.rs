//! ICMP (RFC 792): IP's own messages: errors, and 'are you there?'.

use super::about::About;
use super::control;
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::types::{EtherType, IpProtocol};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Echo reply.
pub const ECHO_REPLY: u8 = 0;
/// Destination unreachable.
pub const UNREACHABLE: u8 = 3;
/// Source quench: too fast. Nobody sends it any more (RFC 6633).
pub const QUENCH: u8 = 4;
/// Redirect.
pub const REDIRECT: u8 = 5;
/// Echo request.
pub const ECHO: u8 = 8;
/// Router advertisement.
pub const ROUTER_ADVERT: u8 = 9;
/// Router solicitation.
pub const ROUTER_SOLICIT: u8 = 10;
/// Time exceeded.
pub const TIME_EXCEEDED: u8 = 11;
/// Parameter problem.
pub const PARAMETER: u8 = 12;
/// What time is it?
pub const TIMESTAMP: u8 = 13;
/// The time.
pub const TIMESTAMP_REPLY: u8 = 14;
/// Information request.
const INFORMATION: u8 = 15;
/// Information reply.
const INFORMATION_REPLY: u8 = 16;
/// How large is this network?
pub const MASK: u8 = 17;
/// The network's mask.
pub const MASK_REPLY: u8 = 18;

/// Code of [`UNREACHABLE`]: too large, and must not be cut up.
const TOO_LARGE: u8 = 4;

const REFERENCE: &str = "RFC 792";

fields! {
    TYPE: Number "icmp.type" (IcmpType) = "Type", REFERENCE;
    CODE: Number "icmp.code" (IcmpCode) = "Code", REFERENCE;
    CHECKSUM: Number "icmp.checksum" = "Checksum", REFERENCE;
    IDENTIFIER: Number "icmp.ident" = "Identifier", REFERENCE;
    SEQUENCE_NUMBER: Number "icmp.seq" = "Sequence Number", REFERENCE;
    ADDRESS_MASK: Ipv4 "icmp.address_mask" = "Address Mask", "RFC 950";
    NEXT_HOP_MTU: Number "icmp.mtu" = "Next-Hop MTU", "RFC 1191 §4";
    NUM_ADDRS: Number "icmp.num_addrs" = "Num Addrs", "RFC 1256 §3.1";
    ADDR_ENTRY_SIZE: Number "icmp.addr_entry_size" = "Addr Entry Size", "RFC 1256 §3.1";
    LIFETIME: Number "icmp.lifetime" = "Lifetime", "RFC 1256 §3.1";
    ROUTER_ADDRESS: Ipv4 "icmp.router_address" = "Router Address", "RFC 1256 §3.1";
    PREFERENCE_LEVEL: Number "icmp.pref_level" = "Preference Level", "RFC 1256 §3.1";
    GATEWAY_INTERNET_ADDRESS: Ipv4 "icmp.redir_gw" = "Gateway Internet Address", REFERENCE;
    POINTER: Number "icmp.pointer" = "Pointer", REFERENCE;
    UNUSED: Bytes "icmp.unused" = "Unused", REFERENCE;
    ORIGINATE: Number "icmp.originate_timestamp" = "Originate Timestamp", REFERENCE;
    RECEIVE: Number "icmp.receive_timestamp" = "Receive Timestamp", REFERENCE;
    TRANSMIT: Number "icmp.transmit_timestamp" = "Transmit Timestamp", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "ICMP",
    filter: "icmp",
    osi: 3,
    evidence: Evidence::Transport,
    readers: &[Reader {
        claims: &[Claim::Ip(IpProtocol::ICMP)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Frame(line),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    control::gather(scan, Protocol::Icmp, [ECHO, ECHO_REPLY])
}

static VERSION: control::Version = control::Version {
    protocol: Protocol::Icmp,
    number: IpProtocol::ICMP,
    fields: [TYPE, CODE, CHECKSUM],
    body,
    kinds: KINDS,
    codes: CODES,
    explained: &[UNREACHABLE, REDIRECT, TIME_EXCEEDED, PARAMETER],
    quoting: (
        &[UNREACHABLE, QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER],
        EtherType::IPV4,
    ),
};

fn dissect(walk: &mut Walk<'_>) -> Next {
    VERSION.dissect(walk)
}

/// What stands behind the checksum.
fn body(head: &mut Head<'_>, kind: u8, code: u8) -> Option<Say> {
    match kind {
        ECHO | ECHO_REPLY | INFORMATION | INFORMATION_REPLY => echo(head),
        TIMESTAMP | TIMESTAMP_REPLY => timestamps(head),
        MASK | MASK_REPLY => mask(head),
        UNREACHABLE if code == TOO_LARGE => next_hop_mtu(head),
        ROUTER_ADVERT => routers(head),
        REDIRECT => gateway(head),
        PARAMETER => pointer(head),
        _ => unused(head, 4),
    }
    None
}

fn echo(head: &mut Head<'_>) {
    control::echo(head, [&IDENTIFIER, &SEQUENCE_NUMBER]);
}

fn timestamps(head: &mut Head<'_>) {
    echo(head);
    for named in [&ORIGINATE, &RECEIVE, &TRANSMIT] {
        head.num(32, named, |_| say!("wire-icmp-timestamp"));
    }
}

fn mask(head: &mut Head<'_>) {
    echo(head);
    head.ipv4(&ADDRESS_MASK, |mask| {
        let bits = u32::from(mask).leading_ones();
        say!("wire-dhcp-mask-bits", bits = bits)
    });
}

/// How large a packet may be on the link that was too small (RFC 1191 §4).
fn next_hop_mtu(head: &mut Head<'_>) {
    unused(head, 2);
    head.num(16, &NEXT_HOP_MTU, |n| say!("wire-icmp-mtu", count = n));
}

/// Routers of this link, each with a preference (RFC 1256 §3.1); IPv6 made this an everyday thing.
fn routers(head: &mut Head<'_>) {
    let count = head.num(8, &NUM_ADDRS, |n| say!("wire-icmp-routers", count = n));
    let words = head.num(8, &ADDR_ENTRY_SIZE, |n| {
        say!("wire-icmp-entry", count = n * 4)
    });
    head.num(16, &LIFETIME, |n| say!("wire-lifetime", seconds = n));
    for _ in 0..count {
        if words != 2 || head.is_bad() {
            break;
        }
        head.ipv4(&ROUTER_ADDRESS, |_| say!("wire-dhcp-router"));
        head.hex(32, &PREFERENCE_LEVEL, |_| say!("wire-icmp-preference"));
    }
}

fn gateway(head: &mut Head<'_>) {
    head.ipv4(&GATEWAY_INTERNET_ADDRESS, |_| say!("wire-icmp-gateway"));
}

fn pointer(head: &mut Head<'_>) {
    head.num(8, &POINTER, |n| say!("wire-icmp-pointer", byte = n));
    unused(head, 3);
}

fn unused(head: &mut Head<'_>, bytes: usize) {
    head.raw(bytes, &UNUSED, say!("wire-icmp-unused"));
}

const KINDS: &[(u8, &str)] = &[
    (ECHO_REPLY, "wire-icmp-echo-reply"),
    (UNREACHABLE, "wire-icmp-unreachable"),
    (QUENCH, "wire-icmp-quench"),
    (REDIRECT, "wire-icmp-redirect"),
    (ECHO, "wire-icmp-echo"),
    (ROUTER_ADVERT, "wire-icmp-router-advert"),
    (ROUTER_SOLICIT, "wire-icmp-router-solicit"),
    (TIME_EXCEEDED, "wire-icmp-time"),
    (PARAMETER, "wire-icmp-parameter"),
    (TIMESTAMP, "wire-icmp-stamp"),
    (TIMESTAMP_REPLY, "wire-icmp-stamp-reply"),
    (MASK, "wire-icmp-mask"),
    (MASK_REPLY, "wire-icmp-mask-reply"),
];

const CODES: &[((u8, u8), &str)] = &[
    ((UNREACHABLE, 0), "wire-unreach-net"),
    ((UNREACHABLE, 1), "wire-unreach-host"),
    ((UNREACHABLE, 2), "wire-unreach-protocol"),
    ((UNREACHABLE, 3), "wire-unreach-port"),
    ((UNREACHABLE, TOO_LARGE), "wire-unreach-frag"),
    ((UNREACHABLE, 5), "wire-unreach-route"),
    ((UNREACHABLE, 6), "wire-unreach-net-unknown"),
    ((UNREACHABLE, 7), "wire-unreach-host-unknown"),
    ((UNREACHABLE, 8), "wire-unreach-isolated"),
    ((UNREACHABLE, 9), "wire-unreach-prohibited"),
    ((UNREACHABLE, 10), "wire-unreach-prohibited"),
    ((UNREACHABLE, 11), "wire-unreach-tos"),
    ((UNREACHABLE, 12), "wire-unreach-tos"),
    ((UNREACHABLE, 13), "wire-unreach-prohibited"),
    ((UNREACHABLE, 14), "wire-unreach-precedence"),
    ((UNREACHABLE, 15), "wire-unreach-precedence"),
    ((REDIRECT, 0), "wire-redirect-net"),
    ((REDIRECT, 1), "wire-redirect-host"),
    ((REDIRECT, 2), "wire-redirect-net-tos"),
    ((REDIRECT, 3), "wire-redirect-host-tos"),
    ((TIME_EXCEEDED, 0), "wire-time-ttl"),
    ((TIME_EXCEEDED, 1), "wire-time-reassembly"),
    ((PARAMETER, 0), "wire-parameter-pointer"),
    ((PARAMETER, 1), "wire-parameter-missing"),
    ((PARAMETER, 2), "wire-parameter-length"),
];

/// A message in one sentence.
#[must_use]
pub fn sentence(kind: u8, code: u8) -> Say {
    VERSION.sentence(kind, code)
}

fn line(about: &About<'_>) -> Say {
    control::line(about, [ECHO, ECHO_REPLY], sentence)
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
