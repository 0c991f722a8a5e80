//! A peer is asked how the message that is shown looked at its interface.

use std::time::Duration;

use bytes::Bytes;

use crate::app::model::{Model, messages};
use crate::app::outcome::{Outcome, Redraw};
use crate::frame::link;
use crate::journey::Subject;
use crate::journey::compare::Told;
use crate::msg::Effect;
use crate::msg::chat::{
    Answer, ChatCommand, Outcome as Came, Part, PeerId, Question, Sighted, Whose, text_number,
};
use crate::record::{Carried, Transport};
use crate::screens::encap::{Mode, Sight, SightState};
use crate::store::EntryId;

use super::Asked;

/// After this long it is said that no answer has come. One that comes later is still taken.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// While both ends of a message are looked at: asks about it, if nobody was asked yet, and shows how far that
/// is.
pub(in crate::app) fn look(model: &mut Model) -> Vec<Effect> {
    let (Mode::BothEnds, Some(entry), true) = (
        model.screens.encap.mode(),
        messages::looked_at(model),
        messages::is_visible(model),
    ) else {
        return Vec::new();
    };
    let asked = if model.sightings.about(entry).is_none() {
        ask(model, entry)
    } else {
        None
    };
    show(model, entry);
    asked.into_iter().collect()
}

/// The user looks at both ends of the shown message, or no longer: what failed is asked once more.
pub(in crate::app) fn looked_at(model: &mut Model) {
    if let Some(entry) = messages::looked_at(model)
        && model
            .sightings
            .about(entry)
            .is_some_and(|asked| asked.sight.state.has_failed())
    {
        model.sightings.forget(entry);
    }
}

/// Asks the peer how a message looked at its interface; or notes why nobody can be asked.
fn ask(model: &mut Model, id: EntryId) -> Option<Effect> {
    let carried = model.messages.ledger.get(id)?.carried.clone();
    let found = model.screens.chat.peers().find(|(_, peer)| {
        peer.info.remote == carried.remote && peer.info.transport == carried.transport
    });
    let name = found.map_or_else(
        || carried.remote.ip().to_string().into(),
        |(_, peer)| peer.info.nick.clone(),
    );
    let number = text_number(&carried);
    let state = match found {
        _ if number.is_none() => SightState::Plain,
        // Offsets count in one connection's stream; a new connection has a new one.
        Some((_, peer)) if !peer.here || peer.info.socket != carried.socket => SightState::Gone,
        Some((_, peer)) if !peer.info.can_sight => SightState::CannotThere,
        Some(_) => SightState::Asked,
        None => SightState::Gone,
    };
    let waits = state == SightState::Asked;
    let peer = found.map(|(peer, _)| peer).filter(|_| waits);
    let number = model.sightings.number();
    model.sightings.note(Asked {
        entry: id,
        peer,
        id: number,
        until: waits.then_some(model.clock.elapsed + PATIENCE),
        sight: Sight { name, state },
    });
    Some(Effect::Chat(ChatCommand::AskSighting {
        peer: peer?,
        question: question(&carried, number)?,
    }))
}

/// The question about a message, by where it lies. `None`: it cannot be named.
fn question(carried: &Carried, id: u32) -> Option<Question> {
    let part = match carried.transport {
        Transport::Tcp => Part::Stream {
            offset: carried.offset,
            length: u32::try_from(carried.bytes.len()).ok()?,
        },
        Transport::Udp => Part::Text {
            number: text_number(carried)?,
        },
    };
    let whose = if carried.outgoing {
        Whose::Asker
    } else {
        Whose::Answerer
    };
    Some(Question { id, whose, part })
}

/// A peer tells. Only the answer to the very question that was put to it counts.
pub(in crate::app::model) fn told(model: &mut Model, id: PeerId, answer: Answer) -> Outcome {
    let Some(asked) = model
        .sightings
        .all_mut()
        .find(|asked| asked.peer == Some(id) && asked.id == answer.id)
    else {
        return Outcome::of(Redraw::No);
    };
    asked.until = None;
    asked.sight.state = match answer.outcome {
        Came::Seen => SightState::Told(
            answer.frames.into_iter().map(frame).collect(),
            usize::from(answer.total),
        ),
        Came::NotSeen => SightState::NotSeen,
        Came::Refused => SightState::Refused,
        Came::NoRight => SightState::NoRight,
    };
    Outcome::now(look(model))
}

fn frame(sighted: Sighted) -> Told {
    Told {
        link: link::from_number(sighted.link),
        direction: sighted.direction,
        checksum: sighted.checksum,
        length: sighted.length,
        interface: sighted.interface,
        headers: Bytes::from(sighted.headers),
    }
}

/// Says of questions without an answer that there is none; `true`: of some.
pub(super) fn give_up(model: &mut Model) -> bool {
    let now = model.clock.elapsed;
    let mut any = false;
    for asked in model
        .sightings
        .all_mut()
        .filter(|asked| asked.until.is_some_and(|until| until <= now))
    {
        asked.until = None;
        asked.sight.state = SightState::Late;
        any = true;
    }
    any
}

/// The pane shows how far it is.
fn show(model: &mut Model, entry: EntryId) {
    if let Some(asked) = model.sightings.about(entry) {
        let sight = asked.sight.clone();
        model
            .screens
            .encap
            .set_sight(Subject::Message(entry.0), sight);
    }
}
