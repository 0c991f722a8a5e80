//! The line in which a filter is written: right or wrong as one types, what could come next, what
//! was asked before.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::msg::{Key, KeyCode};
use crate::say;
use crate::screens::line::{Edited, LineEdit};
use crate::store::filter::{About, Candidate, Filter, FilterError, complete};
use crate::ui::fit;
use crate::ui::look::Look;

/// Rows of the list of candidates.
const OFFERED: usize = 6;

/// A filter being written.
#[derive(Debug)]
pub(super) struct FilterLine {
    edit: LineEdit,
    error: Option<FilterError>,
    offers: Vec<Candidate>,
    /// The chosen candidate.
    chosen: Option<usize>,
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// Something in the line.
    Here,
    /// The line was entered.
    Entered(String),
    /// The line was left.
    Left,
    /// Nothing: not a key of the line.
    No,
}

impl FilterLine {
    /// An empty line that remembers these.
    pub(super) fn new(history: Vec<String>) -> Self {
        Self {
            edit: LineEdit::remembering(history),
            error: None,
            offers: Vec::new(),
            chosen: None,
        }
    }

    /// Puts a text into it.
    pub(super) fn write(&mut self, text: &str) {
        self.edit.set(text);
        self.check();
        self.offers.clear();
    }

    /// The lines entered, when it is left.
    pub(super) fn into_history(self) -> Vec<String> {
        self.edit.into_history()
    }

    /// Handles a key.
    pub(super) fn key(&mut self, key: Key) -> Typed {
        let last = self.offers.len().checked_sub(1);
        match (key.code, last) {
            (KeyCode::Esc, _) if self.chosen.is_some() => self.chosen = None,
            (KeyCode::Esc, _) => return Typed::Left,
            (KeyCode::Tab, Some(_)) => self.accept(self.chosen.unwrap_or(0)),
            // Never out of the line by mistake.
            (KeyCode::Tab, None) => {}
            (KeyCode::Down, Some(last)) => {
                self.chosen = Some(self.chosen.map_or(0, |at| (at + 1).min(last)));
            }
            (KeyCode::Up, Some(_)) if self.chosen.is_some() => {
                self.chosen = self.chosen.and_then(|at| at.checked_sub(1));
            }
            (KeyCode::Enter, Some(_)) if self.chosen.is_some() => {
                self.accept(self.chosen.unwrap_or(0));
            }
            (code, _) => match self.edit.key(key) {
                Edited::No => return Typed::No,
                Edited::Entered(text) => return Typed::Entered(text),
                Edited::Changed => {
                    self.check();
                    // Lines of the past are walked through undisturbed.
                    if matches!(code, KeyCode::Up | KeyCode::Down) {
                        self.hush();
                    } else {
                        self.offer();
                    }
                }
            },
        }
        Typed::Here
    }

    /// Puts text in at the cursor.
    pub(super) fn insert(&mut self, text: &str) {
        self.edit.insert(text);
        self.check();
        self.offer();
    }

    fn check(&mut self) {
        let text = self.edit.text();
        self.error = if text.trim().is_empty() {
            None
        } else {
            Filter::parse(text).err()
        };
    }

    fn hush(&mut self) {
        self.offers.clear();
        self.chosen = None;
    }

    fn offer(&mut self) {
        self.chosen = None;
        self.offers = if self.edit.text().trim().is_empty() {
            Vec::new()
        } else {
            complete(self.edit.text(), self.edit.cursor())
        };
    }

    /// Writes a candidate where it belongs, and a space behind it where something must follow.
    fn accept(&mut self, at: usize) {
        let Some(candidate) = self.offers.get(at).cloned() else {
            return;
        };
        let text = self.edit.text();
        let head: String = text.chars().take(candidate.column).collect();
        let tail: String = text.chars().skip(self.edit.cursor()).collect();
        let gap = if tail.starts_with(' ') || candidate.insert.ends_with('{') {
            ""
        } else {
            " "
        };
        let head = format!("{head}{}{gap}", candidate.insert);
        let cursor = head.chars().count();
        self.edit.place(&format!("{head}{tail}"), cursor);
        self.check();
        self.offer();
    }

    /// Rows that it takes at the foot of an area.
    pub(super) const fn rows(height: u16) -> u16 {
        match height {
            0..=2 => 0,
            3..=8 => 1,
            _ => 2,
        }
    }

    /// Where one writes in it.
    fn input(line: Rect, look: &Look<'_>) -> Rect {
        let used = (fit::width(&look.get("packets-filter-prompt")) as u16 + 3).min(line.width);
        let room = line.width.saturating_sub(used);
        // In one row what is wrong stands at the right.
        let width = if line.height < 2 && room > 50 {
            room / 2
        } else {
            room
        };
        Rect {
            x: line.x + used,
            width,
            height: line.height.min(1),
            ..line
        }
    }

