//! Performs what `update` asks for: the one place where sockets, threads and tasks are started after
//! the start. Nothing here waits; answers come back as events on the control lane.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use crate::chat::{ChatConfig, ChatHandle, Delivered, Net};
use crate::host::{self, WatchHandle};
use crate::msg::capture::{Backend, LANE, SourceEvent, Wish};
use crate::msg::chat::Trouble;
use crate::msg::file::Chosen;
use crate::msg::host::HostEvent;
use crate::msg::{Effect, Event, FileEvent};
use crate::place::HostId;
use crate::practice::{self, LoopbackPartner, Practice, Topology};
use crate::source::{self, CaptureHandle};
use crate::sys::factory::{SharedFactory, ThisMachine};

use super::run::Perform;

mod facts;
mod keeper;
mod paths;
pub mod reader;
mod save;

use keeper::Keeper;
use reader::{FILE_LANE, OpenFile};

/// Answers to effects that may wait for the loop.
pub const CONTROL_LANE: usize = 64;
/// Host changes that may wait: each replaces the one before, so few are enough.
pub const HOST_LANE: usize = 16;
/// Chat events that may wait for the loop; each connection has its own quota below this.
pub const CHAT_LANE: usize = 256;

/// How capture is to be done on this machine.
#[derive(Debug)]
pub enum CaptureRight {
    /// These packet sockets were opened before the rights were given up.
    Sockets(Backend, Vec<OwnedFd>),
    /// Not possible: why, and what to do.
    Denied(Trouble),
}

/// The lab one practises in: real hosts, or the loopback where namespaces are denied.
enum Lab {
    Pair(Practice),
    Loopback(#[expect(dead_code, reason = "held: dropping it ends the partner")] LoopbackPartner),
}

/// What is started, and where its events go.
pub struct Runtime {
    control: mpsc::Sender<Event>,
    hosts: mpsc::Sender<HostEvent>,
    source: mpsc::Sender<SourceEvent>,
    files: mpsc::Sender<FileEvent>,
    /// The capture file that is open.
    file: Option<OpenFile>,
    /// Writes what is taken along, one after another.
    keeper: Keeper,
    chat: ChatHandle,
    right: Option<(Backend, Vec<OwnedFd>)>,
    captures: Vec<(HostId, CaptureHandle)>,
    watches: Vec<(HostId, WatchHandle)>,
    /// Filled by the task that builds it.
    lab: Arc<Mutex<Option<Lab>>>,
}

/// The receiving ends of the lanes, for the loop.
#[derive(Debug)]
pub struct Lanes {
    /// Answers to effects.
    pub control: mpsc::Receiver<Event>,
    /// Hosts.
    pub hosts: mpsc::Receiver<HostEvent>,
    /// The chat.
    pub chat: mpsc::Receiver<Delivered>,
    /// Frames.
    pub source: mpsc::Receiver<SourceEvent>,
    /// Capture files.
    pub files: mpsc::Receiver<FileEvent>,
}

impl Runtime {
    /// Starts the chat and the watch over this machine. Must be called within a tokio runtime.
    #[must_use]
    pub fn start(config: ChatConfig, right: CaptureRight) -> (Self, Lanes) {
        let (control, control_rx) = mpsc::channel(CONTROL_LANE);
        let (hosts, hosts_rx) = mpsc::channel(HOST_LANE);
        let (chat, chat_rx) = mpsc::channel(CHAT_LANE);
        let (source, source_rx) = mpsc::channel(LANE);
        let (files, files_rx) = mpsc::channel(FILE_LANE);
        let here: SharedFactory = Arc::new(ThisMachine);
        let chat = crate::chat::start(config, Arc::clone(&here), chat);
        let lab = Arc::default();
        let keeper = Keeper::new(control.clone());
        let mut this = Self {
            control,
            hosts,
            source,
            files,
            file: None,
            keeper,
            chat,
            right: None,
            captures: Vec::new(),
            watches: Vec::new(),
            lab,
        };
        this.watch(&here);
        let first = match right {
            CaptureRight::Sockets(backend, sockets) => {
                this.right = Some((backend, sockets));
                Event::CaptureAllowed
            }
            CaptureRight::Denied(trouble) => Event::CaptureDenied(trouble),
        };
        // The lane is new and empty: it takes it.
        let _ = this.control.try_send(first);
        (
            this,
            Lanes {
                control: control_rx,
                hosts: hosts_rx,
                chat: chat_rx,
                source: source_rx,
                files: files_rx,
            },
        )
    }

