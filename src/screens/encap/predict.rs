//! Predict, then reveal: the question below the picture, the line one answers in, and the score.
//!
//! While it is on nothing plays by itself: going on asks first. An answer moves to the step it was
//! about, shows what is right and the bytes that prove it; going on again asks about the next one.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::journey::predict::{
    Answer, Concept, Count, Evidence, Question, Score, Verdict, question,
};
use crate::journey::{Journey, Step};
use crate::keymap::{Action, Global};
use crate::msg::{Key, KeyCode};
use crate::say;
use crate::screens::World;
use crate::screens::line::{Edited, LineEdit};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::Verb;

/// Rows of a question's or a rule's words, at most.
const MOST_WORDS: usize = 3;
/// Below this height there is no room for a question beside the picture.
const LEAST_HEIGHT: u16 = 5;
/// Below this width neither.
const LEAST_WIDTH: u16 = 24;

/// A question that waits, or the answer to the last one.
#[derive(Debug)]
enum Now {
    /// Asked before going on; `again`: what was typed last was not understood.
    Asked {
        question: Question,
        line: LineEdit,
        again: bool,
    },
    /// Answered; its step is shown.
    Told {
        question: Question,
        verdict: Verdict,
        typed: String,
    },
}

/// What an answer leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing: not a key of the line.
    No,
    /// Draw again.
    Draw,
    /// Show the step that was asked about.
    Reveal,
}

/// The state: on or off, the question, the score.
#[derive(Debug, Default)]
pub(super) struct Predict {
    on: bool,
    now: Option<Now>,
    score: Score,
}

impl Predict {
    pub(super) const fn is_on(&self) -> bool {
        self.on
    }

    /// Does the line take the keys?
    pub(super) const fn is_asking(&self) -> bool {
        matches!(self.now, Some(Now::Asked { .. }))
    }

    pub(super) fn toggle(&mut self) {
        self.on = !self.on;
        self.now = None;
    }

    /// Another step is shown than the one this is about.
    pub(super) fn forget(&mut self) {
        self.now = None;
    }

    /// Asks about the step to come. `false`: there is nothing to ask, go on.
    pub(super) fn ask(&mut self, journey: &Journey, next: &Step) -> bool {
        let asked = question(journey, next, &self.score).filter(|_| self.on);
        self.now = asked.map(|question| Now::Asked {
            question,
            line: LineEdit::default(),
            again: false,
        });
        self.is_asking()
    }

    /// The same way with better bytes: what is asked is asked of them; what was told may lie elsewhere now.
    pub(super) fn replaced(&mut self, journey: &Journey, next: Option<&Step>) {
        let asked = next.and_then(|next| question(journey, next, &self.score));
        self.now = match (self.now.take(), asked) {
            (Some(Now::Asked { line, again, .. }), Some(question)) => Some(Now::Asked {
                question,
                line,
                again,
            }),
            (Some(Now::Asked { .. } | Now::Told { .. }) | None, _) => None,
        };
    }

    pub(super) fn key(&mut self, key: Key) -> Then {
        let Some(Now::Asked {
            question,
            line,
            again,
        }) = &mut self.now
        else {
            return Then::No;
        };
        if key.code == KeyCode::Esc {
            self.score.pass(question.concept);
            self.now = None;
            return Then::Reveal;
        }
        // The line would recall what was answered before: there is nothing to recall.
        if matches!(key.code, KeyCode::Up | KeyCode::Down) {
            return Then::No;
        }
        let typed = match line.key(key) {
            Edited::Entered(typed) => typed,
            Edited::Changed => return Then::Draw,
            Edited::No => return Then::No,
        };
        let verdict = question.judge(&typed);
        if verdict == Verdict::NotUnderstood {
            line.set(&typed);
            *again = true;
            return Then::Draw;
        }
        self.score.count(question.concept, verdict);
        self.now = Some(Now::Told {
            question: question.clone(),
            verdict,
            typed,
        });
        Then::Reveal
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(Now::Asked { line, .. }) = &mut self.now {
            line.insert(text);
        }
    }

    /// The bytes that prove the answer just told.
    pub(super) fn proof(&self) -> Option<Range<usize>> {
        match &self.now {
            Some(Now::Told { question, .. }) => Some(question.proof.range.clone()),
            _ => None,
        }
    }

