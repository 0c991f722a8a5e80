//! A conversation's bytes in order, both directions: what the two programs really said.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::keymap::{Layer, Move, VerbId};
use crate::record::RecordKey;
use crate::say;
use crate::say::Clean;
use crate::screens::{Answer, Copied, Screen, Shown, Title, Wish, World};
use crate::store::streams::{Chunk, follow};
use crate::store::{Flow, FlowId, Packets, Way};
use crate::ui::area::first_row;
use crate::ui::fit;
use crate::ui::look::Look;

use super::flows::titled;

mod label;
mod verb;
mod view;

pub use verb::Verb;
use view::StreamView;

/// How the bytes are written. `m` walks through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// As text, line by line.
    #[default]
    Text,
    /// As offset, hexadecimal and text.
    Hex,
    /// Every byte, those that are no text as Python writes them.
    Raw,
}

/// One row of the screen.
#[derive(Debug, Clone)]
struct Row {
    /// Of which chunk.
    chunk: usize,
    /// Does a chunk begin here?
    first: bool,
    /// `None`: no bytes, but what the chunk's frame says in the words of the packet list.
    text: Option<String>,
}

/// A conversation's bytes in rows, and the cursor in them.
#[derive(Debug)]
pub struct Stream {
    flow: FlowId,
    form: Form,
    /// `There` is from who opened the connection.
    chunks: Vec<Chunk>,
    /// Which of them have a label: what message begins, goes on or ends in them is known.
    labelled: Vec<bool>,
    /// Not all was kept.
    cut: bool,
    rows: Vec<Row>,
    at: usize,
    /// Cells at the left of the rows that are passed over.
    passed: usize,
}

/// Rows made of one stream at most; what follows is said to be left out.
const MOST_ROWS: usize = 100_000;
/// Bytes in a row of hexadecimal, and cells of a row of text before it goes on in the next: all of it can be
/// seen on 80 columns.
const HEX_ROW: usize = 16;
const TEXT_ROW: usize = 74;
/// Cells by which rows move sideways where there is less room than that.
const STEP: usize = 20;

impl Stream {
    /// Follows this flow.
    #[must_use]
    pub fn new(flow: FlowId, packets: &Packets) -> Self {
        let mut stream = Self {
            flow,
            form: Form::Text,
            chunks: Vec::new(),
            labelled: Vec::new(),
            cut: false,
            rows: Vec::new(),
            at: 0,
            passed: 0,
        };
        stream.refresh(packets);
        stream
    }

    /// Which flow it is.
    #[must_use]
    pub const fn flow(&self) -> FlowId {
        self.flow
    }

    /// The record that brought the selected row.
    #[must_use]
    pub fn record(&self) -> Option<RecordKey> {
        self.chunks
            .get(self.rows.get(self.at)?.chunk)
            .map(|c| c.key)
    }

    /// Reads the stream again.
    pub fn refresh(&mut self, packets: &Packets) {
        let followed = follow(packets, self.flow);
        self.chunks = followed.chunks;
        let drawn = packets.flows().get(self.flow).map(Flow::drawn);
        if drawn.is_some_and(|(way, _)| way == Way::Back) {
            for chunk in &mut self.chunks {
                chunk.way = chunk.way.turned();
            }
        }
        self.cut = followed.cut.contains(&true);
        self.labelled = label::labelled(&self.chunks, packets);
        self.lay_out();
    }

    fn lay_out(&mut self) {
        self.rows.clear();
        let mut offsets = [0_usize; 2];
        for (index, chunk) in self.chunks.iter().enumerate() {
            let offset = &mut offsets[usize::from(chunk.way == Way::Back)];
            let label = self.labelled.get(index) == Some(&true);
            let written = lines(self.form, &chunk.bytes, *offset);
            let rows = label
                .then_some(None)
                .into_iter()
                .chain(written.into_iter().map(Some));
            for (place, text) in rows.enumerate() {
                if self.rows.len() == MOST_ROWS {
                    self.cut = true;
                    break;
                }
                self.rows.push(Row {
                    chunk: index,
                    first: place == 0,
                    text,
                });
            }
            *offset += chunk.bytes.len();
        }
        self.at = self.at.min(self.rows.len().saturating_sub(1));
    }

    /// Moves the rows sideways.
    fn passes(&mut self, cells: usize) -> Answer {
        if cells == self.passed {
            return Answer::why(say!("packets-stream-no-more"));
        }
        self.passed = cells;
        Answer::done()
    }

    /// Writes the bytes in another form; the same chunk stays selected.
    fn next_form(&mut self) {
        let chunk = self.rows.get(self.at).map_or(0, |r| r.chunk);
        self.form = match self.form {
            Form::Text => Form::Hex,
            Form::Hex => Form::Raw,
            Form::Raw => Form::Text,
        };
        self.lay_out();
        self.at = self.rows.iter().position(|r| r.chunk == chunk).unwrap_or(0);
    }

    /// The first row drawn in `height` rows.
    fn top(&self, height: usize) -> usize {
        first_row(self.at, self.rows.len(), height)
    }

    /// Its state in some words: the form, bytes each way.
    fn status(&self, look: &Look<'_>) -> String {
        let form = look.get(match self.form {
            Form::Text => "packets-stream-text",
            Form::Hex => "packets-stream-hex",
            Form::Raw => "packets-stream-raw",
        });
        let of = |way| {
            self.chunks
                .iter()
                .filter(|c| c.way == way)
                .map(|c| c.bytes.len() as u64)
                .sum::<u64>()
        };
        let (right, left, dot) = (look.glyphs.right, look.glyphs.left, look.glyphs.dot);
        let cut = if self.cut {
            format!(" {dot} {}", look.get("packets-stream-cut"))
        } else {
            String::new()
        };
        format!(
            "{form} {dot} {right}{} {left}{}{cut}",
            fit::bytes(of(Way::There)),
            fit::bytes(of(Way::Back))
        )
    }
}

