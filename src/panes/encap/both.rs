//! Both ends for real: a message's headers as they were here, beside what the peer's own interface saw.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::frame::Origin;
use crate::journey::compare::{Cell, CompareRow, Comparison, Ours, Standing, Told, compare};
use crate::journey::{Journey, Subject};
use crate::say;
use crate::say::Say;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::{Changed, Encap};

/// What is known of a message's other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Who is there; harmless to print.
    pub name: String,
    /// How far it is.
    pub state: SightState,
}

/// How far the question about the other end is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SightState {
    /// This frame is no message of the chat: there is nobody to ask.
    NoMessage,
    /// The peer speaks plain text.
    Plain,
    /// The peer does not capture.
    CannotThere,
    /// The peer, or the connection that carried the message, has gone.
    Gone,
    /// Asked; no answer so far.
    Asked,
    /// Asked some seconds ago, and still no answer. One may yet come.
    Late,
    /// The peer does not want it.
    Refused,
    /// The peer may not capture where the message passed.
    NoRight,
    /// The peer has seen no such frames, or no longer keeps them.
    NotSeen,
    /// Here it is: the frames told, and how many there were in all.
    Told(Vec<Told>, usize),
}

impl SightState {
    /// Is it worth asking once more?
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        !matches!(self, Self::Asked | Self::Told(..))
    }

    /// What is so, and what to do next.
    fn say(&self, name: &str) -> [Say; 2] {
        let name = || name.to_owned();
        match self {
            Self::NoMessage => [
                say!("sighting-no-message"),
                say!("sighting-no-message-next"),
            ],
            Self::Plain => [
                say!("sighting-plain", name = name()),
                say!("sighting-plain-next"),
            ],
            Self::CannotThere | Self::NoRight => [
                say!("sighting-cannot", name = name()),
                say!("sighting-cannot-next"),
            ],
            Self::Gone => [say!("sighting-gone"), say!("sighting-gone-next")],
            Self::Asked => [
                say!("sighting-asked", name = name()),
                say!("sighting-asked-next"),
            ],
            Self::Late => [
                say!("sighting-late", name = name()),
                say!("sighting-late-next"),
            ],
            Self::Refused => [
                say!("sighting-refused", name = name()),
                say!("sighting-refused-next"),
            ],
            Self::Told(frames, total) if !frames.is_empty() => {
                let (told, total) = (frames.len(), *total);
                let next = if told < total {
                    say!("sighting-not-among-next")
                } else {
                    say!("sighting-not-seen-next")
                };
                [
                    say!(
                        "sighting-not-among",
                        name = name(),
                        told = told,
                        total = total
                    ),
                    next,
                ]
            }
            Self::NotSeen | Self::Told(..) => [
                say!("sighting-not-seen", name = name()),
                say!("sighting-not-seen-next"),
            ],
        }
    }
}

impl Encap {
    /// What is known of the other end of the message shown.
    #[must_use]
    pub fn sight(&self) -> Option<&Sight> {
        let shown = self.subject();
        self.sight
            .as_ref()
            .filter(|(subject, _)| Some(*subject) == shown)
            .map(|(_, sight)| sight)
    }

    /// This is known of a message's other end.
    pub fn set_sight(&mut self, subject: Subject, sight: Sight) {
        if self
            .sight
            .as_ref()
            .is_none_or(|(before, _)| *before != subject)
        {
            self.row = 0;
        }
        self.sight = Some((subject, sight));
    }

    /// Both ends of the message shown, field by field; `None` until its peer has told of this frame.
    #[must_use]
    pub fn both_ends(&self) -> Option<Comparison> {
        comparison(self.journey()?, self.sight()?)
    }

    /// The row above or below, with both ends shown.
    pub(super) fn walk_rows(&mut self, down: bool) -> Changed {
        // Behind the last row stands one more remark.
        let last = self
            .both_ends()
            .map_or(0, |comparison| comparison.rows.len());
        let row = if down {
            (self.row + 1).min(last)
        } else {
            self.row.saturating_sub(1)
        };
        let changed = row != self.row;
        self.row = row;
        if changed { Changed::Yes } else { Changed::No }
    }
}

