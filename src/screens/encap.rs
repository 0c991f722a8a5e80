//! The encapsulation: one message wrapped layer by layer, over the wire, and unwrapped again.
//!
//! The screen keeps the journey it shows and where it stands in it; what its verbs do is in [`walk`], drawing
//! in [`view`].

mod both;
mod cursor;
mod predict;
mod screen;
mod shown;
mod verb;
mod versus;
mod view;
mod walk;

use std::time::Duration;

use crate::journey::player::SLIDE;
use crate::journey::versus::Versus;
use crate::journey::{Journey, Model, Party, Player, Step, Subject};
use crate::say;
use crate::ui::look::Look;

use cursor::Fields;
use shown::{Shown, beats};

pub use both::{Sight, SightState};
pub use verb::Verb;

/// Did the picture change?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Nothing to draw.
    No,
    /// Draw again.
    Yes,
}

/// What of the message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Its way through the layers.
    #[default]
    Way,
    /// It as it left, and as the peer's own interface saw it.
    BothEnds,
    /// It over TCP and over UDP.
    SideBySide,
}

/// One model turning into another: its rows move to where the new one's are.
#[derive(Debug, Clone)]
struct Morph {
    from: Model,
    steps: Vec<Step>,
    at: usize,
    since: Duration,
}

/// The screen's state.
#[derive(Debug, Default)]
pub struct Encap {
    shown: Option<Shown>,
    mode: Mode,
    /// What is known of the other end of which message, and the row of it that is looked at.
    sight: Option<(Subject, Sight)>,
    row: usize,
    explained: bool,
    model: Model,
    fields: Option<Fields>,
    morph: Option<Morph>,
    versus: Option<Versus>,
    /// The newest journey that waits, and how many came since the one shown.
    newer: Option<Journey>,
    newer_count: usize,
    reduced_motion: bool,
    predict: predict::Predict,
}

impl Encap {
    /// Follows this journey from its first step; plays unless motion is reduced.
    pub fn show(&mut self, journey: Journey, now: Duration) -> Changed {
        let steps = journey.steps(self.model);
        let mut player = Player::new(beats(&steps), self.reduced_motion, now);
        if let Some(old) = &self.shown {
            player.set_speed(old.player.speed(), now);
        }
        player.start(now);
        if self.predict.is_on() {
            player.pause(now);
            self.predict.forget();
        }
        if journey.facts.carried.is_none() {
            // A frame of the log that carries nothing above: its way begins where its bytes do.
            player.jump(
                steps.iter().position(|s| !s.adds.is_empty()).unwrap_or(0),
                now,
            );
        }
        self.shown = Some(Shown {
            journey,
            steps,
            player,
            held: false,
        });
        self.fields = None;
        self.morph = None;
        self.newer = None;
        self.newer_count = 0;
        Changed::Yes
    }

    /// A new message: follows it, unless the student is in the midst of another one, or another one
    /// still plays and this one only came in (an answer must not sweep away what was just sent).
    /// Then it waits, and the pane says so.
    pub fn offer(&mut self, journey: Journey, now: Duration) -> Changed {
        let Some(shown) = &self.shown else {
            return self.show(journey, now);
        };
        let subject = journey.facts.subject;
        if shown.journey.facts.subject == subject {
            return self.replace(journey, now);
        }
        let stepped_through = shown.held && shown.player.step(now) + 1 < shown.steps.len();
        // Where nothing plays by itself, a message of yours stays until it was looked at to its end.
        let own = shown.journey.facts.sender == Party::You;
        let unseen = self.reduced_motion && own && shown.player.step(now) + 1 < shown.steps.len();
        let in_the_way =
            journey.facts.sender != Party::You && (shown.player.is_playing(now) || unseen);
        if !stepped_through && !in_the_way {
            return self.show(journey, now);
        }
        let again = self
            .newer
            .as_ref()
            .is_some_and(|n| n.facts.subject == subject);
        self.newer_count += usize::from(!again);
        self.newer = Some(journey);
        Changed::Yes
    }

    /// Gives up what is shown, so that the next one offered takes its place.
    pub fn release(&mut self) {
        self.shown = None;
    }

    /// The same subject with better bytes (captured in place of rebuilt ones): the step stays.
    pub fn replace(&mut self, journey: Journey, now: Duration) -> Changed {
        if let Some(newer) = self
            .newer
            .as_mut()
            .filter(|n| n.facts.subject == journey.facts.subject)
        {
            *newer = journey;
            return Changed::No;
        }
        let model = self.model;
        let Some(shown) = self
            .shown
            .as_mut()
            .filter(|s| s.journey.facts.subject == journey.facts.subject)
        else {
            return Changed::No;
        };
        shown.steps = journey.steps(model);
        shown.player.refit(beats(&shown.steps));
        shown.journey = journey;
        let next = shown.player.step(now) + 1;
        self.predict.replaced(&shown.journey, shown.steps.get(next));
        Changed::Yes
    }

    /// What is shown, if anything.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        self.shown.as_ref().map(|s| s.journey.facts.subject)
    }

    /// The journey that is shown.
    #[must_use]
    pub fn journey(&self) -> Option<&Journey> {
        self.shown.as_ref().map(|s| &s.journey)
    }

    /// Nothing moves or plays by itself from now on, or does again.
    pub const fn set_reduced_motion(&mut self, reduced: bool) {
        self.reduced_motion = reduced;
    }

    /// Does a newer message wait?
    #[must_use]
    pub const fn has_newer(&self) -> bool {
        self.newer.is_some()
    }

    /// How many layers the way is told in.
    #[must_use]
    pub const fn model(&self) -> Model {
        self.model
    }

    /// The message over TCP and UDP, for the view that shows both.
    pub fn set_versus(&mut self, versus: Option<Versus>) {
        self.versus = versus;
    }

    /// Which view of the message is shown.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How far a model has turned into the one shown, eased: 0 to 1.
    fn morphed(&self, now: Duration) -> Option<(&Morph, f32)> {
        let morph = self.morph.as_ref().filter(|m| now < m.since + SLIDE)?;
        let gone = now.saturating_sub(morph.since).as_secs_f32() / SLIDE.as_secs_f32();
        Some((morph, crate::journey::player::ease(gone)))
    }

    /// Is there a way to ask about on the screen?
    const fn asks_here(&self) -> bool {
        self.shown.is_some() && matches!(self.mode, Mode::Way)
    }

    /// Does a line take the keys?
    const fn is_typing(&self) -> bool {
        self.asks_here() && self.predict.is_asking()
    }

    /// Where the frame's bytes are from, in one word.
    #[must_use]
    pub fn origin_word(&self, look: &Look<'_>) -> Option<String> {
        let journey = self.journey()?;
        let origin = journey.frame.meta.origin.say();
        Some(look.say(&match journey.kept() {
            Some(_) => say!("encap-origin-cut", origin = origin),
            None => origin,
        }))
    }
}

#[cfg(test)]
mod tests;
