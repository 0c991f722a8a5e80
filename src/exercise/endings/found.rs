//! What a run has shown, for programs: names and figures.
//!
//! Each ending has one of its own name: what `recv` gave in Python and in C, the state at your end and at the
//! server's just then; and what is special to it under names of its own.

use super::case::Case;
use super::ending::Ending;
use super::ends::{End, State};
use super::script::LARGE;
use super::sentence::{self, seconds, side};
use super::told::Told;
use crate::exercise::{Figure, Finding, code};
use crate::say;
use crate::say::{Arg, Say};

/// The findings of one ending, as far as it has come.
pub(super) fn of(case: Case<'_>) -> Vec<Finding> {
    let stopped = stopped(case);
    let Some(own) = outcome(case) else {
        return stopped.into_iter().collect();
    };
    let mut found: Vec<_> = std::iter::once(own).chain(stopped).collect();
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

/// What ended the run before its end.
fn stopped(case: Case<'_>) -> Option<Finding> {
    let (_, errno) = case.stopped()?;
    let figure = errno.unwrap_or("waits").to_owned();
    Some(Finding::text(
        "run_stopped",
        figure,
        sentence::stopped(case)?,
    ))
}

/// A state in words.
fn state(state: Option<State>) -> Arg {
    match state {
        Some(State::Gone) => say!("endings-gone").into(),
        _ => word(state).into(),
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
    let did = Say::plain(case.ending.did());
    let (python, c) = (sentence::python(&told), sentence::c(&told));
    let say = if case.ending.is_udp() {
        say!("endings-found-udp", did = did, python = python, c = c)
    } else {
        let (near, far) = (state(moment.near), state(moment.far));
        say!(
            "endings-found",
            did = did,
            python = python,
            c = c,
            near = near,
            far = far
        )
    };
    Some(Finding {
        name: case.ending.finding(),
        figure: Figure::Texts(texts.into()),
        say,
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
    let next = case.next()?;
    let say = say!("endings-found-silence", next = sentence::python(&next));
    Some(Finding::text("silence_then", next.python(), say))
}

fn vanished(case: Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(sent) = case.sent() {
        let say = say!("endings-found-sent", bytes = sent);
        found.push(Finding::number("vanished_sent", sent, say));
    }
    if let Some(tcp) = case.tcp() {
        let again = tcp.total_retrans;
        let rto = sentence::millis(tcp.rto);
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
        found.push(Finding::number("tcp_retries2", retries, say));
    }
    if let Some(arrived) = case.arrived().and_then(crate::exercise::Entry::number) {
        let say = say!("endings-found-back", bytes = arrived);
        found.push(Finding::number("vanished_arrived_later", arrived, say));
    }
    found
}

fn empty(case: Case<'_>) -> Option<Finding> {
    let next = case.next()?;
    let say = say!("endings-found-empty", next = sentence::python(&next));
    Some(Finding::text("empty_then", next.python(), say))
}

fn large(case: Case<'_>) -> Vec<Finding> {
    let Some(Told::Gave(given, _)) = case.told() else {
        return Vec::new();
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
        let say = say!("endings-found-large-next", next = sentence::python(&next));
        Finding::text("large_then", next.python(), say)
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
            let came_to = sentence::came_to(&told);
            let say = match name {
                "restart_plain" => say!("endings-found-plain", result = came_to),
                "restart_reuse_too_late" => say!("endings-found-late", result = came_to),
                "restart_client_first" => say!("endings-found-client-first", result = came_to),
                _ => say!("endings-found-reuse", result = came_to),
            };
            Some(Finding::text(name, result, say))
        })
        .collect()
}
