//! What is asked of capture files, and what they answer. Plain data.

use std::sync::Arc;

use bytes::Bytes;

use crate::frame::{BatchedFrame, Frame, FrameBatch, FrameMeta};
use crate::place::Place;
use crate::record::RecordId;
use crate::say::{Foreign, Say};
use crate::wire::{LinkType, Reading};

/// Frames to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These, with their numbers, and how their payloads are to be read.
    Live(Vec<(RecordId, Frame, Reading)>),
    /// Those with these numbers, in rising order, out of the file that is open.
    Opened(Vec<u64>),
}

/// A wish to save frames. The name's end chooses the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveOrder {
    /// Where to, as the user wrote it.
    pub path: String,
    /// Which frames.
    pub frames: Chosen,
    /// Names of the interfaces they were seen on.
    pub interfaces: Vec<(Place, Foreign)>,
}

/// A frame of the open file whose bytes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Its number.
    pub id: RecordId,
    /// What is known beside the bytes.
    pub meta: FrameMeta,
    /// Where its bytes begin in the file.
    pub at: u64,
    /// How many there are.
    pub captured: u32,
}

/// What is to be done with capture files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEffect {
    /// Open a capture file: its path as the user wrote it.
    Open(String),
    /// Look up what this path, as far as it is written, could become.
    Complete(String),
    /// Stop reading the open file; what was read stays.
    StopReading,
    /// Close it.
    Close,
    /// Read these frames' bytes out of it.
    Read(Vec<Wanted>),
    /// Go through the open file with this filter; the number comes back with the answers. A later
    /// request ends an earlier one; an empty filter only ends it.
    Filter(u64, String),
    /// Save frames.
    Save(Box<SaveOrder>),
}

/// What a path being written could become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path as far as it was written.
    pub text: String,
    /// Whole paths, in order; folders end with a slash.
    pub paths: Vec<String>,
    /// There are more than are told.
    pub more: bool,
}

/// An interface that a file tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInterface {
    /// Its name; empty where the file has none (always in pcap).
    pub name: Foreign,
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
    pub comments: Vec<(u64, Foreign)>,
}

/// Of frames whose interface the file does not name.
static NAMELESS: Foreign = Foreign::NONE;

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
    pub fn interface_of(&self, frame: &BatchedFrame) -> &Foreign {
        self.interfaces
            .get(frame.meta.place.interface.0 as usize)
            .map_or(&NAMELESS, |one| &one.name)
    }
}

/// What the open file tells while it is read.
#[derive(Debug)]
pub enum ReadEvent {
    /// It is open: its name without the folder, its length in bytes.
    Opened {
        /// Its name, without its folder.
        name: String,
        /// Bytes in all.
        total: u64,
    },
    /// Frames of it, in order.
    Frames {
        /// They and their bytes.
        batch: Box<FileBatch>,
        /// Bytes read so far.
        read: u64,
    },
    /// All was read; what is wrong with its end, where something is.
    Done(Option<Say>),
    /// It could not be opened, or broke off: why.
    Failed(Say),
    /// Bytes that were asked for.
    Bytes(Vec<(RecordId, Bytes)>),
    /// Frames that a filter over the whole file lets through, in rising order; is that all?
    Matches {
        /// Which filter, by the number it was asked with.
        request: u64,
        /// Their numbers.
        numbers: Vec<u64>,
        /// Bytes gone through, of all.
        read: (u64, u64),
        /// Was it the last answer?
        last: bool,
    },
}

/// What is told of capture files.
#[derive(Debug)]
pub enum FileEvent {
    /// Open this one: asked for on the command line.
    Open(String),
    /// The one that is open, or is being opened, tells.
    Read(ReadEvent),
    /// Frames were saved: where, how many, how many were left out because not all their bytes are known.
    Saved {
        /// Where.
        path: String,
        /// How many.
        frames: u64,
        /// Left out.
        left_out: u64,
    },
    /// They could not be saved: why.
    NotSaved(Say),
    /// What a path that was asked about could become.
    Completed(Found),
}
