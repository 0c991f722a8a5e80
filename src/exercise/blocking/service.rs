//! Three clients at one server, one of them silent: served one after the other, by a poll loop, by a thread each.

use std::time::Duration;

use bytes::Bytes;

use super::pair::{self, Pair, ROOM};
use super::part::{Chapter, Model};
use super::replay::Replay;
use crate::exercise::call::{Actor, Call, Interest, Role, Sock, Step, Value};
use crate::exercise::journal::{Entry, Journal};

/// The clients.
pub const CLIENTS: [u16; 3] = [1, 2, 3];
/// The one that says nothing for long.
pub const SLOW: u16 = 1;
/// Those that speak at once.
pub const QUICK: [u16; 2] = [2, 3];

/// A call that waits is called one after this long, in ms.
const PATIENCE: u64 = 200;
/// For how long a poll waits where nobody is expected.
const NOBODY: Duration = Duration::from_millis(250);
/// For how long it waits for somebody who has spoken.
const SOMEBODY: Duration = Duration::from_secs(2);
/// Polls of one loop; five serve three.
const MOST_POLLS: usize = 10;

const ASKED: Bytes = Bytes::from_static(b"hello");
const ANSWERED: Bytes = Bytes::from_static(b"ok");

pub(super) fn run(run: &mut Replay<'_>, models: &[Model]) -> Option<()> {
    for client in CLIENTS {
        Pair::client(client).connect(run)?;
    }
    for model in models {
        match model {
            Model::Sequential => sequential(run)?,
            Model::Poll => poll(run)?,
            Model::Threads => threads(run)?,
        }
    }
    Some(())
}

fn client(number: u16, call: Call) -> Step {
    let who = Actor::of(Role::Client, number);
    Step::new(who, Pair::client(number).near, call)
}

fn server(thread: u16, number: u16, call: Call) -> Step {
    let who = Actor::of(Role::Server, thread);
    Step::new(who, Pair::client(number).far, call)
}

/// The quick ones ask, and wait for their answers.
fn quick_ask(run: &mut Replay<'_>) -> Option<()> {
    for number in QUICK {
        run.make(client(number, Call::Send(ASKED)))?;
        let waits = client(number, Call::Recv(ROOM)).at_most(PATIENCE / 2);
        run.make(waits.because("blocking-why-answer"))?;
    }
    Some(())
}

fn slow_asks(run: &mut Replay<'_>) -> Option<()> {
    let asks = client(SLOW, Call::Send(ASKED));
    run.make(asks.because("blocking-why-slow"))?;
    Some(())
}

/// The slow one takes its answer, which has been sent.
fn slow_takes(run: &mut Replay<'_>) -> Option<()> {
    run.make(client(SLOW, Call::Recv(ROOM)))?;
    Some(())
}

/// The clients in the order of their numbers: the first one is silent, so the server waits there.
fn sequential(run: &mut Replay<'_>) -> Option<()> {
    let first = server(0, SLOW, Call::Recv(ROOM)).at_most(PATIENCE);
    run.make(first.because("blocking-why-first"))?;
    quick_ask(run)?;
    run.make(Step::lab(Call::Look).because("blocking-why-stuck"))?;
    slow_asks(run)?;
    // Made when its recv has returned.
    run.make(server(0, SLOW, Call::Send(ANSWERED)))?;
    slow_takes(run)?;
    for number in QUICK {
        run.make(server(0, number, Call::Recv(ROOM)))?;
        run.make(server(0, number, Call::Send(ANSWERED)))?;
    }
    Some(())
}

/// Whoever is ready, as poll tells.
fn poll(run: &mut Replay<'_>) -> Option<()> {
    let watched = CLIENTS.map(|number| (Pair::client(number).far, Interest::Read));
    let asks = |limit| {
        let poll = Call::Poll(watched.to_vec(), Some(limit));
        Step::new(Actor::SERVER, Sock::NONE, poll)
    };
    run.make(asks(NOBODY).because("blocking-why-poll-all"))?;
    quick_ask(run)?;
    let mut served = 0;
    let mut slow_spoke = false;
    for _ in 0..MOST_POLLS {
        let expected = slow_spoke || served < QUICK.len();
        let poll = asks(if expected { SOMEBODY } else { NOBODY });
        let ready = ready(run.make(poll.because("blocking-why-ready"))?);
        for number in &ready {
            run.make(server(0, *number, Call::Recv(ROOM)))?;
            run.make(server(0, *number, Call::Send(ANSWERED)))?;
        }
        served += ready.len();
        if ready.contains(&SLOW) {
            break;
        }
        if !expected {
            slow_asks(run)?;
            slow_spoke = true;
        }
    }
    slow_takes(run)
}

