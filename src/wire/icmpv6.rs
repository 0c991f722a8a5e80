//! ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861) and multicast listener discovery (RFC 3810).

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::icmp::{CHECKSUM, gather, quote};
use super::tree::{Head, Named};
use super::types::{EtherType, IpProtocol};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

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

mod mld;
mod options;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ip(IpProtocol::ICMPV6)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    gather(scan, Protocol::Icmpv6, [ECHO, ECHO_REPLY])
}

const REFERENCE: &str = "RFC 4443 §2.1";
const NDP: &str = "RFC 4861 §4";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let kind = head.num(8, &Named("Type", "icmpv6.type", REFERENCE), |n| {
        kind_meaning(n as u8)
    }) as u8;
    let code = head.num(8, &Named("Code", "icmpv6.code", REFERENCE), |n| {
        code_meaning(kind, n as u8)
    }) as u8;
    let verdict = walk.verify(
        IpProtocol::ICMPV6,
        start,
        start + CHECKSUM.start,
        walk.end - start,
    );
    head.hex(16, &Named("Checksum", "icmpv6.checksum", REFERENCE), |_| {
        verdict.say()
    });
    let line = body(&mut head, kind, code);
    let bad = head.is_bad();
    verdict.note(&mut head, start + CHECKSUM.start, "Checksum");
    walk.push(head.layer(Protocol::Icmpv6, line));
    quote(
        walk,
        bad || !matches!(kind, UNREACHABLE..=PARAMETER | REDIRECT),
        EtherType::IPV6,
    )
}

/// What follows the checksum; gives the message in one sentence.
fn body(head: &mut Head<'_>, kind: u8, code: u8) -> Say {
    match kind {
        ECHO | ECHO_REPLY => {
            head.num(
                16,
                &Named("Identifier", "icmpv6.echo.identifier", "RFC 4443 §4.1"),
                |_| say!("wire-icmp-ident"),
            );
            head.num(
                16,
                &Named(
                    "Sequence Number",
                    "icmpv6.echo.sequence_number",
                    "RFC 4443 §4.1",
                ),
                |n| say!("wire-icmp-seq", number = n.to_string()),
            );
            sentence(kind, code)
        }
        TOO_BIG => {
            head.num(32, &Named("MTU", "icmpv6.mtu", "RFC 4443 §3.2"), |n| {
                say!("wire-icmp-mtu", count = n)
            });
            sentence(kind, code)
        }
        PARAMETER => {
            head.num(
                32,
                &Named("Pointer", "icmpv6.pointer", "RFC 4443 §3.4"),
                |n| say!("wire-icmp-pointer", byte = n),
            );
            sentence(kind, code)
        }
        NEIGHBOR_SOLICIT | NEIGHBOR_ADVERT => neighbour(head, kind),
        ROUTER_ADVERT => {
            router(head);
            options::options(head);
            sentence(kind, code)
        }
        REDIRECT => {
            unused(head);
            head.ipv6(
                &Named("Target Address", "icmpv6.nd.rd.target_address", NDP),
                |_| say!("wire-icmp-gateway"),
            );
            head.ipv6(
                &Named(
                    "Destination Address",
                    "icmpv6.rd.na.destination_address",
                    NDP,
                ),
                |_| say!("wire-ndp-redirected"),
            );
            options::options(head);
            sentence(kind, code)
        }
        ROUTER_SOLICIT => {
            unused(head);
            options::options(head);
            sentence(kind, code)
        }
        130..=132 | 143 => {
            mld::body(head, kind);
            sentence(kind, code)
        }
        UNREACHABLE | TIME_EXCEEDED => {
            unused(head);
            sentence(kind, code)
        }
        _ => {
            let left = head.left();
            head.bytes(
                left,
                &Named("Message Body", "icmpv6.data", REFERENCE),
                |_| (Value::Bytes, say!("wire-data", count = left)),
            );
            sentence(kind, code)
        }
    }
}

fn unused(head: &mut Head<'_>) {
    head.bytes(4, &Named("Reserved", "icmpv6.reserved", REFERENCE), |_| {
        (Value::Bytes, say!("wire-icmp-unused"))
    });
}

fn neighbour(head: &mut Head<'_>, kind: u8) -> Say {
    if kind == NEIGHBOR_SOLICIT {
        unused(head);
        let target = head.ipv6(
            &Named(
                "Target Address",
                "icmpv6.nd.ns.target_address",
                "RFC 4861 §4.3",
            ),
            |_| say!("wire-ndp-asked"),
        );
        options::options(head);
        return say!("wire-say-ndp-who", whom = target.to_string());
    }
    head.flag(
        &Named("Router Flag", "icmpv6.nd.na.flag.r", "RFC 4861 §4.4"),
        |set| {
            if set {
                say!("wire-ndp-router")
            } else {
                say!("wire-ndp-router-not")
            }
        },
    );
    head.flag(
        &Named("Solicited Flag", "icmpv6.nd.na.flag.s", "RFC 4861 §4.4"),
        |set| {
            if set {
                say!("wire-ndp-solicited")
            } else {
                say!("wire-ndp-solicited-not")
            }
        },
    );
    head.flag(
        &Named("Override Flag", "icmpv6.nd.na.flag.o", "RFC 4861 §4.4"),
        |set| {
            if set {
                say!("wire-ndp-override")
            } else {
                say!("wire-ndp-override-not")
            }
        },
    );
    head.num(
        29,
        &Named("Reserved", "icmpv6.nd.na.flag.rsv", "RFC 4861 §4.4"),
        |_| say!("wire-reserved-zero"),
    );
    let target = head.ipv6(
        &Named(
            "Target Address",
            "icmpv6.nd.na.target_address",
            "RFC 4861 §4.4",
        ),
        |_| say!("wire-ndp-told"),
    );
    let mac = options::options(head);
    match mac {
        Some(mac) => say!(
            "wire-say-ndp-is-at",
            who = target.to_string(),
            mac = mac.to_string()
        ),
        None => say!("wire-say-ndp-here", who = target.to_string()),
    }
}

