//! The scale that all rows share, and a chunk drawn to it: a bracket, or its text.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::fit;
use crate::ui::look::Glyphs;

/// Cells of one byte at most: its two digits, and air.
const MOST: usize = 8;

/// Where the bytes of the stream stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The cells there are.
    pub(super) room: Rect,
    /// Bytes of the whole stream.
    pub(super) total: usize,
}

impl Scale {
    /// Cells for each byte; 0: several bytes share one.
    pub(super) fn cells(self) -> usize {
        (usize::from(self.room.width) / self.total.max(1)).min(MOST)
    }

    /// The first cell of this byte, from the left end of the room.
    pub(super) fn cell(self, byte: usize) -> usize {
        let cells = self.cells();
        let byte = byte.min(self.total);
        if cells > 0 {
            byte * cells
        } else {
            byte * usize::from(self.room.width) / self.total.max(1)
        }
    }

    /// The column of that cell.
    pub(super) fn x(self, byte: usize) -> u16 {
        self.room.x + u16::try_from(self.cell(byte)).unwrap_or(self.room.width)
    }

    /// The cells of these bytes.
    pub(super) fn columns(self, bytes: &Range<usize>) -> Range<u16> {
        self.x(bytes.start)..self.x(bytes.end)
    }
}

/// So far has what moves come.
pub(super) fn grown(columns: &Range<u16>, phase: f64) -> Range<u16> {
    let cells = f64::from(columns.end.saturating_sub(columns.start));
    columns.start..columns.start + (cells * phase.clamp(0.0, 1.0)).round() as u16
}

/// A bracket over these columns with the longest of the labels that fits.
pub(super) fn bracket(
    columns: &Range<u16>,
    y: u16,
    labels: &[String],
    style: Style,
    glyphs: &Glyphs,
    buf: &mut Buffer,
) {
    let width = usize::from(columns.end.saturating_sub(columns.start));
    let (left, right) = if glyphs.ascii {
        ("|", "|")
    } else {
        ("├", "┤")
    };
    let text = match width {
        0 => return,
        1 => left.to_owned(),
        _ => {
            let room = width - 2;
            let label = labels.iter().find(|label| fit::width(label) <= room);
            let label = label.map_or("", String::as_str);
            let rest = room - fit::width(label);
            let line = |cells: usize| glyphs.empty.repeat(cells);
            format!(
                "{left}{}{label}{}{right}",
                line(rest / 2),
                line(rest - rest / 2)
            )
        }
    };
    buf.set_string(columns.start, y, text, style);
}

/// A line of one symbol over these columns.
pub(super) fn line(columns: &Range<u16>, y: u16, symbol: &str, style: Style, buf: &mut Buffer) {
    let cells = usize::from(columns.end.saturating_sub(columns.start));
    buf.set_string(columns.start, y, symbol.repeat(cells), style);
}

/// A text in the middle of these columns, if it fits.
pub(super) fn centred(
    columns: &Range<u16>,
    y: u16,
    text: &str,
    style: Style,
    buf: &mut Buffer,
) -> bool {
    let room = usize::from(columns.end.saturating_sub(columns.start));
    let Some(air) = room.checked_sub(fit::width(text)) else {
        return false;
    };
    buf.set_string(columns.start + (air / 2) as u16, y, text, style);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn scale(width: u16, total: usize) -> Scale {
        let room = Rect {
            x: 10,
            y: 0,
            width,
            height: 1,
        };
        Scale { room, total }
    }

    #[test]
    fn a_byte_has_whole_cells_or_shares_one_and_none_lies_outside() {
        assert_eq!(scale(43, 18).columns(&(6..12)), 22..34);
        assert_eq!(scale(40, 9000).columns(&(0..9000)), 10..50);
        assert_eq!(scale(40, 9000).x(20_000), 50);
        assert_eq!(scale(40, 0).x(3), 10);
        assert_eq!(scale(0, 3).columns(&(0..3)), 10..10);
    }

    #[test]
    fn what_moves_grows_from_its_left_end() {
        assert_eq!(grown(&(10..20), 0.0), 10..10);
        assert_eq!(grown(&(10..20), 0.5), 10..15);
        assert_eq!(grown(&(10..20), 7.0), 10..20);
    }
}
