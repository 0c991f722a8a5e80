//! What a filter may ask of a frame that is read from a file.

use crate::frame::BatchedFrame;
use crate::store::filter::Facts;

/// The facts of a frame of a file: its bytes, its number.
#[must_use]
pub fn of_file<'a>(frame: &'a BatchedFrame, bytes: &'a [u8], number: u64) -> Facts<'a> {
    Facts {
        number,
        dissect: crate::proto::dissect,
        ..Facts::new(&frame.digest, &frame.meta, bytes)
    }
}
