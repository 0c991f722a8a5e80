//! ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861) and multicast listener discovery (RFC 3810).

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

mod mld;
mod neighbour;
mod options;

/// Destination unreachable.
pub const UNREACHABLE: u8 = 1;
/// Packet too big.
pub const TOO_BIG: u8 = 2;
/// Time exceeded.
pub const TIME_EXCEEDED: u8 = 3;
/// Parameter problem.
pub const PARAMETER: u8 = 4;
/// Echo request.
pub const ECHO: u8 = 128;
/// Echo reply.
pub const ECHO_REPLY: u8 = 129;
/// Multicast listener query.
pub const MLD_QUERY: u8 = 130;
/// Multicast listener report (version 1).
pub const MLD_REPORT: u8 = 131;
/// Multicast listener done.
pub const MLD_DONE: u8 = 132;
/// Router solicitation.
pub const ROUTER_SOLICIT: u8 = 133;
/// Router advertisement.
pub const ROUTER_ADVERT: u8 = 134;
/// Neighbour solicitation.
pub const NEIGHBOR_SOLICIT: u8 = 135;
/// Neighbour advertisement.
pub const NEIGHBOR_ADVERT: u8 = 136;
/// Redirect.
pub const REDIRECT: u8 = 137;
/// Multicast listener report (version 2).
pub const MLD_REPORT_V2: u8 = 143;

const REFERENCE: &str = "RFC 4443 §2.1";

