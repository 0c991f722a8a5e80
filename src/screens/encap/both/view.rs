//! Both ends, drawn: a table of the header fields, or why there is none.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::journey::Journey;
use crate::journey::compare::{Cell, CompareRow, Comparison, Standing};
use crate::say;
use crate::say::{Clean, Say};
use crate::ui::area::take_top;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::{Sight, SightState, comparison};

/// The view: draws itself into the room it gets.
pub(in super::super) struct BothView<'a> {
    pub(in super::super) journey: &'a Journey,
    pub(in super::super) sight: Option<&'a Sight>,
    /// The row the cursor is on.
    pub(in super::super) selected: usize,
    pub(in super::super) look: &'a Look<'a>,
}

/// One line of the table: the row it belongs to, and its pieces.
struct TableLine {
    row: Option<usize>,
    pieces: Vec<(u16, String, Style)>,
}

/// Where the columns begin, and how wide they are.
struct Columns {
    name: u16,
    mine: u16,
    theirs: u16,
    value: usize,
}

impl Columns {
    const SIGN: u16 = 4;

    fn of(width: u16) -> Self {
        let name = if width >= 110 { 30 } else { 20 };
        let left = width.saturating_sub(Self::SIGN + name + 2);
        let mine = Self::SIGN + name + 1;
        Self {
            name,
            mine,
            theirs: mine + left / 2 + 1,
            value: usize::from(left / 2),
        }
    }
}

