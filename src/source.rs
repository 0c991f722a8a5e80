//! Frames come in: live capture, by the kernel's ring or by pnet.
//!
//! [`start`] begins a capture in a thread of its own and returns at once; everything it finds comes
//! through the lane as [`SourceEvent`](crate::msg::capture::SourceEvent)s, frames in batches with their digests. The thread never
//! waits for the reader: what finds the lane full is dropped and counted.

pub mod batch;
pub mod capture;
pub mod pnet;
#[cfg(target_os = "linux")]
pub mod ring;

pub use capture::{CaptureHandle, Sockets, SourceError, start};
