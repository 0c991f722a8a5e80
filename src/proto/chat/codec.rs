//! Records as bytes and back.
//!
//! **Contract.** [`decode`] panics on no input and allocates no more than the record it returns.
//! Short input is not an error: it says how many bytes are needed.

use super::fields::Fields;
use super::malformed::{Flaw, Malformed};
use super::secret::{COOKIE, Introduction, KEY, Nonce, PROOF};
use super::sighting::{self, Answer, Question};

use super::header::{MAGIC, VERSION, u32_at};
pub use super::header::{MAX_BODY, at, frame, kind};

/// UTF-8 in the presentation header.
pub const CHARSET_UTF8: u8 = 1;
/// No compression in the presentation header.
pub const COMPRESSION_NONE: u8 = 0;
/// The hello's extension that echoes a challenge's cookie.
pub const EXTENSION_COOKIE: u8 = 1;
/// A nick's bytes, at most (its length is one byte).
pub const MAX_NICK: usize = 255;

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
    // The whole header is there: so are these.
    let sequence = u32_at(whole, at::SEQUENCE).unwrap_or(0);
    let record = Record {
        sequence,
        acknowledgement: u32_at(whole, at::ACKNOWLEDGEMENT).unwrap_or(0),
        body: body(whole, sequence)?,
    };
    Ok(Decoded::Record(record, end))
}

fn body(whole: &[u8], sequence: u32) -> Result<Body, Malformed> {
    let fields = &mut Fields::of(whole);
    Ok(match whole.get(at::KIND).copied().unwrap_or(0) {
        kind::HELLO => Body::Hello(hello(fields)?),
        kind::TEXT => Body::Text(text(fields, sequence)?),
        kind::ACKNOWLEDGEMENT => Body::Acknowledgement,
        kind::PING => Body::Ping(fields.array("opaque")?),
        kind::PONG => Body::Pong(fields.array("opaque")?),
        kind::BYE => Body::Bye(String::from_utf8_lossy(fields.rest()).into_owned()),
        kind::SIGHTING_REQUEST => Body::SightingRequest(sighting::question(fields)?),
        kind::SIGHTING_ANSWER => Body::SightingAnswer(sighting::answer(fields)?),
        kind::PROOF => Body::Proof(fields.array("proof")?),
        kind::CHALLENGE => Body::Challenge(fields.array("nonce")?, fields.array("cookie")?),
        other => Body::Unknown(other),
    })
}

fn text(fields: &mut Fields<'_>, sequence: u32) -> Result<Vec<u8>, Malformed> {
    let flaw = |field, offset, flaw| Err(Malformed::new(field, offset, flaw));
    if sequence == 0 {
        return flaw("sequence", at::SEQUENCE.start, Flaw::NoNumber);
    }
    match fields.array("charset")? {
        [CHARSET_UTF8, COMPRESSION_NONE] => Ok(fields.rest().to_vec()),
        [CHARSET_UTF8, other] => flaw("compression", at::COMPRESSION, Flaw::Compression(other)),
        [other, _] => flaw("charset", at::CHARSET, Flaw::Charset(other)),
    }
}

fn hello(fields: &mut Fields<'_>) -> Result<Hello, Malformed> {
    Ok(Hello {
        instance: fields.number("instance", at::INSTANCE.len())?,
        session: fields.number("session", at::SESSION_ID.len())?,
        capabilities: fields.number("capabilities", at::CAPABILITIES.len())? as u32,
        nonce: fields.array("nonce")?,
        echo: fields.array("echo")?,
        key: fields.array("key")?,
        nick: nick(fields)?,
        cookie: extensions(fields)?,
    })
}

fn nick(fields: &mut Fields<'_>) -> Result<String, Malformed> {
    let length = fields.number("nick length", 1)? as usize;
    let nick = fields.bytes("nick", length)?;
    Ok(String::from_utf8_lossy(nick).into_owned())
}

/// Walks over the extensions and gives the cookie, if there is one. Others are of later versions and
/// must only be whole.
fn extensions(fields: &mut Fields<'_>) -> Result<Option<[u8; COOKIE]>, Malformed> {
    let mut cookie = None;
    while !fields.is_over() {
        let short = Malformed::new("extension", fields.at, Flaw::TooShort);
        let (kind, value) = extension(fields).map_err(|_| short)?;
        if kind == EXTENSION_COOKIE {
            cookie = value.try_into().ok();
        }
    }
    Ok(cookie)
}

/// Type and value of one extension.
fn extension<'a>(fields: &mut Fields<'a>) -> Result<(u8, &'a [u8]), Malformed> {
    let kind = fields.number("extension", 1)? as u8;
    let length = fields.number("extension", 2)? as usize;
    Ok((kind, fields.bytes("extension", length)?))
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
        let end = self.nick.floor_char_boundary(MAX_NICK);
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
    use crate::proto::chat::secret::NONCE;

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
