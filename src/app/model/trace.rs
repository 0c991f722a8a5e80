//! What was recorded: the live trace, and an open file's, which is shown instead of it.

pub mod file;
pub mod open;

use std::time::Duration;

use crate::app::outcome::{Outcome, Redraw};
use crate::clock::Time;
use crate::frame::FrameBatch;
use crate::msg::action::PaneId;
use crate::panes::Handled;
use crate::panes::packets::{OpenedFile, PacketLog};
use crate::record::{RecordKey, SocketEvent};
use crate::say;
use crate::store::{Own, Packets};

use super::{Model, messages, sightings};

/// Flows, stream and ladder are drawn up anew at most this often: they look through all records.
const REFRESH: Duration = Duration::from_millis(250);

/// Records, and the pane that lists them.
#[derive(Debug)]
pub struct Trace {
    /// The packet log.
    pub log: PacketLog,
    /// Records.
    pub packets: Packets,
    /// Which of them are the lab's own.
    pub own: Own,
    /// The capture file that is open; it is shown instead of the live trace.
    pub file: Option<Box<OpenedFile>>,
    /// The screens over the packet list are not drawn up anew before this.
    pub next_refresh: Duration,
}

impl Trace {
    /// None yet; `memory`: bytes that the live trace may take.
    #[must_use]
    pub fn with_budget(memory: usize) -> Self {
        Self {
            log: PacketLog::default(),
            packets: Packets::with_budget(memory),
            own: Own::default(),
            file: None,
            next_refresh: Duration::ZERO,
        }
    }

    /// The trace that is shown: the open file's, else the live one.
    #[must_use]
    pub fn shown(&self) -> (&PacketLog, &Packets) {
        self.file
            .as_ref()
            .map_or((&self.log, &self.packets), |file| {
                (&file.log, &file.packets)
            })
    }

    /// The same, to be changed.
    pub fn shown_mut(&mut self) -> (&mut PacketLog, &mut Packets) {
        match &mut self.file {
            Some(file) => (&mut file.log, &mut file.packets),
            None => (&mut self.log, &mut self.packets),
        }
    }

    /// Keeps the selected record whatever must make room, or lets it go again.
    pub fn pin(&mut self) -> Handled {
        let (log, packets) = self.shown_mut();
        let Some(key) = log.selected() else {
            return Handled::No;
        };
        let what = if packets.is_pinned(key) {
            packets.unpin(key);
            say!("packets-unpinned")
        } else if packets.pin(key) {
            say!("packets-pinned")
        } else {
            say!("packets-pins-full")
        };
        log.note(what, false);
        Handled::Yes
    }
}

/// Frames have come.
pub(super) fn frames(model: &mut Model, batch: &FrameBatch) -> Outcome {
    let mut keys = Vec::with_capacity(batch.frames.len());
    let Trace { packets, own, .. } = &mut model.trace;
    packets.add_frames(batch, own, |record| keys.push(record.key));
    for key in keys {
        take_in(model, key);
    }
    let Trace {
        log,
        packets,
        next_refresh,
        ..
    } = &mut model.trace;
    log.keep_from(packets.first());
    if log.has_screens() && model.clock.elapsed >= *next_refresh {
        *next_refresh = model.clock.elapsed + REFRESH;
        log.refresh(packets);
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
    let Trace { log, packets, .. } = &mut model.trace;
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
    let Some(record) = model.trace.packets.get(key) else {
        return;
    };
    model.trace.log.arrived(&record);
    if record.mine {
        messages::arrived(model, &record);
    }
}

/// Goes on with a list that is being drawn up. `None`: none is.
pub(in crate::app) fn go_on(model: &mut Model) -> Option<Outcome> {
    let (log, packets) = model.trace.shown_mut();
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

/// Sends the selected frame through the layers.
pub(in crate::app) fn encapsulate(model: &mut Model) -> Handled {
    let Some(key) = model.trace.shown().0.selected() else {
        return Handled::No;
    };
    if !messages::show_record(model, key) {
        return Handled::No;
    }
    model.screen.focus_on(PaneId::Encapsulation);
    Handled::Yes
}

#[cfg(test)]
mod tests;
