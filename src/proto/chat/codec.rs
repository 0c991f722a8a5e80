//! Records as bytes and back.
//!
//! **Contract.** [`decode`] panics on no input and allocates no more than the record it returns.
//! Short input is not an error: it says how many bytes are needed.

use std::ops::Range;

use super::secret::{COOKIE, Introduction, KEY, NONCE, Nonce, PROOF};
use super::sighting::{self, Answer, Question};

/// The first two bytes of every record.
pub const MAGIC: [u8; 2] = *b"WL";
/// The version these records are of.
pub const VERSION: u8 = 1;
/// Bytes after the session header, at most.
pub const MAX_BODY: usize = 65_536;
/// UTF-8 in the presentation header.
pub const CHARSET_UTF8: u8 = 1;
/// No compression in the presentation header.
pub const COMPRESSION_NONE: u8 = 0;
/// The hello's extension that echoes a challenge's cookie.
pub const EXTENSION_COOKIE: u8 = 1;
/// A nick's bytes, at most (its length is one byte).
pub const MAX_NICK: usize = 255;

/// Where the session header's fields lie.
pub mod at {
    use super::Range;

    /// `WL`.
    pub const MAGIC: Range<usize> = 0..2;
    /// Version of the protocol.
    pub const VERSION: usize = 2;
    /// What the record is.
    pub const KIND: usize = 3;
    /// Bytes that follow the header.
    pub const LENGTH: Range<usize> = 4..8;
    /// Number of this text.
    pub const SEQUENCE: Range<usize> = 8..12;
    /// Highest text received.
    pub const ACKNOWLEDGEMENT: Range<usize> = 12..16;
    /// The whole session header.
    pub const SESSION: Range<usize> = 0..16;
    /// Character set, in a text.
    pub const CHARSET: usize = 16;
    /// Compression, in a text.
    pub const COMPRESSION: usize = 17;
    /// The presentation header, in a text.
    pub const PRESENTATION: Range<usize> = 16..18;
    /// Hello: the running program.
    pub const INSTANCE: Range<usize> = 16..24;
    /// Hello: the session.
    pub const SESSION_ID: Range<usize> = 24..32;
    /// Hello: what the sender can do.
    pub const CAPABILITIES: Range<usize> = 32..36;
    /// Hello: a number that is used once.
    pub const NONCE: Range<usize> = 36..52;
    /// Hello: the number that this hello answers.
    pub const ECHO: Range<usize> = 52..68;
    /// Hello: a public key.
    pub const KEY: Range<usize> = 68..100;
    /// Hello: bytes of the nick.
    pub const NICK_LENGTH: usize = 100;
    /// Challenge: the number it answers.
    pub const CHALLENGED: Range<usize> = 16..32;
    /// Challenge: what is to be echoed.
    pub const COOKIE: Range<usize> = 32..48;
    /// Proof: the whole of it.
    pub const PROOF: Range<usize> = 16..48;
}

/// Kinds of records.
pub mod kind {
    /// Who I am, which session, what I have received.
    pub const HELLO: u8 = 1;
    /// A text.
    pub const TEXT: u8 = 2;
    /// What I have received.
    pub const ACKNOWLEDGEMENT: u8 = 3;
    /// Are you there?
    pub const PING: u8 = 4;
    /// I am.
    pub const PONG: u8 = 5;
    /// Goodbye.
    pub const BYE: u8 = 6;
    /// How did this look at your interface?
    pub const SIGHTING_REQUEST: u8 = 7;
    /// Like this.
    pub const SIGHTING_ANSWER: u8 = 8;
    /// I know the session's secret.
    pub const PROOF: u8 = 9;
    /// Echo this, so that I know the address is yours.
    pub const CHALLENGE: u8 = 10;
}

