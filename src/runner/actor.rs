//! The programs of a run: a thread each, which makes its calls in order.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::calls;
use super::shared::Shared;
use crate::exercise::session::MOST_STEPS;
use crate::exercise::{Actor, Report, Step, StepId};
use crate::say;
use crate::say::Say;
use crate::sys::clock;

/// Programs of one run.
pub(super) const MOST_ACTORS: usize = 64;

/// The programs, by name.
pub(super) struct Actors {
    shared: Arc<Shared>,
    threads: BTreeMap<Actor, SyncSender<(StepId, Step)>>,
}

impl Actors {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            threads: BTreeMap::new(),
        }
    }

    /// Hands a program its next call; the first one starts it.
    ///
    /// # Errors
    /// Why it could not be handed over.
    pub(super) fn hand(&mut self, id: StepId, step: Step) -> Result<(), Say> {
        let who = step.who;
        if !self.threads.contains_key(&who) {
            if self.threads.len() >= MOST_ACTORS {
                return Err(say!("exercise-too-many", most = MOST_ACTORS));
            }
            self.threads.insert(
                who,
                spawn(who, Arc::clone(&self.shared)).map_err(|error| no_thread(&error))?,
            );
        }
        let thread = self.threads.get(&who);
        let taken = thread.is_some_and(|thread| thread.try_send((id, step)).is_ok());
        taken
            .then_some(())
            .ok_or_else(|| no_thread(&io::Error::from_raw_os_error(libc::EAGAIN)))
    }
}

fn no_thread(error: &io::Error) -> Say {
    say!("exercise-no-thread", error = error.to_string())
}

fn spawn(who: Actor, shared: Arc<Shared>) -> io::Result<SyncSender<(StepId, Step)>> {
    let (hand, taken) = sync_channel::<(StepId, Step)>(MOST_STEPS);
    std::thread::Builder::new()
        .name(who.to_string())
        .spawn(move || {
            while let Ok((id, step)) = taken.recv()
                && !shared.is_over()
            {
                shared.report(Report::Began(id, clock::now()));
                let ended = calls::perform(&shared, &step);
                shared.report(Report::Ended(id, Box::new(ended)));
            }
        })?;
    Ok(hand)
}
