//! WebSocket (RFC 6455): messages both ways in frames, on a connection that HTTP has opened.
//!
//! What a client sends is masked with a key that stands in the frame itself: that keeps it from looking like
//! something else to those in between, and hides nothing.

use super::entry::{Entry, Reader, Summary};
use super::field::Value;
use super::named::{Named, fields};
use super::printable::{looks_like_text, preview};
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Turn};
use super::tree::{Head, either};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

const FRAMING: &str = "RFC 6455 §5.2";
const CLOSING: &str = "RFC 6455 §5.5.1";

fields! {
    FRAME = "Frame", FRAMING;
    FIN: Flag "websocket.fin" = "FIN", FRAMING;
    RSV: Number "websocket.rsv" = "RSV", FRAMING;
    OPCODE: Number "websocket.opcode" = "Opcode", FRAMING;
    MASK: Flag "websocket.mask" = "Mask", FRAMING;
    LENGTH: Number "websocket.payload_length" = "Payload length", FRAMING;
    LENGTH_16: Number "websocket.payload_length_ext_16" = "Extended payload length", FRAMING;
    LENGTH_64: Number "websocket.payload_length_ext_64" = "Extended payload length", FRAMING;
    MASKING_KEY: Bytes "websocket.masking_key" = "Masking-key", "RFC 6455 §5.3";
    PAYLOAD = "Payload Data", FRAMING;
    TEXT: Text "websocket.payload.text" = "Text", "RFC 6455 §5.6";
    STATUS: Number "websocket.payload.close.status_code" = "Status Code", CLOSING;
    REASON: Text "websocket.payload.close.reason" = "Reason", CLOSING;
}

pub(super) const ENTRY: Entry = Entry {
    name: "WebSocket",
    filter: "websocket",
    readers: &[Reader {
        claims: &[],
        looks: None,
        digest,
        dissect,
    }],
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::WebSocket;
    Next::End
}

/// Opcodes (RFC 6455 §5.2).
const CONTINUATION: u8 = 0;
const TEXT_FRAME: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What the header of a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    fin: bool,
    rsv: u8,
    opcode: u8,
    key: Option<[u8; 4]>,
    /// Bytes of the header itself.
    own: usize,
    /// Bytes of the payload.
    length: u64,
}

impl Header {
    /// `None`: not all of it is here.
    fn of(bytes: &[u8]) -> Option<Self> {
        let (&[first, second], rest) = bytes.split_first_chunk()?;
        let (length, extended) = match second & 0x7f {
            126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 2),
            127 => (u64::from_be_bytes(*rest.first_chunk()?), 8),
            length => (u64::from(length), 0),
        };
        let masked = second & 0x80 != 0;
        let key = match rest.get(extended..)?.first_chunk() {
            Some(key) if masked => Some(*key),
            None if masked => return None,
            Some(_) | None => None,
        };
        Some(Self {
            fin: first & 0x80 != 0,
            rsv: first >> 4 & 7,
            opcode: first & 0xf,
            key,
            own: 2 + extended + if masked { 4 } else { 0 },
            length,
        })
    }

    /// Its payload as it was before masking, as far as it is in the frame's bytes; at most so much of it.
    fn unmasked(&self, frame: &[u8], most: usize) -> Vec<u8> {
        let payload = frame.get(self.own..).unwrap_or_default();
        let length = usize::try_from(self.length).unwrap_or(usize::MAX);
        let key = self.key.unwrap_or_default();
        let bytes = payload.iter().zip(key.iter().cycle());
        bytes
            .take(length.min(most))
            .map(|(byte, key)| byte ^ key)
            .collect()
    }

    /// Is the payload packed by permessage-deflate (RFC 7692 §6)?
    const fn is_packed(&self) -> bool {
        self.rsv & 4 != 0
    }
}

/// May a frame begin with these bytes? Reserved opcodes and bits need an agreement, and nobody has made any but
/// on RSV1 (RFC 7692); a control frame is short and whole.
fn is_possible(bytes: &[u8]) -> bool {
    let first = bytes.first().copied().unwrap_or(0);
    let length = bytes.get(1).map_or(0, |second| second & 0x7f);
    let known = matches!(first & 0xf, CONTINUATION..=BINARY | CLOSE..=PONG);
    let control = first & 8 != 0;
    known
        && first & 0x30 == 0
        && (!control || first & 0x80 != 0 && first & 0x40 == 0 && length < 126)
}

