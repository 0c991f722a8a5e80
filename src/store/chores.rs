//! The lab's housekeeping, and whatever else only keeps a connection alive: what nobody asked for and
//! nobody reads, so that it must not bury what was said.
//!
//! Decided once, when a frame comes, from its digest and some bytes of its payload. A bare acknowledgement
//! of a text is none of it: it says that the text was delivered.

use crate::say;
use crate::say::Say;
use crate::wire::ports::{FINDER as FINDER_PORT, FINDER_MAGIC};
use crate::wire::{Detail, Digest, Protocol};

/// Bytes of a finder's question, and of its answer.
const FINDER_SIZE: usize = 48;

/// What of the housekeeping a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chore {
    /// TCP asks whether the other end is still there (RFC 9293 §3.8.4).
    KeepAlive,
    /// The answer to that.
    KeepAliveAnswer,
    /// The lab asks whether the other lab is still there, and carries nothing else.
    Ping,
    /// The answer to that.
    Pong,
    /// TCP's acknowledgement of a ping or pong, and of nothing else.
    Acknowledgement,
    /// A lab asks whether there is another.
    Question,
    /// The answer to that: a lab's, or an ICMP error.
    Answer,
    /// A socket call for any of it.
    Call,
}

impl Chore {
    /// As three bits; 0 stands for none. Calls are no frames and have none of their own.
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::KeepAlive => 1,
            Self::KeepAliveAnswer => 2,
            Self::Ping => 3,
            Self::Pong => 4,
            Self::Acknowledgement => 5,
            Self::Question => 6,
            Self::Answer | Self::Call => 7,
        }
    }

    pub(super) const fn of_code(code: u16) -> Option<Self> {
        Some(match code {
            1 => Self::KeepAlive,
            2 => Self::KeepAliveAnswer,
            3 => Self::Ping,
            4 => Self::Pong,
            5 => Self::Acknowledgement,
            6 => Self::Question,
            7 => Self::Answer,
            _ => return None,
        })
    }

    /// What it is and why it is there, in a sentence.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::KeepAlive => say!("flows-chore-keep-alive"),
            Self::KeepAliveAnswer => say!("flows-chore-keep-alive-answer"),
            Self::Ping => say!("flows-chore-ping"),
            Self::Pong => say!("flows-chore-pong"),
            Self::Acknowledgement => say!("flows-chore-acknowledgement"),
            Self::Question => say!("flows-chore-question"),
            Self::Answer => say!("flows-chore-answer"),
            Self::Call => say!("flows-chore-call"),
        }
    }
}

/// What becomes of one's own housekeeping in lists, ladders and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Housekeeping {
    /// A list counts it; ladders and tables fold runs of it into one row.
    #[default]
    Hidden,
    /// It stands among the rest.
    Shown,
}

/// How much housekeeping there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Frames in all.
    pub frames: u32,
    /// Keep-alives asked; their answers do not count.
    pub keep_alives: u32,
    /// Pings asked.
    pub pings: u32,
    /// Questions whether there is a lab.
    pub questions: u32,
}

impl Tally {
    /// One more frame.
    pub const fn add(&mut self, chore: Chore) {
        self.frames = self.frames.saturating_add(1);
        let count = match chore {
            Chore::KeepAlive => &mut self.keep_alives,
            Chore::Ping => &mut self.pings,
            Chore::Question => &mut self.questions,
            Chore::KeepAliveAnswer
            | Chore::Pong
            | Chore::Acknowledgement
            | Chore::Answer
            | Chore::Call => return,
        };
        *count = count.saturating_add(1);
    }

    /// All of another one, too.
    pub const fn merge(&mut self, other: &Self) {
        self.frames = self.frames.saturating_add(other.frames);
        self.keep_alives = self.keep_alives.saturating_add(other.keep_alives);
        self.pings = self.pings.saturating_add(other.pings);
        self.questions = self.questions.saturating_add(other.questions);
    }

