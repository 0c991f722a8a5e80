//! The bytes of a chunk as one reads them: characters, halves of characters, other bytes.

use std::ops::Range;

/// A piece of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its bytes in the chunk.
    pub(super) bytes: Range<usize>,
    /// What it is.
    pub(super) what: What,
}

/// What a piece of a chunk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A character that can be drawn.
    Letter(char),
    /// A byte that is no text: its digits.
    Digits(u8),
    /// Bytes of a character whose other bytes are elsewhere.
    Half,
}

/// The pieces of a chunk, in order.
pub(super) fn pieces(chunk: &[u8]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    for part in chunk.utf8_chunks() {
        for letter in part.valid().chars() {
            let bytes = at..at + letter.len_utf8();
            at = bytes.end;
            let what = match u8::try_from(letter) {
                Ok(byte) if byte.is_ascii_control() => What::Digits(byte),
                _ => What::Letter(letter),
            };
            pieces.push(Piece { bytes, what });
        }
        let broken = part.invalid().len();
        if broken == 0 {
            continue;
        }
        match pieces.last_mut() {
            Some(last) if last.what == What::Half => last.bytes.end += broken,
            _ => pieces.push(Piece {
                bytes: at..at + broken,
                what: What::Half,
            }),
        }
        at += broken;
    }
    pieces
}

/// A chunk as a short text: halves of characters and bytes that are no text as Python would write them.
pub(super) fn spelled(chunk: &[u8]) -> String {
    let mut text = String::new();
    for piece in pieces(chunk) {
        match piece.what {
            What::Letter(letter) => text.push(letter),
            What::Digits(b'\n') => text.push_str("\\n"),
            What::Digits(byte) => text.push_str(&format!("\\x{byte:02x}")),
            What::Half => {
                for byte in chunk.get(piece.bytes).unwrap_or_default() {
                    text.push_str(&format!("\\x{byte:02x}"));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_cut_in_half_is_one_piece_on_either_side() {
        let text = "a你";
        let (left, right) = text.as_bytes().split_at(2);
        let halves: Vec<_> = [left, right]
            .iter()
            .flat_map(|part| pieces(part))
            .filter(|piece| piece.what == What::Half)
            .map(|piece| piece.bytes)
            .collect();
        assert_eq!(halves, [1..2, 0..2]);
        assert_eq!(spelled(left), "a\\xe4");
        assert_eq!(spelled(b"\0\x06hi\n"), "\\x00\\x06hi\\n");
    }
}
