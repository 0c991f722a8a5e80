//! What a capture kept of a frame: often only its beginning. The bytes that travelled but were not kept are shown
//! where they belong, each as one that is not known.

use bytes::Bytes;

use crate::frame::{Frame, Provenance};

use super::Journey;
use super::block::{Block, Size};

/// A file may say that a frame had any length: no more of its bytes are shown than an IP packet can have.
const MOST: usize = 14 + 0xffff;

/// A part of a frame, as far as it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Bytes that the capture holds.
    pub kept: usize,
    /// Bytes that travelled.
    pub of: Size,
}

/// Puts what was not kept behind the frame, as bytes that are not known, and gives it to the blocks that it is of.
pub(super) fn fill(frame: &mut Frame, blocks: &mut [Block]) {
    let kept = frame.bytes.len();
    let length = (frame.meta.length as usize).min(MOST);
    if length <= kept {
        return;
    }
    let mut bytes = frame.bytes.to_vec();
    bytes.resize(length, 0);
    frame.bytes = Bytes::from(bytes);
    frame.origins.push((kept..length, Provenance::Unknown));
    let mut at = kept;
    for block in blocks {
        let missing = block.size.bytes.saturating_sub(block.range.len());
        if missing > 0 {
            let start = if block.range.is_empty() {
                at
            } else {
                block.range.start
            };
            at = at.saturating_add(missing).min(length);
            block.range = start..at;
        }
    }
}

impl Journey {
    /// How much of the frame was kept; `None`: all of it.
    #[must_use]
    pub fn kept(&self) -> Option<Kept> {
        let (kept, length) = (self.frame.bytes.len(), self.frame.meta.length as usize);
        let of = Size {
            bytes: length,
            exact: true,
        };
        (kept < length).then_some(Kept { kept, of })
    }

    /// How much of these blocks was kept; `None`: all of them.
    pub(super) fn kept_of(&self, blocks: &[Block]) -> Option<Kept> {
        let end = self.kept()?.kept;
        let within = |block: &Block| block.range.end.min(end).saturating_sub(block.range.start);
        let (kept, of) = (blocks.iter().map(within).sum(), Size::of(blocks));
        (kept < of.bytes).then_some(Kept { kept, of })
    }
}
