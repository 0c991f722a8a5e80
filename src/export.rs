//! One frame as text, as a hexadecimal dump, as Python's bytes, as a line of JSON. Pure functions.

pub mod put;

use std::io::Write as _;

use crate::frame::{Direction, FrameMeta};
use crate::say::{Clean, Foreign, Say};
use crate::wire::{Dissection, Field, Layer, Value};

/// Says a message into a buffer, in the language of the one who asks.
pub type Words<'a> = &'a mut dyn FnMut(&Say, &mut String);

/// A frame to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its number: a record's id in the log, from 1 in a file.
    pub number: u64,
    /// Its interface's name; empty where it has none.
    pub interface: &'a Clean,
    /// What is known beside the bytes.
    pub meta: &'a FrameMeta,
    /// The captured bytes.
    pub bytes: &'a [u8],
    /// What was put together from several frames, by [`crate::wire::SourceId`] from 1 on.
    pub others: &'a [&'a [u8]],
    /// The bytes' layers and fields.
    pub dissection: &'a Dissection,
    /// What the frame says in one line.
    pub summary: &'a Say,
    /// What somebody has noted about it.
    pub comment: Option<&'a Foreign>,
}

impl Shown<'_> {
    /// The bytes that a layer speaks of.
    fn source(&self, layer: &Layer) -> &[u8] {
        match layer.source.0 {
            0 => self.bytes,
            n => self
                .others
                .get(usize::from(n) - 1)
                .copied()
                .unwrap_or_default(),
        }
    }
}

/// The direction's word in JSON.
#[must_use]
pub const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::Group => "group",
        Direction::Others => "others",
        Direction::Loop => "loopback",
        Direction::Unknown => "unknown",
    }
}

/// One line of JSON (with its line end): the frame, its layers, their fields. `range`s are in bytes
/// and `bits` in bits of the frame, first and behind the last; layers and fields of a reassembled
/// whole bear its number as `source`. Derived fields have no range.
pub fn json_line(out: &mut Vec<u8>, shown: &Shown<'_>, words: Words<'_>) {
    let mut json = Json {
        out,
        words,
        text: String::new(),
    };
    json.frame(shown);
}

/// A line of JSON being written.
struct Json<'a, 'w> {
    out: &'a mut Vec<u8>,
    words: Words<'w>,
    /// What was said last.
    text: String,
}

