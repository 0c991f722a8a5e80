//! What was captured of the connection around a message: its handshake, its acknowledgement.

use crate::app::model::Model;
use crate::frame::FrameMeta;
use crate::journey::versus::{Around, Leg};
use crate::record::Carried;
use crate::store::{Body, Entry, EntryId, Record};
use crate::wire::{Detail, Digest, TcpFlags};

use super::pieces::{pieces, records, whole};

/// Acknowledgements of one message that are counted.
const MOST_ACKS: usize = 64;

/// What was captured of the connection around this message. `None`: nothing.
pub(super) fn around(model: &Model, message: EntryId) -> Option<Around> {
    let entry = model.messages.ledger.get(message)?;
    let first = *entry.frames.first()?;
    let flow = model.trace.packets.get(first)?.flow?;
    let records = records(model, entry);
    let frames = pieces(model, &entry.carried, &records);
    let mut walk = Walk::new(model, entry);
    walk.found.message = whole(&frames, entry.carried.bytes.len());
    for record in model.trace.packets.of_flow(flow) {
        if !walk.take(&record) {
            break;
        }
    }
    Some(walk.found)
}

/// On the way through the connection's frames, in order.
struct Walk<'a> {
    model: &'a Model,
    entry: &'a Entry,
    /// No data has come yet: what comes belongs to the handshake.
    opening: bool,
    /// The sequence number behind the message, once its first frame has come.
    end: Option<u32>,
    found: Around,
}

impl<'a> Walk<'a> {
    fn new(model: &'a Model, entry: &'a Entry) -> Self {
        Self {
            model,
            entry,
            opening: true,
            end: None,
            found: Around::default(),
        }
    }

    /// Takes the next frame in. `false`: the rest is of no interest.
    fn take(&mut self, record: &Record) -> bool {
        let Body::Frame { meta, digest, .. } = &record.body else {
            return true;
        };
        let Detail::Tcp {
            flags, seq, ack, ..
        } = digest.detail
        else {
            return true;
        };
        let leg = Leg {
            flags,
            forth: is_ours(digest, &self.entry.carried) == self.entry.carried.outgoing,
            bytes: meta.length as usize,
            frames: 1,
            seen: true,
        };
        self.open(leg, digest);
        let first = self.entry.frames.first();
        if first == Some(&record.key) {
            self.end = Some(self.end_of_message(meta, digest, seq));
        }
        match self.end {
            Some(end) if first < Some(&record.key) && !leg.forth && flags.has(TcpFlags::ACK) => {
                self.acknowledge(leg, digest);
                ack.wrapping_sub(end) >= 1 << 31 && self.found.after.len() < MOST_ACKS
            }
            Some(_) | None => true,
        }
    }

    /// Before any data: the handshake's frames.
    fn open(&mut self, leg: Leg, digest: &Digest) {
        let before = &mut self.found.before;
        let syn = leg.flags.has(TcpFlags::SYN);
        self.opening &= digest.payload_len == 0 && (before.len() < 3 || syn);
        if self.opening && (syn || !before.is_empty()) {
            before.push(leg);
        }
    }

    /// What rides along with an answer costs no more than its header.
    fn acknowledge(&mut self, leg: Leg, digest: &Digest) {
        self.found.after.push(Leg {
            bytes: leg.bytes.saturating_sub(digest.payload_len as usize),
            seen: digest.payload_len == 0,
            ..leg
        });
    }

    /// The frame may begin before the message, or within it.
    fn end_of_message(&self, meta: &FrameMeta, digest: &Digest, seq: u32) -> u32 {
        let carried = &self.entry.carried;
        let ledger = &self.model.messages.ledger;
        let at = ledger
            .stream_at(carried, meta, digest)
            .unwrap_or(carried.offset);
        seq.wrapping_add(carried.in_stream().end.wrapping_sub(at) as u32)
    }
}

/// Was it sent from the message's local end?
fn is_ours(digest: &Digest, carried: &Carried) -> bool {
    let from = digest.src.map(|a| a.to_canonical());
    from == Some(carried.local.ip().to_canonical()) && digest.src_port == carried.local.port()
}
