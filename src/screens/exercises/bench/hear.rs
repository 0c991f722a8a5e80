//! What a bench hears: its runner's reports, and the frames of this machine that the lab captures anyway.

use std::time::Duration;

use crate::exercise::{Ground, Phase, Report, RunId};
use crate::msg::capture::SourceEvent;
use crate::msg::{CaptureEvent, Event};
use crate::place::HostId;
use crate::screens::Answer;

use super::Bench;

impl Bench {
    /// Takes a report in; the picture goes on from where it is.
    fn hear(&mut self, run: RunId, report: Report, now: Duration) -> Answer {
        let (before, at) = (self.steps.len(), self.shown(now));
        let seen = at
            .shown
            .checked_sub(1)
            .and_then(|last| self.steps.get(last));
        let seen = seen.map(|(_, time, _)| *time);
        let commands = self.session.hear(run, report);
        let answer = self.changed(commands);
        // What is told late happened before what is shown: it has been passed by.
        let passed = self
            .steps
            .iter()
            .filter(|(_, time, _)| Some(*time) <= seen)
            .count();
        let passed = passed.saturating_sub(at.shown);
        self.player.grown(before, passed, self.steps.len(), now);
        answer
    }

    pub(super) fn hears(&mut self, event: &Event, now: Duration) -> Answer {
        match event {
            Event::Exercise(run, report) => {
                let mine = *run == self.session.run() && self.session.phase() != Phase::Fresh;
                if !mine {
                    return Answer::no();
                }
                self.hear(*run, report.clone(), now)
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
                if !self.session.journal().has_own(batch) {
                    return Answer::no();
                }
                self.hear(self.session.run(), Report::Frames(batch.clone()), now)
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
