//! Options of the TCP header (RFC 9293 §3.2 and later).

use super::super::field::Value;
use super::super::named::{Named, fields};
use super::super::options::{END, NO_OPERATION, filling, length, options};
use super::super::tree::{Head, either};
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

const LIST: &str = "RFC 9293 §3.2";

/// The largest shift count (RFC 7323 §2.3); a larger one is taken as this.
const MOST_SHIFT: u64 = 14;

fields! {
    UNKNOWN: Protocol "tcp.options.unknown" = "Unknown Option", "RFC 9293 §3.2";

    END_OF_OPTION_LIST: Protocol "tcp.options.eol" = "End of Option List", "RFC 9293 §3.2";
    PADDING = "Padding", "RFC 9293 §3.1";
    NO_OPERATION_FIELD: Number "tcp.options.nop" = "No-Operation", "RFC 9293 §3.2";
    KIND: Number "tcp.option_kind" = "Kind", LIST;
    LENGTH: Number "tcp.option_len" = "Length", LIST;
    MSS_VALUE: Number "tcp.options.mss_val" = "MSS Value", "RFC 9293 §3.7.1";
    SHIFT_COUNT: Number "tcp.options.wscale.shift" = "Shift Count", "RFC 7323 §2";
    LEFT_EDGE: Number "tcp.options.sack_le" = "Left Edge", "RFC 2018 §3";
    RIGHT_EDGE: Number "tcp.options.sack_re" = "Right Edge", "RFC 2018 §3";
    TIMESTAMP_VALUE: Number "tcp.options.timestamp.tsval" = "Timestamp Value", "RFC 7323 §3";
    TIMESTAMP_ECHO_REPLY: Number "tcp.options.timestamp.tsecr"
        = "Timestamp Echo Reply", "RFC 7323 §3";
    GRANULARITY: Flag "tcp.options.user_to_granularity" = "Granularity", "RFC 5482 §3";
    USER_TIMEOUT_FIELD: Number "tcp.options.user_to_val" = "User Timeout", "RFC 5482 §3";
    MAXIMUM_SEGMENT_SIZE_FIELD: Protocol "tcp.options.mss"
        = "Maximum Segment Size", "RFC 9293 §3.7.1";
    WINDOW_SCALE_FIELD: Protocol "tcp.options.wscale" = "Window Scale", "RFC 7323 §2";
    SACK_PERMITTED_FIELD: Protocol "tcp.options.sack_perm" = "SACK Permitted", "RFC 2018 §2";
    SACK_FIELD: Protocol "tcp.options.sack" = "SACK", "RFC 2018 §3";
    TIMESTAMPS_FIELD: Protocol "tcp.options.timestamp" = "Timestamps", "RFC 7323 §3";
    MD5_SIGNATURE_FIELD: Protocol "tcp.options.md5" = "MD5 Signature", "RFC 2385 §3.0";
    USER_TO: Protocol "tcp.options.user_to" = "User Timeout", "RFC 5482 §3";
    MULTIPATH_TCP = "Multipath TCP", "RFC 8684 §3";
    TCP_FAST_OPEN_COOKIE: Protocol "tcp.options.tfo" = "TCP Fast Open Cookie", "RFC 7413 §4.1.1";
    OPTION_DATA = "Option Data", LIST;
    MD5_DIGEST: Bytes "tcp.options.md5.digest" = "Option Data", "RFC 2385 §3.0";
    COOKIE: Bytes "tcp.options.tfo.cookie" = "Option Data", "RFC 7413 §4.1.1";
    UNKNOWN_DATA: Bytes "tcp.options.unknown.payload" = "Option Data", LIST;
}

/// Reads the options, up to where the header ends.
pub(super) fn read(head: &mut Head<'_>, end: usize) {
    options(head, end, |head, kind| match kind {
        END => {
            single(head, &END_OF_OPTION_LIST, &say!("wire-option-end"));
            filling(head, &PADDING);
        }
        NO_OPERATION => {
            single(head, &NO_OPERATION_FIELD, &say!("wire-option-nop"));
        }
        kind => option(head, kind),
    });
}

/// An option that is its kind and nothing else.
fn single(head: &mut Head<'_>, named: &Named, meaning: &Say) {
    head.group(named, |head| {
        let kind = head.num(8, &KIND.of(named.section), |_| meaning.clone());
        (Value::Number(kind), meaning.clone())
    });
}

fn option(head: &mut Head<'_>, kind: u8) {
    let named = OPTIONS.iter().find(|(known, _)| *known == kind);
    let named = named.map_or(&UNKNOWN, |(_, named)| named);
    let (name, reference) = (named.name, named.section);
    head.group(named, |head| {
        head.num(8, &KIND.of(reference), |n| {
            say!("wire-option-kind", number = n.to_string(), name = name)
        });
        let length = length(head, &LENGTH.of(reference));
        (Value::Group, data(head, kind, length, reference))
    });
}

