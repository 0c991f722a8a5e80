//! What was recorded: the live trace, and an open file's, which is shown instead of it.

pub mod file;
pub mod open;

use std::time::Duration;

use crate::app::outcome::{Outcome, Redraw};
use crate::clock::Time;
use crate::frame::FrameBatch;
use crate::record::{RecordKey, SocketEvent};
use crate::say;
use crate::screens::ScreenId;
use crate::screens::packets::{OpenedFile, PacketLog};
use crate::store::{Own, Packets};

use super::{Model, messages, sightings};

/// Flows, stream and ladder are drawn up anew at most this often: they look through all records.
const REFRESH: Duration = Duration::from_millis(250);

/// Records, and where they are from.
#[derive(Debug)]
pub struct Trace {
    /// Live records.
    pub packets: Packets,
    /// Which of them are the lab's own.
    pub own: Own,
    /// The capture file that is open; it is shown instead of the live trace.
    pub file: Option<Box<OpenedFile>>,
    /// The list of the live trace, while a file's is shown in its place.
    pub aside: Option<Box<PacketLog>>,
    /// The screens over the packet list are not drawn up anew before this.
    pub next_refresh: Duration,
}

impl Trace {
    /// None yet; `memory`: bytes that the live trace may take.
    #[must_use]
    pub fn with_budget(memory: usize) -> Self {
        Self {
            packets: Packets::with_budget(memory),
            own: Own::default(),
            file: None,
            aside: None,
            next_refresh: Duration::ZERO,
        }
    }

    /// The records that are shown: the open file's, else the live ones.
    #[must_use]
    pub fn shown(&self) -> &Packets {
        let file = self.file.as_ref();
        file.map_or(&self.packets, |file| &file.packets)
    }
}

impl Model {
    /// The list and the records that are shown: the open file's, else the live ones.
    #[must_use]
    pub fn listed(&self) -> (&PacketLog, &Packets) {
        (&self.screens.packets, self.trace.shown())
    }

    /// The same, to be changed.
    pub fn listed_mut(&mut self) -> (&mut PacketLog, &mut Packets) {
        let packets = match &mut self.trace.file {
            Some(file) => &mut file.packets,
            None => &mut self.trace.packets,
        };
        (&mut self.screens.packets, packets)
    }

    /// The list of the live records and those, whether or not they are shown.
    pub fn live_mut(&mut self) -> (&mut PacketLog, &mut Packets) {
        let Trace { aside, packets, .. } = &mut self.trace;
        let log = aside.as_deref_mut().unwrap_or(&mut self.screens.packets);
        (log, packets)
    }
}

/// Keeps a record whatever must make room, or lets it go again.
pub(in crate::app) fn pin(model: &mut Model, key: RecordKey) {
    let (_, packets) = model.listed_mut();
    let (what, bad) = if packets.is_pinned(key) {
        packets.unpin(key);
        (say!("packets-unpinned"), false)
    } else if packets.pin(key) {
        (say!("packets-pinned"), false)
    } else {
        (say!("packets-pins-full"), true)
    };
    model.desk.tell(what, bad);
}

/// Frames have come.
pub(super) fn frames(model: &mut Model, batch: &FrameBatch) -> Outcome {
    let mut keys = Vec::with_capacity(batch.frames.len());
    let Trace { packets, own, .. } = &mut model.trace;
    packets.add_frames(batch, own, |record| keys.push(record.key));
    for key in keys {
        take_in(model, key);
    }
    let due = model.clock.elapsed >= model.trace.next_refresh;
    let next = model.clock.elapsed + REFRESH;
    let (log, packets) = model.live_mut();
    log.keep_from(packets.first());
    if log.has_overs() && due {
        log.refresh(packets);
        model.trace.next_refresh = next;
    }
    messages::compare_again(model, REFRESH);
    Outcome {
        effects: sightings::go_on(model),
        // The counter in the header lives too, but it may wait for the next frame.
        redraw: Redraw::Soon,
    }
}

/// A program has called something of a socket: frames that came before may be the lab's own by it.
pub(in crate::app) fn called(model: &mut Model, event: SocketEvent) -> Outcome {
    if model.trace.own.learn(&event) {
        let since = Time(event.time.0.saturating_sub(messages::LOOK_BACK));
        let Trace { packets, own, .. } = &mut model.trace;
        for key in packets.claim_again(own, since) {
            take_in(model, key);
        }
    }
    let (log, packets) = model.live_mut();
    let key = packets.add_event(event);
    if let Some(record) = packets.get(key) {
        log.arrived(&record);
    }
    // Calls fill the log, too, with nothing captured.
    log.keep_from(packets.first());
    Outcome {
        effects: sightings::go_on(model),
        redraw: Redraw::Soon,
    }
}

/// A frame has come, or has become the lab's own: the log lists it, messages find it.
fn take_in(model: &mut Model, key: RecordKey) {
    let (log, packets) = model.live_mut();
    let Some(record) = packets.get(key) else {
        return;
    };
    log.arrived(&record);
    if record.mine {
        messages::arrived(model, &record);
    }
}

/// Goes on with a list that is being drawn up. `None`: none is.
pub(in crate::app) fn go_on(model: &mut Model) -> Option<Outcome> {
    let (log, packets) = model.listed_mut();
    if !log.is_listing() {
        return None;
    }
    log.continue_listing(packets);
    // The end is worth seeing at once.
    Some(if log.is_listing() {
        Outcome::of(Redraw::Soon)
    } else {
        file::with_bytes(model, Redraw::Now)
    })
}

/// Sends a record's frame through the layers. `false`: it cannot be, or not yet.
pub(in crate::app) fn encapsulate(model: &mut Model, key: RecordKey) -> bool {
    let shown = messages::show_record(model, key);
    if shown {
        model.desk.follow_to(ScreenId::Encapsulation);
    }
    shown
}

#[cfg(test)]
mod tests;
