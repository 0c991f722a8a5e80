//! What is asked, what was right, what it shows: all read off the journal.

use std::time::Duration;

use super::filled::{Filled, Partly};
use super::pair::{Pair, entries};
use super::part::{Chapter, Model, Part};
use super::service::{QUICK, Served};
use crate::exercise::call::Call;
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::{Figure, Finding, Question};
use crate::say;
use crate::say::Say;

pub(super) fn question(part: Part) -> Question {
    let (ask, answers) = match part {
        Part::One(Chapter::Deadlock) => (
            say!("blocking-ask-deadlock"),
            vec![
                say!("blocking-answer-deadlock-error"),
                say!("blocking-answer-deadlock-empty"),
                say!("blocking-answer-deadlock-wait"),
            ],
        ),
        Part::One(Chapter::Full) => (
            say!("blocking-ask-full"),
            vec![
                say!("blocking-answer-full-at-once"),
                say!("blocking-answer-full-until"),
                say!("blocking-answer-full-never"),
            ],
        ),
        Part::One(Chapter::Partial) => (
            say!("blocking-ask-partial"),
            vec![
                say!("blocking-answer-partial-all"),
                say!("blocking-answer-partial-fewer"),
                say!("blocking-answer-partial-error"),
            ],
        ),
        Part::One(Chapter::Timeout) => (
            say!("blocking-ask-timeout"),
            vec![
                say!("blocking-answer-recv-empty"),
                say!("blocking-answer-timeout-error"),
                say!("blocking-answer-timeout-waits"),
            ],
        ),
        Part::One(Chapter::Nonblocking) => (
            say!("blocking-ask-nonblocking"),
            vec![
                say!("blocking-answer-recv-empty"),
                say!("blocking-answer-recv-again"),
                say!("blocking-answer-recv-waits"),
            ],
        ),
        Part::One(Chapter::Service) | Part::Serve(_) | Part::All => (
            say!("blocking-ask-service"),
            vec![
                say!("blocking-answer-held", count = 0),
                say!("blocking-answer-held", count = 1),
                say!("blocking-answer-held", count = 2),
            ],
        ),
    };
    Question { ask, answers }
}

pub(super) fn answer(part: Part, journal: &Journal) -> Option<usize> {
    match part {
        Part::One(Chapter::Deadlock) => {
            let (server, client) = Deadlock::waiting(journal)?;
            Some(match (server.waits, client.waits) {
                (Some(_), Some(_)) => 2,
                _ if server.errno().is_some() || client.errno().is_some() => 0,
                _ => 1,
            })
        }
        Part::One(Chapter::Full) => {
            let filled = Filled::of(journal)?;
            match (filled.sends, &filled.errno) {
                (0, Some(_)) => Some(0),
                (_, Some(_)) => Some(1),
                (_, None) => filled.unread.map(|_| 2),
            }
        }
        Part::One(Chapter::Partial) => {
            let partly = Partly::of(journal)?;
            Some(match partly.errno {
                Some(_) => 2,
                None => usize::from(partly.taken < partly.asked as i64),
            })
        }
        Part::One(chapter @ (Chapter::Timeout | Chapter::Nonblocking)) => {
            let early = early(journal, chapter)?;
            match (early.errno(), early.received()) {
                (Some(errno), _) => (errno.name == "EAGAIN").then_some(1),
                (None, Some(got)) if got.bytes.is_empty() => Some(0),
                _ => None,
            }
        }
        Part::One(Chapter::Service) | Part::Serve(_) | Part::All => {
            Served::of(journal, Model::Sequential).held_up
        }
    }
}

/// The two calls that wait for each other.
struct Deadlock;

impl Deadlock {
    fn waiting(journal: &Journal) -> Option<(&Entry, &Entry)> {
        let pair = Pair::of(Chapter::Deadlock);
        let recv = |sock| {
            let recv = |entry: &&Entry| matches!(entry.step.call, Call::Recv(_));
            journal.on(sock).find(recv)
        };
        // Both have been asked for, and the look behind them is done: they had time to return.
        let (server, client) = recv(pair.far).zip(recv(pair.near))?;
        looked(journal, Chapter::Deadlock).map(|_| (server, client))
    }
}

/// The look at all sockets of this chapter.
fn looked(journal: &Journal, chapter: Chapter) -> Option<&Entry> {
    entries(journal, chapter).find(|entry| entry.sockets().is_some())
}