/// Who speaks: a hello's body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hello {
    /// The running program: chosen at random when it starts.
    pub instance: u64,
    /// The session, 0 = a new one, please.
    pub session: u64,
    /// What the sender can do, bit by bit: [`sighting::CAN_SIGHT`].
    pub capabilities: u32,
    /// A number used once; zeros in a hello that only tells of a new name or capability.
    pub nonce: Nonce,
    /// The number of the hello that this one answers; zeros in a first one.
    pub echo: Nonce,
    /// The sender's X25519 public key; zeros where no secret is to be agreed on.
    pub key: [u8; KEY],
    /// Extension 1: a challenge's cookie, echoed (UDP).
    pub cookie: Option<[u8; COOKIE]>,
    /// Its name, as it came (not yet harmless).
    pub nick: String,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Kind 1.
    Hello(Hello),
    /// Kind 2, with the bytes of the text (UTF-8 by charset, but not checked here).
    Text(Vec<u8>),
    /// Kind 3.
    Acknowledgement,
    /// Kind 4.
    Ping([u8; 8]),
    /// Kind 5.
    Pong([u8; 8]),
    /// Kind 6, with the reason.
    Bye(String),
    /// Kind 7.
    SightingRequest(Question),
    /// Kind 8.
    SightingAnswer(Answer),
    /// Kind 9: over both hellos and this record's acknowledgement.
    Proof([u8; PROOF]),
    /// Kind 10: the number of the hello it answers, and what to echo.
    Challenge(Nonce, [u8; COOKIE]),
    /// A kind of a later version: skipped.
    Unknown(u8),
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The number of this text; 0 for other kinds.
    pub sequence: u32,
    /// Highest text number the sender has received.
    pub acknowledgement: u32,
    /// What it says.
    pub body: Body,
}

/// What could be read from the bytes there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// At least this many bytes in all are needed.
    NeedMore(usize),
    /// A record, and how many bytes it took.
    Record(Record, usize),
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The record does not begin with `WL`.
    Magic,
    /// A version that is not 1.
    Version(u8),
    /// The length is above [`MAX_BODY`].
    TooLong(u32),
    /// The body is shorter than its kind needs.
    TooShort,
    /// A character set that was not agreed.
    Charset(u8),
    /// A compression that was not agreed.
    Compression(u8),
    /// A text without a number.
    NoNumber,
    /// An acknowledgement of a text that was never sent.
    NeverSent(u32),
    /// A text whose number leaves others out.
    Gap(u32),
    /// A value that means nothing, or nothing there.
    Value(u32),
}

/// Bytes that are no record of version 1: which field, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed {field} at byte {offset}: {flaw:?}")]
pub struct Malformed {
    /// The field's name.
    pub field: &'static str,
    /// Its offset in the record.
    pub offset: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl Malformed {
    /// What is wrong with which field.
    #[must_use]
    pub const fn new(field: &'static str, offset: usize, flaw: Flaw) -> Self {
        Self {
            field,
            offset,
            flaw,
        }
    }
}

fn u32_at(bytes: &[u8], range: Range<usize>) -> Option<u32> {
    bytes.get(range)?.try_into().ok().map(u32::from_be_bytes)
}

fn u64_at(bytes: &[u8], range: Range<usize>) -> Option<u64> {
    bytes.get(range)?.try_into().ok().map(u64::from_be_bytes)
}

/// How long the record at the start of `bytes` is, header included, as far as its header is there.
///
/// Wrong headers are found as early as they can be: after the first wrong byte.
///
/// # Errors
/// Magic, version, or a length above [`MAX_BODY`].
pub fn frame(bytes: &[u8]) -> Result<Option<usize>, Malformed> {
    let shared = bytes.len().min(MAGIC.len());
    if bytes[..shared] != MAGIC[..shared] {
        return Err(Malformed::new("magic", 0, Flaw::Magic));
    }
    if let Some(version) = bytes.get(at::VERSION).filter(|v| **v != VERSION) {
        return Err(Malformed::new(
            "version",
            at::VERSION,
            Flaw::Version(*version),
        ));
    }
    let Some(length) = u32_at(bytes, at::LENGTH) else {
        return Ok(None);
    };
    if length as usize > MAX_BODY {
        return Err(Malformed::new(
            "length",
            at::LENGTH.start,
            Flaw::TooLong(length),
        ));
    }
    Ok(Some(at::SESSION.end + length as usize))
}

/// Reads the record at the start of `bytes`.
///
/// # Errors
/// The first field that is malformed.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Malformed> {
    let Some(end) = frame(bytes)? else {
        return Ok(Decoded::NeedMore(at::SESSION.end));
    };
    let Some(whole) = bytes.get(..end) else {
        return Ok(Decoded::NeedMore(end));
    };
    let (Some(sequence), Some(acknowledgement), Some(kind)) = (
        u32_at(whole, at::SEQUENCE),
        u32_at(whole, at::ACKNOWLEDGEMENT),
        whole.get(at::KIND),
    ) else {
        return Ok(Decoded::NeedMore(at::SESSION.end));
    };
    let rest = whole.get(at::SESSION.end..).unwrap_or_default();
    let body = match *kind {
        kind::HELLO => Body::Hello(hello(whole)?),
        kind::TEXT => Body::Text(text(whole, sequence)?),
        kind::ACKNOWLEDGEMENT => Body::Acknowledgement,
        kind::PING => Body::Ping(opaque(rest)?),
        kind::PONG => Body::Pong(opaque(rest)?),
        kind::BYE => Body::Bye(String::from_utf8_lossy(rest).into_owned()),
        kind::SIGHTING_REQUEST => Body::SightingRequest(sighting::question(whole)?),
        kind::SIGHTING_ANSWER => Body::SightingAnswer(sighting::answer(whole)?),
        kind::PROOF => Body::Proof(array_at(whole, at::PROOF, "proof")?),
        kind::CHALLENGE => Body::Challenge(
            array_at(whole, at::CHALLENGED, "nonce")?,
            array_at(whole, at::COOKIE, "cookie")?,
        ),
        other => Body::Unknown(other),
    };
    Ok(Decoded::Record(
        Record {
            sequence,
            acknowledgement,
            body,
        },
        end,
    ))
}

