//! Predict, then reveal: before a step one question whose answer stands in the step's own bytes.
//!
//! Pure and without chance: the same way and the same score ask the same. Every question is drawn from
//! values that are known (never from a byte shown as `?`), and says which bytes prove its answer.
//!
//! - [`question`] chooses what to ask before a step ([`ask`] knows what could be asked).
//! - [`Question::judge`] reads what was typed.
//! - [`Score`] counts by [`Concept`]; what went wrong comes back first.

mod ask;
mod judge;

use std::net::IpAddr;
use std::ops::Range;

use crate::say;
use crate::say::Say;
use crate::wire::MacAddr;

use super::{Journey, Phase, Step};

/// What a question trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concept {
    /// Which header comes next, and how many bytes there are then.
    Encapsulation,
    /// Port numbers: which program.
    Ports,
    /// Sequence numbers: which bytes of the stream.
    Numbers,
    /// IP addresses: which ends.
    Addresses,
    /// Destination MAC: which next station.
    NextHop,
    /// How many routers more.
    Ttl,
    /// Length fields, and bits on the line.
    Length,
    /// Numbers that name what follows: `EtherType`, protocol, next header.
    Type,
    /// What the receiver's layers look at, and what they hand up.
    Checks,
    /// Acknowledgement numbers.
    Ack,
}

impl Concept {
    /// Every concept, in the order a score lists them.
    pub const ALL: [Self; 10] = [
        Self::Encapsulation,
        Self::Ports,
        Self::Numbers,
        Self::Addresses,
        Self::NextHop,
        Self::Ttl,
        Self::Length,
        Self::Type,
        Self::Checks,
        Self::Ack,
    ];

    /// Its name, in a word or two.
    #[must_use]
    pub fn name(self) -> Say {
        match self {
            Self::Encapsulation => say!("predict-concept-encapsulation"),
            Self::Ports => say!("predict-concept-ports"),
            Self::Numbers => say!("predict-concept-numbers"),
            Self::Addresses => say!("predict-concept-addresses"),
            Self::NextHop => say!("predict-concept-next-hop"),
            Self::Ttl => say!("predict-concept-ttl"),
            Self::Length => say!("predict-concept-length"),
            Self::Type => say!("predict-concept-type"),
            Self::Checks => say!("predict-concept-checks"),
            Self::Ack => say!("predict-concept-ack"),
        }
    }

    const fn index(self) -> usize {
        self as usize
    }
}

/// How often one concept was asked, and answered rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Answered rightly.
    pub right: u32,
    /// Asked and answered, or given up.
    pub asked: u32,
}

/// Right answers by concept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    counts: [Count; Concept::ALL.len()],
    last: Option<Concept>,
}

impl Score {
    /// Of one concept.
    #[must_use]
    pub fn of(&self, concept: Concept) -> Count {
        self.counts
            .get(concept.index())
            .copied()
            .unwrap_or_default()
    }

    /// Of all together.
    #[must_use]
    pub fn total(&self) -> Count {
        let add = |sum: Count, one: &Count| Count {
            right: sum.right + one.right,
            asked: sum.asked + one.asked,
        };
        self.counts.iter().fold(Count::default(), add)
    }

    /// The concepts that were asked for, with their counts.
    pub fn asked(&self) -> impl Iterator<Item = (Concept, Count)> + '_ {
        Concept::ALL
            .into_iter()
            .map(|c| (c, self.of(c)))
            .filter(|(_, count)| count.asked > 0)
    }

    /// Counts an answer; one that was not understood counts nothing.
    pub fn count(&mut self, concept: Concept, verdict: Verdict) {
        if verdict == Verdict::NotUnderstood {
            return;
        }
        self.last = Some(concept);
        if let Some(count) = self.counts.get_mut(concept.index()) {
            count.asked += 1;
            count.right += u32::from(verdict == Verdict::Right);
        }
    }

    /// A question was left unanswered: nothing is counted, but the next one is about something else.
    pub const fn pass(&mut self, concept: Concept) {
        self.last = Some(concept);
    }

    /// What is asked first has the smallest: most misses, then what was asked least; the same thing
    /// twice in a row only where there is nothing else.
    fn urgency(&self, concept: Concept) -> (bool, i64, u32) {
        let Count { right, asked } = self.of(concept);
        (self.last == Some(concept), -i64::from(asked - right), asked)
    }
}

