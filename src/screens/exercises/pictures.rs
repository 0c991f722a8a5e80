//! The pictures of the exercises.

use super::scene::Picture;
use super::{backlog, blocking, byteorder, endings, handshake, ports, stream};

/// One for each exercise.
const ALL: &[&Picture] = &[
    &stream::PICTURE,
    &backlog::PICTURE,
    &endings::PICTURE,
    &ports::PICTURE,
    &blocking::PICTURE,
    &handshake::PICTURE,
    &byteorder::PICTURE,
];

/// The picture of the exercise with this name.
#[must_use]
pub(super) fn of(name: &str) -> Option<&'static Picture> {
    ALL.iter().find(|picture| picture.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::list;
    use crate::screens::exercises::bench;

    #[test]
    fn every_exercise_has_a_picture_and_a_key_for_each_of_its_controls() {
        for recipe in list::ALL {
            let picture = of(recipe.name).unwrap_or_else(|| panic!("{}", recipe.name));
            let own = picture.layer.bindings.iter().skip(bench::Verb::ALL.len());
            let own: Vec<_> = own.map(|binding| binding.verb).collect();
            assert_eq!(own, recipe.controls, "{}", recipe.name);
        }
    }
}
