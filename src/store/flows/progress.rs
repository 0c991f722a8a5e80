//! How far a TCP connection has come, and who opened it, whatever order its segments were seen in.

use super::{FlowState, Segment, Way};
use crate::wire::TcpFlags;

/// Which segments of a connection's beginning and end were seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    /// Which ways a SYN went (bits by way) …
    syns: u8,
    /// … a SYN ACK …
    answers: u8,
    /// … an acknowledgement beside those …
    acks: u8,
    /// … and a FIN.
    fins: u8,
    reset: bool,
    opener: Option<Way>,
}

/// Which way the call went that this segment is, or that it answers. Where both ends call each other
/// (RFC 9293 §3.5, figure 7), the call seen first counts.
pub(in crate::store) const fn opener(way: Way, segment: &Segment) -> Option<Way> {
    match (
        segment.flags.has(TcpFlags::SYN),
        segment.flags.has(TcpFlags::ACK),
    ) {
        (true, false) => Some(way),
        (true, true) => Some(way.turned()),
        (false, _) => None,
    }
}

impl Progress {
    /// One more segment.
    pub(super) fn pass(&mut self, way: Way, segment: &Segment) {
        let bit = 1 << way.index();
        if segment.flags.has(TcpFlags::RST) {
            self.reset = true;
            return;
        }
        self.opener = self.opener.or_else(|| opener(way, segment));
        let (syn, ack) = (
            segment.flags.has(TcpFlags::SYN),
            segment.flags.has(TcpFlags::ACK),
        );
        if syn && !ack && self.reset && self.syns & bit != 0 {
            // Tries again (RFC 9293 §3.5, figure 9); a SYN seen for the first time was only late.
            *self = Self {
                opener: self.opener,
                ..Self::default()
            };
        }
        match (syn, ack) {
            (true, false) => self.syns |= bit,
            (true, true) => self.answers |= bit,
            (false, true) => self.acks |= bit,
            (false, false) => {}
        }
        if segment.flags.has(TcpFlags::FIN) {
            self.fins |= bit;
        }
    }

    /// Which way the connection was opened; `None`: that was not seen.
    pub(super) const fn opener(self) -> Option<Way> {
        self.opener
    }

    /// How far it has come.
    pub(super) const fn state(self) -> FlowState {
        if self.reset {
            return FlowState::Reset;
        }
        match self.fins {
            0 if self.is_open() => FlowState::Open,
            0 if self.syns | self.answers != 0 => FlowState::Opening,
            0 => FlowState::Unknown,
            3 => FlowState::Closed,
            _ => FlowState::Closing,
        }
    }

    /// A call and its answer, and an acknowledgement behind them; one of who has called shows the answer,
    /// too. One of the called end alone does not: it may still know an earlier connection (RFC 5961 §4).
    const fn is_open(self) -> bool {
        self.answers == 3 || self.answers != 0 && self.acks != 0 || self.acks & self.syns != 0
    }
}
