//! The body of an HTTP message: of a length that the header says, or in chunks (RFC 9112 §6, §7).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::lines::Line;
use crate::wire::named::fields;
use crate::wire::tree::Head;

use super::{BODY, Message, body_value, field_lines, number};

const CHUNKS: &str = "RFC 9112 §7.1";

fields! {
    CHUNK = "Chunk", CHUNKS;
    CHUNK_SIZE: Number "http.chunk_size" = "Chunk Size", CHUNKS;
    CHUNK_DATA: Bytes "http.chunk_data" = "Chunk Data", CHUNKS;
    CHUNK_END: Bytes "http.chunk_boundary" = "Chunk End", CHUNKS;
    EMPTY_LINE = "Empty Line", CHUNKS;
}

/// Reads what follows the header.
pub(super) fn read(head: &mut Head<'_>, message: &Message) {
    if message.chunked {
        chunks(head);
    } else {
        whole(head, message);
    }
}

/// A body in one piece.
fn whole(head: &mut Head<'_>, message: &Message) {
    let left = head.left();
    // Without a length a response ends with the connection, and a request has no body.
    let told = match message.length {
        _ if message.bodiless => 0,
        Some(length) => length,
        None if message.response => left,
        None => 0,
    };
    let (count, kind) = (told.min(left), message.kind.clone());
    let meaning = match (told > left, kind.is_empty()) {
        (true, _) => say!("wire-http-body-part", count = count, total = told),
        (false, true) => say!("wire-http-body", count = count),
        (false, false) => say!("wire-http-body-kind", count = count, kind = kind),
    };
    head.bytes(count, &BODY, |bytes| (body_value(bytes), meaning));
}

/// A body in pieces, each with its length before it; 0 ends it.
fn chunks(head: &mut Head<'_>) {
    while let Some(line) = Line::next(head) {
        let Some(size) = chunk_size(&line) else {
            return bad_chunk(head, &line);
        };
        head.group(&CHUNK, |head| {
            chunk(head, &line, size);
            (Value::Group, say!("wire-http-chunk", count = size))
        });
        if size == 0 {
            return trailers(head);
        }
    }
}

/// A chunk's size in hexadecimal; extensions may follow it behind a semicolon.
fn chunk_size(line: &Line<'_>) -> Option<usize> {
    let digits = line.text.split(|b| matches!(b, b';' | b' ')).next()?;
    number(digits, 16).filter(|_| line.ended)
}

fn bad_chunk(head: &mut Head<'_>, line: &Line<'_>) {
    if line.ended {
        head.problem(head.at(), CHUNK_SIZE.name, say!("wire-http-chunk-bad"));
    }
    head.rest(&CHUNK, line.or_goes_on(say!("wire-http-chunk-bad")));
}

/// The line with the size, so many bytes of the body, and a line end.
fn chunk(head: &mut Head<'_>, line: &Line<'_>, size: usize) {
    let value = Value::Number(size as u64);
    head.bytes(line.whole, &CHUNK_SIZE, |_| (value, size_meaning(size)));
    let count = size.min(head.left());
    let meaning = if count < size {
        say!("wire-goes-on")
    } else {
        say!("wire-http-chunk-data", count = count)
    };
    head.bytes(count, &CHUNK_DATA, |bytes| (body_value(bytes), meaning));
    if let Some(end) = Line::next(head).filter(|end| size > 0 && end.text.is_empty()) {
        head.raw(end.whole, &CHUNK_END, say!("wire-http-chunk-end"));
    }
}

fn size_meaning(size: usize) -> Say {
    match size {
        0 => say!("wire-http-chunk-last"),
        _ => say!("wire-http-chunk-size", count = size),
    }
}

/// Header lines behind the last chunk, mostly none, and the empty line that ends the message.
fn trailers(head: &mut Head<'_>) {
    let mut message = Message {
        response: true,
        ..Message::default()
    };
    let end = say!("wire-http-end-chunked");
    field_lines(head, &mut message, &EMPTY_LINE, end);
}
