//! What a run has shown, each with its figure.

use super::answers::{deaf_errno, said, syns, was_at_once};
use super::chosen::{Close, Handshake, Side, Target};
use super::ladder::{Rung, crossed, once, opening, rungs, teardown};
use super::script::can_be_had;
use super::seen::{in_time_wait, listener_path, observed, outcome, path, questions};
use crate::exercise::ground::Ground;
use crate::exercise::journal::Journal;
use crate::exercise::state::TcpState;
use crate::exercise::{Figure, Finding};
use crate::say;
use crate::say::Say;
use crate::wire::TcpFlags;

/// All of them.
pub(super) fn all(chosen: Handshake, journal: &Journal) -> Vec<Finding> {
    let mut found = Vec::new();
    for target in chosen.targets() {
        found.push(connected(chosen, target, journal));
        let rungs = rungs(chosen, target, journal);
        match target {
            Target::Closed => found.extend(refusal(&rungs)),
            Target::Dropped => found.extend(unanswered(chosen, journal)),
            Target::Missing => found.extend(asked(chosen, journal)),
            Target::Listening => {
                found.extend(opened(&rungs));
                found.extend(closed(chosen, &rungs));
                found.extend(at_once_by_states(chosen, &rungs, journal));
                found.extend(listened(chosen, journal));
                found.extend(went_through(chosen, journal));
                found.extend(kept(chosen, journal));
            }
        }
    }
    found.extend(no_frames(journal));
    found
}

/// No frames can be seen here.
fn no_frames(journal: &Journal) -> Option<Finding> {
    let setting = journal.setting.as_ref()?;
    let say = match setting.ground {
        Ground::Here => say!("handshake-found-no-frames"),
        Ground::Cable => say!("handshake-found-no-frames-cable"),
    };
    let seen = setting.frames || !journal.frames.is_empty();
    (!seen).then(|| Finding::yes("frames", false, say))
}

/// How `connect` ended.
fn connected(chosen: Handshake, target: Target, journal: &Journal) -> Finding {
    let name = match target {
        Target::Closed => "connect_closed",
        Target::Dropped => "connect_dropped",
        Target::Missing => "connect_missing",
        Target::Listening => "connect_listening",
    };
    let told = Say::plain(target.name());
    if !can_be_had(target, journal) {
        let say = match target {
            Target::Missing => say!("handshake-found-no-missing"),
            Target::Dropped => say!("handshake-found-no-dropped", errno = deaf_errno(journal)),
            Target::Closed | Target::Listening => say!("handshake-outcome-open"),
        };
        return Finding::text(name, "not_here", say);
    }
    let outcome = outcome(chosen, target, journal);
    Finding::text(
        name,
        outcome.word(),
        say!(
            "handshake-found-connect",
            target = told,
            outcome = said(outcome)
        ),
    )
}

/// The answer of a host where nobody listens.
fn refusal(rungs: &[Rung]) -> Option<Finding> {
    let rung = rungs.iter().find(|rung| rung.has(TcpFlags::RST))?;
    let text = rung.text();
    let say = say!("handshake-found-refusal", answer = text.clone());
    Some(Finding::text("refusal", text, say))
}

fn unanswered(chosen: Handshake, journal: &Journal) -> Option<Finding> {
    let count = syns(chosen, journal)?;
    let say = say!("handshake-found-syns", count = count);
    Some(Finding::number("syns", count, say))
}

fn asked(chosen: Handshake, journal: &Journal) -> Option<Finding> {
    let count = questions(chosen, journal).len();
    let say = say!("handshake-found-arp", count = count);
    (count > 0).then(|| Finding::number("arp_questions", count, say))
}

fn texts(name: &'static str, texts: Vec<String>, say: impl Fn(String) -> Say) -> Finding {
    Finding {
        name,
        say: say(texts.join("; ")),
        figure: Figure::Texts(texts),
    }
}

