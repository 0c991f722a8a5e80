//! One TCP connection: what both ends speak, and the message under way in each direction.

use std::net::IpAddr;

use super::Wanted;
use super::message::Message;
use super::segment::Segment;
use crate::place::Place;
use crate::store::flows::{End, Key};
use crate::store::order::Order;
use crate::wire::framing;
use crate::wire::framing::is_server_port;
use crate::wire::reading::What;
use crate::wire::stream::{Role, Sense, Talk, Then, Voice};
use crate::wire::{Protocol, TcpFlags};

/// A SYN or RST of this connection is at most so far from what was seen of its stream.
const FAR: u32 = 1 << 20;

/// One direction.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// Its bytes in order.
    pub(super) order: Order<u64>,
    /// The message under way.
    pub(super) message: Message,
    /// Bytes are missing: nobody knows where the next message begins, until one is recognised.
    pub(super) lost: bool,
    /// It is so because bytes were not seen.
    pub(super) gap: bool,
    /// The other end has bytes that were not seen here: they do not come any more.
    pub(super) overdue: bool,
    /// The number of the stream's first byte, where its SYN was seen.
    begins: Option<u32>,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    /// By what it is found.
    pub(super) key: Key,
    /// Where it was seen.
    place: Place,
    /// The ends that send in the two directions.
    pub(super) ends: [End; 2],
    /// Which of them opened it.
    client: Option<usize>,
    /// What both speak.
    pub(super) speaks: Option<Protocol>,
    /// What both have said.
    pub(super) talk: Talk,
    /// The two directions.
    pub(super) sides: [Side; 2],
    /// A further segment came since it was last looked at for eviction.
    pub(super) fresh: bool,
    /// A segment waits for another.
    pub(super) waits: bool,
}

impl Connection {
    pub(super) fn new(key: Key, place: Place, ends: [End; 2], speaks: Option<Protocol>) -> Self {
        Self {
            key,
            place,
            ends,
            client: None,
            speaks,
            talk: Talk::default(),
            sides: [Side::default(), Side::default()],
            fresh: false,
            waits: false,
        }
    }

    /// Does nobody know what it speaks, and has none of it been said?
    pub(super) fn is_untold(&self) -> bool {
        self.speaks.is_none() && self.sides.iter().all(|side| side.order.offset() == 0)
    }

    /// Which direction a segment goes in; `None`: it is of another connection.
    #[inline]
    pub(super) fn side(&self, place: Place, from: End, to: End) -> Option<usize> {
        let same = |a: End, b: End| a.1 == b.1 && a.0 == b.0;
        let [first, second] = self.ends;
        match place == self.place {
            true if same(first, from) && same(second, to) => Some(0),
            true if same(first, to) && same(second, from) => Some(1),
            _ => None,
        }
    }

    /// Bytes of its messages under way and of segments that wait.
    pub(super) fn held(&self) -> usize {
        let of = |side: &Side| side.message.cost() + side.order.held() as usize;
        self.sides.iter().map(of).sum()
    }

    /// Which role the end of this direction has.
    pub(super) fn role(&self, side: usize) -> Option<Role> {
        let client = self.client?;
        Some(if client == side {
            Role::Client
        } else {
            Role::Server
        })
    }

    /// The address of the end in this role. Where nobody knows who called whom it is taken from what was said:
    /// only a server agrees to a client's port, and speaks of its own.
    pub(super) fn end_of(&self, role: Role, sender: End) -> IpAddr {
        let sends = usize::from(self.ends[0] != sender);
        let server = self.client.map_or(sends, |client| 1 - client);
        match role {
            Role::Client => self.ends[1 - server].0,
            Role::Server => self.ends[server].0,
        }
    }

    /// A whole message of one direction. More is told of it only where it does not look like what it is, or
    /// where its sender's port does not tell the role.
    pub(super) fn message(&self, side: usize, protocol: Protocol, sense: Sense) -> What {
        let role = self.role(side).filter(|_| framing::is_of_lines(protocol));
        let role = role
            .filter(|role| is_server_port(protocol, self.ends[side].1) != (*role == Role::Server));
        let voice = Voice { role, sense };
        if voice == Voice::default() {
            What::Message(protocol)
        } else {
            What::Told(protocol, voice)
        }
    }

