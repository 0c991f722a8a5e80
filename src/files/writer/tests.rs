use proptest::prelude::*;

use super::*;
use crate::clock::Time;
use crate::files::pcap::{Found, Order, Pcap, Step};
use crate::files::pcapng::Pcapng;
use crate::frame::{ChecksumStatus, Direction};
use crate::place::{HostId, InterfaceIndex};

fn meta(time: i64, interface: u32, link: LinkType, direction: Direction, length: u32) -> FrameMeta {
    FrameMeta {
        time: Time(time),
        place: Place::on(HostId::HERE, InterfaceIndex(interface)),
        direction,
        link,
        origin: Origin::Captured,
        length,
        fcs: FcsLength::NONE,
        checksum: ChecksumStatus::Unknown,
    }
}

type Read = (Found, Vec<u8>, Option<String>);

/// Reads a file back: its frames, and the names of its interfaces.
fn read(file: &[u8]) -> (Vec<Read>, Vec<String>) {
    let mut frames = Vec::new();
    if let Some(pcap) = Pcap::open(file).unwrap() {
        let mut rest = &file[pcap::HEADER..];
        while let Step::Frame(found) = pcap.step(rest).unwrap() {
            frames.push((
                found,
                rest[found.at..][..found.captured as usize].to_vec(),
                None,
            ));
            rest = &rest[found.record..];
        }
        assert!(rest.is_empty());
        return (frames, Vec::new());
    }
    let mut reader = Pcapng::open(file).unwrap();
    let mut rest = file;
    while !rest.is_empty() {
        let count = match reader.step(rest).unwrap() {
            Step::Frame(found) => {
                frames.push((
                    found,
                    rest[found.at..][..found.captured as usize].to_vec(),
                    reader
                        .take_comment()
                        .map(|comment| comment.verbatim().to_owned()),
                ));
                found.record
            }
            Step::Skip(count) => count as usize,
            Step::Need(_) => panic!("cut"),
        };
        rest = &rest[count..];
    }
    (
        frames,
        reader
            .interfaces()
            .iter()
            .map(|one| one.name.verbatim().to_owned())
            .collect(),
    )
}

#[test]
fn interfaces_directions_and_comments_come_back() {
    let mut writer = Writer::new(Vec::new(), Format::Pcapng);
    let eth = meta(
        1_700_000_000_123_456_789,
        2,
        LinkType::Ethernet,
        Direction::Out,
        60,
    );
    let tun = meta(
        1_700_000_000_123_456_790,
        3,
        LinkType::RawIp,
        Direction::Group,
        5,
    );
    writer
        .add(&eth, &[1; 33], "eth0", Some("look here"))
        .unwrap();
    writer.add(&tun, b"abcde", "tun0", None).unwrap();
    writer.add(&eth, &[2; 60], "eth0", None).unwrap();
    assert_eq!(writer.frames(), 3);
    let bytes = writer.bytes();
    let file = writer.finish().unwrap();
    assert_eq!(file.len() as u64, bytes);
    let (frames, names) = read(&file);
    assert_eq!(names, ["eth0", "tun0"]);
    let [(first, bytes, comment), (second, ..), (third, ..)] = frames.as_slice() else {
        panic!("{frames:?}")
    };
    assert_eq!(
        (first.time, first.direction, first.length, first.interface),
        (eth.time, Direction::Out, 60, 0)
    );
    assert_eq!(
        (bytes.as_slice(), comment.as_deref()),
        ([1; 33].as_slice(), Some("look here"))
    );
    assert_eq!(
        (second.link, second.direction, second.interface),
        (LinkType::RawIp, Direction::Group, 1)
    );
    assert_eq!(third.interface, 0);
}

#[test]
fn pcap_holds_one_kind_of_link() {
    let mut writer = Writer::new(Vec::new(), Format::Pcap);
    writer
        .add(
            &meta(1, 1, LinkType::LinuxSll2, Direction::In, 4),
            b"abcd",
            "any",
            None,
        )
        .unwrap();
    let other = writer.add(
        &meta(1, 1, LinkType::Ethernet, Direction::In, 4),
        b"abcd",
        "eth0",
        None,
    );
    assert!(matches!(other, Err(WriteError::Links)));
    let (frames, _) = read(&writer.finish().unwrap());
    assert_eq!((frames.len(), frames[0].0.link), (1, LinkType::LinuxSll2));
}

#[test]
fn a_file_without_frames_is_a_file() {
    for format in [Format::Pcap, Format::Pcapng] {
        assert!(
            read(&Writer::new(Vec::new(), format).finish().unwrap())
                .0
                .is_empty()
        );
    }
    let header = Writer::new(Vec::new(), Format::Pcap).finish().unwrap();
    assert_eq!(Order::Little.u32(&header, 20), 1);
}

