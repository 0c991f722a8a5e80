//! What the journal tells of a target: how `connect` ended, the states the kernel told.

use std::net::SocketAddr;

use super::chosen::{Handshake, SERVED, Side, Target};
use crate::clock::Time;
use crate::exercise::call::{Call, Opt};
use crate::exercise::journal::{Ended, Entry, Journal, Seen};
use crate::exercise::state::{SocketRow, TcpState};
use crate::wire::Detail;

/// How `connect` ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It was not called yet, or has just begun.
    Open,
    /// It returned 0.
    Connected,
    /// It failed, with this errno.
    Failed(&'a str),
    /// It has not returned for as long as the script waited.
    Waits,
}

impl<'a> Outcome<'a> {
    /// As a word that is the same in every language.
    pub(super) const fn word(self) -> &'a str {
        match self {
            Self::Open => "open",
            Self::Connected => "connected",
            Self::Failed(errno) => errno,
            Self::Waits => "waits",
        }
    }
}

/// The `connect` to this target.
pub(super) fn connect(chosen: Handshake, target: Target, journal: &Journal) -> Option<&Entry> {
    let connects = |entry: &&Entry| matches!(entry.step.call, Call::Connect(_));
    journal.on(chosen.client(target)).find(connects)
}

/// How the `connect` to this target ended.
#[must_use]
pub fn outcome(chosen: Handshake, target: Target, journal: &Journal) -> Outcome<'_> {
    match connect(chosen, target, journal) {
        Some(entry) if entry.succeeded() => Outcome::Connected,
        Some(entry) if entry.errno().is_some() => Outcome::Failed(entry.errno_name()),
        Some(entry) if entry.waits.is_some() => Outcome::Waits,
        _ => Outcome::Open,
    }
}

/// Whom `connect` called.
pub(super) fn called(chosen: Handshake, target: Target, journal: &Journal) -> Option<SocketAddr> {
    match connect(chosen, target, journal)?.step.call {
        Call::Connect(address) => Some(address),
        _ => None,
    }
}

/// A state that the kernel told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// When it was asked for, and when it had been told: in between nobody knows.
    pub between: (Time, Time),
    /// Which side's.
    pub side: Side,
    /// The state; `None`: the kernel has no such socket any more.
    pub state: Option<TcpState>,
}

/// All states of both sides towards this target, in order of time: `TCP_INFO` after each call of who holds a socket,
/// and the kernel's list, which has those without an owner too.
#[must_use]
pub fn observed(chosen: Handshake, target: Target, journal: &Journal) -> Vec<Observed> {
    let ends = ends(chosen, target, journal);
    let mut all = Vec::new();
    for entry in &journal.entries {
        let Some(ended) = &entry.ended else {
            continue;
        };
        match entry.sockets() {
            Some(rows) => {
                if let Some(ends) = ends {
                    let found = listed(ends, rows, entry, ended).into_iter();
                    // Only a connection that was there can be gone.
                    let is_there = target == Target::Listening;
                    all.extend(found.filter(|found| is_there || found.state.is_some()));
                }
            }
            None => all.extend(told(chosen, target, entry, ended)),
        }
    }
    all.sort_by_key(|observed| observed.between.1);
    drop_unborn(&mut all);
    all
}

/// The client's address and the server's.
fn ends(chosen: Handshake, target: Target, journal: &Journal) -> Option<(SocketAddr, SocketAddr)> {
    let server = called(chosen, target, journal)?;
    let connect = connect(chosen, target, journal)?;
    let told = connect.ended.as_ref().and_then(|ended| ended.local);
    Some((told.or_else(|| looked_up(server, journal))?, server))
}

/// A client that waits in `connect` cannot be asked for its address; the kernel's list has it.
fn looked_up(server: SocketAddr, journal: &Journal) -> Option<SocketAddr> {
    let rows = journal.entries.iter().filter_map(Entry::sockets).flatten();
    let calls = |row: &&SocketRow| row.remote == server && !row.udp;
    rows.into_iter().find(calls).map(|row| row.local)
}

/// What the kernel's list says of both ends.
fn listed(
    (client, server): (SocketAddr, SocketAddr),
    rows: &[SocketRow],
    entry: &Entry,
    ended: &Ended,
) -> [Observed; 2] {
    let between = (entry.began.unwrap_or(ended.at), ended.at);
    let of = |side, local, remote| Observed {
        between,
        side,
        state: rows
            .iter()
            .find(|row| row.is_of(local, remote))
            .and_then(|row| row.state),
    };
    [
        of(Side::Client, client, server),
        of(Side::Server, server, client),
    ]
}

/// What `TCP_INFO` said after a call on one of this target's sockets. A socket that listens is no end of the
/// connection: `accept` gives another one ([`listener_path`]).
fn told(chosen: Handshake, target: Target, entry: &Entry, ended: &Ended) -> Option<Observed> {
    let listening = target == Target::Listening;
    let side = match entry.step.call {
        Call::Accept(_) if listening => Side::Server,
        Call::Accept(_) => return None,
        _ if entry.step.on == chosen.client(target) => Side::Client,
        _ if !listening && Some(entry.step.on) == target.server() => Side::Server,
        _ if listening && entry.step.on == SERVED => Side::Server,
        _ => return None,
    };
    Some(Observed {
        between: (ended.at, ended.at),
        side,
        state: Some(ended.tcp?.state),
    })
}