impl Json<'_, '_> {
    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, key: &str, n: u64) {
        self.raw(key);
        put::decimal(self.out, n);
    }

    fn string(&mut self, key: &str, text: &str) {
        self.raw(key);
        put::string(self.out, text);
    }

    fn say(&mut self, key: &str, say: &Say) {
        self.raw(key);
        self.text.clear();
        (self.words)(say, &mut self.text);
        put::string(self.out, &self.text);
    }

    fn pair(&mut self, key: &str, from: usize, to: usize) {
        self.number(key, from as u64);
        self.number(",", to as u64);
        self.out.push(b']');
    }

    fn frame(&mut self, shown: &Shown<'_>) {
        let meta = shown.meta;
        self.number("{\"number\":", shown.number);
        if meta.time.is_known() {
            self.raw(",\"time\":\"");
            put::time(self.out, meta.time);
            self.raw("\"");
        } else {
            self.raw(",\"time\":null");
        }
        self.string(",\"interface\":", shown.interface);
        self.string(",\"origin\":", meta.origin.name());
        self.string(",\"direction\":", direction(meta.direction));
        self.number(",\"length\":", u64::from(meta.length));
        self.number(",\"captured\":", shown.bytes.len() as u64);
        if let Some(comment) = shown.comment {
            self.raw(",\"comment\":");
            put::foreign(self.out, comment);
        }
        self.say(",\"summary\":", shown.summary);
        self.raw(",\"layers\":[");
        for (n, layer) in shown.dissection.layers.iter().enumerate() {
            self.raw(if n > 0 { "," } else { "" });
            self.layer(layer, shown.source(layer));
        }
        self.raw("]}\n");
    }

    fn layer(&mut self, layer: &Layer, source: &[u8]) {
        self.string("{\"protocol\":", layer.protocol.name());
        if layer.source.0 != 0 {
            self.number(",\"source\":", u64::from(layer.source.0));
        }
        self.pair(",\"range\":[", layer.range.start, layer.range.end);
        self.say(",\"summary\":", &layer.summary);
        self.fields(",\"fields\":[", &layer.fields, source);
        if let Some(problem) = &layer.problem {
            self.number(",\"error\":{\"offset\":", problem.offset as u64);
            self.string(",\"field\":", problem.field);
            self.say(",\"why\":", &problem.why);
            self.raw("}");
        }
        self.raw("}");
    }

    fn fields(&mut self, key: &str, fields: &[Field], source: &[u8]) {
        self.raw(key);
        for (n, field) in fields.iter().enumerate() {
            self.raw(if n > 0 { "," } else { "" });
            self.field(field, source);
        }
        self.raw("]");
    }

    fn field(&mut self, field: &Field, source: &[u8]) {
        self.string("{\"name\":", field.name);
        self.string(",\"filter\":", field.filter);
        let bytes = field.bytes();
        if field.bits.is_empty() {
            self.raw(",\"range\":null,\"bits\":null");
        } else {
            self.pair(",\"range\":[", bytes.start, bytes.end);
            self.pair(",\"bits\":[", field.bits.start, field.bits.end);
        }
        self.raw(",\"value\":");
        self.value(&field.value, source.get(bytes).unwrap_or_default());
        match &field.meaning {
            Some(meaning) => self.say(",\"meaning\":", meaning),
            None => self.raw(",\"meaning\":null"),
        }
        if !field.children.is_empty() {
            // A field's parts are a few levels deep at most: no input makes them deeper.
            self.fields(",\"children\":[", &field.children, source);
        }
        self.raw("}");
    }

    fn value(&mut self, value: &Value, bytes: &[u8]) {
        let quoted = |out: &mut Vec<u8>, write: &dyn Fn(&mut Vec<u8>)| {
            out.push(b'"');
            write(out);
            out.push(b'"');
        };
        match value {
            Value::Number(n) => put::decimal(self.out, *n),
            Value::Hex(n, digits) => quoted(self.out, &|out| {
                out.extend_from_slice(b"0x");
                put::hex(out, *n, *digits);
            }),
            Value::Flag(true) => self.raw("true"),
            Value::Flag(false) => self.raw("false"),
            Value::Mac(mac) => quoted(self.out, &|out| put::mac(out, *mac)),
            Value::Ipv4(address) => quoted(self.out, &|out| put::ipv4(out, *address)),
            Value::Ipv6(address) => quoted(self.out, &|out| put::ipv6(out, *address)),
            Value::Text(text) => put::string(self.out, text),
            Value::Bytes => quoted(self.out, &|out| put::bytes(out, bytes)),
            Value::Unknown | Value::Group => self.raw("null"),
        }
    }
}

/// Bytes of a line of text that a value may take.
const VALUE: usize = 32;

/// The frame as text: a line for it, one for each layer, one for each field with its bytes.
pub fn text(out: &mut Vec<u8>, shown: &Shown<'_>, words: Words<'_>) {
    let mut said = String::new();
    words(shown.summary, &mut said);
    out.extend_from_slice(b"Frame ");
    put::decimal(out, shown.number);
    out.extend_from_slice(b"  ");
    put::time(out, shown.meta.time);
    let name = if shown.interface.is_empty() { "" } else { "  " };
    // A buffer in memory takes all.
    let _ = writeln!(
        out,
        "{name}{}  {} bytes  {said}",
        shown.interface, shown.meta.length
    );
    if shown.bytes.len() < shown.meta.length as usize {
        let _ = writeln!(out, "  cut to {} bytes", shown.bytes.len());
    }
    if let Some(comment) = shown.comment {
        let _ = writeln!(out, "  comment: {}", comment.clean());
    }
    for layer in &shown.dissection.layers {
        said.clear();
        words(&layer.summary, &mut said);
        let _ = writeln!(
            out,
            "  {} [{}..{}]  {said}",
            layer.protocol.name(),
            layer.range.start,
            layer.range.end
        );
        text_fields(out, &layer.fields, shown.source(layer), 4, words);
        if let Some(problem) = &layer.problem {
            said.clear();
            words(&problem.why, &mut said);
            let _ = writeln!(
                out,
                "    ! byte {}, {}: {said}",
                problem.offset, problem.field
            );
        }
    }
    out.push(b'\n');
}

