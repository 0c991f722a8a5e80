//! pcap, the file format of tcpdump (draft-ietf-opsawg-pcap): a header, then record after record.
//!
//! The writer's byte order and resolution are told by the first four bytes. No file is touched here.

use super::error::Bad;
use super::limits::MOST_FRAME;
use crate::clock::Time;
use crate::frame::{Direction, link};
use crate::wire::{FcsLength, LinkType};

/// Bytes of the file's header.
pub const HEADER: usize = 24;
/// Bytes of a record's header.
pub const RECORD: usize = 16;
/// The magic number of a file with microseconds.
pub const MICROS: u32 = 0xa1b2_c3d4;
/// The magic number of a file with nanoseconds.
pub const NANOS: u32 = 0xa1b2_3c4d;
/// The bit of the header's link type that says: its highest four bits tell how long the FCS is.
pub const FCS_DECLARED: u32 = 1 << 26;
/// Where these four bits begin; they count words of 16 bits.
pub const FCS_WORDS: u32 = 28;
/// Microseconds, and eight bytes more in each record's header (an old patch to libpcap).
const PATCHED: u32 = 0xa1b2_cd34;
/// All of them.
pub const MAGICS: [u32; 3] = [MICROS, NANOS, PATCHED];

/// In which order the numbers of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
}

impl Order {
    /// So many bytes at `at`, the lowest first; zeros where they are missing.
    #[inline]
    fn lowest_first<const N: usize>(self, bytes: &[u8], at: usize) -> [u8; N] {
        let found = bytes.get(at..).and_then(<[u8]>::first_chunk::<N>);
        let mut number = found.copied().unwrap_or([0; N]);
        if self == Self::Big {
            number.reverse();
        }
        number
    }

    /// Two bytes at `at` as a number; 0 where they are missing.
    #[inline]
    #[must_use]
    pub fn u16(self, bytes: &[u8], at: usize) -> u16 {
        u16::from_le_bytes(self.lowest_first(bytes, at))
    }

    /// Four bytes at `at` as a number; 0 where they are missing.
    #[inline]
    #[must_use]
    pub fn u32(self, bytes: &[u8], at: usize) -> u32 {
        u32::from_le_bytes(self.lowest_first(bytes, at))
    }

    /// Eight bytes at `at` as a number; 0 where they are missing.
    #[inline]
    #[must_use]
    pub fn u64(self, bytes: &[u8], at: usize) -> u64 {
        u64::from_le_bytes(self.lowest_first(bytes, at))
    }
}

/// A frame found in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the whole record: the next one begins there.
    pub record: usize,
    /// Where the frame's bytes begin, counted from the record's beginning.
    pub at: usize,
    /// Bytes that were kept.
    pub captured: u32,
    /// Length on the wire; with the FCS, where one is declared.
    pub length: u32,
    /// How long the FCS at its end is.
    pub fcs: FcsLength,
    /// When.
    pub time: Time,
    /// The interface's number in the file, from 0.
    pub interface: u32,
    /// Which way.
    pub direction: Direction,
    /// How it begins.
    pub link: LinkType,
}

/// What stands where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A frame.
    Frame(Found),
    /// Something else, so many bytes long; they need not all be here.
    Skip(u64),
    /// It can't be told before so many bytes are here.
    Need(usize),
}

/// A pcap file's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pcap {
    order: Order,
    /// Nanoseconds of one unit of a record's fraction.
    unit: i64,
    /// Bytes of a record's header.
    head: usize,
    /// The link type's number.
    pub number: link::Number,
    /// The FCS at the end of each frame.
    fcs: FcsLength,
    /// The most bytes that were kept of a frame.
    pub snaplen: u32,
}

impl Pcap {
    /// Reads the file's header: `None` if it is none of pcap (or not all there).
    ///
    /// # Errors
    /// [`Bad::Version`] for another major version than 2.
    pub fn open(bytes: &[u8]) -> Result<Option<Self>, Bad> {
        if bytes.len() < HEADER {
            return Ok(None);
        }
        let known =
            [Order::Little, Order::Big]
                .into_iter()
                .find_map(|order| match order.u32(bytes, 0) {
                    MICROS => Some((order, 1000, RECORD)),
                    NANOS => Some((order, 1, RECORD)),
                    PATCHED => Some((order, 1000, RECORD + 8)),
                    _ => None,
                });
        let Some((order, unit, head)) = known else {
            return Ok(None);
        };
        let (major, minor) = (order.u16(bytes, 4), order.u16(bytes, 6));
        if major != 2 {
            return Err(Bad::Version(major, minor));
        }
        let link = order.u32(bytes, 20);
        let fcs = match link & FCS_DECLARED {
            0 => 0,
            _ => (link >> FCS_WORDS) as u8 * 2,
        };
        Ok(Some(Self {
            order,
            unit,
            head,
            number: link as u16,
            fcs: FcsLength::new(fcs),
            snaplen: order.u32(bytes, 16),
        }))
    }

