//! Following a flow: what each side said, as bytes in order.
//!
//! TCP segments are put in the order of their numbers: what comes twice counts once, what comes early
//! waits, what never comes is a gap. Of UDP and the others each datagram is a piece of its own.

use bytes::Bytes;

use super::flows::{FlowId, Way};
use super::order::{Arrival, Order, Piece};
use super::packets::{Body, Packets, Record, payload};
use crate::record::RecordKey;
use crate::wire::{Detail, TcpFlags};

/// Bytes of each direction that are kept.
pub const MOST_BYTES: usize = 4 << 20;

/// What one frame added to a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Which way.
    pub way: Way,
    /// The frame.
    pub key: RecordKey,
    /// Bytes that are missing before these: not seen, or not kept by the capture.
    pub gap: u64,
    /// Bytes of this direction before these, gaps included.
    pub offset: u64,
    /// The new bytes.
    pub bytes: Bytes,
}

/// A flow's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stream {
    /// Both directions, in the order in which the bytes became readable at the other end.
    pub chunks: Vec<Chunk>,
    /// A direction had more than [`MOST_BYTES`]: the rest is left out.
    pub cut: [bool; 2],
    /// Payload bytes in `chunks`, by direction.
    pub bytes: [u64; 2],
}

/// Puts a stream together, frame by frame.
#[derive(Debug, Default)]
pub struct Follower {
    out: Stream,
    sides: [Side; 2],
}

/// One direction while it is put together.
#[derive(Debug, Default)]
struct Side {
    order: Order<RecordKey>,
    /// Bytes missing before the next chunk.
    gap: u64,
}

/// The bytes of a flow, as far as its frames are still held. Frames of an opened file have no bytes here:
/// they are read elsewhere and given to [`Follower::push`].
#[must_use]
pub fn follow(packets: &Packets, flow: FlowId) -> Stream {
    let mut follower = Follower::default();
    for record in packets.of_flow(flow) {
        if let Body::Frame { bytes, .. } = &record.body {
            follower.push(&record, bytes);
        }
        if follower.is_full() {
            break;
        }
    }
    follower.finish()
}

impl Follower {
    /// Takes the next frame of the flow. `frame`: its captured bytes, which the record itself may lack.
    pub fn push(&mut self, record: &Record, frame: &Bytes) {
        let Body::Frame { digest, .. } = &record.body else {
            return;
        };
        let bytes = payload(digest, frame);
        let piece = Piece {
            key: record.key,
            bytes,
            length: u64::from(digest.payload_len),
        };
        let Detail::Tcp {
            flags, seq, ack, ..
        } = digest.detail
        else {
            if piece.length > 0 {
                self.take(record.way, &piece);
            }
            return;
        };
        // The acknowledgement stands in the header: it was true before these bytes came.
        if flags.has(TcpFlags::ACK) {
            self.acknowledged(record.way.turned(), ack);
        }
        self.segment(record.way, flags, seq, piece);
    }