/// Bytes under way, or not read, at the ends of this chapter.
fn under_way(journal: &Journal, chapter: Chapter) -> Option<u64> {
    let rows = looked(journal, chapter)?.sockets()?;
    let pair = Pair::of(chapter);
    let (near, far) = journal.address(pair.near).zip(journal.address(pair.far))?;
    let of = rows
        .iter()
        .filter(|row| row.is_of(near, far) || row.is_of(far, near));
    Some(
        of.map(|row| u64::from(row.receive_queue) + u64::from(row.send_queue))
            .sum(),
    )
}

/// The first recv of a chapter, once it has returned.
fn early(journal: &Journal, chapter: Chapter) -> Option<&Entry> {
    let recv = |entry: &&Entry| matches!(entry.step.call, Call::Recv(_)) && entry.ended.is_some();
    journal.on(Pair::of(chapter).near).find(recv)
}

/// What the same socket gave later, in bytes.
fn later(journal: &Journal, chapter: Chapter) -> Option<i64> {
    let recv = |entry: &&Entry| matches!(entry.step.call, Call::Recv(_));
    let mut reads = journal.on(Pair::of(chapter).near).filter(recv);
    reads.nth(1)?.number()
}

/// How long a call took.
fn took(entry: &Entry) -> Option<Duration> {
    Some(entry.ended.as_ref()?.at.since(entry.began?))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn sentence(part: Part, journal: &Journal) -> Option<Say> {
    shown(part, journal).or_else(|| failed(journal).map(|(_, say)| say))
}

/// The `connect` that failed, which ends the run: its error, and how that is said.
fn failed(journal: &Journal) -> Option<(String, Say)> {
    let connects = |entry: &&Entry| matches!(entry.step.call, Call::Connect(_));
    let mut connects = journal.entries.iter().filter(connects);
    let errno = connects.find_map(Entry::errno)?.name.clone();
    let say = say!("blocking-sentence-failed", errno = errno.clone());
    Some((errno, say))
}

fn shown(part: Part, journal: &Journal) -> Option<Say> {
    match part {
        Part::One(Chapter::Deadlock) => said_deadlock(journal),
        Part::One(Chapter::Full) => said_full(&Filled::of(journal)?),
        Part::One(Chapter::Partial) => said_partial(&Partly::of(journal)?),
        Part::One(Chapter::Timeout) => {
            let early = early(journal, Chapter::Timeout)?;
            Some(say!(
                "blocking-sentence-timeout",
                ms = millis(took(early)?),
                errno = early.errno()?.name.clone(),
                later = later(journal, Chapter::Timeout)?
            ))
        }
        Part::One(Chapter::Nonblocking) => {
            let early = early(journal, Chapter::Nonblocking)?;
            Some(say!(
                "blocking-sentence-nonblocking",
                errno = early.errno()?.name.clone(),
                later = later(journal, Chapter::Nonblocking)?
            ))
        }
        Part::Serve(model @ (Model::Poll | Model::Threads)) => said_serve(journal, model),
        Part::One(Chapter::Service) | Part::Serve(Model::Sequential) | Part::All => {
            let held = |model| Served::of(journal, model).held_up;
            let filled = Filled::of(journal)?;
            Some(say!(
                "blocking-sentence-all",
                full = took_in_all(&filled),
                clients = QUICK.len(),
                sequential = held(Model::Sequential)?,
                poll = held(Model::Poll)?,
                threads = held(Model::Threads)?
            ))
        }
    }
}

fn took_in_all(filled: &Filled) -> Say {
    if filled.errno.is_some() {
        say!("blocking-took", fitted = filled.fitted)
    } else {
        say!("blocking-took-all", fitted = filled.fitted)
    }
}

fn said_serve(journal: &Journal, model: Model) -> Option<Say> {
    let sequential = Served::of(journal, Model::Sequential).held_up?;
    let held = Served::of(journal, model).held_up?;
    let clients = QUICK.len();
    Some(if model == Model::Poll {
        say!(
            "blocking-sentence-poll",
            clients = clients,
            sequential = sequential,
            held = held
        )
    } else {
        say!(
            "blocking-sentence-threads",
            clients = clients,
            sequential = sequential,
            held = held
        )
    })
}

fn said_deadlock(journal: &Journal) -> Option<Say> {
    let (server, client) = Deadlock::waiting(journal)?;
    if server.waits.is_none() || client.waits.is_none() {
        return Some(say!("blocking-sentence-no-deadlock"));
    }
    // Before it has ended nothing can be said of what ended it.
    server.ended.as_ref()?;
    Some(say!(
        "blocking-sentence-deadlock",
        bytes = under_way(journal, Chapter::Deadlock)?
    ))
}

fn said_full(filled: &Filled) -> Option<Say> {
    let unread = filled.unread?;
    let unacknowledged = filled.unacknowledged?;
    if filled.errno.is_none() {
        return Some(say!(
            "blocking-sentence-never-full",
            fitted = filled.fitted,
            sends = filled.sends
        ));
    }
    let lies = say!(
        "blocking-lies",
        fitted = filled.fitted,
        unacknowledged = unacknowledged,
        unread = unread
    );
    Some(match (filled.waits, filled.resumed_by) {
        (true, Some(_)) => say!("blocking-sentence-full", lies = lies),
        _ => say!("blocking-sentence-filled", lies = lies),
    })
}

fn said_partial(partly: &Partly) -> Option<Say> {
    if partly.errno.is_some() {
        return None;
    }
    Some(match partly.rest {
        Some((bytes, calls)) => say!(
            "blocking-sentence-partial",
            asked = partly.asked,
            taken = partly.taken,
            rest = bytes,
            calls = calls
        ),
        None => say!(
            "blocking-sentence-taken",
            asked = partly.asked,
            taken = partly.taken
        ),
    })
}

pub(super) fn findings(journal: &Journal) -> Vec<Finding> {
    let mut found = deadlock_findings(journal);
    found.extend(Filled::of(journal).iter().flat_map(full_findings));
    found.extend(Partly::of(journal).iter().flat_map(partial_findings));
    found.extend(early_findings(journal));
    found.extend(service_findings(journal));
    found.extend(failed(journal).map(|(errno, say)| Finding::text("connect_failed", errno, say)));
    found
}

fn deadlock_findings(journal: &Journal) -> Vec<Finding> {
    let Some((server, client)) = Deadlock::waiting(journal) else {
        return Vec::new();
    };
    let both = server.waits.is_some() && client.waits.is_some();
    let say = if both {
        say!("blocking-found-both")
    } else {
        say!("blocking-sentence-no-deadlock")
    };
    let mut found = vec![Finding::yes("both_waited", both, say)];
    if let Some(bytes) = under_way(journal, Chapter::Deadlock) {
        let say = if bytes == 0 {
            say!("blocking-found-nothing-under-way")
        } else {
            say!("blocking-found-under-way", bytes = bytes)
        };
        found.push(Finding::number("bytes_under_way", bytes, say));
    }
    let ends = server.number().zip(client.number());
    if let Some((server, client)) = ends {
        let say = say!("blocking-found-dissolved", server = server, client = client);
        found.push(Finding {
            name: "dissolved_by",
            figure: Figure::Numbers(vec![server, client]),
            say,
        });
    }
    found
}

fn full_findings(filled: &Filled) -> Vec<Finding> {
    let number = |name, figure: Option<i64>, say: fn(i64) -> Say| {
        figure.map(|figure| Finding::number(name, figure, say(figure)))
    };
    let mut found: Vec<Finding> = [
        number("send_buffer", filled.send_buffer, |n| {
            say!("blocking-found-sndbuf", bytes = n)
        }),
        number("send_buffer_full", filled.send_buffer_full, |n| {
            say!("blocking-found-sndbuf-full", bytes = n)
        }),
        number("receive_buffer", filled.receive_buffer, |n| {
            say!("blocking-found-rcvbuf", bytes = n)
        }),
        number("fitted", Some(filled.fitted), |n| {
            say!("blocking-found-fitted", bytes = n)
        }),
        number("unacknowledged", filled.unacknowledged, |n| {
            say!("blocking-found-unacknowledged", bytes = n)
        }),
        number("unread", filled.unread, |n| {
            say!("blocking-found-unread", bytes = n)
        }),
        number("peer_window", filled.window.map(i64::from), |n| {
            say!("blocking-found-window", bytes = n)
        }),
        number("receive_buffer_read", filled.receive_buffer_read, |n| {
            say!("blocking-found-rcvbuf-read", bytes = n)
        }),
        number("room_for_send_by", filled.resumed_by, |n| {
            say!("blocking-found-resumed", bytes = n)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(errno) = &filled.errno {
        let say = say!("blocking-found-full-errno", errno = errno.clone());
        found.push(Finding::text("full_errno", errno.clone(), say));
    }
    if let Some(probes) = filled.probes {
        let say = if probes {
            say!("blocking-found-probes")
        } else {
            say!("blocking-found-no-probes")
        };
        found.push(Finding::yes("window_probed", probes, say));
    }
    if filled.unread.is_some() {
        let say = if filled.waits {
            say!("blocking-found-send-waits")
        } else {
            say!("blocking-found-send-goes")
        };
        found.push(Finding::yes("blocking_send_waited", filled.waits, say));
    }
    found
}

fn partial_findings(partly: &Partly) -> Vec<Finding> {
    let asked = partly.asked;
    let say = say!(
        "blocking-found-partial",
        asked = asked,
        taken = partly.taken
    );
    let mut found = vec![
        Finding::number(
            "partial_asked",
            asked,
            say!("blocking-found-asked", bytes = asked),
        ),
        Finding::number("partial_taken", partly.taken, say),
    ];
    if let Some((bytes, calls)) = partly.rest {
        let say = say!("blocking-found-rest", bytes = bytes, calls = calls);
        found.push(Finding::number("sendall_bytes", bytes, say));
        let say = if calls == 1 {
            say!("blocking-found-one-call")
        } else {
            say!("blocking-found-calls", calls = calls)
        };
        found.push(Finding::number("sendall_calls", calls, say));
    }
    found
}

fn early_findings(journal: &Journal) -> Vec<Finding> {
    let mut found = Vec::new();
    let timed = early(journal, Chapter::Timeout);
    if let Some((errno, took)) = timed.and_then(|entry| entry.errno().zip(took(entry))) {
        let errno = errno.name.clone();
        let say = say!(
            "blocking-found-timeout",
            ms = millis(took),
            errno = errno.clone()
        );
        found.push(Finding::text("timeout_errno", errno, say));
        let say = say!("blocking-found-timeout-ms", ms = millis(took));
        found.push(Finding::number("timeout_waited_ms", millis(took), say));
    }
    if let Some(bytes) = later(journal, Chapter::Timeout) {
        let say = say!("blocking-found-after-timeout", bytes = bytes);
        found.push(Finding::number("received_after_timeout", bytes, say));
    }
    let eager = early(journal, Chapter::Nonblocking);
    if let Some(errno) = eager.and_then(Entry::errno) {
        let errno = errno.name.clone();
        let say = say!("blocking-found-nonblocking", errno = errno.clone());
        found.push(Finding::text("nonblocking_errno", errno, say));
    }
    if let Some(bytes) = later(journal, Chapter::Nonblocking) {
        let say = say!("blocking-found-after-poll", bytes = bytes);
        found.push(Finding::number("received_after_poll", bytes, say));
    }
    found
}

fn service_findings(journal: &Journal) -> Vec<Finding> {
    let names = [
        ("served_order_sequential", "held_up_sequential"),
        ("served_order_poll", "held_up_poll"),
        ("served_order_threads", "held_up_threads"),
    ];
    let mut found = Vec::new();
    for (model, (order_name, held_name)) in Model::ALL.into_iter().zip(names) {
        let served = Served::of(journal, model);
        if served.order.is_empty() {
            continue;
        }
        found.push(Finding {
            name: order_name,
            figure: Figure::Numbers(served.order.iter().map(|n| i64::from(*n)).collect()),
            say: said_order(model, &served),
        });
        let held = served.held_up;
        found.extend(held.map(|n| Finding::number(held_name, n, said_held(model, n))));
    }
    found
}

fn said_order(model: Model, served: &Served) -> Say {
    let order: Vec<_> = served.order.iter().map(u16::to_string).collect();
    match model {
        Model::Sequential => say!("blocking-found-order-sequential", order = order),
        Model::Poll => say!("blocking-found-order-poll", order = order),
        Model::Threads => say!("blocking-found-order-threads", order = order),
    }
}

fn said_held(model: Model, held: usize) -> Say {
    match model {
        Model::Sequential => say!("blocking-found-held-sequential", held = held),
        Model::Poll => say!("blocking-found-held-poll", held = held),
        Model::Threads => say!("blocking-found-held-threads", held = held),
    }
}
