//! What IPv4 and IPv6 share: protocol numbers, traffic class, hop counting.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::ethernet;
use super::tree::{Head, Named};
use super::types::{EtherType, IpProtocol, LinkType};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

impl IpProtocol {
    /// Its name (IANA protocol numbers), where it is known.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "IPv6 Hop-by-Hop",
            1 => "ICMP",
            2 => "IGMP",
            4 => "IPv4 in IP",
            6 => "TCP",
            17 => "UDP",
            33 => "DCCP",
            41 => "IPv6 in IP",
            43 => "IPv6 Routing",
            44 => "IPv6 Fragment",
            46 => "RSVP",
            47 => "GRE",
            50 => "ESP",
            51 => "AH",
            58 => "ICMPv6",
            59 => "No Next Header",
            60 => "IPv6 Destination Options",
            88 => "EIGRP",
            89 => "OSPF",
            103 => "PIM",
            112 => "VRRP",
            115 => "L2TP",
            132 => "SCTP",
            135 => "IPv6 Mobility",
            136 => "UDP-Lite",
            _ => return None,
        })
    }
}

/// The name of what IP carries, or its number.
pub(super) fn what(protocol: IpProtocol) -> Say {
    match protocol.name() {
        Some(name) => say!("wire-name", name = name),
        None => say!("wire-number-unknown", number = protocol.0.to_string()),
    }
}

/// Notes what IP carries and says where it leads. A later piece of a datagram has no header to read.
pub(super) fn carries(scan: &mut Scan<'_>, protocol: IpProtocol, later_fragment: bool) -> Next {
    scan.out.fragment = later_fragment;
    scan.out.transport = match protocol {
        IpProtocol::TCP => Protocol::Tcp,
        IpProtocol::UDP => Protocol::Udp,
        IpProtocol::ICMP => Protocol::Icmp,
        IpProtocol::ICMPV6 => Protocol::Icmpv6,
        _ => Protocol::Unknown,
    };
    if later_fragment {
        Next::End
    } else {
        Next::Ip(protocol)
    }
}

/// DSCP and ECN: eight bits, the same in both versions (RFC 2474, RFC 3168).
pub(super) fn traffic_class(head: &mut Head<'_>, dscp: &'static str, ecn: &'static str) {
    head.num(
        6,
        &Named("Differentiated Services Code Point", dscp, "RFC 2474 §3"),
        |n| match n {
            0 => say!("wire-dscp-default"),
            46 => say!("wire-dscp-ef"),
            8 => say!("wire-dscp-low"),
            48 | 56 => say!("wire-dscp-control"),
            _ if n % 8 == 0 => say!("wire-dscp-class", class = n / 8),
            _ => say!("wire-dscp-other"),
        },
    );
    head.num(
        2,
        &Named("Explicit Congestion Notification", ecn, "RFC 3168 §5"),
        |n| match n {
            0 => say!("wire-ecn-not"),
            3 => say!("wire-ecn-congested"),
            _ => say!("wire-ecn-capable"),
        },
    );
}

/// What a TTL or hop limit tells. Systems begin with 64 (Linux, macOS), 128 (Windows) or 255.
pub(super) fn hops_meaning(ttl: u64) -> Say {
    let start = match ttl {
        0 => return say!("wire-ttl-zero"),
        1 => return say!("wire-ttl-one"),
        2..=64 => 64,
        65..=128 => 128,
        _ => 255,
    };
    match start - ttl {
        0 => say!("wire-ttl-full", start = start),
        passed => say!("wire-ttl-less", passed = passed, start = start),
    }
}

/// Links without a header: the version in the first four bits tells which IP it is.
pub(super) const RAW: Entry = Entry {
    claims: &[Claim::Link(LinkType::RawIp)],
    digest: digest_raw,
    dissect: dissect_raw,
};

fn version(byte: Option<&u8>) -> Option<EtherType> {
    match byte? >> 4 {
        4 => Some(EtherType::IPV4),
        6 => Some(EtherType::IPV6),
        _ => None,
    }
}

fn digest_raw(scan: &mut Scan<'_>) -> Next {
    version(scan.bytes.first()).map_or(Next::End, |kind| ethernet::carries(scan, kind))
}

fn dissect_raw(walk: &mut Walk<'_>) -> Next {
    version(walk.bytes.first()).map_or(Next::End, Next::Ether)
}
