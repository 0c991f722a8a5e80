//! What can be wrong with a capture file, and where.

use std::io;

use super::form::Form;
use crate::say;
use crate::say::Say;

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// A frame of so many bytes: more than [`super::limits::MOST_FRAME`].
    FrameTooLong(u32),
    /// A block of so many bytes: too short for what it must hold, or no multiple of four.
    BlockLength(u32),
    /// A block's two lengths, before and after it, are not the same.
    Lengths(u32, u32),
    /// A frame longer than the block it is in.
    FrameBeyondBlock(u32),
    /// A frame of an interface that the section did not describe.
    Interface(u32),
    /// More interfaces than can be kept apart.
    ManyInterfaces,
    /// A section whose byte order can't be told.
    ByteOrder(u32),
    /// A version of the format that is not known.
    Version(u16, u16),
}

impl Bad {
    /// For the screen.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::FrameTooLong(count) => say!("files-bad-frame-long", count = count.to_string()),
            Self::BlockLength(count) => say!("files-bad-block-length", count = count.to_string()),
            Self::Lengths(first, second) => say!(
                "files-bad-lengths",
                first = first.to_string(),
                second = second.to_string()
            ),
            Self::FrameBeyondBlock(count) => say!("files-bad-beyond", count = count.to_string()),
            Self::Interface(number) => say!("files-bad-interface", number = number.to_string()),
            Self::ManyInterfaces => say!("files-bad-interfaces"),
            Self::ByteOrder(magic) => say!("files-bad-order", magic = format!("0x{magic:08x}")),
            Self::Version(major, minor) => {
                say!("files-bad-version", version = format!("{major}.{minor}"))
            }
        }
    }
}

/// Why a file can't be read, or not on.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It begins neither like pcap nor like pcapng.
    #[error("not a capture file")]
    NotACapture,
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// It begins as such a file does and stops in its header: no frame can be read.
    #[error("{} cut in its header, after {have} bytes", form.name())]
    Cut {
        /// What it would have been.
        form: Form,
        /// Bytes that are there.
        have: u64,
    },
    /// A record makes no sense; all frames before it have been handed out.
    #[error("byte {offset}, after frame {after}: {bad:?}")]
    Bad {
        /// Where the record begins, in bytes of the (unpacked) file.
        offset: u64,
        /// The frames before it.
        after: u64,
        /// What is wrong with it.
        bad: Bad,
    },
    /// Bytes that were there when it was opened are gone.
    #[error("the file has become shorter while it was read")]
    Shrunk {
        /// The first byte that is missing.
        offset: u64,
    },
    /// Unpacked it is larger than [`super::limits::MOST_UNPACKED`].
    #[error("too large when unpacked")]
    TooLarge,
    /// Whoever watched the progress asked to stop.
    #[error("stopped")]
    Cancelled,
}

impl FileError {
    /// For the screen.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Io(error) => match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => say!("files-not-found"),
                io::ErrorKind::PermissionDenied => say!("files-no-right"),
                io::ErrorKind::IsADirectory => say!("files-is-folder"),
                _ => say!("files-io", error = error.to_string()),
            },
            Self::NotACapture => say!("files-not-a-capture"),
            Self::Empty => say!("files-empty"),
            // Of what is packed not even the beginning can be unpacked.
            Self::Cut {
                form: Form::Gzip,
                have,
            } => say!("files-cut-packed", have = *have),
            Self::Cut { form, have } => say!("files-cut", form = form.name(), have = *have),
            Self::Bad { offset, after, bad } => {
                say!(
                    "files-bad",
                    offset = offset.to_string(),
                    after = after.to_string(),
                    what = bad.say()
                )
            }
            Self::Shrunk { offset } => say!("files-shrunk", offset = offset.to_string()),
            Self::TooLarge => say!("files-too-large"),
            Self::Cancelled => say!("files-cancelled"),
        }
    }
}

/// What a file that stops too early has lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The last record is not all there.
    Record {
        /// Where it begins, in bytes of the (unpacked) file.
        offset: u64,
        /// Bytes of it that are there.
        have: u64,
        /// Bytes it needs, as far as can be told.
        need: u64,
    },
    /// The packed file ends or breaks here, in bytes of what was unpacked; what follows is lost.
    Packed {
        /// Bytes that could be unpacked.
        offset: u64,
    },
}

impl Lost {
    /// For the screen.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::Record { offset, have, need } => {
                say!(
                    "files-lost-record",
                    offset = offset.to_string(),
                    have = have.to_string(),
                    need = need.to_string()
                )
            }
            Self::Packed { offset } => say!("files-lost-packed", offset = offset.to_string()),
        }
    }
}
