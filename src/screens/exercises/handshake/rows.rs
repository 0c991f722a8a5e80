//! The rows of the ladder, from what has happened.

use crate::clock::Time;
use crate::exercise::handshake::{
    Handshake, Observed, Rung, Side, Target, observed, questions, rungs,
};
use crate::exercise::{Call, Entry, Journal, TcpState};

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Whom the client calls.
    Head(Target),
    /// A segment; how many like it were sent, where it was sent again.
    Segment(Rung, usize),
    /// ARP asks for the missing host: the last frame that does, and how many do.
    Asks(usize, usize),
    /// A call by its place, where no frames are seen.
    Call(usize),
}

/// A state that the kernel told: it, or that there is no such socket any more; and whether that is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) state: Option<TcpState>,
    pub(super) new: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) content: Content,
    /// What the kernel told of the client's and of the server's socket between this row and the next.
    pub(super) states: [Option<Told>; 2],
}

impl Row {
    /// Does it show this frame?
    pub(super) fn is_of_frame(&self, at: usize) -> bool {
        match &self.content {
            Content::Segment(rung, _) => rung.frame == at,
            Content::Asks(frame, _) => *frame == at,
            Content::Head(_) | Content::Call(_) => false,
        }
    }
}

/// All rows, target after target.
pub(super) fn rows(chosen: Handshake, journal: &Journal) -> Vec<Row> {
    let framed = journal.setting.as_ref().is_some_and(|on| on.frames) || !journal.frames.is_empty();
    let mut rows = Vec::new();
    for target in chosen.targets() {
        if !is_begun(chosen, target, journal) {
            continue;
        }
        let mut timed = vec![(Time(i64::MIN), Content::Head(target))];
        timed.extend(if framed {
            seen(chosen, target, journal)
        } else {
            called(chosen, target, journal)
        });
        rows.extend(with_states(timed, &observed(chosen, target, journal)));
    }
    rows
}

fn is_begun(chosen: Handshake, target: Target, journal: &Journal) -> bool {
    let sock = |entry: &Entry| {
        entry.step.on == chosen.client(target) || Some(entry.step.on) == target.server()
    };
    journal.entries.iter().any(sock)
}

/// The frames.
fn seen(chosen: Handshake, target: Target, journal: &Journal) -> Vec<(Time, Content)> {
    let mut timed: Vec<(Time, Content)> = Vec::new();
    for rung in rungs(chosen, target, journal) {
        match timed.last_mut() {
            // One row for all that is sent again and again without an answer.
            Some((_, Content::Segment(last, count)))
                if rung.again && last.again && last.from == rung.from =>
            {
                *last = rung;
                *count += 1;
            }
            _ => timed.push((rung.at, Content::Segment(rung, 1))),
        }
    }
    let asks = match target {
        Target::Missing => questions(chosen, journal),
        Target::Closed | Target::Dropped | Target::Listening => Vec::new(),
    };
    if let (Some(first), Some(last)) = (asks.first(), asks.last()) {
        let time = journal
            .frames
            .get(*first)
            .map_or(Time(0), |seen| seen.meta.time);
        timed.push((time, Content::Asks(*last, asks.len())));
    }
    timed
}

/// The calls, where there are no frames.
fn called(chosen: Handshake, target: Target, journal: &Journal) -> Vec<(Time, Content)> {
    let mine = |entry: &Entry| {
        let accepted = target == Target::Listening && entry.step.on == Handshake::SERVED;
        accepted || entry.step.on == chosen.client(target) || Some(entry.step.on) == target.server()
    };
    let tells = |entry: &Entry| {
        matches!(
            entry.step.call,
            Call::Connect(_) | Call::Accept(_) | Call::SendAll(_) | Call::Recv(_) | Call::Close
        )
    };
    let entries = journal.entries.iter().enumerate();
    entries
        .filter(|(_, entry)| mine(entry) && tells(entry))
        .filter_map(|(at, entry)| Some((entry.began?, Content::Call(at))))
        .collect()
}

/// To each row what was told between it and the next one. What was asked before a segment and answered behind it
/// stands nowhere: nobody knows which it was.
fn with_states(timed: Vec<(Time, Content)>, observed: &[Observed]) -> Vec<Row> {
    let times: Vec<Time> = timed.iter().map(|(time, _)| *time).collect();
    let mut last = [None; 2];
    let mut rows = Vec::new();
    for (at, (from, content)) in timed.into_iter().enumerate() {
        let until = times.get(at + 1).copied().unwrap_or(Time(i64::MAX));
        let states = [Side::Client, Side::Server].map(|side| {
            let inside = |told: &&Observed| {
                told.side == side && told.between.0 >= from && told.between.1 < until
            };
            observed.iter().rev().find(inside).map(|told| told.state)
        });
        let mut told = [None; 2];
        for ((state, last), told) in states.into_iter().zip(&mut last).zip(&mut told) {
            *told = state.map(|state| Told {
                state,
                new: *last != Some(state),
            });
            *last = state.or(*last);
        }
        rows.push(Row {
            content,
            states: told,
        });
    }
    rows
}
