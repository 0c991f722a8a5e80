//! The ladder: who sent what to whom, rung by rung in order of time, with the arithmetic of the numbers.
//!
//! Pure data for the time-sequence chart of one flow or of many. What the segments do not show
//! themselves is inferred and says so: the far end's state, the moment at which something was lost.

mod build;
mod life;
mod state;

use std::net::IpAddr;

pub use build::ladder;
pub use state::TcpState;

use crate::clock::Time;
use crate::record::RecordKey;
use crate::say::Say;
use crate::wire::{MacAddr, Protocol, TcpFlags};

use super::chores::{Chore, Tally};
use super::flows::{FlowId, Marks, Note, Way};

/// One column of the chart: a host, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host {
    /// By its IP address.
    Ip(IpAddr),
    /// By its MAC address, where the frame has no other.
    Mac(MacAddr),
}

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Mac(mac) => mac.fmt(f),
        }
    }
}

/// What a rung stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RungKind {
    /// A frame that was seen.
    Seen,
    /// Bytes that nobody saw here, inferred from what follows them; the key is that of the frame behind them.
    Missing,
}

/// A sequence or acknowledgement number, both ways of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// From the first: SYN = 0, first byte = 1.
    pub relative: u32,
    /// As on the wire.
    pub absolute: u32,
}

/// An end's TCP state after a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// The state.
    pub state: TcpState,
    /// As seen from here, without having asked that end: drawn with `≈`.
    pub inferred: bool,
}

/// Housekeeping that follows one upon another, in one rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The last record of it; the first is the rung's.
    pub last: RecordKey,
    /// When that was.
    pub until: Time,
    /// How much of what.
    pub tally: Tally,
}

/// One arrow of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Seen, or inferred to be missing.
    pub kind: RungKind,
    /// Which record.
    pub key: RecordKey,
    /// Which flow.
    pub flow: Option<FlowId>,
    /// Which way in it; of one connection in which a host talks to itself, `There` is from who opened it.
    pub way: Way,
    /// When; for `Missing` the time of the frame behind it (inferred).
    pub time: Time,
    /// From which column to which.
    pub from: usize,
    /// To which column.
    pub to: usize,
    /// Ports at both ends (0 without).
    pub ports: [u16; 2],
    /// The highest protocol.
    pub protocol: Protocol,
    /// What goes, in few words: `SYN`, `PSH ACK 84 bytes`, `ARP request`, …
    pub what: Say,
    /// TCP: the flags.
    pub flags: Option<TcpFlags>,
    /// TCP: sequence number.
    pub seq: Option<Number>,
    /// TCP: acknowledgement number, where the ACK flag is set.
    pub ack: Option<Number>,
    /// Payload bytes.
    pub length: u32,
    /// The arithmetic of the numbers, in sentences (`ack 85 = 1 + 84`).
    pub sums: Vec<Say>,
    /// TCP: the states after it, of the `from` end and of the `to` end.
    pub states: Option<[End; 2]>,
    /// What there is to say of the connection's life here: who closes, what is in one segment, why nobody answers.
    pub told: Vec<Say>,
    /// A phase that ends or begins here: handshake complete, closing, closed, reset.
    pub phase: Option<Say>,
    /// What the analysis says.
    pub marks: Marks,
    /// What of the housekeeping it is, if it is any.
    pub chore: Option<Chore>,
    /// It stands for a run of housekeeping; all else is its first frame's, the states are its last one's.
    pub run: Option<Run>,
    /// The numbers behind the marks; `marks.say(&note)` gives the sentences.
    pub note: Note,
}

impl Rung {
    /// Is this record's frame it, or among those it stands for?
    #[must_use]
    pub fn holds(&self, key: RecordKey) -> bool {
        self.key == key
            || self
                .run
                .is_some_and(|run| self.key < key && key <= run.last)
    }

    /// How many frames it stands for.
    #[must_use]
    pub fn frames(&self) -> usize {
        match (self.kind, self.run) {
            (RungKind::Missing, _) => 0,
            (RungKind::Seen, run) => run.map_or(1, |run| run.tally.frames as usize),
        }
    }
}

/// The whole chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ladder {
    /// The columns, in order of their first appearance; of one connection alone, who opened it first.
    pub hosts: Vec<Host>,
    /// The rungs, in order of time.
    pub rungs: Vec<Rung>,
    /// There was more than the limit.
    pub cut: bool,
}

#[cfg(test)]
mod tests;
