//! What a run shows, in one sentence with its own figures.

use super::case::{Case, End, Told};
use super::ending::Ending;
use super::script::{LARGE, SMALL_ROOM};
use crate::exercise::code;
use crate::say;
use crate::say::Say;

/// Of one ending; `None`: it is not over.
pub(super) fn of(case: Case<'_>) -> Option<Say> {
    let told = case.told()?;
    match case.ending {
        Ending::Fin => Some(say!(
            "endings-sentence-fin",
            python = told.python(),
            c = told.c(),
            side = side(case)?
        )),
        Ending::Reset => Some(say!(
            "endings-sentence-reset",
            python = told.python(),
            c = told.c(),
            side = side(case)?
        )),
        Ending::HalfClose => Some(say!(
            "endings-sentence-half-close",
            python = told.python(),
            sent = case.sent().unwrap_or(0),
            arrived = case.arrived()?.number().unwrap_or(0),
            side = side(case)?
        )),
        Ending::Unread => Some(say!(
            "endings-sentence-unread",
            bytes = case.unread().unwrap_or(0),
            python = told.python(),
            c = told.c(),
            side = side(case)?
        )),
        Ending::Silence => silence(case),
        Ending::Vanished => vanished(case),
        Ending::EmptyDatagram => Some(say!(
            "endings-sentence-empty",
            python = told.python(),
            c = told.c(),
            next = case.next()?.python()
        )),
        Ending::LargeDatagram => large(case),
        Ending::Restart => restart(case),
    }
}

fn silence(case: Case<'_>) -> Option<Say> {
    let entry = case.decisive()?;
    let (began, waits) = (entry.began?, entry.waits?);
    Some(say!(
        "endings-sentence-silence",
        ms = millis(waits.since(began)),
        next = case.next()?.python()
    ))
}

fn vanished(case: Case<'_>) -> Option<Say> {
    let tcp = case.tcp()?;
    let arrived = case.arrived()?.number().unwrap_or(0);
    Some(say!(
        "endings-sentence-vanished",
        sent = case.sent().unwrap_or(0),
        state = tcp.state.name(),
        arrived = arrived
    ))
}

fn large(case: Case<'_>) -> Option<Say> {
    let (first, next) = (case.told()?, case.next()?);
    let Told::Gave(bytes, _) = first else {
        return None;
    };
    let lost = LARGE.len().saturating_sub(bytes.len());
    let literal = code::literal(&bytes, SMALL_ROOM);
    Some(match next {
        Told::Gave(next, _) if !LARGE.ends_with(&next) => say!(
            "endings-sentence-large",
            sent = LARGE.len(),
            room = SMALL_ROOM,
            got = literal,
            next = code::literal(&next, SMALL_ROOM),
            lost = lost
        ),
        Told::Gave(..) | Told::Waits | Told::Done | Told::Failed(_) => say!(
            "endings-sentence-large-only",
            sent = LARGE.len(),
            room = SMALL_ROOM,
            got = literal
        ),
    })
}

fn restart(case: Case<'_>) -> Option<Say> {
    let mut binds = case
        .rebinds()
        .map(|entry| Told::of(entry).map(|told| told.c()));
    let mut next = || binds.next().flatten();
    let (without, late, client_first, with) = (next()?, next()?, next()?, next()?);
    Some(say!(
        "endings-sentence-restart",
        without = without,
        late = late,
        client_first = client_first,
        with = with
    ))
}

/// Of all: which of them gave no byte, which an error, which nothing at all.
pub(super) fn of_all(cases: &[Case<'_>]) -> Option<Say> {
    if cases.len() < Ending::ALL.len() || cases.iter().any(|case| case.told().is_none()) {
        return None;
    }
    let words = |wanted: fn(Case<'_>, &Told) -> bool| {
        let tcp = cases
            .iter()
            .filter(|case| !case.ending.is_udp() && case.ending != Ending::Restart);
        let found = tcp.filter(|case| case.told().is_some_and(|told| wanted(**case, &told)));
        let words: Vec<_> = found.map(|case| case.ending.word().to_owned()).collect();
        if words.is_empty() {
            vec!["–".to_owned()]
        } else {
            words
        }
    };
    let first = *cases.first()?;
    Some(say!(
        "endings-sentence-all",
        ended = words(|case, told| told.is_empty() && !case.waited()),
        failed = words(|_, told| !matches!(told.errno(), "" | "EAGAIN")),
        waited = words(|case, told| case.waited() || told.errno() == "EAGAIN"),
        side = side(first)?
    ))
}

/// Who is in TIME-WAIT; `None`: the kernel was not asked.
pub(super) fn side(case: Case<'_>) -> Option<Say> {
    if !case.looked() {
        return None;
    }
    Some(match case.time_wait() {
        Some((End::Far, _)) => say!("endings-side-server"),
        Some((End::Near, _)) => say!("endings-side-you"),
        None => say!("endings-side-nobody"),
    })
}

pub(super) fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Begun seconds count.
pub(super) fn seconds(time: std::time::Duration) -> u64 {
    millis(time).div_ceil(1000)
}
