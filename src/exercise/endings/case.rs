//! What is read off the journal for one ending: its calls, what `recv` gave, the states at both ends.

use std::time::Duration;

use super::ending::Ending;
use super::ends::{End, Moment, Pair, State};
use super::follow::{Follow, pair_of};
use super::script::{AGAIN, CLIENT, LARGE, RECEIVER, SENDER, SERVED, is_needed, plan};
use super::told::Told;
use crate::clock::Time;
use crate::exercise::call::{Ask, Call, How, Opt, Sock};
use crate::exercise::code;
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::{SocketRow, TcpFacts, TcpState};

/// What a call of the story must have sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// So many bytes.
    Data(usize),
    /// The end of its direction.
    Fin,
    /// The end of the connection.
    Reset,
}

/// One ending with its calls.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Which.
    pub ending: Ending,
    /// Its calls so far.
    pub entries: &'a [Entry],
    /// The place of the first of them in the journal.
    pub from: usize,
}

/// The endings that have begun, with their calls.
#[must_use]
pub fn cases<'a>(endings: &[Ending], journal: &'a Journal) -> Vec<Case<'a>> {
    let plan = plan(endings, journal);
    let mut cases: Vec<Case<'a>> = Vec::new();
    for (at, (ending, _)) in plan.iter().enumerate().take(journal.steps()) {
        match cases.last_mut() {
            Some(case) if case.ending == *ending => {
                case.entries = journal.entries.get(case.from..=at).unwrap_or_default();
            }
            _ => cases.push(Case {
                ending: *ending,
                entries: journal.entries.get(at..=at).unwrap_or_default(),
                from: at,
            }),
        }
    }
    cases
}