/// An option's data, `length` bytes of it; gives what the option means. Of a length that cannot be all
/// that is left is its data.
fn data(head: &mut Head<'_>, kind: u8, length: Option<usize>, reference: &'static str) -> Say {
    let Some(length) = length else {
        let left = head.left();
        return other(head, kind, left, reference);
    };
    match (kind, length) {
        (MAXIMUM_SEGMENT_SIZE, 2) => segment_size(head),
        (WINDOW_SCALE, 1) => window_scale(head),
        (SACK_PERMITTED, 0) => say!("wire-tcp-sack-permitted"),
        (SACK, 8 | 16 | 24 | 32) => sack(head, length / 8),
        (TIMESTAMPS, 8) => timestamps(head),
        (USER_TIMEOUT, 2) => user_timeout(head),
        _ => other(head, kind, length, reference),
    }
}

/// How much the sender takes in one segment.
fn segment_size(head: &mut Head<'_>) -> Say {
    let meaning = |count| say!("wire-tcp-mss", count = count);
    meaning(head.num(16, &MSS_VALUE, meaning))
}

/// By how much the sender's later windows are to be multiplied.
fn window_scale(head: &mut Head<'_>) -> Say {
    let meaning = |shift: u64| {
        let factor = 1_u64 << shift.min(MOST_SHIFT);
        say!("wire-tcp-wscale", shift = shift, factor = factor)
    };
    meaning(head.num(8, &SHIFT_COUNT, meaning))
}

/// Blocks that have arrived behind a gap.
fn sack(head: &mut Head<'_>, blocks: usize) -> Say {
    for _ in 0..blocks {
        head.num(32, &LEFT_EDGE, |n| {
            say!("wire-tcp-sack-left", number = n.to_string())
        });
        head.num(32, &RIGHT_EDGE, |n| {
            say!("wire-tcp-sack-right", number = n.to_string())
        });
    }
    say!("wire-tcp-sack")
}

/// The sender's clock, and the receiver's as it was last heard.
fn timestamps(head: &mut Head<'_>) -> Say {
    head.num(32, &TIMESTAMP_VALUE, |_| say!("wire-tcp-tsval"));
    head.num(32, &TIMESTAMP_ECHO_REPLY, |n| match n {
        0 => say!("wire-tcp-tsecr-none"),
        _ => say!("wire-tcp-tsecr"),
    });
    say!("wire-tcp-timestamps")
}

/// How long the sender waits for an acknowledgement.
fn user_timeout(head: &mut Head<'_>) -> Say {
    let unit = either("wire-tcp-user-minutes", "wire-tcp-user-seconds");
    head.flag(&GRANULARITY, unit);
    head.num(15, &USER_TIMEOUT_FIELD, |_| say!("wire-tcp-user"));
    say!("wire-tcp-user")
}

/// Options whose data is left as it is.
fn other(head: &mut Head<'_>, kind: u8, length: usize, reference: &'static str) -> Say {
    let (named, meaning) = match kind {
        MD5_SIGNATURE => (MD5_DIGEST, say!("wire-tcp-md5")),
        MULTIPATH => (OPTION_DATA, say!("wire-tcp-mptcp")),
        FAST_OPEN if length == 0 => (OPTION_DATA, say!("wire-tcp-fast-open-asks")),
        FAST_OPEN => (COOKIE, say!("wire-tcp-fast-open")),
        MAXIMUM_SEGMENT_SIZE | WINDOW_SCALE | SACK_PERMITTED | SACK | TIMESTAMPS | USER_TIMEOUT => {
            (OPTION_DATA, say!("wire-option-size"))
        }
        _ => (
            UNKNOWN_DATA,
            say!("wire-option-unknown", number = kind.to_string()),
        ),
    };
    head.raw(
        length,
        &named.of(reference),
        say!("wire-option-data", count = length),
    );
    meaning
}

static OPTIONS: [(u8, Named); 9] = [
    (MAXIMUM_SEGMENT_SIZE, MAXIMUM_SEGMENT_SIZE_FIELD),
    (WINDOW_SCALE, WINDOW_SCALE_FIELD),
    (SACK_PERMITTED, SACK_PERMITTED_FIELD),
    (SACK, SACK_FIELD),
    (TIMESTAMPS, TIMESTAMPS_FIELD),
    (MD5_SIGNATURE, MD5_SIGNATURE_FIELD),
    (USER_TIMEOUT, USER_TO),
    (MULTIPATH, MULTIPATH_TCP),
    (FAST_OPEN, TCP_FAST_OPEN_COOKIE),
];
