//! What the journal tells of buffers: how much fits, and where it lies.

use super::pair::{self, Pair};
use super::part::Chapter;
use crate::exercise::call::{Ask, Call, Opt, Sock, Value};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::Timer;

/// What was measured while a sender's and a receiver's buffer were filled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// `SO_SNDBUF` before, in bytes.
    pub send_buffer: Option<i64>,
    /// `SO_SNDBUF` when nothing fitted any more.
    pub send_buffer_full: Option<i64>,
    /// `SO_RCVBUF` of the peer.
    pub receive_buffer: Option<i64>,
    /// `SO_RCVBUF` of the peer after it had read.
    pub receive_buffer_read: Option<i64>,
    /// Bytes that sends took before one took nothing.
    pub fitted: i64,
    /// How many sends took some.
    pub sends: usize,
    /// The error of the one that took nothing.
    pub errno: Option<String>,
    /// Bytes sent or to be sent, not acknowledged.
    pub unacknowledged: Option<i64>,
    /// Bytes at the peer that nobody has read.
    pub unread: Option<i64>,
    /// The window that the peer told last.
    pub window: Option<u32>,
    /// Does the kernel ask after a closed window?
    pub probes: Option<bool>,
    /// Was the blocking send seen to wait?
    pub waits: bool,
    /// Bytes asked for by the reads that had begun when it returned; `None`: it has not, or nobody read.
    pub resumed_by: Option<i64>,
}

impl Filled {
    /// Reads it off; `None`: no byte was sent.
    #[must_use]
    pub fn of(journal: &Journal) -> Option<Self> {
        let pair = Pair::of(Chapter::Full);
        let mut found = Self::default();
        let mut tries = true;
        for entry in pair::entries(journal, Chapter::Full) {
            match &entry.step.call {
                Call::Get(ask) => found.asked(*ask, entry),
                Call::Set(Opt::NonBlocking(false)) => tries = false,
                Call::Send(_) if tries => found.tried(entry),
                Call::Send(_) => found.waits = entry.waits.is_some(),
                Call::Look => found.looked(journal, pair, entry),
                _ => {}
            }
        }
        found.resumed_by = resumed(journal);
        (found.sends > 0 || found.errno.is_some()).then_some(found)
    }

    fn asked(&mut self, ask: Ask, entry: &Entry) {
        let number = entry.number();
        match ask {
            Ask::SendBuffer if self.send_buffer.is_none() => self.send_buffer = number,
            Ask::SendBuffer => self.send_buffer_full = number,
            Ask::ReceiveBuffer if self.receive_buffer.is_none() => self.receive_buffer = number,
            Ask::ReceiveBuffer => self.receive_buffer_read = number,
            Ask::Unacknowledged => {
                self.unacknowledged = number;
                let told = entry.ended.as_ref().and_then(|ended| ended.tcp);
                self.window = told.and_then(|tcp| tcp.peer_window);
            }
            Ask::Unread => self.unread = number,
            Ask::Error | Ask::KeepAlive => {}
        }
    }

    fn tried(&mut self, entry: &Entry) {
        match entry.number() {
            Some(taken) => {
                self.fitted += taken;
                self.sends += 1;
                self.errno = None;
            }
            None => self.errno = entry.errno().map(|errno| errno.name.clone()),
        }
    }

    fn looked(&mut self, journal: &Journal, pair: Pair, look: &Entry) {
        let ends = journal.address(pair.near).zip(journal.address(pair.far));
        let own = look.sockets().zip(ends).and_then(|(rows, (near, far))| {
            let mut rows = rows.iter();
            rows.find(|row| row.is_of(near, far))
        });
        self.probes = own.map(|row| matches!(row.timer, Some((Timer::Probe, _))));
    }
}

