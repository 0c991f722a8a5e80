//! What the focused screen shows, saved and copied: as picture and text, with frames where it is about some.

use crate::app::model::Model;
use crate::app::model::desk::{Overlay, SaveViewForm};
use crate::app::outcome::{Outcome, Redraw};
use crate::export;
use crate::frame::{Frame, Origin};
use crate::journey::{Journey, told};
use crate::msg::keep::{Contents, Keep};
use crate::msg::{Effect, Key, KeyCode, ScreenEffect};
use crate::say;
use crate::say::Say;
use crate::screens::Shown;
use crate::screens::line::{Edited, LineEdit};
use crate::wire::{Field, Value};

use super::{Taken, as_kept, keep, name, screen_picture, taken};

/// Names of unknown fields that a sentence lists.
const MOST_NAMED: usize = 6;

fn tell(model: &mut Model, what: Say, bad: bool) -> Outcome {
    model.desk.tell(what, bad);
    Outcome::of(Redraw::Now)
}

/// Asks where to save what the focused screen shows: the journey's frames, or the view as a picture.
pub(in crate::app::update) fn ask_to_save(model: &mut Model, shown: Shown) -> Outcome {
    let ending = match &shown {
        Shown::Journey if model.screens.encap.journey().is_none() => {
            return tell(model, say!("report-nothing-shown"), true);
        }
        Shown::Journey => "pcapng",
        Shown::View | Shown::Records(_) => "svg",
    };
    let line = LineEdit::with_text(&name(model, ending));
    let screen = model.desk.focus;
    model.desk.overlay = Some(Overlay::SaveView(Box::new(SaveViewForm {
        line,
        screen,
        shown,
    })));
    Outcome::of(Redraw::Now)
}

/// A key while the file's name is written.
pub(in crate::app::update) fn save_key(
    model: &mut Model,
    key: Key,
    mut form: Box<SaveViewForm>,
) -> Outcome {
    if key.code == KeyCode::Esc {
        return Outcome::of(Redraw::Now);
    }
    if let Edited::Entered(path) = form.line.key(key) {
        form.line.set(path.trim());
        return save(model, form);
    }
    if model.ends(key) {
        model.end();
        return Outcome::of(Redraw::Now);
    }
    model.desk.overlay = Some(Overlay::SaveView(form));
    Outcome::of(Redraw::Now)
}

/// Does a name end like one of a capture file, packed or not?
fn is_capture(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let name = path.strip_suffix(".gz").unwrap_or(&path);
    [".pcapng", ".ntar", ".pcap", ".cap", ".dmp"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Saves what is shown; the name's end chooses the form.
fn save(model: &mut Model, form: Box<SaveViewForm>) -> Outcome {
    let path = form.line.text().to_owned();
    if path.is_empty() {
        return Outcome::of(Redraw::Now);
    }
    let journey = model.screens.encap.journey();
    let journey = journey.filter(|_| form.shown == Shown::Journey);
    let ending = ending(&path).to_ascii_lowercase();
    let contents = match (ending.as_str(), journey) {
        ("svg", _) => Contents::Text(screen_picture(model, form.screen).0),
        ("txt", Some(journey)) => {
            let in_words = |say: &_| model.text.say(say);
            Contents::Text(told::told(journey, model.screens.encap.model(), &in_words))
        }
        ("txt", None) => Contents::Text(screen_picture(model, form.screen).1),
        (ending, Some(journey)) if is_capture(&path) => match frames(model, journey, ending) {
            Ok(contents) => contents,
            Err(why) => return tell(model, why, true),
        },
        (_, journey) => {
            let why = if journey.is_some() {
                say!("report-form")
            } else {
                say!("report-form-view")
            };
            model.desk.overlay = Some(Overlay::SaveView(form));
            return tell(model, why, true);
        }
    };
    model.report.saving = Some(form);
    keep(Keep::File { path, contents })
}

/// The journey's frames for a capture file whose name ends like this, or why they can't be given away.
fn frames(model: &Model, journey: &Journey, ending: &str) -> Result<Contents, Say> {
    let Taken { frames, more } = taken(model, journey);
    let rebuilt = frames.iter().any(|f| f.meta.origin == Origin::Rebuilt);
    if !frames.iter().all(Frame::is_whole) {
        return Err(unknown(journey));
    }
    if more > 0 {
        return Err(say!("report-more-frames", n = more));
    }
    if rebuilt && ["pcap", "cap", "dmp"].contains(&ending) {
        return Err(say!("report-no-comment"));
    }
    let kept = frames.into_iter().map(|frame| as_kept(model, frame));
    Ok(Contents::Frames(kept.collect()))
}

/// Copies what the focused screen shows, as text.
pub(in crate::app::update) fn copy_view(model: &mut Model) -> Outcome {
    let (_, text) = screen_picture(model, model.desk.focus);
    let what = say!("report-copied-view", n = text.lines().count());
    tell(model, what, false);
    Outcome::now(vec![Effect::Screen(ScreenEffect::Copy(text))])
}

/// Copies a program.
pub(in crate::app::update) fn copy_program(model: &mut Model, text: String) -> Outcome {
    let what = say!("report-copied-program", n = text.lines().count());
    tell(model, what, false);
    Outcome::now(vec![Effect::Screen(ScreenEffect::Copy(text))])
}

/// Copies the frame shown as Python bytes.
pub(in crate::app::update) fn copy_python(model: &mut Model, shown: &Shown) -> Outcome {
    if *shown != Shown::Journey {
        // A table, or a view without a message: nothing in it stands for bytes.
        return tell(model, say!("app-no-bytes-here"), true);
    }
    let Some(journey) = model.screens.encap.journey() else {
        return tell(model, say!("report-nothing-shown"), true);
    };
    if !journey.frame.is_whole() {
        let why = unknown(journey);
        return tell(model, why, true);
    }
    let mut python = Vec::new();
    export::python(&mut python, &journey.frame.bytes);
    let n = journey.frame.bytes.len();
    tell(model, say!("packets-copied", n = n), false);
    Outcome::now(vec![Effect::Screen(ScreenEffect::Copy(
        String::from_utf8_lossy(&python).into_owned(),
    ))])
}

/// Why the frame shown can't be given away: the fields nobody here can know.
fn unknown(journey: &Journey) -> Say {
    let (mut named, mut more) = (0, 0);
    let mut layers: Vec<String> = Vec::new();
    for layer in &journey.dissection.layers {
        let mut names: Vec<&str> = layer
            .fields
            .iter()
            .flat_map(leaves)
            .filter(|f| f.value == Value::Unknown)
            .map(|f| f.name)
            .collect();
        let room = MOST_NAMED.saturating_sub(named);
        more += names.len().saturating_sub(room);
        names.truncate(room);
        named += names.len();
        if !names.is_empty() {
            layers.push(format!("{} ({})", layer.protocol.name(), names.join(", ")));
        }
    }
    say!("report-not-whole", fields = layers, more = more)
}

fn leaves(field: &Field) -> impl Iterator<Item = &Field> {
    std::iter::once(field).chain(&field.children)
}

/// What stands behind the last dot of a path's last name; empty where there is none. (The type `Path`
/// of `std` also reads the disk, so nothing pure names it.)
fn ending(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => ending,
        _ => "",
    }
}
