//! A checksum worked out step by step, as one would on paper.

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::{Check, Pseudo, Verdict};
use super::field::{Context, Field, Layer, SourceId};
use super::protocol::Protocol;
use super::table;
use super::types::{IpProtocol, LinkType};
use crate::say;
use crate::say::Say;

/// Words of a packet listed one by one; what follows comes as one sum.
pub const MOST_WORDS: usize = 64;

/// What a word that is added up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// Of the pseudo header's source address: never sent, counted in.
    Source,
    /// Of the pseudo header's destination address.
    Destination,
    /// The pseudo header's zero byte(s) and protocol number.
    Protocol,
    /// The pseudo header's length of what IP carries.
    Length,
    /// Of the header or what it carries.
    Bytes,
    /// The checksum's own place, counted as 0.
    Itself,
    /// The last byte of an odd number, filled up with a zero byte.
    Odd,
}

/// One word of sixteen bits that is added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it is.
    pub kind: WordKind,
    /// Where it is, in bytes of the source; `None` in the pseudo header.
    pub at: Option<usize>,
    /// Its value as it is added.
    pub value: u16,
    /// The sum so far, this word included.
    pub running: u64,
    /// Names of the header's fields whose bits are in it, as their RFC names them.
    pub fields: Vec<&'static str>,
}

/// One time that the carry (all above 16 bits) is added in at the low end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// What stands above the low 16 bits.
    pub carry: u64,
    /// The low 16 bits.
    pub low: u16,
    /// Both added.
    pub sum: u64,
}

/// The sum on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The words in order: the pseudo header's, then at most [`MOST_WORDS`] of the packet.
    pub words: Vec<Word>,
    /// How many words follow those listed; 0 if all are.
    pub more: usize,
    /// What the words that follow add up to.
    pub rest: u64,
    /// Everything added up.
    pub total: u64,
    /// The carries added in, one time after the other; empty if there was none.
    pub folds: Vec<Fold>,
    /// The sum in 16 bits.
    pub sum: u16,
    /// All its bits turned over: what the field should hold.
    pub checksum: u16,
    /// The pseudo header alone, folded: what a system leaves in the field for the card to go on from.
    pub pseudo: Option<u16>,
}

/// A checksum of a frame, worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// The layer it belongs to, as its place in the dissection.
    pub layer: usize,
    /// That layer's protocol.
    pub protocol: Protocol,
    /// Whose bytes the offsets speak of.
    pub source: SourceId,
    /// The bytes that are added up, beside the pseudo header.
    pub range: Range<usize>,
    /// The checksum's own two bytes.
    pub field: Range<usize>,
    /// What the field holds in this frame.
    pub there: u16,
    /// How it stands.
    pub verdict: Verdict,
    /// The verdict in words.
    pub meaning: Say,
    /// The way there; `None` where it cannot be gone (bytes are missing, or no checksum was computed).
    pub steps: Option<Steps>,
}

/// Works out the checksum of one layer of a frame, `layer` counted as in [`super::dissect`] of
/// the same arguments. `None` if that layer has none, or its field was not captured.
///
/// IPv4 headers, TCP, UDP, ICMP, ICMPv6 and IGMP have one (RFC 1071). Linear in the bytes; the answer
/// is bounded by [`MOST_WORDS`].
#[must_use]
pub fn worked(link: LinkType, bytes: &[u8], context: &Context, layer: usize) -> Option<Worked> {
    let (bytes, _) = context.split(bytes);
    let (tree, checks) = table::walk(link, bytes, context);
    let read = tree.layers.get(layer)?;
    let check = checks.into_iter().find(|check| check.layer == layer)?;
    let source = context.bytes(bytes, check.source);
    let field = check.field..check.field + 2;
    let there = match source.get(field.clone())? {
        &[high, low] => u16::from_be_bytes([high, low]),
        _ => return None,
    };
    Some(Worked {
        layer,
        protocol: read.protocol,
        source: check.source,
        range: check.range.clone(),
        field,
        there,
        verdict: check.verdict,
        meaning: check.verdict.say(),
        steps: steps(source, &check, read),
    })
}

fn steps(source: &[u8], check: &Check, layer: &Layer) -> Option<Steps> {
    if matches!(
        check.verdict,
        Verdict::Cut | Verdict::Fragment | Verdict::Quoted | Verdict::Unused
    ) {
        return None;
    }
    let bytes = source.get(check.range.clone())?;
    let (listed, others) = bytes.split_at(bytes.len().min(MOST_WORDS * 2));
    let mut paper = Paper::default();
    let pseudo = check.pseudo.map(|pseudo| paper.pseudo(pseudo));
    paper.list(listed, check, &layer.fields);
    let rest: u64 = others.chunks(2).map(|two| u64::from(value(two))).sum();
    let total = paper.total + rest;
    let (folds, sum) = folds(total);
    Some(Steps {
        words: paper.words,
        more: others.len().div_ceil(2),
        rest,
        total,
        folds,
        sum,
        checksum: turned_over(sum, layer.protocol),
        pseudo,
    })
}

