//! What a message is for (IANA DNS OpCodes).

use crate::say::Say;
use crate::{say, wire::tree::by_table};

/// The kind of a request, and of the response to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    /// A question (RFC 1035).
    Query,
    /// Which name has this record (RFC 1035 §6.4; obsolete by RFC 3425).
    InverseQuery,
    /// How is the server (RFC 1035; never described).
    Status,
    /// A zone has changed (RFC 1996).
    Notify,
    /// Change a zone (RFC 2136).
    Update,
    /// DNS stateful operations (RFC 8490).
    Stateful,
    /// Nobody has assigned it.
    Unassigned(u8),
}

impl Opcode {
    /// Out of the header's flags.
    pub(super) const fn of(flags: u16) -> Self {
        match (flags >> 11 & 15) as u8 {
            0 => Self::Query,
            1 => Self::InverseQuery,
            2 => Self::Status,
            4 => Self::Notify,
            5 => Self::Update,
            6 => Self::Stateful,
            other => Self::Unassigned(other),
        }
    }
}

const MEANINGS: &[(u64, &str)] = &[
    (0, "wire-dns-opcode-query"),
    (1, "wire-dns-opcode-iquery"),
    (2, "wire-dns-opcode-status"),
    (4, "wire-dns-opcode-notify"),
    (5, "wire-dns-opcode-update"),
    (6, "wire-dns-opcode-dso"),
];

/// What an opcode says.
pub(super) fn meaning(number: u64) -> Say {
    by_table(MEANINGS, number)
        .unwrap_or_else(|| say!("wire-dns-opcode-other", number = number.to_string()))
}
