//! What a TCP segment tells beside its own bytes, judged from the segments seen before it.
//!
//! The rules are those of Wireshark's TCP analysis, so that a mark means the same here and there. They
//! look from outside: a segment lost behind the place of capture was seen, one lost before it was not.
//! Each segment costs a fixed number of steps; a connection keeps a fixed number of bytes.

use super::{Marks, Way};
use crate::clock::Time;
use crate::wire::TcpFlags;

/// Holes in a direction's bytes that are remembered. Of more, the oldest is forgotten.
const HOLES: usize = 6;
/// Segments whose acknowledgement is awaited to take the round-trip time.
const AWAITED: usize = 8;
/// A segment that comes so long (ns) after duplicate ACKs asked for it was sent because of them.
const FAST: i64 = 20_000_000;
/// Later than this (ns) a segment is not just overtaken, where the round-trip time is not known.
const OVERTAKEN: i64 = 3_000_000;

/// Does `a` come after `b` on the circle of sequence numbers (RFC 9293 §3.4)?
#[must_use]
pub const fn later(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}

/// One segment, as far as the analysis looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Segment {
    /// When it was seen.
    pub time: Time,
    /// Its flags.
    pub flags: TcpFlags,
    /// Its sequence number.
    pub seq: u32,
    /// Its acknowledgement number.
    pub ack: u32,
    /// Its window as on the wire.
    pub window: u16,
    /// Its payload bytes.
    pub length: u32,
    /// In a SYN: its Window Scale option.
    pub scale: Scale,
}

/// A SYN's Window Scale option (RFC 7323 §2). It counts only if both SYNs have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// The SYN, or its options, were not seen.
    #[default]
    Unknown,
    /// Without the option.
    Absent,
    /// Windows are to be shifted left by so much, at most 14.
    Shift(u8),
}

impl Segment {
    const fn has(&self, flags: TcpFlags) -> bool {
        self.flags.has(flags)
    }

    /// Neither SYN nor FIN nor RST.
    const fn is_plain(&self) -> bool {
        self.flags.0 & (TcpFlags::SYN.0 | TcpFlags::FIN.0 | TcpFlags::RST.0) == 0
    }

    /// Does it take sequence numbers: data, SYN or FIN?
    const fn takes(&self) -> bool {
        self.length > 0 || self.flags.0 & (TcpFlags::SYN.0 | TcpFlags::FIN.0) != 0
    }

    /// The number after its last: SYN and FIN count one each.
    #[must_use]
    pub const fn end(&self) -> u32 {
        let control = self.has(TcpFlags::SYN) as u32 + self.has(TcpFlags::FIN) as u32;
        self.seq.wrapping_add(self.length).wrapping_add(control)
    }
}

/// A stretch of sequence numbers that was passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hole {
    from: u32,
    to: u32,
}

/// What is known of one direction.
#[derive(Debug, Clone, Default)]
struct Side {
    /// The initial number: of its SYN, or guessed from the first segment seen.
    base: Option<u32>,
    /// Its SYN was seen, or the other's acknowledgement of it.
    sure: bool,
    /// The number after the highest seen, and when that came.
    next: Option<u32>,
    next_time: Time,
    /// The number after the last without a hole before it.
    whole: Option<u32>,
    /// The last acknowledgement number, and when.
    ack: Option<u32>,
    ack_time: Time,
    /// The last window, as on the wire, and whether the scale counts for it (not in a SYN).
    window: u16,
    scaled: bool,
    scale: Scale,
    duplicates: u32,
    /// It has sent a keep-alive that was not answered yet.
    asks: bool,
    /// The last segment carried nothing.
    empty: bool,
    holes: [Hole; HOLES],
    hole_count: u8,
    awaited: [(u32, Time); AWAITED],
    awaited_count: u8,
    syn: Option<Time>,
}

impl Side {
    /// Notes that these numbers came.
    fn fill(&mut self, from: u32, to: u32) {
        let mut kept = [Hole::default(); HOLES];
        let mut count = 0;
        let mut keep = |hole: Hole| {
            if hole.from != hole.to && count < HOLES {
                kept[count] = hole;
                count += 1;
            }
        };
        for hole in self.holes.iter().take(usize::from(self.hole_count)) {
            if !later(to, hole.from) || !later(hole.to, from) {
                keep(*hole);
                continue;
            }
            if later(from, hole.from) {
                keep(Hole {
                    from: hole.from,
                    to: from,
                });
            }
            if later(hole.to, to) {
                keep(Hole {
                    from: to,
                    to: hole.to,
                });
            }
        }
        self.holes = kept;
        self.hole_count = count as u8;
    }

