//! `wirelab read`: the frames of a capture file as lines, trees, dumps or JSON, counts, conversations.

use std::io::{self, Write};

use super::given::{failed, open};
use super::line;
use super::out::{Stop, note};
use crate::cli::ReadArgs;
use crate::files::{FileError, Reader, WriteError};
use crate::store::filter::Filter;
use crate::text::{Lang, Text};

mod flows;
mod save;
mod show;
mod stats;

/// Reads the file to its end, to `-c`, or until the reader of the output has gone.
///
/// # Errors
/// [`Stop::Usage`] for a filter that makes no sense, [`Stop::Failed`] for a file that can't be read
/// or makes no sense from some place on; all frames before it have been shown.
pub fn run(args: &ReadArgs) -> Result<(), Stop> {
    let text = Text::new(Lang::En);
    let filter = line::filter(args.filter.as_deref(), &text)?;
    let mut reader = open(&args.file).map_err(|error| failed(&args.file, &error, &text))?;
    let mut out = io::stdout().lock();
    let result = act(&mut reader, &filter, args, &mut out);
    out.flush()?;
    if let Some(lost) = reader.lost() {
        note!(
            "wirelab: {}: {}",
            super::out::shown(&args.file),
            text.say(&lost.say())
        );
    }
    result.map_err(|end| match end {
        End::Stop(stop) => stop,
        End::File(error) => failed(&args.file, &error, &text),
        End::Write(error) => {
            line::not_written(args.write.as_deref().unwrap_or(&args.file), error, &text)
        }
    })
}

/// Does what the arguments ask for.
fn act(
    reader: &mut Reader,
    filter: &Filter,
    args: &ReadArgs,
    out: &mut impl Write,
) -> Result<(), End> {
    if let Some(path) = &args.write {
        save::run(reader, filter, args.count, path)
    } else if args.stats {
        stats::run(reader, filter, args, out)
    } else if args.flows {
        flows::run(reader, filter, args, out)
    } else {
        show::run(reader, filter, args, out)
    }
}

/// Why the reading ended before its time.
#[derive(Debug)]
enum End {
    /// The output, or the question.
    Stop(Stop),
    /// The file.
    File(FileError),
    /// The file that is written.
    Write(WriteError),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Stop(error.into())
    }
}

impl From<FileError> for End {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<WriteError> for End {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

#[cfg(test)]
mod tests;
