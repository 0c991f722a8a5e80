//! What a filter may ask of a frame that is read from a file.

use crate::clock::Time;
use crate::frame::BatchedFrame;
use crate::store::filter::Facts;

/// The facts of a frame of a file: its bytes, its number, the time of the file's first frame.
#[must_use]
pub fn of_file<'a>(frame: &'a BatchedFrame, bytes: &'a [u8], number: u64, first: Time) -> Facts<'a> {
    let _ = (number, first);
    Facts { digest: &frame.digest, meta: &frame.meta, bytes, mine: false }
}
