//! What a capture reports, through a bounded lane that it never waits for.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::control::Control;
use crate::frame::FrameBatch;
use crate::msg::capture::{CaptureStats, SourceEvent};
use crate::place::HostId;
use crate::say::Say;

/// Least time between two [`SourceEvent::Stats`].
const STATS_EVERY: Duration = Duration::from_secs(1);
/// How often a notice that found the lane full is offered again.
const OFFER_EVERY: Duration = Duration::from_millis(50);
/// How long the last notice of a capture is offered to a reader that does not read.
const LAST_WORD: Duration = Duration::from_secs(5);
/// Notices that wait for room in the lane; the oldest go first. More than these say nothing new.
const NOTICES: usize = 64;

/// The thread's side of the lane. It never waits: notices that find no room are kept and offered
/// again; statistics are sent again by themselves; frames are dropped by those who call.
#[derive(Debug)]
pub(super) struct Outbox {
    host: HostId,
    lane: mpsc::Sender<SourceEvent>,
    notices: VecDeque<SourceEvent>,
    /// Counted so far.
    pub(super) stats: CaptureStats,
    told: CaptureStats,
    told_at: Option<Instant>,
}

impl Outbox {
    pub(super) const fn new(host: HostId, lane: mpsc::Sender<SourceEvent>) -> Self {
        let zero = CaptureStats {
            seen: 0,
            kernel_dropped: 0,
            lane_dropped: 0,
            left_out: 0,
        };
        Self {
            host,
            lane,
            notices: VecDeque::new(),
            stats: zero,
            told: zero,
            told_at: None,
        }
    }

    /// The lane, to reserve room for frames.
    pub(super) const fn lane(&self) -> &mpsc::Sender<SourceEvent> {
        &self.lane
    }

    pub(super) const fn host(&self) -> HostId {
        self.host
    }

    /// Says a notice as soon as there is room.
    pub(super) fn tell(&mut self, event: SourceEvent) {
        if self.notices.len() == NOTICES {
            self.notices.pop_front();
        }
        self.notices.push_back(event);
        self.offer();
    }

    /// Hands a batch on and counts its frames as seen, or as dropped if there is no room.
    pub(super) fn frames(&mut self, batch: FrameBatch) {
        let count = batch.frames.len() as u64;
        if count == 0 {
            return;
        }
        match self.lane.try_send(SourceEvent::Frames {
            host: self.host,
            batch,
        }) {
            Ok(()) => self.stats.seen += count,
            Err(_) => self.stats.lane_dropped += count,
        }
    }

    fn offer(&mut self) {
        while let Some(event) = self.notices.pop_front() {
            if let Err(TrySendError::Full(event)) = self.lane.try_send(event) {
                self.notices.push_front(event);
                return;
            }
        }
    }

    /// Is it time to tell the counters, had they changed?
    pub(super) fn stats_due(&self) -> bool {
        self.told_at.is_none_or(|at| at.elapsed() >= STATS_EVERY)
    }

    /// Offers what waits, tells changed counters when it is time. Returns how long the thread may
    /// sleep at most: `None` = until something happens.
    pub(super) fn settle(&mut self) -> Option<Duration> {
        self.offer();
        if self.stats != self.told && self.stats_due() {
            self.told_at = Some(Instant::now());
            if self
                .lane
                .try_send(SourceEvent::Stats {
                    host: self.host,
                    stats: self.stats,
                })
                .is_ok()
            {
                self.told = self.stats;
            }
        }
        if !self.notices.is_empty() {
            return Some(OFFER_EVERY);
        }
        let changed = self.stats != self.told;
        changed.then(|| {
            self.told_at
                .map_or(STATS_EVERY, |at| STATS_EVERY.saturating_sub(at.elapsed()))
        })
    }

    /// The last counters and the end, offered until somebody takes them, nobody can any more, or
    /// [`LAST_WORD`] is over.
    pub(super) fn last_word(mut self, why: Option<Say>, control: &Control) {
        let since = Instant::now();
        if self.stats != self.told {
            self.tell(SourceEvent::Stats {
                host: self.host,
                stats: self.stats,
            });
        }
        self.tell(SourceEvent::Ended {
            host: self.host,
            why,
        });
        while !self.notices.is_empty() && since.elapsed() < LAST_WORD {
            // Not `sleep` of the control: once stopped it would not sleep at all.
            std::thread::sleep(if control.stopped() {
                OFFER_EVERY / 10
            } else {
                OFFER_EVERY
            });
            self.offer();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{BatchedFrame, ChecksumStatus, Direction, FrameMeta, Origin};

    fn outbox(capacity: usize) -> (Outbox, mpsc::Receiver<SourceEvent>) {
        let (lane, reader) = mpsc::channel(capacity);
        (Outbox::new(HostId::HERE, lane), reader)
    }

    fn batch(count: usize) -> FrameBatch {
        let meta = FrameMeta {
            time: crate::clock::Time(0),
            place: crate::place::Place::default(),
            direction: Direction::In,
            link: crate::wire::LinkType::Ethernet,
            origin: Origin::Captured,
            length: 0,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        let frame = BatchedFrame {
            meta,
            digest: crate::wire::Digest::default(),
            at: 0,
            captured: 0,
        };
        FrameBatch {
            bytes: bytes::Bytes::new(),
            frames: vec![frame; count],
        }
    }

    #[test]
    fn a_full_lane_drops_and_counts() {
        let (mut outbox, mut reader) = outbox(1);
        outbox.frames(batch(3));
        outbox.frames(batch(5));
        assert_eq!((outbox.stats.seen, outbox.stats.lane_dropped), (3, 5));
        assert!(
            matches!(reader.try_recv(), Ok(SourceEvent::Frames { batch, .. }) if batch.frames.len() == 3)
        );
    }

    #[test]
    fn counters_are_told_when_they_changed_and_at_most_once_a_second() {
        let (mut outbox, mut reader) = outbox(8);
        assert_eq!(outbox.settle(), None, "nothing to wait for");
        outbox.stats.seen = 1;
        assert_eq!(outbox.settle(), None);
        assert!(
            matches!(reader.try_recv(), Ok(SourceEvent::Stats { stats, .. }) if stats.seen == 1)
        );
        outbox.stats.seen = 2;
        assert!(outbox.settle().is_some_and(|limit| limit <= STATS_EVERY));
        assert!(reader.try_recv().is_err());
    }

    #[test]
    fn a_notice_waits_for_room() {
        let (mut outbox, mut reader) = outbox(1);
        outbox.frames(batch(1));
        outbox.tell(SourceEvent::Running {
            host: HostId::HERE,
            interfaces: vec!["lo".into()],
        });
        assert_eq!(outbox.settle(), Some(OFFER_EVERY));
        reader.try_recv().unwrap();
        outbox.settle();
        assert!(matches!(reader.try_recv(), Ok(SourceEvent::Running { .. })));
    }
}
