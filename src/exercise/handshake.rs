//! `handshake`: how a connection is opened and closed, segment by segment, with both sides' states as the kernel
//! tells them.
//!
//! Four targets: a socket that listens, a port where nobody does, one whose segments are dropped, a host that is
//! missing. The connection that comes about is closed in four segments, in three, or by both at the same time. What
//! really went over the cable is read off the frames and never assumed.

mod answers;
mod chosen;
mod findings;
mod ladder;
mod script;
mod seen;

use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say::Say;

pub use chosen::{Close, Handshake, Side, Target};
pub use ladder::{Counted, Rung, Sum, number, rungs};
pub use seen::{Observed, Outcome, observed, outcome, questions};

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "handshake",
    title: "handshake-title",
    about: "handshake-about",
    knobs: &[
        Knob {
            name: "to",
            label: "handshake-knob-to",
            values: Values::Words(&[
                ("all", "handshake-to-all"),
                ("listening", "handshake-to-listening"),
                ("closed", "handshake-to-closed"),
                ("dropped", "handshake-to-dropped"),
                ("missing", "handshake-to-missing"),
            ]),
        },
        Knob {
            name: "close",
            label: "handshake-knob-close",
            values: Values::Words(&[
                ("four", "handshake-close-four"),
                ("three", "handshake-close-three"),
                ("simultaneous", "handshake-close-simultaneous"),
            ]),
        },
        Knob {
            name: "first",
            label: "handshake-knob-first",
            values: Values::Words(&[("client", "handshake-client"), ("server", "handshake-server")]),
        },
    ],
    controls: &[],
    ground: Ground::Cable,
    make: |choices| Box::new(Handshake::new(choices)),
};

impl Exercise for Handshake {
    fn next(&self, journal: &Journal) -> Option<Step> {
        script::script(*self, journal)
            .into_iter()
            .nth(journal.steps())
    }

    fn question(&self) -> Question {
        answers::question(*self)
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        answers::answer(*self, journal)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        answers::sentence(*self, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        findings::all(*self, journal)
    }
}