    /// In some words: how many of which. Where only answers were seen, how many frames.
    #[must_use]
    pub fn say(&self) -> Vec<Say> {
        let mut said = Vec::new();
        if self.keep_alives > 0 {
            said.push(say!("flows-keep-alives", n = self.keep_alives));
        }
        if self.pings > 0 {
            said.push(say!("flows-pings", n = self.pings));
        }
        if self.questions > 0 {
            said.push(say!("flows-questions", n = self.questions));
        }
        if said.is_empty() && self.frames > 0 {
            said.push(say!("flows-answers", n = self.frames));
        }
        said
    }
}

/// What a frame's own bytes tell: pings, questions, and errors about questions.
#[must_use]
pub fn of_frame(digest: &Digest, bytes: &[u8]) -> Option<Chore> {
    match (digest.transport, digest.protocol) {
        (Protocol::Tcp | Protocol::Udp, Protocol::LabSession) => pings(digest.payload(bytes)),
        (Protocol::Udp, _)
            if digest.dst_port == FINDER_PORT && is_finders(digest.payload(bytes)) =>
        {
            Some(Chore::Question)
        }
        (Protocol::Udp, _)
            if digest.src_port == FINDER_PORT && is_finders(digest.payload(bytes)) =>
        {
            Some(Chore::Answer)
        }
        (Protocol::Icmp | Protocol::Icmpv6, _) => {
            quotes_question(digest, bytes).then_some(Chore::Answer)
        }
        _ => None,
    }
}

/// Is this datagram one of those by which wirelabs find each other?
fn is_finders(payload: &[u8]) -> bool {
    payload.len() == FINDER_SIZE && payload.starts_with(FINDER_MAGIC)
}

/// The session header of the lab's records, in bytes.
const HEADER: usize = 16;
/// Bytes that a ping carries and its pong repeats.
const OPAQUE: usize = 8;
/// Set in the kind of a record that is sealed (over UDP): a number and a code stand before its body.
const SEALED: u8 = 0x80;
/// Their bytes, which the length counts too.
const SEAL: usize = 24;

/// Is this payload whole records, each of them a ping or pong?
fn pings(mut payload: &[u8]) -> Option<Chore> {
    let mut first = None;
    while let Some(&[b'W', b'L', _, kind, l0, l1, l2, l3]) = payload.first_chunk() {
        let length = u32::from_be_bytes([l0, l1, l2, l3]) as usize;
        let chore = match kind & !SEALED {
            4 => Chore::Ping,
            5 => Chore::Pong,
            _ => return None,
        };
        if length != OPAQUE + if kind & SEALED == 0 { 0 } else { SEAL } {
            return None;
        }
        first = first.or(Some(chore));
        payload = payload.get(HEADER + length..)?;
    }
    first.filter(|_| payload.is_empty())
}

