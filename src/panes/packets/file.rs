//! An opened capture file: its own records and its own list, beside the live trace and never mixed
//! with it. Its frames' bytes stay in the file; those of the rows in view are read when they are needed.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::record::RecordId;
use crate::say::Say;
use crate::store::Packets;

use super::{PacketLog, Scope};

/// How far the reading has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It goes on.
    Going,
    /// All was read; what is wrong with the file's end, where something is.
    Done(Option<Say>),
    /// The user stopped it: what was read until then is there.
    Stopped,
    /// It broke off.
    Failed(Say),
}

/// An opened file.
#[derive(Debug)]
pub struct OpenedFile {
    /// Its name, without its folder.
    pub name: String,
    /// Its frames.
    pub packets: Packets,
    /// Its list.
    pub log: PacketLog,
    /// Bytes read, and bytes in all.
    pub read: (u64, u64),
    /// How far the reading has come.
    pub reading: Reading,
    /// Names of its interfaces, by number.
    pub interfaces: Vec<String>,
    /// Bytes of the frames in view.
    seen: BTreeMap<RecordId, Bytes>,
    /// Frames whose bytes were asked for and have not come yet.
    asked: BTreeMap<RecordId, ()>,
}

/// Frames whose bytes are kept: some screens full.
const MOST_SEEN: usize = 1024;

impl OpenedFile {
    /// A file of which nothing was read yet.
    #[must_use]
    pub fn new(name: String) -> Self {
        let mut log = PacketLog::default();
        log.start_with(Scope::All);
        Self {
            name,
            packets: Packets::default(),
            log,
            read: (0, 0),
            reading: Reading::Going,
            interfaces: Vec::new(),
            seen: BTreeMap::new(),
            asked: BTreeMap::new(),
        }
    }

    /// The bytes of a frame, if they were read.
    #[must_use]
    pub fn bytes(&self, id: RecordId) -> Option<&Bytes> {
        self.seen.get(&id)
    }

    /// The frames among `wanted` whose bytes are not here and were not asked for; they count as asked for now.
    pub fn missing(&mut self, wanted: impl Iterator<Item = RecordId>) -> Vec<RecordId> {
        let missing: Vec<_> = wanted.filter(|id| !self.seen.contains_key(id) && !self.asked.contains_key(id)).collect();
        self.asked.extend(missing.iter().map(|id| (*id, ())));
        missing
    }

    /// A frame's bytes have come.
    pub fn came(&mut self, id: RecordId, bytes: Bytes) {
        self.asked.remove(&id);
        if self.seen.len() >= MOST_SEEN {
            // What is furthest from this one is furthest from view.
            let (first, last) = (self.seen.first_key_value().map(|e| e.0.0), self.seen.last_key_value().map(|e| e.0.0));
            if let (Some(first), Some(last)) = (first, last) {
                let far = if id.0.abs_diff(first) > id.0.abs_diff(last) { first } else { last };
                self.seen.remove(&RecordId(far));
            }
        }
        self.seen.insert(id, bytes);
    }

    /// Per cent read.
    #[must_use]
    pub const fn percent(&self) -> u64 {
        if self.read.1 == 0 { 0 } else { self.read.0.saturating_mul(100) / self.read.1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_asked_for_once_and_kept_within_a_bound() {
        let mut file = OpenedFile::new("a.pcap".to_owned());
        let ids = || (1..=3).map(RecordId);
        assert_eq!(file.missing(ids()).len(), 3);
        assert!(file.missing(ids()).is_empty(), "asked for already");
        for id in 1..=5000 {
            file.came(RecordId(id), Bytes::from_static(b"x"));
        }
        assert!(file.seen.len() <= MOST_SEEN);
        assert!(file.bytes(RecordId(5000)).is_some() && file.bytes(RecordId(1)).is_none());
    }
}
