//! Watching by netlink's multicast groups.

use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{self, MsgFlags, NetlinkAddr};
use tokio::sync::mpsc::{Sender, error::TrySendError};

use super::{Handed, Teller};
use crate::host::error::HostError;
use crate::host::netlink::Client;
use crate::host::snapshot::{counters_of, snapshot_with};
use crate::msg::host::HostEvent;
use crate::place::HostId;
use crate::sys::factory::SharedFactory;

/// `RTMGRP_LINK | NEIGH | IPV4_IFADDR | IPV4_ROUTE | IPV6_IFADDR | IPV6_ROUTE` (rtnetlink(7)).
const GROUPS: u32 = 0x1 | 0x4 | 0x10 | 0x40 | 0x100 | 0x400;

/// News comes in groups (an interface, its address, its route): this long for the rest of it.
const SETTLE: Duration = Duration::from_millis(50);

/// The lane was full, or the host could not be read.
const RETRY: Duration = Duration::from_millis(200);

/// Messages thrown away at one wake: more would mean that the host never rests.
const DRAIN: usize = 4096;

/// Watches until it is dropped.
#[derive(Debug)]
pub struct WatchHandle {
    bell: PipeWriter,
    asked: Arc<AtomicBool>,
}

impl WatchHandle {
    /// Asks for [`HostEvent::Counters`]. Several questions before the answer are one.
    pub fn poll_counters(&self) {
        // One byte at most is on its way, so writing never blocks.
        if !self.asked.swap(true, Ordering::AcqRel) {
            let _ = (&self.bell).write(&[1]);
        }
    }
}

/// Watches a host; events go to `lane`, the first with the host as it is. Ends when the handle is
/// dropped or nobody receives.
///
/// # Errors
/// [`HostError::Open`] where the sockets, the pipe or the thread cannot be made.
pub fn watch(opener: &SharedFactory, lane: Sender<HostEvent>) -> Result<WatchHandle, HostError> {
    let news = subscribe(opener)?;
    let client = Client::open(opener.as_ref())?;
    let (ear, bell) = io::pipe().map_err(HostError::Open)?;
    let asked = Arc::new(AtomicBool::new(false));
    let watcher = Watcher {
        host: opener.host(),
        news,
        client,
        ear,
        asked: Arc::clone(&asked),
        teller: Teller { lane, last: None },
        due: Some(Instant::now()),
    };
    std::thread::Builder::new()
        .name("host-watch".to_owned())
        .spawn(move || watcher.run())
        .map_err(HostError::Open)?;
    Ok(WatchHandle { bell, asked })
}

fn subscribe(opener: &SharedFactory) -> Result<OwnedFd, HostError> {
    let socket = opener
        .open(libc::AF_NETLINK, libc::SOCK_RAW, libc::NETLINK_ROUTE)
        .map_err(HostError::Open)?;
    socket::bind(socket.as_raw_fd(), &NetlinkAddr::new(0, GROUPS))
        .map_err(|errno| HostError::Open(errno.into()))?;
    Ok(socket)
}

struct Watcher {
    host: HostId,
    news: OwnedFd,
    client: Client,
    ear: PipeReader,
    asked: Arc<AtomicBool>,
    teller: Teller,
    /// When the host shall be read anew.
    due: Option<Instant>,
}

impl Watcher {
    fn run(mut self) {
        while let Some((heard, news)) = self.sleep() {
            if heard && self.answer().is_none() {
                return;
            }
            if news {
                self.drain();
                self.due.get_or_insert_with(|| Instant::now() + SETTLE);
            }
            if self.due.is_some_and(|due| due <= Instant::now()) && self.reread() == Handed::Gone {
                return;
            }
        }
    }

    /// Sleeps until there is something to do. Tells whether the bell rang and whether there is news;
    /// `None`: the kernel will not let us sleep, so we end.
    fn sleep(&self) -> Option<(bool, bool)> {
        let timeout = self.due.map_or(PollTimeout::NONE, |due| {
            let millis = due
                .saturating_duration_since(Instant::now())
                .as_millis()
                .saturating_add(1);
            PollTimeout::from(u16::try_from(millis).unwrap_or(u16::MAX))
        });
        let mut waits = [
            PollFd::new(self.ear.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.news.as_fd(), PollFlags::POLLIN),
        ];
        match poll(&mut waits, timeout) {
            Ok(_) => {}
            Err(Errno::EINTR) => return Some((false, false)),
            Err(_) => return None,
        }
        let [ear, news] = waits.map(|wait| wait.any().unwrap_or(false));
        Some((ear, news))
    }

    /// The bell rang: counters, unless the handle is gone.
    fn answer(&mut self) -> Option<()> {
        let mut byte = [0];
        if !matches!(self.ear.read(&mut byte), Ok(1)) {
            return None;
        }
        self.asked.store(false, Ordering::Release);
        let Ok(rows) = counters_of(&mut self.client) else {
            return Some(());
        };
        // A full lane loses them: the next ones come within a second.
        let event = HostEvent::Counters {
            host: self.host,
            rows,
        };
        let closed = matches!(
            self.teller.lane.try_send(event),
            Err(TrySendError::Closed(_))
        );
        (!closed).then_some(())
    }

    /// Throws the messages away: they only say that the host has to be read. An overflow
    /// (`ENOBUFS`) says the same.
    fn drain(&self) {
        let mut buffer = [0; 1024];
        for _ in 0..DRAIN {
            match socket::recv(self.news.as_raw_fd(), &mut buffer, MsgFlags::MSG_DONTWAIT) {
                Ok(_) | Err(Errno::ENOBUFS | Errno::EINTR) => {}
                Err(_) => return,
            }
        }
    }

    fn reread(&mut self) -> Handed {
        let handed = match snapshot_with(&mut self.client, self.host) {
            Ok(snapshot) => self.teller.tell(snapshot),
            Err(why) => {
                tracing::warn!(%why, "the host could not be read; trying again");
                Handed::Later
            }
        };
        self.due = (handed == Handed::Later).then(|| Instant::now() + RETRY);
        handed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::factory::ThisMachine;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap()
    }

    #[test]
    fn the_host_comes_first_then_counters_on_demand_then_the_end() {
        let (lane, mut events) = tokio::sync::mpsc::channel(4);
        let opener: SharedFactory = Arc::new(ThisMachine);
        let handle = watch(&opener, lane).unwrap();
        runtime().block_on(async {
            let patience = Duration::from_secs(10);
            let first = tokio::time::timeout(patience, events.recv()).await.unwrap();
            assert!(matches!(first, Some(HostEvent::Changed(s)) if !s.interfaces.is_empty()));
            handle.poll_counters();
            loop {
                match tokio::time::timeout(patience, events.recv())
                    .await
                    .unwrap()
                    .unwrap()
                {
                    HostEvent::Counters { rows, .. } => break assert!(!rows.is_empty()),
                    HostEvent::Changed(_) => {}
                }
            }
            drop(handle);
            while tokio::time::timeout(patience, events.recv())
                .await
                .unwrap()
                .is_some()
            {}
        });
    }
}
