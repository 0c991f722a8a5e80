//! Performs what `update` asks for: the one place where sockets, threads and tasks are started after
//! the start. Nothing here waits; answers come back as events on the control lane.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::chat::{self, ChatConfig, ChatHandle};
use crate::msg::capture::{Backend, LANE, SourceEvent};
use crate::msg::chat::{ChatEvent, Trouble};
use crate::msg::file::Chosen;
use crate::msg::host::HostEvent;
use crate::msg::{
    CaptureEffect, CaptureEvent, Effect, Event, FileEffect, FileEvent, PracticeEffect,
    PracticeEvent,
};
use crate::sys::factory::{SharedFactory, ThisMachine};

use super::run::Perform;

mod exercises;
mod facts;
mod hosts;
mod keeper;
mod lab;
mod paths;
pub mod reader;
mod save;

use exercises::Exercises;
use hosts::Hosts;
use keeper::Keeper;
use lab::Lab;
use reader::{FILE_LANE, OpenFile};

/// Answers to effects that may wait for the loop.
pub const CONTROL_LANE: usize = 64;
/// Host changes that may wait: each replaces the one before, so few are enough.
pub const HOST_LANE: usize = 16;

/// How capture is to be done on this machine.
#[derive(Debug)]
pub enum CaptureRight {
    /// These packet sockets were opened before the rights were given up.
    Sockets(Backend, Vec<OwnedFd>),
    /// Not possible: why, and what to do.
    Denied(Trouble),
}

/// What is started, and where its events go.
pub struct Runtime {
    control: mpsc::Sender<Event>,
    hosts: Hosts,
    files: mpsc::Sender<FileEvent>,
    /// The capture file that is open.
    file: Option<OpenFile>,
    /// Writes what is taken along, one after another.
    keeper: Keeper,
    chat: ChatHandle,
    lab: Lab,
    exercises: Exercises,
}

/// The receiving ends of the lanes, for the loop.
#[derive(Debug)]
pub struct Lanes {
    /// Answers to effects.
    pub control: mpsc::Receiver<Event>,
    /// Hosts.
    pub hosts: mpsc::Receiver<HostEvent>,
    /// The chat.
    pub chat: chat::Receivers,
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
        let (to_chat, chat_rx) = chat::channels(chat::LANE);
        let (source, source_rx) = mpsc::channel(LANE);
        let (files, files_rx) = mpsc::channel(FILE_LANE);
        let here: SharedFactory = Arc::new(ThisMachine);
        let chat = chat::start(config, Arc::clone(&here), to_chat);
        let keeper = Keeper::new(control.clone());
        let exercises = Exercises::new(control.clone());
        let mut this = Self {
            control,
            hosts: Hosts::new(hosts, source),
            files,
            file: None,
            keeper,
            chat,
            lab: Lab::default(),
            exercises,
        };
        this.hosts.join(here);
        let first = match right {
            CaptureRight::Sockets(backend, sockets) => {
                this.hosts.allow(backend, sockets);
                Event::Capture(CaptureEvent::Allowed)
            }
            CaptureRight::Denied(trouble) => Event::Capture(CaptureEvent::Denied(trouble)),
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
        let _ = self.control.try_send(Event::File(FileEvent::Open(path)));
    }

    /// The lab's hosts are there: chat, watch and capture can use them. Called when that is told to the loop.
    fn join_practice(&mut self) {
        for (opener, nets) in self.lab.hosts() {
            self.chat.add_host(opener.clone(), nets);
            self.hosts.join(opener);
        }
    }

    fn stop_practice(&mut self) -> Event {
        for (opener, _) in self.lab.hosts() {
            self.chat.remove_host(opener.host());
            self.hosts.leave(opener.host());
        }
        self.lab.stop();
        Event::Practice(PracticeEvent::Ended)
    }

    /// Ends everything: goodbyes are said, threads told to stop. Bounded in time.
    pub async fn shutdown(self) {
        self.hosts.stop_captures();
        self.chat.shutdown().await;
        self.keeper.finish();
        self.lab.end();
        self.hosts.end();
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
    fn with_files(&mut self, effect: FileEffect) {
        match (effect, &self.file) {
            (FileEffect::Open(path), _) => {
                self.file = Some(OpenFile::start(&path, self.files.clone()));
            }
            (FileEffect::Close, _) => self.file = None,
            (FileEffect::Complete(text), _) => self.complete(text),
            (FileEffect::StopReading, Some(file)) => file.stop(),
            (FileEffect::Read(wanted), Some(file)) => file.read(wanted),
            (FileEffect::Filter(request, text), Some(file)) => file.filter(request, &text),
            (FileEffect::Save(order), Some(file)) if matches!(order.frames, Chosen::Opened(_)) => {
                file.save(order);
            }
            (FileEffect::Save(order), _) => reader::save_live(order, self.files.clone()),
            (FileEffect::StopReading | FileEffect::Read(_) | FileEffect::Filter(..), None) => {}
        }
    }

    fn with_practice(&mut self, effect: PracticeEffect) -> Option<Event> {
        match effect {
            PracticeEffect::Start => self.lab.start(self.control.clone()),
            PracticeEffect::Join => self.join_practice(),
            PracticeEffect::Stop => return Some(self.stop_practice()),
        }
        None
    }
}

impl Perform for Runtime {
    fn perform(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Chat(command) => {
                let busy = self.chat.command(command).err();
                return busy.map(|busy| Event::Chat(ChatEvent::Busy(busy.0)));
            }
            Effect::PollCounters => self.hosts.poll_counters(),
            Effect::Capture(CaptureEffect::Run(wish)) => {
                let trouble = self.hosts.capture(wish);
                return trouble.map(|trouble| Event::Capture(CaptureEvent::Denied(trouble)));
            }
            Effect::Capture(CaptureEffect::Stop(host)) => self.hosts.stop_capture(host),
            Effect::Practice(effect) => return self.with_practice(effect),
            Effect::File(effect) => self.with_files(effect),
            Effect::Exercise(command) => return self.exercises.order(command),
            Effect::Keep(keep) => return self.keeper.keep(keep).map(Event::Kept),
            // The loop does that itself: it has the screen.
            Effect::Screen(_) => {}
        }
        None
    }
}
