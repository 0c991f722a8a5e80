//! Names in a DNS message (RFC 1035 §3.1, §4.1.4).
//!
//! A name may end in a pointer to an earlier place of the message. Each pointer followed here must
//! lead further back than the last, so names cannot go round in circles.

use std::fmt::Write as _;

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::header::u16_in;
use crate::wire::named::Named;
use crate::wire::tree::Head;

use super::FLAGS;
use super::flavour::Flavour;
use super::opcode::Opcode;

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

/// Are the names at these two places the same, whatever case their letters have (RFC 4343)? `false` where one
/// cannot be read.
pub(super) fn same_name(message: &[u8], a: usize, b: usize) -> bool {
    if a == b {
        return true;
    }
    let (mut one, mut other) = (Labels::at(message, a), Labels::at(message, b));
    for _ in 0..MAX_NAME {
        match (one.next(), other.next()) {
            (Some([]), Some([])) => return true,
            (Some(x), Some(y)) if x.eq_ignore_ascii_case(y) => {}
            _ => return false,
        }
    }
    false
}

/// The labels of the name at `at`, pointers followed.
struct Labels<'m> {
    message: &'m [u8],
    place: usize,
    /// A pointer must lead further back than this.
    floor: usize,
    jumps: usize,
}

impl<'m> Labels<'m> {
    const fn at(message: &'m [u8], place: usize) -> Self {
        Self {
            message,
            place,
            floor: place,
            jumps: 0,
        }
    }

    /// The next label; empty at the name's end.
    fn next(&mut self) -> Option<&'m [u8]> {
        while self.jumps <= MOST_JUMPS {
            match part(self.message, self.place)? {
                Part::Root => return Some(&[]),
                Part::Label(label) => {
                    self.place += 1 + label.len();
                    return Some(label);
                }
                Part::Pointer(target) if target >= self.floor => return None,
                Part::Pointer(target) => {
                    (self.place, self.floor) = (target, target);
                    self.jumps += 1;
                }
            }
        }
        None
    }
}

/// Reads the name at `at` of `message`: its text and how many bytes it takes there. `None` when it is
/// cut, too long, or its pointers do not lead back or are more than a name has labels.
#[must_use]
pub fn read_name(message: &[u8], at: usize) -> Option<(String, usize)> {
    let mut labels = Labels::at(message, at);
    let (mut text, mut length) = (String::new(), 0);
    while let Some(label) = labels.next().filter(|_| length < MAX_NAME) {
        if label.is_empty() {
            let name = if text.is_empty() {
                ".".to_owned()
            } else {
                text
            };
            return Some((name, in_place(message, at)?));
        }
        push_label(&mut text, label);
        length += 1 + label.len();
    }
    None
}

/// A label as people write it; what is not printable as `\DDD` (RFC 1035 §5.1), UTF-8 of mDNS as it is.
fn push_label(text: &mut String, label: &[u8]) {
    if !text.is_empty() {
        text.push('.');
    }
    if !label.is_ascii() && std::str::from_utf8(label).is_ok() {
        text.push_str(&Clean::bytes(label));
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
    /// Which of DNS's relatives it is of.
    pub(super) flavour: Flavour,
}

impl<'m> Message<'m> {
    pub(super) const fn new(bytes: &'m [u8], base: usize, flavour: Flavour) -> Self {
        Self {
            bytes,
            base,
            flavour,
        }
    }

    pub(super) fn flags(self) -> u16 {
        u16_in(self.bytes, FLAGS).unwrap_or(0)
    }

    pub(super) fn is_response(self) -> bool {
        self.flags() & 0x8000 != 0
    }

    pub(super) fn opcode(self) -> Opcode {
        Opcode::of(self.flags())
    }

    pub(super) fn is_mdns(self) -> bool {
        self.flavour == Flavour::Mdns
    }

    /// Reads the name that stands next; gives its text, empty where it cannot be read.
    pub(super) fn name(self, head: &mut Head<'_>, named: &Named, meaning: Say) -> String {
        let found = read_name(self.bytes, head.at() - self.base);
        let Some((text, taken)) = found.filter(|(_, taken)| *taken <= head.left()) else {
            self.bad_name(head, named);
            return String::new();
        };
        head.bytes(taken, named, |_| {
            (Value::Text(text.as_str().into()), meaning)
        });
        text
    }

    fn bad_name(self, head: &mut Head<'_>, named: &Named) {
        let taken = in_place(self.bytes, head.at() - self.base);
        let taken = taken.filter(|taken| *taken <= head.left());
        if taken.is_none() && head.is_short() {
            head.too_short(named.name, head.left() + 1);
            head.rest(named, say!("wire-cut"));
            return;
        }
        head.problem(head.at(), named.name, say!("wire-dns-name-bad"));
        // A pointer that leads nowhere still ends the name: what follows can be read.
        let count = taken.unwrap_or_else(|| head.left());
        head.raw(count, named, say!("wire-dns-name-bad"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ANSWER;
    use super::*;

    #[test]
    fn a_pointer_that_loops_ends_its_name_but_not_the_question() {
        let message = b"\0\x04\x01\0\0\x01\0\0\0\0\0\0\xc0\x0c\0\x1c\0\x01";
        assert_eq!(read_name(message, 12), None);
        assert_eq!(
            (
                in_place(message, 12),
                in_place(b"\x01a\xc0\0", 0),
                in_place(b"\x01a", 0)
            ),
            (Some(2), Some(4), None)
        );
    }

    #[test]
    fn names_follow_pointers_back_only() {
        assert_eq!(read_name(ANSWER, 12), Some(("www.example".to_owned(), 13)));
        assert_eq!(read_name(ANSWER, 29), Some(("www.example".to_owned(), 2)));
        assert_eq!(read_name(b"\xc0\x00", 0), None, "to itself");
        assert_eq!(read_name(b"\xc0\x02\xc0\x00", 2), None, "round and round");
        assert_eq!(
            read_name(b"\x01a\xc0\x00", 0),
            None,
            "back to its own beginning"
        );
        assert_eq!(read_name(b"\x05abc", 0), None, "cut");
        assert_eq!(read_name(b"\x00", 0), Some((".".to_owned(), 1)));
        assert_eq!(
            read_name(b"\x03a.\x1b\x00", 0),
            Some(("a\\.\\027".to_owned(), 5))
        );
    }

    #[test]
    fn a_long_chain_of_pointers_is_refused() {
        let chain = |jumps: usize| {
            let mut message = vec![0];
            for jump in 0..jumps {
                let target = if jump == 0 { 0 } else { 2 * jump - 1 };
                message.extend((0xc000 | target as u16).to_be_bytes());
            }
            read_name(&message, 2 * jumps - 1)
        };
        assert_eq!(chain(127), Some((".".to_owned(), 2)));
        assert_eq!(chain(128), None);
    }

    #[test]
    fn a_name_too_long_is_refused() {
        let mut long: Vec<u8> = std::iter::repeat_n(
            b"\x3fxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            4,
        )
        .flatten()
        .copied()
        .collect();
        long.push(0);
        assert_eq!(read_name(&long, 0), None);
    }
}
