//! What several frames make together: the piece that one of them brings, and who brought the others.

use std::ops::Range;

use super::digest::Protocol;
use super::field::{Field, Layer, Reassembled, Value};
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

/// Filter names: the group, one piece, how many, their length; and where it is specified.
struct Names([&'static str; 4], &'static str);

impl Whole {
    const fn names(self) -> Names {
        match self {
            Self::Ipv4 => Names(
                [
                    "ip.fragments",
                    "ip.fragment",
                    "ip.fragment.count",
                    "ip.reassembled.length",
                ],
                "RFC 791 §3.2",
            ),
            Self::Ipv6 => Names(
                [
                    "ipv6.fragments",
                    "ipv6.fragment",
                    "ipv6.fragment.count",
                    "ipv6.reassembled.length",
                ],
                "RFC 8200 §4.5",
            ),
            Self::Stream => Names(
                [
                    "tcp.segments",
                    "tcp.segment",
                    "tcp.segment.count",
                    "tcp.reassembled.length",
                ],
                "RFC 9293 §3.4",
            ),
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
    let count = range.len();
    let from = offset.unwrap_or_else(|| whole.bytes.len().saturating_sub(count));
    let to = from + count;
    let mut head = Head::new(bytes, range.start, range.end);
    let name = if kind == Whole::Stream {
        "Segment Data"
    } else {
        "Fragment Data"
    };
    let filter = if kind == Whole::Stream {
        "tcp.segment_data"
    } else {
        "data.data"
    };
    let Names(_, reference) = kind.names();
    head.bytes(count, &Named(name, filter, reference), |_| {
        (
            Value::Bytes,
            say!(
                "wire-low-piece",
                from = from.to_string(),
                to = to.saturating_sub(1).to_string(),
                total = whole.bytes.len()
            ),
        )
    });
    let line = summary(kind, whole);
    let mut layer = head.layer(Protocol::Data, line);
    layer.osi = kind.osi();
    layer.fields.push(pieces(range.end * 8, whole, kind));
    layer
}

fn summary(kind: Whole, whole: &Reassembled) -> Say {
    match kind {
        Whole::Stream => say!(
            "wire-low-stream-line",
            total = whole.bytes.len(),
            count = whole.pieces.len()
        ),
        _ => say!(
            "wire-low-datagram-line",
            total = whole.bytes.len(),
            count = whole.pieces.len()
        ),
    }
}

/// Who brought what: derived fields, which own no bits.
fn pieces(at: usize, whole: &Reassembled, kind: Whole) -> Field {
    let Names([group, one, count, length], reference) = kind.names();
    let derived = |name, filter, value, meaning, children| Field {
        name,
        filter,
        bits: at..at,
        value,
        meaning: Some(meaning),
        reference,
        children,
    };
    let mut children: Vec<_> = whole
        .pieces
        .iter()
        .map(|piece| {
            let (from, to) = (
                piece.range.start.to_string(),
                piece.range.end.saturating_sub(1).to_string(),
            );
            let meaning = say!(
                "wire-low-piece-of",
                number = piece.number.to_string(),
                from = from,
                to = to
            );
            derived(
                "Piece",
                one,
                Value::Number(piece.number),
                meaning,
                Vec::new(),
            )
        })
        .collect();
    let (pieces, bytes) = (whole.pieces.len(), whole.bytes.len());
    children.push(derived(
        "Count",
        count,
        Value::Number(pieces as u64),
        say!("wire-low-pieces", count = pieces),
        Vec::new(),
    ));
    children.push(derived(
        "Length",
        length,
        Value::Number(bytes as u64),
        say!("wire-low-whole", count = bytes),
        Vec::new(),
    ));
    derived(
        "Pieces",
        group,
        Value::Group,
        say!("wire-low-pieces", count = pieces),
        children,
    )
}
