//! Messages and the frames that carried them; which of them goes through the layers in the encapsulation pane.

mod around;
mod facts;
mod pieces;
mod rebuild;
mod shown;

use std::time::Duration;

use crate::record::{Carried, RecordKey};
use crate::store::{EntryId, Ledger, Record};

use super::Model;

pub use rebuild::rebuild;
pub(super) use shown::compare_again;
pub(in crate::app) use shown::{
    being_read, compare, is_visible, looked_at, show, show_record, show_wanted, turn_part, walk,
};

/// A message waits this long for its captured frames; then a rebuilt one stands in.
const WAIT: Duration = Duration::from_millis(200);
/// A received message's frames came at most this long before it, in nanoseconds.
pub(super) const LOOK_BACK: i64 = 2_000_000_000;

/// A message waiting for the frames that carried it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Its entry in the ledger.
    pub entry: EntryId,
    /// When a rebuilt frame stands in, on the loop's own clock.
    pub until: Duration,
}

/// What is known of messages, and which one is looked at.
#[derive(Debug, Default)]
pub struct Messages {
    /// Which frames carried which message.
    pub ledger: Ledger,
    /// Messages whose frames may still come.
    pub awaited: Vec<Awaited>,
    /// The message last sent through the layers; the pane may still be at an older one.
    pub shown: Option<EntryId>,
    /// The frame of the open file that goes through the layers as soon as its bytes are read.
    pub wanted_frame: Option<RecordKey>,
    /// TCP and UDP are not compared anew before this.
    pub next_compare: Duration,
}

impl Messages {
    /// When a rebuilt frame stands in next, on the loop's own clock.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.awaited.iter().map(|awaited| awaited.until).min()
    }
}

/// A message was sent or received: the ledger has it from now on.
pub(super) fn note(model: &mut Model, carried: Carried) -> EntryId {
    let packets = &model.trace.packets;
    let now = model.clock.now;
    model.messages.ledger.note(carried, now, packets, LOOK_BACK)
}

/// Shows the message as soon as its frames are there; without capture on its host, at once.
pub(super) fn await_frames(model: &mut Model, id: EntryId) {
    let Some(entry) = model.messages.ledger.get(id) else {
        return;
    };
    let captures = model.hosts.captures(entry.carried.host);
    let waits = entry.frames.is_empty() && captures;
    if waits {
        let until = model.clock.elapsed + WAIT;
        model.messages.awaited.push(Awaited { entry: id, until });
    } else {
        show(model, id);
    }
}

/// Rebuilt frames stand in for those that did not come in time. `true`: one was shown.
pub(in crate::app) fn stand_in(model: &mut Model) -> bool {
    let now = model.clock.elapsed;
    let due = model.messages.awaited.extract_if(.., |a| a.until <= now);
    let due: Vec<_> = due.map(|awaited| awaited.entry).collect();
    for id in &due {
        show(model, *id);
    }
    !due.is_empty()
}

/// A frame of the lab's own has come: the messages that it carries are shown, where they were waited for or
/// are looked at.
pub(super) fn arrived(model: &mut Model, record: &Record) {
    for id in model.messages.ledger.arrived(record) {
        let awaited = &mut model.messages.awaited;
        let before = awaited.len();
        awaited.retain(|a| a.entry != id);
        let waited = awaited.len() < before;
        if waited || model.messages.shown == Some(id) || looked_at(model) == Some(id) {
            show(model, id);
        }
    }
}

#[cfg(test)]
mod tests;
