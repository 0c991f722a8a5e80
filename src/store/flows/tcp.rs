//! What is remarkable about each TCP segment, judged from the segments seen before it.
//!
//! The marks bear Wireshark's names. Where its rules guess (a gap that is filled late, a repeated
//! acknowledgement that no data were awaited with), nothing is marked that the segments do not show. They
//! look from outside: a segment lost behind the place of capture was seen, one lost before it was not.
//! Each segment costs a fixed number of steps; a connection keeps a fixed number of bytes.

use super::segment::later;
use super::side::{Basis, Before, Side, TakenBack};
use super::{Marks, Segment, Way};
use crate::wire::TcpFlags;

/// A segment that comes so soon (ns) after duplicate ACKs asked for it was sent because of them.
const FAST: i64 = 20_000_000;
/// So many duplicate ACKs ask for a segment (RFC 5681 §3.2).
const ASKED: u32 = 3;
/// A pause (ns) after which a number is repeated to ask whether the other end is still there. No system
/// asks earlier; a segment on its way is no longer late by so much.
const IDLE: i64 = 1_000_000_000;
/// An initial number that lies so little before the lowest number seen is this connection's: of another
/// one's, chosen at random (RFC 6528), one in 4096 would be.
const NEAR: u32 = 1 << 20;

/// Does an initial number fit what was seen of a direction?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Initial {
    /// Nothing was seen that tells.
    Unknown,
    /// It is this connection's.
    Fits,
    /// It is another's.
    Other,
}

/// One connection's analysis.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    sides: [Side; 2],
    handshake: Option<i64>,
    rtt: Option<i64>,
}

impl Analysis {
    /// From a SYN to its SYN ACK, in nanoseconds.
    #[must_use]
    pub const fn handshake_rtt(&self) -> Option<i64> {
        self.handshake
    }

    /// The latest time from a segment to the acknowledgement of its last byte, in nanoseconds.
    #[must_use]
    pub const fn rtt(&self) -> Option<i64> {
        self.rtt
    }

    /// The initial sequence number of a direction, where its SYN or the SYN's acknowledgement was seen.
    #[must_use]
    pub fn isn(&self, way: Way) -> Option<u32> {
        let side = &self.sides[way.index()];
        side.base.filter(|_| side.basis != Basis::Guess)
    }

    /// The number that relative ones are counted from: the initial one, or one before the lowest seen.
    #[must_use]
    pub const fn base(&self, way: Way) -> Option<u32> {
        self.sides[way.index()].base
    }

    /// How often the direction's last acknowledgement was said again.
    #[must_use]
    pub const fn duplicates(&self, way: Way) -> u32 {
        self.sides[way.index()].duplicates
    }

    /// The number after the highest seen of a direction.
    #[must_use]
    pub const fn next(&self, way: Way) -> Option<u32> {
        self.sides[way.index()].next
    }

    /// May a direction have begun with this number?
    pub(super) fn initial(&self, way: Way, number: u32) -> Initial {
        let side = &self.sides[way.index()];
        match side.base {
            None => Initial::Unknown,
            Some(base) if base == number => Initial::Fits,
            Some(base) if side.basis != Basis::Syn && is_shortly_before(number, base) => {
                Initial::Fits
            }
            Some(_) => Initial::Other,
        }
    }

    /// Marks given earlier that this segment shows to be about bytes that were only late.
    pub(super) fn take_back(&mut self, way: Way) -> TakenBack {
        self.sides[way.index()].take_back()
    }

    fn both(&mut self, way: Way) -> (&mut Side, &mut Side) {
        let [there, back] = &mut self.sides;
        match way {
            Way::There => (there, back),
            Way::Back => (back, there),
        }
    }

    /// Takes the next segment in; gives what there is to say about it.
    pub fn push(&mut self, way: Way, segment: &Segment) -> Marks {
        let (me, other) = self.both(way);
        begin(me, other, segment);
        if segment.has(TcpFlags::RST) {
            // Its numbers may be anything (RFC 9293 §3.10.7.1), and nothing follows it.
            return Marks::RESET;
        }
        let mut marks = forward(me, other, segment);
        let asks = Marks(Marks::KEEP_ALIVE.0 | Marks::WINDOW_PROBE.0);
        if segment.takes() && marks.0 & asks.0 == 0 {
            marks.add(again(me, other, segment));
        }
        if segment.has(TcpFlags::ACK) && acknowledge(me, other, segment) {
            marks.add(Marks::ACK_UNSEEN);
        }
        advance(me, other, segment, marks);
        let answers = marks.has(Marks::KEEP_ALIVE_ACK);
        // Both may ask at once: then neither's answer takes back what it has asked itself.
        me.asks = marks.has(Marks::KEEP_ALIVE) || me.asks && answers;
        other.asks &= !answers;
        self.times(way, segment);
        marks
    }

