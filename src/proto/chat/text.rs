//! Text of a peer, made harmless: what a stranger sends must not command the terminal, hide, or turn
//! the line around.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// A nick's width on the screen, at most.
pub const NICK_CELLS: usize = 32;

/// The text without anything that acts instead of being seen.
///
/// Left out: C0 and C1 controls (ESC among them, so an escape sequence stays as visible, harmless
/// letters), bidirectional overrides and isolates, zero-width and other invisible format characters,
/// line and paragraph separators. Tabs and line breaks become a space. The joiners within an emoji
/// (U+200D) stay.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().filter_map(keep).collect()
}

fn keep(c: char) -> Option<char> {
    match c {
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() || is_unseen(c) => None,
        _ => Some(c),
    }
}

/// Characters that format, hide or turn text instead of being seen.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        // soft hyphen, Arabic letter mark, vowel separator, byte order mark
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{feff}'
        // zero width space and non-joiner, direction marks, embeddings and overrides
        | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        // invisible operators and isolates, interlinear annotation, tags
        | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A nick that can stand in a list: harmless, no spaces at its ends, at most [`NICK_CELLS`] wide.
/// Empty when nothing of it is left.
#[must_use]
pub fn nick(text: &str) -> String {
    let clean = harmless(text);
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
    out.trim_end().to_owned()
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
    fn an_escape_sequence_becomes_visible_letters() {
        assert_eq!(
            harmless("\x1b[31mred\x1b]0;title\x07\u{9b}2J"),
            "[31mred]0;title2J"
        );
    }

    #[test]
    fn what_hides_or_turns_the_line_is_left_out() {
        assert_eq!(
            harmless("a\u{202e}b\u{200b}c\u{2066}d\u{feff}e\u{7f}"),
            "abcde"
        );
        assert_eq!(harmless("a\tb\nc\rd\0"), "a b cd");
    }

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in ["héllo", "你好，世界", "שלום", "👩‍💻 ok", "  two  spaces "] {
            assert_eq!(harmless(text), text);
        }
    }

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
