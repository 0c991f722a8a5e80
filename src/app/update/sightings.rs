//! Sightings: a peer is told how its message looked here, if the user allows it; and is asked how
//! ours looked there.

use std::time::Duration;

use bytes::Bytes;

use crate::app::keymap;
use crate::app::model::sightings::{Asked, MOST_PENDING, Pending};
use crate::app::model::{Model, Notice, Overlay, Question as Ask};
use crate::frame::{Direction, link};
use crate::journey::Subject;
use crate::journey::compare::Told;
use crate::msg::chat::{
    Answer, ChatCommand, MOST_FRAMES, MOST_HEADERS, Outcome as Came, Part, PeerId, PeerInfo,
    Question, Sighted, Whose, text_number,
};
use crate::msg::{Action, Effect, Key, KeyCode};
use crate::panes::chat::{Peer, Tone};
use crate::panes::encap::{Mode, Sight, SightState};
use crate::record::{Carried, Transport};
use crate::say;
use crate::store::{Body, EntryId, Record};

use super::{Outcome, Redraw, layers};

/// A request waits this long for frames that may still come.
const WAIT: Duration = Duration::from_millis(200);
/// After this long it is said that no answer has come. One that comes later is still taken.
const PATIENCE: Duration = Duration::from_secs(3);

/// After every event: what has become due, what is to be asked, what others are to be told.
pub(super) fn after(model: &mut Model, outcome: &mut Outcome) {
    let can = model.capturing();
    if std::mem::replace(&mut model.sightings.announced, can) != can {
        // First of all: who is called next hears it in the first hello.
        outcome
            .effects
            .insert(0, Effect::Chat(ChatCommand::SetSight(can)));
    }
    outcome.effects.extend(answer_pending(model));
    if give_up(model) {
        outcome.redraw = Redraw::Now;
    }
    if let (Mode::BothEnds, Some(entry), true) = (
        model.encap.mode(),
        layers::looked_at(model),
        layers::encap_visible(model),
    ) {
        if model.sightings.about(entry).is_none() {
            outcome.effects.extend(ask(model, entry));
        }
        show(model, entry);
    }
}

// ---- answering ----

fn peer(model: &Model, id: PeerId) -> Option<&Peer> {
    model
        .chat
        .peers()
        .find(|(peer, _)| *peer == id)
        .map(|(_, peer)| peer)
}

fn reply(peer: PeerId, answer: Answer) -> Effect {
    Effect::Chat(ChatCommand::AnswerSighting { peer, answer })
}

/// A peer asks how a message's frames looked here.
pub(super) fn asked(model: &mut Model, id: PeerId, question: Question) -> Outcome {
    let without = |came| Outcome::now(vec![reply(id, Answer::without(question.id, came))]);
    let Some(info) = peer(model, id).map(|peer| peer.info.clone()) else {
        return without(Came::Refused);
    };
    if model.capture_of(info.host).running.is_empty() {
        return without(Came::NoRight);
    }
    let allowed = model.sightings.consents.get(&id).copied();
    let stranger = allowed.is_none();
    if stranger && model.sightings.is_tiresome(info.remote.ip()) {
        model.sightings.consents.insert(id, false);
        let what = say!(
            "sighting-refused-again",
            name = info.nick,
            address = info.remote.ip().to_string()
        );
        model.chat.notice(
            model.now,
            Tone::Quiet,
            what,
            Some(say!("sighting-refused-remedy", key = key_name(model))),
        );
        return without(Came::Refused);
    }
    if allowed == Some(false) || model.sightings.pending.len() >= MOST_PENDING {
        return without(Came::Refused);
    }
    let until = (!stranger).then_some(model.elapsed + WAIT);
    model.sightings.pending.push(Pending {
        peer: id,
        question,
        until,
    });
    Outcome::of(if stranger { Redraw::Now } else { Redraw::No })
}

/// Answers what can be answered: all frames are there, or those that are must do.
fn answer_pending(model: &mut Model) -> Vec<Effect> {
    let now = model.elapsed;
    let mut effects = Vec::new();
    for pending in std::mem::take(&mut model.sightings.pending) {
        let due = pending.until.map(|until| until <= now);
        match due.and_then(|due| answer(model, &pending, due)) {
            Some(answer) => effects.push(reply(pending.peer, answer)),
            None => model.sightings.pending.push(pending),
        }
    }
    effects
}

