//! What happens changes the model and may ask for something to be done outside. Pure: an event and
//! the model in, effects out. Each event goes to the part that it concerns.

pub(in crate::app) mod act;
mod input;
mod overlay;
pub(in crate::app) mod take;

use std::time::Duration;

use ratatui::layout::Rect;

use crate::msg::{Effect, Event};
use crate::screens::ScreenId;

use super::model::trace::{self, file};
use super::model::{Model, capture, chat, hosts, messages, practice, report, sightings};
use super::outcome::{Outcome, Redraw};

/// Takes an event in: first the screens hear of it, then the part that it concerns does what it must.
pub fn update(model: &mut Model, event: Event) -> Outcome {
    let heard = hear(model, &event);
    heard.and(concern(model, event))
}

/// Tells all screens of an event before the parts have taken it in. Only what a visible screen made of it is drawn.
fn hear(model: &mut Model, event: &Event) -> Outcome {
    let (screens, world) = model.screens_in(Rect::ZERO, false);
    let answers = ScreenId::ALL.iter().filter_map(|id| {
        let screen = screens.get_mut(*id);
        let mut answer = screen.heard(event, &world);
        if let Some(over) = screen.over_mut() {
            answer = answer.and(over.heard(event, &world));
        }
        (!answer.is_no()).then_some((*id, answer))
    });
    let answers: Vec<_> = answers.collect();
    let mut outcome = Outcome::of(Redraw::No);
    for (id, answer) in answers {
        let mut heard = act::wish::take(model, answer);
        if !model.desk.shows(id, model.start.size) {
            heard.redraw = Redraw::No;
        }
        heard.redraw = heard.redraw.min(Redraw::Soon);
        outcome = outcome.and(heard);
    }
    outcome
}

fn concern(model: &mut Model, event: Event) -> Outcome {
    match event {
        Event::Input(event) => input::update(model, event),
        Event::Chat(event) => chat::update(model, event),
        Event::Socket(event) => trace::called(model, event),
        Event::Host(event) => hosts::update(model, event),
        Event::Capture(event) => capture::update(model, event),
        Event::Practice(event) => practice::update(model, event),
        Event::File(event) => file::update(model, event),
        // Its screen has heard it.
        Event::Exercise(..) => Outcome::of(Redraw::No),
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
    let moves = screens_deadline(model).is_some();
    // The countdown to our own FIN is to be seen, too.
    let counts = model.screens.chat.closing_next().is_some();
    if messages::stand_in(model) | model.clock.moves(moves) | counts {
        outcome.redraw = Redraw::Now;
    }
    outcome.and(sightings::due(model))
}

/// When the loop must wake by itself, on its own clock.
#[must_use]
pub fn next_deadline(model: &Model) -> Duration {
    let elapsed = model.clock.elapsed;
    let dues = [
        screens_deadline(model),
        model.messages.deadline(),
        model.practice.deadline(),
        model.screens.packets.is_listing().then_some(elapsed),
        model.sightings.deadline(),
    ];
    let due = dues.into_iter().flatten();
    due.fold(model.clock.next_poll, Duration::min)
}

/// When a screen that is to be seen wants to be drawn next.
fn screens_deadline(model: &Model) -> Option<Duration> {
    let size = model.start.size;
    let seen = ScreenId::ALL
        .iter()
        .filter(|id| model.desk.shows(**id, size));
    let now = model.clock.elapsed;
    seen.flat_map(|id| {
        let screen = model.screens.get(*id);
        let over = screen.over().and_then(|over| over.deadline(now));
        screen.deadline(now).into_iter().chain(over)
    })
    .min()
}

#[cfg(test)]
pub(crate) mod tests;
