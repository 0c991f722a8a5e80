//! The growing bar of bytes: one row a layer, one block a header, every block under itself.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::fit;
use super::look::Look;

/// One column of the picture: a run of bytes that one layer adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its layer's OSI number: its colour.
    pub osi: u8,
    /// Names to choose from, the longest first; the first that fits is drawn.
    pub names: Vec<String>,
    /// Its bytes: its share of the width.
    pub size: usize,
    /// It is put behind what it carries: it comes from the right.
    pub trailer: bool,
    /// It belongs to something else than what is followed: drawn dimmed.
    pub aside: bool,
}

/// How one column is drawn in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Not there.
    None,
    /// Handed down from the row above.
    Carried,
    /// This row's own, put on some time ago.
    Own,
    /// This row's own, being put on now: it slides in.
    Coming,
    /// Being taken off now: it slides out.
    Going,
    /// Taken off.
    Gone,
    /// On its way over the wire, or arrived: all that matters now.
    Bright,
}

/// One layer's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackRow {
    /// The layer's number in its model.
    pub number: u8,
    /// The OSI layer that gives the row its colour.
    pub osi: u8,
    /// Its name.
    pub name: String,
    /// The step is here now.
    pub current: bool,
    /// The step has been here, or is.
    pub reached: bool,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// What it adds or takes off: `+20`.
    pub change: String,
    /// The bytes then: `86 B`.
    pub size: String,
    /// What its unit is called.
    pub unit: String,
}

/// The picture.
#[derive(Debug, Clone)]
pub struct LayerStack<'a> {
    /// The columns, in the order of the frame.
    pub columns: &'a [Column],
    /// The rows, highest layer first.
    pub rows: &'a [StackRow],
    /// The line of each row, from the top; `None`: one below the other.
    pub places: Option<&'a [u16]>,
    /// How far the motion of `Coming` and `Going` cells has come, 0 to 1.
    pub progress: f32,
    /// How the screen looks.
    pub look: &'a Look<'a>,
}

/// Where a row's parts lie, in cells from the left edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    /// Room for the layer's name; 0: only its number is drawn.
    name: usize,
    bar: usize,
    bar_width: usize,
    change: usize,
    change_width: usize,
    size: usize,
    size_width: usize,
    unit: usize,
    unit_width: usize,
}

/// Decimal digits of a number.
const fn digits(n: usize) -> usize {
    match n.checked_ilog10() {
        Some(log) => log as usize + 1,
        None => 1,
    }
}

/// Where the layer's name begins: behind the pointer and its number.
const NAME_AT: usize = 3;
/// Bars narrower than this say nothing; the names make room.
const LEAST_BAR: usize = 18;

impl LayerStack<'_> {
    fn plan(&self, width: usize) -> Plan {
        let longest = |f: fn(&StackRow) -> &str| {
            self.rows
                .iter()
                .map(|r| fit::width(f(r)))
                .max()
                .unwrap_or(0)
        };
        let names = longest(|r| &r.name);
        let units = longest(|r| &r.unit);
        // As wide as the whole frame will need, so that nothing jumps while it grows.
        let total: usize = self.columns.iter().map(|c| c.size).sum();
        let (change_width, size_width) = (digits(total) + 2, digits(total) + 3);
        let fixed = NAME_AT + change_width + size_width;
        let name = if width >= fixed + names + 1 + LEAST_BAR {
            names
        } else {
            0
        };
        let left = fixed + name + 1;
        let unit_width = if width >= left + units + 2 + 45 {
            units
        } else {
            0
        };
        let bar = NAME_AT + name + usize::from(name > 0);
        let behind = change_width + size_width + if unit_width > 0 { unit_width + 2 } else { 0 };
        let bar_width = width.saturating_sub(bar + behind);
        let change = bar + bar_width;
        let size = change + change_width;
        Plan {
            name,
            bar,
            bar_width,
            change,
            change_width,
            size,
            size_width,
            unit: size + size_width + 2,
            unit_width,
        }
    }

    /// Where each column begins and how wide it is, from the bar's left edge; right-aligned.
    fn spans(&self, room: usize) -> Vec<(usize, usize)> {
        // Short names whole; a message as much as a quarter of the bar.
        let least = |c: &Column| {
            1 + c
                .names
                .last()
                .map_or(2, |n| fit::width(n))
                .clamp(2, (room / 4).max(5))
        };
        let least: Vec<usize> = self.columns.iter().map(least).collect();
        let sizes: Vec<usize> = self.columns.iter().map(|c| c.size).collect();
        let widths = share(&sizes, &least, room.saturating_sub(1));
        let used: usize = widths.iter().sum();
        let mut at = room.saturating_sub(1 + used);
        let mut spans = Vec::with_capacity(widths.len());
        for width in widths {
            spans.push((at, width));
            at += width;
        }
        spans
    }
}

