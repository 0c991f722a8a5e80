//! Fragments of IP datagrams put together again (RFC 791 §3.2, RFC 8200 §4.5).
//!
//! Where pieces overlap, the first to come wins. Everything is bounded: datagrams under way, their age,
//! their length.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use super::packets::{Body, Packets, Record};
use crate::clock::Time;
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::record::RecordKey;
use crate::wire::{LinkType, Piece, Reassembled};

/// Datagrams under way at once; the oldest makes room.
pub const MOST_DATAGRAMS: usize = 256;
/// Bytes of a datagram's payload at most: the length fields have 16 bits.
pub const MOST_BYTES: usize = 65_535;
/// Nanoseconds that a datagram's pieces may be apart (Linux gives up after as long).
pub const PATIENCE: i64 = 30_000_000_000;
/// IPv6 extension headers that are passed over on the way to the Fragment header.
const MOST_HEADERS: usize = 8;

/// What tells datagrams apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    place: Place,
    src: IpAddr,
    dst: IpAddr,
    ident: u32,
    protocol: u8,
}

/// A piece of a datagram in a frame.
#[derive(Debug, Clone, Copy)]
struct Fragment<'a> {
    key: Key,
    offset: usize,
    more: bool,
    bytes: &'a [u8],
}

/// A datagram of which pieces have come.
#[derive(Debug)]
struct Partial {
    key: Key,
    since: Time,
    bytes: Vec<u8>,
    /// What is there: from → (to, frame).
    ranges: BTreeMap<usize, (usize, u64)>,
    there: usize,
    total: Option<usize>,
}

/// Puts datagrams together while frames are read one after another.
#[derive(Debug, Default)]
pub struct Reassembler {
    partial: VecDeque<Partial>,
    overlaps: u64,
}

impl Reassembler {
    /// Takes a frame; gives the datagram's payload if this frame completes one. `number`: the frame's, for
    /// the list of pieces.
    pub fn push(&mut self, number: u64, meta: &FrameMeta, bytes: &[u8]) -> Option<Reassembled> {
        let fragment = fragment(meta, bytes)?;
        let age = |partial: &Partial| meta.time.nanos_since(partial.since);
        self.partial
            .retain(|partial| age(partial).is_none_or(|age| age <= PATIENCE));
        let at = self
            .partial
            .iter()
            .position(|partial| partial.key == fragment.key)
            .unwrap_or_else(|| {
                if self.partial.len() == MOST_DATAGRAMS {
                    self.partial.pop_front();
                }
                self.partial
                    .push_back(Partial::new(fragment.key, meta.time));
                self.partial.len() - 1
            });
        let partial = self.partial.get_mut(at)?;
        self.overlaps += u64::from(partial.add(&fragment, number));
        if partial.total != Some(partial.there) {
            return None;
        }
        self.partial.remove(at).map(Partial::finish)
    }

    /// Pieces so far that held bytes which had come before: harmless copies, or an attempt to hide something.
    #[must_use]
    pub const fn overlaps(&self) -> u64 {
        self.overlaps
    }
}

impl Partial {
    const fn new(key: Key, since: Time) -> Self {
        Self {
            key,
            since,
            bytes: Vec::new(),
            ranges: BTreeMap::new(),
            there: 0,
            total: None,
        }
    }

    /// Adds a piece; `true` if some of its bytes had come before.
    fn add(&mut self, fragment: &Fragment<'_>, number: u64) -> bool {
        let end = fragment.offset + fragment.bytes.len();
        if end > MOST_BYTES || self.total.is_some_and(|total| end > total) {
            return false;
        }
        if !fragment.more {
            self.total.get_or_insert(end);
        }
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        let mut at = fragment.offset;
        let mut overlap = false;
        while at < end {
            if let Some((_, &(to, _))) = self
                .ranges
                .range(..=at)
                .next_back()
                .filter(|(_, (to, _))| *to > at)
            {
                at = to;
                overlap = true;
                continue;
            }
            let to = self
                .ranges
                .range(at..)
                .next()
                .map_or(end, |(from, _)| (*from).min(end));
            let new = fragment
                .bytes
                .get(at - fragment.offset..to - fragment.offset)
                .unwrap_or_default();
            if let Some(room) = self.bytes.get_mut(at..to) {
                room.copy_from_slice(new);
            }
            self.ranges.insert(at, (to, number));
            self.there += to - at;
            at = to;
        }
        overlap
    }

