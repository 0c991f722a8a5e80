use bytes::Bytes;

use super::*;
use crate::clock::Time;
use crate::files::Reader;
use crate::frame::{ChecksumStatus, Direction, Frame, FrameMeta, KeptFrame, Origin, Provenance};
use crate::place::Place;
use crate::report::View;
use crate::report::pick::Kind;
use crate::wire::LinkType;

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("wirelab-report-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn picks(&self) -> String {
        fs::read_to_string(self.0.join(PICKS)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn frame(bytes: &'static [u8], origin: Origin) -> KeptFrame {
    let meta = FrameMeta {
        time: Time::from_parts(1_000_000_000, 7),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin,
        length: bytes.len() as u32,
        fcs: crate::frame::FcsLength::NONE,
        checksum: ChecksumStatus::Unknown,
    };
    let frame = Frame {
        meta,
        bytes: Bytes::from_static(bytes),
        origins: Vec::new(),
    };
    KeptFrame {
        frame,
        interface: "eth0".into(),
        comment: None,
    }
}

pub(crate) fn draft(note: &str) -> Draft {
    Draft {
        time: Time::from_parts(1_795_258_465, 5),
        utc_offset: 28_800,
        host: "lab-3".into(),
        language: "en",
        title: "Encapsulation  “hello” you → bob".into(),
        note: note.into(),
        view: Some(View {
            stem: "encapsulation",
            picture: "<svg></svg>\n".into(),
            text: "7 application\n".into(),
        }),
        frames: vec![frame(
            b"\x02\0\0\0\0\x0b\x02\0\0\0\0\x0a\x08\0hello",
            Origin::Captured,
        )],
        left_out: 0,
        origins: vec![Origin::Captured],
    }
}

#[test]
fn picks_are_numbered_and_on_disk_at_once_with_their_files() {
    let folder = Folder::new("numbers");
    assert_eq!(add(&folder.0, &draft("one")).unwrap(), 1);
    assert_eq!(
        add(
            &folder.0,
            &Draft {
                view: None,
                frames: Vec::new(),
                ..draft("two")
            }
        )
        .unwrap(),
        2
    );
    assert_eq!(
        folder.names(),
        [
            "01-encapsulation.svg",
            "01-encapsulation.txt",
            "01-frames.pcapng",
            "picks.jsonl"
        ]
    );
    let found = picks(&folder.0).unwrap();
    let kinds: Vec<_> = found
        .picks
        .iter()
        .map(|p| (p.number, p.kind, p.note.as_str()))
        .collect();
    assert_eq!(kinds, [(1, Kind::Frames, "one"), (2, Kind::Note, "two")]);
    let parts = parts(&folder.0, &found.picks[0]);
    assert_eq!(
        parts,
        Parts {
            picture: Part::There(()),
            text: Part::There("7 application\n".into()),
            frames: Part::There(1)
        }
    );
    let mut reader = Reader::open(&folder.0.join("01-frames.pcapng")).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    assert_eq!(
        batch.bytes_of(&batch.frames.frames[0]),
        &draft("").frames[0].frame.bytes[..],
        "bytes unaltered"
    );
}

#[test]
fn an_unfinished_line_is_passed_over_and_the_next_pick_begins_a_line_of_its_own() {
    let folder = Folder::new("unfinished");
    add(&folder.0, &draft("one")).unwrap();
    let whole = folder.picks();
    fs::write(folder.0.join(PICKS), format!("{whole}{{\"number\":2,\"ti")).unwrap();
    let found = picks(&folder.0).unwrap();
    assert!(found.unfinished && found.damaged.is_empty() && found.picks.len() == 1);
    assert_eq!(add(&folder.0, &draft("two")).unwrap(), 2);
    let found = picks(&folder.0).unwrap();
    assert_eq!(
        (found.picks.len(), found.damaged, found.unfinished),
        (2, vec![2], false)
    );
}

#[test]
fn files_without_a_line_are_left_alone_and_their_number_is_passed_over() {
    let folder = Folder::new("orphan");
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("01-frames.pcapng"), "of a crash").unwrap();
    assert_eq!(add(&folder.0, &draft("one")).unwrap(), 2);
    assert_eq!(
        fs::read(folder.0.join("01-frames.pcapng")).unwrap(),
        b"of a crash"
    );
    assert!(
        !folder.names().contains(&"01-encapsulation.svg".into()),
        "what was begun under that number is taken away"
    );
}

#[test]
fn what_cannot_be_written_leaves_no_trace() {
    let folder = Folder::new("no-trace");
    let mut unknown = draft("one");
    unknown.frames[0].frame.origins = vec![(0..2, Provenance::Unknown)];
    assert!(matches!(add(&folder.0, &unknown), Err(WriteError::Rebuilt)));
    assert!(folder.names().is_empty(), "{:?}", folder.names());
    fs::write(folder.0.join("x"), "").unwrap();
    assert!(
        add(&folder.0.join("x"), &draft("two")).is_err(),
        "a file stands where the folder should be"
    );
}

#[test]
fn missing_and_damaged_files_are_told_apart() {
    let folder = Folder::new("damaged");
    add(&folder.0, &draft("one")).unwrap();
    let pick = picks(&folder.0).unwrap().picks.remove(0);
    fs::remove_file(folder.0.join("01-encapsulation.svg")).unwrap();
    fs::write(folder.0.join("01-encapsulation.txt"), b"\xff\xfe").unwrap();
    let frames = folder.0.join("01-frames.pcapng");
    let bytes = fs::read(&frames).unwrap();
    fs::write(&frames, &bytes[..bytes.len() - 9]).unwrap();
    assert_eq!(
        parts(&folder.0, &pick),
        Parts {
            picture: Part::Missing,
            text: Part::Damaged,
            frames: Part::Damaged
        }
    );
}

#[test]
fn a_line_that_names_a_file_elsewhere_is_damaged() {
    let line = |file: &str| {
        format!(
            r#"{{"number":1,"time":1,"utc_offset":0,"kind":"view","title":"t","picture":"{file}","language":"en"}}"#
        )
    };
    assert!(Pick::parse(&line("01-chat.svg")).is_some());
    for file in ["../a.svg", "/etc/passwd", ".hidden", "a b.svg", "a](b.svg"] {
        assert!(Pick::parse(&line(file)).is_none(), "{file}");
    }
    assert!(
        !Found::parse("[1,2]\n\n{}\n\u{fffd}\nnull")
            .damaged
            .is_empty()
    );
}

#[test]
fn a_page_changed_by_hand_may_not_be_overwritten_also_after_the_folder_was_moved() {
    let folder = Folder::new("about");
    fs::create_dir_all(&folder.0).unwrap();
    let page = |folder: &Path| folder.join("report.md");
    let mut about: About = serde_json::from_str(r#"{"name":"Ann"}"#).unwrap();
    assert!(may_write(&about, &folder.0, &page(&folder.0)));
    fs::write(page(&folder.0), "made").unwrap();
    assert!(
        !may_write(&about, &folder.0, &page(&folder.0)),
        "made by somebody else"
    );
    about.wrote(page_name(&folder.0, &page(&folder.0)), b"made");
    remember(&folder.0, &about).unwrap();
    let moved = Folder::new("about-moved");
    fs::rename(&folder.0, &moved.0).unwrap();
    let about = super::about(&moved.0);
    assert_eq!(about.name, "Ann");
    assert!(may_write(&about, &moved.0, &page(&moved.0)));
    fs::write(page(&moved.0), "made, and more").unwrap();
    assert!(!may_write(&about, &moved.0, &page(&moved.0)));
    fs::write(moved.0.join(ABOUT), "{").unwrap();
    assert_eq!(
        super::about(&moved.0),
        About::default(),
        "a damaged memory is none"
    );
}
