//! The report's folder: adding picks, reading them, what their files hold.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::keep;
use super::{WriteError, count};
use crate::msg::keep::Contents;
use crate::report::{About, Draft, Found, Part, Parts, Pick};

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
    Ok(Found::parse(&String::from_utf8_lossy(&bytes)))
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
        let pick = draft.numbered(number);
        match write(folder, draft, &pick) {
            // Another lab in the same folder, or files of a pick that was never finished.
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {}
            written => return written.map(|()| number),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
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

/// What the folder remembers; nothing where it can't be read.
#[must_use]
pub fn about(folder: &Path) -> About {
    read(&folder.join(ABOUT))
        .and_then(Result::ok)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Remembers who the report is of.
///
/// # Errors
/// What the system says.
pub fn remember(folder: &Path, about: &About) -> io::Result<()> {
    let path = folder.join(ABOUT);
    let beside = folder.join(format!("{ABOUT}.new"));
    fs::write(&beside, serde_json::to_vec_pretty(about)?)?;
    fs::rename(&beside, path)
}

/// May a page be written there: is nothing there, or what was written by this program and not changed since?
#[must_use]
pub fn may_write(about: &About, folder: &Path, path: &Path) -> bool {
    match fs::read(path) {
        Ok(old) => about.is_as_written(&page_name(folder, path), &old),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// The name [`About`] knows a page by, however its path is written: its name alone where it lies in the folder, which may be moved.
#[must_use]
pub fn page_name(folder: &Path, path: &Path) -> String {
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

#[cfg(test)]
pub(crate) mod tests;
