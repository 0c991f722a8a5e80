//! `ports`: which binds collide, which ports one may have, and who reaches a server at which address.
//!
//! A socket's end is protocol, address and port. Linux refuses a second one with `EADDRINUSE` where the protocol
//! and the port are the same and the addresses overlap (ip(7)): 0.0.0.0 overlaps every IPv4 address, :: every
//! address unless `IPV6_V6ONLY` is set (ipv6(7)). `SO_REUSEADDR` and `SO_REUSEPORT` change that (socket(7)).
//! Ports below `ip_unprivileged_port_start` need a right (ip(7)); port 0 asks the kernel for one of
//! `ip_local_port_range`. Nothing of this is taken for granted here: every bind and connect is tried.

pub mod own;
pub mod places;
pub mod verdict;

mod found;
mod script;

use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say;
use crate::say::Say;
use own::{OwnPair, PairOptions};
use verdict::Verdict;

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "ports",
    title: "ports-title",
    about: "ports-about",
    knobs: &[
        words(
            "what",
            "ports-knob-what",
            &[
                ("all", "ports-what-all"),
                ("collide", "ports-what-collide"),
                ("reach", "ports-what-reach"),
            ],
        ),
        words("first", "ports-knob-first", OwnPair::FIRST),
        words("second", "ports-knob-second", OwnPair::ENDS),
        words("option", "ports-knob-option", PairOptions::WORDS),
    ],
    controls: &[],
    ground: Ground::Here,
    make: |choices| Box::new(Ports::new(choices)),
};

const fn words(
    name: &'static str,
    label: &'static str,
    words: &'static [(&'static str, &'static str)],
) -> Knob {
    Knob {
        name,
        label,
        values: Values::Words(words),
    }
}

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// Binds of two programs, low ports, port 0.
    pub collide: bool,
    /// Servers at several addresses, and who reaches them.
    pub reach: bool,
    /// A pair of binds of the student's own, tried first among the binds.
    pub own: Option<OwnPair>,
}

impl Ports {
    /// As chosen.
    #[must_use]
    pub fn new(choices: &Choices) -> Self {
        Self {
            own: OwnPair::of(choices).filter(|_| !choices.is("what", "reach")),
            collide: !choices.is("what", "reach"),
            reach: !choices.is("what", "collide"),
        }
    }
}

impl Exercise for Ports {
    fn next(&self, journal: &Journal) -> Option<Step> {
        script::script(*self, journal)
            .into_iter()
            .nth(journal.steps())
    }

    fn question(&self) -> Question {
        if self.collide {
            Question {
                ask: self
                    .own
                    .map_or_else(|| say!("ports-ask-bind"), found::ask_own),
                answers: vec![
                    say!("ports-answer-bound"),
                    say!("ports-answer-in-use"),
                    say!("ports-answer-denied"),
                ],
            }
        } else {
            Question {
                ask: say!("ports-ask-reach"),
                answers: vec![
                    say!("ports-answer-reached"),
                    say!("ports-answer-refused"),
                    say!("ports-answer-waits"),
                ],
            }
        }
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        let verdict = match self.own {
            Some(_) => verdict::own(journal),
            None if self.collide => verdict::any_beside_loopback(journal),
            // A server at 127.0.0.1, called at the host's other address.
            None => verdict::call(journal, 0, 1),
        };
        let other = if self.collide { "EACCES" } else { "" };
        match verdict {
            Verdict::Done => Some(0),
            Verdict::Refused("EADDRINUSE" | "ECONNREFUSED") => Some(1),
            Verdict::Refused(name) if name == other => Some(2),
            Verdict::Waits if !self.collide => Some(2),
            Verdict::Refused(_) | Verdict::Waits | Verdict::Untried | Verdict::Trying => None,
        }
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        let binds = self.collide.then(|| found::binds(*self, journal)).flatten();
        let reach = self.reach.then(|| found::reached(journal)).flatten();
        match (binds, reach) {
            (Some(binds), Some(reach)) => {
                Some(say!("ports-sentence", binds = binds, reach = reach))
            }
            (binds, reach) => binds.or(reach),
        }
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        found::all(*self, journal)
    }
}

#[cfg(test)]
pub(crate) mod tests;
