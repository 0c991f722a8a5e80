//! The rows: a heading for each layer, and its verbs with their keys.

use crate::keymap::{Action, Bound, Layer, label};
use crate::msg::Key;
use crate::say;
use crate::screens::World;
use crate::ui::look::Look;

/// A row. It is put into words only where it is drawn.
#[derive(Debug, Clone)]
pub(super) enum Row<'a> {
    /// A layer's heading.
    Layer(&'static Layer),
    /// A verb, and the keys of those after it that it names too.
    Verb(Bound<'a>, Vec<&'a [Key]>),
}

impl Row<'_> {
    /// What its verb asks for; `None`: it is a heading.
    pub(super) const fn action(&self) -> Option<Action> {
        match self {
            Self::Layer(_) => None,
            Self::Verb(bound, _) => Some(bound.action),
        }
    }

    /// Does it stand for several verbs?
    pub(super) const fn is_run(&self) -> bool {
        match self {
            Self::Layer(_) => false,
            Self::Verb(_, others) => !others.is_empty(),
        }
    }

    /// Its keys, as they are written.
    pub(super) fn keys(&self, ascii: bool) -> Vec<String> {
        let (own, others) = match self {
            Self::Layer(_) => return Vec::new(),
            Self::Verb(bound, others) => (bound.keys, others),
        };
        let all = own.iter().chain(others.iter().copied().flatten());
        all.map(|key| label(*key, ascii)).collect()
    }

    /// What it is called.
    pub(super) fn name(&self, world: &World<'_>) -> String {
        match self {
            Self::Layer(layer) => world.look.get(layer.name),
            Self::Verb(bound, _) => name(&world.look, world.views, bound).unwrap_or_default(),
        }
    }

    /// Does its name hold this in any language?
    fn holds(&self, world: &World<'_>, search: &str) -> bool {
        let Self::Verb(bound, _) = self else {
            return false;
        };
        let names = names(world.views, bound).into_iter();
        let mut names = names.filter(|name| !name.is_empty());
        names.any(|name| world.look.text.holds(name, search))
    }

    /// Is this one of its keys, as it is written?
    fn has_key(&self, world: &World<'_>, key: &str) -> bool {
        let keys = self.keys(world.look.glyphs.ascii);
        keys.iter().any(|own| own == key)
    }
}

/// What a verb is called; `None`: it has no name of its own, or there is nothing that it could do. `views` are the
/// messages that name the views, in the order of their digits.
#[must_use]
pub fn name(look: &Look<'_>, views: &[&'static str], bound: &Bound<'_>) -> Option<String> {
    match bound.action.view() {
        // The first shows several screens at once, the others one each.
        Some(1) => Some(look.get("key-view-lab")),
        Some(number) => {
            let name = look.get(view(views, number)?);
            Some(look.say(&say!("key-view", name = name)))
        }
        None => Some(bound.binding.name)
            .filter(|name| !name.is_empty())
            .map(|name| look.get(name)),
    }
}

/// The messages that name a verb, for a search; empty: there is no such.
#[must_use]
pub fn names(views: &[&'static str], bound: &Bound<'_>) -> [&'static str; 3] {
    let chosen = bound.action.view().and_then(|number| view(views, number));
    let binding = bound.binding;
    [binding.name, binding.short, chosen.unwrap_or_default()]
}

fn view(views: &[&'static str], number: usize) -> Option<&'static str> {
    views.get(number.checked_sub(1)?).copied()
}

/// All rows with the key that is searched for; where nothing is bound to it, those whose verb or layer holds
/// the word in whatever language.
pub(super) fn rows<'a>(world: &World<'a>, search: &str) -> Vec<Row<'a>> {
    let key = search.trim();
    let with_key = filtered(world, |_, row| row.has_key(world, key));
    if !with_key.is_empty() {
        return with_key;
    }
    let word = key.to_lowercase();
    let holds = |layer: &Layer| word.is_empty() || world.look.text.holds(layer.name, &word);
    filtered(world, |layer, row| holds(layer) || row.holds(world, &word))
}

/// The rows that are wanted, each layer's under its heading.
fn filtered<'a>(
    world: &World<'a>,
    wanted: impl Fn(&'static Layer, &Row<'a>) -> bool,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for layer in world.keys.layers() {
        let mut found = verbs(world.keys.of(layer.id), world.views);
        found.retain(|row| wanted(layer, row));
        if !found.is_empty() {
            rows.push(Row::Layer(layer));
            rows.append(&mut found);
        }
    }
    rows
}

/// The verbs of a layer; those without a name of their own stand beside the one that names them too. Each view has
/// its row, digits without a view have none.
fn verbs<'a>(verbs: impl Iterator<Item = Bound<'a>>, views: &[&'static str]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for bound in verbs {
        match (bound.action.view(), rows.last_mut()) {
            (Some(number), _) if view(views, number).is_none() => {}
            (None, Some(Row::Verb(_, others))) if bound.binding.name.is_empty() => {
                others.push(bound.keys);
            }
            _ => rows.push(Row::Verb(bound, Vec::new())),
        }
    }
    rows
}
