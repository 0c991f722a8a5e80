//! A bell that one thread rings and another one hears in `poll(2)`: an eventfd.

use std::io;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// The bell. Rung any number of times before it is heard, it is heard once.
#[derive(Debug)]
pub struct Wake(OwnedFd);

impl Wake {
    /// A bell that nobody has rung yet.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE`, `ENOMEM`.
    pub fn new() -> io::Result<Self> {
        // SAFETY: eventfd(2) takes two integers and touches no memory of ours.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just given us this descriptor; nobody else owns it.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Rings. Cannot block; a counter that is full is as good as rung.
    pub fn ring(&self) {
        let one = 1_u64.to_ne_bytes();
        // SAFETY: `one` is 8 readable bytes, as eventfd(2) asks for; the descriptor is ours and open.
        let _ = unsafe { libc::write(self.0.as_raw_fd(), one.as_ptr().cast(), one.len()) };
    }

    /// Sleeps until it is rung, but no longer than this (to whole milliseconds, at least one).
    pub fn wait(&self, limit: Duration) {
        let limit =
            PollTimeout::try_from(limit.max(Duration::from_millis(1))).unwrap_or(PollTimeout::MAX);
        // A signal or an error ends the sleep early: whoever waits looks again anyway.
        let _ = poll(&mut [PollFd::new(self.0.as_fd(), PollFlags::POLLIN)], limit);
    }

    /// Has it been rung since this was last asked?
    pub fn heard(&self) -> bool {
        let mut count = [0_u8; 8];
        // SAFETY: `count` is 8 writable bytes, as eventfd(2) asks for; the descriptor is ours and open.
        let read =
            unsafe { libc::read(self.0.as_raw_fd(), count.as_mut_ptr().cast(), count.len()) };
        read == 8
    }
}

impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rung_twice_is_heard_once() {
        let wake = Wake::new().unwrap();
        assert!(!wake.heard());
        wake.wait(Duration::ZERO);
        wake.ring();
        wake.ring();
        // Would be an hour without the bell.
        wake.wait(Duration::from_hours(1));
        assert!(wake.heard());
        assert!(!wake.heard());
    }
}
