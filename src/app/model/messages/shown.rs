//! What goes through the layers in the encapsulation pane: a message of the chat, a frame of the log.

use std::time::Duration;

use crate::app::model::Model;
use crate::app::model::desk::Notice;
use crate::frame::Provenance;
use crate::journey::versus::Versus;
use crate::journey::{self, Facts, Journey, Part, Subject};
use crate::record::{Carried, RecordKey, Transport};
use crate::say;
use crate::say::Say;
use crate::screens::ScreenId;
use crate::screens::chat::Sizes;
use crate::screens::encap::Mode;
use crate::screens::packets;
use crate::store::{Body, EntryId};
use crate::wire::Reading;

use super::around::around;
use super::facts::{facts, is_live, record_facts};
use super::pieces::Carriers;

/// Is the encapsulation pane on the screen?
pub(in crate::app) fn is_visible(model: &Model) -> bool {
    model.desk.shows(ScreenId::Encapsulation, model.start.size)
}

/// Sends a message through the layers in the encapsulation pane: its captured frame, else a rebuilt one.
pub(in crate::app) fn show(model: &mut Model, id: EntryId) {
    let same = |journey: &&Journey| journey.facts.subject == Subject::Message(id.0);
    let journey = model.screens.encap.journey().filter(same);
    let part = journey.map_or(0, |journey| journey.facts.part.index);
    show_part(model, id, part);
}

/// The message that is looked at, which may be an older one than the newest.
pub(in crate::app) fn looked_at(model: &Model) -> Option<EntryId> {
    match model.screens.encap.subject()? {
        Subject::Message(id) => Some(EntryId(id)),
        Subject::Record(_) => None,
    }
}

/// Compares the message that is shown over TCP and over UDP, while that is looked at.
pub(in crate::app) fn compare(model: &mut Model) {
    if model.screens.encap.mode() != Mode::SideBySide {
        return;
    }
    let around = looked_at(model).and_then(|message| around(model, message));
    let around = around.unwrap_or_default();
    let journey = model.screens.encap.journey();
    let versus = journey.and_then(|journey| Versus::new(journey, &around));
    model.screens.encap.set_versus(versus);
}

/// The same after frames have come, `pause` apart: it looks through all records.
pub(in crate::app::model) fn compare_again(model: &mut Model, pause: Duration) {
    let now = model.clock.elapsed;
    if model.screens.encap.mode() == Mode::SideBySide && now >= model.messages.next_compare {
        model.messages.next_compare = now + pause;
        compare(model);
    }
}

/// The next frame of the message that is shown, or the one before. `false`: there is none.
pub(in crate::app) fn turn_part(model: &mut Model, next: bool) -> bool {
    let part = model.screens.encap.journey().map(|j| j.facts.part);
    let (Some(id), Some(part)) = (looked_at(model), part) else {
        return false;
    };
    let index = if next {
        Some(part.index + 1)
    } else {
        part.index.checked_sub(1)
    };
    let Some(index) = index.filter(|index| *index < part.of) else {
        return false;
    };
    show_part(model, id, index);
    let journey = model.screens.encap.journey();
    if next && journey.is_some_and(|journey| journey.facts.part.index == part.index) {
        let what = say!("app-frames-at-hand", n = part.index + 1, of = part.of);
        model.desk.tell(what, true);
    }
    true
}

/// To the message before the one that is looked at, or the one after it. `false`: there is none.
pub(in crate::app) fn walk(model: &mut Model, back: bool) -> bool {
    let here = looked_at(model);
    let ids = || model.messages.ledger.entries().map(|entry| entry.id);
    let to = match (here, back) {
        (Some(here), true) => ids().filter(|id| *id < here).max(),
        (Some(here), false) => ids().filter(|id| *id > here).min(),
        (None, _) => ids().max(),
    };
    let Some(to) = to else { return false };
    model.screens.encap.release();
    show_part(model, to, 0);
    true
}

