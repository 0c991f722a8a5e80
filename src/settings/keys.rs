//! `[keys.LAYER]`: keys as the user wishes them, and what becomes of the wishes.

use crate::keymap::{self, Keymap, LayerId};
use crate::msg::Key;
use crate::say;
use crate::say::Say;

use super::problem::{At, Place, Problem, clean_name};

/// The keys wished for one verb of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWish {
    /// The layer's name.
    pub layer: String,
    /// Where it stands.
    pub layer_at: Place,
    /// What the keys shall do.
    pub verb: String,
    /// Where that stands.
    pub at: Place,
    /// The keys, at least one.
    pub keys: Vec<Key>,
}

/// Binds the keys as wished. A layer or verb that nobody knows is a warning.
///
/// # Errors
/// The keys that would ask for two things at once.
pub(super) fn bind(
    keys: &mut Keymap,
    wishes: &[KeyWish],
    warnings: &mut Vec<Problem>,
) -> Result<(), Vec<Problem>> {
    for wish in wishes {
        match keys.bind(&wish.layer, &wish.verb, wish.keys.clone()) {
            Err(keymap::Problem::Layer(name)) => {
                let known = keys.layers().map(|layer| layer.id.0);
                let warning = Problem::unknown(&name, wish.layer_at.clone(), known);
                // Said once, however many verbs stand in it.
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
            Err(keymap::Problem::Verb(layer, name)) => {
                let known = keys.of(layer).map(|bound| bound.binding.verb);
                warnings.push(Problem::unknown(&name, wish.at.clone(), known));
            }
            // Collisions are looked for when all are bound: two verbs may change their keys.
            Ok(()) | Err(keymap::Problem::Collision { .. }) => {}
        }
    }
    collisions(keys, wishes)
}

/// All keys that ask for two things where one screen has the focus.
fn collisions(keys: &Keymap, wishes: &[KeyWish]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut left = keys.clone();
    while let Some(keymap::Problem::Collision { key, held, wanted }) = left.collision() {
        let wish = |(layer, verb): (LayerId, &str)| {
            let is_it = |wish: &&KeyWish| wish.layer == layer.0 && wish.verb == verb;
            wishes.iter().rfind(is_it)
        };
        // What the file says collides with what it does not say: the line is to blame, not the table.
        let (to_blame, other) = match (wish(wanted), wish(held)) {
            (Some(of), Some(before)) if before.at.span.start > of.at.span.start => (before, wanted),
            (Some(of), _) => (of, held),
            (None, Some(of)) => (of, wanted),
            (None, None) => break,
        };
        problems.push(collision(keys, key, to_blame, other));
        // Without it the others are found; each time there is one key less.
        let rest = without(key, &to_blame.layer, &to_blame.verb, &left);
        if left.bind(&to_blame.layer, &to_blame.verb, rest).is_err() {
            break;
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn without(key: Key, layer: &str, verb: &str, keys: &Keymap) -> Vec<Key> {
    let bound = keys
        .iter()
        .find(|bound| bound.layer.id.0 == layer && bound.binding.verb == verb);
    let keys = bound.map_or(&[][..], |bound| bound.keys);
    keys.iter().copied().filter(|own| *own != key).collect()
}

fn collision(keys: &Keymap, key: Key, wish: &KeyWish, other: (LayerId, &'static str)) -> Problem {
    let what = say!(
        "settings-keys-collide",
        key = key.name(),
        wanted = name(keys, &wish.layer, &wish.verb),
        held = name(keys, other.0.0, other.1),
        layer = clean_name(other.0.0),
        verb = clean_name(other.1)
    );
    Problem {
        at: At::Place(wish.at.clone()),
        what,
        hint: Some(say!("settings-keys-collide-remedy")),
    }
}

/// What a verb does, in words; where several share a name the first bears it.
fn name(keys: &Keymap, layer: &str, verb: &str) -> Say {
    let of_layer = keys.iter().filter(|bound| bound.layer.id.0 == layer);
    let mut named = "";
    for bound in of_layer {
        if !bound.binding.name.is_empty() {
            named = bound.binding.name;
        }
        if bound.binding.verb == verb {
            break;
        }
    }
    Say::plain(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::{Action, Global, Move};
    use crate::settings::in_force;
    use crate::text::{Lang, Text};

    fn read(text: &str) -> Result<crate::settings::InForce, Vec<Problem>> {
        in_force(Some(text), |_| None, &[], Keymap::new([]))
    }

    fn told(problem: &Problem, source: &str) -> String {
        problem.told("f", source, &Text::new(Lang::En))
    }

    #[test]
    fn keys_are_bound_as_wished_instead_of_those_they_have() {
        let keys = read("[keys.global]\nquit = [\"Q\", \"F10\"]\n[keys.move]\nup = \"q\"")
            .unwrap()
            .keys;
        assert_eq!(keys.global(Key::char('Q')), Some(Global::Quit));
        assert_eq!(keys.global(Key::char('q')), None);
        assert_eq!(keys.moves(Key::char('q')), Some(Move::Up));
        assert_eq!(keys.name_of(Action::Global(Global::Quit), true), "Q");
    }

    #[test]
    fn unknown_layers_and_verbs_warn_with_line_and_nearest_name() {
        let source = "[keys.globel]\nquit = \"x\"\nzoom = \"y\"\n[keys.global]\nqiut = \"Q\"\n";
        let warnings = read(source).unwrap().warnings;
        let told: Vec<_> = warnings
            .iter()
            .map(|problem| told(problem, source))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("f:1:7: nothing is called globel here"),
            "{told:?}"
        );
        assert!(told[0].contains("did you mean global?"), "{told:?}");
        assert!(
            told[1].starts_with("f:5:1: nothing is called qiut here"),
            "{told:?}"
        );
        assert!(told[1].contains("did you mean quit?"), "{told:?}");
    }

    #[test]
    fn colliding_keys_are_refused_with_both_actions_named() {
        let source = "[keys.move]\nup = [\"q\", \"x\"]\ndown = \"x\"\n";
        let problems = read(source).unwrap_err();
        let told: Vec<_> = problems
            .iter()
            .map(|problem| told(problem, source))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        let words = Text::new(Lang::En);
        let (up, quit) = (words.get("key-up"), words.get("key-quit"));
        assert!(
            told[0].starts_with("f:2:1: ") && told[0].contains(&up),
            "{told:?}"
        );
        assert!(
            told[0].contains(&quit) && told[0].contains("[keys.global] quit"),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("f:3:1: ") && told[1].contains(&up),
            "{told:?}"
        );
    }

    #[test]
    fn two_verbs_may_change_their_keys() {
        let source = "[keys.global]\nzoom = \"L\"\nlanguage = \"z\"\n";
        let keys = read(source).unwrap().keys;
        assert_eq!(keys.global(Key::char('L')), Some(Global::Zoom));
        assert_eq!(keys.global(Key::char('z')), Some(Global::Language));
    }
}
