//! Movement: the same keys in every list, table, tree and page.

use crate::msg::{Key, KeyCode};

use super::layer;

layer! {
    /// What moves a cursor in a list.
    pub enum Move = "move", "keys-move";
    /// One row up.
    Up: "up" [Key::plain(KeyCode::Up), Key::char('k')] "key-up" "";
    /// One row down.
    Down: "down" [Key::plain(KeyCode::Down), Key::char('j')] "key-down" "";
    /// One page up.
    PageUp: "page-up" [Key::plain(KeyCode::PageUp), Key::ctrl('b')] "key-page-up" "";
    /// One page down.
    PageDown: "page-down" [Key::plain(KeyCode::PageDown), Key::ctrl('f')] "key-page-down" "";
    /// To the first.
    Top: "top" [Key::char('g'), Key::plain(KeyCode::Home)] "key-top" "";
    /// To the last.
    Bottom: "bottom" [Key::char('G'), Key::plain(KeyCode::End)] "key-bottom" "";
}

impl Move {
    /// Where a cursor at `at` of `0..=last` comes to by it, a page having `page` rows.
    #[must_use]
    pub fn walked(self, at: usize, last: usize, page: usize) -> usize {
        match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => (at + 1).min(last),
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => (at + page).min(last),
            Self::Top => 0,
            Self::Bottom => last,
        }
    }
}
