//! What came of what was tried, read off the journal.

use std::net::IpAddr;

use super::own::OwnPair;
use super::places::{
    ANY, ENDS, LIMIT, LOOPBACK, RANGE, caller, callers, ends, first, listener, one, other, overlap,
    second, setting,
};
use crate::exercise::call::{Call, Sock};
use crate::exercise::journal::{Entry, Journal};

/// What came of a bind or a connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It was not tried.
    Untried,
    /// It is being tried.
    Trying,
    /// It succeeded.
    Done,
    /// It failed: the errno's name.
    Refused(&'a str),
    /// It has not returned.
    Waits,
}

impl<'a> Verdict<'a> {
    /// As it is printed: `ok`, `waits`, an errno. `None`: it was not tried to its end.
    #[must_use]
    pub const fn word(self) -> Option<&'a str> {
        match self {
            Self::Untried | Self::Trying => None,
            Self::Done => Some("ok"),
            Self::Refused(name) => Some(name),
            Self::Waits => Some("waits"),
        }
    }

    /// The errno's name; empty: it has not failed.
    #[must_use]
    pub const fn errno(self) -> &'a str {
        match self {
            Self::Refused(name) => name,
            Self::Untried | Self::Trying | Self::Done | Self::Waits => "",
        }
    }

    /// The same, but what was never tried because what it needs was refused is refused too.
    #[must_use]
    pub fn needing(self, needed: Self) -> Self {
        let refused = !needed.errno().is_empty();
        if self == Self::Untried && refused {
            needed
        } else {
            self
        }
    }

    fn of(entry: &'a Entry) -> Self {
        match (&entry.ended, entry.waits) {
            (Some(ended), _) => match &ended.outcome {
                Ok(_) => Self::Done,
                Err(errno) => Self::Refused(&errno.name),
            },
            (None, Some(_)) => Self::Waits,
            (None, None) => Self::Trying,
        }
    }
}

/// What came of the bind or connect on this socket. That there was no socket at all counts too.
#[must_use]
pub fn on(journal: &Journal, sock: Sock) -> Verdict<'_> {
    let mut verdict = Verdict::Untried;
    for entry in journal.on(sock) {
        match entry.step.call {
            Call::Bind(_) | Call::Connect(_) => verdict = Verdict::of(entry),
            Call::Socket(..) if entry.errno().is_some() => verdict = Verdict::of(entry),
            Call::Socket(..) => verdict = Verdict::Trying,
            _ => {}
        }
    }
    verdict
}

/// The second bind of a pair; without the first there is none.
#[must_use]
pub fn pair(journal: &Journal, row: usize, column: usize) -> Verdict<'_> {
    on(journal, second(row, column)).needing(on(journal, first(row)))
}

/// The second bind of a pair with options.
#[must_use]
pub fn extra(journal: &Journal, at: usize) -> Verdict<'_> {
    on(journal, other(at)).needing(on(journal, one(at)))
}

/// 127.0.0.1 is bound first, then 0.0.0.0.
#[must_use]
pub fn any_beside_loopback(journal: &Journal) -> Verdict<'_> {
    let row_of = |address: IpAddr| {
        let ends = ends(journal.setting.as_ref()?);
        ends.iter().position(|end| end.address == address)
    };
    match (row_of(LOOPBACK), row_of(ANY)) {
        (Some(row), Some(column)) => pair(journal, row, column),
        _ => Verdict::Untried,
    }
}

/// The second bind of the student's own pair.
#[must_use]
pub fn own(journal: &Journal) -> Verdict<'_> {
    on(journal, OwnPair::OTHER).needing(on(journal, OwnPair::ONE))
}

/// Have all called this server?
#[must_use]
pub fn all_called(journal: &Journal, row: usize) -> bool {
    let Some(setting) = &journal.setting else {
        return false;
    };
    let mut columns = 0..callers(setting, journal).len();
    columns.all(|column| call(journal, row, column).word().is_some())
}

/// A connect of the table of calls; without a server there is none.
#[must_use]
pub fn call(journal: &Journal, row: usize, column: usize) -> Verdict<'_> {
    on(journal, caller(row, column)).needing(on(journal, listener(row)))
}

/// How the pairs came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// Pairs that were tried, both sockets being there.
    pub tried: usize,
    /// Second binds that got `EADDRINUSE`.
    pub collided: usize,
    /// Did exactly those collide that have the protocol in common and overlapping addresses?
    pub by_rule: bool,
}

/// How the pairs came out.
#[must_use]
pub fn pairs(journal: &Journal) -> Option<Pairs> {
    let ends = ends(journal.setting.as_ref()?);
    let mut pairs = Pairs {
        tried: 0,
        collided: 0,
        by_rule: true,
    };
    for (row, one) in ends.iter().enumerate() {
        for (column, other) in ends.iter().enumerate() {
            let collides = match on(journal, second(row, column)) {
                Verdict::Done => false,
                Verdict::Refused("EADDRINUSE") => true,
                Verdict::Refused(_) | Verdict::Untried | Verdict::Trying | Verdict::Waits => {
                    continue;
                }
            };
            pairs.tried += 1;
            pairs.collided += usize::from(collides);
            let should = one.kind == other.kind && overlap(one.address, other.address);
            pairs.by_rule &= should == collides;
        }
    }
    (pairs.tried > 0).then_some(pairs)
}

/// Have all pairs been tried?
#[must_use]
pub fn all_tried(journal: &Journal) -> bool {
    let last = pair(journal, ENDS - 1, ENDS - 1);
    last.word().is_some()
}

/// The lowest port that needs no right, as the kernel's setting has it: 0 to 65536.
#[must_use]
pub fn limit(journal: &Journal) -> Option<u32> {
    setting(journal, LIMIT)?.parse().ok()
}

/// From where the kernel takes ports of its own choice, both ends included.
#[must_use]
pub fn range(journal: &Journal) -> Option<(u16, u16)> {
    let (from, to) = setting(journal, RANGE)?.split_once(' ')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// The highest port that needs a right; 0 would ask for any.
#[must_use]
pub fn below(limit: u32) -> Option<u16> {
    u16::try_from(limit.checked_sub(1)?)
        .ok()
        .filter(|port| *port > 0)
}

/// The lowest port that needs none.
#[must_use]
pub fn lowest(limit: u32) -> Option<u16> {
    u16::try_from(limit.max(1)).ok()
}