impl Screen for Stream {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        Title {
            name: titled("packets-stream-title", self.flow, world),
            status: self.status(&world.look),
        }
    }

    fn about(&self) -> &'static str {
        "packets-stream-about"
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        match (verb, self.record()) {
            (Verb::NextForm, _) => {
                self.next_form();
                Answer::done()
            }
            (Verb::Left, _) => self.passes(self.passed.saturating_sub(STEP)),
            (Verb::Right, _) => {
                let hidden = TEXT_ROW.saturating_sub(view::room(world.area));
                self.passes((self.passed + STEP).min(hidden))
            }
            (Verb::Ladder, _) => Answer::wish(Wish::Ladder(self.flow)),
            (Verb::Flows, _) => Answer::wish(Wish::Flows),
            (Verb::Open | Verb::WorkOut | Verb::Encapsulate | Verb::Pin, None) => {
                Answer::why(say!("packets-stream-empty"))
            }
            (Verb::Open, Some(key)) => Answer::wish(Wish::Open(key)),
            (Verb::WorkOut, Some(_)) => Answer::wish(Wish::WorkOut),
            (Verb::Encapsulate, Some(key)) => Answer::wish(Wish::Encapsulate(key)),
            (Verb::Pin, Some(key)) => Answer::wish(Wish::Pin(key)),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let (at, last) = (self.at, self.rows.len().saturating_sub(1));
        self.at = to.walked(at, last, world.page());
        Answer::is(self.at != at)
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let row = self.top(usize::from(world.area.height)) + world.row(at.y);
        let there = row < self.rows.len();
        if there {
            self.at = row;
        }
        Answer::is(there)
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let view = StreamView {
            stream: self,
            packets: world.records.packets,
            look: &world.look,
        };
        (&view).render(world.area, buf);
        None
    }

    fn height(&self, _world: &World<'_>) -> usize {
        self.rows.len()
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Records(None)
    }

    fn copied(&self, world: &World<'_>) -> Copied {
        Copied::Bytes(self.record().and_then(|key| world.records.bytes(key)))
    }
}

/// A chunk as rows of text. `offset`: bytes of its direction before it.
fn lines(form: Form, bytes: &[u8], offset: usize) -> Vec<String> {
    match form {
        Form::Hex => bytes
            .chunks(HEX_ROW)
            .enumerate()
            .map(|(i, row)| hex(offset + i * HEX_ROW, row))
            .collect(),
        Form::Raw => pieces(raw(bytes)),
        Form::Text => {
            let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            let lines = text
                .split(|b| *b == b'\n')
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            lines
                .flat_map(|line| {
                    let shown = Clean::bytes(line);
                    pieces(shown.graphemes(true))
                })
                .collect()
        }
    }
}

/// A line in rows, none of its signs split; an empty one is a row too.
fn pieces(signs: impl Iterator<Item = impl AsRef<str>>) -> Vec<String> {
    let (mut rows, mut row, mut used) = (Vec::new(), String::new(), 0);
    for sign in signs {
        let sign = sign.as_ref();
        let wide = fit::width(sign);
        if used + wide > TEXT_ROW {
            rows.push(std::mem::take(&mut row));
            used = 0;
        }
        row.push_str(sign);
        used += wide;
    }
    rows.push(row);
    rows
}

fn hex(offset: usize, row: &[u8]) -> String {
    let digits: Vec<_> = row.iter().map(|b| format!("{b:02x}")).collect();
    let text: String = row
        .iter()
        .map(|b| {
            if (0x20..0x7f).contains(b) {
                char::from(*b)
            } else {
                '.'
            }
        })
        .collect();
    format!("{offset:06x}  {:<47}  {text}", digits.join(" "))
}

/// Each byte as between the quotes of Python's `b'…'`.
fn raw(bytes: &[u8]) -> impl Iterator<Item = Cow<'static, str>> {
    bytes.iter().map(|byte| match byte {
        b'\\' => "\\\\".into(),
        b'\'' => "\\'".into(),
        b'\n' => "\\n".into(),
        b'\r' => "\\r".into(),
        b'\t' => "\\t".into(),
        0x20..=0x7e => char::from(*byte).to_string().into(),
        other => format!("\\x{other:02x}").into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_line_ends_and_harmless() {
        assert_eq!(
            lines(Form::Text, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0),
            ["GET / HTTP/1.1", "Host: a", ""]
        );
        assert_eq!(lines(Form::Text, b"a\x1b[2Jb\0\x07c", 0), ["a·[2Jb··c"]);
    }

    #[test]
    fn long_lines_go_on_in_the_next_row_and_no_sign_is_split() {
        let text = lines(Form::Text, "好".repeat(50).as_bytes(), 0);
        assert_eq!(
            text.iter().map(|row| fit::width(row)).collect::<Vec<_>>(),
            [74, 26]
        );
        let raw = lines(Form::Raw, &[5; 40], 0);
        assert_eq!(
            raw,
            ["\\x05".repeat(18), "\\x05".repeat(18), "\\x05".repeat(4)]
        );
    }

    #[test]
    fn hex_counts_the_bytes_of_its_own_direction() {
        assert_eq!(
            lines(Form::Hex, b"hello", 32),
            ["000020  68 65 6c 6c 6f                                   hello"]
        );
    }

    #[test]
    fn raw_is_what_python_would_write() {
        assert_eq!(
            lines(Form::Raw, b"a'\\\r\n\x00\xff", 0),
            ["a\\'\\\\\\r\\n\\x00\\xff"]
        );
    }
}
