//! The end of a program whose output nobody takes: a write that waits for ever hears no signal.

use std::io;
use std::os::fd::AsFd as _;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Who was asked to end has this long to do it in its own way.
const PATIENCE: Duration = Duration::from_millis(600);
/// Then it is looked this often whether standard output is still stuck.
const AGAIN: Duration = Duration::from_millis(100);
/// How it ends then: it failed.
const STUCK: i32 = 1;

/// Signals that ask a program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// SIGINT, SIGTERM; a hang-up ends the program by itself.
    ToEnd,
    /// SIGHUP as well, which the program takes for itself.
    ToEndOrHungUp,
}

/// From now on: a program that was asked to end, and hangs in a write to standard output, is ended
/// from outside. `last`: what is still to be done then; it must not write to standard output's lock,
/// which hangs.
///
/// On a thread with a little loop of its own: no other can be relied on. It has the rights of its
/// caller: give up what is to be given up before.
///
/// # Errors
/// If signals can't be watched.
pub fn watch(asked: Asked, last: fn()) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let signals = {
        let _within = runtime.enter();
        let hangup = (asked == Asked::ToEndOrHungUp)
            .then(|| signal(SignalKind::hangup()))
            .transpose()?;
        (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            hangup,
        )
    };
    std::thread::Builder::new()
        .name("ending".to_owned())
        .spawn(move || {
            runtime.block_on(stuck(signals));
            last();
            std::process::exit(STUCK);
        })?;
    Ok(())
}

/// Waits until a signal has come and standard output is stuck.
async fn stuck((mut interrupt, mut terminate, mut hangup): (Signal, Signal, Option<Signal>)) {
    let hung_up = async {
        match &mut hangup {
            Some(hangup) => hangup.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hung_up => {}
    }
    tokio::time::sleep(PATIENCE).await;
    while takes() {
        tokio::time::sleep(AGAIN).await;
    }
}

/// Does standard output take something now? What has gone takes everything: with an error.
fn takes() -> bool {
    let out = io::stdout();
    poll(
        &mut [PollFd::new(out.as_fd(), PollFlags::POLLOUT)],
        PollTimeout::ZERO,
    )
    .is_ok_and(|n| n > 0)
}