#[test]
fn rebuilt_frames_are_written_only_whole() {
    let mut writer = Writer::new(Vec::new(), Format::Pcapng);
    let rebuilt = FrameMeta {
        origin: Origin::Rebuilt,
        ..meta(1, 1, LinkType::Ethernet, Direction::In, 4)
    };
    assert!(matches!(
        writer.add(&rebuilt, b"abc", "eth0", None),
        Err(WriteError::Rebuilt)
    ));
    let bytes = bytes::Bytes::from_static(b"abcd");
    let mut frame = Frame {
        meta: rebuilt,
        bytes,
        origins: vec![(0..2, Provenance::Computed)],
    };
    writer.frame(&frame, "eth0", None).unwrap();
    frame.origins.push((2..3, Provenance::Unknown));
    assert!(matches!(
        writer.frame(&frame, "eth0", None),
        Err(WriteError::Rebuilt)
    ));
    assert_eq!(writer.frames(), 1);
}

#[test]
fn the_name_tells_the_format() {
    assert_eq!(Format::of(Path::new("a.PCAP")), Format::Pcap);
    assert_eq!(Format::of(Path::new("a.pcapng")), Format::Pcapng);
    assert_eq!(Format::of(Path::new("a")), Format::Pcapng);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(
        frames in prop::collection::vec((0..i64::from(u32::MAX) * 1_000_000_000, prop::collection::vec(any::<u8>(), 0..90), 0_u32..9), 0..20),
        ng in any::<bool>(),
    ) {
        let mut writer = Writer::new(Vec::new(), if ng { Format::Pcapng } else { Format::Pcap });
        for (time, bytes, more) in &frames {
            let length = bytes.len() as u32 + more;
            writer.add(&meta(*time, 1, LinkType::Ethernet, Direction::In, length), bytes, "eth0", None).unwrap();
        }
        let (again, _) = read(&writer.finish().unwrap());
        let again: Vec<_> = again.into_iter().map(|(f, bytes, _)| (f.time.0, bytes, f.length - f.captured)).collect();
        prop_assert_eq!(again, frames);
    }
}

/// A declared FCS is said again, in both formats; where pcap has no way to say it nothing is written.
#[test]
fn a_declared_fcs_is_written_as_such() {
    let with = |fcs: u8| FrameMeta {
        fcs: FcsLength::new(fcs),
        ..meta(1, 1, LinkType::Ethernet, Direction::Unknown, 64)
    };
    for (format, fcs) in [
        (Format::Pcap, 4),
        (Format::Pcap, 2),
        (Format::Pcapng, 4),
        (Format::Pcapng, 3),
        (Format::Pcapng, 0),
    ] {
        let mut writer = Writer::new(Vec::new(), format);
        writer.add(&with(fcs), &[7; 64], "", None).unwrap();
        let (frames, _) = read(&writer.finish().unwrap());
        let (found, bytes, _) = &frames[0];
        assert_eq!((found.length, found.captured, bytes.len()), (64, 64, 64));
        assert_eq!(found.fcs, FcsLength::new(fcs), "{format:?}");
    }
    let mut pcap = Writer::new(Vec::new(), Format::Pcap);
    let odd = pcap.add(&with(3), &[7; 64], "", None);
    assert!(matches!(odd, Err(WriteError::Fcs)));
    pcap.add(&with(4), &[7; 64], "", None).unwrap();
    let other = pcap.add(&with(0), &[7; 64], "", None);
    assert!(matches!(other, Err(WriteError::Fcs)));
}

/// Frames without a time stay without one, cut or not, whichever interface they are of.
#[test]
fn no_time_is_written_as_no_time() {
    let frames = [(1, 60, 60), (1, 60, 40), (1, 30, 30), (2, 60, 60)];
    let timeless = |interface, length| FrameMeta {
        time: Time::UNKNOWN,
        ..meta(0, interface, LinkType::Ethernet, Direction::Unknown, length)
    };
    let mut writer = Writer::new(Vec::new(), Format::Pcapng);
    let timed = meta(7, 1, LinkType::Ethernet, Direction::Unknown, 60);
    writer.add(&timed, &[1; 60], "one", None).unwrap();
    for (interface, length, captured) in frames {
        let bytes = vec![2; captured];
        writer
            .add(&timeless(interface, length), &bytes, "", None)
            .unwrap();
    }
    writer.add(&timed, &[1; 60], "one", None).unwrap();
    let (read, _) = read(&writer.finish().unwrap());
    let times: Vec<_> = read.iter().map(|(found, ..)| found.time).collect();
    assert_eq!(times[0], Time(7));
    assert_eq!(times[1..5], [Time::UNKNOWN; 4]);
    assert_eq!(times[5], Time(7));
    for ((found, bytes, _), (_, length, captured)) in read[1..].iter().zip(frames) {
        assert_eq!((found.length, bytes.len()), (length, captured));
    }
    let mut pcap = Writer::new(Vec::new(), Format::Pcap);
    let refused = pcap.add(&timeless(1, 60), &[2; 60], "", None);
    assert!(matches!(refused, Err(WriteError::NoTime)));
}
