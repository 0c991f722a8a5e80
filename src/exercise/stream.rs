//! `stream` (粘包): sends are not messages.
//!
//! TCP carries a stream of bytes and keeps no borders between sends (RFC 9293 §2.2, §3.7.4): `recv` gives what has
//! come by then. What keeps messages apart stands in the bytes themselves; a pause between sends does not, and it is
//! shown to fail. The same sends over UDP keep their borders (RFC 768).

mod framing;
mod plan;
mod script;
mod shown;
mod traffic;

use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say::Say;

pub use framing::{Framing, Taken};
pub use plan::Plan;
pub use traffic::{Datagram, Part, Traffic};

/// One more send.
pub const SEND: &str = "send";
/// One more recv.
pub const RECV: &str = "recv";

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "stream",
    title: "stream-title",
    about: "stream-about",
    knobs: &[
        Knob {
            name: "framing",
            label: "stream-knob-framing",
            values: Values::Words(&[
                ("none", "stream-framing-none"),
                ("pause", "stream-framing-pause"),
                ("delimiter", "stream-framing-delimiter"),
                ("length", "stream-framing-length"),
                ("fixed", "stream-framing-fixed"),
            ]),
        },
        Knob {
            name: "reader",
            label: "stream-knob-reader",
            values: Values::Words(&[
                ("slow", "stream-reader-slow"),
                ("fast", "stream-reader-fast"),
            ]),
        },
        Knob::measure(
            "gap",
            "stream-knob-gap",
            (0, 500),
            0,
            (50, "stream-unit-ms"),
        ),
        Knob::measure(
            "recv",
            "stream-knob-recv",
            (1, 8192),
            16,
            (8, "stream-unit-bytes"),
        ),
        Knob::number("sends", "stream-knob-sends", (1, 8), 3),
        Knob {
            name: "nagle",
            label: "stream-knob-nagle",
            values: Values::Words(&[("on", "stream-nagle-on"), ("off", "stream-nagle-off")]),
        },
        Knob {
            name: "text",
            label: "stream-knob-text",
            values: Values::Text {
                default: "你好|我|学网络",
                wrong: plan::wrong,
            },
        },
        Knob::measure(
            "size",
            "stream-knob-size",
            (0, 8000),
            0,
            (500, "stream-unit-bytes"),
        ),
    ],
    controls: &[SEND, RECV],
    // There the segments are seen without any right.
    ground: Ground::Cable,
    make: |choices| Box::new(Stream::new(choices)),
};

/// What was chosen.
#[derive(Debug, Clone)]
pub struct Stream(Plan);

impl Stream {
    /// With these choices.
    #[must_use]
    pub fn new(choices: &Choices) -> Self {
        Self(Plan::of(choices))
    }
}

impl Exercise for Stream {
    fn next(&self, journal: &Journal) -> Option<Step> {
        let steps = script::script(&self.0, journal);
        steps.into_iter().nth(journal.steps())
    }

    fn question(&self) -> Question {
        shown::question(&self.0)
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        shown::answer(&self.0, journal)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        shown::sentence(&self.0, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        shown::findings(&self.0, journal)
    }
}
