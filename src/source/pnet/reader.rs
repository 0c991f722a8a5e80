//! One interface's thread: it opens pnet's channel, reads, and opens it again after an outage.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc as inner;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pnet_datalink::{self as datalink, Channel, Config, DataLinkReceiver, NetworkInterface};
use tokio::sync::mpsc;

use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
use crate::msg::capture::{CaptureStats, LeftOut, Look, SourceEvent, Tap};
use crate::place::{HostId, Place};
use crate::say;
use crate::say::{Clean, Say};
use crate::source::batch::Builder;
use crate::source::control::Control;

/// How long a read waits for a frame; also the longest a stop takes.
const READ_TIMEOUT: Duration = Duration::from_millis(100);
/// The largest IP packet with its link header and tags. (pnet's own default of 4096 bytes would cut
/// the large frames that offloading makes.)
const READ_BUFFER: usize = 65_536 + 256;
/// How long to wait before an interface that was lost is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// Most frames of a batch.
const BATCH_FRAMES: usize = 100;
/// Bytes after which a batch is full.
const BATCH_BYTES: usize = 256 * 1024;
/// What a reader's thread tells its supervisor.
pub(super) enum Notice {
    Lost { interface: Clean, why: Say },
    Reads { interface: Clean },
}

/// Counters that all readers share.
#[derive(Debug, Default)]
pub(super) struct Counts {
    seen: AtomicU64,
    kernel_dropped: AtomicU64,
    lane_dropped: AtomicU64,
    left_out: AtomicU64,
}

impl Counts {
    pub(super) fn now(&self) -> CaptureStats {
        CaptureStats {
            seen: self.seen.load(Ordering::Relaxed),
            kernel_dropped: self.kernel_dropped.load(Ordering::Relaxed),
            lane_dropped: self.lane_dropped.load(Ordering::Relaxed),
            left_out: self.left_out.load(Ordering::Relaxed),
        }
    }
}

/// Tells one reader to end, and wakes it where it waits for its interface.
#[derive(Debug, Default)]
pub(super) struct Quit {
    flag: AtomicBool,
    lock: Mutex<()>,
    told: Condvar,
}

impl Quit {
    pub(super) fn quit(&self) {
        self.flag.store(true, Ordering::Release);
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
        self.told.notify_all();
    }

    pub(super) fn asked(&self) -> bool {
        self.flag.load(Ordering::Acquire)
    }

    pub(super) fn sleep(&self, limit: Duration) {
        let guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.asked() {
            drop(self.told.wait_timeout(guard, limit));
        }
    }
}

/// One interface's thread.
pub(super) struct Reader {
    pub(super) host: HostId,
    pub(super) tap: Tap,
    pub(super) left_out: Option<LeftOut>,
    pub(super) look: Look,
    pub(super) snaplen: Option<u32>,
    pub(super) promiscuous: bool,
    /// The socket that pnet reads a copy of; other systems open their own.
    pub(super) socket: Option<OwnedFd>,
    pub(super) quit: Arc<Quit>,
    pub(super) counts: Arc<Counts>,
    pub(super) lane: mpsc::Sender<SourceEvent>,
    pub(super) tell: inner::SyncSender<Notice>,
    /// To wake the supervisor with.
    pub(super) control: Arc<Control>,
}

impl Reader {
    /// Opens, reads, opens again by name whenever the interface is lost. Gives its socket back.
    pub(super) fn run(self) -> Option<OwnedFd> {
        let mut lost = false;
        while !self.quit.asked() && !self.lane.is_closed() {
            let why = match self.open() {
                Ok((mut receiver, place)) => self.read(receiver.as_mut(), place, &mut lost).err(),
                Err(error) => Some(error),
            };
            let Some(error) = why else { continue };
            if !lost {
                let notice = Notice::Lost {
                    interface: self.tap.name.clone(),
                    why: reason(&self.real(error)),
                };
                // Full: the supervisor has 64 other outages to tell first; the next one is told.
                lost = self.tell.try_send(notice).is_ok();
                self.control.nudge();
            }
            self.quit.sleep(AGAIN);
        }
        self.socket
    }

    /// pnet hides the cause behind "Unexpected poll event"; the socket has stored it.
    fn real(&self, error: io::Error) -> io::Error {
        #[cfg(target_os = "linux")]
        if error.raw_os_error().is_none()
            && let Some(socket) = &self.socket
        {
            use std::os::fd::AsFd as _;
            return crate::sys::packet::take_error(socket.as_fd())
                .ok()
                .flatten()
                .unwrap_or(error);
        }
        error
    }

