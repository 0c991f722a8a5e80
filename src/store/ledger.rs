//! Which bytes of which frames carried a message. Many to many: a long message takes several
//! frames, one frame may carry several short messages, a lost one is sent again.
//!
//! TCP: by stream offset. The first number of each direction is learnt from its SYN, or from a message
//! of the lab's own protocol, whose bytes are like no other's. Where it is not known, and for UDP: by
//! the whole payload, near in time, in order: of equal messages the oldest without a frame takes it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, SocketAddr};

use crate::clock::Time;
use crate::frame::FrameMeta;
use crate::place::{HostId, Place};
use crate::record::{Carried, RecordKey, Transport};
use crate::wire::{Context, Detail, Digest, LinkType, Protocol, TcpFlags, Value, dissect};

use super::packets::{Body, Packets, Record};

/// Messages remembered.
const MOST_ENTRIES: usize = 512;
/// Streams whose first number is remembered.
const MOST_STREAMS: usize = 1024;
/// Frames noted for one message.
const MOST_FRAMES: usize = 64;
/// Where only the bytes decide, a message and its frame are no further apart than this, in nanoseconds:
/// the kernel keeps a datagram for some three seconds while it asks for the neighbour's MAC.
const NEAR: i64 = 5_000_000_000;

/// A message in the ledger, numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u64);

/// One message and the frames that carried it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// How it lies in its transport.
    pub carried: Carried,
    /// When it was handed to the kernel, or came.
    pub time: Time,
    /// The frames, in order of time.
    pub frames: Vec<RecordKey>,
    /// Which parts of it were seen where, as far as only the bytes told.
    seen: Vec<(Place, Part)>,
}

impl Entry {
    /// Takes a frame, unless it has it, or as many as are noted.
    fn take(&mut self, key: RecordKey, place: Place, how: Carries) -> bool {
        if self.frames.len() >= MOST_FRAMES || self.frames.contains(&key) {
            return false;
        }
        let at = self.frames.partition_point(|known| *known < key);
        self.frames.insert(at, key);
        if let Carries::Equal(part) = how {
            self.seen.push((place, part));
        }
        true
    }
}

/// Where in the message a frame's payload begins, in bytes of a datagram's payload.
type Part = usize;

/// How sure it is that a frame carried a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    /// By the stream's numbers, or by bytes like no other's.
    Surely,
    /// The bytes are equal; those of another message may be, too.
    Equal(Part),
}

/// One direction of a TCP connection.
type Stream = (HostId, SocketAddr, SocketAddr);

/// Messages and their frames.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: VecDeque<Entry>,
    next: u64,
    first_numbers: BTreeMap<Stream, u32>,
    /// The same streams, oldest first.
    streams: VecDeque<Stream>,
    /// Frames that some message has. A flood of equal messages must not cost a search each.
    taken: BTreeSet<RecordKey>,
}

impl Ledger {
    /// Notes a message; frames of the last `back` nanoseconds that carried it are found at once.
    pub fn note(&mut self, carried: Carried, time: Time, packets: &Packets, back: i64) -> EntryId {
        self.next += 1;
        let mut entry = Entry {
            id: EntryId(self.next),
            carried,
            time,
            frames: Vec::new(),
            seen: Vec::new(),
        };
        for glance in packets.recent(Time(time.0.saturating_sub(back))) {
            let key = glance.key();
            // Most are not, and need not be put together.
            let Some((place, _)) = glance
                .facts()
                .filter(|(place, digest)| could_be(&entry, *place, digest))
            else {
                continue;
            };
            let Some(record) = glance.record() else {
                continue;
            };
            let Some(how) = self.carries(&record, &entry) else {
                continue;
            };
            self.learn_from(&record, how, entry.carried.offset);
            if how == Carries::Surely || (entry.misses(place, how) && !self.taken.contains(&key)) {
                entry.take(key, place, how);
                self.taken.insert(key);
            }
        }
        self.entries.push_back(entry);
        if self.entries.len() > MOST_ENTRIES
            && let Some(oldest) = self.entries.pop_front()
        {
            self.forget(&oldest);
        }
        EntryId(self.next)
    }