    /// Takes times: of the handshake, and of whatever this segment acknowledges.
    fn times(&mut self, way: Way, segment: &Segment) {
        let (me, other) = self.both(way);
        let syn = segment.has(TcpFlags::SYN);
        if syn {
            me.syn = Some(segment.time).filter(|time| time.is_known());
        }
        if !segment.has(TcpFlags::ACK) {
            return;
        }
        let handshake = other.syn.filter(|_| syn);
        let rtt = other.answered(segment.ack, segment.time);
        self.handshake = self
            .handshake
            .or_else(|| segment.time.nanos_since(handshake?));
        self.rtt = rtt.or(self.rtt);
    }
}

/// Is `number` not after `base` and near it?
const fn is_shortly_before(number: u32, base: u32) -> bool {
    base.wrapping_sub(number) < NEAR
}

/// First numbers and scales.
fn begin(me: &mut Side, other: &mut Side, segment: &Segment) {
    let syn = segment.has(TcpFlags::SYN);
    if syn {
        if me.basis == Basis::Syn && me.base != Some(segment.seq) {
            // The other end's SYN was answered anew, by a host that knows nothing of the first answer.
            *me = Side::default();
        }
        (me.base, me.basis) = (Some(segment.seq), Basis::Syn);
        me.scale = segment.scale;
    } else if me.basis == Basis::Guess && says_its_number(segment) {
        let before = segment.seq.wrapping_sub(1);
        if me.base.is_none_or(|base| later(base, before)) {
            me.base = Some(before);
        }
    }
    if !segment.has(TcpFlags::ACK) || other.basis != Basis::Guess {
        return;
    }
    let before = segment.ack.wrapping_sub(1);
    if syn
        && other
            .base
            .is_none_or(|base| is_shortly_before(before, base))
    {
        (other.base, other.basis) = (Some(before), Basis::SynAck);
    } else if other.base.is_none() {
        other.base = Some(before);
    }
}

/// A reset that answers a segment without ACK has the number 0, which says nothing (RFC 9293 §3.5.2).
const fn says_its_number(segment: &Segment) -> bool {
    !(segment.has(TcpFlags::RST) && segment.has(TcpFlags::ACK) && segment.seq == 0)
}

/// What the numbers say by themselves: windows, gaps, keep-alives, duplicate acknowledgements.
fn forward(me: &mut Side, other: &Side, segment: &Segment) -> Marks {
    let mut marks = Marks::default();
    let plain = segment.is_plain();
    if is_window_probe(me, other, segment) {
        return Marks::WINDOW_PROBE;
    }
    if segment.window == 0 && plain {
        marks.add(Marks::ZERO_WINDOW);
    }
    if me.next.is_some_and(|next| later(segment.seq, next)) {
        marks.add(Marks::GAP);
    }
    if is_keep_alive(me, other, segment) {
        marks.add(Marks::KEEP_ALIVE);
    }
    let edge = other
        .ack
        .zip(other.window_bytes(me))
        .map(|(ack, window)| ack.wrapping_add(window));
    if segment.length > 0 && plain && edge == Some(segment.end()) {
        marks.add(Marks::WINDOW_FULL);
    }
    let repeats =
        segment.length == 0 && plain && me.next == Some(segment.seq) && me.ack == Some(segment.ack);
    if !repeats || segment.window == 0 {
        return marks;
    }
    if segment.window != me.window {
        marks.add(Marks::WINDOW_UPDATE);
    } else if other.asks {
        marks.add(Marks::KEEP_ALIVE_ACK);
    } else if other.next.is_some_and(|next| later(next, segment.ack)) {
        // Only while data are outstanding (RFC 5681 §2).
        me.duplicates = me.duplicates.saturating_add(1);
        marks.add(Marks::DUPLICATE_ACK);
    }
    marks
}

