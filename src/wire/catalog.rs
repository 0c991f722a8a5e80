//! Every name that a filter can ask for: the fields of all dissectors, and the protocols.
//!
//! The names are Wireshark's where it has one, so that what one learns here holds there. A test reads
//! the dissectors' source and fails when one names a field that is missing here, or when one here is
//! named by nobody.

use super::digest::{Digest, Protocol};
use super::types::EtherType;

mod a_to_e;
mod f_to_i;
mod i_to_z;

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
        self.name
            .split_once('.')
            .map_or(self.name, |(prefix, _)| prefix)
    }

    /// The protocols whose layer holds it.
    #[must_use]
    pub fn protocols(&self) -> &'static [Protocol] {
        let found = PREFIXES.iter().find(|(prefix, _)| *prefix == self.prefix());
        found.map_or(&[], |(_, protocols)| protocols)
    }

    /// May the tree of a frame with this digest hold it? `false` is certain, so such a frame need not
    /// be dissected; `true` is not. Speaks of the frame's own bytes and of the datagram its fragment
    /// completes: a message put together from several segments of a stream may hold more.
    #[must_use]
    pub fn may_be_in(&self, digest: &Digest) -> bool {
        let transport = digest.transport;
        // An ICMP error quotes the beginning of another packet.
        let quotes = matches!(transport, Protocol::Icmp | Protocol::Icmpv6);
        match self.prefix() {
            "arp" => !may_be_ip(digest),
            "ip" | "ipv6" | "ah" | "igmp" => may_be_ip(digest),
            "vlan" | "ieee8021ad" | "ieee8021ah" => may_be_tagged(digest),
            "tcp" => transport == Protocol::Tcp || quotes,
            "udp" => transport == Protocol::Udp || quotes,
            "icmp" => transport == Protocol::Icmp,
            "icmpv6" => transport == Protocol::Icmpv6,
            "wlab" => may_be_the_labs(digest),
            "dns" | "dhcp" | "ftp" | "http" | "imap" | "pop" | "smtp" | "telnet" | "tftp"
            | "tls" => self.protocols().contains(&digest.protocol) || digest.fragment,
            _ => true,
        }
    }
}

fn may_be_ip(digest: &Digest) -> bool {
    digest.protocol != Protocol::Arp && digest.ether_type != EtherType::ARP
}

const fn may_be_tagged(digest: &Digest) -> bool {
    let untold = matches!(
        digest.protocol,
        Protocol::Ethernet | Protocol::Vlan | Protocol::Unknown
    );
    digest.vlan.is_some() || untold
}

const fn may_be_the_labs(digest: &Digest) -> bool {
    matches!(digest.transport, Protocol::Tcp | Protocol::Udp)
        && (digest.payload_len > 0 || digest.fragment)
}

/// What names begin with, and the protocols whose layers hold such fields.
const PREFIXES: &[(&str, &[Protocol])] = &[
    ("arp", &[Protocol::Arp]),
    ("data", &[Protocol::Data]),
    ("dhcp", &[Protocol::Dhcp]),
    ("dns", &[Protocol::Dns]),
    ("eth", &[Protocol::Ethernet, Protocol::Padding]),
    ("llc", &[Protocol::Ethernet]),
    ("ftp", &[Protocol::Ftp]),
    ("http", &[Protocol::Http]),
    ("icmp", &[Protocol::Icmp]),
    ("icmpv6", &[Protocol::Icmpv6]),
    ("igmp", &[Protocol::Igmp]),
    ("imap", &[Protocol::Imap]),
    ("ip", &[Protocol::Ipv4]),
    ("ipv6", &[Protocol::Ipv6]),
    ("ah", &[Protocol::Ipv6]),
    ("null", &[Protocol::Null]),
    ("pop", &[Protocol::Pop3]),
    ("sll", &[Protocol::Cooked]),
    ("smtp", &[Protocol::Smtp]),
    ("tcp", &[Protocol::Tcp]),
    ("telnet", &[Protocol::Telnet]),
    ("tftp", &[Protocol::Tftp]),
    ("tls", &[Protocol::Tls]),
    ("udp", &[Protocol::Udp]),
    ("vlan", &[Protocol::Vlan]),
    ("ieee8021ad", &[Protocol::Vlan]),
    ("ieee8021ah", &[Protocol::Vlan]),
    ("wlab", LAB),
];

