//! A record as it is given out: put together from its row when it is asked for.

use bytes::Bytes;

use super::page;
use super::row::{self, Row};
use crate::frame::{Frame, FrameMeta};
use crate::record::{RecordKey, SocketEvent};
use crate::store::chores::Chore;
use crate::store::flows::{FlowId, Marks, Way};
use crate::wire::{Digest, Reading};

/// Where a frame's bytes begin in the file it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileOffset(pub u64);

/// What a record holds.
#[derive(Debug, Clone)]
pub enum Body {
    /// A frame: metadata, facts, bytes.
    Frame {
        /// What is known beside the bytes.
        meta: FrameMeta,
        /// Facts drawn from its headers.
        digest: Digest,
        /// The captured bytes; empty where they lie in a file (see [`Record::at`]).
        bytes: Bytes,
    },
    /// Something a socket of the lab did.
    Event(Box<SocketEvent>),
}

/// One line of the packet log.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the order.
    pub key: RecordKey,
    /// The lab's own, or belonging to it (ARP, ICMP, DNS).
    pub mine: bool,
    /// A frame's flow.
    pub flow: Option<FlowId>,
    /// Which way it goes in its flow.
    pub way: Way,
    /// What the analysis of its flow says about it.
    pub marks: Marks,
    /// What of the housekeeping it is, if it is any.
    pub chore: Option<Chore>,
    /// How a frame's payload is to be read.
    pub reading: Reading,
    /// Bytes captured of a frame, also where they are not at hand.
    pub captured: u32,
    /// A frame of an opened file: where its bytes are.
    pub at: Option<FileOffset>,
    /// What it holds.
    pub body: Body,
}

impl Record {
    /// A frame of the lab's own that no log holds: in no flow, without marks.
    #[must_use]
    pub fn of_frame(key: RecordKey, meta: FrameMeta, digest: Digest, bytes: Bytes) -> Self {
        Self {
            key,
            mine: true,
            flow: None,
            way: Way::There,
            marks: Marks::default(),
            chore: None,
            reading: Reading::Alone,
            captured: bytes.len() as u32,
            at: None,
            body: Body::Frame {
                meta,
                digest,
                bytes,
            },
        }
    }

    /// The frame by itself, if it is one.
    #[must_use]
    pub fn frame(&self) -> Option<Frame> {
        match &self.body {
            Body::Frame { meta, bytes, .. } => Some(Frame {
                meta: *meta,
                bytes: bytes.clone(),
                origins: Vec::new(),
            }),
            Body::Event(_) => None,
        }
    }

    /// Its transport payload, as far as it was captured and is at hand.
    #[must_use]
    pub fn payload(&self) -> Bytes {
        match &self.body {
            Body::Frame { digest, bytes, .. } => payload(digest, bytes),
            Body::Event(_) => Bytes::new(),
        }
    }

    /// Bytes that a pinned record costs.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>() + size_of::<SocketEvent>() + self.captured as usize
    }
}

/// The transport payload in a frame's bytes, without the filling behind it.
pub(in crate::store) fn payload(digest: &Digest, bytes: &Bytes) -> Bytes {
    bytes.slice(digest.payload_range(bytes.len()))
}

/// A row's record.
pub(super) fn record_of(row: &Row, body: Body, reading: Reading) -> Record {
    Record {
        key: page::key(row),
        mine: row.has(row::MINE),
        flow: (row.flow != 0).then_some(FlowId(row.flow)),
        way: row.way(),
        marks: Marks(row.marks),
        chore: row.chore(),
        reading,
        captured: row.captured,
        at: row.has(row::IN_FILE).then_some(FileOffset(row.at)),
        body,
    }
}
