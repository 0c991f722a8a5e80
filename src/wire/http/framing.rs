//! Where a message of HTTP/1 begins and ends (RFC 9112 §2, §6).

use crate::wire::lines::Line;
use crate::wire::protocol::Protocol;
use crate::wire::stream::{Cut, Phase, Request, Then, Turn};

use super::{METHODS, name_and_value};

/// Bytes of a chunk's first line, or of a line behind the last chunk, that may wait for their line's end.
const MOST_LINE: usize = 8 << 10;
/// The longest body that is believed.
const MOST_BODY: u64 = 1 << 60;

/// What the first line of some bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// A request line.
    Request,
    /// A status line; `None`: its status is no number of three digits.
    Response(Option<u16>),
    /// It has no end yet, and may still become one of them.
    Open,
    /// Neither.
    Not,
}

impl Start {
    pub(super) fn of(bytes: &[u8]) -> Self {
        const STATUS: &[u8] = b"HTTP/1.";
        let same = bytes.iter().zip(STATUS).take_while(|(a, b)| a == b).count();
        match same {
            7 => status_line(bytes),
            1.. if same == bytes.len() => Self::Open,
            _ => request_line(bytes),
        }
    }
}

fn status_line(bytes: &[u8]) -> Start {
    match bytes.get(7..9) {
        None if bytes.get(7).is_none_or(u8::is_ascii_digit) => return Start::Open,
        Some([b'0'..=b'9', b' ' | b'\r' | b'\n']) => {}
        _ => return Start::Not,
    }
    let Some(line) = Line::first(bytes).filter(|line| line.ended) else {
        return Start::Open;
    };
    let digits = line.second();
    let code = Some(digits).filter(|digits| digits.len() == 3);
    Start::Response(code.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok()))
}

/// A method, a target, and the version at the line's end. Methods are extensible (RFC 9110 §16.1), so that
/// it is the version that tells; before it has come, capital letters must do.
fn request_line(bytes: &[u8]) -> Start {
    /// Letters of the longest method.
    const LONGEST: usize = 32;
    let letters = bytes.iter().take(LONGEST).take_while(|b| is_token(**b));
    let method = bytes.get(..letters.count()).unwrap_or_default();
    let behind = bytes.get(method.len()..).unwrap_or_default();
    let target = match behind {
        _ if method.is_empty() => return Start::Not,
        [] if method.iter().all(|b| is_usual(*b)) => return Start::Open,
        [b' ', target @ ..] => target,
        _ => return Start::Not,
    };
    match Line::first(target) {
        Some(line) if line.ended => match line.text {
            [
                _,
                ..,
                b' ',
                b'H',
                b'T',
                b'T',
                b'P',
                b'/',
                b'1',
                b'.',
                b'0'..=b'9',
            ] => Start::Request,
            _ => Start::Not,
        },
        _ if method.iter().all(|b| is_usual(*b)) && may_be_target(method, target) => Start::Open,
        _ => Start::Not,
    }
}

/// May a target begin so (RFC 9112 §3.2)?
fn may_be_target(method: &[u8], target: &[u8]) -> bool {
    let scheme = |whole: &[u8]| whole.iter().zip(target).all(|(a, b)| a == b);
    let begins = match target.first() {
        None | Some(b'/' | b'*') => true,
        Some(c) if method == b"CONNECT" => c.is_ascii_alphanumeric() || *c == b'[',
        Some(_) => scheme(b"http"),
    };
    begins && target.iter().all(|b| *b >= b' ' || *b == b'\r')
}

/// A character of a token (RFC 9110 §5.6.2).
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// A character of the methods that are in use.
const fn is_usual(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'-' | b'_')
}

/// Does a payload begin as a request or response of HTTP/1, on whatever port? Of a first line without its
/// end the method must be a well-known one.
pub(super) fn looks(payload: &[u8]) -> bool {
    matches!(payload.first(), Some(b'A'..=b'Z'))
        && match Start::of(payload) {
            Start::Request | Start::Response(_) => true,
            Start::Open => payload.starts_with(b"HTTP/1.") || is_plain_request(payload),
            Start::Not => false,
        }
}

