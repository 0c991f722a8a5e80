//! What one can do among the interfaces.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do among the interfaces.
    pub enum Verb = "interfaces", "view-interfaces";
    /// Show what is behind the selected one, or no longer.
    Open: "open" [Key::plain(KeyCode::Enter)] "key-open" "key-open-short";
}
