//! The list of exercises.

use super::recipe::Recipe;

/// All exercises, in the order in which one would do them.
pub const ALL: &[&Recipe] = &[
    &super::stream::RECIPE,
    &super::backlog::RECIPE,
    &super::endings::RECIPE,
    &super::ports::RECIPE,
    &super::blocking::RECIPE,
    &super::handshake::RECIPE,
    &super::byteorder::RECIPE,
];

/// The exercise of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Recipe> {
    ALL.iter().find(|recipe| recipe.name == name).copied()
}
