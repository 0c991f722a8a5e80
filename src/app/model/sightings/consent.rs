//! May a peer be told? The user's word on it, and how it is asked for and taken back.

use crate::app::model::Model;
use crate::app::model::desk::{Overlay, Question};
use crate::app::outcome::{Outcome, Redraw};
use crate::keymap::{Global, narrow};
use crate::msg::chat::{Answer, Outcome as Came, PeerId};
use crate::msg::{Key, KeyCode};
use crate::say;
use crate::screens::chat::Tone;

use super::answering::answer_pending;
use super::{WAIT, key_name, peer, reply};

/// The first stranger that waits for the user's word: the status line tells of it, and nothing opens by
/// itself, as whatever opens takes keys that were meant for something else.
#[must_use]
pub(in crate::app) fn stranger(model: &Model) -> Option<PeerId> {
    model
        .sightings
        .pending
        .iter()
        .find(|pending| pending.until.is_none())
        .map(|pending| pending.peer)
}

/// About whom the user can be asked: those who wait, then those about whom the word can be taken back,
/// the latest first.
fn askable(model: &Model) -> Vec<PeerId> {
    let waiting = model
        .sightings
        .pending
        .iter()
        .filter(|pending| pending.until.is_none())
        .map(|pending| pending.peer);
    let decided = model.sightings.consents.keys().rev().copied();
    let mut list: Vec<PeerId> = Vec::new();
    for id in waiting.chain(decided) {
        if peer(model, id).is_some() && !list.contains(&id) {
            list.push(id);
        }
    }
    list
}

/// The user goes to the question.
pub(in crate::app) fn go_to_question(model: &mut Model) -> Outcome {
    let list = askable(model);
    if !open(model, list.first().copied()) {
        model.desk.tell(say!("sighting-nobody-asks"), false);
    }
    Outcome::of(Redraw::Now)
}

fn open(model: &mut Model, id: Option<PeerId>) -> bool {
    let Some((id, peer)) = id.and_then(|id| Some((id, peer(model, id)?))) else {
        return false;
    };
    let (name, address) = (peer.info.nick.clone(), peer.info.remote.ip());
    model.desk.overlay = Some(Overlay::Ask(Question::Sighting {
        peer: id,
        name,
        address,
    }));
    true
}

/// A key while the user is asked about a peer.
pub(in crate::app) fn answer_key(model: &mut Model, key: Key, id: PeerId) -> Outcome {
    let key = narrow(key);
    match (key.code, model.keys.global(key)) {
        (_, Some(Global::End)) => model.end(),
        (KeyCode::Char('y' | 'Y'), _) if !key.ctrl => return allow(model, id),
        (KeyCode::Char('n' | 'N'), _) if !key.ctrl => return refuse(model, id),
        (KeyCode::Esc, _) => {}
        (_, Some(Global::Answer)) => {
            let list = askable(model);
            let at = list
                .iter()
                .position(|other| *other == id)
                .map_or(0, |at| at + 1);
            open(model, list.get(at).or_else(|| list.first()).copied());
        }
        _ => drop(open(model, Some(id))),
    }
    Outcome::of(Redraw::Now)
}

fn allow(model: &mut Model, id: PeerId) -> Outcome {
    model.sightings.consents.insert(id, true);
    if let Some(address) = peer(model, id).map(|peer| peer.info.remote.ip()) {
        model.sightings.forgive(address);
    }
    let until = Some(model.clock.elapsed + WAIT);
    model
        .sightings
        .pending
        .iter_mut()
        .filter(|pending| pending.peer == id)
        .for_each(|pending| pending.until = until);
    Outcome::now(answer_pending(model))
}

fn refuse(model: &mut Model, id: PeerId) -> Outcome {
    model.sightings.consents.insert(id, false);
    if let Some((name, address)) =
        peer(model, id).map(|peer| (peer.info.nick.clone(), peer.info.remote.ip()))
    {
        model.sightings.refuse(address);
        let remedy = say!("sighting-refused-remedy", key = key_name(model));
        model.screens.chat.notice(
            model.clock.now,
            Tone::Quiet,
            say!("sighting-you-refused", name = name),
            Some(remedy),
        );
    }
    let refused = model
        .sightings
        .pending
        .extract_if(.., |pending| pending.peer == id);
    let answers =
        refused.map(|pending| reply(id, Answer::without(pending.question.id, Came::Refused)));
    Outcome::now(answers.collect())
}