fn text_fields(
    out: &mut Vec<u8>,
    fields: &[Field],
    source: &[u8],
    indent: usize,
    words: Words<'_>,
) {
    let mut said = String::new();
    for field in fields {
        said.clear();
        if let Some(meaning) = &field.meaning {
            words(meaning, &mut said);
        }
        let bytes = field.bytes();
        let value = plain(&field.value, source.get(bytes.clone()).unwrap_or_default());
        let place = match field.bits.start % 8 == 0 && field.bits.end % 8 == 0 {
            _ if field.bits.is_empty() => "derived".to_owned(),
            true => format!("{}..{}", bytes.start, bytes.end),
            false => format!(
                "{}..{} bits {}..{}",
                bytes.start,
                bytes.end,
                field.bits.start % 8,
                field.bits.start % 8 + field.bits.len()
            ),
        };
        let gap = if said.is_empty() || value.is_empty() {
            ""
        } else {
            "  "
        };
        let _ = writeln!(
            out,
            "{:indent$}{} [{place}]: {value}{gap}{said}",
            "", field.name
        );
        text_fields(out, &field.children, source, indent + 2, words);
    }
}

/// A value as a reader writes it.
#[must_use]
pub fn plain(value: &Value, bytes: &[u8]) -> String {
    value.text().unwrap_or_else(|| {
        let mut out = Vec::new();
        put::bytes(
            &mut out,
            bytes.get(..bytes.len().min(VALUE)).unwrap_or_default(),
        );
        if bytes.len() > VALUE {
            out.extend_from_slice("…".as_bytes());
        }
        String::from_utf8(out).unwrap_or_default()
    })
}

/// Bytes in a line of a dump.
const ROW: usize = 16;

/// Bytes as offset, hexadecimal and ASCII, sixteen a line (as `hexdump -C` and Wireshark's pane).
pub fn hex_dump(out: &mut Vec<u8>, bytes: &[u8]) {
    for (row, line) in bytes.chunks(ROW).enumerate() {
        put::hex(
            out,
            (row * ROW) as u64,
            if bytes.len() > 0xffff { 8 } else { 4 },
        );
        out.push(b' ');
        for place in 0..ROW {
            out.extend_from_slice(if place == ROW / 2 { b"  " } else { b" " });
            match line.get(place) {
                Some(byte) => put::hex(out, u64::from(*byte), 2),
                None => out.extend_from_slice(b"  "),
            }
        }
        out.extend_from_slice(b"  ");
        out.extend(line.iter().map(|byte| {
            if matches!(byte, 0x20..=0x7e) {
                *byte
            } else {
                b'.'
            }
        }));
        out.push(b'\n');
    }
}

/// Bytes as an expression of Python that gives them, sixteen a line.
pub fn python(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.is_empty() {
        out.extend_from_slice(b"b\"\"\n");
        return;
    }
    out.extend_from_slice(b"(\n");
    for line in bytes.chunks(ROW) {
        out.extend_from_slice(b"    b\"");
        for byte in line {
            out.extend_from_slice(b"\\x");
            put::hex(out, u64::from(*byte), 2);
        }
        out.extend_from_slice(b"\"\n");
    }
    out.extend_from_slice(b")\n");
}

#[cfg(test)]
mod tests;
