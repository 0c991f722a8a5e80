//! Taking along: the screen as a picture; the message in the encapsulation pane as frames, text, picture.

use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::keymap;
use crate::app::model::{Model, Notice, Overlay};
use crate::app::{rebuild, view};
use crate::export;
use crate::frame::{Frame, KeptFrame, Origin};
use crate::journey::{Journey, Subject, told};
use crate::msg::action::PaneId;
use crate::msg::keep::{Contents, Keep, Kept};
use crate::msg::{Action, Effect, Key, KeyCode};
use crate::panes::line::{Edited, LineEdit};
use crate::panes::packets::InterfaceNames as _;
use crate::say;
use crate::say::Say;
use crate::store::EntryId;
use crate::ui::picture::{self, Ground};
use crate::wire::{Field, Value};

use super::{Outcome, Redraw};

/// Names of unknown fields that a sentence lists.
const MOST_NAMED: usize = 6;
/// What a capture file says of a frame that was not captured.
const REBUILT: &str = concat!(
    "Rebuilt by wirelab ",
    env!("CARGO_PKG_VERSION"),
    ", not captured: composed from the bytes that were sent, the socket's addresses and ports, and this host's \
     interfaces, routes and neighbour table."
);

/// A name that begins with the program's and bears the time of day: `wirelab-124501.svg`.
fn name(model: &Model, ending: &str) -> String {
    format!(
        "wirelab-{}.{ending}",
        model.now.hms(model.start.utc_offset).replace(':', "")
    )
}

fn keep(keep: Keep) -> Outcome {
    Outcome::now(vec![Effect::Keep(Box::new(keep))])
}

/// Tells something in the last rows, whatever has the focus.
fn tell(model: &mut Model, what: Say, bad: bool) -> Outcome {
    model.notice = Some(Notice {
        what,
        remedy: None,
        bad,
    });
    Outcome::of(Redraw::Now)
}

/// Saves the whole screen, as it is now, as a picture.
pub(super) fn picture(model: &Model) -> Outcome {
    let (width, height) = model.start.size;
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    view::draw(model, area, &mut buf);
    let title = model.look().say(&say!(
        "report-picture-title",
        time = model.now.hms(model.start.utc_offset)
    ));
    let contents = Contents::Text(picture::svg(&buf, &title, Ground::of(&model.start.theme)));
    keep(Keep::Picture {
        name: name(model, "svg"),
        contents,
    })
}

/// What became of something that should be kept.
pub(super) fn kept(model: &mut Model, kept: Kept) -> Outcome {
    model.notice = Some(match kept {
        Kept::File(path) => {
            model.saving = None;
            Notice {
                what: say!("report-kept", path = path),
                remedy: None,
                bad: false,
            }
        }
        Kept::Pick(number) => {
            let folder = crate::report::FOLDER;
            Notice {
                what: say!("report-picked", n = number.to_string(), folder = folder),
                remedy: None,
                bad: false,
            }
        }
        Kept::NotPicked(draft, what, remedy) => {
            model.unkept = Some(draft);
            Notice {
                what,
                remedy,
                bad: true,
            }
        }
        Kept::Failed(what, remedy) => {
            // The name that was written comes back: it is but to be changed.
            if let Some(path) = model.saving.take().filter(|_| model.overlay.is_none()) {
                model.overlay = Some(Overlay::SaveMessage(LineEdit::with_text(&path)));
            }
            Notice {
                what,
                remedy,
                bad: true,
            }
        }
    });
    Outcome::of(Redraw::Now)
}

/// The frames of what the encapsulation pane shows, and how many more there were.
pub(super) struct Taken {
    pub(super) frames: Vec<Frame>,
    pub(super) more: usize,
}

