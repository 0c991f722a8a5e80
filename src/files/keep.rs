//! Single files that are kept: a picture, a text, some frames. Nothing that is there is overwritten.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::target::numbered;
use super::{Format, WriteError, Writer};
use crate::msg::keep::Contents;
use crate::say;
use crate::say::{Foreign, Say};

/// Names tried for one file: `name.svg`, `name-2.svg`, … More would be no accident.
const MOST_TRIED: u32 = 10_000;

/// Writes a new file of exactly this name.
///
/// # Errors
/// If there is one already; what the system says. What was begun of it is taken away again.
pub fn exactly(path: &Path, contents: &Contents) -> Result<(), WriteError> {
    let file = File::create_new(path)?;
    fill(file, path, contents).inspect_err(|_| {
        // It is the one just made; half a file would pass for a whole one.
        let _ = fs::remove_file(path);
    })
}

/// Writes a new file: where there is one of this name already, its name gets `-2`, `-3` … Gives the name.
///
/// # Errors
/// What the system says. What was begun of it is taken away again.
pub fn beside(path: &Path, contents: &Contents) -> Result<PathBuf, WriteError> {
    let mut at = path.to_owned();
    for number in 2..MOST_TRIED {
        match exactly(&at, contents) {
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                at = numbered(path, number, 1);
            }
            Err(error) => return Err(error),
            Ok(()) => return Ok(at),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
}

fn fill(mut file: File, path: &Path, contents: &Contents) -> Result<(), WriteError> {
    match contents {
        Contents::Text(text) => file.write_all(text.as_bytes())?,
        Contents::Frames(frames) => {
            let mut writer = Writer::new(&mut file, Format::of(path));
            for kept in frames {
                writer.frame(
                    &kept.frame,
                    kept.interface.verbatim(),
                    kept.comment.as_ref().map(Foreign::verbatim),
                )?;
            }
            writer.finish()?;
        }
    }
    // A full disk may show only now.
    Ok(file.sync_all()?)
}

/// Why a file could not be written, and what to do about it.
#[must_use]
pub fn trouble(error: &WriteError) -> (Say, Option<Say>) {
    use io::ErrorKind as Kind;
    let kind = if let WriteError::Io(error) = error {
        error.kind()
    } else {
        Kind::Other
    };
    match kind {
        Kind::StorageFull | Kind::QuotaExceeded => {
            (say!("report-why-full"), Some(say!("report-remedy-full")))
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => (
            say!("report-why-denied"),
            Some(say!("report-remedy-denied")),
        ),
        Kind::NotFound | Kind::NotADirectory => (
            say!("report-why-folder"),
            Some(say!("report-remedy-folder")),
        ),
        Kind::AlreadyExists => (say!("report-why-name"), Some(say!("report-remedy-name"))),
        _ => (error.say(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("wirelab-keep-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_that_is_there_stays_and_the_new_one_gets_a_number() {
        let folder = Folder::new("numbers");
        let text = |text: &str| Contents::Text(text.into());
        let names: Vec<_> = ["one", "two", "three"]
            .map(|t| {
                beside(&folder.0.join("a.svg"), &text(t))
                    .unwrap()
                    .file_name()
                    .unwrap()
                    .to_owned()
            })
            .into();
        assert_eq!(names, ["a.svg", "a-2.svg", "a-3.svg"]);
        assert_eq!(fs::read_to_string(folder.0.join("a.svg")).unwrap(), "one");
        let error = exactly(&folder.0.join("a.svg"), &text("x")).unwrap_err();
        assert_eq!(trouble(&error).0, say!("report-why-name"));
    }

    #[test]
    fn what_cannot_be_written_is_an_error_with_a_remedy_and_leaves_nothing_behind() {
        let error = beside(
            Path::new("/nowhere/at/all/a.svg"),
            &Contents::Text(String::new()),
        )
        .unwrap_err();
        assert_eq!(
            trouble(&error),
            (
                say!("report-why-folder"),
                Some(say!("report-remedy-folder"))
            )
        );
        // A disk that is always full.
        if Path::new("/dev/full").exists() {
            let file = fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap();
            let error = fill(file, Path::new("a.svg"), &Contents::Text("x".into())).unwrap_err();
            assert_eq!(trouble(&error).0, say!("report-why-full"));
        }
    }
}
