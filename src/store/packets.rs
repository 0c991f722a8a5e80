//! The packet log's memory: frames and socket events in time order, within a byte budget.
//!
//! Records get ids in order of arrival and stand in order of (time, id): frames come in batches a
//! few milliseconds late, socket events at once, so a late record is put where it belongs. Only
//! [`PATIENCE`] back; whatever is later still stands last, so that rows one has read do not move.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Time;
use crate::frame::{Frame, FrameBatch, FrameMeta};
use crate::record::{RecordId, RecordKey, SocketEvent};
use crate::wire::Digest;

use super::own::Own;

/// How far back a late record may be put among its elders.
pub const PATIENCE: Duration = Duration::from_millis(50);

/// Records that [`Packets::recent`] looks at, at most: with the clock set back, all would bear the newest time.
pub const RECENT: usize = 4096;

/// Bytes that records and their frames may take, unless set otherwise.
pub const BUDGET: usize = 256 << 20;

/// What a record holds.
#[derive(Debug, Clone)]
pub enum Body {
    /// A frame: metadata, facts, bytes.
    Frame {
        /// What is known beside the bytes.
        meta: FrameMeta,
        /// Facts drawn from its headers.
        digest: Digest,
        /// The captured bytes.
        bytes: Bytes,
    },
    /// Something a socket of the lab did.
    Event(Box<SocketEvent>),
}

/// One line of the packet log.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the order.
    pub key: RecordKey,
    /// The lab's own, or belonging to it (ARP, ICMP, DNS).
    pub mine: bool,
    /// What it holds.
    pub body: Body,
}

impl Record {
    /// Bytes this record costs.
    fn cost(&self) -> usize {
        size_of::<Self>()
            + match &self.body {
                Body::Frame { bytes, .. } => bytes.len(),
                Body::Event(_) => size_of::<SocketEvent>(),
            }
    }

    /// The frame by itself, if it is one.
    #[must_use]
    pub fn frame(&self) -> Option<Frame> {
        match &self.body {
            Body::Frame { meta, bytes, .. } => Some(Frame { meta: *meta, bytes: bytes.clone(), origins: Vec::new() }),
            Body::Event(_) => None,
        }
    }
}

/// Frames and socket events in time order, oldest out first when the budget is used up.
#[derive(Debug)]
pub struct Packets {
    records: VecDeque<Record>,
    next: u64,
    cost: usize,
    budget: usize,
    frames: u64,
    evicted: u64,
}

impl Default for Packets {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl Packets {
    /// An empty log that may take `budget` bytes.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        Self { records: VecDeque::new(), next: 1, cost: 0, budget, frames: 0, evicted: 0 }
    }

    /// Records held now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Nothing held?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Frames taken in since the start, evicted ones too.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// Records that had to make room.
    #[must_use]
    pub const fn evicted(&self) -> u64 {
        self.evicted
    }

    /// The oldest record's key: anything before it is gone.
    #[must_use]
    pub fn first(&self) -> Option<RecordKey> {
        self.records.front().map(|r| r.key)
    }

    /// The record with this key.
    #[must_use]
    pub fn get(&self, key: RecordKey) -> Option<&Record> {
        self.records.binary_search_by_key(&key, |r| r.key).ok().and_then(|at| self.records.get(at))
    }

