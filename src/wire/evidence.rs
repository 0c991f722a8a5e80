//! How the digest of a frame tells that it holds a protocol.

use super::digest::Digest;
use super::protocol::Protocol;
use super::types::{EtherType, LinkType};

/// What in a digest tells that a frame holds a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It is the highest protocol that was recognised.
    Highest,
    /// The same, and IP carries it: an ICMP error may quote it.
    OverIp,
    /// The same, and it is known by how a payload of TCP or UDP begins, on whatever port.
    Payload,
    /// The frame's link is one of these.
    Link(&'static [LinkType]),
    /// It has a VLAN tag.
    Tag,
    /// The type of what the link carries.
    Type(EtherType),
    /// It has addresses of IPv4, or its type says IPv4.
    Ipv4,
    /// It has addresses of IPv6, or its type says IPv6.
    Ipv6,
    /// IP carries it.
    Transport,
    /// Nothing: only the frame taken apart shows it.
    Tree,
}

impl Evidence {
    /// Does a frame hold the protocol?
    #[must_use]
    pub fn holds(self, protocol: Protocol, link: LinkType, digest: &Digest) -> bool {
        match self {
            Self::Highest | Self::OverIp | Self::Payload => digest.protocol == protocol,
            Self::Link(links) => links.contains(&link),
            Self::Tag => digest.vlan.is_some(),
            Self::Type(kind) => digest.protocol == protocol || digest.ether_type == kind,
            Self::Ipv4 => {
                digest.ether_type == EtherType::IPV4 || digest.src.is_some_and(|a| a.is_ipv4())
            }
            Self::Ipv6 => {
                digest.ether_type == EtherType::IPV6 || digest.src.is_some_and(|a| a.is_ipv6())
            }
            Self::Transport => digest.transport == protocol,
            Self::Tree => false,
        }
    }

    /// May the tree of a frame with this digest hold the protocol? `false` is certain, so such a frame
    /// need not be dissected; `true` is not. Speaks of the frame's own bytes and of the datagram its
    /// fragment completes: a message put together from several segments of a stream may hold more.
    #[must_use]
    pub fn may_hold(self, protocol: Protocol, digest: &Digest) -> bool {
        match self {
            Self::Highest => digest.protocol == protocol || digest.fragment,
            Self::Payload => {
                matches!(digest.transport, Protocol::Tcp | Protocol::Udp)
                    && (digest.payload_len > 0 || digest.fragment)
            }
            Self::Tag => digest.vlan.is_some() || is_bare(digest),
            Self::Type(kind) => digest.protocol == protocol || digest.ether_type == kind,
            Self::OverIp | Self::Ipv4 | Self::Ipv6 => !is_arp(digest),
            // An ICMP error quotes the beginning of another packet.
            Self::Transport => {
                digest.transport == protocol
                    || matches!(digest.transport, Protocol::Icmp | Protocol::Icmpv6)
            }
            Self::Link(_) | Self::Tree => true,
        }
    }
}

fn is_arp(digest: &Digest) -> bool {
    digest.protocol == Protocol::Arp || digest.ether_type == EtherType::ARP
}

/// Is nothing known above the link?
const fn is_bare(digest: &Digest) -> bool {
    matches!(
        digest.protocol,
        Protocol::Ethernet | Protocol::Vlan | Protocol::Unknown
    )
}
