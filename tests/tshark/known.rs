//! What the comparison with tshark has to know: which fields may be missing nowhere, which are written
//! in another form, and where both rightly differ.

use std::collections::BTreeSet;

/// How a field's values are brought into one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ours are to be multiplied: the header counts in larger units than Wireshark shows.
    Times(u64),
}

pub const FORM: &[(&str, Form)] = &[("ip.hdr_len", Form::Times(4)), ("tcp.hdr_len", Form::Times(4))];

/// Which side has values that the other has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// Both, other ones.
    Both,
    /// Only the lab has the field.
    Ours,
    /// Only tshark has it.
    Theirs,
}

impl Sides {
    pub fn of(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> Self {
        match (ours.is_empty(), theirs.is_empty()) {
            (false, true) => Self::Ours,
            (true, false) => Self::Theirs,
            _ => Self::Both,
        }
    }

    /// `Both` allows anything.
    pub fn allow(self, found: Self) -> bool {
        self == Self::Both || self == found
    }
}

/// A difference that is right.
#[derive(Debug)]
pub struct Exception {
    /// In these files; none named: in all.
    pub files: &'static [&'static str],
    /// In these frames; none named: in all.
    pub frames: &'static [usize],
    /// The field; with `*` at its end: all that begin so.
    pub field: &'static str,
    /// Who alone may have it; `Both`: the values may differ in any way.
    pub sides: Sides,
    /// Why it is right.
    pub why: &'static str,
}

const fn anywhere(field: &'static str, sides: Sides, why: &'static str) -> Exception {
    Exception { files: &[], frames: &[], field, sides, why }
}

pub const EXCEPTIONS: &[Exception] = &[
    anywhere("data.data", Sides::Both, "what no dissector knows differs with what is known; the bytes are the frame's own"),
    anywhere("tcp.flags", Sides::Both, "shown by their names; each flag is compared by itself"),
    anywhere("dns.flags.authenticated", Sides::Ours, "the lab shows the bits of answers in questions too"),
    anywhere("dns.flags.authoritative", Sides::Ours, "the lab shows the bits of answers in questions too"),
    anywhere("dns.flags.recavail", Sides::Ours, "the lab shows the bits of answers in questions too"),
    anywhere("dns.flags.rcode", Sides::Ours, "the lab shows the bits of answers in questions too"),
];

/// Where tshark has one of these the lab must have it too.
pub const CORE: &[&str] = &[
    "eth.src",
    "eth.dst",
    "eth.type",
    "vlan.id",
    "vlan.priority",
    "arp.opcode",
    "arp.src.hw_mac",
    "arp.src.proto_ipv4",
    "arp.dst.hw_mac",
    "arp.dst.proto_ipv4",
    "ip.src",
    "ip.dst",
    "ip.ttl",
    "ip.len",
    "ip.proto",
    "ip.id",
    "ip.hdr_len",
    "ip.frag_offset",
    "ip.flags.mf",
    "ip.flags.df",
    "ip.checksum",
    "ip.checksum.status",
    "ip.opt.type",
    "ipv6.src",
    "ipv6.dst",
    "ipv6.hlim",
    "ipv6.plen",
    "ipv6.nxt",
    "icmp.type",
    "icmp.code",
    "icmp.checksum",
    "icmp.checksum.status",
    "icmp.ident",
    "icmp.seq",
    "icmpv6.type",
    "icmpv6.code",
    "icmpv6.checksum",
    "icmpv6.checksum.status",
    "icmpv6.nd.ns.target_address",
    "icmpv6.nd.na.target_address",
    "icmpv6.opt.type",
    "icmpv6.opt.prefix",
    "icmpv6.opt.linkaddr",
    "icmpv6.mldr.mar.multicast_address",
    "icmpv6.mldr.mar.record_type",
    "igmp.type",
    "igmp.maddr",
    "igmp.record_type",
    "igmp.checksum",
    "igmp.checksum.status",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.hdr_len",
    "tcp.flags.syn",
    "tcp.flags.ack",
    "tcp.flags.fin",
    "tcp.flags.reset",
    "tcp.flags.push",
    "tcp.flags.urg",
    "tcp.flags.ece",
    "tcp.flags.cwr",
    "tcp.window_size_value",
    "tcp.checksum",
    "tcp.checksum.status",
    "tcp.urgent_pointer",
    "tcp.options.mss_val",
    "tcp.options.wscale.shift",
    "tcp.options.timestamp.tsval",
    "tcp.options.timestamp.tsecr",
    "tcp.options.sack_le",
    "tcp.options.sack_re",
    "udp.srcport",
    "udp.dstport",
    "udp.length",
    "udp.checksum",
    "udp.checksum.status",
    "dns.id",
    "dns.flags.response",
    "dns.flags.opcode",
    "dns.flags.rcode",
    "dns.qry.name",
    "dns.qry.type",
    "dns.resp.name",
    "dns.resp.type",
    "dns.resp.ttl",
    "dns.a",
    "dns.aaaa",
    "dns.cname",
    "dns.ptr.domain_name",
    "dns.mx.mail_exchange",
    "dns.ns",
    "dns.srv.target",
    "dns.txt",
    "dns.soa.mname",
    "dhcp.option.type",
    "dhcp.option.dhcp",
    "dhcp.option.requested_ip_address",
    "dhcp.option.dhcp_server_id",
    "dhcp.option.ip_address_lease_time",
    "dhcp.option.hostname",
    "dhcp.option.subnet_mask",
    "dhcp.option.router",
    "dhcp.option.domain_name_server",
    "dhcp.ip.your",
    "dhcp.ip.client",
    "dhcp.id",
    "dhcp.hw.mac_addr",
    "tftp.opcode",
    "tftp.block",
    "tftp.source_file",
    "tftp.destination_file",
    "tftp.type",
    "tftp.error.code",
    "tftp.error.message",
    "http.request.method",
    "http.request.uri",
    "http.request.version",
    "http.host",
    "http.response.code",
    "http.response.phrase",
    "http.content_length_header",
    "http.content_type",
    "tls.record.content_type",
    "tls.record.version",
    "tls.record.length",
    "tls.handshake.type",
    "tls.handshake.version",
    "tls.handshake.extensions_server_name",
    "tls.handshake.extensions_alpn_str",
    "tls.handshake.ciphersuite",
    "tls.handshake.extensions.supported_version",
    "tls.alert_message.desc",
    "ftp.request.command",
    "ftp.request.arg",
    "ftp.response.code",
    "ftp.response.arg",
    "smtp.req.command",
    "smtp.req.parameter",
    "smtp.response.code",
    "smtp.rsp.parameter",
    "pop.request.command",
    "pop.request.parameter",
    "pop.response.indicator",
    "imap.request.command",
    "imap.request_tag",
    "imap.response_tag",
    "imap.response.status",
    "telnet.cmd",
];
