//! What the packet log costs: nanoseconds a frame for digest, flows and the whole store, and memory.
//!
//! `cargo bench --bench store -- FILE.pcap` (classic pcap, microseconds, little-endian, Ethernet);
//! without a file a million frames of 60 bytes are made up.

use std::time::Instant;

use wirelab::clock::Time;
use wirelab::frame::{BatchedFrame, ChecksumStatus, Direction, FrameBatch, FrameMeta, Origin};
use wirelab::place::Place;
use wirelab::record::RecordId;
use wirelab::store::{Flows, Own, Packets};
use wirelab::wire::{LinkType, digest};

/// Frames of a batch.
const BATCH: usize = 512;

fn meta(time: i64, length: u32) -> FrameMeta {
    FrameMeta {
        time: Time(time),
        place: Place::default(),
        direction: Direction::Unknown,
        link: LinkType::Ethernet,
        origin: Origin::Opened,
        length,
        checksum: ChecksumStatus::Unknown,
    }
}

/// Times and places of the frames in the bytes.
fn frames(file: Option<&str>) -> (Vec<u8>, Vec<(i64, usize, usize)>) {
    let Some(file) = file else {
        let mut bytes = vec![0; 60];
        bytes[12..14].copy_from_slice(&[8, 0]);
        bytes[14..].copy_from_slice(&[
            0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0x1f, 0x90, 0, 26, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]);
        return (bytes, (0..1_000_000).map(|n| (n * 1000, 0, 60)).collect());
    };
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let (mut at, mut list) = (24, Vec::new());
    while at + 16 <= bytes.len() {
        let length = word(at + 8) as usize;
        list.push((i64::from(word(at)) * 1_000_000_000 + i64::from(word(at + 4)) * 1000, at + 16, length));
        at += 16 + length;
    }
    (bytes, list)
}

fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096 >> 20
}

fn each(what: &str, count: usize, begun: Instant) {
    println!("{what:24} {:6.0} ns a frame", begun.elapsed().as_nanos() as f64 / count as f64);
}

fn main() {
    let file = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let (bytes, list) = frames(file.as_deref());
    let begun = Instant::now();
    let digests: Vec<_> = list.iter().map(|(_, at, length)| digest(LinkType::Ethernet, &bytes[*at..at + length])).collect();
    each("digest", list.len(), begun);

    let mut flows = Flows::default();
    let begun = Instant::now();
    for (n, ((time, at, length), digest)) in list.iter().zip(&digests).enumerate() {
        flows.observe(RecordId(n as u64), &meta(*time, *length as u32), digest, &bytes[*at..at + length]);
    }
    each("flows", list.len(), begun);
    println!("{} flows, {} remembered, {} MiB", flows.total(), flows.len(), flows.cost() >> 20);
    drop(flows);

    let batches: Vec<FrameBatch> = list
        .chunks(BATCH)
        .zip(digests.chunks(BATCH))
        .map(|(list, digests)| {
            let mut all = Vec::new();
            let frames = list.iter().zip(digests).map(|((time, at, length), digest)| {
                let begin = all.len() as u32;
                all.extend_from_slice(&bytes[*at..at + length]);
                BatchedFrame { meta: meta(*time, *length as u32), digest: *digest, at: begin, captured: *length as u32 }
            });
            let frames = frames.collect();
            FrameBatch { bytes: all.into(), frames }
        })
        .collect();
    let count = list.len();
    drop((bytes, list, digests));
    let before = resident();
    let (mut packets, mut own) = (Packets::default(), Own::default());
    let begun = Instant::now();
    for batch in batches {
        packets.add_frames(&batch, &mut own, |_| ());
    }
    each("store", count, begun);
    println!(
        "{} of {count} held, {} MiB by its own count; resident {} MiB (with the batches before: {before} MiB)",
        packets.len(),
        packets.cost() >> 20,
        resident()
    );
    let begun = Instant::now();
    let tcp = packets.iter().filter(|record| record.mine).count();
    each("looking at every record", packets.len(), begun);
    assert_eq!(tcp, 0);
}
