//! What a bench hears: its runner's reports, and the frames of this machine that the lab captures anyway.

use std::time::Duration;

use crate::exercise::{Ground, Phase, Report};
use crate::msg::capture::SourceEvent;
use crate::msg::{CaptureEvent, Event};
use crate::place::HostId;
use crate::screens::Answer;

use super::Bench;

impl Bench {
    pub(super) fn hears(&mut self, event: &Event, now: Duration) -> Answer {
        match event {
            Event::Exercise(run, report) => {
                let mine = *run == self.session.run() && self.session.phase() != Phase::Fresh;
                if !mine {
                    return Answer::no();
                }
                let before = self.steps.len();
                let commands = self.session.hear(*run, report.clone());
                self.player.grown(before, now);
                self.changed(commands)
            }
            // On a cable the runner captures itself.
            Event::Capture(CaptureEvent::Source(SourceEvent::Frames { host, batch }))
                if *host == HostId::HERE
                    && self.session.is_alive()
                    && self
                        .session
                        .journal()
                        .setting
                        .as_ref()
                        .is_some_and(|on| on.ground == Ground::Here) =>
            {
                let before = self.steps.len();
                let seen = self.session.journal().frames.len();
                self.session
                    .hear(self.session.run(), Report::Frames(batch.clone()));
                if self.session.journal().frames.len() == seen {
                    return Answer::no();
                }
                self.player.grown(before, now);
                self.changed(Vec::new())
            }
            Event::Input(_)
            | Event::Chat(_)
            | Event::Socket(_)
            | Event::Host(_)
            | Event::Capture(_)
            | Event::Practice(_)
            | Event::File(_)
            | Event::Kept(_)
            | Event::Deadline => Answer::no(),
        }
    }
}
