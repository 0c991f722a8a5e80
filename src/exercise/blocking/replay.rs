//! A script written as the program it is: what has been done already is played from the journal, the first call
//! that has not been made is the next step.

use crate::exercise::call::{Call, Step, Wait};
use crate::exercise::journal::{Entry, Journal};

/// A call that is expected to return at once, and has not by then (in ms), ends the run.
const LOST: u64 = 5_000;

const fn may_wait(call: &Call) -> bool {
    matches!(
        call,
        Call::Connect(_) | Call::Accept(_) | Call::Recv(_) | Call::Send(_) | Call::SendAll(_)
    )
}

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

    /// The call as it was made. `None`: it is to be made now, or has not returned when it was [`LOST`]; the program
    /// goes no further.
    pub(super) fn make(&mut self, step: Step) -> Option<&'a Entry> {
        let bounded = step.wait == Wait::Ended && may_wait(&step.call);
        let Some(entry) = self.journal.entries.get(self.at) else {
            self.next = Some(if bounded { step.at_most(LOST) } else { step });
            return None;
        };
        self.at += 1;
        let is_lost = bounded && entry.waits.is_some() && entry.ended.is_none();
        (!is_lost).then_some(entry)
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
