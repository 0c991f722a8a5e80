//! Messages of a plain peer: lines out of a stream of bytes.
//!
//! TCP knows no messages. netcat and telnet end theirs with a line ending; many first programs send
//! text without one and expect each `send` to be a message. So a line ending ends a message, and what
//! has stayed alone for [`ALONE`] counts as one too (*assumed*).
//!
//! **Contract.** Any bytes, in any pieces. At most [`MAX_LINE`] bytes and what was pushed last are
//! kept. Time is an argument: any clock that does not run backwards.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

/// A longer line is cut into pieces of this many bytes.
pub const MAX_LINE: usize = 16 * 1024;
/// Bytes without a line ending that stay alone this long count as a message.
pub const ALONE: Duration = Duration::from_millis(100);
/// The first half of a character waits this long for the rest.
pub const HALF: Duration = Duration::from_secs(1);

/// Telnet's "interpret as command" (RFC 854); never part of UTF-8.
const IAC: u8 = 0xff;

/// One message of a plain peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the stream before it.
    pub offset: u64,
    /// Its bytes, line ending included.
    pub raw: Bytes,
    /// Its text, without the line ending; invalid UTF-8 replaced. Not yet harmless.
    pub text: String,
    /// A piece of a line longer than [`MAX_LINE`].
    pub cut: bool,
    /// No line ending came: it stayed alone.
    pub assumed: bool,
}

/// Where the next message ends, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Line(usize),
    Cut(usize),
    Assumed(usize),
}

/// Cuts a plain peer's stream into messages.
#[derive(Debug, Clone, Default)]
pub struct Splitter {
    buffer: BytesMut,
    /// No line ending before this index.
    searched: usize,
    taken: u64,
    arrived: Duration,
    /// The last message was a piece of the line that goes on now.
    continues: bool,
    /// The last message was assumed: a line ending that comes now belongs to it.
    assumed: bool,
}

impl Splitter {
    /// Bytes arrived.
    pub fn push(&mut self, bytes: &[u8], now: Duration) {
        self.buffer.extend_from_slice(bytes);
        self.arrived = now;
    }

    /// The peer will send no more: what is there counts at once.
    pub fn finish(&mut self) {
        self.arrived = Duration::ZERO;
    }

    /// Is there something for [`Splitter::next`] to take at this time?
    pub fn ready(&mut self, now: Duration) -> bool {
        self.find(now).is_some()
    }

    /// When what is left may become a message without more bytes coming; `None`: nothing is left.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        if self.buffer.is_empty() {
            return None;
        }
        let patience = if self.whole() == 0 { HALF } else { ALONE };
        Some(self.arrived + patience)
    }

    /// The next message, if one is whole at this time.
    pub fn next(&mut self, now: Duration) -> Option<Line> {
        loop {
            let end = self.find(now)?;
            let line = self.take(end);
            let late_ending = self.assumed && matches!(end, End::Line(_)) && line.text.is_empty();
            // Telnet's negotiation alone says nothing either.
            let silent = line.text.is_empty() && matches!(end, End::Assumed(_));
            self.assumed = matches!(end, End::Assumed(_)) && !silent;
            if !late_ending && !silent {
                return Some(line);
            }
        }
    }

    fn find(&mut self, now: Duration) -> Option<End> {
        let room = self.buffer.len().min(MAX_LINE);
        let from = self.searched.min(room);
        if let Some(at) = self.buffer[from..room].iter().position(|b| *b == b'\n') {
            return Some(End::Line(from + at + 1));
        }
        self.searched = room;
        if self.buffer.len() >= MAX_LINE {
            let whole = whole_characters(&self.buffer[..MAX_LINE]);
            return Some(End::Cut(if whole == 0 { MAX_LINE } else { whole }));
        }
        let alone = now.checked_sub(self.arrived)?;
        match self.whole() {
            _ if self.buffer.is_empty() => None,
            0 if alone >= HALF => Some(End::Assumed(self.buffer.len())),
            0 => None,
            whole if alone >= ALONE => Some(End::Assumed(whole)),
            _ => None,
        }
    }

    /// Bytes that do not end within a character.
    fn whole(&self) -> usize {
        whole_characters(&self.buffer)
    }

    fn take(&mut self, end: End) -> Line {
        let (length, piece) = match end {
            End::Line(n) => (n, false),
            End::Cut(n) | End::Assumed(n) => (n, matches!(end, End::Cut(_))),
        };
        let raw = self.buffer.split_to(length).freeze();
        self.searched = 0;
        let cut = piece || self.continues;
        self.continues = piece;
        let offset = self.taken;
        self.taken += raw.len() as u64;
        let body = raw.strip_suffix(b"\n").unwrap_or(&raw);
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let text = String::from_utf8_lossy(&without_telnet(body)).into_owned();
        Line { offset, raw, text, cut, assumed: matches!(end, End::Assumed(_)) }
    }
}

