//! A capture file that is open: single frames are read out of it by position.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use bytes::{Bytes, BytesMut};

use super::error::FileError;
use super::limits::MOST_FRAME;

/// An open file, as it was when it was opened. May be read from several threads.
#[derive(Debug)]
pub struct Source {
    pub(super) file: File,
    pub(super) size: u64,
}

impl Source {
    /// Its size when it was opened, in bytes (unpacked).
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of one frame: `offset` as [`FileBatch::offset_of`](crate::msg::file::FileBatch::offset_of) tells it, `length` as captured.
    ///
    /// # Errors
    /// What the system says; [`FileError::Shrunk`] if the bytes are no longer there.
    pub fn read_frame(&self, offset: u64, length: u32) -> Result<Bytes, FileError> {
        let mut buffer = BytesMut::zeroed(length.min(MOST_FRAME) as usize);
        self.fill(&mut buffer, offset)?;
        Ok(buffer.freeze())
    }

    /// Fills the whole buffer from `offset` on.
    ///
    /// # Errors
    /// As [`Source::read_frame`].
    pub fn fill(&self, mut buffer: &mut [u8], mut offset: u64) -> Result<(), FileError> {
        while !buffer.is_empty() {
            match self.file.read_at(buffer, offset) {
                Ok(0) => return Err(FileError::Shrunk { offset }),
                Ok(count) => {
                    buffer = buffer.get_mut(count..).unwrap_or_default();
                    offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
