//! Standard output for commands: a broken pipe is not an error, it is the reader's wish to stop.

use std::io::{self, Write};
use std::process::ExitCode;

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
            eprintln!("wirelab: {why}");
            ExitCode::FAILURE
        }
        Err(Stop::Usage(why)) => {
            eprintln!("wirelab: {why}");
            ExitCode::from(2)
        }
    }
}
