//! From characters to words.

use super::FilterError;
use super::expr::Cmp;
use crate::say;
use crate::say::Say;

/// Most characters of a filter line.
pub(super) const LONGEST: usize = 4096;

/// A word or sign, with the characters before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) column: usize,
    /// The column behind its last character.
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Not,
    And,
    Or,
    /// A comparison; `true`: it must hold for every value of the field.
    Compare(Cmp, bool),
    /// `&`: some of these bits.
    Bits,
    OpenSet,
    CloseSet,
    Comma,
    /// What stood in quotes, its escapes read.
    Quoted(Vec<u8>),
    /// Any other word.
    Word(Word),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters.
    pub(super) small: String,
    /// As it was typed, but for full-width characters.
    pub(super) typed: String,
}

/// What an input method makes of the ASCII characters (U+FF01 to U+FF5E, the wide space, Chinese
/// punctuation), made plain again.
fn plain(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{3001}' => ',',
        '\u{3002}' => '.',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(u32::from(c) - 0xfee0).map_or(c, char::from),
        c => c,
    }
}

const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '!' | '&' | '|' | '=' | '<' | '>' | '{' | '}' | ',' | '"'
    )
}

/// The line's tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let typed: Vec<char> = text.chars().take(LONGEST + 1).collect();
    if typed.len() > LONGEST {
        return Err(FilterError {
            column: LONGEST,
            expected: say!("filter-expected-shorter", most = LONGEST),
        });
    }
    let chars: Vec<char> = typed.iter().map(|c| plain(*c)).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, len) = if c == '"' {
            quoted(typed.get(at + 1..).unwrap_or_default(), at)?
        } else {
            token(chars.get(at..).unwrap_or_default(), at)?
        };
        tokens.push(Token {
            column: at,
            end: at + len,
            kind,
        });
        at += len;
    }
    Ok(tokens)
}

/// The signs, longest first.
const SIGNS: [(&str, Kind); 17] = [
    ("===", Kind::Compare(Cmp::Eq, true)),
    ("!==", Kind::Compare(Cmp::Ne, false)),
    ("==", Kind::Compare(Cmp::Eq, false)),
    ("!=", Kind::Compare(Cmp::Ne, true)),
    ("<=", Kind::Compare(Cmp::Le, false)),
    (">=", Kind::Compare(Cmp::Ge, false)),
    ("&&", Kind::And),
    ("||", Kind::Or),
    ("<", Kind::Compare(Cmp::Lt, false)),
    (">", Kind::Compare(Cmp::Gt, false)),
    ("(", Kind::Open),
    (")", Kind::Close),
    ("!", Kind::Not),
    ("&", Kind::Bits),
    ("{", Kind::OpenSet),
    ("}", Kind::CloseSet),
    (",", Kind::Comma),
];

/// Words that are signs.
const SPELLED: [(&str, Kind); 15] = [
    ("and", Kind::And),
    ("or", Kind::Or),
    ("not", Kind::Not),
    ("eq", Kind::Compare(Cmp::Eq, false)),
    ("any_eq", Kind::Compare(Cmp::Eq, false)),
    ("all_eq", Kind::Compare(Cmp::Eq, true)),
    ("ne", Kind::Compare(Cmp::Ne, true)),
    ("all_ne", Kind::Compare(Cmp::Ne, true)),
    ("any_ne", Kind::Compare(Cmp::Ne, false)),
    ("lt", Kind::Compare(Cmp::Lt, false)),
    ("gt", Kind::Compare(Cmp::Gt, false)),
    ("le", Kind::Compare(Cmp::Le, false)),
    ("ge", Kind::Compare(Cmp::Ge, false)),
    ("bitand", Kind::Bits),
    ("bitwise_and", Kind::Bits),
];

/// The token at the beginning of `rest`, and its length in characters.
fn token(rest: &[char], column: usize) -> Result<(Kind, usize), FilterError> {
    let begins = |sign: &str| sign.chars().eq(rest.iter().take(sign.len()).copied());
    if let Some((sign, kind)) = SIGNS.iter().find(|(sign, _)| begins(sign)) {
        return Ok((kind.clone(), sign.len()));
    }
    let half = match rest.first() {
        Some('|') => Some("|"),
        Some('=') => Some("="),
        _ => None,
    };
    if let Some(sign) = half {
        return Err(FilterError {
            column: column + 1,
            expected: doubled(sign),
        });
    }
    let typed: String = rest
        .iter()
        .take_while(|c| !c.is_whitespace() && !is_sign(**c))
        .collect();
    let len = typed.chars().count().max(1);
    let small = typed.to_ascii_lowercase();
    let kind = SPELLED
        .iter()
        .find(|(word, _)| *word == small)
        .map(|(_, kind)| kind.clone());
    Ok((kind.unwrap_or(Kind::Word(Word { small, typed })), len))
}

/// A sign that means something only twice.
pub(super) fn doubled(sign: &'static str) -> Say {
    say!("filter-expected-doubled", sign = sign)
}

/// What stands between quotes; `rest` begins behind the first, which stands at `column`.
fn quoted(rest: &[char], column: usize) -> Result<(Kind, usize), FilterError> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(&c) = rest.get(at) {
        match c {
            '"' | '\u{201c}' | '\u{201d}' | '\u{ff02}' => return Ok((Kind::Quoted(bytes), at + 2)),
            '\\' => {
                let Some((byte, len)) = escape(rest.get(at + 1..).unwrap_or_default()) else {
                    return Err(FilterError {
                        column: column + 1 + at,
                        expected: say!("filter-expected-escape"),
                    });
                };
                bytes.push(byte);
                at += 1 + len;
            }
            c => {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                at += 1;
            }
        }
    }
    Err(FilterError {
        column: column + 1 + at,
        expected: say!("filter-expected-quote"),
    })
}

/// What an escape stands for, and how many characters it takes behind the `\`.
fn escape(rest: &[char]) -> Option<(u8, usize)> {
    let byte = match rest.first()? {
        '"' | '\u{201c}' | '\u{201d}' | '\u{ff02}' => b'"',
        '\\' => b'\\',
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        '0' => 0,
        'x' => {
            let digits: String = rest.get(1..3)?.iter().collect();
            return u8::from_str_radix(&digits, 16)
                .ok()
                .filter(|_| !digits.starts_with('+'))
                .map(|byte| (byte, 3));
        }
        _ => return None,
    };
    Some((byte, 1))
}