/// The checksum of a sum. One that comes out as 0 is sent as all ones over UDP: 0 would say 'no
/// checksum' (RFC 768).
fn turned_over(sum: u16, protocol: Protocol) -> u16 {
    match !sum {
        0 if protocol == Protocol::Udp => 0xffff,
        sum => sum,
    }
}

fn value(two: &[u8]) -> u16 {
    u16::from_be_bytes([
        two.first().copied().unwrap_or(0),
        two.get(1).copied().unwrap_or(0),
    ])
}

/// The carries added in until none is left, and what is left.
fn folds(total: u64) -> (Vec<Fold>, u16) {
    let (mut sum, mut folds) = (total, Vec::new());
    while sum > 0xffff {
        let (carry, low) = (sum >> 16, sum as u16);
        sum = carry + u64::from(low);
        folds.push(Fold { carry, low, sum });
    }
    (folds, sum as u16)
}

/// The sheet being written on.
#[derive(Default)]
struct Paper {
    words: Vec<Word>,
    total: u64,
}

impl Paper {
    /// The packet's own words.
    fn list(&mut self, bytes: &[u8], check: &Check, fields: &[Field]) {
        for (place, two) in bytes.chunks(2).enumerate() {
            let at = check.range.start + place * 2;
            let kind = match two {
                _ if at == check.field => WordKind::Itself,
                [_] => WordKind::Odd,
                _ => WordKind::Bytes,
            };
            self.word(kind, Some(at), two, fields);
        }
    }

    fn word(&mut self, kind: WordKind, at: Option<usize>, two: &[u8], fields: &[Field]) {
        let value = match kind {
            WordKind::Itself => 0,
            _ => value(two),
        };
        self.total += u64::from(value);
        let mut names = Vec::new();
        if let Some(at) = at {
            name(fields, &(at * 8..at * 8 + 16), &mut names);
        }
        self.words.push(Word {
            kind,
            at,
            value,
            running: self.total,
            fields: names,
        });
    }

    fn words(&mut self, kind: WordKind, bytes: &[u8]) {
        for two in bytes.chunks(2) {
            self.word(kind, None, two, &[]);
        }
    }

    /// The pseudo header as its RFC draws it (RFC 9293 §3.1; RFC 8200 §8.1 for IPv6); gives its sum.
    fn pseudo(&mut self, (src, dst, IpProtocol(protocol), length): Pseudo) -> u16 {
        self.address(WordKind::Source, src);
        self.address(WordKind::Destination, dst);
        let length = length.to_be_bytes();
        if src.is_ipv6() {
            self.words(WordKind::Length, &length);
            self.words(WordKind::Protocol, &[0, 0, 0, protocol]);
            return folds(self.total).1;
        }
        self.words(WordKind::Protocol, &[0, protocol]);
        // Above 64 KiB the length has no 16 bits left; its upper part counts in all the same.
        match length {
            [0, 0, low @ ..] => self.words(WordKind::Length, &low),
            _ => self.words(WordKind::Length, &length),
        }
        folds(self.total).1
    }

    fn address(&mut self, kind: WordKind, address: IpAddr) {
        match address {
            IpAddr::V4(a) => self.words(kind, &a.octets()),
            IpAddr::V6(a) => self.words(kind, &a.octets()),
        }
    }
}

/// Names of the leaves whose bits are in `bits`.
fn name(fields: &[Field], bits: &Range<usize>, names: &mut Vec<&'static str>) {
    for field in fields
        .iter()
        .filter(|f| f.bits.start < bits.end && bits.start < f.bits.end)
    {
        if field.children.is_empty() {
            names.push(field.name);
        } else {
            name(&field.children, bits, names);
        }
    }
}

impl WordKind {
    /// What it is, in a few words; empty for the packet's own bytes, which their fields name.
    #[must_use]
    pub fn say(self) -> Option<Say> {
        Some(match self {
            Self::Source => say!("wire-low-sum-source"),
            Self::Destination => say!("wire-low-sum-destination"),
            Self::Protocol => say!("wire-low-sum-protocol"),
            Self::Length => say!("wire-low-sum-length"),
            Self::Itself => say!("wire-low-sum-itself"),
            Self::Odd => say!("wire-low-sum-odd"),
            Self::Bytes => return None,
        })
    }
}
