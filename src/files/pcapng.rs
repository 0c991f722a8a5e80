//! pcapng, the file format of Wireshark (draft-ietf-opsawg-pcapng): blocks, each with its length
//! before and after it.
//!
//! A file has one or more sections, each in its own byte order; a section describes its interfaces
//! before their frames come. Blocks that nobody here knows are stepped over. No file is touched here.

use super::error::Bad;
use super::limits::MOST_FRAME;
use super::pcap::{Found, Order, Step};
use crate::clock::Time;
use crate::frame::{Direction, FcsLength, link};
use crate::say::Foreign;

/// Section header block: the same in both byte orders.
pub const SECTION: u32 = 0x0a0d_0d0a;
/// What a section header says to tell its byte order.
pub const MAGIC: u32 = 0x1a2b_3c4d;
/// Interface description block.
pub const INTERFACE: u32 = 1;
/// The old packet block.
pub const OLD_PACKET: u32 = 2;
/// Simple packet block: a frame without a time.
pub const SIMPLE: u32 = 3;
/// Enhanced packet block.
pub const PACKET: u32 = 6;

/// A block's type and its two lengths.
pub const FRAMING: usize = 12;
/// `if_fcslen`: how long the FCS of an interface's frames is.
pub const FCS_OPTION: u16 = 13;
/// Where in `epb_flags` the length of the FCS begins: four bits, in bytes.
const FLAGS_FCS: u32 = 5;
/// The shortest section header.
pub const LEAST_SECTION: usize = 28;
/// Interfaces of one file that can be kept apart.
pub const MOST_INTERFACES: usize = 65_536;
/// The longest block that is looked into: the longest frame and as much for what is said of it.
const MOST_BLOCK: u32 = MOST_FRAME + (1 << 20);
/// Options of one block that are looked at.
const MOST_OPTIONS: usize = 4096;

/// An interface as its description block has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// `if_name`, or `if_description`; empty where neither is there.
    pub name: Foreign,
    /// The link type's number.
    pub number: link::Number,
    /// The most bytes kept of a frame; 0 = no limit.
    pub snaplen: u32,
    /// Units of time: `if_tsresol`.
    units: Units,
    /// Seconds to add to each time: `if_tsoffset`.
    offset: i64,
    /// The FCS at a frame's end.
    fcs: FcsLength,
}

/// How long a unit of an interface's time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Units {
    Micros,
    Nanos,
    /// So many in a second; 0 = more than can be told (time stands still).
    PerSecond(u64),
}

impl Units {
    /// `if_tsresol`: a negative power of ten, or with the highest bit set of two.
    fn new(resolution: u8) -> Self {
        let power = u32::from(resolution & 0x7f);
        match resolution {
            6 => Self::Micros,
            9 => Self::Nanos,
            _ if resolution & 0x80 == 0 => Self::PerSecond(10_u64.checked_pow(power).unwrap_or(0)),
            _ => Self::PerSecond(2_u64.checked_pow(power).unwrap_or(0)),
        }
    }

    #[inline]
    fn nanos(self, count: u64) -> i64 {
        match self {
            Self::Micros => i64::try_from(count)
                .unwrap_or(i64::MAX)
                .saturating_mul(1000),
            Self::Nanos => i64::try_from(count).unwrap_or(i64::MAX),
            Self::PerSecond(0) => 0,
            Self::PerSecond(per) => {
                i64::try_from(u128::from(count) * 1_000_000_000 / u128::from(per))
                    .unwrap_or(i64::MAX)
            }
        }
    }
}

/// Where a reader of a pcapng file stands.
#[derive(Debug, Clone)]
pub struct Pcapng {
    order: Order,
    /// All interfaces of all sections so far.
    interfaces: Vec<Interface>,
    /// The first interface of this section.
    first: usize,
    comment: Option<Foreign>,
    dropped: u64,
}

/// What a frame's options say.
#[derive(Debug, Default)]
struct Said {
    comment: Option<String>,
    flags: u32,
    dropped: u64,
}

