//! How the bytes of a TCP connection fall into messages.
//!
//! TCP keeps no boundaries: a message may lie in several segments, and a segment may hold several messages
//! (RFC 9293 §3.4). Where one ends only its protocol knows, so each protocol's file has a function that
//! *cuts*: it looks at the bytes that come next and says how many of them belong to the message under way.
//! Who puts the bytes in order and hands them on (`store::assembly`) knows no protocol; what a frame's
//! payload turned out to be it tells as a [`Reading`].

use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use super::entry::Claim;
use super::field::Reassembled;
use super::lab;
use super::protocol::Protocol;
use super::table;

/// Which end of a connection sent the bytes: the one that opened it, or the one that was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It opened the connection.
    Client,
    /// It was called.
    Server,
}

/// What the bytes that come next are to the message under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// So many bytes from here on belong to it, at least one, whether they are here yet or not; it goes on
    /// behind them.
    Run(u64),
    /// So many bytes from here on belong to it, and there it ends.
    End(u64),
    /// All that comes belongs to it until the sender ends.
    UntilClose,
    /// Too few bytes to tell.
    More,
    /// These are no bytes of this protocol.
    Not,
}

/// Which part of a message comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Its beginning.
    #[default]
    Start,
    /// A chunk of a body, with its size before it (RFC 9112 §7.1).
    Chunk,
    /// The lines behind the last chunk.
    Trailer,
    /// Further pieces of a message whose first piece was not all of it.
    Further,
}

/// What both ends have said so far, as far as it decides where messages end and what comes after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Talk {
    /// Requests that wait for their response, the oldest in the lowest two bits.
    asked: u64,
    /// How many they are; at most 32 are told apart.
    count: u8,
    /// What the client wants to speak from its next byte on, if the server agrees.
    pub(super) wanted: Option<Protocol>,
    /// The client is in the middle of a letter (RFC 5321 §4.1.1.4).
    pub(super) letter: bool,
    /// The server has sent its settings (RFC 9113 §3.4).
    pub(super) settled: bool,
    /// The longest payload of a frame that an end has allowed above what is always allowed (RFC 9113 §4.2).
    pub(super) allowed: u32,
}

/// What is special about a request, so that its response is read rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// Nothing.
    Plain,
    /// `HEAD`: the response has no body, whatever its header says (RFC 9112 §6.3).
    Head,
    /// `CONNECT`: behind a 2xx response the connection is a tunnel (RFC 9110 §9.3.6).
    Connect,
    /// It asks to go on in another protocol (RFC 9110 §7.8).
    Upgrade,
}

impl Talk {
    /// A request was sent.
    pub(super) const fn ask(&mut self, request: Request) {
        if self.count < 32 {
            self.asked |= (request as u64) << (self.count * 2);
            self.count += 1;
        }
    }

    /// The request that is answered next. `None`: it was not seen.
    pub(super) const fn answered(&mut self) -> Option<Request> {
        if self.count == 0 {
            return None;
        }
        let request = match self.asked & 3 {
            0 => Request::Plain,
            1 => Request::Head,
            2 => Request::Connect,
            _ => Request::Upgrade,
        };
        self.asked >>= 2;
        self.count -= 1;
        Some(request)
    }
}

/// What is spoken behind a message, by both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Then {
    /// The same protocol.
    #[default]
    Same,
    /// Another one.
    Speak(Protocol),
    /// Whatever it looks like: the connection is a tunnel now.
    Look,
}

/// A port at which the sender of a message will be called for something that the message speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// Its address; `None`: the sender's.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
    /// What will be spoken there.
    pub speaks: Protocol,
}

/// A question to a protocol: what are these bytes?
#[derive(Debug)]
pub struct Turn<'a> {
    /// What comes next, as far as it is here; at least one byte.
    pub bytes: &'a [u8],
    /// Who sent it; `None` where nothing has told yet.
    pub role: Option<Role>,
    /// Which part of a message comes next in this direction.
    pub phase: &'a mut Phase,
    /// What both have said.
    pub talk: &'a mut Talk,
    /// What is spoken behind this message; counts with [`Cut::End`].
    pub then: Then,
    /// What the message announces.
    pub announced: Option<Announced>,
}