/// How many of the bytes are left when a character that is not whole yet is left out at the end.
fn whole_characters(bytes: &[u8]) -> usize {
    // The first byte of the last character is among the last three, or that character is whole.
    for back in 1..=bytes.len().min(3) {
        let start = bytes.len() - back;
        let needed = match bytes[start] {
            0b1000_0000..=0b1011_1111 => continue,
            0b1100_0000..=0b1101_1111 => 2,
            0b1110_0000..=0b1110_1111 => 3,
            0b1111_0000..=0b1111_0111 => 4,
            _ => 1,
        };
        return if needed > back { start } else { bytes.len() };
    }
    bytes.len()
}

/// The bytes without telnet's commands (RFC 854): `IAC WILL|WONT|DO|DONT option`, `IAC SB … IAC SE`,
/// `IAC command`.
fn without_telnet(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if *first != IAC {
            out.push(*first);
            rest = after;
            continue;
        }
        let length = match after.first() {
            Some(251..=254) => 2,
            Some(250) => after.windows(2).position(|pair| pair == [IAC, 240]).map_or(after.len(), |at| at + 2),
            Some(_) => 1,
            None => 0,
        };
        rest = after.get(length..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Duration = Duration::from_secs(10);

    fn ms(n: u64) -> Duration {
        T0 + Duration::from_millis(n)
    }

    fn texts(splitter: &mut Splitter, now: Duration) -> Vec<String> {
        std::iter::from_fn(|| splitter.next(now)).map(|line| line.text).collect()
    }

    #[test]
    fn both_line_endings_end_a_message_wherever_the_pieces_break() {
        for cut in 0..=12 {
            let mut splitter = Splitter::default();
            let bytes = b"one\r\ntwo\n\n3\n";
            splitter.push(&bytes[..cut], T0);
            let mut got = texts(&mut splitter, T0);
            splitter.push(&bytes[cut..], T0);
            got.extend(texts(&mut splitter, T0));
            assert_eq!(got, ["one", "two", "", "3"], "cut at {cut}");
        }
    }

    #[test]
    fn what_stays_alone_for_100_ms_is_a_message_and_its_late_ending_is_none() {
        let mut splitter = Splitter::default();
        splitter.push(b"hello", T0);
        assert_eq!(splitter.deadline(), Some(ms(100)));
        assert_eq!(splitter.next(ms(99)), None);
        let line = splitter.next(ms(100)).unwrap();
        assert!(line.assumed && !line.cut);
        assert_eq!(line.text, "hello");
        splitter.push(b"\r\nnext\n", ms(200));
        let line = splitter.next(ms(200)).unwrap();
        assert_eq!((line.text.as_str(), line.offset, line.raw.len()), ("next", 7, 5));
    }

    #[test]
    fn ten_megabytes_without_a_line_ending_come_in_pieces_and_little_is_kept() {
        let mut splitter = Splitter::default();
        let (mut pieces, mut bytes) = (0, 0);
        for _ in 0..2500 {
            splitter.push(&[b'x'; 4096], T0);
            assert!(splitter.buffer.len() <= MAX_LINE + 4096);
            while let Some(line) = splitter.next(T0) {
                assert!(line.cut);
                (pieces, bytes) = (pieces + 1, bytes + line.text.len());
            }
        }
        assert_eq!((pieces, bytes), (625, 10_240_000));
    }

    #[test]
    fn a_piece_ends_between_characters() {
        let mut splitter = Splitter::default();
        splitter.push("学".repeat(6000).as_bytes(), T0);
        let first = splitter.next(T0).unwrap();
        assert_eq!((first.text.chars().count(), first.cut), (5461, true));
        splitter.push(b"\n", T0);
        let last = splitter.next(T0).unwrap();
        assert_eq!((last.text.chars().count(), last.cut), (539, true));
        assert!(!first.text.contains('\u{fffd}'));
    }

    #[test]
    fn half_a_character_waits_for_its_rest_but_not_for_ever() {
        let bytes = "好".as_bytes();
        let mut splitter = Splitter::default();
        splitter.push(&[b"a", &bytes[..2]].concat(), T0);
        assert_eq!(texts(&mut splitter, ms(100)), ["a"]);
        splitter.push(&bytes[2..], ms(300));
        assert_eq!(texts(&mut splitter, ms(400)), ["好"]);
        splitter.push(&bytes[..1], ms(500));
        assert_eq!(texts(&mut splitter, ms(1400)), Vec::<String>::new());
        assert_eq!(texts(&mut splitter, ms(1500)), ["\u{fffd}"]);
    }

    #[test]
    fn telnet_negotiation_is_left_out_and_alone_says_nothing() {
        let mut splitter = Splitter::default();
        splitter.push(&[IAC, 253, 3, IAC, 251, 24], T0);
        assert_eq!(splitter.next(ms(2000)), None);
        splitter.push(&[b'h', IAC, 250, 24, 1, IAC, 240, b'i', b'\r', b'\n'], ms(2000));
        assert_eq!(texts(&mut splitter, ms(2000)), ["hi"]);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced_and_the_stream_goes_on() {
        let mut splitter = Splitter::default();
        splitter.push(b"\xc4\xe3\xba\xc3\nok\n", T0);
        let got = texts(&mut splitter, T0);
        assert!(got[0].contains('\u{fffd}'));
        assert_eq!(got[1], "ok");
    }
}
