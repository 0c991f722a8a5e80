//! Messages put together from the segments of TCP connections, while frames come one after the other.
//!
//! For each connection it is known what both ends speak, and of each direction the message under way: its
//! bytes so far, and which frame brought them. Where a message ends its protocol says
//! ([`wire::stream`](crate::wire::stream)). A frame that says all by itself costs a look into a table;
//! of every other it is told how its payload is to be read ([`Reading`]).
//!
//! Everything is bounded: connections, bytes of a message, segments that wait, and all of it together.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use self::announced::Ports;
use self::connection::Connection;
use self::segment::Segment;
use self::transfers::Transfers;
use super::flows::{End, Key, key};
use super::rounds::Rounds;
use crate::frame::FrameMeta;
use crate::wire::{Detail, Digest, Flaw, Protocol, Reading, TcpFlags};

mod announced;
mod connection;
mod message;
mod piece;
mod segment;
#[cfg(test)]
mod talks;
#[cfg(test)]
mod tests;
mod transfers;

/// Connections remembered at once, at most; the one longest idle makes room.
const MOST_CONNECTIONS: usize = 16_384;
/// Bytes that all messages under way may take together, unless set otherwise.
pub const BUDGET: usize = 64 << 20;
/// Bytes that a connection takes besides its messages, about.
const EACH: usize = size_of::<Connection>() + 2 * (size_of::<Key>() + 8) + 4;

/// What is asked of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// How each payload is to be read, with the messages put together.
    #[default]
    Messages,
    /// Only which protocol each is: no byte is kept of which its protocol has spoken.
    Names,
}

impl Wanted {
    /// Bytes of a message that are kept; what a longer one has behind them is counted.
    const fn most(self) -> usize {
        match self {
            Self::Messages => message::MOST,
            Self::Names => 0,
        }
    }
}

/// Puts messages together.
#[derive(Debug)]
pub struct Assembler {
    by_key: HashMap<Key, u32, FixedState>,
    connections: Vec<Connection>,
    /// Connections in the order in which they are looked at when one must make room.
    queue: Rounds,
    /// The connection of the last segment: the next is often of the same.
    last: u32,
    announced: Ports,
    transfers: Transfers,
    /// Bytes of all messages under way.
    held: usize,
    /// How many they may be.
    budget: usize,
    /// Connections that may be remembered.
    most: usize,
    /// Connections of which a segment waits for another: while there are any, acknowledgements are looked at.
    waiting: usize,
    /// What the segment at hand turns out to be; kept for its memory.
    work: piece::Work,
}

