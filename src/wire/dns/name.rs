//! Names in a DNS message (RFC 1035 §3.1, §4.1.4).
//!
//! A name may end in a pointer to an earlier place of the message. Each pointer followed here must
//! lead further back than the last, so names cannot go round in circles.

use std::fmt::Write as _;

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::printable::harmless;
use crate::wire::tree::{Head, Named};

/// Longest name in bytes on the wire (RFC 1035 §2.3.4).
const MAX_NAME: usize = 255;
/// Pointers followed for one name: of 255 bytes it has at most 127 labels, one pointer for each.
const MOST_JUMPS: usize = 127;

/// One part of a name on the wire.
enum Part<'m> {
    /// The end of the name.
    Root,
    Label(&'m [u8]),
    /// The rest of the name stands at this place of the message.
    Pointer(usize),
}

/// The part at `at`: the two highest bits tell which it is (RFC 1035 §4.1.4).
fn part(message: &[u8], at: usize) -> Option<Part<'_>> {
    let (first, behind) = message.get(at..)?.split_first()?;
    match first >> 6 {
        0 if *first == 0 => Some(Part::Root),
        0 => behind.get(..usize::from(*first)).map(Part::Label),
        3 => {
            let target = u16::from_be_bytes([first & 0x3f, *behind.first()?]);
            Some(Part::Pointer(usize::from(target)))
        }
        _ => None,
    }
}

/// How many bytes the name at `at` takes up there, wherever its pointer leads.
pub(super) fn in_place(message: &[u8], at: usize) -> Option<usize> {
    let mut place = at;
    loop {
        match part(message, place)? {
            Part::Root => return Some(place + 1 - at),
            Part::Label(label) => place += 1 + label.len(),
            Part::Pointer(_) => return Some(place + 2 - at),
        }
    }
}

/// Reads the name at `at` of `message`: its text and how many bytes it takes there. `None` when it is
/// cut, too long, or its pointers do not lead back or are more than a name has labels.
#[must_use]
pub fn read_name(message: &[u8], at: usize) -> Option<(String, usize)> {
    let (mut text, mut length, mut jumps) = (String::new(), 0, 0);
    let (mut place, mut floor) = (at, at);
    loop {
        match part(message, place)? {
            Part::Root => break,
            Part::Label(label) => {
                push_label(&mut text, label);
                place += 1 + label.len();
                length += 1 + label.len();
            }
            Part::Pointer(target) if target >= floor => return None,
            Part::Pointer(target) => {
                (place, floor) = (target, target);
                jumps += 1;
            }
        }
        if length >= MAX_NAME || jumps > MOST_JUMPS {
            return None;
        }
    }
    if text.is_empty() {
        text.push('.');
    }
    Some((text, in_place(message, at)?))
}

/// A label as people write it; what is not printable as `\DDD` (RFC 1035 §5.1), UTF-8 of mDNS as it is.
fn push_label(text: &mut String, label: &[u8]) {
    if !text.is_empty() {
        text.push('.');
    }
    if !label.is_ascii() && std::str::from_utf8(label).is_ok() {
        text.push_str(&harmless(label));
        return;
    }
    for &byte in label {
        match byte {
            b'.' | b'\\' => text.extend(['\\', char::from(byte)]),
            0x21..=0x7e | b' ' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\{byte:03}");
            }
        }
    }
}

/// A message being read, whose names may point back to any earlier place of it.
#[derive(Clone, Copy)]
pub(super) struct Message<'m> {
    bytes: &'m [u8],
    /// Where it begins in the frame.
    base: usize,
}

impl<'m> Message<'m> {
    pub(super) const fn new(bytes: &'m [u8], base: usize) -> Self {
        Self { bytes, base }
    }

    /// Reads the name that stands next; gives its text, empty where it cannot be read.
    pub(super) fn name(self, head: &mut Head<'_>, named: &Named, meaning: Say) -> String {
        let found = read_name(self.bytes, head.at() - self.base);
        let Some((text, taken)) = found.filter(|(_, taken)| *taken <= head.left()) else {
            self.bad_name(head, named);
            return String::new();
        };
        head.bytes(taken, named, |_| (Value::Text(text.clone()), meaning));
        text
    }

    fn bad_name(self, head: &mut Head<'_>, named: &Named) {
        head.problem(head.at(), named.0, say!("wire-dns-name-bad"));
        // A pointer that leads nowhere still ends the name: what follows can be read.
        let taken = in_place(self.bytes, head.at() - self.base);
        let taken = taken.filter(|taken| *taken <= head.left());
        let count = taken.unwrap_or_else(|| head.left());
        head.raw(count, named, say!("wire-dns-name-bad"));
    }
}
