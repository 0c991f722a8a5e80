//! The fields of sighting requests and answers.

use crate::say;
use crate::say::Say;

use super::super::sighting::MOST_FRAMES;
use super::{Named, Reader};

/// Fields up to where the body ends by its stated length: what has no room there is not read.
struct Fields<'r, 'a> {
    reader: &'r mut Reader<'a>,
    end: usize,
}

impl Fields<'_, '_> {
    fn room(&self, count: usize) -> usize {
        if self.reader.position + count <= self.end {
            count
        } else {
            0
        }
    }

    fn number(&mut self, count: usize, named: Named, meaning: impl FnOnce(u64) -> Say) {
        let count = self.room(count);
        self.reader.number(count, named, meaning);
    }

    /// The next byte, not yet taken.
    fn next(&self) -> usize {
        self.reader
            .bytes
            .get(self.reader.position)
            .copied()
            .map_or(0, usize::from)
    }

    /// What is left: of a later version, or broken.
    fn rest(self) {
        let rest = self.end.saturating_sub(self.reader.position);
        self.reader.field(rest, ("Body", "wlab.body"), |_| {
            (crate::wire::Value::Bytes, say!("chat-field-unknown"))
        });
    }
}

/// A request's body of `length` bytes.
pub(super) fn request(reader: &mut Reader<'_>, length: usize) {
    let mut fields = Fields {
        end: reader.position + length,
        reader,
    };
    fields.number(4, ("Sighting Id", "wlab.sighting.id"), |_| {
        say!("sighting-field-id")
    });
    fields.number(1, ("Whose", "wlab.sighting.whose"), |n| match n {
        1 => say!("sighting-field-whose-asker"),
        2 => say!("sighting-field-whose-answerer"),
        _ => say!("chat-field-unknown"),
    });
    let by = fields.next();
    fields.number(1, ("By", "wlab.sighting.by"), |n| match n {
        1 => say!("sighting-field-by-stream"),
        2 => say!("sighting-field-by-text"),
        _ => say!("chat-field-unknown"),
    });
    if by == 1 {
        fields.number(8, ("Stream Offset", "wlab.sighting.offset"), |_| {
            say!("sighting-field-offset")
        });
        fields.number(4, ("Stretch", "wlab.sighting.length"), |_| {
            say!("sighting-field-length")
        });
    } else if by == 2 {
        fields.number(4, ("Text Number", "wlab.sighting.number"), |_| {
            say!("sighting-field-number")
        });
    }
    fields.rest();
}

/// An answer's body of `length` bytes.
pub(super) fn answer(reader: &mut Reader<'_>, length: usize) {
    let mut fields = Fields {
        end: reader.position + length,
        reader,
    };
    fields.number(4, ("Sighting Id", "wlab.sighting.id"), |_| {
        say!("sighting-field-id")
    });
    fields.number(1, ("Outcome", "wlab.sighting.outcome"), |n| match n {
        1 => say!("sighting-field-outcome-seen"),
        2 => say!("sighting-field-outcome-not-seen"),
        3 => say!("sighting-field-outcome-refused"),
        4 => say!("sighting-field-outcome-no-right"),
        _ => say!("chat-field-unknown"),
    });
    fields.number(2, ("Total", "wlab.sighting.total"), |_| {
        say!("sighting-field-total")
    });
    let count = fields.next();
    fields.number(1, ("Count", "wlab.sighting.count"), |_| {
        say!("sighting-field-count")
    });
    for _ in 0..count.min(MOST_FRAMES) {
        if fields.reader.position >= fields.end {
            break;
        }
        frame(&mut fields);
    }
    fields.rest();
}

fn frame(fields: &mut Fields<'_, '_>) {
    fields.number(2, ("Link Type", "wlab.sighting.link"), |_| {
        say!("sighting-field-link")
    });
    fields.number(1, ("Direction", "wlab.sighting.direction"), |n| match n {
        0 => say!("sighting-field-direction-unknown"),
        1 => say!("sighting-field-direction-in"),
        2 => say!("sighting-field-direction-out"),
        3 => say!("sighting-field-direction-group"),
        4 => say!("sighting-field-direction-others"),
        _ => say!("chat-field-unknown"),
    });
    fields.number(
        1,
        ("Checksum Status", "wlab.sighting.checksum"),
        |n| match n {
            0 => say!("sighting-field-checksum-unknown"),
            1 => say!("sighting-field-checksum-valid"),
            2 => say!("sighting-field-checksum-card"),
            _ => say!("chat-field-unknown"),
        },
    );
    fields.number(4, ("Wire Length", "wlab.sighting.wire_length"), |_| {
        say!("sighting-field-wire-length")
    });
    let length = fields.next();
    fields.number(1, ("Name Length", ""), |n| {
        say!("sighting-field-size", count = n)
    });
    let count = fields.room(length);
    fields.reader.text(
        count,
        ("Interface", "wlab.sighting.interface"),
        say!("sighting-field-interface"),
    );
    let length = fields.next();
    fields.number(1, ("Header Length", ""), |n| {
        say!("sighting-field-size", count = n)
    });
    let count = fields.room(length);
    fields
        .reader
        .field(count, ("Headers", "wlab.sighting.headers"), |_| {
            (crate::wire::Value::Bytes, say!("sighting-field-headers"))
        });
}
