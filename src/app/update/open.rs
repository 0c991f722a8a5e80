//! The dialog that asks which capture file to open: it completes paths, and stays until the file is open.

use crate::app::keymap;
use crate::app::model::{Model, OpenForm, Overlay};
use crate::msg::file::{FileEvent, Found};
use crate::msg::{Action, Effect, Key, KeyCode};
use crate::panes::line::Edited;
use crate::say;

use super::{Outcome, Redraw, files};

/// Asks which file to open; closes the one that is open.
pub(super) fn ask_for_file(model: &mut Model) -> Outcome {
    if model.file.take().is_some() {
        model.wanted_frame = None;
        return Outcome::now(vec![Effect::CloseFile]);
    }
    model.overlay = Some(Overlay::OpenFile(Box::default()));
    Outcome::of(Redraw::Now)
}

/// A key while the file's name is written.
pub(super) fn key(model: &mut Model, key: Key, mut form: Box<OpenForm>) -> Outcome {
    let mut effects = Vec::new();
    match key.code {
        KeyCode::Esc => {
            // One that is still being opened is no longer wanted.
            let opening = form.opening.take().map(|_| Effect::CloseFile);
            return Outcome::now(opening.into_iter().collect());
        }
        KeyCode::Tab => effects.extend(complete(&mut form)),
        _ if keymap::action_while_typing(key) == Some(Action::End) => {
            return super::input::act(model, Action::End);
        }
        KeyCode::Enter => effects.extend(enter(&mut form)),
        KeyCode::Up | KeyCode::Down => {}
        _ => {
            if form.line.key(key) == Edited::Changed {
                edited(&mut form);
            }
        }
    }
    model.overlay = Some(Overlay::OpenFile(form));
    Outcome::now(effects)
}

/// Another text stands in the line: what was found and said of the one before is no longer true.
pub(super) fn edited(form: &mut OpenForm) {
    (form.found, form.at, form.problem) = (None, None, None);
}

fn enter(form: &mut OpenForm) -> Option<Effect> {
    let path = form.line.text().trim().to_owned();
    if path.is_empty() || form.opening.is_some() {
        return None;
    }
    edited(form);
    form.opening = Some(path.clone());
    Some(Effect::OpenFile(path))
}

/// Asks what the text could become; when that is known, goes through it.
fn complete(form: &mut OpenForm) -> Option<Effect> {
    let Some(found) = form.found.as_ref().filter(|found| !found.paths.is_empty()) else {
        return Some(Effect::CompletePath(form.line.text().to_owned()));
    };
    let at = form.at.map_or(0, |at| (at + 1) % found.paths.len());
    form.line.set(&found.paths[at]);
    form.at = Some(at);
    None
}

/// What the text could become, and where the text is still the same: it becomes as much of it as is certain.
pub(super) fn completed(model: &mut Model, found: Found) -> Outcome {
    let Some(Overlay::OpenFile(form)) = &mut model.overlay else {
        return Outcome::of(Redraw::No);
    };
    if form.line.text() != found.text {
        return Outcome::of(Redraw::No);
    }
    edited(form);
    match &found.paths[..] {
        [] => form.problem = Some(say!("packets-open-no-such")),
        [one] => form.line.set(one),
        [first, rest @ ..] => {
            let shared = rest
                .iter()
                .fold(first.as_str(), |shared, path| common(shared, path));
            form.line.set(shared);
            form.found = Some(found);
        }
    }
    Outcome::of(Redraw::Now)
}

/// What both begin with.
fn common<'a>(a: &'a str, b: &str) -> &'a str {
    let end = a
        .char_indices()
        .zip(b.chars())
        .find(|((_, x), y)| x != y)
        .map(|((at, _), _)| at);
    &a[..end.unwrap_or_else(|| a.len().min(b.len()))]
}

/// A file told something while the dialog waits for it. Gives the event back where that was not its concern.
pub(super) fn event(model: &mut Model, event: FileEvent) -> Result<Outcome, FileEvent> {
    let Some(Overlay::OpenFile(form)) = &mut model.overlay else {
        return Err(event);
    };
    match (event, form.opening.take()) {
        (FileEvent::Failed(why), Some(_)) => {
            form.problem = Some(say!("packets-open-problem", why = why));
            Ok(Outcome::now(vec![Effect::CloseFile]))
        }
        (event @ FileEvent::Opened { .. }, Some(path)) => {
            model.overlay = None;
            files::show(model, &path);
            Err(event)
        }
        (event, opening) => {
            form.opening = opening;
            Err(event)
        }
    }
}

#[cfg(test)]
mod tests;
