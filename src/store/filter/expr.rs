//! A filter that has been understood: conditions joined by and, or, not.

use std::net::IpAddr;

use super::names::Name;
use crate::net::Subnet;
use crate::store::flows::FlowId;
use crate::wire::evidence::Evidence;
use crate::wire::{MacAddr, Protocol};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    Everything,
    /// At least two.
    All(Vec<Self>),
    /// At least two.
    Any(Vec<Self>),
    Not(Box<Self>),
    Test(Test),
}

/// One question to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Is(Word),
    /// The highest protocol recognised is one of these.
    Highest(&'static [Protocol]),
    Mine,
    /// A call of a socket, no frame.
    Socket,
    /// What keeps connections alive, or finds other labs.
    Housekeeping,
    In,
    Out,
    AtMost(u32),
    AtLeast(u32),
    Port(Side, u16),
    Ports(Side, u16, u16),
    Host(Side, IpAddr),
    Net(Side, Subnet),
    Ether(Side, MacAddr),
    Group,
    Flow(FlowId),
    /// The layer, and what it carries, holds these bytes.
    Carries(&'static [Protocol], Vec<u8>),
    /// The frame holds these bytes.
    Holds(Vec<u8>),
    Field(Box<Ask>),
}

/// A question to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) name: Name,
    pub(super) check: Check,
    /// All of these stand in the bytes of every frame that answers with yes.
    pub(super) traces: Vec<Vec<u8>>,
}

/// What a field's values must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    pub(super) how: How,
    /// Every one of them, rather than any.
    pub(super) all: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// There.
    Exists,
    Compare(Cmp, Literal),
    Contains(Vec<u8>),
    /// In one of these ranges, both ends included.
    Within(Vec<(Literal, Literal)>),
    /// What is left of these bits compares with a number.
    Bits(u64, Cmp, u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A value as it was written, of the type that its field has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Number(u64),
    /// Nanoseconds.
    Time(i64),
    Mac(MacAddr),
    Ip(IpAddr),
    Net(Subnet),
    /// Text, or bytes.
    Bytes(Vec<u8>),
}

/// A protocol's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Frame,
    /// The frame holds the protocol, as this in its digest tells.
    Layer(Protocol, Evidence),
    /// The protocol is the highest one, on this port.
    At(Protocol, u16),
}

/// Which end of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Either,
    Src,
    Dst,
}

impl Side {
    pub(super) fn asks<T: Copy>(
        self,
        src: Option<T>,
        dst: Option<T>,
        question: impl Fn(T) -> bool,
    ) -> bool {
        let src = self != Self::Dst && src.is_some_and(&question);
        src || (self != Self::Src && dst.is_some_and(&question))
    }
}

impl Expr {
    pub(super) fn holds(&self, question: &impl Fn(&Test) -> bool) -> bool {
        match self {
            Self::Everything => true,
            Self::All(parts) => parts.iter().all(|part| part.holds(question)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(question)),
            Self::Not(part) => !part.holds(question),
            Self::Test(test) => question(test),
        }
    }

    /// As `holds`, where some questions have no answer yet: `None` where that matters.
    pub(super) fn decides(&self, question: &impl Fn(&Test) -> Option<bool>) -> Option<bool> {
        let among = |parts: &[Self], decisive: bool| {
            let mut open = false;
            for part in parts {
                match part.decides(question) {
                    Some(answer) if answer == decisive => return Some(decisive),
                    Some(_) => {}
                    None => open = true,
                }
            }
            if open { None } else { Some(!decisive) }
        };
        match self {
            Self::Everything => Some(true),
            Self::All(parts) => among(parts, false),
            Self::Any(parts) => among(parts, true),
            Self::Not(part) => part.decides(question).map(|answer| !answer),
            Self::Test(test) => question(test),
        }
    }

    /// The dearest of its tests, where `cost` says what each costs.
    pub(super) fn dearest<C: Ord + Default>(&self, cost: &impl Fn(&Test) -> C) -> C {
        match self {
            Self::Everything => C::default(),
            Self::All(parts) | Self::Any(parts) => parts
                .iter()
                .map(|part| part.dearest(cost))
                .max()
                .unwrap_or_default(),
            Self::Not(part) => part.dearest(cost),
            Self::Test(test) => cost(test),
        }
    }

    /// Puts cheap parts before dear ones, so that most records are decided by the cheap.
    pub(super) fn order<C: Ord + Default>(&mut self, cost: &impl Fn(&Test) -> C) {
        match self {
            Self::Everything | Self::Test(_) => {}
            Self::Not(part) => part.order(cost),
            Self::All(parts) | Self::Any(parts) => {
                for part in &mut *parts {
                    part.order(cost);
                }
                parts.sort_by_cached_key(|part| part.dearest(cost));
            }
        }
    }
}