/// How it was opened: how many segments, their numbers from 0 on and as on the wire.
fn opened(rungs: &[Rung]) -> Vec<Finding> {
    let opening = once(opening(rungs));
    if opening.is_empty() {
        return Vec::new();
    }
    let wire = opening.iter().map(on_the_wire).collect();
    vec![
        Finding::number(
            "opening",
            opening.len(),
            say!("handshake-found-opening", count = opening.len()),
        ),
        texts(
            "opening_segments",
            opening.iter().map(Rung::text).collect(),
            |list| say!("handshake-found-relative", list = list),
        ),
        texts("opening_numbers", wire, |list| {
            say!("handshake-found-wire", list = list)
        }),
    ]
}

/// A segment with its numbers as they are on the wire.
fn on_the_wire(rung: &Rung) -> String {
    Rung {
        base: (0, 0),
        ..*rung
    }
    .text()
}

/// How it was closed, and whether that is what was wanted.
fn closed(chosen: Handshake, rungs: &[Rung]) -> Vec<Finding> {
    let Some(crossed) = crossed(rungs) else {
        return Vec::new();
    };
    let teardown = teardown(rungs);
    let count = teardown.len();
    let (wanted, say) = match chosen.close {
        Close::Four | Close::Slow => (count == 4 && !crossed, say!("handshake-found-wanted-four")),
        Close::Three => (count == 3, say!("handshake-found-wanted-three")),
        Close::Simultaneous => (crossed, say!("handshake-found-wanted-both")),
    };
    let as_wanted = if wanted {
        say
    } else {
        say!("handshake-found-otherwise", count = count)
    };
    let cross = if crossed {
        say!("handshake-found-crossed")
    } else {
        say!("handshake-found-not-crossed")
    };
    vec![
        Finding::number(
            "teardown",
            count,
            say!("handshake-found-teardown", count = count),
        ),
        texts(
            "teardown_segments",
            teardown.iter().map(Rung::text).collect(),
            |list| say!("handshake-found-relative", list = list),
        ),
        Finding::yes("fins_crossed", crossed, cross),
        Finding::yes("as_wanted", wanted, as_wanted),
    ]
}

/// Whether both have closed at the same time, where no frame tells.
fn at_once_by_states(chosen: Handshake, rungs: &[Rung], journal: &Journal) -> Option<Finding> {
    if crossed(rungs).is_some() {
        return None;
    }
    let at_once = was_at_once(chosen, rungs, journal)?;
    let say = if at_once {
        say!("handshake-found-wanted-both")
    } else {
        say!("handshake-found-not-crossed")
    };
    Some(Finding::yes("as_wanted", at_once, say))
}

/// The states of the socket that listens: it is another one than the connection's.
fn listened(chosen: Handshake, journal: &Journal) -> Option<Finding> {
    let states = listener_path(chosen, journal).into_iter();
    let states: Vec<_> = states.map(|state| state.name().to_owned()).collect();
    let say = |list| say!("handshake-found-listener-states", list = list);
    (!states.is_empty()).then(|| texts("states_listener", states, say))
}

/// The states of both ends of the connection, in order.
fn went_through(chosen: Handshake, journal: &Journal) -> Vec<Finding> {
    let observed = observed(chosen, Target::Listening, journal);
    let named = |side| {
        let states = path(&observed, side).into_iter();
        let states = states.map(|state| state.map_or("gone", TcpState::name).to_owned());
        states.collect::<Vec<_>>()
    };
    let (client, server) = (named(Side::Client), named(Side::Server));
    let client = (!client.is_empty()).then(|| {
        texts("states_client", client, |list| {
            say!("handshake-found-client-states", list = list)
        })
    });
    // There is none where nothing was accepted.
    let server = (!server.is_empty()).then(|| {
        texts("states_server", server, |list| {
            say!("handshake-found-server-states", list = list)
        })
    });
    client.into_iter().chain(server).collect()
}

/// Who keeps TIME-WAIT.
fn kept(chosen: Handshake, journal: &Journal) -> Option<Finding> {
    let sides = in_time_wait(chosen, journal)?;
    Some(match sides.as_slice() {
        [] => Finding::text("time_wait", "nobody", say!("handshake-keeps-nobody")),
        [side] => Finding::text(
            "time_wait",
            side.word(),
            say!("handshake-keeps-one", side = Say::plain(side.name())),
        ),
        _ => Finding::text("time_wait", "both", say!("handshake-keeps-both")),
    })
}
