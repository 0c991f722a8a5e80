//! What a run has shown: figures and sentences, read off the journal.

use super::crowd::{self, Crowd, Guest, Place};
use super::{Backlog, LISTENER};
use crate::exercise::call::{Call, Value};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::TcpState;
use crate::exercise::{Finding, code};
use crate::say;
use crate::say::Say;

/// The journal as it was before anybody called `accept`.
pub(super) fn before_accept(journal: &Journal) -> Journal {
    let accepts = |entry: &&Entry| matches!(entry.step.call, Call::Accept(_));
    let first = journal
        .entries
        .iter()
        .find(accepts)
        .and_then(|entry| entry.began);
    let Some(first) = first else {
        return journal.clone();
    };
    let all = journal.happenings();
    let until = all.iter().take_while(|(time, _)| *time < first).count();
    journal.until(until)
}

/// What is counted.
struct Counts {
    /// The queue before the first accept.
    queue: u32,
    limit: u32,
    /// Connected at the server's end too, before the first accept.
    connected: usize,
    /// Neither in the queue nor turned away, before the first accept.
    beyond: usize,
    /// Of those beyond, who believe that they are connected.
    at_own_end: usize,
    /// Turned away before the first accept, and in the whole run.
    refused: usize,
    refused_in_all: usize,
    /// Gave up before the first accept, and in the whole run.
    gave_up: usize,
    gave_up_in_all: usize,
    /// Whose connect failed for a reason that has nothing to do with the queue, and the first such reason.
    failed: usize,
    errno: String,
    accepts: usize,
    /// Of those beyond, who came in later.
    let_in: usize,
    /// Of those beyond, who were reset or gave up later.
    lost_later: usize,
}

impl Counts {
    /// Did anybody find the queue full?
    const fn is_full(&self) -> bool {
        self.beyond + self.refused + self.gave_up > 0
    }
}

const BEYOND: [Place; 3] = [Place::Outside, Place::HalfOpen, Place::Alone];

fn counts(journal: &Journal) -> Option<Counts> {
    let before = before_accept(journal);
    before.looked()?;
    let (then, now) = (Crowd::at(&before, journal), Crowd::at(journal, journal));
    let beyond = then
        .guests
        .iter()
        .filter(|guest| BEYOND.contains(&guest.place));
    let later = |places: [Place; 2]| {
        let ended = |guest: &&Guest| {
            let later = now.guests.iter().find(|later| later.number == guest.number);
            later.is_some_and(|later| places.contains(&later.place))
        };
        beyond.clone().filter(ended).count()
    };
    let at_own_end = |guest: &&Guest| guest.near == Some(TcpState::Established);
    Some(Counts {
        queue: then.queue?,
        limit: then.limit?,
        connected: then.count(Place::Queued),
        beyond: beyond.clone().count(),
        at_own_end: beyond.clone().filter(at_own_end).count(),
        refused: then.count(Place::Refused),
        refused_in_all: now.count(Place::Refused),
        gave_up: then.count(Place::GaveUp),
        gave_up_in_all: now.count(Place::GaveUp),
        failed: now.count(Place::Failed),
        errno: errno(&now),
        accepts: now.count(Place::Accepted),
        let_in: later([Place::Queued, Place::Accepted]),
        lost_later: later([Place::Refused, Place::GaveUp]),
    })
}

/// The first reason for a connect that failed; empty: there is none.
fn errno(crowd: &Crowd) -> String {
    let mut failed = crowd.at_place(Place::Failed);
    failed
        .find_map(|guest| guest.errno.clone())
        .unwrap_or_default()
}

/// The first call of the server that failed before anybody could come.
fn server_failed(journal: &Journal) -> Option<&Entry> {
    let on_listener = |entry: &&Entry| {
        let call = &entry.step.call;
        matches!(call, Call::Socket(..) | Call::Bind(_) | Call::Listen(_))
    };
    let mut calls = journal.on(LISTENER).filter(on_listener);
    calls.find(|entry| entry.errno().is_some())
}