    fn finish(mut self) -> Reassembled {
        self.bytes.truncate(self.there);
        let pieces = self.ranges.into_iter().map(|(from, (to, number))| Piece {
            number,
            range: from..to,
        });
        Reassembled {
            pieces: pieces.collect(),
            bytes: self.bytes,
            left_out: 0,
        }
    }
}

/// Records looked at in search of pieces, and frames that may hold some, at most.
const MOST_LOOKED_AT: usize = 20_000;
const MOST_PIECES: usize = 512;

/// The frames that may hold pieces of the datagram of which this frame of `bytes` holds one: those between
/// the same hosts, at most [`PATIENCE`] older, in order, itself last. Empty: it holds no piece.
pub fn pieces(packets: &Packets, record: &Record, bytes: &[u8]) -> Vec<RecordKey> {
    let Body::Frame { meta, digest, .. } = &record.body else {
        return Vec::new();
    };
    if fragment(meta, bytes).is_none() {
        return Vec::new();
    }
    let since = Time(meta.time.0.saturating_sub(PATIENCE));
    let older = packets
        .before(Some(record.key))
        .take(MOST_LOOKED_AT)
        .take_while(|other| other.key.time >= since);
    let alike = older.filter(|other| match &other.body {
        Body::Frame { digest: d, .. } => {
            (d.src, d.dst, d.transport) == (digest.src, digest.dst, digest.transport)
        }
        Body::Event(_) => false,
    });
    let mut keys: Vec<_> = std::iter::once(record.key)
        .chain(alike.map(|other| other.key))
        .take(MOST_PIECES)
        .collect();
    keys.reverse();
    keys
}

/// The datagram that the last of these frames completes. Of an opened file the bytes are not in the log until
/// they were read; without them there is none.
pub fn datagram(packets: &Packets, pieces: &[RecordKey]) -> Option<Reassembled> {
    let mut reassembler = Reassembler::default();
    let mut whole = None;
    for record in pieces.iter().filter_map(|key| packets.get(*key)) {
        let Body::Frame { meta, bytes, .. } = &record.body else {
            continue;
        };
        whole = reassembler.push(record.key.id.0, meta, bytes);
    }
    whole
}

/// The piece that a frame holds, if it holds one whole.
fn fragment<'a>(meta: &FrameMeta, bytes: &'a [u8]) -> Option<Fragment<'a>> {
    let packet = bytes.get(network(meta.link, bytes)?..)?;
    match packet.first()? >> 4 {
        4 => fragment4(meta.place, packet),
        6 => fragment6(meta.place, packet),
        _ => None,
    }
}

/// Where the IP header begins.
fn network(link: LinkType, bytes: &[u8]) -> Option<usize> {
    match link {
        LinkType::Ethernet => {
            let mut at = 12;
            while let [0x81, 0] | [0x88, 0xa8] = bytes.get(at..at + 2)? {
                at += 4;
            }
            matches!(bytes.get(at..at + 2)?, [8, 0] | [0x86, 0xdd]).then_some(at + 2)
        }
        LinkType::RawIp => Some(0),
        LinkType::LinuxSll => Some(16),
        LinkType::LinuxSll2 => Some(20),
        LinkType::Null => Some(4),
        LinkType::Other(_) => None,
    }
}

fn fragment4(place: Place, packet: &[u8]) -> Option<Fragment<'_>> {
    let head: &[u8; 20] = packet.first_chunk()?;
    let [
        version,
        _,
        l0,
        l1,
        i0,
        i1,
        f0,
        f1,
        _,
        protocol,
        _,
        _,
        s0,
        s1,
        s2,
        s3,
        d0,
        d1,
        d2,
        d3,
    ] = *head;
    let (header, total) = (
        usize::from(version & 15) * 4,
        usize::from(u16::from_be_bytes([l0, l1])),
    );
    let flags = u16::from_be_bytes([f0, f1]);
    let (offset, more) = (usize::from(flags & 0x1fff) * 8, flags & 0x2000 != 0);
    let key = Key {
        place,
        src: [s0, s1, s2, s3].into(),
        dst: [d0, d1, d2, d3].into(),
        ident: u32::from(u16::from_be_bytes([i0, i1])),
        protocol,
    };
    whole(key, offset, more, packet.get(header..total)?)
}