/// One frame.
fn cut(turn: &mut Turn<'_>) -> Cut {
    /// The longest payload: its highest bit is 0, and nobody sends this much.
    const MOST: u64 = 1 << 60;
    if !is_possible(turn.bytes) {
        return Cut::Not;
    }
    match Header::of(turn.bytes) {
        None => Cut::More,
        Some(header) if header.length > MOST => Cut::Not,
        Some(header) => Cut::End(header.own as u64 + header.length),
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let line = sentence(head.ahead());
    while head.left() > 0 {
        frame(&mut head);
    }
    walk.push(head.layer(Protocol::WebSocket, line));
    Next::End
}

fn frame(head: &mut Head<'_>) {
    let bytes = head.ahead();
    let opcode = bytes.first().map_or(0, |first| first & 0xf);
    head.group(&FRAME, |head| {
        header(head);
        if let Some(header) = Header::of(bytes) {
            payload(head, &header, bytes);
        }
        (Value::Text(Clean::fixed(name(opcode))), kind(opcode))
    });
}

fn header(head: &mut Head<'_>) {
    head.flag(&FIN, either("wire-websocket-fin", "wire-websocket-not-fin"));
    head.num(3, &RSV, |n| match n {
        0 => say!("wire-reserved-zero"),
        4 => say!("wire-websocket-deflate"),
        _ => say!("wire-websocket-rsv"),
    });
    head.num(4, &OPCODE, |n| kind(n as u8));
    let mask = either("wire-websocket-mask", "wire-websocket-not-masked");
    let masked = head.flag(&MASK, mask);
    let length = head.num(7, &LENGTH, |n| match n {
        126 => say!("wire-websocket-length-16"),
        127 => say!("wire-websocket-length-64"),
        _ => say!("wire-websocket-length", count = n),
    });
    let extended = |n| say!("wire-websocket-length", count = n);
    match length {
        126 => drop(head.num(16, &LENGTH_16, extended)),
        127 => drop(head.num(64, &LENGTH_64, extended)),
        _ => {}
    }
    if masked {
        head.raw(4, &MASKING_KEY, say!("wire-websocket-key"));
    }
}

/// The payload; of a masked one the bytes as they are, and what they say without the mask.
fn payload(head: &mut Head<'_>, header: &Header, frame: &[u8]) {
    let left = head.left();
    let count = usize::try_from(header.length).map_or(left, |length| length.min(left));
    let plain = header.unmasked(frame, count);
    let meaning = payload_meaning(header, count);
    match (header.opcode, header.key) {
        (CLOSE, None) if count >= 2 => {
            head.num(16, &STATUS, |code| close(code as u16));
            head.text(count - 2, &REASON, say!("wire-websocket-reason"));
        }
        (CLOSE, Some(_)) if count >= 2 => {
            head.raw(count, &PAYLOAD, meaning);
            let code = close_code(&plain).unwrap_or(0);
            head.derived(&STATUS, Value::Number(code.into()), close(code));
            if let Some(reason) = plain.get(2..).filter(|reason| !reason.is_empty()) {
                let reason = Value::Text(Clean::bytes(reason));
                head.derived(&REASON, reason, say!("wire-websocket-reason"));
            }
        }
        (_, None) if is_text(header, &plain) => {
            let named = text_field(header);
            head.bytes(count, &named, |_| (text(&plain), meaning));
        }
        (_, key) => {
            head.raw(count, &PAYLOAD, meaning);
            if key.is_some() && is_text(header, &plain) {
                let said = say!("wire-websocket-unmasked");
                head.derived(&text_field(header), text(&plain), said);
            }
        }
    }
}

/// A text message's payload is asked for by name; others are shown as text where they are readable.
fn text_field(header: &Header) -> Named {
    match header.opcode {
        TEXT_FRAME => TEXT,
        _ => PAYLOAD,
    }
}

fn is_text(header: &Header, plain: &[u8]) -> bool {
    !header.is_packed() && !plain.is_empty() && looks_like_text(plain)
}

fn text(bytes: &[u8]) -> Value {
    Value::Text(preview(bytes, bytes.len()).unwrap_or_default())
}

fn payload_meaning(header: &Header, count: usize) -> Say {
    match (header.length > count as u64, header.is_packed(), header.key) {
        (true, ..) => say!(
            "wire-websocket-payload-part",
            count = count,
            total = header.length
        ),
        (_, true, _) => say!("wire-websocket-packed", count = count),
        (_, _, Some(_)) => say!("wire-websocket-masked", count = count),
        (_, _, None) => say!("wire-websocket-payload", count = count),
    }
}

/// An opcode's name.
const fn name(opcode: u8) -> &'static str {
    match opcode {
        CONTINUATION => "Continuation",
        TEXT_FRAME => "Text",
        BINARY => "Binary",
        CLOSE => "Close",
        PING => "Ping",
        PONG => "Pong",
        _ => "?",
    }
}

