//! Sightings: how the frames of a message looked at the other end's interface.
//!
//! One side names bytes that one of both has sent, by where they lie: over TCP by their place in the
//! stream, over UDP by the text's number. Never by what they are: two equal texts are two messages.
//! The other answers with the headers of the frames that carried them, as its own interface saw them
//! (kinds 7 and 8; both are understood by whoever sets [`CAN_SIGHT`] in its hello).
//!
//! ```text
//!  kind 7, request                              kind 8, answer
//!  id u32       repeated by the answer          id u32
//!  whose u8     1 asker's, 2 answerer's         outcome u8   1 seen 2 not seen 3 refused 4 no right
//!  by u8        1 stream: offset u64,           total u16    frames that carried it
//!                 length u32                    count u8     frames that follow, at most 8; each:
//!               2 text: number u32                link u16, direction u8, checksum u8,
//!                                                 wire length u32,
//!                                                 name length u8, interface's name (UTF-8),
//!                                                 header length u8, header bytes
//! ```
//!
//! No payload goes back: only the headers in front of it, [`MOST_HEADERS`] bytes at most. No time goes
//! back either: the clocks of two machines differ. What follows the last field is of a later version.
//!
//! **Contract.** As [`super::codec`]: no input makes reading panic, and what is kept is bounded.

use crate::say::Clean;
use crate::wire::{ChecksumStatus, Direction};

use super::fields::Fields;
use super::malformed::{Flaw, Malformed};

/// The hello's capability bit: the sender captures, and answers what is asked about sightings.
pub const CAN_SIGHT: u32 = 1;
/// Frames told of in one answer, at most.
pub const MOST_FRAMES: usize = 8;
/// Header bytes told of each, at most.
pub const MOST_HEADERS: usize = 160;
/// Bytes of an interface's name, at most (`IFNAMSIZ` without the zero at its end).
pub const MOST_NAME: usize = 15;

/// Who sent the bytes that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Who asks: 'how did it look where it arrived?'
    Asker,
    /// Who is asked: 'how did it look when it left?'
    Answerer,
}

/// Where the bytes lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// TCP: in this direction's stream.
    Stream {
        /// Bytes before the first one; 0: the first after the handshake.
        offset: u64,
        /// How many, from 1.
        length: u32,
    },
    /// UDP: the text with this number, from 1. It survives lost datagrams, as a count would not.
    Text {
        /// The record's sequence number.
        number: u32,
    },
}

/// A request: how did these bytes look at your interface?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Chosen by who asks; the answer repeats it.
    pub id: u32,
    /// Who sent the bytes.
    pub whose: Whose,
    /// Which bytes.
    pub part: Part,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Frames carried the bytes; here they are.
    Seen,
    /// None was seen, or they are no longer kept.
    NotSeen,
    /// The user does not want it.
    Refused,
    /// The program may not capture there.
    NoRight,
}

/// One frame as the answerer's interface saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighted {
    /// How its first header reads, as capture files number it
    /// (<https://www.tcpdump.org/linktypes.html>).
    pub link: u16,
    /// Which way it went there.
    pub direction: Direction,
    /// What the kernel there said of its transport checksum.
    pub checksum: ChecksumStatus,
    /// Its length on the wire in bytes, without FCS.
    pub length: u32,
    /// The interface's name there: empty where it has none.
    pub interface: Clean,
    /// Its headers, up to the payload of its transport.
    pub headers: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Of which request.
    pub id: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Frames that carried the bytes, told here or not.
    pub total: u16,
    /// The first of them; none unless [`Outcome::Seen`].
    pub frames: Vec<Sighted>,
}

impl Answer {
    /// An answer without frames.
    #[must_use]
    pub const fn without(id: u32, outcome: Outcome) -> Self {
        Self {
            id,
            outcome,
            total: 0,
            frames: Vec::new(),
        }
    }
}

/// Reads a request.
pub(super) fn question(fields: &mut Fields<'_>) -> Result<Question, Malformed> {
    Ok(Question {
        id: fields.number("sighting id", 4)? as u32,
        whose: fields.choice("whose", |n| at(&WHOSE, n.checked_sub(1)?))?,
        part: part(fields)?,
    })
}

