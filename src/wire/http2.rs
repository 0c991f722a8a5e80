//! HTTP/2 (RFC 9113): requests and responses in frames, many of them side by side on one connection.
//!
//! Each frame is named, with its length and its fields. The header blocks inside are not taken apart: HPACK
//! (RFC 7541) packs them with what all earlier ones of the connection have left in a table.

use super::entry::{Entry, Reader, Summary};
use super::field::Value;
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Role, Turn};
use super::tree::{Head, either};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod kinds;
mod payload;

use kinds::Kind;

/// What a client sends first (RFC 9113 §3.4): to a server of HTTP/1 a request that it does not know.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Length of a frame's header.
const HEADER: usize = 9;
/// The longest payload that is always allowed (RFC 9113 §4.2).
const MOST_PAYLOAD: u32 = 1 << 14;
/// SETTINGS_MAX_FRAME_SIZE: allows longer ones.
const MAX_FRAME_SIZE: u16 = 5;

const FRAME_FORMAT: &str = "RFC 9113 §4.1";

fields! {
    CONNECTION_PREFACE: Verbatim "http2.magic" = "Connection Preface", "RFC 9113 §3.4";
    FRAME: Protocol "http2.stream" = "Frame", FRAME_FORMAT;
    LENGTH: Number "http2.length" = "Length", FRAME_FORMAT;
    TYPE: Number "http2.type" = "Type", FRAME_FORMAT;
    FLAGS: Number "http2.flags" = "Flags", FRAME_FORMAT;
    RESERVED = "Reserved", FRAME_FORMAT;
    STREAM_ID: Number "http2.streamid" = "Stream Identifier", FRAME_FORMAT;
    PAYLOAD = "Frame Payload", FRAME_FORMAT;
}

pub(super) const ENTRY: Entry = Entry {
    name: "HTTP/2",
    filter: "http2",
    readers: &[Reader {
        claims: &[],
        looks: Some(looks),
        digest,
        dissect,
    }],
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS, kinds::FIELDS, payload::FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Http2;
    Next::End
}

/// Does a payload begin with the client's preface, or with enough of it that is cut there, or with the settings
/// that a server may send before that has come?
fn looks(payload: &[u8]) -> bool {
    match payload.first() {
        Some(b'P') => is_preface(payload),
        Some(0) => is_first_settings(payload),
        _ => false,
    }
}

fn is_preface(payload: &[u8]) -> bool {
    /// `PRI *`: no request of HTTP/1 begins so.
    const ENOUGH: usize = 5;
    payload.starts_with(PREFACE) || payload.len() >= ENOUGH && PREFACE.starts_with(payload)
}

/// A frame of a few settings, the first of which is known.
fn is_first_settings(payload: &[u8]) -> bool {
    /// Bytes of so many as there are kinds.
    const MOST: u8 = 60;
    matches!(payload, [0, 0, 6..=MOST, 4, 0, 0, 0, 0, 0, 0, 1..=9, ..])
        && payload
            .get(2)
            .is_some_and(|length| length.is_multiple_of(6))
}

/// A frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    length: u32,
    kind: Kind,
    flags: u8,
    stream: u32,
}

impl Header {
    fn of(bytes: &[u8]) -> Option<Self> {
        let &[a, b, c, kind, flags, s, t, u, v] = bytes.first_chunk::<HEADER>()?;
        Some(Self {
            length: u32::from_be_bytes([0, a, b, c]),
            kind: Kind(kind),
            flags,
            stream: u32::from_be_bytes([s & 0x7f, t, u, v]),
        })
    }

    /// May a frame have this header? What each type says of its length and its stream, a connection that
    /// disregards it is closed.
    const fn is_possible(self) -> bool {
        let (length, alone) = (self.length, self.stream == 0);
        match self.kind {
            Kind::DATA | Kind::HEADERS | Kind::CONTINUATION => !alone,
            Kind::PUSH_PROMISE => !alone && length >= 4,
            Kind::PRIORITY => !alone && length == 5,
            Kind::RST_STREAM => !alone && length == 4,
            Kind::SETTINGS => {
                let answers = self.flags & kinds::ACK != 0;
                alone && length.is_multiple_of(6) && (length == 0 || !answers)
            }
            Kind::PING => alone && length == 8,
            Kind::GOAWAY => alone && length >= 8,
            Kind::WINDOW_UPDATE => length == 4,
            _ => true,
        }
    }
}

