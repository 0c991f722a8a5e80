//! `backlog`: who is connected without being accepted, how many, and what becomes of the rest.
//!
//! `listen(n)` bounds the queue of connections that wait for `accept` (listen(2)). Linux takes n + 1
//! (`sk_acceptq_is_full` asks for more than n); what comes beyond waits and is not refused: a SYN that finds the
//! queue full is dropped and sent again by the client's TCP; where the queue fills between a SYN and the third
//! segment of its handshake, the client is connected and the server's end is not.

mod crowd;
mod script;
mod told;

use std::ops::RangeInclusive;

use super::call::{Sock, Step};
use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question};
use crate::say;
use crate::say::Say;

pub use crowd::{Crowd, Guest, Place};

/// The socket that listens.
pub const LISTENER: Sock = Sock::named("listener");
/// One more client.
pub const ADD: &str = "add-client";
/// One `accept`.
pub const ACCEPT: &str = "accept";

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "backlog",
    title: "backlog-title",
    about: "backlog-about",
    knobs: &[
        Knob::number("backlog", "backlog-knob-backlog", (0, 8), 2),
        Knob::number("clients", "backlog-knob-clients", (1, 12), 5),
        Knob {
            name: "arrive",
            label: "backlog-knob-arrive",
            values: Values::Words(&[
                ("one-by-one", "backlog-arrive-one-by-one"),
                ("at-once", "backlog-arrive-at-once"),
                ("all-at-once", "backlog-arrive-all-at-once"),
            ]),
        },
        Knob::number("accepts", "backlog-knob-accepts", (0, 4), 1),
    ],
    controls: &[ADD, ACCEPT],
    ground: Ground::Here,
    make: |choices| Box::new(Backlog::new(choices)),
};

/// How the clients come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// One when the one before is connected, or is seen to wait.
    OneByOne,
    /// The first n one by one, all others at the same moment.
    Rest,
    /// All at the same moment.
    All,
}

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Backlog {
    /// The n of `listen(n)`.
    n: u16,
    clients: u16,
    arrival: Arrival,
    accepts: u16,
}

/// A client's socket.
#[must_use]
pub const fn client(number: u16) -> Sock {
    Sock::of("client", number)
}

/// The socket that the accept of this number gives.
#[must_use]
pub const fn served(number: u16) -> Sock {
    Sock::of("served", number)
}

impl Backlog {
    fn new(choices: &Choices) -> Self {
        let small = |name| u16::try_from(choices.number(name)).unwrap_or(0);
        Self {
            n: small("backlog"),
            clients: small("clients"),
            arrival: match choices.word("arrive") {
                "at-once" => Arrival::Rest,
                "all-at-once" => Arrival::All,
                _ => Arrival::OneByOne,
            },
            accepts: small("accepts"),
        }
    }

    /// Clients that come one by one, before any that come at the same moment.
    fn one_by_one(self) -> u16 {
        match self.arrival {
            Arrival::OneByOne => self.clients,
            Arrival::Rest => self.n.min(self.clients),
            Arrival::All => 0,
        }
    }

    /// The counts that each answer stands for: none, some up to n, n + 1, more than that. Every count has one: the
    /// kernel may cap n.
    fn guesses(self) -> Vec<RangeInclusive<u16>> {
        let (n, all) = (self.n, self.clients);
        let parts = [
            0..=0,
            1..=n.min(all.saturating_sub(1)),
            n + 1..=(n + 1).min(all.saturating_sub(1)),
            (n + 2).min(all)..=all,
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect()
    }
}

impl Exercise for Backlog {
    fn next(&self, journal: &Journal) -> Option<Step> {
        script::next(*self, journal)
    }

    fn question(&self) -> Question {
        let answer = |guess: RangeInclusive<u16>| match guess.into_inner() {
            (0, _) => say!("backlog-answer-none"),
            (from, to) if to == self.clients && from < to => {
                say!("backlog-answer-more", count = to)
            }
            (_, all) if all == self.clients => say!("backlog-answer-all", count = all),
            (from, to) if from < to => say!("backlog-answer-some", count = to),
            (_, count) => say!("backlog-answer-count", count = count),
        };
        Question {
            ask: say!("backlog-ask", backlog = self.n, clients = self.clients),
            answers: self.guesses().into_iter().map(answer).collect(),
        }
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        let before = told::before_accept(journal);
        before.looked()?;
        let crowd = Crowd::at(&before, journal);
        // Who never found out whether there is room says nothing about it.
        if crowd.count(Place::Failed) > 0 {
            return None;
        }
        let connected = u16::try_from(crowd.count(Place::Queued)).ok()?;
        let guesses = self.guesses();
        guesses.iter().position(|guess| guess.contains(&connected))
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        told::sentence(*self, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        told::findings(*self, journal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::call::Call;
    use crate::exercise::ground::Setting;

    fn exercise(set: &[(&str, &str)]) -> Backlog {
        let mut choices = Choices::new(RECIPE.knobs);
        for (name, value) in set {
            choices.set(name, value).unwrap();
        }
        Backlog::new(&choices)
    }

    #[test]
    fn every_count_has_one_answer() {
        for (n, clients) in [
            ("0", "1"),
            ("0", "5"),
            ("2", "5"),
            ("2", "3"),
            ("8", "3"),
            ("8", "12"),
        ] {
            let exercise = exercise(&[("backlog", n), ("clients", clients)]);
            let guesses = exercise.guesses();
            for count in 0..=exercise.clients {
                let right = guesses.iter().filter(|guess| guess.contains(&count));
                assert_eq!(
                    right.count(),
                    1,
                    "{count} of {clients} at listen({n}): {guesses:?}"
                );
            }
            assert!((2..=4).contains(&guesses.len()), "{guesses:?}");
        }
        let keys = |exercise: Backlog| -> Vec<_> {
            let answers = exercise.question().answers;
            answers.into_iter().map(|answer| answer.key).collect()
        };
        assert_eq!(
            keys(exercise(&[])),
            [
                "backlog-answer-none",
                "backlog-answer-some",
                "backlog-answer-count",
                "backlog-answer-more"
            ]
        );
        let few = exercise(&[("backlog", "8"), ("clients", "3")]);
        assert_eq!(
            keys(few),
            [
                "backlog-answer-none",
                "backlog-answer-some",
                "backlog-answer-all"
            ]
        );
    }

    #[test]
    fn at_once_n_come_before_and_all_at_once_nobody() {
        let alone = |word| exercise(&[("arrive", word), ("clients", "4")]).one_by_one();
        assert_eq!(alone("one-by-one"), 4);
        assert_eq!(alone("at-once"), 2);
        assert_eq!(alone("all-at-once"), 0);
    }

    #[test]
    fn nothing_is_called_or_said_before_the_ground_is_ready() {
        let (exercise, mut journal) = (exercise(&[]), Journal::default());
        assert_eq!(exercise.next(&journal), None);
        assert_eq!(exercise.answer(&journal), None);
        assert_eq!(exercise.sentence(&journal), None);
        journal.setting = Some(Setting::here());
        let first = exercise.next(&journal).unwrap();
        assert_eq!(first.call, Call::Setting("net.core.somaxconn"));
    }
}
