//! What several frames make together: the piece that one of them brings, and who brought the others.

use std::ops::Range;

use super::field::{Field, Layer, Value};
use super::leftover::data;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::reading::{Piece, Reassembled, What};
use super::tree::Head;
use crate::say;
use crate::say::Say;

/// What the pieces make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// The payload of an IPv4 packet.
    Ipv4,
    /// The payload of an IPv6 packet.
    Ipv6,
    /// A message of a TCP stream.
    Stream,
}

/// How the fields are named.
struct Names {
    /// The bytes of one piece.
    bytes: Named,
    /// All about the pieces.
    pieces: Named,
    /// Who brought one of them.
    piece: Named,
    /// How many they are.
    count: Named,
    /// How long they are together.
    length: Named,
}

const IPV4: &str = "RFC 791 §3.2";
const IPV6: &str = "RFC 8200 §4.5";
const STREAM: &str = "RFC 9293 §3.4";

static IPV4_NAMES: Names = Names {
    bytes: FRAGMENT_DATA,
    pieces: PIECES,
    piece: PIECE,
    count: COUNT,
    length: LENGTH,
};

static IPV6_NAMES: Names = Names {
    bytes: DATA,
    pieces: FRAGMENTS,
    piece: FRAGMENT,
    count: FRAGMENT_COUNT,
    length: REASSEMBLED_LENGTH,
};

static STREAM_NAMES: Names = Names {
    bytes: SEGMENT_DATA,
    pieces: SEGMENTS,
    piece: SEGMENT,
    count: SEGMENT_COUNT,
    length: LENGTH_FIELD,
};

impl Whole {
    fn names(self) -> &'static Names {
        match self {
            Self::Ipv4 => &IPV4_NAMES,
            Self::Ipv6 => &IPV6_NAMES,
            Self::Stream => &STREAM_NAMES,
        }
    }

    const fn osi(self) -> u8 {
        match self {
            Self::Ipv4 | Self::Ipv6 => 3,
            Self::Stream => 4,
        }
    }
}

fields! {
    FRAGMENT_DATA: Bytes "data.data" = "Fragment Data", IPV4;
    PIECES: Bytes "ip.fragments" = "Pieces", IPV4;
    PIECE: Number "ip.fragment" = "Piece", IPV4;
    COUNT: Number "ip.fragment.count" = "Count", IPV4;
    LENGTH: Number "ip.reassembled.length" = "Length", IPV4;
    DATA: Bytes "data.data" = "Fragment Data", IPV6;
    FRAGMENTS: Protocol "ipv6.fragments" = "Pieces", IPV6;
    FRAGMENT: Number "ipv6.fragment" = "Piece", IPV6;
    FRAGMENT_COUNT: Number "ipv6.fragment.count" = "Count", IPV6;
    REASSEMBLED_LENGTH: Number "ipv6.reassembled.length" = "Length", IPV6;
    SEGMENT_DATA: Bytes "tcp.segment_data" = "Segment Data", STREAM;
    SEGMENTS: Protocol "tcp.segments" = "Pieces", STREAM;
    SEGMENT: Number "tcp.segment" = "Piece", STREAM;
    SEGMENT_COUNT: Number "tcp.segment.count" = "Count", STREAM;
    COMPLETED_IN: Number "tcp.reassembled_in" = "Completed in Frame", STREAM;
    LENGTH_FIELD: Number "tcp.reassembled.length" = "Length", STREAM;
}

/// The layer of one piece: its bytes as they are, and which frames brought the whole. `offset` is where
/// the piece belongs; where it is not told, the pieces tell: it is the last of them.
pub(super) fn layer(
    bytes: &[u8],
    range: Range<usize>,
    whole: &Reassembled,
    kind: Whole,
    offset: Option<usize>,
) -> Layer {
    let (names, count, total) = (kind.names(), range.len(), whole.bytes.len());
    let from = offset.unwrap_or_else(|| total.saturating_sub(count));
    let meaning = say!(
        "wire-low-piece",
        from = from.to_string(),
        to = (from + count).saturating_sub(1).to_string(),
        total = total
    );
    let mut head = Head::new(bytes, range.start, range.end);
    head.raw(count, &names.bytes, meaning);
    let mut layer = head.layer(Protocol::Data, summary(kind, whole));
    layer.osi = kind.osi();
    layer.fields.push(pieces(range.end * 8, whole, names));
    layer
}

/// The layer of bytes that no message of this frame is made of.
pub(super) fn part(bytes: &[u8], range: Range<usize>, what: What) -> Layer {
    let count = range.len();
    let Some(said) = said(what, count) else {
        return data(bytes, range);
    };
    let mut head = Head::new(bytes, range.start, range.end);
    head.raw(count, &SEGMENT_DATA, said.clone());
    let mut layer = head.layer(Protocol::Data, said.clone());
    layer.osi = Whole::Stream.osi();
    if let What::Part {
        completed: Some(number),
        ..
    } = what
    {
        let value = Value::Number(number);
        let field = derived(range.end * 8, &COMPLETED_IN, value, said);
        layer.fields.push(field);
    }
    layer
}

/// What so many bytes say of themselves that are no message of their frame; `None`: they are one, or data.
pub(super) fn said(what: What, count: usize) -> Option<Say> {
    Some(match what {
        What::Part {
            of,
            completed: Some(number),
        } => say!(
            "wire-say-part-in",
            name = of.name(),
            number = number.to_string()
        ),
        What::Part {
            of,
            completed: None,
        } => say!("wire-say-part", name = of.name()),
        What::Again => say!("wire-say-again", count = count),
        What::Early => say!("wire-say-early", count = count),
        What::Behind => say!("wire-say-behind", count = count),
        What::Forgotten => say!("wire-say-forgotten", count = count),
        What::Data | What::Message(_) | What::Told(..) | What::Completes { .. } => return None,
    })
}

fn summary(kind: Whole, whole: &Reassembled) -> Say {
    let (total, count) = (whole.bytes.len(), whole.pieces.len());
    match kind {
        Whole::Stream => say!("wire-low-stream-line", total = total, count = count),
        Whole::Ipv4 | Whole::Ipv6 => {
            say!("wire-low-datagram-line", total = total, count = count)
        }
    }
}

/// Who brought what, behind bit `at`.
fn pieces(at: usize, whole: &Reassembled, names: &Names) -> Field {
    let (count, length) = (whole.pieces.len(), whole.bytes.len());
    let number = |named, number, meaning| derived(at, named, Value::Number(number), meaning);
    let brought = |piece: &Piece| number(&names.piece, piece.number, piece_meaning(piece));
    let mut children: Vec<_> = whole.pieces.iter().map(brought).collect();
    let meaning = say!("wire-low-pieces", count = count);
    children.push(number(&names.count, count as u64, meaning.clone()));
    let whole = say!("wire-low-whole", count = length);
    children.push(number(&names.length, length as u64, whole));
    Field {
        children,
        ..derived(at, &names.pieces, Value::Group, meaning)
    }
}

/// A field that owns no bits.
fn derived(at: usize, named: &Named, value: Value, meaning: Say) -> Field {
    let &Named {
        name,
        filter,
        section,
        ..
    } = named;
    Field {
        name,
        filter,
        bits: at..at,
        value,
        meaning: Some(meaning),
        reference: section,
        children: Vec::new(),
    }
}

fn piece_meaning(piece: &Piece) -> Say {
    say!(
        "wire-low-piece-of",
        number = piece.number.to_string(),
        from = piece.range.start.to_string(),
        to = piece.range.end.saturating_sub(1).to_string()
    )
}
