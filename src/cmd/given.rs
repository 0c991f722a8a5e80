//! The capture file that a command was given.

use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;

use super::out::Stop;
use crate::files::{FileError, Reader};
use crate::text::Text;

/// Opens it; `-` is standard input. A pipe, named or not, is read as it comes.
///
/// # Errors
/// As [`Reader::open`] and [`Reader::live`].
pub fn open(path: &Path) -> Result<Reader, FileError> {
    if path.as_os_str() == "-" {
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        return Reader::live(File::from(input));
    }
    let file = File::open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Reader::open(path);
    }
    Reader::live(file)
}

/// It can't be read, or makes no sense from some place on.
pub fn failed(path: &Path, error: &FileError, text: &Text) -> Stop {
    Stop::Failed(format!(
        "{}: {}",
        super::out::shown(path),
        text.say(&error.say())
    ))
}
