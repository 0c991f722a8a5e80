//! What taking an event in leads to.

use crate::msg::Effect;

/// How soon what happened must be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redraw {
    /// Nothing to be seen has changed.
    No,
    /// With the next frame for what comes by itself (packets, rates).
    Soon,
    /// At once: the user did something, or must see it.
    Now,
}

/// What an event leads to.
#[derive(Debug)]
pub struct Outcome {
    /// To be done outside, in this order.
    pub effects: Vec<Effect>,
    /// Whether to draw.
    pub redraw: Redraw,
}

impl Outcome {
    /// To be done, and drawn at once.
    pub(super) const fn now(effects: Vec<Effect>) -> Self {
        Self {
            effects,
            redraw: Redraw::Now,
        }
    }

    /// Nothing to be done but to draw.
    pub(super) const fn of(redraw: Redraw) -> Self {
        Self {
            effects: Vec::new(),
            redraw,
        }
    }

    /// Both: first what this one asks for, then what the other does; drawn as soon as one of them wants it.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.effects.extend(other.effects);
        self.redraw = self.redraw.max(other.redraw);
        self
    }
}
