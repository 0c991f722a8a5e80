//! The bench, drawn: the sentence on top; what can be chosen and the picture; the code; the log.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::clock::Time;
use crate::exercise::{Happening, Journal, Phase, Step, code};
use crate::say;
use crate::screens::{Answer, World};
use crate::ui::area::{draw_cut, draw_wrapped, take_bottom, take_top};
use crate::ui::fit;
use crate::ui::wrap::wrap;

use super::{Bench, Verb};
use crate::screens::exercises::scene::Scene;

/// Below this width the settings have no column of their own beside the picture.
const NARROW: u16 = 64;

/// The parts of the area.
#[derive(Debug, Clone, Copy)]
struct Parts {
    sentence: Rect,
    left: Rect,
    picture: Rect,
    code: Rect,
    log: Rect,
}

/// `sentence`: rows that the sentence takes. `full`: the picture has all the rest.
fn parts(mut area: Rect, sentence: u16, full: bool) -> Parts {
    let sentence = take_top(&mut area, sentence);
    let none = Rect { height: 0, ..area };
    if full {
        return Parts {
            sentence,
            left: none,
            picture: area,
            code: none,
            log: none,
        };
    }
    let log = (area.height / 4).clamp(3, 16);
    let log = take_bottom(&mut area, log);
    let code = if area.height > 12 { 4 } else { 3 };
    let code = take_bottom(&mut area, code);
    let (left, picture) = if area.width < NARROW {
        let half = (area.height / 2).max(1);
        let left = take_top(&mut area, half);
        (left, area)
    } else {
        let width = (area.width * 3 / 10).clamp(26, 44);
        let left = Rect { width, ..area };
        let picture = Rect {
            x: area.x + width + 2,
            width: area.width - width - 2,
            ..area
        };
        (left, picture)
    };
    Parts {
        sentence,
        left,
        picture,
        code,
        log,
    }
}

/// Rows that the sentence takes at most.
const SENTENCE: usize = 4;

impl Bench {
    pub(super) fn render(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let parts = self.parts(world);
        let at = self.shown(world.look.elapsed);
        let newest = at
            .shown
            .checked_sub(1)
            .and_then(|last| self.steps.get(last).copied());
        let journal = self
            .session
            .journal()
            .as_of(&self.happenings, newest.map_or(0, |(count, _, _)| count));
        let happening = newest.map(|(_, _, happening)| happening);
        self.draw_sentence(world, parts.sentence, buf);
        let cursor = self.draw_left(world, parts.left, buf);
        let scene = Scene {
            session: &self.session,
            journal: &journal,
            newest: self.newest(&journal, happening),
            phase: at.phase,
            look: world.look,
            area: parts.picture,
        };
        (self.picture.draw)(&scene, buf);
        self.draw_code(world, happening, parts.code, buf);
        self.draw_log(world, at.shown, parts.log, buf);
        cursor
    }

    /// The happening as the truncated journal numbers it.
    fn newest(&self, then: &Journal, happening: Option<Happening>) -> Option<Happening> {
        let id = |at: usize| self.session.journal().entries.get(at).map(|entry| entry.id);
        let place = |at: usize| {
            then.entries
                .iter()
                .position(|entry| Some(entry.id) == id(at))
        };
        Some(match happening? {
            Happening::Began(at) => Happening::Began(place(at)?),
            Happening::Waits(at) => Happening::Waits(place(at)?),
            Happening::Ended(at) => Happening::Ended(place(at)?),
            Happening::Frame(_) => Happening::Frame(then.frames.len().checked_sub(1)?),
        })
    }

    /// What the run has shown, once all of it was to be seen; before, what the exercise is about.
    fn draw_sentence(&self, world: &World<'_>, area: Rect, buf: &mut Buffer) {
        let text = self.sentence(world);
        draw_wrapped([text], SENTENCE, world.look.glyphs.cut, area, buf);
    }

    /// Where everything goes: two rows for the sentence, more where it needs them.
    fn parts(&self, world: &World<'_>) -> Parts {
        let (text, _) = self.sentence(world);
        let rows = wrap(&text, usize::from(world.area.width), SENTENCE, "").len();
        parts(world.area, rows.max(2) as u16, self.full)
    }

    /// What stands on top, and how.
    fn sentence(&self, world: &World<'_>) -> (String, Style) {
        let look = &world.look;
        let journal = self.session.journal();
        let done = self.session.phase() == Phase::Resting && self.all_shown(look.elapsed);
        let sentence = done
            .then(|| self.session.exercise().sentence(journal))
            .flatten();
        let note = journal
            .setting
            .iter()
            .flat_map(|setting| &setting.notes)
            .next();
        match (&journal.trouble, sentence, note) {
            (Some(trouble), _, _) => (look.say(trouble), look.theme.bad),
            (None, Some(sentence), _) => (look.say(&sentence), look.theme.strong),
            (None, None, Some(note)) => (look.say(note), look.theme.warn),
            (None, None, None) => (look.get(self.recipe().about), look.theme.dim),
        }
    }

