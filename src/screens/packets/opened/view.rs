//! An opened frame, drawn: the tree of its fields, the bytes of the selected one, what it means. Each leads
//! to the others: a field lights its bytes up, a byte finds its field.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::{Content, Opened};
use crate::say;
use crate::screens::packets::layout::Parts;
use crate::ui::area::draw_wrapped;
use crate::ui::bits;
use crate::ui::field_tree::{FieldTree, Row};
use crate::ui::fit;
use crate::ui::hex_dump::HexDump;
use crate::ui::look::Look;
use crate::wire::{Context, Reassembled, SourceId};

/// An opened frame, drawn.
pub(super) struct OpenedView<'a> {
    /// Its state.
    pub(super) opened: &'a Opened,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
}

/// Fields of more bits than this are not drawn as bits.
const MOST_BITS: usize = 32;

impl Opened {
    /// The row that was clicked: in the tree, or that of the field that owns a byte.
    pub(super) fn row_at(&self, at: Position, parts: &Parts) -> Option<usize> {
        let Content::Frame { context, rows, .. } = &self.content else {
            return None;
        };
        if parts.tree.contains(at) {
            let offset = FieldTree::scroll_to(self.at, 0, parts.tree.height);
            let row = offset + usize::from(at.y - parts.tree.y);
            return Some(row.min(rows.len().saturating_sub(1)));
        }
        let row = rows.get(self.at)?;
        let area = below_heading(context, row.source, parts.bytes);
        if !area.contains(at) {
            return None;
        }
        let offset = HexDump::scroll_to(&row.bytes, 0, area.width, area.height, false);
        let byte = HexDump::byte_at(at.x - area.x, at.y - area.y, offset, area.width, false)?;
        self.owner(row.source, byte)
    }
}

/// Numbers of frames that are named; of more their number is.
const MOST_FRAMES: usize = 8;

/// Frames' numbers, the first of many.
fn numbers(frames: &[u64], look: &Look<'_>) -> Vec<String> {
    let mut named: Vec<_> = frames
        .iter()
        .take(MOST_FRAMES)
        .map(u64::to_string)
        .collect();
    if frames.len() > MOST_FRAMES {
        named.push(look.glyphs.cut.to_owned());
    }
    named
}

/// Bytes that are not the frame's own have a heading above them.
fn below_heading(context: &Context, source: SourceId, area: Rect) -> Rect {
    if source == SourceId(0) || context.bytes(&[], source).is_empty() || area.height < 2 {
        return area;
    }
    Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    }
}

impl OpenedView<'_> {
    /// Draws it.
    pub(super) fn render(&self, parts: &Parts, buf: &mut Buffer) {
        let Content::Frame {
            frame,
            context,
            dissection,
            rows,
        } = &self.opened.content
        else {
            return;
        };
        let (look, row) = (self.look, rows.get(self.opened.at));
        let offset = FieldTree::scroll_to(self.opened.at, 0, parts.tree.height);
        FieldTree {
            rows,
            selected: Some(self.opened.at),
            offset,
            look,
        }
        .render(parts.tree, buf);
        let highlight = row.map(|r| r.bytes.clone()).filter(|r| !r.is_empty());
        let source = row.map_or(SourceId(0), |row| row.source);
        let area = below_heading(context, source, parts.bytes);
        if area != parts.bytes {
            self.heading(context, source, parts.bytes, buf);
        }
        // What no frame brought is no byte that anybody has seen.
        let absent: Vec<_> = context
            .whole(source)
            .into_iter()
            .flat_map(Reassembled::missing)
            .collect();
        HexDump {
            bytes: context.bytes(&frame.bytes, source),
            origins: if source == SourceId(0) {
                &frame.origins
            } else {
                &[]
            },
            source,
            layers: &dissection.layers,
            offset: HexDump::scroll_to(
                &highlight.clone().unwrap_or(0..0),
                0,
                area.width,
                area.height,
                false,
            ),
            highlight,
            aside: &[],
            absent: &absent,
            dense: false,
            look,
        }
        .render(area, buf);
        if let Some(row) = row {
            let bytes = context.bytes(&frame.bytes, source);
            let brought = self.brought(row, context.whole(source));
            self.meaning(row, &brought, bytes, parts.meaning, buf);
        }
    }

    /// Of which frames the bytes were put together.
    fn heading(&self, context: &Context, source: SourceId, area: Rect, buf: &mut Buffer) {
        let Some(whole) = context.whole(source) else {
            return;
        };
        let frames = numbers(&whole.brought(&(0..whole.bytes.len())), self.look);
        let heading = self.look.say(&say!(
            "packets-whole",
            n = whole.bytes.len(),
            frames = frames
        ));
        let heading = fit::cut(&heading, usize::from(area.width), self.look.glyphs.cut);
        buf.set_string(area.x, area.y, heading, self.look.theme.dim);
    }

    /// Which frames brought a row's bytes, where they are not the frame's own; else nothing.
    fn brought(&self, row: &Row, whole: Option<&Reassembled>) -> String {
        let Some(whole) = whole.filter(|_| !row.bytes.is_empty()) else {
            return String::new();
        };
        let frames = whole.brought(&row.bytes);
        let said = match frames.as_slice() {
            [] => say!("packets-brought-by-none"),
            _ => say!(
                "packets-brought",
                n = frames.len(),
                frames = numbers(&frames, self.look)
            ),
        };
        format!(", {}", self.look.say(&said))
    }

    fn meaning(&self, row: &Row, brought: &str, bytes: &[u8], area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let count = row.bits.end.saturating_sub(row.bits.start);
        let place = if row.bytes.is_empty() {
            look.get("packets-no-bytes")
        } else if count.is_multiple_of(8) && row.bits.start.is_multiple_of(8) {
            look.say(&say!(
                "packets-bytes",
                offset = row.bytes.start,
                n = count / 8
            ))
        } else {
            let drawn = if count <= MOST_BITS {
                bits::drawn(&row.bits, bytes, look.glyphs.dot) + "  "
            } else {
                String::new()
            };
            format!(
                "{drawn}{}",
                look.say(&say!("packets-bits", offset = row.bytes.start, n = count))
            )
        };
        let meaning = row
            .meaning
            .as_ref()
            .map(|m| look.say(m))
            .unwrap_or_default();
        let text = format!(
            "{}: {meaning}  {}  [{place}{brought}]",
            row.label, row.reference
        );
        let most = usize::from(area.height);
        let text = [(text, look.theme.text)];
        draw_wrapped(text, most, look.glyphs.cut, area, buf);
    }
}