    /// Draws the line, what is wrong with it, and over `above` what could come next; gives the cursor's cell.
    pub(super) fn draw(
        &self,
        line: Rect,
        above: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) -> Option<Position> {
        if line.is_empty() {
            return None;
        }
        let blank = self.edit.text().trim().is_empty();
        let (style, glyph) = match &self.error {
            Some(_) => (look.theme.bad, if look.glyphs.ascii { "x" } else { "✗" }),
            None if blank => (look.theme.focus, " "),
            None => (look.theme.good, look.glyphs.acked),
        };
        let prompt = format!("{} {glyph}", look.get("packets-filter-prompt"));
        buf.set_stringn(line.x, line.y, prompt, usize::from(line.width), style);
        self.draw_told(line, buf, look);
        self.draw_offers(line, above, buf, look);
        self.edit.draw(Self::input(line, look), buf, look)
    }

    /// What is wrong and where, or how to go on.
    fn draw_told(&self, line: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let input = Self::input(line, look);
        let (text, style) = match &self.error {
            Some(error) => {
                let told = say!(
                    "packets-filter-error",
                    column = error.column + 1,
                    expected = error.expected.clone()
                );
                (look.say(&told), look.theme.bad)
            }
            None if self.offers.is_empty() => (look.get("packets-filter-example"), look.theme.dim),
            None => (look.get("filter-line-hint"), look.theme.dim),
        };
        if line.height < 2 {
            if input.right() < line.right() {
                let room = usize::from(line.right() - input.right() - 1);
                buf.set_string(
                    input.right() + 1,
                    line.y,
                    fit::cut(&text, room, look.glyphs.cut),
                    style,
                );
            }
            return;
        }
        let (y, room) = (line.y + 1, usize::from(line.width));
        let Some(error) = &self.error else {
            buf.set_string(line.x, y, fit::cut(&text, room, look.glyphs.cut), style);
            return;
        };
        let caret = self.edit.cell(input, error.column).min(line.right() - 1);
        let (wide, before) = (fit::width(&text), usize::from(caret.saturating_sub(line.x)));
        let mark = if look.glyphs.ascii { "^" } else { "▲" };
        buf.set_string(caret, y, mark, style);
        // The text stands behind the mark, or before it, or over it.
        let x = if before + 2 + wide <= room {
            caret + 2
        } else if wide < before {
            caret - wide as u16 - 1
        } else {
            line.x
        };
        buf.set_string(
            x,
            y,
            fit::cut(&text, usize::from(line.right() - x), look.glyphs.cut),
            style,
        );
    }

    fn draw_offers(&self, line: Rect, above: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let shown = self
            .offers
            .len()
            .min(OFFERED)
            .min(usize::from(line.y.saturating_sub(above.y)));
        let Some(first) = self.offers.first().filter(|_| shown > 0) else {
            return;
        };
        let top = self.chosen.unwrap_or(0).saturating_sub(shown - 1);
        let rows: Vec<_> = self
            .offers
            .iter()
            .enumerate()
            .skip(top)
            .take(shown)
            .collect();
        let names = rows
            .iter()
            .map(|(_, offer)| fit::width(&offer.insert))
            .max()
            .unwrap_or(0);
        let texts: Vec<_> = rows
            .iter()
            .map(|(_, offer)| about(&offer.about, look))
            .collect();
        let more = self.offers.len() - top - shown;
        let wide = names + 4 + texts.iter().map(|t| fit::width(t)).max().unwrap_or(0) + 8;
        let wide = wide.min(usize::from(line.width)) as u16;
        let cell = self.edit.cell(Self::input(line, look), first.column);
        let x = cell
            .saturating_sub(2)
            .min(line.right().saturating_sub(wide))
            .max(line.x);
        for (y, ((at, offer), text)) in (line.y - shown as u16..).zip(rows.into_iter().zip(texts)) {
            let tail = if y + 1 == line.y && more > 0 {
                look.say(&say!("filter-line-more", n = more))
            } else {
                String::new()
            };
            let row = Rect {
                x,
                y,
                width: wide,
                height: 1,
            };
            let what = [offer.insert.as_str(), &format!("{text}  {tail}")];
            draw_offer(what, names, self.chosen == Some(at), row, buf, look);
        }
    }
}

/// One candidate: what would be put in, in `names` cells, and what it is.
fn draw_offer(
    [insert, what]: [&str; 2],
    names: usize,
    chosen: bool,
    row: Rect,
    buf: &mut Buffer,
    look: &Look<'_>,
) {
    let wide = usize::from(row.width);
    let mark = if chosen {
        look.glyphs.pointer
    } else {
        look.glyphs.bar
    };
    let pad = " ".repeat(names.saturating_sub(fit::width(insert)));
    buf.set_string(row.x, row.y, " ".repeat(wide), look.theme.text);
    buf.set_stringn(
        row.x,
        row.y,
        format!("{mark} {insert}{pad}  "),
        wide,
        look.theme.strong,
    );
    let from = (names + 4).min(wide);
    buf.set_string(
        row.x + from as u16,
        row.y,
        fit::cut(what, wide - from, look.glyphs.cut),
        look.theme.dim,
    );
    if chosen {
        buf.set_style(row, look.theme.selected);
    }
}

/// What a candidate is: its name in its RFC first.
fn about(about: &About, look: &Look<'_>) -> String {
    let what = look.say(&about.say());
    match about {
        About::Field(rfc, _) if !rfc.is_empty() => format!("{rfc}  {what}"),
        About::Field(..) | About::Protocol | About::Word(_) | About::Value(_) => what,
    }
}
