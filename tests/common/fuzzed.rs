//! What is fuzzed: each function takes any bytes and panics if a promise is broken. Used by the fuzz
//! targets in `fuzz/` and, for a few seconds with made-up bytes, by `tests/fuzz_short.rs`.

use std::ops::ControlFlow;
use std::sync::Arc;

use wirelab::clock::Time;
use wirelab::files::Reader;
use wirelab::frame::{ChecksumStatus, Direction, FcsLength, FrameMeta, Origin, Provenance};
use wirelab::place::Place;
use wirelab::proto;
use wirelab::store::assembly::Assembler;
use wirelab::store::filter::{Facts, Filter, complete};
use wirelab::wire::reading::{Run, Runs, What};
use wirelab::wire::{
    self, Context, Field, Layer, LinkType, Piece, Protocol, Reading, Reassembled, SourceId,
};

/// Every link type that is read, and one that is not.
pub const LINKS: [LinkType; 6] = [
    LinkType::Ethernet,
    LinkType::RawIp,
    LinkType::LinuxSll,
    LinkType::LinuxSll2,
    LinkType::Null,
    LinkType::Other(801),
];
/// Filters ask them all.
const SAMPLES: [(LinkType, &[u8]); 3] = [
    (
        LinkType::Ethernet,
        b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\x45\0\0\x39\0\0\x40\0\x40\x11\x26\xb2\x0a\0\0\x01\x0a\0\0\x02\
          \xc0\0\0\x35\0\x25\0\0\0\x01\x01\0\0\x01\0\0\0\0\0\0\x03lab\x07example\0\0\x01\0\x01",
    ),
    (
        LinkType::RawIp,
        b"\x45\0\0\x38\0\0\x40\0\x40\x06\x26\xbe\x0a\0\0\x01\x0a\0\0\x02\xc0\0\0\x50\0\0\0\x01\0\0\0\x02\x50\x18\x01\xf6\0\0\0\0\
          GET / HTTP/1.1\r\n",
    ),
    (LinkType::LinuxSll, b"\0\0\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x08\x06\0\x01\x08\0\x06\x04\0\x01"),
];

/// Takes bytes apart as a frame: nothing panics, leaves tile every source, and a frame's digest and
/// summary can be made. The first bytes choose the link type and what is known of the frame.
pub fn dissect(data: &[u8]) {
    let [link, known, bytes @ ..] = data else {
        return;
    };
    let link = LINKS[usize::from(*link) % LINKS.len()];
    let (bytes, other) = match known >> 6 {
        0 | 1 => (bytes, None),
        way => {
            let (bytes, other) = bytes.split_at(bytes.len() / 2);
            let pieces = vec![
                Piece {
                    number: 1,
                    range: 0..other.len() / 2,
                },
                Piece {
                    number: 2,
                    range: other.len() / 2..other.len(),
                },
            ];
            (
                bytes,
                Some((
                    way,
                    Reassembled {
                        bytes: other.to_vec(),
                        pieces,
                        left_out: 0,
                    },
                )),
            )
        }
    };
    let mut context = Context {
        wire_length: if known & 1 == 0 {
            0
        } else {
            bytes.len() + usize::from(known >> 1 & 7)
        },
        checksum: [
            ChecksumStatus::Unknown,
            ChecksumStatus::Valid,
            ChecksumStatus::NotReady,
        ][usize::from(known >> 4 & 3) % 3],
        ..Context::default()
    };
    if known & 8 != 0 {
        context.origins = vec![(0..bytes.len() / 3, Provenance::Unknown)];
    }
    match &other {
        Some((2, whole)) => context.datagram = Some(whole.clone()),
        Some((_, whole)) => context.reading = completes(*known, bytes.len(), whole.clone()),
        None => {}
    }
    let digest = wire::digest(link, bytes);
    let _ = wire::summary(&digest, bytes, &context);
    let tree = proto::dissect(link, bytes, &context);
    tiles(&tree.layers, SourceId(0), bytes);
    if let Some((_, whole)) = &other
        && tree.layers.iter().any(|layer| layer.source != SourceId(0))
    {
        tiles(&tree.layers, SourceId(1), &whole.bytes);
    }
}

/// A payload that completes a message, which is all of what was put together.
fn completes(known: u8, count: usize, whole: Reassembled) -> Reading {
    let protocol = Protocol::ALL[usize::from(known) % Protocol::ALL.len()];
    let run = |range, what| Run { range, what };
    let messages = vec![run(0..whole.bytes.len(), What::Message(protocol))];
    let own = vec![run(0..count, What::Completes { from: 0, to: 1 })];
    Reading::Runs(Arc::new(Runs {
        own,
        whole,
        messages,
    }))
}

/// Ports between which a made-up connection is: of each protocol that has messages in streams, and others.
const PORTS: [u16; 12] = [53, 80, 443, 25, 21, 110, 143, 23, 10101, 8080, 4000, 853];

/// Puts made-up segments together: nothing panics, what a segment turns out to be tiles its payload, and what
/// was put together tiles too. Each segment is told by a few bytes: which way and flags, how far from where
/// it should be, how long; its bytes follow.
pub fn assembly(data: &[u8]) {
    let Some((port, mut rest)) = data.split_first() else {
        return;
    };
    let port = PORTS[usize::from(*port) % PORTS.len()];
    let mut assembler = Assembler::default();
    let mut at = [1_u32, 1000];
    let mut number = 0;
    while let [how, off, length, behind @ ..] = rest {
        let (payload, after) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = after;
        number += 1;
        let back = how & 1 != 0;
        let flags = [0x10, 0x18, 0x02, 0x11, 0x12, 0x04, 0x18, 0x18][usize::from(how >> 1 & 7)];
        let seq = at[usize::from(back)].wrapping_add_signed(i32::from(*off as i8) / 8);
        at[usize::from(back)] = seq.wrapping_add(payload.len() as u32);
        let cut = usize::from(how >> 4 == 15) * payload.len() / 2;
        let bytes = segment(back, port, (flags, seq, at[usize::from(!back)]), payload);
        let kept = &bytes[..bytes.len() - cut];
        one_segment(&mut assembler, number, (bytes.len(), kept), payload.len());
    }
}