/// A side that has not been seen yet is not gone: before its first state there is none to tell.
fn drop_unborn(all: &mut Vec<Observed>) {
    let mut born = [false; 2];
    all.retain(|observed| {
        let Some(seen) = born.get_mut(observed.side as usize) else {
            return false;
        };
        *seen |= observed.state.is_some();
        *seen
    });
}

/// The states of one side in order, each once in a row: what it went through, as far as the kernel told it.
pub(super) fn path(all: &[Observed], side: Side) -> Vec<Option<TcpState>> {
    let mut states: Vec<_> = all
        .iter()
        .filter(|observed| observed.side == side)
        .map(|observed| observed.state)
        .collect();
    states.dedup();
    states
}

/// The states of the socket that listens, in order: `TCP_INFO` after each call on it, and the kernel's list.
pub(super) fn listener_path(chosen: Handshake, journal: &Journal) -> Vec<TcpState> {
    let listener = Target::Listening.server();
    let server = called(chosen, Target::Listening, journal);
    let told = |entry: &Entry| match (entry.sockets(), &entry.step.call) {
        (Some(rows), _) => {
            let own = |row: &&SocketRow| {
                !row.udp && Some(row.local) == server && row.state == Some(TcpState::Listen)
            };
            rows.iter().find(own)?.state
        }
        (None, Call::Accept(_)) => None,
        (None, _) if Some(entry.step.on) == listener => {
            Some(entry.ended.as_ref()?.tcp.as_ref()?.state)
        }
        (None, _) => None,
    };
    let mut states: Vec<_> = journal.entries.iter().filter_map(told).collect();
    states.dedup();
    states
}

/// Is neither end in a state that lasts only until the other's next segment comes? `None`: this was no look at both.
pub(super) fn rests(chosen: Handshake, look: &Entry, journal: &Journal) -> Option<bool> {
    let rows = look.sockets()?;
    let (client, server) = ends(chosen, Target::Listening, journal)?;
    let moves = |row: &SocketRow| {
        let own = row.is_of(client, server) || row.is_of(server, client);
        let passing = matches!(
            row.state,
            Some(TcpState::FinWait1 | TcpState::FinWait2 | TcpState::LastAck | TcpState::Closing)
        );
        own && passing
    };
    Some(!rows.iter().any(moves))
}

/// Who is in TIME-WAIT, by the last look at all sockets; `None`: nobody looked after the end.
pub(super) fn in_time_wait(chosen: Handshake, journal: &Journal) -> Option<Vec<Side>> {
    let closes = |entry: &Entry| {
        matches!(entry.step.call, Call::Close | Call::Shutdown(_)) && entry.ended.is_some()
    };
    let closed = |side| {
        let (_, sock) = chosen.end(side);
        journal.on(sock).any(closes)
    };
    let looked = journal.last()?.sockets()?;
    if !closed(Side::Client) || !closed(Side::Server) {
        return None;
    }
    let (client, server) = ends(chosen, Target::Listening, journal)?;
    let waits = |side: Side| {
        let (local, remote) = match side {
            Side::Client => (client, server),
            Side::Server => (server, client),
        };
        let stays = |row: &SocketRow| row.state == Some(TcpState::TimeWait);
        looked
            .iter()
            .any(|row| stays(row) && row.is_of(local, remote))
    };
    Some(
        [Side::Client, Side::Server]
            .into_iter()
            .filter(|side| waits(*side))
            .collect(),
    )
}

/// The ARP requests for the missing host, by their places among the frames.
#[must_use]
pub fn questions(chosen: Handshake, journal: &Journal) -> Vec<usize> {
    let Some(missing) = called(chosen, Target::Missing, journal) else {
        return Vec::new();
    };
    let asks = |seen: &Seen| match seen.digest.detail {
        Detail::Arp {
            operation, target, ..
        } => operation == 1 && missing.ip() == target,
        _ => false,
    };
    let frames = journal.frames.iter().enumerate();
    frames
        .filter(|(_, seen)| asks(seen))
        .map(|(at, _)| at)
        .collect()
}

/// Did this side throw away what arrived at this time?
pub(super) fn was_deaf(
    chosen: Handshake,
    target: Target,
    side: Side,
    at: Time,
    journal: &Journal,
) -> bool {
    let sock = match (side, target) {
        (Side::Client, _) => Some(chosen.client(target)),
        (Side::Server, Target::Listening) => Some(SERVED),
        (Side::Server, _) => target.server(),
    };
    let set = |entry: &&Entry| {
        Some(entry.step.on) == sock
            && matches!(entry.step.call, Call::Set(Opt::Deaf(_)))
            && entry.ended.as_ref().is_some_and(|ended| ended.at <= at)
    };
    let last = journal.entries.iter().rfind(set);
    last.is_some_and(|entry| entry.step.call == Call::Set(Opt::Deaf(true)))
}
