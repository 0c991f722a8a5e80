//! The table of flows: each frame finds its conversation by place, transport and both ends.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use foldhash::fast::FixedState;

use super::housekeeping::Watch;
use super::{Analysis, Flow, FlowId, FlowState, Marks, Scale, Seen, Segment, Way};
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::record::RecordId;
use crate::store::chores::{Chore, Tally, of_frame};
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

/// Flows remembered at once, unless set otherwise; the one longest idle makes room.
pub const MOST: usize = 65_536;

/// A SYN on the ports of a flow that was silent for so long begins a new one.
const OLD: i64 = 120_000_000_000;

/// An address and a port.
type End = (IpAddr, u16);

/// By what a flow is found: both ends in a fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    low: u128,
    high: u128,
    /// Ports, host and transport.
    ports: u64,
    interface: u32,
}

#[derive(Debug)]
struct Slot {
    flow: Flow,
    key: Key,
    tcp: Option<Box<Tcp>>,
    /// Who sent each of the SYNs, FINs: bits by way.
    fins: u8,
    answered: bool,
    /// A further frame came since the slot was last looked at for eviction.
    fresh: bool,
}

/// What is remembered of a TCP connection to judge the next segment by.
#[derive(Debug, Default)]
struct Tcp {
    analysis: Analysis,
    watch: Watch,
}

/// All conversations seen, bounded by their count.
#[derive(Debug)]
pub struct Flows {
    by_key: HashMap<Key, u32, FixedState>,
    by_id: BTreeMap<FlowId, u32>,
    slots: Vec<Slot>,
    /// Slots in the order in which they are looked at when one must make room.
    queue: VecDeque<u32>,
    next: u32,
    most: usize,
    /// The flow of the last frame: the next is often of the same.
    last: Option<(Key, u32)>,
}

impl Default for Flows {
    fn default() -> Self {
        Self::with_most(MOST)
    }
}

impl Flows {
    /// An empty table of at most `most` flows (at least one).
    #[must_use]
    pub fn with_most(most: usize) -> Self {
        Self {
            by_key: HashMap::with_hasher(FixedState::default()),
            by_id: BTreeMap::new(),
            slots: Vec::new(),
            queue: VecDeque::new(),
            next: 1,
            most: most.clamp(1, u32::MAX as usize / 2),
            last: None,
        }
    }

    /// Flows remembered now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// None yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Flows seen since the start, forgotten ones too.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.next - 1
    }

    /// Bytes that one flow takes, about.
    pub const EACH: usize = size_of::<Slot>()
        + size_of::<Tcp>()
        + 2 * (size_of::<Key>() + 8)
        + 2 * size_of::<(FlowId, u32)>()
        + 8;

    /// Bytes that the table takes, about.
    #[must_use]
    pub const fn cost(&self) -> usize {
        self.slots.len() * Self::EACH
    }

    /// The flow with this number, while it is remembered.
    #[must_use]
    pub fn get(&self, id: FlowId) -> Option<&Flow> {
        self.slots
            .get(*self.by_id.get(&id)? as usize)
            .map(|slot| &slot.flow)
    }

    /// All flows in the order of their numbers.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Flow> {
        self.by_id
            .values()
            .filter_map(|at| self.slots.get(*at as usize))
            .map(|slot| &slot.flow)
    }

    /// Takes a frame in. `bytes`: what was captured of it, for a SYN's options; may be empty. `None`:
    /// it belongs to no conversation (no addresses).
    pub fn observe(
        &mut self,
        number: RecordId,
        meta: &FrameMeta,
        digest: &Digest,
        bytes: &[u8],
    ) -> Option<Seen> {
        let _ = number;
        let (transport, from, to) = ends(digest)?;
        let key = key(meta.place, transport, from, to);
        let mut marks = Marks::default();
        let mut at = match self.last {
            Some((last, at)) if last == key => Some(at),
            _ => self.by_key.get(&key).copied(),
        };
        if self.slots.is_empty() {
            // Nobody can choose addresses that collide who does not know this nanosecond.
            self.by_key = HashMap::with_hasher(FixedState::with_seed(meta.time.0 as u64));
        }
        let segment = segment(meta, digest, bytes);
        if let (Some(slot), Some(segment)) =
            (at.and_then(|at| self.slots.get(at as usize)), &segment)
            && let Some(mark) = slot.begins_anew(from, segment)
        {
            marks = mark;
            at = None;
        }
        let at = match at {
            Some(at) => at,
            None => self.begin(key, meta, transport, from, to, digest),
        };
        self.last = Some((key, at));
        let slot = self.slots.get_mut(at as usize)?;
        let way = slot.count(meta, digest, from);
        let mut chore = of_frame(digest, bytes);
        if let Some(segment) = segment {
            marks.add(slot.segment(way, &segment));
            chore = slot.watch(way, &segment, marks, chore);
        }
        if let Some(chore) = chore {
            slot.flow.chores.add(chore);
        }
        if !marks.is_empty() {
            slot.flow.note(marks);
        }
        Some(Seen {
            flow: slot.flow.id,
            way,
            marks,
            chore,
        })
    }

    /// A new flow; the one longest idle makes room for it if there is none.
    fn begin(
        &mut self,
        key: Key,
        meta: &FrameMeta,
        transport: Protocol,
        a: End,
        b: End,
        digest: &Digest,
    ) -> u32 {
        let id = FlowId(self.next);
        self.next = self.next.wrapping_add(1).max(1);
        let slot = Slot {
            flow: Flow::new(id, meta, transport, digest.protocol, a, b),
            key,
            tcp: None,
            fins: 0,
            answered: false,
            fresh: false,
        };
        let at = if self.slots.len() < self.most {
            self.slots.push(slot);
            (self.slots.len() - 1) as u32
        } else {
            let at = self.idle();
            if let Some(old) = self.slots.get_mut(at as usize) {
                let gone = std::mem::replace(old, slot);
                self.by_id.remove(&gone.flow.id);
                if self.by_key.get(&gone.key) == Some(&at) {
                    self.by_key.remove(&gone.key);
                }
            }
            at
        };
        self.queue.push_back(at);
        self.by_key.insert(key, at);
        self.by_id.insert(id, at);
        at
    }

    /// Takes a slot that was idle for long out of the queue: those with new frames get another round.
    fn idle(&mut self) -> u32 {
        for _ in 0..self.queue.len() {
            let Some(at) = self.queue.pop_front() else {
                break;
            };
            match self.slots.get_mut(at as usize) {
                Some(slot) if slot.fresh => {
                    slot.fresh = false;
                    self.queue.push_back(at);
                }
                _ => return at,
            }
        }
        self.queue.pop_front().unwrap_or(0)
    }
}

