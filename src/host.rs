//! This machine as the network sees it, read off the kernel: interfaces, routes, neighbours,
//! resolvers, names. What was read is data of [`crate::net`].
//!
//! Everything is read for a *place*: a host is given as an [`crate::sys::factory::SocketFactory`], so the same
//! code reads this machine and the hosts of the practice lab.

pub mod error;
#[cfg(target_os = "linux")]
pub mod netlink;
#[cfg(target_os = "linux")]
pub mod parse;
pub mod resolver;
pub mod snapshot;
pub mod watch;

pub use error::HostError;
pub use snapshot::{counters, snapshot};
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
