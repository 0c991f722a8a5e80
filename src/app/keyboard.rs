//! Reads the terminal: its bytes, its size. A thread of its own, so that the time a key came at is not
//! that of a busy loop.

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::msg::Input;

use super::sequences::Cutter;
use super::terminal;

/// Events that may wait for the loop; then the terminal is not read until there is room.
const LANE: usize = 64;
/// Bytes read in one go: what a terminal's own queue holds.
const AT_ONCE: usize = 4096;
/// How often it is looked whether the terminal is ours again.
const NOT_OURS: Duration = Duration::from_millis(10);

/// Where the events go; an error is the last of them.
type Lane = mpsc::Sender<io::Result<Input>>;

/// Starts reading standard input. `typed`: what was read of it before, to be taken in first. The lane
/// ends where the terminal has gone. Must be called within a tokio runtime.
///
/// # Errors
/// If the terminal can't be watched.
pub fn start(typed: &[u8]) -> io::Result<mpsc::Receiver<io::Result<Input>>> {
    let (events, lane) = mpsc::channel(LANE);
    let mut keyboard = Keyboard {
        cutter: Cutter::default(),
        started: Instant::now(),
        events: events.clone(),
    };
    let typed = typed.to_vec();
    std::thread::Builder::new()
        .name("keyboard".to_owned())
        .spawn(move || {
            if let Some(Err(error)) = keyboard.run(&typed) {
                let _ = keyboard.events.blocking_send(Err(error));
            }
        })?;
    // The keyboard's end is the lane's: this one must not hold it open.
    tokio::spawn(sizes(
        signal(SignalKind::window_change())?,
        events.downgrade(),
    ));
    Ok(lane)
}

async fn sizes(
    mut resized: tokio::signal::unix::Signal,
    events: mpsc::WeakSender<io::Result<Input>>,
) {
    while resized.recv().await.is_some() {
        let Some(events) = events.upgrade() else {
            return;
        };
        let size = crossterm::terminal::size().map(|(columns, rows)| Input::Resize(columns, rows));
        if events.send(size).await.is_err() {
            return;
        }
    }
}

struct Keyboard {
    cutter: Cutter,
    started: Instant,
    events: Lane,
}

impl Keyboard {
    /// Until the terminal or the loop has gone, or reading fails.
    fn run(&mut self, typed: &[u8]) -> Option<io::Result<()>> {
        let stdin = io::stdin();
        self.take_in(typed)?;
        loop {
            // The descriptor is shared with whoever started us: it stays a blocking one, and is asked first.
            let ready = match self.wait(stdin.as_fd()) {
                Ok(ready) => ready,
                Err(Errno::EINTR) => continue,
                Err(error) => return Some(Err(error.into())),
            };
            // While we are stopped, and after the end, the keys are somebody else's.
            if !terminal::is_taken() {
                std::thread::sleep(NOT_OURS);
                continue;
            }
            if ready {
                match self.read(stdin.as_fd()) {
                    Ok(0) | Err(Errno::EIO) => return None,
                    Ok(_) | Err(Errno::EINTR | Errno::EAGAIN) => {}
                    Err(error) => return Some(Err(error.into())),
                }
            } else {
                // Only now, as nothing more is there, can be told what stands alone.
                let now = self.started.elapsed();
                self.tell(|cutter, out| cutter.expire(now, out))?;
            }
        }
    }

    /// Waits for bytes (`true`), or for the time to give something up.
    fn wait(&self, terminal: BorrowedFd<'_>) -> nix::Result<bool> {
        let timeout = self
            .cutter
            .deadline()
            .map_or(PollTimeout::NONE, |deadline| {
                let left = deadline.saturating_sub(self.started.elapsed());
                // Rounded up: a moment too early would be another turn.
                PollTimeout::try_from(left.as_micros().div_ceil(1000)).unwrap_or(PollTimeout::MAX)
            });
        Ok(poll(&mut [PollFd::new(terminal, PollFlags::POLLIN)], timeout)? > 0)
    }

    fn read(&mut self, terminal: BorrowedFd<'_>) -> nix::Result<usize> {
        let mut buf = [0; AT_ONCE];
        // Not through `io::stdin()`: that would keep in its buffer what is not asked for.
        let n = nix::unistd::read(terminal, &mut buf)?;
        Ok(self.take_in(&buf[..n]).map_or(0, |()| n))
    }

    fn take_in(&mut self, bytes: &[u8]) -> Option<()> {
        let now = self.started.elapsed();
        self.tell(|cutter, out| cutter.feed(bytes, now, out))
    }

    /// `None`: nobody listens any more.
    fn tell(&mut self, cut: impl FnOnce(&mut Cutter, &mut Vec<Input>)) -> Option<()> {
        let mut out = Vec::new();
        cut(&mut self.cutter, &mut out);
        out.into_iter()
            .try_for_each(|event| self.events.blocking_send(Ok(event)).ok())
    }
}
