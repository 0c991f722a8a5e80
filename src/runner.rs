//! Makes an exercise's calls on real sockets, and reports what came of them.
//!
//! Each program of an exercise is a thread that makes its calls one after another and really waits in
//! them, as a student's program would. One more thread takes the commands, prepares the ground, and says of a
//! call that does not return that it waits. Nothing here knows any exercise.

mod actor;
mod calls;
mod ground;
mod look;
mod options;
mod shared;

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use crate::exercise::session::MOST_STEPS;
use crate::exercise::{Command, Ground, Report, RunId, Step, StepId};

use actor::Actors;
use ground::Prepared;
use shared::Shared;

/// Where reports go. May wait: whoever reports waits with it.
pub type Reports = Arc<dyn Fn(RunId, Report) + Send + Sync>;

/// A running runner. Dropping it ends what runs and closes all sockets.
#[derive(Debug)]
pub struct Runner {
    orders: SyncSender<Command>,
}

impl Runner {
    /// Starts it. `packets` is a packet socket for this machine's frames, where there is the right to one.
    ///
    /// # Errors
    /// What the system says of a new thread.
    pub fn start(packets: Option<OwnedFd>, reports: Reports) -> std::io::Result<Self> {
        let (orders, taken) = sync_channel(MOST_STEPS);
        std::thread::Builder::new()
            .name("exercise".to_owned())
            .spawn(move || {
                let mut desk = Desk {
                    packets,
                    reports,
                    running: None,
                };
                loop {
                    let command = match desk.next_deadline() {
                        None => taken.recv().map_err(|_| RecvTimeoutError::Disconnected),
                        Some(wait) => taken.recv_timeout(wait),
                    };
                    match command {
                        Ok(command) => desk.take(command),
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                    desk.say_what_waits();
                }
            })?;
        Ok(Self { orders })
    }

    /// Hands it a command. Never waits.
    ///
    /// # Errors
    /// It cannot take any more: it hangs, or has ended.
    pub fn order(&self, command: Command) -> Result<(), TrySendError<Command>> {
        self.orders.try_send(command)
    }
}

/// What one run needs.
struct Running {
    run: RunId,
    shared: Arc<Shared>,
    actors: Actors,
    /// Calls that are to be reported as waiting, and when.
    patience: Vec<(Instant, StepId)>,
    /// Held: dropping it takes the ground away.
    _ground: Prepared,
}

/// The thread that takes the commands.
struct Desk {
    packets: Option<OwnedFd>,
    reports: Reports,
    running: Option<Running>,
}

impl Desk {
    fn take(&mut self, command: Command) {
        match command {
            Command::Start(run, ground) => self.start(run, ground),
            Command::Perform(run, id, step, patience) => self.perform(run, id, *step, patience),
            Command::Stop(run) => {
                if self.is(run) {
                    self.running = None;
                }
            }
        }
    }

    fn is(&self, run: RunId) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.run == run)
    }

    fn start(&mut self, run: RunId, ground: Ground) {
        self.running = None;
        let packets = self
            .packets
            .as_ref()
            .and_then(|socket| socket.try_clone().ok());
        let prepared = ground::prepare(ground, packets, run, &self.reports);
        let shared = Arc::new(Shared::new(run, &prepared, Arc::clone(&self.reports)));
        (self.reports)(run, Report::Ready(prepared.setting.clone()));
        self.running = Some(Running {
            run,
            actors: Actors::new(Arc::clone(&shared)),
            shared,
            patience: Vec::new(),
            _ground: prepared,
        });
    }

    fn perform(&mut self, run: RunId, id: StepId, step: Step, patience: Option<Duration>) {
        let Some(running) = self.running.as_mut().filter(|running| running.run == run) else {
            return;
        };
        if let Some(patience) = patience {
            running.patience.push((Instant::now() + patience, id));
        }
        if let Err(why) = running.actors.hand(id, step) {
            (self.reports)(run, Report::Failed(why));
        }
    }

    fn next_deadline(&self) -> Option<Duration> {
        let running = self.running.as_ref()?;
        let next = running.patience.iter().map(|(at, _)| *at).min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    fn say_what_waits(&mut self) {
        let Some(running) = self.running.as_mut() else {
            return;
        };
        let now = Instant::now();
        let (due, later) = running.patience.iter().partition(|(at, _)| *at <= now);
        running.patience = later;
        let due: Vec<(Instant, StepId)> = due;
        for (_, id) in due {
            if !running.shared.has_ended(id) {
                let at = crate::sys::clock::now();
                (self.reports)(running.run, Report::Waits(id, at));
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.close_all();
    }
}