    /// Asks the loop to open this file first of all.
    pub fn open(&self, path: String) {
        // The lane is nearly empty: it takes it.
        let _ = self.control.try_send(Event::OpenFile(path));
    }

    fn watch(&mut self, opener: &SharedFactory) {
        match host::watch(opener, self.hosts.clone()) {
            Ok(handle) => self.watches.push((opener.host(), handle)),
            // The first reading stands; it just does not follow changes.
            Err(error) => tracing::warn!(%error, "the host is not watched"),
        }
    }

    fn capture(&mut self, wish: Wish) -> Option<Event> {
        let host = wish.host;
        // One that broke is begun anew, where there is what it takes.
        self.captures.retain(|(_, handle)| !handle.has_ended());
        if let Some((_, handle)) = self.captures.iter().find(|(h, _)| *h == host) {
            handle.set_wish(wish);
            return None;
        }
        let lane = self.source.clone();
        let started = if host == HostId::HERE {
            let (backend, sockets) = self.right.take()?;
            source::start(backend, sockets, wish, lane)
        } else {
            source::start(Backend::Ring, self.practice_opener()?, wish, lane)
        };
        match started {
            Ok(handle) => {
                self.captures.push((host, handle));
                None
            }
            Err(error) => Some(Event::CaptureDenied(Trouble {
                what: error.say(),
                remedy: None,
            })),
        }
    }

    fn practice_opener(&self) -> Option<SharedFactory> {
        self.practice_host().map(|(opener, _)| opener)
    }

    /// Opens sockets on the lab's own host; and the lab's networks.
    fn practice_host(&self) -> Option<(SharedFactory, Vec<Net>)> {
        match self.lab.lock().ok()?.as_ref()? {
            Lab::Pair(pair) => {
                let nets = pair
                    .topology()
                    .addresses()
                    .map(|(address, prefix)| Net { address, prefix });
                Some((pair.opener(HostId::PRACTICE_YOU), nets.collect()))
            }
            Lab::Loopback(_) => None,
        }
    }

    /// Builds the lab in a thread of its own; the loop goes on.
    fn start_practice(&self) {
        let (lab, control) = (Arc::clone(&self.lab), self.control.clone());
        tokio::spawn(async move {
            let ids = [HostId::PRACTICE_YOU, HostId::PRACTICE_PARTNER];
            let build = move || practice::start(&Topology::pair(), ids);
            let built = tokio::task::spawn_blocking(build).await;
            let event = match built {
                Ok(Ok(pair)) => joined(&lab, &control, pair),
                Ok(Err(error)) => {
                    let why = Trouble {
                        what: error.say(),
                        remedy: Some(error.remedy()),
                    };
                    on_loopback(&lab, why).await
                }
                Err(error) => {
                    tracing::error!(%error, "building the practice lab panicked");
                    Event::PracticeFailed(Trouble {
                        what: crate::say!("practice-pane-failed"),
                        remedy: None,
                    })
                }
            };
            let _ = control.send(event).await;
        });
    }

    /// The lab's host is there: chat, watch and capture can use it. Called when it is told to the loop.
    pub fn practice_ready(&mut self) {
        if let Some((opener, nets)) = self.practice_host() {
            self.chat.add_host(Arc::clone(&opener), nets);
            self.watch(&opener);
        }
    }

    fn stop_practice(&mut self) -> Event {
        self.chat.remove_host(HostId::PRACTICE_YOU);
        self.watches.retain(|(host, _)| *host == HostId::HERE);
        self.stop_capture(HostId::PRACTICE_YOU);
        if let Some(lab) = self.lab.lock().ok().and_then(|mut lab| lab.take()) {
            // Waiting for the helper's end takes some milliseconds: not on the loop.
            tokio::task::spawn_blocking(move || drop(lab));
        }
        Event::PracticeEnded
    }

