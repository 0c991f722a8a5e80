//! From characters to words.

use super::FilterError;
use crate::say;

/// Most characters of a filter line.
pub(super) const LONGEST: usize = 4096;

/// A word or sign, with the characters before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) column: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Not,
    And,
    Or,
    /// Any other word, in small letters.
    Word(String),
}

/// What an input method makes of the ASCII characters (U+FF01 to U+FF5E, the wide space, the Chinese
/// full stop), made plain again.
fn plain(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{3002}' => '.',
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(u32::from(c) - 0xfee0).map_or(c, char::from),
        c => c,
    }
    .to_ascii_lowercase()
}

const fn is_sign(c: char) -> bool {
    matches!(c, '(' | ')' | '!' | '&' | '|')
}

/// The line's tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let chars: Vec<char> = text.chars().take(LONGEST + 1).map(plain).collect();
    if chars.len() > LONGEST {
        return Err(FilterError { column: LONGEST, expected: say!("filter-expected-shorter", most = LONGEST) });
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, len) = token(c, chars.get(at..).unwrap_or_default(), at)?;
        tokens.push(Token { column: at, kind });
        at += len;
    }
    Ok(tokens)
}

/// The token at the beginning of `rest`, and its length in characters.
fn token(c: char, rest: &[char], column: usize) -> Result<(Kind, usize), FilterError> {
    let twice = rest.get(1) == Some(&c);
    match c {
        '(' => Ok((Kind::Open, 1)),
        ')' => Ok((Kind::Close, 1)),
        '!' => Ok((Kind::Not, 1)),
        '&' if twice => Ok((Kind::And, 2)),
        '|' if twice => Ok((Kind::Or, 2)),
        '&' | '|' => Err(FilterError { column: column + 1, expected: say!("filter-expected-doubled", sign = c.to_string()) }),
        _ => {
            let word: String = rest.iter().take_while(|c| !c.is_whitespace() && !is_sign(**c)).collect();
            let len = word.chars().count();
            let kind = match word.as_str() {
                "and" => Kind::And,
                "or" => Kind::Or,
                "not" => Kind::Not,
                _ => Kind::Word(word),
            };
            Ok((kind, len))
        }
    }
}
