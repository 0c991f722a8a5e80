//! The table of flows: each frame finds its conversation by place, transport and both ends.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::FixedState;

use super::housekeeping::Watch;
use super::progress::{Progress, opener};
use super::segment::segment;
use super::side::TakenBack;
use super::tcp::Initial;
use super::{Analysis, Flow, FlowId, FlowState, Marks, Seen, Segment, Way};
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::record::RecordId;
use crate::store::chores::{Chore, Tally, of_frame};
use crate::store::rounds::Rounds;
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

/// Flows remembered at once, unless set otherwise; the one longest idle makes room.
pub const MOST: usize = 65_536;

/// A SYN on the ports of a flow that was silent for so long begins a new one.
const OLD: i64 = 120_000_000_000;

/// A SYN that comes so much (ns) after a connection's end was not just overtaken by it.
const DELAYED: i64 = 1_000_000_000;

/// An address and a port.
pub(in crate::store) type End = (IpAddr, u16);

/// By what a flow is found: both ends in a fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::store) struct Key {
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
    /// A further frame came since the slot was last looked at for eviction.
    fresh: bool,
}

/// What is remembered of a TCP connection to judge the next segment by.
#[derive(Debug, Default)]
struct Tcp {
    analysis: Analysis,
    watch: Watch,
    progress: Progress,
}

/// All conversations seen, bounded by their count.
#[derive(Debug)]
pub struct Flows {
    by_key: HashMap<Key, u32, FixedState>,
    by_id: BTreeMap<FlowId, u32>,
    slots: Vec<Slot>,
    /// Slots in the order in which they are looked at when one must make room.
    queue: Rounds,
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
            queue: Rounds::default(),
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
            // Who is answered has called.
            None if is_answer(digest)
                || segment.is_some_and(|s| opener(Way::There, &s) == Some(Way::Back)) =>
            {
                self.begin(key, meta, transport, to, from, digest)
            }
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
            fresh: false,
        };
        let at = if self.slots.len() < self.most {
            self.slots.push(slot);
            (self.slots.len() - 1) as u32
        } else {
            let slots = &mut self.slots;
            let was_fresh = |at| {
                slots
                    .get_mut(at as usize)
                    .is_some_and(|slot| std::mem::take(&mut slot.fresh))
            };
            let at = self.queue.idle(was_fresh);
            if let Some(old) = self.slots.get_mut(at as usize) {
                let gone = std::mem::replace(old, slot);
                self.by_id.remove(&gone.flow.id);
                if self.by_key.get(&gone.key) == Some(&at) {
                    self.by_key.remove(&gone.key);
                }
            }
            at
        };
        self.queue.push(at);
        self.by_key.insert(key, at);
        self.by_id.insert(id, at);
        at
    }
}

impl Slot {
    /// Counts a frame; gives its way.
    fn count(&mut self, meta: &FrameMeta, digest: &Digest, from: End) -> Way {
        let flow = &mut self.flow;
        self.fresh = flow.frames != [0; 2];
        let way = flow.way(from);
        let at = way.index();
        flow.frames[at] += 1;
        flow.bytes[at] += u64::from(meta.length);
        flow.payload[at] += u64::from(digest.payload_len);
        flow.last = flow.last.max(meta.time);
        flow.protocol = flow.protocol.max(digest.protocol);
        way
    }

    /// Does this SYN (or the answer to one that was not seen) begin a new connection on the ports of this
    /// one? Then with these marks.
    fn begins_anew(&self, from: End, segment: &Segment) -> Option<Marks> {
        if !segment.has(TcpFlags::SYN) {
            return None;
        }
        let analysis = &self.tcp.as_ref()?.analysis;
        let way = self.flow.way(from);
        let own = analysis.initial(way, segment.seq);
        let over = matches!(self.flow.state, FlowState::Closed | FlowState::Reset);
        let since = segment.time.nanos_since(self.flow.last).unwrap_or(0);
        let another = if over {
            Marks::default()
        } else {
            Marks::PORT_REUSED
        };
        if segment.has(TcpFlags::ACK) {
            let called = analysis.initial(way.turned(), segment.ack.wrapping_sub(1));
            let other = own == Initial::Other || own == Initial::Unknown && over;
            return (other && called == Initial::Other).then_some(another);
        }
        match own {
            Initial::Fits => (since > OLD).then(Marks::default),
            Initial::Unknown => (over && since > DELAYED).then(Marks::default),
            Initial::Other => Some(another),
        }
    }

