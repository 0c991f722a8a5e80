//! What a chunk of a stream is, in the words of the packet list: which messages begin, go on or end in it.

use crate::say::Say;
use crate::store::streams::Chunk;
use crate::store::{Body, Packets, Record};
use crate::wire::reading::What;
use crate::wire::{Context, Digest, Reading};

/// Which chunks have a label. One that only goes on with the message of the chunk before it has none.
pub(super) fn labelled(chunks: &[Chunk], packets: &Packets) -> Vec<bool> {
    let mut before = None;
    let mut of = |chunk: &Chunk| {
        let known = packets.get(chunk.key).filter(is_known);
        let part = known
            .as_ref()
            .and_then(part)
            .map(|part| (chunk.way, part))
            .filter(|_| chunk.gap == 0);
        let goes_on = part.is_some() && part == before;
        before = part;
        known.is_some() && !goes_on
    };
    chunks.iter().map(&mut of).collect()
}

/// What the chunk's frame says.
pub(super) fn of(chunk: &Chunk, packets: &Packets) -> Option<Say> {
    let record = packets.get(chunk.key).filter(is_known)?;
    let Body::Frame { digest, bytes, .. } = &record.body else {
        return None;
    };
    let context = Context {
        reading: record.reading.clone(),
        ..Context::default()
    };
    Some(crate::proto::summary(digest, bytes, &context))
}

/// Is it known what its payload is? Bytes that nobody knows speak for themselves.
fn is_known(record: &Record) -> bool {
    let above = |digest: &Digest| digest.protocol != digest.transport;
    match (&record.body, &record.reading) {
        (Body::Event(_), _) => false,
        (Body::Frame { digest, .. }, Reading::Alone | Reading::All(What::Data)) => above(digest),
        (Body::Frame { .. }, Reading::All(_) | Reading::Runs(_)) => true,
    }
}

/// A frame that holds nothing but a part of a message.
fn part(record: &Record) -> Option<What> {
    match record.reading {
        Reading::All(what @ What::Part { .. }) => Some(what),
        Reading::Alone | Reading::All(_) | Reading::Runs(_) => None,
    }
}