impl Slot {
    /// Counts a frame; gives its way.
    fn count(&mut self, meta: &FrameMeta, digest: &Digest, from: End) -> Way {
        let flow = &mut self.flow;
        self.fresh = flow.frames != [0; 2];
        let way = if from == flow.a {
            Way::There
        } else {
            Way::Back
        };
        let at = way.index();
        flow.frames[at] += 1;
        flow.bytes[at] += u64::from(meta.length);
        flow.payload[at] += u64::from(digest.payload_len);
        flow.last = flow.last.max(meta.time);
        flow.protocol = flow.protocol.max(digest.protocol);
        way
    }

    /// Does this SYN begin a new connection on the ports of this one? Then with these marks.
    fn begins_anew(&self, from: End, segment: &Segment) -> Option<Marks> {
        if segment.flags.0 & (TcpFlags::SYN.0 | TcpFlags::ACK.0) != TcpFlags::SYN.0 {
            return None;
        }
        let way = if from == self.flow.a {
            Way::There
        } else {
            Way::Back
        };
        let base = self.tcp.as_ref().and_then(|tcp| tcp.analysis.isn(way));
        let since = segment.time.nanos_since(self.flow.last);
        let silent = since.is_some_and(|wait| wait > OLD);
        match self.flow.state {
            FlowState::Closed => Some(Marks::default()),
            _ if base == Some(segment.seq) => silent.then(Marks::default),
            FlowState::Reset => Some(Marks::default()),
            // Both ends may call each other at once (RFC 9293 §3.5, figure 7).
            FlowState::Opening if base.is_none() => None,
            _ => Some(Marks::PORT_REUSED),
        }
    }

    /// Takes a TCP segment in: analysis and state.
    fn segment(&mut self, way: Way, segment: &Segment) -> Marks {
        let tcp = &mut self.tcp.get_or_insert_default().analysis;
        let marks = tcp.push(way, segment);
        let flow = &mut self.flow;
        flow.handshake_rtt = tcp.handshake_rtt();
        flow.rtt = tcp.rtt();
        flow.isn = [tcp.isn(Way::There), tcp.isn(Way::Back)];
        let (syn, ack) = (
            segment.flags.has(TcpFlags::SYN),
            segment.flags.has(TcpFlags::ACK),
        );
        if segment.flags.has(TcpFlags::RST) {
            flow.state = FlowState::Reset;
        } else if syn {
            self.answered |= ack;
            if matches!(flow.state, FlowState::Unknown | FlowState::Reset) {
                flow.state = FlowState::Opening;
            }
        } else if flow.state == FlowState::Opening && ack && self.answered {
            flow.state = FlowState::Open;
        }
        if segment.flags.has(TcpFlags::FIN) && flow.state != FlowState::Reset {
            self.fins |= 1 << way.index();
            flow.state = if self.fins == 3 {
                FlowState::Closed
            } else {
                FlowState::Closing
            };
        }
        marks
    }

