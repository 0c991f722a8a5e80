//! What happens changes the model and may ask for something to be done outside. Pure: an event and
//! the model in, effects out. Each event goes to the part that it concerns.

pub(in crate::app) mod act;
mod input;
mod overlay;
pub(in crate::app) mod take;

use std::time::Duration;

use crate::msg::{Effect, Event};

use super::model::trace::{self, file};
use super::model::{Model, capture, chat, hosts, messages, practice, report, sightings};
use super::outcome::{Outcome, Redraw};

/// Takes an event in.
pub fn update(model: &mut Model, event: Event) -> Outcome {
    match event {
        Event::Input(event) => input::update(model, event),
        Event::Chat(event) => chat::update(model, event),
        Event::Socket(event) => trace::called(model, event),
        Event::Host(event) => hosts::update(model, event),
        Event::Capture(event) => capture::update(model, event),
        Event::Practice(event) => practice::update(model, event),
        Event::File(event) => file::update(model, event),
        Event::Kept(event) => report::update(model, event),
        Event::Deadline => deadline(model),
    }
}

/// A deadline has come: each part does what is due.
fn deadline(model: &mut Model) -> Outcome {
    let mut outcome = Outcome::of(Redraw::No);
    if model.clock.polls() && model.hosts.here().is_some() {
        outcome.effects.push(Effect::PollCounters);
    }
    let call = model.practice.call(model.clock.elapsed, false);
    outcome.effects.extend(call);
    if let Some(listed) = trace::go_on(model) {
        outcome = outcome.and(listed);
    }
    let moves = model.encap.deadline(model.clock.elapsed).is_some();
    // The countdown to our own FIN is to be seen, too.
    let counts = model.chat.closing_next().is_some();
    if messages::stand_in(model) | model.clock.moves(moves) | counts {
        outcome.redraw = Redraw::Now;
    }
    outcome.and(sightings::due(model))
}

/// When the loop must wake by itself, on its own clock.
#[must_use]
pub fn next_deadline(model: &Model) -> Duration {
    let elapsed = model.clock.elapsed;
    let moving = model.encap.deadline(elapsed);
    let dues = [
        moving.filter(|_| messages::is_visible(model)),
        model.messages.deadline(),
        model.practice.deadline(),
        model.trace.shown().0.is_listing().then_some(elapsed),
        model.sightings.deadline(),
    ];
    let due = dues.into_iter().flatten();
    due.fold(model.clock.next_poll, Duration::min)
}

#[cfg(test)]
pub(crate) mod tests;