/// The clients whose sockets poll has found ready.
fn ready(poll: &Entry) -> Vec<u16> {
    match poll.value() {
        Some(Value::Ready(ready)) => ready.iter().map(|(sock, _)| sock.number).collect(),
        _ => Vec::new(),
    }
}

/// A thread waits for each client.
fn threads(run: &mut Replay<'_>) -> Option<()> {
    for number in CLIENTS {
        let waits = server(number, number, Call::Recv(ROOM)).at_most(PATIENCE / 2);
        run.make(waits.because("blocking-why-thread"))?;
    }
    for number in QUICK {
        run.make(client(number, Call::Send(ASKED)))?;
        // Made when its recv has returned.
        run.make(server(number, number, Call::Send(ANSWERED)))?;
        run.make(client(number, Call::Recv(ROOM)))?;
    }
    slow_asks(run)?;
    run.make(server(SLOW, SLOW, Call::Send(ANSWERED)))?;
    slow_takes(run)
}

/// The calls with which clients were served in this way.
#[must_use]
pub fn entries(journal: &Journal, model: Model) -> Vec<&Entry> {
    let mut now = None;
    let served = pair::entries(journal, Chapter::Service).filter_map(|entry| {
        now = now.max(begins(entry));
        (now == Some(model)).then_some(entry)
    });
    served.collect()
}

/// The way to serve that this call shows; `None`: it may belong to any.
fn begins(entry: &Entry) -> Option<Model> {
    let step = &entry.step;
    match step.call {
        Call::Poll(..) => Some(Model::Poll),
        Call::Recv(_) if step.who == Actor::SERVER => Some(Model::Sequential),
        Call::Recv(_) if step.who.role == Role::Server => Some(Model::Threads),
        _ => None,
    }
}

/// The way to serve that was begun last.
#[must_use]
pub fn latest(journal: &Journal) -> Option<Model> {
    let begun = |model: &Model| !entries(journal, *model).is_empty();
    Model::ALL.into_iter().rev().find(begun)
}

/// What came of one way to serve.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Served {
    /// The clients in the order in which the server had read what they asked.
    pub order: Vec<u16>,
    /// How many of the quick ones had no answer yet when the slow one spoke at last; `None`: it has not.
    pub held_up: Option<usize>,
}

impl Served {
    /// Reads it off.
    #[must_use]
    pub fn of(journal: &Journal, model: Model) -> Self {
        let entries = entries(journal, model);
        let read = |entry: &&&Entry| {
            let by_server = entry.step.who.role == Role::Server;
            by_server && entry.received().is_some_and(|got| !got.bytes.is_empty())
        };
        let mut reads: Vec<_> = entries.iter().filter(read).collect();
        reads.sort_by_key(|entry| entry.ended.as_ref().map(|ended| ended.at));
        let slow_spoke = entries.iter().find_map(|entry| {
            let asks = entry.step.on == Pair::client(SLOW).near;
            let sends = matches!(entry.step.call, Call::Send(_));
            entry.began.filter(|_| asks && sends)
        });
        let answered = |number: &u16, by| {
            let near = Pair::client(*number).near;
            let gets = |entry: &&Entry| entry.step.on == near && entry.received().is_some();
            let got = entries.iter().copied().find(gets);
            got.and_then(|entry| entry.ended.as_ref())
                .is_some_and(|ended| ended.at <= by)
        };
        let late = |by| QUICK.iter().filter(|client| !answered(client, by)).count();
        Self {
            order: reads.iter().map(|entry| entry.step.on.number).collect(),
            held_up: slow_spoke.map(late),
        }
    }
}
