//! A record that was opened: its layers and fields with their bytes, or a socket call explained.

mod view;

pub(super) use view::OpenedView;

use crate::frame::{Frame, FrameMeta};
use crate::panes::Handled;
use crate::record::{RecordKey, SocketEvent};
use crate::store::{Body, Packets, Record, reassembly};
use crate::ui::field_tree::{FieldTree, Row, RowKind};
use crate::wire::{Context, Dissection, SourceId};

use super::verb::{Verb, Walk};

/// What is shown of an opened record.
#[derive(Debug)]
pub enum Shown {
    /// A frame, taken apart.
    Frame {
        /// The frame.
        frame: Box<Frame>,
        /// What is known of it beside its bytes, the datagram that it completes included.
        context: Box<Context>,
        /// Its layers.
        dissection: Dissection,
        /// Its fields as rows of a tree.
        rows: Vec<Row>,
    },
    /// A socket call.
    Event(Box<SocketEvent>),
}

impl Shown {
    fn of(frame: Frame, context: Context) -> Self {
        let dissection = crate::proto::dissect(frame.meta.link, &frame.bytes, &context);
        let rows = FieldTree::rows(&dissection, &|source| context.bytes(&frame.bytes, source));
        Self::Frame {
            frame: Box::new(frame),
            context: Box::new(context),
            dissection,
            rows,
        }
    }
}

/// An opened record and the cursor in it.
#[derive(Debug)]
pub struct Opened {
    /// Which record.
    pub key: RecordKey,
    /// What is shown of it.
    pub shown: Shown,
    /// The selected row of the tree.
    pub at: usize,
    /// The frames that may hold the other pieces of its datagram; itself last. Empty: it is no piece.
    pub pieces: Vec<RecordKey>,
}

impl Opened {
    /// Opens a record of the log: a frame is taken apart here, once, with the datagram that it completes.
    #[must_use]
    pub fn new(record: &Record, packets: &Packets) -> Self {
        let (shown, pieces) = match &record.body {
            Body::Event(event) => (Shown::Event(event.clone()), Vec::new()),
            Body::Frame { meta, bytes, .. } => {
                let pieces = reassembly::pieces(packets, record, bytes);
                let context = Context {
                    datagram: reassembly::datagram(packets, &pieces),
                    ..Context::of(meta)
                };
                let frame = Frame {
                    meta: *meta,
                    bytes: bytes.clone(),
                    origins: Vec::new(),
                };
                (Shown::of(frame, context), pieces)
            }
        };
        Self {
            key: record.key,
            shown,
            at: 0,
            pieces,
        }
    }

    /// The row of the field that owns this byte: the narrowest, of a byte that several share the first.
    fn owner(&self, source: SourceId, byte: usize) -> Option<usize> {
        let Shown::Frame { rows, .. } = &self.shown else {
            return None;
        };
        FieldTree::owner(rows, source, byte)
    }

    /// The row of the field that owns the byte behind the selected field's last, or before its first.
    fn beside(&self, behind: bool) -> Option<usize> {
        let Shown::Frame { rows, .. } = &self.shown else {
            return None;
        };
        let row = rows.get(self.at).filter(|row| !row.bytes.is_empty())?;
        let whole_layer = row.kind == RowKind::Layer;
        let byte = match (behind, whole_layer) {
            (true, true) => row.bytes.start,
            (true, false) => row.bytes.end,
            (false, _) => row.bytes.start.checked_sub(1)?,
        };
        self.owner(row.source, byte)
    }

    /// Handles an action: walks the fields.
    pub(super) fn act(&mut self, verb: Verb, page: usize) -> Handled {
        let Shown::Frame { rows, .. } = &self.shown else {
            return Handled::No;
        };
        let last = rows.len().saturating_sub(1);
        self.at = match verb {
            Verb::Move(to) => to.walked(self.at, last, page),
            Verb::Walk(Walk::Right) => self.beside(true).unwrap_or(self.at),
            Verb::Walk(Walk::Left) => self.beside(false).unwrap_or(self.at),
            Verb::Walk(Walk::LayerUp) => rows[..self.at.min(rows.len())]
                .iter()
                .rposition(|r| r.depth == 0)
                .unwrap_or(0),
            Verb::Walk(Walk::LayerDown) => rows
                .iter()
                .skip(self.at + 1)
                .position(|r| r.depth == 0)
                .map_or(self.at, |n| self.at + 1 + n),
            Verb::List(_)
            | Verb::Open
            | Verb::Back
            | Verb::Show(_)
            | Verb::Housekeeping
            | Verb::NextForm
            | Verb::Absolute => return Handled::No,
        };
        Handled::Yes
    }
}

/// Takes a frame apart that has no origins of its own.
pub(super) fn dissect_plain(meta: &FrameMeta, bytes: &[u8]) -> Dissection {
    crate::proto::dissect(meta.link, bytes, &Context::of(meta))
}

/// Takes a frame apart with all that is known of it.
#[must_use]
pub fn dissect(frame: &Frame) -> Dissection {
    let context = Context {
        origins: frame.origins.clone(),
        ..Context::of(&frame.meta)
    };
    crate::proto::dissect(frame.meta.link, &frame.bytes, &context)
}