    /// Its frames are nobody's any more, but for what the message behind it has of the same segment.
    fn forget(&mut self, oldest: &Entry) {
        let next = self.entries.front();
        let shared = |key: &&RecordKey| next.is_some_and(|next| next.frames.contains(key));
        for key in oldest.frames.iter().filter(|key| !shared(key)) {
            self.taken.remove(key);
        }
    }

    /// The message with this number, while it is remembered.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        // Their numbers follow one another: what a look-up costs does not grow with their number.
        let first = self.entries.front()?.id.0;
        self.entries
            .get(usize::try_from(id.0.checked_sub(first)?).ok()?)
    }

    /// The messages that are remembered, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// A frame has come: notes it with the messages it carried; gives those.
    pub fn arrived(&mut self, record: &Record) -> Vec<EntryId> {
        let Body::Frame { digest, meta, .. } = &record.body else {
            return Vec::new();
        };
        if let Detail::Tcp { flags, seq, .. } = digest.detail
            && flags.has(TcpFlags::SYN)
        {
            // The SYN takes one number: the first byte has the next.
            self.learn(stream(meta.place.host, digest), seq.wrapping_add(1));
        }
        if digest.payload_len == 0 {
            return Vec::new();
        }
        let place = meta.place;
        let mut found: Vec<_> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(i, e)| Some((i, self.carries(record, e)?)))
            .collect();
        if let Some(&(_, Carries::Equal(_))) = found.first() {
            found = self.choose(record.key, place, &found).into_iter().collect();
        }
        let mut ids = Vec::new();
        for (i, how) in found.into_iter().rev() {
            if let Some(entry) = self
                .entries
                .get_mut(i)
                .filter(|e| !e.frames.contains(&record.key))
                && entry.take(record.key, place, how)
            {
                ids.push(entry.id);
                self.taken.insert(record.key);
                let offset = entry.carried.offset;
                self.learn_from(record, how, offset);
            }
        }
        ids
    }

    /// Of messages with the same bytes, the oldest whose frame has not come; else the one that was sent again.
    fn choose(
        &self,
        key: RecordKey,
        place: Place,
        equal: &[(usize, Carries)],
    ) -> Option<(usize, Carries)> {
        if self.taken.contains(&key) {
            return None;
        }
        let with = |test: &dyn Fn(&Entry, Carries) -> bool| {
            equal
                .iter()
                .copied()
                .find(|(i, how)| self.entries.get(*i).is_some_and(|e| test(e, *how)))
        };
        with(&|entry, how| entry.misses(place, how))
            .or_else(|| with(&|entry, _| is_numbered(&entry.carried)))
    }

    /// A segment whose message is sure tells where its stream begins.
    fn learn_from(&mut self, record: &Record, how: Carries, offset: u64) {
        if let (Carries::Surely, Body::Frame { meta, digest, .. }) = (how, &record.body)
            && let Detail::Tcp { seq, .. } = digest.detail
            && let Some(stream) = stream(meta.place.host, digest)
            && !self.first_numbers.contains_key(&stream)
        {
            self.learn(Some(stream), seq.wrapping_sub(offset as u32));
        }
    }

    /// Notes the number of a stream's first byte.
    fn learn(&mut self, stream: Option<Stream>, first: u32) {
        let Some(stream) = stream else { return };
        if self.first_numbers.insert(stream, first).is_none() {
            self.streams.push_back(stream);
        }
        if self.streams.len() > MOST_STREAMS
            && let Some(oldest) = self.streams.pop_front()
        {
            self.first_numbers.remove(&oldest);
        }
    }

    /// Bytes of its stream before the first that a segment carries (it may carry other messages beside this one);
    /// `None`: the stream's first number is not known, or it is no segment of the message's stream.
    #[must_use]
    pub fn stream_at(&self, carried: &Carried, meta: &FrameMeta, digest: &Digest) -> Option<u64> {
        let Detail::Tcp { seq, .. } = digest.detail else {
            return None;
        };
        let first = self.first_numbers.get(&stream(meta.place.host, digest)?)?;
        carried
            .offset
            .checked_add_signed(behind(seq.wrapping_sub(*first), carried))
    }

    /// Did this frame carry (a part of) this message?
    fn carries(&self, record: &Record, entry: &Entry) -> Option<Carries> {
        let Body::Frame {
            meta,
            digest,
            bytes,
        } = &record.body
        else {
            return None;
        };
        let carried = &entry.carried;
        if !could_be(entry, meta.place, digest) {
            return None;
        }
        let (from, to) = ends(carried);
        let same = |a: Option<IpAddr>, b: SocketAddr| {
            b.ip().is_unspecified() || a.map(|a| a.to_canonical()) == Some(b.ip().to_canonical())
        };
        if !same(digest.src, from) || !same(digest.dst, to) {
            return None;
        }
        match (carried.transport, digest.transport, digest.detail) {
            (Transport::Tcp, Protocol::Tcp, Detail::Tcp { seq, .. }) => {
                if let Some(first) =
                    stream(meta.place.host, digest).and_then(|s| self.first_numbers.get(&s))
                {
                    return overlaps(seq.wrapping_sub(*first), digest.payload_len, carried)
                        .then_some(Carries::Surely);
                }
                if digest.payload_len as usize != carried.bytes.len() {
                    return None;
                }
                let equal = by_bytes(record.key, entry, digest.payload(bytes), 0)?;
                Some(if is_numbered(carried) {
                    Carries::Surely
                } else {
                    equal
                })
            }
            (Transport::Udp, Protocol::Udp, _) => {
                let part = part(meta, digest, bytes, carried.bytes.len())?;
                by_bytes(record.key, entry, digest.payload(bytes), part)
            }
            _ => None,
        }
    }
}

