//! Text out of a frame: whether bytes are text at all, and how they are shown so that they do no harm.

use crate::say::{Clean, acts};

/// Do these bytes look like text a person wrote? UTF-8 (its last character may be cut), with no
/// control characters but line ends and tabs.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    if is_plain(bytes) {
        return !bytes.is_empty();
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && text
            .chars()
            .all(|c| !acts(c) || matches!(c, '\r' | '\n' | '\t'))
}

/// Nothing but printable ASCII, line ends and tabs? Most text is: so it is asked in strides first.
fn is_plain(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| matches!(byte, 0x20..=0x7e | b'\r' | b'\n' | b'\t');
    bytes
        .chunks(32)
        .all(|stride| stride.iter().fold(true, |all, byte| all & plain(byte)))
}

/// The first `most` characters of text bytes, line ends shown as `⏎`; `…` where more follows.
pub(super) fn preview(bytes: &[u8], most: usize) -> Option<Clean> {
    let most_bytes = most.saturating_mul(4);
    let head = bytes.get(..bytes.len().min(most_bytes)).unwrap_or_default();
    if !looks_like_text(head) {
        return None;
    }
    let (mut shown, rest) = on_one_line(whole_characters(without_line_end(head)), most);
    if !rest.is_empty() || bytes.len() > head.len() {
        shown.push('…');
    }
    (!shown.is_empty()).then(|| Clean::from(shown))
}

/// Without the line end that stands last.
fn without_line_end(text: &[u8]) -> &[u8] {
    text.strip_suffix(b"\n")
        .map_or(text, |line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Text but for its last character, which may be cut.
fn whole_characters(text: &[u8]) -> &str {
    let first = text.utf8_chunks().next();
    first
        .map_or("", |chunk| chunk.valid())
        .trim_end_matches('\u{fffd}')
}

/// At most so many characters of a text on one line, and what is left of it.
fn on_one_line(text: &str, most: usize) -> (String, &str) {
    let mut shown = String::with_capacity(text.len().min(most.saturating_mul(4)) + 3);
    let (mut rest, mut room) = (text, most);
    while !rest.is_empty() && room > 0 {
        let (sign, count) = match rest.as_bytes() {
            [b'\r', b'\n', ..] => ('⏎', 2),
            [b'\t', ..] => (' ', 1),
            [b'\r' | b'\n', ..] => ('⏎', 1),
            _ => {
                let run = run_of_signs(rest, room);
                shown.push_str(run);
                room -= run.chars().count();
                rest = rest.split_at(run.len()).1;
                continue;
            }
        };
        shown.push(sign);
        room -= 1;
        rest = rest.split_at(count).1;
    }
    (shown, rest)
}

/// The beginning of a text up to a line end or tab, at most so many characters.
fn run_of_signs(text: &str, most: usize) -> &str {
    let end = text.find(['\r', '\n', '\t']).unwrap_or(text.len());
    let run = text.split_at(end).0;
    let cut = run.char_indices().nth(most).filter(|_| run.len() > most);
    cut.map_or(run, |(at, _)| run.split_at(at).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_one_line_of_whole_characters() {
        assert_eq!(preview(b"hello\r\n", 20).as_deref(), Some("hello"));
        assert_eq!(preview(b"hello", 3).as_deref(), Some("hel…"));
        assert_eq!(preview("你好吗".as_bytes(), 2).as_deref(), Some("你好…"));
        assert_eq!(preview(b"\x00\x01", 20), None);
        assert_eq!(
            preview(b"a\r\nb\tc\rd\n\n", 20).as_deref(),
            Some("a⏎b c⏎d⏎")
        );
        assert_eq!(preview(b"a\r\nbc", 3).as_deref(), Some("a⏎b…"));
        assert_eq!(preview(b"a\r\nb", 3).as_deref(), Some("a⏎b"));
        // A last character that is cut in two is left out.
        assert_eq!(
            preview("ab你".as_bytes().get(..4).unwrap(), 20).as_deref(),
            Some("ab")
        );
    }
}
