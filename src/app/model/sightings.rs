//! What is asked and answered about sightings: how a message's frames looked at the other end.
//!
//! A peer is told how its message looked here, if the user allows it; and is asked how ours looked there.

mod answering;
mod asking;
mod consent;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use crate::app::outcome::{Outcome, Redraw};
use crate::keymap::{Action, Global};
use crate::msg::Effect;
use crate::msg::chat::{Answer, ChatCommand, PeerId, Question};
use crate::screens::chat::Peer;
use crate::screens::encap::{Sight, SightState};
use crate::store::EntryId;

use super::Model;
use super::desk::{Overlay, Question as Ask};

pub(super) use answering::asked;
pub(super) use asking::told;
pub(in crate::app) use asking::{look, looked_at};
pub(in crate::app) use consent::{answer_key, go_to_question, stranger};

/// A request waits this long for frames that may still come.
const WAIT: Duration = Duration::from_millis(200);
/// Questions of ours that are remembered with their answers.
const MOST_ASKED: usize = 32;
/// Requests of all peers together that may wait here.
pub const MOST_PENDING: usize = 64;
/// Addresses whose peers were refused are remembered, so many at most.
const MOST_REFUSED: usize = 64;
/// Whose peers were refused so often is not asked about again: reconnecting makes nobody a new stranger.
const TIRED: usize = 2;

/// A question of ours about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The message.
    pub entry: EntryId,
    /// Whom: nobody where there is nobody to ask.
    pub peer: Option<PeerId>,
    /// The question's number.
    pub id: u32,
    /// When it is said that no answer has come, on the loop's own clock.
    pub until: Option<Duration>,
    /// How far it is.
    pub sight: Sight,
}

/// A peer's request that is not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Who asks.
    pub peer: PeerId,
    /// What.
    pub question: Question,
    /// Frames may come until then, on the loop's own clock; `None`: the user is to be asked first.
    pub until: Option<Duration>,
}

/// The state of all that.
#[derive(Debug, Default)]
pub struct Sightings {
    /// The chat was told that we can answer.
    pub announced: bool,
    /// Requests not answered yet.
    pub pending: Vec<Pending>,
    /// What the user said of a peer.
    pub consents: BTreeMap<PeerId, bool>,
    asked: VecDeque<Asked>,
    refused: VecDeque<IpAddr>,
    last: u32,
}

impl Sightings {
    /// A number for a question.
    pub const fn number(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Notes a question; one about the same message before it is forgotten.
    pub fn note(&mut self, asked: Asked) {
        self.forget(asked.entry);
        if self.asked.len() >= MOST_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back(asked);
    }

    /// Forgets what was asked about a message.
    pub fn forget(&mut self, entry: EntryId) {
        self.asked.retain(|asked| asked.entry != entry);
    }

    /// What was asked about a message.
    #[must_use]
    pub fn about(&self, entry: EntryId) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.entry == entry)
    }

    /// All questions.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Asked> {
        self.asked.iter_mut()
    }

    /// A peer at this address was refused.
    pub fn refuse(&mut self, address: IpAddr) {
        if self.refused.len() >= MOST_REFUSED {
            self.refused.pop_front();
        }
        self.refused.push_back(address);
    }

    /// What was refused at this address is forgotten.
    pub fn forgive(&mut self, address: IpAddr) {
        self.refused.retain(|refused| *refused != address);
    }

    /// Were this address's peers refused often enough?
    #[must_use]
    pub fn is_tiresome(&self, address: IpAddr) -> bool {
        self.refused
            .iter()
            .filter(|refused| **refused == address)
            .count()
            >= TIRED
    }

    /// When something is due next, on the loop's own clock.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        let pending = self.pending.iter().filter_map(|pending| pending.until);
        pending
            .chain(self.asked.iter().filter_map(|asked| asked.until))
            .min()
    }
}

fn peer(model: &Model, id: PeerId) -> Option<&Peer> {
    model
        .screens
        .chat
        .peers()
        .find(|(peer, _)| *peer == id)
        .map(|(_, peer)| peer)
}

fn reply(peer: PeerId, answer: Answer) -> Effect {
    Effect::Chat(ChatCommand::AnswerSighting { peer, answer })
}

/// How the key is written that goes to the question.
fn key_name(model: &Model) -> String {
    let answer = Action::Global(Global::Answer);
    model.keys.name_of(answer, model.start.glyphs.ascii)
}

/// Tells the chat whether we can answer, where that has changed: whoever is called next hears it in the
/// first hello.
pub(super) fn announce(model: &mut Model) -> Option<Effect> {
    let can = model.hosts.capturing();
    let before = std::mem::replace(&mut model.sightings.announced, can);
    (before != can).then_some(Effect::Chat(ChatCommand::SetSight(can)))
}

/// Messages or frames have come, or have become the lab's own: a peer that waits for them is answered, and the
/// message looked at may be another.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let mut effects = answering::answer_pending(model);
    effects.extend(look(model));
    effects
}

/// What has become due: answers that waited long enough, questions that got none.
pub(in crate::app) fn due(model: &mut Model) -> Outcome {
    let mut effects = answering::answer_pending(model);
    let given_up = asking::give_up(model);
    effects.extend(look(model));
    Outcome {
        effects,
        redraw: if given_up { Redraw::Now } else { Redraw::No },
    }
}

/// A peer has gone: nobody waits for its answers, and it waits for none.
pub(super) fn left(model: &mut Model, id: PeerId) {
    model.sightings.pending.retain(|pending| pending.peer != id);
    model.sightings.consents.remove(&id);
    if matches!(&model.desk.overlay, Some(Overlay::Ask(Ask::Sighting { peer, .. })) if *peer == id)
    {
        model.desk.overlay = None;
    }
    for asked in model
        .sightings
        .all_mut()
        .filter(|asked| asked.peer == Some(id) && asked.until.is_some())
    {
        asked.until = None;
        asked.sight.state = SightState::Gone;
    }
}

#[cfg(test)]
mod tests;
