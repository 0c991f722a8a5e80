//! What several frames make together: the piece that one of them brings, and who brought the others.

use std::ops::Range;

use super::digest::Protocol;
use super::field::{Field, Layer, Piece, Reassembled, Value};
use super::tree::{Head, Named};
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
    bytes: Named("Fragment Data", "data.data", IPV4),
    pieces: Named("Pieces", "ip.fragments", IPV4),
    piece: Named("Piece", "ip.fragment", IPV4),
    count: Named("Count", "ip.fragment.count", IPV4),
    length: Named("Length", "ip.reassembled.length", IPV4),
};

static IPV6_NAMES: Names = Names {
    bytes: Named("Fragment Data", "data.data", IPV6),
    pieces: Named("Pieces", "ipv6.fragments", IPV6),
    piece: Named("Piece", "ipv6.fragment", IPV6),
    count: Named("Count", "ipv6.fragment.count", IPV6),
    length: Named("Length", "ipv6.reassembled.length", IPV6),
};

static STREAM_NAMES: Names = Names {
    bytes: Named("Segment Data", "tcp.segment_data", STREAM),
    pieces: Named("Pieces", "tcp.segments", STREAM),
    piece: Named("Piece", "tcp.segment", STREAM),
    count: Named("Count", "tcp.segment.count", STREAM),
    length: Named("Length", "tcp.reassembled.length", STREAM),
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
    let &Named(name, filter, reference) = named;
    Field {
        name,
        filter,
        bits: at..at,
        value,
        meaning: Some(meaning),
        reference,
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
