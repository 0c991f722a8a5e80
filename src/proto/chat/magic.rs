//! What bytes are no text, and what they may be by their first bytes.
//!
//! The first bytes are a hint, as they are for file(1): nothing keeps a program from writing them in front of
//! something else.

use crate::say;
use crate::say::Say;

/// What data may be, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A picture: W3C PNG (ISO/IEC 15948) §5.2.
    Png,
    /// A picture: ITU-T T.81 §B.1.1.3, the start of image and another marker.
    Jpeg,
    /// A picture: GIF89a, §17.
    Gif,
    /// A picture: WebP container specification, in RIFF.
    Webp,
    /// An archive, also an office document: PKWARE APPNOTE §4.3.7.
    Zip,
    /// A document: ISO 32000-1 §7.5.2.
    Pdf,
    /// Packed: RFC 1952 §2.3.1.
    Gzip,
    /// A program: System V ABI, chapter 4, `e_ident`.
    Elf,
    /// A sound: Multimedia Programming Interface 1.0 (Microsoft, 1991), in RIFF.
    Wav,
    /// A film: ISO/IEC 14496-12 §4.3.
    Mp4,
    /// Objects of a Python program: `pickletools`, opcodes PROTO and FRAME, protocols 4 and 5.
    Pickle,
    /// Objects of a Java program: Java Object Serialization Specification §6.4.
    JavaObjects,
    /// A TLS handshake (a browser told to use https): RFC 8446 §5.1.
    Tls,
}

/// One line of the table.
struct Magic {
    kind: Kind,
    /// What data of this kind begins with; `None`: any byte.
    start: &'static [Option<u8>],
    /// What it ends with, where the format says so.
    end: Option<&'static [u8]>,
}

const fn magic(kind: Kind, start: &'static [Option<u8>]) -> Magic {
    Magic {
        kind,
        start,
        end: None,
    }
}

/// A pattern of bytes; `?` is any byte.
macro_rules! pattern {
    (@ ?) => { None };
    (@ $byte:literal) => { Some($byte) };
    ($($byte:tt)*) => { &[$(pattern!(@ $byte)),*] };
}

const TABLE: [Magic; 14] = [
    Magic {
        end: Some(b"IEND\xaeB`\x82"),
        ..magic(Kind::Png, pattern!(0x89 b'P' b'N' b'G' 0x0d 0x0a 0x1a 0x0a))
    },
    Magic {
        end: Some(b"\xff\xd9"),
        ..magic(Kind::Jpeg, pattern!(0xff 0xd8 0xff))
    },
    magic(Kind::Gif, pattern!(b'G' b'I' b'F' b'8' b'9' b'a')),
    magic(Kind::Gif, pattern!(b'G' b'I' b'F' b'8' b'7' b'a')),
    magic(
        Kind::Webp,
        pattern!(b'R' b'I' b'F' b'F' ? ? ? ? b'W' b'E' b'B' b'P'),
    ),
    magic(
        Kind::Wav,
        pattern!(b'R' b'I' b'F' b'F' ? ? ? ? b'W' b'A' b'V' b'E'),
    ),
    magic(Kind::Zip, pattern!(b'P' b'K' 0x03 0x04)),
    Magic {
        end: Some(b"%%EOF"),
        ..magic(Kind::Pdf, pattern!(b'%' b'P' b'D' b'F' b'-' ? b'.'))
    },
    magic(Kind::Gzip, pattern!(0x1f 0x8b 0x08)),
    magic(Kind::Elf, pattern!(0x7f b'E' b'L' b'F')),
    magic(Kind::Mp4, pattern!(0x00 0x00 ? ? b'f' b't' b'y' b'p')),
    magic(Kind::Pickle, pattern!(0x80 ? 0x95)),
    magic(Kind::JavaObjects, pattern!(0xac 0xed 0x00 0x05)),
    magic(Kind::Tls, pattern!(0x16 0x03 ? ? ? 0x01)),
];

/// Bytes of the beginning that are looked at for anything but letters, where the first bytes are letters.
const PROOF: usize = 64;

/// What first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// They are those of this kind.
    Kind(Kind),
    /// They could become those of a kind that is no text.
    Perhaps,
    /// Neither.
    None,
}

