//! What is known of an exercise before it runs.

use super::Exercise;
use super::ground::Ground;
use super::knob::{Choices, Knob};

/// What is known of an exercise before it runs.
#[derive(Debug)]
pub struct Recipe {
    /// Its name on the command line: `backlog`.
    pub name: &'static str,
    /// The message that names it.
    pub title: &'static str,
    /// The message that says what one learns by it.
    pub about: &'static str,
    /// What can be chosen.
    pub knobs: &'static [Knob],
    /// What can be asked for while it runs.
    pub controls: &'static [&'static str],
    /// Where it runs unless somebody wants it elsewhere.
    pub ground: Ground,
    /// Makes it from what was chosen.
    pub make: fn(&Choices) -> Box<dyn Exercise>,
}
