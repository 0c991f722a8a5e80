//! What one sequence means: a key, the mouse, or nothing here (xterm's `ctlseqs`, the VT220's keys, the
//! Linux console's, and keys with their codes, `CSI u`, where a terminal was set up to send those).

use crate::msg::{Input, Key, KeyCode, Mouse, MouseKind};

/// The key behind a character, as a terminal in raw mode sends it.
pub(super) fn character(c: char, alt: bool) -> Option<Key> {
    let key = match c {
        '\r' | '\n' => Key::plain(KeyCode::Enter),
        '\t' => Key::plain(KeyCode::Tab),
        '\x7f' => Key::plain(KeyCode::Backspace),
        '\x1b' => Key::plain(KeyCode::Esc),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => Key::ctrl(char::from(c as u8 | 0x60)),
        '\x1c'..='\x1f' => Key::ctrl(char::from(c as u8 - 0x1c + b'4')),
        c if c.is_control() => return None,
        c => Key::char(c),
    };
    Some(Key {
        alt: key.alt || alt,
        ..key
    })
}

/// A control sequence's meaning: `CSI body last`.
pub(super) fn control(body: &[u8], last: u8, alt: bool) -> Option<Input> {
    if body == b"[" {
        // The Linux console's first function keys.
        return matches!(last, b'A'..=b'E')
            .then(|| Input::Key(Key::plain(KeyCode::F(last - b'A' + 1))));
    }
    let text = std::str::from_utf8(body).ok()?;
    if let (Some(report), b'M' | b'm') = (text.strip_prefix('<'), last) {
        return mouse_report(report, 0, last == b'm').map(Input::Mouse);
    }
    if last == b'M' {
        return mouse_report(text, 32, false).map(Input::Mouse);
    }
    let mut parameters = text.split(';');
    // Private ones are answers of the terminal, never keys.
    let first = parameters
        .next()
        .map(number)
        .filter(|_| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b';' | b':')))?;
    let held = parameters.next().unwrap_or_default();
    let code = match last {
        b'~' if first == Some(27) => return coded(number(parameters.next()?)?, held, alt),
        b'~' => numbered(first?)?,
        b'u' => return coded(first?, held, alt),
        // `CSI row ; column R` is where the cursor stands: an answer.
        b'R' if first.is_some() => return None,
        last => lettered(last)?,
    };
    held_with(Key::plain(code), held, alt).map(Input::Key)
}

/// A function key's meaning: `ESC O last`, in older terminals with what is held before the last.
pub(super) fn single(body: &[u8], last: u8, alt: bool) -> Option<Key> {
    let code = match last {
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b' ' => KeyCode::Char(' '),
        b'X' => KeyCode::Char('='),
        // The keypad's signs and digits stand in ASCII's order.
        b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
        last => lettered(last)?,
    };
    let held = std::str::from_utf8(body).ok()?;
    held_with(Key::plain(code), held.rsplit(';').next()?, alt)
}

fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23..=26 => KeyCode::F(number as u8 - 12),
        28 | 29 => KeyCode::F(number as u8 - 13),
        31..=34 => KeyCode::F(number as u8 - 14),
        _ => return None,
    })
}

/// A key by its character's code.
fn coded(code: u32, held: &str, alt: bool) -> Option<Input> {
    let code = match code {
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        code => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control() && !is_private(*c))?),
    };
    held_with(Key::plain(code), held, alt).map(Input::Key)
}

/// Keys that are no characters have codes of the private use area.
const fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// The key with what is held: 1 + shift 1 + alt 2 + control 4 …, and perhaps whether it was let go.
fn held_with(key: Key, held: &str, alt: bool) -> Option<Key> {
    const RELEASED: &str = "3";
    let (held, event) = held.split_once(':').unwrap_or((held, ""));
    if event == RELEASED {
        return None;
    }
    let held = number(held).unwrap_or(1).saturating_sub(1);
    let (shift, alt, ctrl) = (held & 1 != 0, alt || held & 2 != 0, held & 4 != 0);
    let code = if shift { shifted(key.code) } else { key.code };
    Some(Key { code, ctrl, alt })
}

/// The code is that of the key without shift; only letters have one upper case anywhere.
fn shifted(code: KeyCode) -> KeyCode {
    if code == KeyCode::Tab {
        return KeyCode::BackTab;
    }
    if let KeyCode::Char(c) = code
        && c.is_lowercase()
    {
        return KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
    }
    code
}

fn number(text: &str) -> Option<u32> {
    text.split(':')
        .next()
        .and_then(|digits| digits.parse().ok())
}

/// `button ; column ; row`, counted from 1; `offset`: what older terminals add to the button.
fn mouse_report(report: &str, offset: u32, released: bool) -> Option<Mouse> {
    let mut numbers = report.split(';').map(|digits| digits.parse::<u32>().ok());
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let at = |n: u32| u16::try_from(n.checked_sub(1)?).ok();
    let kind = mouse_kind(button.checked_sub(offset)?).filter(|_| !released)?;
    Some(Mouse {
        kind,
        column: at(column)?,
        row: at(row)?,
    })
}

/// The oldest mouse report: each number with 32 more, in one byte.
pub(super) fn mouse_bytes(button: u8, column: u8, row: u8) -> Option<Mouse> {
    let at = |byte: u8| byte.checked_sub(33).map(u16::from);
    Some(Mouse {
        kind: mouse_kind(u32::from(button.checked_sub(32)?))?,
        column: at(column)?,
        row: at(row)?,
    })
}

/// Of the button's bits: 0 to 1 which, 2 to 4 what is held, 5 moved, 6 the wheel.
const fn mouse_kind(button: u32) -> Option<MouseKind> {
    const HELD: u32 = 0b1_1100;
    match button & !HELD {
        0 => Some(MouseKind::Click),
        64 => Some(MouseKind::WheelUp),
        65 => Some(MouseKind::WheelDown),
        _ => None,
    }
}
