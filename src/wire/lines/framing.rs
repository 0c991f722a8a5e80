//! Where lines end in a stream, and whether they can be of a protocol at all.

use super::{Line, code};
use crate::wire::stream::{Command, Cut, Phase, Sense, Turn};

/// Bytes that a line has at most, as long as nothing else is known of it. The RFCs allow 512 to 12 288
/// (RFC 5321 §4.5.3.1, RFC 4954 §4, RFC 7162 §4).
const LONGEST: usize = 16 << 10;

/// Letters of a command's name at most.
const LONGEST_WORD: usize = 24;

/// The whole line, and so many bytes behind it: a message. Where its end has not come it is waited for.
pub(in crate::wire) fn whole(line: &Line<'_>, behind: u64) -> Cut {
    match (line.ended, line.whole > LONGEST) {
        (true, false) => Cut::End((line.whole as u64).saturating_add(behind)),
        (false, false) => Cut::More,
        (_, true) => Cut::Not,
    }
}

/// A line of a text, however long it is, and whether the text ends with it: it is a lone dot.
pub(in crate::wire) fn text_line(turn: &mut Turn<'_>, line: &Line<'_>) -> Cut {
    turn.talk.sense = Sense::Text;
    if !line.ended {
        // Only a line's beginning can be the end of the text.
        if line.whole < 1000 && *turn.phase == Phase::Start {
            return Cut::More;
        }
        *turn.phase = Phase::Further;
        return Cut::Run(line.whole as u64);
    }
    if line.text == b"." && *turn.phase == Phase::Start {
        turn.talk.lines.text = false;
    }
    Cut::End(line.whole as u64)
}

/// The word, as far as it is here, and whether all of it is.
fn word<'a>(line: &Line<'a>) -> (&'a [u8], bool) {
    let word = line.word();
    let ended = line.ended || word.len() < line.text.len() || word.ends_with(b"\r");
    (word.strip_suffix(b"\r").unwrap_or(word), ended)
}

/// Is the line's first word one of these, or may it become one? Letters are as good small as large.
pub(in crate::wire) fn begins_with(line: &Line<'_>, words: &[(&str, &str)]) -> bool {
    let (word, ended) = word(line);
    words.iter().any(|(known, _)| {
        let known = known.as_bytes();
        let beginning = known.get(..word.len()).unwrap_or_default();
        (known.len() == word.len() || known.len() > word.len() && !ended)
            && !word.is_empty()
            && beginning.eq_ignore_ascii_case(word)
    })
}

/// May the line's first word be the name of a command that nobody here knows, or is the line empty? Asked
/// where the protocol is certain.
pub(in crate::wire) fn is_word(line: &Line<'_>) -> bool {
    let (word, _) = word(line);
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    word.len() <= LONGEST_WORD
        && word.iter().all(is_letter)
        && (word.first().is_none_or(u8::is_ascii_alphabetic))
        && (!word.is_empty() || line.text.len() <= 1)
}

/// A client's line that is no part of a text: a command that one of these words begins, or a step of a login.
/// What it leads to `leads` tells. `None`: it is none.
pub(in crate::wire) fn client_line(
    turn: &mut Turn<'_>,
    line: &Line<'_>,
    words: &[(&str, &str)],
    leads: fn(&Line<'_>) -> Command,
) -> Option<()> {
    let lines = &mut turn.talk.lines;
    let known = begins_with(line, words);
    // Where no answer was seen the line itself must tell.
    if lines.login || lines.last == Command::Step && !known {
        if line.ended {
            lines.login = false;
            turn.talk.sense = Sense::Login;
        }
        return Some(());
    }
    if !(known || lines.known && is_word(line)) {
        return None;
    }
    if line.ended {
        lines.known = true;
        turn.talk.command(leads(line));
    }
    Some(())
}

/// A server's line of a reply with a code (SMTP, FTP): its code and whether it is the last one. An error:
/// how to cut what is no whole line, or no reply.
pub(in crate::wire) fn replied(turn: &mut Turn<'_>, line: &Line<'_>) -> Result<(u16, bool), Cut> {
    let open = turn.talk.lines.reply;
    let begins = |byte: &u8| matches!(byte, b'1'..=b'6');
    let digits = line.text.iter().take(3);
    let fits = line.text.first().is_some_and(begins)
        && digits.clone().all(u8::is_ascii_digit)
        && matches!(line.text.get(3), None | Some(b' ' | b'-' | b'\r'));
    if !fits && open == 0 || line.ended && line.text.len() < 3 && open == 0 {
        return Err(Cut::Not);
    }
    let cut = whole(line, 0);
    if !matches!(cut, Cut::End(_)) {
        return Err(cut);
    }
    let lines = &mut turn.talk.lines;
    lines.known = true;
    match code(line.text) {
        Some((number, true)) if open == 0 || number == open => {
            lines.reply = number;
            Ok((number, false))
        }
        Some((number, false)) if open == 0 || number == open => {
            lines.reply = 0;
            Ok((number, true))
        }
        _ => Ok((open, false)),
    }
}

/// Bytes that follow a line as they are, by the number in braces at its end (RFC 9051 §4.3). `None`: none.
pub(in crate::wire) fn ends_in_literal(line: &[u8]) -> Option<u64> {
    let inside = line.strip_suffix(b"}")?;
    let open = inside.iter().rposition(|byte| *byte == b'{')?;
    let digits = inside.get(open + 1..)?;
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    let is_number = !digits.is_empty() && digits.len() <= 10;
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    digits.parse().ok()
}