fn show_part(model: &mut Model, id: EntryId, part: usize) {
    let Some(entry) = model.messages.ledger.get(id) else {
        return;
    };
    let carried = entry.carried.clone();
    let mut carriers = Carriers::of(model, entry);
    let index = part.min(carriers.frames.len().saturating_sub(1));
    if index >= carriers.frames.len() {
        return;
    }
    // All of its frames travel for the message, the one shown with what the card adds.
    let beside = carriers.beside(index);
    let (stream_at, of) = (carriers.stream_at(index), carriers.of);
    let frame = carriers.frames.swap_remove(index);
    let unsure = frame.origins.iter().any(|(_, p)| *p == Provenance::Unknown);
    let sized = !unsure || knows_header(&carried);
    let (text, ending) = (carried.text.len(), carried.ending());
    let facts = Facts {
        stream_at,
        ..facts(model, id, carried, &frame, Part { index, of })
    };
    // Which of its bytes are the message's is known: they need no others to be read.
    let dissection = packets::dissect(&frame, Reading::Alone);
    let journey = Journey::new(frame, dissection, facts);
    let sizes = Sizes {
        text,
        ending,
        wire: beside
            .filter(|_| sized)
            .map(|others| journey.size().bytes + others),
        others: carriers.shared,
    };
    // A picture's bytes are no text.
    let sizes = journey.text.is_some().then_some(sizes);
    model.screens.chat.set_sizes(sizes);
    model.screens.encap.offer(journey, model.clock.elapsed);
    model.messages.shown = Some(id);
    compare(model);
}

/// The length of TCP's header is known where the kernel tells what was agreed on; how a peer cut its
/// stream into segments is not.
const fn knows_header(carried: &Carried) -> bool {
    match carried.transport {
        Transport::Udp => true,
        Transport::Tcp => carried.tcp.is_some() && carried.outgoing,
    }
}

/// Sends a frame of the trace that is shown through the layers. `false`: it is no frame, or gone, or its bytes
/// are still being read from the file; then it is shown when they come.
pub(in crate::app) fn show_record(model: &mut Model, key: RecordKey) -> bool {
    model.messages.wanted_frame = None;
    let Some(record) = model.trace.shown().get(key) else {
        return false;
    };
    let (Body::Frame { digest, .. }, Some(frame)) = (&record.body, record.frame()) else {
        return false;
    };
    if frame.bytes.len() < record.captured as usize {
        model.messages.wanted_frame = Some(key);
        return false;
    }
    let host = frame.meta.place.host;
    let host = host.and_then(|host| model.hosts.snapshot(host));
    let host = host.filter(|_| is_live(&frame));
    let owns = |address| host.is_some_and(|host| host.owns(address));
    let (sender, receiver) = journey::parties(digest, owns);
    let plain = Facts::plain(Subject::Record(key.id), sender, receiver);
    let facts = record_facts(model, &frame, digest, plain);
    let dissection = packets::dissect(&frame, record.reading.clone());
    model.messages.shown = None;
    let journey = Journey::new(frame, dissection, facts);
    model.screens.encap.show(journey, model.clock.elapsed);
    compare(model);
    true
}

/// The frame of an opened file whose bytes were waited for, if they have come.
pub(in crate::app) fn show_wanted(model: &mut Model) {
    let Some(key) = model.messages.wanted_frame else {
        return;
    };
    if show_record(model, key) && model.desk.focus == ScreenId::Packets {
        model.desk.follow_to(ScreenId::Encapsulation);
    }
    let is_over = model.messages.wanted_frame.is_none();
    let waits = |notice: &Notice| notice.what == being_read();
    if is_over && model.desk.notice.as_ref().is_some_and(waits) {
        model.desk.notice = None;
    }
}

/// What is told while a frame's bytes are waited for.
pub(in crate::app) fn being_read() -> Say {
    say!("app-frame-is-read")
}
