//! `backlog`: who is connected without being accepted, how many, and what becomes of the rest.
//!
//! `listen(n)` bounds the queue of connections that wait for `accept` (listen(2)). Linux takes n + 1
//! (`sk_acceptq_is_full` asks for more than n); what comes beyond is dropped and tried again by the client's TCP,
//! not refused.

use super::call::{Actor, Call, Family, Kind, Role, Sock, Step};
use super::ground::Ground;
use super::journal::{Entry, Journal};
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::state::TcpState;
use super::{Exercise, Finding, Question};
use crate::say;
use crate::say::Say;

/// The socket that listens.
pub const LISTENER: Sock = Sock::named("listener");
/// One more client.
pub const ADD: &str = "add-client";
/// One `accept`.
pub const ACCEPT: &str = "accept";

/// A connect that waits is called one after this long, in ms: over loopback one that succeeds takes a tenth of one.
const PATIENCE: u64 = 300;

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "backlog",
    title: "backlog-title",
    about: "backlog-about",
    knobs: &[
        Knob {
            name: "backlog",
            label: "backlog-knob-backlog",
            values: Values::Number {
                from: 0,
                to: 8,
                default: 2,
                step: 1,
                unit: "",
            },
        },
        Knob {
            name: "clients",
            label: "backlog-knob-clients",
            values: Values::Number {
                from: 1,
                to: 12,
                default: 5,
                step: 1,
                unit: "",
            },
        },
    ],
    controls: &[ADD, ACCEPT],
    ground: Ground::Here,
    make: |choices| Box::new(Backlog::new(choices)),
};

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Backlog {
    backlog: u16,
    clients: u16,
}

/// A client's socket.
#[must_use]
pub const fn client(number: u16) -> Sock {
    Sock::of("client", number)
}

impl Backlog {
    fn new(choices: &Choices) -> Self {
        let small = |name| u16::try_from(choices.number(name)).unwrap_or(0);
        Self {
            backlog: small("backlog"),
            clients: small("clients"),
        }
    }

    /// All steps up to now, as far as they are known.
    fn script(self, journal: &Journal) -> Vec<Step> {
        let mut steps = self.opening(journal);
        for number in 1..=self.clients {
            steps.extend(arrival(number, journal));
        }
        steps.push(Step::lab(Call::Look).because("backlog-why-look"));
        steps
    }

    fn opening(self, journal: &Journal) -> Vec<Step> {
        let server = |call| Step::new(Actor::SERVER, LISTENER, call);
        let Some(setting) = &journal.setting else {
            return Vec::new();
        };
        let any_port = (setting.far, 0).into();
        vec![
            server(Call::Socket(Family::Inet, Kind::Stream)),
            server(Call::Bind(any_port)).because("backlog-why-bind"),
            server(Call::Listen(self.backlog.into())).because("backlog-why-listen"),
        ]
    }
}

/// A client comes.
fn arrival(number: u16, journal: &Journal) -> Vec<Step> {
    let who = Actor::of(Role::Client, number);
    let Some(address) = journal.address(LISTENER) else {
        return Vec::new();
    };
    vec![
        Step::new(
            who,
            client(number),
            Call::Socket(Family::Inet, Kind::Stream),
        ),
        Step::new(who, client(number), Call::Connect(address))
            .at_most(PATIENCE)
            .because("backlog-why-connect"),
    ]
}

fn connects(journal: &Journal) -> impl Iterator<Item = &Entry> {
    let connects = |entry: &&Entry| matches!(entry.step.call, Call::Connect(_));
    journal.entries.iter().filter(connects)
}

impl Exercise for Backlog {
    fn next(&self, journal: &Journal) -> Option<Step> {
        self.script(journal).into_iter().nth(journal.steps())
    }

    fn question(&self) -> Question {
        Question {
            ask: say!(
                "backlog-ask",
                backlog = self.backlog,
                clients = self.clients
            ),
            answers: vec![
                say!("backlog-answer-count", count = self.backlog),
                say!("backlog-answer-count", count = self.backlog + 1),
                say!("backlog-answer-count", count = self.clients),
            ],
        }
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        journal.looked()?;
        let connected = connects(journal).filter(|entry| entry.succeeded()).count();
        let counts = [self.backlog, self.backlog + 1, self.clients].map(usize::from);
        counts.iter().position(|count| *count == connected)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        let rows = journal.looked()?;
        let listening = rows
            .iter()
            .find(|row| row.state == Some(TcpState::Listen))?;
        Some(say!(
            "backlog-sentence",
            backlog = self.backlog,
            queue = listening.receive_queue,
            limit = listening.send_queue
        ))
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        let connected = connects(journal).filter(|entry| entry.succeeded()).count();
        vec![Finding::number(
            "connected",
            connected,
            say!("backlog-found-connected", count = connected),
        )]
    }
}
