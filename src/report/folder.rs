//! The report's folder: adding picks, reading them, what their files hold.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::pick::{Draft, Frames, Kind, Pick};
use crate::files::keep::{self, Contents};
use crate::files::{WriteError, count};

/// The list of picks.
const PICKS: &str = "picks.jsonl";
/// Who it is of, and what was written.
const ABOUT: &str = "about.json";
/// Bytes of the list that are read; a list that long is none of ours.
const MOST_PICKS: u64 = 16 << 20;
/// Bytes of one text or picture that are read.
const MOST_TEXT: u64 = 4 << 20;
/// Numbers tried for one pick where files without a line stand in the way.
const MOST_TRIED: u32 = 1000;

/// What the list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The picks, in the order they were made.
    pub picks: Vec<Pick>,
    /// Lines that could not be read, by number from 1.
    pub damaged: Vec<usize>,
    /// The last line is not finished: the program ended while it was written.
    pub unfinished: bool,
}

/// Reads the list. A folder without one holds no picks.
///
/// # Errors
/// What the system says.
pub fn picks(folder: &Path) -> io::Result<Found> {
    let mut bytes = Vec::new();
    match File::open(folder.join(PICKS)) {
        Ok(file) => file.take(MOST_PICKS).read_to_end(&mut bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::default()),
        Err(error) => return Err(error),
    };
    Ok(parse(&String::from_utf8_lossy(&bytes)))
}

fn parse(list: &str) -> Found {
    let mut found = Found::default();
    for (index, line) in list
        .split_inclusive('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        match Pick::parse(line.trim()) {
            Some(pick) => found.picks.push(pick),
            None if line.ends_with('\n') => found.damaged.push(index + 1),
            None => found.unfinished = true,
        }
    }
    found
}

