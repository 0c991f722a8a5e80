//! What a capture's handle and its thread share: the newest wish, and whether it shall end.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::msg::capture::Wish;
#[cfg(target_os = "linux")]
use crate::sys::wake::Wake;

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

    /// The newest wish; it replaces one that was not taken yet.
    pub(super) fn wish(&self, wish: Wish) {
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