/// Where the bytes lie that are asked about.
fn part(fields: &mut Fields<'_>) -> Result<Part, Malformed> {
    let by_text = fields.choice("by", |n| matches!(n, 1 | 2).then_some(n == 2))?;
    if by_text {
        let number = fields.positive("text number")?;
        return Ok(Part::Text { number });
    }
    Ok(Part::Stream {
        offset: fields.number("offset", 8)?,
        length: fields.positive("stretch")?,
    })
}

/// Reads an answer.
pub(super) fn answer(fields: &mut Fields<'_>) -> Result<Answer, Malformed> {
    let id = fields.number("sighting id", 4)? as u32;
    let outcome = fields.choice("outcome", |n| at(&OUTCOMES, n.checked_sub(1)?))?;
    let total = fields.number("total", 2)? as u16;
    let seen = outcome == Outcome::Seen;
    // Frames and only frames come with 'seen'; and there are no more of them than there were in all.
    let fits = |n: usize| n <= MOST_FRAMES && (n > 0) == seen && n <= usize::from(total);
    let count = fields.choice("count", |n| Some(usize::from(n)).filter(|n| fits(*n)))?;
    let frames = (0..count).map(|_| sighted(fields));
    Ok(Answer {
        id,
        outcome,
        total,
        frames: frames.collect::<Result<_, _>>()?,
    })
}

fn sighted(fields: &mut Fields<'_>) -> Result<Sighted, Malformed> {
    let link = fields.number("link type", 2)? as u16;
    let direction = fields.choice("direction", |n| at(&DIRECTIONS, n))?;
    let checksum = fields.choice("checksum status", |n| at(&STATUSES, n))?;
    let length = fields.number("wire length", 4)? as u32;
    let name = fields.sized("interface", MOST_NAME)?;
    Ok(Sighted {
        link,
        direction,
        checksum,
        length,
        interface: Clean::spoken(&String::from_utf8_lossy(name)),
        headers: headers(fields, length)?,
    })
}

/// The headers of a frame of this length: they are not longer than it.
fn headers(fields: &mut Fields<'_>, length: u32) -> Result<Vec<u8>, Malformed> {
    let start = fields.at;
    let headers = fields.sized("headers", MOST_HEADERS)?;
    if headers.len() > length as usize {
        let flaw = Flaw::Value(headers.len() as u32);
        return Err(Malformed::new("headers", start, flaw));
    }
    Ok(headers.to_vec())
}

/// Who sent the bytes, by its number from 1.
const WHOSE: [Whose; 2] = [Whose::Asker, Whose::Answerer];
/// Outcomes by their number from 1.
const OUTCOMES: [Outcome; 4] = [
    Outcome::Seen,
    Outcome::NotSeen,
    Outcome::Refused,
    Outcome::NoRight,
];
/// Directions by their number.
const DIRECTIONS: [Direction; 5] = [
    Direction::Unknown,
    Direction::In,
    Direction::Out,
    Direction::Group,
    Direction::Others,
];
/// Checksum statuses by their number.
const STATUSES: [ChecksumStatus; 3] = [
    ChecksumStatus::Unknown,
    ChecksumStatus::Valid,
    ChecksumStatus::NotReady,
];

fn at<T: Copy>(list: &[T], number: u8) -> Option<T> {
    list.get(usize::from(number)).copied()
}

fn place<T: PartialEq>(list: &[T], wanted: &T) -> u8 {
    list.iter().position(|one| one == wanted).unwrap_or(0) as u8
}

impl Question {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(18);
        bytes.extend(self.id.to_be_bytes());
        bytes.push(place(&WHOSE, &self.whose) + 1);
        match self.part {
            Part::Stream { offset, length } => {
                bytes.push(1);
                bytes.extend(offset.to_be_bytes());
                bytes.extend(length.to_be_bytes());
            }
            Part::Text { number } => {
                bytes.push(2);
                bytes.extend(number.to_be_bytes());
            }
        }
        bytes
    }
}

