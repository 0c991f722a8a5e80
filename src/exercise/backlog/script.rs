//! What is called when. Steps that are known beforehand are a list in which each stands once; what depends on how
//! it goes (a client that got in sends, an accepted one is read, the kernel is asked when something has changed)
//! comes in between.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::crowd::{self, Crowd, Place};
use super::{ACCEPT, ADD, Arrival, Backlog, LISTENER, client, served};
use crate::exercise::call::{Actor, Call, Family, Kind, Opt, Role, Step};
use crate::exercise::ground::Setting;
use crate::exercise::journal::{Entry, Journal};

/// A call that waits is called so after this long, in ms: over loopback one that succeeds takes a tenth of one.
const PATIENCE: u64 = 300;
/// Clients at most, those added while it runs included: each is a thread.
const MOST_CLIENTS: u16 = 40;
/// How long all handshakes are held half open: by then every SYN is out, and has been seen to wait.
const HELD: Duration = Duration::from_millis(600);
/// Where there is room again, a client in SYN-SENT is waited for in such pieces: its TCP tries again after a second.
const PIECE: Duration = Duration::from_millis(500);
/// And in such pieces one that is connected at its own end: no call of its returns when it comes in, so there is a look
/// at all sockets after each. Its TCP, or the server's, sends again after one second, then two, then four.
const LONG_PIECE: Duration = Duration::from_secs(1);
/// For so long at most.
const LONGEST: Duration = Duration::from_secs(4);
/// Room for what a client has sent.
const ROOM: usize = 100;

/// The next call.
pub(super) fn next(of: Backlog, journal: &Journal) -> Option<Step> {
    let setting = journal.setting.as_ref()?;
    let opening = opening(of, setting);
    if let Some(step) = opening.into_iter().nth(journal.steps()) {
        return Some(step);
    }
    greeting(journal)
        .or_else(|| reading(journal))
        .or_else(|| address(journal))
        .or_else(|| look(journal))
        .or_else(|| planned(of, journal))
}

fn opening(of: Backlog, setting: &Setting) -> Vec<Step> {
    let server = |call| Step::new(Actor::SERVER, LISTENER, call);
    let asked = |name| Step {
        on: crate::exercise::Sock::NONE,
        ..server(Call::Setting(name))
    };
    vec![
        asked(crowd::CAP).because("backlog-why-cap"),
        asked(crowd::ABORT).because("backlog-why-abort"),
        asked(crowd::COOKIES).because("backlog-why-cookies"),
        server(Call::Socket(Family::Inet, Kind::Stream)),
        server(Call::Bind((setting.far, 0).into())).because("backlog-why-bind"),
        server(Call::Listen(of.n.into())).because("backlog-why-listen"),
    ]
}

/// A client that is connected sends, accepted or not.
fn greeting(journal: &Journal) -> Option<Step> {
    let connected = journal.entries.iter().filter(|entry| entry.succeeded());
    let connected = connected.filter(|entry| matches!(entry.step.call, Call::Connect(_)));
    let steps = connected.map(|entry| {
        let text = format!("hello from {}", entry.step.on.number);
        Step::new(
            entry.step.who,
            entry.step.on,
            Call::Send(Bytes::from(text.into_bytes())),
        )
        .at_most(PATIENCE)
        .because("backlog-why-send")
    });
    first_unasked(journal, steps)
}

/// What was accepted is read.
fn reading(journal: &Journal) -> Option<Step> {
    let accepted = journal.entries.iter().filter(|entry| entry.succeeded());
    let steps = accepted.filter_map(|entry| match entry.step.call {
        Call::Accept(made) => Some(
            Step::new(Actor::SERVER, made, Call::Recv(ROOM))
                .at_most(PATIENCE)
                .because("backlog-why-recv"),
        ),
        _ => None,
    });
    first_unasked(journal, steps)
}

/// A client that waits in `connect` cannot say which port it has: it is asked from outside.
fn address(journal: &Journal) -> Option<Step> {
    let waiting = journal.entries.iter().filter(|entry| {
        let connects = matches!(entry.step.call, Call::Connect(_));
        connects && entry.ended.is_none() && entry.waits.is_some()
    });
    let unknown = waiting.filter(|entry| crowd::address(journal, entry.step.on).is_none());
    let steps = unknown.map(|entry| {
        Step::new(Actor::LAB, entry.step.on, Call::GetSockName).because("backlog-why-address")
    });
    first_unasked(journal, steps)
}

/// A look at all sockets, where something has changed since the last.
fn look(journal: &Journal) -> Option<Step> {
    let is_look = |entry: &Entry| entry.step.call == Call::Look;
    let last = journal.entries.iter().rev().find(|entry| is_look(entry));
    let since = last.and_then(|entry| entry.began);
    let changed = journal
        .entries
        .iter()
        .filter(|entry| changes(&entry.step.call));
    let mut times = changed.filter_map(|entry| {
        let ended = entry.ended.as_ref().map(|ended| ended.at);
        ended.max(entry.waits)
    });
    // Two in a row see the same: a clock that was set back would ask for ever.
    let twice = journal.entries.len() >= 2 && journal.entries.iter().rev().take(2).all(is_look);
    let due = !twice && times.any(|time| Some(time) > since);
    due.then(|| Step::lab(Call::Look).because("backlog-why-look"))
}

