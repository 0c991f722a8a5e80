//! The programs of a run: a thread each, which makes its calls in order.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::calls;
use super::shared::Shared;
use crate::exercise::session::MOST_STEPS;
use crate::exercise::{Actor, Report, Step, StepId};
use crate::sys::clock;

/// Programs of one run.
const MOST_ACTORS: usize = 64;

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
    pub(super) fn hand(&mut self, id: StepId, step: Step) -> io::Result<()> {
        let who = step.who;
        if !self.threads.contains_key(&who) {
            if self.threads.len() >= MOST_ACTORS {
                return Err(io::Error::from_raw_os_error(libc::EAGAIN));
            }
            self.threads
                .insert(who, spawn(who, Arc::clone(&self.shared))?);
        }
        let thread = self.threads.get(&who);
        let taken = thread.is_some_and(|thread| thread.try_send((id, step)).is_ok());
        taken
            .then_some(())
            .ok_or_else(|| io::Error::from_raw_os_error(libc::EAGAIN))
    }
}

fn spawn(who: Actor, shared: Arc<Shared>) -> io::Result<SyncSender<(StepId, Step)>> {
    let (hand, taken) = sync_channel::<(StepId, Step)>(MOST_STEPS);
    std::thread::Builder::new()
        .name(who.to_string())
        .spawn(move || {
            while let Ok((id, step)) = taken.recv() {
                shared.report(Report::Began(id, clock::now()));
                let ended = calls::perform(&shared, &step);
                shared.report(Report::Ended(id, Box::new(ended)));
            }
        })?;
    Ok(hand)
}
