//! What the palette finds: everything one can do, by its name in the language spoken, with its key.

use crate::app::model::Model;
use crate::keymap::{Action, Bound, Global, Layer, LayerId, label};
use crate::screens::{ScreenId, View, Wish, keys};

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
    names: [&'static str; 3],
    /// 0: of what has the focus, 1: everywhere, 2: of another screen.
    distance: usize,
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
    let elsewhere = |found: &Found| {
        let mut names = found.names.iter().filter(|name| !name.is_empty());
        names.any(|name| model.text.holds(name, &search))
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
    let open = open_layers(model);
    let palette = Action::Global(Global::Palette);
    let offered = model
        .keys
        .iter()
        .filter(move |bound| bound.action != palette);
    let offered = offered.filter(move |bound| !is_doubled(bound, &open, focus, model));
    offered.filter_map(move |bound| {
        let distance = distance(bound.layer.id, focus);
        let first = bound.keys.first();
        Some(Found {
            wish: Wish::Act(bound.action),
            name: keys::name(&model.look(), View::NAMES, &bound)?,
            place: if distance == 2 {
                model.text.get(bound.layer.name)
            } else {
                String::new()
            },
            key: first.map_or_else(String::new, |key| label(*key, model.start.glyphs.ascii)),
            names: keys::names(View::NAMES, &bound),
            distance,
        })
    })
}

/// The layers of what is there now: of each screen, and of what lies uppermost over it.
fn open_layers(model: &Model) -> Vec<LayerId> {
    let of = |id: &ScreenId| [model.screens.get(*id), model.screens.top(*id)];
    let screens = ScreenId::ALL.iter().flat_map(of);
    screens.map(|screen| screen.layer().id).collect()
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
            names: [find.name, "", ""],
            // Behind the verbs of where they belong.
            distance: if here { 1 } else { 2 },
        })
    })
}

/// Is there nearer what would do the same? A verb of what has the focus; where it belongs to something that is not
/// open, any verb of what is. What nothing opens can only be done where it is.
fn is_doubled(bound: &Bound<'_>, open: &[LayerId], focus: LayerId, model: &Model) -> bool {
    let layer = bound.layer.id;
    if distance(layer, focus) < 2 {
        return false;
    }
    let nearer: &[LayerId] = if open.contains(&layer) {
        &[focus]
    } else if is_reached(bound.layer) {
        open
    } else {
        return true;
    };
    let same = |here: Bound<'_>| {
        here.binding.verb == bound.binding.verb && here.binding.name == bound.binding.name
    };
    let mut all = nearer.iter().flat_map(|layer| model.keys.of(*layer));
    all.any(same)
}

/// Can what has this layer be opened by a verb, or is it always there?
fn is_reached(layer: &Layer) -> bool {
    let of_screen = |id: ScreenId| id.layers().first().is_some_and(|own| own.id == layer.id);
    layer.opened_by.is_some() || ScreenId::of_layer(layer.id).is_some_and(of_screen)
}

fn distance(layer: LayerId, focus: LayerId) -> usize {
    match (layer == focus, layer.is_shared()) {
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
    use crate::app::update::tests::model;
    use crate::screens::packets::{self, sum};

    #[test]
    fn what_several_screens_can_do_stands_there_once() {
        for focus in ScreenId::ALL {
            let mut model = model();
            model.desk.focus = *focus;
            let flows = model.text.get("key-flows");
            let found = found(&model, &flows);
            let found: Vec<_> = found.iter().filter(|found| found.name == flows).collect();
            assert_eq!(found.len(), 1, "{focus:?}");
            let wanted = Wish::Act(packets::Verb::Flows.own());
            assert_eq!(found.first().map(|found| &found.wish), Some(&wanted));
        }
    }

    #[test]
    fn a_verb_of_something_closed_is_found_where_it_can_be_opened() {
        let model = model();
        let found = found(&model, "");
        let wishes: Vec<_> = found.iter().map(|found| &found.wish).collect();
        let true_numbers = packets::ladder::Verb::TrueNumbers.own();
        assert!(wishes.contains(&&Wish::Act(true_numbers)));
        let closes = sum::Verb::WorkOut.own();
        assert!(
            !wishes.contains(&&Wish::Act(closes)),
            "nothing is to be closed"
        );
    }

    #[test]
    fn the_palette_prefers_names_that_begin_with_what_is_typed() {
        assert_eq!(rank("filter packets", "", "fil"), Some(0));
        assert_eq!(rank("edit the filter", "", "fil"), Some(1));
        assert_eq!(rank("open", "Filter", "fil"), Some(2));
        assert!(rank("first in the list", "", "fil") > Some(2));
        assert_eq!(rank("quit", "", "fil"), None);
    }
}
