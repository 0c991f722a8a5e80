use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::clock::Time;
use crate::files::error::Bad;
use crate::files::{Format, Writer, pcapng};
use crate::frame::{Direction, FcsLength};
use crate::wire::LinkType;

/// A file that is gone when the test is over.
struct Temporary(PathBuf);

impl Temporary {
    fn new(bytes: &[u8]) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "wirelab-reader-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A pcap file of frames with these lengths; frame `n` is filled with `n`.
fn pcap_of(lengths: &[usize]) -> Vec<u8> {
    let mut file = pcap::NANOS.to_le_bytes().to_vec();
    file.extend([
        2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0,
    ]);
    for (n, length) in lengths.iter().enumerate() {
        for word in [n as u32, 7, *length as u32, *length as u32] {
            file.extend(word.to_le_bytes());
        }
        file.extend(vec![n as u8; *length]);
    }
    file
}

/// A pcapng file of so many frames.
fn pcapng_of(count: i64) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), Format::Pcapng);
    for n in 0..count {
        let meta = FrameMeta {
            time: Time(n),
            place: Place::default(),
            direction: Direction::In,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: 60,
            fcs: FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        writer.add(&meta, &[n as u8; 60], "eth0", None).unwrap();
    }
    writer.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A frame as read: its number, its offset in the file, its bytes.
type Found = (u64, u64, Vec<u8>);

/// All frames, and how it ended.
fn read(bytes: &[u8]) -> (Vec<Found>, Result<Option<Lost>, FileError>) {
    let file = Temporary::new(bytes);
    let mut found = Vec::new();
    let mut reader = match Reader::open(&file.0) {
        Ok(reader) => reader,
        Err(error) => return (found, Err(error)),
    };
    loop {
        match reader.next_batch() {
            Ok(Some(batch)) => {
                for (number, frame) in (batch.first..).zip(&batch.frames.frames) {
                    found.push((
                        number,
                        batch.offset_of(frame),
                        batch.bytes_of(frame).to_vec(),
                    ));
                }
                reader.recycle(batch);
            }
            Ok(None) => return (found, Ok(reader.lost())),
            Err(error) => {
                assert!(
                    matches!(reader.next_batch(), Ok(None)),
                    "nothing after an error"
                );
                return (found, Err(error));
            }
        }
    }
}

#[test]
fn frames_longer_than_a_piece_and_across_pieces_come_whole() {
    let lengths = [60, PIECE + 5, 0, PIECE - 10, 3 * PIECE, 1];
    let (frames, end) = read(&pcap_of(&lengths));
    assert_eq!(end.unwrap(), None);
    assert_eq!(frames.len(), lengths.len());
    for (n, (number, _, bytes)) in frames.iter().enumerate() {
        assert_eq!((*number, bytes.len()), (n as u64 + 1, lengths[n]));
        assert!(bytes.iter().all(|byte| *byte == n as u8));
    }
}

#[test]
fn a_single_frame_is_read_again_by_its_position() {
    let file = Temporary::new(&pcap_of(&[3, 4]));
    let mut reader = Reader::open(&file.0).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    let frame = &batch.frames.frames[1];
    let bytes = reader
        .source()
        .unwrap()
        .read_frame(batch.offset_of(frame), frame.captured)
        .unwrap();
    assert_eq!(bytes, [1, 1, 1, 1].as_slice());
    assert_eq!(
        (frame.meta.time, frame.meta.origin),
        (Time::from_parts(1, 7), Origin::Opened)
    );
    assert_eq!(
        reader.progress(),
        Progress {
            done: 63,
            total: Some(63)
        }
    );
}

#[test]
fn a_file_that_stops_in_mid_record_gives_all_whole_frames_and_says_what_is_lost() {
    let whole = pcap_of(&[10, 10, 10]);
    for cut in [1, 9, 10, 20, 25] {
        let (frames, end) = read(&whole[..whole.len() - cut]);
        assert_eq!(frames.len(), 2);
        let offset = pcap::HEADER as u64 + 52;
        let have = 26 - cut as u64;
        // Without its whole header a record can't tell how long it is.
        let need = if have < 16 { 16 } else { 26 };
        assert_eq!(end.unwrap(), Some(Lost::Record { offset, have, need }));
    }
}

#[test]
fn garbage_in_mid_file_is_an_error_with_its_place_after_all_frames_before_it() {
    let mut file = pcap_of(&[10, 10]);
    let offset = file.len() as u64;
    file.extend([0xff; 40]);
    let (frames, end) = read(&file);
    assert_eq!(frames.len(), 2);
    assert!(
        matches!(end, Err(FileError::Bad { offset: at, after: 2, bad: Bad::FrameTooLong(_) }) if at == offset)
    );
}

#[test]
fn packed_files_read_as_plain_ones() {
    let plain = pcap_of(&[100; 50]);
    assert_eq!(read(&gzip(&plain)).0, read(&plain).0);
    // Members one after another are one file.
    let two = [gzip(&plain[..300]), gzip(&plain[300..])].concat();
    assert_eq!(read(&two).0.len(), 50);
}

#[test]
fn a_packed_file_that_breaks_gives_what_could_be_unpacked() {
    let packed = gzip(&pcap_of(&(0..5000).map(|n| n % 90).collect::<Vec<_>>()));
    let (frames, end) = read(&packed[..packed.len() / 2]);
    assert!(frames.len() > 100, "{}", frames.len());
    assert!(matches!(end.unwrap(), Some(Lost::Packed { .. })));
}

#[test]
fn unpacking_can_be_stopped() {
    let file = Temporary::new(&gzip(&pcap_of(&[100; 50])));
    let stop = Reader::open_watched(&file.0, &mut |_| ControlFlow::Break(()));
    assert!(matches!(stop, Err(FileError::Cancelled)));
}

#[test]
fn what_shrinks_meanwhile_is_an_error() {
    let file = Temporary::new(&pcap_of(&[PIECE, PIECE, PIECE]));
    let mut reader = Reader::open(&file.0).unwrap();
    reader.next_batch().unwrap().unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&file.0)
        .unwrap()
        .set_len(100)
        .unwrap();
    assert!(matches!(reader.next_batch(), Err(FileError::Shrunk { .. })));
    assert!(matches!(
        reader.source().unwrap().read_frame(2000, 10),
        Err(FileError::Shrunk { offset: 2000 })
    ));
}

