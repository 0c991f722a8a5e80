//! Protocols of text lines (HTTP/1, FTP, SMTP, POP3, IMAP): one line after the other.
//!
//! A line ends in CR LF, or in LF alone where the sender is careless. Its end belongs to its last part,
//! so that the parts tile the bytes; values are shown without it.

use super::field::Value;
use super::named::Named;
use super::protocol::Protocol;
use super::stream::{Role, Sense};
use super::tree::Head;
use super::walk::{Next, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod framing;

pub(super) use framing::{
    begins_with, client_line, ends_in_literal, is_word, replied, text_line, whole,
};

/// The line that stands next, not yet read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Without its end.
    pub(super) text: &'a [u8],
    /// Its length with its end, in bytes; at least 1.
    pub(super) whole: usize,
    /// Is its end there, or does it go on in the next segment?
    pub(super) ended: bool,
}

impl<'a> Line<'a> {
    /// The next line of `head`; `None` where no bytes are left.
    pub(super) fn next(head: &Head<'a>) -> Option<Self> {
        Self::first(head.ahead())
    }

    /// The first line of `bytes`; `None` where there are none.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            return Some(Self {
                text: bytes,
                whole: bytes.len(),
                ended: false,
            });
        };
        let text = bytes.get(..end).unwrap_or_default();
        Some(Self {
            text: text.strip_suffix(b"\r").unwrap_or(text),
            whole: end + 1,
            ended: true,
        })
    }

    /// Cuts it into `N` parts behind its first spaces. Gives their lengths, each with its space, the
    /// last one with the line's end. Parts that are not there are 0 long.
    pub(super) fn parts<const N: usize>(&self) -> [usize; N] {
        let (mut parts, mut from) = ([0; N], 0);
        let last = N.saturating_sub(1);
        for part in parts.iter_mut().take(last) {
            let rest = self.text.get(from..).unwrap_or_default();
            let Some(space) = rest.iter().position(|b| *b == b' ') else {
                break;
            };
            *part = space + 1;
            from += space + 1;
        }
        // Fewer spaces than parts: the last word there is takes the line's end.
        let count = parts.iter().filter(|part| **part > 0).count();
        if let Some(part) = parts.get_mut(count) {
            *part = self.whole - from;
        }
        parts
    }

    /// Its first word.
    pub(super) fn word(&self) -> &'a [u8] {
        self.text.split(|b| *b == b' ').next().unwrap_or_default()
    }

    /// What stands behind its first word and the space there.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.word().len() + 1..).unwrap_or_default()
    }

    /// The word behind its first one.
    pub(super) fn second(&self) -> &'a [u8] {
        self.rest().split(|b| *b == b' ').next().unwrap_or_default()
    }

    /// What its last part means; where the line's end has not come, that it goes on.
    pub(super) fn or_goes_on(&self, meaning: Say) -> Say {
        if self.ended {
            meaning
        } else {
            say!("wire-goes-on")
        }
    }

    /// What its first word means; where neither a space nor the line's end has come behind it, that it goes on.
    pub(super) fn word_or_goes_on(&self, meaning: Say) -> Say {
        if self.word().len() < self.text.len() {
            meaning
        } else {
            self.or_goes_on(meaning)
        }
    }

    /// The same of the word behind it.
    pub(super) fn second_or_goes_on(&self, meaning: Say) -> Say {
        if self.second().len() < self.rest().len() {
            meaning
        } else {
            self.or_goes_on(meaning)
        }
    }

    /// Its text as it is shown: what may be the first half of its end is none of it.
    pub(super) fn seen(&self) -> &'a [u8] {
        self.text.strip_suffix(b"\r").unwrap_or(self.text)
    }

    /// The same as the packet log shows it; `…` where its end has not come.
    pub(super) fn shown(&self) -> String {
        self.or_dots(shown(self.seen()))
    }

    /// Text that reaches up to its end; `…` behind it where that has not come.
    pub(super) fn or_dots(&self, mut text: String) -> String {
        if !self.ended {
            text.push('…');
        }
        text
    }

    /// The line as a group's value.
    pub(super) fn value(&self) -> Value {
        Value::Text(Clean::bytes(self.seen()))
    }

    /// Reads its first words and what is left behind them, each as a text.
    pub(super) fn read<const N: usize>(&self, head: &mut Head<'_>, parts: [(&Named, Say); N]) {
        for (count, (named, meaning)) in self.parts::<N>().into_iter().zip(parts) {
            head.text(count, named, meaning);
        }
    }

    /// The same, as one group.
    pub(super) fn group<const N: usize>(
        &self,
        head: &mut Head<'_>,
        (named, meaning): (&Named, Say),
        parts: [(&Named, Say); N],
    ) {
        head.group(named, |head| {
            self.read(head, parts);
            (self.value(), meaning)
        });
    }
}

