//! What is read off the journal for one ending: its calls, what `recv` gave, the states at both ends.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::ending::Ending;
use super::script::{AGAIN, CLIENT, RECEIVER, SERVED, plan};
use crate::clock::Time;
use crate::exercise::call::{Ask, Call, Opt, Sock};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::state::{SocketRow, TcpFacts, TcpState, Timer};

/// The two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Yours.
    pub near: SocketAddr,
    /// The server's.
    pub far: SocketAddr,
}

/// One of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Yours: the client.
    Near,
    /// The server.
    Far,
}

impl Pair {
    /// The row of one end, if the kernel has it.
    #[must_use]
    pub fn row(self, rows: &[SocketRow], end: End) -> Option<&SocketRow> {
        let (local, remote) = match end {
            End::Near => (self.near, self.far),
            End::Far => (self.far, self.near),
        };
        rows.iter()
            .find(|row| !row.udp && row.local == local && row.remote == remote)
    }
}

/// Is neither end in a state that lasts only until the next segment comes?
pub(super) fn rests(rows: &[SocketRow], pair: Pair) -> bool {
    [End::Near, End::Far].into_iter().all(|end| {
        let state = pair.row(rows, end).and_then(|row| row.state);
        !matches!(
            state,
            Some(TcpState::FinWait1 | TcpState::LastAck | TcpState::Closing)
        )
    })
}

/// What is known of one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The kernel told it.
    Tcp(TcpState),
    /// The program has let go of it, and the kernel was not asked since.
    Unknown,
    /// The kernel has nothing left of it.
    Gone,
}

/// Both ends just after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Yours; `None`: there is no connection yet, or it is UDP.
    pub near: Option<State>,
    /// The server's.
    pub far: Option<State>,
    /// How long TIME-WAIT still lasts, and at which end.
    pub time_wait: Option<(End, Duration)>,
}

/// What a call of `recv`, or of `bind`, came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It has not returned.
    Waits,
    /// It gave these bytes; over UDP with an address.
    Gave(Bytes, bool),
    /// It succeeded, and gives nothing.
    Done,
    /// It failed, with this errno.
    Failed(String),
}

impl Told {
    /// Of this call; `None`: it has neither returned nor been seen to wait.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Self> {
        if let Some(errno) = entry.errno() {
            return Some(Self::Failed(errno.name.to_string()));
        }
        if let Some(received) = entry.received() {
            return Some(Self::Gave(received.bytes.clone(), received.from.is_some()));
        }
        if entry.succeeded() {
            return Some(Self::Done);
        }
        entry.waits.is_some().then_some(Self::Waits)
    }

    /// As Python shows it; `waits` where it has not returned.
    #[must_use]
    pub fn python(&self) -> String {
        match self {
            Self::Waits => "waits".to_owned(),
            Self::Gave(bytes, false) => crate::exercise::code::literal(bytes, 16),
            Self::Gave(bytes, true) => {
                format!("({}, address)", crate::exercise::code::literal(bytes, 16))
            }
            Self::Done => "None".to_owned(),
            Self::Failed(errno) => {
                exception(errno).map_or_else(|| format!("OSError {errno}"), ToOwned::to_owned)
            }
        }
    }

    /// As C shows it.
    #[must_use]
    pub fn c(&self) -> String {
        match self {
            Self::Waits => "waits".to_owned(),
            Self::Gave(bytes, _) => bytes.len().to_string(),
            Self::Done => "0".to_owned(),
            Self::Failed(errno) => format!("-1 {errno}"),
        }
    }

    /// Did it give no byte?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Gave(bytes, _) if bytes.is_empty())
    }

    /// The errno; empty: it has none.
    #[must_use]
    pub fn errno(&self) -> &str {
        match self {
            Self::Failed(errno) => errno,
            Self::Waits | Self::Gave(..) | Self::Done => "",
        }
    }
}