/// A byte beyond a closed window, or (as Linux does) the number before it with nothing.
fn is_window_probe(me: &Side, other: &Side, segment: &Segment) -> bool {
    let closed = other.ack.is_some() && other.window == 0;
    let probes = (segment.length == 1 && me.next == Some(segment.seq))
        || (segment.length == 0 && repeats_the_last_number(me, segment));
    closed && segment.is_plain() && probes
}

/// The last number once more, although it was acknowledged (RFC 9293 §3.8.4).
fn is_keep_alive(me: &Side, other: &Side, segment: &Segment) -> bool {
    // An older segment may have stood there and come late, if one number went since: then only a pause tells.
    let pause = segment.time.nanos_since(me.time).unwrap_or(0) >= IDLE;
    segment.length <= 1
        && segment.is_plain()
        && repeats_the_last_number(me, segment)
        && other.ack.is_none_or(|ack| Some(ack) == me.next)
        && (pause || me.last_from != Some(segment.seq))
}

fn repeats_the_last_number(me: &Side, segment: &Segment) -> bool {
    me.next == Some(segment.seq.wrapping_add(1))
}

/// Both have asked to open, and now this end agrees: the number of its SYN once more, for the first time with
/// ACK (a simultaneous open, RFC 9293 §3.5 figure 7).
fn agrees_as_well(me: &Side, other: &Side, segment: &Segment) -> bool {
    segment.has(TcpFlags::SYN)
        && segment.has(TcpFlags::ACK)
        && me.has_bare_syn
        && other.basis == Basis::Syn
}

/// Numbers that do not go on: sent again, or overtaken?
fn again(me: &Side, other: &Side, segment: &Segment) -> Marks {
    if agrees_as_well(me, other, segment) {
        return Marks::default();
    }
    match me.before(segment.seq, segment.end()) {
        Before::No | Before::Unknown => return Marks::default(),
        Before::Overtaken => return Marks::OUT_OF_ORDER,
        Before::Seen => {}
    }
    let mut marks = Marks::RETRANSMISSION;
    let since_ack = segment.time.nanos_since(other.ack_time);
    if other.duplicates >= ASKED
        && other.ack == Some(segment.seq)
        && since_ack.is_some_and(|wait| wait < FAST)
    {
        marks.add(Marks::FAST_RETRANSMISSION);
        return marks;
    }
    let acked = |ack| !later(segment.seq.wrapping_add(segment.length), ack);
    if segment.length > 0 && other.ack.is_some_and(acked) {
        marks.add(Marks::SPURIOUS);
    }
    marks
}

/// Takes an acknowledgement in; `true`: it is about bytes that were not seen.
fn acknowledge(me: &mut Side, other: &mut Side, segment: &Segment) -> bool {
    if me.ack.is_some_and(|highest| later(highest, segment.ack)) {
        // Came late: what it says was said before.
        return false;
    }
    let higher = me.ack != Some(segment.ack);
    let unseen = higher && other.acknowledged(segment.ack, me.ack);
    if higher {
        me.duplicates = 0;
    }
    me.ack = Some(segment.ack);
    me.ack_time = segment.time;
    me.window = segment.window;
    me.scaled = !segment.has(TcpFlags::SYN);
    unseen
}

/// What the next segment will be judged by.
fn advance(me: &mut Side, other: &Side, segment: &Segment, marks: Marks) {
    me.time = segment.time;
    if segment.has(TcpFlags::SYN) {
        me.has_bare_syn = !segment.has(TcpFlags::ACK);
    }
    let end = segment.end();
    if marks.has(Marks::WINDOW_PROBE) {
        me.probe = (segment.length > 0).then_some(end).or(me.probe);
        return;
    }
    let goes_on = me.next.is_none_or(|next| later(end, next));
    if segment.takes() && me.next.is_some_and(|next| later(next, segment.seq)) {
        me.sent_again(segment.seq);
    }
    me.came(segment.seq, end, other.ack);
    if goes_on {
        let bare_syn = segment.has(TcpFlags::SYN) && segment.length == 0;
        me.last_from = (!bare_syn).then_some(segment.seq);
        me.probe = None;
        if segment.takes() {
            me.awaits(end, segment.time);
        }
    }
}
