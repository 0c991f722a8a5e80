//! What the footer offers, as things are now; what help says of the signs.

use std::time::Duration;

use crate::exercise::{Phase, Values};
use crate::keymap::VerbId;
use crate::screens::{Screen as _, Section, World};

use super::{Bench, Verb};

impl Bench {
    /// The message that offers a verb; `None`: it is not worth a place.
    pub(super) fn offered(&self, verb: VerbId, now: Duration) -> Option<&'static str> {
        let fresh = self.session.phase() == Phase::Fresh;
        let setting = self.selected_knob().is_some();
        let worth = match Verb::at(verb) {
            Some(Verb::PlayPause) => return Some(self.playing(now)),
            Some(Verb::Open) => return self.opening(),
            Some(Verb::Left | Verb::Less) => false,
            Some(Verb::Right) => !self.steps.is_empty(),
            Some(Verb::More) => setting || fresh,
            Some(Verb::Ground) => fresh,
            Some(Verb::Reset | Verb::Full) => !fresh,
            None => self.session.is_alive(),
        };
        worth.then(|| self.layer().short(verb)).flatten()
    }

    /// The signs of question, log and picture.
    pub(super) fn signs(&self, world: &World<'_>) -> Section {
        let glyphs = world.look.glyphs;
        Section {
            title: "exercise-help-signs",
            rows: vec![
                (glyphs.acked.to_owned(), "exercise-help-right"),
                (glyphs.refused().to_owned(), "exercise-help-wrong"),
                ("ms".to_owned(), "exercise-help-times"),
                ("\u{2248}".to_owned(), "exercise-help-inferred"),
                ("?".to_owned(), "exercise-help-unknown"),
            ],
        }
    }

    /// What the key that plays does next.
    fn playing(&self, now: Duration) -> &'static str {
        match self.session.phase() {
            Phase::Fresh | Phase::Failed => "exercise-key-run-short",
            Phase::Preparing | Phase::Running | Phase::Resting => {
                if self.all_shown(now) {
                    "exercise-key-again-short"
                } else if self.player.is_held() {
                    "exercise-key-go-on-short"
                } else {
                    "exercise-key-hold-short"
                }
            }
        }
    }

    /// What Enter does to what is selected.
    fn opening(&self) -> Option<&'static str> {
        match self.selected_knob() {
            None => (self.session.phase() == Phase::Fresh).then_some("exercise-key-open-short"),
            Some(Values::Words(_)) => None,
            Some(Values::Number { .. } | Values::Text { .. }) => Some("exercise-key-type-short"),
        }
    }
}
