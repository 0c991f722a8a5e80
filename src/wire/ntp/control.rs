//! Control messages (mode 6, RFC 9327): questions about a server's state, and what it answers.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::{Head, either};

use super::known;

const MODE_6: &str = "RFC 9327 §2";
const DATA: &str = "RFC 9327 §4";

fields! {
    OPERATION: Number "ntp.ctrl.flags2" = "R, E, M, Opcode", MODE_6;
    RESPONSE: Flag "ntp.ctrl.flags2.r" = "Response", MODE_6;
    ERROR: Flag "ntp.ctrl.flags2.error" = "Error", MODE_6;
    MORE: Flag "ntp.ctrl.flags2.more" = "More", MODE_6;
    OPCODE: Number "ntp.ctrl.flags2.opcode" = "Opcode", MODE_6;
    SEQUENCE: Number "ntp.ctrl.sequence" = "Sequence", MODE_6;
    STATUS: Number "ntp.ctrl.status" = "Status", MODE_6;
    ASSOCIATION: Number "ntp.ctrl.associd" = "Association ID", MODE_6;
    OFFSET: Number "ntp.ctrl.offset" = "Offset", MODE_6;
    COUNT: Number "ntp.ctrl.count" = "Count", MODE_6;
    VARIABLES: Bytes "ntp.ctrl.data" = "Data", DATA;
    PEER: Protocol "ntp.ctrl.item" = "Association", DATA;
}

const READ_STATUS: u64 = 1;

/// A control message: questions about a server's state, and answers.
pub(super) fn read(head: &mut Head<'_>) {
    let second = head.peek().map_or(0, u64::from);
    let mut opcode = 0;
    head.group(&OPERATION, |head| {
        head.flag(&RESPONSE, either("wire-ntp-response", "wire-ntp-request"));
        head.flag(&ERROR, either("wire-ntp-error", "wire-flag-off"));
        head.flag(&MORE, either("wire-ntp-more", "wire-flag-off"));
        opcode = head.num(5, &OPCODE, |n| known(OPCODES, n));
        (Value::Hex(second, 2), known(OPCODES, opcode))
    });
    head.num(16, &SEQUENCE, |_| say!("wire-ntp-sequence"));
    head.hex(16, &STATUS, |_| say!("wire-ntp-status"));
    head.num(16, &ASSOCIATION, association);
    head.num(16, &OFFSET, |_| say!("wire-ntp-offset"));
    let count = head.num(16, &COUNT, |n| say!("wire-ntp-count", count = n));
    let count = (count as usize).min(head.left());
    match opcode {
        READ_STATUS => head.group(&VARIABLES, |head| {
            associations(head, count / 4);
            (Value::Bytes, say!("wire-ntp-peers"))
        }),
        _ => head.text(count, &VARIABLES, say!("wire-ntp-variables")),
    }
}

/// Whom a server knows, and how each is doing.
fn associations(head: &mut Head<'_>, count: usize) {
    for _ in 0..count {
        head.group(&PEER, |head| {
            head.num(16, &ASSOCIATION, association);
            head.hex(16, &STATUS, |_| say!("wire-ntp-status"));
            (Value::Group, say!("wire-ntp-peer"))
        });
    }
}

fn association(number: u64) -> Say {
    match number {
        0 => say!("wire-ntp-association-zero"),
        _ => say!("wire-ntp-association"),
    }
}

/// A message in one sentence; `operation` is its second byte.
pub(super) fn sentence(operation: u8) -> Say {
    let what = known(OPCODES, u64::from(operation & 0x1f));
    if operation & 0x80 == 0 {
        say!("wire-say-ntp-control", what = what)
    } else {
        say!("wire-say-ntp-control-answer", what = what)
    }
}

/// Commands of mode 6 (RFC 9327 §2).
const OPCODES: &[(u64, &str)] = &[
    (READ_STATUS, "wire-ntp-read-status"),
    (2, "wire-ntp-read-variables"),
    (3, "wire-ntp-write-variables"),
    (4, "wire-ntp-read-clock"),
    (5, "wire-ntp-write-clock"),
    (6, "wire-ntp-set-trap"),
    (7, "wire-ntp-trap"),
    (8, "wire-ntp-configure"),
    (10, "wire-ntp-read-mru"),
    (11, "wire-ntp-read-ordered"),
    (12, "wire-ntp-nonce"),
    (31, "wire-ntp-unset-trap"),
];
