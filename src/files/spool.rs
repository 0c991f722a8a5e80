//! What can't be read by position (gzip, a pipe) is first written to a file that has no name: it is
//! gone when it is closed, however the program ends.

use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;

use super::error::{FileError, Lost};
use super::form::Form;
use super::limits::MOST_UNPACKED;
use super::magic::{self, MAGIC};
use super::progress::{Progress, Watch};

/// Bytes copied at a time.
const PIECE: usize = 256 << 10;

/// A file without a name, where temporary files belong (`TMPDIR`).
///
/// # Errors
/// What the system says.
fn nameless() -> io::Result<File> {
    let folder = std::env::temp_dir();
    #[cfg(target_os = "linux")]
    {
        use nix::fcntl::{OFlag, open};
        use nix::sys::stat::Mode;
        let flags = OFlag::O_TMPFILE | OFlag::O_RDWR | OFlag::O_CLOEXEC;
        if let Ok(file) = open(&folder, flags, Mode::from_bits_truncate(0o600)) {
            return Ok(File::from(file));
        }
    }
    // Not every file system can make one at once; mkstemp opens it for the owner alone.
    let (file, path) = nix::unistd::mkstemp(&folder.join("wirelab-XXXXXX"))?;
    nix::unistd::unlink(&path)?;
    Ok(File::from(file))
}

/// Counts what was read through it.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

/// Unpacks gzip (all its members). With a break in it: what could be unpacked, and [`Lost::Packed`].
///
/// # Errors
/// What the system says; [`FileError::TooLarge`], [`FileError::Cancelled`].
pub(super) fn unpack(
    packed: &File,
    total: u64,
    watch: Watch<'_>,
) -> Result<(File, Option<Lost>), FileError> {
    let counted = Counted {
        inner: BufReader::with_capacity(PIECE, packed),
        count: 0,
    };
    let mut reader = MultiGzDecoder::new(counted);
    let mut file = nameless()?;
    let mut written = 0;
    let mut piece = vec![0; PIECE];
    loop {
        let count = match reader.read(&mut piece) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if written > 0 && is_broken(&error) => {
                return Ok((file, Some(Lost::Packed { offset: written })));
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let (form, have) = (Form::Gzip, total);
                return Err(FileError::Cut { form, have });
            }
            Err(error) if is_broken(&error) => return Err(FileError::NotACapture),
            Err(error) => return Err(error.into()),
        };
        let progress = Progress {
            done: reader.get_ref().count,
            total: Some(total),
        };
        let Some(piece) = piece.get(..count).filter(|piece| !piece.is_empty()) else {
            return Ok((file, None));
        };
        write(&mut file, piece, &mut written, progress, watch)?;
    }
}

/// Takes all that a stream has, unless it begins like no capture file: it may never end.
///
/// # Errors
/// What the system says; [`FileError::NotACapture`], [`FileError::TooLarge`], [`FileError::Cancelled`].
pub(super) fn collect(mut stream: impl Read, watch: Watch<'_>) -> Result<File, FileError> {
    let mut head = Vec::new();
    (&mut stream).take(MAGIC as u64).read_to_end(&mut head)?;
    magic::form(&head)?;
    let mut stream = head.as_slice().chain(stream);
    let mut file = nameless()?;
    let mut written = 0;
    let mut piece = vec![0; PIECE];
    loop {
        let count = match stream.read(&mut piece) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(piece) = piece.get(..count).filter(|piece| !piece.is_empty()) else {
            return Ok(file);
        };
        let progress = Progress {
            done: written,
            total: None,
        };
        write(&mut file, piece, &mut written, progress, watch)?;
    }
}

fn write(
    file: &mut File,
    piece: &[u8],
    written: &mut u64,
    progress: Progress,
    watch: Watch<'_>,
) -> Result<(), FileError> {
    *written += piece.len() as u64;
    if *written > MOST_UNPACKED {
        return Err(FileError::TooLarge);
    }
    file.write_all(piece)?;
    match watch(progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FileError::Cancelled),
    }
}

/// Is it the packed bytes that are wrong, not the reading of them?
pub(super) fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | InvalidData | InvalidInput)
}