    /// What of the housekeeping a segment is, `carried` being what its payload is.
    fn watch(
        &mut self,
        way: Way,
        segment: &Segment,
        marks: Marks,
        carried: Option<Chore>,
    ) -> Option<Chore> {
        self.tcp.as_mut()?.watch.judge(way, segment, marks, carried)
    }
}

impl Flow {
    fn new(
        id: FlowId,
        meta: &FrameMeta,
        transport: Protocol,
        protocol: Protocol,
        a: End,
        b: End,
    ) -> Self {
        Self {
            id,
            place: meta.place,
            transport,
            protocol,
            a,
            b,
            frames: [0; 2],
            bytes: [0; 2],
            payload: [0; 2],
            first: meta.time,
            last: meta.time,
            state: FlowState::Unknown,
            handshake_rtt: None,
            rtt: None,
            isn: [None; 2],
            chores: Tally::default(),
            marked: [0; 16],
        }
    }

    fn note(&mut self, marks: Marks) {
        for (bit, count) in self.marked.iter_mut().enumerate() {
            *count = count.saturating_add(u32::from(marks.0 >> bit & 1));
        }
    }

    /// How often this mark (one bit) was given.
    #[must_use]
    pub fn times(&self, mark: Marks) -> u32 {
        self.marked
            .get(mark.0.trailing_zeros() as usize)
            .copied()
            .unwrap_or(0)
    }
}

/// What the flow carries, and the sender's and the receiver's end. An echo's identifier stands on both
/// sides, so that request and reply are one conversation.
fn ends(digest: &Digest) -> Option<(Protocol, End, End)> {
    if let Detail::Arp { sender, target, .. } = digest.detail {
        return Some((Protocol::Arp, (sender.into(), 0), (target.into(), 0)));
    }
    let (src, dst) = (digest.src?, digest.dst?);
    let (from, to) = match (digest.transport, digest.detail) {
        (Protocol::Tcp | Protocol::Udp, _) if !digest.fragment => {
            (digest.src_port, digest.dst_port)
        }
        (_, Detail::Icmp { ident, .. }) => (ident, ident),
        _ => (0, 0),
    };
    let transport = match digest.transport {
        Protocol::Unknown => digest.protocol,
        known => known,
    };
    Some((transport, (src, from), (dst, to)))
}

fn key(place: Place, transport: Protocol, from: End, to: End) -> Key {
    let (from, to) = ((bits(from.0), from.1), (bits(to.0), to.1));
    let (low, high) = if from <= to { (from, to) } else { (to, from) };
    let ports = u64::from(low.1) << 48
        | u64::from(high.1) << 32
        | u64::from(place.host.map_or(u16::MAX, |host| host.0)) << 16
        | transport as u64;
    Key {
        low: low.0,
        high: high.0,
        ports,
        interface: place.interface.0,
    }
}

/// An address as a number: IPv4 as the IPv6 address that stands for it.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => 0xffff_0000_0000 | u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// The TCP segment of a frame.
#[must_use]
pub(in crate::store) fn segment(
    meta: &FrameMeta,
    digest: &Digest,
    bytes: &[u8],
) -> Option<Segment> {
    let Detail::Tcp {
        flags,
        seq,
        ack,
        window,
    } = digest.detail
    else {
        return None;
    };
    let scale = if flags.has(TcpFlags::SYN) {
        scale(digest, bytes)
    } else {
        Scale::Unknown
    };
    Some(Segment {
        time: meta.time,
        flags,
        seq,
        ack,
        window,
        length: digest.payload_len,
        scale,
    })
}

/// The Window Scale option of a SYN. The digest does not say where the TCP header begins, but where it
/// ends: it begins where ports, number and length fit.
fn scale(digest: &Digest, bytes: &[u8]) -> Scale {
    const HEADER: usize = 20;
    let end = digest.payload_at as usize;
    let Detail::Tcp { seq, .. } = digest.detail else {
        return Scale::Unknown;
    };
    let mut begin = [0; 8];
    begin[..2].copy_from_slice(&digest.src_port.to_be_bytes());
    begin[2..4].copy_from_slice(&digest.dst_port.to_be_bytes());
    begin[4..].copy_from_slice(&seq.to_be_bytes());
    let header = (5..=15)
        .rev()
        .filter_map(|words| bytes.get(end.checked_sub(words * 4)?..end))
        .find(|header| {
            header.starts_with(&begin)
                && header
                    .get(12)
                    .is_some_and(|offset| usize::from(offset >> 4) * 4 == header.len())
        });
    let Some(mut options) = header.and_then(|header| header.get(HEADER..)) else {
        return Scale::Unknown;
    };
    loop {
        options = match options {
            [3, 3, shift, ..] => return Scale::Shift((*shift).min(14)),
            [] | [0, ..] => return Scale::Absent,
            [1, rest @ ..] => rest,
            [_, length, ..] if *length >= 2 => {
                options.get(usize::from(*length)..).unwrap_or_default()
            }
            _ => return Scale::Absent,
        };
    }
}
