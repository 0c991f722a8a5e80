//! A DNS message in one sentence.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::say;
use crate::say::Say;
use crate::wire::dns::{ANSWERS, FLAGS, HEADER, QUESTIONS};
use crate::wire::header::{u16_at, u16_in};
use crate::wire::printable::harmless;

use super::kind;
use super::name::read_name;
use super::rcode;

/// Records that are looked through for an address.
const MOST_ANSWERS: u16 = 16;
/// Bytes of a text that are shown.
const SHOWN: usize = 40;

/// The name of DNS's relatives on their own ports: mDNS (RFC 6762) and LLMNR (RFC 4795).
#[must_use]
pub const fn flavour(src_port: u16, dst_port: u16) -> Option<&'static str> {
    match (src_port, dst_port) {
        (5353, _) | (_, 5353) => Some("mDNS"),
        (5355, _) | (_, 5355) => Some("LLMNR"),
        _ => None,
    }
}

/// A message in one sentence: what is asked, or what the answer is. `message` begins with the header.
#[must_use]
pub fn sentence(message: &[u8]) -> Say {
    let Some(header) = message.first_chunk::<HEADER>() else {
        return say!("wire-say-dns-cut");
    };
    let Some(asked) = Asked::of(header, message) else {
        return say!("wire-say-dns-cut");
    };
    let (name, kind) = (asked.name, kind::name(asked.kind));
    let (flags, answers) = (u16_at(header, FLAGS), u16_at(header, ANSWERS));
    match (flags & 0x8000 != 0, flags & 15, answers) {
        (false, ..) if name.is_empty() => say!("wire-say-dns-other"),
        (false, ..) => say!("wire-say-dns-asks", name = name, kind = kind),
        (true, 3, _) => say!("wire-say-dns-nxdomain", name = name),
        (true, 0, 0) => say!("wire-say-dns-empty", name = name, kind = kind),
        (true, 0, count) => answer(message, asked.end, count),
        (true, code, _) => say!("wire-say-dns-failed", name = name, why = rcode(code as u8)),
    }
}

/// The first question.
struct Asked {
    /// Empty: nothing that can be read.
    name: String,
    kind: u16,
    /// Where the answers begin.
    end: usize,
}

impl Asked {
    /// `None` where the question is cut short.
    fn of(header: &[u8; HEADER], message: &[u8]) -> Option<Self> {
        if u16_at(header, QUESTIONS) == 0 {
            let (name, kind, end) = (String::new(), 0, HEADER);
            return Some(Self { name, kind, end });
        }
        let (name, taken) = read_name(message, HEADER)?;
        let at = HEADER + taken;
        let kind = u16_in(message, at..at + 2)?;
        let end = at + 4;
        Some(Self { name, kind, end })
    }
}

/// The first answer that is an address, else the first answer: enough for one line.
fn answer(message: &[u8], mut at: usize, count: u16) -> Say {
    let mut first = None;
    for _ in 0..count.min(MOST_ANSWERS) {
        let Some(record) = Record::read(message, at) else {
            break;
        };
        at = record.data.end;
        if matches!(record.kind, kind::A | kind::AAAA) {
            return record.sentence(message, count);
        }
        first.get_or_insert(record);
    }
    first.map_or(say!("wire-say-dns-cut"), |record| {
        record.sentence(message, count)
    })
}

/// A record of the answer.
struct Record {
    owner: String,
    kind: u16,
    /// Where its data lies.
    data: Range<usize>,
}

impl Record {
    fn read(message: &[u8], at: usize) -> Option<Self> {
        let (owner, taken) = read_name(message, at)?;
        // Type, class, TTL and length of the data.
        let at = at + taken;
        let kind = word(message, at..at + 2)?;
        let length = word(message, at + 8..at + 10)?;
        let data = at + 10..at + 10 + usize::from(length);
        Some(Self { owner, kind, data })
    }

    fn sentence(self, message: &[u8], count: u16) -> Say {
        let value = self.value(message).unwrap_or_default();
        say!(
            "wire-say-dns-answer",
            name = self.owner,
            kind = kind::name(self.kind),
            value = value,
            count = u32::from(count)
        )
    }

    fn value(&self, message: &[u8]) -> Option<String> {
        let data = message.get(self.data.clone()).unwrap_or_default();
        let name = |skip: usize| read_name(message, self.data.start + skip).map(|(name, _)| name);
        match self.kind {
            kind::A => Some(Ipv4Addr::from(*data.first_chunk()?).to_string()),
            kind::AAAA => Some(Ipv6Addr::from(*data.first_chunk::<16>()?).to_string()),
            kind::NS | kind::CNAME | kind::PTR => name(0),
            kind::MX => name(2),
            kind::SRV => name(6),
            kind::TXT => Some(harmless(data.get(1..data.len().min(SHOWN + 1))?)),
            _ => None,
        }
    }
}

/// The two bytes of this place as a number, where they are there.
fn word(message: &[u8], place: Range<usize>) -> Option<u16> {
    let bytes = message.get(place)?.first_chunk()?;
    Some(u16::from_be_bytes(*bytes))
}