/// The preface, or one frame. The first that a server sends is its settings.
fn cut(turn: &mut Turn<'_>) -> Cut {
    let bytes = turn.bytes;
    if bytes.starts_with(PREFACE) {
        return Cut::End(PREFACE.len() as u64);
    }
    if PREFACE.starts_with(bytes) {
        return Cut::More;
    }
    let most = MOST_PAYLOAD.max(turn.talk.allowed);
    let byte = |at| bytes.get(at).copied().unwrap_or(0);
    if u32::from_be_bytes([0, byte(0), byte(1), byte(2)]) > most {
        return Cut::Not;
    }
    let greets = turn.role == Some(Role::Server) && !turn.talk.settled;
    if greets
        && bytes
            .get(3)
            .is_some_and(|kind| Kind(*kind) != Kind::SETTINGS)
    {
        return Cut::Not;
    }
    let Some(header) = Header::of(bytes) else {
        return Cut::More;
    };
    if !header.is_possible() {
        return Cut::Not;
    }
    let length = HEADER + header.length as usize;
    if header.kind == Kind::SETTINGS {
        // What it allows is needed for the frames behind it.
        let Some(settings) = bytes.get(HEADER..length) else {
            return Cut::More;
        };
        turn.talk.settled |= greets;
        turn.talk.allowed = turn.talk.allowed.max(allowed(settings));
    }
    Cut::End(length as u64)
}

/// How long frames may be by these settings.
fn allowed(settings: &[u8]) -> u32 {
    let (settings, _) = settings.as_chunks::<6>();
    let sizes = settings.iter().filter_map(|&[id, kind, a, b, c, d]| {
        let is_size = u16::from_be_bytes([id, kind]) == MAX_FRAME_SIZE;
        is_size.then_some(u32::from_be_bytes([a, b, c, d]))
    });
    sizes.max().unwrap_or(0)
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let line = sentence(head.ahead());
    while head.left() > 0 {
        if is_preface(head.ahead()) {
            preface(&mut head);
        } else {
            frame(&mut head);
        }
    }
    walk.push(head.layer(Protocol::Http2, line));
    Next::End
}

fn preface(head: &mut Head<'_>) {
    let count = head.left().min(PREFACE.len());
    let meaning = if count < PREFACE.len() {
        say!("wire-goes-on")
    } else {
        say!("wire-http2-preface")
    };
    head.bytes(count, &CONNECTION_PREFACE, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        (
            Value::Text(Clean::from(text.escape_debug().to_string())),
            meaning,
        )
    });
}

fn frame(head: &mut Head<'_>) {
    head.group(&FRAME, |head| {
        let length = head.num(24, &LENGTH, |n| say!("wire-http2-length", count = n)) as usize;
        let kind = Kind(head.num(8, &TYPE, |n| Kind(n as u8).meaning()) as u8);
        let flags = head.peek().unwrap_or(0);
        head.group(&FLAGS, |head| {
            kinds::flags(head, kind);
            (Value::Hex(flags.into(), 2), say!("wire-http2-flags"))
        });
        reserved(head);
        head.num(31, &STREAM_ID, |n| match n {
            0 => say!("wire-http2-stream-0"),
            _ => say!("wire-http2-stream"),
        });
        let rest = if length > head.left() {
            say!(
                "wire-http2-payload-part",
                count = head.left(),
                total = length
            )
        } else {
            say!("wire-http2-payload", count = length)
        };
        head.within(length, &PAYLOAD, rest, |head| {
            payload::read(head, kind, flags, length);
        });
        (Value::Text(Clean::from(kind.name())), kind.meaning())
    });
}

/// The bit before a stream's number.
fn reserved(head: &mut Head<'_>) {
    head.flag(&RESERVED, either("wire-reserved-set", "wire-reserved-zero"));
}

/// Frames in one sentence: the first of them by name, stream and length.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    /// Frames that are said.
    const MOST: usize = 4;
    let (mut at, mut count) = (0, 0_usize);
    let mut said: Option<Say> = None;
    while let Some(rest) = payload.get(at..).filter(|rest| !rest.is_empty()) {
        let (one, length) = match Header::of(rest).filter(|_| !is_preface(rest)) {
            Some(header) => (frame_line(header), HEADER + header.length as usize),
            None if is_preface(rest) => (say!("wire-say-http2-preface"), PREFACE.len()),
            None => (say!("wire-say-http2-begins", count = rest.len()), HEADER),
        };
        at += length;
        count += 1;
        if count <= MOST {
            said = Some(match said {
                Some(first) => say!("wire-say-and", first = first, next = one),
                None => one,
            });
        }
    }
    let said = said.unwrap_or_else(|| say!("wire-say-http2-begins", count = 0));
    match count.checked_sub(MOST) {
        Some(more) if more > 0 => say!("wire-say-and-more", first = said, count = more),
        _ => said,
    }
}

fn frame_line(header: Header) -> Say {
    let (name, count) = (header.kind.name(), header.length);
    match header.stream {
        0 => say!("wire-say-http2-frame", name = name, count = count),
        stream => say!(
            "wire-say-http2-stream-frame",
            name = name,
            stream = stream.to_string(),
            count = count
        ),
    }
}

#[cfg(test)]
mod tests;
