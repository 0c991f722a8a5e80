//! How the bytes of a TCP connection fall into messages.
//!
//! TCP keeps no boundaries: a message may lie in several segments, and a segment may hold several messages
//! (RFC 9293 §3.4). Where one ends only its protocol knows, so each protocol's file has a function that
//! *cuts*: it looks at the bytes that come next and says how many of them belong to the message under way.
//! Who puts the bytes in order and hands them on (`store::assembly`) knows no protocol; what a frame's
//! payload turned out to be it tells as a [`Reading`](super::Reading).

use std::net::IpAddr;

use super::protocol::Protocol;

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

/// Protocols of which a message may be told more than that it is one: [`What::Told`](super::reading::What::Told).
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
