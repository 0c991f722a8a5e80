//! The portable second source: pnet's datalink channel, one thread an interface.
//!
//! pnet reads one frame a system call and tells neither direction nor time nor VLAN tag nor checksum
//! status; the ring does. Its traps, each handled below: a frame longer than the read buffer is cut
//! without a word; a socket it opens leaks into child processes and is promiscuous; loopback shows
//! every frame twice; an interface that goes down yields "Unexpected poll event" as fast as one asks,
//! for ever. One cannot be handled: the kernel takes the first 802.1Q tag out of a frame and hands it over
//! beside it (packet(7), `PACKET_AUXDATA`), where pnet's `recvfrom` does not look. That is said when the
//! capture begins.

mod reader;

use std::collections::BTreeSet;
use std::io;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc as inner;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc;

use super::control::Control;
use super::error::SourceError;
use super::outbox::Outbox;
use super::sockets::Sockets;
use crate::msg::capture::{CaptureStats, LeftOut, Look, SourceEvent, Tap, Wish};
use crate::place::HostId;
use crate::say;
use crate::say::Clean;
use crate::sys::rights::Denied;

use reader::{Counts, Notice, Quit, Reader};

/// How often the supervisor looks at what its threads have to tell.
const LOOK: Duration = Duration::from_millis(200);
/// Notices of the interfaces' threads that may wait for the supervisor; one each outage and return.
const NOTICES: usize = 64;

/// Supervises one thread an interface, until it is stopped or the lane's reader has gone.
pub(super) fn run(sockets: Sockets, control: &Arc<Control>, outbox: &mut Outbox) {
    let (tell, notices) = inner::sync_channel(NOTICES);
    let mut readers = Readers {
        sockets,
        running: Vec::new(),
        silent: BTreeSet::new(),
        counts: Arc::default(),
        tell,
        control: Arc::clone(control),
    };
    if cfg!(target_os = "linux") {
        outbox.tell(SourceEvent::Blind {
            host: outbox.host(),
            what: say!("source-pnet-tags"),
        });
    }
    while !control.stopped() && !outbox.lane().is_closed() {
        if let Some(wish) = control.take_wish() {
            readers.follow(&wish, outbox);
        }
        for notice in notices.try_iter().take(NOTICES) {
            readers.note(notice, outbox);
        }
        outbox.stats = readers.counts.now();
        outbox.settle();
        if readers
            .running
            .iter()
            .any(|reader| reader.thread.is_finished())
        {
            break;
        }
        control.sleep(LOOK);
    }
    outbox.stats = readers.end();
}

/// A running reader.
struct Running {
    tap: Tap,
    left_out: Option<LeftOut>,
    look: Look,
    snaplen: Option<u32>,
    promiscuous: bool,
    quit: Arc<Quit>,
    thread: JoinHandle<Option<OwnedFd>>,
}

/// All readers.
struct Readers {
    sockets: Sockets,
    running: Vec<Running>,
    /// Interfaces that are not read yet, or not now.
    silent: BTreeSet<Clean>,
    counts: Arc<Counts>,
    tell: inner::SyncSender<Notice>,
    control: Arc<Control>,
}

impl Readers {
    /// Ends the readers that are no longer wanted, starts the new ones.
    fn follow(&mut self, wish: &Wish, outbox: &mut Outbox) {
        let all = std::mem::take(&mut self.running);
        let same = |reader: &Running| {
            (
                reader.left_out,
                reader.look,
                reader.snaplen,
                reader.promiscuous,
            ) == (wish.left_out, wish.look, wish.snaplen, wish.promiscuous)
        };
        let stays = |reader: &Running| wish.taps.contains(&reader.tap) && same(reader);
        let (stay, go): (Vec<_>, Vec<_>) = all.into_iter().partition(stays);
        self.running = stay;
        for reader in &go {
            reader.quit.quit();
        }
        for reader in go {
            self.silent.remove(&reader.tap.name);
            self.collect(reader);
        }
        for tap in &wish.taps {
            if !self.running.iter().any(|reader| reader.tap == *tap)
                && let Err(error) = self.begin(tap, wish, outbox.lane())
            {
                self.silent.insert(tap.name.clone());
                let why = match Denied::from(&error) {
                    // Others are read: the sockets opened while there was the right are all in use.
                    Denied::NoRight if !self.running.is_empty() => {
                        say!("source-sockets-used", count = self.running.len())
                    }
                    denied => SourceError::Denied(denied).say(),
                };
                outbox.tell(SourceEvent::Lost {
                    host: wish.host,
                    interface: tap.name.clone(),
                    why,
                });
            }
        }
        // What begins now is told when it reads.
        if self.running.is_empty()
            || self
                .running
                .iter()
                .any(|reader| !self.silent.contains(&reader.tap.name))
        {
            self.tell_running(wish.host, outbox);
        }
    }

    fn begin(
        &mut self,
        tap: &Tap,
        wish: &Wish,
        lane: &mpsc::Sender<SourceEvent>,
    ) -> io::Result<()> {
        let socket = if cfg!(target_os = "linux") {
            Some(self.sockets.take()?)
        } else {
            None
        };
        let quit = Arc::new(Quit::default());
        let reader = Reader {
            host: wish.host,
            tap: tap.clone(),
            left_out: wish.left_out,
            look: wish.look,
            snaplen: wish.snaplen,
            promiscuous: wish.promiscuous && !tap.loopback,
            socket,
            quit: Arc::clone(&quit),
            counts: Arc::clone(&self.counts),
            lane: lane.clone(),
            tell: self.tell.clone(),
            control: Arc::clone(&self.control),
        };
        let thread = std::thread::Builder::new()
            .name("capture-pnet".to_owned())
            .spawn(move || reader.run())?;
        self.silent.insert(tap.name.clone());
        let &Wish {
            left_out,
            look,
            snaplen,
            promiscuous,
            ..
        } = wish;
        self.running.push(Running {
            tap: tap.clone(),
            left_out,
            look,
            snaplen,
            promiscuous,
            quit,
            thread,
        });
        Ok(())
    }

    /// Waits for a reader's end; its socket serves the next one. Its panic becomes ours.
    fn collect(&mut self, reader: Running) {
        match reader.thread.join() {
            Ok(Some(socket)) => self.sockets.put_back(socket),
            Ok(None) => {}
            Err(panic) => resume_unwind(panic),
        }
    }

    fn note(&mut self, notice: Notice, outbox: &mut Outbox) {
        let host = outbox.host();
        match notice {
            Notice::Lost { interface, why } => {
                self.silent.insert(interface.clone());
                outbox.tell(SourceEvent::Lost {
                    host,
                    interface,
                    why,
                });
            }
            Notice::Reads { interface } => {
                self.silent.remove(&interface);
                self.tell_running(host, outbox);
            }
        }
    }

    fn tell_running(&self, host: HostId, outbox: &mut Outbox) {
        let names = self.running.iter().map(|reader| reader.tap.name.clone());
        let interfaces = names.filter(|name| !self.silent.contains(name)).collect();
        outbox.tell(SourceEvent::Running { host, interfaces });
    }

    fn end(mut self) -> CaptureStats {
        let all = std::mem::take(&mut self.running);
        for reader in &all {
            reader.quit.quit();
        }
        // All are told before the first is waited for; a panic is handed on when all have ended.
        let mut panic = None;
        for reader in all {
            panic = catch_unwind(AssertUnwindSafe(|| self.collect(reader)))
                .err()
                .or(panic);
        }
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
        self.counts.now()
    }
}
