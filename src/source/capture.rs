//! A running capture: its thread, its handle, what both sides share.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::frame::FrameBatch;
use crate::msg::capture::{Backend, CaptureStats, SourceEvent, Wish};
use crate::place::HostId;
use crate::say;
use crate::say::Say;
use crate::sys::factory::SharedFactory;
use crate::sys::rights::{Denied, early_packet_socket};
#[cfg(target_os = "linux")]
use crate::sys::{ring::Shape, wake::Wake};

/// Least time between two [`SourceEvent::Stats`].
const STATS_EVERY: Duration = Duration::from_secs(1);
/// How often a notice that found the lane full is offered again.
const OFFER_EVERY: Duration = Duration::from_millis(50);
/// How long the last notice of a capture is offered to a reader that does not read.
const LAST_WORD: Duration = Duration::from_secs(5);
/// Notices that wait for room in the lane; the oldest go first. More than these say nothing new.
const NOTICES: usize = 64;

/// Why a capture could not begin, or ended.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No packet socket.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// This way of capturing is not there on this system.
    #[error("this capture backend is not available on this system; try --capture-backend pnet")]
    NotHere,
    /// The ring could not be made, or broke.
    #[error("the capture ring: {0}")]
    Ring(io::Error),
    /// The thread or its bell could not be made.
    #[error("the capture thread: {0}")]
    Thread(io::Error),
}

impl SourceError {
    /// The same for the screen.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Denied(Denied::NoRight) => say!("source-no-right"),
            Self::Denied(Denied::NotSupported) | Self::NotHere => say!("source-not-supported"),
            Self::Denied(Denied::Errno(errno)) => {
                say!(
                    "source-socket-failed",
                    error = io::Error::from_raw_os_error(*errno).to_string()
                )
            }
            Self::Ring(error) => say!("source-ring-failed", error = error.to_string()),
            Self::Thread(error) => say!("source-thread-failed", error = error.to_string()),
        }
    }
}

/// The packet sockets a capture may use. The ring needs one; pnet one for each interface. What is
/// missing is opened when it is needed, which takes the right to.
#[derive(Debug, Default)]
pub struct Sockets {
    ready: VecDeque<OwnedFd>,
    opener: Option<SharedFactory>,
    large: bool,
}

impl Sockets {
    /// The same, with a ring of 32 MiB instead of 4: where losing nothing is worth the memory.
    #[must_use]
    pub fn with_large_ring(self) -> Self {
        Self {
            large: true,
            ..self
        }
    }

    /// How large the ring shall be.
    #[cfg(target_os = "linux")]
    pub(super) const fn shape(&self) -> Shape {
        if self.large {
            Shape::LARGE
        } else {
            Shape::SMALL
        }
    }

    /// The next one: a ready one, or a fresh one from the opener, or of this process.
    ///
    /// # Errors
    /// What socket(2) says.
    pub(super) fn take(&mut self) -> io::Result<OwnedFd> {
        if let Some(socket) = self.ready.pop_front() {
            return Ok(socket);
        }
        match &self.opener {
            #[cfg(target_os = "linux")]
            Some(opener) => opener.open(libc::AF_PACKET, libc::SOCK_RAW, 0),
            _ => early_packet_socket(),
        }
    }

    /// Puts one back for the next interface.
    pub(super) fn put_back(&mut self, socket: OwnedFd) {
        self.ready.push_back(socket);
    }
}

