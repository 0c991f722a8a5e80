//! The table of screens, and the views that arrange them.

use crate::keymap::{Layer, LayerId};

use super::{Screen, chat, encap, exercises, interfaces, keys, packets};

/// The message that names the dashboard.
const LAB: &str = "view-lab";

/// Writes the table: one line a screen, in the order of the digits that choose them. A line names the screen,
/// the field that holds its state, its type, the message that names it, and the layers of keys it brings.
macro_rules! screens {
    ($($(#[$doc:meta])* $Id:ident, $field:ident: $Type:ty, $name:literal, [$($layer:expr),+];)*) => {
        /// One of the screens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ScreenId {
            $($(#[$doc])* $Id,)*
        }

        /// The state of all screens.
        #[derive(Debug, Default)]
        pub struct Screens {
            $($(#[$doc])* pub $field: $Type,)*
        }

        impl ScreenId {
            /// In the order of `Tab`.
            pub const ALL: &'static [Self] = &[$(Self::$Id),*];

            /// The message that names it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$Id => $name,)*
                }
            }

            /// The layers of keys that it brings: its own, and those of what can lie over it.
            #[must_use]
            pub const fn layers(self) -> &'static [&'static Layer] {
                match self {
                    $(Self::$Id => &[$(&$layer),+],)*
                }
            }
        }

        impl View {
            /// The messages that name the views, in the order of their digits.
            pub const NAMES: &[&str] = &[LAB, $($name),*];
        }

        impl Screens {
            /// A screen.
            #[must_use]
            pub fn get(&self, id: ScreenId) -> &dyn Screen {
                match id {
                    $(ScreenId::$Id => &self.$field,)*
                }
            }

            /// A screen, to be changed.
            pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
                match id {
                    $(ScreenId::$Id => &mut self.$field,)*
                }
            }
        }
    };
}

screens! {
    /// This machine's interfaces.
    Interfaces, interfaces: interfaces::Interfaces, "view-interfaces", [interfaces::Verb::LAYER];
    /// The chat.
    Chat, chat: chat::Chat, "view-chat", [chat::Verb::LAYER];
    /// One message's way through the layers.
    Encapsulation, encap: encap::Encap, "view-encapsulation", [encap::Verb::LAYER];
    /// The packet log.
    Packets, packets: packets::PacketLog, "view-packets", [
        packets::Verb::LAYER, packets::flows::Verb::LAYER, packets::stream::Verb::LAYER,
        packets::ladder::Verb::LAYER, packets::opened::Verb::LAYER, packets::sum::Verb::LAYER
    ];
    /// The exercises.
    Exercises, exercises: exercises::Exercises, "view-exercises", [
        exercises::Verb::LAYER, exercises::stream::Verb::LAYER, exercises::backlog::Verb::LAYER, exercises::endings::Verb::LAYER, exercises::ports::Verb::LAYER, exercises::blocking::Verb::LAYER, exercises::handshake::Verb::LAYER, exercises::byteorder::Verb::LAYER
    ];
    /// All keys of all screens.
    Keys, keys: keys::Keys, "view-keys", [keys::Verb::LAYER];
}

impl ScreenId {
    /// The screen `step` places on among these, round the end.
    #[must_use]
    pub fn walk(self, among: &[Self], step: isize) -> Self {
        let at = among.iter().position(|id| *id == self).unwrap_or(0) as isize;
        let count = among.len().max(1) as isize;
        let to = (at + step).rem_euclid(count);
        among.get(to as usize).copied().unwrap_or(self)
    }

    /// The screen that brings this layer of keys.
    #[must_use]
    pub fn of_layer(layer: LayerId) -> Option<Self> {
        let brings = |id: &&Self| id.layers().iter().any(|own| own.id == layer);
        Self::ALL.iter().find(brings).copied()
    }
}

impl Screens {
    /// What has the focus where this screen is chosen: what lies uppermost over it, else itself.
    #[must_use]
    pub fn top(&self, id: ScreenId) -> &dyn Screen {
        let screen = self.get(id);
        screen.over().unwrap_or(screen)
    }

    /// Does something to it.
    pub fn on_top<T>(&mut self, id: ScreenId, act: impl FnOnce(&mut dyn Screen) -> T) -> T {
        let screen = self.get_mut(id);
        if let Some(over) = screen.over_mut() {
            act(over)
        } else {
            act(screen)
        }
    }

    /// The layers of keys of all screens.
    pub fn layers() -> impl Iterator<Item = &'static Layer> {
        ScreenId::ALL
            .iter()
            .flat_map(|id| id.layers().iter().copied())
    }
}

/// How a view arranges screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// One alone.
    Alone(ScreenId),
    /// Four: upper left, upper right, lower left, lower right. Where there is no room, the one with the focus.
    Quarters([ScreenId; 4]),
}

/// A view: an arrangement of screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum View {
    /// The dashboard.
    #[default]
    Lab,
    /// A screen by itself.
    Alone(ScreenId),
}

impl View {
    /// All views, in the order of their digits.
    pub fn all() -> impl Iterator<Item = Self> {
        let alone = ScreenId::ALL.iter().copied().map(Self::Alone);
        std::iter::once(Self::Lab).chain(alone)
    }

    /// The view with this digit.
    #[must_use]
    pub fn numbered(number: usize) -> Option<Self> {
        Self::all().nth(number.checked_sub(1)?)
    }

    /// The message that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lab => LAB,
            Self::Alone(id) => id.name(),
        }
    }

    /// The screens it shows, and how.
    #[must_use]
    pub const fn arrangement(self) -> Arrangement {
        match self {
            Self::Lab => Arrangement::Quarters([
                ScreenId::Interfaces,
                ScreenId::Chat,
                ScreenId::Encapsulation,
                ScreenId::Packets,
            ]),
            Self::Alone(id) => Arrangement::Alone(id),
        }
    }
}
