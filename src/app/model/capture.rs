//! What captures tell: on which interfaces of which host they run, what they have counted, frames.

use crate::app::outcome::{Outcome, Redraw};
use crate::msg::CaptureEvent;
use crate::msg::capture::SourceEvent;
use crate::msg::chat::Trouble;
use crate::place::HostId;
use crate::say;
use crate::say::{Clean, Say};
use crate::screens::chat::Tone;

use super::hosts::{self, Role};
use super::{Model, sightings, trace};

/// A capture tells.
pub(in crate::app) fn update(model: &mut Model, event: CaptureEvent) -> Outcome {
    match event {
        CaptureEvent::Allowed => hosts::may_capture(model),
        CaptureEvent::Denied(Trouble { what, remedy }) => {
            hosts::denied(model, what, remedy);
            Outcome::of(Redraw::Now)
        }
        CaptureEvent::Source(event) => source(model, event),
    }
}

fn source(model: &mut Model, event: SourceEvent) -> Outcome {
    match event {
        SourceEvent::Frames { batch, .. } => trace::frames(model, &batch),
        SourceEvent::Running { host, interfaces } => running(model, host, interfaces),
        SourceEvent::Blind { what, .. } => {
            let now = model.clock.now;
            model.screens.chat.notice(now, Tone::Quiet, what, None);
            Outcome::of(Redraw::Now)
        }
        SourceEvent::Stats { host, stats } => {
            if let Some(host) = model.hosts.get_mut(host) {
                host.capture.stats = stats;
            }
            Outcome::of(Redraw::Soon)
        }
        SourceEvent::Lost { interface, why, .. } => {
            let what = say!("app-capture-lost", name = interface, why = why);
            model
                .screens
                .chat
                .notice(model.clock.now, Tone::Quiet, what, None);
            Outcome::of(Redraw::Now)
        }
        SourceEvent::Ended { host, why } => ended(model, host, why),
    }
}

/// It runs. Lab peers hear that we can answer before anybody is called; the partner is called now that its
/// handshake is seen.
fn running(model: &mut Model, id: HostId, interfaces: Vec<Clean>) -> Outcome {
    let Some(host) = model.hosts.get_mut(id) else {
        return Outcome::of(Redraw::No);
    };
    let role = host.role;
    host.capture.running = interfaces;
    host.capture.denied = None;
    let told = sightings::announce(model);
    let call = match role {
        Role::Here => None,
        Role::Lab => model.practice.call(model.clock.elapsed, true),
    };
    Outcome::now(told.into_iter().chain(call).collect())
}

fn ended(model: &mut Model, id: HostId, why: Option<Say>) -> Outcome {
    if let Some(host) = model.hosts.get_mut(id) {
        host.capture.running.clear();
        host.capture.denied = why.map(|why| (why, None));
    }
    Outcome::now(sightings::announce(model).into_iter().collect())
}
