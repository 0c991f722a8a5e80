//! This machine as the network sees it: interfaces, routes, neighbours, resolvers, names.
//!
//! Everything is read for a *place*: a host is given as an [`crate::sys::factory::SocketFactory`], so the same
//! code reads this machine and the hosts of the practice lab.

pub mod error;
#[cfg(target_os = "linux")]
pub mod netlink;
#[cfg(target_os = "linux")]
pub mod parse;
pub mod reach;
pub mod resolver;
pub mod snapshot;
pub mod subnet;
pub mod types;
pub mod watch;

pub use error::HostError;
pub use reach::{Hop, NextMac, Reach, Way, reach, reach_zone};
pub use snapshot::{counters, snapshot};
pub use types::*;
pub use watch::{WatchHandle, watch};

/// The TTL that this system's IPv4 packets begin with, as it is set now; `None` where it cannot be read.
#[must_use]
pub fn default_ttl() -> Option<u8> {
    std::fs::read_to_string("/proc/sys/net/ipv4/ip_default_ttl")
        .ok()?
        .trim()
        .parse()
        .ok()
}
