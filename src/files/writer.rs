//! Writes capture files: pcap with nanoseconds, or pcapng.
//!
//! Nothing reaches the file before the first frame but what [`Writer::finish`] writes for an empty
//! one: pcap names its link type in its header, and only the first frame tells it.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use super::{pcap, pcapng};
use crate::frame::link::{self, Number};
use crate::frame::{FcsLength, Frame, FrameMeta, Origin, Provenance};
use crate::place::Place;
use crate::say;
use crate::say::Say;
use crate::wire::LinkType;

/// Bytes that are gathered before they are written.
const GATHER: usize = 256 << 10;
/// What pcap's header says about how much is kept of a frame: as tcpdump writes it.
const SNAPLEN: u32 = 262_144;
/// The longest name or comment: an option's length has 16 bits.
const MOST_TEXT: usize = 65_532;

const SECOND: i64 = 1_000_000_000;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// pcap: every program reads it. One link type; no names, directions, comments.
    Pcap,
    /// pcapng: several interfaces with their names, directions, comments.
    Pcapng,
}

impl Format {
    /// By a file's name: pcap where it ends in `.pcap` or `.cap`, else pcapng.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if ["pcap", "cap", "dmp"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
        {
            Self::Pcap
        } else {
            Self::Pcapng
        }
    }
}

/// Why a frame can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Capture files have no number for this kind of link.
    #[error("{0:?} has no number in capture files")]
    Link(LinkType),
    /// pcap holds one kind of link, and this frame is of another than the first.
    #[error("pcap holds one kind of link")]
    Links,
    /// pcap says once how long the FCS is, in words of 16 bits, and this frame's is another.
    #[error("pcap has one length of the FCS, in words of 16 bits")]
    Fcs,
    /// pcap has a time for each frame, and this one has none.
    #[error("pcap has a time for each frame")]
    NoTime,
    /// The frame was rebuilt and not all of it is known.
    #[error("rebuilt and not whole")]
    Rebuilt,
    /// It is the file that is being read.
    #[error("the file that is being read")]
    Same,
}

impl WriteError {
    /// For the screen.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Io(error) => say!("files-io", error = error.to_string()),
            Self::Link(link) => say!("files-write-link", link = format!("{link:?}")),
            Self::Links => say!("files-write-links"),
            Self::Fcs => say!("files-write-fcs"),
            Self::NoTime => say!("files-write-no-time"),
            Self::Rebuilt => say!("files-write-rebuilt"),
            Self::Same => say!("files-write-same"),
        }
    }
}

/// What the frames of a pcap file, or of an interface in pcapng, have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    /// The link type's number.
    number: Number,
    fcs: FcsLength,
}

/// An interface as it was described, so that frames without a time can be written as its.
#[derive(Debug, Clone, Copy)]
struct First {
    id: (Place, Kind),
    /// As the description says it; 0: no limit.
    snaplen: u32,
}

impl First {
    /// May a simple packet block, which says neither interface nor kept length, hold this frame?
    fn holds(self, id: (Place, Kind), captured: u32, length: u32) -> bool {
        let most = if self.snaplen == 0 {
            u32::MAX
        } else {
            self.snaplen
        };
        self.id == id && length.min(most) == captured
    }
}

impl Kind {
    /// The last word of pcap's header; `None` where it has no way to say how long the FCS is: it counts
    /// words of 16 bits, 15 at most.
    fn in_pcap(self) -> Option<u32> {
        let fcs = u32::from(self.fcs.bytes());
        let said = match fcs {
            0 => 0,
            2..=30 if fcs.is_multiple_of(2) => pcap::FCS_DECLARED | (fcs / 2) << pcap::FCS_WORDS,
            _ => return None,
        };
        Some(said | u32::from(self.number))
    }
}