    /// Nothing more would be kept.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.out.cut[0] && self.out.cut[1]
    }

    /// The stream. What still waits stands behind its gap.
    #[must_use]
    pub fn finish(mut self) -> Stream {
        for way in [Way::There, Way::Back] {
            while self.skip(way) {}
        }
        self.out
    }

    fn segment(&mut self, way: Way, flags: TcpFlags, seq: u32, piece: Piece<RecordKey>) {
        let order = &mut self.sides[way.index()].order;
        let seq = if flags.has(TcpFlags::SYN) {
            seq.wrapping_add(1)
        } else {
            seq
        };
        order.begin(seq);
        if piece.length == 0 {
            return;
        }
        match order.judge(seq, piece.length) {
            Arrival::Again | Arrival::Before => {}
            Arrival::Next(behind) => {
                if let Some(new) = piece.without(behind) {
                    self.take(way, &new);
                    self.drain(way);
                }
            }
            Arrival::Early(ahead) => {
                if !order.wait(ahead, piece) {
                    self.skip(way);
                }
            }
        }
    }

    /// The other side has everything up to `ack`: what was not seen by now does not come any more.
    fn acknowledged(&mut self, way: Way, ack: u32) {
        while self.sides[way.index()].order.is_overdue(ack) {
            self.skip(way);
        }
    }

    /// Gives up the bytes before the first that waits.
    fn skip(&mut self, way: Way) -> bool {
        let side = &mut self.sides[way.index()];
        let Some(missing) = side.order.skip() else {
            return false;
        };
        side.gap += missing;
        self.drain(way);
        true
    }

    /// Takes what waited for just this.
    fn drain(&mut self, way: Way) {
        while let Some(new) = self.sides[way.index()].order.due() {
            self.take(way, &new);
        }
    }

    /// These bytes are next.
    fn take(&mut self, way: Way, piece: &Piece<RecordKey>) {
        let at = way.index();
        let side = &mut self.sides[at];
        let (offset, lost) = (
            side.order.offset(),
            piece.length.saturating_sub(piece.bytes.len() as u64),
        );
        side.order.advance(piece.length);
        let room = (MOST_BYTES as u64).saturating_sub(self.out.bytes[at]);
        let kept = (piece.bytes.len() as u64).min(room);
        self.out.cut[at] |= kept < piece.bytes.len() as u64;
        if kept > 0 {
            let gap = std::mem::take(&mut side.gap);
            let bytes = piece.bytes.slice(..kept as usize);
            self.out.bytes[at] += kept;
            self.out.chunks.push(Chunk {
                way,
                key: piece.key,
                gap,
                offset,
                bytes,
            });
        }
        self.sides[at].gap += lost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::record::RecordId;
    use crate::wire::{Digest, Protocol};

    /// Goes through segments `(there?, flags, seq, ack, bytes)`; gives what can be read: way, gap, bytes.
    fn run(segments: &[(bool, u16, u32, u32, &'static str)]) -> Vec<(Way, u64, String)> {
        let mut follower = Follower::default();
        for (n, (there, flags, seq, ack, bytes)) in segments.iter().enumerate() {
            let detail = Detail::Tcp {
                flags: TcpFlags(*flags),
                seq: *seq,
                ack: *ack,
                window: 0,
            };
            push(&mut follower, n, *there, detail, bytes);
        }
        let text = |chunk: &Chunk| String::from_utf8_lossy(&chunk.bytes).into_owned();
        follower
            .finish()
            .chunks
            .iter()
            .map(|chunk| (chunk.way, chunk.gap, text(chunk)))
            .collect()
    }

    fn push(follower: &mut Follower, n: usize, there: bool, detail: Detail, bytes: &'static str) {
        let meta = crate::store::packets::tests::batch(&[0], 1).frames[0].meta;
        let digest = Digest {
            transport: Protocol::Tcp,
            payload_len: bytes.len() as u32,
            detail,
            ..Digest::default()
        };
        let key = RecordKey {
            time: Time(n as i64),
            id: RecordId(n as u64),
        };
        let way = if there { Way::There } else { Way::Back };
        let record = Record {
            way,
            ..Record::of_frame(key, meta, digest, Bytes::new())
        };
        follower.push(&record, &Bytes::from_static(bytes.as_bytes()));
    }

    fn there(gap: u64, text: &str) -> (Way, u64, String) {
        (Way::There, gap, text.to_owned())
    }

    fn back(gap: u64, text: &str) -> (Way, u64, String) {
        (Way::Back, gap, text.to_owned())
    }

    #[test]
    fn both_sides_speak_in_turn_and_nothing_counts_twice() {
        let read = run(&[
            (true, 0x02, u32::MAX, 0, ""),
            (false, 0x12, 9, 0, ""),
            (true, 0x10, 0, 10, "hello"),
            (true, 0x10, 0, 10, "hello"),
            (false, 0x10, 10, 5, "yes"),
            (true, 0x10, 3, 13, "lo world"),
        ]);
        assert_eq!(
            read,
            [there(0, "hello"), back(0, "yes"), there(0, " world")]
        );
    }

    #[test]
    fn what_comes_early_waits() {
        let read = run(&[
            (true, 0x10, 1, 0, "a"),
            (true, 0x10, 3, 0, "c"),
            (true, 0x10, 4, 0, "d"),
            (true, 0x10, 2, 0, "b"),
        ]);
        assert_eq!(
            read,
            [there(0, "a"), there(0, "b"), there(0, "c"), there(0, "d")]
        );
    }

    #[test]
    fn what_was_acknowledged_and_never_seen_is_a_gap() {
        let read = run(&[
            (true, 0x10, 1, 0, "a"),
            (true, 0x10, 5, 1, "e"),
            (false, 0x10, 1, 6, "ok"),
            (true, 0x10, 6, 3, "f"),
        ]);
        assert_eq!(
            read,
            [there(0, "a"), there(3, "e"), back(0, "ok"), there(0, "f")]
        );
    }

    #[test]
    fn at_the_end_what_waits_stands_behind_its_gap() {
        assert_eq!(
            run(&[(true, 0x10, 1, 0, "a"), (true, 0x10, 4, 1, "d")]),
            [there(0, "a"), there(2, "d")]
        );
    }

    #[test]
    fn datagrams_stand_for_themselves_and_the_length_is_bounded() {
        let mut follower = Follower::default();
        let long: &'static str = Box::leak("x".repeat(60_000).into_boxed_str());
        for n in 0..100 {
            push(&mut follower, n, true, Detail::None, long);
        }
        let stream = follower.finish();
        assert_eq!(
            (stream.bytes, stream.cut),
            ([MOST_BYTES as u64, 0], [true, false])
        );
    }
}
