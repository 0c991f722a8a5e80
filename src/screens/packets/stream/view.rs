//! A stream, drawn: row by row, each way in its colour.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::say;
use crate::screens::packets::flows::way_style;
use crate::store::streams::Chunk;
use crate::store::{Packets, Way};
use crate::ui::area::draw_cut;
use crate::ui::fit;
use crate::ui::look::Look;

use super::{Row, Stream, label};

/// The stream, drawn.
#[derive(Debug)]
pub(super) struct StreamView<'a> {
    /// Its state.
    pub(super) stream: &'a Stream,
    /// What the frames that brought it say.
    pub(super) packets: &'a Packets,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
}

/// Cells before the text: the direction's arrow.
const GUTTER: u16 = 2;

/// Cells of a row's text in this area.
pub(super) fn room(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(GUTTER))
}

/// What stands behind so many cells.
fn behind(text: &str, cells: usize) -> &str {
    let mut left = cells;
    let passed = text.graphemes(true).take_while(|sign| {
        let goes = left > 0;
        left = left.saturating_sub(fit::width(sign));
        goes
    });
    let bytes = passed.map(str::len).sum();
    text.get(bytes..).unwrap_or_default()
}

impl StreamView<'_> {
    fn style(&self, chunk: &Chunk) -> Style {
        way_style(chunk.way == Way::There, self.look)
    }

    fn row(&self, row: &Row, at: Rect, buf: &mut Buffer) {
        let Some(chunk) = self.stream.chunks.get(row.chunk) else {
            return;
        };
        let look = self.look;
        let style = self.style(chunk);
        if row.first {
            let arrow = if chunk.way == Way::There {
                look.glyphs.right
            } else {
                look.glyphs.left
            };
            buf.set_string(at.x, at.y, arrow, style);
        }
        let room = room(at);
        if room == 0 {
            return;
        }
        let gap = if row.first && chunk.gap > 0 {
            look.say(&say!("packets-stream-gap", n = chunk.gap))
        } else {
            String::new()
        };
        let gap = fit::cut(&gap, room, look.glyphs.cut);
        let used = fit::width(&gap);
        buf.set_string(at.x + GUTTER, at.y, gap, look.theme.warn);
        let label = || {
            let said = label::of(chunk, self.packets)?;
            // In brackets, as all that is no byte of the stream.
            Some((format!("[{}]", look.say(&said)), look.theme.dim))
        };
        let written = row.text.clone().map(|text| {
            let style = style.remove_modifier(ratatui::style::Modifier::BOLD);
            (text, style)
        });
        let (text, style) = written.or_else(label).unwrap_or_default();
        let text = fit::cut(
            behind(&text, self.stream.passed),
            room - used,
            look.glyphs.cut,
        );
        buf.set_string(at.x + GUTTER + used as u16, at.y, text, style);
    }
}

impl Widget for &StreamView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let (stream, look) = (self.stream, self.look);
        if area.is_empty() {
            return;
        }
        if stream.rows.is_empty() {
            let empty = look.get("packets-stream-empty");
            return draw_cut(&empty, look.theme.dim, look.glyphs.cut, area, buf);
        }
        let height = usize::from(area.height);
        let top = stream.top(height);
        for (i, row) in stream.rows.iter().enumerate().skip(top).take(height) {
            let at = Rect {
                y: area.y + (i - top) as u16,
                height: 1,
                ..area
            };
            self.row(row, at, buf);
            if i == stream.at {
                buf.set_style(at, look.theme.selected);
            }
        }
    }
}