/// The right answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A number, and the names that stand for it.
    Number {
        /// The number.
        value: u64,
        /// Hexadecimal digits it is written with; 0: decimal.
        hex: u8,
        /// Names that mean it too (`TCP` for 6).
        names: Vec<&'static str>,
    },
    /// An IP address.
    Ip(IpAddr),
    /// A MAC address; whoever it belongs to answers rightly too.
    Mac {
        /// The address.
        mac: MacAddr,
        /// IP address of its owner, where it is known.
        owner: Option<IpAddr>,
        /// The owner's other names.
        names: Vec<String>,
    },
    /// A protocol's name; the first is the one shown.
    Name(Vec<&'static str>),
}

/// As it is written.
impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number { value, hex: 0, .. } => write!(f, "{value}"),
            Self::Number { value, hex, .. } => {
                write!(f, "0x{value:0width$x}", width = usize::from(*hex))
            }
            Self::Ip(address) => write!(f, "{address}"),
            Self::Mac { mac, .. } => write!(f, "{mac}"),
            Self::Name(names) => f.write_str(names.first().copied().unwrap_or("?")),
        }
    }
}

/// What makes the answer right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The bytes hold the answer itself.
    Reads,
    /// The answer follows from what the bytes hold, by the rule.
    Follows,
}

/// The bytes that prove an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Where they lie in the frame.
    pub range: Range<usize>,
    /// The field's name (its RFC's), or the header's.
    pub field: &'static str,
    /// How they prove it.
    pub evidence: Evidence,
}

impl Proof {
    /// The same bytes, where the answer only follows from them.
    fn follows(self) -> Self {
        Self {
            evidence: Evidence::Follows,
            ..self
        }
    }
}

/// One question about the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it trains.
    pub concept: Concept,
    /// The question.
    pub ask: Say,
    /// Its right answer.
    pub answer: Answer,
    /// The bytes that prove it.
    pub proof: Proof,
    /// The rule that decides it.
    pub rule: Say,
}

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is that.
    Right,
    /// It is another.
    Wrong,
    /// Nothing, or `?`: shown without an answer.
    GaveUp,
    /// Not of the wanted form: asked again.
    NotUnderstood,
}

impl Question {
    /// What an answer looks like.
    #[must_use]
    pub fn form(&self) -> Say {
        match &self.answer {
            Answer::Number { names, .. } if names.is_empty() => say!("predict-form-number"),
            Answer::Number { .. } => say!("predict-form-number-or-name"),
            Answer::Ip(IpAddr::V4(_)) => say!("predict-form-ipv4"),
            Answer::Ip(IpAddr::V6(_)) => say!("predict-form-ipv6"),
            Answer::Mac { .. } => say!("predict-form-mac"),
            Answer::Name(_) => say!("predict-form-name"),
        }
    }

    /// Reads what was typed: numbers decimal or `0x…`, MAC addresses with `:` or `-`, names in any case,
    /// full-width characters as their twins.
    #[must_use]
    pub fn judge(&self, typed: &str) -> Verdict {
        judge::judge(&self.answer, typed)
    }
}

/// What to ask before `next`; `None` where it does nothing, or nothing of it is known.
#[must_use]
pub fn question(journey: &Journey, next: &Step, score: &Score) -> Option<Question> {
    let mut all = ask::candidates(journey, next);
    if journey.facts.relays.previous().is_some() && next.phase != Phase::Up {
        // What the sender's own link and the first TTL were, no byte here tells.
        all.retain(|question| !matches!(question.concept, Concept::NextHop | Concept::Ttl));
    }
    let concept = all
        .iter()
        .map(|q| q.concept)
        .min_by_key(|c| score.urgency(*c))?;
    let of_concept: Vec<_> = all.into_iter().filter(|q| q.concept == concept).collect();
    let turn = score.of(concept).asked as usize % of_concept.len().max(1);
    of_concept.into_iter().nth(turn)
}

#[cfg(test)]
mod tests;
