//! The body of an HTTP message: of a length that the header says, or in chunks (RFC 9112 §6, §7).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::lines::Line;
use crate::wire::named::fields;
use crate::wire::tree::Head;

use super::framing::{Body, chunk_size};
use super::{BODY, Message, body_value, field_lines};

const CHUNKS: &str = "RFC 9112 §7.1";

fields! {
    CHUNK = "Chunk", CHUNKS;
    CHUNK_SIZE: Number "http.chunk_size" = "Chunk Size", CHUNKS;
    CHUNK_DATA: Bytes "http.chunk_data" = "Chunk Data", CHUNKS;
    CHUNK_END: Bytes "http.chunk_boundary" = "Chunk End", CHUNKS;
    EMPTY_LINE = "Empty Line", CHUNKS;
}

/// Reads what follows the header.
pub(super) fn read(head: &mut Head<'_>, message: &Message<'_>) {
    let here = head.left() as u64;
    let body = match message.told.body(message.response) {
        _ if message.bodiless => Body::None,
        body => body,
    };
    match body {
        Body::None => {}
        Body::Chunked => chunks(head, message),
        Body::Length(length) => whole(head, message, length),
        Body::UntilClose => whole(head, message, here + message.left_out),
    }
}

/// A body in one piece, of `told` bytes.
fn whole(head: &mut Head<'_>, message: &Message<'_>, told: u64) {
    let left = head.left();
    let count = usize::try_from(told).map_or(left, |told| told.min(left));
    let kind = message.kind.clone();
    let meaning = match (told > count as u64, kind.is_empty()) {
        (true, _) => say!("wire-http-body-part", count = count, total = told),
        (false, true) => say!("wire-http-body", count = count),
        (false, false) => say!("wire-http-body-kind", count = count, kind = kind),
    };
    head.bytes(count, &BODY, |bytes| (body_value(bytes), meaning));
}

/// A body in pieces, each with its length before it; 0 ends it.
fn chunks(head: &mut Head<'_>, message: &Message<'_>) {
    while let Some(line) = Line::next(head) {
        let Some(size) = chunk_size(line.text).filter(|_| line.ended) else {
            return bad_chunk(head, &line);
        };
        head.group(&CHUNK, |head| {
            chunk(head, &line, size);
            (Value::Group, say!("wire-http-chunk", count = size))
        });
        if size == 0 {
            return trailers(head, message.response);
        }
    }
}

fn bad_chunk(head: &mut Head<'_>, line: &Line<'_>) {
    if line.ended {
        head.problem(head.at(), CHUNK_SIZE.name, say!("wire-http-chunk-bad"));
    }
    head.rest(&CHUNK, line.or_goes_on(say!("wire-http-chunk-bad")));
}

/// The line with the size, so many bytes of the body, and a line end.
fn chunk(head: &mut Head<'_>, line: &Line<'_>, size: u64) {
    let value = Value::Number(size);
    head.bytes(line.whole, &CHUNK_SIZE, |_| (value, size_meaning(size)));
    let left = head.left();
    let count = usize::try_from(size).map_or(left, |size| size.min(left));
    let meaning = if (count as u64) < size {
        say!("wire-http-chunk-part", count = count, total = size)
    } else {
        say!("wire-http-chunk-data", count = count)
    };
    head.bytes(count, &CHUNK_DATA, |bytes| (body_value(bytes), meaning));
    if let Some(end) = Line::next(head).filter(|end| size > 0 && end.text.is_empty()) {
        head.raw(end.whole, &CHUNK_END, say!("wire-http-chunk-end"));
    }
}

fn size_meaning(size: u64) -> Say {
    match size {
        0 => say!("wire-http-chunk-last"),
        _ => say!("wire-http-chunk-size", count = size),
    }
}

/// Header lines behind the last chunk, mostly none, and the empty line that ends the message.
fn trailers(head: &mut Head<'_>, response: bool) {
    let mut message = Message {
        response,
        ..Message::default()
    };
    let end = say!("wire-http-end-chunked");
    field_lines(head, &mut message, &EMPTY_LINE, end);
}