/// Bytes asked for by the reads that had begun when the blocking send returned; `None`: it has not, or nobody had
/// begun to read (the kernel may let a buffer grow meanwhile).
fn resumed(journal: &Journal) -> Option<i64> {
    let pair = Pair::of(Chapter::Full);
    let sends = |entry: &&Entry| matches!(entry.step.call, Call::Send(_)) && entry.waits.is_some();
    let returned = journal.on(pair.near).find(sends)?.ended.as_ref()?.at;
    let begun = |entry: &&Entry| entry.began.is_some_and(|at| at <= returned);
    let asked = journal
        .on(pair.far)
        .filter(begun)
        .map(|entry| match entry.step.call {
            Call::RecvWhole(most) => most,
            _ => 0,
        });
    let asked: usize = asked.sum();
    (asked > 0).then(|| i64::try_from(asked).ok()).flatten()
}

/// What one `send` of much took, and what became of the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partly {
    /// Bytes handed to it.
    pub asked: usize,
    /// Bytes it took; an error: none.
    pub taken: i64,
    /// The error, where it took none.
    pub errno: Option<String>,
    /// `sendall`: bytes it handed over, and in how many sends; `None`: it has not returned.
    pub rest: Option<(usize, usize)>,
    /// Was it seen to wait?
    pub waited: bool,
}

impl Partly {
    /// Reads it off; `None`: that send has not returned.
    #[must_use]
    pub fn of(journal: &Journal) -> Option<Self> {
        let pair = Pair::of(Chapter::Partial);
        let (asked, one) = journal
            .on(pair.near)
            .find_map(|entry| match &entry.step.call {
                Call::Send(bytes) if entry.ended.is_some() => Some((bytes.len(), entry)),
                _ => None,
            })?;
        let all = |entry: &&Entry| matches!(entry.step.call, Call::SendAll(_));
        let all = journal.on(pair.near).find(all);
        Some(Self {
            asked,
            taken: one.number().unwrap_or(0),
            errno: one.errno().map(|errno| errno.name.clone()),
            rest: all.and_then(Entry::value).and_then(|value| match value {
                Value::Sent(bytes, calls) => Some((*bytes, *calls)),
                _ => None,
            }),
            waited: all.is_some_and(|entry| entry.waits.is_some()),
        })
    }
}

/// How full the two buffers of one direction are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Level {
    /// Bytes in the sender's.
    pub send: i64,
    /// Bytes in the receiver's.
    pub receive: i64,
}

/// How full the buffers from `from` to `to` are, by what the calls returned: what was taken and not read lies in
/// the one or the other, and the sender's kernel tells what it has not sent (`tcpi_notsent_bytes`).
#[must_use]
pub fn level(journal: &Journal, from: Sock, to: Sock) -> Level {
    let (mut under_way, mut waiting_room) = (0, 0);
    let mut not_sent = 0;
    for entry in journal.entries.iter().filter(|entry| entry.ended.is_some()) {
        let step = &entry.step;
        match step.call {
            Call::Send(_) | Call::SendAll(_) if step.on == from => {
                under_way += entry.number().unwrap_or(0);
            }
            Call::Recv(_) | Call::RecvWhole(_) if step.on == to => {
                under_way -= entry.number().unwrap_or(0);
            }
            _ => {}
        }
        let told = entry.ended.as_ref().and_then(|ended| ended.tcp);
        if let Some(tcp) = told.filter(|_| step.on == from) {
            not_sent = i64::from(tcp.not_sent);
            waiting_room = (under_way - not_sent).max(0);
        }
    }
    let under_way = under_way.max(0);
    // Who reads takes from the receiver's buffer, and the sender's fills it again.
    let receive = waiting_room.max(under_way - not_sent).min(under_way);
    Level {
        send: under_way - receive,
        receive,
    }
}

/// Did the newest send on this connection find no room, and has nobody read since?
#[must_use]
pub fn is_full(journal: &Journal, pair: Pair) -> bool {
    let ends = [pair.near, pair.far];
    let tells = |entry: &&Entry| match entry.step.call {
        Call::Send(_) | Call::SendAll(_) | Call::RecvWhole(_) => ends.contains(&entry.step.on),
        _ => false,
    };
    let newest = journal.entries.iter().rev().find(tells);
    newest.is_some_and(|entry| match entry.step.call {
        Call::RecvWhole(_) => false,
        _ => entry.errno_name() == "EAGAIN" || (entry.waits.is_some() && entry.ended.is_none()),
    })
}