impl Entry {
    /// Is it a datagram whose frame is there already, so that no other, however equal, is its own? Most are; this is
    /// asked before anything is compared.
    fn has_its_own(&self, place: Place, digest: &Digest) -> bool {
        let whole = self.carried.transport == Transport::Udp
            && !digest.fragment
            && !is_numbered(&self.carried);
        whole && self.seen.contains(&(place, 0))
    }

    /// Is this part of it still to be seen there?
    fn misses(&self, place: Place, how: Carries) -> bool {
        match how {
            Carries::Surely => true,
            Carries::Equal(part) => !self.seen.contains(&(place, part)),
        }
    }
}

/// Who sent the message, and to whom.
const fn ends(carried: &Carried) -> (SocketAddr, SocketAddr) {
    if carried.outgoing {
        (carried.local, carried.remote)
    } else {
        (carried.remote, carried.local)
    }
}

/// Could the frame be one of this message's, by what costs next to nothing to look at?
fn could_be(entry: &Entry, place: Place, digest: &Digest) -> bool {
    let (from, to) = ends(&entry.carried);
    // Only a datagram's first piece has its ports.
    let ports = digest.fragment || (digest.src_port, digest.dst_port) == (from.port(), to.port());
    ports
        && place.host == Some(entry.carried.host)
        && digest.payload_len > 0
        && !entry.has_its_own(place, digest)
}

/// Do a segment's bytes, `at` bytes after the stream's first, lie in the message?
fn overlaps(at: u32, length: u32, carried: &Carried) -> bool {
    let from = behind(at, carried);
    from < carried.bytes.len() as i64 && from + i64::from(length) > 0
}