    /// Opens the channel on the interface that has this name now.
    fn open(&self) -> io::Result<(Box<dyn DataLinkReceiver>, Place)> {
        let (interface, socket_fd) = self.prepare()?;
        let config = Config {
            read_timeout: Some(READ_TIMEOUT),
            read_buffer_size: READ_BUFFER,
            promiscuous: self.promiscuous,
            socket_fd,
            ..Config::default()
        };
        let place = Place::on(self.host, crate::place::InterfaceIndex(interface.index));
        match datalink::channel(&interface, config)? {
            Channel::Ethernet(_, receiver) => Ok((receiver, place)),
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// A copy of our socket with the filter set; pnet binds it and closes it.
    #[cfg(target_os = "linux")]
    fn prepare(&self) -> io::Result<(NetworkInterface, Option<i32>)> {
        use crate::sys::packet::{
            Accept, attach_filter, drain, index_of, interface_filter, take_error,
        };
        use std::os::fd::{AsFd as _, IntoRawFd as _};
        let Some(socket) = &self.socket else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let index = index_of(socket.as_fd(), &self.tap.name)?;
        // Frames of the interface it was bound to before must not be taken for this one's.
        attach_filter(socket.as_fd(), &interface_filter(&[]))?;
        drain(socket.as_fd());
        // The error of the last outage, were it still there, would be taken for a new one.
        take_error(socket.as_fd())?;
        attach_filter(
            socket.as_fd(),
            &interface_filter(&[Accept {
                index,
                incoming_only: self.tap.loopback,
            }]),
        )?;
        let name = self.tap.name.to_string();
        let interface = NetworkInterface {
            name,
            description: String::new(),
            index,
            mac: None,
            ips: Vec::new(),
            flags: 0,
        };
        Ok((interface, Some(socket.try_clone()?.into_raw_fd())))
    }

    #[cfg(not(target_os = "linux"))]
    fn prepare(&self) -> io::Result<(NetworkInterface, Option<i32>)> {
        let mut all = datalink::interfaces().into_iter();
        let interface = all
            .find(|one| one.name == self.tap.name)
            .ok_or(io::ErrorKind::NotFound)?;
        Ok((interface, None))
    }

    /// Reads until it is told to quit (`Ok`) or the interface is lost.
    fn read(
        &self,
        receiver: &mut dyn DataLinkReceiver,
        place: Place,
        lost: &mut bool,
    ) -> io::Result<()> {
        let mut batch = self.batch();
        let mut drops_asked = Instant::now();
        let mut opened = false;
        while !self.quit.asked() && !self.lane.is_closed() {
            match receiver.next() {
                Ok(bytes) => {
                    let kept = self
                        .snaplen
                        .map_or(bytes.len(), |most| bytes.len().min(most as usize));
                    batch.push(
                        self.meta(place, bytes.len()),
                        None,
                        bytes.get(..kept).unwrap_or_default(),
                    );
                }
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {}
                // A signal, or another reader of the same frame was faster: not the interface's fault.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock
                    ) =>
                {
                    continue;
                }
                Err(error) => {
                    self.flush(&mut batch);
                    return Err(error);
                }
            }
            if !opened {
                opened = true;
                self.reads(lost);
            }
            if batch.len() >= BATCH_FRAMES || batch.byte_len() >= BATCH_BYTES || !self.more_waits()
            {
                self.flush(&mut batch);
            }
            if drops_asked.elapsed() >= AGAIN {
                drops_asked = Instant::now();
                self.count_drops();
            }
        }
        self.flush(&mut batch);
        self.count_drops();
        Ok(())
    }

    /// It reads, for the first time or again after an outage.
    fn reads(&self, lost: &mut bool) {
        let notice = Notice::Reads {
            interface: self.tap.name.clone(),
        };
        *lost = self.tell.try_send(notice).is_err() && *lost;
        self.control.nudge();
    }

    fn batch(&self) -> Builder {
        Builder::new(self.left_out, self.look, 0, 0)
    }

    fn flush(&self, batch: &mut Builder) {
        let (batch, left_out) = std::mem::replace(batch, self.batch()).finish();
        self.counts.left_out.fetch_add(left_out, Ordering::Relaxed);
        let count = batch.frames.len() as u64;
        if count == 0 {
            return;
        }
        let counter = match self.lane.try_send(SourceEvent::Frames {
            host: self.host,
            batch,
        }) {
            Ok(()) => &self.counts.seen,
            Err(_) => &self.counts.lane_dropped,
        };
        counter.fetch_add(count, Ordering::Relaxed);
    }

    fn meta(&self, place: Place, length: usize) -> FrameMeta {
        // pnet throws away what the kernel tells; on loopback the filter lets only one way through.
        let one_way = self.tap.loopback && cfg!(target_os = "linux");
        FrameMeta {
            time: crate::sys::clock::now(),
            place,
            direction: if one_way {
                Direction::Loop
            } else {
                Direction::Unknown
            },
            link: self.tap.link,
            origin: Origin::Captured,
            length: length as u32,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        }
    }

    /// Would the next read return at once? If not, the batch goes out now instead of 100 ms later.
    #[cfg(target_os = "linux")]
    fn more_waits(&self) -> bool {
        use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
        use std::os::fd::AsFd as _;
        let Some(socket) = &self.socket else {
            return false;
        };
        poll(
            &mut [PollFd::new(socket.as_fd(), PollFlags::POLLIN)],
            PollTimeout::ZERO,
        )
        .is_ok_and(|ready| ready > 0)
    }

    #[cfg(not(target_os = "linux"))]
    fn more_waits(&self) -> bool {
        false
    }

    fn count_drops(&self) {
        #[cfg(target_os = "linux")]
        if let Some(socket) = &self.socket {
            use std::os::fd::AsFd as _;
            let drops = crate::sys::packet::take_drops(socket.as_fd()).unwrap_or(0);
            self.counts
                .kernel_dropped
                .fetch_add(drops, Ordering::Relaxed);
        }
    }
}

/// Why an interface is lost, for the screen.
fn reason(error: &io::Error) -> Say {
    match error.raw_os_error() {
        Some(libc::ENODEV | libc::ENXIO) => say!("source-lost-gone"),
        Some(libc::ENETDOWN) => say!("source-lost-down"),
        _ if error.kind() == io::ErrorKind::NotFound => say!("source-lost-gone"),
        _ => say!("source-lost-error", error = error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_interface_says_why() {
        let key = |errno| reason(&io::Error::from_raw_os_error(errno)).key;
        assert_eq!(key(libc::ENODEV), "source-lost-gone");
        assert_eq!(key(libc::ENETDOWN), "source-lost-down");
        assert_eq!(key(libc::ENOBUFS), "source-lost-error");
    }
}
