//! The lab's own protocols, as far as a frame tells of them: how they are known, and what their fields are
//! called. What their bytes say `proto` knows; it hands a dissection the function that reads them.

use std::ops::Range;

use super::entry::{Entry, Summary};
use super::evidence::Evidence;
use super::named::fields;
use super::ports;
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Turn};
use crate::say;

/// Where all this is specified: ARCHITECTURE.md, *The chat's protocol*.
const WLAB: &str = "WLAB/1";

fields! {
    pub GREETING: Verbatim "wlab.greeting" = "Greeting", WLAB;
    pub NO_RECORD = "Not a record", WLAB;
    pub MAGIC: Text "wlab.magic" = "Magic", WLAB;
    pub VERSION: Number "wlab.version" = "Version", WLAB;
    pub KIND: Number "wlab.kind" = "Kind", WLAB;
    pub LENGTH: Number "wlab.length" = "Length", WLAB;
    pub SEQUENCE: Number "wlab.sequence" = "Sequence", WLAB;
    pub ACKNOWLEDGEMENT: Number "wlab.acknowledgement" = "Acknowledgement", WLAB;
    pub DATAGRAM_NUMBER: Number "wlab.datagram" = "Datagram Number", WLAB;
    pub AUTHENTICATION_CODE: Bytes "wlab.code" = "Authentication Code", WLAB;
    pub CHARSET: Number "wlab.charset" = "Charset", WLAB;
    pub COMPRESSION: Number "wlab.compression" = "Compression", WLAB;
    pub TEXT: Verbatim "wlab.text" = "Text", WLAB;
    pub OPAQUE: Bytes "wlab.opaque" = "Opaque", WLAB;
    pub REASON: Verbatim "wlab.reason" = "Reason", WLAB;
    pub PROOF: Bytes "wlab.proof" = "Proof", WLAB;
    pub BODY: Bytes "wlab.body" = "Body", WLAB;
    pub FINDER_KIND: Number "wlab.finder.kind" = "Kind", WLAB;
    pub FINDER_TRANSPORT: Number "wlab.finder.transport" = "Transport", WLAB;
    pub FINDER_PORT: Number "wlab.finder.port" = "Port", WLAB;
    pub FINDER_TOKEN: Bytes "wlab.finder.token" = "Token", WLAB;
    pub INSTANCE: Number "wlab.instance" = "Instance", WLAB;
    pub RESERVED = "Reserved", WLAB;
    pub BEHIND = "Behind", WLAB;
    pub SESSION_NUMBER: Number "wlab.session" = "Session", WLAB;
    pub CAPABILITIES: Number "wlab.capabilities" = "Capabilities", WLAB;
    pub NONCE: Bytes "wlab.nonce" = "Nonce", WLAB;
    pub ECHO: Bytes "wlab.echo" = "Echo", WLAB;
    pub KEY: Bytes "wlab.key" = "Public Key", WLAB;
    pub NICK_LENGTH: Number "wlab.nick.length" = "Nick Length", WLAB;
    pub NICK: Verbatim "wlab.nick" = "Nick", WLAB;
    pub EXTENSIONS: Bytes "wlab.extensions" = "Extensions", WLAB;
    pub COOKIE: Bytes "wlab.cookie" = "Cookie", WLAB;
    pub SIGHTING_ID: Number "wlab.sighting.id" = "Sighting Id", WLAB;
    pub SIGHTING_WHOSE: Number "wlab.sighting.whose" = "Whose", WLAB;
    pub SIGHTING_BY: Number "wlab.sighting.by" = "By", WLAB;
    pub SIGHTING_OFFSET: Number "wlab.sighting.offset" = "Stream Offset", WLAB;
    pub SIGHTING_STRETCH: Number "wlab.sighting.length" = "Stretch", WLAB;
    pub SIGHTING_TEXT_NUMBER: Number "wlab.sighting.number" = "Text Number", WLAB;
    pub SIGHTING_OUTCOME: Number "wlab.sighting.outcome" = "Outcome", WLAB;
    pub SIGHTING_TOTAL: Number "wlab.sighting.total" = "Total", WLAB;
    pub SIGHTING_COUNT: Number "wlab.sighting.count" = "Count", WLAB;
    pub SIGHTING_LINK_TYPE: Number "wlab.sighting.link" = "Link Type", WLAB;
    pub SIGHTING_DIRECTION: Number "wlab.sighting.direction" = "Direction", WLAB;
    pub SIGHTING_CHECKSUM: Number "wlab.sighting.checksum" = "Checksum Status", WLAB;
    pub SIGHTING_WIRE_LENGTH: Number "wlab.sighting.wire_length" = "Wire Length", WLAB;
    pub NAME_LENGTH = "Name Length", WLAB;
    pub SIGHTING_INTERFACE: Text "wlab.sighting.interface" = "Interface", WLAB;
    pub HEADER_LENGTH = "Header Length", WLAB;
    pub SIGHTING_HEADERS: Bytes "wlab.sighting.headers" = "Headers", WLAB;
}