impl From<Option<OwnedFd>> for Sockets {
    fn from(socket: Option<OwnedFd>) -> Self {
        Self {
            ready: socket.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl From<Vec<OwnedFd>> for Sockets {
    fn from(sockets: Vec<OwnedFd>) -> Self {
        Self {
            ready: sockets.into(),
            ..Self::default()
        }
    }
}

impl From<SharedFactory> for Sockets {
    fn from(opener: SharedFactory) -> Self {
        Self {
            opener: Some(opener),
            ..Self::default()
        }
    }
}

/// Begins to capture. `sockets` is one early packet socket (`Option<OwnedFd>`), several, or an
/// opener for another host. The slow parts happen in the thread, so this returns at once.
///
/// # Errors
/// [`SourceError::Denied`] without the right, [`SourceError::NotHere`] for the ring where there is
/// none, [`SourceError::Thread`]. What goes wrong later comes as [`SourceEvent::Ended`].
pub fn start(
    backend: Backend,
    sockets: impl Into<Sockets>,
    wish: Wish,
    lane: mpsc::Sender<SourceEvent>,
) -> Result<CaptureHandle, SourceError> {
    let mut sockets = sockets.into();
    if cfg!(target_os = "linux") {
        // Asked for here, so that a missing right is told at once.
        let first = sockets.take().map_err(|error| Denied::from(&error))?;
        sockets.ready.push_front(first);
    }
    if backend == Backend::Ring && !cfg!(target_os = "linux") {
        return Err(SourceError::NotHere);
    }
    let host = wish.host;
    let control = Arc::new(Control::new(wish).map_err(SourceError::Thread)?);
    let shared = Arc::clone(&control);
    let thread = std::thread::Builder::new()
        .name("capture".to_owned())
        .spawn(move || supervise(backend, sockets, &shared, Outbox::new(host, lane)))
        .map_err(SourceError::Thread)?;
    Ok(CaptureHandle {
        control,
        thread: Some(thread),
    })
}

/// The thread's outermost part: whatever happens inside, its end is told.
fn supervise(backend: Backend, sockets: Sockets, control: &Arc<Control>, mut outbox: Outbox) {
    let result = catch_unwind(AssertUnwindSafe(|| {
        panic_for_tests();
        run(backend, sockets, control, &mut outbox)
    }));
    let why = match result {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.say()),
        Err(_) => Some(say!("source-panicked")),
    };
    outbox.last_word(why, control);
}

/// With `WIRELAB_TEST_PANIC=capture` in the environment the capture thread panics after it has
/// started: for the tests that hold that the program ends well then.
fn panic_for_tests() {
    assert!(
        std::env::var_os("WIRELAB_TEST_PANIC").is_none_or(|name| name != "capture"),
        "asked for by WIRELAB_TEST_PANIC"
    );
}

fn run(
    backend: Backend,
    sockets: Sockets,
    control: &Arc<Control>,
    outbox: &mut Outbox,
) -> Result<(), SourceError> {
    match backend {
        #[cfg(target_os = "linux")]
        Backend::Ring => super::ring::run(sockets, control, outbox),
        #[cfg(not(target_os = "linux"))]
        Backend::Ring => Err(SourceError::NotHere),
        Backend::Pnet => {
            super::pnet::run(sockets, control, outbox);
            Ok(())
        }
    }
}

/// A running capture. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct CaptureHandle {
    control: Arc<Control>,
    thread: Option<JoinHandle<()>>,
}

impl CaptureHandle {
    /// Changes what is captured; the last wish counts. Returns at once.
    pub fn set_wish(&self, wish: Wish) {
        self.control.wish(wish);
    }

    /// Asks the thread to end. Returns at once; [`SourceEvent::Ended`] follows.
    pub fn stop(&self) {
        self.control.stop();
    }

