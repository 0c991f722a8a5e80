//! What a filter may ask of a frame that is read from a file.

use crate::frame::{BatchedFrame, FrameMeta};
use crate::store::filter::Facts;
use crate::wire::{Context, Dissection};

/// The facts of a frame of a file: its bytes, its number.
#[must_use]
pub fn of_file<'a>(frame: &'a BatchedFrame, bytes: &'a [u8], number: u64) -> Facts<'a> {
    Facts {
        number,
        dissect: &dissect,
        ..Facts::new(&frame.digest, &frame.meta, bytes)
    }
}

fn dissect(meta: &FrameMeta, bytes: &[u8]) -> Dissection {
    crate::proto::dissect(meta.link, bytes, &Context::of(meta))
}