/// The limit as this run has it: the number asked for, or what caps it; the queue held one more, or not.
fn limit(of: Backlog, counts: &Counts) -> Say {
    let (limit, queue) = (counts.limit, counts.queue);
    if limit < of.n.into() {
        say!("backlog-limit-capped", limit = limit)
    } else if counts.is_full() && queue == limit + 1 {
        say!("backlog-limit-and-one", limit = limit)
    } else {
        say!("backlog-limit", limit = limit)
    }
}

pub(super) fn sentence(of: Backlog, journal: &Journal) -> Option<Say> {
    if let Some(entry) = server_failed(journal) {
        let (call, errno) = (code::name(&entry.step.call), entry.errno_name().to_owned());
        return Some(say!("backlog-found-server", call = call, errno = errno));
    }
    let counts = counts(journal)?;
    let (backlog, connected, limit) = (of.n, counts.connected, limit(of, &counts));
    if counts.failed > 0 {
        let (failed, errno) = (counts.failed, counts.errno);
        return Some(say!(
            "backlog-sentence-failed",
            count = failed,
            errno = errno,
            connected = connected
        ));
    }
    if !counts.is_full() {
        return Some(say!(
            "backlog-sentence-room",
            backlog = backlog,
            connected = connected,
            limit = limit
        ));
    }
    Some(say!(
        "backlog-sentence-full",
        backlog = backlog,
        connected = connected,
        limit = limit,
        beyond = counts.beyond,
        own_end = counts.at_own_end,
        refused = counts.refused,
        gave_up = counts.gave_up,
        lost = counts.lost_later,
        accepts = counts.accepts,
        let_in = counts.let_in
    ))
}

pub(super) fn findings(of: Backlog, journal: &Journal) -> Vec<Finding> {
    let mut found = settings(of, journal);
    if let Some(entry) = server_failed(journal) {
        let (call, errno) = (code::name(&entry.step.call), entry.errno_name().to_owned());
        let say = say!("backlog-found-server", call = call, errno = errno.clone());
        found.push(Finding::text("server_failed", errno, say));
    }
    found.extend(at_listen(journal));
    let Some(counts) = counts(journal) else {
        return found;
    };
    found.extend(before(journal, &counts));
    found.extend(after(journal, &counts));
    found
}

/// What was asked for, and the kernel's settings about it.
fn settings(of: Backlog, journal: &Journal) -> Vec<Finding> {
    let backlog = of.n;
    let mut found = vec![Finding::number(
        "backlog",
        backlog,
        say!("backlog-found-backlog", backlog = backlog),
    )];
    if let Some(cap) = setting(journal, crowd::CAP) {
        let say = say!("backlog-found-somaxconn", cap = cap);
        found.push(Finding::number("somaxconn", cap, say));
    }
    match setting(journal, crowd::ABORT) {
        Some(abort) => {
            let say = if abort == 0 {
                say!("backlog-found-no-abort")
            } else {
                say!("backlog-found-abort")
            };
            found.push(Finding::number("tcp_abort_on_overflow", abort, say));
        }
        None if journal.steps() > 2 => {
            let say = say!("backlog-found-abort-unknown");
            found.push(Finding::text("tcp_abort_on_overflow", "?", say));
        }
        None => {}
    }
    if let Some(cookies) = setting(journal, crowd::COOKIES) {
        let say = if cookies == 0 {
            say!("backlog-found-no-cookies")
        } else {
            say!("backlog-found-cookies", cookies = cookies)
        };
        found.push(Finding::number("tcp_syncookies", cookies, say));
    }
    found
}

