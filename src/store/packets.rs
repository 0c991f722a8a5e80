//! The packet log's memory: frames and socket events in time order, within a byte budget.
//!
//! Records get ids in order of arrival and stand in order of (time, id): frames come in batches a
//! few milliseconds late, socket events at once, so a late record is put where it belongs. Only
//! [`PATIENCE`] back; whatever is later still stands last, so that rows one has read do not move.
//!
//! A record is kept as a row of 80 bytes and put together only when it is asked for. The bytes stay in
//! the batches they came in; of a file's frames they stay in the file.

mod chunks;
mod evict;
mod find;
mod glance;
mod lent;
mod page;
mod pins;
mod record;
mod row;
mod tables;
mod told;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Time;
use crate::frame::{FrameBatch, FrameMeta};
use crate::record::{Purpose, RecordId, RecordKey, SocketEvent};
use crate::wire::{Digest, Reading};

pub use self::glance::{Glance, Outline};
pub use self::pins::MOST_PINS;
pub(in crate::store) use self::record::payload;
pub use self::record::{Body, FileOffset, Record};

use self::chunks::Chunks;
use self::page::Page;
use self::record::record_of;
use self::row::Row;
use self::told::Told;
use super::assembly::Assembler;
use super::chores::Chore;
use super::flows::{FlowId, Flows, MOST};
use super::own::Own;
use lent::Lent;

/// How far back a late record may be put among its elders.
pub const PATIENCE: Duration = Duration::from_millis(50);

/// Records that [`Packets::recent`] looks at, at most: with the clock set back, all would bear the newest time.
pub const RECENT: usize = 4096;

/// Bytes that records, their frames and their flows may take together, unless set otherwise.
pub const BUDGET: usize = 256 << 20;

/// Frames and socket events in time order, oldest out first when the budget is used up.
#[derive(Debug)]
pub struct Packets {
    /// The rows; never empty pages but the last.
    pages: VecDeque<Page>,
    rows: usize,
    chunks: Chunks,
    events: BTreeMap<u64, Box<SocketEvent>>,
    /// Frames' times that are not their keys'.
    times: BTreeMap<u64, Time>,
    flows: Flows,
    assembler: Box<Assembler>,
    told: Box<Told>,
    /// Bytes of frames in a file that are looked at just now.
    lent: Lent,
    pinned: BTreeMap<RecordKey, Record>,
    /// What closed pages and pinned records take.
    fixed: usize,
    page_rows: usize,
    next: u64,
    budget: usize,
    frames: u64,
    evicted: u64,
}

impl Default for Packets {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

/// Bytes that an event, or a frame's own time, costs in its tree.
const EVENT_COST: usize = size_of::<SocketEvent>() + 32;
const TIME_COST: usize = 32;

impl Packets {
    /// An empty log that may take `budget` bytes.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        // Flows may take an eighth.
        let flows = Flows::with_most((budget / 8 / Flows::EACH).clamp(16, MOST));
        Self {
            pages: VecDeque::new(),
            rows: 0,
            chunks: Chunks::default(),
            events: BTreeMap::new(),
            times: BTreeMap::new(),
            flows,
            // Messages under way may take a quarter, those that are whole three sixteenths.
            assembler: Box::new(Assembler::with_budget(budget / 4)),
            told: Box::new(Told::with_budget(budget / 16 * 3)),
            lent: Lent::default(),
            pinned: BTreeMap::new(),
            fixed: 0,
            page_rows: (budget / size_of::<Row>() / 16).clamp(16, page::ROWS),
            next: 1,
            budget,
            frames: 0,
            evicted: 0,
        }
    }

    /// Records held now, without pinned ones that would be gone.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Nothing held?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
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

    /// The conversations that the frames belong to.
    #[must_use]
    pub const fn flows(&self) -> &Flows {
        &self.flows
    }

    /// Bytes taken by rows, frames, flows and pinned records, about.
    #[must_use]
    pub fn cost(&self) -> usize {
        let newest = self.pages.back().map_or(0, Page::cost);
        self.fixed
            + newest
            + self.chunks.cost()
            + self.events.len() * EVENT_COST
            + self.times.len() * TIME_COST
            + self.flows.cost()
            + self.assembler.cost()
            + self.told.cost()
    }

