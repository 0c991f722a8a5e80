//! A layer of keys, as its screen describes it.

use crate::msg::Key;

/// A layer by its name, as the settings have it: `packets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub &'static str);

impl LayerId {
    /// Is it one of those that every screen has beside its own?
    #[must_use]
    pub fn is_shared(self) -> bool {
        super::SHARED.iter().any(|layer| layer.id == self)
    }
}

/// A verb by its place in its layer's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerbId(pub u8);

/// One verb: what it is called, and the keys that ask for it unless they are bound otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Its name in the settings: `follow-stream`. The same verb of another screen has the same name.
    pub verb: &'static str,
    /// The keys; the first is the one shown.
    pub keys: &'static [Key],
    /// The message that names it in help, palette and the Keys screen; empty: the verb before names it too.
    pub name: &'static str,
    /// The message that names it in a word or two, for the footer; empty: the footer leaves it out.
    pub short: &'static str,
}

/// A table of verbs and their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Which.
    pub id: LayerId,
    /// The message that names it.
    pub name: &'static str,
    /// The verb that brings what has it, where that is not always there: its layer's name, its own.
    pub opened_by: Option<(LayerId, &'static str)>,
    /// Its verbs, in the order in which help lists them and the footer fills up.
    pub bindings: &'static [Binding],
}

impl Layer {
    /// A verb's line of the table.
    #[must_use]
    pub fn binding(&self, verb: VerbId) -> Option<&'static Binding> {
        self.bindings.get(usize::from(verb.0))
    }

    /// The message that names a verb in the footer; `None`: the footer leaves it out.
    #[must_use]
    pub fn short(&self, verb: VerbId) -> Option<&'static str> {
        let short = self.binding(verb)?.short;
        Some(short).filter(|short| !short.is_empty())
    }

    /// The verb with this name.
    #[must_use]
    pub fn named(&self, verb: &str) -> Option<(VerbId, &'static Binding)> {
        self.verbs().find(|(_, binding)| binding.verb == verb)
    }

    /// The verbs with their lines, in order.
    pub fn verbs(&self) -> impl Iterator<Item = (VerbId, &'static Binding)> + use<> {
        (0..).map(VerbId).zip(self.bindings)
    }
}

/// Writes a layer: the enum of its verbs, and the table. One line a verb: its name in the settings, its keys,
/// the message that names it, and the one for the footer. Behind the layer's own name may stand which verb of which
/// layer opens what has it.
macro_rules! layer {
    (
        $(#[$about:meta])*
        $vis:vis enum $Verb:ident = $id:expr, $title:literal $(, opened by $opener:literal $by:literal)?;
        $($(#[$doc:meta])* $Variant:ident: $verb:literal [$($key:expr),* $(,)?] $name:literal $short:literal;)*
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Verb {
            $($(#[$doc])* $Variant,)*
        }

        impl $Verb {
            /// All of them, in the order of the table.
            $vis const ALL: &'static [Self] = &[$(Self::$Variant),*];

            /// The layer they make.
            $vis const LAYER: $crate::keymap::Layer = $crate::keymap::Layer {
                id: $crate::keymap::LayerId($id),
                name: $title,
                opened_by: $crate::keymap::opened_by!($($opener $by)?),
                bindings: &[$($crate::keymap::Binding {
                    verb: $verb,
                    keys: &[$($key),*],
                    name: $name,
                    short: $short,
                }),*],
            };

            /// The verb at this place of the table.
            #[must_use]
            $vis fn at(id: $crate::keymap::VerbId) -> Option<Self> {
                Self::ALL.get(usize::from(id.0)).copied()
            }

            /// Its place in the table.
            #[must_use]
            $vis const fn id(self) -> $crate::keymap::VerbId {
                $crate::keymap::VerbId(self as u8)
            }

            /// The action that asks a screen for it.
            #[must_use]
            $vis const fn own(self) -> $crate::keymap::Action {
                $crate::keymap::Action::Own(Self::LAYER.id, self.id())
            }
        }
    };
}
pub(crate) use layer;

macro_rules! opened_by {
    () => {
        None
    };
    ($layer:literal $verb:literal) => {
        Some(($crate::keymap::LayerId($layer), $verb))
    };
}
pub(crate) use opened_by;