fn setting(journal: &Journal, name: &'static str) -> Option<i64> {
    let asked = journal
        .entries
        .iter()
        .find(|entry| entry.step.call == Call::Setting(name))?;
    match asked.value()? {
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// The limit that the kernel reports.
fn at_listen(journal: &Journal) -> Option<Finding> {
    let crowd = Crowd::at(journal, journal);
    let listens = journal
        .tcp(LISTENER)
        .is_some_and(|tcp| tcp.state == TcpState::Listen);
    let limit = crowd.limit.filter(|_| listens)?;
    let say = say!("backlog-found-limit", limit = limit);
    Some(Finding::number("limit", limit, say))
}

/// What held before anybody was accepted.
fn before(journal: &Journal, counts: &Counts) -> Vec<Finding> {
    let then = before_accept(journal);
    let crowd = Crowd::at(&then, journal);
    let connects = then
        .entries
        .iter()
        .filter(|entry| matches!(entry.step.call, Call::Connect(_)));
    let succeeded = connects.filter(|entry| entry.succeeded()).count();
    let sent: usize = crowd.guests.iter().map(|guest| guest.sent).sum();
    let count = |name, place, say: fn(usize) -> Say| {
        let count = crowd.count(place);
        Finding::number(name, count, say(count))
    };
    let connected = say!("backlog-found-connected", count = counts.connected);
    vec![
        Finding::number(
            "queue",
            counts.queue,
            say!("backlog-found-queue", queue = counts.queue),
        ),
        Finding::number("connected_at_once", counts.connected, connected),
        Finding::number(
            "connects_succeeded",
            succeeded,
            say!("backlog-found-succeeded", count = succeeded),
        ),
        Finding::number(
            "sent_before_accept",
            sent,
            say!("backlog-found-sent", bytes = sent),
        ),
        Finding::number(
            "beyond",
            counts.beyond,
            say!("backlog-found-beyond", count = counts.beyond),
        ),
        count("syn_sent", Place::Outside, |count| {
            say!("backlog-found-syn-sent", count = count)
        }),
        count("syn_received", Place::HalfOpen, |count| {
            say!("backlog-found-syn-received", count = count)
        }),
        count("unknown_to_server", Place::Alone, |count| {
            say!("backlog-found-alone", count = count)
        }),
    ]
}

/// What came later.
fn after(journal: &Journal, counts: &Counts) -> Vec<Finding> {
    let crowd = Crowd::at(journal, journal);
    let mut found = vec![Finding::number(
        "refused",
        counts.refused_in_all,
        say!("backlog-found-refused", count = counts.refused_in_all),
    )];
    if counts.gave_up_in_all > 0 {
        let say = say!("backlog-found-gave-up", count = counts.gave_up_in_all);
        found.push(Finding::number("gave_up", counts.gave_up_in_all, say));
    }
    if counts.failed > 0 {
        let (failed, errno) = (counts.failed, counts.errno.clone());
        let say = say!("backlog-found-failed", count = failed, errno = errno);
        found.push(Finding::number("connects_failed", failed, say));
    }
    let say = say!("backlog-found-accepted", count = counts.accepts);
    found.push(Finding::number("accepted", counts.accepts, say));
    if counts.accepts == 0 {
        return found;
    }
    let read: usize = crowd.guests.iter().filter_map(|guest| guest.read).sum();
    found.push(Finding::number(
        "read_after_accept",
        read,
        say!("backlog-found-read", bytes = read),
    ));
    if let Some(queue) = just_accepted(journal) {
        let say = say!("backlog-found-queue-after", queue = queue);
        found.push(Finding::number("queue_after_accept", queue, say));
    }
    let say = say!("backlog-found-let-in", count = counts.let_in);
    found.push(Finding::number("let_in", counts.let_in, say));
    if let Some(queue) = crowd.queue {
        let say = say!("backlog-found-queue-end", queue = queue);
        found.push(Finding::number("queue_at_end", queue, say));
    }
    found
}

/// The queue at the first look after the first accept.
fn just_accepted(journal: &Journal) -> Option<u32> {
    let accepts = |entry: &Entry| matches!(entry.step.call, Call::Accept(_)) && entry.succeeded();
    let mut rest = journal.entries.iter().skip_while(|entry| !accepts(entry));
    let rows = rest.find_map(Entry::sockets)?;
    Some(crowd::listening(journal, rows)?.receive_queue)
}
