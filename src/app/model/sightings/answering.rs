//! A peer asks how its message, or ours, looked here: what it is told.

use crate::app::model::Model;
use crate::app::outcome::{Outcome, Redraw};
use crate::frame::{Direction, link};
use crate::msg::Effect;
use crate::msg::chat::{
    Answer, MOST_FRAMES, MOST_HEADERS, Outcome as Came, Part, PeerId, PeerInfo, Question, Sighted,
    Whose, text_number,
};
use crate::place::Place;
use crate::record::{Carried, Transport};
use crate::say;
use crate::screens::chat::Tone;
use crate::store::{Body, Record};

use super::{MOST_PENDING, Pending, WAIT, key_name, peer, reply};

/// A peer asks how a message's frames looked here.
pub(in crate::app::model) fn asked(model: &mut Model, id: PeerId, question: Question) -> Outcome {
    let without = |came| Outcome::now(vec![reply(id, Answer::without(question.id, came))]);
    let Some(info) = peer(model, id).map(|peer| peer.info.clone()) else {
        return without(Came::Refused);
    };
    if !model.hosts.captures(info.host) {
        return without(Came::NoRight);
    }
    let allowed = model.sightings.consents.get(&id).copied();
    let stranger = allowed.is_none();
    if stranger && model.sightings.is_tiresome(info.remote.ip()) {
        refuse_again(model, id, info);
        return without(Came::Refused);
    }
    if allowed == Some(false) || model.sightings.pending.len() >= MOST_PENDING {
        return without(Came::Refused);
    }
    let until = (!stranger).then_some(model.clock.elapsed + WAIT);
    let pending = Pending {
        peer: id,
        question,
        until,
    };
    model.sightings.pending.push(pending);
    Outcome {
        effects: answer_pending(model),
        redraw: if stranger { Redraw::Now } else { Redraw::No },
    }
}

/// Its address's peers were refused often enough: the user is told, and not asked.
fn refuse_again(model: &mut Model, id: PeerId, info: PeerInfo) {
    model.sightings.consents.insert(id, false);
    let address = info.remote.ip().to_string();
    let what = say!(
        "sighting-refused-again",
        name = info.nick,
        address = address
    );
    let remedy = say!("sighting-refused-remedy", key = key_name(model));
    let now = model.clock.now;
    model
        .screens
        .chat
        .notice(now, Tone::Quiet, what, Some(remedy));
}

/// Answers what can be answered: all frames are there, or those that are must do.
pub(super) fn answer_pending(model: &mut Model) -> Vec<Effect> {
    let now = model.clock.elapsed;
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
pub(super) fn is_meant(carried: &Carried, info: &PeerInfo, question: &Question) -> bool {
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
        .messages
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
        .filter_map(|key| model.trace.packets.get(key))
        .collect();
    let place = records.first().and_then(place);
    records.retain(|record| self::place(record) == place);
    let there: usize = records.iter().map(payload).sum();
    let whole = wanted > 0 && there >= wanted;
    (records, whole)
}

fn place(record: &Record) -> Option<Place> {
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
    let host = meta.place.host;
    let host = host.and_then(|host| model.hosts.snapshot(host));
    let interface = host.and_then(|host| host.interface(meta.place.interface));
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