    /// Right answers by concept: `ports 3/4 · TTL 1/1`.
    fn score_line(&self, look: &Look<'_>) -> String {
        let one = |(concept, count): (Concept, Count)| {
            format!(
                "{} {}/{}",
                look.say(&concept.name()),
                count.right,
                count.asked
            )
        };
        self.score
            .asked()
            .map(one)
            .collect::<Vec<_>>()
            .join(&format!(" {} ", look.glyphs.dot))
    }

    /// Rows it takes below the picture, given all of the pane.
    fn rows(&self, area: Rect, world: &World<'_>) -> Vec<(String, Style)> {
        let look = &world.look;
        let (theme, cut) = (look.theme, look.glyphs.cut);
        let width = usize::from(area.width);
        let words = |text: &str, most: usize, style: Style| {
            wrap(text, width, most, cut)
                .into_iter()
                .map(move |line| (line, style))
                .collect::<Vec<_>>()
        };
        let most = MOST_WORDS.min(usize::from(area.height.saturating_sub(3)).max(1));
        match &self.now {
            None => words(
                &look.say(&say!(
                    "predict-on-hint",
                    key = world.key(Verb::Right.own()),
                    ends = world.key(Verb::Predict.own())
                )),
                2,
                theme.dim,
            ),
            Some(Now::Asked { .. }) if area.width < LEAST_WIDTH || area.height < LEAST_HEIGHT => {
                let key = world.key(Action::Global(Global::Zoom));
                words(
                    &look.say(&say!("predict-no-room", key = key)),
                    usize::from(area.height),
                    theme.warn,
                )
            }
            Some(Now::Asked {
                question, again, ..
            }) => {
                let mut rows = words(&look.say(&question.ask), most, theme.strong);
                let form = question.form();
                let (hint, style) = if *again {
                    (say!("predict-again", form = form), theme.warn)
                } else {
                    (say!("predict-wanted", form = form), theme.dim)
                };
                // Last the line to type in, which is drawn over.
                if usize::from(area.height) > rows.len() + 6 || *again {
                    rows.extend(words(&look.say(&hint), 1, style));
                }
                rows.push((String::new(), theme.text));
                rows
            }
            Some(Now::Told {
                question,
                verdict,
                typed,
            }) => {
                let (line, style) = told(question, *verdict, typed, look);
                let mut rows = words(&line, 2, style);
                rows.extend(words(&look.say(&question.rule), most, theme.text));
                rows
            }
        }
    }

    /// Where the panel lies: at the bottom, with a line above it that names it.
    fn area(&self, area: Rect, world: &World<'_>) -> (Rect, Vec<(String, Style)>) {
        let inner = Rect {
            x: area.x + u16::from(area.width > 4),
            width: area.width - 2 * u16::from(area.width > 4),
            ..area
        };
        let rows = self.rows(inner, world);
        let height = (rows.len() as u16 + 1).min(area.height);
        (
            Rect {
                y: area.bottom() - height,
                height,
                ..inner
            },
            rows,
        )
    }

    /// What it leaves of the pane for the picture.
    pub(super) fn rest(&self, area: Rect, world: &World<'_>) -> Rect {
        let taken = if self.on {
            self.area(area, world).0.height
        } else {
            0
        };
        Rect {
            height: area.height - taken,
            ..area
        }
    }

    /// Draws it at the bottom; gives what is left for the picture.
    pub(super) fn draw(&self, area: Rect, world: &World<'_>, buf: &mut Buffer) -> Rect {
        if !self.on || area.is_empty() {
            return area;
        }
        let look = &world.look;
        let (panel, rows) = self.area(area, world);
        let width = usize::from(panel.width);
        let line = look.glyphs.border.horizontal_top.repeat(width);
        buf.set_stringn(panel.x, panel.y, line, width, look.theme.dim);
        let title = format!(" {} ", look.get("predict-title"));
        let (title_x, score_room) = (
            panel.x + 1.min(panel.width),
            width.saturating_sub(fit::width(&title) + 5),
        );
        buf.set_stringn(
            title_x,
            panel.y,
            &title,
            width.saturating_sub(1),
            look.theme.focus,
        );
        let score = fit::cut(&self.score_line(look), score_room, look.glyphs.cut);
        if !score.is_empty() {
            let score = format!(" {score} ");
            let x = panel.right().saturating_sub(fit::width(&score) as u16 + 1);
            buf.set_string(x.max(panel.x), panel.y, score, look.theme.text);
        }
        for (y, (text, style)) in (panel.y + 1..panel.bottom()).zip(&rows) {
            buf.set_stringn(panel.x, y, text, width, *style);
        }
        let _ = self.cursor(area, world, buf);
        Rect {
            height: area.height - panel.height,
            ..area
        }
    }

