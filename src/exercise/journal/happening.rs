//! What happened, in order of time; and the journal as it was at any moment.

use super::{Entry, Journal};
use crate::clock::Time;

/// Something that happened, by its place in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// This call was begun.
    Began(usize),
    /// This call was seen to wait.
    Waits(usize),
    /// This call returned.
    Ended(usize),
    /// This frame went by.
    Frame(usize),
}

impl Journal {
    /// All that happened, in order of time.
    #[must_use]
    pub fn happenings(&self) -> Vec<(Time, Happening)> {
        let mut all = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            all.extend(entry.began.map(|time| (time, Happening::Began(at))));
            // One that was not even begun waits for its program, not in the call.
            let waits = entry.waits.filter(|_| entry.began.is_some());
            all.extend(waits.map(|time| (time, Happening::Waits(at))));
            all.extend(
                entry
                    .ended
                    .as_ref()
                    .map(|ended| (ended.at, Happening::Ended(at))),
            );
        }
        let frames = self.frames.iter().enumerate();
        all.extend(frames.map(|(at, seen)| (seen.meta.time, Happening::Frame(at))));
        all.sort_by_key(|(time, _)| *time);
        all
    }

    /// The journal as it was after the first `count` happenings.
    #[must_use]
    pub fn until(&self, count: usize) -> Self {
        self.as_of(&self.happenings(), count)
    }

    /// The same, for whoever has the happenings already.
    #[must_use]
    pub fn as_of(&self, all: &[(Time, Happening)], count: usize) -> Self {
        if count >= all.len() {
            return self.clone();
        }
        let mut then = Self {
            entries: self.entries.clone(),
            frames: Vec::new(),
            ..self.clone()
        };
        for (_, happening) in all.iter().skip(count) {
            match *happening {
                Happening::Began(at) => with(&mut then.entries, at, |entry| entry.began = None),
                Happening::Waits(at) => with(&mut then.entries, at, |entry| entry.waits = None),
                Happening::Ended(at) => with(&mut then.entries, at, |entry| entry.ended = None),
                Happening::Frame(_) => {}
            }
        }
        then.entries.retain(|entry| entry.began.is_some());
        let before = all.iter().take(count);
        then.frames = before
            .filter_map(|(_, happening)| match happening {
                Happening::Frame(at) => self.frames.get(*at).cloned(),
                Happening::Began(_) | Happening::Waits(_) | Happening::Ended(_) => None,
            })
            .collect();
        then
    }
}

fn with(entries: &mut [Entry], at: usize, change: impl FnOnce(&mut Entry)) {
    if let Some(entry) = entries.get_mut(at) {
        change(entry);
    }
}
