//! Values as they are met in a frame, held against what was asked for.

use std::cmp::Ordering;
use std::net::IpAddr;

use super::expr::{Check, Cmp, How, Literal};
use super::search;
use crate::wire::MacAddr;

/// A value of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen<'a> {
    Number(u64),
    /// Nanoseconds.
    Time(i64),
    Mac(MacAddr),
    Ip(IpAddr),
    /// Text, or bytes.
    Bytes(&'a [u8]),
    /// There, with nothing to compare.
    There,
}

impl Cmp {
    /// Is this the order that was asked for?
    pub(super) const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Lt => order.is_lt(),
            Self::Le => order.is_le(),
            Self::Gt => order.is_gt(),
            Self::Ge => order.is_ge(),
        }
    }
}

impl Seen<'_> {
    /// How it stands to a literal: an address inside a network counts as equal to it. `None` where
    /// the two are of different sorts.
    fn order(&self, literal: &Literal) -> Option<Ordering> {
        Some(match (self, literal) {
            (Self::Number(a), Literal::Number(b)) => a.cmp(b),
            (Self::Time(a), Literal::Time(b)) => a.cmp(b),
            (Self::Mac(a), Literal::Mac(b)) => a.cmp(b),
            (Self::Ip(a), Literal::Ip(b)) if a.is_ipv4() == b.is_ipv4() => a.cmp(b),
            (Self::Ip(a), Literal::Net(net)) => {
                if net.contains(*a) {
                    Ordering::Equal
                } else {
                    a.cmp(&net.network())
                }
            }
            (Self::Bytes(a), Literal::Bytes(b)) => (*a).cmp(b.as_slice()),
            (Self::Mac(a), Literal::Bytes(b)) => a.0.as_slice().cmp(b.as_slice()),
            _ => return None,
        })
    }

    fn contains(&self, needle: &[u8]) -> bool {
        match self {
            Self::Bytes(bytes) => search::holds(bytes, needle),
            Self::Mac(mac) => search::holds(&mac.0, needle),
            _ => false,
        }
    }
}

impl How {
    fn holds(&self, seen: &Seen<'_>) -> bool {
        match self {
            Self::Exists => true,
            Self::Compare(cmp, literal) => {
                seen.order(literal).is_some_and(|order| cmp.holds(order))
            }
            Self::Contains(needle) => seen.contains(needle),
            Self::Within(spans) => spans.iter().any(|(from, to)| {
                seen.order(from).is_some_and(Ordering::is_ge)
                    && seen.order(to).is_some_and(Ordering::is_le)
            }),
            Self::Bits(mask, cmp, number) => {
                matches!(seen, Seen::Number(n) if cmp.holds((n & mask).cmp(number)))
            }
        }
    }
}

/// Goes through a field's values until the answer is certain.
pub(super) struct Judge<'a> {
    check: &'a Check,
    found: bool,
    answer: Option<bool>,
}

impl<'a> Judge<'a> {
    pub(super) const fn new(check: &'a Check) -> Self {
        Self {
            check,
            found: false,
            answer: None,
        }
    }

    /// Looks at one more value. `true`: no more are needed.
    pub(super) fn see(&mut self, seen: &Seen<'_>) -> bool {
        self.found = true;
        let holds = self.check.how.holds(seen);
        if holds != self.check.all {
            self.answer = Some(holds);
        }
        self.answer.is_some()
    }

    /// The answer: without any value it is no.
    pub(super) fn verdict(self) -> bool {
        self.answer.unwrap_or(self.found && self.check.all)
    }
}
