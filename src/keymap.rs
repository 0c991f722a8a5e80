//! The keys, in layers: what is bound to what, and what a key asks for where the focus is.
//!
//! A key is looked up in the layers of what has the focus: what screens have in common, what means the same
//! everywhere, movement, and the screen's own. So a key has one meaning within what has the focus, and a
//! test over all layers holds that no local key hides a global one. Dispatch, help, footer, palette and the
//! Keys screen all read the same table; what a student binds otherwise is another [`Keymap`].

mod bound;
mod common;
mod global;
mod label;
mod layer;
mod moves;

pub use bound::{Bound, Keymap, Problem};
pub use common::Common;
pub use global::Global;
pub use label::{label, narrow};
pub use layer::{Binding, Layer, LayerId, VerbId};
pub use moves::Move;

pub(crate) use layer::layer;

/// What a key, a click or the palette can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// What means the same everywhere.
    Global(Global),
    /// A movement of the cursor in what has the focus.
    Move(Move),
    /// What every screen answers in its own way: save, copy, pick.
    Common(Common),
    /// What only the screen with this layer knows.
    Own(LayerId, VerbId),
}

impl Action {
    /// The layer it stands in.
    #[must_use]
    pub const fn layer(self) -> LayerId {
        match self {
            Self::Global(_) => Global::LAYER.id,
            Self::Move(_) => Move::LAYER.id,
            Self::Common(_) => Common::LAYER.id,
            Self::Own(layer, _) => layer,
        }
    }
}

/// The layers that every screen has beside its own.
pub const SHARED: [&Layer; 3] = [&Common::LAYER, &Global::LAYER, &Move::LAYER];

#[cfg(test)]
mod tests;