/// Cells for blocks of these sizes: to scale (at most one cell a byte), but none narrower than its
/// least; the least shrink too where there is no room at all.
fn share(sizes: &[usize], least: &[usize], room: usize) -> Vec<usize> {
    let needed: usize = least.iter().sum();
    if needed >= room {
        return shrink(least.to_vec(), needed - room);
    }
    let total: usize = sizes.iter().sum();
    let scaled = |scale: f64| -> Vec<usize> {
        sizes
            .iter()
            .zip(least)
            .map(|(size, least)| ((*size as f64 * scale) as usize).max(*least))
            .collect()
    };
    // The largest scale that fits: halving the interval finds it to a hundredth of a cell.
    let (mut low, mut high) = (0.0, 1.0);
    if scaled(high).iter().sum::<usize>() <= room || total == 0 {
        return scaled(high);
    }
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if scaled(middle).iter().sum::<usize>() <= room {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut widths = scaled(low);
    let rest = room - widths.iter().sum::<usize>();
    if let Some(widest) = widths.iter_mut().max_by_key(|w| **w) {
        *widest += rest;
    }
    widths
}

/// Takes `excess` cells off, each from the block that is widest then.
fn shrink(mut widths: Vec<usize>, excess: usize) -> Vec<usize> {
    for _ in 0..excess {
        if let Some(widest) = widths.iter_mut().rev().max_by_key(|w| **w) {
            *widest = widest.saturating_sub(1);
        }
    }
    widths
}

/// Draws one row's blocks, clipped to the bar.
struct Bar<'a, 'b> {
    area: Rect,
    buf: &'b mut Buffer,
    look: &'a Look<'a>,
}

impl Bar<'_, '_> {
    /// A block whose left edge is `at` (it may lie outside of the bar).
    fn block(&mut self, at: isize, width: usize, label: &str, style: Style, edge: &str) {
        if width == 0 {
            return;
        }
        let label = fit::cut(label, width - 1, self.look.glyphs.cut);
        let filled = format!(
            "{edge}{label}{}",
            " ".repeat((width - 1).saturating_sub(fit::width(&label)))
        );
        let mut x = at;
        for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(filled.as_str(), true)
        {
            let cells = fit::width(grapheme) as isize;
            if x >= 0 && x + cells <= self.area.width as isize {
                self.buf.set_stringn(
                    self.area.x + x as u16,
                    self.area.y,
                    grapheme,
                    cells as usize,
                    style,
                );
            }
            x += cells;
        }
    }

    fn ghost(&mut self, at: usize, width: usize, style: Style) {
        let dots = self.look.glyphs.dot.repeat(width.saturating_sub(1));
        self.block(at as isize, width, &dots, style, " ");
    }
}

impl LayerStack<'_> {
    fn draw_bar(&self, row: &StackRow, spans: &[(usize, usize)], area: Rect, buf: &mut Buffer) {
        let mut bar = Bar {
            area,
            buf,
            look: self.look,
        };
        let mut last_end = None;
        for ((column, cell), (at, width)) in self.columns.iter().zip(&row.cells).zip(spans) {
            if self.draw_cell(column, *cell, (*at, *width), row.current, &mut bar) {
                last_end = Some((at + width, self.colour(column)));
            }
        }
        if let Some((end, colour)) = last_end {
            let style = if row.current {
                colour
            } else {
                colour.patch(self.look.theme.dim)
            };
            bar.block(end as isize, 1, "", style, self.look.glyphs.bar);
        }
    }

    fn colour(&self, column: &Column) -> Style {
        if column.aside {
            self.look.theme.dim
        } else {
            self.look.theme.layer(column.osi)
        }
    }

    /// One block of a row; `current`: its row is the step's. Gives whether the bar reaches to its end.
    fn draw_cell(
        &self,
        column: &Column,
        cell: Cell,
        (at, width): (usize, usize),
        current: bool,
        bar: &mut Bar<'_, '_>,
    ) -> bool {
        let (dim, edge) = (self.look.theme.dim, self.look.glyphs.bar);
        let colour = self.colour(column);
        let fitting = column.names.iter().find(|n| fit::width(n) < width);
        let name = fitting
            .or_else(|| column.names.last())
            .map_or("", String::as_str);
        let bright = if column.aside {
            colour
        } else {
            colour.add_modifier(Modifier::REVERSED | Modifier::BOLD)
        };
        let quiet = if current { colour } else { colour.patch(dim) };
        let room = usize::from(bar.area.width);
        let moved = |away: f32| slide(at, width, room, column.trailer, away);
        match cell {
            Cell::None => return false,
            Cell::Gone => {
                bar.ghost(at, width, dim);
                return false;
            }
            Cell::Going => {
                bar.ghost(at, width, dim);
                bar.block(moved(self.progress), width, name, bright, edge);
                return false;
            }
            Cell::Coming => bar.block(moved(1.0 - self.progress), width, name, bright, edge),
            Cell::Carried => bar.block(at as isize, width, name, quiet, edge),
            Cell::Own => bar.block(at as isize, width, name, colour, edge),
            Cell::Bright => bar.block(at as isize, width, name, bright, edge),
        }
        true
    }

    fn draw_row(
        &self,
        row: &StackRow,
        plan: Plan,
        spans: &[(usize, usize)],
        area: Rect,
        buf: &mut Buffer,
    ) {
        let theme = self.look.theme;
        let cells = usize::from(area.width);
        let colour = theme.layer(row.osi);
        let head = match (row.current, row.reached) {
            (true, _) => colour.patch(theme.strong),
            (false, true) => colour,
            (false, false) => theme.dim,
        };
        let mut put = |at: usize, room: usize, text: &str, right: bool, style: Style| {
            let room = room.min(cells.saturating_sub(at));
            if room > 0 {
                let text = fit::cut(text, room, self.look.glyphs.cut);
                let pad = if right {
                    room - fit::width(&text).min(room)
                } else {
                    0
                };
                buf.set_stringn(area.x + (at + pad) as u16, area.y, &text, room, style);
            }
        };
        if row.current {
            put(0, 1, self.look.glyphs.pointer, false, theme.strong);
        }
        put(1, 1, &row.number.to_string(), false, head);
        put(NAME_AT, plan.name, &row.name, false, head);
        let (change, size) = if row.current {
            (colour.patch(theme.strong), theme.strong)
        } else {
            (theme.dim, theme.text)
        };
        put(plan.change, plan.change_width, &row.change, true, change);
        put(plan.size, plan.size_width, &row.size, true, size);
        let unit = if row.reached { row.unit.as_str() } else { "" };
        put(plan.unit, plan.unit_width, unit, false, theme.dim);
        if plan.bar_width > 1 && cells > plan.bar {
            let bar = Rect {
                x: area.x + plan.bar as u16,
                width: plan.bar_width.min(cells - plan.bar) as u16,
                ..area
            };
            self.draw_bar(row, spans, bar, buf);
        }
    }
}

