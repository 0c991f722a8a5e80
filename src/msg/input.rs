//! What the terminal sends: keys, mouse, pastes, another size.

/// A key's name, without what was held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    /// A character as typed (shift already applied).
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// A key with what was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which.
    pub code: KeyCode,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

impl Key {
    /// A key by itself.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A character by itself.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A character with Control.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: true,
            alt: false,
        }
    }

    /// A character with Alt.
    #[must_use]
    pub const fn alt(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: false,
            alt: true,
        }
    }
}

/// Keys that bear a name; the first one of each is how it is written.
const NAMED: [(&str, KeyCode); 19] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("pgdown", KeyCode::PageDown),
];

impl Key {
    /// The key that one writes so: `q`, `Q`, `ctrl-s`, `alt-v`, `F2`, `space`, `shift-tab`, `pgup`. `None`: there is no
    /// such key, or a terminal sends another one for it (`ctrl-i` is `tab`, `ctrl-m` and `ctrl-j` are `enter`).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (mut rest, mut ctrl, mut alt) = (name, false, false);
        loop {
            if let Some(held) = after("ctrl-", rest).filter(|_| !ctrl) {
                (rest, ctrl) = (held, true);
            } else if let Some(held) = after("alt-", rest).filter(|_| !alt) {
                (rest, alt) = (held, true);
            } else {
                break;
            }
        }
        let code = code(rest)?;
        let code = match code {
            KeyCode::Char(c) if ctrl => KeyCode::Char(with_control(c)?),
            code => code,
        };
        Some(Self { code, ctrl, alt })
    }

    /// How one writes it; [`Key::named`] reads it.
    #[must_use]
    pub fn name(self) -> String {
        let ctrl = if self.ctrl { "ctrl-" } else { "" };
        let alt = if self.alt { "alt-" } else { "" };
        let named = NAMED.iter().find(|(_, code)| *code == self.code);
        let name = match (named, self.code) {
            (Some((name, _)), _) => (*name).to_owned(),
            (None, KeyCode::Char(c)) => c.to_string(),
            (None, KeyCode::F(n)) => format!("F{n}"),
            (None, _) => String::new(),
        };
        format!("{ctrl}{alt}{name}")
    }
}

/// What stands behind a word that may be written in capitals.
fn after<'a>(word: &str, name: &'a str) -> Option<&'a str> {
    let (front, behind) = name.split_at_checked(word.len())?;
    front.eq_ignore_ascii_case(word).then_some(behind)
}

fn code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && c != ' ').then_some(KeyCode::Char(c));
    }
    let named = NAMED
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    let function = || after("f", name)?.parse().ok();
    named
        .map(|(_, code)| *code)
        .or_else(|| function().filter(|n| (1..=12).contains(n)).map(KeyCode::F))
}

/// The character that a terminal's control key is known by; `None`: it sends another key's byte.
fn with_control(c: char) -> Option<char> {
    match c.to_ascii_lowercase() {
        'i' | 'j' | 'm' => None,
        c @ (' ' | 'a'..='z' | '4'..='7') => Some(c),
        _ => None,
    }
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// Left button pressed.
    Click,
    /// Wheel away from you.
    WheelUp,
    /// Wheel towards you.
    WheelDown,
}

/// What the mouse did, and where (cells from the top left, 0-based).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Column.
    pub column: u16,
    /// Row.
    pub row: u16,
}

/// What came from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size (columns, rows).
    Resize(u16, u16),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_one_writes_them_and_written_the_same_way() {
        for (name, key) in [
            ("q", Key::char('q')),
            ("Q", Key::char('Q')),
            ("-", Key::char('-')),
            ("键", Key::char('键')),
            ("space", Key::char(' ')),
            ("ctrl-s", Key::ctrl('s')),
            ("ctrl-space", Key::ctrl(' ')),
            ("shift-tab", Key::plain(KeyCode::BackTab)),
            ("F2", Key::plain(KeyCode::F(2))),
            ("pgdn", Key::plain(KeyCode::PageDown)),
        ] {
            assert_eq!((Key::named(name), key.name().as_str()), (Some(key), name));
        }
        let alt = |code| Key {
            alt: true,
            ..Key::plain(code)
        };
        assert_eq!(Key::named("alt--"), Some(alt(KeyCode::Char('-'))));
        assert_eq!(Key::named("alt-enter"), Some(alt(KeyCode::Enter)));
        let both = Key {
            alt: true,
            ..Key::ctrl('x')
        };
        assert_eq!(Key::named("Alt-Ctrl-X"), Some(both));
        assert_eq!(Key::named(&both.name()), Some(both));
        assert_eq!(Key::named("f12"), Some(Key::plain(KeyCode::F(12))));
        assert_eq!(Key::named("Delete"), Some(Key::plain(KeyCode::Delete)));
    }

    #[test]
    fn what_no_terminal_sends_is_no_key() {
        for name in [
            "",
            " ",
            "qq",
            "ctrl-",
            "ctrl-i",
            "ctrl-M",
            "ctrl-ö",
            "ctrl-ctrl-a",
            "F0",
            "F13",
            "hyper-x",
            "\n",
        ] {
            assert_eq!(Key::named(name), None, "{name:?}");
        }
    }
}
