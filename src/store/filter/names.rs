//! The names that can be asked for: those of the dissection's fields, and those of facts beside them.

use std::sync::LazyLock;

use super::expr::{Test, Word};
use crate::store::flows::Marks;
use crate::wire::Protocol;
use crate::wire::catalog::{self, Entry, Kind};

/// What a name's value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A whole number up to this.
    Number(u64),
    /// 0 or 1, true or false.
    Flag,
    /// A MAC address.
    Mac,
    /// An IPv4 address or network.
    Ipv4,
    /// An IPv6 address or network.
    Ipv6,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Seconds with decimals.
    Seconds,
    /// Nothing: it is there or not.
    Presence,
}

/// Where a name's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Worked out from the digest; where that does not tell, the tree has it under these names.
    Fact(Fact, &'static [&'static str]),
    /// A mark of the flow's analysis.
    Mark(Marks),
    /// In the tree only.
    Tree(&'static Entry),
}

/// A fact that the digest, or what is known beside the frame, tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Length,
    Captured,
    Number,
    Since,
    Flow,
    EthSrc,
    EthDst,
    EthEither,
    EthType,
    VlanId,
    Ip4Src,
    Ip4Dst,
    Ip4Either,
    Ip6Src,
    Ip6Dst,
    Ip6Either,
    Ttl,
    HopLimit,
    Protocol,
    TcpSrc,
    TcpDst,
    TcpEither,
    TcpFlags,
    TcpFlag(u8),
    Seq,
    Ack,
    Window,
    TcpLen,
    TcpPayload,
    UdpSrc,
    UdpDst,
    UdpEither,
    UdpLength,
    UdpPayload,
    IcmpType,
    IcmpCode,
    Icmp6Type,
    Icmp6Code,
    ArpOpcode,
    ArpSrc,
    ArpDst,
    ArpSrcMac,
}

/// A name that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: &'static str,
    pub(super) sort: Sort,
    pub(super) place: Place,
}

/// A name of this table: the field's name in its RFC, its sort, its place.
struct Own(&'static str, &'static str, Sort, Place);

const U16: Sort = Sort::Number(65535);
const U32: Sort = Sort::Number(u32::MAX as u64);
const ANY: Sort = Sort::Number(u64::MAX);

const fn fact(
    name: &'static str,
    rfc: &'static str,
    sort: Sort,
    fact: Fact,
    tree: &'static [&'static str],
) -> Own {
    Own(name, rfc, sort, Place::Fact(fact, tree))
}

const fn mark(name: &'static str, mark: Marks) -> Own {
    Own(name, "", Sort::Presence, Place::Mark(mark))
}

/// In alphabetical order: it is searched by halves.
static OWN: &[Own] = &[
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

fn own(name: &str) -> Option<&'static Own> {
    OWN.get(OWN.binary_search_by_key(&name, |own| own.0).ok()?)
}

/// Names that people know from elsewhere.
const ALIASES: [(&str, &str); 5] = [
    ("ip6", "ipv6"),
    ("icmp6", "icmpv6"),
    ("bootp", "dhcp"),
    ("ssl", "tls"),
    ("pop3", "pop"),
];

fn current(name: &str) -> &str {
    ALIASES
        .iter()
        .find(|(old, _)| *old == name)
        .map_or(name, |(_, new)| new)
}

impl From<Kind> for Sort {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Number => ANY,
            Kind::Flag => Self::Flag,
            Kind::Mac => Self::Mac,
            Kind::Ipv4 => Self::Ipv4,
            Kind::Ipv6 => Self::Ipv6,
            Kind::Text => Self::Text,
            Kind::Bytes => Self::Bytes,
            Kind::Protocol => Self::Presence,
        }
    }
}

/// The field with this name; a protocol is none.
pub(super) fn field(name: &str) -> Option<Name> {
    let name = current(name);
    if let Some(Own(text, _, sort, place)) = own(name) {
        return Some(Name {
            text,
            sort: *sort,
            place: *place,
        });
    }
    let entry = catalog::lookup(name)
        .filter(|entry| entry.kind != Kind::Protocol || entry.name.contains('.'))?;
    Some(Name {
        text: entry.name,
        sort: entry.kind.into(),
        place: Place::Tree(entry),
    })
}

/// A field's name in its RFC, where it is known here.
pub(super) fn in_rfc(name: &str) -> &'static str {
    own(name).map_or("", |own| own.1)
}

