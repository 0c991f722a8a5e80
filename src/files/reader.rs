//! Reads a capture file by position, a large piece at a time; frames are ranges of these pieces.
//!
//! A piece ends where its last whole record ends, and the next one begins there: no frame is ever
//! put together from two pieces. Only the bytes that were there when the file was opened are read.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::error::{FileError, Lost};
use super::form::Form;
use super::magic::{self, MAGIC};
use super::pcap::{self, Found, Step};
use super::progress::{Progress, Watch};
use super::source::Source;
use super::spool;
use crate::frame::{BatchedFrame, ChecksumStatus, FrameBatch, FrameMeta, Origin, link};
use crate::msg::file::{FileBatch, FileInterface};
use crate::place::{InterfaceIndex, Place};
use crate::say::Foreign;

use parser::{HEAD, Parser};
use stream::Stream;

/// Bytes read at a time: they stay in the processor's cache until their frames have been looked at.
const PIECE: usize = 256 << 10;
/// Pieces remembered to be used again, at most: as many as may be on their way to whoever asked for them.
const PIECES: usize = 16;

/// Reads a file from its beginning to its end.
#[derive(Debug)]
pub struct Reader {
    input: Input,
    parser: Parser,
    /// Where the next record begins.
    at: u64,
    /// Frames handed out.
    frames: u64,
    interfaces: Arc<[FileInterface]>,
    lost: Option<Lost>,
    /// Where the last block began that is stepped over, and how long it is.
    skipped: (u64, u64),
    /// Found behind frames that are handed out first.
    failed: Option<FileError>,
    done: bool,
    /// Pieces handed out: whichever nobody holds any more serves for the next one.
    pieces: VecDeque<Bytes>,
    spare_frames: Vec<BatchedFrame>,
    /// Frames of the last piece: the next one will have about as many.
    usual: usize,
    /// Device and number of the file that was opened, packed or not.
    opened: Option<(u64, u64)>,
}

/// Where the bytes are from.
#[derive(Debug)]
enum Input {
    /// A file, read by position.
    File(Arc<Source>),
    /// What comes through a pipe, taken as it comes.
    Stream(Stream),
}

/// Why the walk through a piece has ended.
enum Pause {
    /// So many bytes are needed from where it stands.
    Need(u64),
    /// All is used up; or something is wrong, which is kept in `failed`.
    End,
}

