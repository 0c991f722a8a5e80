//! The dialog that asks which capture file to open: it completes paths, and stays until the file is open.

use crate::app::model::Model;
use crate::app::model::desk::{OpenForm, Overlay};
use crate::app::outcome::{Outcome, Redraw};
use crate::msg::file::Found;
use crate::msg::{Effect, FileEffect, Key, KeyCode, ReadEvent};
use crate::say;
use crate::screens::line::Edited;
use crate::screens::packets::{OpenedFile, PacketLog};
use crate::screens::{ScreenId, View};

/// Asks which file to open; closes the one that is open.
pub(in crate::app) fn ask_for_file(model: &mut Model) -> Outcome {
    if close(model) {
        model.messages.wanted_frame = None;
        return Outcome::now(vec![Effect::File(FileEffect::Close)]);
    }
    model.desk.overlay = Some(Overlay::OpenFile(Box::default()));
    Outcome::of(Redraw::Now)
}

/// The live trace is shown again in the file's place. `false`: none was open.
fn close(model: &mut Model) -> bool {
    if let Some(live) = model.trace.aside.take() {
        model.screens.packets = *live;
    }
    model.trace.file.take().is_some()
}

/// A key while the file's name is written.
pub(in crate::app) fn key(model: &mut Model, key: Key, mut form: Box<OpenForm>) -> Outcome {
    let mut effects = Vec::new();
    if key.code == KeyCode::Esc {
        // One that is still being opened is no longer wanted.
        let opening = form.opening.take();
        let close = opening.map(|_| Effect::File(FileEffect::Close));
        return Outcome::now(close.into_iter().collect());
    }
    if key.code == KeyCode::Tab {
        effects.extend(complete(&mut form));
    } else if model.ends(key) {
        model.end();
        return Outcome::of(Redraw::Now);
    } else if key.code == KeyCode::Enter {
        effects.extend(enter(&mut form));
    } else if !matches!(key.code, KeyCode::Up | KeyCode::Down)
        && form.line.key(key) == Edited::Changed
    {
        edited(&mut form);
    }
    model.desk.overlay = Some(Overlay::OpenFile(form));
    Outcome::now(effects)
}

/// Another text stands in the line: what was found and said of the one before is no longer true.
pub(in crate::app) fn edited(form: &mut OpenForm) {
    (form.found, form.at, form.problem) = (None, None, None);
}

fn enter(form: &mut OpenForm) -> Option<Effect> {
    let path = form.line.text().trim().to_owned();
    if path.is_empty() || form.opening.is_some() {
        return None;
    }
    edited(form);
    form.opening = Some(path.clone());
    Some(Effect::File(FileEffect::Open(path)))
}

/// Asks what the text could become; when that is known, goes through it.
fn complete(form: &mut OpenForm) -> Option<Effect> {
    let Some(found) = form.found.as_ref().filter(|found| !found.paths.is_empty()) else {
        return Some(Effect::File(FileEffect::Complete(
            form.line.text().to_owned(),
        )));
    };
    let at = form.at.map_or(0, |at| (at + 1) % found.paths.len());
    form.line.set(&found.paths[at]);
    form.at = Some(at);
    None
}

/// What the text could become, and where the text is still the same: it becomes as much of it as is certain.
pub(super) fn completed(model: &mut Model, found: Found) -> Outcome {
    let Some(Overlay::OpenFile(form)) = &mut model.desk.overlay else {
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
pub(super) fn event(model: &mut Model, event: ReadEvent) -> Result<Outcome, ReadEvent> {
    let Some(Overlay::OpenFile(form)) = &mut model.desk.overlay else {
        return Err(event);
    };
    let Some(path) = form.opening.take() else {
        return Err(event);
    };
    if let ReadEvent::Failed(why) = event {
        form.problem = Some(say!("packets-open-problem", why = why));
        return Ok(Outcome::now(vec![Effect::File(FileEffect::Close)]));
    }
    if let ReadEvent::Opened { .. } = event {
        model.desk.overlay = None;
        show(model, &path);
    } else {
        form.opening = Some(path);
    }
    Err(event)
}

/// Shows a capture file, as it comes, instead of the live trace.
pub(super) fn show(model: &mut Model, path: &str) {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    let file = OpenedFile::new(name, model.start.memory);
    model.trace.file = Some(Box::new(file));
    let live = std::mem::replace(&mut model.screens.packets, PacketLog::of_file());
    // Of a file opened over another one, the live list is aside already.
    model.trace.aside.get_or_insert_with(|| Box::new(live));
    model.messages.wanted_frame = None;
    model.desk.show(View::Alone(ScreenId::Packets));
}

#[cfg(test)]
mod tests;
