//! What the student takes along, and what became of it. Plain data.

use crate::frame::KeptFrame;
use crate::report::Draft;
use crate::say::Say;

/// What a file shall hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// This text.
    Text(String),
    /// These frames: pcap where the file's name asks for it, else pcapng.
    Frames(Vec<KeptFrame>),
}

/// Something to be kept on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// A file whose name was chosen by the lab: where it is taken, the next free one.
    Picture {
        /// Its name.
        name: String,
        /// What it holds.
        contents: Contents,
    },
    /// A file that the user has named.
    File {
        /// As the user wrote it.
        path: String,
        /// What it holds.
        contents: Contents,
    },
    /// A pick for the lab report.
    Pick(Box<Draft>),
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It is in this file.
    File(String),
    /// It is in the report, with this number.
    Pick(u32),
    /// A pick could not be kept: it comes back, with why and what to try.
    NotPicked(Box<Draft>, Say, Option<Say>),
    /// It could not be kept: why, and what to try.
    Failed(Say, Option<Say>),
}
