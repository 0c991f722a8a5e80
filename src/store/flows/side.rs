//! What is known of one direction of a TCP connection: which of its numbers were seen, and which were not.
//!
//! Nothing is taken for seen that was not: a stretch that was passed over is a hole until it is filled, and
//! of what lay before the first segment nobody knows anything.

use super::Scale;
use super::segment::later;
use crate::clock::Time;

/// Holes in a direction's numbers that are remembered. Of more, the oldest is forgotten.
const HOLES: usize = 6;
/// Segments whose acknowledgement is awaited to take the round-trip time.
const AWAITED: usize = 8;

/// Where a direction's initial number is known from, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Basis {
    /// One before the lowest number seen.
    #[default]
    Guess,
    /// The other end's SYN ACK counts on from it; it may count data of the SYN, too (RFC 7413).
    SynAck,
    /// The SYN itself.
    Syn,
}

/// Were these numbers seen before?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// They go on where the last ones ended, or beyond.
    No,
    /// Numbers that follow them were, they were not.
    Overtaken,
    /// At least some of them were.
    Seen,
    /// Too much was missing to remember it all.
    Unknown,
}

/// Marks that turned out to be about bytes that were only late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenBack {
    /// Of the kind [`super::Marks::GAP`].
    pub gaps: u8,
    /// Of the kind [`super::Marks::ACK_UNSEEN`].
    pub acks: u8,
}

/// A stretch of sequence numbers that was passed over, and what was said because of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hole {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) marks: TakenBack,
    /// An acknowledgement of it is no news.
    pub(super) acked: bool,
}

/// What is known of one direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    /// The initial number, and whence.
    pub(super) base: Option<u32>,
    pub(super) basis: Basis,
    /// The lowest number seen; of what is below nothing is known.
    low: u32,
    /// A hole was forgotten: below `low` things may have been seen.
    forgot: bool,
    /// The number after the highest seen; `None`: no segment of this direction was seen.
    pub(super) next: Option<u32>,
    /// Where the segment with the highest number began; `None` for a bare SYN.
    pub(super) last_from: Option<u32>,
    /// When the last segment came.
    pub(super) time: Time,
    /// The number after the last byte that asked whether there is room.
    pub(super) probe: Option<u32>,
    /// The highest acknowledgement number, and when it came first or again.
    pub(super) ack: Option<u32>,
    pub(super) ack_time: Time,
    /// How many acknowledgements of what is beyond `next` were marked.
    pub(super) ahead: u8,
    /// The last window, as on the wire, and whether the scale counts for it (not in a SYN).
    pub(super) window: u16,
    pub(super) scaled: bool,
    pub(super) scale: Scale,
    pub(super) duplicates: u32,
    /// It has sent a keep-alive that was not answered yet.
    pub(super) asks: bool,
    holes: [Hole; HOLES],
    hole_count: u8,
    awaited: [(u32, Time); AWAITED],
    awaited_count: u8,
    pub(super) syn: Option<Time>,
    /// Its SYN had no ACK, and one with ACK has not come yet.
    pub(super) has_bare_syn: bool,
    taken_back: TakenBack,
}

impl Side {
    fn holes(&self) -> &[Hole] {
        self.holes
            .get(..usize::from(self.hole_count))
            .unwrap_or_default()
    }

    /// Were numbers from here to there (not included) seen before?
    pub(super) fn before(&self, from: u32, to: u32) -> Before {
        let Some(next) = self.next.filter(|next| later(*next, from)) else {
            return Before::No;
        };
        let from = if later(self.low, from) {
            if self.forgot {
                return Before::Unknown;
            }
            if !later(to, self.low) {
                return Before::Overtaken;
            }
            self.low
        } else {
            from
        };
        let to = if later(to, next) { next } else { to };
        let mut seen = to.wrapping_sub(from);
        for hole in self.holes() {
            let start = if later(from, hole.from) {
                from
            } else {
                hole.from
            };
            let end = if later(hole.to, to) { to } else { hole.to };
            if later(end, start) {
                seen = seen.saturating_sub(end.wrapping_sub(start));
            }
        }
        if seen == 0 {
            Before::Overtaken
        } else {
            Before::Seen
        }
    }

    /// Notes that these numbers came. `acked`: the other end's highest acknowledgement number.
    pub(super) fn came(&mut self, from: u32, to: u32, acked: Option<u32>) {
        let Some(next) = self.next else {
            (self.low, self.next) = (from, Some(to));
            return;
        };
        if later(from, next) {
            let acks = std::mem::take(&mut self.ahead);
            self.miss(Hole {
                from: next,
                to: from,
                marks: TakenBack { gaps: 1, acks },
                acked: acked.is_some_and(|ack| !later(from, ack)),
            });
        } else if later(next, from) && from != to {
            if later(self.low, from) && !self.forgot {
                // What lies between may have come before anybody looked.
                if later(self.low, to) {
                    self.miss(Hole {
                        from: to,
                        to: self.low,
                        marks: TakenBack::default(),
                        acked: true,
                    });
                }
                self.low = from;
            }
            self.fill(from, to);
        }
        if later(to, next) {
            self.next = Some(to);
            if self.ahead > 0 && acked.is_none_or(|ack| !later(ack, to)) {
                self.taken_back.acks = self.taken_back.acks.saturating_add(self.ahead);
                self.ahead = 0;
            }
        }
    }