    /// Draws the line one types in; gives the cursor's cell.
    pub(super) fn cursor(
        &self,
        area: Rect,
        world: &World<'_>,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let look = &world.look;
        let Some(Now::Asked { line, .. }) =
            self.now.as_ref().filter(|_| self.on && !area.is_empty())
        else {
            return None;
        };
        let (panel, rows) = self.area(area, world);
        // Without room for the question there is none for an answer.
        if rows.last().is_none_or(|(text, _)| !text.is_empty())
            || usize::from(panel.height) < rows.len() + 1
        {
            return None;
        }
        let prompt = format!("{} {} ", look.glyphs.pointer, look.get("predict-prompt"));
        let (y, taken) = (
            panel.bottom() - 1,
            (fit::width(&prompt) as u16).min(panel.width / 2),
        );
        buf.set_stringn(panel.x, y, &prompt, usize::from(taken), look.theme.key);
        let input = Rect {
            x: panel.x + taken,
            y,
            width: panel.width - taken,
            height: 1,
        };
        line.draw(input, buf, look)
    }
}

/// Bytes that are not there yet, but for those that prove an answer: they are seen, whichever layer brings them.
pub(super) fn without(
    absent: impl Iterator<Item = Range<usize>>,
    proof: Option<&Range<usize>>,
) -> Vec<Range<usize>> {
    let Some(proof) = proof else {
        return absent.collect();
    };
    let around = |gap: Range<usize>| {
        let (before, behind) = (
            gap.end.min(proof.start.max(gap.start)),
            gap.start.max(proof.end.min(gap.end)),
        );
        [gap.start..before, behind..gap.end]
    };
    absent
        .flat_map(around)
        .filter(|gap| !gap.is_empty())
        .collect()
}

/// Right or wrong, what is true, and where that stands.
fn told(question: &Question, verdict: Verdict, typed: &str, look: &Look<'_>) -> (String, Style) {
    let (ascii, theme) = (look.glyphs.ascii, look.theme);
    let answer = written(&question.answer);
    let (mark, say, style) = match verdict {
        Verdict::Right => (
            if ascii { "+" } else { "✓" },
            say!("predict-right", answer = answer),
            theme.good,
        ),
        Verdict::Wrong => {
            let typed = fit::cut(typed.trim(), 24, look.glyphs.cut);
            (
                if ascii { "x" } else { "✗" },
                say!("predict-wrong", typed = typed, answer = answer),
                theme.bad,
            )
        }
        Verdict::GaveUp | Verdict::NotUnderstood => (
            look.glyphs.dot,
            say!("predict-gave-up", answer = answer),
            theme.warn,
        ),
    };
    let proof = &question.proof;
    let (first, last) = (
        proof.range.start.to_string(),
        proof.range.end.saturating_sub(1).to_string(),
    );
    let place = match (proof.range.len(), proof.field) {
        (_, "") => say!("predict-proof-whole"),
        (1, field) => say!("predict-proof-one", field = field, first = first),
        (_, field) => say!("predict-proof", field = field, first = first, last = last),
    };
    let (told, place) = (look.say(&say), look.say(&place));
    // What only follows from the bytes is marked as all that is inferred.
    let from = if proof.evidence == Evidence::Reads {
        ""
    } else {
        "≈ "
    };
    (format!("{mark} {told}  ({from}{place})"), style)
}

/// The answer as it is written, with whose it is where that is known.
fn written(answer: &Answer) -> String {
    match answer {
        Answer::Mac {
            owner: Some(owner), ..
        } => format!("{answer} ({owner})"),
        Answer::Number { names, .. } => match names.first() {
            Some(name) => format!("{answer} ({name})"),
            None => answer.to_string(),
        },
        Answer::Mac { owner: None, .. } | Answer::Ip(_) | Answer::Name(_) => answer.to_string(),
    }
}

#[cfg(test)]
mod tests;
