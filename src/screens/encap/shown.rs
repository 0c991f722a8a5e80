//! The journey that is shown, where it stands, and how one walks it.

use std::time::Duration;

use crate::journey::player::{Beat, SLIDE};
use crate::journey::{Doing, Journey, Model, Phase, Player, Step};
use crate::ui::field_tree::{FieldTree, Row};

/// The journey shown, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) journey: Journey,
    pub(super) steps: Vec<Step>,
    pub(super) player: Player,
    /// The student has taken it in hand (stepped, paused, opened fields): a newer one must wait.
    pub(super) held: bool,
}

/// How long a step stays: enough to read its sentence.
const STAY: Duration = Duration::from_millis(2200);
/// A layer that does nothing is passed quickly.
const STAY_EMPTY: Duration = Duration::from_millis(900);
/// The way over the wire.
const TRAVEL: Duration = Duration::from_millis(1200);

pub(super) fn beats(steps: &[Step]) -> Vec<Beat> {
    let beat = |step: &Step| match (step.phase, step.adds.is_empty()) {
        (Phase::Wire, _) => Beat {
            stay: STAY,
            slide: TRAVEL,
        },
        _ if step.doing != Doing::Layer => Beat {
            stay: STAY,
            slide: Duration::ZERO,
        },
        (_, true) if step.level.low > 1 => Beat {
            stay: STAY_EMPTY,
            slide: Duration::ZERO,
        },
        (_, true) => Beat {
            stay: STAY,
            slide: Duration::ZERO,
        },
        (_, false) => Beat {
            stay: STAY,
            slide: SLIDE,
        },
    };
    steps.iter().map(beat).collect()
}

impl Shown {
    pub(super) fn set_speed(&mut self, now: Duration, faster: bool) -> bool {
        let old = self.player.speed();
        let new = if faster { old.faster() } else { old.slower() };
        self.player.set_speed(new, now);
        // Playing faster is not stopping to look.
        self.held = !self.player.is_playing(now);
        new != old
    }

    pub(super) fn go_to(&mut self, step: usize, now: Duration) -> bool {
        let before = self.player.step(now);
        self.player.pause(now);
        self.player.jump(step, now);
        self.player.step(now) != before
    }

    /// To the layer with this number.
    pub(super) fn jump(&mut self, model: Model, number: u8, now: Duration) -> bool {
        let row = model
            .levels()
            .iter()
            .position(|level| level.number == number);
        let to = row.and_then(|row| self.step_of_row(row, self.player.step(now), model));
        to.is_some_and(|to| self.go_to(to, now))
    }

    /// Up and down in the picture: on the sender's side up is back, on the receiver's it is on.
    pub(super) fn walk(&mut self, now: Duration, up: bool) -> bool {
        let step = self.player.step(now);
        let phase = self.steps.get(step).map_or(Phase::Down, |s| s.phase);
        let to = match (phase, up) {
            (Phase::Down, true) | (Phase::Up, false) => step.saturating_sub(1),
            (Phase::Down, false) | (Phase::Wire | Phase::Up, true) => step + 1,
            (Phase::Wire, false) => step,
        };
        self.go_to(to, now)
    }

    /// The step of the same layer in another model's steps: same part of the way, the layer with this OSI number.
    pub(super) fn same_layer(&self, at: usize, steps: &[Step]) -> usize {
        let Some(now) = self.steps.get(at) else {
            return 0;
        };
        let same = |s: &Step| s.phase == now.phase && s.level.has(now.level.low);
        let exactly = steps.iter().position(|s| same(s) && s.doing == now.doing);
        exactly.or_else(|| steps.iter().position(same)).unwrap_or(0)
    }

    /// The step of the model's row `row` (0 = the highest) on the side where one is, or on the sender's.
    pub(super) fn step_of_row(&self, row: usize, at: usize, model: Model) -> Option<usize> {
        let level = model.levels().get(row)?;
        let phase = match self.steps.get(at)?.phase {
            Phase::Up => Phase::Up,
            Phase::Down | Phase::Wire => Phase::Down,
        };
        self.steps
            .iter()
            .position(|s| s.phase == phase && s.level == *level && s.doing == Doing::Layer)
    }

    /// The fields of what a step adds or takes off; on the wire and at the lowest layer all layers.
    pub(super) fn rows(&self, step: usize) -> Vec<Row> {
        let Some(step) = self.steps.get(step).filter(|s| s.doing == Doing::Layer) else {
            return Vec::new();
        };
        if step.adds.is_empty() && step.level.low == 1 {
            return FieldTree::heads(&self.journey.dissection);
        }
        let mut rows = Vec::new();
        let mut last = None;
        for index in step.adds.iter().filter_map(|b| b.layer) {
            if last != Some(index)
                && let Some(layer) = self.journey.dissection.layers.get(index)
            {
                rows.extend(FieldTree::layer_rows(
                    index,
                    layer,
                    &self.journey.on_wire.bytes,
                ));
            }
            last = Some(index);
        }
        rows
    }
}
