//! A record that was opened: its layers and fields with their bytes, or a socket call explained.

mod event;
mod verb;
mod view;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::frame::{Direction, Frame};
use crate::keymap::{Layer, Move, VerbId};
use crate::record::{RecordId, RecordKey, SocketEvent};
use crate::say;
use crate::say::Say;
use crate::screens::{Answer, Copied, Screen, Shown, Title, Wish, World};
use crate::store::{Body, Chore, Packets, Record, reassembly};
use crate::ui::field_tree::{FieldTree, Row, RowKind};
use crate::wire::{Context, Dissection, Reading, SourceId};

use super::layout::{Shape, parts};
use super::remarks;
use super::sum::Sum;

pub use verb::Verb;
use view::OpenedView;

/// What is shown of an opened record.
#[derive(Debug)]
pub enum Content {
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

impl Content {
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
    pub content: Content,
    /// The selected row of the tree.
    pub at: usize,
    /// The frames that may hold the other pieces of its datagram; itself last. Empty: it is no piece.
    pub pieces: Vec<RecordKey>,
}

impl Opened {
    /// Opens a record of the log: a frame is taken apart here, once, with the datagram that it completes.
    #[must_use]
    pub fn new(record: &Record, packets: &Packets) -> Self {
        let (content, pieces) = match &record.body {
            Body::Event(event) => (Content::Event(event.clone()), Vec::new()),
            Body::Frame { meta, bytes, .. } => {
                let pieces = reassembly::pieces(packets, record, bytes);
                let context = Context {
                    datagram: reassembly::datagram(packets, &pieces),
                    reading: record.reading.clone(),
                    ..Context::of(meta)
                };
                let frame = Frame {
                    meta: *meta,
                    bytes: bytes.clone(),
                    origins: Vec::new(),
                };
                (Content::of(frame, context), pieces)
            }
        };
        Self {
            key: record.key,
            content,
            at: 0,
            pieces,
        }
    }

    /// The row of the field that owns this byte: the narrowest, of a byte that several share the first.
    fn owner(&self, source: SourceId, byte: usize) -> Option<usize> {
        let Content::Frame { rows, .. } = &self.content else {
            return None;
        };
        FieldTree::owner(rows, source, byte)
    }

