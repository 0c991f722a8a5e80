//! What the palette finds: everything one can do, by its name in the language spoken, with its key.

use crate::app::model::Model;
use crate::keymap::{Action, Bound, Global, LayerId, SHARED, label};
use crate::say;
use crate::screens::{ScreenId, View, Wish};
use crate::ui::look::Look;

/// A result.
#[derive(Debug, Clone)]
pub struct Found {
    /// What choosing it leads to.
    pub wish: Wish,
    /// Its name.
    pub name: String,
    /// Where it belongs, where that is another screen; empty: here, or everywhere.
    pub place: String,
    /// Its key, or the word for it; empty: it has none.
    pub key: String,
    /// The messages that name it, for a search in any language.
    names: [&'static str; 2],
    /// 0: of what has the focus, 1: everywhere, 2: of another screen.
    distance: usize,
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

/// Everything whose name holds the letters searched for, in their order; those where they stand together first,
/// and among equals what is of the focus. A name of another language is found where it holds them together.
#[must_use]
pub fn found(model: &Model, search: &str) -> Vec<Found> {
    let search = search.trim().to_lowercase();
    let mut all: Vec<Found> = verbs(model).chain(others(model)).collect();
    if search.is_empty() {
        all.sort_by_key(|found| found.distance);
        return all;
    }
    let names = all.iter().flat_map(|found| found.names);
    let words = Look::words_of(&names.filter(|name| !name.is_empty()).collect());
    let elsewhere = |found: &Found| {
        let mut words = found.names.iter().filter_map(|name| words.get(name));
        words.any(|words| words.to_lowercase().contains(&search))
    };
    let ranked = all.into_iter().filter_map(|found| {
        let near = rank(&found.name, &found.place, &search);
        let rank = near.or_else(|| elsewhere(&found).then_some(1))?;
        Some(((rank, found.distance), found))
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, found)| found).collect()
}

/// The verbs of all layers, those of the focus without their screen's name.
fn verbs(model: &Model) -> impl Iterator<Item = Found> {
    let focus = model.screens.top(model.desk.focus).layer().id;
    let palette = Action::Global(Global::Palette);
    let offered = model
        .keys
        .iter()
        .filter(move |bound| bound.action != palette);
    let offered = offered.filter(move |bound| !is_doubled(bound, focus, model));
    offered.filter_map(move |bound| {
        let distance = distance(bound.layer.id, focus);
        let first = bound.keys.first();
        Some(Found {
            wish: Wish::Act(bound.action),
            name: name(model, &bound)?,
            place: if distance == 2 {
                model.text.get(bound.layer.name)
            } else {
                String::new()
            },
            key: first.map_or_else(String::new, |key| label(*key, model.start.glyphs.ascii)),
            names: [bound.binding.name, view_name(bound.action)],
            distance,
        })
    })
}

/// What screens have to be found beyond their verbs.
fn others(model: &Model) -> impl Iterator<Item = Found> {
    ScreenId::ALL.iter().flat_map(move |id| {
        let here = *id == model.desk.focus;
        let finds = model.screens.get(*id).finds().into_iter();
        finds.map(move |find| Found {
            wish: find.wish,
            name: model.text.get(find.name),
            place: if here {
                String::new()
            } else {
                model.text.get(id.name())
            },
            key: find.word,
            names: [find.name, ""],
            // Behind the verbs of where they belong.
            distance: if here { 1 } else { 2 },
        })
    })
}

/// The message that names the view an action chooses; empty: it chooses none.
fn view_name(action: Action) -> &'static str {
    let number = match action {
        Action::Global(global) => global.view(),
        Action::Move(_) | Action::Common(_) | Action::Own(..) => None,
    };
    number.and_then(View::numbered).map_or("", View::name)
}

/// The same verb of another screen, while the focused one has it too, would only stand there twice.
fn is_doubled(bound: &Bound<'_>, focus: LayerId, model: &Model) -> bool {
    let elsewhere = distance(bound.layer.id, focus) == 2;
    let mut own = model.keys.of(focus);
    elsewhere
        && own.any(|here| {
            here.binding.verb == bound.binding.verb && here.binding.name == bound.binding.name
        })
}

fn is_shared(layer: LayerId) -> bool {
    SHARED.iter().any(|shared| shared.id == layer)
}

fn distance(layer: LayerId, focus: LayerId) -> usize {
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