impl Answer {
    /// The body's bytes. What is above the limits is cut: frames, header bytes, the name.
    pub(super) fn encode(&self) -> Vec<u8> {
        let frames = self.frames.get(..MOST_FRAMES).unwrap_or(&self.frames);
        let mut bytes = Vec::with_capacity(8 + frames.len() * (10 + MOST_NAME + MOST_HEADERS));
        bytes.extend(self.id.to_be_bytes());
        bytes.push(place(&OUTCOMES, &self.outcome) + 1);
        bytes.extend(self.total.to_be_bytes());
        bytes.push(frames.len() as u8);
        for frame in frames {
            frame.encode(&mut bytes);
        }
        bytes
    }
}

impl Sighted {
    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.link.to_be_bytes());
        bytes.extend([
            place(&DIRECTIONS, &self.direction),
            place(&STATUSES, &self.checksum),
        ]);
        bytes.extend(self.length.to_be_bytes());
        let name = &self.interface[..self.interface.floor_char_boundary(MOST_NAME)];
        bytes.push(name.len() as u8);
        bytes.extend(name.as_bytes());
        let headers = self.headers.get(..MOST_HEADERS).unwrap_or(&self.headers);
        bytes.push(headers.len() as u8);
        bytes.extend(headers);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::codec::{Body, Decoded, Record, decode};
    use super::*;

    pub fn questions() -> [Question; 2] {
        [
            Question {
                id: 7,
                whose: Whose::Asker,
                part: Part::Stream {
                    offset: 1 << 33,
                    length: 20,
                },
            },
            Question {
                id: u32::MAX,
                whose: Whose::Answerer,
                part: Part::Text { number: 3 },
            },
        ]
    }

    pub fn seen(frames: usize) -> Answer {
        let frame = |n: usize| Sighted {
            link: 1,
            direction: DIRECTIONS[n % 5],
            checksum: STATUSES[n % 3],
            length: 86 + n as u32,
            interface: "eth0".into(),
            headers: vec![n as u8; 66 + n],
        };
        Answer {
            id: 9,
            outcome: Outcome::Seen,
            total: frames as u16 + 1,
            frames: (0..frames).map(frame).collect(),
        }
    }

    fn records() -> Vec<Record> {
        let none = [Outcome::NotSeen, Outcome::Refused, Outcome::NoRight]
            .map(|outcome| Answer::without(4, outcome));
        let answers = [seen(1), seen(MOST_FRAMES)].into_iter().chain(none);
        let questions = questions().into_iter().map(Body::SightingRequest);
        let bodies = questions.chain(answers.map(Body::SightingAnswer));
        bodies.map(|body| Record::control(2, body)).collect()
    }

    /// The record with its length told as it is.
    fn sized(mut bytes: Vec<u8>) -> Vec<u8> {
        let length = bytes.len() as u32 - 16;
        bytes[4..8].copy_from_slice(&length.to_be_bytes());
        bytes
    }

    #[test]
    fn both_kinds_survive_the_way_there_and_back() {
        for record in records() {
            let bytes = record.encode();
            assert_eq!(decode(&bytes), Ok(Decoded::Record(record, bytes.len())));
        }
    }

    #[test]
    fn a_request_is_these_bytes() {
        let bytes = Record::control(0, Body::SightingRequest(questions()[0])).encode();
        let body = b"\0\0\0\x07\x01\x01\0\0\0\x02\0\0\0\0\0\0\0\x14";
        assert_eq!(&bytes[16..], body);
        assert_eq!((bytes[3], &bytes[4..8]), (7, &[0, 0, 0, 18][..]));
    }

    #[test]
    fn a_body_that_ends_early_names_the_field_it_lacks() {
        for record in records() {
            let whole = record.encode();
            for n in 16..whole.len() {
                let Err(malformed) = decode(&sized(whole[..n].to_vec())) else {
                    panic!("{n} of {record:?}")
                };
                assert_eq!(malformed.flaw, Flaw::TooShort, "{n} of {record:?}");
                assert!((16..=n).contains(&malformed.offset), "{malformed}");
            }
        }
    }

    #[test]
    fn what_a_later_version_adds_behind_is_left_alone() {
        for record in records() {
            let bytes = sized([record.encode(), vec![1, 2, 3]].concat());
            assert_eq!(decode(&bytes), Ok(Decoded::Record(record, bytes.len())));
        }
    }

    #[test]
    fn hostile_values_are_named_with_their_place() {
        let request = Record::control(0, Body::SightingRequest(questions()[0])).encode();
        let answer = Record::control(0, Body::SightingAnswer(seen(1))).encode();
        let refused = Record::control(
            0,
            Body::SightingAnswer(Answer::without(4, Outcome::Refused)),
        )
        .encode();
        let wrong = |bytes: &[u8], index: usize, value: u8| {
            let mut bytes = bytes.to_vec();
            bytes[index] = value;
            let malformed = decode(&bytes).unwrap_err();
            (malformed.field, malformed.offset, malformed.flaw)
        };
        assert_eq!(wrong(&request, 20, 3), ("whose", 20, Flaw::Value(3)));
        assert_eq!(wrong(&request, 21, 0), ("by", 21, Flaw::Value(0)));
        assert_eq!(wrong(&request, 33, 0), ("stretch", 30, Flaw::Value(0)));
        assert_eq!(wrong(&answer, 20, 9), ("outcome", 20, Flaw::Value(9)));
        assert_eq!(
            wrong(&answer, 22, 0),
            ("count", 23, Flaw::Value(1)),
            "more frames than there were"
        );
        assert_eq!(
            wrong(&answer, 23, 0),
            ("count", 23, Flaw::Value(0)),
            "seen, but no frame"
        );
        assert_eq!(wrong(&answer, 23, 9), ("count", 23, Flaw::Value(9)));
        assert_eq!(
            wrong(&refused, 23, 1),
            ("count", 23, Flaw::Value(1)),
            "refused, but a frame"
        );
        assert_eq!(wrong(&answer, 26, 5), ("direction", 26, Flaw::Value(5)));
        assert_eq!(
            wrong(&answer, 27, 3),
            ("checksum status", 27, Flaw::Value(3))
        );
        assert_eq!(
            wrong(&answer, 31, 65),
            ("headers", 37, Flaw::Value(66)),
            "longer than the frame"
        );
        assert_eq!(wrong(&answer, 32, 16), ("interface", 32, Flaw::Value(16)));
        assert_eq!(wrong(&answer, 37, 161), ("headers", 37, Flaw::Value(161)));
    }

    #[test]
    fn more_than_may_be_told_is_cut_and_a_name_is_made_harmless() {
        let mut answer = seen(MOST_FRAMES + 2);
        answer.frames[0].headers = vec![1; 300];
        answer.frames[0].length = 400;
        answer.frames[1].interface = "学学学学学学".into();
        answer.frames[2].interface = "\x1b[2J".into();
        let bytes = Record::control(0, Body::SightingAnswer(answer)).encode();
        let Ok(Decoded::Record(
            Record {
                body: Body::SightingAnswer(read),
                ..
            },
            _,
        )) = decode(&bytes)
        else {
            panic!()
        };
        assert_eq!(
            (read.frames.len(), read.frames[0].headers.len()),
            (MOST_FRAMES, MOST_HEADERS)
        );
        assert_eq!(
            (
                read.frames[1].interface.as_str(),
                read.frames[2].interface.as_str()
            ),
            ("学学学学学", "·[2J")
        );
    }

    #[test]
    fn no_mutation_panics_or_brings_more_than_is_allowed() {
        let seeds: Vec<_> = records().iter().map(Record::encode).collect();
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
            bytes.truncate(16 + next() % (bytes.len() - 15));
            let bytes = if next() % 2 == 0 { sized(bytes) } else { bytes };
            if let Ok(Decoded::Record(
                Record {
                    body: Body::SightingAnswer(answer),
                    ..
                },
                _,
            )) = decode(&bytes)
            {
                assert!(answer.frames.len() <= MOST_FRAMES);
                assert!(
                    answer
                        .frames
                        .iter()
                        .all(|f| f.headers.len() <= MOST_HEADERS)
                );
            }
        }
    }
}