fn array_at<const N: usize>(
    whole: &[u8],
    range: Range<usize>,
    field: &'static str,
) -> Result<[u8; N], Malformed> {
    let start = range.start;
    let bytes = whole.get(range).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Malformed::new(field, start, Flaw::TooShort))
}

fn opaque(rest: &[u8]) -> Result<[u8; 8], Malformed> {
    let eight = rest.first_chunk::<8>();
    eight
        .copied()
        .ok_or(Malformed::new("opaque", at::SESSION.end, Flaw::TooShort))
}

fn text(whole: &[u8], sequence: u32) -> Result<Vec<u8>, Malformed> {
    if sequence == 0 {
        return Err(Malformed::new(
            "sequence",
            at::SEQUENCE.start,
            Flaw::NoNumber,
        ));
    }
    let Some([charset, compression]) = whole
        .get(at::PRESENTATION)
        .and_then(|b| b.first_chunk::<2>())
    else {
        return Err(Malformed::new("charset", at::CHARSET, Flaw::TooShort));
    };
    if *charset != CHARSET_UTF8 {
        return Err(Malformed::new(
            "charset",
            at::CHARSET,
            Flaw::Charset(*charset),
        ));
    }
    if *compression != COMPRESSION_NONE {
        return Err(Malformed::new(
            "compression",
            at::COMPRESSION,
            Flaw::Compression(*compression),
        ));
    }
    Ok(whole
        .get(at::PRESENTATION.end..)
        .unwrap_or_default()
        .to_vec())
}

fn hello(whole: &[u8]) -> Result<Hello, Malformed> {
    let short = |field, offset| Malformed::new(field, offset, Flaw::TooShort);
    let instance =
        u64_at(whole, at::INSTANCE).ok_or_else(|| short("instance", at::INSTANCE.start))?;
    let session =
        u64_at(whole, at::SESSION_ID).ok_or_else(|| short("session", at::SESSION_ID.start))?;
    let capabilities = u32_at(whole, at::CAPABILITIES)
        .ok_or_else(|| short("capabilities", at::CAPABILITIES.start))?;
    let nonce = array_at::<NONCE>(whole, at::NONCE, "nonce")?;
    let echo = array_at::<NONCE>(whole, at::ECHO, "echo")?;
    let key = array_at::<KEY>(whole, at::KEY, "key")?;
    let length = *whole
        .get(at::NICK_LENGTH)
        .ok_or_else(|| short("nick length", at::NICK_LENGTH))?;
    let start = at::NICK_LENGTH + 1;
    let nick = whole
        .get(start..start + usize::from(length))
        .ok_or_else(|| short("nick", start))?;
    let nick = String::from_utf8_lossy(nick).into_owned();
    let cookie = extensions(whole, start + usize::from(length))?;
    Ok(Hello {
        instance,
        session,
        capabilities,
        nonce,
        echo,
        key,
        cookie,
        nick,
    })
}

/// Walks over the extensions and gives the cookie, if there is one. Others are of later versions and
/// must only be whole.
fn extensions(whole: &[u8], mut offset: usize) -> Result<Option<[u8; COOKIE]>, Malformed> {
    let mut cookie = None;
    while offset < whole.len() {
        let length = whole
            .get(offset + 1..offset + 3)
            .and_then(|b| b.try_into().ok())
            .map(u16::from_be_bytes);
        let next = length.map(|length| offset + 3 + usize::from(length));
        let Some((next, value)) = next.and_then(|next| Some((next, whole.get(offset + 3..next)?)))
        else {
            return Err(Malformed::new("extension", offset, Flaw::TooShort));
        };
        if whole.get(offset) == Some(&EXTENSION_COOKIE) {
            cookie = value.try_into().ok();
        }
        offset = next;
    }
    Ok(cookie)
}