    /// Has the thread ended? Then no wish reaches it any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops and waits until the thread has ended and the ring is gone (about 50 ms; up to 5 s if
    /// the lane is full and nobody reads).
    pub fn join(mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for CaptureHandle {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What the handle and the thread share.
#[derive(Debug)]
pub(super) struct Control {
    stop: AtomicBool,
    /// A wish the thread has not taken yet.
    wish: Mutex<Option<Wish>>,
    changed: Condvar,
    #[cfg(target_os = "linux")]
    bell: Wake,
}

impl Control {
    pub(super) fn new(wish: Wish) -> io::Result<Self> {
        Ok(Self {
            stop: AtomicBool::new(false),
            wish: Mutex::new(Some(wish)),
            changed: Condvar::new(),
            #[cfg(target_os = "linux")]
            bell: Wake::new()?,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Wish>> {
        // A wish is a whole value: a panic elsewhere can't have left half of one.
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wish(&self, wish: Wish) {
        *self.lock() = Some(wish);
        self.wake();
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        // Taken once, so that nobody is between looking at the flag and going to sleep.
        drop(self.lock());
        self.wake();
    }

    /// Wakes the thread to look at its own children's notices.
    pub(super) fn nudge(&self) {
        self.changed.notify_all();
    }

    fn wake(&self) {
        self.changed.notify_all();
        #[cfg(target_os = "linux")]
        self.bell.ring();
    }

    /// Shall the thread end?
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// The newest wish, if there is one that was not taken yet.
    pub(super) fn take_wish(&self) -> Option<Wish> {
        self.lock().take()
    }

    /// Sleeps until there is something new, or the time is over.
    pub(super) fn sleep(&self, limit: Duration) {
        let guard = self.lock();
        if guard.is_none() && !self.stopped() {
            drop(self.changed.wait_timeout(guard, limit));
        }
    }

    /// The bell to listen to in poll(2).
    #[cfg(target_os = "linux")]
    pub(super) fn bell(&self) -> &Wake {
        &self.bell
    }
}

/// The thread's side of the lane. It never waits: notices that find no room are kept and offered
/// again; statistics are sent again by themselves; frames are dropped by those who call.
#[derive(Debug)]
pub(super) struct Outbox {
    host: HostId,
    lane: mpsc::Sender<SourceEvent>,
    notices: VecDeque<SourceEvent>,
    /// Counted so far.
    pub(super) stats: CaptureStats,
    told: CaptureStats,
    told_at: Option<Instant>,
}

impl Outbox {
    pub(super) const fn new(host: HostId, lane: mpsc::Sender<SourceEvent>) -> Self {
        let zero = CaptureStats {
            seen: 0,
            kernel_dropped: 0,
            lane_dropped: 0,
            left_out: 0,
        };
        Self {
            host,
            lane,
            notices: VecDeque::new(),
            stats: zero,
            told: zero,
            told_at: None,
        }
    }

    /// The lane, to reserve room for frames.
    pub(super) const fn lane(&self) -> &mpsc::Sender<SourceEvent> {
        &self.lane
    }

    pub(super) const fn host(&self) -> HostId {
        self.host
    }

    /// Says a notice as soon as there is room.
    pub(super) fn tell(&mut self, event: SourceEvent) {
        if self.notices.len() == NOTICES {
            self.notices.pop_front();
        }
        self.notices.push_back(event);
        self.offer();
    }

    /// Hands a batch on and counts its frames as seen, or as dropped if there is no room.
    pub(super) fn frames(&mut self, batch: FrameBatch) {
        let count = batch.frames.len() as u64;
        if count == 0 {
            return;
        }
        match self.lane.try_send(SourceEvent::Frames {
            host: self.host,
            batch,
        }) {
            Ok(()) => self.stats.seen += count,
            Err(_) => self.stats.lane_dropped += count,
        }
    }

    fn offer(&mut self) {
        while let Some(event) = self.notices.pop_front() {
            if let Err(TrySendError::Full(event)) = self.lane.try_send(event) {
                self.notices.push_front(event);
                return;
            }
        }
    }

    /// Is it time to tell the counters, had they changed?
    pub(super) fn stats_due(&self) -> bool {
        self.told_at.is_none_or(|at| at.elapsed() >= STATS_EVERY)
    }

    /// Offers what waits, tells changed counters when it is time. Returns how long the thread may
    /// sleep at most: `None` = until something happens.
    pub(super) fn settle(&mut self) -> Option<Duration> {
        self.offer();
        if self.stats != self.told && self.stats_due() {
            self.told_at = Some(Instant::now());
            if self
                .lane
                .try_send(SourceEvent::Stats {
                    host: self.host,
                    stats: self.stats,
                })
                .is_ok()
            {
                self.told = self.stats;
            }
        }
        if !self.notices.is_empty() {
            return Some(OFFER_EVERY);
        }
        let changed = self.stats != self.told;
        changed.then(|| {
            self.told_at
                .map_or(STATS_EVERY, |at| STATS_EVERY.saturating_sub(at.elapsed()))
        })
    }

    /// The last counters and the end, offered until somebody takes them, nobody can any more, or
    /// [`LAST_WORD`] is over.
    fn last_word(mut self, why: Option<Say>, control: &Control) {
        let since = Instant::now();
        if self.stats != self.told {
            self.tell(SourceEvent::Stats {
                host: self.host,
                stats: self.stats,
            });
        }
        self.tell(SourceEvent::Ended {
            host: self.host,
            why,
        });
        while !self.notices.is_empty() && since.elapsed() < LAST_WORD {
            // Not `sleep` of the control: once stopped it would not sleep at all.
            std::thread::sleep(if control.stopped() {
                OFFER_EVERY / 10
            } else {
                OFFER_EVERY
            });
            self.offer();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{BatchedFrame, ChecksumStatus, Direction, FrameMeta, Origin};

    fn outbox(capacity: usize) -> (Outbox, mpsc::Receiver<SourceEvent>) {
        let (lane, reader) = mpsc::channel(capacity);
        (Outbox::new(HostId::HERE, lane), reader)
    }

    fn batch(count: usize) -> FrameBatch {
        let meta = FrameMeta {
            time: crate::clock::Time(0),
            place: crate::place::Place::default(),
            direction: Direction::In,
            link: crate::wire::LinkType::Ethernet,
            origin: Origin::Captured,
            length: 0,
            checksum: ChecksumStatus::Unknown,
        };
        let frame = BatchedFrame {
            meta,
            digest: crate::wire::Digest::default(),
            at: 0,
            captured: 0,
        };
        FrameBatch {
            bytes: bytes::Bytes::new(),
            frames: vec![frame; count],
        }
    }

    #[test]
    fn a_full_lane_drops_and_counts() {
        let (mut outbox, mut reader) = outbox(1);
        outbox.frames(batch(3));
        outbox.frames(batch(5));
        assert_eq!((outbox.stats.seen, outbox.stats.lane_dropped), (3, 5));
        assert!(
            matches!(reader.try_recv(), Ok(SourceEvent::Frames { batch, .. }) if batch.frames.len() == 3)
        );
    }

    #[test]
    fn counters_are_told_when_they_changed_and_at_most_once_a_second() {
        let (mut outbox, mut reader) = outbox(8);
        assert_eq!(outbox.settle(), None, "nothing to wait for");
        outbox.stats.seen = 1;
        assert_eq!(outbox.settle(), None);
        assert!(
            matches!(reader.try_recv(), Ok(SourceEvent::Stats { stats, .. }) if stats.seen == 1)
        );
        outbox.stats.seen = 2;
        assert!(outbox.settle().is_some_and(|limit| limit <= STATS_EVERY));
        assert!(reader.try_recv().is_err());
    }

    fn loopback() -> Wish {
        let tap = crate::msg::capture::Tap {
            index: crate::place::InterfaceIndex(1),
            name: "lo".to_owned(),
            link: crate::wire::LinkType::Ethernet,
            loopback: true,
        };
        Wish {
            taps: vec![tap],
            ..Wish::default()
        }
    }

    /// Captures on loopback while one datagram goes by: how often was it seen? `None` without the
    /// right, which is held to be said.
    #[cfg(target_os = "linux")]
    fn sightings(backend: Backend) -> Option<usize> {
        let (lane, mut events) = mpsc::channel(crate::msg::capture::LANE);
        let handle = match start(backend, None, loopback(), lane) {
            Ok(handle) => handle,
            Err(error) => {
                assert!(
                    matches!(error, SourceError::Denied(Denied::NoRight)),
                    "{error}"
                );
                return None;
            }
        };
        let payload = format!(
            "one datagram, seen by {backend:?} in {}",
            std::process::id()
        )
        .into_bytes();
        let mut seen = 0;
        while let Some(event) = events.blocking_recv() {
            match event {
                SourceEvent::Running { interfaces, .. } if interfaces == ["lo"] => {
                    let receiver = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
                    // Loopback is down where this runs: nothing can be sent.
                    receiver
                        .send_to(&payload, receiver.local_addr().unwrap())
                        .ok()?;
                    receiver
                        .send_to(b"the last", receiver.local_addr().unwrap())
                        .unwrap();
                }
                SourceEvent::Frames { batch, .. } => {
                    for frame in &batch.frames {
                        let bytes = &batch.bytes[frame.at as usize..][..frame.captured as usize];
                        seen += usize::from(
                            bytes.ends_with(&payload) && frame.meta.direction == Direction::Loop,
                        );
                        if bytes.ends_with(b"the last") {
                            handle.stop();
                        }
                    }
                }
                // Loopback is down where this runs: nothing can be seen.
                SourceEvent::Lost { .. } => return None,
                SourceEvent::Ended { why, .. } => assert_eq!(why, None),
                _ => {}
            }
        }
        handle.join();
        Some(seen)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn each_source_sees_a_loopback_frame_once_and_ends_when_told() {
        for backend in [Backend::Ring, Backend::Pnet] {
            assert!(matches!(sightings(backend), Some(1) | None), "{backend:?}");
        }
    }

    #[test]
    fn a_notice_waits_for_room() {
        let (mut outbox, mut reader) = outbox(1);
        outbox.frames(batch(1));
        outbox.tell(SourceEvent::Running {
            host: HostId::HERE,
            interfaces: vec!["lo".to_owned()],
        });
        assert_eq!(outbox.settle(), Some(OFFER_EVERY));
        reader.try_recv().unwrap();
        outbox.settle();
        assert!(matches!(reader.try_recv(), Ok(SourceEvent::Running { .. })));
    }
}
