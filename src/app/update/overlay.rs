//! Keys, pastes and the mouse while something lies over the screen.

use crate::app::model::desk::{Overlay, Question};
use crate::app::model::trace::{file, open};
use crate::app::model::{Model, practice, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::{help, palette};
use crate::keymap::{Global, Move, narrow};
use crate::msg::{Key, KeyCode, MouseKind};
use crate::screens::Answer;
use crate::screens::line::{Edited, LineEdit};

use super::act::wish;
use super::take;

/// Rows that one step of the wheel moves.
pub(super) const WHEEL: usize = 3;

/// A key: it belongs to what lies over the screen.
pub(super) fn key(model: &mut Model, key: Key) -> Outcome {
    match model.desk.overlay.take() {
        Some(Overlay::Help(top)) => help_key(model, key, top),
        Some(Overlay::Palette { line, at }) => palette_key(model, key, line, at),
        Some(Overlay::Ask(question)) => answer(model, key, question),
        Some(Overlay::OpenFile(form)) => open::key(model, key, form),
        Some(Overlay::Save(form)) => file::save_key(model, key, form),
        Some(Overlay::SaveView(form)) => take::shown::save_key(model, key, form),
        Some(Overlay::Pick(form)) => take::pick::key(model, key, form),
        None => Outcome::of(Redraw::No),
    }
}

/// The mouse: the wheel moves through the help, a click closes what is open.
pub(super) fn mouse(model: &mut Model, kind: MouseKind) -> Outcome {
    match (&mut model.desk.overlay, kind) {
        (Some(Overlay::Help(top)), MouseKind::WheelUp) => *top = top.saturating_sub(WHEEL),
        (Some(Overlay::Help(top)), MouseKind::WheelDown) => *top += WHEEL,
        // A note half written is not for a click to throw away.
        (Some(Overlay::Pick(_)) | None, _) | (_, MouseKind::WheelUp | MouseKind::WheelDown) => {}
        (Some(_), MouseKind::Click) => model.desk.overlay = None,
    }
    Outcome::of(Redraw::Now)
}

/// The line that a paste goes into, where one is open.
pub(super) fn line(overlay: &mut Overlay) -> Option<&mut LineEdit> {
    match overlay {
        Overlay::Palette { line, .. } => Some(line),
        Overlay::SaveView(form) => Some(&mut form.line),
        Overlay::OpenFile(form) => {
            open::edited(form);
            Some(&mut form.line)
        }
        Overlay::Pick(form) => Some(&mut form.line),
        Overlay::Save(form) => Some(&mut form.line),
        Overlay::Help(_) | Overlay::Ask(_) => None,
    }
}

/// Keys that move through the help, and another language; any other closes it.
fn help_key(model: &mut Model, key: Key, top: usize) -> Outcome {
    let page = usize::from(model.start.size.1 / 2).max(1);
    let last = help::rows(model).len().saturating_sub(1);
    let to = if key.code == KeyCode::Char(' ') {
        Some(Move::PageDown)
    } else {
        model.keys.moves(key)
    };
    let global = model.keys.global(key);
    let top = if let Some(to) = to.filter(|to| *to != Move::Bottom) {
        to.walked(top, last, page)
    } else if global == Some(Global::Language) {
        model.next_language();
        top
    } else {
        if global == Some(Global::End) {
            model.end();
        }
        return Outcome::of(Redraw::Now);
    };
    model.desk.overlay = Some(Overlay::Help(top.min(last)));
    Outcome::of(Redraw::Now)
}

fn palette_key(model: &mut Model, key: Key, mut line: LineEdit, at: usize) -> Outcome {
    let found = palette::found(model, line.text());
    let last = found.len().saturating_sub(1);
    if key.code == KeyCode::Esc {
        return Outcome::of(Redraw::Now);
    }
    if model.ends(key) {
        model.end();
        return Outcome::of(Redraw::Now);
    }
    let at = if key.code == KeyCode::Up {
        at.saturating_sub(1)
    } else if key.code == KeyCode::Down {
        (at + 1).min(last)
    } else {
        match line.key(key) {
            Edited::Entered(_) => {
                let chosen = found.into_iter().nth(at);
                let answer = chosen.map_or_else(Answer::done, |found| Answer::wish(found.wish));
                return wish::take(model, answer);
            }
            Edited::Changed => 0,
            Edited::No => at,
        }
    };
    model.desk.overlay = Some(Overlay::Palette { line, at });
    Outcome::of(Redraw::Now)
}

fn answer(model: &mut Model, key: Key, question: Question) -> Outcome {
    match question {
        Question::Sighting { peer, .. } => sightings::answer_key(model, key, peer),
        Question::Paste(lines) => answer_paste(model, key, lines),
        Question::End => {
            model.ending |= is_yes(key) || model.ends(key);
            Outcome::of(Redraw::Now)
        }
        Question::EndPractice if is_yes(key) && !model.ends(key) => practice::end(model),
        Question::EndPractice => Outcome::of(Redraw::Now),
    }
}

/// Any other key is a no: who writes on, thinking to be in a line, means no answer by a later `y`.
fn is_yes(key: Key) -> bool {
    matches!(narrow(key).code, KeyCode::Enter | KeyCode::Char('y' | 'Y'))
}

/// It has come in the midst of writing: letters go on into the line, and only enter and esc answer.
fn answer_paste(model: &mut Model, key: Key, lines: Vec<String>) -> Outcome {
    if key.code == KeyCode::Enter {
        let answer = model.screens.chat.send_lines(&lines, model.clock.now);
        return wish::take(model, answer);
    }
    if key.code == KeyCode::Esc || model.ends(key) {
        return Outcome::of(Redraw::Now);
    }
    if !matches!(key.code, KeyCode::Up | KeyCode::Down) {
        model.screens.chat.write_on(key);
    }
    model.desk.overlay = Some(Overlay::Ask(Question::Paste(lines)));
    Outcome::of(Redraw::Now)
}
