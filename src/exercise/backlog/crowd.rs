//! Where every client is, by what the kernel tells of both ends of its connection.

use std::net::SocketAddr;

use super::{LISTENER, client, served};
use crate::clock::Time;
use crate::exercise::call::{Call, Sock, Value};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::{Pair, SocketRow, TcpState};

/// The setting that caps every backlog.
pub(super) const CAP: &str = "net.core.somaxconn";
/// The setting by which a full queue resets whoever comes, where it is 1.
pub(super) const ABORT: &str = "net.ipv4.tcp_abort_on_overflow";

/// The setting by which a SYN that finds too many handshakes half open is answered without being kept, unless it is 0.
pub(super) const COOKIES: &str = "net.ipv4.tcp_syncookies";

/// Where a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// It has a socket, or is on its way; the kernel was not asked since.
    Coming,
    /// It sends its SYN again and again: the server's kernel drops it and keeps nothing.
    Outside,
    /// Its SYN was taken, its connection has no place in the queue: SYN-RECEIVED at the server's end.
    HalfOpen,
    /// Connected, it believes; the server's kernel has nothing of it: it was answered by a SYN cookie, or forgotten.
    Alone,
    /// Connected at both ends, and nobody has accepted it.
    Queued,
    /// Accepted.
    Accepted,
    /// Turned away by a RST.
    Refused,
    /// Its TCP stopped trying (`ETIMEDOUT`).
    GaveUp,
    /// Its connect failed for another reason, which says nothing of the queue: no route, no port left.
    Failed,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Which.
    pub number: u16,
    /// Its own address.
    pub address: Option<SocketAddr>,
    /// Where it is.
    pub place: Place,
    /// The state of its own end; `None`: not known, or there is no such socket in the kernel.
    pub near: Option<TcpState>,
    /// The state of the server's end.
    pub far: Option<TcpState>,
    /// Why its connect failed; `None`: it has not.
    pub errno: Option<String>,
    /// Bytes it has sent.
    pub sent: usize,
    /// Bytes that the server has read.
    pub read: Option<usize>,
    /// Its turn among those accepted, from 1.
    pub turn: Option<u16>,
    /// Sorts those who wait: by the turn they get later, then by the time they were connected.
    order: (u16, Option<Time>),
}

impl Guest {
    /// One of whom only this is known.
    #[must_use]
    pub const fn at(number: u16, place: Place) -> Self {
        Self {
            number,
            address: None,
            place,
            near: None,
            far: None,
            errno: None,
            sent: 0,
            read: None,
            turn: None,
            order: (u16::MAX, None),
        }
    }
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crowd {
    /// Connections that wait for `accept`, as the listening socket tells.
    pub queue: Option<u32>,
    /// The largest queue, as the listening socket tells.
    pub limit: Option<u32>,
    /// The clients by number.
    pub guests: Vec<Guest>,
}

impl Crowd {
    /// As things were in `then`; which address is whose, and whose turn came when, may be known only from the whole
    /// journal.
    #[must_use]
    pub fn at(then: &Journal, whole: &Journal) -> Self {
        let look = then
            .entries
            .iter()
            .rev()
            .find(|entry| entry.sockets().is_some());
        let rows = look.and_then(Entry::sockets).unwrap_or_default();
        let told = listening(whole, rows);
        let facts = then
            .tcp(LISTENER)
            .filter(|facts| facts.state == TcpState::Listen);
        let since = look.and_then(|entry| entry.began);
        let numbers = 1..=u16::MAX;
        let known = numbers.take_while(|number| then.on(client(*number)).next().is_some());
        let known_to = Known {
            then,
            whole,
            rows,
            since,
        };
        Self {
            queue: told
                .map(|row| row.receive_queue)
                .or_else(|| facts.map(|facts| facts.unacked)),
            limit: told
                .map(|row| row.send_queue)
                .or_else(|| facts.map(|facts| facts.sacked)),
            guests: known.map(|number| known_to.guest(number)).collect(),
        }
    }

    /// How many are at this place.
    #[must_use]
    pub fn count(&self, place: Place) -> usize {
        self.at_place(place).count()
    }

    /// Those at this place, by number.
    pub fn at_place(&self, place: Place) -> impl Iterator<Item = &Guest> {
        self.guests.iter().filter(move |guest| guest.place == place)
    }

    /// Those who are accepted or wait for it, in the order of their turn.
    #[must_use]
    pub fn in_turn(&self, place: Place) -> Vec<&Guest> {
        let mut guests: Vec<_> = self.at_place(place).collect();
        guests.sort_by_key(|guest| (guest.order, guest.number));
        guests
    }
}

/// The address of a socket that has a port; before, the kernel tells 0.0.0.0:0.
pub(super) fn address(journal: &Journal, sock: Sock) -> Option<SocketAddr> {
    journal.address(sock).filter(|address| address.port() != 0)
}

/// The listening socket's row.
pub(super) fn listening<'a>(journal: &Journal, rows: &'a [SocketRow]) -> Option<&'a SocketRow> {
    let own = address(journal, LISTENER);
    rows.iter()
        .find(|row| row.state == Some(TcpState::Listen) && Some(row.local) == own)
}

/// What the places are read from.
struct Known<'a> {
    then: &'a Journal,
    whole: &'a Journal,
    rows: &'a [SocketRow],
    /// When the last look began.
    since: Option<Time>,
}

