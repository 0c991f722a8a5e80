//! How a frame's payload is to be read: what only the other frames of its connection or datagram tell.

use std::ops::Range;
use std::sync::Arc;

use super::protocol::Protocol;
use super::stream::Voice;

/// A datagram or message put together from several frames; its bytes are [`SourceId`](super::SourceId) 1 of the
/// dissection of the frame that completes it (2 for a stream inside a datagram put together).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reassembled {
    /// What the pieces make: an IP payload, or a stretch of a TCP stream.
    pub bytes: Vec<u8>,
    /// Which frame brought which bytes, in the order of the bytes. Bytes that none brought are missing, and
    /// stand as zeros.
    pub pieces: Vec<Piece>,
    /// Bytes behind these that came, but were too many to be kept.
    pub left_out: u64,
}

impl Reassembled {
    /// The numbers of the frames that brought these bytes, in the order of the bytes, each once in a row.
    #[must_use]
    pub fn brought(&self, bytes: &Range<usize>) -> Vec<u64> {
        let touches =
            |piece: &&Piece| piece.range.start < bytes.end && bytes.start < piece.range.end;
        let pieces = self.pieces.iter().filter(touches);
        let mut frames: Vec<_> = pieces.map(|piece| piece.number).collect();
        frames.dedup();
        frames
    }

    /// The bytes that no frame brought.
    pub fn missing(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.pieces.iter().map(|piece| piece.range.end);
        let starts = self.pieces.iter().map(|piece| piece.range.start);
        let (before, behind) = (std::iter::once(0).chain(ends), [self.bytes.len()]);
        before
            .zip(starts.chain(behind))
            .map(|(from, to)| from..to)
            .filter(|range| !range.is_empty())
    }
}

/// One frame's part of a [`Reassembled`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The frame's number: a record's id in the log, from 1 in a file.
    pub number: u64,
    /// Its part of the whole, in bytes.
    pub range: Range<usize>,
}

/// What a run of a segment's payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A message, or several that stand in one layer, of this protocol.
    Message(Protocol),
    /// The same, where the messages before it tell more of it.
    Told(Protocol, Voice),
    /// Bytes of a message that other segments complete.
    Part {
        /// Its protocol.
        of: Protocol,
        /// The number of the frame that completes it, where that is known.
        completed: Option<u64>,
    },
    /// The last bytes of messages that began in earlier frames: these of [`Runs::messages`], by number.
    Completes {
        /// The first of them.
        from: u32,
        /// The one behind the last.
        to: u32,
    },
    /// Bytes that came before.
    Again,
    /// Bytes that came before those that belong before them.
    Early,
    /// Bytes behind others that were not seen, so that nobody knows where in a message they stand.
    Behind,
    /// Bytes of messages put together that had to make room.
    Forgotten,
    /// Bytes of which nothing is known.
    Data,
}

impl What {
    /// The protocol of a message.
    #[must_use]
    pub const fn message(self) -> Option<Protocol> {
        match self {
            Self::Message(protocol) | Self::Told(protocol, _) => Some(protocol),
            Self::Part { .. }
            | Self::Completes { .. }
            | Self::Again
            | Self::Early
            | Self::Behind
            | Self::Forgotten
            | Self::Data => None,
        }
    }

    /// Who says it, and in which sense.
    #[must_use]
    pub fn voice(self) -> Voice {
        match self {
            Self::Told(_, voice) => voice,
            Self::Message(_)
            | Self::Part { .. }
            | Self::Completes { .. }
            | Self::Again
            | Self::Early
            | Self::Behind
            | Self::Forgotten
            | Self::Data => Voice::default(),
        }
    }
}

/// A run of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Which bytes, from the beginning of the payload or of what was put together.
    pub range: Range<usize>,
    /// What they are.
    pub what: What,
}

/// A payload that has to do with others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runs {
    /// How it falls apart, in order and without gaps.
    pub own: Vec<Run>,
    /// The messages that lie in other frames too, one behind the other.
    pub whole: Reassembled,
    /// Where in `whole` each is.
    pub messages: Vec<Run>,
}

/// How a frame's payload is to be read: what only the other frames of its connection tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    /// By itself: the frame says all.
    #[default]
    Alone,
    /// All of it is one thing.
    All(What),
    /// It falls apart.
    Runs(Arc<Runs>),
}

impl Reading {
    /// The messages put together that end in this frame.
    #[must_use]
    pub fn whole(&self) -> Option<&Reassembled> {
        match self {
            Self::Runs(runs) if !runs.messages.is_empty() => Some(&runs.whole),
            Self::Alone | Self::All(_) | Self::Runs(_) => None,
        }
    }

    /// What all of the payload is, or its last run.
    #[must_use]
    pub fn last(&self) -> Option<What> {
        match self {
            Self::Alone => None,
            Self::All(what) => Some(*what),
            Self::Runs(runs) => runs.own.last().map(|run| run.what),
        }
    }
}
