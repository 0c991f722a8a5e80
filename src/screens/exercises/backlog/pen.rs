//! One row of cells, written on.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::fit;

/// Writes on one row of an area.
pub(super) struct Pen<'b> {
    /// The area's row.
    pub(super) cells: Rect,
    /// Stands where something was left out.
    pub(super) cut: &'static str,
    pub(super) buf: &'b mut Buffer,
}

impl Pen<'_> {
    /// A text in these columns, cut where there is no room for all of it.
    pub(super) fn put(&mut self, columns: Range<u16>, text: &str, style: Style) {
        let to = columns.end.min(self.cells.right());
        let room = usize::from(to.saturating_sub(columns.start));
        if room > 0 {
            let text = fit::cut(text, room, self.cut);
            self.buf
                .set_stringn(columns.start, self.cells.y, text, room, style);
        }
    }

    /// The same, at the right of these columns.
    pub(super) fn put_right(&mut self, columns: Range<u16>, text: &str, style: Style) {
        let to = columns.end.min(self.cells.right());
        let from = to.saturating_sub(cells(text)).max(columns.start);
        self.put(from..to, text, style);
    }
}

/// Cells that a text takes.
pub(super) fn cells(text: &str) -> u16 {
    u16::try_from(fit::width(text)).unwrap_or(u16::MAX)
}
