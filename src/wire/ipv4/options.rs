//! Options of the IPv4 header (RFC 791 §3.1): rare today, and mostly refused by routers.

use std::net::Ipv4Addr;

use super::super::addr::address_kind;
use super::super::field::Value;
use super::super::named::fields;
use super::super::options::{END, NO_OPERATION, filling, length, options};
use super::super::tree::{Head, by_table, either};
use crate::say;
use crate::say::Say;

const RECORD_ROUTE: u8 = 7;
const TIMESTAMP: u8 = 68;
const LOOSE_ROUTE: u8 = 131;
const STRICT_ROUTE: u8 = 137;
const ROUTER_ALERT: u8 = 148;

const REFERENCE: &str = "RFC 791 §3.1";

fields! {
    PADDING: Bytes "ip.opt.padding" = "Padding", REFERENCE;
    LENGTH: Number "ip.opt.len" = "Length", REFERENCE;
    OPTION_DATA = "Option Data", REFERENCE;
    COPIED_FLAG: Flag "ip.opt.type.copy" = "Copied Flag", REFERENCE;
    OPTION_CLASS: Number "ip.opt.type.class" = "Option Class", REFERENCE;
    OPTION_NUMBER: Number "ip.opt.type.number" = "Option Number", REFERENCE;
    POINTER: Number "ip.opt.ptr" = "Pointer", REFERENCE;
    OVERFLOW: Number "ip.opt.overflow" = "Overflow", REFERENCE;
    FLAG: Number "ip.opt.flag" = "Flag", REFERENCE;
    INTERNET_ADDRESS: Ipv4 "ip.opt.time_stamp_addr" = "Internet Address", REFERENCE;
    TIMESTAMP_FIELD: Number "ip.opt.time_stamp" = "Timestamp", REFERENCE;
    VALUE: Number "ip.opt.ra" = "Value", "RFC 2113 §2.1";
    OPTION = "Option", REFERENCE;
    TYPE: Number "ip.opt.type" = "Type", REFERENCE;
    EMPTY_ROUTE: Ipv4 "ip.empty_rt" = "Route Data", REFERENCE;
    RECORDED_ROUTE: Ipv4 "ip.rec_rt" = "Route Data", REFERENCE;
    SOURCE_ROUTE: Ipv4 "ip.src_rt" = "Route Data", REFERENCE;
}

/// Where a source route with stops left ends. Until then the header names the next stop, but the
/// checksums of TCP and UDP count the last one (RFC 1122 §3.2.1.8).
pub(super) fn last_stop(mut options: &[u8]) -> Option<Ipv4Addr> {
    while let [kind, rest @ ..] = options {
        match *kind {
            END => return None,
            NO_OPERATION => options = rest,
            kind => {
                let length = usize::from(*rest.first()?);
                let data = options.get(2..length)?;
                if matches!(kind, LOOSE_ROUTE | STRICT_ROUTE)
                    && let [pointer, stops @ ..] = data
                {
                    let left = usize::from(*pointer) < length;
                    let last = stops.last_chunk::<4>().filter(|_| left);
                    return last.map(|stop| Ipv4Addr::from(*stop));
                }
                options = options.get(length..)?;
            }
        }
    }
    None
}

/// Reads the options, each type and length checked; `end` is where the header ends.
pub(super) fn read(head: &mut Head<'_>, end: usize) {
    options(head, end, |head, kind| match kind {
        END => {
            option_type(head, "End of Option List", kind);
            filling(head, &PADDING);
        }
        NO_OPERATION => option_type(head, "No Operation", kind),
        _ => option(head, kind),
    });
}

fn option(head: &mut Head<'_>, kind: u8) {
    let at = head.at();
    head.group(&OPTION.called(name(kind)), |head| {
        option_type(head, "Type", kind);
        let told = length(head, &LENGTH);
        let (fits, length) = (told.is_some(), told.unwrap_or_else(|| head.left()));
        let meaning = say!("wire-option-data", count = length);
        head.within(length, &OPTION_DATA, meaning, |head| {
            if fits {
                data(head, kind, at);
            }
        });
        (Value::Group, option_meaning(kind))
    });
}