impl Reader {
    /// Opens a file: pcap or pcapng, plain or in gzip; or a pipe with one of them. On which host its
    /// frames were seen nobody tells.
    ///
    /// # Errors
    /// What the system says; [`FileError::NotACapture`], [`FileError::Empty`], [`FileError::Bad`]
    /// for a version that is not known.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Self::open_watched(path, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`Reader::open`]; `watch` is told how far the unpacking has come, and may end it.
    ///
    /// # Errors
    /// As [`Reader::open`]; [`FileError::Cancelled`].
    pub fn open_watched(path: &Path, watch: Watch<'_>) -> Result<Self, FileError> {
        let file = File::open(path)?;
        let kind = file.metadata()?;
        if kind.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
        }
        let reader = if kind.is_file() {
            Self::of_file(file, watch)
        } else {
            Self::of_stream(file, watch)
        }?;
        Ok(Self {
            opened: Some((kind.dev(), kind.ino())),
            ..reader
        })
    }

    /// Is the file that was opened the one of this name?
    #[must_use]
    pub fn is(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|there| self.opened == Some((there.dev(), there.ino())))
    }

    /// Takes all that a stream has, then reads it: single frames can be read again then.
    ///
    /// # Errors
    /// As [`Reader::open_watched`].
    pub fn of_stream(stream: impl Read, watch: Watch<'_>) -> Result<Self, FileError> {
        Self::of_file(spool::collect(stream, watch)?, watch)
    }

    /// Reads a stream as it comes: each frame as soon as it is there.
    ///
    /// # Errors
    /// What the system says; [`FileError::NotACapture`] as soon as that is sure, and the others that
    /// [`Reader::open`] has.
    pub fn live(stream: impl Read + Send + 'static) -> Result<Self, FileError> {
        let (head, stream) = Stream::begin(stream, HEAD)?;
        let mut reader = Self::of(Input::Stream(stream), &head)?;
        if let Input::Stream(stream) = &mut reader.input {
            stream.step_over(reader.at);
        }
        Ok(reader)
    }

    fn of_file(file: File, watch: Watch<'_>) -> Result<Self, FileError> {
        let size = file.metadata()?.len();
        let mut head = [0; MAGIC];
        let there = file.read_at(&mut head, 0)?;
        if magic::form(head.get(..there).unwrap_or_default())? == Form::Gzip {
            // A spooled stream stands at its end.
            io::Seek::rewind(&mut &file)?;
            let (unpacked, lost) = spool::unpack(&file, size, watch)?;
            let size = unpacked.metadata()?.len();
            let file = unpacked;
            let reader = Self::over(Arc::new(Source { file, size }))?;
            return Ok(Self { lost, ..reader });
        }
        Self::over(Arc::new(Source { file, size }))
    }

    /// Reads an open file once more from its beginning; what it was packed in is unpacked already.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn over(source: Arc<Source>) -> Result<Self, FileError> {
        let mut head = [0; HEAD];
        let here = source.size.min(HEAD as u64) as usize;
        let head = head.get_mut(..here).unwrap_or_default();
        source.fill(head, 0)?;
        Self::of(Input::File(source), head)
    }

    /// Begins with what stands at the beginning: [`HEAD`] bytes, or all there are.
    fn of(input: Input, head: &[u8]) -> Result<Self, FileError> {
        let parser = Parser::open(head)?;
        let (at, interfaces) = match &parser {
            Parser::Pcap(pcap) => (
                pcap::HEADER as u64,
                vec![interface(&Foreign::NONE, pcap.number, pcap.snaplen)],
            ),
            Parser::Pcapng(_) => (0, Vec::new()),
        };
        Ok(Self {
            input,
            parser,
            at,
            frames: 0,
            interfaces: interfaces.into(),
            lost: None,
            skipped: (0, 0),
            failed: None,
            done: false,
            pieces: VecDeque::new(),
            spare_frames: Vec::new(),
            usual: 0,
            opened: None,
        })
    }

    /// The file, to read single frames of it; `None`: it is a stream, whose bytes are gone.
    #[must_use]
    pub fn source(&self) -> Option<Arc<Source>> {
        match &self.input {
            Input::File(source) => Some(Arc::clone(source)),
            Input::Stream(_) => None,
        }
    }

    /// Do its frames come when whoever writes them likes?
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.input, Input::Stream(_))
    }

    /// Its size, as far as it is known.
    fn size(&self) -> Option<u64> {
        match &self.input {
            Input::File(source) => Some(source.size),
            Input::Stream(stream) => stream.size(),
        }
    }

    /// How far the reading has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let total = self.size();
        Progress {
            done: self.at.min(total.unwrap_or(u64::MAX)),
            total,
        }
    }

    /// Frames handed out so far.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// All interfaces told of so far.
    #[must_use]
    pub fn interfaces(&self) -> Arc<[FileInterface]> {
        Arc::clone(&self.interfaces)
    }

    /// What is lost because the file stops too early; known when [`Reader::next_batch`] has given `None`.
    #[must_use]
    pub const fn lost(&self) -> Option<Lost> {
        self.lost
    }

    /// Frames that the file itself says were dropped while it was captured.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        match &self.parser {
            Parser::Pcap(_) => 0,
            Parser::Pcapng(pcapng) => pcapng.dropped(),
        }
    }

    /// Gives a batch back that is no longer needed: its memory serves for the next one.
    pub fn recycle(&mut self, batch: FileBatch) {
        let FrameBatch { bytes, mut frames } = batch.frames;
        drop(bytes);
        frames.clear();
        self.spare_frames = frames;
    }

    /// The next frames, at least one; `None` at the end.
    ///
    /// # Errors
    /// What the system says; [`FileError::Bad`] where a record makes no sense (all frames before it
    /// have been given), [`FileError::Shrunk`]. After an error there is nothing more.
    pub fn next_batch(&mut self) -> Result<Option<FileBatch>, FileError> {
        let mut want = 1;
        while !self.done {
            if let Some(error) = self.failed.take() {
                self.done = true;
                return Err(error);
            }
            let piece = self.piece(want).inspect_err(|_| self.done = true)?;
            if piece.is_empty() {
                self.end_of_stream();
                break;
            }
            let (batch, pause) = self.walk(piece);
            self.keep_rest(&batch);
            match pause {
                _ if !batch.frames.frames.is_empty() => return Ok(Some(batch)),
                Pause::Need(need) => self.need(need, &mut want),
                Pause::End => {}
            }
            self.recycle(batch);
        }
        self.done = true;
        Ok(None)
    }

    /// A record needs so many bytes from where it stands: are they there?
    fn need(&mut self, need: u64, want: &mut u64) {
        let left = self.size().map(|size| size.saturating_sub(self.at));
        if let Some(have) = left.filter(|have| need > *have) {
            if self.at == 0 {
                // The section header: without it nothing can be read.
                let form = Form::Pcapng;
                self.failed = Some(FileError::Cut { form, have });
            } else {
                self.lost.get_or_insert(Lost::Record {
                    offset: self.at,
                    have,
                    need,
                });
                self.done = true;
            }
        }
        *want = need;
    }

    /// What is there from where it stands, at least `want` bytes; less or nothing: there is no more.
    fn piece(&mut self, want: u64) -> Result<Bytes, FileError> {
        match &mut self.input {
            Input::File(source) => {
                let left = source.size.saturating_sub(self.at);
                let source = Arc::clone(source);
                self.piece_of(&source, want.max(PIECE as u64).min(left) as usize)
            }
            Input::Stream(stream) => {
                let piece = stream.piece(want);
                self.lost = self.lost.or_else(|| stream.lost());
                piece
            }
        }
    }

    /// Notes what is lost where a stream has ended within a block that is only stepped over.
    fn end_of_stream(&mut self) {
        let Input::Stream(stream) = &self.input else {
            return;
        };
        let (offset, need) = self.skipped;
        let have = stream.size().unwrap_or(0).saturating_sub(offset);
        if stream.ended_too_early() {
            self.lost.get_or_insert(Lost::Record { offset, have, need });
        }
    }

    /// What a stream has brought and the walk has left.
    fn keep_rest(&mut self, batch: &FileBatch) {
        if let Input::Stream(stream) = &mut self.input {
            let used = self.at - batch.offset;
            stream.keep_rest(&batch.frames.bytes, used);
        }
    }

    /// So many bytes of the file from where it stands.
    fn piece_of(&mut self, source: &Source, count: usize) -> Result<Bytes, FileError> {
        if count == 0 {
            return Ok(Bytes::new());
        }
        let free = self
            .pieces
            .iter()
            .position(Bytes::is_unique)
            .and_then(|at| self.pieces.remove(at));
        let spare = free.and_then(|bytes| bytes.try_into_mut().ok());
        let mut buffer = spare.unwrap_or_else(|| BytesMut::zeroed(count));
        buffer.resize(count, 0);
        source.fill(&mut buffer, self.at)?;
        let piece = buffer.freeze();
        if self.pieces.len() == PIECES {
            self.pieces.pop_front();
        }
        // One made longer by a very long frame is not kept.
        if count <= PIECE {
            self.pieces.push_back(piece.clone());
        }
        Ok(piece)
    }

    /// Goes through the records of a piece that begins where it stands.
    fn walk(&mut self, piece: Bytes) -> (FileBatch, Pause) {
        let first = self.frames + 1;
        let offset = self.at;
        let mut frames = std::mem::take(&mut self.spare_frames);
        frames.reserve(self.usual);
        let mut comments = Vec::new();
        let mut at = 0;
        let mut pause = Pause::End;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            match self.parser.step(rest) {
                Ok(Step::Frame(found)) => {
                    frames.push(batched(&found, at, rest));
                    self.frames += 1;
                    comments.extend(self.comment());
                    at += found.record;
                }
                Ok(Step::Skip(count)) => {
                    let here = offset + at as u64;
                    let left = self.size().map(|size| size.saturating_sub(here));
                    if left.is_some_and(|left| count > left) {
                        pause = Pause::Need(count);
                        break;
                    }
                    self.skipped = (here, count);
                    at = at.saturating_add(count as usize);
                }
                Ok(Step::Need(count)) => {
                    pause = Pause::Need(count as u64);
                    break;
                }
                Err(bad) => {
                    self.failed = Some(FileError::Bad {
                        offset: offset + at as u64,
                        after: self.frames,
                        bad,
                    });
                    break;
                }
            }
        }
        self.at = offset + at as u64;
        self.usual = frames.len();
        self.learn();
        let interfaces = Arc::clone(&self.interfaces);
        (
            FileBatch {
                first,
                frames: FrameBatch {
                    bytes: piece,
                    frames,
                },
                offset,
                interfaces,
                comments,
            },
            pause,
        )
    }

    /// The comment of the frame that was found last, with its number.
    #[inline]
    fn comment(&mut self) -> Option<(u64, Foreign)> {
        let Parser::Pcapng(pcapng) = &mut self.parser else {
            return None;
        };
        pcapng.take_comment().map(|comment| (self.frames, comment))
    }

    /// Takes in interfaces that have been described since.
    fn learn(&mut self) {
        if let Parser::Pcapng(pcapng) = &self.parser
            && pcapng.interfaces().len() > self.interfaces.len()
        {
            self.interfaces = pcapng
                .interfaces()
                .iter()
                .map(|one| interface(&one.name, one.number, one.snaplen))
                .collect();
        }
    }
}

