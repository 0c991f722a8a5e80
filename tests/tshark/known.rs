//! What the comparison with tshark has to know: which fields it calls otherwise, and where both rightly differ.

use std::collections::BTreeSet;

/// Names that tshark gives a field in some messages, and the one that the lab has for it in all.
pub const ALIASES: &[(&str, &str)] = &[
    // Of an encrypted record of TLS 1.3.
    ("tls.record.opaque_type", "tls.record.content_type"),
    ("ipv6.opt.experimental", "ipv6.opt.unknown"),
];

/// Fields whose values stand in another one for tshark, which hands them on to who reads them.
pub const ELSEWHERE: &[(&str, &str)] = &[("tftp.data", "data.data")];

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
    Exception {
        files: &[],
        frames: &[],
        field,
        sides,
        why,
    }
}

const fn one(
    file: &'static [&'static str; 1],
    frames: &'static [usize],
    field: &'static str,
    sides: Sides,
    why: &'static str,
) -> Exception {
    Exception {
        files: file,
        frames,
        field,
        sides,
        why,
    }
}

const FRAGMENT: &str = "the first piece shows its header in its own frame; tshark only in the frame that completes the whole";
const UNANSWERED: &str = "the lab shows the bits of answers in questions too";
const NAMED: &str = "tshark repeats in each packet of a transfer the file that its request named";
const AGAIN: &str = "bytes that came before belong to no message; tshark takes them for data where it knows no protocol";
const LYING: &str = "tshark ends at a length that cannot be true; the lab says so and reads on";
const COOKED: &str = "the lab does not read LLC behind a cooked header";
const COMMAND_LITERAL: &str =
    "a command with its literals is one message for the lab, whatever the server says in between";
const LITERAL: &str =
    "lines of a literal look like lines of the protocol to who reads segment by segment";
const VALUELESS: &str = "to tshark the line is a text without a value";
const GRE: &str = "what GRE carries is bytes to the lab";
const ROUTE: &str = "with a source route tshark names the last stop as destination; the lab leaves each address in its field";
const REFUSED: &str = "tshark reads no parts of an option that it does not know or that does not fit; the lab shows them";