impl Kind {
    /// What it is, in the reader's language: `a PNG picture`.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::Png => say!("chat-data-png"),
            Self::Jpeg => say!("chat-data-jpeg"),
            Self::Gif => say!("chat-data-gif"),
            Self::Webp => say!("chat-data-webp"),
            Self::Zip => say!("chat-data-zip"),
            Self::Pdf => say!("chat-data-pdf"),
            Self::Gzip => say!("chat-data-gzip"),
            Self::Elf => say!("chat-data-elf"),
            Self::Wav => say!("chat-data-wav"),
            Self::Mp4 => say!("chat-data-mp4"),
            Self::Pickle => say!("chat-data-pickle"),
            Self::JavaObjects => say!("chat-data-java"),
            Self::Tls => say!("chat-data-tls"),
        }
    }

    /// Its name for other programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Zip => "zip",
            Self::Pdf => "pdf",
            Self::Gzip => "gzip",
            Self::Elf => "elf",
            Self::Wav => "wav",
            Self::Mp4 => "mp4",
            Self::Pickle => "pickle",
            Self::JavaObjects => "java",
            Self::Tls => "tls",
        }
    }

    /// What data of this kind ends with, where the format says so.
    pub(super) fn end(self) -> Option<&'static [u8]> {
        TABLE.iter().find(|magic| magic.kind == self)?.end
    }
}

/// What these bytes are, by the first of them.
#[must_use]
pub fn guess(bytes: &[u8]) -> Guess {
    let agrees = |magic: &&Magic| {
        magic
            .start
            .iter()
            .zip(bytes)
            .all(|(wanted, byte)| wanted.is_none_or(|w| w == *byte))
    };
    let whole = |magic: &&Magic| magic.start.len() <= bytes.len();
    if let Some(found) = TABLE.iter().filter(agrees).find(whole) {
        return if is_written_in_letters(found) && !is_proved(bytes) {
            Guess::None
        } else {
            Guess::Kind(found.kind)
        };
    }
    // Only what text never begins with is worth waiting for.
    let perhaps = TABLE
        .iter()
        .filter(agrees)
        .any(|magic| !is_written_in_letters(magic) && !bytes.is_empty());
    if perhaps { Guess::Perhaps } else { Guess::None }
}

fn is_written_in_letters(magic: &Magic) -> bool {
    magic.start.iter().flatten().all(u8::is_ascii_graphic)
}

/// One can also type "GIF89a": a picture's next bytes are no letters.
fn is_proved(bytes: &[u8]) -> bool {
    let head = bytes.get(..PROOF).unwrap_or(bytes);
    head.iter()
        .any(|byte| !byte.is_ascii() || is_command(*byte))
}

/// A control character that ordinary text has no use for.
const fn is_command(byte: u8) -> bool {
    // Bell, backspace, tab, line feed, vertical tab, form feed and carriage return are typed; escape colours.
    byte.is_ascii_control() && !matches!(byte, 0x07..=0x0d | 0x1b)
}

/// Is this no text, by its first bytes or by all of them?
#[must_use]
pub fn is_data(bytes: &[u8]) -> bool {
    matches!(guess(bytes), Guess::Kind(_)) || looks_binary(bytes)
}

/// Is this no text: of more than a few bytes more than one in twenty-five is a control character without use in text?
///
/// Zeros before and after are padding (a C program that sends its whole buffer), nothing but zeros is no text.
#[must_use]
pub fn looks_binary(bytes: &[u8]) -> bool {
    let Some(start) = bytes.iter().position(|b| *b != 0) else {
        return !bytes.is_empty();
    };
    let end = bytes
        .iter()
        .rposition(|b| *b != 0)
        .map_or(start, |last| last + 1);
    let bytes = bytes.get(start..end).unwrap_or_default();
    let commands = bytes.iter().filter(|b| is_command(**b)).count();
    (commands >= 2 && commands * 25 > bytes.len()) || commands * 2 > bytes.len()
}