    fn miss(&mut self, from: u32, to: u32) {
        if usize::from(self.hole_count) == HOLES {
            self.holes.rotate_left(1);
            self.hole_count -= 1;
        }
        self.holes[usize::from(self.hole_count)] = Hole { from, to };
        self.hole_count += 1;
    }

    fn is_missing(&self, from: u32, to: u32) -> bool {
        self.holes
            .iter()
            .take(usize::from(self.hole_count))
            .any(|h| later(to, h.from) && later(h.to, from))
    }

    /// Awaits the acknowledgement of `end`.
    fn awaits(&mut self, end: u32, time: Time) {
        if let Some(slot) = self.awaited.get_mut(usize::from(self.awaited_count)) {
            *slot = (end, time);
            self.awaited_count += 1;
        }
    }

    /// `ack` has come: the time since the segment that ends there, if it was sent just once.
    fn answered(&mut self, ack: u32, time: Time) -> Option<i64> {
        let count = usize::from(self.awaited_count);
        let mut rtt = None;
        let mut kept = 0;
        for at in 0..count {
            let (end, sent) = self.awaited[at];
            if end == ack {
                rtt = time.nanos_since(sent);
            } else if later(end, ack) {
                self.awaited[kept] = (end, sent);
                kept += 1;
            }
        }
        self.awaited_count = kept as u8;
        rtt
    }

    /// These numbers were sent again: an acknowledgement no longer tells which time was meant (Karn).
    fn sent_again(&mut self, from: u32) {
        let count = usize::from(self.awaited_count);
        let kept = self.awaited[..count]
            .iter()
            .take_while(|(end, _)| !later(*end, from))
            .count();
        self.awaited_count = kept as u8;
    }

    /// Bytes of its window, after the scale that both SYNs agreed on.
    fn window_bytes(&self, other: &Self) -> Option<u32> {
        let shift = match (self.scale, other.scale) {
            (Scale::Unknown, _) => return None,
            (Scale::Shift(shift), Scale::Shift(_)) if self.scaled => shift.min(14),
            _ => 0,
        };
        Some(u32::from(self.window) << shift)
    }
}

/// One connection's analysis.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    sides: [Side; 2],
    /// From the SYN to the ACK that ends the handshake; 0 = not seen.
    first_rtt: i64,
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
        side.base.filter(|_| side.sure)
    }

    /// The number that relative ones are counted from: the initial one, or one before the first seen.
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

    /// Takes the next segment in; gives what there is to say about it.
    pub fn push(&mut self, way: Way, segment: &Segment) -> Marks {
        let [there, back] = &mut self.sides;
        let (me, other) = match way {
            Way::There => (there, back),
            Way::Back => (back, there),
        };
        begin(me, other, segment);
        let mut marks = forward(me, other, segment);
        if me.ack != Some(segment.ack) && segment.has(TcpFlags::ACK) {
            me.duplicates = 0;
        }
        if segment.has(TcpFlags::ACK) && other.whole.is_some_and(|whole| later(segment.ack, whole))
        {
            marks.add(Marks::ACK_UNSEEN);
            other.whole = Some(segment.ack);
        }
        if segment.takes() && !marks.has(Marks::KEEP_ALIVE) {
            marks.add(again(me, other, segment, self.first_rtt));
        }
        if segment.has(TcpFlags::RST) {
            marks.add(Marks::RESET);
        }
        advance(me, segment, marks);
        let answers = marks.has(Marks::KEEP_ALIVE_ACK);
        // Both may ask at once: then neither's answer takes back what it has asked itself.
        me.asks = marks.has(Marks::KEEP_ALIVE) || me.asks && answers;
        other.asks &= !answers;
        self.times(way, segment);
        marks
    }

    /// Takes times: of the handshake, and of whatever this segment acknowledges.
    fn times(&mut self, way: Way, segment: &Segment) {
        let [there, back] = &mut self.sides;
        let (me, other) = match way {
            Way::There => (there, back),
            Way::Back => (back, there),
        };
        let syn = segment.has(TcpFlags::SYN);
        if syn {
            me.syn = Some(segment.time).filter(|time| time.is_known());
        }
        if !segment.has(TcpFlags::ACK) {
            return;
        }
        if syn && self.handshake.is_none() {
            self.handshake = other.syn.and_then(|sent| segment.time.nanos_since(sent));
        } else if self.first_rtt == 0
            && self.handshake.is_some()
            && let Some(took) = me.syn.and_then(|sent| segment.time.nanos_since(sent))
        {
            self.first_rtt = took.max(1);
        }
        if let Some(rtt) = other.answered(segment.ack, segment.time) {
            self.rtt = Some(rtt);
        }
    }
}