/// Reads a payload line by line: `sentence` says it in one, `each` reads the line that stands next.
pub(super) fn dissect(
    walk: &mut Walk<'_>,
    protocol: Protocol,
    sentence: impl FnOnce(&[u8]) -> Say,
    mut each: impl FnMut(&mut Head<'_>, &Line<'_>),
) -> Next {
    let mut head = walk.head();
    let said = sentence(head.ahead());
    while let Some(line) = Line::next(&head) {
        each(&mut head, &line);
    }
    walk.push(head.layer(protocol, said));
    Next::End
}

/// Did the server send it? Where the connection does not tell, who has a well-known port. `walk` stands
/// behind the TCP header.
pub(super) fn from_server(walk: &Walk<'_>, ports: &[u16]) -> bool {
    match (walk.voice.role, walk.ports()) {
        (Some(role), _) => role == Role::Server,
        (None, ports_used) => ports_used.is_some_and(|(_, [src, _])| ports.contains(&src)),
    }
}

/// Adds to the sentence of a payload's first line how many more there are.
pub(super) fn and_more(payload: &[u8], first: Say) -> Say {
    let ended = payload.strip_suffix(b"\n").unwrap_or(payload);
    match ended.split(|byte| *byte == b'\n').count().checked_sub(1) {
        Some(more) if more > 0 => say!("wire-say-more-lines", first = first, count = more),
        _ => first,
    }
}

/// A payload of POP3 or IMAP in one sentence: its first line, and how many more there are.
pub(super) fn sentence(payload: &[u8], sense: Sense) -> Say {
    let line = first_line(payload);
    let said = match sense {
        Sense::Tls => say!(
            "wire-say-reply",
            line = line,
            meaning = say!("wire-reply-tls")
        ),
        _ => line,
    };
    and_more(payload, said)
}

/// The beginning of a line as the packet log shows it.
pub(super) fn shown(bytes: &[u8]) -> String {
    /// Characters that are shown.
    const SHOWN: usize = 60;
    Clean::bytes(bytes.get(..bytes.len().min(SHOWN * 4)).unwrap_or_default())
        .chars()
        .take(SHOWN)
        .collect()
}

/// A payload in one sentence: its first line, as it is.
pub(super) fn first_line(payload: &[u8]) -> Say {
    match Line::first(payload).filter(|line| !shown(line.seen()).trim().is_empty()) {
        Some(line) => say!("wire-line", line = line.shown()),
        None => say!("wire-line-empty"),
    }
}

/// Three digits at the beginning, with `-` or a space or nothing behind them: the code of a reply
/// (RFC 959 §4.2, RFC 5321 §4.2), and whether more lines of the reply follow.
pub(super) fn code(line: &[u8]) -> Option<(u16, bool)> {
    let (digits, rest) = line.split_first_chunk::<3>()?;
    let number = std::str::from_utf8(digits)
        .ok()
        .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?
        .parse()
        .ok()?;
    match rest.first() {
        None | Some(b' ') => Some((number, false)),
        Some(b'-') => Some((number, true)),
        Some(_) => None,
    }
}

/// The names of a reply's parts.
pub(super) struct Reply {
    pub(super) group: Named,
    pub(super) code: Named,
    pub(super) text: Named,
}

/// A reply: its code, and the text for people behind it. Lines between the first and the last of a
/// long reply may have no code.
pub(super) fn reply(head: &mut Head<'_>, line: &Line<'_>, named: &Reply, meaning: fn(u16) -> Say) {
    head.group(&named.group, |head| {
        let Some((number, more)) = code(line.text) else {
            let meaning = match line.text.len() {
                0..=3 => line.or_goes_on(say!("wire-reply-middle")),
                _ => say!("wire-reply-middle"),
            };
            head.text(line.whole, &named.text, meaning.clone());
            return (Value::Group, meaning);
        };
        coded(head, line, named, (number, meaning(number), more));
        (line.value(), meaning(number))
    });
}

/// The code, what it means and whether more lines follow; then the text.
fn coded(
    head: &mut Head<'_>,
    line: &Line<'_>,
    named: &Reply,
    (number, meaning, more): (u16, Say, bool),
) {
    let count = if line.text.len() > 4 { 4 } else { line.whole };
    head.bytes(count, &named.code, |_| {
        (Value::Number(u64::from(number)), meaning)
    });
    let rest = if more {
        say!("wire-reply-more")
    } else {
        say!("wire-reply-text")
    };
    head.text(line.whole - count, &named.text, rest);
}