/// The text behind data that ended without a pause, in the last bytes of it: how many bytes, or 0.
///
/// Behind a format's own end everything counts that is text; else only whole lines do. A rule of thumb: nothing in
/// a stream says where one thing ends and the next begins.
pub(super) fn text_behind(
    kind: Option<Kind>,
    tail: &[u8],
    is_text: impl Fn(&[u8]) -> bool,
) -> usize {
    let readable = |bytes: &[u8]| is_text(bytes) && bytes.iter().any(|b| !b.is_ascii_control());
    if let Some(kind) = kind
        && let Some(end) = kind.end()
    {
        let rest = behind_end(kind, end, tail);
        return if readable(rest) { rest.len() } else { 0 };
    }
    let last = tail.iter().rposition(|b| is_command(*b));
    let from = last.map_or(0, |at| at + 1);
    let rests = (from..tail.len()).filter_map(|at| tail.get(at..));
    let found = rests
        .take_while(|rest| rest.len() > 2)
        .find(|rest| rest.ends_with(b"\n") && readable(rest));
    found.map_or(0, <[u8]>::len)
}

/// What stands behind the last end of a format of this kind; nothing where it has not ended.
fn behind_end<'a>(kind: Kind, end: &[u8], tail: &'a [u8]) -> &'a [u8] {
    let at = tail.windows(end.len()).rposition(|part| part == end);
    let rest = at.and_then(|at| tail.get(at + end.len()..));
    let rest = rest.unwrap_or_default();
    match kind {
        // The end of a PDF is a line.
        Kind::Pdf => rest.trim_ascii_start(),
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_name_a_kind_and_letters_alone_do_not() {
        assert_eq!(
            guess(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Guess::Kind(Kind::Png)
        );
        assert_eq!(guess(b"\x89PNG\r"), Guess::Perhaps);
        assert_eq!(
            guess(b"\xff\xd8\xff\xe0\0\x10JFIF"),
            Guess::Kind(Kind::Jpeg)
        );
        assert_eq!(guess(b"RIFF\x24\x08\0\0WAVEfmt "), Guess::Kind(Kind::Wav));
        assert_eq!(guess(b"GIF89a\x10\0\x10\0\xf0\0\0"), Guess::Kind(Kind::Gif));
        assert_eq!(
            guess(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
            Guess::Kind(Kind::Pdf)
        );
        assert_eq!(guess(b"\x16\x03\x01\x02\0\x01\0"), Guess::Kind(Kind::Tls));
        for text in [
            &b"GIF89a is a format\n"[..],
            b"%PDF-1.7 is typed",
            b"hello",
            b"PK",
            b"RIFFraff",
            b"",
        ] {
            assert!(
                matches!(guess(text), Guess::None | Guess::Perhaps),
                "{text:?}"
            );
        }
        assert_eq!(guess(b"hello"), Guess::None);
    }

    #[test]
    fn text_with_a_stray_control_character_stays_text() {
        for text in [
            &b"hello"[..],
            b"hello\0\0\0\0",
            b"\0\0\0\x05hello",
            b"\x1b[31mred\x1b[0m\n",
            b"\xc4\xe3\xba\xc3\n",
            b"a line with \x01 one of them\n",
            b"",
        ] {
            assert!(!looks_binary(text), "{text:?}");
        }
        for data in [
            &b"\0\0\0\x05"[..],
            b"\0\0",
            b"h\0e\0l\0l\0o\0",
            b"\x01\x02\x03abc",
            b"\x7fELF\x02\x01\x01\0",
        ] {
            assert!(looks_binary(data), "{data:?}");
        }
    }

    #[test]
    fn text_behind_data_is_found_and_the_end_of_the_data_is_none() {
        let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
        assert_eq!(
            text_behind(Some(Kind::Png), b"\x01IEND\xaeB`\x82done\n", is_text),
            5
        );
        assert_eq!(
            text_behind(Some(Kind::Png), b"\x01IEND\xaeB`\x82", is_text),
            0
        );
        assert_eq!(
            text_behind(Some(Kind::Pdf), b"startxref\n1234\n%%EOF\n", is_text),
            0
        );
        assert_eq!(
            text_behind(Some(Kind::Pdf), b"startxref\n1234\n%%EOF\nbye\n", is_text),
            4
        );
        assert_eq!(text_behind(None, b"\x01\x02\xfebye\n", is_text), 4);
        assert_eq!(text_behind(None, b"\x01\x02\xfebye", is_text), 0);
    }
}