impl Record {
    /// A record that is no text.
    #[must_use]
    pub const fn control(acknowledgement: u32, body: Body) -> Self {
        Self {
            sequence: 0,
            acknowledgement,
            body,
        }
    }

    /// The record's bytes. A body above [`MAX_BODY`] is cut (texts are bounded before they come here).
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, mut body) = self.body.encode();
        body.truncate(MAX_BODY);
        let mut bytes = Vec::with_capacity(at::SESSION.end + body.len());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&[VERSION, kind]);
        bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.acknowledgement.to_be_bytes());
        bytes.append(&mut body);
        bytes
    }
}

impl Body {
    fn encode(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Hello(hello) => (kind::HELLO, hello.encode()),
            Self::Text(text) => (
                kind::TEXT,
                [&[CHARSET_UTF8, COMPRESSION_NONE], text.as_slice()].concat(),
            ),
            Self::Acknowledgement => (kind::ACKNOWLEDGEMENT, Vec::new()),
            Self::Ping(opaque) => (kind::PING, opaque.to_vec()),
            Self::Pong(opaque) => (kind::PONG, opaque.to_vec()),
            Self::Bye(reason) => (kind::BYE, reason.as_bytes().to_vec()),
            Self::SightingRequest(question) => (kind::SIGHTING_REQUEST, question.encode()),
            Self::SightingAnswer(answer) => (kind::SIGHTING_ANSWER, answer.encode()),
            Self::Proof(proof) => (kind::PROOF, proof.to_vec()),
            Self::Challenge(nonce, cookie) => (
                kind::CHALLENGE,
                [nonce.as_slice(), cookie.as_slice()].concat(),
            ),
            Self::Unknown(kind) => (*kind, Vec::new()),
        }
    }
}

