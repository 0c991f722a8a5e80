//! Frames that lie one after another in a file, and the interfaces it tells of.

use std::sync::Arc;

use crate::frame::{BatchedFrame, FrameBatch};
use crate::wire::LinkType;

/// An interface that a file tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInterface {
    /// Its name; empty where the file has none (always in pcap).
    pub name: String,
    /// How its frames begin.
    pub link: LinkType,
    /// The most bytes kept of a frame; 0 = no limit.
    pub snaplen: u32,
}

/// Frames that lie one after another in a file.
#[derive(Debug, Clone)]
pub struct FileBatch {
    /// The first frame's number in the file, from 1; the others follow without a gap.
    pub first: u64,
    /// The frames; their bytes are a piece of the file as it is.
    pub frames: FrameBatch,
    /// Where that piece begins in the (unpacked) file.
    pub offset: u64,
    /// All interfaces told of so far; `meta.place.interface` is a place in it.
    pub interfaces: Arc<[FileInterface]>,
    /// Comments of frames of this batch, by frame number.
    pub comments: Vec<(u64, String)>,
}

impl FileBatch {
    /// Where in the (unpacked) file the bytes of a frame of this batch begin.
    #[must_use]
    pub fn offset_of(&self, frame: &BatchedFrame) -> u64 {
        self.offset + u64::from(frame.at)
    }

    /// The bytes of a frame of this batch.
    #[must_use]
    pub fn bytes_of(&self, frame: &BatchedFrame) -> &[u8] {
        let at = frame.at as usize;
        self.frames
            .bytes
            .get(at..at + frame.captured as usize)
            .unwrap_or_default()
    }

    /// The name of the frame's interface; empty where the file has none.
    #[must_use]
    pub fn interface_of(&self, frame: &BatchedFrame) -> &str {
        self.interfaces
            .get(frame.meta.place.interface.0 as usize)
            .map_or("", |one| one.name.as_str())
    }
}