fn interface(name: &Foreign, number: link::Number, snaplen: u32) -> FileInterface {
    FileInterface {
        name: name.clone(),
        link: link::from_number(number),
        snaplen,
    }
}

/// The found frame, whose record begins at `at` in the piece.
#[inline]
fn batched(found: &Found, at: usize, record: &[u8]) -> BatchedFrame {
    let bytes = record
        .get(found.at..found.at + found.captured as usize)
        .unwrap_or_default();
    let meta = FrameMeta {
        time: found.time,
        place: Place::in_file(InterfaceIndex(found.interface)),
        direction: found.direction,
        link: found.link,
        origin: Origin::Opened,
        length: found.length,
        fcs: found.fcs,
        checksum: ChecksumStatus::Unknown,
    };
    BatchedFrame {
        digest: meta.digest(bytes),
        meta,
        at: (at + found.at) as u32,
        captured: found.captured,
    }
}

/// How many frames there are in a file; `None`: it makes no sense, or its end is missing.
#[must_use]
pub fn count(path: &Path) -> Option<u64> {
    let mut reader = Reader::open(path).ok()?;
    let mut frames = 0;
    while let Some(batch) = reader.next_batch().ok()? {
        frames += batch.frames.frames.len() as u64;
    }
    reader.lost().is_none().then_some(frames)
}

mod parser;
mod stream;

#[cfg(test)]
mod tests;
