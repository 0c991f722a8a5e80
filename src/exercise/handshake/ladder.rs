//! The segments of a connection with their numbers as sums, read off the frames.

use super::chosen::{Handshake, Side, Target};
use super::seen::{called, was_deaf};
use crate::clock::Time;
use crate::exercise::journal::{Journal, Segment};
use crate::wire::TcpFlags;

/// What is counted in a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// A SYN: it takes one number.
    Syn,
    /// A FIN: it takes one number.
    Fin,
    /// Bytes, each of which takes one.
    Bytes,
}

/// A number as the sum that gives it: the number of a segment, and what that segment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sum {
    /// The number of the segment that is counted, as on the wire.
    pub from: u32,
    /// How many numbers it takes.
    pub takes: u32,
    /// What takes them.
    pub counted: Counted,
}

/// A segment of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Its frame's place in the journal.
    pub frame: usize,
    /// When it was seen.
    pub at: Time,
    /// Who sent it.
    pub from: Side,
    /// As on the wire.
    pub segment: Segment,
    /// Its sequence number as a sum: what this side sent before. `None`: it is this side's first, or nothing was
    /// sent since that takes a number.
    pub seq: Option<Sum>,
    /// Its acknowledgement as a sum: what the other side sent. `None`: it acknowledges nothing.
    pub ack: Option<Sum>,
    /// The first number of each side, its sender's and the other's; relative numbers count from them.
    pub base: (u32, u32),
    /// It was sent before.
    pub again: bool,
    /// Whom it reached threw it away.
    pub dropped: bool,
}

impl Rung {
    /// Does it have this flag?
    #[must_use]
    pub const fn has(&self, flag: TcpFlags) -> bool {
        self.segment.flags.has(flag)
    }

    /// Its sequence number, counted from its sender's first.
    #[must_use]
    pub const fn relative_seq(&self) -> u32 {
        self.segment.seq.wrapping_sub(self.base.0)
    }

    /// Its acknowledgement, counted from the other's first; `None`: it has none.
    #[must_use]
    pub fn relative_ack(&self) -> Option<u32> {
        self.has(TcpFlags::ACK)
            .then(|| self.segment.ack.wrapping_sub(self.base.1))
    }

    /// The sequence number as one writes it: `seq 1 = 0 + 1`.
    #[must_use]
    pub fn seq_text(&self) -> String {
        number("seq", self.relative_seq(), self.seq, self.base.0)
    }

    /// The acknowledgement as one writes it: `ack 1 = 0 + 1`; `None`: it has none.
    #[must_use]
    pub fn ack_text(&self) -> Option<String> {
        Some(number("ack", self.relative_ack()?, self.ack, self.base.1))
    }

    /// The whole as one writes it: `SYN ACK seq 0 ack 1 = 0 + 1`.
    #[must_use]
    pub fn text(&self) -> String {
        let flags = self.segment.flags.names();
        let ack = self.ack_text().unwrap_or_default();
        format!("{flags} {} {ack}", self.seq_text())
            .trim_end()
            .to_owned()
    }
}

/// A number with the sum that gives it, where there is one, counted from `base`.
#[must_use]
pub fn number(name: &str, value: u32, sum: Option<Sum>, base: u32) -> String {
    match sum {
        Some(sum) => format!(
            "{name} {value} = {} + {}",
            sum.from.wrapping_sub(base),
            sum.takes
        ),
        None => format!("{name} {value}"),
    }
}

/// How many numbers a segment takes, and what takes them.
fn takes(segment: &Segment) -> (u32, Counted) {
    let syn = segment.flags.has(TcpFlags::SYN);
    let fin = segment.flags.has(TcpFlags::FIN);
    let counted = match (syn, fin) {
        (true, _) => Counted::Syn,
        (false, true) => Counted::Fin,
        (false, false) => Counted::Bytes,
    };
    (segment.len + u32::from(syn) + u32::from(fin), counted)
}

/// The sum that gives `value`: the last of `earlier` that ends there.
fn sum(value: u32, earlier: &[Segment]) -> Option<Sum> {
    earlier.iter().rev().find_map(|segment| {
        let (takes, counted) = takes(segment);
        (takes > 0 && segment.seq.wrapping_add(takes) == value).then_some(Sum {
            from: segment.seq,
            takes,
            counted,
        })
    })
}

/// All segments between the client and this target, in order of time.
#[must_use]
pub fn rungs(chosen: Handshake, target: Target, journal: &Journal) -> Vec<Rung> {
    let Some(server) = called(chosen, target, journal) else {
        return Vec::new();
    };
    let mut rungs = Vec::new();
    // What each side has sent so far.
    let (mut client_sent, mut server_sent): (Vec<Segment>, Vec<Segment>) = Default::default();
    for (frame, seen) in journal.frames.iter().enumerate() {
        let Some(segment) = seen.segment() else {
            continue;
        };
        let (from, own, others) = if segment.from == server {
            (Side::Server, &mut server_sent, &client_sent)
        } else if segment.to == server {
            (Side::Client, &mut client_sent, &server_sent)
        } else {
            continue;
        };
        let first = |sent: &[Segment]| sent.first().map(|first| first.seq);
        let acks = segment.flags.has(TcpFlags::ACK);
        let same = |earlier: &Segment| {
            let numbered = takes(&segment).0 > 0 && earlier.seq == segment.seq;
            numbered && takes(earlier) == takes(&segment)
        };
        rungs.push(Rung {
            frame,
            at: seen.meta.time,
            from,
            segment,
            seq: sum(segment.seq, own),
            ack: acks.then(|| sum(segment.ack, others)).flatten(),
            base: (
                first(own).unwrap_or(segment.seq),
                first(others).unwrap_or_default(),
            ),
            again: own.iter().any(same),
            dropped: was_deaf(chosen, target, from.other(), seen.meta.time, journal),
        });
        own.push(segment);
    }
    rungs
}