/// Protocols by the words that answer from the digest.
const WORDS: [(&str, Word); 16] = [
    ("frame", Word::Frame),
    ("eth", Word::Eth),
    ("vlan", Word::Vlan),
    ("arp", Word::Arp),
    ("ip", Word::Ip),
    ("ipv6", Word::Ip6),
    ("icmp", Word::Icmp),
    ("icmpv6", Word::Icmp6),
    ("igmp", Word::Igmp),
    ("tcp", Word::Tcp),
    ("udp", Word::Udp),
    ("dns", Word::Dns),
    ("mdns", Word::Mdns),
    ("llmnr", Word::Llmnr),
    ("wlab", Word::Wlab),
    ("sll", Word::Cooked),
];

/// The question that a protocol's name asks.
pub(super) fn protocol(name: &str) -> Option<Test> {
    let name = current(name);
    if let Some((_, word)) = WORDS.iter().find(|(text, _)| *text == name) {
        return Some(Test::Is(*word));
    }
    if name == "null" {
        return Some(Test::Is(Word::Null));
    }
    // A layer of its own that no header tells of beforehand: only the tree shows it.
    entry(name)
        .filter(|entry| !matches!(entry.name, "data" | "ah"))
        .map(|entry| Test::Highest(entry.protocols()))
}

/// The catalogue's entry of a protocol.
pub(super) fn entry(name: &str) -> Option<&'static Entry> {
    catalog::lookup(current(name))
        .filter(|entry| entry.kind == Kind::Protocol && !entry.name.contains('.'))
}

/// The layers that a protocol's name stands for.
pub(super) fn layers(name: &str) -> Option<&'static [Protocol]> {
    entry(name).map(Entry::protocols)
}

/// Words that are no names of fields: tcpdump's and the lab's.
pub(super) const PLAIN: [&str; 18] = [
    "mine",
    "housekeeping",
    "socket",
    "in",
    "out",
    "flow",
    "port",
    "portrange",
    "host",
    "net",
    "src",
    "dst",
    "ether",
    "less",
    "greater",
    "multicast",
    "mdns",
    "llmnr",
];

/// All names, in alphabetical order.
pub(super) fn all() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let fields = catalog::starting_with("").map(|entry| entry.name);
        let mut names: Vec<_> = fields
            .chain(OWN.iter().map(|own| own.0))
            .chain(PLAIN)
            .chain(["frame"])
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    });
    &ALL
}

/// Names that somebody who wrote `name` may have meant, the likeliest first: at most three.
pub(super) fn nearest(name: &str) -> Vec<&'static str> {
    const LONGEST: usize = 48;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    let near = name.len().div_ceil(3).min(3);
    for &known in all() {
        // `ttl` for ip.ttl, `ip.checksums` for ip.checksum, `ipv4.ttl` for ip.ttl.
        let begun = name.len() > 2 && known.starts_with(name);
        let tail = last.len() > 2
            && known
                .strip_suffix(last)
                .is_some_and(|head| head.ends_with('.'));
        // Words of too different lengths are far from each other: most need no further look.
        if !begun && !tail && name.len().abs_diff(known.len()) > near {
            continue;
        }
        let distance = distance(name.as_bytes(), known.as_bytes());
        let score = match distance {
            _ if begun => 0,
            d if d <= near => d,
            _ if tail => 2,
            _ => continue,
        };
        found.push((score, distance, known));
    }
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, _, name)| name).collect()
}

/// Letters to add, leave out or change to make one word the other (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_what_the_catalogue_knows() {
        assert!(OWN.windows(2).all(|two| two[0].0 < two[1].0));
        for Own(name, _, sort, place) in OWN {
            let Place::Fact(_, parts) = place else {
                continue;
            };
            for part in *parts {
                let entry = catalog::lookup(part).unwrap_or_else(|| panic!("{part}"));
                let same =
                    std::mem::discriminant(&Sort::from(entry.kind)) == std::mem::discriminant(sort);
                assert!(same, "{name}: {sort:?}, {part}: {:?}", entry.kind);
            }
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        assert_eq!(nearest("ip.tll").first(), Some(&"ip.ttl"));
        assert_eq!(nearest("ttl").first(), Some(&"ip.ttl"));
        assert_eq!(nearest("tcp.flag.syn").first(), Some(&"tcp.flags.syn"));
        assert_eq!(nearest("hots").first(), Some(&"host"));
        assert!(nearest("zzzzzzzzzzzz").is_empty());
    }
}
