//! The left column: what can be chosen, the question with its answers, the exercise's own keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use crate::exercise::{Knob, Phase, Values};
use crate::keymap::{Action, VerbId};
use crate::screens::{Answer, World};
use crate::ui::fit;
use crate::ui::wrap::wrap;

use super::{Bench, Verb};

/// A row of the column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LeftRow {
    /// A setting, by its place.
    Knob(usize),
    /// A line of the question.
    Ask(String),
    /// An answer, by its place, with its words.
    Answer(usize, String),
    /// Whether the answer given was right.
    Verdict(bool),
    /// One of the exercise's own controls, by its place.
    Control(usize),
    /// Nothing.
    Gap,
}

impl Bench {
    /// The rows in these cells: where there is no room for all, without gaps, then without the controls, which the
    /// footer offers too.
    pub(super) fn left(&self, world: &World<'_>, area: Rect) -> Vec<LeftRow> {
        let mut rows = self.all_left(world, area.width);
        if rows.len() > usize::from(area.height) {
            rows.retain(|row| *row != LeftRow::Gap);
        }
        if rows.len() > usize::from(area.height) {
            rows.retain(|row| !matches!(row, LeftRow::Control(_)));
        }
        rows
    }

    fn all_left(&self, world: &World<'_>, width: u16) -> Vec<LeftRow> {
        let (look, room) = (&world.look, usize::from(width));
        let knobs = (0..self.recipe().knobs.len()).map(LeftRow::Knob);
        let mut rows: Vec<_> = knobs.collect();
        let question = self.session.exercise().question();
        rows.push(LeftRow::Gap);
        let asked = wrap(&look.say(&question.ask), room, 4, look.glyphs.cut);
        rows.extend(asked.into_iter().map(LeftRow::Ask));
        let answers = question.answers.iter().enumerate();
        rows.extend(answers.map(|(at, answer)| LeftRow::Answer(at, look.say(answer))));
        let right = self.right_answer(world);
        let verdict = self.guess.zip(right).map(|(given, right)| given == right);
        rows.extend(verdict.map(LeftRow::Verdict));
        let controls = 0..self.recipe().controls.len();
        if !controls.is_empty() {
            rows.push(LeftRow::Gap);
            rows.extend(controls.map(LeftRow::Control));
        }
        rows
    }