impl Pcapng {
    /// `Some` if the file begins with a section header (of which at least [`FRAMING`] bytes are here).
    #[must_use]
    pub fn open(bytes: &[u8]) -> Option<Self> {
        let here = bytes.len() >= FRAMING && Order::Little.u32(bytes, 0) == SECTION;
        // The order is set when the first block is read.
        here.then(|| Self {
            order: Order::Little,
            interfaces: Vec::new(),
            first: 0,
            comment: None,
            dropped: 0,
        })
    }

    /// All interfaces so far; [`Found::interface`] is a place in it.
    #[must_use]
    pub fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    /// The comment of the frame that was found last.
    pub fn take_comment(&mut self) -> Option<Foreign> {
        self.comment.take()
    }

    /// Frames that the file says were dropped between its frames.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What stands at the beginning of `bytes`.
    ///
    /// # Errors
    /// What is wrong with the block.
    pub fn step(&mut self, bytes: &[u8]) -> Result<Step, Bad> {
        if bytes.len() < FRAMING {
            return Ok(Step::Need(FRAMING));
        }
        let mut kind = self.order.u32(bytes, 0);
        if Order::Little.u32(bytes, 0) == SECTION {
            self.order = order(bytes)?;
            kind = SECTION;
        }
        let length = self.order.u32(bytes, 4);
        if (length as usize) < FRAMING || !length.is_multiple_of(4) {
            return Err(Bad::BlockLength(length));
        }
        if !matches!(kind, SECTION | INTERFACE | OLD_PACKET | SIMPLE | PACKET) {
            return Ok(Step::Skip(u64::from(length)));
        }
        if length > MOST_BLOCK {
            return Err(Bad::FrameTooLong(length));
        }
        let Some(block) = bytes.get(..length as usize) else {
            return Ok(Step::Need(length as usize));
        };
        let again = self.order.u32(block, block.len() - 4);
        if again != length {
            return Err(Bad::Lengths(length, again));
        }
        self.block(kind, block)
    }

    /// A whole block.
    fn block(&mut self, kind: u32, block: &[u8]) -> Result<Step, Bad> {
        match kind {
            SECTION => {
                let (major, minor) = (self.order.u16(block, 12), self.order.u16(block, 14));
                if block.len() < LEAST_SECTION {
                    return Err(Bad::BlockLength(block.len() as u32));
                }
                if major != 1 {
                    return Err(Bad::Version(major, minor));
                }
                self.first = self.interfaces.len();
                Ok(Step::Skip(block.len() as u64))
            }
            INTERFACE => self.interface(block),
            SIMPLE => self.simple(block),
            _ => self.packet(kind, block),
        }
    }

    fn interface(&mut self, block: &[u8]) -> Result<Step, Bad> {
        if block.len() < 20 {
            return Err(Bad::BlockLength(block.len() as u32));
        }
        if self.interfaces.len() >= MOST_INTERFACES {
            return Err(Bad::ManyInterfaces);
        }
        let mut one = Interface {
            name: Foreign::NONE,
            number: self.order.u16(block, 8),
            snaplen: self.order.u32(block, 12),
            units: Units::Micros,
            offset: 0,
            fcs: FcsLength::NONE,
        };
        for (code, value) in options(self.order, block, 16) {
            match (code, value) {
                (2, name) => one.name = Foreign::new(&text(name)),
                (3, name) if one.name == Foreign::NONE => one.name = Foreign::new(&text(name)),
                (9, &[resolution, ..]) => one.units = Units::new(resolution),
                (14, value) => one.offset = self.order.u64(value, 0) as i64,
                // The text says bits, writers write bytes: no FCS has more than 8 of these.
                (FCS_OPTION, &[length, ..]) => {
                    one.fcs = FcsLength::new(if length > 8 { length / 8 } else { length });
                }
                _ => {}
            }
        }
        self.interfaces.push(one);
        Ok(Step::Skip(block.len() as u64))
    }

    /// The interface with this number in the section, and its number in the file.
    fn of(&self, number: u32) -> Result<(u32, &Interface), Bad> {
        let at = self.first + number as usize;
        self.interfaces
            .get(at)
            .map(|one| (at as u32, one))
            .ok_or(Bad::Interface(number))
    }

