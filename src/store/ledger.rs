//! Which bytes of which frames carried a message. Many to many: a long message takes several
//! frames, one frame may carry several short messages, a lost one is sent again.
//!
//! TCP: by stream offset. The first number of each direction is learnt from its SYN; a stream whose
//! SYN was not seen is matched by its bytes. UDP: by the datagram's bytes, in order.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};

use crate::clock::Time;
use crate::place::HostId;
use crate::record::{Carried, RecordKey, Transport};
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

use super::packets::{Body, Packets, Record};

/// Messages remembered.
const MOST_ENTRIES: usize = 512;
/// Streams whose first number is remembered.
const MOST_STREAMS: usize = 1024;
/// Frames noted for one message.
const MOST_FRAMES: usize = 64;
/// Bytes compared where offsets are not known.
const COMPARED: usize = 64;

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
}

/// One direction of a TCP connection.
type Stream = (HostId, SocketAddr, SocketAddr);

/// Messages and their frames.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: VecDeque<Entry>,
    next: u64,
    first_numbers: BTreeMap<Stream, u32>,
}

impl Ledger {
    /// Notes a message; frames of the last `back` nanoseconds that carried it are found at once.
    pub fn note(&mut self, carried: Carried, time: Time, packets: &Packets, back: i64) -> EntryId {
        self.next += 1;
        let mut entry = Entry { id: EntryId(self.next), carried, time, frames: Vec::new() };
        for record in packets.recent(Time(time.0.saturating_sub(back))) {
            if self.carries(&record, &entry.carried) && entry.frames.len() < MOST_FRAMES {
                entry.frames.insert(0, record.key);
            }
        }
        self.entries.push_back(entry);
        if self.entries.len() > MOST_ENTRIES {
            self.entries.pop_front();
        }
        EntryId(self.next)
    }

    /// The message with this number, while it is remembered.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().rev().find(|e| e.id == id)
    }

    /// A frame has come: notes it with the messages it carried; gives those.
    pub fn arrived(&mut self, record: &Record) -> Vec<EntryId> {
        let Body::Frame { digest, meta, .. } = &record.body else { return Vec::new() };
        self.learn_first_number(meta.place.host, digest);
        if digest.payload_len == 0 {
            return Vec::new();
        }
        let found: Vec<usize> =
            self.entries.iter().enumerate().rev().filter(|(_, e)| self.carries(record, &e.carried)).map(|(i, _)| i).collect();
        let mut ids = Vec::new();
        for i in found {
            let entry = &mut self.entries[i];
            if entry.frames.len() < MOST_FRAMES && !entry.frames.contains(&record.key) {
                entry.frames.push(record.key);
                ids.push(entry.id);
            }
        }
        ids
    }

    fn learn_first_number(&mut self, host: HostId, digest: &Digest) {
        if let Detail::Tcp { flags, seq, .. } = digest.detail
            && flags.has(TcpFlags::SYN)
            && let Some(stream) = stream(host, digest)
        {
            if self.first_numbers.len() >= MOST_STREAMS {
                self.first_numbers.pop_first();
            }
            // The SYN takes one number: the first byte has the next.
            self.first_numbers.insert(stream, seq.wrapping_add(1));
        }
    }

    fn carries(&self, record: &Record, carried: &Carried) -> bool {
        let Body::Frame { meta, digest, bytes } = &record.body else { return false };
        if meta.place.host != carried.host || digest.payload_len == 0 {
            return false;
        }
        let (from, to) = if carried.outgoing { (carried.local, carried.remote) } else { (carried.remote, carried.local) };
        if digest.src_port != from.port() || digest.dst_port != to.port() {
            return false;
        }
        let same = |a: Option<IpAddr>, b: SocketAddr| {
            b.ip().is_unspecified() || a.map(|a| a.to_canonical()) == Some(b.ip().to_canonical())
        };
        if !same(digest.src, from) || !same(digest.dst, to) {
            return false;
        }
        let payload = bytes.get(digest.payload_at as usize..).unwrap_or_default();
        match (carried.transport, digest.transport) {
            (Transport::Udp, Protocol::Udp) => begins(payload, &carried.bytes),
            (Transport::Tcp, Protocol::Tcp) => self.carries_segment(meta.place.host, digest, payload, carried),
            _ => false,
        }
    }

    fn carries_segment(&self, host: HostId, digest: &Digest, payload: &[u8], carried: &Carried) -> bool {
        let Detail::Tcp { seq, .. } = digest.detail else { return false };
        let first = stream(host, digest).and_then(|s| self.first_numbers.get(&s));
        let Some(first) = first else {
            return begins(payload, &carried.bytes);
        };
        // Both offsets modulo 2^32; the distance is what counts (a message is far shorter than that).
        let from = seq.wrapping_sub(*first).wrapping_sub(carried.offset as u32) as i32;
        let (from, length) = (i64::from(from), i64::from(digest.payload_len));
        from < carried.bytes.len() as i64 && from + length > 0
    }
}

fn stream(host: HostId, digest: &Digest) -> Option<Stream> {
    let (src, dst) = (digest.src?.to_canonical(), digest.dst?.to_canonical());
    Some((host, SocketAddr::new(src, digest.src_port), SocketAddr::new(dst, digest.dst_port)))
}

/// Do both begin with the same bytes (as far as compared)?
fn begins(payload: &[u8], message: &[u8]) -> bool {
    let n = payload.len().min(message.len()).min(COMPARED);
    n > 0 && payload[..n] == message[..n]
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::record::{RecordId, SocketId};
    use crate::store::flows::{Marks, Way};

    fn record(id: u64, seq: u32, flags: u8, payload: &'static [u8]) -> Record {
        let meta = super::super::packets::tests::batch(&[id as i64], 1).frames[0].meta;
        let digest = Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            src: "10.0.0.1".parse().ok(),
            dst: "10.0.0.2".parse().ok(),
            src_port: 5000,
            dst_port: 10101,
            payload_len: payload.len() as u32,
            detail: Detail::Tcp { flags: TcpFlags(flags), seq, ack: 0, window: 0 },
            ..Digest::default()
        };
        let key = RecordKey { time: Time(id as i64), id: RecordId(id) };
        Record {
            key,
            mine: true,
            flow: None,
            way: Way::There,
            marks: Marks::default(),
            captured: payload.len() as u32,
            at: None,
            body: Body::Frame { meta, digest, bytes: Bytes::from_static(payload) },
        }
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
        }
    }

    #[test]
    fn offsets_tell_equal_texts_apart_even_over_the_end_of_the_numbers() {
        let mut ledger = Ledger::default();
        let packets = Packets::default();
        ledger.arrived(&record(1, u32::MAX - 2, 0x02, b""));
        let first = ledger.note(carried(0, b"hello"), Time(2), &packets, 0);
        let second = ledger.note(carried(5, b"hello"), Time(3), &packets, 0);
        assert_eq!(ledger.arrived(&record(4, u32::MAX - 1, 0x18, b"hello")), [first]);
        assert_eq!(ledger.arrived(&record(5, 3, 0x18, b"hello")), [second]);
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

    #[test]
    fn without_the_syn_the_bytes_decide() {
        let mut ledger = Ledger::default();
        let id = ledger.note(carried(0, b"hello"), Time(2), &Packets::default(), 0);
        assert!(ledger.arrived(&record(3, 7, 0x18, b"other")).is_empty());
        assert_eq!(ledger.arrived(&record(4, 12, 0x18, b"hello")), [id]);
    }
}
