//! A frame: the bytes of one link-layer unit with what is known about them.

pub mod link;

use std::ops::Range;

use bytes::Bytes;

use crate::clock::Time;
use crate::place::Place;
use crate::wire::{Digest, LinkType};

/// Where a frame's bytes are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Taken off an interface by a packet socket.
    Captured,
    /// Headers composed from what an unprivileged process can know of its own socket.
    Rebuilt,
    /// From the embedded internetwork.
    Simulated,
    /// Read from a capture file.
    Opened,
}

/// Which way a frame went, as the kernel tells; over loopback as the lab's own sockets tell, where just one end is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// To this host.
    In,
    /// From this host.
    Out,
    /// To a group or to all, this host among them.
    Group,
    /// Between two others; seen in promiscuous mode.
    Others,
    /// From this host to itself: over loopback each frame goes out and comes in at once.
    Loop,
    /// Not told.
    #[default]
    Unknown,
}

/// What the kernel says about a frame's transport checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChecksumStatus {
    /// Nothing said: verify it.
    #[default]
    Unknown,
    /// Checked by the card or the kernel.
    Valid,
    /// Left to the network card: the bytes hold only a part of the sum.
    NotReady,
}

/// Where a range of a frame's bytes is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// As they were on the interface.
    Captured,
    /// Filled in for the view where the card would have filled them in.
    Completed,
    /// Composed or computed here (headers of a rebuilt frame, an FCS).
    Computed,
    /// Told by the peer.
    Told,
    /// Not known; the byte shown is a place-holder and must be drawn as `?`.
    Unknown,
}

/// Ranges of a frame's bytes and where they are from. What no range covers is `Captured`.
pub type ByteOrigins = Vec<(Range<usize>, Provenance)>;

/// What is known of a frame beside its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameMeta {
    /// When, as the kernel stamped it (real time).
    pub time: Time,
    /// On which interface of which host.
    pub place: Place,
    /// Which way.
    pub direction: Direction,
    /// How its first header reads.
    pub link: LinkType,
    /// Where its bytes are from.
    pub origin: Origin,
    /// Length on the wire in bytes, without FCS.
    pub length: u32,
    /// What the kernel says about the transport checksum.
    pub checksum: ChecksumStatus,
}

/// One frame by itself: metadata, bytes (maybe fewer than `meta.length`: cut), their origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What is known beside the bytes.
    pub meta: FrameMeta,
    /// The captured bytes, first header first.
    pub bytes: Bytes,
    /// Ranges that are not `Captured`; empty for captured frames.
    pub origins: ByteOrigins,
}

impl Frame {
    /// Are all its bytes known?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.origins
            .iter()
            .all(|(_, from)| *from != Provenance::Unknown)
    }
}

/// A frame to be kept in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFrame {
    /// It, with where its bytes are from.
    pub frame: Frame,
    /// Its interface's name; empty where it has none.
    pub interface: String,
    /// What is said of it in the file.
    pub comment: Option<String>,
}

/// A frame inside a [`FrameBatch`].
#[derive(Debug, Clone)]
pub struct BatchedFrame {
    /// What is known beside the bytes.
    pub meta: FrameMeta,
    /// The facts drawn from its headers.
    pub digest: Digest,
    /// Where its bytes begin in the batch.
    pub at: u32,
    /// How many bytes were kept.
    pub captured: u32,
}

/// Frames that arrived together. The bytes lie in one allocation which the store adopts as it is.
#[derive(Debug, Clone, Default)]
pub struct FrameBatch {
    /// All bytes, frame after frame.
    pub bytes: Bytes,
    /// The frames, in order of arrival.
    pub frames: Vec<BatchedFrame>,
}
