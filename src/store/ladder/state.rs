//! Both ends' TCP states after each segment (RFC 9293 §3.3.2), as far as the segments tell.

use crate::store::flows::{Segment, Way, later};
use crate::wire::TcpFlags;

/// A TCP's state, by its name in RFC 9293 §3.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpState {
    /// No connection.
    Closed,
    /// Waiting for whoever calls.
    Listen,
    /// Has sent its SYN.
    SynSent,
    /// Has a SYN and has answered it.
    SynReceived,
    /// Open: data flow both ways.
    Established,
    /// Has sent FIN.
    FinWait1,
    /// Its FIN was acknowledged; the other may still send.
    FinWait2,
    /// Has received FIN; may still send.
    CloseWait,
    /// Both sent FIN at once.
    Closing,
    /// Has sent its FIN after the other's.
    LastAck,
    /// Waits until nothing late can come.
    TimeWait,
}

impl TcpState {
    /// Its name in the RFC, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "CLOSED",
            Self::Listen => "LISTEN",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECEIVED",
            Self::Established => "ESTABLISHED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::CloseWait => "CLOSE-WAIT",
            Self::Closing => "CLOSING",
            Self::LastAck => "LAST-ACK",
            Self::TimeWait => "TIME-WAIT",
        }
    }

    /// Over, or only waiting for it?
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::TimeWait)
    }
}

/// Both ends of one connection.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    states: [TcpState; 2],
    /// The number after each end's FIN, and after its SYN.
    fins: [Option<u32>; 2],
    syns: [Option<u32>; 2],
}

impl Ends {
    /// Before the first segment: a SYN calls one that listens; anything else is seen in mid-connection.
    pub(super) fn new(first: &Segment, way: Way) -> Self {
        let mut states = [TcpState::Established; 2];
        if first.flags.has(TcpFlags::SYN) {
            let caller = if first.flags.has(TcpFlags::ACK) {
                way.turned()
            } else {
                way
            };
            states[caller.index()] = if first.flags.has(TcpFlags::ACK) {
                TcpState::SynSent
            } else {
                TcpState::Closed
            };
            states[caller.turned().index()] = TcpState::Listen;
        }
        Self {
            states,
            fins: [None; 2],
            syns: [None; 2],
        }
    }

    pub(super) const fn states(&self) -> [TcpState; 2] {
        self.states
    }

    /// A segment went, and (as far as one can know) came.
    pub(super) fn pass(&mut self, way: Way, segment: &Segment) {
        if segment.flags.has(TcpFlags::RST) {
            self.states = [TcpState::Closed; 2];
            return;
        }
        self.send(way.index(), segment);
        self.receive(way.turned().index(), segment);
    }

    fn send(&mut self, me: usize, segment: &Segment) {
        use TcpState::{
            CloseWait, Closed, Closing, Established, FinWait1, LastAck, Listen, SynReceived,
            SynSent,
        };
        let (syn, ack, fin) = flags(segment);
        if syn {
            self.syns[me] = Some(segment.end());
        }
        if fin {
            self.fins[me] = Some(segment.end());
        }
        self.states[me] = match self.states[me] {
            Closed | Listen | SynSent if syn && ack => SynReceived,
            Closed | Listen if syn => SynSent,
            Established | SynReceived if fin => FinWait1,
            // A FIN that does not count the other's was sent before that had come.
            CloseWait if fin && self.has_crossed(me, segment) => Closing,
            CloseWait if fin => LastAck,
            same => same,
        };
    }

    /// Was this segment sent before the other end's FIN had come?
    fn has_crossed(&self, me: usize, segment: &Segment) -> bool {
        self.fins[1 - me].is_some_and(|fin| later(fin, segment.ack))
    }