/// What a command says, by a table of names and messages without arguments.
pub(super) fn verb(word: &[u8], table: &[(&str, &'static str)]) -> Option<Say> {
    let known = |(name, _): &&(&str, &str)| name.as_bytes().eq_ignore_ascii_case(word);
    table.iter().find(known).map(|(_, key)| Say::plain(key))
}

/// A command of no table that says more of it.
pub(super) const OTHER: &str = "wire-command-other";

/// What a command says, and be it one that the table does not know.
pub(super) fn command(word: &[u8], table: &[(&str, &'static str)]) -> Say {
    verb(word, table).unwrap_or(Say::plain(OTHER))
}

/// What a reply means that agrees to TLS (RFC 3207 §4, RFC 4217 §4).
pub(super) fn tls_reply(_code: u16) -> Say {
    say!("wire-reply-tls")
}

/// What a reply's first digit says (RFC 959 §4.2, RFC 5321 §4.2.1).
pub(super) fn reply_class(code: u16) -> Say {
    match code / 100 {
        1 => say!("wire-reply-1"),
        2 => say!("wire-reply-2"),
        3 => say!("wire-reply-3"),
        4 => say!("wire-reply-4"),
        5 => say!("wire-reply-5"),
        _ => say!("wire-reply-other"),
    }
}

/// A payload in one sentence that begins with a reply; `None` where it does not.
pub(super) fn reply_line(payload: &[u8], meaning: fn(u16) -> Say) -> Option<Say> {
    let line = Line::first(payload)?;
    let (number, _) = code(line.text)?;
    Some(say!(
        "wire-say-reply",
        line = line.shown(),
        meaning = meaning(number)
    ))
}

/// What the argument of a command is, in FTP and POP3.
pub(super) fn argument(verb: &[u8]) -> Say {
    match verb {
        b"PASS" => say!("wire-password"),
        b"USER" => say!("wire-user"),
        _ => say!("wire-argument"),
    }
}

/// What base64 (RFC 4648 §4) says, where it says text; at most the first 200 characters.
pub(super) fn unpacked(base64: &[u8]) -> Option<String> {
    let digits = base64.trim_ascii();
    let digits = digits
        .strip_suffix(b"==")
        .or_else(|| digits.strip_suffix(b"="))
        .unwrap_or(digits);
    // AUTH PLAIN (RFC 4616) puts zero bytes between its parts.
    let text = String::from_utf8(octets(digits)?).ok()?.replace('\0', " ");
    let fits = text.chars().count() >= 2 && text.chars().all(|c| !c.is_control());
    fits.then(|| text.trim().to_owned())
}

/// The bytes that four by four digits of six bits each stand for.
fn octets(digits: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in digits.iter().take(200) {
        bits = (bits << 6 | u32::from(sextet(*digit)?)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

const fn sextet(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_its_parts() {
        let line = Line::first(b"GET / HTTP/1.1\r\nHost").unwrap();
        assert_eq!(
            (line.text, line.whole, line.ended),
            (&b"GET / HTTP/1.1"[..], 16, true)
        );
        assert_eq!(line.parts::<3>(), [4, 2, 10]);
        assert_eq!(line.parts::<2>(), [4, 12]);
        assert_eq!(Line::first(b"QUIT\n").unwrap().parts::<3>(), [5, 0, 0]);
        let cut = Line::first(b"USER al").unwrap();
        assert_eq!(
            (cut.ended, cut.parts::<2>(), cut.word(), cut.rest()),
            (false, [5, 2], &b"USER"[..], &b"al"[..])
        );
        assert!(Line::first(b"").is_none());
    }

    #[test]
    fn codes_of_replies() {
        assert_eq!(code(b"220 ready"), Some((220, false)));
        assert_eq!(code(b"220-ready"), Some((220, true)));
        assert_eq!(code(b"220"), Some((220, false)));
        assert_eq!(code(b"2200"), None);
        assert_eq!(code(b"22"), None);
        assert_eq!(code(b"+20 x"), None);
    }

    #[test]
    fn base64_is_no_secret() {
        assert_eq!(
            unpacked(b"YWxpY2U6c2VjcmV0").as_deref(),
            Some("alice:secret")
        );
        assert_eq!(
            unpacked(b"AGFsaWNlAHNlY3JldA==").as_deref(),
            Some("alice secret")
        );
        assert_eq!(unpacked(b"not base64!"), None);
    }
}