impl BothView<'_> {
    pub(in super::super) fn draw(&self, area: Rect, buf: &mut Buffer) {
        let compared = self
            .sight
            .and_then(|sight| Some((sight, comparison(self.journey, sight)?)));
        match compared {
            Some((sight, comparison)) => self.draw_table(sight, &comparison, area, buf),
            None => self.draw_state(area, buf),
        }
    }

    /// Waiting, refused, impossible: what is so, and what to do next.
    fn draw_state(&self, area: Rect, buf: &mut Buffer) {
        let nothing = Sight {
            name: Clean::default(),
            state: SightState::NoMessage,
        };
        let sight = self.sight.unwrap_or(&nothing);
        let [what, next] = sight.state.say(&sight.name);
        let theme = self.look.theme;
        let style = if matches!(sight.state, SightState::Asked) {
            theme.text
        } else {
            theme.warn
        };
        let mut y = area.y + area.height / 5;
        for (say, style) in [
            (what, style),
            (next, theme.text),
            (say!("sighting-what"), theme.dim),
        ] {
            for line in wrap(
                &self.look.say(&say),
                usize::from(area.width),
                6,
                self.look.glyphs.cut,
            ) {
                if y < area.bottom() {
                    buf.set_stringn(area.x, y, line, usize::from(area.width), style);
                }
                y += 1;
            }
            y += 1;
        }
    }

    fn draw_table(&self, sight: &Sight, comparison: &Comparison, mut area: Rect, buf: &mut Buffer) {
        let (theme, width) = (self.look.theme, usize::from(area.width));
        let mut top: Vec<(String, Style)> = Vec::new();
        for line in wrap(
            &self.look.say(&comparison.said),
            width,
            4,
            self.look.glyphs.cut,
        ) {
            top.push((line, theme.strong));
        }
        for note in &comparison.notes {
            let lines = wrap(&self.look.say(note), width, 3, self.look.glyphs.cut);
            top.extend(lines.into_iter().map(|line| (line, theme.text)));
        }
        // At least half of the room is the table's.
        top.truncate(usize::from(area.height / 2));
        for (line, style) in top {
            buf.set_stringn(area.x, area.y, line, width, style);
            take_top(&mut area, 1);
        }
        if area.height > 6 {
            take_top(&mut area, 1);
        }
        let columns = Columns::of(area.width);
        self.draw_heads(sight, comparison, &columns, take_top(&mut area, 1), buf);
        let lines = self.lines(comparison, &columns, width);
        let first = self.scrolled(&lines, usize::from(area.height));
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(first)) {
            for (x, text, style) in &line.pieces {
                buf.set_stringn(
                    area.x + x,
                    y,
                    text,
                    usize::from(area.width.saturating_sub(*x)),
                    *style,
                );
            }
        }
        if first + usize::from(area.height) < lines.len() && !area.is_empty() {
            buf.set_stringn(
                area.right() - 1,
                area.bottom() - 1,
                self.look.glyphs.down,
                1,
                theme.dim,
            );
        }
    }

    fn draw_heads(
        &self,
        sight: &Sight,
        comparison: &Comparison,
        columns: &Columns,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let mine = self.look.say(&if self.is_outgoing() {
            say!("sighting-head-left", origin = self.origin())
        } else {
            say!("sighting-head-came", origin = self.origin())
        });
        let theirs = self.their_head(sight, comparison, columns.value);
        for (x, text) in [(columns.mine, mine), (columns.theirs, theirs)] {
            let text = fit::cut(&text, columns.value, self.look.glyphs.cut);
            buf.set_stringn(
                area.x + x,
                area.y,
                text,
                usize::from(area.width.saturating_sub(x)),
                self.look.theme.title,
            );
        }
    }

    fn origin(&self) -> Say {
        self.journey.frame.meta.origin.say()
    }

    fn is_outgoing(&self) -> bool {
        let carried = self.journey.facts.carried.as_ref();
        carried.is_none_or(|carried| carried.outgoing)
    }

    /// Who has told, and where there is room at which interface.
    fn their_head(&self, sight: &Sight, comparison: &Comparison, room: usize) -> String {
        let head = |name: String| {
            self.look.say(&if self.is_outgoing() {
                say!("sighting-head-seen", name = name)
            } else {
                say!("sighting-head-sent", name = name)
            })
        };
        let for_name = room.saturating_sub(fit::width(&head(String::new()))).max(4);
        let theirs = head(fit::cut(&sight.name, for_name, self.look.glyphs.cut));
        let SightState::Told(frames, _) = &sight.state else {
            return theirs;
        };
        let told = frames.get(comparison.told);
        match told.filter(|told| !told.interface.is_empty()) {
            Some(told) if fit::width(&theirs) + 1 + fit::width(&told.interface) <= room => {
                format!("{theirs} {}", told.interface)
            }
            _ => theirs,
        }
    }

    fn lines(&self, comparison: &Comparison, columns: &Columns, width: usize) -> Vec<TableLine> {
        let mut lines = Vec::new();
        let mut last = None;
        for (index, row) in comparison.rows.iter().enumerate() {
            if last.replace(row.protocol) != Some(row.protocol) {
                let title = format!("{} {}", row.osi, row.protocol.name());
                lines.push(TableLine {
                    row: None,
                    pieces: vec![(0, title, self.look.theme.layer(row.osi))],
                });
            }
            self.row_lines(index, row, columns, &mut lines);
            // What several rows have in common is said once, behind the last of them.
            let next = comparison
                .rows
                .get(index + 1)
                .and_then(|next| next.why.as_ref());
            // That a `?` was told by the peer stands above the table already.
            if let Some(why) = row
                .why
                .as_ref()
                .filter(|why| next != Some(why) && row.mine != Cell::Unknown)
            {
                self.why_lines(
                    index,
                    why,
                    row.standing,
                    width.saturating_sub(2),
                    &mut lines,
                );
            }
        }
        for text in wrap(
            &self.look.say(&say!("sighting-clocks")),
            width,
            4,
            self.look.glyphs.cut,
        ) {
            lines.push(TableLine {
                row: Some(comparison.rows.len()),
                pieces: vec![(0, text, self.look.theme.dim)],
            });
        }
        lines
    }

    fn row_lines(
        &self,
        index: usize,
        row: &CompareRow,
        columns: &Columns,
        lines: &mut Vec<TableLine>,
    ) {
        let glyphs = self.look.glyphs;
        let style = self.style(row.standing);
        let cut = |text: String| wrap(&text, columns.value, 3, glyphs.cut);
        let (mine, theirs) = (cut(self.cell(&row.mine)), cut(self.cell(&row.theirs)));
        let unknown = |cell: &Cell| {
            if *cell == Cell::Unknown {
                self.look.theme.unknown
            } else {
                style
            }
        };
        for part in 0..mine.len().max(theirs.len()).max(1) {
            let mut pieces = Vec::new();
            if part == 0 {
                pieces.push((0, self.sign(index, row.standing), style));
                pieces.push((Columns::SIGN, self.name(row, columns), style));
            }
            for (x, text, cell) in [
                (columns.mine, mine.get(part), &row.mine),
                (columns.theirs, theirs.get(part), &row.theirs),
            ] {
                pieces.extend(text.map(|text| (x, text.clone(), unknown(cell))));
            }
            lines.push(TableLine {
                row: Some(index),
                pieces,
            });
        }
    }

    const fn style(&self, standing: Standing) -> Style {
        match standing {
            Standing::Differs => self.look.theme.strong,
            Standing::Unknown => self.look.theme.text,
            Standing::Same => self.look.theme.dim,
        }
    }

    /// The cursor, and how both ends of a row stand to each other.
    fn sign(&self, index: usize, standing: Standing) -> String {
        let glyphs = self.look.glyphs;
        let pointer = if index == self.selected {
            glyphs.pointer
        } else {
            " "
        };
        let sign = match standing {
            Standing::Differs if glyphs.ascii => "!=",
            Standing::Differs => "≠",
            Standing::Unknown => "?",
            Standing::Same => "=",
        };
        format!("{pointer}{sign}")
    }

    fn name(&self, row: &CompareRow, columns: &Columns) -> String {
        let room = usize::from(columns.name);
        // A long name is not cut: the one it has in filters says as much.
        let name = if fit::width(row.name) > room {
            row.filter
        } else {
            row.name
        };
        fit::cut(name, room, self.look.glyphs.cut)
    }

    fn why_lines(
        &self,
        index: usize,
        why: &Say,
        standing: Standing,
        width: usize,
        lines: &mut Vec<TableLine>,
    ) {
        let (theme, indent) = (self.look.theme, Columns::SIGN + 2);
        for text in wrap(
            &self.look.say(why),
            width.saturating_sub(usize::from(indent)),
            4,
            self.look.glyphs.cut,
        ) {
            let style = if standing == Standing::Same {
                theme.dim
            } else {
                theme.text
            };
            lines.push(TableLine {
                row: Some(index),
                pieces: vec![(indent, text, style)],
            });
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Value(text) => text.clone(),
            Cell::Completed(text) => self
                .look
                .say(&say!("sighting-cell-completed", value = text.clone())),
            Cell::Unfinished(text) => self
                .look
                .say(&say!("sighting-cell-unfinished", value = text.clone())),
            Cell::Unknown => "?".to_owned(),
            Cell::Absent => self.look.glyphs.nothing.to_owned(),
        }
    }

    /// The first line shown, so that the cursor's row is seen with its reason.
    fn scrolled(&self, lines: &[TableLine], height: usize) -> usize {
        let end = lines
            .iter()
            .rposition(|line| line.row == Some(self.selected))
            .map_or(0, |at| at + 1);
        let begin = lines
            .iter()
            .position(|line| line.row == Some(self.selected))
            .unwrap_or(0);
        // Around the middle, but never past the end.
        let wanted = (begin + end).saturating_sub(height) / 2;
        wanted.min(lines.len().saturating_sub(height))
    }
}
