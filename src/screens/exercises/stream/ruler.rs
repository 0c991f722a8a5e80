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

/// A bracket over these columns. It bears the longest of the labels that fits beside the marks that are drawn over it
/// later, in the widest of the places between them.
pub(super) fn bracket(
    columns: &Range<u16>,
    y: u16,
    (labels, marks): (&[String], &[u16]),
    style: Style,
    glyphs: &Glyphs,
    buf: &mut Buffer,
) {
    let (left, right) = if glyphs.ascii {
        ("|", "|")
    } else {
        ("├", "┤")
    };
    line(columns, y, glyphs.empty, style, buf);
    let place = widest(columns, marks);
    let fits = |label: &&String| fit::width(label) <= usize::from(place.end - place.start);
    if let Some(label) = labels.iter().find(fits) {
        centred(&place, y, label, style, buf);
    }
    if columns.end > columns.start + 1 {
        buf.set_string(columns.end - 1, y, right, style);
    }
    if columns.end > columns.start {
        buf.set_string(columns.start, y, left, style);
    }
}

/// The widest place inside a bracket that no mark stands in.
fn widest(columns: &Range<u16>, marks: &[u16]) -> Range<u16> {
    let last = columns.end.saturating_sub(1).max(columns.start);
    let inside = marks.iter().copied().filter(|mark| columns.contains(mark));
    let mut from = (columns.start + 1).min(last);
    let mut best = from..from;
    for end in inside.chain([last]) {
        let place = from..end.max(from);
        if place.len() > best.len() {
            best = place;
        }
        from = end + 1;
    }
    best
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
    fn a_label_stands_in_the_widest_place_between_marks() {
        assert_eq!(widest(&(0..20), &[]), 1..19);
        assert_eq!(widest(&(0..20), &[5, 30]), 6..19);
        assert_eq!(widest(&(0..20), &[3, 14]), 4..14);
        assert_eq!(widest(&(4..5), &[4]), 4..4);
        assert_eq!(widest(&(4..4), &[]), 4..4);
    }

    #[test]
    fn what_moves_grows_from_its_left_end() {
        assert_eq!(grown(&(10..20), 0.0), 10..10);
        assert_eq!(grown(&(10..20), 0.5), 10..15);
        assert_eq!(grown(&(10..20), 7.0), 10..20);
    }
}
