//! The encapsulation pane: one message wrapped layer by layer, over the wire, and unwrapped again.
//!
//! The pane keeps the journey it shows and where it stands in it; drawing is in [`view`].

mod view;

use std::time::Duration;

use crate::frame::Origin;
use crate::journey::player::{Beat, SLIDE};
use crate::journey::{Journey, Model, Party, Phase, Player, Step, Subject};
use crate::ui::field_tree::{FieldTree, Row};
use crate::ui::fit;
use crate::ui::look::Look;

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
    /// One step on.
    StepForward,
    /// One step back.
    StepBack,
    /// Twice as fast.
    Faster,
    /// Half as fast.
    Slower,
    /// 7, 5 or 4 layers.
    NextModel,
    /// The layer above; with the fields open: the field above.
    LayerUp,
    /// The layer below; with the fields open: the field below.
    LayerDown,
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
}

/// The journey shown, and where it stands.
#[derive(Debug, Clone)]
struct Shown {
    journey: Journey,
    steps: Vec<Step>,
    player: Player,
    /// The student has taken it in hand (stepped, paused, opened fields): a newer one must wait.
    held: bool,
}

/// The fields of a step, walked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fields {
    /// The step they belong to.
    step: usize,
    /// The selected row.
    selected: usize,
}

/// The pane's state.
#[derive(Debug, Clone, Default)]
pub struct Encap {
    shown: Option<Shown>,
    mode: Mode,
    model: Model,
    fields: Option<Fields>,
    /// The newest journey that waits, and how many came since the one shown.
    newer: Option<Journey>,
    newer_count: usize,
    reduced_motion: bool,
}

/// How long a step stays: enough to read its sentence.
const STAY: Duration = Duration::from_millis(2200);
/// A layer that does nothing is passed quickly.
const STAY_EMPTY: Duration = Duration::from_millis(900);
/// The way over the wire.
const TRAVEL: Duration = Duration::from_millis(1200);

fn beats(steps: &[Step]) -> Vec<Beat> {
    let beat = |step: &Step| match (step.phase, step.adds.is_empty()) {
        (Phase::Wire, _) => Beat { stay: STAY, slide: TRAVEL },
        (_, true) if step.level.low > 1 => Beat { stay: STAY_EMPTY, slide: Duration::ZERO },
        (_, true) => Beat { stay: STAY, slide: Duration::ZERO },
        (_, false) => Beat { stay: STAY, slide: SLIDE },
    };
    steps.iter().map(beat).collect()
}

impl Encap {
    /// Nothing to follow yet. `reduced_motion`: nothing moves or plays by itself.
    #[must_use]
    pub fn new(reduced_motion: bool) -> Self {
        Self { reduced_motion, ..Self::default() }
    }

    /// Follows this journey from its first step; plays unless motion is reduced.
    pub fn show(&mut self, journey: Journey, now: Duration) -> Changed {
        let steps = journey.steps(self.model);
        let mut player = Player::new(beats(&steps), self.reduced_motion, now);
        if let Some(old) = &self.shown {
            player.set_speed(old.player.speed(), now);
        }
        player.start(now);
        if journey.facts.carried.is_none() {
            // A frame of the log that carries nothing above: its way begins where its bytes do.
            player.jump(steps.iter().position(|s| !s.adds.is_empty()).unwrap_or(0), now);
        }
        self.shown = Some(Shown { journey, steps, player, held: false });
        self.fields = None;
        self.newer = None;
        self.newer_count = 0;
        Changed::Yes
    }

