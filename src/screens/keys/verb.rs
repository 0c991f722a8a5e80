//! What one can do with the keys.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do with the keys.
    pub enum Verb = "keys", "view-keys";
    /// Try the selected one, where its screen is.
    Open: "open" [Key::plain(KeyCode::Enter)] "keys-try" "keys-try-short";
    /// Search them by name or by key.
    Search: "filter" [Key::char('/')] "keys-search" "keys-search-short";
}