    /// All records in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.iter()
    }

    /// Records no older than `since`, newest first, at most [`RECENT`].
    pub fn recent(&self, since: Time) -> impl Iterator<Item = &Record> {
        self.records.iter().rev().take(RECENT).take_while(move |r| r.key.time >= since)
    }

    /// Takes a batch in; tells each record's key to `told`, in order of arrival.
    pub fn add_frames(&mut self, batch: &FrameBatch, own: &mut Own, mut told: impl FnMut(&Record)) {
        for frame in &batch.frames {
            let at = frame.at as usize;
            let end = at.saturating_add(frame.captured as usize).min(batch.bytes.len());
            let bytes = batch.bytes.slice(at.min(end)..end);
            let mine = own.claims(&frame.meta, &frame.digest, &bytes);
            self.frames += 1;
            told(self.insert(frame.meta.time, mine, Body::Frame { meta: frame.meta, digest: frame.digest, bytes }));
        }
        self.evict();
    }

    /// Takes a socket event in. It is the lab's own by nature.
    pub fn add_event(&mut self, event: SocketEvent) -> RecordKey {
        let key = self.insert(event.time, true, Body::Event(Box::new(event))).key;
        self.evict();
        key
    }

    /// Asks again of the frames of the last moments whether they are the lab's own, after it has
    /// opened another socket; gives the keys of those that now are.
    pub fn claim_again(&mut self, own: &mut Own, since: Time) -> Vec<RecordKey> {
        let mut found = Vec::new();
        for record in self.records.iter_mut().rev().take(RECENT).take_while(|r| r.key.time >= since) {
            if let (false, Body::Frame { meta, digest, bytes }) = (record.mine, &record.body)
                && own.claims(meta, digest, bytes)
            {
                record.mine = true;
                found.push(record.key);
            }
        }
        found.reverse();
        found
    }

    fn insert(&mut self, time: Time, mine: bool, body: Body) -> &Record {
        let id = RecordId(self.next);
        self.next += 1;
        let newest = self.records.back().map_or(time, |r| r.key.time);
        // Too late to stand where its stamp says: it stands last, under the newest time.
        let time = if newest.since(time) > PATIENCE { newest } else { time };
        let key = RecordKey { time, id };
        let record = Record { key, mine, body };
        self.cost += record.cost();
        let late = self.records.iter().rev().take_while(|r| r.key > key).count();
        let at = self.records.len() - late;
        if self.records.len() == self.records.capacity() {
            // By a quarter: to double, as it would by itself, could take twice the budget.
            self.records.reserve_exact(self.records.len() / 4 + 1024);
        }
        self.records.insert(at, record);
        &self.records[at]
    }

    fn evict(&mut self) {
        while self.cost > self.budget && self.records.len() > 1 {
            if let Some(old) = self.records.pop_front() {
                self.cost -= old.cost();
                self.evicted += 1;
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::frame::{BatchedFrame, ChecksumStatus, Direction, Origin};
    use crate::place::Place;
    use crate::wire::LinkType;

    pub(crate) fn batch(times: &[i64], size: usize) -> FrameBatch {
        let frames = times.iter().enumerate().map(|(i, t)| BatchedFrame {
            meta: FrameMeta {
                time: Time(*t),
                place: Place::default(),
                direction: Direction::In,
                link: LinkType::Ethernet,
                origin: Origin::Captured,
                length: size as u32,
                checksum: ChecksumStatus::Unknown,
            },
            digest: Digest::default(),
            at: (i * size) as u32,
            captured: size as u32,
        });
        FrameBatch { bytes: Bytes::from(vec![0; size * times.len()]), frames: frames.collect() }
    }

    fn times(log: &Packets) -> Vec<i64> {
        log.iter().map(|r| r.key.time.0).collect()
    }

    #[test]
    fn late_records_stand_where_their_time_says() {
        let mut log = Packets::default();
        log.add_frames(&batch(&[10, 30], 60), &mut Own::default(), |_| ());
        log.add_frames(&batch(&[20], 60), &mut Own::default(), |_| ());
        assert_eq!(times(&log), [10, 20, 30]);
    }

    #[test]
    fn records_too_late_stand_last() {
        let second = 1_000_000_000;
        let mut log = Packets::default();
        log.add_frames(&batch(&[second], 60), &mut Own::default(), |_| ());
        log.add_frames(&batch(&[0], 60), &mut Own::default(), |_| ());
        assert_eq!(times(&log), [second, second]);
        assert_eq!(log.iter().map(|r| r.key.id.0).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn with_the_clock_set_back_the_last_moments_are_not_the_whole_log() {
        let mut log = Packets::default();
        log.add_frames(&batch(&[i64::MAX], 60), &mut Own::default(), |_| ());
        log.add_frames(&batch(&vec![7; 5000], 60), &mut Own::default(), |_| ());
        assert_eq!(log.recent(Time(8)).count(), RECENT);
    }

    #[test]
    fn a_full_log_takes_little_more_than_its_budget() {
        const BUDGET: usize = 4 << 20;
        let mut log = Packets::with_budget(BUDGET);
        for t in 0..60_000 {
            log.add_frames(&batch(&[t], 60), &mut Own::default(), |_| ());
        }
        assert!(log.evicted() > 0);
        assert!(log.records.capacity() * size_of::<Record>() + log.len() * 60 < BUDGET * 5 / 4);
    }

    #[test]
    fn the_oldest_makes_room_and_ids_are_never_used_again() {
        let mut log = Packets::with_budget(10 * 1600);
        for t in 0..100 {
            log.add_frames(&batch(&[t], 1400), &mut Own::default(), |_| ());
        }
        assert!(log.len() <= 11, "{}", log.len());
        assert_eq!(log.iter().last().map(|r| r.key.id.0), Some(100));
        assert_eq!(log.evicted(), 100 - log.len() as u64);
        assert!(log.get(RecordKey { time: Time(0), id: RecordId(1) }).is_none());
        let last = log.iter().last().map(|r| r.key);
        assert!(last.and_then(|k| log.get(k)).is_some());
    }
}
