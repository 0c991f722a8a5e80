//! Both ends for real: a message's headers as they were here, beside what the peer's own interface saw.

mod view;

use crate::journey::compare::{Comparison, Ours, Told, compare};
use crate::journey::{Journey, Subject};
use crate::keymap::Move;
use crate::say;
use crate::say::{Clean, Say};

use super::Encap;

pub(super) use view::BothView;

/// What is known of a message's other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Who is there.
    pub name: Clean,
    /// How far it is.
    pub state: SightState,
}

/// How far the question about the other end is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SightState {
    /// This frame is no message of the chat: there is nobody to ask.
    NoMessage,
    /// The peer speaks plain text.
    Plain,
    /// The peer does not capture.
    CannotThere,
    /// The peer, or the connection that carried the message, has gone.
    Gone,
    /// Asked; no answer so far.
    Asked,
    /// Asked some seconds ago, and still no answer. One may yet come.
    Late,
    /// The peer does not want it.
    Refused,
    /// The peer may not capture where the message passed.
    NoRight,
    /// The peer has seen no such frames, or no longer keeps them.
    NotSeen,
    /// Here it is: the frames told, and how many there were in all.
    Told(Vec<Told>, usize),
}

impl SightState {
    /// Is it worth asking once more?
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        !matches!(self, Self::Asked | Self::Told(..))
    }

    /// What is so, and what to do next.
    fn say(&self, name: &str) -> [Say; 2] {
        let name = || name.to_owned();
        match self {
            Self::NoMessage => [
                say!("sighting-no-message"),
                say!("sighting-no-message-next"),
            ],
            Self::Plain => [
                say!("sighting-plain", name = name()),
                say!("sighting-plain-next"),
            ],
            Self::CannotThere | Self::NoRight => [
                say!("sighting-cannot", name = name()),
                say!("sighting-cannot-next"),
            ],
            Self::Gone => [say!("sighting-gone"), say!("sighting-gone-next")],
            Self::Asked => [
                say!("sighting-asked", name = name()),
                say!("sighting-asked-next"),
            ],
            Self::Late => [
                say!("sighting-late", name = name()),
                say!("sighting-late-next"),
            ],
            Self::Refused => [
                say!("sighting-refused", name = name()),
                say!("sighting-refused-next"),
            ],
            Self::Told(frames, total) if !frames.is_empty() => {
                let (told, total) = (frames.len(), *total);
                let next = if told < total {
                    say!("sighting-not-among-next")
                } else {
                    say!("sighting-not-seen-next")
                };
                [
                    say!(
                        "sighting-not-among",
                        name = name(),
                        told = told,
                        total = total
                    ),
                    next,
                ]
            }
            Self::NotSeen | Self::Told(..) => [
                say!("sighting-not-seen", name = name()),
                say!("sighting-not-seen-next"),
            ],
        }
    }
}

impl Encap {
    /// What is known of the other end of the message shown.
    #[must_use]
    pub fn sight(&self) -> Option<&Sight> {
        let shown = self.subject();
        self.sight
            .as_ref()
            .filter(|(subject, _)| Some(*subject) == shown)
            .map(|(_, sight)| sight)
    }

    /// This is known of a message's other end.
    pub fn set_sight(&mut self, subject: Subject, sight: Sight) {
        if self
            .sight
            .as_ref()
            .is_none_or(|(before, _)| *before != subject)
        {
            self.row = 0;
        }
        self.sight = Some((subject, sight));
    }

    /// Both ends of the message shown, field by field; `None` until its peer has told of this frame.
    #[must_use]
    pub fn both_ends(&self) -> Option<Comparison> {
        comparison(self.journey()?, self.sight()?)
    }

    /// To another row, with both ends shown. `page`: rows of a page.
    pub(super) fn walk_rows(&mut self, to: Move, page: usize) -> bool {
        // Behind the last row stands one more remark.
        let last = self
            .both_ends()
            .map_or(0, |comparison| comparison.rows.len());
        let row = to.walked(self.row, last, page);
        let changed = row != self.row;
        self.row = row;
        changed
    }
}

/// Both ends of the message shown; `None`: the other end told nothing that can be compared.
fn comparison(journey: &Journey, sight: &Sight) -> Option<Comparison> {
    let SightState::Told(frames, total) = &sight.state else {
        return None;
    };
    let mine = Ours {
        frame: &journey.frame,
        outgoing: journey
            .facts
            .carried
            .as_ref()
            .is_none_or(|carried| carried.outgoing),
        index: journey.facts.part.index,
        frames: journey.facts.part.of.max(1),
    };
    compare(&mine, frames, *total, &sight.name)
}

#[cfg(test)]
mod tests;
