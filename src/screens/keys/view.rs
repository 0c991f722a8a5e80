//! The keys, drawn: the line that is searched by, layer after layer, the selected verb marked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::screens::World;
use crate::ui::area::draw_cut;
use crate::ui::fit;

use super::Keys;
use super::rows::Row;

/// Cells of the column of keys.
const KEYS: usize = 18;

impl Keys {
    pub(super) fn render(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let area = world.area;
        if area.is_empty() {
            return None;
        }
        let cursor = self.search_line(world, buf);
        let heading = (self.heading() as u16).min(area.height);
        let list = Rect {
            y: area.y + heading,
            height: area.height - heading,
            ..area
        };
        let rows = self.rows(world);
        if rows.is_empty() {
            let nothing = world.look.get("keys-nothing-found");
            let (dim, cut) = (world.look.theme.dim, world.look.glyphs.cut);
            draw_cut(&nothing, dim, cut, list, buf);
            return cursor;
        }
        let at = self.at(&rows);
        let top = self.top(&rows, world);
        for (y, (place, row)) in (list.y..list.bottom()).zip(rows.iter().enumerate().skip(top)) {
            let cells = Rect {
                y,
                height: 1,
                ..list
            };
            line(row, world, usize::from(list.width)).render(cells, buf);
            if place == at && row.action().is_some() {
                buf.set_style(cells, world.look.theme.selected);
            }
        }
        cursor
    }

    /// The line that is searched by; gives the cursor while one writes in it.
    fn search_line(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let look = &world.look;
        let area = world.area;
        if self.heading() == 0 || area.width < 4 {
            return None;
        }
        buf.set_string(area.x, area.y, "/ ", look.theme.focus);
        let line = Rect {
            x: area.x + 2,
            width: area.width - 2,
            height: 1,
            ..area
        };
        self.line.draw(line, buf, look).filter(|_| self.writing)
    }
}

fn line(row: &Row<'_>, world: &World<'_>, width: usize) -> Line<'static> {
    let (theme, cut) = (world.look.theme, world.look.glyphs.cut);
    let name = row.name(world);
    if row.action().is_none() {
        return Line::styled(fit::cut(&name, width, cut), theme.strong);
    }
    let keys = match &row.keys(world.look.glyphs.ascii)[..] {
        // A run of keys for a run of verbs.
        [first, .., last] if row.is_run() => format!("{first} {cut} {last}"),
        keys => keys.join(" "),
    };
    let keys = fit::left(&fit::cut(&keys, KEYS - 1, cut), KEYS);
    let name = fit::cut(&name, width.saturating_sub(KEYS + 2), cut);
    Line::from(vec![
        Span::styled(format!("  {keys}"), theme.key),
        Span::styled(name, theme.text),
    ])
}
