//! What is believed of a file, and how much of it is taken in.

/// The longest frame that is believed. The kernel makes none above 512 KiB.
pub const MOST_FRAME: u32 = 16 << 20;
/// The most bytes that a packed file or a pipe may unfold into.
pub const MOST_UNPACKED: u64 = 64 << 30;
