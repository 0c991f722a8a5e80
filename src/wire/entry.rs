//! What a protocol's file says of itself: by what it is known, and how it is read.

use super::types::{EtherType, IpProtocol, LinkType};
use super::walk::{Next, Scan, Walk};

/// By what a protocol is known in the header below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The link type.
    Link(LinkType),
    /// The EtherType.
    Ether(EtherType),
    /// The IP protocol number.
    Ip(IpProtocol),
    /// A well-known TCP or UDP port, on either side.
    Port(u16),
    /// A well-known port of TCP alone, on either side.
    Tcp(u16),
}

/// One protocol: how it is known and how it is read.
pub(super) struct Entry {
    /// By what it is known.
    pub(super) claims: &'static [Claim],
    /// Gathers its facts.
    pub(super) digest: fn(&mut Scan<'_>) -> Next,
    /// Builds its layer.
    pub(super) dissect: fn(&mut Walk<'_>) -> Next,
}
