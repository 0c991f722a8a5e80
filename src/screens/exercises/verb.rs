//! What one can do with the list of exercises, and with each of them.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do with the list of exercises.
    pub enum Verb = "exercises", "view-exercises";
    /// Open the selected one.
    Open: "open" [Key::plain(KeyCode::Enter)] "exercises-open" "exercises-open-short";
    /// Open this one.
    Stream: "stream" [Key::char('f')] "stream-title" "";
    /// Open this one.
    Backlog: "backlog" [Key::char('b')] "backlog-title" "";
    /// Open this one.
    Endings: "endings" [Key::char('e')] "endings-title" "";
    /// Open this one.
    Ports: "ports" [Key::char('n')] "ports-title" "";
    /// Open this one.
    Blocking: "blocking" [Key::char('w')] "blocking-title" "";
    /// Open this one.
    Handshake: "handshake" [Key::char('h')] "handshake-title" "";
    /// Open this one.
    ByteOrder: "byteorder" [Key::char('o')] "byteorder-title" "";
}

impl Verb {
    /// The exercise that it opens; `None`: the selected one.
    #[must_use]
    pub fn exercise(self) -> Option<&'static str> {
        let named = Self::LAYER.binding(self.id())?.verb;
        (self != Self::Open).then_some(named)
    }
}

/// Writes the layer of an exercise, `exercise-` and its name: what one can do with each of them, then its own controls, in the order of its
/// recipe.
macro_rules! bench_layer {
    (
        $(#[$about:meta])*
        $id:literal, $title:literal;
        $($(#[$doc:meta])* $Variant:ident: $verb:literal [$($key:expr),* $(,)?] $name:literal $short:literal;)*
    ) => {
        $crate::keymap::layer! {
            $(#[$about])*
            pub enum Verb = concat!("exercise-", $id), $title, opened by "exercises" $id;
            /// Run it; while its picture plays: stand; at the end: play it again.
            PlayPause: "play-pause" [$crate::msg::Key::char(' ')] "exercise-key-run" "exercise-key-run-short";
            /// One step of the picture back.
            Left: "left" [$crate::msg::Key::plain($crate::msg::KeyCode::Left), $crate::msg::Key::char('h')]
                "exercise-key-steps" "";
            /// One step of the picture on.
            Right: "right" [$crate::msg::Key::plain($crate::msg::KeyCode::Right), $crate::msg::Key::char('l')]
                "" "exercise-key-steps-short";
            /// Answer the question by the selected answer; type the selected text.
            Open: "open" [$crate::msg::Key::plain($crate::msg::KeyCode::Enter)] "exercise-key-open" "exercise-key-open-short";
            /// The selected setting's next value.
            More: "more" [$crate::msg::Key::char('+'), $crate::msg::Key::char('=')] "exercise-key-more"
                "exercise-key-more-short";
            /// Its value before.
            Less: "less" [$crate::msg::Key::char('-')] "" "";
            /// Where it runs: this machine, or a cable.
            Ground: "ground" [$crate::msg::Key::char('o')] "exercise-key-ground" "exercise-key-ground-short";
            /// Close everything and begin again.
            Reset: "reset" [$crate::msg::Key::char('R')] "exercise-key-reset" "exercise-key-reset-short";
            /// The picture alone, or all beside it again.
            Full: "full-picture" [$crate::msg::Key::char('f')] "exercise-key-full" "exercise-key-full-short";
            $($(#[$doc])* $Variant: $verb [$($key),*] $name $short;)*
        }
    };
}
pub(super) use bench_layer;