fn is_plain_request(payload: &[u8]) -> bool {
    let method = METHODS.iter().find(|m| payload.starts_with(m));
    let behind = method.and_then(|m| payload.get(m.len()..));
    behind.is_some_and(|behind| behind.len() > 1 && behind.first() == Some(&b' '))
}

/// Empty lines before a start line, which are passed over (RFC 9112 §2.2): their bytes.
pub(super) fn empty_lines(bytes: &[u8]) -> usize {
    /// Lines that are passed over.
    const MOST: usize = 4;
    let mut count = 0;
    for _ in 0..MOST {
        match line_end(bytes.get(count..).unwrap_or_default()) {
            0 => break,
            more => count += more,
        }
    }
    count
}

/// The bytes of the line end that stands next.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    }
}

/// How the body's length is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// There is none.
    None,
    /// It has so many bytes.
    Length(u64),
    /// It comes in chunks.
    Chunked,
    /// It ends with the connection.
    UntilClose,
}

/// What a `Content-Length` says, beside those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// The body's length, for the first time.
    First,
    /// The same once more (RFC 9110 §8.6).
    Again,
    /// No number, or another one than before.
    Bad,
    /// Nothing: a `Transfer-Encoding` overrides it (RFC 9112 §6.3).
    Overridden,
}

/// What the header lines say of the body's length and of what comes behind the message.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    length: Option<u64>,
    bad: bool,
    /// The body has a transfer coding, and whether `chunked` is the last.
    coded: Option<bool>,
    upgrade: Option<&'a [u8]>,
}

impl<'a> Told<'a> {
    /// What the header in these bytes says, which begin with the start line, and how long it is; `None` where it
    /// does not end in them.
    fn of(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (mut told, mut at) = (Self::default(), Line::first(bytes)?.whole);
        loop {
            let line = Line::first(bytes.get(at..)?).filter(|line| line.ended)?;
            at += line.whole;
            if line.text.is_empty() {
                return Some((told, at));
            }
            // Most lines tell nothing of the length: their first letter says so.
            let may_tell = matches!(line.text, [b'C' | b'c' | b'T' | b't' | b'U' | b'u', ..]);
            if let Some((name, value)) = Some(line.text)
                .filter(|_| may_tell)
                .and_then(name_and_value)
            {
                told.remember(name, value.trim_ascii());
            }
        }
    }

    /// Keeps what a line says; of a `Content-Length`, what that is.
    pub(super) fn remember(&mut self, name: &[u8], value: &'a [u8]) -> Option<Length> {
        match name.len() {
            14 if name.eq_ignore_ascii_case(b"content-length") => return Some(self.length(value)),
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                self.coded = Some(ends_in_chunked(value));
            }
            7 if name.eq_ignore_ascii_case(b"upgrade") => self.upgrade = Some(value),
            _ => {}
        }
        None
    }

    /// A length, or the same several times with commas between (RFC 9110 §8.6).
    fn length(&mut self, value: &[u8]) -> Length {
        let mut again = false;
        for one in value.split(|b| *b == b',') {
            let number = decimal(one.trim_ascii());
            again |= self.length.is_some();
            self.bad |= number.is_none() || self.length.is_some_and(|old| Some(old) != number);
            self.length = self.length.or(number);
        }
        match (self.coded, self.bad, again) {
            (_, true, _) => Length::Bad,
            (Some(_), ..) => Length::Overridden,
            (None, false, true) => Length::Again,
            (None, false, false) => Length::First,
        }
    }

    /// The body of a message that may have one (RFC 9112 §6.3).
    pub(super) fn body(&self, response: bool) -> Body {
        match (self.coded, self.length) {
            (Some(true), _) => Body::Chunked,
            (None, Some(length)) if !self.bad => Body::Length(length),
            _ if response => Body::UntilClose,
            _ => Body::None,
        }
    }

    /// What is spoken behind a response that agrees to an upgrade (RFC 9110 §7.8).
    fn upgraded(&self) -> Then {
        let to = |name: &[u8]| self.upgrade.is_some_and(|to| to.eq_ignore_ascii_case(name));
        match () {
            () if to(b"websocket") => Then::Speak(Protocol::WebSocket),
            () if to(b"h2c") => Then::Speak(Protocol::Http2),
            () => Then::Look,
        }
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    let number = digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    });
    number.filter(|number| !digits.is_empty() && *number <= MOST_BODY)
}

