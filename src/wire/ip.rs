//! What IPv4 and IPv6 share: protocol numbers, traffic class, hop counting.

use std::net::IpAddr;

use super::about::{About, cut};
use super::addr::address_kind;
use super::digest::Detail;
use super::entry::{Claim, Reader};
use super::ether_type;
use super::named::Named;
use super::protocol::Protocol;
use super::tree::{Head, by_table, known, unknown};
use super::types::{EtherType, IpProtocol, LinkType};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Ethernet's usual limit for what a frame carries, in bytes.
pub(super) const USUAL_MTU: usize = 1500;

/// What IP carries, by its number (IANA protocol numbers).
const PROTOCOLS: &[(u8, &str)] = &[
    (0, "IPv6 Hop-by-Hop"),
    (1, "ICMP"),
    (2, "IGMP"),
    (4, "IPv4 in IP"),
    (6, "TCP"),
    (8, "EGP"),
    (17, "UDP"),
    (33, "DCCP"),
    (41, "IPv6 in IP"),
    (43, "IPv6 Routing"),
    (44, "IPv6 Fragment"),
    (46, "RSVP"),
    (47, "GRE"),
    (50, "ESP"),
    (51, "AH"),
    (55, "Minimal encapsulation"),
    (58, "ICMPv6"),
    (59, "No Next Header"),
    (60, "IPv6 Destination Options"),
    (88, "EIGRP"),
    (89, "OSPF"),
    (94, "IPIP"),
    (97, "EtherIP"),
    (103, "PIM"),
    (108, "IPComp"),
    (112, "VRRP"),
    (115, "L2TP"),
    (132, "SCTP"),
    (135, "IPv6 Mobility"),
    (136, "UDP-Lite"),
    (137, "MPLS in IP"),
    (139, "HIP"),
    (140, "Shim6"),
    (143, "Ethernet"),
];

impl IpProtocol {
    /// Its name (IANA protocol numbers), where it is known.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let (_, name) = PROTOCOLS.iter().find(|(number, _)| *number == self.0)?;
        Some(name)
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
    scan.out.detail = Detail::Unread(protocol);
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
pub(super) fn traffic_class(head: &mut Head<'_>, [dscp, ecn]: [&Named; 2]) {
    head.num(6, dscp, dscp_meaning);
    head.num(2, ecn, |n| match n {
        0 => say!("wire-ecn-not"),
        3 => say!("wire-ecn-congested"),
        _ => say!("wire-ecn-capable"),
    });
}

/// How routers shall treat a packet.
fn dscp_meaning(n: u64) -> Say {
    match by_table(DSCP, n) {
        Some(meaning) => meaning,
        None if n.is_multiple_of(8) => say!("wire-dscp-class", class = n / 8),
        None => say!("wire-dscp-other"),
    }
}

/// Code points with a meaning of their own.
const DSCP: &[(u64, &str)] = &[
    (0, "wire-dscp-default"),
    (8, "wire-dscp-low"),
    (46, "wire-dscp-ef"),
    (48, "wire-dscp-control"),
    (56, "wire-dscp-control"),
];

/// That the version is not the one that the header below told.
pub(super) fn wrong_version(version: u64) -> Say {
    say!("wire-ip-version-wrong", version = version)
}

/// What a source address tells.
pub(super) fn source_meaning(address: IpAddr) -> Say {
    say!("wire-ip-src", kind = address_kind(address))
}

/// What a destination address tells.
pub(super) fn destination_meaning(address: IpAddr) -> Say {
    say!("wire-ip-dst", kind = address_kind(address))
}

/// Where a later fragment belongs; the offset counts in units of eight bytes.
pub(super) fn offset_meaning(offset: u64) -> Say {
    match offset {
        0 => say!("wire-ip-offset-first"),
        _ => say!("wire-ip-offset", bytes = offset * 8),
    }
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

/// What a packet says of itself, for the line about it.
pub(super) struct Told {
    /// `IPv4` or `IPv6`.
    pub(super) version: &'static str,
    /// As all that follows `None` where it is cut off.
    pub(super) src: Option<IpAddr>,
    pub(super) dst: Option<IpAddr>,
    pub(super) protocol: Option<IpProtocol>,
    /// Where a fragment belongs, in bytes; `None`: it is no fragment, or not known to be one.
    pub(super) offset: Option<usize>,
}

/// A packet in one line.
pub(super) fn line(told: &Told) -> Say {
    let (src, dst) = (known(told.src), known(told.dst));
    let what = told.protocol.map_or_else(unknown, what);
    let version = told.version;
    match told.offset {
        None => say!(
            "wire-ip-line",
            version = version,
            src = src,
            dst = dst,
            what = what
        ),
        Some(offset) => say!(
            "wire-ip-line-fragment",
            version = version,
            src = src,
            dst = dst,
            what = what,
            offset = offset
        ),
    }
}

/// Links without a header: the version in the first four bits tells which IP it is.
/// A packet without any link header: of either version, its first bits tell.
pub(super) const RAW: Reader = Reader {
    claims: &[Claim::Link(LinkType::RawIp)],
    looks: None,
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

/// Length of IPv4's header without options.
const SHORTEST_V4: usize = 20;
/// Length of IPv6's header.
const SHORTEST_V6: usize = 40;

fn digest_raw(scan: &mut Scan<'_>) -> Next {
    let Some(kind) = version(scan.bytes.first()) else {
        return Next::End;
    };
    // Known by its first four bits, even where that is nearly all there is of it.
    let (protocol, shortest) = match kind {
        EtherType::IPV4 => (Protocol::Ipv4, SHORTEST_V4),
        _ => (Protocol::Ipv6, SHORTEST_V6),
    };
    if scan.bytes.len() < shortest {
        scan.out.protocol = protocol;
    }
    ether_type::carries(scan, kind)
}

fn dissect_raw(walk: &mut Walk<'_>) -> Next {
    version(walk.bytes.first()).map_or(Next::End, Next::Ether)
}

/// A packet that carries something of which no header was read, in one sentence.
pub(super) fn unread(about: &About<'_>, carried: IpProtocol) -> Say {
    let (what, count) = (what(carried), about.digest.payload_len);
    match about.digest.protocol {
        _ if about.digest.fragment => say!("wire-say-fragment", what = what, count = count),
        // It ends in an extension header, or before what is carried begins: how long that is, nobody knows.
        Protocol::Ipv6 if about.payload.is_empty() && count > 0 => cut(about),
        Protocol::Ipv4 | Protocol::Ipv6 => say!("wire-say-ip", what = what, count = count),
        _ => cut(about),
    }
}
