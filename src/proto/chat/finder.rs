//! The finder: whether a wirelab listens at the other end, asked beside the talk.
//!
//! A plain program must never get a byte that its peer did not type; so nothing is asked over the
//! connection itself. Whoever connects asks UDP port [`PORT`] of the same host, which only wirelabs
//! bind and only while they listen: 'does a wirelab listen at TCP (or UDP) port N?' One who does
//! answers with the question's token and the number of its running program. Nobody else answers.
//!
//! A question and an answer are one datagram each, and equally long: who forges a sender's address
//! makes nobody send more than he sends himself. All numbers are big-endian:
//!
//! ```text
//!  0        4         5      6           7          8      10
//!  +--------+---------+------+-----------+----------+------+-----------------+
//!  | 'WLAB' | version | kind | transport | reserved | port | reserved, 6     |
//!  +--------+---------+------+-----------+----------+------+-----------------+
//! 16  token, 16 bytes: random in each question, repeated by its answer       |
//!  +--------------------------------------+----------------------------------+
//! 32  instance: 0 in a question           | 40  reserved, 8                  |
//!  +--------------------------------------+----------------------------------+
//! ```
//!
//! Reserved bytes are sent as zero and not read, so that a later version may use them; so is the
//! instance in a question.
//!
//! **Contract.** [`decode`] panics on no input and takes no memory.

use std::ops::Range;

/// The UDP port of the finder, on every host: next to the chat's own.
pub const PORT: u16 = crate::wire::ports::FINDER;
/// Bytes of a question, and of an answer.
pub const LENGTH: usize = 48;
/// The first four bytes.
pub const MAGIC: [u8; 4] = *b"WLAB";
/// The version these datagrams are of.
pub const VERSION: u8 = 1;

/// Where the fields lie.
pub mod at {
    use super::Range;

    /// `WLAB`.
    pub const MAGIC: Range<usize> = 0..4;
    /// Version of the finder.
    pub const VERSION: usize = 4;
    /// Question or answer.
    pub const KIND: usize = 5;
    /// The protocol number of the transport asked about.
    pub const TRANSPORT: usize = 6;
    /// The port asked about.
    pub const PORT: Range<usize> = 8..10;
    /// What makes this question another one than all others.
    pub const TOKEN: Range<usize> = 16..32;
    /// The running program that answers.
    pub const INSTANCE: Range<usize> = 32..40;
}

/// Kinds of datagrams.
pub mod kind {
    /// Does a wirelab listen there?
    pub const QUESTION: u8 = 1;
    /// One does.
    pub const ANSWER: u8 = 2;
}

/// The transport asked about, by its IP protocol number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Over {
    /// 6.
    Tcp,
    /// 17.
    Udp,
}

impl Over {
    /// As IANA numbers it.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Tcp => 6,
            Self::Udp => 17,
        }
    }

    /// The transport of this number, where it is one of both.
    #[must_use]
    pub const fn of(number: u8) -> Option<Self> {
        match number {
            6 => Some(Self::Tcp),
            17 => Some(Self::Udp),
            _ => None,
        }
    }

    /// `TCP` or `UDP`, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

/// What is asked about: a transport and a port, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// TCP or UDP.
    pub over: Over,
    /// The port that the other end would listen at.
    pub port: u16,
}

/// Random bytes of one question. Who answers must have seen them, so an answer that was made up, or
/// that is an old one shown again, is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(pub [u8; 16]);

/// 'Does a wirelab listen there?'
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Never used for another question.
    pub token: Token,
    /// Where.
    pub service: Service,
}

/// 'One does.'
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// What it answers.
    pub question: Question,
    /// The running program that listens there.
    pub instance: u64,
}

/// One datagram of the finder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Kind 1.
    Question(Question),
    /// Kind 2.
    Answer(Answer),
}

/// Why bytes are no datagram of the finder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Another length, in bytes.
    #[error("{0} bytes instead of {LENGTH}")]
    Length(usize),
    /// The first bytes are not `WLAB`.
    #[error("the first bytes are not WLAB")]
    Magic,
    /// A version that is not 1.
    #[error("version {0}")]
    Version(u8),
    /// Neither a question nor an answer.
    #[error("kind {0}")]
    Kind(u8),
    /// Neither TCP nor UDP.
    #[error("transport {0}")]
    Transport(u8),
    /// Port 0, at which nobody can listen.
    #[error("port 0")]
    Port,
}

/// Is this a datagram of the finder, as far as it was captured? It is said so by its port and by how it
/// begins; whether it is whole and right, [`decode`] says.
#[must_use]
pub fn is_finder(bytes: &[u8], src_port: u16, dst_port: u16) -> bool {
    [src_port, dst_port].contains(&PORT)
        && bytes.get(at::MAGIC) == Some(&MAGIC)
        && bytes.get(at::VERSION) == Some(&VERSION)
}

/// Reads a datagram.
///
/// # Errors
/// What is wrong with it first.
pub fn decode(bytes: &[u8]) -> Result<Message, Flaw> {
    let bytes: &[u8; LENGTH] = bytes.try_into().map_err(|_| Flaw::Length(bytes.len()))?;
    if bytes[at::MAGIC] != MAGIC {
        return Err(Flaw::Magic);
    }
    if bytes[at::VERSION] != VERSION {
        return Err(Flaw::Version(bytes[at::VERSION]));
    }
    let question = Question {
        token: Token(part(bytes, at::TOKEN)),
        service: service(bytes)?,
    };
    match bytes[at::KIND] {
        kind::QUESTION => Ok(Message::Question(question)),
        kind::ANSWER => Ok(Message::Answer(Answer {
            question,
            instance: u64::from_be_bytes(part(bytes, at::INSTANCE)),
        })),
        other => Err(Flaw::Kind(other)),
    }
}

