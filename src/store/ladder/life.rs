//! How a connection begins and ends, in sentences: who closes first, why four steps may be three segments,
//! why nobody answers.

use crate::frame::{Direction, FrameMeta, Origin};
use crate::say;
use crate::say::Say;
use crate::store::flows::{Marks, Segment, Way, later};
use crate::wire::TcpFlags;

/// What was seen of a connection's beginning and end.
#[derive(Debug, Default)]
pub(super) struct Life {
    /// The other end has said anything at all: by way of the SYN.
    answered: [bool; 2],
    /// The number after each way's FIN.
    fins: [Option<u32>; 2],
    /// Which way the first FIN went.
    first: Option<Way>,
    /// This way's FIN has been acknowledged.
    acked: [bool; 2],
    /// The second FIN was sent before the first had come.
    crossed: bool,
}

impl Life {
    /// What there is to say of this segment. `here`: it was meant for the very host that captured it.
    pub(super) fn pass(
        &mut self,
        way: Way,
        segment: &Segment,
        marks: Marks,
        here: bool,
    ) -> Vec<Say> {
        let mut told = Vec::new();
        let (me, other) = (way.index(), way.turned().index());
        let has = |flags| segment.flags.has(flags);
        self.answered[other] = true;
        if has(TcpFlags::RST) {
            return told;
        }
        if has(TcpFlags::SYN)
            && !has(TcpFlags::ACK)
            && marks.has(Marks::RETRANSMISSION)
            && !self.answered[me]
        {
            told.push(if here {
                say!("flows-syn-here")
            } else {
                say!("flows-syn-far")
            });
        }
        let covers = |fin: u32| has(TcpFlags::ACK) && !later(fin, segment.ack);
        let newly_acked = self.fins[other].is_some_and(covers) && !self.acked[other];
        if has(TcpFlags::FIN) && self.fins[me].is_none() {
            told.extend(self.fin(way, segment, newly_acked));
        } else if newly_acked {
            told.push(self.acknowledged(way));
        }
        self.acked[other] |= newly_acked;
        told
    }

    /// A way's first FIN; `newly_acked`: the other's was not acknowledged before, and is by this.
    fn fin(&mut self, way: Way, segment: &Segment, newly_acked: bool) -> Option<Say> {
        let (me, other) = (way.index(), way.turned().index());
        self.fins[me] = Some(segment.end());
        if self.first.is_none() {
            self.first = Some(way);
            return None;
        }
        self.crossed = !newly_acked && !self.acked[other];
        Some(if newly_acked {
            say!("flows-fin-in-one")
        } else if self.crossed {
            say!("flows-fin-crossed")
        } else {
            say!("flows-fin-by-itself")
        })
    }

    /// The other end's FIN is acknowledged by a segment without one.
    fn acknowledged(&self, way: Way) -> Say {
        match (self.fins[way.index()], self.crossed) {
            (None, _) => say!("flows-fin-half"),
            (Some(_), false) => say!("flows-fin-last"),
            (Some(_), true) => say!("flows-fin-last-crossed"),
        }
    }
}

/// Was a frame meant for the very host that captured it? `alone`: it goes from an address to the same.
pub(super) fn is_for_here(meta: &FrameMeta, alone: bool, loopback: bool) -> bool {
    let came = matches!(meta.direction, Direction::In | Direction::Loop);
    meta.origin == Origin::Captured && (came || alone || loopback)
}
