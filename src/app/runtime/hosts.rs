//! The hosts the program is on, at the edge: how sockets are opened there, the watch over it, its capture. The
//! model has a row for each of them, too.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;

use tokio::sync::mpsc;

use crate::host::{self, WatchHandle};
use crate::msg::capture::{Backend, SourceEvent, Wish};
use crate::msg::chat::Trouble;
use crate::msg::host::HostEvent;
use crate::place::HostId;
use crate::source::{self, CaptureHandle};
use crate::sys::factory::SharedFactory;

/// What is started on one host.
#[derive(Debug)]
struct Host {
    opener: SharedFactory,
    /// Follows its changes; `None`: the first reading stands.
    watch: Option<WatchHandle>,
    capture: Option<CaptureHandle>,
}

/// All of them, by number. Numbers are given out once and never again.
#[derive(Debug)]
pub(super) struct Hosts {
    rows: BTreeMap<HostId, Host>,
    changes: mpsc::Sender<HostEvent>,
    frames: mpsc::Sender<SourceEvent>,
    /// Packet sockets on this machine that were opened before the right to was given up.
    right: Option<(Backend, Vec<OwnedFd>)>,
}

impl Hosts {
    /// None yet. What they tell goes into these lanes.
    pub(super) const fn new(
        changes: mpsc::Sender<HostEvent>,
        frames: mpsc::Sender<SourceEvent>,
    ) -> Self {
        Self {
            rows: BTreeMap::new(),
            changes,
            frames,
            right: None,
        }
    }

    /// This machine is captured on by these sockets.
    pub(super) fn allow(&mut self, backend: Backend, sockets: Vec<OwnedFd>) {
        self.right = Some((backend, sockets));
    }

    /// A host is there: it is watched from now on.
    pub(super) fn join(&mut self, opener: SharedFactory) {
        let watch = host::watch(&opener, self.changes.clone());
        let watch = watch
            .inspect_err(|error| tracing::warn!(%error, "the host is not watched"))
            .ok();
        let host = Host {
            opener,
            watch,
            capture: None,
        };
        self.rows.insert(host.opener.host(), host);
    }

    /// A host is gone, with all that was started on it.
    pub(super) fn leave(&mut self, id: HostId) {
        self.rows.remove(&id);
    }

    /// Asks all of them for their counters.
    pub(super) fn poll_counters(&self) {
        for watch in self.rows.values().filter_map(|host| host.watch.as_ref()) {
            watch.poll_counters();
        }
    }

    /// Captures on a host as wished: begun, or changed while it runs. One that broke is begun anew, where
    /// there is what it takes. A trouble: it could not be begun.
    pub(super) fn capture(&mut self, wish: Wish) -> Option<Trouble> {
        let host = self.rows.get_mut(&wish.host)?;
        if let Some(running) = host.capture.as_ref().filter(|handle| !handle.has_ended()) {
            running.set_wish(wish);
            return None;
        }
        host.capture = None;
        let lane = self.frames.clone();
        let started = if wish.host == HostId::HERE {
            let (backend, sockets) = self.right.take()?;
            source::start(backend, sockets, wish, lane)
        } else {
            source::start(Backend::Ring, host.opener.clone(), wish, lane)
        };
        match started {
            Ok(handle) => {
                host.capture = Some(handle);
                None
            }
            Err(error) => Some(Trouble {
                what: error.say(),
                remedy: None,
            }),
        }
    }

    /// Gives up capturing on a host.
    pub(super) fn stop_capture(&mut self, id: HostId) {
        if let Some(host) = self.rows.get_mut(&id) {
            host.capture = None;
        }
    }

    /// All captures are told to end.
    pub(super) fn stop_captures(&self) {
        let captures = self.rows.values().filter_map(|host| host.capture.as_ref());
        captures.for_each(CaptureHandle::stop);
    }

    /// Everything ends. The ring takes some ten milliseconds to be taken apart; the process's end does that
    /// too, so quitting does not wait for it.
    pub(super) fn end(self) {
        for host in self.rows.into_values() {
            drop(host.watch);
            std::mem::forget(host.capture);
        }
    }
}
