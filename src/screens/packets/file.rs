//! An opened capture file: its own records, beside the live trace and never mixed with it. Its frames' bytes
//! stay in the file; those of the rows in view are read when they are needed.

use std::collections::BTreeSet;

use bytes::Bytes;

use crate::record::RecordId;
use crate::say::{Foreign, Say};
use crate::store::Packets;

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
    /// Bytes read, and bytes in all.
    pub read: (u64, u64),
    /// How far the reading has come.
    pub reading: Reading,
    /// Names of its interfaces, by number.
    pub interfaces: Vec<Foreign>,
    /// Frames whose bytes were asked for and have not come yet.
    asked: BTreeSet<RecordId>,
}

impl OpenedFile {
    /// A file of which nothing was read yet; its records may take `budget` bytes.
    #[must_use]
    pub fn new(name: String, budget: usize) -> Self {
        Self {
            name,
            packets: Packets::with_budget(budget),
            read: (0, 0),
            reading: Reading::Going,
            interfaces: Vec::new(),
            asked: BTreeSet::new(),
        }
    }

    /// The frames among `wanted` whose bytes are not here and were not asked for; they count as asked for now.
    pub fn missing(&mut self, wanted: impl Iterator<Item = RecordId>) -> BTreeSet<RecordId> {
        let missing: BTreeSet<_> = wanted
            .filter(|id| !self.packets.has_lent(*id) && !self.asked.contains(id))
            .collect();
        self.asked.extend(&missing);
        missing
    }

    /// A frame's bytes have come.
    pub fn came(&mut self, id: RecordId, bytes: Bytes) {
        self.asked.remove(&id);
        self.packets.lend(id, bytes);
    }

    /// Per cent read.
    #[must_use]
    pub fn percent(&self) -> u64 {
        self.read
            .0
            .saturating_mul(100)
            .checked_div(self.read.1)
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_asked_for_once() {
        let mut file = OpenedFile::new("a.pcap".to_owned(), 1 << 20);
        let ids = || (1..=3).map(RecordId);
        assert_eq!(file.missing(ids()).len(), 3);
        assert!(file.missing(ids()).is_empty(), "asked for already");
        file.came(RecordId(2), Bytes::from_static(b"x"));
        assert!(file.missing(ids()).is_empty(), "here already");
    }
}