/// How a protocol's messages lie in a stream.
#[derive(Clone, Copy)]
pub(super) struct Framing {
    /// Cuts.
    pub(super) cut: fn(&mut Turn<'_>) -> Cut,
    /// Are messages that follow each other in one segment shown as one layer? So with lines and records,
    /// each of which is little by itself.
    pub(super) merges: bool,
}

/// Asks a protocol. [`Cut::Not`] of one that has no messages in streams.
#[must_use]
pub fn cut(protocol: Protocol, turn: &mut Turn<'_>) -> Cut {
    match &table::entry(protocol).framing {
        Some(framing) => (framing.cut)(turn),
        None => Cut::Not,
    }
}

/// Has the protocol messages in streams?
#[must_use]
pub const fn is_framed(protocol: Protocol) -> bool {
    table::entry(protocol).framing.is_some()
}

/// Are messages of the protocol that follow each other shown as one layer?
#[must_use]
pub fn merges(protocol: Protocol) -> bool {
    let framing = &table::entry(protocol).framing;
    framing.as_ref().is_none_or(|framing| framing.merges)
}

/// Of which protocol are the first bytes of a message between these ports (the sender's first): by their
/// look, or by a port whose promise they fit?
#[must_use]
pub fn guess(ports: [u16; 2], bytes: &[u8]) -> Option<Protocol> {
    lab::protocol(Protocol::Tcp, ports, bytes).or_else(|| table::guess(ports, bytes))
}

/// Is this a port where servers of the protocol usually listen?
#[must_use]
pub fn is_server_port(protocol: Protocol, port: u16) -> bool {
    let readers = table::entry(protocol).readers;
    readers.iter().any(|reader| {
        reader.claims.contains(&Claim::Tcp(port)) || reader.claims.contains(&Claim::Port(port))
    })
}

/// Do these bytes begin like a message of the protocol, or may they still? What a port promises is asked
/// this before it is believed.
pub(super) fn fits(framing: &Framing, bytes: &[u8], role: Option<Role>) -> bool {
    let mut turn = Turn {
        bytes,
        role,
        phase: &mut Phase::default(),
        talk: &mut Talk::default(),
        then: Then::default(),
        announced: None,
    };
    (framing.cut)(&mut turn) != Cut::Not
}

/// What a run of a segment's payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A message, or several that stand in one layer, of this protocol.
    Message(Protocol),
    /// Bytes of a message that other segments complete.
    Part {
        /// Its protocol.
        of: Protocol,
        /// The number of the frame that completes it, where that is known.
        completed: Option<u64>,
    },
    /// The last bytes of messages that began in earlier frames: these of [`Runs::messages`], by number.
    Completes {
        /// The first of them.
        from: u16,
        /// The one behind the last.
        to: u16,
    },
    /// Bytes that came before.
    Again,
    /// Bytes that came before those that belong before them.
    Early,
    /// Bytes of which nothing is known.
    Data,
}

/// A run of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Which bytes, from the beginning of the payload or of what was put together.
    pub range: Range<usize>,
    /// What they are.
    pub what: What,
}

/// A payload that has to do with others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runs {
    /// How it falls apart, in order and without gaps.
    pub own: Vec<Run>,
    /// The messages that lie in other frames too, one behind the other.
    pub whole: Reassembled,
    /// Where in `whole` each is.
    pub messages: Vec<Run>,
}

/// How a frame's payload is to be read: what only the other frames of its connection tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    /// By itself: the frame says all.
    #[default]
    Alone,
    /// All of it is one thing.
    All(What),
    /// It falls apart.
    Runs(Arc<Runs>),
}

impl Reading {
    /// The messages put together that end in this frame.
    #[must_use]
    pub fn whole(&self) -> Option<&Reassembled> {
        match self {
            Self::Runs(runs) if !runs.messages.is_empty() => Some(&runs.whole),
            Self::Alone | Self::All(_) | Self::Runs(_) => None,
        }
    }

    /// What all of the payload is, or its last run.
    #[must_use]
    pub fn last(&self) -> Option<What> {
        match self {
            Self::Alone => None,
            Self::All(what) => Some(*what),
            Self::Runs(runs) => runs.own.last().map(|run| run.what),
        }
    }
}
