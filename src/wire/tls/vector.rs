//! Vectors (RFC 8446 §3.4): what may be of any length has that length before it.

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::Named;
use crate::wire::tree::Head;

/// A list with its length in `bits` bits before it; `item` reads one of its entries, at least a byte.
pub(super) fn list(head: &mut Head<'_>, bits: usize, named: &Named, item: impl Fn(&mut Head<'_>)) {
    let count = head.num(bits, named, |n| say!("wire-tls-list", count = n)) as usize;
    let rest = Named::plain("Rest", named.section);
    head.within(count, &rest, say!("wire-tls-rest"), |head| {
        while head.left() > 0 {
            let before = head.at();
            item(head);
            if head.at() == before {
                break;
            }
        }
    });
}

/// Bytes with their length in `bits` bits before them.
pub(super) fn opaque(head: &mut Head<'_>, bits: usize, [length, data]: [&Named; 2], meaning: Say) {
    let count = count(head, bits, length);
    head.raw(count, data, meaning);
}

/// Text with its length in `bits` bits before it.
pub(super) fn text(
    head: &mut Head<'_>,
    bits: usize,
    [length, text]: [&Named; 2],
    meaning: impl FnOnce(&[u8]) -> Say,
) {
    let count = count(head, bits, length);
    head.bytes(count, text, |bytes| {
        (Value::Text(Clean::bytes(bytes)), meaning(bytes))
    });
}

fn count(head: &mut Head<'_>, bits: usize, length: &Named) -> usize {
    head.num(bits, length, |n| say!("wire-tls-bytes", count = n)) as usize
}
