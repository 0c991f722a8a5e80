//! How a key is written on the screen, and the twins of full-width keys.

use crate::msg::{Key, KeyCode};

/// A full-width character of a switched-on input method, as its ASCII twin.
#[must_use]
pub fn narrow(key: Key) -> Key {
    let KeyCode::Char(char) = key.code else {
        return key;
    };
    let twin = match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
        '\u{3000}' => ' ',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        other => other,
    };
    Key {
        code: KeyCode::Char(twin),
        ..key
    }
}

/// How a key is written on the screen: as in the settings, but shorter where there is a sign for it.
#[must_use]
pub fn label(key: Key, ascii: bool) -> String {
    let sign = match key.code {
        KeyCode::Up => Some("↑"),
        KeyCode::Down => Some("↓"),
        KeyCode::Left => Some("←"),
        KeyCode::Right => Some("→"),
        KeyCode::Char(c) if key.ctrl && c != ' ' => return format!("^{}", c.to_ascii_uppercase()),
        KeyCode::Char(_)
        | KeyCode::Enter
        | KeyCode::Esc
        | KeyCode::Tab
        | KeyCode::BackTab
        | KeyCode::Backspace
        | KeyCode::Delete
        | KeyCode::Home
        | KeyCode::End
        | KeyCode::PageUp
        | KeyCode::PageDown
        | KeyCode::F(_) => None,
    };
    let sign = sign.filter(|_| !ascii).map(str::to_owned);
    let name = sign.unwrap_or_else(|| Key::plain(key.code).name());
    if key.alt { format!("alt-{name}") } else { name }
}
