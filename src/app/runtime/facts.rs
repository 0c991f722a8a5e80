//! What a filter may ask of a frame that is read from a file.

use crate::clock::Time;
use crate::frame::{BatchedFrame, FrameMeta};
use crate::store::filter::Facts;
use crate::wire::{Context, Dissection};

/// The facts of a frame of a file: its bytes, its number, the time of the file's first frame.
#[must_use]
pub fn of_file<'a>(frame: &'a BatchedFrame, bytes: &'a [u8], number: u64, first: Time) -> Facts<'a> {
    Facts {
        number,
        since: frame.meta.time.0.checked_sub(first.0),
        dissect: &dissect,
        ..Facts::new(&frame.digest, &frame.meta, bytes)
    }
}

fn dissect(meta: &FrameMeta, bytes: &[u8]) -> Dissection {
    crate::proto::dissect(meta.link, bytes, &Context::of(meta))
}
