//! What happens changes the model and may ask for something to be done outside. Pure: an event and
//! the model in, effects out.

mod along;
mod files;
mod input;
mod layers;
mod network;
mod open;
mod report;
mod sightings;

use std::time::Duration;

use crate::msg::{Effect, Event};

pub(crate) use input::is_typing;
pub(crate) use sightings::stranger;

use super::model::{Model, Practice};

/// How often counters are asked for while rates are visible.
pub const POLL: Duration = Duration::from_secs(1);

/// How soon what happened must be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redraw {
    /// Nothing to be seen has changed.
    No,
    /// With the next frame for what comes by itself (packets, rates).
    Soon,
    /// At once: the user did something, or must see it.
    Now,
}

/// What an event leads to.
#[derive(Debug)]
pub struct Outcome {
    /// To be done outside, in this order.
    pub effects: Vec<Effect>,
    /// Whether to draw.
    pub redraw: Redraw,
}

impl Outcome {
    pub(super) fn now(effects: Vec<Effect>) -> Self {
        Self {
            effects,
            redraw: Redraw::Now,
        }
    }

    pub(super) const fn of(redraw: Redraw) -> Self {
        Self {
            effects: Vec::new(),
            redraw,
        }
    }
}

/// Takes an event in.
pub fn update(model: &mut Model, event: Event) -> Outcome {
    let mut outcome = take(model, event);
    sightings::after(model, &mut outcome);
    outcome
}

fn take(model: &mut Model, event: Event) -> Outcome {
    match event {
        Event::Key(key) => {
            model.notice = None;
            input::key(model, key)
        }
        Event::Mouse(mouse) => {
            model.notice = None;
            input::mouse(model, mouse)
        }
        Event::Paste(text) => input::paste(model, &text),
        Event::Resize(columns, rows) => {
            model.start.size = (columns, rows);
            Outcome::of(Redraw::Now)
        }
        Event::Deadline => deadline(model),
        Event::OpenFile(path) => files::open(model, path),
        Event::File(event) => files::event(model, event),
        Event::Kept(kept) => along::kept(model, kept),
        event => network::event(model, event),
    }
}

fn deadline(model: &mut Model) -> Outcome {
    let mut effects = Vec::new();
    let mut redraw = Redraw::No;
    if model.elapsed >= model.next_poll {
        model.next_poll = model.elapsed + POLL;
        if !model.hosts.is_empty() {
            effects.push(Effect::PollCounters);
        }
    }
    if let Practice::On(_) = model.practice {
        effects.extend(network::call_partner(model, false));
    }
    if model.trace().0.is_listing() {
        let (log, packets) = model.trace_mut();
        log.continue_listing(packets);
        // The end is worth seeing at once.
        redraw = if log.is_listing() {
            Redraw::Soon
        } else {
            Redraw::Now
        };
        if redraw == Redraw::Now {
            effects.extend(files::with_bytes(model, Redraw::Now).effects);
        }
    }
    if model.chat.closing_next().is_some() {
        // The countdown to our own FIN.
        redraw = Redraw::Now;
    }
    // Where a motion has just ended, its end is still to be drawn.
    let moves = model.encap.deadline(model.elapsed).is_some();
    if network::stand_in(model) || moves || model.moving {
        redraw = Redraw::Now;
    }
    model.moving = moves;
    Outcome { effects, redraw }
}

/// When the loop must wake by itself, on its own clock.
#[must_use]
pub fn next_deadline(model: &Model) -> Duration {
    let animation = model
        .encap
        .deadline(model.elapsed)
        .filter(|_| layers::encap_visible(model));
    let awaited = model.awaited.iter().map(|a| a.until).min();
    let call = model.call.as_ref().and_then(|c| c.latest);
    let listing = model.trace().0.is_listing().then_some(model.elapsed);
    let sighting = model.sightings.deadline();
    [animation, awaited, call, listing, sighting]
        .into_iter()
        .flatten()
        .fold(model.next_poll, Duration::min)
}

#[cfg(test)]
pub(crate) mod tests;
