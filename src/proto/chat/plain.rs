//! Messages of a plain peer: lines out of a stream of bytes.
//!
//! TCP knows no messages. netcat and telnet end theirs with a line ending; many first programs send
//! text without one and expect each `send` to be a message. So a line ending ends a message, and what
//! has stayed alone for [`ALONE`] counts as one too (*assumed*).
//!
//! Nor does it know what the bytes are. A line is read by the encoding that is in use for the peer and keeps its
//! bytes, so that it can be read otherwise. What is no text (a picture, a packed file) is one thing, however much
//! of it comes: a [`Binary`] that is told again as it grows. It is over after a pause of [`OVER`], or when text
//! comes after a pause of [`ALONE`]. All of this is inferred: the stream does not say it.
//!
//! **Contract.** Any bytes, in any pieces. At most [`MAX_LINE`] bytes and what was pushed last are
//! kept, of data the last [`TAIL`]. Time is an argument: any clock that does not run backwards.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::encoding::{Decoded, Encoding};
use super::magic::{self, Guess, Kind};

/// A longer line is cut into pieces of this many bytes.
pub const MAX_LINE: usize = 16 * 1024;
/// Bytes without a line ending that stay alone this long count as a message.
pub const ALONE: Duration = Duration::from_millis(100);
/// The first half of a character waits this long for the rest.
pub const HALF: Duration = Duration::from_secs(1);
/// Data after which nothing has come for this long is over.
pub const OVER: Duration = Duration::from_secs(1);
/// First bytes of data that are kept to be shown.
pub const HEAD: usize = 16;
/// Last bytes of data that are kept: there may be text behind it.
pub const TAIL: usize = 1024;
/// Bytes behind a line that cannot be read that are looked at to tell whether it is text at all.
const AHEAD: usize = 1024;

/// Telnet's "interpret as command" (RFC 854); never part of UTF-8.
const IAC: u8 = 0xff;

/// What a plain peer's stream holds next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A message.
    Line(Line),
    /// Data that is no text, with the bytes of it that came just now.
    Binary(Binary, Bytes),
}

/// One message of a plain peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the stream before it.
    pub offset: u64,
    /// Its bytes, line ending included.
    pub raw: Bytes,
    /// Its text, without the line ending; what cannot be read replaced. Not yet harmless.
    pub text: String,
    /// A piece of a line longer than [`MAX_LINE`].
    pub cut: bool,
    /// No line ending came: it stayed alone.
    pub assumed: bool,
}

/// Data that is no text, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// Bytes of the stream before it (UDP: the datagram's number). Two tellings of the same data have the same.
    pub offset: u64,
    /// Bytes of it so far.
    pub bytes: u64,
    /// What it may be, by its first bytes.
    pub kind: Option<Kind>,
    /// Its first bytes, at most [`HEAD`].
    pub head: Vec<u8>,
    /// Is more of it awaited?
    pub state: Flow,
}

/// Does data still come?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// More may come.
    Going,
    /// It seems to be over: a pause, text, or the end of the stream.
    Over,
}

/// Data on its way.
#[derive(Debug, Clone)]
struct Run {
    told: Binary,
    tail: Vec<u8>,
}

impl Run {
    /// Data that begins with these bytes, none of which counts yet.
    fn begin(offset: u64, kind: Option<Kind>, bytes: &[u8]) -> Self {
        let told = Binary {
            offset,
            bytes: 0,
            kind,
            head: first(bytes),
            state: Flow::Going,
        };
        let tail = Vec::new();
        Self { told, tail }
    }

    /// More of it has come.
    fn grow(&mut self, bytes: &[u8]) {
        self.told.bytes += bytes.len() as u64;
        self.told.state = Flow::Going;
        let last = bytes.get(bytes.len().saturating_sub(TAIL)..);
        self.tail.extend_from_slice(last.unwrap_or_default());
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }

    /// It is over; the last `behind` bytes were none of it, and are given back.
    fn end(&mut self, behind: usize) -> Vec<u8> {
        self.told.state = Flow::Over;
        self.told.bytes -= behind as u64;
        let text = self.tail.split_off(self.tail.len() - behind);
        self.tail.clear();
        text
    }
}