/// Does an ICMP error quote a question? Of the quoted datagram no more than its ports need be there.
fn quotes_question(digest: &Digest, bytes: &[u8]) -> bool {
    let Detail::Icmp { kind, .. } = digest.detail else {
        return false;
    };
    let quoted = digest.payload(bytes);
    let udp = match (digest.transport, kind) {
        (Protocol::Icmp, 3 | 11) if quoted.get(9) == Some(&17) => quoted
            .first()
            .and_then(|first| quoted.get(usize::from(first & 15) * 4..)),
        (Protocol::Icmpv6, 1 | 3) if quoted.get(6) == Some(&17) => quoted.get(40..),
        _ => None,
    };
    let Some(&[_, _, p0, p1, l0, l1, _, _]) = udp.and_then(|udp| udp.first_chunk()) else {
        return false;
    };
    let carried = udp.and_then(|udp| udp.get(8..)).unwrap_or_default();
    let shared = carried.len().min(FINDER_MAGIC.len());
    u16::from_be_bytes([p0, p1]) == FINDER_PORT
        && usize::from(u16::from_be_bytes([l0, l1])) == FINDER_SIZE + 8
        && carried[..shared] == FINDER_MAGIC[..shared]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, length: u32) -> Vec<u8> {
        let mut record = vec![b'W', b'L', 1, kind];
        record.extend(length.to_be_bytes());
        record.extend(vec![0; 8 + length as usize]);
        record
    }

    fn finders(port: u16, payload: &[u8]) -> Option<Chore> {
        let digest = Digest {
            protocol: Protocol::Udp,
            transport: Protocol::Udp,
            src_port: 40000,
            dst_port: port,
            payload_len: payload.len() as u32,
            ..Digest::default()
        };
        of_frame(&digest, payload)
    }

    #[test]
    fn whole_pings_and_nothing_else_are_housekeeping() {
        let (ping, pong, text) = (record(4, 8), record(5, 8), record(2, 8));
        assert_eq!(pings(&ping), Some(Chore::Ping));
        assert_eq!(
            pings(&[pong.clone(), ping.clone()].concat()),
            Some(Chore::Pong)
        );
        assert_eq!(pings(&[ping.clone(), text.clone()].concat()), None);
        assert_eq!(pings(&text), None);
        assert_eq!(pings(&ping[..20]), None, "cut short");
        assert_eq!(pings(&[ping.as_slice(), b"hi"].concat()), None);
        assert_eq!(pings(&[]), None);
        assert_eq!(pings(&record(4, 9)), None);
        assert_eq!(pings(&record(4, u32::MAX >> 8)[..40]), None);
        assert_eq!(
            pings(&record(4 | SEALED, 8 + 24)),
            Some(Chore::Ping),
            "with its proof"
        );
        assert_eq!(pings(&record(4 | SEALED, 8)), None);
        assert_eq!(
            pings(&record(3, 0)),
            None,
            "an acknowledgement is a delivery"
        );
    }

    #[test]
    fn questions_are_known_by_port_size_and_first_bytes() {
        let mut question = FINDER_MAGIC.to_vec();
        question.resize(FINDER_SIZE, 7);
        assert_eq!(finders(FINDER_PORT, &question), Some(Chore::Question));
        assert_eq!(finders(10101, &question), None);
        assert_eq!(finders(FINDER_PORT, &question[..47]), None);
        question[4] = 2;
        assert_eq!(finders(FINDER_PORT, &question), None);
    }

    #[test]
    fn an_error_about_a_question_is_its_answer_and_one_about_a_text_is_not() {
        let error = |port: u16, length: u16, carried: &[u8]| {
            let mut bytes = vec![
                0x45, 0, 0, 76, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x9c, 0x40,
            ];
            bytes.extend(port.to_be_bytes());
            bytes.extend(length.to_be_bytes());
            bytes.extend([0, 0]);
            bytes.extend(carried);
            let detail = Detail::Icmp {
                kind: 3,
                code: 3,
                ident: 0,
                seq: 0,
            };
            let digest = Digest {
                transport: Protocol::Icmp,
                payload_len: bytes.len() as u32,
                detail,
                ..Digest::default()
            };
            of_frame(&digest, &bytes)
        };
        assert_eq!(error(FINDER_PORT, 56, b"WLAB\x01rest"), Some(Chore::Answer));
        assert_eq!(
            error(FINDER_PORT, 56, b""),
            Some(Chore::Answer),
            "quoted no farther than its ports"
        );
        assert_eq!(error(FINDER_PORT, 56, b"hello"), None);
        assert_eq!(error(FINDER_PORT, 13, b""), None);
        assert_eq!(error(10101, 56, b"WLAB\x01rest"), None);
    }

    #[test]
    fn codes_come_back() {
        for code in 1..8 {
            assert_eq!(Chore::of_code(code).map(Chore::code), Some(code));
        }
        assert_eq!(Chore::of_code(0), None);
    }
}