    /// Takes a TCP segment in: analysis and state.
    fn segment(&mut self, way: Way, segment: &Segment) -> Marks {
        let tcp = self.tcp.get_or_insert_default();
        let marks = tcp.analysis.push(way, segment);
        tcp.progress.pass(way, segment);
        let flow = &mut self.flow;
        let late = tcp.analysis.take_back(way);
        if late != TakenBack::default() {
            flow.take_back(late);
        }
        flow.handshake_rtt = tcp.analysis.handshake_rtt();
        flow.rtt = tcp.analysis.rtt();
        flow.isn = [Way::There, Way::Back].map(|way| tcp.analysis.isn(way));
        flow.opener = tcp.progress.opener();
        flow.state = tcp.progress.state();
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
            opener: None,
            chores: Tally::default(),
            marked: [0; 16],
        }
    }

    /// Which way a frame from this end goes.
    fn way(&self, from: End) -> Way {
        if from == self.a {
            Way::There
        } else {
            Way::Back
        }
    }

    /// Marks about bytes that were only late no longer count.
    fn take_back(&mut self, late: TakenBack) {
        for (mark, count) in [(Marks::GAP, late.gaps), (Marks::ACK_UNSEEN, late.acks)] {
            if let Some(marked) = self.marked.get_mut(mark.0.trailing_zeros() as usize) {
                *marked = marked.saturating_sub(u32::from(count));
            }
        }
    }

    /// The two ends, who opened the connection first: the way from the first to the second, and whether it
    /// is known that the first has opened it.
    #[must_use]
    pub fn drawn(&self) -> (Way, bool) {
        match self.opener {
            Some(way) => (way, true),
            None => (Way::There, self.transport != Protocol::Tcp),
        }
    }

    /// Do its ends have ports? What no port is known of, because only later fragments or the beginnings of
    /// its frames are there, is one conversation of both hosts.
    #[must_use]
    pub const fn has_ports(&self) -> bool {
        matches!(self.transport, Protocol::Tcp | Protocol::Udp) && self.a.1 | self.b.1 != 0
    }

    /// Who sends what goes this way.
    #[must_use]
    pub const fn sender(&self, way: Way) -> (IpAddr, u16) {
        match way {
            Way::There => self.a,
            Way::Back => self.b,
        }
    }

    /// The end that sends what goes this way, as it is written: address and port, of ICMP and the like the
    /// address alone. Ports that no frame showed are `?`: a capture cut them off, or only later fragments came.
    #[must_use]
    pub fn end_name(&self, way: Way) -> String {
        let (address, port) = self.sender(way);
        match (self.transport, address) {
            _ if self.has_ports() => SocketAddr::new(address, port).to_string(),
            (Protocol::Tcp | Protocol::Udp, IpAddr::V4(address)) => format!("{address}:?"),
            (Protocol::Tcp | Protocol::Udp, IpAddr::V6(address)) => format!("[{address}]:?"),
            _ => address.to_string(),
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

/// Does the frame, the first between its ends, answer what was asked at other ends? The server begins a
/// transfer of TFTP from a port that it chooses (RFC 1350 §4), because it was asked at its own.
fn is_answer(digest: &Digest) -> bool {
    let ports = [digest.src_port, digest.dst_port];
    digest.protocol == Protocol::Tftp && !ports.contains(&crate::wire::tftp::PORT)
}

/// What the flow carries, and the sender's and the receiver's end. An echo's identifier stands on both
/// sides, so that request and reply are one conversation.
pub(in crate::store) fn ends(digest: &Digest) -> Option<(Protocol, End, End)> {
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

/// The key of all frames between these two ends at this place, either way.
pub(in crate::store) fn key(place: Place, transport: Protocol, from: End, to: End) -> Key {
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
