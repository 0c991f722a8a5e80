//! `endings`: how a conversation ends, or seems to, and what `recv` gives then.
//!
//! A FIN gives 0 bytes (`b''`), a RST an error, a silence or a vanished host nothing at all; over UDP 0 bytes are a
//! datagram like any other. Who closes first waits in TIME-WAIT (RFC 9293 §3.6), and that is why a server that is
//! started again may find its address in use.

pub mod case;
pub mod ending;
mod found;
mod question;
mod script;
mod sentence;

use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say::Say;

pub use case::{Case, End, Moment, Pair, State, Told};
pub use ending::Ending;
pub use script::{AGAIN, CLIENT, LISTENER, RECEIVER, SENDER, SERVED};

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "endings",
    title: "endings-title",
    about: "endings-about",
    knobs: &[Knob {
        name: "ending",
        label: "endings-knob-ending",
        values: Values::Words(&[
            ("all", "endings-name-all"),
            ("fin", "endings-name-fin"),
            ("half-close", "endings-name-half-close"),
            ("reset", "endings-name-reset"),
            ("unread", "endings-name-unread"),
            ("silence", "endings-name-silence"),
            ("vanished", "endings-name-vanished"),
            ("empty-datagram", "endings-name-empty"),
            ("large-datagram", "endings-name-large"),
            ("restart", "endings-name-restart"),
        ]),
    }],
    controls: &[],
    ground: Ground::Here,
    make: |choices| Box::new(Endings::new(choices)),
};

/// What was chosen: one ending, or all of them.
#[derive(Debug, Clone, Copy)]
pub struct Endings {
    one: Option<Ending>,
}

impl Endings {
    /// From what was chosen.
    #[must_use]
    pub fn new(choices: &Choices) -> Self {
        Self {
            one: Ending::of(choices.word("ending")),
        }
    }

    /// The endings to be tried, in order.
    #[must_use]
    pub fn list(&self) -> &[Ending] {
        match &self.one {
            Some(one) => std::slice::from_ref(one),
            None => &Ending::ALL,
        }
    }

    /// The endings that have begun, with their calls.
    #[must_use]
    pub fn cases<'a>(&self, journal: &'a Journal) -> Vec<Case<'a>> {
        case::cases(self.list(), journal)
    }
}

impl Exercise for Endings {
    fn next(&self, journal: &Journal) -> Option<Step> {
        let plan = script::plan(self.list(), journal);
        plan.into_iter().nth(journal.steps()).map(|(_, step)| step)
    }

    fn question(&self) -> Question {
        question::of(self.one)
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        question::answer(self.one, &self.cases(journal))
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        let cases = self.cases(journal);
        match self.one {
            Some(_) => sentence::of(*cases.first()?),
            None => sentence::of_all(&cases),
        }
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        self.cases(journal)
            .into_iter()
            .flat_map(found::of)
            .collect()
    }
}

#[cfg(test)]
mod tests;