/// The left edge of a block that is `away` (0 to 1) from its place: it comes from outside of the bar.
fn slide(at: usize, width: usize, bar: usize, trailer: bool, away: f32) -> isize {
    let distance = if trailer {
        bar - at.min(bar)
    } else {
        at + width
    };
    let moved = (distance as f32 * away).round() as isize;
    if trailer {
        at as isize + moved
    } else {
        at as isize - moved
    }
}

impl Widget for &LayerStack<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let plan = self.plan(usize::from(area.width));
        let spans = self.spans(plan.bar_width);
        for (at, row) in self.rows.iter().enumerate() {
            let line = self.places.map_or(at as u16, |places| {
                places.get(at).copied().unwrap_or(at as u16)
            });
            if line < area.height {
                if self.places.is_some() {
                    // Rows that run into each other: the lower layer's, which holds all of the upper one's, is seen.
                    let blank = " ".repeat(usize::from(area.width));
                    buf.set_stringn(
                        area.x,
                        area.y + line,
                        blank,
                        usize::from(area.width),
                        Style::reset(),
                    );
                }
                self.draw_row(
                    row,
                    plan,
                    &spans,
                    Rect {
                        y: area.y + line,
                        height: 1,
                        ..area
                    },
                    buf,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_to_scale_but_never_narrower_than_their_names() {
        assert_eq!(
            share(&[14, 20, 32, 18], &[4, 5, 4, 3], 200),
            [14, 20, 32, 18],
            "one cell a byte at most"
        );
        let narrow = share(&[14, 20, 32, 18], &[4, 5, 4, 3], 42);
        assert_eq!(narrow.iter().sum::<usize>(), 42);
        assert!(narrow[2] > narrow[1] && narrow[1] > narrow[0], "{narrow:?}");
        let long = share(&[14, 20, 32, 1400], &[4, 5, 4, 3], 42);
        assert_eq!(
            long[..3],
            [4, 5, 4],
            "a long payload leaves the headers their names"
        );
    }

    #[test]
    fn no_room_shrinks_all_and_overflows_never() {
        for room in 0..12 {
            let widths = share(&[14, 20, 32, 18], &[4, 5, 4, 3], room);
            assert!(widths.iter().sum::<usize>() <= room, "{room}: {widths:?}");
        }
        assert!(share(&[], &[], 10).is_empty());
    }

    #[test]
    fn headers_come_from_the_left_and_trailers_from_the_right() {
        assert_eq!(slide(10, 6, 40, false, 1.0), -6);
        assert_eq!(slide(10, 6, 40, false, 0.5), 2);
        assert_eq!(slide(10, 6, 40, false, 0.0), 10);
        assert_eq!(slide(34, 6, 40, true, 1.0), 40);
    }
}