impl Hello {
    /// What a proof or a cookie is made over.
    #[must_use]
    pub const fn introduction(&self) -> Introduction {
        Introduction {
            instance: self.instance,
            nonce: self.nonce,
            key: self.key,
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut end = self.nick.len().min(MAX_NICK);
        while !self.nick.is_char_boundary(end) {
            end -= 1;
        }
        let mut bytes = Vec::with_capacity(at::NICK_LENGTH + 1 + end);
        bytes.extend_from_slice(&self.instance.to_be_bytes());
        bytes.extend_from_slice(&self.session.to_be_bytes());
        bytes.extend_from_slice(&self.capabilities.to_be_bytes());
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.echo);
        bytes.extend_from_slice(&self.key);
        bytes.push(end as u8);
        bytes.extend_from_slice(&self.nick.as_bytes()[..end]);
        if let Some(cookie) = &self.cookie {
            bytes.extend_from_slice(&[EXTENSION_COOKIE, 0, COOKIE as u8]);
            bytes.extend_from_slice(cookie);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hi() -> Record {
        Record {
            sequence: 7,
            acknowledgement: 3,
            body: Body::Text(b"hi".to_vec()),
        }
    }

    fn ada() -> Record {
        let hello = Hello {
            instance: 0x0102_0304_0506_0708,
            session: 9,
            nonce: [1; NONCE],
            echo: [2; NONCE],
            key: [3; KEY],
            nick: "Ada".into(),
            ..Hello::default()
        };
        Record::control(5, Body::Hello(hello))
    }

    #[test]
    fn a_text_is_these_twenty_bytes() {
        let bytes = b"WL\x01\x02\x00\x00\x00\x04\x00\x00\x00\x07\x00\x00\x00\x03\x01\x00hi";
        assert_eq!(hi().encode(), bytes);
        assert_eq!(decode(bytes), Ok(Decoded::Record(hi(), 20)));
    }

    #[test]
    fn a_hello_is_these_bytes() {
        let mut bytes = b"WL\x01\x01\x00\x00\x00\x58\x00\x00\x00\x00\x00\x00\x00\x05\
            \x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x00\x00"
            .to_vec();
        bytes.extend([[1; NONCE], [2; NONCE], [3; NONCE], [3; NONCE]].concat());
        bytes.extend(b"\x03Ada");
        assert_eq!(ada().encode(), bytes);
        assert_eq!(decode(&bytes), Ok(Decoded::Record(ada(), 104)));
    }

    #[test]
    fn a_cookie_is_echoed_in_an_extension() {
        let Body::Hello(hello) = ada().body else {
            panic!()
        };
        let record = Record::control(
            5,
            Body::Hello(Hello {
                cookie: Some([8; COOKIE]),
                ..hello
            }),
        );
        let bytes = record.encode();
        assert_eq!(bytes.len(), 104 + 3 + COOKIE);
        assert_eq!(decode(&bytes), Ok(Decoded::Record(record, bytes.len())));
    }

    #[test]
    fn every_kind_survives_the_way_there_and_back() {
        let bodies = [
            Body::Acknowledgement,
            Body::Ping([1; 8]),
            Body::Pong([2; 8]),
            Body::Bye("late".into()),
            Body::Proof([4; PROOF]),
            Body::Challenge([5; NONCE], [6; COOKIE]),
        ];
        for body in bodies {
            let record = Record::control(1, body);
            let bytes = record.encode();
            assert_eq!(decode(&bytes), Ok(Decoded::Record(record, bytes.len())));
        }
    }

    #[test]
    fn every_truncation_asks_for_more_and_names_a_length_that_is_not_too_large() {
        for whole in [
            hi().encode(),
            ada().encode(),
            Record::control(0, Body::Ping([9; 8])).encode(),
        ] {
            for n in 0..whole.len() {
                match decode(&whole[..n]) {
                    Ok(Decoded::NeedMore(need)) => {
                        assert!(need > n && need <= whole.len(), "{n}: {need}");
                    }
                    other => panic!("{n} bytes: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn what_follows_a_record_is_left_alone() {
        let mut bytes = hi().encode();
        bytes.extend_from_slice(&ada().encode());
        assert_eq!(decode(&bytes), Ok(Decoded::Record(hi(), 20)));
    }

    #[test]
    fn wrong_fields_are_named_with_their_place() {
        let wrong = |index: usize, value: u8| {
            let mut bytes = hi().encode();
            bytes[index] = value;
            decode(&bytes).unwrap_err()
        };
        assert_eq!(wrong(0, b'X'), Malformed::new("magic", 0, Flaw::Magic));
        assert_eq!(wrong(2, 9), Malformed::new("version", 2, Flaw::Version(9)));
        assert_eq!(
            wrong(5, 2),
            Malformed::new("length", 4, Flaw::TooLong(0x2_0004))
        );
        assert_eq!(
            wrong(16, 3),
            Malformed::new("charset", 16, Flaw::Charset(3))
        );
        assert_eq!(
            wrong(17, 3),
            Malformed::new("compression", 17, Flaw::Compression(3))
        );
        assert_eq!(wrong(11, 0), Malformed::new("sequence", 8, Flaw::NoNumber));
        assert_eq!(
            wrong(3, kind::PING),
            Malformed::new("opaque", 16, Flaw::TooShort)
        );
        assert_eq!(
            wrong(3, kind::HELLO),
            Malformed::new("instance", 16, Flaw::TooShort)
        );
        assert_eq!(decode(b"G").unwrap_err().field, "magic");
    }

    #[test]
    fn later_versions_records_and_extensions_are_skipped() {
        let mut bytes = hi().encode();
        bytes[3] = 200;
        assert!(matches!(
            decode(&bytes),
            Ok(Decoded::Record(
                Record {
                    body: Body::Unknown(200),
                    ..
                },
                20
            ))
        ));
        let mut bytes = ada().encode();
        bytes.extend_from_slice(&[42, 0, 2, 0xaa, 0xbb]);
        bytes[7] += 5;
        assert_eq!(decode(&bytes), Ok(Decoded::Record(ada(), 109)));
        bytes[106] = 3;
        assert_eq!(decode(&bytes).unwrap_err().field, "extension");
    }

    #[test]
    fn a_long_nick_is_cut_between_characters() {
        let hello = Hello {
            nick: "学".repeat(100),
            ..Hello::default()
        };
        let bytes = Record::control(0, Body::Hello(hello)).encode();
        let Ok(Decoded::Record(
            Record {
                body: Body::Hello(read),
                ..
            },
            _,
        )) = decode(&bytes)
        else {
            panic!()
        };
        assert_eq!(read.nick, "学".repeat(85));
    }

    #[test]
    fn no_mutation_panics_or_takes_more_than_there_is() {
        let seeds = [
            hi().encode(),
            ada().encode(),
            Record::control(1, Body::Bye("x".into())).encode(),
        ];
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random as usize
        };
        for round in 0..60_000 {
            let mut bytes = seeds[round % seeds.len()].clone();
            for _ in 0..=next() % 4 {
                let index = next() % bytes.len();
                bytes[index] = next() as u8;
            }
            bytes.truncate(next() % (bytes.len() + 1));
            if let Ok(Decoded::Record(_, used)) = decode(&bytes) {
                assert!(used <= bytes.len());
            }
        }
    }
}