fn one_segment(
    assembler: &mut Assembler,
    number: u64,
    (length, bytes): (usize, &[u8]),
    payload: usize,
) {
    let meta = FrameMeta {
        time: Time::from_parts(1_700_000_000, 0),
        place: Place::default(),
        direction: Direction::Unknown,
        link: LinkType::RawIp,
        origin: Origin::Opened,
        length: length as u32,
        checksum: ChecksumStatus::Unknown,
        fcs: FcsLength::NONE,
    };
    let mut digest = wire::digest(LinkType::RawIp, bytes);
    let reading = assembler.push(number, &meta, &mut digest, bytes);
    if let Reading::Runs(runs) = &reading {
        let mut at = 0;
        for run in &runs.own {
            assert_eq!(run.range.start, at, "{runs:?}");
            at = run.range.end;
        }
        assert!(at <= payload, "{runs:?}");
        for message in &runs.messages {
            assert!(message.range.end <= runs.whole.bytes.len());
        }
    }
    let context = Context {
        reading,
        ..Context::of(&meta)
    };
    let _ = proto::summary(&digest, bytes, &context);
    let tree = proto::dissect(LinkType::RawIp, bytes, &context);
    tiles(&tree.layers, SourceId(0), bytes);
    if let Some(whole) = context.reading.whole() {
        tiles(&tree.layers, SourceId(1), &whole.bytes);
    }
}

/// An IPv4 packet with a TCP segment.
fn segment(back: bool, port: u16, (flags, seq, ack): (u8, u32, u32), payload: &[u8]) -> Vec<u8> {
    let (a, b) = (([10, 0, 0, 1], 40_000_u16), ([10, 0, 0, 2], port));
    let (from, to) = if back { (b, a) } else { (a, b) };
    let mut bytes = vec![0x45, 0];
    bytes.extend((40 + payload.len() as u16).to_be_bytes());
    bytes.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    bytes.extend([from.0, to.0].concat());
    bytes.extend([from.1.to_be_bytes(), to.1.to_be_bytes()].concat());
    bytes.extend([seq.to_be_bytes(), ack.to_be_bytes()].concat());
    bytes.extend([0x50, flags, 1, 0, 0, 0, 0, 0]);
    bytes.extend(payload);
    bytes
}

/// The leaves of one source follow each other from its first bit to its last.
fn tiles(layers: &[Layer], source: SourceId, bytes: &[u8]) {
    let mut at = 0;
    for layer in layers.iter().filter(|layer| layer.source == source) {
        assert!(
            layer.range.end <= bytes.len(),
            "{:?} reaches out of its source",
            layer.protocol
        );
        for field in &layer.fields {
            follows(field, &mut at);
        }
    }
    assert_eq!(
        at,
        bytes.len() * 8,
        "the leaves of {source:?} reach its end"
    );
}

fn follows(field: &Field, at: &mut usize) {
    if field.children.is_empty() {
        if !field.bits.is_empty() {
            assert_eq!(
                field.bits.start, *at,
                "{} begins where the leaf before it ends",
                field.name
            );
            *at = field.bits.end;
        }
        return;
    }
    for child in &field.children {
        follows(child, at);
    }
}

/// Reads bytes as a capture file, to its end or its first error; each frame lies in the file.
pub fn file(data: &[u8]) {
    let Ok(mut reader) = Reader::of_stream(data, &mut |_| ControlFlow::Continue(())) else {
        return;
    };
    let mut frames = 0;
    while let Ok(Some(batch)) = reader.next_batch() {
        assert!(!batch.frames.frames.is_empty(), "a batch holds a frame");
        assert_eq!(batch.first, frames + 1);
        for frame in &batch.frames.frames {
            assert_eq!(batch.bytes_of(frame).len(), frame.captured as usize);
            assert!(frame.captured as usize <= data.len() || data.starts_with(&[0x1f, 0x8b]));
            let _ = batch.interface_of(frame);
            frames += 1;
        }
        reader.recycle(batch);
    }
    assert_eq!(reader.frames(), frames);
    assert!(
        matches!(reader.next_batch(), Ok(None)),
        "after the end, or an error, there is nothing more"
    );
}

/// Understands bytes as a filter and asks it of some frames; completes them. An error points into them.
pub fn filter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = complete(&text, text.chars().count() / 2);
    let filter = match Filter::parse(&text) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(
                error.column <= text.chars().count(),
                "column {} of {text:?}",
                error.column
            );
            return;
        }
    };
    for (link, bytes) in SAMPLES {
        let meta = FrameMeta {
            time: Time::from_parts(1_700_000_000, 0),
            place: Place::default(),
            direction: Direction::Unknown,
            link,
            origin: Origin::Opened,
            length: bytes.len() as u32,
            fcs: FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        let digest = wire::digest(link, bytes);
        let facts = Facts::new(&digest, &meta, bytes);
        let matches = filter.matches(&facts);
        if let Some(decided) = filter.decides(&facts) {
            assert_eq!(
                decided, matches,
                "the digest's answer is the tree's: {text:?}"
            );
        }
    }
}