/// Those that open the connection: all before the first byte and the first FIN.
pub(super) fn opening(rungs: &[Rung]) -> &[Rung] {
    let opens = |rung: &Rung| rung.segment.len == 0 && !rung.has(TcpFlags::FIN);
    let end = rungs.iter().position(|rung| !opens(rung));
    rungs.get(..end.unwrap_or(rungs.len())).unwrap_or_default()
}

/// Those that close it, each once: from the first FIN on.
pub(super) fn teardown(rungs: &[Rung]) -> Vec<Rung> {
    let start = rungs.iter().position(|rung| rung.has(TcpFlags::FIN));
    once(
        start
            .and_then(|start| rungs.get(start..))
            .unwrap_or_default(),
    )
}

/// Each once: what is sent again, an acknowledgement too, counts no second time.
pub(super) fn once(rungs: &[Rung]) -> Vec<Rung> {
    let mut once: Vec<Rung> = Vec::new();
    for rung in rungs.iter().filter(|rung| !rung.again) {
        if !once.iter().any(|earlier| earlier.segment == rung.segment) {
            once.push(*rung);
        }
    }
    once
}

/// Was each FIN sent before the other one had arrived: is neither acknowledged by the other? `None`: there are not two.
pub(super) fn crossed(rungs: &[Rung]) -> Option<bool> {
    let fin = |side| {
        let own = |rung: &&Rung| rung.from == side && rung.has(TcpFlags::FIN);
        rungs.iter().find(own)
    };
    let (client, server) = (fin(Side::Client)?, fin(Side::Server)?);
    let unheard = |one: &Rung, other: &Rung| one.segment.ack == other.segment.seq;
    Some(unheard(client, server) && unheard(server, client))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Side::*, run};
    use super::*;

    const SYN: u16 = 0x02;
    const ACK: u16 = 0x10;
    const FIN: u16 = 0x01;
    const RST: u16 = 0x04;

    fn of(segments: &[(Side, u16, u32, u32, u32)]) -> Vec<Rung> {
        let (chosen, journal) = run(segments);
        rungs(chosen, Target::Listening, &journal)
    }

    fn texts(rungs: &[Rung]) -> Vec<String> {
        rungs.iter().map(Rung::text).collect()
    }

    #[test]
    fn numbers_are_sums_counted_from_each_sides_first() {
        let rungs = of(&[
            (Client, SYN, 1_000, 0, 0),
            (Server, SYN | ACK, u32::MAX, 1_001, 0),
            (Client, ACK, 1_001, 0, 0),
            (Client, ACK, 1_001, 0, 5),
            (Server, ACK, 0, 1_006, 0),
        ]);
        assert_eq!(
            texts(&rungs),
            [
                "SYN seq 0",
                "SYN ACK seq 0 ack 1 = 0 + 1",
                "ACK seq 1 = 0 + 1 ack 1 = 0 + 1",
                "ACK seq 1 = 0 + 1 ack 1 = 0 + 1",
                "ACK seq 1 = 0 + 1 ack 6 = 1 + 5",
            ]
        );
        assert_eq!(opening(&rungs).len(), 3);
        assert_eq!(rungs[4].ack.unwrap().counted, Counted::Bytes);
    }

    #[test]
    fn what_a_closed_port_answers_counts_the_syn() {
        let rungs = of(&[(Client, SYN, 77, 0, 0), (Server, RST | ACK, 0, 78, 0)]);
        assert_eq!(rungs[1].text(), "RST ACK seq 0 ack 1 = 0 + 1");
    }

    #[test]
    fn a_segment_that_is_sent_again_closes_nothing_twice() {
        let rungs = of(&[
            (Client, FIN | ACK, 10, 20, 0),
            (Client, FIN | ACK, 10, 20, 0),
            (Server, ACK, 20, 11, 0),
            (Server, ACK, 20, 11, 0),
            (Server, FIN | ACK, 20, 11, 0),
            (Client, ACK, 11, 21, 0),
        ]);
        assert_eq!(teardown(&rungs).len(), 4);
        assert!(rungs[1].again && !rungs[0].again);
        assert_eq!(crossed(&rungs), Some(false));
    }

    #[test]
    fn fins_cross_where_neither_acknowledges_the_other() {
        let rungs = of(&[
            (Client, FIN | ACK, 10, 20, 0),
            (Server, FIN | ACK, 20, 10, 0),
            (Client, ACK, 11, 21, 0),
            (Server, ACK, 21, 11, 0),
        ]);
        assert_eq!(crossed(&rungs), Some(true));
        assert_eq!(teardown(&rungs).len(), 4);
        assert_eq!(crossed(&rungs[..1]), None);
    }
}