/// Python's own class for it (PEP 3151); with a time limit set EAGAIN is `TimeoutError`.
fn exception(errno: &str) -> Option<&'static str> {
    Some(match errno {
        "EAGAIN" | "ETIMEDOUT" => "TimeoutError",
        "ECONNRESET" => "ConnectionResetError",
        "ECONNREFUSED" => "ConnectionRefusedError",
        "ECONNABORTED" => "ConnectionAbortedError",
        "EPIPE" => "BrokenPipeError",
        "EACCES" | "EPERM" => "PermissionError",
        _ => return None,
    })
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
        decisive.is_some() && after.filter_map(Entry::sockets).next().is_some()
    }
}

fn pair_of(connect: &Entry) -> Option<Pair> {
    let Call::Connect(far) = connect.step.call else {
        return None;
    };
    let near = connect.ended.as_ref()?.local?;
    Some(Pair { near, far })
}

/// Follows the states at both ends from call to call.
#[derive(Debug, Default)]
struct Follow {
    now: Moment,
    pair: Option<Pair>,
    held: [bool; 2],
}

impl Follow {
    fn take(&mut self, entry: &Entry) {
        let Some(ended) = &entry.ended else {
            return;
        };
        let told = ended.tcp.map(|tcp| tcp.state);
        match (&entry.step.call, entry.step.on) {
            // No connection yet: CLOSED would mean nothing.
            (Call::Socket(..), _) => {}
            (Call::Connect(_), _) => {
                self.now = Moment::default();
                self.pair = pair_of(entry);
                self.held = [true, true];
                self.tell(End::Near, told);
            }
            (Call::Accept(SERVED), _) => self.tell(End::Far, told),
            (Call::Close, CLIENT) if entry.succeeded() => self.let_go(End::Near),
            (Call::Close, SERVED) if entry.succeeded() => self.let_go(End::Far),
            (Call::Look, _) => self.look(entry.sockets().unwrap_or_default()),
            (_, CLIENT) => self.tell(End::Near, told),
            (_, SERVED) => self.tell(End::Far, told),
            _ => {}
        }
    }

    fn end(&mut self, end: End) -> &mut Option<State> {
        match end {
            End::Near => &mut self.now.near,
            End::Far => &mut self.now.far,
        }
    }

    fn held(&mut self, end: End) -> &mut bool {
        let [near, far] = &mut self.held;
        match end {
            End::Near => near,
            End::Far => far,
        }
    }

    /// What `TCP_INFO` says. Of a connection that went on to TIME-WAIT the program's socket says CLOSED: the kernel
    /// keeps the rest apart from it.
    fn tell(&mut self, end: End, told: Option<TcpState>) {
        let place = self.end(end);
        match told {
            Some(TcpState::Closed) if *place == Some(State::Tcp(TcpState::TimeWait)) => {}
            Some(state) => *place = Some(State::Tcp(state)),
            None => {}
        }
    }

    fn let_go(&mut self, end: End) {
        *self.held(end) = false;
        let place = self.end(end);
        // An end whose connection is over has nothing to go on with.
        if !matches!(
            place,
            Some(State::Tcp(TcpState::TimeWait | TcpState::Closed))
        ) {
            *place = Some(State::Unknown);
        }
    }

    fn look(&mut self, rows: &[SocketRow]) {
        let Some(pair) = self.pair else {
            return;
        };
        self.now.time_wait = None;
        for end in [End::Near, End::Far] {
            let held = *self.held(end);
            let row = pair.row(rows, end);
            match row.and_then(|row| row.state) {
                Some(state) => *self.end(end) = Some(State::Tcp(state)),
                None if !held => *self.end(end) = Some(State::Gone),
                None => {}
            }
            if let Some((Timer::TimeWait, left)) = row
                .filter(|row| row.state == Some(TcpState::TimeWait))
                .and_then(|row| row.timer)
            {
                self.now.time_wait = Some((end, left));
            }
        }
    }
}