    pub(super) fn draw_left(
        &self,
        world: &World<'_>,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let mut cursor = None;
        let rows = self.left(world, area);
        let top = self.left_top(&rows, area.height);
        for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
            let cells = Rect {
                y,
                height: 1,
                ..area
            };
            self.line_of(row, world, usize::from(area.width))
                .render(cells, buf);
            if world.focused && self.is_selected(row) {
                buf.set_style(cells, world.look.theme.selected);
                cursor = self.draw_typed(row, world, cells, buf);
            }
        }
        draw_hidden(rows.len(), top, world, area, buf);
        cursor
    }

    /// The first row drawn: the selected one is always to be seen.
    pub(super) fn left_top(&self, rows: &[LeftRow], height: u16) -> usize {
        let at = rows
            .iter()
            .position(|row| self.is_selected(row))
            .unwrap_or(0);
        crate::ui::area::first_row(at, rows.len(), usize::from(height))
    }

    fn is_selected(&self, row: &LeftRow) -> bool {
        let knobs = self.recipe().knobs.len();
        match row {
            LeftRow::Knob(at) => *at == self.at,
            LeftRow::Answer(at, _) => at + knobs == self.at,
            LeftRow::Ask(_) | LeftRow::Verdict(_) | LeftRow::Control(_) | LeftRow::Gap => false,
        }
    }

    /// The text that is being typed, over the value.
    fn draw_typed(
        &self,
        row: &LeftRow,
        world: &World<'_>,
        cells: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let LeftRow::Knob(at) = row else {
            return None;
        };
        let knob = self.recipe().knobs.get(*at)?;
        let label = fit::width(&world.look.get(knob.label)) as u16 + 2;
        let room = Rect {
            x: cells.x + label.min(cells.width),
            width: cells.width.saturating_sub(label),
            ..cells
        };
        let line = self.line.as_ref()?;
        buf.set_style(cells, Style::reset());
        buf.set_string(
            room.x,
            room.y,
            " ".repeat(usize::from(room.width)),
            Style::reset(),
        );
        line.draw(room, buf, &world.look)
    }

    fn line_of(&self, row: &LeftRow, world: &World<'_>, width: usize) -> Line<'static> {
        let look = &world.look;
        match row {
            LeftRow::Gap => Line::default(),
            LeftRow::Ask(text) => Line::styled(text.clone(), look.theme.strong),
            LeftRow::Knob(at) => {
                let knob = self.session.choices().all().nth(*at);
                knob.map(|(knob, value)| setting(knob, value, world, width))
                    .unwrap_or_default()
            }
            LeftRow::Answer(at, text) => self.answer_line(*at, text, world, width),
            LeftRow::Verdict(right) => {
                let (words, style) = if *right {
                    ("exercise-right", look.theme.good)
                } else {
                    ("exercise-wrong", look.theme.bad)
                };
                Line::styled(fit::cut(&look.get(words), width, look.glyphs.cut), style)
            }
            LeftRow::Control(at) => self.control_line(*at, world, width),
        }
    }

    /// Which answer was right, once the picture has shown why.
    fn right_answer(&self, world: &World<'_>) -> Option<usize> {
        match self.session.phase() {
            Phase::Resting if self.all_shown(world.look.elapsed) => {
                self.session.exercise().answer(self.session.journal())
            }
            Phase::Resting | Phase::Fresh | Phase::Preparing | Phase::Running | Phase::Failed => {
                None
            }
        }
    }

    /// An answer: chosen or not; once it is known, right or wrong.
    fn answer_line(&self, at: usize, text: &str, world: &World<'_>, width: usize) -> Line<'static> {
        let look = &world.look;
        let right = self.right_answer(world);
        let guessed = self.guess == Some(at);
        let (mark, style) = match right {
            Some(right) if right == at => (look.glyphs.acked, look.theme.good),
            Some(_) if guessed => (look.glyphs.refused(), look.theme.bad),
            _ if guessed => (look.glyphs.on, look.theme.text),
            _ => (look.glyphs.off, look.theme.dim),
        };
        let text = fit::cut(text, width.saturating_sub(2), look.glyphs.cut);
        Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(text, style),
        ])
    }

    fn control_line(&self, at: usize, world: &World<'_>, width: usize) -> Line<'static> {
        let look = &world.look;
        let verb = VerbId((Verb::ALL.len() + at) as u8);
        let key = world.key(Action::Own(self.picture.layer.id, verb));
        let name = self
            .picture
            .layer
            .binding(verb)
            .map_or("", |binding| binding.name);
        let name = fit::cut(&look.get(name), width.saturating_sub(3), look.glyphs.cut);
        Line::from(vec![
            Span::styled(fit::left(&key, 3), look.theme.key),
            Span::styled(name, look.theme.text),
        ])
    }

    /// A click selects; on what is selected it does what Enter would; on a control it asks for it.
    pub(super) fn clicked_left(&mut self, row: &LeftRow, world: &World<'_>) -> Answer {
        let knobs = self.recipe().knobs.len();
        let goal = match row {
            LeftRow::Knob(at) => *at,
            LeftRow::Answer(at, _) => at + knobs,
            LeftRow::Control(at) => {
                let verb = VerbId((Verb::ALL.len() + at) as u8);
                return self.press(verb, world);
            }
            LeftRow::Ask(_) | LeftRow::Verdict(_) | LeftRow::Gap => return Answer::no(),
        };
        if goal == self.at {
            return self.open(world);
        }
        self.at = goal;
        Answer::done()
    }
}

/// A setting: its name, its value at the right.
fn setting(knob: &Knob, value: &str, world: &World<'_>, width: usize) -> Line<'static> {
    let look = &world.look;
    let shown = match knob.values {
        Values::Words(words) => {
            let found = words.iter().find(|(word, _)| *word == value);
            found.map_or_else(|| value.to_owned(), |(_, name)| look.get(name))
        }
        Values::Number { unit: "", .. } | Values::Text { .. } => value.to_owned(),
        Values::Number { unit, .. } => format!("{value} {}", look.get(unit)),
    };
    let label = look.get(knob.label);
    let room = width.saturating_sub(fit::width(&shown) + 1);
    let label = fit::left(&fit::cut(&label, room, look.glyphs.cut), room);
    Line::from(vec![
        Span::styled(label, look.theme.text),
        Span::raw(" "),
        Span::styled(fit::cut(&shown, width, look.glyphs.cut), look.theme.key),
    ])
}

/// Says at the right that there are more rows above or below.
fn draw_hidden(count: usize, top: usize, world: &World<'_>, area: Rect, buf: &mut Buffer) {
    let look = &world.look;
    // In the gap beside the column.
    let x = area.right();
    if area.is_empty() || x >= world.area.right() {
        return;
    }
    if top > 0 {
        buf.set_string(x, area.y, look.glyphs.up, look.theme.key);
    }
    if count > top + usize::from(area.height) {
        buf.set_string(x, area.bottom() - 1, look.glyphs.down, look.theme.key);
    }
}
