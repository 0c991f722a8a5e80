//! What the digest tells without the frame being taken apart.

use std::net::IpAddr;

use super::Facts;
use super::names::Beside;
use super::seen::Seen;
use crate::wire::named::Fact;
use crate::wire::{Detail, Digest, EtherType, LinkType, Protocol};

/// What is known of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// These, and no others.
    Values([Option<Seen<'a>>; 2]),
    /// The digest does not tell all of them: the tree must be asked.
    Ask,
}

const NONE: Known<'static> = Known::Values([None, None]);

const fn one(seen: Seen<'_>) -> Known<'_> {
    Known::Values([Some(seen), None])
}

const fn number(n: u64) -> Known<'static> {
    one(Seen::Number(n))
}

/// An ICMP error quotes the packet it is about, whose fields have the same names.
const fn quotes(digest: &Digest) -> bool {
    match digest.detail {
        Detail::Icmp { kind, .. } if matches!(digest.transport, Protocol::Icmp) => {
            matches!(kind, 3 | 4 | 5 | 11 | 12)
        }
        Detail::Icmp { kind, .. } => kind < 128,
        _ => false,
    }
}

/// What is known beside the bytes.
pub(super) fn beside(what: Beside, facts: &Facts<'_>) -> Known<'static> {
    match what {
        Beside::Length => number(u64::from(facts.meta.length)),
        Beside::Captured => number(u64::from(facts.captured)),
        Beside::Number => number(facts.number),
        Beside::Since => facts.since.map_or(NONE, |since| one(Seen::Time(since))),
        Beside::Flow => facts.flow.map_or(NONE, |flow| number(u64::from(flow.0))),
    }
}

/// A fact's values.
pub(super) fn known<'a>(fact: Fact, facts: &Facts<'a>) -> Known<'a> {
    let digest = facts.digest;
    match fact {
        Fact::EthSrc | Fact::EthDst | Fact::EthEither | Fact::EthType => ethernet(fact, facts),
        // A second tag inside the first is not in the digest, nor one that is cut short.
        Fact::VlanId
            if digest.vlan.is_some()
                || matches!(digest.ether_type, EtherType::VLAN | EtherType::QINQ) =>
        {
            Known::Ask
        }
        Fact::VlanId => NONE,
        Fact::ArpOpcode | Fact::ArpSrc | Fact::ArpDst | Fact::ArpSrcMac => arp(fact, digest),
        Fact::Ip4Src | Fact::Ip4Dst | Fact::Ip4Either | Fact::Ttl | Fact::Protocol => {
            internet(fact, digest, true)
        }
        Fact::Ip6Src | Fact::Ip6Dst | Fact::Ip6Either | Fact::HopLimit => {
            internet(fact, digest, false)
        }
        Fact::IcmpType | Fact::IcmpCode => icmp(fact == Fact::IcmpType, digest, Protocol::Icmp),
        Fact::Icmp6Type | Fact::Icmp6Code => {
            icmp(fact == Fact::Icmp6Type, digest, Protocol::Icmpv6)
        }
        fact => transport(fact, facts),
    }
}

fn ethernet<'a>(fact: Fact, facts: &Facts<'a>) -> Known<'a> {
    let digest = facts.digest;
    if facts.meta.link != LinkType::Ethernet {
        return NONE;
    }
    let (Some(src), Some(dst)) = (digest.mac_src, digest.mac_dst) else {
        return Known::Ask;
    };
    match fact {
        Fact::EthSrc => one(Seen::Mac(src)),
        Fact::EthDst => one(Seen::Mac(dst)),
        Fact::EthEither => Known::Values([Some(Seen::Mac(src)), Some(Seen::Mac(dst))]),
        // Before a tag stands the tag's own type; small numbers are a length.
        _ if digest.vlan.is_some() || digest.ether_type.0 < 1536 => Known::Ask,
        _ => number(u64::from(digest.ether_type.0)),
    }
}

fn arp(fact: Fact, digest: &Digest) -> Known<'static> {
    match digest.detail {
        Detail::Arp {
            operation,
            sender,
            target,
            sender_mac,
        } => match fact {
            Fact::ArpOpcode => number(u64::from(operation)),
            Fact::ArpSrc => one(Seen::Ip(sender.into())),
            Fact::ArpDst => one(Seen::Ip(target.into())),
            _ => one(Seen::Mac(sender_mac)),
        },
        // Cut short, or for other addresses than those of Ethernet and IPv4.
        _ if digest.ether_type == EtherType::ARP => Known::Ask,
        _ => NONE,
    }
}

fn internet(fact: Fact, digest: &Digest, v4: bool) -> Known<'static> {
    if quotes(digest) {
        return Known::Ask;
    }
    let (Some(src), Some(dst)) = (digest.src, digest.dst) else {
        let cut = digest.ether_type == if v4 { EtherType::IPV4 } else { EtherType::IPV6 };
        return if cut { Known::Ask } else { NONE };
    };
    if src.is_ipv4() != v4 {
        return NONE;
    }
    match fact {
        Fact::Ip4Src | Fact::Ip6Src => one(Seen::Ip(src)),
        Fact::Ip4Dst | Fact::Ip6Dst => one(Seen::Ip(dst)),
        Fact::Ip4Either | Fact::Ip6Either => {
            Known::Values([Some(Seen::Ip(src)), Some(Seen::Ip(dst))])
        }
        Fact::Ttl | Fact::HopLimit => number(u64::from(digest.ttl)),
        _ => match digest.transport {
            Protocol::Icmp => number(1),
            Protocol::Igmp => number(2),
            Protocol::Tcp => number(6),
            Protocol::Udp => number(17),
            Protocol::Icmpv6 => number(58),
            _ => Known::Ask,
        },
    }
}