fields! {
    TYPE: Number "icmpv6.type" (Icmp6Type) = "Type", REFERENCE;
    CODE: Number "icmpv6.code" (Icmp6Code) = "Code", REFERENCE;
    CHECKSUM: Number "icmpv6.checksum" = "Checksum", REFERENCE;
    MESSAGE_BODY: Bytes "icmpv6.data" = "Message Body", REFERENCE;
    IDENTIFIER: Number "icmpv6.echo.identifier" = "Identifier", "RFC 4443 §4.1";
    SEQUENCE_NUMBER: Number "icmpv6.echo.sequence_number" = "Sequence Number", "RFC 4443 §4.1";
    MTU: Number "icmpv6.mtu" = "MTU", "RFC 4443 §3.2";
    POINTER: Number "icmpv6.pointer" = "Pointer", "RFC 4443 §3.4";
    RESERVED: Number "icmpv6.reserved" = "Reserved", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "ICMPv6",
    filter: "icmpv6",
    osi: 3,
    evidence: Evidence::Transport,
    readers: &[Reader {
        claims: &[Claim::Ip(IpProtocol::ICMPV6)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, mld::FIELDS, neighbour::FIELDS, options::FIELDS],
    summary: Summary::Frame(line),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    control::gather(scan, Protocol::Icmpv6, [ECHO, ECHO_REPLY])
}

static VERSION: control::Version = control::Version {
    protocol: Protocol::Icmpv6,
    number: IpProtocol::ICMPV6,
    fields: [TYPE, CODE, CHECKSUM],
    body,
    kinds: KINDS,
    codes: CODES,
    explained: &[UNREACHABLE, TIME_EXCEEDED, PARAMETER],
    quoting: (
        &[UNREACHABLE, TOO_BIG, TIME_EXCEEDED, PARAMETER, REDIRECT],
        EtherType::IPV6,
    ),
};

fn dissect(walk: &mut Walk<'_>) -> Next {
    VERSION.dissect(walk)
}

/// What stands behind the checksum; gives the message in one sentence where that says more than its
/// type and code.
fn body(head: &mut Head<'_>, kind: u8, _code: u8) -> Option<Say> {
    match kind {
        UNREACHABLE | TIME_EXCEEDED => unused(head),
        TOO_BIG => mtu(head),
        PARAMETER => pointer(head),
        ECHO | ECHO_REPLY => echo(head),
        MLD_QUERY..=MLD_DONE | MLD_REPORT_V2 => mld::body(head, kind),
        ROUTER_SOLICIT => neighbour::router_solicitation(head),
        ROUTER_ADVERT => neighbour::router_advertisement(head),
        NEIGHBOR_SOLICIT => return neighbour::solicitation(head),
        NEIGHBOR_ADVERT => return neighbour::advertisement(head),
        REDIRECT => neighbour::redirect(head),
        _ => {
            head.rest(&MESSAGE_BODY, say!("wire-data", count = head.left()));
        }
    }
    None
}

fn echo(head: &mut Head<'_>) {
    control::echo(head, [&IDENTIFIER, &SEQUENCE_NUMBER]);
}

fn mtu(head: &mut Head<'_>) {
    head.num(32, &MTU, |n| say!("wire-icmp-mtu", count = n));
}

fn pointer(head: &mut Head<'_>) {
    head.num(32, &POINTER, |n| say!("wire-icmp-pointer", byte = n));
}

fn unused(head: &mut Head<'_>) {
    head.raw(4, &RESERVED, say!("wire-icmp-unused"));
}

const KINDS: &[(u8, &str)] = &[
    (UNREACHABLE, "wire-icmp-unreachable"),
    (TOO_BIG, "wire-icmp-too-big"),
    (TIME_EXCEEDED, "wire-icmp-time"),
    (PARAMETER, "wire-icmp-parameter"),
    (ECHO, "wire-icmp-echo"),
    (ECHO_REPLY, "wire-icmp-echo-reply"),
    (MLD_QUERY, "wire-mld-query"),
    (MLD_REPORT, "wire-mld-report"),
    (MLD_DONE, "wire-mld-done"),
    (MLD_REPORT_V2, "wire-mld-report"),
    (ROUTER_SOLICIT, "wire-ndp-rs"),
    (ROUTER_ADVERT, "wire-ndp-ra"),
    (NEIGHBOR_SOLICIT, "wire-ndp-ns"),
    (NEIGHBOR_ADVERT, "wire-ndp-na"),
    (REDIRECT, "wire-icmp-redirect"),
];

const CODES: &[((u8, u8), &str)] = &[
    ((UNREACHABLE, 0), "wire-unreach-noroute"),
    ((UNREACHABLE, 1), "wire-unreach-prohibited"),
    ((UNREACHABLE, 2), "wire-unreach-scope"),
    ((UNREACHABLE, 3), "wire-unreach-host"),
    ((UNREACHABLE, 4), "wire-unreach-port"),
    ((UNREACHABLE, 5), "wire-unreach-policy"),
    ((UNREACHABLE, 6), "wire-unreach-reject"),
    ((TIME_EXCEEDED, 0), "wire-time-hop-limit"),
    ((TIME_EXCEEDED, 1), "wire-time-reassembly"),
    ((PARAMETER, 0), "wire-parameter-header"),
    ((PARAMETER, 1), "wire-parameter-next"),
    ((PARAMETER, 2), "wire-parameter-option"),
];

/// A message in one sentence.
#[must_use]
pub fn sentence(kind: u8, code: u8) -> Say {
    VERSION.sentence(kind, code)
}

fn line(about: &About<'_>) -> Say {
    control::line(about, [ECHO, ECHO_REPLY], |kind, code| {
        let digest = about.digest;
        let message = about.bytes.get(digest.payload_at as usize..);
        match kind {
            NEIGHBOR_SOLICIT | NEIGHBOR_ADVERT => {
                neighbour::sentence(kind, message.unwrap_or_default(), digest.src)
                    .unwrap_or_else(|| sentence(kind, 0))
            }
            _ => sentence(kind, code),
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::wire::{Context, LinkType, MacAddr, Value, dissect};

    /// fe80::1 asks who has fe80::2; its own MAC in an option. Checksum as Linux wrote it.
    fn solicit() -> Vec<u8> {
        let mut bytes = vec![
            0x60, 0, 0, 0, 0, 32, 58, 255, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        ];
        bytes.extend([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 2]);
        bytes.extend([
            135, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1,
            2, 0, 0, 0, 0, 1,
        ]);
        bytes
    }

    #[test]
    fn a_solicitation_names_the_target_and_the_asker() {
        let tree = dissect(LinkType::RawIp, &solicit(), &Context::default());
        let layer = &tree.layers[1];
        assert_eq!(layer.summary.key, "wire-say-ndp-who");
        let option = layer.fields.last().unwrap();
        assert_eq!(
            option.children[2].value,
            Value::Mac(MacAddr([2, 0, 0, 0, 0, 1]))
        );
    }

    #[test]
    fn what_ran_out_over_ipv6_is_the_hop_limit() {
        let text = crate::text::Text::new(crate::text::Lang::En);
        let said = |say| text.say(&say);
        assert!(said(super::sentence(super::TIME_EXCEEDED, 0)).contains("hop limit"));
        let four = crate::wire::icmp::sentence(crate::wire::icmp::TIME_EXCEEDED, 0);
        assert!(said(four).contains("TTL"));
    }

    #[test]
    fn an_option_of_length_zero_is_a_problem_and_ends_it() {
        let mut bytes = solicit();
        bytes[65] = 0;
        let tree = dissect(LinkType::RawIp, &bytes, &Context::default());
        assert_eq!(tree.layers[1].problem.as_ref().unwrap().offset, 65);
    }
}