/// Writes frames, one after another.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    gathered: Vec<u8>,
    /// pcap: the first frame's link.
    link: Option<Kind>,
    /// pcapng: a section has begun.
    begun: bool,
    /// pcapng: numbers of interfaces, and the one that was asked for last.
    interfaces: HashMap<(Place, Kind), u32>,
    last: Option<((Place, Kind), u32)>,
    /// pcapng: the section's first interface.
    first: Option<First>,
    bytes: u64,
    frames: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    #[must_use]
    pub fn new(out: W, format: Format) -> Self {
        let gathered = Vec::with_capacity(GATHER + 4096);
        Self {
            out,
            format,
            gathered,
            link: None,
            begun: false,
            interfaces: HashMap::new(),
            last: None,
            first: None,
            bytes: 0,
            frames: 0,
        }
    }

    /// Bytes written or gathered so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Frames written or gathered so far.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// Adds a frame by itself. `interface` is its interface's name, empty where it has none.
    ///
    /// # Errors
    /// As [`Writer::add`]; [`WriteError::Rebuilt`] if bytes of it are place-holders.
    pub fn frame(
        &mut self,
        frame: &Frame,
        interface: &str,
        comment: Option<&str>,
    ) -> Result<(), WriteError> {
        if frame
            .origins
            .iter()
            .any(|(_, provenance)| *provenance == Provenance::Unknown)
        {
            return Err(WriteError::Rebuilt);
        }
        self.add(&frame.meta, &frame.bytes, interface, comment)
    }

    /// Adds a frame: its captured bytes, its interface's name, a comment (lost in pcap, and where the frame
    /// has no time: the only block without a time has no comments either).
    ///
    /// # Errors
    /// What the system says; a link that can't be written; a rebuilt frame of which bytes are missing.
    pub fn add(
        &mut self,
        meta: &FrameMeta,
        bytes: &[u8],
        interface: &str,
        comment: Option<&str>,
    ) -> Result<(), WriteError> {
        if meta.origin == Origin::Rebuilt && bytes.len() < meta.length as usize {
            return Err(WriteError::Rebuilt);
        }
        let number = link::to_number(meta.link, meta.origin).ok_or(WriteError::Link(meta.link))?;
        let kind = Kind {
            number,
            fcs: meta.fcs,
        };
        let before = self.gathered.len();
        match self.format {
            Format::Pcap => self.add_pcap(meta, kind, bytes)?,
            Format::Pcapng => self.add_pcapng(meta, kind, bytes, interface, comment),
        }
        self.bytes += (self.gathered.len() - before) as u64;
        self.frames += 1;
        if self.gathered.len() >= GATHER {
            self.flush_gathered()
        } else {
            Ok(())
        }
    }

    fn flush_gathered(&mut self) -> Result<(), WriteError> {
        self.out.write_all(&self.gathered)?;
        self.gathered.clear();
        Ok(())
    }

    /// Writes what was gathered.
    ///
    /// # Errors
    /// What the system says.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.flush_gathered()?;
        Ok(self.out.flush()?)
    }

    /// Ends the file: one without frames gets its header now.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self) -> Result<W, WriteError> {
        match self.format {
            Format::Pcap if self.link.is_none() => self.begin_pcap(1),
            Format::Pcapng => self.begin_pcapng(),
            Format::Pcap => {}
        }
        self.flush()?;
        Ok(self.out)
    }

    #[inline]
    fn words<const N: usize>(&mut self, words: &[u32; N]) {
        self.gathered
            .extend_from_slice(words.map(u32::to_le_bytes).as_flattened());
    }

    fn begin_pcap(&mut self, link: u32) {
        self.words(&[pcap::NANOS, 4 << 16 | 2, 0, 0, SNAPLEN, link]);
    }

    fn add_pcap(&mut self, meta: &FrameMeta, kind: Kind, bytes: &[u8]) -> Result<(), WriteError> {
        match self.link {
            None => {
                self.begin_pcap(kind.in_pcap().ok_or(WriteError::Fcs)?);
                self.link = Some(kind);
            }
            Some(first) if first == kind => {}
            Some(first) if first.number == kind.number => return Err(WriteError::Fcs),
            Some(_) => return Err(WriteError::Links),
        }
        if !meta.time.is_known() {
            return Err(WriteError::NoTime);
        }
        // Seconds have 32 bits: 1970 to 2106.
        let seconds = u32::try_from(meta.time.0.div_euclid(SECOND)).unwrap_or(0);
        let nanos = meta.time.0.rem_euclid(SECOND) as u32;
        self.words(&[
            seconds,
            nanos,
            bytes.len() as u32,
            meta.length.max(bytes.len() as u32),
        ]);
        self.gathered.extend_from_slice(bytes);
        Ok(())
    }

    fn begin_pcapng(&mut self) {
        if self.begun {
            return;
        }
        self.begun = true;
        let program = concat!("wirelab ", env!("CARGO_PKG_VERSION")).as_bytes();
        self.block(pcapng::SECTION, |out| {
            out.extend_from_slice(&pcapng::MAGIC.to_le_bytes());
            out.extend_from_slice(&[1, 0, 0, 0]);
            // How long the section is can't be told before it ends.
            out.extend_from_slice(&[0xff; 8]);
            option(out, 4, program);
            end_options(out);
        });
    }

    /// The interface's number in the section, described if it is new.
    fn interface(&mut self, key: (Place, Kind), name: &str, snaplen: u32) -> u32 {
        let (_, kind) = key;
        if let Some((last, id)) = self.last
            && last == key
        {
            return id;
        }
        let next = self.interfaces.len() as u32;
        let id = *self.interfaces.entry(key).or_insert(next);
        self.last = Some((key, id));
        if id == next {
            self.first.get_or_insert(First { id: key, snaplen });
            self.block(pcapng::INTERFACE, |out| {
                out.extend_from_slice(&kind.number.to_le_bytes());
                // Reserved.
                out.extend_from_slice(&[0; 2]);
                out.extend_from_slice(&snaplen.to_le_bytes());
                if !name.is_empty() {
                    option(out, 2, name.as_bytes());
                }
                // Times count nanoseconds.
                option(out, 9, &[9]);
                if !kind.fcs.is_none() {
                    option(out, pcapng::FCS_OPTION, &[kind.fcs.bytes()]);
                }
                end_options(out);
            });
        }
        id
    }

    fn add_pcapng(
        &mut self,
        meta: &FrameMeta,
        kind: Kind,
        bytes: &[u8],
        interface: &str,
        comment: Option<&str>,
    ) {
        if !meta.time.is_known() {
            return self.add_timeless(meta, kind, bytes, interface);
        }
        self.begin_pcapng();
        let id = self.interface((meta.place, kind), interface, 0);
        let stamp = u64::try_from(meta.time.0).unwrap_or(0);
        let captured = bytes.len() as u32;
        self.block(pcapng::PACKET, |out| {
            let head = [
                id,
                (stamp >> 32) as u32,
                stamp as u32,
                captured,
                meta.length.max(captured),
            ];
            out.extend_from_slice(head.map(u32::to_le_bytes).as_flattened());
            out.extend_from_slice(bytes);
            fill(out, bytes.len());
            let flags = pcapng::flags(meta.direction, meta.fcs);
            if let Some(comment) = comment {
                option(out, 1, comment.as_bytes());
            }
            match flags {
                // Option 2 of 4 bytes, its value, the end of the options.
                Some(flags) => out.extend_from_slice(
                    [4 << 16 | 2, flags, 0].map(u32::to_le_bytes).as_flattened(),
                ),
                None if comment.is_some() => end_options(out),
                None => {}
            }
        });
    }

    /// A frame without a time: only the simple packet block says so. It belongs to its section's first
    /// interface and is cut where that says; where this is another a new section begins.
    fn add_timeless(&mut self, meta: &FrameMeta, kind: Kind, bytes: &[u8], interface: &str) {
        let id = (meta.place, kind);
        let captured = bytes.len() as u32;
        let length = meta.length.max(captured);
        if self
            .first
            .is_some_and(|first| !first.holds(id, captured, length))
        {
            (self.begun, self.first, self.last) = (false, None, None);
            self.interfaces.clear();
        }
        self.begin_pcapng();
        let snaplen = if captured < length { captured } else { 0 };
        self.interface(id, interface, snaplen);
        self.block(pcapng::SIMPLE, |out| {
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(bytes);
            fill(out, bytes.len());
        });
    }

    /// A block around what `body` writes.
    fn block(&mut self, kind: u32, body: impl FnOnce(&mut Vec<u8>)) {
        let from = self.gathered.len();
        self.words(&[kind, 0]);
        body(&mut self.gathered);
        let length = (self.gathered.len() - from + 4) as u32;
        self.words(&[length]);
        if let Some(place) = self.gathered.get_mut(from + 4..from + 8) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }
}

/// Fills up to a multiple of four bytes.
fn fill(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice([0; 3].get(..length.wrapping_neg() % 4).unwrap_or_default());
}

fn option(out: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = value.get(..value.len().min(MOST_TEXT)).unwrap_or_default();
    out.extend_from_slice(&code.to_le_bytes());
    out.extend_from_slice(&(value.len() as u16).to_le_bytes());
    out.extend_from_slice(value);
    fill(out, value.len());
}

fn end_options(out: &mut Vec<u8>) {
    out.extend_from_slice(&[0; 4]);
}

#[cfg(test)]
mod tests;