const LAB: Entry = Entry {
    name: "WLAB",
    filter: "wlab",
    evidence: Evidence::Payload,
    summary: Summary::Frame(|about| say!("wire-say-lab", count = about.digest.payload_len)),
    ..Entry::APPLICATION
};

pub(super) const SESSION: Entry = Entry {
    osi: 5,
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    ..LAB
};

pub(super) const PRESENTATION: Entry = Entry { osi: 6, ..LAB };

pub(super) const APPLICATION: Entry = Entry {
    summary: Summary::Frame(|about| say!("wire-say-finder", count = about.digest.payload_len)),
    ..LAB
};

/// How the lab's own session header begins: two letters and its version.
const LAB_MAGIC: &[u8] = b"WL\x01";
/// How the line begins that a lab greets another one with, over TCP.
const GREETING_START: &[u8] = b"WLAB/1 ";

/// Bytes of a record's header.
pub const HEADER: usize = 16;
/// Where in it the number of bytes behind it is.
pub const BODY_LENGTH: Range<usize> = 4..8;
/// Bytes behind the header, at most.
pub const MAX_BODY: u32 = 65_536;
/// Bytes of a greeting line, its ending included, at most (as RFC 4253 §4.2 bounds its own).
const MAX_GREETING: usize = 255;

/// What a peer's first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Too few to tell: they could still become a greeting.
    NeedMore,
    /// A greeting line: its length, after which records begin, and who says it.
    Lab {
        /// Bytes of the line, its ending included.
        length: usize,
        /// The running program.
        instance: u64,
    },
    /// Not the lab: these bytes are the peer's text.
    Plain,
}

/// Judges a peer's first bytes.
#[must_use]
pub fn opening(bytes: &[u8]) -> Opening {
    if bytes.iter().zip(GREETING_START).any(|(a, b)| a != b) {
        return Opening::Plain;
    }
    match bytes.iter().take(MAX_GREETING).position(|b| *b == b'\n') {
        Some(end) => instance(bytes.get(..end)).map_or(Opening::Plain, |instance| Opening::Lab {
            length: end + 1,
            instance,
        }),
        None if bytes.len() < MAX_GREETING => Opening::NeedMore,
        None => Opening::Plain,
    }
}

/// The instance that a greeting line ends with.
fn instance(line: Option<&[u8]>) -> Option<u64> {
    let line = std::str::from_utf8(line?.get(GREETING_START.len()..)?).ok()?;
    let (_, word) = line.trim_end().rsplit_once(' ')?;
    (word.len() == 16)
        .then(|| u64::from_str_radix(word, 16).ok())
        .flatten()
}

/// The greeting line, then a record at a time.
fn cut(turn: &mut Turn<'_>) -> Cut {
    let bytes = turn.bytes;
    match opening(bytes) {
        Opening::Lab { length, .. } => return Cut::End(length as u64),
        Opening::NeedMore => return Cut::More,
        Opening::Plain => {}
    }
    let begins = |with: &[u8]| bytes.iter().zip(with).all(|(byte, other)| byte == other);
    let length = bytes.get(BODY_LENGTH).and_then(<[u8]>::first_chunk);
    match length.map(|length| u32::from_be_bytes(*length)) {
        _ if !begins(LAB_MAGIC) => Cut::Not,
        None => Cut::More,
        Some(length) if length > MAX_BODY => Cut::Not,
        Some(length) => Cut::End(HEADER as u64 + u64::from(length)),
    }
}

/// Which of the lab's own protocols a payload is of: known by how it begins, a datagram by which one
/// lab finds another also by its UDP port.
pub(super) fn protocol(transport: Protocol, ends: [u16; 2], payload: &[u8]) -> Option<Protocol> {
    let greets = || {
        transport == Protocol::Tcp
            && payload.starts_with(GREETING_START)
            && matches!(opening(payload), Opening::Lab { .. })
    };
    if payload.starts_with(LAB_MAGIC) || greets() {
        return Some(Protocol::LabSession);
    }
    let finds = transport == Protocol::Udp
        && ends.contains(&ports::FINDER)
        && payload.starts_with(ports::FINDER_MAGIC);
    finds.then_some(Protocol::LabApplication)
}

/// May these first bytes of a stream become a greeting, of which enough is here to be no other text?
pub(super) fn may_greet(bytes: &[u8]) -> bool {
    bytes.starts_with(GREETING_START) && opening(bytes) != Opening::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_first_bytes_are_plain_text() {
        for first in [
            "hello\n",
            "WLAN\n",
            "\n",
            "wlab/1 x\n",
            "WLAB/2 x\n",
            "WLAB/1 \n",
            "WLAB/1 x 12\n",
        ] {
            assert_eq!(opening(first.as_bytes()), Opening::Plain, "{first:?}");
        }
        let endless = [b"WLAB/1 ".as_slice(), &[b'x'; 400]].concat();
        assert_eq!(opening(&endless), Opening::Plain);
    }
}
