//! Conversations: who talks to whom, and how it goes.
//!
//! A flow is keyed by place: the same segment seen on two links belongs to two flows, and is no
//! retransmission.

mod housekeeping;
mod progress;
mod say;
mod segment;
mod side;
mod table;
mod tcp;

use std::net::IpAddr;

pub(in crate::store) use progress::opener;
pub use say::{Note, millis};
pub(in crate::store) use segment::segment;
pub use segment::{Scale, Segment, later};
pub(in crate::store) use table::{End, Key, ends, key};
pub use table::{Flows, MOST};
pub use tcp::Analysis;

use crate::clock::Time;
use crate::place::Place;
use crate::wire::Protocol;

use super::chores::{Chore, Tally};

/// A flow's number: in order of its first frame, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u32);

/// Which way a frame of a flow goes: as its first frame, or against it. A flow that begins with a SYN ACK
/// goes the way of the SYN that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// From `a` to `b`.
    There,
    /// From `b` to `a`.
    Back,
}

impl Way {
    /// 0 for there, 1 for back: the place in a flow's pairs.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The other way.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::There => Self::Back,
            Self::Back => Self::There,
        }
    }
}

/// What the analysis says about a frame, as bits. All but `RESET`, `ZERO_WINDOW` and `HANDSHAKE` are inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(pub u16);

impl Marks {
    /// These bytes were sent before.
    pub const RETRANSMISSION: Self = Self(1);
    /// Sent again after duplicate acknowledgements, without waiting for the timer.
    pub const FAST_RETRANSMISSION: Self = Self(1 << 1);
    /// Sent again although it had been acknowledged.
    pub const SPURIOUS: Self = Self(1 << 2);
    /// Says again what the last acknowledgement said.
    pub const DUPLICATE_ACK: Self = Self(1 << 3);
    /// Came later than what follows it.
    pub const OUT_OF_ORDER: Self = Self(1 << 4);
    /// Bytes before these were not seen.
    pub const GAP: Self = Self(1 << 5);
    /// Acknowledges bytes that were not seen.
    pub const ACK_UNSEEN: Self = Self(1 << 6);
    /// Fills the receiver's window.
    pub const WINDOW_FULL: Self = Self(1 << 7);
    /// Tells: no room for more.
    pub const ZERO_WINDOW: Self = Self(1 << 8);
    /// Asks whether there is room again.
    pub const WINDOW_PROBE: Self = Self(1 << 9);
    /// Tells: room again.
    pub const WINDOW_UPDATE: Self = Self(1 << 10);
    /// Asks whether the other end is still there.
    pub const KEEP_ALIVE: Self = Self(1 << 11);
    /// Answers a keep-alive.
    pub const KEEP_ALIVE_ACK: Self = Self(1 << 12);
    /// Breaks the connection off.
    pub const RESET: Self = Self(1 << 13);
    /// A new connection on ports that an earlier one had.
    pub const PORT_REUSED: Self = Self(1 << 14);

    /// Are all of `other`'s bits set?
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// No mark at all?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Sets all of `other`'s bits.
    pub const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The marks one by one.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..16)
            .map(|bit| Self(1 << bit))
            .filter(move |mark| self.has(*mark))
    }
}

/// What is known of a frame once it has found its flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seen {
    /// Its flow.
    pub flow: FlowId,
    /// Which way it goes in it.
    pub way: Way,
    /// What the analysis says about it.
    pub marks: Marks,
    /// What of the housekeeping it is, if it is any.
    pub chore: Option<Chore>,
}

/// How far a TCP connection has come, as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FlowState {
    /// Not TCP, or its beginning was not seen.
    #[default]
    Unknown,
    /// A SYN went.
    Opening,
    /// Open.
    Open,
    /// One side has sent FIN.
    Closing,
    /// Both sides have.
    Closed,
    /// Broken off with RST.
    Reset,
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Its number.
    pub id: FlowId,
    /// Where it was seen.
    pub place: Place,
    /// `Tcp`, `Udp`, `Icmp`, `Icmpv6`, `Arp`, or another protocol of IP.
    pub transport: Protocol,
    /// The highest protocol seen in it.
    pub protocol: Protocol,
    /// Who sent the first frame, or called who sent it: address and port (0 without; ICMP: the echo's
    /// identifier).
    pub a: (IpAddr, u16),
    /// The other end.
    pub b: (IpAddr, u16),
    /// Frames from `a` to `b`, and back.
    pub frames: [u64; 2],
    /// Bytes on the wire, as `frames`.
    pub bytes: [u64; 2],
    /// Payload bytes, as `frames`.
    pub payload: [u64; 2],
    /// The first frame's time.
    pub first: Time,
    /// The last frame's time.
    pub last: Time,
    /// TCP: how far it has come.
    pub state: FlowState,
    /// From a SYN to its SYN ACK, in nanoseconds; `None` where not seen.
    pub handshake_rtt: Option<i64>,
    /// The latest time from a segment to the acknowledgement of its last byte, in nanoseconds.
    pub rtt: Option<i64>,
    /// TCP: which way the connection was opened; `None`: its SYN and the answer were not seen (yet).
    pub opener: Option<Way>,
    /// Initial sequence numbers of `a` and `b`, as far as known.
    pub isn: [Option<u32>; 2],
    /// Frames of it that are but housekeeping.
    pub chores: Tally,
    /// How often a mark was given, by bit. Those about bytes that were only late are taken back.
    pub marked: [u32; 16],
}

impl Flow {
    /// Nanoseconds from its first frame to its last; `None` where these have no time.
    #[must_use]
    pub fn lasted(&self) -> Option<i64> {
        self.last.nanos_since(self.first)
    }
}

#[cfg(test)]
mod tests;