    /// The oldest record's key: anything before it is gone, if it is not pinned.
    #[must_use]
    pub fn first(&self) -> Option<RecordKey> {
        self.pages.iter().find_map(Page::first)
    }

    /// The record with this key.
    #[must_use]
    pub fn get(&self, key: RecordKey) -> Option<Record> {
        let at = self
            .pages
            .partition_point(|page| page.last().is_some_and(|last| last < key));
        let found = self.pages.get(at).and_then(|page| {
            let row = page.rows().binary_search_by_key(&key, page::key).ok()?;
            page.rows().get(row).and_then(|row| self.record(page, row))
        });
        found.or_else(|| self.pinned.get(&key).cloned())
    }

    /// All records in order; pinned ones that would be gone come first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Record> {
        let first = self.first();
        let kept = self
            .pinned
            .values()
            .filter(move |record| first.is_none_or(|first| record.key < first))
            .cloned();
        kept.chain(self.pages.iter().flat_map(move |page| {
            page.rows()
                .iter()
                .filter_map(move |row| self.record(page, row))
        }))
    }

    /// The frames of a flow, in order. Other rows are only looked at, not put together.
    pub fn of_flow(&self, flow: FlowId) -> impl DoubleEndedIterator<Item = Record> {
        let kept = {
            let first = self.first();
            self.pinned
                .values()
                .filter(move |r| r.flow == Some(flow) && first.is_none_or(|first| r.key < first))
                .cloned()
        };
        kept.chain(self.pages.iter().flat_map(move |page| {
            page.rows()
                .iter()
                .filter(move |row| row.flow == flow.0)
                .filter_map(move |row| self.record(page, row))
        }))
    }

    /// Takes a batch in; tells each record to `told`, in order of arrival.
    pub fn add_frames(&mut self, batch: &FrameBatch, own: &mut Own, mut told: impl FnMut(&Record)) {
        if batch.frames.is_empty() {
            return;
        }
        let chunk = self.chunks.add(&batch.bytes, batch.frames.len() as u32);
        for frame in &batch.frames {
            let at = (frame.at as usize).min(batch.bytes.len());
            let end = at
                .saturating_add(frame.captured as usize)
                .min(batch.bytes.len());
            let bytes = batch.bytes.get(at..end).unwrap_or_default();
            let mine = own.claims(&frame.meta, &frame.digest, bytes);
            let meta = FrameMeta {
                direction: own.direction(&frame.meta, &frame.digest),
                ..frame.meta
            };
            let key = self.key(meta.time);
            let mut row = Row::empty(key.time.0, key.id.0, if mine { row::MINE } else { 0 });
            row.at = u64::from(chunk) << 32 | u64::from(frame.at);
            row.captured = bytes.len() as u32;
            let mut digest = frame.digest;
            let (row, reading) = self.add_row(row, &meta, &mut digest, bytes);
            let bytes = self.chunks.slice(row.chunk(), row.captured);
            let body = Body::Frame {
                meta,
                digest,
                bytes,
            };
            told(&record_of(&row, body, reading));
        }
        self.evict();
    }

    /// Takes in a frame of an opened file whose bytes stay there. Frames of a file stand in the order of
    /// the file. `bytes` are looked at for the flow, not kept; `own` frames are not asked for.
    pub fn add_opened(
        &mut self,
        meta: &FrameMeta,
        digest: &Digest,
        at: FileOffset,
        bytes: &[u8],
    ) -> RecordKey {
        let key = self.key_in_order(meta.time);
        let mut row = Row::empty(key.time.0, key.id.0, row::IN_FILE);
        row.at = at.0;
        row.captured = bytes.len() as u32;
        let before = (self.pages.len(), self.flows.len());
        self.add_row(row, meta, &mut digest.clone(), bytes);
        // Only these take room; adding it all up for each frame would cost as much as the row.
        if before != (self.pages.len(), self.flows.len()) {
            self.evict();
        }
        key
    }

    /// Lends the bytes of a frame whose bytes lie in a file: for what is looked at. Bounded; those lent
    /// first go first.
    pub fn lend(&mut self, id: RecordId, bytes: Bytes) {
        self.lent.put(id.0, bytes);
    }

    /// Are this frame's bytes lent?
    #[must_use]
    pub fn has_lent(&self, id: RecordId) -> bool {
        self.lent.get(id.0).is_some()
    }

    /// Takes a socket event in. It is the lab's own by nature.
    pub fn add_event(&mut self, event: SocketEvent) -> RecordKey {
        let key = self.key(event.time);
        let mut row = Row::empty(key.time.0, key.id.0, row::MINE | row::EVENT);
        if event.purpose == Purpose::Housekeeping {
            row.set_chore(Chore::Call);
        }
        self.events.insert(key.id.0, Box::new(event));
        let at = self.place(key);
        self.put(at, row);
        self.evict();
        key
    }

    /// Asks again of the frames of the last moments whether they are the lab's own, after it has
    /// opened another socket; gives the keys of those that now are.
    pub fn claim_again(&mut self, own: &mut Own, since: Time) -> Vec<RecordKey> {
        let mut found = Vec::new();
        let chunks = &self.chunks;
        let mut left = RECENT;
        for page in self
            .pages
            .iter_mut()
            .rev()
            .take_while(|page| page.last().is_none_or(|last| last.time >= since))
        {
            let (rows, tables) = page.parts();
            let looked_at = rows.len().min(left);
            left -= looked_at;
            for row in rows
                .iter_mut()
                .rev()
                .take(looked_at)
                .take_while(|row| row.time >= since.0)
            {
                if row.has(row::MINE) || row.has(row::EVENT) || row.has(row::IN_FILE) {
                    continue;
                }
                let bytes = chunks.slice(row.chunk(), row.captured);
                let (meta, digest) = (row.meta(tables), row.digest(tables));
                if own.claims(&meta, &digest, &bytes) {
                    row.set(row::MINE);
                    row.set_direction(own.direction(&meta, &digest));
                    found.push(page::key(row));
                }
            }
        }
        found.reverse();
        found
    }

    /// The next record's key. Too late to stand where its stamp says: it stands last, under the newest time.
    fn key(&mut self, time: Time) -> RecordKey {
        let newest = self.newest(time);
        let id = RecordId(self.next);
        self.next += 1;
        RecordKey {
            time: if newest.since(time) > PATIENCE {
                newest
            } else {
                time
            },
            id,
        }
    }

    fn key_in_order(&mut self, time: Time) -> RecordKey {
        let time = self.newest(time).max(time);
        let id = RecordId(self.next);
        self.next += 1;
        RecordKey { time, id }
    }

    fn newest(&self, time: Time) -> Time {
        self.pages
            .iter()
            .rev()
            .find_map(Page::last)
            .map_or(time, |last| last.time)
    }

    /// Puts a frame's row where it belongs; gives it as it was put there, and how its payload is to be read.
    fn add_row(
        &mut self,
        mut row: Row,
        meta: &FrameMeta,
        digest: &mut Digest,
        bytes: &[u8],
    ) -> (Row, Reading) {
        self.frames += 1;
        let reading = self.assembler.push(row.id, meta, digest, bytes);
        row.told = self.told.note(row.id, &reading);
        if let Some(seen) = self.flows.observe(RecordId(row.id), meta, digest, bytes) {
            row.set_flow(seen);
            if row.has(row::IN_FILE) {
                self.told.complete(row.id, seen.flow, seen.way, &reading);
            }
        }
        if meta.time.0 != row.time {
            row.set(row::OTHER_TIME);
            self.times.insert(row.id, meta.time);
        }
        let at = self.place(page::key(&row));
        let row = row.pack(meta, digest, &mut self.pages[at].tables);
        self.put(at, row);
        (row, reading)
    }

    fn put(&mut self, at: usize, row: Row) {
        self.pages[at].insert(row);
        self.rows += 1;
        if at + 1 < self.pages.len() {
            self.pages[at].settle(&mut self.fixed);
        }
    }

    /// The page that a row with this key belongs in.
    fn place(&mut self, key: RecordKey) -> usize {
        let after = self
            .pages
            .back()
            .and_then(Page::last)
            .is_none_or(|last| last < key);
        if after {
            if self.pages.back().is_none_or(Page::is_full) {
                let mut new = Page::new(self.page_rows);
                if let Some(old) = self.pages.back_mut() {
                    old.tables.hand_on(&mut new.tables);
                    old.settle(&mut self.fixed);
                }
                self.pages.push_back(new);
            }
            return self.pages.len() - 1;
        }
        let mut at = self
            .pages
            .partition_point(|page| page.last().is_some_and(|last| last < key));
        if self.pages[at].is_crowded() {
            let mut upper = self.pages[at].split();
            self.pages[at].tables.close();
            self.pages[at].settle(&mut self.fixed);
            if at + 1 < self.pages.len() {
                upper.settle(&mut self.fixed);
            }
            let above = upper.first().is_some_and(|first| first <= key);
            self.pages.insert(at + 1, upper);
            at += usize::from(above);
        }
        at
    }

    fn record(&self, page: &Page, row: &Row) -> Option<Record> {
        if row.has(row::EVENT) {
            return self
                .events
                .get(&row.id)
                .map(|event| record_of(row, Body::Event(event.clone()), Reading::Alone));
        }
        let mut meta = row.meta(&page.tables);
        if row.has(row::OTHER_TIME) {
            meta.time = self.times.get(&row.id).copied().unwrap_or(meta.time);
        }
        let bytes = if row.has(row::IN_FILE) {
            self.lent.get(row.id).cloned().unwrap_or_default()
        } else {
            self.chunks.slice(row.chunk(), row.captured)
        };
        let digest = row.digest(&page.tables);
        // Frames of a file can name the one that completes their message; live ones come one after the other.
        let flow = row
            .has(row::IN_FILE)
            .then_some((FlowId(row.flow), row.way()));
        let reading = self.told.reading(RecordId(row.id), row.told, flow);
        let body = Body::Frame {
            meta,
            digest,
            bytes,
        };
        Some(record_of(row, body, reading))
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
                fcs: crate::frame::FcsLength::NONE,
                checksum: ChecksumStatus::Unknown,
            },
            digest: Digest::default(),
            at: (i * size) as u32,
            captured: size as u32,
        });
        FrameBatch {
            bytes: Bytes::from(vec![0; size * times.len()]),
            frames: frames.collect(),
        }
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
        assert!(log.cost() <= BUDGET, "{}", log.cost());
        assert!(
            log.len() * (60 + size_of::<Row>()) > BUDGET / 2,
            "{}",
            log.len()
        );
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
        assert!(
            log.get(RecordKey {
                time: Time(0),
                id: RecordId(1)
            })
            .is_none()
        );
        let last = log.iter().last().map(|r| r.key);
        assert!(last.and_then(|k| log.get(k)).is_some());
    }

    #[test]
    fn a_late_record_finds_its_place_among_many_pages() {
        let mut log = Packets::with_budget(64 << 10);
        let mut own = Own::default();
        for t in 0..300 {
            log.add_frames(&batch(&[t * 2], 60), &mut own, |_| ());
        }
        for t in (0..300).rev() {
            log.add_frames(&batch(&[t * 2 + 1], 60), &mut own, |_| ());
        }
        let times = times(&log);
        assert!(times.is_sorted() && times.len() == log.len(), "{times:?}");
        assert!(log.iter().all(|record| {
            log.get(record.key)
                .is_some_and(|found| found.key == record.key)
        }));
        assert!(log.cost() <= 64 << 10);
    }

    #[test]
    fn what_was_evicted_takes_no_room() {
        let mut log = Packets::with_budget(1 << 20);
        for t in 0..20_000 {
            let mut batch = batch(&[t], 100);
            batch.frames[0].digest.src = Some([10, 0, (t >> 8) as u8, t as u8].into());
            log.add_frames(&batch, &mut Own::default(), |_| ());
        }
        assert!(log.pages.len() * log.page_rows <= log.len() + 2 * log.page_rows);
        assert!(
            log.cost() <= 1 << 20 && log.len() > 2000,
            "{} {}",
            log.cost(),
            log.len()
        );
    }

    #[test]
    fn a_pinned_frame_stays_with_its_bytes() {
        let mut log = Packets::with_budget(20 * 1600);
        let mut own = Own::default();
        let mut first = batch(&[0], 1400);
        first.bytes = Bytes::from(vec![7; 1400]);
        log.add_frames(&first, &mut own, |_| ());
        let key = log.first().unwrap();
        assert!(log.pin(key));
        for t in 1..100 {
            log.add_frames(&batch(&[t], 1400), &mut own, |_| ());
        }
        assert!(log.first() > Some(key) && log.is_pinned(key));
        assert_eq!(
            log.get(key)
                .and_then(|record| record.frame())
                .map(|frame| frame.bytes),
            Some(first.bytes)
        );
        assert_eq!(log.iter().next().map(|record| record.key), Some(key));
        log.unpin(key);
        assert!(log.get(key).is_none());
    }

    #[test]
    fn a_files_frames_stand_in_its_order_and_keep_their_times() {
        let mut log = Packets::default();
        let meta = batch(&[0], 1).frames[0].meta;
        for (at, time) in [(24, 5_000_000_000), (100, 1), (200, 6_000_000_000)] {
            log.add_opened(
                &FrameMeta {
                    time: Time(time),
                    ..meta
                },
                &Digest::default(),
                FileOffset(at),
                &[0; 60],
            );
        }
        let rows: Vec<_> = log
            .iter()
            .filter_map(|record| match record.body {
                Body::Frame { meta, bytes, .. } if bytes.is_empty() => {
                    Some((record.at?.0, meta.time.0, record.captured))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            rows,
            [
                (24, 5_000_000_000, 60),
                (100, 1, 60),
                (200, 6_000_000_000, 60)
            ]
        );
    }

    #[test]
    fn an_event_comes_back_as_it_was() {
        let mut log = Packets::default();
        let event = SocketEvent {
            time: Time(3),
            host: crate::place::HostId::HERE,
            socket: crate::record::SocketId(1),
            transport: crate::record::Transport::Tcp,
            call: crate::record::Call::Close,
            purpose: Purpose::Talk,
            outcome: crate::record::Outcome::Done(0),
            local: None,
            peer: None,
        };
        let key = log.add_event(event.clone());
        let record = log.get(key).unwrap();
        assert!(record.mine && matches!(record.body, Body::Event(kept) if *kept == event));
    }

    #[test]
    fn over_loopback_a_frame_gets_its_direction_when_its_socket_becomes_known() {
        let mut frames = batch(&[5], 60);
        frames.frames[0].meta.direction = Direction::Loop;
        frames.frames[0].digest = Digest {
            transport: crate::wire::Protocol::Udp,
            src: Some([127, 0, 0, 1].into()),
            dst: Some([127, 0, 0, 1].into()),
            src_port: 4000,
            dst_port: 5000,
            ..Digest::default()
        };
        let direction = |log: &Packets| match log.iter().next().map(|record| record.body) {
            Some(Body::Frame { meta, .. }) => Some(meta.direction),
            _ => None,
        };
        let (mut log, mut own) = (Packets::default(), Own::default());
        log.add_frames(&frames, &mut own, |_| ());
        assert_eq!(direction(&log), Some(Direction::Loop));
        own.learn(&SocketEvent {
            time: Time(6),
            host: crate::place::HostId::HERE,
            socket: crate::record::SocketId(1),
            transport: crate::record::Transport::Udp,
            call: crate::record::Call::SendTo(1, ([127, 0, 0, 1], 5000).into()),
            purpose: Purpose::Talk,
            outcome: crate::record::Outcome::Done(1),
            local: Some(([127, 0, 0, 1], 4000).into()),
            peer: None,
        });
        assert_eq!(log.claim_again(&mut own, Time(0)).len(), 1);
        assert_eq!(direction(&log), Some(Direction::Out));
    }
}