pub const EXCEPTIONS: &[Exception] = &[
    anywhere(
        "data.data",
        Sides::Both,
        "what no dissector knows differs with what is known; the bytes are the frame's own",
    ),
    anywhere(
        "tcp.flags",
        Sides::Both,
        "shown by their names; each flag is compared by itself",
    ),
    anywhere(
        "ip.flags",
        Sides::Theirs,
        "a group without a value of its own; each bit is compared by itself",
    ),
    anywhere(
        "ip.version",
        Sides::Theirs,
        "tshark calls the version of an IPv6 header so, too",
    ),
    anywhere(
        "ip.fragments",
        Sides::Theirs,
        "the pieces are a group; their bytes lie in other frames",
    ),
    anywhere(
        "tcp.segment_data",
        Sides::Theirs,
        "tshark keeps a payload back until a later segment tells what it is; the lab reads each in its own",
    ),
    anywhere(
        "dns.opt.data",
        Sides::Theirs,
        "tshark keeps an option's bytes beside its value",
    ),
    one(
        &["case-starttls.pcap"],
        &[7],
        "smtp.req.*",
        Sides::Both,
        "tshark takes the first four letters for the command",
    ),
    one(
        &["live-smtp.pcap"],
        &[31],
        "smtp.req*",
        Sides::Ours,
        "a command that nobody knows is one all the same: the server answers it so",
    ),
    one(
        &["live-mailbox.pcap"],
        &[85],
        "imap.*",
        Sides::Theirs,
        COMMAND_LITERAL,
    ),
    one(
        &["live-mailbox.pcap"],
        &[90],
        "imap.*",
        Sides::Ours,
        LITERAL,
    ),
    one(
        &["live-mailbox.pcap"],
        &[85, 88, 90],
        "tcp.*",
        Sides::Ours,
        LITERAL,
    ),
    anywhere("dns.flags.authenticated", Sides::Ours, UNANSWERED),
    anywhere("dns.flags.authoritative", Sides::Ours, UNANSWERED),
    anywhere("dns.flags.recavail", Sides::Ours, UNANSWERED),
    anywhere("dns.flags.rcode", Sides::Ours, UNANSWERED),
    // Links.
    one(&["cooked-1.pcap"], &[10], "llc.*", Sides::Theirs, COOKED),
    one(&["cooked-2.pcap"], &[10], "llc.*", Sides::Theirs, COOKED),
    // IPv4 and what it carries.
    one(
        &["ipv4-fragments.pcap"],
        &[],
        "udp.*",
        Sides::Ours,
        FRAGMENT,
    ),
    one(
        &["ipv4-fragments.pcap"],
        &[6],
        "dns.*",
        Sides::Ours,
        FRAGMENT,
    ),
    one(
        &["ipv4-fragments.pcap"],
        &[12],
        "ip.fragment*",
        Sides::Both,
        "a piece whose bytes were all there already brings none",
    ),
    one(
        &["ipv4-fragments.pcap"],
        &[14],
        "ip.fragment",
        Sides::Both,
        "tshark leaves out the second of two pieces that overlap",
    ),
    one(
        &["live-ping.pcap"],
        &[11, 14, 27, 30],
        "icmp*",
        Sides::Ours,
        FRAGMENT,
    ),
    one(
        &["ipv4-options.pcap"],
        &[5, 6],
        "ip.dst",
        Sides::Both,
        ROUTE,
    ),
    one(
        &["ipv4-options.pcap"],
        &[5, 6],
        "ip.src_rt",
        Sides::Both,
        ROUTE,
    ),
    one(
        &["ipv4-options.pcap"],
        &[11, 12, 13, 14],
        "ip.opt.*",
        Sides::Ours,
        REFUSED,
    ),
    one(&["ipv4-options.pcap"], &[17], "icmp.*", Sides::Theirs, GRE),
    one(&["ipv4-options.pcap"], &[17], "ip.*", Sides::Both, GRE),
    one(
        &["ipv6-extensions.pcap"],
        &[6],
        "udp.*",
        Sides::Ours,
        FRAGMENT,
    ),
    one(
        &["icmp.pcap"],
        &[13, 14],
        "tcp.seq_raw",
        Sides::Ours,
        "tshark gives no raw number in a quoted header",
    ),
    anywhere(
        "icmp.unused",
        Sides::Ours,
        "tshark passes over four bytes that mean nothing in these types",
    ),
    one(
        &["igmp.pcap"],
        &[7],
        "igmp.max_resp",
        Sides::Both,
        "the lab shows the code, and in words the time it stands for",
    ),
    one(
        &["udp.pcap"],
        &[5],
        "eth.padding",
        Sides::Ours,
        "bytes behind UDP's own length are filling to the lab; tshark does not show them",
    ),
    // TCP.
    one(
        &["tcp-options.pcap"],
        &[8, 13],
        "tcp.options.unknown.payload",
        Sides::Ours,
        "tshark knows these two (AO, an experiment) by names of their own",
    ),
    one(
        &["tcp-options.pcap"],
        &[13],
        "tcp.options.tfo.cookie",
        Sides::Theirs,
        "an experiment that tshark knows as Fast Open's (RFC 6994)",
    ),
    one(
        &["tcp-options.pcap"],
        &[24, 25],
        "tcp.option*",
        Sides::Ours,
        REFUSED,
    ),
    one(&["tcp-options.pcap"], &[26], "tcp.*", Sides::Ours, LYING),
    one(
        &["tcp-options.pcap"],
        &[15, 16],
        "tcp.segment_data",
        Sides::Ours,
        AGAIN,
    ),
    // Headers that lie.
    one(&["lying.pcap"], &[10, 11, 13], "ip.*", Sides::Ours, LYING),
    one(
        &["lying.pcap"],
        &[12],
        "ipv6.*",
        Sides::Theirs,
        "the frame says IPv4 and the header 6: tshark reads IPv6, the lab only says that it does not fit",
    ),
    one(&["lying.pcap"], &[16], "tcp.*", Sides::Ours, LYING),
    one(
        &["lying.pcap"],
        &[9],
        "tcp.segment_data",
        Sides::Ours,
        AGAIN,
    ),
    one(
        &["lying.pcap"],
        &[24, 25],
        "eth.fcs",
        Sides::Theirs,
        "tshark guesses that bytes behind a short packet end in an FCS; the file declares none",
    ),
    // Names and addresses.
    anywhere(
        "dhcp.option.value",
        Sides::Both,
        "tshark keeps each option's bytes beside its value; the lab where there is no other form",
    ),
    anywhere(
        "dhcp.option.classless_static_route",
        Sides::Both,
        "the lab writes network and router, tshark the bytes",
    ),
    one(
        &["dhcp.pcap"],
        &[9],
        "dhcp.option.agent_information_option.value",
        Sides::Both,
        "tshark shows its suboptions one by one",
    ),
    one(
        &["dhcp.pcap"],
        &[10],
        "dhcp.option.padding",
        Sides::Ours,
        "tshark shows no filling behind options in sname and file",
    ),
    one(
        &["dns.pcap"],
        &[9],
        "dns.resp.name",
        Sides::Ours,
        "tshark takes the owner of a SRV record apart into service, protocol and name",
    ),
    one(
        &["live-dhcp-dns-tftp.pcap"],
        &[22],
        "dns.resp.name",
        Sides::Both,
        "tshark takes the owner of a SRV record apart into service, protocol and name",
    ),
    one(
        &["dns.pcap"],
        &[16],
        "dns.resp.type",
        Sides::Both,
        "the type bit map of NSEC is one field to the lab",
    ),
    one(
        &["dns-silence.pcap"],
        &[35],
        "dns.resp.type",
        Sides::Both,
        "the type bit map of NSEC is one field to the lab",
    ),
    one(
        &["dns.pcap"],
        &[],
        "dns.data",
        Sides::Ours,
        "record types that the lab does not read stay bytes",
    ),
    one(
        &["dns.pcap"],
        &[36, 37],
        "dns.qry.name",
        Sides::Both,
        "a name whose pointer loops: both say so, each in its way",
    ),
    anywhere("tftp.destination_file", Sides::Theirs, NAMED),
    one(
        &["tftp.pcap"],
        &[17],
        "tftp.*",
        Sides::Theirs,
        "an operation that does not exist is no TFTP to the lab",
    ),
    // Lines of text.
    one(
        &["live-http.pcap"],
        &[81],
        "http.file_data",
        Sides::Theirs,
        "tshark puts the chunks of a body together too",
    ),
    one(
        &["live-http-streams.pcap"],
        &[24],
        "http.file_data",
        Sides::Theirs,
        "tshark puts the chunks of a body together too",
    ),
    one(
        &["live-http-streams.pcap"],
        &[24],
        "http.response.line",
        Sides::Both,
        "tshark shows no lines behind the last chunk",
    ),
    one(
        &["live-http-streams.pcap"],
        &[43],
        "tcp.segment*",
        Sides::Both,
        "the FIN that ends a body brought none of its bytes",
    ),
    one(
        &["live-http-streams.pcap"],
        &[92, 93],
        "http.*",
        Sides::Ours,
        "HTTP in a tunnel: the lab looks at its bytes",
    ),
    one(
        &["live-http2.pcap"],
        &[],
        "http2.pad_length",
        Sides::Theirs,
        "tshark shows a length of padding where there is none",
    ),
    one(
        &["live-http2.pcap"],
        &[18, 37],
        "http2.*",
        Sides::Ours,
        "a server may send its settings before the client's preface has come",
    ),
    one(
        &["live-http2.pcap"],
        &[55],
        "http2.settings*",
        Sides::Theirs,
        "tshark takes the HTTP2-Settings of an upgrade apart",
    ),
    one(
        &["live-websocket.pcap"],
        &[],
        "websocket.payload.text",
        Sides::Both,
        "tshark shows a text in fragments as one, in the last",
    ),
    one(
        &["live-smtp.pcap"],
        &[],
        "smtp.message",
        Sides::Ours,
        "tshark hands the text of a mail to its mail dissector",
    ),
    one(
        &["live-mailbox.pcap"],
        &[],
        "pop.response",
        Sides::Ours,
        VALUELESS,
    ),
    one(
        &["live-mailbox.pcap"],
        &[],
        "pop.response.data",
        Sides::Ours,
        VALUELESS,
    ),
    one(
        &["live-mailbox.pcap"],
        &[],
        "pop.request",
        Sides::Ours,
        VALUELESS,
    ),
    one(
        &["live-mailbox.pcap"],
        &[],
        "imap.line",
        Sides::Both,
        "tshark has tagged lines in imap.line too; the lab in imap.response or imap.request",
    ),
    one(
        &["live-mailbox.pcap"],
        &[78, 81],
        "imap.response*",
        Sides::Both,
        "tshark takes the bracket that closes an answer for a tag",
    ),
    one(
        &["live-mailbox.pcap"],
        &[87],
        "imap.response*",
        Sides::Theirs,
        "tshark takes the plus of a continuation for a tag",
    ),
    one(
        &["live-mailbox.pcap"],
        &[88],
        "imap.request*",
        Sides::Both,
        LITERAL,
    ),
    anywhere(
        "telnet.option_data",
        Sides::Both,
        "tshark names what it knows of an option, and keeps the first byte with the rest elsewhere",
    ),
    one(
        &["live-telnet.pcap"],
        &[9, 15],
        "telnet.data",
        Sides::Ours,
        "a zero byte between commands: tshark shows it as an empty text",
    ),
];