    fn simple(&self, block: &[u8]) -> Result<Step, Bad> {
        let Some(room) = block.len().checked_sub(16) else {
            return Err(Bad::BlockLength(block.len() as u32));
        };
        let (number, interface) = self.of(0)?;
        let length = self.order.u32(block, 8);
        let limit = if interface.snaplen == 0 {
            u32::MAX
        } else {
            interface.snaplen
        };
        let captured = length.min(limit);
        if captured as usize > room {
            return Err(Bad::FrameBeyondBlock(captured));
        }
        Ok(Step::Frame(Found {
            record: block.len(),
            at: 12,
            captured,
            length,
            fcs: interface.fcs,
            // This block has no place for one.
            time: Time::UNKNOWN,
            interface: number,
            direction: Direction::Unknown,
            link: link::from_number(interface.number),
        }))
    }

    /// An enhanced packet block, or the old one: they differ in how they name the interface.
    fn packet(&mut self, kind: u32, block: &[u8]) -> Result<Step, Bad> {
        const DATA: usize = 28;
        let Some(room) = block.len().checked_sub(DATA + 4) else {
            return Err(Bad::BlockLength(block.len() as u32));
        };
        let captured = self.order.u32(block, 20);
        if captured as usize > room {
            return Err(Bad::FrameBeyondBlock(captured));
        }
        let (number, dropped) = match kind {
            PACKET => (self.order.u32(block, 8), 0),
            _ => (
                u32::from(self.order.u16(block, 8)),
                u64::from(self.order.u16(block, 10)),
            ),
        };
        let options_at = DATA + (captured as usize).next_multiple_of(4);
        let said = if block.len() >= options_at + 8 {
            said(self.order, block, options_at)
        } else {
            Said::default()
        };
        // In the old block 0xffff says that the number is not known.
        self.dropped += if dropped == 0xffff {
            said.dropped
        } else {
            dropped + said.dropped
        };
        self.comment = said.comment.as_deref().map(Foreign::new);
        let (number, interface) = self.of(number)?;
        let stamp =
            u64::from(self.order.u32(block, 12)) << 32 | u64::from(self.order.u32(block, 16));
        let seconds = Time::from_parts(interface.offset, 0).0;
        let fcs = match (said.flags >> FLAGS_FCS & 0xf) as u8 {
            0 => interface.fcs,
            told => FcsLength::new(told),
        };
        Ok(Step::Frame(Found {
            record: block.len(),
            at: DATA,
            captured,
            length: self.order.u32(block, 24).max(captured),
            fcs,
            time: Time(interface.units.nanos(stamp).saturating_add(seconds)),
            interface: number,
            direction: direction(said.flags),
            link: link::from_number(interface.number),
        }))
    }
}

/// The byte order of a section, by its magic number.
fn order(bytes: &[u8]) -> Result<Order, Bad> {
    match (Order::Little.u32(bytes, 8), Order::Big.u32(bytes, 8)) {
        (MAGIC, _) => Ok(Order::Little),
        (_, MAGIC) => Ok(Order::Big),
        (other, _) => Err(Bad::ByteOrder(other)),
    }
}

/// The options of a block from `at` on: code and value each. Stops where they make no sense.
fn options(order: Order, block: &[u8], at: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = block
        .get(at..block.len().saturating_sub(4))
        .unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, tail) = rest.split_at_checked(4)?;
        let (code, length) = (order.u16(head, 0), usize::from(order.u16(head, 2)));
        let value = tail.get(..length).filter(|_| code != 0)?;
        rest = tail.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    })
    .take(MOST_OPTIONS)
}

/// What is said of a frame.
fn said(order: Order, block: &[u8], at: usize) -> Said {
    let mut said = Said::default();
    for (code, value) in options(order, block, at) {
        match code {
            1 => match &mut said.comment {
                Some(comment) => {
                    comment.push('\n');
                    comment.push_str(&text(value));
                }
                none => *none = Some(text(value)),
            },
            2 => said.flags = order.u32(value, 0),
            4 => said.dropped = order.u64(value, 0),
            _ => {}
        }
    }
    said
}

/// Text out of a file: some writers end it with zeros.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim_end_matches('\0')
        .to_owned()
}

