//! Records by their numbers.

use super::Packets;
use super::page::{self, Page};
use crate::record::{RecordId, RecordKey};

impl Packets {
    /// The key of a frame of a file, whose frames stand in the order of their numbers.
    #[must_use]
    pub fn key_of(&self, id: RecordId) -> Option<RecordKey> {
        let at = self
            .pages
            .partition_point(|page| page.last().is_some_and(|last| last.id < id));
        let rows = self.pages.get(at)?.rows();
        rows.get(rows.binary_search_by_key(&id.0, |row| row.id).ok()?)
            .map(page::key)
    }

    /// The key of the record with this number, if it is still here; looks through all of them at worst.
    #[must_use]
    pub fn find(&self, id: RecordId) -> Option<RecordKey> {
        let pinned = || self.pinned.keys().find(|key| key.id == id).copied();
        let rows = || {
            let rows = self.pages.iter().flat_map(Page::rows);
            rows.rev().find(|row| row.id == id.0).map(page::key)
        };
        self.key_of(id).or_else(rows).or_else(pinned)
    }
}
