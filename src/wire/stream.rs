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
    /// The server has sent its settings (RFC 9113 §3.4).
    pub(super) settled: bool,
    /// The longest payload of a frame that an end has allowed above what is always allowed (RFC 9113 §4.2).
    pub(super) allowed: u32,
    /// Where both are in a protocol of lines.
    pub(super) lines: Lines,
    /// What the message at hand is, where only what came before tells.
    pub(super) sense: Sense,
}

/// Where both ends are in a conversation in lines (SMTP, FTP, POP3, IMAP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lines {
    /// Something of this protocol was said already: what comes next need not prove itself.
    pub(super) known: bool,
    /// One end is in the middle of a text that a lone dot ends: a letter (RFC 5321 §4.1.1.4), a long answer
    /// (RFC 1939 §3).
    pub(super) text: bool,
    /// An answer came of which nobody knows whether a text follows: what it answers was not seen.
    pub(super) perhaps_text: bool,
    /// The server has asked for something that is no command: the next step of a login.
    pub(super) login: bool,
    /// The code of a reply of which more lines follow; 0: none.
    pub(super) reply: u16,
    /// The client's last command, while nothing has answered it.
    pub(super) last: Command,
    /// The tag of the command that asks for TLS (IMAP), as a number.
    pub(super) tag: u64,
    /// What the client's PORT offers, as long as the server has not agreed.
    pub(super) offered: Option<Announced>,
}

/// What a command leads to, as far as it decides how what follows is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Command {
    /// An answer.
    #[default]
    Plain,
    /// TLS, behind an answer that agrees.
    Tls,
    /// A text that a lone dot ends: the server's, or after DATA the client's.
    Text,
    /// An answer that makes an offered port count (FTP), or a login step by step.
    Step,
}

/// What a message is, where only the messages before it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sense {
    /// What it looks like.
    #[default]
    Plain,
    /// Part of a text, whatever it looks like.
    Text,
    /// A step of a login.
    Login,
    /// The server agrees: behind it TLS begins.
    Tls,
    /// The last block of a file.
    Last,
}

/// Who says a message, and in which sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Voice {
    /// The sender's role; `None`: as its port says.
    pub role: Option<Role>,
    /// In which sense.
    pub sense: Sense,
}

/// Protocols of which a message may be told more than that it is one: [`What::Told`].
pub const VOICED: [Protocol; 5] = [
    Protocol::Smtp,
    Protocol::Ftp,
    Protocol::Pop3,
    Protocol::Imap,
    Protocol::Tftp,
];

const ROLES: [Option<Role>; 3] = [None, Some(Role::Client), Some(Role::Server)];
const SENSES: [Sense; 5] = [
    Sense::Plain,
    Sense::Text,
    Sense::Login,
    Sense::Tls,
    Sense::Last,
];
/// How many voices there are.
pub const VOICES: u8 = (ROLES.len() * SENSES.len()) as u8;

impl Voice {
    /// A number below [`VOICES`].
    #[must_use]
    pub const fn number(self) -> u8 {
        let role = match self.role {
            None => 0,
            Some(Role::Client) => 1,
            Some(Role::Server) => 2,
        };
        role * SENSES.len() as u8 + self.sense as u8
    }

    /// The voice of a number.
    #[must_use]
    pub fn of_number(number: u8) -> Self {
        let (role, sense) = (
            usize::from(number) / SENSES.len(),
            usize::from(number) % SENSES.len(),
        );
        Self {
            role: ROLES.get(role).copied().flatten(),
            sense: SENSES.get(sense).copied().unwrap_or_default(),
        }
    }
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
        self.wait_for(request as u8);
    }

    /// A command of a protocol of lines was sent.
    pub(super) const fn command(&mut self, command: Command) {
        self.lines.last = command;
        self.wait_for(command as u8);
    }

    /// The command that is answered next. `None`: it was not seen.
    pub(super) const fn replied(&mut self) -> Option<Command> {
        self.lines.last = Command::Plain;
        Some(match self.next() {
            None => return None,
            Some(0) => Command::Plain,
            Some(1) => Command::Tls,
            Some(2) => Command::Text,
            Some(_) => Command::Step,
        })
    }

    /// The sense of the message that was cut last.
    pub const fn take_sense(&mut self) -> Sense {
        std::mem::replace(&mut self.sense, Sense::Plain)
    }

    const fn wait_for(&mut self, kind: u8) {
        if self.count < 32 {
            self.asked |= (kind as u64) << (self.count * 2);
            self.count += 1;
        }
    }

    const fn next(&mut self) -> Option<u8> {
        if self.count == 0 {
            return None;
        }
        let kind = (self.asked & 3) as u8;
        self.asked >>= 2;
        self.count -= 1;
        Some(kind)
    }

    /// The request that is answered next. `None`: it was not seen.
    pub(super) const fn answered(&mut self) -> Option<Request> {
        Some(match self.next() {
            None => return None,
            Some(0) => Request::Plain,
            Some(1) => Request::Head,
            Some(2) => Request::Connect,
            Some(_) => Request::Upgrade,
        })
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

/// A port at which one end will be called for something that a message speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// Which end.
    pub of: Role,
    /// The address that it tells, where it tells one. Behind a NAT that is not the one it is called at.
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

/// Is it a protocol of lines, which mean one thing from a client and another from a server?
#[must_use]
pub const fn is_of_lines(protocol: Protocol) -> bool {
    use Protocol::{Ftp, Imap, Pop3, Smtp};
    matches!(protocol, Smtp | Ftp | Pop3 | Imap)
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
    /// The same, where the messages before it tell more of it.
    Told(Protocol, Voice),
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
    /// Bytes of messages put together that had to make room.
    Forgotten,
    /// Bytes of which nothing is known.
    Data,
}

impl What {
    /// The protocol of a message.
    #[must_use]
    pub const fn message(self) -> Option<Protocol> {
        match self {
            Self::Message(protocol) | Self::Told(protocol, _) => Some(protocol),
            Self::Part { .. } | Self::Completes { .. } => None,
            Self::Again | Self::Early | Self::Forgotten | Self::Data => None,
        }
    }

    /// Who says it, and in which sense.
    #[must_use]
    pub fn voice(self) -> Voice {
        match self {
            Self::Told(_, voice) => voice,
            Self::Message(_) | Self::Part { .. } | Self::Completes { .. } => Voice::default(),
            Self::Again | Self::Early | Self::Forgotten | Self::Data => Voice::default(),
        }
    }
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
