//! What the programs of a run share: the sockets by their names, the ground, the way back.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use socket2::Socket;

use super::Reports;
use super::ground::{Cable, Prepared};
use crate::exercise::journal::Ends;
use crate::exercise::{Actor, Report, Role, RunId, Sock, StepId};
use crate::sys::factory::SharedFactory;

/// What the programs of a run share.
pub(super) struct Shared {
    run: RunId,
    reports: Reports,
    near: SharedFactory,
    far: SharedFactory,
    cable: Option<Cable>,
    state: Mutex<State>,
    /// Told when the run is over.
    ended: Condvar,
}

#[derive(Default)]
struct State {
    sockets: BTreeMap<Sock, Arc<Socket>>,
    /// Calls that have returned.
    ended: BTreeSet<StepId>,
    /// The ends of the run's sockets, open or closed.
    ends: Ends,
    /// The run is over: what returns now is not reported.
    over: bool,
}

impl Shared {
    pub(super) fn new(run: RunId, ground: &Prepared, reports: Reports) -> Self {
        Self {
            run,
            reports,
            near: Arc::clone(&ground.near),
            far: Arc::clone(&ground.far),
            cable: ground.cable.clone(),
            state: Mutex::default(),
            ended: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How this program's host opens sockets.
    pub(super) fn factory(&self, who: Actor) -> &SharedFactory {
        match who.role {
            Role::Server | Role::Local => &self.far,
            Role::Client | Role::Lab => &self.near,
        }
    }

    /// Both hosts, once each, and whether it is the far one.
    pub(super) fn hosts(&self) -> Vec<(&SharedFactory, bool)> {
        if self.near.host() == self.far.host() {
            vec![(&self.near, false)]
        } else {
            vec![(&self.near, false), (&self.far, true)]
        }
    }

    /// The cable, where there is one.
    pub(super) const fn cable(&self) -> Option<&Cable> {
        self.cable.as_ref()
    }

    /// The socket of this name.
    pub(super) fn socket(&self, name: Sock) -> Option<Arc<Socket>> {
        self.state().sockets.get(&name).cloned()
    }

    /// Keeps a new one; one of that name is closed.
    pub(super) fn keep(&self, name: Sock, socket: Socket) -> Arc<Socket> {
        let socket = Arc::new(socket);
        let mut state = self.state();
        if state.over {
            // Nobody would wake whoever waits on it.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
        drop(state.sockets.insert(name, Arc::clone(&socket)));
        socket
    }

    /// Takes it out: dropping it closes it.
    pub(super) fn take(&self, name: Sock) -> Option<Arc<Socket>> {
        self.state().sockets.remove(&name)
    }

    /// Notes an address of the run's own.
    pub(super) fn note(&self, address: SocketAddr) {
        self.state().ends.note(address);
    }

    /// Is one of these ends the run's own?
    pub(super) fn is_own(&self, ends: [SocketAddr; 2]) -> bool {
        let state = self.state();
        ends.iter().any(|end| state.ends.has(*end))
    }

    /// Is the run over? Then no further call is made.
    pub(super) fn is_over(&self) -> bool {
        self.state().over
    }

    /// Sleeps for so long, or until the run is over.
    pub(super) fn sleep(&self, time: Duration) {
        let over = self
            .ended
            .wait_timeout_while(self.state(), time, |state| !state.over);
        drop(over);
    }

    /// Has this call returned?
    pub(super) fn has_ended(&self, id: StepId) -> bool {
        self.state().ended.contains(&id)
    }

    /// Reports, unless the run is over.
    pub(super) fn report(&self, report: Report) {
        let over = {
            let mut state = self.state();
            if let Report::Ended(id, _) = &report {
                state.ended.insert(*id);
            }
            state.over
        };
        if !over {
            (self.reports)(self.run, report);
        }
    }

    /// Wakes whoever waits in a call, and closes everything.
    pub(super) fn close_all(&self) {
        let sockets = {
            let mut state = self.state();
            state.over = true;
            self.ended.notify_all();
            std::mem::take(&mut state.sockets)
        };
        for socket in sockets.values() {
            // Even where it says ENOTCONN it wakes who waits.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
    }
}
