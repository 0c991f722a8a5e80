//! The tree of a dissected frame: layers, fields, values.
//!
//! A *leaf* field owns a range of bits of one source; the leaves of a source tile it: no overlap, no
//! gap. A field with children groups leaves. A *derived* field owns no bits: it says what follows
//! from others (`bits` is empty).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::say::{Clean, Say};

use super::protocol::Protocol;
use super::reading::{Reading, Reassembled};
use super::types::{ByteOrigins, ChecksumStatus, Direction, FcsLength, MacAddr};

/// Which bytes a range speaks of: 0 is the frame; others are reassembled datagrams or streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u16);

/// A field's value, before it is formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number shown in decimal.
    Number(u64),
    /// A number shown as `0x…` with this many hexadecimal digits.
    Hex(u64, u8),
    /// One bit.
    Flag(bool),
    /// A MAC address.
    Mac(MacAddr),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// Text out of the frame.
    Text(Clean),
    /// Bytes that have no shorter form; shown in hexadecimal, cut where there is no room.
    Bytes,
    /// Not known: the frame was rebuilt and nobody can know this field.
    Unknown,
    /// A group: its children hold the values.
    Group,
}

impl From<IpAddr> for Value {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::Ipv4(address),
            IpAddr::V6(address) => Self::Ipv6(address),
        }
    }
}

impl Value {
    /// As a reader writes it, the same in every language; unknown is `?`, a group has none. `None`: bytes
    /// without a shorter form.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Self::Number(n) => n.to_string(),
            Self::Hex(n, digits) => format!("0x{n:0width$x}", width = usize::from(*digits)),
            Self::Flag(set) => u8::from(*set).to_string(),
            Self::Mac(mac) => mac.to_string(),
            Self::Ipv4(address) => address.to_string(),
            Self::Ipv6(address) => address.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Bytes => return None,
            Self::Unknown => "?".to_owned(),
            Self::Group => String::new(),
        })
    }
}

/// One field of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name its RFC gives it, for example `Time to Live`.
    pub name: &'static str,
    /// Wireshark's display-filter name, for example `ip.ttl`; empty where there is none.
    pub filter: &'static str,
    /// Bits of the source, first bit = most significant bit of byte 0. Empty: derived.
    pub bits: Range<usize>,
    /// The value.
    pub value: Value,
    /// What the value means here, in a plain sentence.
    pub meaning: Option<Say>,
    /// Where it is specified, for example `RFC 791 §3.1`.
    pub reference: &'static str,
    /// Fields inside this one.
    pub children: Vec<Self>,
}

impl Field {
    /// The bytes that hold any of the field's bits.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.bits.start / 8..self.bits.end.div_ceil(8)
    }

    /// The number of the other frame that its value names: one that brought a piece, or that completes a message.
    #[must_use]
    pub fn names_frame(&self) -> Option<u64> {
        match (self.filter, &self.value) {
            (
                "tcp.reassembled_in" | "tcp.segment" | "ip.fragment" | "ipv6.fragment",
                Value::Number(number),
            ) => Some(*number),
            _ => None,
        }
    }
}

/// Something wrong in the bytes, with where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Byte offset in the source.
    pub offset: usize,
    /// The field it concerns, as its RFC names it.
    pub field: &'static str,
    /// What is wrong, in a plain sentence.
    pub why: Say,
}

/// One protocol's part of the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which protocol.
    pub protocol: Protocol,
    /// OSI layer, 1 to 7.
    pub osi: u8,
    /// Which bytes `range` and the fields speak of.
    pub source: SourceId,
    /// The header's own bytes (without what it carries; padding and trailers have layers of their own).
    pub range: Range<usize>,
    /// Its fields, in the order of their bytes.
    pub fields: Vec<Field>,
    /// What the layer says in one line, for example `TCP 10101 → 49152, PSH ACK, 18 bytes`.
    pub summary: Say,
    /// What is wrong with it.
    pub problem: Option<Problem>,
}

/// A whole frame, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dissection {
    /// The layers, outermost first.
    pub layers: Vec<Layer>,
}

/// Turns a transport payload into layers, where it knows it: how `proto` adds the lab's own
/// protocols to a dissection without `wire` knowing them. Arguments: payload bytes, their offset in
/// the frame, UDP or TCP, source port, destination port.
pub type PayloadDissector = fn(&[u8], usize, Protocol, u16, u16) -> Option<Vec<Layer>>;

/// Says a transport payload in one line, where it knows it: how `proto` adds the lab's own protocols to the
/// packet log's lines.
pub type PayloadWords = fn(&[u8]) -> Option<Say>;

/// What a dissection may know beside the bytes.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Length on the wire; larger than the bytes given where the capture was cut. 0 = as given.
    pub wire_length: usize,
    /// How long a declared FCS is, which then follows these bytes and is not counted in `wire_length`.
    pub fcs: FcsLength,
    /// What the kernel says about the transport checksum.
    pub checksum: ChecksumStatus,
    /// Which way the frame went.
    pub direction: Direction,
    /// Ranges whose bytes are not as captured; fields that touch `Unknown` ones become [`Value::Unknown`].
    pub origins: ByteOrigins,
    /// Tried on transport payloads before the well-known ports.
    pub payload: Option<PayloadDissector>,
    /// Tried on transport payloads for the packet log's line.
    pub words: Option<PayloadWords>,
    /// The IP datagram that this frame's fragment completes.
    pub datagram: Option<Reassembled>,
    /// How the payload of its TCP segment or UDP datagram is to be read.
    pub reading: Reading,
}

impl Context {
    /// The bytes that a source's ranges speak of: 0 the frame, 1 the datagram (or the stream where
    /// there is no datagram), 2 the stream where there are both. Empty for any other.
    #[must_use]
    pub fn bytes<'a>(&'a self, frame: &'a [u8], source: SourceId) -> &'a [u8] {
        match source {
            SourceId(0) => frame,
            _ => self.whole(source).map_or(&[], |whole| &whole.bytes),
        }
    }

    /// What a source was put together from; `None`: it is the frame itself, or there is no such source.
    #[must_use]
    pub fn whole(&self, source: SourceId) -> Option<&Reassembled> {
        self.wholes().nth(usize::from(source.0).checked_sub(1)?)
    }

    /// What was put together, in the order of the sources from 1 on.
    pub fn wholes(&self) -> impl Iterator<Item = &Reassembled> {
        self.datagram.iter().chain(self.reading.whole())
    }
}
