//! The encapsulation pane: one message wrapped layer by layer, over the wire, and unwrapped again.
//!
//! The pane keeps the journey it shows and where it stands in it; drawing is in [`view`].

mod both;
mod cursor;
mod predict;
mod shown;
mod verb;
mod versus;
mod view;

use std::time::Duration;

use crate::journey::player::{SLIDE, TICK};
use crate::journey::versus::Versus;
use crate::journey::{Journey, Model, Party, Player, Size, Step, Subject};
use crate::msg::Key;
use crate::panes::Handled;
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;

use cursor::Fields;
use shown::{Shown, beats};

pub use both::{Sight, SightState};
pub use view::EncapView;

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

/// What one can do in the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EncapAction {
    /// Play or stand; at the end: again from the first step.
    PlayPause,
    /// One step on; with the fields open one byte.
    StepForward,
    /// One step back; with the fields open one byte.
    StepBack,
    /// Twice as fast.
    Faster,
    /// Half as fast.
    Slower,
    /// 7, 5 or 4 layers.
    NextModel,
    /// The layer above.
    LayerUp,
    /// The layer below.
    LayerDown,
    /// To the layer with this number of the model, on the side where one is.
    Jump(u8),
    /// With the fields open the field above, else the layer above.
    Up,
    /// With the fields open the field below, else the layer below.
    Down,
    /// Walk through the fields of what this step adds.
    OpenFields,
    /// Back to the layers.
    CloseFields,
    /// To the first step.
    Start,
    /// To the last step.
    End,
    /// Leave this message for the newest one that waits.
    ShowNewer,
    /// To this view of the message, or from it back to its way.
    Show(Mode),
    /// Ask before each step, or no longer.
    Predict,
    /// All that can be said of a step, or only what there is room for.
    Explain,
}

/// One model turning into another: its rows move to where the new one's are.
#[derive(Debug, Clone)]
struct Morph {
    from: Model,
    steps: Vec<Step>,
    at: usize,
    since: Duration,
}

