use std::path::PathBuf;

use super::*;
use crate::clock::Time;
use crate::files::{Saved, Turns};
use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
use crate::place::{HostId, InterfaceIndex, Place};
use crate::wire::LinkType;

/// A UDP datagram to port 53 or 9 that carries one byte, from 10.0.0.1 to 10.0.0.2.
fn datagram(port: u8) -> Vec<u8> {
    let mut bytes =
        b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\x45\0\0\x1d\0\0\x40\0\x40\x11\x26\xce".to_vec();
    bytes.extend(b"\x0a\0\0\x01\x0a\0\0\x02\x30\x39\0");
    bytes.push(port);
    bytes.extend(b"\0\x09\0\0x");
    bytes
}

/// A folder with `lab.pcapng` in it, gone when the test is over.
struct Lab(PathBuf);

impl Lab {
    /// Datagrams to these ports, a second between them, the first noted as such.
    fn new(name: &str, ports: &[u8]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("wirelab-read-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut saved = Saved::create(&folder.join("lab.pcapng"), Turns::default()).unwrap();
        for (second, port) in ports.iter().enumerate() {
            let bytes = datagram(*port);
            let meta = FrameMeta {
                time: Time::from_parts(second as i64, 5),
                place: Place::on(HostId::HERE, InterfaceIndex(2)),
                direction: Direction::Out,
                link: LinkType::Ethernet,
                origin: Origin::Captured,
                length: bytes.len() as u32,
                fcs: crate::frame::FcsLength::NONE,
                checksum: ChecksumStatus::Unknown,
            };
            saved
                .add(&meta, &bytes, "eth0", (second == 0).then_some("the first"))
                .unwrap();
        }
        saved.finish().unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("lab.pcapng")
    }

    /// What is printed, asked like this.
    fn read(&self, args: ReadArgs) -> String {
        let args = ReadArgs {
            file: if args.file.as_os_str().is_empty() {
                self.file()
            } else {
                args.file.clone()
            },
            ..args
        };
        let mut reader = Reader::open(&args.file).unwrap();
        let filter = Filter::parse(args.filter.as_deref().unwrap_or_default()).unwrap();
        let mut out = Vec::new();
        act(&mut reader, &filter, &args, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_line_for_each_frame_that_matches_until_enough() {
    let lab = Lab::new("lines", &[53, 9, 53, 9]);
    let text = lab.read(ReadArgs::default());
    assert_eq!(text.lines().count(), 4);
    assert!(
        text.contains(".000000005 eth0 → UDP 10.0.0.1:12345 → 10.0.0.2:9 len 43  1 byte"),
        "{text}"
    );
    assert_eq!(
        lab.read(ReadArgs {
            filter: Some("port 9".to_owned()),
            ..ReadArgs::default()
        })
        .lines()
        .count(),
        2
    );
    assert_eq!(
        lab.read(ReadArgs {
            count: Some(3),
            ..ReadArgs::default()
        })
        .lines()
        .count(),
        3
    );
}

#[test]
fn json_keeps_the_files_numbers_in_order() {
    let ports: Vec<u8> = (0..200).map(|n| if n % 3 == 0 { 9 } else { 53 }).collect();
    let lab = Lab::new("json", &ports);
    let text = lab.read(ReadArgs {
        json: true,
        filter: Some("port 9".to_owned()),
        ..ReadArgs::default()
    });
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let numbers: Vec<_> = rows
        .iter()
        .map(|row| row["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=200).step_by(3).collect::<Vec<_>>());
    assert_eq!(
        (&rows[0]["comment"], &rows[1]["comment"]),
        (&"the first".into(), &serde_json::Value::Null)
    );
    assert_eq!(
        (&rows[0]["interface"], &rows[0]["direction"]),
        (&"eth0".into(), &"out".into())
    );
}

#[test]
fn trees_dumps_and_python() {
    let lab = Lab::new("forms", &[9]);
    let tree = lab.read(ReadArgs {
        verbose: true,
        hex: true,
        ..ReadArgs::default()
    });
    assert!(
        tree.contains("Frame 1 ")
            && tree.contains("UDP [34..42]")
            && tree.contains("\n0000  02 00"),
        "{tree}"
    );
    let dump = lab.read(ReadArgs {
        hex: true,
        ..ReadArgs::default()
    });
    assert_eq!(dump.lines().count(), 4);
    let python = lab.read(ReadArgs {
        python: true,
        ..ReadArgs::default()
    });
    assert!(
        python.starts_with("# frame 1\n(\n    b\"\\x02\\x00"),
        "{python}"
    );
}

#[test]
fn statistics_and_conversations() {
    let lab = Lab::new("stats", &[53, 9, 9]);
    let stats = lab.read(ReadArgs {
        stats: true,
        json: true,
        ..ReadArgs::default()
    });
    let rows: Vec<serde_json::Value> = stats
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let all = rows.last().unwrap();
    assert_eq!(
        (&all["frames"], &all["bytes"], &all["flows"]),
        (&3.into(), &129.into(), &2.into())
    );
    assert_eq!(
        (&all["first"], &all["last"]),
        (&"0.000000005".into(), &"2.000000005".into())
    );
    assert!(
        rows.iter()
            .any(|row| row["protocol"] == "UDP" && row["frames"] == 2 && row["bytes"] == 86)
    );
    let flows = lab.read(ReadArgs {
        flows: true,
        ..ReadArgs::default()
    });
    assert!(
        flows.contains("10.0.0.1:12345") && flows.contains("10.0.0.2:9"),
        "{flows}"
    );
}

#[test]
fn what_matches_is_written_and_never_over_what_is_read() {
    let lab = Lab::new("write", &[53, 9, 53]);
    for name in ["out.pcapng", "out.pcap"] {
        let out = lab.0.join(name);
        lab.read(ReadArgs {
            write: Some(out.clone()),
            filter: Some("port 53".to_owned()),
            ..ReadArgs::default()
        });
        let again = lab.read(ReadArgs {
            file: out,
            json: true,
            ..ReadArgs::default()
        });
        let rows: Vec<serde_json::Value> = again
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(rows.len(), 2);
        let kept = if name == "out.pcapng" { "eth0" } else { "" };
        assert_eq!(
            (&rows[1]["interface"], &rows[1]["time"]),
            (&kept.into(), &"2.000000005".into())
        );
    }
    let mut reader = Reader::open(&lab.file()).unwrap();
    let filter = Filter::parse("").unwrap();
    let args = ReadArgs {
        write: Some(lab.file()),
        ..ReadArgs::default()
    };
    let end = act(&mut reader, &filter, &args, &mut Vec::new());
    assert!(matches!(end, Err(End::Write(WriteError::Same))));
}

#[test]
fn frames_before_garbage_are_shown() {
    let lab = Lab::new("garbage", &[9, 9]);
    let mut file = std::fs::read(lab.file()).unwrap();
    file.extend([6, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
    std::fs::write(lab.file(), file).unwrap();
    for args in [
        ReadArgs::default(),
        ReadArgs {
            stats: true,
            ..ReadArgs::default()
        },
    ] {
        let mut reader = Reader::open(&lab.file()).unwrap();
        let mut out = Vec::new();
        let end = act(&mut reader, &Filter::parse("").unwrap(), &args, &mut out);
        assert!(matches!(
            end,
            Err(End::File(FileError::Bad { after: 2, .. }))
        ));
        assert!(String::from_utf8(out).unwrap().lines().count() >= 2);
    }
}

#[test]
fn a_reader_that_has_gone_ends_it_at_once() {
    /// A pipe whose other end is closed.
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let lab = Lab::new("gone", &[9; 300]);
    let mut reader = Reader::open(&lab.file()).unwrap();
    let end = act(
        &mut reader,
        &Filter::parse("").unwrap(),
        &ReadArgs::default(),
        &mut Gone,
    );
    assert!(matches!(end, Err(End::Stop(Stop::ReaderGone))));
}
