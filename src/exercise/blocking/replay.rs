//! A script written as the program it is: what has been done already is played from the journal, the first call
//! that has not been made is the next step.

use crate::exercise::call::Step;
use crate::exercise::journal::{Entry, Journal};

/// A program that is played against what has happened.
#[derive(Debug)]
pub(super) struct Replay<'a> {
    journal: &'a Journal,
    /// Calls the program has come to.
    at: usize,
    next: Option<Step>,
}

impl<'a> Replay<'a> {
    pub(super) const fn new(journal: &'a Journal) -> Self {
        Self {
            journal,
            at: 0,
            next: None,
        }
    }

    pub(super) const fn journal(&self) -> &'a Journal {
        self.journal
    }

    /// The call as it was made. `None`: it is to be made now, and the program goes no further.
    pub(super) fn make(&mut self, step: Step) -> Option<&'a Entry> {
        let entry = self.journal.entries.get(self.at);
        if entry.is_some() {
            self.at += 1;
        } else {
            self.next = Some(step);
        }
        entry
    }

    /// Shall this call be made (once more)? What was asked for once stays so, whatever has ended since.
    pub(super) fn goes_on(&self, step: &Step, over: bool) -> bool {
        match self.journal.entries.get(self.at) {
            Some(entry) => entry.step == *step,
            None => !over,
        }
    }

    /// The next step, where the program has come to one.
    pub(super) fn into_next(self) -> Option<Step> {
        self.next
    }
}