    /// The step that is shown, as Python and as C, and what it is for.
    fn draw_code(
        &self,
        world: &World<'_>,
        happening: Option<Happening>,
        mut area: Rect,
        buf: &mut Buffer,
    ) {
        let look = &world.look;
        // In a small terminal the words behind the code matter more than the line above it.
        if world.area.height > 20 {
            let rule = take_top(&mut area, 1);
            draw_rule(&look.get("exercise-code"), world, rule, buf);
        }
        let step = happening.and_then(|happening| self.step_of(happening));
        let lines = match step {
            Some(step) => written(step),
            None => [("Python", String::new()), ("C", String::new())],
        };
        for (label, text) in lines {
            let row = take_top(&mut area, 1);
            draw_cut(
                &fit::left(label, LABEL),
                look.theme.dim,
                look.glyphs.cut,
                row,
                buf,
            );
            let room = Rect {
                x: row.x + (LABEL as u16).min(row.width),
                width: row.width.saturating_sub(LABEL as u16),
                ..row
            };
            draw_cut(&text, look.theme.text, look.glyphs.cut, room, buf);
        }
        let why = step.map_or("", |step| step.why);
        if !why.is_empty() {
            let why = (look.get(why), look.theme.dim);
            draw_wrapped([why], usize::from(area.height), look.glyphs.cut, area, buf);
        }
    }

    /// The call that happens; of a frame, the last one begun before.
    fn step_of(&self, happening: Happening) -> Option<&Step> {
        let journal = self.session.journal();
        let entry = match happening {
            Happening::Began(at) | Happening::Waits(at) | Happening::Ended(at) => {
                journal.entries.get(at)
            }
            Happening::Frame(at) => {
                let call = journal.call_of(journal.frames.get(at)?)?;
                journal.entries.get(call)
            }
        };
        entry.map(|entry| &entry.step)
    }

    fn draw_log(&self, world: &World<'_>, shown: usize, mut area: Rect, buf: &mut Buffer) {
        let look = &world.look;
        let rule = take_top(&mut area, 1);
        draw_rule(&look.get("exercise-log"), world, rule, buf);
        let steps = &self.steps;
        if steps.is_empty() {
            let text = match self.session.phase() {
                Phase::Fresh => say!(
                    "exercise-press",
                    answer = self.key_of(Verb::Open, world),
                    run = self.key_of(Verb::PlayPause, world),
                    more = self.key_of(Verb::More, world),
                    less = self.key_of(Verb::Less, world)
                ),
                Phase::Preparing | Phase::Running | Phase::Resting | Phase::Failed => {
                    say!("exercise-preparing")
                }
            };
            let text = (look.say(&text), look.theme.dim);
            draw_wrapped([text], 3, look.glyphs.cut, area, buf);
            return;
        }
        let first = self.happenings.first().map_or(Time(0), |(time, _)| *time);
        let from = shown.saturating_sub(usize::from(area.height));
        let rows = steps.iter().take(shown).enumerate().skip(from);
        for (y, (at, (_, _, happening))) in (area.y..area.bottom()).zip(rows) {
            let line = self.log_line(*happening, first, world, usize::from(area.width));
            buf.set_line(area.x, y, &line, area.width);
            if at + 1 == shown {
                let cells = Rect {
                    y,
                    height: 1,
                    ..area
                };
                buf.set_style(cells, look.theme.strong);
            }
        }
    }

    /// What stands at the right of the title: where it runs, and how far it is.
    pub(super) fn status(&self, world: &World<'_>) -> String {
        let look = &world.look;
        let setting = self.session.journal().setting.as_ref();
        let ground = setting.map_or_else(|| self.session.ground(), |setting| setting.ground);
        let (total, at) = (self.steps.len(), self.shown(look.elapsed));
        let phase = match self.session.phase() {
            Phase::Fresh => say!("exercise-ready"),
            Phase::Preparing => say!("exercise-preparing-short"),
            Phase::Failed => say!("exercise-failed"),
            Phase::Running | Phase::Resting if self.player.is_held() => {
                say!("exercise-step-held", at = at.shown, total = total)
            }
            Phase::Running | Phase::Resting => {
                say!("exercise-step-of", at = at.shown, total = total)
            }
        };
        format!(
            "{} {} {}",
            look.get(ground.name()),
            look.glyphs.dot,
            look.say(&phase)
        )
    }

    pub(super) fn clicked(&mut self, at: Position, world: &World<'_>) -> Answer {
        let parts = self.parts(world);
        if parts.left.contains(at) {
            let rows = self.left(world, parts.left);
            let place = self.left_top(&rows, parts.left.height) + usize::from(at.y - parts.left.y);
            return match rows.get(place).cloned() {
                Some(row) => self.clicked_left(&row, world),
                None => Answer::no(),
            };
        }
        let below =
            at.y.checked_sub(parts.log.y + 1)
                .filter(|_| parts.log.contains(at));
        let Some(row) = below else {
            return Answer::no();
        };
        let shown = self.shown(world.look.elapsed).shown;
        let height = usize::from(parts.log.height).saturating_sub(1);
        let goal = shown.saturating_sub(height) + usize::from(row) + 1;
        if goal > shown {
            return Answer::no();
        }
        self.player.go_to(goal);
        Answer::done()
    }
}

/// A step in both languages; what is asked of the machine itself is neither, but a line of the shell.
fn written(step: &Step) -> [(&'static str, String); 2] {
    let label = |language, line: &str| {
        if line.starts_with('$') {
            "shell"
        } else {
            language
        }
    };
    let (python, c) = (code::python(step), code::c(step));
    let both = if python == c {
        String::new()
    } else {
        c.clone()
    };
    [
        (label("Python", &python), python),
        (if both.is_empty() { "" } else { label("C", &c) }, both),
    ]
}

/// Cells of the column that names the language.
const LABEL: usize = 8;

/// A quiet line with a name at its left.
fn draw_rule(name: &str, world: &World<'_>, area: Rect, buf: &mut Buffer) {
    let look = &world.look;
    let room = usize::from(area.width).saturating_sub(fit::width(name) + 1);
    let rule = format!("{name} {}", look.glyphs.empty.repeat(room));
    draw_cut(&rule, look.theme.border, look.glyphs.cut, area, buf);
}