    /// The row of the field that owns the byte behind the selected field's last, or before its first.
    fn beside(&self, behind: bool) -> Option<usize> {
        let Content::Frame { rows, .. } = &self.content else {
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

    /// The checksum of the selected layer, else of the innermost that has one; or why there is none.
    pub(super) fn sum(&self) -> Result<Sum, Say> {
        let Content::Frame {
            frame,
            context,
            dissection,
            rows,
        } = &self.content
        else {
            return Err(say!("packets-call-no-frame"));
        };
        Sum::of(self.key, frame, context, dissection, rows.get(self.at))
            .ok_or_else(|| say!("packets-no-sum"))
    }

    /// The bytes of the selected field; of one that has none, the frame's. `None`: a socket call has no bytes.
    pub(super) fn selected_bytes(&self) -> Option<Bytes> {
        let Content::Frame {
            frame,
            context,
            rows,
            ..
        } = &self.content
        else {
            return None;
        };
        let field = rows.get(self.at).filter(|row| !row.bytes.is_empty());
        let field = field.and_then(|row| {
            let source = context.bytes(&frame.bytes, row.source);
            source.get(row.bytes.clone())
        });
        Some(field.map_or_else(|| frame.bytes.clone(), Bytes::copy_from_slice))
    }

    /// What there is to say about it beside what its fields say.
    pub(super) fn remarks(&self, packets: &Packets) -> Vec<Say> {
        let Some(record) = packets.get(self.key) else {
            return Vec::new();
        };
        let mut said: Vec<_> = record.chore.map(Chore::say).into_iter().collect();
        if let Body::Frame { meta, .. } = &record.body
            && meta.direction == Direction::Loop
        {
            said.push(say!("packets-loopback"));
        }
        said
    }

    /// Which parts its area has.
    pub(super) fn shape(&self, packets: &Packets) -> Shape {
        Shape {
            open: true,
            line: false,
            about: !self.remarks(packets).is_empty(),
        }
    }

    const fn is_call(&self) -> bool {
        matches!(self.content, Content::Event(_))
    }

    /// The number of the frame that the selected field speaks of: that it names, or that brought its bytes.
    fn frame_meant(&self) -> Option<u64> {
        let Content::Frame { context, rows, .. } = &self.content else {
            return None;
        };
        let row = rows.get(self.at)?;
        let brought = || {
            let whole = context.whole(row.source)?;
            whole.brought(&row.bytes).first().copied()
        };
        row.frame.or_else(brought)
    }

    /// Opens the frame that the selected field speaks of, or says why there is none to open.
    fn go_to(&self, packets: &Packets) -> Answer {
        match self.frame_meant() {
            None => Answer::why(say!("packets-opened-names-none")),
            Some(number) if number == self.key.id.0 => {
                Answer::why(say!("packets-opened-own-bytes"))
            }
            Some(number) => match packets.find(RecordId(number)) {
                Some(key) => Answer::wish(Wish::Open(key)),
                None => Answer::why(say!("packets-gone")),
            },
        }
    }

    /// Selects this row, or says why there is none to select.
    fn select(&mut self, row: Option<usize>, why: Say) -> Answer {
        match row {
            Some(row) => {
                self.at = row;
                Answer::done()
            }
            None => Answer::why(why),
        }
    }

    /// The head of the layer before the selected row, or of the one behind it.
    fn layer_head(&self, behind: bool) -> Option<usize> {
        let Content::Frame { rows, .. } = &self.content else {
            return None;
        };
        let mut heads = rows.iter().enumerate().filter(|(_, row)| row.depth == 0);
        if behind {
            heads.map(|(at, _)| at).find(|at| *at > self.at)
        } else {
            heads.rfind(|(at, _)| *at < self.at).map(|(at, _)| at)
        }
    }

    /// Shows the conversation that it belongs to, as this, or says that it belongs to none.
    fn conversation(&self, world: &World<'_>, verb: Verb) -> Answer {
        let record = world.records.packets.get(self.key);
        let flow = record.and_then(|record| record.flow);
        match (flow, verb == Verb::Ladder) {
            (Some(flow), true) => Answer::wish(Wish::Ladder(flow)),
            (None, true) => Answer::wish(Wish::LadderOfListed),
            (Some(flow), false) => Answer::wish(Wish::Stream(flow)),
            (None, false) => Answer::why(say!("packets-no-flow")),
        }
    }
}

impl Screen for Opened {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let name = if self.is_call() {
            say!("packets-opened-call")
        } else {
            say!("packets-opened-frame", number = self.key.id.0)
        };
        Title {
            name: world.look.say(&name),
            status: String::new(),
        }
    }

    fn about(&self) -> &'static str {
        "packets-opened-about"
    }

    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        let of_frames = match Verb::at(verb)? {
            // Only where a field speaks of another frame.
            Verb::GoTo => {
                let own = self.key.id.0;
                self.frame_meant().filter(|number| *number != own)?;
                true
            }
            Verb::Left
            | Verb::Right
            | Verb::LayerUp
            | Verb::LayerDown
            | Verb::WorkOut
            | Verb::FollowStream
            | Verb::Encapsulate => true,
            Verb::Ladder | Verb::Flows | Verb::Pin => false,
        };
        if of_frames && self.is_call() {
            return None;
        }
        let short = Verb::LAYER.binding(verb)?.short;
        Some(short).filter(|short| !short.is_empty())
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        let no_byte = say!("packets-opened-no-byte");
        let no_layer = say!("packets-opened-no-layer");
        match verb {
            Verb::Ladder | Verb::FollowStream => self.conversation(world, verb),
            Verb::Flows => Answer::wish(Wish::Flows),
            Verb::Pin => Answer::wish(Wish::Pin(self.key)),
            Verb::GoTo
            | Verb::Left
            | Verb::Right
            | Verb::LayerUp
            | Verb::LayerDown
            | Verb::WorkOut
            | Verb::Encapsulate
                if self.is_call() =>
            {
                Answer::why(say!("packets-call-no-frame"))
            }
            Verb::GoTo => self.go_to(world.records.packets),
            Verb::Left => self.select(self.beside(false), no_byte),
            Verb::Right => self.select(self.beside(true), no_byte),
            Verb::LayerUp => self.select(self.layer_head(false), no_layer),
            Verb::LayerDown => self.select(self.layer_head(true), no_layer),
            Verb::WorkOut => Answer::wish(Wish::WorkOut),
            Verb::Encapsulate => Answer::wish(Wish::Encapsulate(self.key)),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let Content::Frame { rows, .. } = &self.content else {
            return Answer::no();
        };
        let (at, last) = (self.at, rows.len().saturating_sub(1));
        self.at = to.walked(at, last, world.page());
        Answer::is(self.at != at)
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let shape = self.shape(world.records.packets);
        let clicked = self.row_at(at, &parts(world.area, shape));
        self.at = clicked.unwrap_or(self.at);
        Answer::is(clicked.is_some())
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        if world.area.is_empty() {
            return None;
        }
        let shape = self.shape(world.records.packets);
        let parts = parts(world.area, shape);
        match &self.content {
            Content::Frame { .. } => {
                let look = &world.look;
                OpenedView { opened: self, look }.render(&parts, buf);
            }
            Content::Event(event) => {
                event::draw(event, &world.look, parts.tree.union(parts.meaning), buf);
            }
        }
        let remarks = self.remarks(world.records.packets);
        remarks::draw(&remarks, &world.look, parts.about, buf);
        None
    }

    fn height(&self, _world: &World<'_>) -> usize {
        match &self.content {
            // A third is the list's.
            Content::Frame { rows, .. } => rows.len() * 3 / 2,
            Content::Event(_) => 0,
        }
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Records(Some(self.key))
    }

    fn copied(&self, _world: &World<'_>) -> Copied {
        Copied::Bytes(self.selected_bytes())
    }
}

/// Takes a frame apart with all that is known of it; `reading`: how its payload is to be read.
#[must_use]
pub fn dissect(frame: &Frame, reading: Reading) -> Dissection {
    let context = Context {
        origins: frame.origins.clone(),
        reading,
        ..Context::of(&frame.meta)
    };
    crate::proto::dissect(frame.meta.link, &frame.bytes, &context)
}
