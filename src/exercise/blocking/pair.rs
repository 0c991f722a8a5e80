//! Lessons on one connection: a client and what the server accepted.

use std::time::Duration;

use bytes::Bytes;

use super::part::Chapter;
use super::replay::Replay;
use super::{LISTENER, MOST_BLOCK, block};
use crate::exercise::call::{Actor, Ask, Call, Family, How, Interest, Kind, Opt, Role, Sock, Step};
use crate::exercise::journal::{Entry, Journal};

/// Room of an ordinary `recv`, in bytes.
pub(super) const ROOM: usize = 1024;
/// A call that waits is called one after this long, in ms: over loopback one that need not takes a tenth of one.
const PATIENCE: u64 = 400;
/// What one reads of megabytes is there by then, in ms.
const LONG: u64 = 8_000;
/// Sends of one filling; it is full after some sixteen.
const MOST_SENDS: usize = 80;
/// Reads of one emptying; four empty it.
const MOST_READS: usize = 8;
/// For how long `poll` asks whether there is room again: longer than an acknowledgement is held back.
const SETTLED: Duration = Duration::from_millis(150);
/// The send buffer of the lesson on partial sends, in bytes: it needs no megabytes.
const SMALL: u32 = 64 * 1024;
/// The timeout of the lesson about them.
const TIMEOUT: Duration = Duration::from_millis(500);

/// The two ends of a lesson's connection. Each lesson has names of its own, so that a call tells its lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The client's.
    pub near: Sock,
    /// What the server accepted.
    pub far: Sock,
}

impl Pair {
    const fn named(near: &'static str, far: &'static str) -> Self {
        Self {
            near: Sock::named(near),
            far: Sock::named(far),
        }
    }

    /// The ends of this lesson; of [`Chapter::Service`] there are several.
    #[must_use]
    pub const fn of(chapter: Chapter) -> Self {
        match chapter {
            Chapter::Deadlock => Self::named("client", "served"),
            Chapter::Full => Self::named("writer", "reader"),
            Chapter::Partial => Self::named("sender", "taker"),
            Chapter::Timeout => Self::named("patient", "silent"),
            Chapter::Nonblocking => Self::named("eager", "late"),
            Chapter::Service => Self::client(1),
        }
    }

    /// The ends of this client's connection, of several.
    #[must_use]
    pub const fn client(number: u16) -> Self {
        Self {
            near: Sock::of("client", number),
            far: Sock::of("served", number),
        }
    }

    fn near(self, call: Call) -> Step {
        let who = Actor::of(Role::Client, self.near.number);
        Step::new(who, self.near, call)
    }

    fn far(self, call: Call) -> Step {
        Step::new(Actor::SERVER, self.far, call)
    }

    /// Connects it.
    pub(super) fn connect(self, run: &mut Replay<'_>) -> Option<()> {
        run.make(self.near(Call::Socket(Family::Inet, Kind::Stream)))?;
        self.join(run)
    }

    /// Connects a socket that is there.
    fn join(self, run: &mut Replay<'_>) -> Option<()> {
        let address = run.journal().address(LISTENER)?;
        let connect = run.make(self.near(Call::Connect(address)))?;
        if connect.errno().is_some() {
            // Nobody will ever be there for accept.
            return None;
        }
        run.make(Step::new(Actor::SERVER, LISTENER, Call::Accept(self.far)))?;
        Some(())
    }

    /// Closes it, the client first: whoever still waits at the far end is told by a FIN.
    fn close(self, run: &mut Replay<'_>) -> Option<()> {
        run.make(self.near(Call::Close))?;
        run.make(self.far(Call::Close))?;
        Some(())
    }
}

