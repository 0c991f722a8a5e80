//! The keys as they are bound now.

use std::collections::BTreeMap;

use crate::msg::Key;

use super::{Action, Binding, Common, Global, Layer, LayerId, Move, SHARED, VerbId, label, narrow};

/// One verb with the keys that ask for it now.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// In which layer.
    pub layer: &'static Layer,
    /// What it asks for.
    pub action: Action,
    /// Its line of the layer's table.
    pub binding: &'static Binding,
    /// The keys; the first is the one shown.
    pub keys: &'a [Key],
}

/// Why keys cannot be bound as wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No layer is called this.
    Layer(String),
    /// The layer has no verb called this.
    Verb(LayerId, String),
    /// Both would be asked for by this key where the second has the focus.
    Collision {
        /// The key.
        key: Key,
        /// What it asks for already: layer and verb.
        held: (LayerId, &'static str),
        /// What it was to ask for.
        wanted: (LayerId, &'static str),
    },
}

/// All layers with their keys as bound.
#[derive(Debug, Clone)]
pub struct Keymap {
    layers: Vec<(&'static Layer, Vec<Vec<Key>>)>,
}

impl Keymap {
    /// The keys as the tables have them: those shared by all, and these layers.
    #[must_use]
    pub fn new(own: impl IntoIterator<Item = &'static Layer>) -> Self {
        let keys = |layer: &'static Layer| {
            let keys = layer.bindings.iter().map(|binding| binding.keys.to_vec());
            (layer, keys.collect())
        };
        Self {
            layers: SHARED.into_iter().chain(own).map(keys).collect(),
        }
    }

    /// The layer with this name.
    #[must_use]
    pub fn layer(&self, id: LayerId) -> Option<&'static Layer> {
        self.layers().find(|layer| layer.id == id)
    }

    /// All layers: the shared ones first.
    pub fn layers(&self) -> impl Iterator<Item = &'static Layer> + '_ {
        self.layers.iter().map(|(layer, _)| *layer)
    }

    /// All verbs of all layers with their keys, layer by layer.
    pub fn iter(&self) -> impl Iterator<Item = Bound<'_>> {
        self.layers.iter().flat_map(|(layer, keys)| {
            let verbs = layer.verbs().zip(keys);
            verbs.filter_map(|((verb, binding), keys)| {
                Some(Bound {
                    layer,
                    action: action(layer.id, verb)?,
                    binding,
                    keys,
                })
            })
        })
    }

    /// The verbs of one layer with their keys, in the table's order.
    pub fn of(&self, id: LayerId) -> impl Iterator<Item = Bound<'_>> {
        self.iter().filter(move |bound| bound.layer.id == id)
    }

    /// What a key asks for where a screen with this layer has the focus.
    #[must_use]
    pub fn action(&self, key: Key, focus: LayerId) -> Option<Action> {
        let key = narrow(key);
        let here = |bound: &Bound<'_>| {
            let id = bound.layer.id;
            (id.is_shared() || id == focus) && bound.keys.contains(&key)
        };
        self.iter().find(here).map(|bound| bound.action)
    }

    /// What a key asks for wherever the focus is.
    #[must_use]
    pub fn global(&self, key: Key) -> Option<Global> {
        match self.action(key, Global::LAYER.id) {
            Some(Action::Global(global)) => Some(global),
            Some(Action::Move(_) | Action::Common(_) | Action::Own(..)) | None => None,
        }
    }

    /// The movement a key asks for.
    #[must_use]
    pub fn moves(&self, key: Key) -> Option<Move> {
        match self.action(key, Move::LAYER.id) {
            Some(Action::Move(to)) => Some(to),
            Some(Action::Global(_) | Action::Common(_) | Action::Own(..)) | None => None,
        }
    }

    /// The same while a line takes the keys: those that are text ask for nothing.
    #[must_use]
    pub fn action_while_writing(&self, key: Key, focus: LayerId) -> Option<Action> {
        if is_text(key) {
            None
        } else {
            self.action(key, focus)
        }
    }

    /// The same of what means the same everywhere.
    #[must_use]
    pub fn global_while_writing(&self, key: Key) -> Option<Global> {
        if is_text(key) { None } else { self.global(key) }
    }

    /// The keys that ask for this.
    #[must_use]
    pub fn keys(&self, wanted: Action) -> &[Key] {
        let mut bound = self.iter().filter(|bound| bound.action == wanted);
        bound.next().map_or(&[], |bound| bound.keys)
    }

    /// How the first key that asks for this is written; empty: none does.
    #[must_use]
    pub fn name_of(&self, wanted: Action, ascii: bool) -> String {
        let first = self.keys(wanted).first();
        first.map(|key| label(*key, ascii)).unwrap_or_default()
    }

    /// How the first key of each verb is written, by layer and verb: what sentences say that name a key.
    #[must_use]
    pub fn names(&self, ascii: bool) -> BTreeMap<String, String> {
        let name = |bound: Bound<'_>| {
            let first = bound.keys.first().map(|key| label(*key, ascii));
            let verb = format!("{}.{}", bound.layer.id.0, bound.binding.verb);
            (verb, first.unwrap_or_default())
        };
        self.iter().map(name).collect()
    }

    /// Binds a verb to these keys instead of those it has.
    ///
    /// # Errors
    /// If there is no such layer or verb. Whether keys collide is seen when all are bound: [`Keymap::collision`].
    pub fn bind(&mut self, layer: &str, verb: &str, keys: Vec<Key>) -> Result<(), Problem> {
        let found = self.layers.iter_mut().find(|(own, _)| own.id.0 == layer);
        let (own, bound) = found.ok_or_else(|| Problem::Layer(layer.to_owned()))?;
        let at = own.bindings.iter().position(|own| own.verb == verb);
        let place = at.and_then(|at| bound.get_mut(at));
        *place.ok_or_else(|| Problem::Verb(own.id, verb.to_owned()))? = keys;
        Ok(())
    }

    /// The first key that would ask for two things where one screen has the focus. `None`: there is none.
    #[must_use]
    pub fn collision(&self) -> Option<Problem> {
        let all: Vec<_> = self.iter().collect();
        all.iter().enumerate().find_map(|(at, wanted)| {
            let before = all.iter().take(at).filter(|held| meet(held, wanted));
            before
                .flat_map(|held| held.keys.iter().map(move |key| (held, *key)))
                .find(|(_, key)| wanted.keys.contains(key))
                .map(|(held, key)| Problem::Collision {
                    key,
                    held: (held.layer.id, held.binding.verb),
                    wanted: (wanted.layer.id, wanted.binding.verb),
                })
        })
    }
}

/// Can both be asked for where one and the same screen has the focus?
fn meet(a: &Bound<'_>, b: &Bound<'_>) -> bool {
    let (a, b) = (a.layer.id, b.layer.id);
    a == b || a.is_shared() || b.is_shared()
}

const fn is_text(key: Key) -> bool {
    matches!(key.code, crate::msg::KeyCode::Char(_)) && !key.ctrl && !key.alt
}

fn action(layer: LayerId, verb: VerbId) -> Option<Action> {
    if layer == Global::LAYER.id {
        Global::at(verb).map(Action::Global)
    } else if layer == Move::LAYER.id {
        Move::at(verb).map(Action::Move)
    } else if layer == Common::LAYER.id {
        Common::at(verb).map(Action::Common)
    } else {
        Some(Action::Own(layer, verb))
    }
}