    /// It speaks this from now on; where nobody knows who called whom, a well-known port tells.
    fn speak(&mut self, protocol: Protocol) {
        self.speaks = Some(protocol);
        if self.client.is_none() {
            let serves = |end: End| is_server_port(protocol, end.1);
            self.client = match self.ends.map(serves) {
                [false, true] => Some(0),
                [true, false] => Some(1),
                [true, true] | [false, false] => None,
            };
        }
    }

    /// Does the other end take a reset of this number? One from outside of what it awaits it does not (RFC 9293
    /// §3.10.7.4); of what it awaits a capture may have missed some.
    pub(super) fn may_be_reset(&self, side: usize, seq: u32) -> bool {
        let next = self.sides[side].order.next();
        next.is_none_or(|next| seq.wrapping_sub(next) < FAR)
    }

    /// Are bytes missing before these, of a protocol whose messages are known by their place?
    pub(super) const fn is_behind_gap(&self, side: usize) -> bool {
        self.speaks.is_some() && self.sides[side].gap
    }

    /// Of which protocol a message is that begins with these bytes. `alone`: what they are by themselves, where
    /// that is known already.
    pub(super) fn protocol(
        &mut self,
        side: usize,
        bytes: &[u8],
        alone: Option<Protocol>,
    ) -> Option<Protocol> {
        let this = &mut self.sides[side];
        if let Some(speaks) = self.speaks.filter(|_| !this.lost) {
            return Some(speaks);
        }
        let ports = [self.ends[side].1, self.ends[1 - side].1];
        let found = alone.or_else(|| framing::guess(ports, bytes));
        let found = found.filter(|found| framing::is_framed(*found))?;
        (this.lost, this.gap) = (false, false);
        self.speak(found);
        Some(found)
    }

    /// What is spoken behind a message.
    pub(super) fn go_on(&mut self, then: Then) {
        match then {
            Then::Same => return,
            Then::Speak(protocol) => self.speaks = Some(protocol),
            Then::Look => self.speaks = None,
        }
        self.talk = Talk::default();
    }

    /// Forgets the messages under way: their bytes are too many.
    pub(super) fn give_up(&mut self) {
        for side in &mut self.sides {
            side.lost |= side.message.is_under_way();
            side.message = Message::default();
            while side.order.skip().is_some() {
                (side.lost, side.gap) = (true, true);
                while let Some(piece) = side.order.due() {
                    side.order.advance(piece.length);
                }
            }
        }
    }

    /// Takes a segment whose bytes come next and are all of the message under way, of which still more comes: so
    /// are most of a long one. Gives what they are and how many more bytes the message takes; `None`: there is
    /// more to it.
    #[inline]
    pub(super) fn go_on_with(
        &mut self,
        side: usize,
        segment: &Segment<'_>,
        wanted: Wanted,
    ) -> Option<(What, usize)> {
        const PLAIN: u16 = TcpFlags::SYN.0 | TcpFlags::FIN.0 | TcpFlags::RST.0;
        let this = &mut self.sides[side];
        let plain = segment.flags.0 & PLAIN == 0 && !self.waits;
        let whole = !segment.payload.is_empty() && segment.payload.len() == segment.length as usize;
        let next = this.order.next() == Some(segment.seq) && this.message.is_under_way();
        let length = u64::from(segment.length);
        if !plain || !whole || !next || this.message.owed() <= length {
            return None;
        }
        this.order.advance(length);
        let before = this.message.cost();
        this.message
            .fill(segment.number, segment.payload, wanted.most());
        Some((this.message.part(), this.message.cost() - before))
    }

    /// A SYN: it opens this connection, has opened it before, or opens another one on its ports.
    pub(super) fn open(&mut self, side: usize, segment: &Segment<'_>) {
        let answers = segment.flags.has(TcpFlags::ACK);
        let begins = segment.seq;
        let same = match (self.sides[side].begins, self.sides[side].order.next()) {
            (Some(known), _) => known == begins,
            (None, Some(next)) => next.wrapping_sub(begins) < FAR,
            (None, None) => true,
        };
        if !same {
            *self = Self {
                fresh: true,
                waits: self.waits,
                ..Self::new(self.key, self.place, self.ends, None)
            };
        }
        let this = &mut self.sides[side];
        this.begins = Some(begins);
        this.order.begin(begins);
        let client = if answers { 1 - side } else { side };
        self.client.get_or_insert(client);
    }
}