    fn stop_capture(&mut self, host: HostId) {
        self.captures.retain(|(h, _)| *h != host);
    }

    /// Ends everything: goodbyes are said, threads told to stop. Bounded in time.
    pub async fn shutdown(self) {
        for (_, capture) in &self.captures {
            capture.stop();
        }
        self.chat.shutdown().await;
        self.keeper.finish();
        drop(self.watches);
        if let Some(lab) = self.lab.lock().ok().and_then(|mut lab| lab.take()) {
            drop(lab);
        }
        // The ring takes some ten milliseconds to be taken apart; the process's end does that too, so
        // quitting does not wait for it.
        for (_, capture) in self.captures {
            std::mem::forget(capture);
        }
    }
}

fn keep(place: &Mutex<Option<Lab>>, lab: Lab) {
    if let Ok(mut place) = place.lock() {
        *place = Some(lab);
    }
}

/// The pair is there; should its helper die, the loop hears of it.
fn joined(lab: &Mutex<Option<Lab>>, control: &mpsc::Sender<Event>, pair: Practice) -> Event {
    let Some(partner) = pair.partner_address() else {
        return Event::PracticeFailed(Trouble {
            what: crate::say!("practice-pane-failed"),
            remedy: None,
        });
    };
    let (died, control) = (pair.died(), control.clone());
    tokio::spawn(async move {
        died.await;
        let _ = control.send(Event::PracticeDied).await;
    });
    keep(lab, Lab::Pair(pair));
    Event::PracticeReady {
        you: HostId::PRACTICE_YOU,
        partner,
        fallback: None,
    }
}

async fn on_loopback(place: &Mutex<Option<Lab>>, why: Trouble) -> Event {
    match practice::start_on_loopback().await {
        Ok(partner) => {
            let address = partner.address();
            keep(place, Lab::Loopback(partner));
            Event::PracticeReady {
                you: HostId::HERE,
                partner: address,
                fallback: Some(why),
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the partner could not be started on loopback");
            Event::PracticeFailed(Trouble {
                what: crate::say!("practice-pane-failed"),
                remedy: Some(why.what),
            })
        }
    }
}

impl Runtime {
    /// A folder may be far away, or long: not on the loop.
    fn complete(&self, text: String) {
        let control = self.control.clone();
        tokio::task::spawn_blocking(move || {
            let found = paths::complete(&text);
            let _ = control.blocking_send(Event::File(FileEvent::Completed(found)));
        });
    }

    /// What concerns capture files. An open file is let go when another is opened.
    fn with_files(&mut self, effect: Effect) {
        match (effect, &self.file) {
            (Effect::OpenFile(path), _) => {
                self.file = Some(OpenFile::start(&path, self.files.clone()));
            }
            (Effect::CloseFile, _) => self.file = None,
            (Effect::CompletePath(text), _) => self.complete(text),
            (Effect::StopReading, Some(file)) => file.stop(),
            (Effect::ReadFrames(wanted), Some(file)) => file.read(wanted),
            (Effect::FilterFile(request, text), Some(file)) => file.filter(request, &text),
            (Effect::Save(order), Some(file)) if matches!(order.frames, Chosen::Opened(_)) => {
                file.save(order);
            }
            (Effect::Save(order), _) => reader::save_live(order, self.files.clone()),
            _ => {}
        }
    }
}

impl Perform for Runtime {
    fn perform(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Chat(command) => {
                return self
                    .chat
                    .command(command)
                    .err()
                    .map(|busy| Event::ChatBusy(busy.0));
            }
            Effect::PollCounters => {
                for (_, watch) in &self.watches {
                    watch.poll_counters();
                }
            }
            Effect::Capture(wish) => return self.capture(wish),
            Effect::StartPractice => self.start_practice(),
            Effect::JoinPractice => self.practice_ready(),
            Effect::StopPractice => return Some(self.stop_practice()),
            Effect::StopCapture(host) => self.stop_capture(host),
            Effect::Keep(keep) => return self.keeper.keep(keep).map(Event::Kept),
            Effect::Suspend | Effect::Redraw | Effect::Mouse(_) | Effect::Copy(_) => {}
            effect => self.with_files(effect),
        }
        None
    }
}