impl Default for Assembler {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl From<Wanted> for Assembler {
    fn from(wanted: Wanted) -> Self {
        let mut assembler = Self::default();
        assembler.work.wanted = wanted;
        assembler
    }
}

impl Assembler {
    /// One that may take `budget` bytes for messages under way, and a quarter of it for connections.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        Self {
            by_key: HashMap::with_hasher(FixedState::default()),
            connections: Vec::new(),
            queue: Rounds::default(),
            last: 0,
            announced: Ports::default(),
            transfers: Transfers::default(),
            held: 0,
            budget,
            most: (budget / 4 / EACH).clamp(16, MOST_CONNECTIONS),
            waiting: 0,
            work: piece::Work::default(),
        }
    }

    /// Takes a frame; tells how its payload is to be read, and puts right in its digest which protocol it is.
    /// `number`: the frame's, for the list of pieces.
    #[inline]
    pub fn push(
        &mut self,
        number: u64,
        meta: &FrameMeta,
        digest: &mut Digest,
        bytes: &[u8],
    ) -> Reading {
        if digest.flaw == Flaw::Malformed {
            // Whoever gets it does not take it, and nobody knows which bytes it would bring.
            return Reading::Alone;
        }
        match (digest.transport, digest.detail) {
            (Protocol::Tcp, Detail::Tcp { flags, .. }) => {
                let idle = digest.payload_len == 0 && flags.0 & self.told() == 0;
                if idle || digest.fragment {
                    return Reading::Alone;
                }
                self.segment(number, meta, digest, bytes)
            }
            (Protocol::Udp, _) => self.transfers.datagram(meta, digest, bytes),
            _ => Reading::Alone,
        }
    }

    /// Flags of which a segment without bytes tells something now: a connection's beginning; its end while a
    /// message may end with it or bytes wait; an acknowledgement while segments wait.
    const fn told(&self) -> u16 {
        let ends = self.held > 0 || self.work.until_close;
        match self.waiting {
            0 if ends => BEGINS | TcpFlags::FIN.0,
            0 => BEGINS,
            _ => u16::MAX,
        }
    }

    /// Bytes of messages under way, about.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.held
    }

    /// Bytes that it takes in all, about.
    #[must_use]
    pub const fn cost(&self) -> usize {
        self.held + self.connections.len() * EACH
    }

    fn segment(
        &mut self,
        number: u64,
        meta: &FrameMeta,
        digest: &mut Digest,
        bytes: &[u8],
    ) -> Reading {
        let Some((segment, from, to)) = Segment::of(number, digest, bytes) else {
            return Reading::Alone;
        };
        let last = self.connections.get(self.last as usize);
        if last
            .and_then(|last| last.side(meta.place, from, to))
            .is_none()
        {
            let found = self.find(meta, &segment, [from, to]);
            self.last = found.unwrap_or(u32::MAX);
        }
        let Some(connection) = self.connections.get_mut(self.last as usize) else {
            return Reading::Alone;
        };
        let Some(side) = connection.side(meta.place, from, to) else {
            return Reading::Alone;
        };
        connection.fresh = true;
        if let Some((part, more)) = connection.go_on_with(side, &segment, self.work.wanted) {
            self.held += more;
            if self.held > self.budget {
                self.make_room();
            }
            digest.protocol = Protocol::Tcp;
            return self.work.told_of_part(part);
        }
        if segment.length > 0 && !self.announced.is_empty() && connection.is_untold() {
            // The announcement may have come behind the SYN, or for a connection on the ports of an older one.
            connection.speaks = self.announced.speaks(from, to);
        }
        let before = connection.held();
        self.work.begin(number);
        let waits = self.work.take(connection, side, &segment, digest.protocol);
        match (std::mem::replace(&mut connection.waits, waits), waits) {
            (false, true) => self.waiting += 1,
            (true, false) => self.waiting = self.waiting.saturating_sub(1),
            (false, false) | (true, true) => {}
        }
        self.held = (self.held + connection.held()).saturating_sub(before);
        for announced in self.work.announced.drain(..) {
            let of = connection.end_of(announced.of, from);
            self.announced.add(announced, of);
        }
        if self.held > self.budget {
            self.make_room();
        }
        self.work.reading(digest)
    }

    /// The connection of a segment, a new one if it is the first that tells anything.
    fn find(
        &mut self,
        meta: &FrameMeta,
        segment: &Segment<'_>,
        [from, to]: [End; 2],
    ) -> Option<u32> {
        let key = key(meta.place, Protocol::Tcp, from, to);
        match self.by_key.get(&key) {
            Some(at) => Some(*at),
            None if segment.length > 0 || segment.flags.has(TcpFlags::SYN) => {
                Some(self.begin(key, meta, from, to))
            }
            None => None,
        }
    }

    /// A new connection; the one longest idle makes room for it if there is none.
    fn begin(&mut self, key: Key, meta: &FrameMeta, from: End, to: End) -> u32 {
        if self.connections.is_empty() {
            // Nobody can choose addresses that collide who does not know this nanosecond.
            self.by_key = HashMap::with_hasher(FixedState::with_seed(meta.time.0 as u64));
        }
        let connection =
            Connection::new(key, meta.place, [from, to], self.announced.speaks(from, to));
        let at = if self.connections.len() < self.most {
            self.connections.push(connection);
            (self.connections.len() - 1) as u32
        } else {
            let connections = &mut self.connections;
            let was_fresh = |at| {
                let connection = connections.get_mut(at as usize);
                connection.is_some_and(|connection| std::mem::take(&mut connection.fresh))
            };
            let at = self.queue.idle(was_fresh);
            if let Some(old) = self.connections.get_mut(at as usize) {
                let gone = std::mem::replace(old, connection);
                self.held = self.held.saturating_sub(gone.held());
                self.waiting = self.waiting.saturating_sub(usize::from(gone.waits));
                self.by_key.remove(&gone.key);
            }
            at
        };
        self.queue.push(at);
        self.by_key.insert(key, at);
        at
    }

    /// Gives up messages under way, of the connections that were idle longest first, down to half of what
    /// they may take.
    fn make_room(&mut self) {
        for _ in 0..self.queue.len() * 2 {
            let Some(at) = self.queue.next() else {
                return;
            };
            let Some(connection) = self.connections.get_mut(at as usize) else {
                continue;
            };
            if std::mem::take(&mut connection.fresh) {
                continue;
            }
            let before = connection.held();
            connection.give_up();
            self.held = (self.held + connection.held()).saturating_sub(before);
            if self.held <= self.budget / 2 {
                return;
            }
        }
    }
}

/// Flags of which a segment without bytes always tells something.
const BEGINS: u16 = TcpFlags::SYN.0 | TcpFlags::RST.0;
