//! Why a capture could not begin, or ended.

use std::io;

use crate::say;
use crate::say::Say;
use crate::sys::rights::Denied;

/// Why a capture could not begin, or ended.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No packet socket.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// This way of capturing is not there on this system.
    #[error("this capture backend is not available on this system; try --capture-backend pnet")]
    NotHere,
    /// The ring could not be made, or broke.
    #[error("the capture ring: {0}")]
    Ring(io::Error),
    /// The thread or its bell could not be made.
    #[error("the capture thread: {0}")]
    Thread(io::Error),
}

impl SourceError {
    /// The same for the screen.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Denied(Denied::NoRight) => say!("source-no-right"),
            Self::Denied(Denied::NotSupported) | Self::NotHere => say!("source-not-supported"),
            Self::Denied(Denied::Errno(errno)) => {
                say!(
                    "source-socket-failed",
                    error = io::Error::from_raw_os_error(*errno).to_string()
                )
            }
            Self::Ring(error) => say!("source-ring-failed", error = error.to_string()),
            Self::Thread(error) => say!("source-thread-failed", error = error.to_string()),
        }
    }
}
