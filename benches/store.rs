//! What the packet log costs: processor time a frame for digest, flows and the whole store, and memory.
//!
//! `cargo bench --bench store -- FILE.pcap` (classic pcap, microseconds, little-endian, Ethernet);
//! without a file a million frames of 60 bytes are made up.

use std::fs::File;
use std::io::{BufReader, Read};

use wirelab::clock::Time;
use wirelab::frame::{BatchedFrame, ChecksumStatus, Direction, FrameBatch, FrameMeta, Origin};
use wirelab::place::Place;
use wirelab::record::RecordId;
use wirelab::store::{Flows, Own, Packets};
use wirelab::wire::{LinkType, digest};

/// Frames of a batch.
const BATCH: usize = 512;

/// Frames one after another: time, bytes.
fn frames(file: Option<String>) -> Box<dyn Iterator<Item = (i64, Vec<u8>)>> {
    let Some(file) = file else {
        let mut frame = vec![0; 60];
        let packet = [
            0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0x1f,
            0x90, 0, 26,
        ];
        frame[12] = 8;
        frame[14..40].copy_from_slice(&packet);
        return Box::new((0..1_000_000).map(move |n| (n * 1000, frame.clone())));
    };
    let mut file = BufReader::with_capacity(
        1 << 20,
        File::open(&file).unwrap_or_else(|error| panic!("{file}: {error}")),
    );
    let mut head = [0; 24];
    file.read_exact(&mut head)
        .unwrap_or_else(|error| panic!("{error}"));
    Box::new(std::iter::from_fn(move || {
        let mut head = [0; 16];
        file.read_exact(&mut head).ok()?;
        let word =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let mut bytes = vec![0; word(8) as usize];
        file.read_exact(&mut bytes).ok()?;
        Some((
            i64::from(word(0)) * 1_000_000_000 + i64::from(word(4)) * 1000,
            bytes,
        ))
    }))
}

fn meta(time: i64, length: usize) -> FrameMeta {
    FrameMeta {
        time: Time(time),
        place: Place::default(),
        direction: Direction::Unknown,
        link: LinkType::Ethernet,
        origin: Origin::Opened,
        length: length as u32,
        fcs: wirelab::frame::FcsLength::NONE,
        checksum: ChecksumStatus::Unknown,
    }
}

/// Nanoseconds that this process had the processor: what others do on the machine does not count.
fn processor() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .unwrap_or(0)
}

fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    (text
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok())
        .unwrap_or(0)
        * 4096)
        >> 20
}

/// Runs a step and adds its time.
fn timed<T>(sum: &mut u64, step: impl FnOnce() -> T) -> T {
    let before = processor();
    let out = step();
    *sum += processor() - before;
    out
}

fn main() {
    let mut frames = frames(std::env::args().skip(1).find(|arg| !arg.starts_with('-')));
    let (mut flows, mut packets, mut own) = (Flows::default(), Packets::default(), Own::default());
    let (mut count, mut times) = (0_usize, [0; 4]);
    let before = resident();
    loop {
        let list: Vec<_> = frames.by_ref().take(BATCH).collect();
        if list.is_empty() {
            break;
        }
        let digests = timed(&mut times[0], || {
            list.iter()
                .map(|(_, b)| digest(LinkType::Ethernet, b))
                .collect::<Vec<_>>()
        });
        timed(&mut times[1], || {
            for ((time, bytes), digest) in list.iter().zip(&digests) {
                count += 1;
                flows.observe(
                    RecordId(count as u64),
                    &meta(*time, bytes.len()),
                    digest,
                    bytes,
                );
            }
        });
        let mut all = Vec::new();
        let rows = list.iter().zip(digests).map(|((time, bytes), digest)| {
            let at = all.len() as u32;
            all.extend_from_slice(bytes);
            BatchedFrame {
                meta: meta(*time, bytes.len()),
                digest,
                at,
                captured: bytes.len() as u32,
            }
        });
        let frames = rows.collect();
        all.shrink_to_fit();
        let batch = FrameBatch {
            bytes: all.into(),
            frames,
        };
        timed(&mut times[2], || {
            packets.add_frames(&batch, &mut own, |_| ());
        });
    }
    timed(&mut times[3], || {
        assert_eq!(packets.iter().filter(|record| record.mine).count(), 0);
    });
    let each = |sum: u64, count: usize| sum as f64 / count.max(1) as f64;
    println!(
        "digest {:.0} ns a frame, flows {:.0} ns, store with flows {:.0} ns",
        each(times[0], count),
        each(times[1], count),
        each(times[2], count)
    );
    println!(
        "reading every record {:.0} ns each",
        each(times[3], packets.len())
    );
    println!(
        "flows: {} seen, {} kept, {} MiB",
        flows.total(),
        flows.len(),
        flows.cost() >> 20
    );
    let (cost, resident) = (packets.cost() >> 20, resident() - before);
    println!(
        "{} of {count} frames kept, {cost} MiB by the store's count, {resident} MiB resident with a second table of flows",
        packets.len()
    );
}