    /// A new message: follows it, unless the student is in the midst of another one, or another one
    /// still plays and this one only came in (an answer must not sweep away what was just sent).
    /// Then it waits, and the pane says so.
    pub fn offer(&mut self, journey: Journey, now: Duration) -> Changed {
        let Some(shown) = &self.shown else { return self.show(journey, now) };
        let subject = journey.facts.subject;
        if shown.journey.facts.subject == subject {
            return self.replace(journey);
        }
        let stepped_through = shown.held && shown.player.step(now) + 1 < shown.steps.len();
        let in_the_way = shown.player.is_playing(now) && journey.facts.sender != Party::You;
        if !stepped_through && !in_the_way {
            return self.show(journey, now);
        }
        let again = self.newer.as_ref().is_some_and(|n| n.facts.subject == subject);
        self.newer_count += usize::from(!again);
        self.newer = Some(journey);
        Changed::Yes
    }

    /// The same subject with better bytes (captured in place of rebuilt ones): the step stays.
    pub fn replace(&mut self, journey: Journey) -> Changed {
        if let Some(newer) = self.newer.as_mut().filter(|n| n.facts.subject == journey.facts.subject) {
            *newer = journey;
            return Changed::No;
        }
        let model = self.model;
        let Some(shown) = self.shown.as_mut().filter(|s| s.journey.facts.subject == journey.facts.subject) else {
            return Changed::No;
        };
        shown.steps = journey.steps(model);
        shown.player.refit(beats(&shown.steps));
        shown.journey = journey;
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
        self.shown.as_ref()?.player.deadline(now)
    }

    /// Does what was asked.
    pub fn act(&mut self, action: EncapAction, now: Duration) -> Changed {
        if action == EncapAction::ShowNewer {
            return self.newer.take().map_or(Changed::No, |journey| self.show(journey, now));
        }
        if let (Some(fields), EncapAction::LayerUp | EncapAction::LayerDown) = (self.fields, action) {
            return self.select_field(fields, action == EncapAction::LayerDown);
        }
        if action == EncapAction::NextModel {
            return self.next_model(now);
        }
        if let EncapAction::Show(mode) = action {
            self.mode = if self.mode == mode { Mode::Way } else { mode };
            return Changed::Yes;
        }
        let Some(shown) = &mut self.shown else { return Changed::No };
        shown.held = true;
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
            EncapAction::LayerUp => shown.walk(now, true),
            EncapAction::LayerDown => shown.walk(now, false),
            EncapAction::Start => shown.go_to(0, now),
            EncapAction::End => shown.go_to(usize::MAX, now),
            EncapAction::OpenFields => return self.open_fields(now),
            EncapAction::CloseFields => return self.close_fields(),
            EncapAction::NextModel | EncapAction::ShowNewer | EncapAction::Show(_) => false,
        };
        if moved && !matches!(action, EncapAction::Faster | EncapAction::Slower) {
            self.follow_fields(now);
        }
        if moved { Changed::Yes } else { Changed::No }
    }

    fn next_model(&mut self, now: Duration) -> Changed {
        self.model = self.model.next();
        self.fields = None;
        if let Some(shown) = &mut self.shown {
            let step = shown.player.step(now);
            let (phase, osi) = shown.steps.get(step).map_or((Phase::Down, 7), |s| (s.phase, s.level.low));
            shown.steps = shown.journey.steps(self.model);
            let same = shown.steps.iter().position(|s| s.phase == phase && s.level.has(osi)).unwrap_or(0);
            shown.player.replace(beats(&shown.steps), same, now);
        }
        Changed::Yes
    }

    fn open_fields(&mut self, now: Duration) -> Changed {
        let Some(shown) = &mut self.shown else { return Changed::No };
        shown.player.pause(now);
        let step = shown.player.step(now);
        if shown.rows(step).is_empty() {
            return Changed::No;
        }
        self.fields = Some(Fields { step, selected: 0 });
        Changed::Yes
    }

    const fn close_fields(&mut self) -> Changed {
        match self.fields.take() {
            Some(_) => Changed::Yes,
            None => Changed::No,
        }
    }

    /// Fields stay open while one steps, on the new step's; a step without fields closes them.
    fn follow_fields(&mut self, now: Duration) {
        let Some(shown) = self.shown.as_ref().filter(|_| self.fields.is_some()) else { return };
        let step = shown.player.step(now);
        self.fields = (!shown.rows(step).is_empty()).then_some(Fields { step, selected: 0 });
    }

    fn select_field(&mut self, fields: Fields, down: bool) -> Changed {
        let Some(shown) = &self.shown else { return Changed::No };
        let last = shown.rows(fields.step).len().saturating_sub(1);
        let selected = if down { (fields.selected + 1).min(last) } else { fields.selected.saturating_sub(1) };
        let changed = selected != fields.selected;
        self.fields = Some(Fields { selected, ..fields });
        if changed { Changed::Yes } else { Changed::No }
    }

    /// The pane's title: what is followed, from whom to whom.
    #[must_use]
    pub fn title(&self, look: &Look<'_>) -> String {
        let name = look.get("encap-title");
        let Some(shown) = &self.shown else { return name };
        let facts = &shown.journey.facts;
        let [from, to] = [&facts.sender, &facts.receiver].map(|p| view::party(p, look));
        let way = format!("{from} {} {to}", look.glyphs.right);
        match &shown.journey.text {
            Some(text) => format!("{name}  {} {way}", view::quoted(&fit::cut(text, 24, look.glyphs.cut), look)),
            None => format!("{name}  {} {way}", shown.journey.digest.protocol.name()),
        }
    }

    /// Where the frame's bytes are from, in one word.
    #[must_use]
    pub fn origin_word(&self, look: &Look<'_>) -> Option<String> {
        let shown = self.shown.as_ref()?;
        Some(match shown.journey.frame.meta.origin {
            Origin::Captured => look.get("encap-origin-captured"),
            Origin::Rebuilt => look.get("encap-origin-rebuilt"),
            Origin::Simulated => look.get("encap-origin-simulated"),
            Origin::Opened => look.get("encap-origin-opened"),
        })
    }
}