fn fragment6(place: Place, packet: &[u8]) -> Option<Fragment<'_>> {
    const FRAGMENT: u8 = 44;
    let head: &[u8; 40] = packet.first_chunk()?;
    let end = 40 + usize::from(u16::from_be_bytes([head[4], head[5]]));
    let (mut next, mut at) = (head[6], 40);
    // Hop-by-hop, routing and destination options may stand before it (RFC 8200 §4.1).
    for _ in 0..MOST_HEADERS {
        match next {
            FRAGMENT => break,
            0 | 43 | 60 => {
                next = *packet.get(at)?;
                at += (usize::from(*packet.get(at + 1)?) + 1) * 8;
            }
            _ => return None,
        }
    }
    let [protocol, _, o0, o1, i0, i1, i2, i3] = *packet.get(at..)?.first_chunk()?;
    let flags = u16::from_be_bytes([o0, o1]);
    let address = |from: usize| packet.get(from..from + 16)?.first_chunk::<16>().copied();
    let key = Key {
        place,
        src: address(8)?.into(),
        dst: address(24)?.into(),
        ident: u32::from_be_bytes([i0, i1, i2, i3]),
        protocol: if next == FRAGMENT {
            protocol
        } else {
            return None;
        },
    };
    whole(
        key,
        usize::from(flags & 0xfff8),
        flags & 1 != 0,
        packet.get(at + 8..end)?,
    )
}

