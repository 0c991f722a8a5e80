//! Records that stay whatever arrives, because the student has pinned them.

use bytes::Bytes;

use super::{Body, Packets};
use crate::record::RecordKey;

/// Records that may be pinned at once.
pub const MOST_PINS: usize = 256;

impl Packets {
    /// Keeps this record whatever arrives, its bytes copied. `false`: it is gone, or [`MOST_PINS`] are pinned.
    pub fn pin(&mut self, key: RecordKey) -> bool {
        if self.pinned.len() >= MOST_PINS && !self.pinned.contains_key(&key) {
            return false;
        }
        let Some(mut record) = self.get(key) else {
            return false;
        };
        if let Body::Frame { bytes, .. } = &mut record.body {
            *bytes = Bytes::copy_from_slice(bytes);
        }
        let cost = record.cost();
        if self.pinned.insert(key, record).is_none() {
            self.fixed += cost;
        }
        true
    }

    /// Lets a pinned record go with the others.
    pub fn unpin(&mut self, key: RecordKey) {
        if let Some(record) = self.pinned.remove(&key) {
            self.fixed -= record.cost();
        }
    }

    /// Is it pinned?
    #[must_use]
    pub fn is_pinned(&self, key: RecordKey) -> bool {
        self.pinned.contains_key(&key)
    }

    /// The pinned records' keys, in order.
    pub fn pins(&self) -> impl DoubleEndedIterator<Item = RecordKey> {
        self.pinned.keys().copied()
    }
}
