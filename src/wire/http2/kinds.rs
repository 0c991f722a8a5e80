//! The types of frames, and what their flags are (RFC 9113 §6).

use crate::say;
use crate::say::Say;
use crate::wire::named::{Named, fields};
use crate::wire::tree::{Head, by_table, either};

/// SETTINGS, PING: it acknowledges one.
pub(super) const ACK: u8 = 0x1;
/// DATA, HEADERS, PUSH_PROMISE: filling follows.
pub(super) const PADDED: u8 = 0x8;
/// HEADERS: a priority comes before the header block.
pub(super) const PRIORITY: u8 = 0x20;

const UNUSED: &str = "RFC 9113 §4.1";

fields! {
    DATA_END: Flag "http2.flags.end_stream" = "END_STREAM", "RFC 9113 §6.1";
    END_HEADERS_BIT: Flag "http2.flags.eh" = "END_HEADERS", "RFC 9113 §6.2";
    PADDED_BIT: Flag "http2.flags.padded" = "PADDED", "RFC 9113 §6.1";
    PRIORITY_BIT: Flag "http2.flags.priority" = "PRIORITY", "RFC 9113 §6.2";
    ACK_SETTINGS: Flag "http2.flags.ack.settings" = "ACK", "RFC 9113 §6.5";
    ACK_PING: Flag "http2.flags.ack.ping" = "ACK", "RFC 9113 §6.7";
    UNUSED_BITS = "Unused Flags", UNUSED;
}

/// A frame's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(pub(super) u8);

impl Kind {
    pub(super) const DATA: Self = Self(0);
    pub(super) const HEADERS: Self = Self(1);
    pub(super) const PRIORITY: Self = Self(2);
    pub(super) const RST_STREAM: Self = Self(3);
    pub(super) const SETTINGS: Self = Self(4);
    pub(super) const PUSH_PROMISE: Self = Self(5);
    pub(super) const PING: Self = Self(6);
    pub(super) const GOAWAY: Self = Self(7);
    pub(super) const WINDOW_UPDATE: Self = Self(8);
    pub(super) const CONTINUATION: Self = Self(9);

    /// Its name; of an unknown one its number.
    pub(super) fn name(self) -> String {
        let known = NAMES.iter().find(|(kind, ..)| *kind == self.0);
        known.map_or_else(
            || format!("0x{:02x}", self.0),
            |(_, name, _)| (*name).to_owned(),
        )
    }

    /// What it is for.
    pub(super) fn meaning(self) -> Say {
        let known = NAMES.iter().find(|(kind, ..)| *kind == self.0);
        known.map_or_else(|| say!("wire-http2-other"), |(.., key)| Say::plain(key))
    }

    /// Its flags, from the highest bit on.
    const fn flags(self) -> &'static [(u8, Named, &'static str)] {
        match self {
            Self::DATA => &[PADDED_FLAG, END_STREAM],
            Self::HEADERS => &[PRIORITY_FLAG, PADDED_FLAG, END_HEADERS, END_STREAM],
            Self::PUSH_PROMISE => &[PADDED_FLAG, END_HEADERS],
            Self::CONTINUATION => &[END_HEADERS],
            Self::SETTINGS => &[(0, ACK_SETTINGS, "wire-http2-ack")],
            Self::PING => &[(0, ACK_PING, "wire-http2-ack")],
            _ => &[],
        }
    }
}

const END_STREAM: (u8, Named, &str) = (0, DATA_END, "wire-http2-end-stream");
const END_HEADERS: (u8, Named, &str) = (2, END_HEADERS_BIT, "wire-http2-end-headers");
const PADDED_FLAG: (u8, Named, &str) = (3, PADDED_BIT, "wire-http2-padded");
const PRIORITY_FLAG: (u8, Named, &str) = (5, PRIORITY_BIT, "wire-http2-has-priority");

/// The registered types that are in use (RFC 9113 §11.2, RFC 7838, RFC 8336, RFC 9218).
const NAMES: [(u8, &str, &str); 13] = [
    (0, "DATA", "wire-http2-data"),
    (1, "HEADERS", "wire-http2-headers"),
    (2, "PRIORITY", "wire-http2-priority"),
    (3, "RST_STREAM", "wire-http2-rst-stream"),
    (4, "SETTINGS", "wire-http2-settings"),
    (5, "PUSH_PROMISE", "wire-http2-push-promise"),
    (6, "PING", "wire-http2-ping"),
    (7, "GOAWAY", "wire-http2-goaway"),
    (8, "WINDOW_UPDATE", "wire-http2-window-update"),
    (9, "CONTINUATION", "wire-http2-continuation"),
    (10, "ALTSVC", "wire-http2-altsvc"),
    (12, "ORIGIN", "wire-http2-origin"),
    (16, "PRIORITY_UPDATE", "wire-http2-priority-update"),
];

/// Reads the flags: those that the type has, and the bits between them.
pub(super) fn flags(head: &mut Head<'_>, kind: Kind) {
    let mut next = 8;
    for (bit, named, meaning) in kind.flags() {
        unused(head, usize::from(next - bit - 1));
        head.flag(named, either(meaning, "wire-flag-off"));
        next = *bit;
    }
    unused(head, usize::from(next));
}

fn unused(head: &mut Head<'_>, bits: usize) {
    if bits > 0 {
        head.num(bits, &UNUSED_BITS, |n| match n {
            0 => say!("wire-reserved-zero"),
            _ => say!("wire-reserved-set"),
        });
    }
}

/// Why a stream or a connection ends (RFC 9113 §7).
pub(super) fn error(code: u64) -> Say {
    let known = usize::try_from(code).ok().and_then(|at| ERRORS.get(at));
    match known {
        Some((name, key)) => say!("wire-http2-error", name = *name, meaning = Say::plain(key)),
        None => say!("wire-http2-error-other"),
    }
}

const ERRORS: [(&str, &str); 14] = [
    ("NO_ERROR", "wire-http2-error-none"),
    ("PROTOCOL_ERROR", "wire-http2-error-protocol"),
    ("INTERNAL_ERROR", "wire-http2-error-internal"),
    ("FLOW_CONTROL_ERROR", "wire-http2-error-flow"),
    ("SETTINGS_TIMEOUT", "wire-http2-error-settings"),
    ("STREAM_CLOSED", "wire-http2-error-closed"),
    ("FRAME_SIZE_ERROR", "wire-http2-error-size"),
    ("REFUSED_STREAM", "wire-http2-error-refused"),
    ("CANCEL", "wire-http2-error-cancel"),
    ("COMPRESSION_ERROR", "wire-http2-error-compression"),
    ("CONNECT_ERROR", "wire-http2-error-connect"),
    ("ENHANCE_YOUR_CALM", "wire-http2-error-calm"),
    ("INADEQUATE_SECURITY", "wire-http2-error-security"),
    ("HTTP_1_1_REQUIRED", "wire-http2-error-http1"),
];

/// What a setting is for (RFC 9113 §6.5.2).
pub(super) fn setting(id: u64) -> Say {
    let known = by_table(&SETTINGS, id);
    known.unwrap_or_else(|| say!("wire-http2-setting-other"))
}

const SETTINGS: [(u64, &str); 8] = [
    (1, "wire-http2-setting-table"),
    (2, "wire-http2-setting-push"),
    (3, "wire-http2-setting-streams"),
    (4, "wire-http2-setting-window"),
    (5, "wire-http2-setting-frame"),
    (6, "wire-http2-setting-headers"),
    (8, "wire-http2-setting-connect"),
    (9, "wire-http2-setting-priorities"),
];