const LAB: &[Protocol] = &[
    Protocol::LabSession,
    Protocol::LabPresentation,
    Protocol::LabApplication,
];

/// The tables one behind the other are in alphabetical order: they are searched by halves.
const TABLES: [&[Entry]; 3] = [a_to_e::ENTRIES, f_to_i::ENTRIES, i_to_z::ENTRIES];

/// The entry of a name.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static Entry> {
    TABLES
        .iter()
        .find_map(|table| table.get(table.binary_search_by_key(&name, |entry| entry.name).ok()?))
}

/// All names that begin with `prefix`, in alphabetical order; with an empty one, all names.
pub fn starting_with(prefix: &str) -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().flat_map(move |table| {
        let from = table.partition_point(|entry| entry.name < prefix);
        table
            .iter()
            .skip(from)
            .take_while(move |entry| entry.name.starts_with(prefix))
    })
}

const fn of(name: &'static str, kind: Kind) -> Entry {
    Entry { name, kind }
}

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
                && parts.all(|p| {
                    !p.is_empty()
                        && p.chars().all(|c| {
                            c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c)
                        })
                })
        };
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        lines
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .filter(is_name)
            .map(str::to_owned)
            .collect()
    }

    fn source() -> BTreeSet<String> {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![src.join("wire"), src.join("proto/chat/dissect")];
        let mut files = vec![src.join("proto/chat/dissect.rs")];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        let is_source = |path: &Path| {
            let name = path.to_string_lossy();
            name.ends_with(".rs")
                && !name.contains("/wire/catalog")
                && !name.contains("/wire/tests")
        };
        files.retain(|path| is_source(path));
        files
            .iter()
            .flat_map(|path| named(&fs::read_to_string(path).unwrap()))
            .collect()
    }

    #[test]
    fn the_table_holds_what_the_dissectors_name_and_nothing_else() {
        let here: BTreeSet<String> = starting_with("")
            .filter(|e| e.name.contains('.'))
            .map(|e| e.name.to_owned())
            .collect();
        let there = source();
        let missing: Vec<_> = there.difference(&here).collect();
        assert!(
            missing.is_empty(),
            "named by a dissector, missing in the catalogue: {missing:?}"
        );
        let stale: Vec<_> = here.difference(&there).collect();
        assert!(
            stale.is_empty(),
            "in the catalogue, named by no dissector: {stale:?}"
        );
    }

    #[test]
    fn the_table_is_in_order_and_every_name_has_its_protocol() {
        let all: Vec<_> = starting_with("").collect();
        assert!(all.windows(2).all(|two| two[0].name < two[1].name));
        assert!(starting_with("").all(|entry| !entry.protocols().is_empty()));
    }

    #[test]
    fn every_protocol_can_be_asked_for() {
        for entry in starting_with("")
            .filter(|entry| entry.kind == Kind::Protocol && !entry.name.contains('.'))
        {
            assert!(
                entry
                    .protocols()
                    .iter()
                    .any(|p| p.filter() == entry.name || entry.name == "ah"),
                "{}",
                entry.name
            );
        }
        assert_eq!(
            lookup(Protocol::Pop3.filter()).map(|e| e.kind),
            Some(Kind::Protocol)
        );
    }

    #[test]
    fn names_are_found_and_completed() {
        assert_eq!(lookup("ip.ttl"), Some(&of("ip.ttl", Kind::Number)));
        assert_eq!(lookup("ip.tt"), None);
        let begun: Vec<_> = starting_with("dns.a").map(|entry| entry.name).collect();
        assert_eq!(begun, ["dns.a", "dns.aaaa"]);
        assert_eq!(
            starting_with("").count(),
            TABLES.iter().map(|table| table.len()).sum::<usize>()
        );
    }

    #[test]
    fn frames_that_cannot_hold_a_field_are_known() {
        let arp = crate::wire::digest(
            LinkType::Ethernet,
            &[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1],
        );
        let may = |name: &str| lookup(name).unwrap().may_be_in(&arp);
        assert!(may("arp.opcode") && may("eth.src"));
        assert!(!may("ip.ttl") && !may("tcp.srcport") && !may("dns.id"));
    }
}
