//! What the verbs do: steps, layers, speed, the model, the question before a step.

use std::time::Duration;

use crate::keymap::Move;
use crate::msg::Key;
use crate::screens::{Answer, Turn, Wish};

use super::predict::Then;
use super::shown::{Shown, beats};
use super::{Encap, Mode, Morph, Verb};

/// Why a verb does nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Not {
    /// Nothing is followed.
    NothingShown,
    /// Both ends are shown, not the way.
    AtBothEnds,
    /// Both transports are shown, not the way.
    AtBothTransports,
    /// Before the first step there is none.
    FirstStep,
    /// Behind the last step there is none.
    LastStep,
    /// The open fields have no byte there.
    NoByte,
    /// The step has no fields to open.
    NoFields,
    /// They are open.
    FieldsOpen,
    /// Faster it does not play.
    Fastest,
    /// Slower neither.
    Slowest,
    /// Above the highest layer there is none.
    HighestLayer,
    /// Below the wire there is nothing.
    OnTheWire,
    /// The model has no layer with this number.
    NoLayer(u8),
    /// The layer with this number is shown.
    ThisLayer(u8),
    /// All that can be said is said.
    NoMore,
}

/// Done, or why not.
type Done = Result<(), Not>;

/// Done, where `done`; else why not.
fn or(done: bool, not: Not) -> Done {
    if done { Ok(()) } else { Err(not) }
}

impl Encap {
    /// Does what a verb asks for; gives what the program has to do with it.
    pub(super) fn carry_out(&mut self, verb: Verb, now: Duration) -> Result<Option<Wish>, Not> {
        if self.shown.is_none() {
            return Err(Not::NothingShown);
        }
        self.off_the_way(verb)?;
        let done = match verb {
            Verb::BothEnds => return Ok(self.look_at(Mode::BothEnds)),
            Verb::SideBySide => return Ok(self.look_at(Mode::SideBySide)),
            Verb::NextFrame => return Ok(Some(Wish::Turn(Turn::FrameAfter))),
            Verb::PreviousFrame => return Ok(Some(Wish::Turn(Turn::FrameBefore))),
            Verb::Open => self.open_fields(now),
            Verb::PlayPause => self.play_or_pause(now),
            Verb::Left => self.step_back(now),
            Verb::Right => self.step_on(now),
            Verb::NextForm => {
                self.next_model(now);
                Ok(())
            }
            Verb::Faster => or(self.set_speed(now, true), Not::Fastest),
            Verb::Slower => or(self.set_speed(now, false), Not::Slowest),
            Verb::LayerUp => or(self.walk_layers(now, true), Not::HighestLayer),
            Verb::LayerDown => or(self.walk_layers(now, false), Not::OnTheWire),
            Verb::Layer1
            | Verb::Layer2
            | Verb::Layer3
            | Verb::Layer4
            | Verb::Layer5
            | Verb::Layer6
            | Verb::Layer7 => self.jump(verb.layer_number(), now),
            Verb::Explain => self.explain(now),
            Verb::Predict => {
                self.toggle_predict(now);
                Ok(())
            }
        };
        done.map(|()| None)
    }

    /// What belongs to the way would not be seen while something else of the message is shown.
    const fn off_the_way(&self, verb: Verb) -> Done {
        match self.mode {
            Mode::BothEnds if verb.is_of_the_way() => Err(Not::AtBothEnds),
            Mode::SideBySide if verb.is_of_the_way() => Err(Not::AtBothTransports),
            Mode::Way | Mode::BothEnds | Mode::SideBySide => Ok(()),
        }
    }

    /// Moves the cursor, or to another message. `page`: rows of a page.
    pub(super) fn go(&mut self, to: Move, page: usize, now: Duration) -> Answer {
        if to == Move::Bottom
            && let Some(newer) = self.newer.take()
        {
            self.show(newer, now);
            return self.compared();
        }
        match (self.mode, to) {
            (Mode::BothEnds, _) => Answer::is(self.walk_rows(to, page)),
            (Mode::Way | Mode::SideBySide, Move::PageUp) => {
                Answer::wish(Wish::Turn(Turn::MessageBefore))
            }
            (Mode::Way | Mode::SideBySide, Move::PageDown) => {
                Answer::wish(Wish::Turn(Turn::MessageAfter))
            }
            (Mode::SideBySide, Move::Up | Move::Down | Move::Top | Move::Bottom) => Answer::no(),
            (Mode::Way, Move::Up | Move::Down) => Answer::is(self.up_or_down(to, now)),
            (Mode::Way, Move::Top) => Answer::is(self.hold(now, |shown| shown.go_to(0, now))),
            (Mode::Way, Move::Bottom) => {
                Answer::is(self.hold(now, |shown| shown.go_to(usize::MAX, now)))
            }
        }
    }

    /// Among the fields, where they are open, else among the layers.
    fn up_or_down(&mut self, to: Move, now: Duration) -> bool {
        match self.fields {
            Some(fields) => self.select_field(fields, to == Move::Down),
            None => self.walk_layers(now, to == Move::Up),
        }
    }

