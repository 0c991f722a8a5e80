//! The frames that carried a message: each piece of it once, as one interface saw it.

use std::ops::Range;

use crate::app::model::Model;
use crate::frame::Frame;
use crate::record::{Carried, Transport};
use crate::store::{Body, Entry, Record, fragment_offset};
use crate::wire::Detail;

use super::rebuild;

/// What carried a message.
#[derive(Debug)]
pub(super) struct Carriers {
    /// The frames, in order: captured ones, else rebuilt ones.
    pub(super) frames: Vec<Frame>,
    /// Where in its stream each begins, as far as that is known.
    places: Vec<Option<u64>>,
    /// Bytes of other messages in them.
    pub(super) shared: usize,
    /// How many there were, those that cannot be rebuilt included.
    pub(super) of: usize,
}

impl Carriers {
    /// Those of a message: as they were captured, else rebuilt from what is known of the way.
    pub(super) fn of(model: &Model, entry: &Entry) -> Self {
        let carried = &entry.carried;
        let records = records(model, entry);
        let seen = pieces(model, carried, &records);
        let captured = Self {
            shared: seen.iter().map(|r| shared(model, carried, r)).sum(),
            places: seen.iter().map(|r| stream_at(model, carried, r)).collect(),
            of: seen.len(),
            frames: seen.into_iter().filter_map(Record::frame).collect(),
        };
        if !captured.frames.is_empty() {
            return captured;
        }
        let rebuilt = rebuild(model, carried, entry.time);
        Self {
            shared: captured.shared,
            places: Vec::new(),
            of: rebuilt.frames.len() + rebuilt.more,
            frames: rebuilt.frames,
        }
    }

    /// Where in its stream this one begins.
    pub(super) fn stream_at(&self, index: usize) -> Option<u64> {
        self.places.get(index).copied().flatten()
    }

    /// Bytes on the wire of all but this one; `None`: not all of them are here.
    pub(super) fn beside(&self, index: usize) -> Option<usize> {
        let others = self
            .frames
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != index);
        let bytes = others.map(|(_, frame)| frame.meta.length as usize).sum();
        (self.frames.len() == self.of).then_some(bytes)
    }
}

/// The records of a message's frames that are still kept.
pub(super) fn records(model: &Model, entry: &Entry) -> Vec<Record> {
    let keys = entry.frames.iter();
    keys.filter_map(|key| model.trace.packets.get(*key))
        .collect()
}

/// The frames that carried a message's pieces: as one interface saw them, each piece once. What was sent again, or
/// was seen at another interface too, is no further piece.
pub(super) fn pieces<'a>(
    model: &Model,
    carried: &Carried,
    records: &'a [Record],
) -> Vec<&'a Record> {
    let place = |record: &Record| match &record.body {
        Body::Frame { meta, .. } => Some(meta.place),
        Body::Event(_) => None,
    };
    let first = records.first().and_then(place);
    let mut there: Vec<Range<u64>> = Vec::new();
    let mut kept: Vec<&Record> = Vec::new();
    for record in records.iter().filter(|record| place(record) == first) {
        let Some(piece) = piece(record, stream_at(model, carried, record), carried) else {
            continue;
        };
        let is_within = |had: &Range<u64>| had.start <= piece.start && piece.end <= had.end;
        if !there.iter().any(is_within) {
            there.push(piece);
            kept.push(record);
        }
    }
    kept
}

/// Bytes on the wire and number of these frames, if they carry all of the message.
pub(super) fn whole(frames: &[&Record], message: usize) -> Option<(usize, usize)> {
    let (mut bytes, mut payload) = (0, 0);
    for record in frames {
        if let Body::Frame { meta, digest, .. } = &record.body {
            bytes += meta.length as usize;
            payload += digest.payload_len as usize;
        }
    }
    (payload == message).then_some((bytes, frames.len()))
}

/// Bytes of the message's stream before the first that this frame carries.
fn stream_at(model: &Model, carried: &Carried, record: &Record) -> Option<u64> {
    match &record.body {
        Body::Frame { meta, digest, .. } if carried.transport == Transport::Tcp => {
            model.messages.ledger.stream_at(carried, meta, digest)
        }
        Body::Frame { .. } | Body::Event(_) => None,
    }
}

/// Bytes of other messages that this frame of the message carries.
fn shared(model: &Model, carried: &Carried, record: &Record) -> usize {
    let Body::Frame { digest, .. } = &record.body else {
        return 0;
    };
    let at = stream_at(model, carried, record);
    let own = at
        .and_then(|_| piece(record, at, carried))
        .map(|piece| piece.end.saturating_sub(piece.start));
    own.map_or(0, |own| {
        (digest.payload_len as usize).saturating_sub(own as usize)
    })
}

/// Which bytes of the message's stream or datagram a frame carries; of a stream only the message's own count, for
/// what is sent again may bring others along.
fn piece(record: &Record, stream_at: Option<u64>, carried: &Carried) -> Option<Range<u64>> {
    let Body::Frame {
        meta,
        digest,
        bytes,
    } = &record.body
    else {
        return None;
    };
    if let Some(at) = stream_at {
        let own = carried.in_stream();
        return Some(at.max(own.start)..(at + u64::from(digest.payload_len)).min(own.end));
    }
    let start = if let Detail::Tcp { seq, .. } = digest.detail {
        u64::from(seq)
    } else if digest.fragment {
        fragment_offset(meta.link, bytes.get(..digest.payload_at as usize)?)? as u64
    } else {
        0
    };
    Some(start..start + u64::from(digest.payload_len))
}