impl<'a> Case<'a> {
    /// Its calls of this kind on this socket.
    fn calls(self, on: Sock, is: fn(&Call) -> bool) -> impl Iterator<Item = &'a Entry> {
        let wanted = move |entry: &&Entry| entry.step.on == on && is(&entry.step.call);
        self.entries.iter().filter(wanted)
    }

    fn receives(self, on: Sock) -> impl Iterator<Item = &'a Entry> {
        self.calls(on, |call| matches!(call, Call::Recv(_) | Call::RecvFrom(_)))
    }

    /// The call whose result is this ending's: a `recv` of yours; of a restart the first `bind` again.
    #[must_use]
    pub fn decisive(self) -> Option<&'a Entry> {
        match self.ending {
            Ending::Restart => self.rebinds().next(),
            Ending::EmptyDatagram | Ending::LargeDatagram => self.receives(RECEIVER).next(),
            Ending::Fin => self.receives(CLIENT).nth(1),
            Ending::Reset
            | Ending::HalfClose
            | Ending::Unread
            | Ending::Silence
            | Ending::Vanished => self.receives(CLIENT).next(),
        }
    }

    /// What it came to.
    #[must_use]
    pub fn told(self) -> Option<Told> {
        Told::of(self.decisive()?)
    }

    /// What the next `recvfrom` gave; after a silence what came of the same `recv`.
    #[must_use]
    pub fn next(self) -> Option<Told> {
        let entry = match self.ending {
            Ending::Silence => self.decisive().filter(|entry| entry.ended.is_some()),
            _ => self.receives(RECEIVER).nth(1),
        };
        Told::of(entry?)
    }

    /// Bytes of the large datagram that no call has given, and none will: the next call gave another one.
    #[must_use]
    pub fn lost(self) -> Option<usize> {
        let Told::Gave(first, _) = self.told()? else {
            return None;
        };
        let Told::Gave(next, _) = self.next()? else {
            return None;
        };
        let lost = LARGE.len().checked_sub(first.len())?;
        (self.ending == Ending::LargeDatagram && lost > 0 && !LARGE.ends_with(&next))
            .then_some(lost)
    }

    /// The call that ended the run before its end, and why it failed; `None`: it never returned.
    #[must_use]
    pub fn stopped(self) -> Option<(&'static str, Option<&'a str>)> {
        let last = self.entries.last()?;
        let name = code::name(&last.step.call);
        if is_needed(&last.step) && last.errno().is_some() {
            return Some((name, Some(last.errno_name())));
        }
        // The silence is one that is to be seen waiting.
        let waits = last.waits.is_some() && last.ended.is_none();
        let wanted = self.ending == Ending::Silence
            && self.decisive().is_some_and(|entry| entry.id == last.id);
        (waits && !wanted).then_some((name, None))
    }

    /// Why the server's socket could not be made to throw away what arrives; `None`: it could.
    #[must_use]
    pub fn not_deaf(self) -> Option<&'a str> {
        self.calls(SERVED, |call| matches!(call, Call::Set(Opt::Deaf(true))))
            .find_map(Entry::errno)
            .map(|errno| errno.name.as_str())
    }

    /// Did the decisive call wait, whatever came of it later?
    #[must_use]
    pub fn waited(self) -> bool {
        self.decisive().is_some_and(|entry| entry.waits.is_some())
    }

    /// The binds of servers started again: without the option, with it only now, after the client closed first, with
    /// it from the start.
    pub fn rebinds(self) -> impl Iterator<Item = &'a Entry> {
        self.calls(AGAIN, |call| matches!(call, Call::Bind(_)))
    }

    /// What the server received.
    #[must_use]
    pub fn arrived(self) -> Option<&'a Entry> {
        self.receives(SERVED).next()
    }

    /// Bytes that your `send` took.
    #[must_use]
    pub fn sent(self) -> Option<i64> {
        self.calls(CLIENT, |call| matches!(call, Call::Send(_)))
            .next()?
            .number()
    }

    /// Bytes that lay unread at the server before it closed.
    #[must_use]
    pub fn unread(self) -> Option<i64> {
        self.calls(SERVED, |call| *call == Call::Get(Ask::Unread))
            .last()?
            .number()
    }

    /// Is keep-alive on?
    #[must_use]
    pub fn keep_alive(self) -> Option<bool> {
        self.calls(CLIENT, |call| *call == Call::Get(Ask::KeepAlive))
            .next()?
            .number()
            .map(|on| on != 0)
    }

    /// What the kernel told of your end just after the decisive call.
    #[must_use]
    pub fn tcp(self) -> Option<TcpFacts> {
        self.decisive()?.ended.as_ref()?.tcp
    }

    /// The setting that bounds how often data is sent again.
    #[must_use]
    pub fn retries(self) -> Option<i64> {
        let asked = |entry: &&Entry| entry.step.call == Call::Setting("net.ipv4.tcp_retries2");
        let entry = self.entries.iter().find(asked)?;
        match entry.value()? {
            crate::exercise::Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// How long the kernel keeps an end without an owner in FIN-WAIT-2 (`tcp_fin_timeout`).
    #[must_use]
    pub fn fin_wait(self) -> Option<Duration> {
        let rows = self.entries.iter().filter_map(Entry::sockets);
        let waits = |row: &SocketRow| {
            let (_, left) = row.timer?;
            (row.state == Some(TcpState::FinWait2)).then_some(left)
        };
        rows.flatten().find_map(waits)
    }

    /// Did the server's socket throw away what arrived, at this time?
    #[must_use]
    pub fn is_deaf(self, at: Time) -> bool {
        let set = self.calls(SERVED, |call| matches!(call, Call::Set(Opt::Deaf(_))));
        let done = |entry: &&Entry| {
            entry.succeeded() && entry.ended.as_ref().is_some_and(|ended| ended.at <= at)
        };
        let last = set.filter(done).last();
        last.is_some_and(|entry| entry.step.call == Call::Set(Opt::Deaf(true)))
    }

    /// The addresses of its connections, in order.
    pub fn pairs(self) -> impl Iterator<Item = Pair> + 'a {
        self.calls(CLIENT, |call| matches!(call, Call::Connect(_)))
            .filter_map(pair_of)
    }

    /// What this call of one of the two ends must have sent, and towards which end; `None`: nothing.
    #[must_use]
    pub fn sent_by(self, entry: &Entry) -> Option<(Sent, End)> {
        let on = entry.step.on;
        let to = match on {
            CLIENT => End::Far,
            SERVED | SENDER => End::Near,
            _ => return None,
        };
        let sent = match &entry.step.call {
            _ if !entry.succeeded() => return None,
            Call::Send(_) | Call::SendTo(..) => {
                Sent::Data(usize::try_from(entry.number()?).unwrap_or(0))
            }
            Call::Shutdown(How::Write) => Sent::Fin,
            Call::Close => self.sent_by_close(entry)?,
            _ => return None,
        };
        Some((sent, to))
    }

    /// What `close` sends: a FIN, unless the connection is over or is thrown away.
    fn sent_by_close(self, close: &Entry) -> Option<Sent> {
        let server = close.step.on == SERVED;
        let at = self.entries.iter().position(|entry| entry.id == close.id)?;
        let moments = self.moments();
        let before = moments.get(at.checked_sub(1)?)?;
        let state = if server { before.far } else { before.near };
        let thrown = self.ending == Ending::Reset || self.unread().is_some_and(|bytes| bytes > 0);
        match state? {
            State::Tcp(TcpState::Closed | TcpState::TimeWait) | State::Gone => None,
            State::Tcp(_) | State::Unknown if server && thrown => Some(Sent::Reset),
            State::Tcp(_) | State::Unknown => Some(Sent::Fin),
        }
    }

    /// The states at both ends after each call.
    #[must_use]
    pub fn moments(self) -> Vec<Moment> {
        let mut follow = Follow::default();
        self.entries
            .iter()
            .map(|entry| {
                follow.take(entry);
                follow.now
            })
            .collect()
    }

    /// The states at both ends by now.
    #[must_use]
    pub fn now(self) -> Moment {
        self.moments().last().copied().unwrap_or_default()
    }

    /// The states when the decisive call had returned, as the kernel's list had them next or last.
    #[must_use]
    pub fn decided(self) -> Option<Moment> {
        let decisive = self.decisive()?.id;
        let at = self.entries.iter().position(|entry| entry.id == decisive)?;
        let moments = self.moments();
        let own = moments.get(at).copied()?;
        // An end that was let go of is known from the next look.
        let later = moments.get(at..)?.iter();
        let far = later
            .filter_map(|moment| moment.far)
            .find(|far| *far != State::Unknown);
        Some(Moment {
            far: far.or(own.far),
            ..own
        })
    }

    /// Who was in TIME-WAIT at the end of it, and for how long still. `None`: nobody, or nobody looked.
    #[must_use]
    pub fn time_wait(self) -> Option<(End, Duration)> {
        self.now().time_wait
    }

    /// Has the kernel been asked after the decisive call?
    #[must_use]
    pub fn looked(self) -> bool {
        let decisive = self.decisive().map(|entry| entry.id);
        let after = self
            .entries
            .iter()
            .filter(|entry| Some(entry.id) >= decisive);
        decisive.is_some() && after.into_iter().any(|entry| entry.sockets().is_some())
    }
}
