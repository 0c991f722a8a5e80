//! The question before the run, which answer was right, and what the run shows in one sentence.

use super::chosen::{Close, Handshake, Side, Target};
use super::ladder::{Rung, crossed, once, opening, rungs, teardown};
use super::seen::{Outcome, in_time_wait, outcome, questions};
use crate::exercise::Question;
use crate::exercise::call::{Call, Opt};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::{SocketRow, TcpState};
use crate::say;
use crate::say::Say;

/// Errnos that are answers.
const REFUSED: &str = "ECONNREFUSED";
const UNREACHABLE: &str = "EHOSTUNREACH";

/// What is asked: of a connection that comes about who keeps TIME-WAIT, else what `connect` gives.
pub(super) fn question(chosen: Handshake) -> Question {
    match chosen.only() {
        Some(target @ (Target::Closed | Target::Dropped | Target::Missing)) => Question {
            ask: say!("handshake-ask-connect", target = Say::plain(target.name())),
            answers: vec![
                say!("handshake-answer-refused"),
                say!("handshake-answer-unreachable"),
                say!("handshake-answer-waits"),
            ],
        },
        Some(Target::Listening) | None => Question {
            ask: match chosen.close {
                Close::Simultaneous => say!("handshake-ask-both"),
                Close::Four | Close::Slow | Close::Three => say!(
                    "handshake-ask-time-wait",
                    side = Say::plain(chosen.first.name())
                ),
            },
            answers: vec![
                say!("handshake-answer-client"),
                say!("handshake-answer-server"),
                say!("handshake-answer-both"),
            ],
        },
    }
}

/// Which was right.
pub(super) fn answer(chosen: Handshake, journal: &Journal) -> Option<usize> {
    match chosen.only() {
        Some(target @ (Target::Closed | Target::Dropped | Target::Missing)) => {
            match outcome(chosen, target, journal) {
                Outcome::Failed(REFUSED) => Some(0),
                Outcome::Failed(UNREACHABLE) => Some(1),
                Outcome::Waits => Some(2),
                Outcome::Failed(_) | Outcome::Connected | Outcome::Open => None,
            }
        }
        Some(Target::Listening) | None => Some(match in_time_wait(chosen, journal)?.as_slice() {
            [Side::Client] => 0,
            [Side::Server] => 1,
            // Nobody is no answer: the kernel may be told to keep none.
            [] => return None,
            _ => 2,
        }),
    }
}

/// An outcome in words.
pub(super) fn said(outcome: Outcome<'_>) -> Say {
    match outcome {
        Outcome::Open => say!("handshake-outcome-open"),
        Outcome::Connected => say!("handshake-outcome-connected"),
        Outcome::Failed(errno) => say!("handshake-outcome-failed", errno = errno.to_owned()),
        Outcome::Waits => say!("handshake-outcome-waits"),
    }
}

/// What it shows.
pub(super) fn sentence(chosen: Handshake, journal: &Journal) -> Option<Say> {
    match chosen.only() {
        Some(Target::Listening) => connection(chosen, journal),
        Some(target) => attempt(chosen, target, journal),
        None => {
            let of = |target| {
                if super::script::can_be_had(target, journal) {
                    said(outcome(chosen, target, journal))
                } else {
                    say!("handshake-outcome-not-here")
                }
            };
            Some(say!(
                "handshake-sentence-all",
                closed = of(Target::Closed),
                dropped = of(Target::Dropped),
                missing = of(Target::Missing),
                listening = of(Target::Listening),
                rest = connection(chosen, journal)?
            ))
        }
    }
}

