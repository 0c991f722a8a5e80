//! Files that take turns: a new one after so many bytes or so long, only the newest of them kept.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::reader::Reader;
use super::target::{Beside, Target, numbered, unpacked_name};
use super::writer::{Format, WriteError, Writer};
use crate::clock::Time;
use crate::frame::FrameMeta;

/// Digits of a file's number: names sort as the files came.
const DIGITS: usize = 5;

/// When the next file begins, and how many stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turns {
    /// After so many bytes; the frame that would go beyond begins the next one.
    pub size: Option<u64>,
    /// After so long, by the frames' own times.
    pub time: Option<Duration>,
    /// So many files are kept, the oldest go; `None`: all.
    pub keep: Option<usize>,
}

impl Turns {
    const fn any(self) -> bool {
        self.size.is_some() || self.time.is_some()
    }
}

/// A capture file that is written, and those before it.
#[derive(Debug)]
pub struct Saved {
    path: PathBuf,
    turns: Turns,
    writer: Writer<Target>,
    /// It takes another file's place when it is whole.
    beside: Option<Beside>,
    /// The first frame's time in this file.
    began: Option<Time>,
    /// This file's number, from 1.
    number: u32,
    kept: VecDeque<PathBuf>,
    frames: u64,
}

impl Saved {
    /// Makes the file (and replaces one that is there). With turns its name gets a number:
    /// `lab.pcapng` becomes `lab-00001.pcapng`, `lab-00002.pcapng`, …
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path, turns: Turns) -> Result<Self, WriteError> {
        let first = if turns.any() {
            numbered(path, 1, DIGITS)
        } else {
            path.to_owned()
        };
        let target = Target::replace(&first)?;
        Ok(Self::begun(path, turns, first, (target, None)))
    }

    fn begun(
        path: &Path,
        turns: Turns,
        first: PathBuf,
        (target, beside): (Target, Option<Beside>),
    ) -> Self {
        let writer = Writer::new(target, Format::of(unpacked_name(path)));
        let kept = VecDeque::from([first]);
        Self {
            path: path.to_owned(),
            turns,
            writer,
            beside,
            began: None,
            number: 1,
            kept,
            frames: 0,
        }
    }

    /// As [`Saved::create`] without turns, but never the file that is being read; and one that is there is
    /// replaced only by [`Saved::finish`]: whatever goes wrong before that, it stays as it was.
    ///
    /// # Errors
    /// [`WriteError::Same`]; what the system says.
    pub fn create_beside(path: &Path, read: &Reader) -> Result<Self, WriteError> {
        if read.is(path) {
            return Err(WriteError::Same);
        }
        let (turns, first) = (Turns::default(), path.to_owned());
        Ok(Self::begun(path, turns, first, Beside::create(path)?))
    }

    /// Frames written, in all files.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// The files that are there, the oldest first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.kept.iter().map(PathBuf::as_path)
    }

    /// Adds a frame; begins the next file where it is time.
    ///
    /// # Errors
    /// As [`Writer::add`]; what the system says about the next file.
    pub fn add(
        &mut self,
        meta: &FrameMeta,
        bytes: &[u8],
        interface: &str,
        comment: Option<&str>,
    ) -> Result<(), WriteError> {
        if self.is_over(meta, bytes) {
            self.next()?;
        }
        if self.began.is_none_or(|began| !began.is_known()) {
            self.began = Some(meta.time);
        }
        self.writer.add(meta, bytes, interface, comment)?;
        self.frames += 1;
        Ok(())
    }

    /// Is this file full? One without a frame never is.
    fn is_over(&self, meta: &FrameMeta, bytes: &[u8]) -> bool {
        let Some(began) = self.began else {
            return false;
        };
        let full = self
            .turns
            .size
            .is_some_and(|size| self.writer.bytes() + bytes.len() as u64 > size);
        full || self
            .turns
            .time
            .is_some_and(|time| meta.time.since(began) >= time)
    }

    fn next(&mut self) -> Result<(), WriteError> {
        self.number = self.number.saturating_add(1);
        let path = numbered(&self.path, self.number, DIGITS);
        let format = Format::of(unpacked_name(&self.path));
        let next = Writer::new(Target::replace(&path)?, format);
        std::mem::replace(&mut self.writer, next)
            .finish()?
            .finish()?;
        self.began = None;
        self.kept.push_back(path);
        while let Some(keep) = self.turns.keep
            && self.kept.len() > keep.max(1)
            && let Some(oldest) = self.kept.pop_front()
        {
            std::fs::remove_file(oldest)?;
        }
        Ok(())
    }

    /// Writes what was gathered.
    ///
    /// # Errors
    /// What the system says.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.writer.flush()
    }

    /// Ends the file. Tells how many frames were written.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<u64, WriteError> {
        self.writer.finish()?.finish()?;
        if let Some(beside) = self.beside {
            beside.finish()?;
        }
        Ok(self.frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{ChecksumStatus, Direction, Origin};
    use crate::place::Place;
    use crate::wire::LinkType;

    /// A folder that is gone when the test is over.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("wirelab-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let all = std::fs::read_dir(&self.0).unwrap();
            let mut names: Vec<_> = all
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn meta(seconds: i64) -> FrameMeta {
        FrameMeta {
            time: Time::from_parts(seconds, 0),
            place: Place::default(),
            direction: Direction::In,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: 100,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        }
    }

    #[test]
    fn by_size_and_only_the_newest_stay() {
        let folder = Folder::new("by-size");
        let turns = Turns {
            size: Some(400),
            keep: Some(2),
            ..Turns::default()
        };
        let mut saved = Saved::create(&folder.0.join("lab.pcap"), turns).unwrap();
        for n in 0..10 {
            saved.add(&meta(n), &[0; 100], "eth0", None).unwrap();
        }
        assert_eq!(saved.finish().unwrap(), 10);
        // Three frames of 116 bytes fit behind the header's 24.
        assert_eq!(folder.names(), ["lab-00003.pcap", "lab-00004.pcap"]);
        assert!(
            std::fs::metadata(folder.0.join("lab-00003.pcap"))
                .unwrap()
                .len()
                <= 400
        );
        let mut reader = Reader::open(&folder.0.join("lab-00004.pcap")).unwrap();
        assert_eq!(reader.next_batch().unwrap().unwrap().frames.frames.len(), 1);
    }

    #[test]
    fn by_the_frames_own_time() {
        let folder = Folder::new("by-time");
        let turns = Turns {
            time: Some(Duration::from_secs(10)),
            ..Turns::default()
        };
        let mut saved = Saved::create(&folder.0.join("lab"), turns).unwrap();
        for second in [5, 14, 15, 40] {
            saved.add(&meta(second), &[0; 100], "eth0", None).unwrap();
        }
        assert_eq!(saved.files().count(), 3);
        saved.finish().unwrap();
        assert_eq!(folder.names(), ["lab-00001", "lab-00002", "lab-00003"]);
    }

    #[test]
    fn the_file_that_is_read_is_not_replaced() {
        let folder = Folder::new("same");
        let path = folder.0.join("lab.pcapng");
        let mut saved = Saved::create(&path, Turns::default()).unwrap();
        saved.add(&meta(1), &[0; 100], "eth0", None).unwrap();
        saved.finish().unwrap();
        let mut read = Reader::open(&path).unwrap();
        let link = folder.0.join("link.pcapng");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        for same in [&path, &link] {
            assert!(matches!(
                Saved::create_beside(same, &read),
                Err(WriteError::Same)
            ));
        }
        assert!(read.next_batch().unwrap().is_some());
        Saved::create_beside(&folder.0.join("other.pcapng"), &read).unwrap();
    }
    #[test]
    fn a_refused_file_leaves_the_one_that_is_there_as_it_was() {
        let folder = Folder::new("refused");
        let (source, kept) = (folder.0.join("in.pcapng"), folder.0.join("kept.pcap"));
        Saved::create(&source, Turns::default())
            .unwrap()
            .finish()
            .unwrap();
        std::fs::write(&kept, b"good").unwrap();
        let read = Reader::open(&source).unwrap();
        let mut saved = Saved::create_beside(&kept, &read).unwrap();
        saved.add(&meta(1), &[0; 100], "", None).unwrap();
        let other = FrameMeta {
            link: LinkType::RawIp,
            ..meta(2)
        };
        let refused = saved.add(&other, &[0; 100], "", None);
        assert!(matches!(refused, Err(WriteError::Links)));
        drop(saved);
        assert_eq!(std::fs::read(&kept).unwrap(), b"good");
        assert_eq!(folder.names(), ["in.pcapng", "kept.pcap"]);
        let mut saved = Saved::create_beside(&kept, &read).unwrap();
        saved.add(&meta(1), &[0; 100], "", None).unwrap();
        saved.finish().unwrap();
        assert_eq!(crate::files::count(&kept), Some(1));
        assert_eq!(folder.names(), ["in.pcapng", "kept.pcap"]);
    }

    /// By the name, as whatever else is saved: `.gz` packs, and what stands before it chooses the format.
    #[test]
    fn a_name_that_says_so_is_packed() {
        let folder = Folder::new("packed");
        let path = folder.0.join("lab.pcap.gz");
        let mut saved = Saved::create(&path, Turns::default()).unwrap();
        saved.add(&meta(1), &[0; 100], "eth0", None).unwrap();
        saved.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes[..2], [0x1f, 0x8b]);
        let mut reader = Reader::open(&path).unwrap();
        let batch = reader.next_batch().unwrap().unwrap();
        assert_eq!(batch.frames.frames.len(), 1);
        assert_eq!(batch.interfaces[0].name, "".into(), "pcap has no names");
        let turns = Turns {
            size: Some(1),
            ..Turns::default()
        };
        let mut saved = Saved::create(&path, turns).unwrap();
        for second in 1..3 {
            saved.add(&meta(second), &[0; 100], "", None).unwrap();
        }
        saved.finish().unwrap();
        assert_eq!(
            folder.names(),
            ["lab-00001.pcap.gz", "lab-00002.pcap.gz", "lab.pcap.gz"]
        );
    }
}