impl Shown {
    fn set_speed(&mut self, now: Duration, faster: bool) -> bool {
        let old = self.player.speed();
        let new = if faster { old.faster() } else { old.slower() };
        self.player.set_speed(new, now);
        // Playing faster is not stopping to look.
        self.held = !self.player.is_playing(now);
        new != old
    }

    fn go_to(&mut self, step: usize, now: Duration) -> bool {
        let before = self.player.step(now);
        self.player.pause(now);
        self.player.jump(step, now);
        self.player.step(now) != before
    }

    /// Up and down in the picture: on the sender's side up is back, on the receiver's it is on.
    fn walk(&mut self, now: Duration, up: bool) -> bool {
        let step = self.player.step(now);
        let phase = self.steps.get(step).map_or(Phase::Down, |s| s.phase);
        let to = match (phase, up) {
            (Phase::Down, true) | (Phase::Up, false) => step.saturating_sub(1),
            (Phase::Down, false) | (Phase::Wire | Phase::Up, true) => step + 1,
            (Phase::Wire, false) => step,
        };
        self.go_to(to, now)
    }

    /// The fields of what a step adds or takes off; on the wire and at the lowest layer all layers.
    fn rows(&self, step: usize) -> Vec<Row> {
        let Some(step) = self.steps.get(step) else { return Vec::new() };
        if step.adds.is_empty() && step.level.low == 1 {
            let mut rows = FieldTree::rows(&self.journey.dissection, &|_| &self.journey.frame.bytes);
            rows.retain(|row| row.depth == 0);
            return rows;
        }
        let mut rows = Vec::new();
        let mut last = None;
        for index in step.adds.iter().filter_map(|b| b.layer) {
            if last != Some(index)
                && let Some(layer) = self.journey.dissection.layers.get(index)
            {
                rows.extend(FieldTree::layer_rows(index, layer, &self.journey.frame.bytes));
            }
            last = Some(index);
        }
        rows
    }
}

#[cfg(test)]
mod tests;
