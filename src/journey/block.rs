//! A run of the frame's bytes that one layer adds: what it is, how large, and whose.

use std::fmt;
use std::ops::Range;

use crate::frame::{Frame, Provenance};
use crate::wire::Protocol;

/// A number of bytes that may not be known exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The bytes, at least.
    pub bytes: usize,
    /// Exactly these?
    pub exact: bool,
}

impl Size {
    /// None at all.
    pub const ZERO: Self = Self {
        bytes: 0,
        exact: true,
    };

    /// All of these blocks together.
    pub fn of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let add = |sum: Self, block: &Block| Self {
            bytes: sum.bytes + block.size.bytes,
            exact: sum.exact && block.size.exact,
        };
        blocks.into_iter().fold(Self::ZERO, add)
    }
}

/// Digits, or `?` where it is not known.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exact {
            write!(f, "{}", self.bytes)
        } else {
            f.write_str("?")
        }
    }
}

/// What a block is to the layer that adds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Put in front of what came from above.
    Header,
    /// What was there first.
    Payload,
    /// Put behind it.
    Trailer,
}

/// A run of the frame's bytes that one layer adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The OSI layer that adds it, 1 to 7. Data that ICMP carries is layer 3's: no program made it.
    pub osi: u8,
    /// Whose bytes they are.
    pub protocol: Protocol,
    /// Where they lie in the frame on the wire.
    pub range: Range<usize>,
    /// How many they are on the wire.
    pub size: Size,
    /// What they are.
    pub role: Role,
    /// The dissection's layer that holds its fields.
    pub layer: Option<usize>,
    /// Whose message it is a part of.
    pub whose: Whose,
}

/// Whose a block of a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// This message's, or of no message at all.
    Own,
    /// Of other messages in the same stream.
    Others {
        /// The receiver's OSI layer that puts them aside: 5 where each message says how long it is, else 7.
        aside: u8,
    },
}

impl Block {
    /// A header of the one message that is followed, all of it captured.
    pub(super) const fn new(
        osi: u8,
        protocol: Protocol,
        range: Range<usize>,
        layer: Option<usize>,
    ) -> Self {
        let size = Size {
            bytes: range.end - range.start,
            exact: true,
        };
        Self {
            osi,
            protocol,
            range,
            size,
            role: Role::Header,
            layer,
            whose: Whose::Own,
        }
    }

    /// Does it belong to other messages than the one that is followed?
    #[must_use]
    pub const fn is_others(&self) -> bool {
        matches!(self.whose, Whose::Others { .. })
    }

    /// Is it a header of IP that the packet really has? What an ICMP error quotes is none.
    pub(super) fn is_packet(&self) -> bool {
        matches!(self.protocol, Protocol::Ipv4 | Protocol::Ipv6) && self.role == Role::Header
    }
}

/// Is it put behind what it carries?
pub(super) const fn is_trailer(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Padding | Protocol::Fcs)
}

/// Is it a message of IP's own, of which no program knows?
pub(super) const fn is_own_message(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Icmp | Protocol::Icmpv6 | Protocol::Igmp)
}

/// Is any of these bytes not known?
pub(super) fn is_unknown(frame: &Frame, range: &Range<usize>) -> bool {
    frame
        .origins
        .iter()
        .any(|(r, from)| *from == Provenance::Unknown && r.start < range.end && range.start < r.end)
}
