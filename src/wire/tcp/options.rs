//! Options of the TCP header (RFC 9293 §3.2 and later).

use super::super::field::Value;
use super::super::options::{END, NO_OPERATION, filling, length, options};
use super::super::tree::{Head, Named, either};
use crate::say;
use crate::say::Say;

const MAXIMUM_SEGMENT_SIZE: u8 = 2;
const WINDOW_SCALE: u8 = 3;
const SACK_PERMITTED: u8 = 4;
const SACK: u8 = 5;
const TIMESTAMPS: u8 = 8;
const MD5_SIGNATURE: u8 = 19;
const USER_TIMEOUT: u8 = 28;
const MULTIPATH: u8 = 30;
const FAST_OPEN: u8 = 34;

/// The largest shift count (RFC 7323 §2.3); a larger one is taken as this.
const MOST_SHIFT: u64 = 14;

/// Reads the options, up to where the header ends.
pub(super) fn read(head: &mut Head<'_>, end: usize) {
    const LIST: &str = "RFC 9293 §3.2";
    options(head, end, |head, kind| match kind {
        END => {
            let named = Named("End of Option List", "tcp.options.eol", LIST);
            single(head, &named, &say!("wire-option-end"));
            filling(head, &Named("Padding", "", "RFC 9293 §3.1"));
        }
        NO_OPERATION => {
            let named = Named("No-Operation", "tcp.options.nop", LIST);
            single(head, &named, &say!("wire-option-nop"));
        }
        kind => option(head, kind),
    });
}

/// An option that is its kind and nothing else.
fn single(head: &mut Head<'_>, named: &Named, meaning: &Say) {
    head.group(named, |head| {
        let named = Named("Kind", "tcp.option_kind", named.2);
        let kind = head.num(8, &named, |_| meaning.clone());
        (Value::Number(kind), meaning.clone())
    });
}

fn option(head: &mut Head<'_>, kind: u8) {
    let named = OPTIONS.iter().find(|(known, _)| *known == kind);
    let named = named.map_or(&UNKNOWN, |(_, named)| named);
    let &Named(name, _, reference) = named;
    head.group(named, |head| {
        let named = Named("Kind", "tcp.option_kind", reference);
        head.num(8, &named, |n| {
            say!("wire-option-kind", number = n.to_string(), name = name)
        });
        let length = length(head, &Named("Length", "tcp.option_len", reference));
        (Value::Group, data(head, kind, length, reference))
    });
}

/// An option's data; gives what the option means.
fn data(head: &mut Head<'_>, kind: u8, length: usize, reference: &'static str) -> Say {
    match (kind, length) {
        (MAXIMUM_SEGMENT_SIZE, 2) => segment_size(head, reference),
        (WINDOW_SCALE, 1) => window_scale(head, reference),
        (SACK_PERMITTED, 0) => say!("wire-tcp-sack-permitted"),
        (SACK, 8 | 16 | 24 | 32) => sack(head, length / 8, reference),
        (TIMESTAMPS, 8) => timestamps(head, reference),
        (USER_TIMEOUT, 2) => user_timeout(head, reference),
        _ => other(head, kind, length, reference),
    }
}

/// How much the sender takes in one segment.
fn segment_size(head: &mut Head<'_>, reference: &'static str) -> Say {
    let meaning = |count| say!("wire-tcp-mss", count = count);
    let named = Named("MSS Value", "tcp.options.mss_val", reference);
    meaning(head.num(16, &named, meaning))
}

/// By how much the sender's later windows are to be multiplied.
fn window_scale(head: &mut Head<'_>, reference: &'static str) -> Say {
    let meaning = |shift: u64| {
        let factor = 1_u64 << shift.min(MOST_SHIFT);
        say!("wire-tcp-wscale", shift = shift, factor = factor)
    };
    let named = Named("Shift Count", "tcp.options.wscale.shift", reference);
    meaning(head.num(8, &named, meaning))
}