/// Where the next message ends, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Line(usize),
    Cut(usize),
    Assumed(usize),
    /// All that is there is data.
    Binary(Option<Kind>),
    /// The data is over.
    Over,
}

/// Cuts a plain peer's stream into messages.
#[derive(Debug, Clone, Default)]
pub struct Splitter {
    encoding: Encoding,
    buffer: BytesMut,
    /// No line ending before this index.
    searched: usize,
    taken: u64,
    arrived: Duration,
    /// The last message was a piece of the line that goes on now.
    continues: bool,
    /// The last message was assumed: a line ending that comes now belongs to it.
    assumed: bool,
    /// The data that came last, with no message after it.
    run: Option<Run>,
    /// What is in the buffer came after a pause.
    rested: bool,
}

impl Splitter {
    /// What comes is read by this encoding from now on.
    pub const fn read_as(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// Bytes arrived.
    pub fn push(&mut self, bytes: &[u8], now: Duration) {
        self.rested = self.buffer.is_empty() && now.saturating_sub(self.arrived) >= ALONE;
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
        let patience = match (self.is_running(), self.buffer.is_empty()) {
            (true, _) => OVER,
            (false, true) => return None,
            (false, false) if self.whole() == 0 => HALF,
            (false, false) => ALONE,
        };
        Some(self.arrived + patience)
    }

    /// The next message, if one is whole at this time.
    pub fn next(&mut self, now: Duration) -> Option<Piece> {
        loop {
            let end = self.find(now)?;
            let line = match end {
                End::Binary(kind) => return Some(self.take_binary(kind)),
                End::Over => match self.end_run() {
                    Some(binary) => return Some(Piece::Binary(binary, Bytes::new())),
                    None => continue,
                },
                End::Line(length) | End::Cut(length) | End::Assumed(length) => {
                    self.take(end, length)
                }
            };
            let late_ending = self.assumed && matches!(end, End::Line(_)) && line.text.is_empty();
            // Telnet's negotiation alone says nothing either.
            let silent = line.text.is_empty() && matches!(end, End::Assumed(_));
            self.assumed = matches!(end, End::Assumed(_)) && !silent;
            if !late_ending && !silent {
                self.run = None;
                return Some(Piece::Line(line));
            }
        }
    }

    fn find(&mut self, now: Duration) -> Option<End> {
        if self.is_running() {
            return self.find_in_run(now);
        }
        let alone = now.checked_sub(self.arrived);
        match magic::guess(&self.buffer) {
            Guess::Kind(kind) => return Some(End::Binary(Some(kind))),
            Guess::Perhaps if alone.is_none_or(|alone| alone < ALONE) => return None,
            Guess::Perhaps | Guess::None => {}
        }
        let end = self.find_line(alone)?;
        let (End::Line(length) | End::Cut(length) | End::Assumed(length)) = end else {
            return Some(end);
        };
        Some(if self.is_data(length) {
            End::Binary(None)
        } else {
            end
        })
    }

    fn find_line(&mut self, alone: Option<Duration>) -> Option<End> {
        let room = self.buffer.len().min(MAX_LINE);
        let from = self.searched.min(room);
        if let Some(at) = self.buffer[from..room].iter().position(|b| *b == b'\n') {
            return Some(End::Line(from + at + 1));
        }
        self.searched = room;
        if self.buffer.len() >= MAX_LINE {
            let whole = self.encoding.whole(&self.buffer[..MAX_LINE]);
            return Some(End::Cut(if whole == 0 { MAX_LINE } else { whole }));
        }
        let alone = alone?;
        match self.whole() {
            _ if self.buffer.is_empty() => None,
            0 if alone >= HALF => Some(End::Assumed(self.buffer.len())),
            0 => None,
            whole if alone >= ALONE => Some(End::Assumed(whole)),
            _ => None,
        }
    }

    /// Is the piece that ends here no text? One that cannot be read is judged together with what follows it.
    fn is_data(&self, length: usize) -> bool {
        let piece = without_telnet(self.buffer.get(..length).unwrap_or_default());
        if magic::looks_binary(&piece) {
            return true;
        }
        let ahead = self
            .buffer
            .get(..(length + AHEAD).min(self.buffer.len()))
            .unwrap_or_default();
        !self.encoding.decode(&piece).fits && magic::looks_binary(&without_telnet(ahead))
    }

    fn is_running(&self) -> bool {
        self.run
            .as_ref()
            .is_some_and(|run| run.told.state == Flow::Going)
    }

    fn find_in_run(&self, now: Duration) -> Option<End> {
        if self.buffer.is_empty() {
            return now
                .checked_sub(self.arrived)
                .filter(|alone| *alone >= OVER)
                .map(|_| End::Over);
        }
        let another =
            || matches!(magic::guess(&self.buffer), Guess::Kind(_)) || self.is_text(&self.buffer);
        Some(if self.rested && another() {
            End::Over
        } else {
            End::Binary(None)
        })
    }

    /// Can this be read, and is there no more in it than text has?
    fn is_text(&self, bytes: &[u8]) -> bool {
        let fits = |encoding: Encoding| encoding.decode(bytes).fits;
        !magic::looks_binary(bytes)
            && [self.encoding, Encoding::Utf8, Encoding::Gb18030]
                .into_iter()
                .any(fits)
    }

    /// Bytes that do not end within a character.
    fn whole(&self) -> usize {
        self.encoding.whole(&self.buffer)
    }

    /// What is there belongs to the data that came last, or begins another.
    fn take_binary(&mut self, kind: Option<Kind>) -> Piece {
        let bytes = self.buffer.split().freeze();
        let offset = self.taken;
        self.taken += bytes.len() as u64;
        (self.searched, self.continues, self.assumed, self.rested) = (0, false, false, false);
        if kind.is_some() {
            self.run = None;
        }
        let begin = || Run::begin(offset, kind, &bytes);
        let run = self.run.get_or_insert_with(begin);
        run.grow(&bytes);
        Piece::Binary(run.told.clone(), bytes)
    }

    /// The data is over; text that came behind it without a pause is given back to be read.
    fn end_run(&mut self) -> Option<Binary> {
        self.rested = false;
        let run = self.run.as_ref()?;
        let fits = |bytes: &[u8]| self.encoding.decode(bytes).fits;
        let behind = magic::text_behind(run.told.kind, &run.tail, fits);
        let run = self.run.as_mut()?;
        let text = run.end(behind);
        let told = run.told.clone();
        if behind > 0 {
            self.taken -= behind as u64;
            let later = std::mem::replace(&mut self.buffer, BytesMut::from(text.as_slice()));
            self.buffer.extend_from_slice(&later);
        }
        Some(told)
    }

    fn take(&mut self, end: End, length: usize) -> Line {
        let piece = matches!(end, End::Cut(_));
        let raw = self.buffer.split_to(length).freeze();
        self.searched = 0;
        let cut = piece || self.continues;
        self.continues = piece;
        let offset = self.taken;
        self.taken += raw.len() as u64;
        let text = read(&raw, self.encoding).text;
        Line {
            offset,
            raw,
            text,
            cut,
            assumed: matches!(end, End::Assumed(_)),
        }
    }
}

fn first(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().take(HEAD).copied().collect()
}

/// A message's bytes, line ending included, read by an encoding; telnet's commands are left out. Not yet harmless.
#[must_use]
pub fn read(raw: &[u8], encoding: Encoding) -> Decoded {
    encoding.decode(&body(raw))
}

/// A message's bytes without its line ending, telnet's commands, and zeros around.
#[must_use]
pub fn body(raw: &[u8]) -> Vec<u8> {
    let padding = raw.iter().rev().take_while(|b| **b == 0).count();
    let raw = raw.get(..raw.len() - padding).unwrap_or_default();
    let body = raw.strip_suffix(b"\n").unwrap_or(raw);
    without_telnet(body.strip_suffix(b"\r").unwrap_or(body))
}

/// The data that a datagram holds, where it is no text. `number`: which datagram.
#[must_use]
pub fn datagram(bytes: &[u8], number: u64) -> Option<Binary> {
    let kind = match magic::guess(bytes) {
        Guess::Kind(kind) => Some(kind),
        Guess::Perhaps | Guess::None => None,
    };
    magic::is_data(bytes).then(|| Binary {
        offset: number,
        bytes: bytes.len() as u64,
        kind,
        head: first(bytes),
        state: Flow::Over,
    })
}

/// The bytes without telnet's commands (RFC 854). `IAC IAC` is the byte itself, and so is one before what
/// is no command.
fn without_telnet(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if *first != IAC {
            out.push(*first);
            rest = after;
            continue;
        }
        let length = command_length(after).unwrap_or_else(|| {
            out.push(IAC);
            usize::from(after.first() == Some(&IAC))
        });
        rest = after.get(length..).unwrap_or_default();
    }
    out
}