/// Adds a pick: first its files, then its line; it has been added when its line is whole. Gives its number.
///
/// # Errors
/// What the system says. What was written of it is taken away again, and the folder is as before.
pub fn add(folder: &Path, draft: &Draft) -> Result<u32, WriteError> {
    fs::create_dir_all(folder)?;
    let first = picks(folder)?
        .picks
        .iter()
        .map(|p| p.number)
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    for number in first..first.saturating_add(MOST_TRIED) {
        let pick = describe(number, draft);
        match write(folder, draft, &pick) {
            // Another lab in the same folder, or files of a pick that was never finished.
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {}
            written => return written.map(|()| number),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
}

fn describe(number: u32, draft: &Draft) -> Pick {
    let named = |ending: &str| {
        draft
            .view
            .as_ref()
            .map(|view| format!("{number:02}-{}.{ending}", view.stem))
    };
    let frames = Frames {
        file: format!("{number:02}-frames.pcapng"),
        count: draft.frames.len() as u64,
    };
    let frames = Some(frames).filter(|frames| frames.count > 0);
    let kind = match (&draft.view, &frames) {
        (_, Some(_)) => Kind::Frames,
        (Some(_), None) => Kind::View,
        (None, None) => Kind::Note,
    };
    Pick {
        number,
        time: draft.time.0.div_euclid(1_000_000_000),
        utc_offset: draft.utc_offset,
        kind,
        title: draft.title.clone(),
        note: draft.note.clone(),
        picture: named("svg"),
        text: named("txt"),
        frames,
        left_out: draft.left_out as u64,
        origin: draft.origins.clone(),
        host: draft.host.clone(),
        language: draft.language.to_owned(),
    }
}

fn write(folder: &Path, draft: &Draft, pick: &Pick) -> Result<(), WriteError> {
    let mut files = Vec::new();
    if let (Some(view), Some(picture), Some(text)) = (&draft.view, &pick.picture, &pick.text) {
        files.push((picture, Contents::Text(view.picture.clone())));
        files.push((text, Contents::Text(view.text.clone())));
    }
    if let Some(frames) = &pick.frames {
        files.push((&frames.file, Contents::Frames(draft.frames.clone())));
    }
    let mut written = Vec::new();
    let result = files.iter().try_for_each(|(name, contents)| {
        let path = folder.join(name);
        keep::exactly(&path, contents)?;
        written.push(path);
        Ok(())
    });
    result
        .and_then(|()| append(&folder.join(PICKS), pick))
        .inspect_err(|_| {
            for path in &written {
                let _ = fs::remove_file(path);
            }
        })
}

/// Adds a line, behind an unfinished one that a crash may have left. One that can't be written whole leaves
/// the list as it was.
fn append(list: &Path, pick: &Pick) -> Result<(), WriteError> {
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .open(list)?;
    let before = file.metadata()?.len();
    let mut line = serde_json::to_vec(pick).map_err(io::Error::from)?;
    line.push(b'\n');
    if before > 0 {
        let mut last = [0];
        file.seek(SeekFrom::Start(before - 1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            line.insert(0, b'\n');
        }
    }
    let written = file.write_all(&line).and_then(|()| file.sync_all());
    Ok(written.inspect_err(|_| {
        let _ = file.set_len(before);
    })?)
}

/// Something of a pick that lies in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<T> {
    /// It never had one.
    None,
    /// It is there.
    There(T),
    /// The file is gone, or can't be read.
    Missing,
    /// It does not hold what it should.
    Damaged,
}

/// What a pick's files hold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Is the picture there?
    pub picture: Part<()>,
    /// The text.
    pub text: Part<String>,
    /// The frames: how many.
    pub frames: Part<u64>,
}

/// Looks at the files of a pick.
#[must_use]
pub fn parts(folder: &Path, pick: &Pick) -> Parts {
    let picture = part(pick.picture.as_ref(), |name| {
        Some(read(&folder.join(name))?.map(|svg| svg.starts_with("<svg").then_some(())))
    });
    let text = part(pick.text.as_ref(), |name| {
        Some(read(&folder.join(name))?.map(Some))
    });
    let frames = part(pick.frames.as_ref(), |frames| {
        let path = folder.join(&frames.file);
        path.exists()
            .then(|| Ok(count(&path).filter(|n| *n == frames.count)))
    });
    Parts {
        picture,
        text,
        frames,
    }
}

/// `look` gives nothing where the file is gone, an error or nothing inside where it is damaged.
fn part<N, T>(
    name: Option<&N>,
    look: impl Fn(&N) -> Option<Result<Option<T>, io::Error>>,
) -> Part<T> {
    let Some(name) = name else { return Part::None };
    match look(name) {
        None => Part::Missing,
        Some(Ok(Some(there))) => Part::There(there),
        Some(_) => Part::Damaged,
    }
}

/// A text file; `None`: it is not there. One that is too long or no UTF-8 is an error.
fn read(path: &Path) -> Option<io::Result<String>> {
    let file = File::open(path).ok()?;
    let mut text = String::new();
    Some(
        file.take(MOST_TEXT + 1)
            .read_to_string(&mut text)
            .and_then(|read| {
                if read as u64 > MOST_TEXT {
                    Err(io::ErrorKind::FileTooLarge.into())
                } else {
                    Ok(text)
                }
            }),
    )
}

/// Who the report is of, remembered in the folder; and what was written of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The student's name.
    #[serde(default)]
    pub name: String,
    /// The seat.
    #[serde(default)]
    pub seat: String,
    /// The pages written, by name, with a sum over their bytes: one that was changed since is not overwritten.
    #[serde(default)]
    written: BTreeMap<String, u64>,
}

impl About {
    /// What the folder remembers; nothing where it can't be read.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        read(&folder.join(ABOUT))
            .and_then(Result::ok)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Remembers it.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(ABOUT);
        let beside = folder.join(format!("{ABOUT}.new"));
        fs::write(&beside, serde_json::to_vec_pretty(self)?)?;
        fs::rename(beside, path)
    }

    /// May a page be written there: is nothing there, or what was written by this program and not changed since?
    #[must_use]
    pub fn may_write(&self, folder: &Path, path: &Path) -> bool {
        let old = match fs::read(path) {
            Ok(old) => old,
            Err(error) => return error.kind() == io::ErrorKind::NotFound,
        };
        self.written
            .get(&key(folder, path))
            .is_some_and(|known| *known == sum(&old))
    }

    /// This page was written there.
    pub fn wrote(&mut self, folder: &Path, path: &Path, page: &str) {
        self.written.insert(key(folder, path), sum(page.as_bytes()));
    }
}

/// One name for a page, however it is written: its name alone where it lies in the folder, which may be moved.
fn key(folder: &Path, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let place = real(&parent(path));
    let place = if place == real(folder) {
        PathBuf::new()
    } else {
        place
    };
    place.join(name).to_string_lossy().into_owned()
}

/// The folder a file lies in.
#[must_use]
pub fn parent(path: &Path) -> PathBuf {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
        .to_owned()
}

/// FNV-1a over 64 bits: tells whether a page was changed, nothing more.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
pub(crate) mod tests;