/// Blocks that have arrived behind a gap.
fn sack(head: &mut Head<'_>, blocks: usize, reference: &'static str) -> Say {
    for _ in 0..blocks {
        let named = Named("Left Edge", "tcp.options.sack_le", reference);
        head.num(32, &named, |n| {
            say!("wire-tcp-sack-left", number = n.to_string())
        });
        let named = Named("Right Edge", "tcp.options.sack_re", reference);
        head.num(32, &named, |n| {
            say!("wire-tcp-sack-right", number = n.to_string())
        });
    }
    say!("wire-tcp-sack")
}

/// The sender's clock, and the receiver's as it was last heard.
fn timestamps(head: &mut Head<'_>, reference: &'static str) -> Say {
    let named = Named("Timestamp Value", "tcp.options.timestamp.tsval", reference);
    head.num(32, &named, |_| say!("wire-tcp-tsval"));
    let filter = "tcp.options.timestamp.tsecr";
    let named = Named("Timestamp Echo Reply", filter, reference);
    head.num(32, &named, |n| match n {
        0 => say!("wire-tcp-tsecr-none"),
        _ => say!("wire-tcp-tsecr"),
    });
    say!("wire-tcp-timestamps")
}

/// How long the sender waits for an acknowledgement.
fn user_timeout(head: &mut Head<'_>, reference: &'static str) -> Say {
    let filter = "tcp.options.user_to_granularity";
    let unit = either("wire-tcp-user-minutes", "wire-tcp-user-seconds");
    head.flag(&Named("Granularity", filter, reference), unit);
    let named = Named("User Timeout", "tcp.options.user_to_val", reference);
    head.num(15, &named, |_| say!("wire-tcp-user"));
    say!("wire-tcp-user")
}

/// Options whose data is left as it is.
fn other(head: &mut Head<'_>, kind: u8, length: usize, reference: &'static str) -> Say {
    let (filter, meaning) = match kind {
        MD5_SIGNATURE => ("tcp.options.md5.digest", say!("wire-tcp-md5")),
        MULTIPATH => ("", say!("wire-tcp-mptcp")),
        FAST_OPEN if length == 0 => ("", say!("wire-tcp-fast-open-asks")),
        FAST_OPEN => ("tcp.options.tfo.cookie", say!("wire-tcp-fast-open")),
        MAXIMUM_SEGMENT_SIZE | WINDOW_SCALE | SACK_PERMITTED | SACK | TIMESTAMPS | USER_TIMEOUT => {
            ("", say!("wire-option-size"))
        }
        _ => (
            "tcp.options.unknown.payload",
            say!("wire-option-unknown", number = kind.to_string()),
        ),
    };
    let named = Named("Option Data", filter, reference);
    head.raw(length, &named, say!("wire-option-data", count = length));
    meaning
}

static OPTIONS: [(u8, Named); 9] = [
    (
        MAXIMUM_SEGMENT_SIZE,
        Named("Maximum Segment Size", "tcp.options.mss", "RFC 9293 §3.7.1"),
    ),
    (
        WINDOW_SCALE,
        Named("Window Scale", "tcp.options.wscale", "RFC 7323 §2"),
    ),
    (
        SACK_PERMITTED,
        Named("SACK Permitted", "tcp.options.sack_perm", "RFC 2018 §2"),
    ),
    (SACK, Named("SACK", "tcp.options.sack", "RFC 2018 §3")),
    (
        TIMESTAMPS,
        Named("Timestamps", "tcp.options.timestamp", "RFC 7323 §3"),
    ),
    (
        MD5_SIGNATURE,
        Named("MD5 Signature", "tcp.options.md5", "RFC 2385 §3.0"),
    ),
    (
        USER_TIMEOUT,
        Named("User Timeout", "tcp.options.user_to", "RFC 5482 §3"),
    ),
    (MULTIPATH, Named("Multipath TCP", "", "RFC 8684 §3")),
    (
        FAST_OPEN,
        Named("TCP Fast Open Cookie", "tcp.options.tfo", "RFC 7413 §4.1.1"),
    ),
];
static UNKNOWN: Named = Named("Unknown Option", "tcp.options.unknown", "RFC 9293 §3.2");