    /// What stands at the beginning of `bytes`: a frame, or more bytes are needed.
    ///
    /// # Errors
    /// [`Bad::FrameTooLong`].
    #[inline]
    pub fn step(&self, bytes: &[u8]) -> Result<Step, Bad> {
        let Some(head) = bytes.get(..self.head) else {
            return Ok(Step::Need(self.head));
        };
        let captured = self.order.u32(head, 8);
        if captured > MOST_FRAME {
            return Err(Bad::FrameTooLong(captured));
        }
        let record = self.head + captured as usize;
        if bytes.len() < record {
            return Ok(Step::Need(record));
        }
        let length = self.order.u32(head, 12).max(captured);
        let (seconds, fraction) = (self.order.u32(head, 0), self.order.u32(head, 4));
        Ok(Step::Frame(Found {
            record,
            at: self.head,
            captured,
            length,
            fcs: self.fcs,
            time: Time::from_parts(i64::from(seconds), i64::from(fraction) * self.unit),
            interface: 0,
            direction: Direction::Unknown,
            link: link::from_number(self.number),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(magic: u32, big: bool, link: u32) -> Vec<u8> {
        let word = |n: u32| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let half = |n: u16| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let mut file = word(magic).to_vec();
        file.extend([half(2), half(4)].concat());
        file.extend([word(0), word(0), word(65_535), word(link)].concat());
        file.extend([word(7), word(42), word(5), word(9), *b"abcd"].concat());
        file.push(b'e');
        file
    }

    #[test]
    fn both_orders_and_resolutions() {
        for big in [false, true] {
            for (magic, nanos) in [(MICROS, 42_000), (NANOS, 42)] {
                let file = file(magic, big, 1);
                let pcap = Pcap::open(&file).unwrap().unwrap();
                let Step::Frame(found) = pcap.step(&file[HEADER..]).unwrap() else {
                    panic!("no frame")
                };
                assert_eq!(found.time, Time::from_parts(7, nanos));
                assert_eq!(
                    (found.record, found.at, found.captured, found.length),
                    (21, 16, 5, 9)
                );
                assert_eq!(found.link, LinkType::Ethernet);
            }
        }
    }

    #[test]
    fn a_declared_check_sequence_stays_with_the_frame() {
        // Two words of FCS; 9 bytes on the wire are 5 that it carries and 4 of FCS.
        let file = file(MICROS, false, 0x2400_0001);
        let pcap = Pcap::open(&file).unwrap().unwrap();
        let Step::Frame(found) = pcap.step(&file[HEADER..]).unwrap() else {
            panic!("no frame")
        };
        assert_eq!(
            (pcap.number, found.captured, found.length, found.record),
            (1, 5, 9, 21)
        );
        assert_eq!(found.fcs, FcsLength::new(4));
    }

    #[test]
    fn a_record_needs_what_it_says_and_no_more_than_may_be() {
        let mut file = file(MICROS, false, 1);
        let pcap = Pcap::open(&file).unwrap().unwrap();
        assert_eq!(pcap.step(&file[HEADER..HEADER + 3]), Ok(Step::Need(16)));
        assert_eq!(pcap.step(&file[HEADER..file.len() - 1]), Ok(Step::Need(21)));
        file[HEADER + 11] = 0x7f;
        assert!(matches!(
            pcap.step(&file[HEADER..]),
            Err(Bad::FrameTooLong(_))
        ));
    }

    #[test]
    fn other_files_and_versions_are_refused() {
        assert_eq!(Pcap::open(b"no capture file, but text").unwrap(), None);
        let mut file = file(MICROS, false, 1);
        file[4] = 3;
        assert_eq!(Pcap::open(&file), Err(Bad::Version(3, 4)));
    }
}