/// How far a segment that begins `at` bytes after the stream's first begins behind the message's first byte.
fn behind(at: u32, carried: &Carried) -> i64 {
    // Both offsets modulo 2^32; the distance is what counts (a message is far shorter than that).
    i64::from(at.wrapping_sub(carried.offset as u32) as i32)
}

/// Is it of the lab's own protocol? Its messages are numbered: none of a connection is like another.
fn is_numbered(carried: &Carried) -> bool {
    carried.is_record()
}

/// Are these the message's bytes from `part` on? What a capture has cut off is taken for equal.
fn by_bytes(key: RecordKey, entry: &Entry, payload: &[u8], part: Part) -> Option<Carries> {
    let there = entry.carried.bytes.get(part..)?;
    if payload.is_empty() || !there.starts_with(payload) {
        return None;
    }
    (key.time.0.abs_diff(entry.time.0) <= NEAR.unsigned_abs()).then_some(Carries::Equal(part))
}

/// Where in a datagram of `length` payload bytes this frame's bytes belong; `None` if it is another's.
fn part(meta: &FrameMeta, digest: &Digest, bytes: &[u8], length: usize) -> Option<Part> {
    let at = digest.payload_at as usize;
    if !digest.fragment {
        // UDP's own Length counts the whole datagram, in the first piece too.
        let told = at
            .checked_sub(4)
            .and_then(|at| bytes.get(at..at + 2))
            .map(|two| usize::from(two[0]) << 8 | usize::from(two[1]));
        let told = told
            .filter(|told| *told >= UDP_HEADER)
            .map_or(digest.payload_len as usize, |told| told - UDP_HEADER);
        return (told == length).then_some(0);
    }
    let offset = fragment_offset(meta.link, bytes.get(..at)?)?.checked_sub(UDP_HEADER)?;
    (offset + digest.payload_len as usize <= length).then_some(offset)
}

/// Bytes of UDP's header.
const UDP_HEADER: usize = 8;

/// Where in its datagram a later piece belongs, in bytes, from its headers. Pieces are rare: that the
/// whole tree is built for it does not matter.
#[must_use]
pub fn fragment_offset(link: LinkType, headers: &[u8]) -> Option<usize> {
    let context = Context {
        wire_length: headers.len() + 1,
        ..Context::default()
    };
    let tree = dissect(link, headers, &context);
    let layer = tree
        .layers
        .iter()
        .rev()
        .find(|l| matches!(l.protocol, Protocol::Ipv4 | Protocol::Ipv6))?;
    let fields = layer
        .fields
        .iter()
        .flat_map(|f| std::iter::once(f).chain(&f.children));
    fields
        .filter(|f| matches!(f.filter, "ip.frag_offset" | "ipv6.fraghdr.offset"))
        .find_map(|f| match f.value {
            Value::Number(units) => usize::try_from(units).ok()?.checked_mul(8),
            _ => None,
        })
}

