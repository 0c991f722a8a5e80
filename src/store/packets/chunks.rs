//! The frames' bytes: whole batches, adopted as they come; small ones are put together.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// A batch of at least so many bytes is adopted as it is, without a copy.
const ADOPTED: usize = 64 << 10;
/// Room that small batches share.
const SHARED: usize = 512 << 10;

#[derive(Debug)]
struct Chunk {
    bytes: Bytes,
    /// Rows whose bytes lie here.
    rows: u32,
}

/// Chunks of bytes, numbered from 0 in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    list: VecDeque<Chunk>,
    /// The number of the first.
    first: u32,
    open: BytesMut,
    cost: usize,
}

impl Chunks {
    /// Takes bytes in that `rows` rows lie in; gives the chunk's number.
    pub(super) fn add(&mut self, bytes: &Bytes, rows: u32) -> u32 {
        let bytes = if bytes.len() >= ADOPTED {
            bytes.clone()
        } else {
            self.share(bytes)
        };
        self.cost += bytes.len() + size_of::<Chunk>();
        self.list.push_back(Chunk { bytes, rows });
        self.first.wrapping_add(self.list.len() as u32 - 1)
    }

    fn share(&mut self, bytes: &Bytes) -> Bytes {
        if self.open.capacity() < bytes.len() {
            self.open = BytesMut::with_capacity(SHARED);
        }
        self.open.extend_from_slice(bytes);
        self.open.split().freeze()
    }

    /// The bytes `at..at + length` of a chunk; fewer where there are no more.
    pub(super) fn slice(&self, (chunk, at): (u32, u32), length: u32) -> Bytes {
        let Some(chunk) = self.list.get(chunk.wrapping_sub(self.first) as usize) else {
            return Bytes::new();
        };
        let end = (at as usize)
            .saturating_add(length as usize)
            .min(chunk.bytes.len());
        chunk.bytes.slice((at as usize).min(end)..end)
    }

    /// One of the chunk's rows is gone; the last one takes the bytes along.
    pub(super) fn release(&mut self, chunk: u32) {
        let Some(chunk) = self.list.get_mut(chunk.wrapping_sub(self.first) as usize) else {
            return;
        };
        chunk.rows = chunk.rows.saturating_sub(1);
        if chunk.rows == 0 {
            self.cost -= chunk.bytes.len();
            chunk.bytes = Bytes::new();
        }
        while self.list.front().is_some_and(|chunk| chunk.rows == 0) {
            self.list.pop_front();
            self.first = self.first.wrapping_add(1);
            self.cost -= size_of::<Chunk>();
        }
    }

    /// Bytes that all of it takes.
    pub(super) const fn cost(&self) -> usize {
        self.cost
    }
}
