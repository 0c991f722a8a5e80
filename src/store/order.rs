//! The bytes of one direction of a TCP connection in the order of their numbers (RFC 9293 §3.4): what comes
//! twice counts once, what comes early waits, what never comes is a gap.

use std::collections::BTreeMap;

use bytes::Bytes;

/// Segments of a direction that may wait for what is before them.
const MOST_WAITING: usize = 256;
/// Bytes that they may take together.
const MOST_WAITING_BYTES: u64 = 1 << 20;
/// Bytes that a segment takes beside its own, about.
const EACH: u64 = 160;

/// A segment's bytes; `key` says which frame brought them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Piece<K> {
    /// The frame.
    pub(in crate::store) key: K,
    /// What was captured.
    pub(in crate::store) bytes: Bytes,
    /// How many there were; more than `bytes` where the capture was cut.
    pub(in crate::store) length: u64,
}

impl<K> Piece<K> {
    /// What is left behind the first `behind` bytes; `None`: nothing.
    pub(in crate::store) fn without(mut self, behind: u64) -> Option<Self> {
        self.length = self.length.checked_sub(behind).filter(|left| *left > 0)?;
        self.bytes = self.bytes.slice((behind as usize).min(self.bytes.len())..);
        Some(self)
    }
}

/// What a segment brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Arrival {
    /// The bytes that come next, behind so many that came before.
    Next(u64),
    /// Only bytes that came before.
    Again,
    /// Bytes before the first that was ever seen: the capture began later than they were due.
    Before,
    /// Bytes that come this much too early.
    Early(u64),
}

/// One direction while it is put in order.
#[derive(Debug)]
pub(in crate::store) struct Order<K> {
    /// The sequence number of the next byte.
    next: Option<u32>,
    /// How many bytes came before it, gaps included.
    offset: u64,
    /// Early segments, by their offset.
    waiting: BTreeMap<u64, Piece<K>>,
    /// Bytes that those take.
    held: u64,
}

impl<K> Default for Order<K> {
    fn default() -> Self {
        Self {
            next: None,
            offset: 0,
            waiting: BTreeMap::new(),
            held: 0,
        }
    }
}

impl<K> Order<K> {
    /// Bytes that came in order so far, gaps included.
    pub(in crate::store) const fn offset(&self) -> u64 {
        self.offset
    }

    /// The sequence number of the next byte, once one is known.
    pub(in crate::store) const fn next(&self) -> Option<u32> {
        self.next
    }

    /// Is nothing waiting?
    pub(in crate::store) fn is_smooth(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Bytes that what waits takes, about.
    pub(in crate::store) const fn held(&self) -> u64 {
        self.held
    }

    /// The first byte will bear this number, where none is known yet.
    pub(in crate::store) fn begin(&mut self, seq: u32) {
        self.next.get_or_insert(seq);
    }

    /// What a segment of `length` bytes, the first of number `seq`, brings.
    pub(in crate::store) fn judge(&mut self, seq: u32, length: u64) -> Arrival {
        let next = *self.next.get_or_insert(seq);
        let ahead = i64::from(seq.wrapping_sub(next) as i32);
        let behind = ahead.unsigned_abs();
        match ahead {
            1.. => Arrival::Early(behind),
            _ if behind < length => Arrival::Next(behind),
            _ if behind > self.offset && length > 0 => Arrival::Before,
            _ => Arrival::Again,
        }
    }

    /// So many bytes came in order, or are given up.
    pub(in crate::store) const fn advance(&mut self, length: u64) {
        self.offset = self.offset.saturating_add(length);
        if let Some(next) = self.next {
            self.next = Some(next.wrapping_add(length as u32));
        }
    }

    /// Keeps a segment that came so much too early; of two at one place the longer. `false`: too many wait,
    /// and what is missing before the first should be given up.
    pub(in crate::store) fn wait(&mut self, ahead: u64, piece: Piece<K>) -> bool {
        let at = self.offset.saturating_add(ahead);
        let old = self.waiting.get(&at).map_or(0, |old| old.length);
        if old < piece.length {
            self.held += piece.bytes.len() as u64 + EACH;
            if let Some(old) = self.waiting.insert(at, piece) {
                self.held = self.held.saturating_sub(old.bytes.len() as u64 + EACH);
            }
        }
        self.waiting.len() <= MOST_WAITING && self.held <= MOST_WAITING_BYTES
    }

    /// What waited for just this: to be taken at once.
    pub(in crate::store) fn due(&mut self) -> Option<Piece<K>> {
        loop {
            let offset = self.offset;
            let first = self.waiting.first_entry();
            let entry = first.filter(|entry| *entry.key() <= offset)?;
            let behind = offset - *entry.key();
            let piece = entry.remove();
            self.held = self.held.saturating_sub(piece.bytes.len() as u64 + EACH);
            if let Some(new) = piece.without(behind) {
                return Some(new);
            }
        }
    }

    /// Gives up the bytes before the first that waits; gives how many. [`Order::due`] has them next.
    pub(in crate::store) fn skip(&mut self) -> Option<u64> {
        let (&at, _) = self.waiting.first_key_value()?;
        let missing = at.saturating_sub(self.offset);
        self.advance(missing);
        Some(missing)
    }

    /// Has the other end everything up to the end of the first that waits? Then what was not seen before it
    /// does not come any more.
    pub(in crate::store) fn is_overdue(&self, ack: u32) -> bool {
        let (Some(next), Some((at, piece))) = (self.next, self.waiting.first_key_value()) else {
            return false;
        };
        let ahead = i64::from(ack.wrapping_sub(next) as i32);
        ahead > 0 && self.offset.saturating_add(ahead as u64) >= at + piece.length
    }
}
