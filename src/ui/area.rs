//! Cutting an area into the parts of a picture, and filling one with rows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget as _;

use super::fit;
use super::wrap::wrap;

/// Cuts `rows` off the top of `area`.
pub fn take_top(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    let top = Rect {
        height: rows,
        ..*area
    };
    area.y += rows;
    area.height -= rows;
    top
}

/// Cuts `rows` off the bottom of `area`.
pub fn take_bottom(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    area.height -= rows;
    Rect {
        y: area.y + area.height,
        height: rows,
        ..*area
    }
}

/// Lines one below the other, as many as there is room for.
pub fn draw_lines(lines: &[Line<'_>], area: Rect, buf: &mut Buffer) {
    for (at, line) in lines.iter().enumerate().take(usize::from(area.height)) {
        line.render(
            Rect {
                y: area.y + at as u16,
                height: 1,
                ..area
            },
            buf,
        );
    }
}

/// Texts one below the other, each wrapped to at most `most` rows (of what is cut `mark` stands for the rest), as many
/// as there is room for.
pub fn draw_wrapped(
    texts: impl IntoIterator<Item = (String, Style)>,
    most: usize,
    mark: &str,
    area: Rect,
    buf: &mut Buffer,
) {
    let rows = texts.into_iter().flat_map(|(text, style)| {
        wrap(&text, usize::from(area.width), most, mark)
            .into_iter()
            .map(move |row| (row, style))
    });
    for (y, (row, style)) in (area.y..area.bottom()).zip(rows) {
        buf.set_string(area.x, y, row, style);
    }
}

/// Draws a text in the area's first row, cut where there is no room for all of it.
pub fn draw_cut(text: &str, style: Style, mark: &str, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let room = usize::from(area.width);
    buf.set_stringn(area.x, area.y, fit::cut(text, room, mark), room, style);
}

/// The first of `count` rows to be drawn in `height` rows: the one at `at` stands in the middle, as far as the
/// ends allow.
#[must_use]
pub fn first_row(at: usize, count: usize, height: usize) -> usize {
    let last = count.saturating_sub(height);
    at.saturating_sub(height / 2).min(last)
}