fn icmp(kind_asked: bool, digest: &Digest, protocol: Protocol) -> Known<'static> {
    match digest.detail {
        _ if quotes(digest) => Known::Ask,
        Detail::Icmp { kind, code, .. } if digest.transport == protocol => {
            number(u64::from(if kind_asked { kind } else { code }))
        }
        _ if digest.transport == protocol => Known::Ask,
        _ => NONE,
    }
}

fn transport<'a>(fact: Fact, facts: &Facts<'a>) -> Known<'a> {
    use Fact as F;
    let digest = facts.digest;
    let udp = matches!(
        fact,
        F::UdpSrc | F::UdpDst | F::UdpEither | F::UdpLength | F::UdpPayload
    );
    let payload = matches!(fact, F::TcpPayload | F::UdpPayload | F::TcpLen);
    if quotes(digest) {
        return if payload { NONE } else { Known::Ask };
    }
    if digest.transport != if udp { Protocol::Udp } else { Protocol::Tcp } {
        return NONE;
    }
    if facts.datagram.is_some() && !payload {
        return Known::Ask;
    }
    let header = match digest.detail {
        Detail::Tcp { .. } => true,
        Detail::Unread(_) => false,
        _ => {
            udp && !matches!(
                digest.protocol,
                Protocol::Ipv4 | Protocol::Ipv6 | Protocol::Unknown
            )
        }
    };
    match (digest.fragment, header) {
        (true, _) => NONE,
        (_, false) => Known::Ask,
        _ => segment(fact, facts),
    }
}

fn segment<'a>(fact: Fact, facts: &Facts<'a>) -> Known<'a> {
    use Fact as F;
    let digest = facts.digest;
    let (src, dst) = (u64::from(digest.src_port), u64::from(digest.dst_port));
    let at = digest.payload_at as usize;
    match (fact, digest.detail) {
        (F::TcpSrc | F::UdpSrc, _) => number(src),
        (F::TcpDst | F::UdpDst, _) => number(dst),
        (F::TcpEither | F::UdpEither, _) => {
            Known::Values([Some(Seen::Number(src)), Some(Seen::Number(dst))])
        }
        (F::TcpLen, _) => number(u64::from(digest.payload_len)),
        (F::TcpPayload | F::UdpPayload, _) => match digest.payload(facts.bytes) {
            [] => NONE,
            bytes => one(Seen::Bytes(bytes)),
        },
        // As it stands there, which may be a lie.
        (F::UdpLength, _) => match at.checked_sub(4).and_then(|at| facts.bytes.get(at..at + 2)) {
            Some(&[high, low]) => number(u64::from(u16::from_be_bytes([high, low]))),
            _ => number(u64::from(digest.payload_len) + 8),
        },
        (F::TcpFlags, Detail::Tcp { flags, .. }) => number(u64::from(flags.0)),
        (F::TcpFlag(bit), Detail::Tcp { flags, .. }) => number(u64::from(flags.0 & bit != 0)),
        (F::Seq, Detail::Tcp { seq, .. }) => number(u64::from(seq)),
        (F::Ack, Detail::Tcp { ack, .. }) => number(u64::from(ack)),
        (F::Window, Detail::Tcp { window, .. }) => number(u64::from(window)),
        _ => Known::Ask,
    }
}

/// As [`known`], for a call of a socket: it has addresses and ports.
pub(super) fn of_socket(
    fact: Fact,
    tcp: bool,
    src: Option<(IpAddr, u16)>,
    dst: Option<(IpAddr, u16)>,
) -> Known<'static> {
    use Fact as F;
    let ip = |end: Option<(IpAddr, u16)>, v4: bool| {
        end.map(|(ip, _)| ip)
            .filter(|ip| ip.is_ipv4() == v4)
            .map(Seen::Ip)
    };
    let port = |end: Option<(IpAddr, u16)>, of_tcp: bool| {
        end.filter(|_| of_tcp == tcp)
            .map(|(_, port)| Seen::Number(u64::from(port)))
    };
    Known::Values(match fact {
        F::Ip4Src => [ip(src, true), None],
        F::Ip4Dst => [ip(dst, true), None],
        F::Ip4Either => [ip(src, true), ip(dst, true)],
        F::Ip6Src => [ip(src, false), None],
        F::Ip6Dst => [ip(dst, false), None],
        F::Ip6Either => [ip(src, false), ip(dst, false)],
        F::TcpSrc => [port(src, true), None],
        F::TcpDst => [port(dst, true), None],
        F::TcpEither => [port(src, true), port(dst, true)],
        F::UdpSrc => [port(src, false), None],
        F::UdpDst => [port(dst, false), None],
        F::UdpEither => [port(src, false), port(dst, false)],
        _ => return NONE,
    })
}
