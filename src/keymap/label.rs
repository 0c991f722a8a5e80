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

/// How a key is written on the screen.
#[must_use]
pub fn label(key: Key, ascii: bool) -> String {
    let arrow = |unicode: &str, plain: &str| {
        if ascii {
            plain.to_owned()
        } else {
            unicode.to_owned()
        }
    };
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) if key.ctrl => return format!("^{}", c.to_ascii_uppercase()),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => "shift-tab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "del".to_owned(),
        KeyCode::Up => arrow("↑", "up"),
        KeyCode::Down => arrow("↓", "down"),
        KeyCode::Left => arrow("←", "left"),
        KeyCode::Right => arrow("→", "right"),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pgup".to_owned(),
        KeyCode::PageDown => "pgdn".to_owned(),
        KeyCode::F(n) => format!("F{n}"),
    };
    if key.alt { format!("alt-{name}") } else { name }
}
