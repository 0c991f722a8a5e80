//! What was chosen, and who is who.

use crate::exercise::call::{Actor, Role, Sock};
use crate::exercise::knob::Choices;

/// Whom the client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A port that nobody listens at.
    Closed,
    /// A port whose segments are dropped, as by a firewall.
    Dropped,
    /// An address that no host has.
    Missing,
    /// A socket that listens.
    Listening,
}

impl Target {
    /// In the order in which they are tried: what comes about last is the whole connection.
    const ALL: [Self; 4] = [Self::Closed, Self::Dropped, Self::Missing, Self::Listening];

    const fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Dropped => "dropped",
            Self::Missing => "missing",
            Self::Listening => "listening",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "handshake-to-closed",
            Self::Dropped => "handshake-to-dropped",
            Self::Missing => "handshake-to-missing",
            Self::Listening => "handshake-to-listening",
        }
    }

    /// The message that names it in one word.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Closed => "handshake-head-closed",
            Self::Dropped => "handshake-head-dropped",
            Self::Missing => "handshake-head-missing",
            Self::Listening => "handshake-head-listening",
        }
    }

    /// The socket called; `None`: there is none.
    #[must_use]
    pub const fn server(self) -> Option<Sock> {
        match self {
            Self::Closed => Some(Sock::named("bound")),
            Self::Dropped => Some(Sock::named("filtered")),
            Self::Missing => None,
            Self::Listening => Some(Sock::named("listener")),
        }
    }
}

/// An end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Who called connect.
    Client,
    /// Who was called.
    Server,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "handshake-client",
            Self::Server => "handshake-server",
        }
    }

    /// Its word in a figure.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

/// How the connection is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Close {
    /// The second side takes its time.
    Four,
    /// The second side closes at once.
    Three,
    /// Both close before either has heard the other.
    Simultaneous,
}

/// The socket that `accept` gives.
pub(super) const SERVED: Sock = Handshake::SERVED;

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Handshake {
    to: Option<Target>,
    /// How the connection is to be closed.
    pub(super) close: Close,
    /// Who closes first.
    pub(super) first: Side,
}

impl Handshake {
    /// The socket that `accept` gives.
    pub const SERVED: Sock = Sock::named("served");

    /// From what was chosen.
    #[must_use]
    pub fn new(choices: &Choices) -> Self {
        let to = Target::ALL
            .into_iter()
            .find(|target| choices.is("to", target.word()));
        let close = match choices.word("close") {
            "three" => Close::Three,
            "simultaneous" => Close::Simultaneous,
            _ => Close::Four,
        };
        let first = if choices.is("first", "server") {
            Side::Server
        } else {
            Side::Client
        };
        Self { to, close, first }
    }

    /// The only target; `None`: all of them.
    pub(super) const fn only(self) -> Option<Target> {
        self.to
    }

    /// The targets, in order.
    pub fn targets(self) -> impl Iterator<Item = Target> {
        let wanted = move |target: &Target| self.to.is_none_or(|only| only == *target);
        Target::ALL.into_iter().filter(wanted)
    }

    /// Who calls this one: a program for each, as one that waits makes no other call.
    pub(super) fn caller(self, target: Target) -> (Actor, Sock) {
        let place = Target::ALL.iter().position(|one| *one == target);
        let number = match (self.to, place) {
            (None, Some(place)) => place as u16 + 1,
            _ => 0,
        };
        (Actor::of(Role::Client, number), Sock::of("client", number))
    }

    /// The client's socket towards this one.
    #[must_use]
    pub fn client(self, target: Target) -> Sock {
        self.caller(target).1
    }

    /// This side of the connection: who acts there, on which socket.
    pub(super) fn end(self, side: Side) -> (Actor, Sock) {
        match side {
            Side::Client => self.caller(Target::Listening),
            Side::Server => (Actor::SERVER, SERVED),
        }
    }
}
