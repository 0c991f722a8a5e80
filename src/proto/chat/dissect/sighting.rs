//! The fields of sighting requests and answers.

use crate::proto::chat::sighting::MOST_FRAMES;
use crate::say;
use crate::say::Say;
use crate::wire::lab::{
    HEADER_LENGTH, NAME_LENGTH, SIGHTING_BY as BY, SIGHTING_CHECKSUM as CHECKSUM,
    SIGHTING_COUNT as COUNT, SIGHTING_DIRECTION as DIRECTION, SIGHTING_HEADERS as HEADERS,
    SIGHTING_ID as ID, SIGHTING_INTERFACE as INTERFACE, SIGHTING_LINK_TYPE as LINK_TYPE,
    SIGHTING_OFFSET as OFFSET, SIGHTING_OUTCOME as OUTCOME, SIGHTING_STRETCH as STRETCH,
    SIGHTING_TEXT_NUMBER as TEXT_NUMBER, SIGHTING_TOTAL as TOTAL, SIGHTING_WHOSE as WHOSE,
    SIGHTING_WIRE_LENGTH as WIRE_LENGTH,
};

use super::BODY;
use super::reader::Reader;

/// A request's body.
pub(super) fn request(reader: &mut Reader<'_>) {
    reader.number(4, ID, |_| say!("sighting-field-id"));
    reader.number(1, WHOSE, |n| match n {
        1 => say!("sighting-field-whose-asker"),
        2 => say!("sighting-field-whose-answerer"),
        _ => say!("chat-field-unknown"),
    });
    let by = reader.peek();
    reader.number(1, BY, |n| match n {
        1 => say!("sighting-field-by-stream"),
        2 => say!("sighting-field-by-text"),
        _ => say!("chat-field-unknown"),
    });
    part(reader, by);
    reader.rest(BODY, say!("chat-field-unknown"));
}

/// Where the bytes lie that are asked about: in the stream, or in a text.
fn part(reader: &mut Reader<'_>, by: usize) {
    if by == 1 {
        reader.number(8, OFFSET, |_| say!("sighting-field-offset"));
        reader.number(4, STRETCH, |_| say!("sighting-field-length"));
    } else if by == 2 {
        reader.number(4, TEXT_NUMBER, |_| say!("sighting-field-number"));
    }
}

/// An answer's body.
pub(super) fn answer(reader: &mut Reader<'_>) {
    reader.number(4, ID, |_| say!("sighting-field-id"));
    reader.number(1, OUTCOME, outcome);
    reader.number(2, TOTAL, |_| say!("sighting-field-total"));
    let count = reader.peek();
    reader.number(1, COUNT, |_| say!("sighting-field-count"));
    for _ in 0..count.min(MOST_FRAMES) {
        if reader.left() > 0 {
            frame(reader);
        }
    }
    // What is left is of a later version, or broken.
    reader.rest(BODY, say!("chat-field-unknown"));
}

fn frame(reader: &mut Reader<'_>) {
    reader.number(2, LINK_TYPE, |_| say!("sighting-field-link"));
    reader.number(1, DIRECTION, direction);
    reader.number(1, CHECKSUM, checksum);
    let meaning = |_| say!("sighting-field-wire-length");
    reader.number(4, WIRE_LENGTH, meaning);
    let length = size(reader, NAME_LENGTH);
    reader.text(length, INTERFACE, say!("sighting-field-interface"));
    let length = size(reader, HEADER_LENGTH);
    reader.raw(length, HEADERS, say!("sighting-field-headers"));
}

/// The length of what follows.
fn size(reader: &mut Reader<'_>, named: crate::wire::named::Named) -> usize {
    let length = reader.peek();
    reader.number(1, named, |n| say!("sighting-field-size", count = n));
    length
}

fn outcome(number: u64) -> Say {
    match number {
        1 => say!("sighting-field-outcome-seen"),
        2 => say!("sighting-field-outcome-not-seen"),
        3 => say!("sighting-field-outcome-refused"),
        4 => say!("sighting-field-outcome-no-right"),
        _ => say!("chat-field-unknown"),
    }
}

fn direction(number: u64) -> Say {
    match number {
        0 => say!("sighting-field-direction-unknown"),
        1 => say!("sighting-field-direction-in"),
        2 => say!("sighting-field-direction-out"),
        3 => say!("sighting-field-direction-group"),
        4 => say!("sighting-field-direction-others"),
        _ => say!("chat-field-unknown"),
    }
}

fn checksum(number: u64) -> Say {
    match number {
        0 => say!("sighting-field-checksum-unknown"),
        1 => say!("sighting-field-checksum-valid"),
        2 => say!("sighting-field-checksum-card"),
        _ => say!("chat-field-unknown"),
    }
}