    /// Another message is shown: both transports are to be compared anew, where they are looked at.
    fn compared(&self) -> Answer {
        match self.mode {
            Mode::SideBySide => Answer::wish(Wish::Compare),
            Mode::Way | Mode::BothEnds => Answer::done(),
        }
    }

    /// To this view of the message, or from it back to its way.
    fn look_at(&mut self, mode: Mode) -> Option<Wish> {
        self.mode = if self.mode == mode { Mode::Way } else { mode };
        self.predict.forget();
        match mode {
            // Also when one leaves: what could not be told is asked for once more the next time.
            Mode::BothEnds => Some(Wish::AskSighting),
            Mode::SideBySide | Mode::Way => {
                (self.mode == Mode::SideBySide).then_some(Wish::Compare)
            }
        }
    }

    /// Takes the way in hand, and does something to where one stands on it. `true`: one stands elsewhere now,
    /// or it plays or stands.
    fn hold(&mut self, now: Duration, walk: impl FnOnce(&mut Shown) -> bool) -> bool {
        let Some(shown) = &mut self.shown else {
            return false;
        };
        shown.held = true;
        let before = shown.player.step(now);
        let moved = walk(shown);
        if shown.player.step(now) != before {
            self.predict.forget();
        }
        if moved {
            self.follow_fields(now);
        }
        moved
    }

    fn walk_layers(&mut self, now: Duration, up: bool) -> bool {
        self.hold(now, |shown| shown.walk(now, up))
    }

    fn play_or_pause(&mut self, now: Duration) -> Done {
        if self.predict.is_on() {
            return self.forward(now);
        }
        self.hold(now, |shown| {
            shown.player.toggle(now);
            shown.held = !shown.player.is_playing(now);
            true
        });
        Ok(())
    }

    fn step_back(&mut self, now: Duration) -> Done {
        match self.fields {
            Some(fields) => or(self.walk_byte(fields, false), Not::NoByte),
            None => or(
                self.hold(now, |shown| shown.player.back(now)),
                Not::FirstStep,
            ),
        }
    }

    fn step_on(&mut self, now: Duration) -> Done {
        match self.fields {
            Some(fields) => or(self.walk_byte(fields, true), Not::NoByte),
            None => self.forward(now),
        }
    }

    fn forward(&mut self, now: Duration) -> Done {
        if self.asks_first(now) {
            return Ok(());
        }
        or(
            self.hold(now, |shown| shown.player.forward(now)),
            Not::LastStep,
        )
    }

    fn set_speed(&mut self, now: Duration, faster: bool) -> bool {
        let shown = self.shown.as_mut();
        shown.is_some_and(|shown| shown.set_speed(now, faster))
    }

    /// To the layer with this number, on the side where one is.
    fn jump(&mut self, number: u8, now: Duration) -> Done {
        let model = self.model;
        let levels = model.levels().iter();
        if levels.filter(|level| level.number == number).count() == 0 {
            return Err(Not::NoLayer(number));
        }
        or(
            self.hold(now, |shown| shown.jump(model, number, now)),
            Not::ThisLayer(number),
        )
    }

    /// All that can be said of a step, or only what there is room for.
    fn explain(&mut self, now: Duration) -> Done {
        let shown = self.shown.as_ref();
        let step = shown.and_then(|shown| shown.steps.get(shown.player.step(now)));
        if step.is_some_and(|step| step.more.is_empty()) {
            return Err(Not::NoMore);
        }
        self.explained = !self.explained;
        Ok(())
    }

    fn next_model(&mut self, now: Duration) {
        let from = self.model;
        self.model = self.model.next();
        self.fields = None;
        self.predict.forget();
        if let Some(shown) = &mut self.shown {
            let steps = shown.journey.steps(self.model);
            let at = shown.player.step(now);
            let same = shown.same_layer(at, &steps);
            let old = std::mem::replace(&mut shown.steps, steps);
            shown.player.replace(beats(&shown.steps), same, now);
            self.morph = (!self.reduced_motion).then_some(Morph {
                from,
                steps: old,
                at,
                since: now,
            });
        }
    }

    // ---- predict, then reveal ----

    fn toggle_predict(&mut self, now: Duration) {
        self.predict.toggle();
        if let Some(shown) = self.shown.as_mut().filter(|_| self.predict.is_on()) {
            shown.player.pause(now);
        }
    }

    /// A key of the line in which one answers.
    pub(super) fn answer(&mut self, key: Key, now: Duration) -> Answer {
        match self.predict.key(key) {
            Then::No => return Answer::no(),
            Then::Draw => {}
            Then::Reveal => {
                if let Some(shown) = &mut self.shown {
                    shown.player.forward(now);
                }
            }
        }
        Answer::done()
    }

    /// Going on asks first, where there is something to ask.
    fn asks_first(&mut self, now: Duration) -> bool {
        let Some(shown) = self.shown.as_mut().filter(|_| self.predict.is_on()) else {
            return false;
        };
        shown.held = true;
        let next = shown.player.step(now) + 1;
        let asks = shown
            .steps
            .get(next)
            .is_some_and(|next| self.predict.ask(&shown.journey, next));
        if asks {
            // An answer goes below the picture; open fields would hide what it is about.
            self.fields = None;
        }
        asks
    }
}