/// A piece of something: not all of it, and (but for the last) of a multiple of eight bytes.
fn whole(key: Key, offset: usize, more: bool, bytes: &[u8]) -> Option<Fragment<'_>> {
    let piece = offset > 0 || more;
    (piece && !bytes.is_empty() && (!more || bytes.len().is_multiple_of(8))).then_some(Fragment {
        key,
        offset,
        more,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{BatchedFrame, FrameBatch};
    use crate::store::Own;
    use crate::wire::digest;

    fn v4(ident: u8, offset: u16, more: bool, bytes: &[u8]) -> Vec<u8> {
        let flags = (offset / 8) | (u16::from(more) << 13);
        let mut packet = vec![0x45, 0, 0, 20 + bytes.len() as u8, 0, ident];
        packet.extend(flags.to_be_bytes());
        packet.extend([64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        packet.extend(bytes);
        packet
    }

    fn v6(offset: u16, more: bool, bytes: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x60, 0, 0, 0, 0, 16 + bytes.len() as u8, 60, 64];
        packet.extend([[1; 16], [2; 16]].concat());
        packet.extend([44, 0, 1, 4, 0, 0, 0, 0]);
        packet.extend([17, 0]);
        packet.extend((offset | u16::from(more)).to_be_bytes());
        packet.extend([0, 0, 0, 9]);
        packet.extend(bytes);
        packet
    }

    fn meta(seconds: i64) -> FrameMeta {
        let meta =
            crate::store::packets::tests::batch(&[seconds * 1_000_000_000], 1).frames[0].meta;
        FrameMeta {
            link: LinkType::RawIp,
            ..meta
        }
    }

    fn run(packets: &[Vec<u8>]) -> Vec<Option<Reassembled>> {
        let mut reassembler = Reassembler::default();
        (1..)
            .zip(packets)
            .map(|(n, packet)| reassembler.push(n, &meta(0), packet))
            .collect()
    }

    #[test]
    fn pieces_in_any_order_make_the_datagram() {
        let text = b"the quick brown fox jumps";
        for make in [|o, m, b: &[u8]| v4(1, o, m, b), v6] {
            let out = run(&[
                make(16, false, &text[16..]),
                make(0, true, &text[..8]),
                make(8, true, &text[8..16]),
            ]);
            assert_eq!(out[..2], [None, None]);
            let whole = out[2].clone().unwrap();
            assert_eq!(whole.bytes, text);
            let pieces: Vec<_> = whole
                .pieces
                .into_iter()
                .map(|piece| (piece.number, piece.range))
                .collect();
            assert_eq!(pieces, [(2, 0..8), (3, 8..16), (1, 16..25)]);
        }
    }

    #[test]
    fn datagrams_do_not_mix() {
        let out = run(&[
            v4(1, 0, true, b"aaaaaaaa"),
            v4(2, 8, false, b"b"),
            v4(1, 8, false, b"a"),
            v4(2, 0, true, b"bbbbbbbb"),
        ]);
        let bytes: Vec<_> = out
            .into_iter()
            .map(|whole| whole.map(|whole| whole.bytes))
            .collect();
        assert_eq!(
            bytes,
            [
                None,
                None,
                Some(b"aaaaaaaaa".to_vec()),
                Some(b"bbbbbbbbb".to_vec())
            ]
        );
    }

    #[test]
    fn where_pieces_overlap_the_first_wins() {
        let mut reassembler = Reassembler::default();
        assert!(
            reassembler
                .push(1, &meta(0), &v4(1, 8, true, b"22222222"))
                .is_none()
        );
        assert!(
            reassembler
                .push(2, &meta(0), &v4(1, 0, true, b"XXXXXXXXXXXXXXXX"))
                .is_none()
        );
        let whole = reassembler
            .push(3, &meta(0), &v4(1, 16, false, b"3"))
            .unwrap();
        assert_eq!(
            (whole.bytes, reassembler.overlaps()),
            (b"XXXXXXXX222222223".to_vec(), 1)
        );
    }

    #[test]
    fn what_lies_or_comes_too_late_is_no_piece() {
        let mut reassembler = Reassembler::default();
        assert!(
            reassembler
                .push(1, &meta(0), &v4(1, 0, true, b"odd"))
                .is_none()
        );
        assert!(
            reassembler
                .push(2, &meta(0), &v4(1, 65528, false, b"far too long"))
                .is_none()
        );
        assert!(
            reassembler
                .push(3, &meta(0), &v4(1, 0, false, b"whole"))
                .is_none()
        );
        assert!(
            reassembler
                .push(4, &meta(0), &v4(2, 0, true, b"aaaaaaaa"))
                .is_none()
        );
        assert!(
            reassembler
                .push(5, &meta(31), &v4(2, 8, false, b"b"))
                .is_none()
        );
        for length in 0..60 {
            assert!(
                reassembler
                    .push(6, &meta(31), &v6(8, true, &[0; 8])[..length.min(55)])
                    .is_none()
            );
        }
    }

    #[test]
    fn unfinished_datagrams_are_bounded() {
        let mut reassembler = Reassembler::default();
        for n in 0..=255_u8 {
            for _ in 0..2 {
                reassembler.push(0, &meta(0), &v4(n, 0, true, &[n; 8]));
            }
        }
        reassembler.push(0, &meta(0), &v6(0, true, &[0; 8]));
        assert_eq!(reassembler.partial.len(), MOST_DATAGRAMS);
    }

    #[test]
    fn the_log_gives_the_datagram_of_the_frame_that_completes_it() {
        let mut packets = Packets::default();
        let mut keys = Vec::new();
        for packet in [
            v4(1, 0, true, b"aaaaaaaa"),
            v4(9, 0, true, b"aaaaaaaa"),
            v4(1, 8, false, b"z"),
        ] {
            let captured = packet.len() as u32;
            let frame = BatchedFrame {
                meta: meta(0),
                digest: digest(LinkType::RawIp, &packet),
                at: 0,
                captured,
            };
            let batch = FrameBatch {
                bytes: packet.into(),
                frames: vec![frame],
            };
            packets.add_frames(&batch, &mut Own::default(), |record| keys.push(record.key));
        }
        let of = |key| {
            let record = packets.get(key).unwrap();
            pieces(&packets, &record, &record.frame().unwrap().bytes)
        };
        assert_eq!(datagram(&packets, &of(keys[0])), None);
        let whole = datagram(&packets, &of(keys[2])).unwrap();
        assert_eq!(whole.bytes, b"aaaaaaaaz");
        assert_eq!(
            whole
                .pieces
                .iter()
                .map(|piece| piece.number)
                .collect::<Vec<_>>(),
            [1, 3]
        );
    }
}
