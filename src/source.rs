//! Frames come in: live capture, by the kernel's ring or by pnet.
//!
//! [`start`] begins a capture in a thread of its own and returns at once; everything it finds comes
//! through the lane as [`SourceEvent`](crate::msg::capture::SourceEvent)s, frames in batches with their digests. The thread never
//! waits for the reader: what finds the lane full is dropped and counted.

pub mod batch;
pub mod capture;
mod control;
pub mod error;
mod outbox;
pub mod pnet;
#[cfg(target_os = "linux")]
pub mod ring;
pub mod sockets;

pub use capture::{CaptureHandle, start};
pub use error::SourceError;
pub use sockets::Sockets;
