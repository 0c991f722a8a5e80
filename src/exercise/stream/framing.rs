//! How a message is put into a stream of bytes so that the other side finds it again, or not.

use std::ops::Range;

use bytes::Bytes;

/// What ends a message, and stands in none.
const DELIMITER: u8 = b'\n';
/// What stands before a delimiter's stand-in, and before itself.
const ESCAPE: u8 = b'\\';

/// How messages are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Not at all: the reader takes each `recv` as a message.
    None,
    /// A newline ends each; one inside a message is written `\n`, a backslash `\\`.
    Delimiter,
    /// Two bytes in front give its length, in network order.
    Length,
    /// Each is filled with zero bytes to this length.
    Fixed(usize),
    /// The sender pauses after each; the reader takes each `recv` as a message.
    Pause,
}

/// A message as the reader's program makes it out: where it stands in the stream, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its bytes in the stream, those of the framing included.
    pub range: Range<usize>,
    /// It, without the framing.
    pub bytes: Bytes,
}

impl Framing {
    /// The framing of this word of the recipe; `longest` is the longest message.
    #[must_use]
    pub fn named(word: &str, longest: usize) -> Self {
        match word {
            "delimiter" => Self::Delimiter,
            "length" => Self::Length,
            "fixed" => Self::Fixed(longest),
            "pause" => Self::Pause,
            _ => Self::None,
        }
    }

    /// Do the bytes themselves say where a message ends?
    #[must_use]
    pub const fn is_in_the_bytes(self) -> bool {
        matches!(self, Self::Delimiter | Self::Length | Self::Fixed(_))
    }

    /// Bytes in front of a message that are none of its text.
    #[must_use]
    pub const fn header(self) -> usize {
        match self {
            Self::Length => 2,
            Self::None | Self::Delimiter | Self::Fixed(_) | Self::Pause => 0,
        }
    }

    /// A message as it is sent.
    #[must_use]
    pub fn wrapped(self, message: &[u8]) -> Bytes {
        match self {
            Self::None | Self::Pause => Bytes::copy_from_slice(message),
            Self::Delimiter => {
                let mut bytes = escaped(message);
                bytes.push(DELIMITER);
                bytes.into()
            }
            Self::Length => {
                let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
                let kept = message.get(..length.into()).unwrap_or(message);
                [&length.to_be_bytes(), kept].concat().into()
            }
            Self::Fixed(length) => {
                let mut bytes = message.to_vec();
                bytes.resize(length, 0);
                bytes.into()
            }
        }
    }

    /// The messages that the reader's program makes out of what each `recv` gave.
    #[must_use]
    pub fn messages(self, received: &[Bytes]) -> Vec<Taken> {
        let whole = || received.concat();
        match self {
            Self::None | Self::Pause => each_recv(received),
            Self::Delimiter => up_to_delimiters(&whole()),
            Self::Length => by_length(&whole()),
            Self::Fixed(length) => by_fixed_length(&whole(), length),
        }
    }
}

fn escaped(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + 1);
    for byte in message {
        match *byte {
            DELIMITER => bytes.extend([ESCAPE, b'n']),
            ESCAPE => bytes.extend([ESCAPE, ESCAPE]),
            other => bytes.push(other),
        }
    }
    bytes
}

fn unescaped(bytes: &[u8]) -> Bytes {
    let mut message = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        let meant = match (*byte, rest.as_slice().first()) {
            (ESCAPE, Some(b'n')) => DELIMITER,
            (ESCAPE, Some(&next)) => next,
            (other, _) => {
                message.push(other);
                continue;
            }
        };
        message.push(meant);
        rest.next();
    }
    message.into()
}

fn each_recv(received: &[Bytes]) -> Vec<Taken> {
    let mut at = 0;
    let taken = |bytes: &Bytes| {
        let range = at..at + bytes.len();
        at = range.end;
        let bytes = bytes.clone();
        Taken { range, bytes }
    };
    received.iter().map(taken).collect()
}

fn up_to_delimiters(stream: &[u8]) -> Vec<Taken> {
    let mut messages = Vec::new();
    let mut from = 0;
    for (at, _) in stream
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == DELIMITER)
    {
        messages.push(Taken {
            range: from..at + 1,
            bytes: unescaped(stream.get(from..at).unwrap_or_default()),
        });
        from = at + 1;
    }
    messages
}

fn by_length(stream: &[u8]) -> Vec<Taken> {
    let mut messages = Vec::new();
    let mut at = 0;
    while let Some(&[high, low]) = stream.get(at..at + 2) {
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let Some(message) = stream.get(at + 2..end) else {
            break;
        };
        messages.push(Taken {
            range: at..end,
            bytes: Bytes::copy_from_slice(message),
        });
        at = end;
    }
    messages
}

fn by_fixed_length(stream: &[u8], length: usize) -> Vec<Taken> {
    let length = length.max(1);
    let chunks = stream.chunks_exact(length).enumerate();
    chunks
        .map(|(count, chunk)| {
            let kept = chunk.iter().rposition(|byte| *byte != 0);
            let message = chunk.get(..kept.map_or(0, |last| last + 1));
            Taken {
                range: count * length..(count + 1) * length,
                bytes: Bytes::copy_from_slice(message.unwrap_or_default()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: [&str; 4] = ["你好", "a\nb", "c:\\new", ""];

    /// The stream of all messages, given in pieces of this many bytes.
    fn pieces(framing: Framing, most: usize) -> Vec<Bytes> {
        let stream: Vec<u8> = MESSAGES
            .iter()
            .flat_map(|message| framing.wrapped(message.as_bytes()))
            .collect();
        stream.chunks(most).map(Bytes::copy_from_slice).collect()
    }

    #[test]
    fn framing_in_the_bytes_finds_every_message_however_the_stream_is_cut() {
        for framing in [Framing::Delimiter, Framing::Length, Framing::Fixed(6)] {
            for most in 1..30 {
                let found = framing.messages(&pieces(framing, most));
                let texts: Vec<_> = found.iter().map(|taken| &taken.bytes[..]).collect();
                assert_eq!(
                    texts,
                    MESSAGES.map(str::as_bytes),
                    "{framing:?} by {most} bytes"
                );
            }
        }
    }

    #[test]
    fn without_framing_each_recv_is_taken_as_a_message() {
        for framing in [Framing::None, Framing::Pause] {
            let found = framing.messages(&pieces(framing, 4));
            assert_eq!(&found[0].bytes[..], "你好".as_bytes().get(..4).unwrap());
            assert_eq!(found[1].range, 4..8);
        }
    }

    #[test]
    fn a_message_that_has_not_come_whole_is_none_yet() {
        for framing in [Framing::Delimiter, Framing::Length, Framing::Fixed(6)] {
            let whole = framing.wrapped(b"hello");
            let most = whole.slice(..whole.len() - 1);
            assert_eq!(framing.messages(&[most]), Vec::new(), "{framing:?}");
            assert_eq!(framing.messages(&[whole]).len(), 1, "{framing:?}");
        }
        assert_eq!(Framing::Fixed(0).messages(&[]), Vec::new());
    }
}
