//! Every name that a filter can ask for: the fields of all dissectors, and the protocols.
//!
//! The names are Wireshark's where it has one, so that what one learns here holds there. A test reads
//! the dissectors' source and fails when one names a field that is missing here, or when one here is
//! named by nobody.

use super::digest::{Digest, Protocol};
use super::types::EtherType;

/// What a field's value is, and so what it can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number, whether it is shown in decimal, in hexadecimal, or, as `tcp.flags`, in words for its
    /// bits: then the number is those bits.
    Number,
    /// One bit, or yes and no.
    Flag,
    /// A MAC address.
    Mac,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// Text.
    Text,
    /// Bytes without a shorter form. Where they are readable the tree may show them as text.
    Bytes,
    /// A protocol or a part of one: it is there or not, and has nothing to compare.
    Protocol,
}

/// One name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// As it is typed, for example `ip.ttl`.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
}

impl Entry {
    /// The protocol's part of the name: what stands before the first dot.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(prefix, _)| prefix)
    }

    /// The protocols whose layer holds it.
    #[must_use]
    pub fn protocols(&self) -> &'static [Protocol] {
        match self.prefix() {
            "arp" => &[Protocol::Arp],
            "data" => &[Protocol::Data],
            "dhcp" => &[Protocol::Dhcp],
            "dns" => &[Protocol::Dns],
            "eth" => &[Protocol::Ethernet, Protocol::Padding],
            "ftp" => &[Protocol::Ftp],
            "http" => &[Protocol::Http],
            "icmp" => &[Protocol::Icmp],
            "icmpv6" => &[Protocol::Icmpv6],
            "igmp" => &[Protocol::Igmp],
            "imap" => &[Protocol::Imap],
            "ip" => &[Protocol::Ipv4],
            "ipv6" | "ah" => &[Protocol::Ipv6],
            "null" => &[Protocol::Null],
            "pop" => &[Protocol::Pop3],
            "sll" => &[Protocol::Cooked],
            "smtp" => &[Protocol::Smtp],
            "tcp" => &[Protocol::Tcp],
            "telnet" => &[Protocol::Telnet],
            "tftp" => &[Protocol::Tftp],
            "tls" => &[Protocol::Tls],
            "udp" => &[Protocol::Udp],
            "vlan" => &[Protocol::Vlan],
            "wlab" => &[Protocol::LabSession, Protocol::LabPresentation, Protocol::LabApplication],
            _ => &[],
        }
    }

    /// May the tree of a frame with this digest hold it? `false` is certain, so such a frame need not
    /// be dissected; `true` is not. Speaks of the frame's own bytes and of the datagram its fragment
    /// completes: a message put together from several segments of a stream may hold more.
    #[must_use]
    pub fn may_be_in(&self, digest: &Digest) -> bool {
        let transport = digest.transport;
        // An ICMP error quotes the beginning of another packet.
        let quotes = matches!(transport, Protocol::Icmp | Protocol::Icmpv6);
        let ip = digest.protocol != Protocol::Arp && digest.ether_type != EtherType::ARP;
        match self.prefix() {
            "arp" => !ip,
            "vlan" => digest.vlan.is_some() || matches!(digest.protocol, Protocol::Ethernet | Protocol::Vlan | Protocol::Unknown),
            "ip" | "ipv6" | "ah" | "igmp" => ip,
            "tcp" => transport == Protocol::Tcp || quotes,
            "udp" => transport == Protocol::Udp || quotes,
            "icmp" => transport == Protocol::Icmp,
            "icmpv6" => transport == Protocol::Icmpv6,
            "wlab" => matches!(transport, Protocol::Tcp | Protocol::Udp) && (digest.payload_len > 0 || digest.fragment),
            "dns" | "dhcp" | "ftp" | "http" | "imap" | "pop" | "smtp" | "telnet" | "tftp" | "tls" => {
                self.protocols().contains(&digest.protocol) || digest.fragment
            }
            _ => true,
        }
    }
}

/// The entry of a name.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static Entry> {
    ENTRIES.get(ENTRIES.binary_search_by_key(&name, |entry| entry.name).ok()?)
}

/// All names that begin with `prefix`, in alphabetical order; with an empty one, all names.
pub fn starting_with(prefix: &str) -> impl Iterator<Item = &'static Entry> {
    let from = ENTRIES.partition_point(|entry| entry.name < prefix);
    ENTRIES.iter().skip(from).take_while(move |entry| entry.name.starts_with(prefix))
}

