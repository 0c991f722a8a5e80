//! Bytes of frames that lie in a file, while they are looked at.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;

/// Bytes that may be lent at once: some screens full, or a long stream of one conversation.
const MOST: usize = 16 << 20;

/// Bytes by the number of their frame; those lent first go first.
#[derive(Debug, Default)]
pub(super) struct Lent {
    bytes: BTreeMap<u64, Bytes>,
    order: VecDeque<u64>,
    sum: usize,
    /// No number is lower or higher. Nearly every record that is asked for has no bytes lent, and this
    /// tells it without a search.
    span: Option<(u64, u64)>,
}

impl Lent {
    pub(super) fn get(&self, id: u64) -> Option<&Bytes> {
        let (low, high) = self.span?;
        if (low..=high).contains(&id) {
            self.bytes.get(&id)
        } else {
            None
        }
    }

    pub(super) fn put(&mut self, id: u64, bytes: Bytes) {
        self.sum += bytes.len();
        match self.bytes.insert(id, bytes) {
            Some(before) => self.sum -= before.len(),
            None => self.order.push_back(id),
        }
        while self.sum > MOST
            && self.order.len() > 1
            && let Some(old) = self.order.pop_front()
        {
            self.sum -= self.bytes.remove(&old).map_or(0, |gone| gone.len());
        }
        let ends = self
            .bytes
            .first_key_value()
            .zip(self.bytes.last_key_value());
        self.span = ends.map(|((low, _), (high, _))| (*low, *high));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lent_first_goes_first() {
        let mut lent = Lent::default();
        for id in 0..40 {
            lent.put(id, Bytes::from(vec![0; 1 << 20]));
        }
        assert!(lent.sum <= MOST);
        assert!(lent.get(39).is_some() && lent.get(0).is_none());
        lent.put(39, Bytes::from_static(b"x"));
        assert!(lent.sum <= MOST - (1 << 20) + 1);
    }
}