impl Known<'_> {
    fn guest(&self, number: u16) -> Guest {
        let sock = client(number);
        let address = address(self.whole, sock);
        let connect = self
            .then
            .on(sock)
            .find(|entry| matches!(entry.step.call, Call::Connect(_)));
        let ended = connect.and_then(|entry| entry.ended.as_ref());
        let (near, far) = self.rows_of(address, connect);
        let turn = turn_of(self.then, address);
        // What returned after the look began is newer than it.
        let newer = ended.is_some_and(|ended| Some(ended.at) > self.since);
        let place = match (turn, connect) {
            (Some(_), _) => Place::Accepted,
            (None, Some(entry)) if entry.errno().is_some() => failed(entry),
            (None, Some(entry)) if !newer && entry.began < self.since => {
                place(near, far, entry.succeeded())
            }
            (None, _) => Place::Coming,
        };
        let later = turn.or_else(|| turn_of(self.whole, address));
        let read = turn.and_then(|turn| self.read(turn));
        Guest {
            address,
            near: self
                .own_end(connect, sock)
                .or_else(|| near.and_then(|row| row.state)),
            far: far.and_then(|row| row.state).filter(|_| !newer),
            errno: connect
                .and_then(Entry::errno)
                .map(|errno| errno.name.clone()),
            sent: self.sent(sock),
            read,
            turn,
            order: (later.unwrap_or(u16::MAX), ended.map(|ended| ended.at)),
            ..Guest::at(number, place)
        }
    }

    /// What a call has told of the client's own end since the last look. While it waits in `connect`, what was told
    /// before that is no longer true.
    fn own_end(&self, connect: Option<&Entry>, sock: Sock) -> Option<TcpState> {
        let began = connect.and_then(|entry| entry.began);
        let told = self.then.on(sock).filter_map(|entry| entry.ended.as_ref());
        let newest = told.max_by_key(|ended| ended.at)?;
        let newer = Some(newest.at) > self.since.max(began);
        newest.tcp.map(|tcp| tcp.state).filter(|_| newer)
    }

    /// Both ends as the last look has them.
    fn rows_of(
        &self,
        address: Option<SocketAddr>,
        connect: Option<&Entry>,
    ) -> (Option<&SocketRow>, Option<&SocketRow>) {
        let to = connect.and_then(|entry| match entry.step.call {
            Call::Connect(to) => Some(to),
            _ => None,
        });
        let ends = address.zip(to).map(|(near, far)| Pair { near, far });
        ends.map_or((None, None), |pair| pair.rows(self.rows))
    }

    fn sent(&self, sock: Sock) -> usize {
        let sends = self
            .then
            .on(sock)
            .filter(|entry| matches!(entry.step.call, Call::Send(_)));
        let bytes = sends.filter_map(Entry::number);
        usize::try_from(bytes.sum::<i64>()).unwrap_or(0)
    }

    fn read(&self, turn: u16) -> Option<usize> {
        let received = self.then.on(served(turn)).find_map(Entry::received)?;
        Some(received.bytes.len())
    }
}

/// The accept that gave this client's connection, from 1.
fn turn_of(journal: &Journal, address: Option<SocketAddr>) -> Option<u16> {
    let from = address?;
    journal
        .entries
        .iter()
        .find_map(|entry| match (&entry.step.call, entry.value()) {
            (Call::Accept(made), Some(Value::Accepted(peer))) if *peer == from => Some(made.number),
            _ => None,
        })
}

fn failed(connect: &Entry) -> Place {
    match connect.errno_name() {
        "ECONNREFUSED" | "ECONNRESET" => Place::Refused,
        "ETIMEDOUT" => Place::GaveUp,
        _ => Place::Failed,
    }
}

fn place(near: Option<&SocketRow>, far: Option<&SocketRow>, connected: bool) -> Place {
    let near = near.and_then(|row| row.state);
    match (near, far.and_then(|row| row.state)) {
        (_, Some(TcpState::SynReceived)) => Place::HalfOpen,
        (_, Some(_)) => Place::Queued,
        (Some(TcpState::SynSent), None) => Place::Outside,
        (Some(_), None) => Place::Alone,
        // Its connection is gone from the kernel although nobody closed it.
        (None, None) if connected => Place::Refused,
        (None, None) => Place::Coming,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: TcpState) -> SocketRow {
        SocketRow {
            udp: false,
            local: "127.0.0.1:1".parse().unwrap(),
            remote: "127.0.0.1:2".parse().unwrap(),
            state: Some(state),
            receive_queue: 0,
            send_queue: 0,
            timer: None,
            retransmits: 0,
            far: false,
        }
    }

    #[test]
    fn a_client_is_where_both_ends_say_it_is() {
        use TcpState::{Established, SynReceived, SynSent};
        let found = |near: Option<TcpState>, far: Option<TcpState>, connected| {
            let (near, far) = (near.map(row), far.map(row));
            place(near.as_ref(), far.as_ref(), connected)
        };
        let both = found(Some(Established), Some(Established), true);
        assert_eq!(both, Place::Queued);
        let held = found(Some(SynSent), Some(SynReceived), false);
        let at_one_end = found(Some(Established), Some(SynReceived), true);
        assert_eq!((held, at_one_end), (Place::HalfOpen, Place::HalfOpen));
        assert_eq!(found(Some(SynSent), None, false), Place::Outside);
        assert_eq!(found(Some(Established), None, true), Place::Alone);
        assert_eq!(
            found(None, None, true),
            Place::Refused,
            "reset behind its back"
        );
        assert_eq!(found(None, None, false), Place::Coming);
    }
}
