//! Options of the IPv4 header (RFC 791 §3.1): rare today, and mostly refused by routers.

use std::net::Ipv4Addr;

use super::super::addr::address_kind;
use super::super::field::Value;
use super::super::tree::{Head, Named};
use super::option_length;
use crate::say;
use crate::say::Say;

const REFERENCE: &str = "RFC 791 §3.1";

const RECORD_ROUTE: u8 = 7;
const TIMESTAMP: u8 = 68;
const LOOSE_ROUTE: u8 = 131;
const STRICT_ROUTE: u8 = 137;
const ROUTER_ALERT: u8 = 148;

/// Reads the options, each type and length checked; `end` is where the header ends.
pub(super) fn options(head: &mut Head<'_>, end: usize) {
    if end <= head.at() {
        return;
    }
    if end > head.at() + head.left() {
        let (need, have) = (end - head.at(), head.left());
        head.problem(
            head.at(),
            "Options",
            say!("wire-cut-why", need = need, have = have),
        );
    }
    head.limit(end);
    while head.left() > 0 {
        let at = head.at();
        let kind = head.slice(at, at + 1).first().copied().unwrap_or(0);
        if kind == 0 {
            option_type(head, "End of Option List", kind);
            let rest = head.left();
            head.bytes(rest, &Named("Padding", "ip.opt.padding", REFERENCE), |_| {
                (Value::Bytes, say!("wire-dhcp-filling"))
            });
            return;
        }
        if kind == 1 {
            option_type(head, "No Operation", kind);
            continue;
        }
        head.group(&Named(name(kind), "", REFERENCE), |head| {
            option_type(head, "Type", kind);
            let length = option_length(head, &Named("Length", "ip.opt.len", REFERENCE), at);
            let data = Named("Option Data", "", REFERENCE);
            head.within(
                length,
                &data,
                say!("wire-option-data", count = length),
                |head| option(head, kind, at),
            );
            (Value::Group, option_meaning(kind))
        });
    }
}

/// The type: whether routers that cut the packet copy the option, its class, its number.
fn option_type(head: &mut Head<'_>, name: &'static str, kind: u8) {
    head.group(&Named(name, "ip.opt.type", REFERENCE), |head| {
        head.flag(
            &Named("Copied Flag", "ip.opt.type.copy", REFERENCE),
            |set| {
                if set {
                    say!("wire-ipv4-option-copied")
                } else {
                    say!("wire-ipv4-option-copied-not")
                }
            },
        );
        head.num(
            2,
            &Named("Option Class", "ip.opt.type.class", REFERENCE),
            |n| match n {
                0 => say!("wire-ipv4-option-control"),
                2 => say!("wire-ipv4-option-debugging"),
                _ => say!("wire-reserved-set"),
            },
        );
        head.num(
            5,
            &Named("Option Number", "ip.opt.type.number", REFERENCE),
            |_| option_meaning(kind),
        );
        (Value::Number(u64::from(kind)), option_meaning(kind))
    });
}

fn option(head: &mut Head<'_>, kind: u8, at: usize) {
    match kind {
        RECORD_ROUTE | LOOSE_ROUTE | STRICT_ROUTE if head.left() > 0 => {
            let next = pointer(head, at);
            while head.left() >= 4 {
                let (filter, meaning) = match (kind, head.at() < next) {
                    (RECORD_ROUTE, false) => ("ip.empty_rt", say!("wire-ipv4-option-free")),
                    (_, true) => ("ip.rec_rt", say!("wire-ipv4-option-passed")),
                    (_, false) => ("ip.src_rt", say!("wire-ipv4-option-stop")),
                };
                head.ipv4(&Named("Route Data", filter, REFERENCE), |a| {
                    route_meaning(a, meaning)
                });
            }
        }
        TIMESTAMP if head.left() >= 2 => timestamps(head, at),
        ROUTER_ALERT if head.left() == 2 => {
            head.num(
                16,
                &Named("Value", "ip.opt.ra", "RFC 2113 §2.1"),
                |n| match n {
                    0 => say!("wire-ipv4-option-alert"),
                    _ => say!("wire-reserved-set"),
                },
            );
        }
        _ => {}
    }
}

fn route_meaning(address: Ipv4Addr, what: Say) -> Say {
    if address.is_unspecified() {
        what
    } else {
        say!(
            "wire-dhcp-address",
            what = what,
            kind = address_kind(address.into())
        )
    }
}

/// The pointer counts from 1 at the option's type; gives the place in the frame that it leads to.
fn pointer(head: &mut Head<'_>, at: usize) -> usize {
    let pointer = head.num(8, &Named("Pointer", "ip.opt.ptr", REFERENCE), |n| {
        say!("wire-ipv4-option-pointer", byte = n)
    });
    (at + pointer as usize).saturating_sub(1)
}

fn timestamps(head: &mut Head<'_>, at: usize) {
    pointer(head, at);
    head.num(4, &Named("Overflow", "ip.opt.overflow", REFERENCE), |n| {
        say!("wire-ipv4-option-overflow", count = n)
    });
    let flag = head.num(4, &Named("Flag", "ip.opt.flag", REFERENCE), |n| match n {
        0 => say!("wire-ipv4-option-times"),
        1 => say!("wire-ipv4-option-times-addresses"),
        3 => say!("wire-ipv4-option-times-chosen"),
        _ => say!("wire-reserved-set"),
    });
    while head.left() >= 4 {
        if flag != 0 && head.left() >= 8 {
            head.ipv4(
                &Named("Internet Address", "ip.opt.time_stamp_addr", REFERENCE),
                |_| say!("wire-ipv4-option-passed"),
            );
        }
        head.num(
            32,
            &Named("Timestamp", "ip.opt.time_stamp", REFERENCE),
            |_| say!("wire-icmp-timestamp"),
        );
    }
}

const fn name(kind: u8) -> &'static str {
    match kind {
        RECORD_ROUTE => "Record Route",
        TIMESTAMP => "Internet Timestamp",
        LOOSE_ROUTE => "Loose Source and Record Route",
        STRICT_ROUTE => "Strict Source and Record Route",
        ROUTER_ALERT => "Router Alert",
        _ => "Option",
    }
}

fn option_meaning(kind: u8) -> Say {
    match kind {
        0 => say!("wire-option-end"),
        1 => say!("wire-option-nop"),
        RECORD_ROUTE => say!("wire-ipv4-option-rr"),
        TIMESTAMP => say!("wire-ipv4-option-ts"),
        LOOSE_ROUTE => say!("wire-ipv4-option-lsrr"),
        STRICT_ROUTE => say!("wire-ipv4-option-ssrr"),
        ROUTER_ALERT => say!("wire-ipv4-option-alert"),
        _ => say!("wire-option-unknown", number = kind.to_string()),
    }
}
