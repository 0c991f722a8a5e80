//! Bytes that no protocol has a name for: data, and what fills a frame up.

use std::ops::Range;

use super::field::{Layer, Value};
use super::named::{Named, named};
use super::printable::{looks_like_text, preview};
use super::protocol::Protocol;
use super::tree::Head;
use crate::say;

/// Bytes that no dissector knows.
pub(super) const DATA: Named = named!(Bytes "data.data" = "Data", "");
/// Filling up to the least length of a frame.
pub(super) const PADDING: Named = named!(Bytes "eth.padding" = "Padding", "IEEE 802.3 §3.2.8");

/// A layer of bytes that no dissector knows.
#[must_use]
pub fn data(bytes: &[u8], range: Range<usize>) -> Layer {
    let mut head = Head::new(bytes, range.start, range.end);
    let count = range.len();
    head.bytes(count, &DATA, |bytes| {
        if !looks_like_text(bytes) {
            return (Value::Bytes, say!("wire-data", count = count));
        }
        let text = preview(bytes, bytes.len()).unwrap_or_default();
        (Value::Text(text), say!("wire-data-text", count = count))
    });
    head.layer(Protocol::Data, say!("wire-data-line", count = count))
}

/// A layer of filling.
pub(super) fn padding(bytes: &[u8], range: &Range<usize>) -> Layer {
    let mut head = Head::new(bytes, range.start, range.end);
    let count = range.len();
    head.raw(count, &PADDING, say!("wire-padding", count = count));
    head.layer(Protocol::Padding, say!("wire-padding-line", count = count))
}
