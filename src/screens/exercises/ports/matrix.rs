//! The pairs: rows bind first, columns second.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::View;
use crate::exercise::Call;
use crate::exercise::ports::places::{ENDS, End, ends, first, protocol, second};
use crate::exercise::ports::verdict;
use crate::say;
use crate::say::Say;
use crate::ui::area::draw_cut;
use crate::ui::fit;

/// A column has at least so many cells.
const CELL: u16 = 4;
/// Letters that rows and columns go by where names do not fit over the columns.
const LETTERS: [&str; ENDS] = ["a", "b", "c", "d", "e"];

/// Where things stand.
struct Plan {
    /// Cells of the rows' names.
    label: u16,
    /// Cells of a column.
    cell: u16,
    /// Names stand over the columns.
    named: bool,
}

impl View<'_> {
    /// The table: one or two rows of names, then a row for each end.
    pub(super) fn draw_pairs(&self, area: Rect, step: u16, buf: &mut Buffer) {
        let ends = ends(&self.setting);
        let corner = self.corner();
        let plan = plan(&ends, fit::width(&corner) as u16, area);
        let now = self.pair_now();
        if !area.is_empty() {
            let style = self.scene.look.theme.dim;
            draw_cut(&corner, style, self.scene.look.glyphs.cut, area, buf);
        }
        self.draw_columns(&ends, &plan, now, area, buf);
        let top = area.y + if plan.named { 2 } else { 1 };
        for (row, (y, end)) in (top..area.bottom())
            .step_by(step.into())
            .zip(ends)
            .enumerate()
        {
            let theme = self.scene.look.theme;
            let style = match now {
                Some((at, _)) if at == row => theme.focus,
                _ => theme.text,
            };
            let letter = LETTERS.get(row).filter(|_| !plan.named);
            let name = format!("{} {end}", letter.unwrap_or(&""));
            let cells = Rect {
                y,
                height: 1,
                width: area.width.min(plan.label),
                ..area
            };
            draw_cut(
                name.trim_start(),
                style,
                self.scene.look.glyphs.cut,
                cells,
                buf,
            );
            for column in 0..ENDS {
                let x = area.x + plan.label + plan.cell * column as u16;
                let moving = self.moves(second(row, column));
                let (mark, style) =
                    self.mark(verdict::pair(self.scene.journal, row, column), moving);
                let x = x + if plan.named { 0 } else { 1 };
                if x < area.right() {
                    buf.set_stringn(x, y, mark, (area.right() - x).into(), style);
                }
            }
        }
    }

    /// Which socket is where.
    fn corner(&self) -> String {
        let look = &self.scene.look;
        look.say(&say!(
            "ports-part-pairs",
            down = look.glyphs.down,
            right = look.glyphs.right
        ))
    }

    fn draw_columns(
        &self,
        ends: &[End; ENDS],
        plan: &Plan,
        now: Option<(usize, Option<usize>)>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        if area.is_empty() {
            return;
        }
        let look = &self.scene.look;
        for (column, (end, letter)) in ends.iter().zip(LETTERS).enumerate() {
            let x = area.x + plan.label + plan.cell * column as u16;
            let here = now.is_some_and(|(_, at)| at == Some(column));
            let style = if here {
                look.theme.focus
            } else {
                look.theme.text
            };
            let room = usize::from(area.right().saturating_sub(x));
            if plan.named {
                buf.set_stringn(x, area.y, protocol(end.kind), room, style);
                if area.height > 1 {
                    buf.set_stringn(x, area.y + 1, end.address.to_string(), room, style);
                }
            } else if room > 1 {
                buf.set_stringn(x + 1, area.y, letter, room - 1, style);
            }
        }
    }

    /// The pair that is being tried: its row, and its column once there is a second socket.
    fn pair_now(&self) -> Option<(usize, Option<usize>)> {
        let now = self.now?;
        let rows = 0..ENDS;
        rows.clone().find_map(|row| {
            let column = rows.clone().find(|column| second(row, *column) == now);
            (column.is_some() || first(row) == now).then_some((row, column))
        })
    }

    /// The bind that was tried last, with its port, and what came of it.
    pub(super) fn caption(&self) -> Option<Say> {
        let journal = self.scene.journal;
        let tried = journal.entries.iter().rev().find_map(|entry| {
            let Call::Bind(to) = entry.step.call else {
                return None;
            };
            (entry.step.on.name == "second").then_some((entry.step.on, to))
        });
        let (sock, to) = tried?;
        let cells = (0..ENDS).flat_map(|row| (0..ENDS).map(move |column| (row, column)));
        let (row, column) = cells
            .into_iter()
            .find(|(row, column)| second(*row, *column) == sock)?;
        let ends = ends(&self.setting);
        let (one, other) = (ends.get(row)?, ends.get(column)?);
        let result = verdict::on(journal, sock).word();
        let result = result.filter(|_| !self.moves(sock));
        Some(say!(
            "ports-caption",
            one = one.to_string(),
            other = other.to_string(),
            port = to.port().to_string(),
            result = result.unwrap_or(self.scene.look.glyphs.cut).to_owned()
        ))
    }
}

fn plan(ends: &[End; ENDS], corner: u16, area: Rect) -> Plan {
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| fit::width(&text)).max().unwrap_or(0) as u16
    };
    let names = widest(&mut ends.iter().map(ToString::to_string));
    let label = names.max(corner) + 2;
    let address = widest(&mut ends.iter().map(|end| end.address.to_string())) + 2;
    let named = area.width >= label + address * ENDS as u16 && area.height > ENDS as u16 + 1;
    if named {
        return Plan {
            label,
            cell: address,
            named,
        };
    }
    let label = (names + 4).max(corner + 1);
    let cell = (area.width.saturating_sub(label) / ENDS as u16).clamp(2, CELL);
    Plan { label, cell, named }
}
