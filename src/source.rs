//! Frames come in: live capture (the kernel's ring, or pnet), rebuilt frames.

pub mod rebuilt;
pub mod types;

pub use types::*;
