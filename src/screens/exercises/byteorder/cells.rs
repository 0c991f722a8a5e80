//! Bytes as cells side by side, and how they change places.

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{colour, pairs};
use crate::ui::look::Look;

/// A row of cells: how many, how large, where the first one begins.
pub(super) struct Cells<'a> {
    pub(super) look: Look<'a>,
    pub(super) count: usize,
    pub(super) boxed: bool,
    pub(super) x: u16,
    /// From one cell to the next.
    pub(super) pitch: u16,
}

impl Cells<'_> {
    pub(super) const fn height(&self) -> u16 {
        if self.boxed { 3 } else { 1 }
    }

    /// Behind the last cell.
    pub(super) const fn right(&self) -> u16 {
        self.x + self.pitch * self.count as u16 + 1
    }

    /// The row in which the bytes stand.
    pub(super) const fn middle(&self, row: Rect) -> Rect {
        Rect {
            y: row.y + row.height / 2,
            height: if row.height == 0 { 0 } else { 1 },
            ..row
        }
    }

    /// Where the byte of a cell stands.
    const fn byte_x(&self, at: usize) -> u16 {
        self.x + self.pitch * at as u16 + if self.boxed { self.pitch / 2 - 1 } else { 1 }
    }

    /// Addresses grow to the right.
    pub(super) fn draw_addresses(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        for at in 0..self.count {
            put(
                buf,
                area,
                self.byte_x(at),
                area.y,
                &format!("+{at}"),
                self.look.theme.dim,
            );
        }
    }

    /// The cells; in memory the lowest byte comes first where it is `swapped`.
    pub(super) fn draw(
        &self,
        bytes: Option<&Bytes>,
        memory: bool,
        swapped: bool,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let middle = self.middle(area);
        if middle.is_empty() {
            return;
        }
        let texts = pairs(bytes, self.count, self.look.glyphs.sent);
        for (at, text) in texts.iter().enumerate() {
            let rank = self.rank(at, memory && swapped);
            let style = match bytes {
                Some(_) => colour(&self.look, rank, self.count).add_modifier(Modifier::BOLD),
                None => self.look.theme.dim,
            };
            if self.boxed && area.height >= 3 {
                self.draw_box(at, area, buf);
                put(buf, area, self.byte_x(at), middle.y, text, style);
            } else {
                let style = style.add_modifier(Modifier::REVERSED);
                put(
                    buf,
                    area,
                    self.byte_x(at) - 1,
                    middle.y,
                    &format!(" {text} "),
                    style,
                );
            }
        }
    }

    /// Which byte of the number stands in this cell, the highest being 0.
    const fn rank(&self, at: usize, reversed: bool) -> usize {
        if reversed { self.count - 1 - at } else { at }
    }

    fn draw_box(&self, at: usize, area: Rect, buf: &mut Buffer) {
        let (set, style) = (self.look.glyphs.border, self.look.theme.border);
        let x = self.x + self.pitch * at as u16;
        let inside = self.pitch.saturating_sub(3);
        let line = set.horizontal_top.repeat(inside.into());
        let top = format!("{}{line}{}", set.top_left, set.top_right);
        let bottom = format!("{}{line}{}", set.bottom_left, set.bottom_right);
        put(buf, area, x, area.y, &top, style);
        put(buf, area, x, area.y + 1, set.vertical_left, style);
        put(
            buf,
            area,
            x + inside + 1,
            area.y + 1,
            set.vertical_right,
            style,
        );
        put(buf, area, x, area.y + 2, &bottom, style);
    }

    /// The ways of the bytes from memory to the wire; while they move, the bytes on them.
    pub(super) fn draw_moves(
        &self,
        straight: bool,
        moved: f64,
        native: &Bytes,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let mut drawn = Vec::new();
        for (at, byte) in native.iter().enumerate() {
            let goal = self.rank(at, !straight);
            let style = colour(&self.look, goal, self.count);
            let (from, to) = (f64::from(self.byte_x(at)), f64::from(self.byte_x(goal)));
            let way = |share: f64| (from + (to - from) * share).round() as u16;
            if moved < 1.0 {
                let row = (moved * f64::from(area.height)) as u16;
                let style = style.add_modifier(Modifier::BOLD);
                let text = format!("{byte:02x}");
                put(buf, area, way(moved), area.y + row, &text, style);
                continue;
            }
            for row in 0..area.height {
                let share = (f64::from(row) + 0.5) / f64::from(area.height);
                let place = (way(share), area.y + row);
                let (text, style) = if drawn.contains(&place) {
                    (self.crossing(), self.look.theme.dim)
                } else {
                    (self.stroke(from, to), style)
                };
                put(buf, area, place.0, place.1, text, style);
                drawn.push(place);
            }
        }
    }

    /// Where two ways meet.
    const fn crossing(&self) -> &'static str {
        if self.look.glyphs.ascii { "x" } else { "╳" }
    }

    fn stroke(&self, from: f64, to: f64) -> &'static str {
        let glyphs = self.look.glyphs;
        match (from < to, from > to) {
            (true, _) if glyphs.ascii => "\\",
            (_, true) if glyphs.ascii => "/",
            (true, _) => "╲",
            (_, true) => "╱",
            _ => glyphs.down,
        }
    }
}

/// Writes a text where it lies inside.
fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) {
    if y < area.bottom() && x < area.right() {
        buf.set_stringn(x, y, text, (area.right() - x).into(), style);
    }
}