#[test]
fn a_pipe_is_taken_in_first() {
    let bytes = gzip(&pcap_of(&[5, 6]));
    let mut reader =
        Reader::of_stream(bytes.as_slice(), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(reader.next_batch().unwrap().unwrap().frames.frames.len(), 2);
}

#[test]
fn what_is_no_capture_is_refused() {
    assert!(matches!(read(b"").1, Err(FileError::Empty)));
    assert!(matches!(
        read(b"#!/bin/sh\necho this is no capture file\n").1,
        Err(FileError::NotACapture)
    ));
    assert!(matches!(
        read(&gzip(b"text, but packed text")).1,
        Err(FileError::NotACapture)
    ));
    assert!(matches!(
        Reader::open(&std::env::temp_dir()),
        Err(FileError::Io(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(
        head in prop::sample::select(vec![pcap_of(&[4]), b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0".to_vec(), Vec::new()]),
        tail in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let file = [head, tail].concat();
        let _ = read(&file);
        let _ = read(&gzip(&file));
    }

    #[test]
    fn blocks_of_any_kind_never_panic(words in prop::collection::vec(prop_oneof![0_u32..40, any::<u32>(), Just(pcapng::SECTION), Just(pcapng::MAGIC)], 0..100)) {
        let bytes: Vec<u8> = words.iter().flat_map(|w| w.to_le_bytes()).collect();
        let head: &[u8] = b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0";
        let _ = read(&[head, &bytes].concat());
    }
}

/// Hands out what it has byte by byte, then fails: whoever reads on without need is found out.
struct Trickle(VecDeque<u8>);

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let next = self.0.pop_front();
        let next = next.ok_or_else(|| io::Error::from(io::ErrorKind::TimedOut))?;
        buffer[0] = next;
        Ok(1)
    }
}

#[test]
fn a_stream_s_frames_come_as_they_are_there() {
    for (number, file) in [pcap_of(&[9; 2]), pcapng_of(2)].into_iter().enumerate() {
        let mut reader = Reader::live(Trickle(file.into())).unwrap();
        for frame in 1..=2 {
            let batch = reader.next_batch().unwrap().unwrap();
            assert_eq!((batch.first, batch.frames.frames.len()), (frame, 1));
        }
        assert!(reader.next_batch().is_err(), "file {number} is read on");
    }
}

#[test]
fn a_stream_gives_what_its_file_gives_packed_or_not() {
    let file = pcapng_of(1000);
    let packed = gzip(&file);
    let frames = |mut reader: Reader| {
        let mut all = Vec::new();
        while let Some(batch) = reader.next_batch().unwrap() {
            let each = batch.frames.frames.iter();
            all.extend(each.map(|frame| (frame.meta.time, batch.bytes_of(frame).to_vec())));
        }
        (all, reader.lost())
    };
    let (all, lost) = frames(Reader::live(Cursor::new(file.clone())).unwrap());
    assert_eq!((all.len(), lost), (1000, None));
    let (unpacked, lost) = frames(Reader::live(Cursor::new(packed.clone())).unwrap());
    assert!(unpacked == all && lost.is_none());
    let cut = file[..file.len() - 3].to_vec();
    let (some, lost) = frames(Reader::live(Cursor::new(cut)).unwrap());
    assert_eq!(some.len(), 999);
    assert!(matches!(lost, Some(Lost::Record { .. })));
    let cut = packed[..packed.len() / 2].to_vec();
    let (_, lost) = frames(Reader::live(Cursor::new(cut)).unwrap());
    assert!(matches!(lost, Some(Lost::Packed { .. })));
}

#[test]
fn an_endless_stream_that_is_no_capture_is_refused_by_its_first_bytes() {
    let refused = |result: Result<Reader, FileError>| {
        assert!(matches!(result, Err(FileError::NotACapture)));
    };
    refused(Reader::live(io::repeat(b'y')));
    refused(Reader::of_stream(io::repeat(b'y'), &mut |_| {
        ControlFlow::Continue(())
    }));
}

#[test]
fn a_file_cut_in_its_header_is_told_as_that() {
    let cut = |bytes: &[u8]| {
        let live = Reader::live(Cursor::new(bytes.to_vec()))
            .and_then(|mut reader| reader.next_batch().map(drop));
        let spooled = Reader::of_stream(bytes, &mut |_| ControlFlow::Continue(()))
            .and_then(|mut reader| reader.next_batch().map(drop));
        for result in [live, spooled] {
            match result {
                Err(FileError::Cut { form, .. }) => assert_eq!(form, magic::form(bytes).unwrap()),
                other => panic!("{} bytes: {other:?}", bytes.len()),
            }
        }
    };
    let (pcap, pcapng) = (pcap_of(&[9]), pcapng_of(1));
    for count in 1..pcap::HEADER {
        cut(&pcap[..count]);
    }
    let section = u32::from_le_bytes(pcapng[4..8].try_into().unwrap()) as usize;
    for count in 1..section {
        cut(&pcapng[..count]);
    }
    let packed = gzip(&pcap);
    for count in 1..10 {
        cut(&packed[..count]);
    }
}
