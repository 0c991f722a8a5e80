//! What the partner answers, and what gives an answer away.

/// How an answer begins.
const START: &[u8] = b"Hello, ";

/// The answer to who says that.
pub fn hello(name: &[u8]) -> Vec<u8> {
    [START, name, b"!"].concat()
}

/// What was said, as a program takes it that reads lines.
pub fn without_line_ending(said: &[u8]) -> &[u8] {
    let said = said.strip_suffix(b"\n").unwrap_or(said);
    said.strip_suffix(b"\r").unwrap_or(said)
}

/// Does it hold the partner's answer to an answer? Then another echo server speaks. One answer alone may
/// be a person's ‘Hello, partner!’.
pub fn is_answer_to_an_answer(said: &[u8]) -> bool {
    said.windows(START.len())
        .filter(|part| *part == START)
        .nth(1)
        .is_some()
}
