//! A frame: the bytes of one link-layer unit with what is known about them.

pub mod link;

use bytes::Bytes;

use crate::clock::Time;
use crate::place::Place;
use crate::say;
use crate::say::{Foreign, Say};
use crate::wire::{Context, Digest, LinkType, digest};

// What the wire's room needs to know of a frame is written down there, and handed on here.
pub use crate::wire::{ByteOrigins, ChecksumStatus, Direction, FcsLength, Provenance};

/// Where a frame's bytes are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Origin {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Captured, Self::Rebuilt, Self::Simulated, Self::Opened];

    /// Its name in JSON and in files, which never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Rebuilt => "rebuilt",
            Self::Simulated => "simulated",
            Self::Opened => "opened",
        }
    }

    /// The origin of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }

    /// The same in one word of the screen's language.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::Captured => say!("encap-origin-captured"),
            Self::Rebuilt => say!("encap-origin-rebuilt"),
            Self::Simulated => say!("encap-origin-simulated"),
            Self::Opened => say!("encap-origin-opened"),
        }
    }
}

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
    /// Length on the wire in bytes: without FCS, unless one is declared.
    pub length: u32,
    /// How many of these bytes, at the end, are the FCS.
    pub fcs: FcsLength,
    /// What the kernel says about the transport checksum.
    pub checksum: ChecksumStatus,
}

impl FrameMeta {
    /// What the frame carries of these, its bytes: all but a declared FCS.
    #[inline]
    #[must_use]
    pub fn carried<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        self.fcs.split(bytes, self.length as usize).0
    }

    /// Draws the digest from the frame's bytes.
    #[inline]
    #[must_use]
    pub fn digest(&self, bytes: &[u8]) -> Digest {
        digest(self.link, self.carried(bytes))
    }
}

impl Context {
    /// What is known of a frame beside its bytes.
    #[must_use]
    pub fn of(meta: &FrameMeta) -> Self {
        Self {
            wire_length: (meta.length as usize).saturating_sub(usize::from(meta.fcs.bytes())),
            fcs: meta.fcs,
            checksum: meta.checksum,
            direction: meta.direction,
            ..Self::default()
        }
    }
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
    pub interface: Foreign,
    /// What is said of it in the file.
    pub comment: Option<Foreign>,
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