/// The pane's state.
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
    /// Nothing to follow yet. `reduced_motion`: nothing moves or plays by itself.
    #[must_use]
    pub fn new(reduced_motion: bool) -> Self {
        Self {
            reduced_motion,
            ..Self::default()
        }
    }

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

    /// Are the fields open? (`Esc` closes them first.)
    #[must_use]
    pub const fn fields_open(&self) -> bool {
        self.fields.is_some()
    }

    /// When the picture changes next by itself (time since the program's start); `None`: it stands.
    #[must_use]
    pub fn deadline(&self, now: Duration) -> Option<Duration> {
        let shown = self.shown.as_ref().filter(|_| self.mode == Mode::Way)?;
        let morphing = self.morph.as_ref().is_some_and(|m| now < m.since + SLIDE);
        let morph = morphing.then_some(now + TICK);
        morph.into_iter().chain(shown.player.deadline(now)).min()
    }

    /// How far a model has turned into the one shown, eased: 0 to 1.
    fn morphed(&self, now: Duration) -> Option<(&Morph, f32)> {
        let morph = self.morph.as_ref().filter(|m| now < m.since + SLIDE)?;
        let gone = now.saturating_sub(morph.since).as_secs_f32() / SLIDE.as_secs_f32();
        Some((morph, crate::journey::player::ease(gone)))
    }

    /// Does what was asked.
    pub fn act(&mut self, action: EncapAction, now: Duration) -> Changed {
        match (action, self.fields) {
            (EncapAction::Up | EncapAction::Down, _) if self.mode == Mode::BothEnds => {
                return self.walk_rows(action == EncapAction::Down);
            }
            (EncapAction::Up | EncapAction::Down, Some(fields)) => {
                return self.select_field(fields, action == EncapAction::Down);
            }
            (EncapAction::StepBack | EncapAction::StepForward, Some(fields)) => {
                return self.walk_byte(fields, action == EncapAction::StepForward);
            }
            (EncapAction::ShowNewer, _) => {
                return self
                    .newer
                    .take()
                    .map_or(Changed::No, |journey| self.show(journey, now));
            }
            (EncapAction::NextModel, _) => return self.next_model(now),
            (EncapAction::Show(mode), _) => {
                self.mode = if self.mode == mode { Mode::Way } else { mode };
                self.predict.forget();
            }
            (EncapAction::Explain, _) => self.explained = !self.explained,
            (EncapAction::Predict, _) => return self.toggle_predict(now),
            _ if self.asks_first(action, now) => {}
            _ => return self.walk(action, now),
        }
        Changed::Yes
    }

    /// Walks the steps.
    fn walk(&mut self, action: EncapAction, now: Duration) -> Changed {
        let Some(shown) = &mut self.shown else {
            return Changed::No;
        };
        shown.held = true;
        let before = shown.player.step(now);
        let action = if self.predict.is_on() && action == EncapAction::PlayPause {
            EncapAction::StepForward
        } else {
            action
        };
        let moved = match action {
            EncapAction::PlayPause => {
                shown.player.toggle(now);
                shown.held = !shown.player.is_playing(now);
                true
            }
            EncapAction::StepForward => shown.player.forward(now),
            EncapAction::StepBack => shown.player.back(now),
            EncapAction::Faster => shown.set_speed(now, true),
            EncapAction::Slower => shown.set_speed(now, false),
            EncapAction::LayerUp | EncapAction::Up => shown.walk(now, true),
            EncapAction::LayerDown | EncapAction::Down => shown.walk(now, false),
            EncapAction::Jump(number) => shown.jump(self.model, number, now),
            EncapAction::Start => shown.go_to(0, now),
            EncapAction::End => shown.go_to(usize::MAX, now),
            EncapAction::OpenFields => return self.open_fields(now),
            EncapAction::CloseFields => return self.close_fields(),
            EncapAction::NextModel
            | EncapAction::ShowNewer
            | EncapAction::Show(_)
            | EncapAction::Predict
            | EncapAction::Explain => false,
        };
        if shown.player.step(now) != before {
            self.predict.forget();
        }
        if moved && !matches!(action, EncapAction::Faster | EncapAction::Slower) {
            self.follow_fields(now);
        }
        if moved { Changed::Yes } else { Changed::No }
    }

    // ---- predict, then reveal ----

    fn toggle_predict(&mut self, now: Duration) -> Changed {
        self.predict.toggle();
        if let Some(shown) = self.shown.as_mut().filter(|_| self.predict.is_on()) {
            shown.player.pause(now);
        }
        Changed::Yes
    }

    /// Going on asks first, where there is something to ask.
    fn asks_first(&mut self, action: EncapAction, now: Duration) -> bool {
        let goes_on = matches!(action, EncapAction::StepForward | EncapAction::PlayPause);
        let Some(shown) = self
            .shown
            .as_mut()
            .filter(|_| goes_on && self.predict.is_on())
        else {
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

    /// Is there a way to ask about on the screen?
    const fn asks_here(&self) -> bool {
        self.shown.is_some() && matches!(self.mode, Mode::Way)
    }

    /// Does a line take the keys?
    #[must_use]
    pub const fn is_typing(&self) -> bool {
        self.asks_here() && self.predict.is_asking()
    }

    /// A key while a question waits.
    pub fn key(&mut self, key: Key, now: Duration) -> Handled {
        match self.predict.key(key) {
            predict::Then::No => return Handled::No,
            predict::Then::Draw => {}
            predict::Then::Reveal => {
                if let Some(shown) = &mut self.shown {
                    shown.player.forward(now);
                }
            }
        }
        Handled::Yes
    }

    /// Text pasted into the answer.
    pub fn paste(&mut self, text: &str) {
        self.predict.paste(text);
    }

    fn next_model(&mut self, now: Duration) -> Changed {
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
        Changed::Yes
    }

    /// The pane's title: what is followed, from whom to whom.
    #[must_use]
    pub fn title(&self, look: &Look<'_>) -> String {
        let name = look.get("encap-title");
        let Some(shown) = &self.shown else {
            return name;
        };
        let facts = &shown.journey.facts;
        let [from, to] = [&facts.sender, &facts.receiver].map(|p| view::party(p, look));
        let way = format!(
            "{from} {} {to}{}",
            look.glyphs.right,
            Self::share_word(&shown.journey, look)
        );
        match &shown.journey.text {
            Some(text) => format!(
                "{name}  {} {way}",
                view::quoted(&fit::cut(text, 24, look.glyphs.cut), look)
            ),
            None => format!("{name}  {} {way}", shown.journey.digest.protocol.name()),
        }
    }

    /// Which share of the frame's data is the message's, where other messages share it.
    fn share_word(journey: &Journey, look: &Look<'_>) -> String {
        let (own, others) = (journey.share(), journey.others());
        if others.bytes == 0 {
            return String::new();
        }
        let all = Size {
            bytes: own.bytes + others.bytes,
            exact: own.exact && others.exact,
        };
        format!(
            "  {}",
            look.say(&say!(
                "encap-title-share",
                own = own.to_string(),
                all = all.to_string()
            ))
        )
    }

    /// Where the frame's bytes are from, in one word.
    #[must_use]
    pub fn origin_word(&self, look: &Look<'_>) -> Option<String> {
        let journey = self.journey()?;
        Some(look.say(&journey.frame.meta.origin.say()))
    }
}

#[cfg(test)]
mod tests;