/// `epb_flags`: two bits of direction, three of how it was received.
const fn direction(flags: u32) -> Direction {
    match (flags & 3, flags >> 2 & 7) {
        (2, _) => Direction::Out,
        (_, 2 | 3) => Direction::Group,
        (_, 4) => Direction::Others,
        (1, _) => Direction::In,
        _ => Direction::Unknown,
    }
}

/// The flags that tell this direction and this FCS; `None` where there is nothing to tell.
#[must_use]
pub fn flags(direction: Direction, fcs: FcsLength) -> Option<u32> {
    let way = match direction {
        // The copy that comes in is the one that is kept.
        Direction::In | Direction::Loop => 0b00101,
        Direction::Out => 0b00010,
        Direction::Group => 0b01001,
        Direction::Others => 0b10001,
        Direction::Unknown => 0,
    };
    // Four bits; a longer FCS only the interface can tell.
    let fcs = Some(u32::from(fcs.bytes())).filter(|bytes| *bytes < 16);
    Some(way | fcs.unwrap_or(0) << FLAGS_FCS).filter(|flags| *flags != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LinkType;

    /// A block in this order: type, length, body filled up to four bytes, length.
    fn block(big: bool, kind: u32, body: &[u8]) -> Vec<u8> {
        let word = |n: u32| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let length = (body.len().next_multiple_of(4) + FRAMING) as u32;
        let mut out = [word(kind), word(length)].concat();
        out.extend(body);
        out.resize(length as usize - 4, 0);
        out.extend(word(length));
        out
    }

    fn words(big: bool, numbers: &[u32]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|n| {
                if big {
                    n.to_be_bytes()
                } else {
                    n.to_le_bytes()
                }
            })
            .collect()
    }

    fn halves(big: bool, numbers: &[u16]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|n| {
                if big {
                    n.to_be_bytes()
                } else {
                    n.to_le_bytes()
                }
            })
            .collect()
    }

    fn section(big: bool) -> Vec<u8> {
        let body = [
            words(big, &[MAGIC]),
            halves(big, &[1, 0]),
            words(big, &[u32::MAX, u32::MAX]),
        ]
        .concat();
        block(big, SECTION, &body)
    }

    fn interface(big: bool, link: u16, name: &str, resolution: u8) -> Vec<u8> {
        let mut body = [halves(big, &[link, 0]), words(big, &[0])].concat();
        body.extend(halves(big, &[2, name.len() as u16]));
        body.extend(name.as_bytes());
        body.resize(body.len().next_multiple_of(4), 0);
        body.extend(halves(big, &[9, 1]));
        body.extend([resolution, 0, 0, 0]);
        body.extend(halves(big, &[0, 0]));
        block(big, INTERFACE, &body)
    }

    fn packet(big: bool, interface: u32, stamp: u64, data: &[u8], options: &[u8]) -> Vec<u8> {
        let length = data.len() as u32;
        let mut body = words(
            big,
            &[
                interface,
                (stamp >> 32) as u32,
                stamp as u32,
                length,
                length,
            ],
        );
        body.extend(data);
        body.resize(body.len().next_multiple_of(4), 0);
        body.extend(options);
        block(big, PACKET, &body)
    }

    fn frames(mut bytes: &[u8]) -> (Pcapng, Vec<(Found, Option<Foreign>)>) {
        let mut reader = Pcapng::open(bytes).unwrap();
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let step = match reader.step(bytes).unwrap() {
                Step::Frame(frame) => {
                    found.push((frame, reader.take_comment()));
                    frame.record
                }
                Step::Skip(count) => count as usize,
                Step::Need(count) => panic!("needs {count}"),
            };
            bytes = &bytes[step..];
        }
        (reader, found)
    }

    #[test]
    fn sections_in_both_orders_with_their_own_interfaces() {
        let file = [
            section(false),
            interface(false, 1, "eth0", 9),
            interface(false, 101, "tun0", 6),
            packet(false, 1, 5_000_001, b"abcde", &[]),
            block(false, 5, b"statistics of an interface"),
            section(true),
            interface(true, 113, "any", 0x80 | 0x0a),
            packet(true, 0, 2048 + 512, b"xy", &[]),
        ]
        .concat();
        let (reader, found) = frames(&file);
        let names: Vec<_> = reader
            .interfaces()
            .iter()
            .map(|i| i.name.verbatim())
            .collect();
        assert_eq!(names, ["eth0", "tun0", "any"]);
        let [(first, _), (second, _)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (first.interface, first.link, first.time),
            (1, LinkType::RawIp, Time::from_parts(5, 1000))
        );
        assert_eq!((first.captured, first.length), (5, 5));
        assert_eq!(
            (second.interface, second.link, second.time),
            (2, LinkType::LinuxSll, Time::from_parts(2, 500_000_000))
        );
    }

    #[test]
    fn options_tell_comment_direction_and_losses() {
        let mut options = halves(false, &[1, 5]);
        options.extend(b"hello\0\0\0");
        options.extend(halves(false, &[2, 4]));
        options.extend(words(false, &[2]));
        options.extend(halves(false, &[4, 8]));
        options.extend(words(false, &[3, 0]));
        options.extend(halves(false, &[0, 0]));
        let file = [
            section(false),
            interface(false, 1, "e", 9),
            packet(false, 0, 0, b"abc", &options),
        ]
        .concat();
        let (reader, found) = frames(&file);
        assert_eq!(found[0].0.direction, Direction::Out);
        assert_eq!(found[0].1, Some("hello".into()));
        assert_eq!(reader.dropped(), 3);
    }

    #[test]
    fn simple_and_old_packet_blocks() {
        let simple = block(
            false,
            SIMPLE,
            &[words(false, &[3]), b"abc".to_vec()].concat(),
        );
        let old = [
            halves(false, &[0, 2]),
            words(false, &[0, 7, 2, 60]),
            b"de".to_vec(),
        ]
        .concat();
        let file = [
            section(false),
            interface(false, 1, "e", 9),
            simple,
            block(false, OLD_PACKET, &old),
        ]
        .concat();
        let (reader, found) = frames(&file);
        assert_eq!((found[0].0.captured, found[0].0.at), (3, 12));
        assert_eq!(
            (found[1].0.captured, found[1].0.length, found[1].0.time),
            (2, 60, Time(7))
        );
        assert_eq!(reader.dropped(), 2);
    }

    #[test]
    fn lies_are_told_what_they_are() {
        let mut reader = Pcapng::open(&section(false)).unwrap();
        reader.step(&section(false)).unwrap();
        reader.step(&interface(false, 1, "e", 9)).unwrap();
        assert_eq!(
            reader.step(&packet(false, 4, 0, b"", &[])),
            Err(Bad::Interface(4))
        );
        let mut lying = packet(false, 0, 0, b"abcd", &[]);
        lying[20] = 200;
        assert_eq!(reader.step(&lying), Err(Bad::FrameBeyondBlock(200)));
        let mut ends = packet(false, 0, 0, b"abcd", &[]);
        let last = ends.len() - 4;
        ends[last] = 8;
        assert_eq!(reader.step(&ends), Err(Bad::Lengths(36, 8)));
        assert_eq!(
            reader.step(&words(false, &[6, 7, 0])),
            Err(Bad::BlockLength(7))
        );
        assert!(matches!(
            reader.step(&words(false, &[6, 0x7fff_fff0, 0])),
            Err(Bad::FrameTooLong(_))
        ));
        assert_eq!(
            reader.step(&words(false, &[SECTION, 28, 1])),
            Err(Bad::ByteOrder(1))
        );
        assert_eq!(
            reader.step(&words(false, &[0xbad, 0x7fff_fff0, 0])),
            Ok(Step::Skip(0x7fff_fff0))
        );
    }

    #[test]
    fn directions_are_read_as_they_were_written() {
        for way in [
            Direction::In,
            Direction::Out,
            Direction::Group,
            Direction::Others,
        ] {
            assert_eq!(direction(flags(way, FcsLength::new(4)).unwrap()), way);
        }
        assert_eq!(flags(Direction::Unknown, FcsLength::NONE), None);
    }
}