fn changes(call: &Call) -> bool {
    match call {
        Call::Connect(_) | Call::Accept(_) | Call::Send(_) | Call::Recv(_) => true,
        Call::Sleep(time) => *time == LONG_PIECE,
        _ => false,
    }
}

/// The first of the plan that was not asked for. Before an accept, and at the end, whoever can come in is waited for.
fn planned(of: Backlog, journal: &Journal) -> Option<Step> {
    let server_is_free = journal.by(Actor::SERVER).all(|entry| entry.ended.is_some());
    let possible = plan(of, journal)
        .into_iter()
        .filter(|step| server_is_free || !matches!(step.call, Call::Accept(_)));
    let next = first_unasked(journal, possible);
    let patient = next
        .as_ref()
        .is_none_or(|step| matches!(step.call, Call::Accept(_)));
    patient.then(|| wait(journal)).flatten().or(next)
}

fn plan(of: Backlog, journal: &Journal) -> Vec<Step> {
    let mut steps = Vec::new();
    let (alone, all) = (of.one_by_one(), of.clients);
    for number in 1..=alone {
        steps.extend(arrival(number, journal));
    }
    if of.arrival != Arrival::OneByOne && alone < all {
        steps.extend(together(alone + 1, all, journal));
    }
    let (mut clients, mut accepts) = (all, 0);
    // Without a socket that listens nobody comes and nothing can be accepted.
    if listens(journal).is_none() {
        return steps;
    }
    for _ in 0..of.accepts {
        accepts += 1;
        steps.push(accept(accepts));
    }
    for control in &journal.pressed {
        if *control == ADD && clients < MOST_CLIENTS {
            clients += 1;
            steps.extend(arrival(clients, journal));
        } else if *control == ACCEPT {
            accepts += 1;
            steps.push(accept(accepts));
        }
    }
    steps
}

fn accept(number: u16) -> Step {
    Step::new(Actor::SERVER, LISTENER, Call::Accept(served(number)))
        .at_most(PATIENCE)
        .because("backlog-why-accept")
}

/// Where the server listens; `None`: it does not.
fn listens(journal: &Journal) -> Option<SocketAddr> {
    let listens = |entry: &Entry| matches!(entry.step.call, Call::Listen(_)) && entry.succeeded();
    let listening = journal.entries.iter().any(listens);
    listening.then(|| journal.address(LISTENER)).flatten()
}

/// A client comes, alone.
fn arrival(number: u16, journal: &Journal) -> Vec<Step> {
    let Some(address) = listens(journal) else {
        return Vec::new();
    };
    vec![
        by_client(number, Call::Socket(Family::Inet, Kind::Stream)),
        by_client(number, Call::Connect(address))
            .at_most(PATIENCE)
            .because("backlog-why-connect"),
    ]
}

fn by_client(number: u16, call: Call) -> Step {
    Step::new(Actor::of(Role::Client, number), client(number), call)
}

/// Clients come at the same moment: while they cannot hear the answer to their SYN, all their handshakes are half
/// open; then they hear again.
fn together(from: u16, to: u16, journal: &Journal) -> Vec<Step> {
    let Some(address) = listens(journal) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    for number in from..=to {
        steps.push(by_client(number, Call::Socket(Family::Inet, Kind::Stream)));
        steps.push(by_client(number, Call::Set(Opt::Deaf(true))).because("backlog-why-deaf"));
    }
    for number in from..=to {
        let connect = by_client(number, Call::Connect(address)).beside();
        steps.push(connect.because("backlog-why-together"));
    }
    steps.push(Step::lab(Call::Sleep(HELD)).because("backlog-why-held"));
    for number in from..=to {
        let hears = Call::Set(Opt::Deaf(false));
        steps.push(Step::new(Actor::LAB, client(number), hears).because("backlog-why-hears"));
    }
    steps
}

/// A moment more, where the queue has room and somebody is outside.
fn wait(journal: &Journal) -> Option<Step> {
    let crowd = Crowd::at(journal, journal);
    let connected = crowd.count(Place::HalfOpen) + crowd.count(Place::Alone) > 0;
    let piece = match (connected, crowd.count(Place::Outside)) {
        (true, _) => LONG_PIECE,
        (false, 0) => return None,
        (false, _) => PIECE,
    };
    let room = crowd.queue.zip(crowd.limit);
    let room = room.is_some_and(|(queue, limit)| queue <= limit);
    (room && waited(journal) < LONGEST)
        .then(|| Step::lab(Call::Sleep(piece)).because("backlog-why-wait"))
}

/// How long was waited since the last accept, or since the clients hear again.
fn waited(journal: &Journal) -> Duration {
    let is_turn = |entry: &Entry| matches!(entry.step.call, Call::Accept(_) | Call::Set(_));
    let since = journal.entries.iter().rev();
    let since = since.take_while(|entry| !is_turn(entry));
    since
        .filter_map(|entry| match entry.step.call {
            Call::Sleep(time) => Some(time),
            _ => None,
        })
        .sum()
}

/// The first of these that was not asked for: each of them is made once in a run.
fn first_unasked(journal: &Journal, steps: impl IntoIterator<Item = Step>) -> Option<Step> {
    let asked = |step: &Step| {
        let same = |entry: &Entry| {
            (entry.step.who, entry.step.on) == (step.who, step.on) && entry.step.call == step.call
        };
        journal.entries.iter().any(same)
    };
    steps.into_iter().find(|step| !asked(step))
}