fn router(head: &mut Head<'_>) {
    const RA: &str = "RFC 4861 §4.2";
    head.num(
        8,
        &Named("Cur Hop Limit", "icmpv6.nd.ra.cur_hop_limit", RA),
        |_| say!("wire-ra-hops"),
    );
    head.flag(
        &Named("Managed Address Configuration", "icmpv6.nd.ra.flag.m", RA),
        |set| {
            if set {
                say!("wire-ra-managed")
            } else {
                say!("wire-ra-managed-not")
            }
        },
    );
    head.flag(
        &Named("Other Configuration", "icmpv6.nd.ra.flag.o", RA),
        |set| {
            if set {
                say!("wire-ra-other")
            } else {
                say!("wire-ra-other-not")
            }
        },
    );
    head.flag(
        &Named("Home Agent", "icmpv6.nd.ra.flag.h", "RFC 6275 §7.1"),
        |set| {
            if set {
                say!("wire-ra-home")
            } else {
                say!("wire-flag-off")
            }
        },
    );
    head.num(
        2,
        &Named(
            "Default Router Preference",
            "icmpv6.nd.ra.flag.prf",
            "RFC 4191 §2.2",
        ),
        options::preference,
    );
    head.flag(
        &Named("Proxy", "icmpv6.nd.ra.flag.p", "RFC 4389 §4.1.3.3"),
        |set| {
            if set {
                say!("wire-ra-proxy")
            } else {
                say!("wire-flag-off")
            }
        },
    );
    head.num(
        2,
        &Named("Reserved", "icmpv6.nd.ra.flag.rsv", RA),
        |n| match n {
            0 => say!("wire-reserved-zero"),
            _ => say!("wire-reserved-set"),
        },
    );
    head.num(
        16,
        &Named("Router Lifetime", "icmpv6.nd.ra.router_lifetime", RA),
        |n| match n {
            0 => say!("wire-ra-lifetime-zero"),
            _ => say!("wire-ra-lifetime", seconds = n),
        },
    );
    head.num(
        32,
        &Named("Reachable Time", "icmpv6.nd.ra.reachable_time", RA),
        |_| say!("wire-ra-reachable"),
    );
    head.num(
        32,
        &Named("Retrans Timer", "icmpv6.nd.ra.retrans_timer", RA),
        |_| say!("wire-ra-retrans"),
    );
}

fn kind_meaning(kind: u8) -> Say {
    match kind {
        UNREACHABLE => say!("wire-icmp-unreachable"),
        TOO_BIG => say!("wire-icmp-too-big"),
        TIME_EXCEEDED => say!("wire-icmp-time"),
        PARAMETER => say!("wire-icmp-parameter"),
        ECHO => say!("wire-icmp-echo"),
        ECHO_REPLY => say!("wire-icmp-echo-reply"),
        130 => say!("wire-mld-query"),
        131 | 143 => say!("wire-mld-report"),
        132 => say!("wire-mld-done"),
        ROUTER_SOLICIT => say!("wire-ndp-rs"),
        ROUTER_ADVERT => say!("wire-ndp-ra"),
        NEIGHBOR_SOLICIT => say!("wire-ndp-ns"),
        NEIGHBOR_ADVERT => say!("wire-ndp-na"),
        REDIRECT => say!("wire-icmp-redirect"),
        other => say!("wire-icmp-other", number = other.to_string()),
    }
}

/// What a code says within its type.
#[must_use]
pub fn code_meaning(kind: u8, code: u8) -> Say {
    match (kind, code) {
        (UNREACHABLE, 0) => say!("wire-unreach-noroute"),
        (UNREACHABLE, 1) => say!("wire-unreach-prohibited"),
        (UNREACHABLE, 5) => say!("wire-unreach-policy"),
        (UNREACHABLE, 6) => say!("wire-unreach-reject"),
        (UNREACHABLE, 2) => say!("wire-unreach-scope"),
        (UNREACHABLE, 3) => say!("wire-unreach-host"),
        (UNREACHABLE, 4) => say!("wire-unreach-port"),
        (TIME_EXCEEDED, 0) => say!("wire-time-ttl"),
        (TIME_EXCEEDED, 1) => say!("wire-time-reassembly"),
        (PARAMETER, 0) => say!("wire-parameter-header"),
        (PARAMETER, 1) => say!("wire-parameter-next"),
        (PARAMETER, 2) => say!("wire-parameter-option"),
        (_, 0) => say!("wire-icmp-code-zero"),
        (_, other) => say!("wire-icmp-code-other", number = other.to_string()),
    }
}

/// A message in one sentence.
#[must_use]
pub fn sentence(kind: u8, code: u8) -> Say {
    match kind {
        UNREACHABLE | TIME_EXCEEDED | PARAMETER => {
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
    fn an_option_of_length_zero_is_a_problem_and_ends_it() {
        let mut bytes = solicit();
        bytes[65] = 0;
        let tree = dissect(LinkType::RawIp, &bytes, &Context::default());
        assert_eq!(tree.layers[1].problem.as_ref().unwrap().offset, 65);
    }
}