/// What an opcode says of its frame.
const fn kind(opcode: u8) -> Say {
    match opcode {
        CONTINUATION => say!("wire-websocket-continuation"),
        TEXT_FRAME => say!("wire-websocket-text"),
        BINARY => say!("wire-websocket-binary"),
        CLOSE => say!("wire-websocket-close"),
        PING => say!("wire-websocket-ping"),
        PONG => say!("wire-websocket-pong"),
        _ => say!("wire-websocket-other"),
    }
}

fn close_code(plain: &[u8]) -> Option<u16> {
    plain.first_chunk().map(|code| u16::from_be_bytes(*code))
}

/// Why a connection is closed (RFC 6455 §7.4).
const fn close(code: u16) -> Say {
    match code {
        1000 => say!("wire-websocket-1000"),
        1001 => say!("wire-websocket-1001"),
        1002 => say!("wire-websocket-1002"),
        1003 => say!("wire-websocket-1003"),
        1007 => say!("wire-websocket-1007"),
        1008 => say!("wire-websocket-1008"),
        1009 => say!("wire-websocket-1009"),
        1010 => say!("wire-websocket-1010"),
        1011 => say!("wire-websocket-1011"),
        1012..=1014 => say!("wire-websocket-101x"),
        3000..=3999 => say!("wire-websocket-3xxx"),
        4000..=4999 => say!("wire-websocket-4xxx"),
        _ => say!("wire-websocket-close-other"),
    }
}

/// Frames in one sentence: the first of them by name and length, with the text they hold.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    /// Frames that are said.
    const MOST: usize = 4;
    let (mut rest, mut count) = (payload, 0_usize);
    let mut said: Option<Say> = None;
    while let Some(header) = Header::of(rest) {
        let length = usize::try_from(header.length).unwrap_or(usize::MAX);
        if count < MOST {
            let one = line(&header, rest);
            said = Some(match said {
                Some(first) => say!("wire-say-and", first = first, next = one),
                None => one,
            });
        }
        count += 1;
        let behind = header.own.saturating_add(length);
        rest = rest.get(behind..).unwrap_or_default();
    }
    let said = said.unwrap_or_else(|| say!("wire-say-websocket-begins", count = payload.len()));
    match count.checked_sub(MOST) {
        Some(more) if more > 0 => say!("wire-say-and-more", first = said, count = more),
        _ => said,
    }
}

fn line(header: &Header, frame: &[u8]) -> Say {
    /// Bytes of a text that are looked at, and characters of it that are shown.
    const LOOKED_AT: usize = 160;
    const SHOWN: usize = 40;
    let plain = header.unmasked(frame, LOOKED_AT);
    let (name, count) = (name(header.opcode), header.length);
    if header.opcode == CLOSE
        && let Some(code) = close_code(&plain)
    {
        let reason = say!(
            "wire-websocket-code",
            code = code.to_string(),
            meaning = close(code)
        );
        return say!("wire-say-websocket-close", reason = reason);
    }
    let text = Some(plain).filter(|plain| is_text(header, plain));
    match text.and_then(|plain| preview(&plain, SHOWN)) {
        Some(text) => say!(
            "wire-say-websocket-text",
            name = name,
            count = count,
            text = text
        ),
        None => say!("wire-say-websocket", name = name, count = count),
    }
}

#[cfg(test)]
mod tests;
