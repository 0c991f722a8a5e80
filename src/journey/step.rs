//! One step of the way: which part of the way it belongs to, what it does, and what it says.

use crate::say::Say;

use super::block::{Block, Size, Whose};
use super::checks::Check;
use super::lookup::Lookup;
use super::model::Level;

/// Which part of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Down the sender's layers: each puts its header around.
    Down,
    /// Between the two.
    Wire,
    /// Up the receiver's layers: each takes its own off.
    Up,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// A layer puts its own around, takes it off, or the frame travels.
    Layer,
    /// Something is looked up that the layer needs.
    Lookup(Lookup),
    /// The router with this number (from 0) sends the packet on.
    Forward(usize),
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which part of the way.
    pub phase: Phase,
    /// What it does.
    pub doing: Doing,
    /// The model's layer; on the wire the lowest; of a look the one that needs it.
    pub level: Level,
    /// What the layer's unit is called; `None` where there is nothing yet.
    pub pdu: Option<Say>,
    /// What it puts around (down) or takes off (up), in the order of the frame.
    pub adds: Vec<Block>,
    /// Bytes before the step.
    pub before: Size,
    /// Bytes after it.
    pub after: Size,
    /// What there is after the step, in the order of the frame.
    pub stack: Vec<Block>,
    /// What the receiver's layer looks at.
    pub checks: Vec<Check>,
    /// What happens, in one sentence.
    pub line: Say,
    /// More of it, most important first.
    pub more: Vec<Say>,
    /// Not seen from here: it happens at the other end, and follows from what went out or came in.
    pub inferred: bool,
}

impl Block {
    /// The OSI layer that adds it on the way down, or takes it off on the way up.
    pub(super) const fn osi_in(&self, phase: Phase) -> u8 {
        match (self.whose, phase) {
            (Whose::Others { aside }, Phase::Up) => aside,
            _ => self.osi,
        }
    }
}
