//! The capture file that a command was given.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use super::out::Stop;
use crate::files::{FileError, Reader};
use crate::text::Text;

/// Opens it; `-` is standard input.
///
/// # Errors
/// As [`Reader::open`] and [`Reader::of_stream`].
pub fn open(path: &Path) -> Result<Reader, FileError> {
    if path.as_os_str() == "-" {
        let go_on = &mut |_| ControlFlow::Continue(());
        return Reader::of_stream(io::stdin().lock(), go_on);
    }
    Reader::open(path)
}

/// It can't be read, or makes no sense from some place on.
pub fn failed(path: &Path, error: &FileError, text: &Text) -> Stop {
    Stop::Failed(format!("{}: {}", path.display(), text.say(&error.say())))
}