fn ends_in_chunked(value: &[u8]) -> bool {
    let last = value.rsplit(|b| matches!(b, b',' | b' ' | b'\t')).next();
    last.is_some_and(|last| last.eq_ignore_ascii_case(b"chunked"))
}

/// A chunk's size in hexadecimal; extensions may follow it behind a semicolon (RFC 9112 §7.1.1).
pub(super) fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|b| matches!(b, b';' | b' ' | b'\t')).next()?;
    let digits = Some(digits).filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
    let size = u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (size <= MOST_BODY).then_some(size)
}

/// A header and a body whose length it tells.
pub(super) fn cut(turn: &mut Turn<'_>) -> Cut {
    match turn.phase {
        Phase::Start | Phase::Further => begin(turn),
        Phase::Chunk => chunk(turn),
        Phase::Trailer => trailer(turn),
    }
}

fn begin(turn: &mut Turn<'_>) -> Cut {
    let before = empty_lines(turn.bytes);
    let bytes = turn.bytes.get(before..).unwrap_or_default();
    let status = match Start::of(bytes) {
        Start::Not => return Cut::Not,
        Start::Open => return Cut::More,
        Start::Request => None,
        Start::Response(status) => Some(status),
    };
    let Some((told, length)) = Told::of(bytes) else {
        return Cut::More;
    };
    let body = match status {
        None => request(turn, bytes, &told),
        Some(status) => response(turn, status, &told),
    };
    let head = (before + length) as u64;
    match body {
        Body::None => Cut::End(head),
        Body::Length(length) => Cut::End(head + length),
        Body::Chunked => {
            *turn.phase = Phase::Chunk;
            Cut::Run(head)
        }
        Body::UntilClose => Cut::UntilClose,
    }
}

fn request(turn: &mut Turn<'_>, bytes: &[u8], told: &Told<'_>) -> Body {
    turn.talk.ask(match told.upgrade {
        _ if bytes.starts_with(b"HEAD ") => Request::Head,
        _ if bytes.starts_with(b"CONNECT ") => Request::Connect,
        Some(_) => Request::Upgrade,
        None => Request::Plain,
    });
    told.body(false)
}

fn response(turn: &mut Turn<'_>, status: Option<u16>, told: &Told<'_>) -> Body {
    let asked = match status {
        // It announces the answer, and is none itself (RFC 9110 §15.2).
        Some(100 | 102..=199) => return Body::None,
        _ => turn.talk.answered(),
    };
    match (status, asked) {
        (Some(101), _) => turn.then = told.upgraded(),
        (Some(200..=299), Some(Request::Connect)) => turn.then = Then::Look,
        (Some(204 | 304), _) | (_, Some(Request::Head)) => {}
        _ => return told.body(true),
    }
    Body::None
}

/// A chunk: the line with its size, and its data. The line end behind the data is taken with the next chunk.
fn chunk(turn: &mut Turn<'_>) -> Cut {
    let before = line_end(turn.bytes);
    let line = match line(turn.bytes.get(before..).unwrap_or_default()) {
        Ok(line) => line,
        Err(answer) => return answer,
    };
    let length = (before + line.whole) as u64;
    match chunk_size(line.text) {
        Some(0) => {
            *turn.phase = Phase::Trailer;
            Cut::Run(length)
        }
        Some(size) => Cut::Run(length + size),
        // Nobody can tell where the message ends: what is known of it is shown.
        None => Cut::End(length),
    }
}

/// A line behind the last chunk; an empty one ends the message (RFC 9112 §7.1.2).
fn trailer(turn: &Turn<'_>) -> Cut {
    match line(turn.bytes) {
        Ok(line) if line.text.is_empty() => Cut::End(line.whole as u64),
        Ok(line) => Cut::Run(line.whole as u64),
        Err(answer) => answer,
    }
}

/// The line that stands next; where it has no end, what that means.
fn line(bytes: &[u8]) -> Result<Line<'_>, Cut> {
    match Line::first(bytes) {
        Some(line) if line.ended => Ok(line),
        _ if bytes.len() > MOST_LINE => Err(Cut::End(bytes.len() as u64)),
        _ => Err(Cut::More),
    }
}

#[cfg(test)]
mod tests;