const fn of(name: &'static str, kind: Kind) -> Entry {
    Entry { name, kind }
}

/// In alphabetical order: it is searched by halves.
static ENTRIES: &[Entry] = &[
    of("ah", Kind::Protocol),
    of("ah.reserved", Kind::Number),
    of("ah.sequence", Kind::Number),
    of("ah.spi", Kind::Number),
    of("arp", Kind::Protocol),
    of("arp.dst.hw", Kind::Bytes),
    of("arp.dst.hw_mac", Kind::Mac),
    of("arp.dst.proto_ipv4", Kind::Ipv4),
    of("arp.hw.size", Kind::Number),
    of("arp.hw.type", Kind::Number),
    of("arp.opcode", Kind::Number),
    of("arp.proto.size", Kind::Number),
    of("arp.proto.type", Kind::Number),
    of("arp.src.hw", Kind::Bytes),
    of("arp.src.hw_mac", Kind::Mac),
    of("arp.src.proto_ipv4", Kind::Ipv4),
    of("data", Kind::Protocol),
    of("data.data", Kind::Bytes),
    of("dhcp", Kind::Protocol),
    of("dns", Kind::Protocol),
    of("dns.a", Kind::Ipv4),
    of("dns.aaaa", Kind::Ipv6),
    of("dns.cname", Kind::Text),
    of("dns.count.add_rr", Kind::Number),
    of("dns.count.answers", Kind::Number),
    of("dns.count.auth_rr", Kind::Number),
    of("dns.count.queries", Kind::Number),
    of("dns.data", Kind::Bytes),
    of("dns.flags", Kind::Number),
    of("dns.flags.authenticated", Kind::Flag),
    of("dns.flags.authoritative", Kind::Flag),
    of("dns.flags.checkdisable", Kind::Flag),
    of("dns.flags.opcode", Kind::Number),
    of("dns.flags.rcode", Kind::Number),
    of("dns.flags.recavail", Kind::Flag),
    of("dns.flags.recdesired", Kind::Flag),
    of("dns.flags.response", Kind::Flag),
    of("dns.flags.truncated", Kind::Flag),
    of("dns.flags.z", Kind::Flag),
    of("dns.id", Kind::Number),
    of("dns.length", Kind::Number),
    of("dns.mx.mail_exchange", Kind::Text),
    of("dns.mx.preference", Kind::Number),
    of("dns.ns", Kind::Text),
    of("dns.ptr.domain_name", Kind::Text),
    of("dns.qry.class", Kind::Number),
    of("dns.qry.name", Kind::Text),
    of("dns.qry.type", Kind::Number),
    of("dns.resp.class", Kind::Number),
    of("dns.resp.edns0_version", Kind::Number),
    of("dns.resp.ext_rcode", Kind::Number),
    of("dns.resp.len", Kind::Number),
    of("dns.resp.name", Kind::Text),
    of("dns.resp.ttl", Kind::Number),
    of("dns.resp.type", Kind::Number),
    of("dns.resp.z.do", Kind::Flag),
    of("dns.resp.z.reserved", Kind::Number),
    of("dns.rr.udp_payload_size", Kind::Number),
    of("dns.soa.expire_limit", Kind::Number),
    of("dns.soa.minimum_ttl", Kind::Number),
    of("dns.soa.mname", Kind::Text),
    of("dns.soa.refresh_interval", Kind::Number),
    of("dns.soa.retry_interval", Kind::Number),
    of("dns.soa.rname", Kind::Text),
    of("dns.soa.serial_number", Kind::Number),
    of("dns.srv.port", Kind::Number),
    of("dns.srv.priority", Kind::Number),
    of("dns.srv.target", Kind::Text),
    of("dns.srv.weight", Kind::Number),
    of("dns.txt", Kind::Text),
    of("dns.txt.length", Kind::Number),
    of("eth", Kind::Protocol),
    of("eth.dst", Kind::Mac),
    of("eth.len", Kind::Number),
    of("eth.padding", Kind::Bytes),
    of("eth.src", Kind::Mac),
    of("eth.type", Kind::Number),
    of("ftp", Kind::Protocol),
    of("http", Kind::Protocol),
    of("icmp", Kind::Protocol),
    of("icmp.checksum", Kind::Number),
    of("icmp.code", Kind::Number),
    of("icmp.ident", Kind::Number),
    of("icmp.mtu", Kind::Number),
    of("icmp.originate_timestamp", Kind::Number),
    of("icmp.pointer", Kind::Number),
    of("icmp.receive_timestamp", Kind::Number),
    of("icmp.redir_gw", Kind::Ipv4),
    of("icmp.seq", Kind::Number),
    of("icmp.transmit_timestamp", Kind::Number),
    of("icmp.type", Kind::Number),
    of("icmp.unused", Kind::Bytes),
    of("icmpv6", Kind::Protocol),
    of("icmpv6.checksum", Kind::Number),
    of("icmpv6.code", Kind::Number),
    of("icmpv6.echo.identifier", Kind::Number),
    of("icmpv6.echo.sequence_number", Kind::Number),
    of("icmpv6.mld.maximum_response_delay", Kind::Number),
    of("icmpv6.mld.multicast_address", Kind::Ipv6),
    of("icmpv6.mldr.mar", Kind::Ipv6),
    of("icmpv6.mldr.mar.aux_data_len", Kind::Number),
    of("icmpv6.mldr.mar.auxiliary_data", Kind::Bytes),
    of("icmpv6.mldr.mar.multicast_address", Kind::Ipv6),
    of("icmpv6.mldr.mar.nb_sources", Kind::Number),
    of("icmpv6.mldr.mar.record_type", Kind::Number),
    of("icmpv6.mldr.mar.source_address", Kind::Ipv6),
    of("icmpv6.mldr.nb_mcast_records", Kind::Number),
    of("icmpv6.mtu", Kind::Number),
    of("icmpv6.nd.na.flag.o", Kind::Flag),
    of("icmpv6.nd.na.flag.r", Kind::Flag),
    of("icmpv6.nd.na.flag.rsv", Kind::Number),
    of("icmpv6.nd.na.flag.s", Kind::Flag),
    of("icmpv6.nd.na.target_address", Kind::Ipv6),
    of("icmpv6.nd.ns.target_address", Kind::Ipv6),
    of("icmpv6.nd.ra.cur_hop_limit", Kind::Number),
    of("icmpv6.nd.ra.flag.m", Kind::Flag),
    of("icmpv6.nd.ra.flag.o", Kind::Flag),
    of("icmpv6.nd.ra.flag.rsv", Kind::Number),
    of("icmpv6.nd.ra.reachable_time", Kind::Number),
    of("icmpv6.nd.ra.retrans_timer", Kind::Number),
    of("icmpv6.nd.ra.router_lifetime", Kind::Number),
    of("icmpv6.nd.rd.target_address", Kind::Ipv6),
    of("icmpv6.opt", Kind::Protocol),
    of("icmpv6.opt.length", Kind::Number),
    of("icmpv6.opt.linkaddr", Kind::Mac),
    of("icmpv6.opt.mtu", Kind::Number),
    of("icmpv6.opt.prefix", Kind::Ipv6),
    of("icmpv6.opt.prefix.flag.a", Kind::Flag),
    of("icmpv6.opt.prefix.flag.l", Kind::Flag),
    of("icmpv6.opt.prefix.flag.reserved", Kind::Number),
    of("icmpv6.opt.prefix.length", Kind::Number),
    of("icmpv6.opt.prefix.preferred_lifetime", Kind::Number),
    of("icmpv6.opt.prefix.valid_lifetime", Kind::Number),
    of("icmpv6.opt.rdnss", Kind::Ipv6),
    of("icmpv6.opt.rdnss.lifetime", Kind::Number),
    of("icmpv6.opt.reserved", Kind::Number),
    of("icmpv6.opt.type", Kind::Number),
    of("icmpv6.pointer", Kind::Number),
    of("icmpv6.rd.na.destination_address", Kind::Ipv6),
    of("icmpv6.reserved", Kind::Number),
    of("icmpv6.type", Kind::Number),
    of("igmp", Kind::Protocol),
    of("imap", Kind::Protocol),
    of("ip", Kind::Protocol),
    of("ip.checksum", Kind::Number),
    of("ip.dsfield.dscp", Kind::Number),
    of("ip.dsfield.ecn", Kind::Number),
    of("ip.dst", Kind::Ipv4),
    of("ip.flags", Kind::Number),
    of("ip.flags.df", Kind::Flag),
    of("ip.flags.mf", Kind::Flag),
    of("ip.flags.rb", Kind::Flag),
    of("ip.frag_offset", Kind::Number),
    of("ip.hdr_len", Kind::Number),
    of("ip.id", Kind::Number),
    of("ip.len", Kind::Number),
    of("ip.opt.len", Kind::Number),
    of("ip.opt.type", Kind::Number),
    of("ip.proto", Kind::Number),
    of("ip.src", Kind::Ipv4),
    of("ip.ttl", Kind::Number),
    of("ip.version", Kind::Number),
    of("ipv6", Kind::Protocol),
    of("ipv6.dst", Kind::Ipv6),
    of("ipv6.dstopts", Kind::Protocol),
    of("ipv6.flow", Kind::Number),
    of("ipv6.fraghdr", Kind::Protocol),
    of("ipv6.fraghdr.ident", Kind::Number),
    of("ipv6.fraghdr.more", Kind::Flag),
    of("ipv6.fraghdr.offset", Kind::Number),
    of("ipv6.fraghdr.reserved_bits", Kind::Number),
    of("ipv6.fraghdr.reserved_octet", Kind::Number),
    of("ipv6.hlim", Kind::Number),
    of("ipv6.hopopts", Kind::Protocol),
    of("ipv6.nxt", Kind::Number),
    of("ipv6.opt", Kind::Protocol),
    of("ipv6.opt.length", Kind::Number),
    of("ipv6.opt.pad1", Kind::Protocol),
    of("ipv6.opt.type", Kind::Number),
    of("ipv6.opt.unknown", Kind::Bytes),
    of("ipv6.plen", Kind::Number),
    of("ipv6.routing", Kind::Protocol),
    of("ipv6.routing.segleft", Kind::Number),
    of("ipv6.routing.type", Kind::Number),
    of("ipv6.src", Kind::Ipv6),
    of("ipv6.tclass.dscp", Kind::Number),
    of("ipv6.tclass.ecn", Kind::Number),
    of("ipv6.version", Kind::Number),
    of("null", Kind::Protocol),
    of("null.family", Kind::Number),
    of("pop", Kind::Protocol),
    of("sll", Kind::Protocol),
    of("sll.etype", Kind::Number),
    of("sll.halen", Kind::Number),
    of("sll.hatype", Kind::Number),
    of("sll.ifindex", Kind::Number),
    of("sll.pkttype", Kind::Number),
    of("sll.src.eth", Kind::Mac),
    of("sll.src.other", Kind::Bytes),
    of("sll.unused", Kind::Bytes),
    of("smtp", Kind::Protocol),
    of("tcp", Kind::Protocol),
    of("tcp.ack_raw", Kind::Number),
    of("tcp.checksum", Kind::Number),
    of("tcp.dstport", Kind::Number),
    of("tcp.flags", Kind::Number),
    of("tcp.flags.ack", Kind::Flag),
    of("tcp.flags.cwr", Kind::Flag),
    of("tcp.flags.ece", Kind::Flag),
    of("tcp.flags.fin", Kind::Flag),
    of("tcp.flags.push", Kind::Flag),
    of("tcp.flags.res", Kind::Number),
    of("tcp.flags.reset", Kind::Flag),
    of("tcp.flags.syn", Kind::Flag),
    of("tcp.flags.urg", Kind::Flag),
    of("tcp.hdr_len", Kind::Number),
    of("tcp.option_kind", Kind::Number),
    of("tcp.option_len", Kind::Number),
    of("tcp.options.eol", Kind::Protocol),
    of("tcp.options.mss", Kind::Protocol),
    of("tcp.options.mss_val", Kind::Number),
    of("tcp.options.nop", Kind::Number),
    of("tcp.options.sack", Kind::Protocol),
    of("tcp.options.sack_le", Kind::Number),
    of("tcp.options.sack_perm", Kind::Protocol),
    of("tcp.options.sack_re", Kind::Number),
    of("tcp.options.tfo", Kind::Protocol),
    of("tcp.options.timestamp", Kind::Protocol),
    of("tcp.options.timestamp.tsecr", Kind::Number),
    of("tcp.options.timestamp.tsval", Kind::Number),
    of("tcp.options.unknown", Kind::Protocol),
    of("tcp.options.wscale", Kind::Protocol),
    of("tcp.options.wscale.shift", Kind::Number),
    of("tcp.seq_raw", Kind::Number),
    of("tcp.srcport", Kind::Number),
    of("tcp.urgent_pointer", Kind::Number),
    of("tcp.window_size_value", Kind::Number),
    of("telnet", Kind::Protocol),
    of("tftp", Kind::Protocol),
    of("tls", Kind::Protocol),
    of("udp", Kind::Protocol),
    of("udp.checksum", Kind::Number),
    of("udp.dstport", Kind::Number),
    of("udp.length", Kind::Number),
    of("udp.srcport", Kind::Number),
    of("vlan", Kind::Protocol),
    of("vlan.dei", Kind::Flag),
    of("vlan.etype", Kind::Number),
    of("vlan.id", Kind::Number),
    of("vlan.priority", Kind::Number),
    of("wlab", Kind::Protocol),
    of("wlab.acknowledgement", Kind::Number),
    of("wlab.body", Kind::Bytes),
    of("wlab.capabilities", Kind::Number),
    of("wlab.charset", Kind::Number),
    of("wlab.compression", Kind::Number),
    of("wlab.extensions", Kind::Bytes),
    of("wlab.greeting", Kind::Text),
    of("wlab.instance", Kind::Number),
    of("wlab.kind", Kind::Number),
    of("wlab.length", Kind::Number),
    of("wlab.magic", Kind::Text),
    of("wlab.nick", Kind::Text),
    of("wlab.nick.length", Kind::Number),
    of("wlab.opaque", Kind::Bytes),
    of("wlab.reason", Kind::Text),
    of("wlab.sequence", Kind::Number),
    of("wlab.session", Kind::Number),
    of("wlab.text", Kind::Text),
    of("wlab.version", Kind::Number),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::wire::LinkType;

    /// The names of fields in a file's text: literals of small words with dots between. Tests are left out.
    fn named(source: &str) -> BTreeSet<String> {
        let code = source.split("\n#[cfg(test)]").next().unwrap_or_default();
        let is_name = |literal: &&str| {
            let mut parts = literal.split('.');
            literal.contains('.')
                && literal.starts_with(|c: char| c.is_ascii_lowercase())
                && parts
                    .all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c)))
        };
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(is_name).map(str::to_owned).collect()
    }

    fn source() -> BTreeSet<String> {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![src.join("wire")];
        let mut files = vec![src.join("proto/chat/dissect.rs")];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.retain(|path| !path.ends_with("catalog.rs") && !path.ends_with("tests.rs"));
        files.iter().flat_map(|path| named(&fs::read_to_string(path).unwrap())).collect()
    }

    #[test]
    fn the_table_holds_what_the_dissectors_name_and_nothing_else() {
        let here: BTreeSet<String> = ENTRIES.iter().filter(|e| e.name.contains('.')).map(|e| e.name.to_owned()).collect();
        let there = source();
        let missing: Vec<_> = there.difference(&here).collect();
        assert!(missing.is_empty(), "named by a dissector, missing in the catalogue: {missing:?}");
        let stale: Vec<_> = here.difference(&there).collect();
        assert!(stale.is_empty(), "in the catalogue, named by no dissector: {stale:?}");
    }

    #[test]
    fn the_table_is_in_order_and_every_name_has_its_protocol() {
        assert!(ENTRIES.windows(2).all(|two| two[0].name < two[1].name));
        assert!(ENTRIES.iter().all(|entry| !entry.protocols().is_empty()));
    }

    #[test]
    fn every_protocol_can_be_asked_for() {
        for entry in ENTRIES.iter().filter(|entry| entry.kind == Kind::Protocol && !entry.name.contains('.')) {
            assert!(entry.protocols().iter().any(|p| p.filter() == entry.name || entry.name == "ah"), "{}", entry.name);
        }
        assert_eq!(lookup(Protocol::Pop3.filter()).map(|e| e.kind), Some(Kind::Protocol));
    }

    #[test]
    fn names_are_found_and_completed() {
        assert_eq!(lookup("ip.ttl"), Some(&of("ip.ttl", Kind::Number)));
        assert_eq!(lookup("ip.tt"), None);
        let begun: Vec<_> = starting_with("dns.a").map(|entry| entry.name).collect();
        assert_eq!(begun, ["dns.a", "dns.aaaa"]);
        assert_eq!(starting_with("").count(), ENTRIES.len());
    }

    #[test]
    fn frames_that_cannot_hold_a_field_are_known() {
        let arp = crate::wire::digest(LinkType::Ethernet, &[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1]);
        let may = |name: &str| lookup(name).unwrap().may_be_in(&arp);
        assert!(may("arp.opcode") && may("eth.src"));
        assert!(!may("ip.ttl") && !may("tcp.srcport") && !may("dns.id"));
    }
}