/// Both ends of the message shown; `None`: the other end told nothing that can be compared.
fn comparison(journey: &Journey, sight: &Sight) -> Option<Comparison> {
    let SightState::Told(frames, total) = &sight.state else {
        return None;
    };
    let mine = Ours {
        frame: &journey.frame,
        outgoing: journey
            .facts
            .carried
            .as_ref()
            .is_none_or(|carried| carried.outgoing),
        index: journey.facts.part.index,
        frames: journey.facts.part.of.max(1),
    };
    compare(&mine, frames, *total, &sight.name)
}

/// The view: draws itself into the room it gets.
pub(super) struct BothView<'a> {
    pub(super) journey: &'a Journey,
    pub(super) sight: Option<&'a Sight>,
    /// The row the cursor is on.
    pub(super) selected: usize,
    pub(super) look: &'a Look<'a>,
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
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer) {
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
            name: String::new(),
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
            super::view::take_top(&mut area, 1);
        }
        if area.height > 6 {
            super::view::take_top(&mut area, 1);
        }
        let columns = Columns::of(area.width);
        self.draw_heads(
            sight,
            comparison,
            &columns,
            super::view::take_top(&mut area, 1),
            buf,
        );
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
        let origin = match self.journey.frame.meta.origin {
            Origin::Rebuilt => say!("encap-origin-rebuilt"),
            Origin::Captured => say!("encap-origin-captured"),
            Origin::Simulated => say!("encap-origin-simulated"),
            Origin::Opened => say!("encap-origin-opened"),
        };
        let outgoing = self
            .journey
            .facts
            .carried
            .as_ref()
            .is_none_or(|carried| carried.outgoing);
        let mine = if outgoing {
            say!("sighting-head-left", origin = origin)
        } else {
            say!("sighting-head-came", origin = origin)
        };
        let told = |name: String| {
            let head = if outgoing {
                say!("sighting-head-seen", name = name)
            } else {
                say!("sighting-head-sent", name = name)
            };
            self.look.say(&head)
        };
        let room = columns
            .value
            .saturating_sub(fit::width(&told(String::new())))
            .max(4);
        let mut theirs = told(fit::cut(&sight.name, room, self.look.glyphs.cut));
        if let SightState::Told(frames, _) = &sight.state
            && let Some(told) = frames
                .get(comparison.told)
                .filter(|told| !told.interface.is_empty())
        {
            let with = format!("{theirs} {}", told.interface);
            theirs = if fit::width(&with) <= columns.value {
                with
            } else {
                theirs
            };
        }
        for (x, text) in [
            (columns.mine, self.look.say(&mine)),
            (columns.theirs, theirs),
        ] {
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
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let style = match row.standing {
            Standing::Differs => theme.strong,
            Standing::Unknown => theme.text,
            Standing::Same => theme.dim,
        };
        let sign = match row.standing {
            Standing::Differs if glyphs.ascii => "!=",
            Standing::Differs => "≠",
            Standing::Unknown => "?",
            Standing::Same => "=",
        };
        let pointer = if index == self.selected {
            glyphs.pointer
        } else {
            " "
        };
        let cut = |text: String| wrap(&text, columns.value, 3, glyphs.cut);
        let (mine, theirs) = (cut(self.cell(&row.mine)), cut(self.cell(&row.theirs)));
        for part in 0..mine.len().max(theirs.len()).max(1) {
            let mut pieces = Vec::new();
            if part == 0 {
                pieces.push((0, format!("{pointer}{sign}"), style));
                // A long name is not cut: the one it has in filters says as much.
                let name = if fit::width(row.name) > usize::from(columns.name) {
                    row.filter
                } else {
                    row.name
                };
                pieces.push((
                    Columns::SIGN,
                    fit::cut(name, usize::from(columns.name), glyphs.cut),
                    style,
                ));
            }
            let unknown = |cell: &Cell| {
                if *cell == Cell::Unknown {
                    theme.unknown
                } else {
                    style
                }
            };
            pieces.extend(
                mine.get(part)
                    .map(|text| (columns.mine, text.clone(), unknown(&row.mine))),
            );
            pieces.extend(
                theirs
                    .get(part)
                    .map(|text| (columns.theirs, text.clone(), unknown(&row.theirs))),
            );
            lines.push(TableLine {
                row: Some(index),
                pieces,
            });
        }
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

#[cfg(test)]
mod tests;
