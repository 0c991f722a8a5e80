//! What a run shows, in one sentence with its own figures.

use super::case::Case;
use super::ending::Ending;
use super::ends::End;
use super::script::{LARGE, SMALL_ROOM};
use super::told::Told;
use crate::exercise::code;
use crate::say;
use crate::say::{Arg, Say};

/// Of one ending; `None`: it is not over.
pub(super) fn of(case: Case<'_>) -> Option<Say> {
    if case.stopped().is_some() {
        return stopped(case);
    }
    let told = case.told()?;
    match case.ending {
        Ending::Fin => Some(say!(
            "endings-sentence-fin",
            python = python(&told),
            c = c(&told),
            side = side(case)?
        )),
        Ending::Reset => Some(say!(
            "endings-sentence-reset",
            python = python(&told),
            c = c(&told),
            side = side(case)?
        )),
        Ending::HalfClose => Some(say!(
            "endings-sentence-half-close",
            python = python(&told),
            sent = case.sent().unwrap_or(0),
            arrived = case.arrived()?.number().unwrap_or(0),
            side = side(case)?
        )),
        Ending::Unread => Some(say!(
            "endings-sentence-unread",
            bytes = case.unread().unwrap_or(0),
            python = python(&told),
            c = c(&told),
            side = side(case)?
        )),
        Ending::Silence => silence(case),
        Ending::Vanished => vanished(case),
        Ending::EmptyDatagram => Some(say!(
            "endings-sentence-empty",
            python = python(&told),
            c = c(&told),
            next = python(&case.next()?)
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
        next = python(&case.next()?)
    ))
}

fn vanished(case: Case<'_>) -> Option<Say> {
    let told = case.told()?;
    if let Some(errno) = case.not_deaf() {
        return Some(say!(
            "endings-sentence-not-vanished",
            errno = errno.to_owned()
        ));
    }
    let Some(sent) = case.sent().filter(|_| told.errno() == "EAGAIN") else {
        return Some(say!(
            "endings-sentence-vanished-else",
            sent = case.sent().unwrap_or(0),
            python = python(&told),
            c = c(&told)
        ));
    };
    Some(say!(
        "endings-sentence-vanished",
        sent = sent,
        state = case.tcp()?.state.name(),
        arrived = case.arrived()?.number().unwrap_or(0)
    ))
}

fn large(case: Case<'_>) -> Option<Say> {
    let Told::Gave(bytes, _) = case.told()? else {
        return None;
    };
    let got = code::literal(&bytes, SMALL_ROOM);
    let (sent, room) = (LARGE.len(), SMALL_ROOM);
    let next = python(&case.next()?);
    Some(match case.lost() {
        Some(lost) => say!(
            "endings-sentence-large",
            sent = sent,
            room = room,
            got = got,
            next = next,
            lost = lost
        ),
        None => say!(
            "endings-sentence-large-only",
            sent = sent,
            room = room,
            got = got
        ),
    })
}

fn restart(case: Case<'_>) -> Option<Say> {
    let mut binds = case.rebinds().map(Told::of);
    let mut next = || binds.next().flatten().map(|told| came_to(&told));
    let (without, late, client_first, with) = (next()?, next()?, next()?, next()?);
    Some(say!(
        "endings-sentence-restart",
        without = without,
        late = late,
        client_first = client_first,
        with = with
    ))
}

/// Of all: which of them gave no byte, which an error, which nothing at all; who was in TIME-WAIT when the server and
/// when the client closed first; what came of a bind at once.
pub(super) fn of_all(cases: &[Case<'_>]) -> Option<Say> {
    if let Some(stopped) = cases.last().copied().and_then(stopped) {
        return Some(stopped);
    }
    if cases.len() < Ending::ALL.len() || cases.iter().any(|case| case.told().is_none()) {
        return None;
    }
    let of = |wanted: Ending| cases.iter().copied().find(|case| case.ending == wanted);
    let mut binds = of(Ending::Restart)?.rebinds().map(Told::of);
    let (without, with) = (binds.next()??, binds.nth(2)??);
    Some(say!(
        "endings-sentence-all",
        ended = which(cases, |case, told| told.is_empty() && !case.waited()),
        failed = which(cases, |_, told| !matches!(told.errno(), "" | "EAGAIN")),
        waited = which(cases, |case, told| case.waited()
            || told.errno() == "EAGAIN"),
        closed = who(of(Ending::Fin)?)?,
        silent = who(of(Ending::Silence)?)?,
        without = match &without {
            Told::Failed(_) => python(&without),
            Told::Waits | Told::Gave(..) | Told::Done => came_to(&without),
        },
        with = came_to(&with)
    ))
}

/// The names of the TCP endings that are so, side by side.
fn which(cases: &[Case<'_>], wanted: fn(Case<'_>, &Told) -> bool) -> Arg {
    let tcp = cases
        .iter()
        .filter(|case| !case.ending.is_udp() && case.ending != Ending::Restart);
    let found = tcp.filter(|case| case.told().is_some_and(|told| wanted(**case, &told)));
    let names = found.map(|case| Say::plain(case.ending.name()));
    let list = names.reduce(|names, name| say!("endings-list", names = names, name = name));
    list.map_or_else(|| "–".into(), Arg::from)
}

/// What ended the run before its end.
pub(super) fn stopped(case: Case<'_>) -> Option<Say> {
    let (call, errno) = case.stopped()?;
    Some(match errno {
        Some(errno) => say!(
            "endings-sentence-failed",
            call = call,
            errno = errno.to_owned()
        ),
        None => say!("endings-sentence-stuck", call = call),
    })
}

/// As Python shows it, or that it waits.
pub(super) fn python(told: &Told) -> Arg {
    match told {
        Told::Waits => say!("exercise-waits").into(),
        Told::Gave(..) | Told::Done | Told::Failed(_) => told.python().into(),
    }
}

/// As C shows it, or that it waits.
pub(super) fn c(told: &Told) -> Arg {
    match told {
        Told::Waits => say!("exercise-waits").into(),
        Told::Gave(..) | Told::Done | Told::Failed(_) => told.c().into(),
    }
}

/// What a `bind` came to, in a word.
pub(super) fn came_to(told: &Told) -> Arg {
    match told {
        Told::Failed(errno) => errno.clone().into(),
        Told::Done | Told::Gave(..) => say!("endings-answer-binds").into(),
        Told::Waits => say!("exercise-waits").into(),
    }
}

/// With whom TIME-WAIT is; `None`: the kernel was not asked.
fn who(case: Case<'_>) -> Option<Say> {
    case.looked().then(|| match case.time_wait() {
        Some((End::Far, _)) => say!("endings-who-server"),
        Some((End::Near, _)) => say!("endings-who-you"),
        None => say!("endings-who-nobody"),
    })
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