/// How the connection was opened and closed, and who keeps TIME-WAIT.
fn connection(chosen: Handshake, journal: &Journal) -> Option<Say> {
    let keeps = match in_time_wait(chosen, journal) {
        Some(sides) => match sides.as_slice() {
            [] => say!("handshake-keeps-nobody"),
            [side] => say!("handshake-keeps-one", side = Say::plain(side.name())),
            _ => say!("handshake-keeps-both"),
        },
        // It did not come about, or nobody has looked yet.
        None => return failed(chosen, Target::Listening, journal),
    };
    let rungs = rungs(chosen, Target::Listening, journal);
    if was_at_once(chosen, &rungs, journal) == Some(false) {
        return Some(say!("handshake-sentence-not-at-once", keeps = keeps));
    }
    let (open, close) = (once(opening(&rungs)).len(), teardown(&rungs).len());
    Some(if rungs.is_empty() {
        keeps
    } else if once(&rungs).len() < rungs.len() {
        say!(
            "handshake-sentence-connection-again",
            opening = open,
            closing = close,
            keeps = keeps
        )
    } else {
        say!(
            "handshake-sentence-connection",
            opening = open,
            closing = close,
            keeps = keeps
        )
    })
}

/// What became of a call that cannot succeed.
fn attempt(chosen: Handshake, target: Target, journal: &Journal) -> Option<Say> {
    let frames = rungs(chosen, target, journal);
    match (target, outcome(chosen, target, journal)) {
        (Target::Closed, Outcome::Failed(REFUSED)) => {
            let answer = frames.iter().find(|rung| rung.from == Side::Server);
            Some(match answer {
                Some(rung) => say!("handshake-sentence-closed-seen", answer = rung.text()),
                None => say!("handshake-sentence-closed"),
            })
        }
        (Target::Dropped, Outcome::Waits) => Some(say!(
            "handshake-sentence-dropped",
            count = syns(chosen, journal)?
        )),
        (Target::Missing, Outcome::Failed(UNREACHABLE)) => {
            let asked = questions(chosen, journal).len();
            Some(if asked > 0 && frames.is_empty() {
                say!("handshake-sentence-missing-seen", count = asked)
            } else {
                say!("handshake-sentence-missing")
            })
        }
        _ => failed(chosen, target, journal),
    }
}

/// It came out in a way that has no words of its own, or cannot be had here.
fn failed(chosen: Handshake, target: Target, journal: &Journal) -> Option<Say> {
    let name = Say::plain(target.name());
    if !super::script::can_be_had(target, journal) {
        return Some(match target {
            Target::Dropped => say!("handshake-found-no-dropped", errno = deaf_errno(journal)),
            _ => say!("handshake-found-no-missing"),
        });
    }
    match outcome(chosen, target, journal) {
        Outcome::Open => None,
        outcome => Some(say!(
            "handshake-sentence-connect",
            target = name,
            outcome = said(outcome)
        )),
    }
}

/// Why nothing can be dropped here.
pub(super) fn deaf_errno(journal: &Journal) -> String {
    let mut on = Target::Dropped
        .server()
        .into_iter()
        .flat_map(|sock| journal.on(sock));
    let refused = on.find(|entry| entry.step.call == Call::Set(Opt::Deaf(true)));
    refused.map_or_else(String::new, |entry| entry.errno_name().to_owned())
}

/// Both were to close at the same time: did their FINs cross? By the frames; where there are none by the states: ends
/// whose FINs cross both pass through TIME-WAIT. `None`: they were not to, or nothing tells.
pub(super) fn was_at_once(chosen: Handshake, rungs: &[Rung], journal: &Journal) -> Option<bool> {
    if chosen.close != Close::Simultaneous {
        return None;
    }
    crossed(rungs).or_else(|| {
        let sides = in_time_wait(chosen, journal)?;
        (!sides.is_empty()).then_some(sides.len() == 2)
    })
}

/// SYNs sent to the target that drops them: as many as were seen, or as the kernel counted.
pub(super) fn syns(chosen: Handshake, journal: &Journal) -> Option<usize> {
    let seen = rungs(chosen, Target::Dropped, journal).len();
    if seen > 0 {
        return Some(seen);
    }
    let to = super::seen::called(chosen, Target::Dropped, journal)?;
    let waits = |row: &&SocketRow| row.remote == to && row.state == Some(TcpState::SynSent);
    let rows = journal.entries.iter().rev().find_map(Entry::sockets)?;
    let row = rows.iter().find(waits)?;
    Some(usize::from(row.retransmits) + 1)
}