/// The lesson that this call belongs to; `None`: to all of them, or to the one before.
#[must_use]
pub fn chapter_of(entry: &Entry) -> Option<Chapter> {
    let on = match &entry.step.call {
        Call::Accept(made) => *made,
        Call::Poll(watched, _) => watched.first()?.0,
        _ => entry.step.on,
    };
    if on.number > 0 {
        return Some(Chapter::Service);
    }
    Chapter::ALL
        .into_iter()
        .find(|chapter| [Pair::of(*chapter).near, Pair::of(*chapter).far].contains(&on))
}

fn number(entry: &Entry) -> usize {
    let number = entry.number().unwrap_or(0);
    usize::try_from(number).unwrap_or(0)
}

/// Both ends wait for the other to speak first.
pub(super) fn deadlock(run: &mut Replay<'_>) -> Option<()> {
    let pair = Pair::of(Chapter::Deadlock);
    pair.connect(run)?;
    let listens = pair.far(Call::Recv(ROOM)).at_most(PATIENCE);
    run.make(listens.because("blocking-why-server-waits"))?;
    let listens = pair.near(Call::Recv(ROOM)).at_most(PATIENCE);
    run.make(listens.because("blocking-why-client-waits"))?;
    run.make(Step::lab(Call::Look).because("blocking-why-nothing-under-way"))?;
    let ends = Step::new(Actor::LAB, pair.near, Call::Shutdown(How::Write));
    run.make(ends.because("blocking-why-dissolve"))?;
    // Made when its recv has returned; it gives the client its own FIN.
    run.make(pair.far(Call::Close).at_most(LONG))?;
    run.make(pair.near(Call::Close).at_most(LONG))?;
    Some(())
}

/// Send until nothing fits, look where it lies, wait in send until somebody reads.
pub(super) fn full(run: &mut Replay<'_>) -> Option<()> {
    let pair = Pair::of(Chapter::Full);
    pair.connect(run)?;
    let room = number(run.make(pair.near(Call::Get(Ask::SendBuffer)))?);
    run.make(pair.far(Call::Get(Ask::ReceiveBuffer)))?;
    let mode = |on| pair.near(Call::Set(Opt::NonBlocking(on)));
    run.make(mode(true).because("blocking-why-try"))?;
    fill(run, pair, room)?;
    run.make(
        pair.near(Call::Get(Ask::Unacknowledged))
            .because("blocking-why-unacked"),
    )?;
    run.make(
        pair.far(Call::Get(Ask::Unread))
            .because("blocking-why-unread"),
    )?;
    let room = number(run.make(pair.near(Call::Get(Ask::SendBuffer)))?);
    run.make(Step::lab(Call::Look).because("blocking-why-probe"))?;
    run.make(mode(false))?;
    let share = (room / 4).clamp(ROOM, MOST_BLOCK);
    let more = pair.near(Call::Send(block(share)));
    let waits = run.make(more.at_most(PATIENCE).because("blocking-why-send-waits"))?;
    let read = pair.far(Call::RecvWhole(share)).at_most(LONG);
    let read = read.because("blocking-why-read");
    for _ in 0..MOST_READS {
        if !run.goes_on(&read, waits.ended.is_some()) {
            break;
        }
        run.make(read.clone())?;
    }
    let grown = pair.far(Call::Get(Ask::ReceiveBuffer));
    run.make(grown.because("blocking-why-grown"))?;
    run.make(pair.near(Call::Close))?;
    run.make(pair.far(Call::Close).because("blocking-why-close"))?;
    Some(())
}

/// Sends until a send takes nothing even after a while.
fn fill(run: &mut Replay<'_>, pair: Pair, room: usize) -> Option<()> {
    let mut in_vain = 0;
    for sent in 0..MOST_SENDS {
        let piece = block(piece(room, sent));
        if run.make(pair.near(Call::Send(piece)))?.succeeded() {
            in_vain = 0;
            continue;
        }
        in_vain += 1;
        if in_vain == 2 {
            break;
        }
        let room = Call::Poll(vec![(pair.near, Interest::Write)], Some(SETTLED));
        let who = Actor::of(Role::Client, pair.near.number);
        run.make(Step::new(who, Sock::NONE, room).because("blocking-why-settle"))?;
    }
    Some(())
}

