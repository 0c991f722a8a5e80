//! Frames written instead of captured.
//!
//! Pure: from what is known of a socket, of routes and of neighbours to the bytes that went over the
//! wire, each byte marked as computed or unknown. [`rebuilt`] composes the frames of one message.

pub mod rebuilt;

pub use rebuilt::{MOST_FRAMES, PathFacts, Rebuilt, TcpFacts, rebuild};
