//! Text of a peer: its nick, and bytes as one writes them.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::say::Clean;

/// A nick's width on the screen, at most.
pub const NICK_CELLS: usize = 32;

/// A nick that can stand in a list: clean, no spaces at its ends, at most [`NICK_CELLS`] wide.
/// Empty when nothing of it is left.
#[must_use]
pub fn nick(text: &str) -> Clean {
    let clean = Clean::spoken(text);
    let mut out = String::new();
    let mut used = 0;
    for grapheme in clean.trim().graphemes(true) {
        used += grapheme.width();
        // A grapheme can carry any number of combining marks; a name needs few.
        if used > NICK_CELLS || out.len() + grapheme.len() > NICK_CELLS * 6 {
            break;
        }
        out.push_str(grapheme);
    }
    Clean::from(out).trimmed()
}

/// Bytes as one writes them, at most so many: `c4 e3 ba c3`; of more, `...` stands behind.
#[must_use]
pub fn hex(bytes: &[u8], most: usize) -> String {
    let mut shown: Vec<_> = bytes
        .iter()
        .take(most)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if bytes.len() > most {
        shown.push("...".to_owned());
    }
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_pairs_and_more_is_marked() {
        assert_eq!(
            (hex(b"\xc4\xe3", 2), hex(b"\0ab", 2), hex(b"", 2)),
            ("c4 e3".into(), "00 61 ...".into(), String::new())
        );
    }

    #[test]
    fn a_nick_is_at_most_32_cells_and_never_half_a_character() {
        assert_eq!(nick("  Ada \x07 "), "Ada");
        assert_eq!(nick(&"学".repeat(40)), "学".repeat(16));
        assert_eq!(nick(&"x".repeat(33)).len(), 32);
        assert_eq!(nick("\u{202e}\n"), "");
        assert!(nick(&format!("e{}", "\u{301}".repeat(5000))).len() <= NICK_CELLS * 6);
    }
}