/// The answer; `None`: frames may still come.
fn answer(model: &Model, pending: &Pending, due: bool) -> Option<Answer> {
    let question = &pending.question;
    let Some(peer) = peer(model, pending.peer) else {
        return Some(Answer::without(question.id, Came::Refused));
    };
    let (records, whole) = carriers(model, &peer.info, question);
    if !whole && !due {
        return None;
    }
    let frames: Vec<Sighted> = records
        .iter()
        .take(MOST_FRAMES)
        .filter_map(|record| sighted(model, record))
        .collect();
    if frames.is_empty() {
        return Some(Answer::without(question.id, Came::NotSeen));
    }
    let total = u16::try_from(records.len()).unwrap_or(u16::MAX);
    Some(Answer {
        id: question.id,
        outcome: Came::Seen,
        total,
        frames,
    })
}

/// Is this the message asked about? By where it lies, never by what it says.
fn is_meant(carried: &Carried, info: &PeerInfo, question: &Question) -> bool {
    let way = (
        carried.host,
        carried.socket,
        carried.transport,
        carried.remote,
    );
    if way != (info.host, info.socket, info.transport, info.remote)
        || carried.outgoing != (question.whose == Whose::Answerer)
    {
        return false;
    }
    match question.part {
        Part::Stream { offset, length } if carried.transport == Transport::Tcp => {
            let end = carried.offset.saturating_add(carried.bytes.len() as u64);
            carried.offset < offset.saturating_add(u64::from(length)) && offset < end
        }
        Part::Text { number } if carried.transport == Transport::Udp => {
            text_number(carried) == Some(number)
        }
        Part::Stream { .. } | Part::Text { .. } => false,
    }
}

/// The captured frames that carried what is asked about, as one interface saw them; and whether
/// they carry all of it.
fn carriers(model: &Model, info: &PeerInfo, question: &Question) -> (Vec<Record>, bool) {
    let meant = model
        .ledger
        .entries()
        .filter(|entry| is_meant(&entry.carried, info, question));
    let (mut keys, mut wanted) = (Vec::new(), 0);
    for entry in meant {
        wanted += entry.carried.bytes.len();
        keys.extend(entry.frames.iter().copied());
    }
    keys.sort_unstable();
    keys.dedup();
    let mut records: Vec<Record> = keys
        .into_iter()
        .filter_map(|key| model.packets.get(key))
        .collect();
    let place = records.first().and_then(place);
    records.retain(|record| self::place(record) == place);
    let there: usize = records.iter().map(payload).sum();
    let whole = wanted > 0 && there >= wanted;
    (records, whole)
}

fn place(record: &Record) -> Option<crate::place::Place> {
    match &record.body {
        Body::Frame { meta, .. } => Some(meta.place),
        Body::Event(_) => None,
    }
}

fn payload(record: &Record) -> usize {
    match &record.body {
        Body::Frame { digest, .. } => digest.payload_len as usize,
        Body::Event(_) => 0,
    }
}

/// What is told of a frame: its headers up to the payload, and no byte of that.
fn sighted(model: &Model, record: &Record) -> Option<Sighted> {
    let Body::Frame {
        meta,
        digest,
        bytes,
    } = &record.body
    else {
        return None;
    };
    let headers = bytes
        .get(..(digest.payload_at as usize).min(MOST_HEADERS))
        .filter(|_| digest.payload_len > 0)?;
    let interface = model
        .host(meta.place.host)
        .and_then(|host| host.interface(meta.place.interface));
    Some(Sighted {
        link: link::to_number(meta.link, meta.origin)?,
        // Over loopback it is the copy that comes in which is seen.
        direction: if meta.direction == Direction::Loop {
            Direction::In
        } else {
            meta.direction
        },
        checksum: meta.checksum,
        length: meta.length,
        interface: interface
            .map(|interface| interface.name.clone())
            .unwrap_or_default(),
        headers: headers.to_vec(),
    })
}

// ---- the user's word ----

/// How the key is written that goes to the question.
fn key_name(model: &Model) -> String {
    keymap::name_of(Action::Answer, model.start.glyphs.ascii)
}