fn service(bytes: &[u8; LENGTH]) -> Result<Service, Flaw> {
    let over = Over::of(bytes[at::TRANSPORT]).ok_or(Flaw::Transport(bytes[at::TRANSPORT]))?;
    match u16::from_be_bytes(part(bytes, at::PORT)) {
        0 => Err(Flaw::Port),
        port => Ok(Service { over, port }),
    }
}

/// The bytes of a field; `N` is its length.
fn part<const N: usize>(bytes: &[u8; LENGTH], range: Range<usize>) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[range]);
    field
}

impl Question {
    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; LENGTH] {
        self.head(kind::QUESTION)
    }

    fn head(&self, kind: u8) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[at::MAGIC].copy_from_slice(&MAGIC);
        bytes[at::VERSION] = VERSION;
        bytes[at::KIND] = kind;
        bytes[at::TRANSPORT] = self.service.over.number();
        bytes[at::PORT].copy_from_slice(&self.service.port.to_be_bytes());
        bytes[at::TOKEN].copy_from_slice(&self.token.0);
        bytes
    }
}

impl Answer {
    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = self.question.head(kind::ANSWER);
        bytes[at::INSTANCE].copy_from_slice(&self.instance.to_be_bytes());
        bytes
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A question about TCP port 10101.
    pub(in super::super) fn question() -> Question {
        Question {
            token: Token(*b"0123456789abcdef"),
            service: Service {
                over: Over::Tcp,
                port: 10101,
            },
        }
    }

    /// Its answer.
    pub(in super::super) fn answer() -> Answer {
        Answer {
            question: question(),
            instance: 0x1122_3344_5566_7788,
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_document() {
        let mut bytes = b"WLAB\x01\x01\x06\x00\x27\x75\0\0\0\0\0\x000123456789abcdef".to_vec();
        bytes.extend([0; 16]);
        assert_eq!(question().encode()[..], bytes);
        bytes[5] = 2;
        bytes[32..40].copy_from_slice(&[0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
        assert_eq!(answer().encode()[..], bytes);
    }

    #[test]
    fn an_answer_is_no_longer_than_its_question() {
        assert_eq!(answer().encode().len(), question().encode().len());
    }

    #[test]
    fn any_other_length_is_none() {
        let whole = [answer().encode().as_slice(), &[0; 80]].concat();
        for n in (0..whole.len()).filter(|n| *n != LENGTH) {
            assert_eq!(decode(&whole[..n]), Err(Flaw::Length(n)));
        }
    }

    #[test]
    fn each_flaw_is_named() {
        let spoilt = |index: usize, value: u8| {
            let mut bytes = question().encode();
            bytes[index] = value;
            decode(&bytes)
        };
        assert_eq!(spoilt(0, b'w'), Err(Flaw::Magic));
        assert_eq!(spoilt(at::VERSION, 2), Err(Flaw::Version(2)));
        assert_eq!(spoilt(at::KIND, 3), Err(Flaw::Kind(3)));
        assert_eq!(spoilt(at::TRANSPORT, 1), Err(Flaw::Transport(1)));
        let nowhere = Question {
            service: Service {
                over: Over::Udp,
                port: 0,
            },
            ..question()
        };
        assert_eq!(decode(&nowhere.encode()), Err(Flaw::Port));
    }

    #[test]
    fn what_is_reserved_is_not_read() {
        for reserved in [7..8, 10..16, 32..48] {
            let mut bytes = question().encode();
            bytes[reserved].fill(0xff);
            assert_eq!(decode(&bytes), Ok(Message::Question(question())));
        }
    }

    #[test]
    fn it_is_known_by_port_and_beginning_whatever_was_captured_of_it() {
        let bytes = question().encode();
        for n in 0..=bytes.len() {
            assert_eq!(
                is_finder(&bytes[..n], 40000, PORT),
                n > at::VERSION,
                "{n} bytes"
            );
        }
        assert!(is_finder(&bytes, PORT, 40000));
        assert!(!is_finder(&bytes, 40000, 10101));
        assert!(!is_finder(b"WLAB/1 wirelab 0.1.0\r\n", 40000, PORT));
    }

    fn services() -> impl Strategy<Value = Service> {
        (prop_oneof![Just(Over::Tcp), Just(Over::Udp)], 1..=u16::MAX)
            .prop_map(|(over, port)| Service { over, port })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(service in services(), token: [u8; 16], instance: u64) {
            let question = Question { token: Token(token), service };
            prop_assert_eq!(decode(&question.encode()), Ok(Message::Question(question)));
            let answer = Answer { question, instance };
            prop_assert_eq!(decode(&answer.encode()), Ok(Message::Answer(answer)));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = decode(&bytes);
            let _ = is_finder(&bytes, PORT, 1);
        }

        #[test]
        fn nor_does_any_spoilt_datagram(index in 0..LENGTH, value: u8) {
            let mut bytes = answer().encode();
            bytes[index] = value;
            if let Ok(Message::Question(question)) = decode(&bytes) {
                prop_assert_eq!(index, at::KIND);
                prop_assert_eq!(question, tests::question());
            }
        }
    }
}
