//! What a capture is asked for and what it reports. Plain types.

use std::net::SocketAddr;

use crate::frame::FrameBatch;
use crate::place::{HostId, InterfaceIndex};
use crate::say::{Clean, Say};
use crate::wire::LinkType;

/// How frames are taken off an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Our own AF_PACKET socket on a memory-mapped TPACKET_V3 ring (Linux).
    Ring,
    /// pnet's datalink channel, one thread an interface.
    Pnet,
}

/// An interface to capture on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// Its number.
    pub index: InterfaceIndex,
    /// Its name.
    pub name: Clean,
    /// How its frames begin.
    pub link: LinkType,
    /// Loopback: each frame passes twice and is kept once.
    pub loopback: bool,
}

/// A TCP connection whose frames are left out: the student's own SSH session, whose every
/// screenful would make new frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// One end.
    pub a: SocketAddr,
    /// The other.
    pub b: SocketAddr,
}

/// How far frames are looked into when they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Each gets its digest.
    #[default]
    Digest,
    /// Nobody asks what they are: their digests stay empty. A third of the work is saved.
    Bytes,
}

/// What a capture shall do. May be changed while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Which host.
    pub host: HostId,
    /// On which interfaces; none = wait.
    pub taps: Vec<Tap>,
    /// What to leave out. Takes a digest, whatever `look` says.
    pub left_out: Option<LeftOut>,
    /// How far to look into frames.
    pub look: Look,
    /// Bytes kept of a frame at most; `None`: all.
    pub snaplen: Option<u32>,
    /// Frames between others too: the card hands on what is not addressed to it.
    pub promiscuous: bool,
}

/// What has been counted since the capture began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaptureStats {
    /// Frames handed on.
    pub seen: u64,
    /// Frames the kernel dropped because the ring was full.
    pub kernel_dropped: u64,
    /// Frames dropped because the program did not take them in time (the lane was full). The ring's
    /// frames stay in the ring then, and are dropped by the kernel once it is full too.
    pub lane_dropped: u64,
    /// Frames of the student's own SSH session, left out on purpose.
    pub left_out: u64,
}

/// What a source tells the loop, through a bounded lane.
#[derive(Debug)]
pub enum SourceEvent {
    /// What this way of capturing cannot show, told once when it begins.
    Blind {
        /// Whose capture.
        host: HostId,
        /// What, in a sentence.
        what: Say,
    },
    /// Capture runs on these interfaces (said again after each change).
    Running {
        host: HostId,
        interfaces: Vec<Clean>,
    },
    /// Frames.
    Frames { host: HostId, batch: FrameBatch },
    /// Counters; at most once a second, and when they changed.
    Stats { host: HostId, stats: CaptureStats },
    /// An interface can't be captured on (gone, down); it is tried again by itself when it returns.
    Lost {
        host: HostId,
        interface: Clean,
        why: Say,
    },
    /// The capture has ended.
    Ended { host: HostId, why: Option<Say> },
}

/// Batches that may wait for the loop. A batch is at most one ring block (128 KiB, 256 of a large ring),
/// so the ceiling of the bytes in the lane is 8 or 16 MiB; at 50 000 small frames/s it is half a second
/// of patience, and the ring comes on top of it.
pub const LANE: usize = 64;
