//! What comes through a pipe, taken as it comes: a frame is handed out as soon as it is there.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;

use super::PIECE;
use crate::files::error::{FileError, Lost};
use crate::files::form::Form;
use crate::files::magic::{self, MAGIC};
use crate::files::spool::is_broken;

/// Counts what comes, before anything is unpacked.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A pipe, unpacked where it is in gzip.
pub(super) struct Stream {
    inner: Box<dyn Read + Send>,
    /// Came and was not used up: the beginning of a record.
    kept: BytesMut,
    /// Bytes that are stepped over before the next one counts.
    over: u64,
    /// Bytes that came, unpacked.
    came: u64,
    /// Bytes that came, as they came.
    raw: Arc<AtomicU64>,
    ended: bool,
    packed: bool,
    lost: Option<Lost>,
}

impl Stream {
    /// Reads on until `count` bytes (unpacked) are there, the stream ends, or it cannot be a capture file.
    /// Gives what is there, which stays to be read.
    pub(super) fn begin(
        mut stream: impl Read + Send + 'static,
        count: usize,
    ) -> Result<(Vec<u8>, Self), FileError> {
        let mut first = Vec::new();
        (&mut stream).take(MAGIC as u64).read_to_end(&mut first)?;
        let packed = magic::form(&first)? == Form::Gzip;
        let raw = Arc::new(AtomicU64::new(0));
        let whole = Counted {
            inner: Cursor::new(first).chain(stream),
            count: Arc::clone(&raw),
        };
        let inner: Box<dyn Read + Send> = if packed {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(PIECE, whole)))
        } else {
            Box::new(whole)
        };
        let mut stream = Self {
            inner,
            kept: BytesMut::new(),
            over: 0,
            came: 0,
            raw,
            ended: false,
            packed,
            lost: None,
        };
        while stream.kept.len() < count && !stream.ended {
            stream.more()?;
        }
        let head = stream.kept.iter().take(count).copied().collect();
        Ok((head, stream))
    }

    /// The first bytes have been read already.
    pub(super) const fn step_over(&mut self, count: u64) {
        self.over = count;
    }

    /// Its size, once it has ended.
    pub(super) const fn size(&self) -> Option<u64> {
        if self.ended { Some(self.came) } else { None }
    }

    /// Did it end before all bytes had come that were to be stepped over?
    pub(super) const fn ended_too_early(&self) -> bool {
        self.over > 0
    }

    /// What is lost of a stream in gzip that breaks off.
    pub(super) const fn lost(&self) -> Option<Lost> {
        self.lost
    }

    /// What has come and was not used up, at least `need` bytes where these still come; nothing at its end.
    pub(super) fn piece(&mut self, need: u64) -> Result<Bytes, FileError> {
        self.drop_over();
        while !self.ended && (self.kept.len() as u64) < need {
            self.more()?;
            self.drop_over();
        }
        Ok(self.kept.split().freeze())
    }

    /// Puts back what `piece` has left behind its first `used` bytes; more than it has: they are stepped over.
    pub(super) fn keep_rest(&mut self, piece: &Bytes, used: u64) {
        let there = piece.len() as u64;
        self.over = used.saturating_sub(there);
        let rest = piece.get(used.min(there) as usize..).unwrap_or_default();
        self.kept.extend_from_slice(rest);
    }

    fn drop_over(&mut self) {
        let now = self.over.min(self.kept.len() as u64);
        bytes::Buf::advance(&mut self.kept, now as usize);
        self.over -= now;
    }

    /// Waits for more and takes it in.
    fn more(&mut self) -> Result<(), FileError> {
        let before = self.kept.len();
        self.kept.resize(before + PIECE, 0);
        let room = self.kept.get_mut(before..).unwrap_or_default();
        let read = loop {
            match self.inner.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.kept.truncate(before + count);
        self.came += count as u64;
        match read {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) if self.packed && is_broken(&error) => self.broke(&error)?,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The packing breaks: what was unpacked counts.
    fn broke(&mut self, error: &io::Error) -> Result<(), FileError> {
        self.ended = true;
        match error.kind() {
            _ if self.came > 0 => {
                self.lost = Some(Lost::Packed { offset: self.came });
                Ok(())
            }
            io::ErrorKind::UnexpectedEof => Err(FileError::Cut {
                form: Form::Gzip,
                have: self.raw.load(Ordering::Relaxed),
            }),
            _ => Err(FileError::NotACapture),
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("came", &self.came)
            .field("kept", &self.kept.len())
            .finish_non_exhaustive()
    }
}
