//! The names that the digest or the flow's analysis answers to, without the tree.

use super::{Fact, Place, Sort};
use crate::store::flows::Marks;

/// A name of this table.
pub(super) struct Own {
    /// As one asks for it.
    pub(super) name: &'static str,
    /// The field's name in its RFC.
    pub(super) rfc: &'static str,
    pub(super) sort: Sort,
    pub(super) place: Place,
}

const U16: Sort = Sort::Number(65535);
const U32: Sort = Sort::Number(u32::MAX as u64);
pub(super) const ANY: Sort = Sort::Number(u64::MAX);

const fn fact(
    name: &'static str,
    rfc: &'static str,
    sort: Sort,
    fact: Fact,
    tree: &'static [&'static str],
) -> Own {
    Own {
        name,
        rfc,
        sort,
        place: Place::Fact(fact, tree),
    }
}

const fn mark(name: &'static str, mark: Marks) -> Own {
    Own {
        name,
        rfc: "",
        sort: Sort::Presence,
        place: Place::Mark(mark),
    }
}

/// In alphabetical order: it is searched by halves.
pub(super) static OWN: &[Own] = &[
    fact(
        "arp.dst.proto_ipv4",
        "Target Protocol Address",
        Sort::Ipv4,
        Fact::ArpDst,
        &["arp.dst.proto_ipv4"],
    ),
    fact(
        "arp.opcode",
        "Operation",
        U16,
        Fact::ArpOpcode,
        &["arp.opcode"],
    ),
    fact(
        "arp.src.hw_mac",
        "Sender Hardware Address",
        Sort::Mac,
        Fact::ArpSrcMac,
        &["arp.src.hw_mac"],
    ),
    fact(
        "arp.src.proto_ipv4",
        "Sender Protocol Address",
        Sort::Ipv4,
        Fact::ArpSrc,
        &["arp.src.proto_ipv4"],
    ),
    fact(
        "eth.addr",
        "Source or Destination Address",
        Sort::Mac,
        Fact::EthEither,
        &["eth.src", "eth.dst"],
    ),
    fact(
        "eth.dst",
        "Destination Address",
        Sort::Mac,
        Fact::EthDst,
        &["eth.dst"],
    ),
    fact(
        "eth.src",
        "Source Address",
        Sort::Mac,
        Fact::EthSrc,
        &["eth.src"],
    ),
    fact("eth.type", "EtherType", U16, Fact::EthType, &["eth.type"]),
    fact("flow", "", U32, Fact::Flow, &[]),
    fact("frame.cap_len", "", U32, Fact::Captured, &[]),
    fact("frame.len", "", U32, Fact::Length, &[]),
    fact("frame.number", "", ANY, Fact::Number, &[]),
    fact("frame.time_relative", "", Sort::Seconds, Fact::Since, &[]),
    fact(
        "icmp.code",
        "Code",
        Sort::Number(255),
        Fact::IcmpCode,
        &["icmp.code"],
    ),
    fact(
        "icmp.type",
        "Type",
        Sort::Number(255),
        Fact::IcmpType,
        &["icmp.type"],
    ),
    fact(
        "icmpv6.code",
        "Code",
        Sort::Number(255),
        Fact::Icmp6Code,
        &["icmpv6.code"],
    ),
    fact(
        "icmpv6.type",
        "Type",
        Sort::Number(255),
        Fact::Icmp6Type,
        &["icmpv6.type"],
    ),
    fact(
        "ip.addr",
        "Source or Destination Address",
        Sort::Ipv4,
        Fact::Ip4Either,
        &["ip.src", "ip.dst"],
    ),
    fact(
        "ip.dst",
        "Destination Address",
        Sort::Ipv4,
        Fact::Ip4Dst,
        &["ip.dst"],
    ),
    fact(
        "ip.proto",
        "Protocol",
        Sort::Number(255),
        Fact::Protocol,
        &["ip.proto"],
    ),
    fact(
        "ip.src",
        "Source Address",
        Sort::Ipv4,
        Fact::Ip4Src,
        &["ip.src"],
    ),
    fact(
        "ip.ttl",
        "Time to Live",
        Sort::Number(255),
        Fact::Ttl,
        &["ip.ttl"],
    ),
    fact(
        "ipv6.addr",
        "Source or Destination Address",
        Sort::Ipv6,
        Fact::Ip6Either,
        &["ipv6.src", "ipv6.dst"],
    ),
    fact(
        "ipv6.dst",
        "Destination Address",
        Sort::Ipv6,
        Fact::Ip6Dst,
        &["ipv6.dst"],
    ),
    fact(
        "ipv6.hlim",
        "Hop Limit",
        Sort::Number(255),
        Fact::HopLimit,
        &["ipv6.hlim"],
    ),
    fact(
        "ipv6.src",
        "Source Address",
        Sort::Ipv6,
        Fact::Ip6Src,
        &["ipv6.src"],
    ),
    fact(
        "tcp.ack_raw",
        "Acknowledgment Number",
        U32,
        Fact::Ack,
        &["tcp.ack_raw"],
    ),
    mark("tcp.analysis.ack_lost_segment", Marks::ACK_UNSEEN),
    mark("tcp.analysis.duplicate_ack", Marks::DUPLICATE_ACK),
    mark(
        "tcp.analysis.fast_retransmission",
        Marks::FAST_RETRANSMISSION,
    ),
    // Any of them; a RST is told by its own flag.
    mark("tcp.analysis.flags", Marks(0x5fff)),
    mark("tcp.analysis.keep_alive", Marks::KEEP_ALIVE),
    mark("tcp.analysis.keep_alive_ack", Marks::KEEP_ALIVE_ACK),
    mark("tcp.analysis.lost_segment", Marks::GAP),
    mark("tcp.analysis.out_of_order", Marks::OUT_OF_ORDER),
    mark("tcp.analysis.retransmission", Marks::RETRANSMISSION),
    mark("tcp.analysis.reused_ports", Marks::PORT_REUSED),
    mark("tcp.analysis.spurious_retransmission", Marks::SPURIOUS),
    mark("tcp.analysis.window_full", Marks::WINDOW_FULL),
    mark("tcp.analysis.window_update", Marks::WINDOW_UPDATE),
    mark("tcp.analysis.zero_window", Marks::ZERO_WINDOW),
    mark("tcp.analysis.zero_window_probe", Marks::WINDOW_PROBE),
    fact(
        "tcp.dstport",
        "Destination Port",
        U16,
        Fact::TcpDst,
        &["tcp.dstport"],
    ),
    fact(
        "tcp.flags",
        "Control Bits",
        Sort::Number(0xfff),
        Fact::TcpFlags,
        &["tcp.flags"],
    ),
    fact(
        "tcp.flags.ack",
        "ACK",
        Sort::Flag,
        Fact::TcpFlag(0x10),
        &["tcp.flags.ack"],
    ),
    fact(
        "tcp.flags.cwr",
        "CWR",
        Sort::Flag,
        Fact::TcpFlag(0x80),
        &["tcp.flags.cwr"],
    ),
    fact(
        "tcp.flags.ece",
        "ECE",
        Sort::Flag,
        Fact::TcpFlag(0x40),
        &["tcp.flags.ece"],
    ),
    fact(
        "tcp.flags.fin",
        "FIN",
        Sort::Flag,
        Fact::TcpFlag(0x01),
        &["tcp.flags.fin"],
    ),
    fact(
        "tcp.flags.push",
        "PSH",
        Sort::Flag,
        Fact::TcpFlag(0x08),
        &["tcp.flags.push"],
    ),
    fact(
        "tcp.flags.reset",
        "RST",
        Sort::Flag,
        Fact::TcpFlag(0x04),
        &["tcp.flags.reset"],
    ),
    fact(
        "tcp.flags.syn",
        "SYN",
        Sort::Flag,
        Fact::TcpFlag(0x02),
        &["tcp.flags.syn"],
    ),
    fact(
        "tcp.flags.urg",
        "URG",
        Sort::Flag,
        Fact::TcpFlag(0x20),
        &["tcp.flags.urg"],
    ),
    fact("tcp.len", "", U32, Fact::TcpLen, &[]),
    fact("tcp.payload", "", Sort::Bytes, Fact::TcpPayload, &[]),
    fact(
        "tcp.port",
        "Source or Destination Port",
        U16,
        Fact::TcpEither,
        &["tcp.srcport", "tcp.dstport"],
    ),
    fact(
        "tcp.seq_raw",
        "Sequence Number",
        U32,
        Fact::Seq,
        &["tcp.seq_raw"],
    ),
    fact(
        "tcp.srcport",
        "Source Port",
        U16,
        Fact::TcpSrc,
        &["tcp.srcport"],
    ),
    fact(
        "tcp.window_size_value",
        "Window",
        U16,
        Fact::Window,
        &["tcp.window_size_value"],
    ),
    fact(
        "udp.dstport",
        "Destination Port",
        U16,
        Fact::UdpDst,
        &["udp.dstport"],
    ),
    fact(
        "udp.length",
        "Length",
        U16,
        Fact::UdpLength,
        &["udp.length"],
    ),
    fact("udp.payload", "", Sort::Bytes, Fact::UdpPayload, &[]),
    fact(
        "udp.port",
        "Source or Destination Port",
        U16,
        Fact::UdpEither,
        &["udp.srcport", "udp.dstport"],
    ),
    fact(
        "udp.srcport",
        "Source Port",
        U16,
        Fact::UdpSrc,
        &["udp.srcport"],
    ),
    fact(
        "vlan.id",
        "VLAN Identifier",
        Sort::Number(4095),
        Fact::VlanId,
        &["vlan.id"],
    ),
];
