//! What is asked of capture files, and what they answer. Plain data.

use bytes::Bytes;

use crate::files::FileBatch;
use crate::frame::{Frame, FrameMeta};
use crate::place::Place;
use crate::record::RecordId;
use crate::say::Say;

/// Frames to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These, with their numbers.
    Live(Vec<(RecordId, Frame)>),
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
    pub interfaces: Vec<(Place, String)>,
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
