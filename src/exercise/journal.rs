//! What has happened in an exercise: every call with its result, every frame, what the student asked for.
//!
//! The journal is all that an exercise knows. What it does next, what it says and what its picture shows
//! are functions of it, so a picture can be drawn as things were at any moment of the run.

use std::net::SocketAddr;

mod frames;
mod happening;

use super::call::{Actor, Call, Received, Sock, Step, Value};
use super::ground::Setting;
use super::state::{SocketRow, TcpFacts};
use crate::clock::Time;
use crate::record::Errno;
use crate::say::Say;

pub use frames::{Ends, Seen, Segment};
pub use happening::Happening;

/// A step's number in its run, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u32);

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When it returned.
    pub at: Time,
    /// What it returned, or why it failed.
    pub outcome: Result<Value, Errno>,
    /// The socket's own address by then, where it has one.
    pub local: Option<SocketAddr>,
    /// The other end's.
    pub peer: Option<SocketAddr>,
    /// What the kernel tells of a TCP socket just after.
    pub tcp: Option<TcpFacts>,
}

/// A call of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: StepId,
    /// What was asked for.
    pub step: Step,
    /// When it was begun; `None`: who makes it still waits in another one.
    pub began: Option<Time>,
    /// Has the script gone on without it? Then since when it is seen to wait.
    pub waits: Option<Time>,
    /// How it ended; `None`: it has not.
    pub ended: Option<Ended>,
}

impl Entry {
    /// What it returned; `None`: it has not returned, or has failed.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.ended.as_ref()?.outcome.as_ref().ok()
    }

    /// What it returned as a number.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self.value()? {
            Value::Number(number) => Some(*number),
            Value::Sent(bytes, _) => i64::try_from(*bytes).ok(),
            Value::Data(received) => i64::try_from(received.bytes.len()).ok(),
            Value::Bytes(bytes) => i64::try_from(bytes.len()).ok(),
            Value::Accepted(_)
            | Value::Address(_)
            | Value::Ready(_)
            | Value::Sockets(_)
            | Value::Text(_)
            | Value::Texts(_) => None,
        }
    }

    /// What it received.
    #[must_use]
    pub fn received(&self) -> Option<&Received> {
        match self.value()? {
            Value::Data(received) => Some(received),
            _ => None,
        }
    }

    /// The sockets it found.
    #[must_use]
    pub fn sockets(&self) -> Option<&[SocketRow]> {
        match self.value()? {
            Value::Sockets(rows) => Some(rows),
            _ => None,
        }
    }

    /// Why it failed; `None`: it has not.
    #[must_use]
    pub fn errno(&self) -> Option<&Errno> {
        self.ended.as_ref()?.outcome.as_ref().err()
    }

    /// The name of that errno; empty: it has not failed.
    #[must_use]
    pub fn errno_name(&self) -> &str {
        self.errno().map_or("", |errno| &errno.name)
    }

    /// Did it return, and without an error?
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.value().is_some()
    }

    /// Was it begun, and has not returned?
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.began.is_some() && self.ended.is_none()
    }
}

/// All that has happened since the run began.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journal {
    /// Where it runs; `None`: that is being prepared.
    pub setting: Option<Setting>,
    /// The calls, in the order in which they were asked for.
    pub entries: Vec<Entry>,
    /// The frames, in order of arrival.
    pub frames: Vec<Seen>,
    /// Frames that were not kept.
    pub frames_left_out: u64,
    /// The ends of the run's sockets so far, open or closed.
    pub ends: Ends,
    /// What the student asked for while it ran, in order: names of controls.
    pub pressed: Vec<&'static str>,
    /// Why it could not go on.
    pub trouble: Option<Say>,
}

impl Journal {
    /// Calls asked for so far: the place of the next one in a script that is a plain list.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.entries.len()
    }

    /// How often the student asked for this.
    #[must_use]
    pub fn pressed(&self, control: &str) -> usize {
        self.pressed.iter().filter(|name| **name == control).count()
    }

    /// The calls on this socket.
    pub fn on(&self, sock: Sock) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.step.on == sock)
    }

    /// The calls that this program makes.
    pub fn by(&self, who: Actor) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.step.who == who)
    }

    /// The last call.
    #[must_use]
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// The returned calls that tell of this socket, the last first. `accept` tells of the socket it made.
    fn told(&self, sock: Sock) -> impl Iterator<Item = &Ended> {
        let tells = move |entry: &&Entry| match entry.step.call {
            Call::Accept(made) => made == sock,
            _ => entry.step.on == sock,
        };
        let entries = self.entries.iter().rev().filter(tells);
        entries.filter_map(|entry| entry.ended.as_ref())
    }

    /// A socket's own address, as the kernel told it last.
    #[must_use]
    pub fn address(&self, sock: Sock) -> Option<SocketAddr> {
        self.told(sock).find_map(|ended| ended.local)
    }

    /// The `accept` that made this socket.
    #[must_use]
    pub fn accepted(&self, sock: Sock) -> Option<&Entry> {
        self.entries
            .iter()
            .rev()
            .find(|entry| entry.step.call == Call::Accept(sock) && entry.succeeded())
    }

    /// What the kernel told last of this socket's TCP.
    #[must_use]
    pub fn tcp(&self, sock: Sock) -> Option<TcpFacts> {
        self.told(sock).find_map(|ended| ended.tcp)
    }

    /// The last list of sockets.
    #[must_use]
    pub fn looked(&self) -> Option<&[SocketRow]> {
        self.entries.iter().rev().find_map(Entry::sockets)
    }
}
