//! The message that the encapsulation pane shows, saved and copied: as frames, text, picture, Python.

use crate::app::keymap;
use crate::app::model::Model;
use crate::app::model::screen::Overlay;
use crate::app::outcome::{Outcome, Redraw};
use crate::export;
use crate::frame::{Frame, Origin};
use crate::journey::{Journey, told};
use crate::msg::action::PaneId;
use crate::msg::keep::{Contents, Keep};
use crate::msg::{Action, Effect, Key, KeyCode, ScreenEffect};
use crate::panes::line::{Edited, LineEdit};
use crate::say;
use crate::say::Say;
use crate::wire::{Field, Value};

use super::{Taken, as_kept, keep, name, pane_picture, taken};

/// Names of unknown fields that a sentence lists.
const MOST_NAMED: usize = 6;

fn tell(model: &mut Model, what: Say, bad: bool) -> Outcome {
    model.screen.tell(what, bad);
    Outcome::of(Redraw::Now)
}

/// Asks where to save the message that is shown.
pub(in crate::app::update) fn ask_to_save(model: &mut Model) -> Outcome {
    if model.encap.journey().is_none() {
        return tell(model, say!("report-nothing-shown"), true);
    }
    model.screen.overlay = Some(Overlay::SaveMessage(LineEdit::with_text(&name(
        model, "pcapng",
    ))));
    Outcome::of(Redraw::Now)
}

/// A key while the file's name is written.
pub(in crate::app::update) fn save_key(model: &mut Model, key: Key, mut line: LineEdit) -> Outcome {
    if key.code == KeyCode::Esc {
        return Outcome::of(Redraw::Now);
    }
    if let Edited::Entered(path) = line.key(key) {
        return save(model, path.trim());
    }
    if keymap::action_while_typing(key) == Some(Action::End) {
        model.end();
        return Outcome::of(Redraw::Now);
    }
    model.screen.overlay = Some(Overlay::SaveMessage(line));
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

/// Saves the message shown; the name's end chooses the form.
fn save(model: &mut Model, path: &str) -> Outcome {
    let Some(journey) = model.encap.journey() else {
        return tell(model, say!("report-nothing-shown"), true);
    };
    if path.is_empty() {
        return Outcome::of(Redraw::Now);
    }
    let ending = ending(path).to_ascii_lowercase();
    let contents = match ending.as_str() {
        "svg" => Contents::Text(pane_picture(model, PaneId::Encapsulation).0),
        "txt" => Contents::Text(told::told(journey, model.encap.model(), &|say| {
            model.text.say(say)
        })),
        _ if !is_capture(path) => {
            model.screen.overlay = Some(Overlay::SaveMessage(LineEdit::with_text(path)));
            return tell(model, say!("report-form"), true);
        }
        ending => {
            let Taken { frames, more } = taken(model, journey);
            let rebuilt = frames.iter().any(|f| f.meta.origin == Origin::Rebuilt);
            if !frames.iter().all(Frame::is_whole) {
                let why = unknown(journey);
                return tell(model, why, true);
            }
            if more > 0 {
                return tell(model, say!("report-more-frames", n = more), true);
            }
            if rebuilt && ["pcap", "cap", "dmp"].contains(&ending) {
                return tell(model, say!("report-no-comment"), true);
            }
            Contents::Frames(
                frames
                    .into_iter()
                    .map(|frame| as_kept(model, frame))
                    .collect(),
            )
        }
    };
    model.report.saving = Some(path.to_owned());
    keep(Keep::File {
        path: path.to_owned(),
        contents,
    })
}

/// Copies what the encapsulation pane shows, as text.
pub(in crate::app::update) fn copy_view(model: &mut Model) -> Outcome {
    let (_, text) = pane_picture(model, PaneId::Encapsulation);
    tell(
        model,
        say!("report-copied-view", n = text.lines().count()),
        false,
    );
    Outcome::now(vec![Effect::Screen(ScreenEffect::Copy(text))])
}

/// Copies the frame shown as Python bytes.
pub(in crate::app::update) fn copy_python(model: &mut Model) -> Outcome {
    let Some(journey) = model.encap.journey() else {
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