/// All frames of the message shown, captured ones as the log keeps them; else the frame shown.
pub(super) fn taken(model: &Model, journey: &Journey) -> Taken {
    let one = || Taken {
        frames: vec![journey.frame.clone()],
        more: 0,
    };
    let Subject::Message(number) = journey.facts.subject else {
        return one();
    };
    let Some(entry) = model.ledger.get(EntryId(number)) else {
        return one();
    };
    if journey.frame.meta.origin == Origin::Captured {
        let frames: Vec<_> = entry
            .frames
            .iter()
            .filter_map(|key| model.packets.get(*key)?.frame())
            .collect();
        let more = entry.frames.len().saturating_sub(frames.len());
        return if frames.is_empty() {
            one()
        } else {
            Taken { frames, more }
        };
    }
    let rebuilt = rebuild::rebuild(model, &entry.carried, entry.time);
    if rebuilt.frames.is_empty() {
        one()
    } else {
        Taken {
            frames: rebuilt.frames,
            more: rebuilt.more,
        }
    }
}

/// A frame as a file keeps it: with its interface's name, and a word where it was never captured.
pub(super) fn as_kept(model: &Model, frame: Frame) -> KeptFrame {
    let place = frame.meta.place;
    let interface = match (frame.meta.origin, &model.file) {
        // What the encapsulation pane shows may be of a file that was closed meanwhile: then no name is right.
        (Origin::Opened, Some(file)) if model.focus == PaneId::Packets => {
            file.interfaces.get(place.interface.0 as usize).cloned()
        }
        (Origin::Opened, _) => None,
        _ => model.name(place).map(str::to_owned),
    };
    let comment = (frame.meta.origin == Origin::Rebuilt).then(|| REBUILT.to_owned());
    KeptFrame {
        frame,
        interface: interface.unwrap_or_default(),
        comment,
    }
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

/// Asks where to save the message that is shown.
pub(super) fn ask_to_save(model: &mut Model) -> Outcome {
    if model.encap.journey().is_none() {
        return tell(model, say!("report-nothing-shown"), true);
    }
    model.overlay = Some(Overlay::SaveMessage(LineEdit::with_text(&name(
        model, "pcapng",
    ))));
    Outcome::of(Redraw::Now)
}

/// A key while the file's name is written.
pub(super) fn save_key(model: &mut Model, key: Key, mut line: LineEdit) -> Outcome {
    if key.code == KeyCode::Esc {
        return Outcome::of(Redraw::Now);
    }
    if let Edited::Entered(path) = line.key(key) {
        return save(model, path.trim());
    }
    if keymap::action_while_typing(key) == Some(Action::End) {
        return super::input::act(model, Action::End);
    }
    model.overlay = Some(Overlay::SaveMessage(line));
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
    let ending = Path::new(path)
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    let contents = match ending.as_str() {
        "svg" => Contents::Text(pane_picture(model, PaneId::Encapsulation).0),
        "txt" => Contents::Text(told::told(journey, model.encap.model(), &|say| {
            model.text.say(say)
        })),
        _ if !is_capture(path) => {
            model.overlay = Some(Overlay::SaveMessage(LineEdit::with_text(path)));
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
    model.saving = Some(path.to_owned());
    keep(Keep::File {
        path: path.to_owned(),
        contents,
    })
}

/// A pane by itself, as a picture and as text.
pub(super) fn pane_picture(model: &Model, pane: PaneId) -> (String, String) {
    let buf = view::whole(model, pane);
    (
        picture::svg(
            &buf,
            &view::name(model, pane),
            Ground::of(&model.start.theme),
        ),
        picture::text(&buf),
    )
}

/// Copies what the encapsulation pane shows, as text.
pub(super) fn copy_view(model: &mut Model) -> Outcome {
    let (_, text) = pane_picture(model, PaneId::Encapsulation);
    tell(
        model,
        say!("report-copied-view", n = text.lines().count()),
        false,
    );
    Outcome::now(vec![Effect::Copy(text)])
}

/// Copies the frame shown as Python bytes.
pub(super) fn copy_python(model: &mut Model) -> Outcome {
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
    Outcome::now(vec![Effect::Copy(
        String::from_utf8_lossy(&python).into_owned(),
    )])
}

#[cfg(test)]
pub(crate) mod tests;