/// How long a command is by the bytes behind its IAC: `WILL|WONT|DO|DONT option`, `SB … IAC SE`, or one byte
/// alone. `None`: it is no command.
fn command_length(after: &[u8]) -> Option<usize> {
    match after.first() {
        Some(251..=254) => Some(2),
        Some(250) => {
            let end = after.windows(2).position(|pair| pair == [IAC, 240]);
            Some(end.map_or(after.len(), |at| at + 2))
        }
        Some(236..=249) => Some(1),
        Some(_) => None,
        None => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Duration = Duration::from_secs(10);

    fn ms(n: u64) -> Duration {
        T0 + Duration::from_millis(n)
    }

    /// The next message; data fails.
    fn message(splitter: &mut Splitter, now: Duration) -> Option<Line> {
        splitter.next(now).map(|piece| match piece {
            Piece::Line(line) => line,
            Piece::Binary(..) => panic!("{piece:?}"),
        })
    }

    fn texts(splitter: &mut Splitter, now: Duration) -> Vec<String> {
        std::iter::from_fn(|| message(splitter, now))
            .map(|line| line.text)
            .collect()
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
        let line = message(&mut splitter, ms(100)).unwrap();
        assert!(line.assumed && !line.cut);
        assert_eq!(line.text, "hello");
        splitter.push(b"\r\nnext\n", ms(200));
        let line = message(&mut splitter, ms(200)).unwrap();
        assert_eq!(
            (line.text.as_str(), line.offset, line.raw.len()),
            ("next", 7, 5)
        );
    }

    #[test]
    fn ten_megabytes_without_a_line_ending_come_in_pieces_and_little_is_kept() {
        let mut splitter = Splitter::default();
        let (mut pieces, mut bytes) = (0, 0);
        for _ in 0..2500 {
            splitter.push(&[b'x'; 4096], T0);
            assert!(splitter.buffer.len() <= MAX_LINE + 4096);
            while let Some(line) = message(&mut splitter, T0) {
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
        let first = message(&mut splitter, T0).unwrap();
        assert_eq!((first.text.chars().count(), first.cut), (5461, true));
        splitter.push(b"\n", T0);
        let last = message(&mut splitter, T0).unwrap();
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
        splitter.push(
            &[b'h', IAC, 250, 24, 1, IAC, 240, b'i', b'\r', b'\n'],
            ms(2000),
        );
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

    #[test]
    fn half_a_character_is_told_by_the_encoding_in_use() {
        let mut splitter = Splitter::default();
        // Read as UTF-8 its last byte would be the first half of a character: but this is no UTF-8.
        splitter.push(b"\xc4\xe3\xba\xc3", T0);
        let got = message(&mut splitter, ms(100)).unwrap();
        assert_eq!((got.raw.len(), got.assumed), (4, true));
        assert_eq!(
            read(&got.raw, Encoding::Gbk),
            Decoded {
                text: "你好".into(),
                fits: true
            }
        );
        splitter.read_as(Encoding::Gbk);
        splitter.push(b"\xc4\xe3\xba", ms(200));
        assert_eq!(texts(&mut splitter, ms(300)), ["你"]);
        splitter.push(b"\xc3\n", ms(400));
        assert_eq!(texts(&mut splitter, ms(400)), ["好"]);
        let long = Encoding::Gb18030.encode(&"a🙂".repeat(4000)).unwrap();
        let mut splitter = Splitter {
            encoding: Encoding::Gb18030,
            ..Splitter::default()
        };
        splitter.push(&long, T0);
        assert!(
            !message(&mut splitter, T0)
                .unwrap()
                .text
                .contains('\u{fffd}')
        );
    }

    #[test]
    fn telnets_doubled_byte_is_one_and_latin_letters_stay() {
        let bytes = b"\xff\xff\xe9 \xffa\xff\xfd\x03\r\n";
        assert_eq!(read(bytes, Encoding::Latin1).text, "ÿé ÿa");
    }

    /// Bytes as a picture's are: packed, so that all values are alike often.
    fn packed(length: usize) -> Vec<u8> {
        let mut state = 7_u32;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    fn picture(length: usize) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(packed(length - bytes.len() - 8));
        bytes.extend(b"IEND\xaeB`\x82");
        bytes
    }

    fn data(splitter: &mut Splitter, now: Duration) -> (Binary, usize) {
        match splitter.next(now) {
            Some(Piece::Binary(binary, bytes)) => (binary, bytes.len()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_picture_is_one_thing_that_grows_and_little_of_it_is_kept() {
        let mut splitter = Splitter::default();
        splitter.push(b"here it comes\n", T0);
        assert_eq!(texts(&mut splitter, T0), ["here it comes"]);
        let bytes = picture(140_529);
        let mut told = 0;
        for piece in bytes.chunks(4096) {
            splitter.push(piece, T0);
            let (binary, came) = data(&mut splitter, T0);
            told += came as u64;
            assert_eq!(
                (binary.offset, binary.bytes, binary.kind, binary.state),
                (14, told, Some(Kind::Png), Flow::Going)
            );
            assert_eq!(splitter.next(T0), None);
            let kept = splitter.run.as_ref().unwrap();
            assert!(
                splitter.buffer.is_empty()
                    && kept.tail.len() <= TAIL
                    && kept.told.head.len() <= HEAD
            );
        }
        assert_eq!(splitter.deadline(), Some(T0 + OVER));
        let (binary, _) = data(&mut splitter, T0 + OVER);
        assert_eq!((binary.bytes, binary.state), (140_529, Flow::Over));
        assert_eq!(
            (splitter.next(T0 + OVER), splitter.deadline()),
            (None, None)
        );
    }

    #[test]
    fn the_first_bytes_of_a_picture_are_no_line_wherever_they_break() {
        let bytes = picture(2000);
        for cut in 1..40 {
            let mut splitter = Splitter::default();
            splitter.push(&bytes[..cut], T0);
            let early = splitter.next(T0);
            assert!(
                matches!(early, None | Some(Piece::Binary(..))),
                "cut at {cut}: {early:?}"
            );
            splitter.push(&bytes[cut..], T0);
            assert_eq!(data(&mut splitter, T0).0.bytes, 2000, "cut at {cut}");
        }
    }

    #[test]
    fn a_line_after_data_is_not_lost_with_or_without_a_pause() {
        let bytes = picture(20_000);
        let mut splitter = Splitter::default();
        splitter.push(&[&bytes[..], b"done\n"].concat(), T0);
        data(&mut splitter, T0);
        let (binary, _) = data(&mut splitter, T0 + OVER);
        assert_eq!((binary.bytes, binary.state), (20_000, Flow::Over));
        let got = message(&mut splitter, T0 + OVER).unwrap();
        assert_eq!((got.offset, got.text.as_str()), (20_000, "done"));
        splitter.push(&packed(5000), T0 + OVER);
        data(&mut splitter, T0 + OVER);
        splitter.push(b"one\ntwo", T0 + OVER + ALONE);
        assert_eq!(data(&mut splitter, T0 + OVER + ALONE).0.state, Flow::Over);
        assert_eq!(texts(&mut splitter, T0 + OVER + ALONE), ["one"]);
        splitter.finish();
        assert_eq!(texts(&mut splitter, T0 + OVER + ALONE), ["two"]);
    }

    #[test]
    fn data_that_stalls_goes_on_and_a_second_picture_is_another() {
        let bytes = picture(30_000);
        let mut splitter = Splitter::default();
        splitter.push(&bytes[..10_000], T0);
        data(&mut splitter, T0);
        data(&mut splitter, T0 + OVER);
        splitter.push(&bytes[10_000..], T0 + OVER * 2);
        let (binary, _) = data(&mut splitter, T0 + OVER * 2);
        assert_eq!(
            (binary.offset, binary.bytes, binary.kind),
            (0, 30_000, Some(Kind::Png))
        );
        splitter.push(&bytes, T0 + OVER * 3);
        assert_eq!(data(&mut splitter, T0 + OVER * 3).0.state, Flow::Over);
        assert_eq!(data(&mut splitter, T0 + OVER * 3).0.offset, 30_000);
    }

    #[test]
    fn data_that_begins_with_what_could_be_a_line_is_data_and_a_header_before_it_is_text() {
        let mut splitter = Splitter::default();
        splitter.push(b"HTTP/1.1 200 OK\r\n\r\n", T0);
        splitter.push(&[b"\xf3\x9cab\n", &packed(3000)[..]].concat(), T0);
        assert_eq!(message(&mut splitter, T0).unwrap().text, "HTTP/1.1 200 OK");
        assert_eq!(message(&mut splitter, T0).unwrap().text, "");
        let (binary, _) = data(&mut splitter, T0);
        assert_eq!((binary.offset, binary.bytes, binary.kind), (19, 3005, None));
        assert_eq!(binary.head.len(), HEAD);
    }

    #[test]
    fn a_buffer_sent_whole_with_its_zeros_is_its_text() {
        let mut splitter = Splitter::default();
        splitter.push(b"hello\0\0\0", T0);
        assert_eq!(texts(&mut splitter, ms(100)), ["hello"]);
    }

    #[test]
    fn a_datagram_is_data_or_text() {
        assert_eq!(datagram("你好\n".as_bytes(), 3), None);
        let binary = datagram(&picture(100), 3).unwrap();
        assert_eq!(
            (binary.offset, binary.bytes, binary.kind, binary.state),
            (3, 100, Some(Kind::Png), Flow::Over)
        );
    }

    #[test]
    fn any_mixture_of_text_and_data_is_bounded_and_no_byte_is_told_twice() {
        let parts: [&[u8]; 8] = [
            b"line\n",
            b"\xc4\xe3\xba\xc3",
            b"\xff\xfd\x03",
            b"\0\0\x01\x02",
            b"\x89PNG\r\n\x1a\n",
            b"IEND\xaeB`\x82",
            b"GIF89a",
            b"\n",
        ];
        let dice = packed(40_000);
        for (round, dice) in dice.chunks(400).enumerate() {
            let mut splitter = Splitter {
                encoding: Encoding::ALL[round % 5],
                ..Splitter::default()
            };
            let (mut now, mut pushed, mut told) = (T0, 0, 0);
            let mut data: Vec<(u64, u64)> = Vec::new();
            for roll in dice {
                let part = parts[usize::from(roll % 8)];
                pushed += part.len() as u64;
                now += Duration::from_millis(u64::from(roll / 8) * u64::from(roll / 8));
                splitter.push(part, now);
                while let Some(piece) = splitter.next(now) {
                    match piece {
                        Piece::Line(line) => told += line.raw.len() as u64,
                        Piece::Binary(binary, _) => {
                            match data.iter_mut().find(|(offset, _)| *offset == binary.offset) {
                                Some((_, bytes)) => *bytes = binary.bytes,
                                None => data.push((binary.offset, binary.bytes)),
                            }
                        }
                    }
                }
                assert!(splitter.buffer.len() <= MAX_LINE + TAIL);
            }
            let all = told + data.iter().map(|(_, bytes)| bytes).sum::<u64>();
            assert!(all <= pushed, "round {round}: {all} of {pushed}");
        }
    }
}
