//! Taking along: the terminal as a picture, what the focused screen shows, picks for the lab report. It stands
//! above the view, whose pictures it takes; what becomes of it is the matter of [`crate::app::model::report`].

pub mod pick;
pub mod shown;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::model::Model;
use crate::app::model::messages::rebuild;
use crate::app::outcome::Outcome;
use crate::app::view;
use crate::frame::{Frame, KeptFrame, Origin};
use crate::journey::{Journey, Subject};
use crate::msg::Effect;
use crate::msg::keep::{Contents, Keep};
use crate::say;
use crate::say::Foreign;
use crate::screens::{KnownHosts as _, ScreenId};
use crate::store::EntryId;
use crate::ui::picture::{self, Ground};

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
        model.clock.now.hms(model.start.utc_offset).replace(':', "")
    )
}

fn keep(keep: Keep) -> Outcome {
    Outcome::now(vec![Effect::Keep(Box::new(keep))])
}

/// Saves the whole screen, as it is now, as a picture.
pub(super) fn picture(model: &Model) -> Outcome {
    let (width, height) = model.start.size;
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    view::draw(model, area, &mut buf);
    let title = model.look().say(&say!(
        "report-picture-title",
        time = model.clock.now.hms(model.start.utc_offset)
    ));
    let contents = Contents::Text(picture::svg(
        &buf,
        &title,
        Ground::of(model.start.theme.name()),
    ));
    keep(Keep::Picture {
        name: name(model, "svg"),
        contents,
    })
}

/// The frames of what the encapsulation pane shows, and how many more there were.
struct Taken {
    frames: Vec<Frame>,
    more: usize,
}

/// All frames of the message shown, captured ones as the log keeps them; else the frame shown.
fn taken(model: &Model, journey: &Journey) -> Taken {
    let one = || Taken {
        frames: vec![journey.frame.clone()],
        more: 0,
    };
    let Subject::Message(number) = journey.facts.subject else {
        return one();
    };
    let Some(entry) = model.messages.ledger.get(EntryId(number)) else {
        return one();
    };
    if journey.frame.meta.origin == Origin::Captured {
        let frames: Vec<_> = entry
            .frames
            .iter()
            .filter_map(|key| model.trace.packets.get(*key)?.frame())
            .collect();
        let more = entry.frames.len().saturating_sub(frames.len());
        return if frames.is_empty() {
            one()
        } else {
            Taken { frames, more }
        };
    }
    let rebuilt = rebuild(model, &entry.carried, entry.time);
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
fn as_kept(model: &Model, frame: Frame) -> KeptFrame {
    let place = frame.meta.place;
    let of_file = frame.meta.origin == Origin::Opened;
    // What the encapsulation pane shows may be of a file that was closed meanwhile: then no name is right.
    let file = model.trace.file.as_ref();
    let file = file.filter(|_| model.desk.focus == ScreenId::Packets);
    let interface = if of_file {
        file.and_then(|file| file.interfaces.get(place.interface.0 as usize).cloned())
    } else {
        model.hosts.interface(place).map(Foreign::from)
    };
    let comment = (frame.meta.origin == Origin::Rebuilt).then(|| REBUILT.into());
    KeptFrame {
        frame,
        interface: interface.unwrap_or_default(),
        comment,
    }
}

/// A screen by itself, as a picture and as text.
fn screen_picture(model: &Model, screen: ScreenId) -> (String, String) {
    let buf = view::whole(model, screen);
    (
        picture::svg(
            &buf,
            &view::name(model, screen),
            Ground::of(model.start.theme.name()),
        ),
        picture::text(&buf),
    )
}

#[cfg(test)]
pub(crate) mod tests;