fn stream(host: Option<HostId>, digest: &Digest) -> Option<Stream> {
    let (src, dst) = (digest.src?.to_canonical(), digest.dst?.to_canonical());
    Some((
        host?,
        SocketAddr::new(src, digest.src_port),
        SocketAddr::new(dst, digest.dst_port),
    ))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::record::{Calls, RecordId, SocketId};

    fn record(id: u64, seq: u32, flags: u16, payload: &'static [u8]) -> Record {
        let meta = super::super::packets::tests::batch(&[id as i64], 1).frames[0].meta;
        let digest = Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            src: "10.0.0.1".parse().ok(),
            dst: "10.0.0.2".parse().ok(),
            src_port: 5000,
            dst_port: 10101,
            payload_len: payload.len() as u32,
            detail: Detail::Tcp {
                flags: TcpFlags(flags),
                seq,
                ack: 0,
                window: 0,
            },
            ..Digest::default()
        };
        let key = RecordKey {
            time: Time(id as i64),
            id: RecordId(id),
        };
        Record::of_frame(key, meta, digest, Bytes::from_static(payload))
    }

    fn carried(offset: u64, bytes: &'static [u8]) -> Carried {
        Carried {
            transport: Transport::Tcp,
            host: HostId::HERE,
            socket: SocketId(1),
            local: "10.0.0.1:5000".parse().unwrap(),
            remote: "10.0.0.2:10101".parse().unwrap(),
            outgoing: true,
            offset,
            tcp: None,
            bytes: Bytes::from_static(bytes),
            session: 0..0,
            presentation: 0..0,
            text: 0..bytes.len(),
            calls: Calls::default(),
        }
    }

    #[test]
    fn offsets_tell_equal_texts_apart_even_over_the_end_of_the_numbers() {
        let mut ledger = Ledger::default();
        let packets = Packets::default();
        ledger.arrived(&record(1, u32::MAX - 2, 0x02, b""));
        let first = ledger.note(carried(0, b"hello"), Time(2), &packets, 0);
        let second = ledger.note(carried(5, b"hello"), Time(3), &packets, 0);
        assert_eq!(
            ledger.arrived(&record(4, u32::MAX - 1, 0x18, b"hello")),
            [first]
        );
        assert_eq!(ledger.arrived(&record(5, 3, 0x18, b"hello")), [second]);
    }

    #[test]
    fn a_segment_s_place_in_the_stream_is_known_where_the_stream_s_beginning_is() {
        let mut ledger = Ledger::default();
        let place = |ledger: &Ledger, seq: u32, offset: u64| {
            let Body::Frame { meta, digest, .. } = record(3, seq, 0x18, b"abcdef").body else {
                return None;
            };
            ledger.stream_at(&carried(offset, b"cd"), &meta, &digest)
        };
        assert_eq!(place(&ledger, 5, 2), None, "no beginning was seen");
        ledger.arrived(&record(1, u32::MAX - 2, 0x02, b""));
        assert_eq!(
            place(&ledger, u32::MAX - 1, 2),
            Some(0),
            "it begins before the message"
        );
        assert_eq!(
            place(&ledger, 2, 2),
            Some(4),
            "behind the end of the numbers"
        );
        let far = (1 << 32) + 2;
        assert_eq!(
            place(&ledger, u32::MAX - 1, far),
            Some(1 << 32),
            "once round"
        );
    }

    #[test]
    fn one_segment_may_carry_two_messages_and_one_message_two_segments() {
        let mut ledger = Ledger::default();
        let packets = Packets::default();
        ledger.arrived(&record(1, 99, 0x02, b""));
        let a = ledger.note(carried(0, b"abc"), Time(2), &packets, 0);
        let b = ledger.note(carried(3, b"defgh"), Time(3), &packets, 0);
        let mut both = ledger.arrived(&record(4, 100, 0x10, b"abcde"));
        both.sort();
        assert_eq!(both, [a, b]);
        assert_eq!(ledger.arrived(&record(5, 105, 0x18, b"fgh")), [b]);
        assert_eq!(ledger.get(b).map(|e| e.frames.len()), Some(2));
    }

    /// A datagram from 10.0.0.1:5000 to 10.0.0.2:10101, as a frame without a link header, or a piece of it.
    fn datagram(id: u64, time: i64, payload: &[u8], told: usize, offset: u16) -> Record {
        let mut meta = super::super::packets::tests::batch(&[time], 1).frames[0].meta;
        meta.link = LinkType::RawIp;
        let head = if offset == 0 { 28 } else { 20 };
        let mut bytes = vec![0x45, 0];
        bytes.extend((payload.len() as u16 + head).to_be_bytes());
        bytes.extend([0, 7]);
        let more = offset == 0 && payload.len() < told;
        bytes.extend((offset / 8 + if more { 0x2000 } else { 0 }).to_be_bytes());
        bytes.extend([64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        if offset == 0 {
            bytes.extend(5000_u16.to_be_bytes());
            bytes.extend(10_101_u16.to_be_bytes());
            bytes.extend((told as u16 + 8).to_be_bytes());
            bytes.extend([0, 0]);
        }
        bytes.extend(payload);
        // A short frame is filled up.
        bytes.resize(bytes.len().max(46), 0);
        let digest = crate::wire::digest(LinkType::RawIp, &bytes);
        let key = RecordKey {
            time: Time(time),
            id: RecordId(id),
        };
        Record::of_frame(key, meta, digest, Bytes::from(bytes))
    }

    fn by_udp(bytes: &'static [u8]) -> Carried {
        Carried {
            transport: Transport::Udp,
            ..carried(0, bytes)
        }
    }

    #[test]
    fn of_a_flood_of_equal_datagrams_each_message_has_one_frame_and_each_frame_one_message() {
        let (mut ledger, mut packets) = (Ledger::default(), Packets::default());
        let mut add = |n: u64| {
            let Body::Frame {
                meta,
                digest,
                bytes,
            } = datagram(n, n as i64, b"hi", 2, 0).body
            else {
                panic!()
            };
            let frame = crate::frame::BatchedFrame {
                meta,
                digest,
                at: 0,
                captured: bytes.len() as u32,
            };
            let batch = crate::frame::FrameBatch {
                bytes,
                frames: vec![frame],
            };
            packets.add_frames(&batch, &mut super::super::own::Own::default(), |_| ());
        };
        // Three frames come for each message that is shown.
        (0..3 * (MOST_ENTRIES as u64 + 200)).for_each(&mut add);
        for n in 0..MOST_ENTRIES as i64 + 200 {
            ledger.note(by_udp(b"hi"), Time(3 * n), &packets, NEAR);
        }
        let frames: Vec<_> = ledger.entries().map(|entry| entry.frames.clone()).collect();
        assert!(frames.iter().all(|frames| frames.len() == 1));
        let all: BTreeSet<_> = frames.iter().flatten().collect();
        assert_eq!(all.len(), MOST_ENTRIES);
        assert!(
            ledger.taken.len() <= MOST_ENTRIES,
            "what is forgotten is forgotten here too"
        );
    }

    fn log(records: &[Record]) -> Packets {
        let mut packets = Packets::default();
        for record in records {
            let Body::Frame {
                meta,
                digest,
                bytes,
            } = &record.body
            else {
                continue;
            };
            let frame = crate::frame::BatchedFrame {
                meta: *meta,
                digest: *digest,
                at: 0,
                captured: bytes.len() as u32,
            };
            let batch = crate::frame::FrameBatch {
                bytes: bytes.clone(),
                frames: vec![frame],
            };
            packets.add_frames(&batch, &mut super::super::own::Own::default(), |_| ());
        }
        packets
    }

    #[test]
    fn equal_datagrams_are_told_apart_by_their_order() {
        let (one, two) = (datagram(1, 10, b"hi", 2, 0), datagram(2, 30, b"hi", 2, 0));
        let mut ledger = Ledger::default();
        let packets = log(std::slice::from_ref(&one));
        let first = ledger.note(by_udp(b"hi"), Time(20), &packets, 100);
        let second = ledger.note(by_udp(b"hi"), Time(25), &packets, 100);
        assert_eq!(
            ledger.get(second).map(|e| e.frames.len()),
            Some(0),
            "the only frame is the first one's"
        );
        assert_eq!(ledger.arrived(&two), [second]);
        assert_eq!(
            ledger.get(first).map(|e| e.frames.clone()),
            Some(vec![one.key])
        );
        assert_eq!(
            ledger.get(second).map(|e| e.frames.clone()),
            Some(vec![two.key])
        );
    }

    #[test]
    fn both_frames_of_equal_datagrams_looked_back_at_go_to_one_each() {
        let (one, two) = (datagram(1, 10, b"hi", 2, 0), datagram(2, 30, b"hi", 2, 0));
        let mut ledger = Ledger::default();
        let packets = log(&[one.clone(), two.clone()]);
        for frame in [&one, &two] {
            let id = ledger.note(by_udp(b"hi"), Time(40), &packets, 100);
            assert_eq!(
                ledger.get(id).map(|e| e.frames.clone()),
                Some(vec![frame.key])
            );
        }
    }

    #[test]
    fn a_beginning_is_not_the_whole() {
        let mut ledger = Ledger::default();
        let hello = ledger.note(by_udp(b"hello"), Time(2), &Packets::default(), 0);
        assert!(ledger.arrived(&datagram(1, 3, b"h", 1, 0)).is_empty());
        assert!(ledger.arrived(&datagram(2, 3, b"hello!", 6, 0)).is_empty());
        assert_eq!(ledger.arrived(&datagram(3, 3, b"hello", 5, 0)), [hello]);
        let hello = ledger.note(carried(0, b"hello"), Time(2), &Packets::default(), 0);
        assert!(ledger.arrived(&record(4, 7, 0x18, b"h")).is_empty());
        assert_eq!(ledger.arrived(&record(5, 7, 0x18, b"hello")), [hello]);
    }

    #[test]
    fn later_pieces_of_a_datagram_belong_to_its_message() {
        let mut ledger = Ledger::default();
        let id = ledger.note(
            by_udp(b"0123456789abcdefghijklmnopqrs"),
            Time(2),
            &Packets::default(),
            0,
        );
        assert_eq!(ledger.arrived(&datagram(1, 3, b"01234567", 29, 0)), [id]);
        assert_eq!(ledger.arrived(&datagram(2, 3, b"89abcdef", 29, 16)), [id]);
        assert!(
            ledger
                .arrived(&datagram(3, 3, b"something else", 29, 24))
                .is_empty()
        );
        assert_eq!(
            ledger.arrived(&datagram(4, 3, b"ghijklmnopqrs", 29, 24)),
            [id]
        );
        assert_eq!(ledger.get(id).map(|e| e.frames.len()), Some(3));
    }

    #[test]
    fn one_of_the_labs_own_messages_tells_where_its_stream_begins() {
        let mut ledger = Ledger::default();
        let numbered = |offset, bytes| Carried {
            session: 0..1,
            ..carried(offset, bytes)
        };
        let first = ledger.note(numbered(100, b"\x01abc"), Time(2), &Packets::default(), 0);
        let second = ledger.note(numbered(104, b"\x02defgh"), Time(2), &Packets::default(), 0);
        assert_eq!(ledger.arrived(&record(3, 7, 0x18, b"\x01abc")), [first]);
        assert_eq!(ledger.arrived(&record(4, 11, 0x10, b"\x02de")), [second]);
    }

    #[test]
    fn of_too_many_streams_the_oldest_is_forgotten() {
        let mut ledger = Ledger::default();
        let host = HostId::HERE;
        let stream = |n: u16| {
            Some((
                host,
                SocketAddr::from(([10, 0, 0, 1], 60_000 - n)),
                SocketAddr::from(([10, 0, 0, 2], 1)),
            ))
        };
        for n in 0..=MOST_STREAMS as u16 {
            ledger.learn(stream(n), 1);
        }
        assert!(ledger.first_numbers.len() == MOST_STREAMS && ledger.streams.len() == MOST_STREAMS);
        assert!(
            stream(0).is_some_and(|s| !ledger.first_numbers.contains_key(&s)),
            "the oldest, not the smallest"
        );
    }

    #[test]
    fn without_the_syn_the_bytes_decide() {
        let mut ledger = Ledger::default();
        let id = ledger.note(carried(0, b"hello"), Time(2), &Packets::default(), 0);
        assert!(ledger.arrived(&record(3, 7, 0x18, b"other")).is_empty());
        assert_eq!(ledger.arrived(&record(4, 12, 0x18, b"hello")), [id]);
    }
}