/// The type: whether routers that cut the packet copy the option, its class, its number.
fn option_type(head: &mut Head<'_>, name: &'static str, kind: u8) {
    head.group(&TYPE.called(name), |head| {
        let copied = either("wire-ipv4-option-copied", "wire-ipv4-option-copied-not");
        head.flag(&COPIED_FLAG, copied);
        head.num(2, &OPTION_CLASS, |n| match n {
            0 => say!("wire-ipv4-option-control"),
            2 => say!("wire-ipv4-option-debugging"),
            _ => say!("wire-reserved-set"),
        });
        head.num(5, &OPTION_NUMBER, |_| option_meaning(kind));
        (Value::Number(u64::from(kind)), option_meaning(kind))
    });
}

/// An option's data; `at` is where the option begins.
fn data(head: &mut Head<'_>, kind: u8, at: usize) {
    match kind {
        RECORD_ROUTE | LOOSE_ROUTE | STRICT_ROUTE if head.left() > 0 => route(head, kind, at),
        TIMESTAMP if head.left() >= 2 => timestamps(head, at),
        ROUTER_ALERT if head.left() == 2 => router_alert(head),
        _ => {}
    }
}

/// Stops passed and to come; a recorded route has free places instead of the latter.
fn route(head: &mut Head<'_>, kind: u8, at: usize) {
    let next = pointer(head, at);
    while head.left() >= 4 {
        let (named, meaning) = match (kind, head.at() < next) {
            (RECORD_ROUTE, false) => (EMPTY_ROUTE, say!("wire-ipv4-option-free")),
            (_, true) => (RECORDED_ROUTE, say!("wire-ipv4-option-passed")),
            (_, false) => (SOURCE_ROUTE, say!("wire-ipv4-option-stop")),
        };
        head.ipv4(&named, |address| route_meaning(address, meaning));
    }
}

/// The pointer counts from 1 at the option's type; gives the place in the frame that it leads to.
fn pointer(head: &mut Head<'_>, at: usize) -> usize {
    let pointer = head.num(8, &POINTER, |n| say!("wire-ipv4-option-pointer", byte = n));
    (at + pointer as usize).saturating_sub(1)
}

fn timestamps(head: &mut Head<'_>, at: usize) {
    pointer(head, at);
    head.num(4, &OVERFLOW, |n| {
        say!("wire-ipv4-option-overflow", count = n)
    });
    let flag = head.num(4, &FLAG, |n| {
        by_table(TIMESTAMP_FLAGS, n).unwrap_or_else(|| say!("wire-reserved-set"))
    });
    while head.left() >= 4 {
        if flag != 0 && (head.left() >= 8 || head.is_short()) {
            head.ipv4(&INTERNET_ADDRESS, |_| say!("wire-ipv4-option-passed"));
        }
        head.num(32, &TIMESTAMP_FIELD, |_| say!("wire-icmp-timestamp"));
    }
}

fn router_alert(head: &mut Head<'_>) {
    head.num(16, &VALUE, |n| match n {
        0 => say!("wire-ipv4-option-alert"),
        _ => say!("wire-reserved-set"),
    });
}

fn route_meaning(address: Ipv4Addr, what: Say) -> Say {
    if address.is_unspecified() {
        return what;
    }
    let kind = address_kind(address.into());
    say!("wire-dhcp-address", what = what, kind = kind)
}

/// Who writes down times, and whose.
const TIMESTAMP_FLAGS: &[(u64, &str)] = &[
    (0, "wire-ipv4-option-times"),
    (1, "wire-ipv4-option-times-addresses"),
    (3, "wire-ipv4-option-times-chosen"),
];

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
    by_table(MEANINGS, kind)
        .unwrap_or_else(|| say!("wire-option-unknown", number = kind.to_string()))
}

const MEANINGS: &[(u8, &str)] = &[
    (END, "wire-option-end"),
    (NO_OPERATION, "wire-option-nop"),
    (RECORD_ROUTE, "wire-ipv4-option-rr"),
    (TIMESTAMP, "wire-ipv4-option-ts"),
    (LOOSE_ROUTE, "wire-ipv4-option-lsrr"),
    (STRICT_ROUTE, "wire-ipv4-option-ssrr"),
    (ROUTER_ALERT, "wire-ipv4-option-alert"),
];
