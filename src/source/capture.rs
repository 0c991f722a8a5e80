//! A running capture: its thread and its handle.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use super::control::Control;
use super::error::SourceError;
use super::outbox::Outbox;
use super::sockets::Sockets;
use crate::msg::capture::{Backend, SourceEvent, Wish};
use crate::say;
use crate::sys::rights::Denied;

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
        sockets.prepare().map_err(|error| Denied::from(&error))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Direction;

    fn loopback() -> Wish {
        let tap = crate::msg::capture::Tap {
            index: crate::place::InterfaceIndex(1),
            name: "lo".into(),
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
}
