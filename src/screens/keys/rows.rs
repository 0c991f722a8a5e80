//! The rows: a heading for each layer, and its verbs with their keys.

use std::collections::BTreeMap;

use crate::keymap::{Action, Bound, label};

use crate::screens::World;

/// A row: a layer's heading, or a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What its verb asks for; `None`: it is a heading.
    pub(super) action: Option<Action>,
    /// The keys as they are written.
    pub(super) keys: String,
    /// The verb's or the layer's name.
    pub(super) name: String,
}

/// All rows whose verb, key or layer holds what is searched for; of the verbs in whatever language.
pub(super) fn rows(
    world: &World<'_>,
    search: &str,
    words: &BTreeMap<&'static str, String>,
) -> Vec<Row> {
    let search = search.trim().to_lowercase();
    let mut rows = Vec::new();
    for layer in world.keys.layers() {
        let heading = world.look.get(layer.name);
        let whole = heading.to_lowercase().contains(&search);
        let verbs = grouped(world, world.keys.of(layer.id));
        let found = verbs.into_iter().filter(|(name, row)| {
            let in_any = words
                .get(name)
                .is_some_and(|words| words.to_lowercase().contains(&search));
            whole || in_any || holds(row, &search)
        });
        let found: Vec<Row> = found.map(|(_, row)| row).collect();
        if !found.is_empty() {
            rows.push(Row {
                action: None,
                keys: String::new(),
                name: heading,
            });
            rows.extend(found);
        }
    }
    rows
}

fn holds(row: &Row, search: &str) -> bool {
    let mut keys = row.keys.split(' ').map(str::to_lowercase);
    row.name.to_lowercase().contains(search) || keys.any(|key| key == search)
}

/// The verbs of a layer; those without a name of their own stand beside the one that names them too.
fn grouped<'a>(
    world: &World<'_>,
    verbs: impl Iterator<Item = Bound<'a>>,
) -> Vec<(&'static str, Row)> {
    let mut rows: Vec<(&'static str, Row)> = Vec::new();
    for bound in verbs {
        let keys = bound.keys.iter();
        let keys: Vec<_> = keys
            .map(|key| label(*key, world.look.glyphs.ascii))
            .collect();
        let keys = keys.join(" ");
        if bound.binding.name.is_empty()
            && let Some((_, row)) = rows.last_mut()
        {
            row.keys = format!("{} {keys}", row.keys);
            continue;
        }
        let row = Row {
            action: Some(bound.action),
            keys,
            name: world.look.get(bound.binding.name),
        };
        rows.push((bound.binding.name, row));
    }
    rows
}
