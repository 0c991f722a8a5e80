//! This machine as the network sees it: interfaces, routes, neighbours, resolvers, names.
//!
//! Everything is read for a *place*: a host is given as an [`crate::place::Opener`], so the same
//! code reads this machine and the hosts of the practice lab.

pub mod error;
#[cfg(target_os = "linux")]
pub mod netlink;
#[cfg(target_os = "linux")]
pub mod parse;
pub mod resolver;
pub mod snapshot;
pub mod types;
pub mod watch;

pub use error::HostError;
pub use snapshot::{counters, snapshot};
pub use types::*;
pub use watch::{WatchHandle, watch};
