//! What a run has shown, for programs: names and figures.
//!
//! Each ending has one of its own name: what `recv` gave in Python and in C, the state at your end and at the
//! server's just then; and what is special to it under names of its own.

use super::case::{Case, End, State, Told};
use super::ending::Ending;
use super::script::LARGE;
use super::sentence::{seconds, side};
use crate::exercise::{Figure, Finding, code};
use crate::say;
use crate::say::Say;

/// The findings of one ending, as far as it has come.
pub(super) fn of(case: Case<'_>) -> Vec<Finding> {
    let Some(own) = outcome(case) else {
        return Vec::new();
    };
    let mut found = vec![own];
    found.extend(time_wait(case));
    match case.ending {
        Ending::Fin => found.extend(fin(case)),
        Ending::HalfClose => found.extend(half_close(case)),
        Ending::Unread => found.extend(unread(case)),
        Ending::Silence => found.extend(silence(case)),
        Ending::Vanished => found.extend(vanished(case)),
        Ending::EmptyDatagram => found.extend(empty(case)),
        Ending::LargeDatagram => found.extend(large(case)),
        Ending::Restart => found.extend(restart(case)),
        Ending::Reset => {}
    }
    found
}

/// A state in a word that is the same in every language; `?`: not known; `-`: it has none.
pub(super) fn word(state: Option<State>) -> &'static str {
    match state {
        Some(State::Tcp(state)) => state.name(),
        Some(State::Unknown) => "?",
        Some(State::Gone) | None => "-",
    }
}

fn outcome(case: Case<'_>) -> Option<Finding> {
    let (told, moment) = (case.told()?, case.decided()?);
    // A recv that waited and then returned is one that waited.
    let told = if case.waited() { Told::Waits } else { told };
    let texts = [
        told.python(),
        told.c(),
        word(moment.near).to_owned(),
        word(moment.far).to_owned(),
    ];
    let [python, c, near, far] = texts.clone();
    Some(Finding {
        name: case.ending.finding(),
        figure: Figure::Texts(texts.into()),
        say: say!(
            "endings-found",
            did = Say::plain(case.ending.did()),
            python = python,
            c = c,
            near = near,
            far = far
        ),
    })
}

/// Who is in TIME-WAIT. A restart has had three connections: it is told by its own findings.
fn time_wait(case: Case<'_>) -> Option<Finding> {
    let name = match case.ending {
        Ending::Fin => "fin_time_wait",
        Ending::HalfClose => "half_close_time_wait",
        Ending::Reset => "reset_time_wait",
        Ending::Unread => "unread_time_wait",
        Ending::Silence => "silence_time_wait",
        Ending::Vanished => "vanished_time_wait",
        Ending::EmptyDatagram | Ending::LargeDatagram | Ending::Restart => return None,
    };
    let who = match case.time_wait() {
        Some((End::Near, _)) => "client",
        Some((End::Far, _)) => "server",
        None => "nobody",
    };
    Some(Finding::text(name, who, side(case)?))
}

fn fin(case: Case<'_>) -> Vec<Finding> {
    let kept = case.time_wait().map(|(_, left)| {
        let left = seconds(left);
        Finding::number(
            "time_wait_s",
            left,
            say!("endings-found-time-wait", seconds = left),
        )
    });
    let waits = case.fin_wait().map(|left| {
        let left = seconds(left);
        Finding::number(
            "fin_wait_s",
            left,
            say!("endings-found-fin-wait", seconds = left),
        )
    });
    kept.into_iter().chain(waits).collect()
}

fn half_close(case: Case<'_>) -> Option<Finding> {
    let arrived = case.arrived()?.number().unwrap_or(0);
    Some(Finding::number(
        "half_close_arrived",
        arrived,
        say!("endings-found-half-close", bytes = arrived),
    ))
}

fn unread(case: Case<'_>) -> Option<Finding> {
    let bytes = case.unread()?;
    Some(Finding::number(
        "unread_bytes",
        bytes,
        say!("endings-found-unread", bytes = bytes),
    ))
}

fn silence(case: Case<'_>) -> Option<Finding> {
    let next = case.next()?.python();
    let say = say!("endings-found-silence", next = next.clone());
    Some(Finding::text("silence_then", next, say))
}

fn vanished(case: Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(sent) = case.sent() {
        let say = say!("endings-found-sent", bytes = sent);
        found.push(Finding::number("vanished_sent", sent, say));
    }
    if let Some(tcp) = case.tcp() {
        let again = tcp.total_retrans;
        let rto = super::sentence::millis(tcp.rto);
        let say = say!("endings-found-again", times = again, rto = rto);
        found.push(Finding::number("vanished_sent_again", again, say));
    }
    if let Some(on) = case.keep_alive() {
        let say = if on {
            say!("endings-found-keepalive-on")
        } else {
            say!("endings-found-keepalive-off")
        };
        found.push(Finding::yes("keepalive", on, say));
    }
    if let Some(retries) = case.retries() {
        let say = say!("endings-found-retries", times = retries);
        found.push(Finding::number("retries_at_most", retries, say));
    }
    if let Some(arrived) = case.arrived().and_then(crate::exercise::Entry::number) {
        let say = say!("endings-found-back", bytes = arrived);
        found.push(Finding::number("vanished_arrived_later", arrived, say));
    }
    found
}

fn empty(case: Case<'_>) -> Option<Finding> {
    let next = case.next()?.python();
    let say = say!("endings-found-empty", next = next.clone());
    Some(Finding::text("empty_then", next, say))
}

fn large(case: Case<'_>) -> Vec<Finding> {
    let given = match case.told() {
        Some(Told::Gave(bytes, _)) => bytes,
        _ => return Vec::new(),
    };
    let got = code::literal(&given, LARGE.len());
    let say = say!(
        "endings-found-large",
        sent = LARGE.len(),
        count = given.len(),
        got = got
    );
    let first = Finding::number("large_given", given.len(), say);
    let next = case.next().map(|next| {
        let next = next.python();
        let say = say!("endings-found-large-next", next = next.clone());
        Finding::text("large_then", next, say)
    });
    std::iter::once(first).chain(next).collect()
}

/// What each bind came to: an errno, or `bound`.
fn restart(case: Case<'_>) -> Vec<Finding> {
    let names = [
        "restart_plain",
        "restart_reuse_too_late",
        "restart_client_first",
        "restart_reuse",
    ];
    let binds = case.rebinds().map(Told::of);
    names
        .into_iter()
        .zip(binds)
        .filter_map(|(name, told)| {
            let told = told?;
            let result = if told.errno().is_empty() {
                "bound".to_owned()
            } else {
                told.errno().to_owned()
            };
            let c = told.c();
            let say = match name {
                "restart_plain" => say!("endings-found-plain", result = c),
                "restart_reuse_too_late" => say!("endings-found-late", result = c),
                "restart_client_first" => say!("endings-found-client-first", result = c),
                _ => say!("endings-found-reuse", result = c),
            };
            Some(Finding::text(name, result, say))
        })
        .collect()
}
