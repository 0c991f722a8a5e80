//! What the palette finds: everything one can do, by its name in the language spoken, with its key.

use std::collections::BTreeMap;

use crate::app::model::Model;
use crate::keymap::{Action, Bound, Global, LayerId, SHARED};
use crate::say;
use crate::screens::View;
use crate::ui::look::Look;

/// A result.
#[derive(Debug, Clone)]
pub struct Found {
    /// What it asks for.
    pub action: Action,
    /// Its name.
    pub name: String,
    /// Where it belongs, where that is another screen; empty: here, or everywhere.
    pub place: String,
    /// Its key.
    pub key: String,
}

/// What a verb is called; `None`: it has no name of its own, or there is nothing that it could do.
pub(super) fn name(model: &Model, bound: &Bound<'_>) -> Option<String> {
    if let Action::Global(global) = bound.action
        && let Some(number) = global.view()
    {
        let view = View::numbered(number)?;
        let name = model.text.get(view.name());
        return Some(match view {
            View::Lab => model.text.get("key-view-lab"),
            View::Alone(_) => model.text.say(&say!("key-view", name = name)),
        });
    }
    let named = !bound.binding.name.is_empty();
    named.then(|| model.text.get(bound.binding.name))
}

/// What a screen's own part of the palette finds, and what all share: every action whose name holds the letters
/// searched for, in their order; those where they stand together first, and among equals those of the focus.
#[must_use]
pub fn found(model: &Model, search: &str) -> Vec<Found> {
    let search = search.trim().to_lowercase();
    let focus = model.screens.top(model.desk.focus).layer();
    let mut found: Vec<((usize, usize), Found)> = Vec::new();
    let palette = Action::Global(Global::Palette);
    let words = words(model, &search);
    let offered = model.keys.iter().filter(|bound| bound.action != palette);
    for bound in offered.filter(|bound| !is_doubled(bound, focus.id, model)) {
        let Some(name) = name(model, &bound) else {
            continue;
        };
        let here = bound.layer.id == focus.id;
        let place = if here || is_shared(bound.layer.id) {
            String::new()
        } else {
            model.text.get(bound.layer.name)
        };
        let elsewhere = words.get(bound.binding.name);
        let foreign = elsewhere.is_some_and(|words| words.to_lowercase().contains(&search));
        let rank = rank(&name, &place, &search).or_else(|| foreign.then_some(1));
        let Some(rank) = rank else {
            continue;
        };
        let first = bound.keys.first();
        let ascii = model.start.glyphs.ascii;
        found.push((
            (rank, nearness(bound.layer.id, focus.id)),
            Found {
                action: bound.action,
                name,
                place,
                key: first.map_or_else(String::new, |key| crate::keymap::label(*key, ascii)),
            },
        ));
    }
    found.extend(of_the_screen(model, focus.id, &search));
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}

/// The names of all verbs in every language, where something is searched for.
fn words(model: &Model, search: &str) -> BTreeMap<&'static str, String> {
    if search.is_empty() {
        return BTreeMap::new();
    }
    let names = model.keys.iter().map(|bound| bound.binding.name);
    Look::words_of(&names.filter(|name| !name.is_empty()).collect())
}

/// What the focused screen has to be found beyond its verbs.
fn of_the_screen(model: &Model, focus: LayerId, search: &str) -> Vec<((usize, usize), Found)> {
    let world = model.world(ratatui::layout::Rect::ZERO, true);
    let finds = model.screens.top(model.desk.focus).finds(&world);
    let listed = finds.into_iter().filter_map(|(name, verb)| {
        let rank = rank(&name, "", search)?;
        let found = Found {
            action: Action::Own(focus, verb),
            name,
            place: String::new(),
            key: String::new(),
        };
        Some(((rank, 0), found))
    });
    listed.collect()
}

/// The same verb of another screen, while the focused one has it too, would only stand there twice.
fn is_doubled(bound: &Bound<'_>, focus: LayerId, model: &Model) -> bool {
    let elsewhere = nearness(bound.layer.id, focus) == 2;
    let mut own = model.keys.of(focus);
    elsewhere
        && own.any(|here| {
            here.binding.verb == bound.binding.verb && here.binding.name == bound.binding.name
        })
}

fn is_shared(layer: LayerId) -> bool {
    SHARED.iter().any(|shared| shared.id == layer)
}

/// 0: of what has the focus, 1: everywhere, 2: of another screen.
fn nearness(layer: LayerId, focus: LayerId) -> usize {
    match (layer == focus, is_shared(layer)) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    }
}

/// 0: begins with it, 1: holds it, 2: it is where it belongs, 3 and more: holds its letters with gaps; `None`:
/// does not.
fn rank(name: &str, place: &str, search: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if name.starts_with(search) {
        return Some(0);
    }
    if name.contains(search) {
        return Some(1);
    }
    if place.to_lowercase().contains(search) {
        return Some(2);
    }
    // The letters in their order, others between them: fewer between is better.
    let mut letters = name.chars();
    let mut skipped = 3;
    for wanted in search.chars().filter(|c| !c.is_whitespace()) {
        skipped += letters.by_ref().position(|c| c == wanted)?;
    }
    Some(skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_prefers_names_that_begin_with_what_is_typed() {
        assert_eq!(rank("filter packets", "", "fil"), Some(0));
        assert_eq!(rank("edit the filter", "", "fil"), Some(1));
        assert_eq!(rank("open", "Filter", "fil"), Some(2));
        assert!(rank("first in the list", "", "fil") > Some(2));
        assert_eq!(rank("quit", "", "fil"), None);
    }
}