/// Bytes of the send number `sent`: a sixteenth of the buffer as it was at first; the kernel may let it grow, so they
/// grow too.
fn piece(room: usize, sent: usize) -> usize {
    let first = (room / 16).next_power_of_two();
    let doubled = sent.saturating_sub(16) / 8;
    (first << doubled.min(8)).clamp(1024, MOST_BLOCK / 2)
}

/// One send of more than fits; the rest by `sendall`, with somebody who reads.
pub(super) fn partial(run: &mut Replay<'_>) -> Option<()> {
    let pair = Pair::of(Chapter::Partial);
    run.make(pair.near(Call::Socket(Family::Inet, Kind::Stream)))?;
    let small = pair.near(Call::Set(Opt::SendBuffer(SMALL)));
    run.make(small.because("blocking-why-small"))?;
    pair.join(run)?;
    let send = number(run.make(pair.near(Call::Get(Ask::SendBuffer)))?);
    let receive = number(run.make(pair.far(Call::Get(Ask::ReceiveBuffer)))?);
    let size = (2 * (send + receive)).clamp(1 << 16, MOST_BLOCK);
    let whole = block(size);
    let mode = |on| pair.near(Call::Set(Opt::NonBlocking(on)));
    run.make(mode(true))?;
    let one = pair.near(Call::Send(whole.clone()));
    let taken = number(run.make(one.because("blocking-why-one-send"))?).min(size);
    run.make(mode(false))?;
    if taken < size {
        let rest = pair.near(Call::SendAll(whole.slice(taken..)));
        run.make(rest.at_most(PATIENCE).because("blocking-why-sendall"))?;
    }
    let read = pair.far(Call::RecvWhole(size)).at_most(LONG);
    run.make(read.because("blocking-why-take"))?;
    pair.close(run)
}

/// A recv that gives up, and one behind it that does not.
pub(super) fn timeout(run: &mut Replay<'_>) -> Option<()> {
    let pair = Pair::of(Chapter::Timeout);
    pair.connect(run)?;
    run.make(
        pair.near(Call::Set(Opt::ReceiveTimeout(TIMEOUT)))
            .because("blocking-why-limit"),
    )?;
    run.make(
        pair.near(Call::Recv(ROOM))
            .because("blocking-why-times-out"),
    )?;
    run.make(pair.far(Call::Send(Bytes::from_static(b"late"))))?;
    run.make(pair.near(Call::Recv(ROOM)).because("blocking-why-unharmed"))?;
    pair.close(run)
}

/// A recv that never waits, and poll, which tells when it is worth calling.
pub(super) fn nonblocking(run: &mut Replay<'_>) -> Option<()> {
    let pair = Pair::of(Chapter::Nonblocking);
    pair.connect(run)?;
    let mode = pair.near(Call::Set(Opt::NonBlocking(true)));
    run.make(mode.because("blocking-why-never-wait"))?;
    run.make(pair.near(Call::Recv(ROOM)).because("blocking-why-at-once"))?;
    run.make(pair.far(Call::Send(Bytes::from_static(b"now"))))?;
    let ready = Call::Poll(
        vec![(pair.near, Interest::Read)],
        Some(Duration::from_secs(1)),
    );
    let who = Actor::of(Role::Client, pair.near.number);
    run.make(Step::new(who, Sock::NONE, ready).because("blocking-why-poll-tells"))?;
    run.make(pair.near(Call::Recv(ROOM)))?;
    pair.close(run)
}

/// The calls of this lesson, those the lab made in between too.
pub fn entries(journal: &Journal, chapter: Chapter) -> impl Iterator<Item = &Entry> {
    journal
        .entries
        .iter()
        .scan(None, |current, entry| {
            *current = chapter_of(entry).or(*current);
            Some((*current, entry))
        })
        .filter_map(move |(of, entry)| (of == Some(chapter)).then_some(entry))
}
