//! What commands print, all of it through here: nothing of it does anything to a terminal but fill its lines,
//! whatever names, paths and errors it is made of. A broken pipe is not an error, it is the reader's wish to stop.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::say::Clean;

/// As `eprintln!`, by way of [`aside`].
macro_rules! note {
    ($($said:tt)*) => { $crate::cmd::out::aside(&format!($($said)*)) };
}
pub(super) use note;

/// How a command ended, if not well.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The reader of our output has gone. Quiet, exit code 0.
    #[error("the reader of the output has gone")]
    ReaderGone,
    /// It failed: exit code 1. The text says what happened and what to try.
    #[error("{0}")]
    Failed(String),
    /// It was asked wrongly: exit code 2.
    #[error("{0}")]
    Usage(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Failed(error.to_string())
        }
    }
}

/// A writer for text of lines: what would act on a terminal is marked before it goes on.
#[derive(Debug)]
pub struct Cleaning<W>(W);

impl<W: Write> Write for Cleaning<W> {
    /// Takes all of the bytes, which must not end within a character: whoever formats text never does that.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(Clean::lines(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Standard output for text, buffered.
///
/// Frames by the million go past it (`read`, `capture`): what their lines are made of is [`Clean`] by its type.
#[must_use]
pub fn stdout() -> Cleaning<BufWriter<StdoutLock<'static>>> {
    Cleaning(BufWriter::new(io::stdout().lock()))
}

/// A path in a message: of one line, whatever it is called.
pub(super) fn shown(path: &Path) -> Clean {
    Clean::marked(&path.display().to_string())
}

/// Says something on standard error. Nobody may be reading there: the work goes on.
pub fn aside(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", Clean::lines(text));
}

/// Writes one line and flushes it, so that a reader on a pipe sees it at once.
///
/// # Errors
/// [`Stop::ReaderGone`] for a broken pipe, else what the system says.
pub fn line(out: &mut impl Write, text: &str) -> Result<(), Stop> {
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// Turns a command's result into an exit code; says on standard error what went wrong.
#[must_use]
pub fn exit_code(result: Result<(), Stop>) -> ExitCode {
    match result {
        Ok(()) | Err(Stop::ReaderGone) => ExitCode::SUCCESS,
        Err(Stop::Failed(why)) => {
            note!("wirelab: {why}");
            ExitCode::FAILURE
        }
        Err(Stop::Usage(why)) => {
            note!("wirelab: {why}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_does_nothing_to_a_terminal() {
        let mut out = Cleaning(Vec::new());
        let (path, name) = ("\x1b]0;x\x07.pcap", "\u{9b}2J\u{202e}");
        writeln!(out, "{path}: 你好 {name}\n{:<4}|", "a").unwrap();
        assert_eq!(
            String::from_utf8(out.0).unwrap(),
            "·]0;x·.pcap: 你好 ·2J·\na   |\n"
        );
    }
}
