//! What can go wrong when a host is read.

use std::io;

/// Reading or changing a host's network failed.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// No socket could be opened there.
    #[error("cannot open a netlink socket: {0}")]
    Open(#[source] io::Error),
    /// The kernel could not be asked, or did not answer.
    #[error("cannot read the {what}: {source}")]
    Read {
        /// What was asked for: `interfaces`, `addresses`, `routes`, `neighbours`.
        what: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// The kernel refused a change.
    #[error("the kernel refused: {0}")]
    Refused(#[source] io::Error),
    /// The host kept changing while it was read.
    #[error("the host changed all the time while its {0} were read")]
    Restless(&'static str),
    /// More than the program keeps.
    #[error("more {what} than the {limit} the program keeps")]
    TooMany {
        /// What there was too much of.
        what: &'static str,
        /// How many are kept.
        limit: usize,
    },
}

impl HostError {
    /// The system's error number, where there is one.
    #[must_use]
    pub fn errno(&self) -> Option<i32> {
        match self {
            Self::Open(error) | Self::Refused(error) | Self::Read { source: error, .. } => {
                error.raw_os_error()
            }
            Self::Restless(_) | Self::TooMany { .. } => None,
        }
    }
}