    fn receive(&mut self, me: usize, segment: &Segment) {
        use TcpState::{
            CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen,
            SynReceived, SynSent, TimeWait,
        };
        let (syn, ack, fin) = flags(segment);
        if syn {
            self.states[me] = match self.states[me] {
                SynSent if ack => Established,
                Closed | Listen | SynSent => SynReceived,
                same => same,
            };
            return;
        }
        let acked = |number: Option<u32>| ack && number == Some(segment.ack);
        let (syn_acked, fin_acked) = (acked(self.syns[me]), acked(self.fins[me]));
        self.states[me] = match self.states[me] {
            SynReceived if syn_acked || (ack && self.syns[me].is_some()) => Established,
            FinWait1 if fin_acked => FinWait2,
            Closing if fin_acked => TimeWait,
            LastAck if fin_acked => Closed,
            same => same,
        };
        if fin {
            self.states[me] = match self.states[me] {
                Established | SynReceived => CloseWait,
                FinWait1 => Closing,
                FinWait2 => TimeWait,
                same => same,
            };
        }
    }
}

const fn flags(segment: &Segment) -> (bool, bool, bool) {
    (
        segment.flags.has(TcpFlags::SYN),
        segment.flags.has(TcpFlags::ACK),
        segment.flags.has(TcpFlags::FIN),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(flags: u16, seq: u32, ack: u32, length: u32) -> Segment {
        Segment {
            flags: TcpFlags(flags),
            seq,
            ack,
            length,
            window: 100,
            ..Segment::default()
        }
    }

    /// Goes through segments `(way there?, flags, seq, ack)`; gives the names of both states after each.
    fn run(segments: &[(bool, u16, u32, u32)]) -> Vec<[&'static str; 2]> {
        let way = |there: bool| if there { Way::There } else { Way::Back };
        let mut ends: Option<Ends> = None;
        let mut out = Vec::new();
        for (there, flags, seq, ack) in segments {
            let segment = segment(*flags, *seq, *ack, 0);
            let ends = ends.get_or_insert_with(|| Ends::new(&segment, way(*there)));
            ends.pass(way(*there), &segment);
            out.push(ends.states().map(TcpState::name));
        }
        out
    }

    #[test]
    fn the_handshake_is_figure_6() {
        let states = run(&[
            (true, 0x02, 100, 0),
            (false, 0x12, 300, 101),
            (true, 0x10, 101, 301),
        ]);
        assert_eq!(
            states,
            [
                ["SYN-SENT", "SYN-RECEIVED"],
                ["ESTABLISHED", "SYN-RECEIVED"],
                ["ESTABLISHED", "ESTABLISHED"]
            ]
        );
    }

    #[test]
    fn the_normal_close_is_figure_12() {
        let states = run(&[
            (true, 0x10, 99, 300),
            (true, 0x11, 100, 300),
            (false, 0x10, 300, 101),
            (false, 0x11, 300, 101),
            (true, 0x10, 101, 301),
        ]);
        assert_eq!(
            states[1..],
            [
                ["FIN-WAIT-1", "CLOSE-WAIT"],
                ["FIN-WAIT-2", "CLOSE-WAIT"],
                ["TIME-WAIT", "LAST-ACK"],
                ["TIME-WAIT", "CLOSED"]
            ]
        );
    }

    #[test]
    fn closing_at_once_is_figure_13() {
        let states = run(&[
            (true, 0x11, 100, 300),
            (false, 0x11, 300, 100),
            (true, 0x10, 101, 301),
            (false, 0x10, 301, 101),
        ]);
        // Its number tells that the second FIN crossed the first: its sender had not yet heard of that.
        assert_eq!(states[1], ["CLOSING", "CLOSING"]);
        assert_eq!(states.last(), Some(&["TIME-WAIT", "TIME-WAIT"]));
    }

    #[test]
    fn a_reset_ends_both() {
        assert_eq!(
            run(&[(true, 0x02, 1, 0), (false, 0x14, 0, 2)])[1],
            ["CLOSED", "CLOSED"]
        );
    }
}
