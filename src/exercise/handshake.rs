//! `handshake`: to be written.

use super::ground::Ground;
use super::journal::Journal;
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say;
use crate::say::Say;

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "handshake",
    title: "handshake-title",
    about: "handshake-about",
    knobs: &[],
    controls: &[],
    ground: Ground::Here,
    make: |_| Box::new(Handshake),
};

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Handshake;

impl Exercise for Handshake {
    fn next(&self, _journal: &Journal) -> Option<Step> {
        None
    }

    fn question(&self) -> Question {
        Question {
            ask: say!("handshake-about"),
            answers: Vec::new(),
        }
    }

    fn answer(&self, _journal: &Journal) -> Option<usize> {
        None
    }

    fn sentence(&self, _journal: &Journal) -> Option<Say> {
        None
    }

    fn findings(&self, _journal: &Journal) -> Vec<Finding> {
        Vec::new()
    }
}
