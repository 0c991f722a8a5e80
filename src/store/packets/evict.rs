//! Records that make room: the oldest first, with all that was kept for them.

use super::Packets;
use super::row::{self, Row};

impl Packets {
    /// Takes the oldest records out until the log is within its budget.
    pub(super) fn evict(&mut self) {
        while self.rows > 1 && self.cost() > self.budget {
            let Some(page) = self.pages.front_mut() else {
                break;
            };
            if let Some(row) = page.pop() {
                self.release(&row);
            }
            if self.pages.len() > 1
                && self
                    .pages
                    .front()
                    .is_some_and(|page| page.rows().is_empty())
                && let Some(mut page) = self.pages.pop_front()
            {
                page.forget(&mut self.fixed);
            }
        }
    }

    fn release(&mut self, row: &Row) {
        self.rows -= 1;
        self.evicted += 1;
        if row.has(row::EVENT) {
            self.events.remove(&row.id);
        } else if !row.has(row::IN_FILE) {
            self.chunks.release(row.chunk().0);
        }
        if row.has(row::OTHER_TIME) {
            self.times.remove(&row.id);
        }
        self.told.release(row.id);
    }
}