/// The first stranger that waits for the user's word: the status line tells of it, and nothing opens by
/// itself, as whatever opens takes keys that were meant for something else.
#[must_use]
pub(crate) fn stranger(model: &Model) -> Option<PeerId> {
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
pub(super) fn go_to_question(model: &mut Model) -> Outcome {
    let list = askable(model);
    if !open(model, list.first().copied()) {
        model.notice = Some(Notice {
            what: say!("sighting-nobody-asks"),
            remedy: None,
            bad: false,
        });
    }
    Outcome::of(Redraw::Now)
}

fn open(model: &mut Model, id: Option<PeerId>) -> bool {
    let Some((id, peer)) = id.and_then(|id| Some((id, peer(model, id)?))) else {
        return false;
    };
    let (name, address) = (peer.info.nick.clone(), peer.info.remote.ip());
    model.overlay = Some(Overlay::Ask(Ask::Sighting {
        peer: id,
        name,
        address,
    }));
    true
}

/// A key while the user is asked about a peer.
pub(super) fn answer_key(model: &mut Model, key: Key, id: PeerId) -> Outcome {
    let key = keymap::narrow(key);
    match (key.code, keymap::action(key)) {
        (_, Some(Action::End)) => return super::input::act(model, Action::End),
        (KeyCode::Char('y' | 'Y'), _) if !key.ctrl => return allow(model, id),
        (KeyCode::Char('n' | 'N'), _) if !key.ctrl => return refuse(model, id),
        (KeyCode::Esc, _) => {}
        (_, Some(Action::Answer)) => {
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
    let until = Some(model.elapsed + WAIT);
    model
        .sightings
        .pending
        .iter_mut()
        .filter(|pending| pending.peer == id)
        .for_each(|pending| pending.until = until);
    Outcome::now(Vec::new())
}

fn refuse(model: &mut Model, id: PeerId) -> Outcome {
    model.sightings.consents.insert(id, false);
    if let Some((name, address)) =
        peer(model, id).map(|peer| (peer.info.nick.clone(), peer.info.remote.ip()))
    {
        model.sightings.refuse(address);
        let remedy = say!("sighting-refused-remedy", key = key_name(model));
        model.chat.notice(
            model.now,
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

/// A peer has gone: nobody waits for its answers, and it waits for none.
pub(super) fn left(model: &mut Model, id: PeerId) {
    model.sightings.pending.retain(|pending| pending.peer != id);
    model.sightings.consents.remove(&id);
    if matches!(&model.overlay, Some(Overlay::Ask(Ask::Sighting { peer, .. })) if *peer == id) {
        model.overlay = None;
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

// ---- asking ----

/// The user looks at both ends of the shown message, or no longer: what failed is asked once more.
pub(super) fn looked_at(model: &mut Model) {
    if let Some(entry) = layers::looked_at(model)
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
    let carried = model.ledger.get(id)?.carried.clone();
    let found = model.chat.peers().find(|(_, peer)| {
        peer.info.remote == carried.remote && peer.info.transport == carried.transport
    });
    let name = found.map_or_else(
        || carried.remote.ip().to_string(),
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
    let number_of_question = model.sightings.number();
    let until = waits.then_some(model.elapsed + PATIENCE);
    model.sightings.note(Asked {
        entry: id,
        peer,
        id: number_of_question,
        until,
        sight: Sight { name, state },
    });
    let part = match carried.transport {
        Transport::Tcp => Part::Stream {
            offset: carried.offset,
            length: u32::try_from(carried.bytes.len()).ok()?,
        },
        Transport::Udp => Part::Text { number: number? },
    };
    let whose = if carried.outgoing {
        Whose::Asker
    } else {
        Whose::Answerer
    };
    let question = Question {
        id: number_of_question,
        whose,
        part,
    };
    Some(Effect::Chat(ChatCommand::AskSighting {
        peer: peer?,
        question,
    }))
}

/// A peer tells. Only the answer to the very question that was put to it counts.
pub(super) fn told(model: &mut Model, id: PeerId, answer: Answer) -> Outcome {
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
    Outcome::of(Redraw::Now)
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
fn give_up(model: &mut Model) -> bool {
    let now = model.elapsed;
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
        model.encap.set_sight(Subject::Message(entry.0), sight);
    }
}

#[cfg(test)]
mod tests;
