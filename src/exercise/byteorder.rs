//! `byteorder`: a number, a port or an address in this machine's memory and in network order.
//!
//! Network order is the highest byte first (RFC 1700, big-endian). What this machine does is not taken for
//! granted: its order is read off what `struct.pack('=…')` gives, so the same script is right on a big-endian one.

pub mod meaning;
pub mod reading;

mod found;
mod script;

use bytes::Bytes;

use super::code;
use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say;
use crate::say::Say;
use meaning::Meaning;

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "byteorder",
    title: "byteorder-title",
    about: "byteorder-about",
    knobs: &[
        Knob {
            name: "value",
            label: "byteorder-knob-value",
            values: Values::Text {
                default: "1024",
                wrong: meaning::wrong,
            },
        },
        Knob {
            name: "as",
            label: "byteorder-knob-as",
            values: Values::Words(&[
                ("auto", "byteorder-as-auto"),
                ("port", "byteorder-as-port"),
                ("number", "byteorder-as-number"),
                ("address", "byteorder-as-address"),
            ]),
        },
    ],
    controls: &[],
    // There its frames are seen without any right, and every port may be had.
    ground: Ground::Cable,
    make: |choices| Box::new(ByteOrder::new(choices)),
};

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteOrder {
    /// What the typed text means.
    pub meaning: Meaning,
    /// It was asked for as a port, but does not fit in 16 bits.
    too_large: bool,
}

impl ByteOrder {
    /// As chosen.
    #[must_use]
    pub fn new(choices: &Choices) -> Self {
        let (meaning, too_large) = Meaning::chosen(choices.word("value"), choices.word("as"));
        Self { meaning, too_large }
    }
}

impl Exercise for ByteOrder {
    fn next(&self, journal: &Journal) -> Option<Step> {
        let steps = script::script(self.meaning, journal);
        steps.into_iter().nth(journal.steps())
    }

    fn question(&self) -> Question {
        let written = |bytes: Bytes| say!("byteorder-answer-bytes", bytes = code::hex(&bytes));
        let (first, turned) = (self.meaning.network(), self.meaning.turned());
        let mut answers = vec![written(turned.clone())];
        if turned != first {
            answers.push(written(first));
        }
        answers.push(say!("byteorder-answer-depends"));
        Question {
            ask: say!(
                "byteorder-ask",
                value = self.meaning.to_string(),
                bits = self.meaning.bits()
            ),
            answers,
        }
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        let wire = reading::network(journal)?;
        let asked = [self.meaning.turned(), self.meaning.network()];
        asked.iter().position(|bytes| *bytes == wire)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        found::sentence(self.meaning, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        found::all(*self, journal)
    }
}

#[cfg(test)]
pub(crate) mod tests;