    fn fill(&mut self, from: u32, to: u32) {
        if self.hole_count == 0 {
            return;
        }
        let mut kept = [Hole::default(); HOLES];
        let mut count = 0;
        let mut keep = |hole: Hole| {
            if let Some(place) = kept.get_mut(count) {
                *place = hole;
                count += 1;
            }
        };
        for hole in self.holes.iter().take(usize::from(self.hole_count)) {
            if !later(to, hole.from) || !later(hole.to, from) {
                keep(*hole);
                continue;
            }
            match (later(from, hole.from), later(hole.to, to)) {
                (true, false) => keep(Hole { to: from, ..*hole }),
                (false, true) => keep(Hole { from: to, ..*hole }),
                (true, true) => {
                    // Which of both parts the marks are about, nobody knows any more: they stand.
                    let marks = TakenBack::default();
                    keep(Hole {
                        to: from,
                        marks,
                        ..*hole
                    });
                    keep(Hole {
                        from: to,
                        marks,
                        ..*hole
                    });
                }
                (false, false) => {
                    let back = &mut self.taken_back;
                    back.gaps = back.gaps.saturating_add(hole.marks.gaps);
                    back.acks = back.acks.saturating_add(hole.marks.acks);
                }
            }
        }
        self.holes = kept;
        self.hole_count = count as u8;
    }

    fn miss(&mut self, hole: Hole) {
        if usize::from(self.hole_count) == HOLES {
            let gone = self.holes[0];
            if later(gone.to, self.low) {
                self.low = gone.to;
            }
            self.forgot = true;
            self.holes.rotate_left(1);
            self.hole_count -= 1;
        }
        self.holes[usize::from(self.hole_count)] = hole;
        self.hole_count += 1;
    }

    /// The other end acknowledges all before `ack`, for the first time: is that news about bytes not seen?
    /// `before`: its highest acknowledgement so far.
    pub(super) fn acknowledged(&mut self, ack: u32, before: Option<u32>) -> bool {
        // Nothing of this direction seen: the capture may have begun in between.
        let Some(next) = self.next else { return false };
        if self.probe.is_some_and(|probe| probe == ack) {
            self.next = Some(ack);
            self.probe = None;
            return false;
        }
        let mut news = false;
        let count = usize::from(self.hole_count);
        for hole in self.holes.iter_mut().take(count) {
            if !hole.acked && later(ack, hole.from) {
                hole.acked = true;
                // One mark is told once, however many holes it is about; it is taken back with the first.
                hole.marks.acks = hole.marks.acks.saturating_add(u8::from(!news));
                news = true;
            }
        }
        if !news && later(ack, next) && before.is_none_or(|before| later(ack, before)) {
            self.ahead = self.ahead.saturating_add(1);
            news = true;
        }
        news
    }

    /// Marks that turned out to be about bytes that were only late, since this was asked last.
    pub(super) fn take_back(&mut self) -> TakenBack {
        std::mem::take(&mut self.taken_back)
    }

    /// Awaits the acknowledgement of `end`.
    pub(super) fn awaits(&mut self, end: u32, time: Time) {
        if let Some(slot) = self.awaited.get_mut(usize::from(self.awaited_count)) {
            *slot = (end, time);
            self.awaited_count += 1;
        }
    }

    /// `ack` has come: the time since the segment that ends there, if it was sent just once.
    pub(super) fn answered(&mut self, ack: u32, time: Time) -> Option<i64> {
        let count = usize::from(self.awaited_count);
        let mut rtt = None;
        let mut kept = 0;
        for at in 0..count {
            let (end, sent) = self.awaited[at];
            if end == ack {
                rtt = time.nanos_since(sent);
            } else if later(end, ack) {
                self.awaited[kept] = (end, sent);
                kept += 1;
            }
        }
        self.awaited_count = kept as u8;
        rtt
    }

    /// These numbers were sent again: an acknowledgement no longer tells which time was meant (Karn).
    pub(super) fn sent_again(&mut self, from: u32) {
        let count = usize::from(self.awaited_count);
        let kept = self.awaited[..count]
            .iter()
            .take_while(|(end, _)| !later(*end, from))
            .count();
        self.awaited_count = kept as u8;
    }

    /// Bytes of its window, after the scale that both SYNs agreed on.
    pub(super) fn window_bytes(&self, other: &Self) -> Option<u32> {
        let shift = match (self.scale, other.scale) {
            (Scale::Unknown, _) => return None,
            (Scale::Shift(shift), Scale::Shift(_)) if self.scaled => shift.min(14),
            _ => 0,
        };
        Some(u32::from(self.window) << shift)
    }
}