/// First numbers and scales.
fn begin(me: &mut Side, other: &mut Side, segment: &Segment) {
    let syn = segment.has(TcpFlags::SYN);
    if me.base.is_none() || syn && !me.sure {
        me.base = Some(if syn {
            segment.seq
        } else {
            segment.seq.wrapping_sub(1)
        });
        me.sure = syn;
    }
    if other.base.is_none() && segment.has(TcpFlags::ACK) {
        other.base = Some(segment.ack.wrapping_sub(1));
        other.sure = syn;
    }
    if syn {
        me.scale = segment.scale;
    }
}

/// What the numbers say by themselves: windows, gaps, keep-alives, duplicate acknowledgements.
fn forward(me: &mut Side, other: &Side, segment: &Segment) -> Marks {
    let mut marks = Marks::default();
    let plain = segment.is_plain();
    if segment.length == 1
        && me.next == Some(segment.seq)
        && other.ack.is_some()
        && other.window == 0
    {
        return Marks::WINDOW_PROBE;
    }
    if segment.window == 0 && plain {
        marks.add(Marks::ZERO_WINDOW);
    }
    if me.next.is_some_and(|next| later(segment.seq, next)) && !segment.has(TcpFlags::RST) {
        marks.add(Marks::GAP);
    }
    if segment.length <= 1 && plain && me.next == Some(segment.seq.wrapping_add(1)) {
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
    if !repeats {
        return marks;
    }
    if segment.window != me.window && segment.window != 0 {
        marks.add(Marks::WINDOW_UPDATE);
    } else if segment.window == me.window && segment.window != 0 {
        if other.asks {
            marks.add(Marks::KEEP_ALIVE_ACK);
        } else {
            me.duplicates = me.duplicates.saturating_add(1);
            marks.add(Marks::DUPLICATE_ACK);
        }
    }
    marks
}

/// Numbers that do not go on: sent again, or overtaken?
fn again(me: &Side, other: &Side, segment: &Segment, first_rtt: i64) -> Marks {
    let Some(next) = me.next.filter(|next| later(*next, segment.seq)) else {
        return Marks::default();
    };
    let since_ack = segment.time.nanos_since(other.ack_time);
    let soon = since_ack.is_some_and(|wait| wait < FAST);
    if other.duplicates >= 2 && other.ack == Some(segment.seq) && soon {
        let mut marks = Marks::RETRANSMISSION;
        marks.add(Marks::FAST_RETRANSMISSION);
        return marks;
    }
    let since_next = segment.time.nanos_since(me.next_time);
    let patience = if first_rtt == 0 { OVERTAKEN } else { first_rtt };
    let new = me.is_missing(segment.seq, segment.end());
    // Where nobody knows when, the numbers alone speak: these bytes are seen for the first time.
    let early = since_next.is_none_or(|wait| wait < patience);
    if early && new && (segment.end() != next || me.empty) {
        return Marks::OUT_OF_ORDER;
    }
    let mut marks = Marks::RETRANSMISSION;
    if segment.length > 0
        && other
            .ack
            .is_some_and(|ack| !later(segment.seq.wrapping_add(segment.length), ack))
    {
        marks.add(Marks::SPURIOUS);
    }
    marks
}

/// What the next segment will be judged by.
fn advance(me: &mut Side, segment: &Segment, marks: Marks) {
    let probe = marks.has(Marks::WINDOW_PROBE);
    let end = segment.end();
    if !probe {
        match me.next {
            Some(next) if later(segment.seq, next) && marks.has(Marks::GAP) => {
                me.miss(next, segment.seq);
            }
            Some(next) if later(next, segment.seq) && segment.takes() => {
                me.fill(segment.seq, end);
                me.sent_again(segment.seq);
            }
            _ => {}
        }
    }
    if me.next.is_none_or(|next| later(end, next)) && !probe {
        me.next = Some(end);
        me.next_time = segment.time;
        me.empty = segment.length == 0;
        if segment.takes() {
            me.awaits(end, segment.time);
        }
    }
    if !probe && (me.whole.is_none() || me.whole == Some(segment.seq)) {
        me.whole = me.next;
    }
    me.window = segment.window;
    me.scaled = !segment.has(TcpFlags::SYN);
    if segment.has(TcpFlags::ACK) {
        me.ack = Some(segment.ack);
        me.ack_time = segment.time;
    }
}
