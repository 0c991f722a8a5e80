//! Options of neighbour discovery (RFC 4861 §4.6 and later): a type, a length in words of eight bytes, data.

use super::super::dns::read_name;
use super::super::field::Value;
use super::super::named::fields;
use super::super::tree::{Head, by_table, either};
use super::super::types::MacAddr;
use crate::say;
use crate::say::{Clean, Say};

const SOURCE_ADDRESS: u8 = 1;
/// The address told by the option of this type is that of the target, not the sender.
pub(super) const TARGET_ADDRESS: u8 = 2;
const PREFIX_INFORMATION: u8 = 3;
const REDIRECTED_HEADER: u8 = 4;
const MTU: u8 = 5;
const NONCE: u8 = 14;
const ROUTE_INFORMATION: u8 = 24;
const DNS_SERVER: u8 = 25;
const DNS_SEARCH_LIST: u8 = 31;
const CAPTIVE_PORTAL: u8 = 37;

/// Bytes before the packet in a Redirected Header option.
const REDIRECTED: usize = 8;

const OPTION: &str = "RFC 4861 §4.6";
const REDIRECTED_RFC: &str = "RFC 4861 §4.6.3";

fields! {
    OPTION_FIELD: Protocol "icmpv6.opt" = "Option", OPTION;
    DATA = "Data", OPTION;
    TYPE: Number "icmpv6.opt.type" = "Type", OPTION;
    LENGTH: Number "icmpv6.opt.length" = "Length", OPTION;
    RESERVED: Number "icmpv6.opt.reserved" = "Reserved", REDIRECTED_RFC;
    LINK_LAYER_ADDRESS: Mac "icmpv6.opt.linkaddr" = "Link-Layer Address", "RFC 4861 §4.6.1";
    ON_LINK_FLAG: Flag "icmpv6.opt.prefix.flag.l" = "On-link Flag", "RFC 4861 §4.6.2";
    AUTONOMOUS_ADDRESS_CONFIGURATION_FLAG: Flag "icmpv6.opt.prefix.flag.a"
        = "Autonomous Address-Configuration Flag", "RFC 4861 §4.6.2";
    FLAG_RESERVED: Number "icmpv6.opt.prefix.flag.reserved" = "Reserved", "RFC 4861 §4.6.2";
    VALID_LIFETIME: Number "icmpv6.opt.prefix.valid_lifetime" = "Valid Lifetime", "RFC 4861 §4.6.2";
    PREFIX: Ipv6 "icmpv6.opt.prefix" = "Prefix", "RFC 4861 §4.6.2";
    IP_HEADER_DATA: Protocol "icmpv6.opt.redirected_packet" = "IP header + data", REDIRECTED_RFC;
    MTU_FIELD: Number "icmpv6.opt.mtu" = "MTU", "RFC 4861 §4.6.4";
    NONCE_FIELD: Bytes "icmpv6.opt.nonce" = "Nonce", "RFC 3971 §5.3.2";
    ROUTE_RESERVED: Number "icmpv6.opt.route_info.flag.reserved" = "Reserved", "RFC 4191 §2.3";
    ROUTE_PREFERENCE: Number "icmpv6.opt.route_info.flag.route_preference"
        = "Route Preference", "RFC 4191 §2.3";
    ROUTE_LIFETIME: Number "icmpv6.opt.route_lifetime" = "Route Lifetime", "RFC 4191 §2.3";
    OPT_PREFIX: Ipv6 "icmpv6.opt.prefix" = "Prefix", "RFC 4191 §2.3";
    LIFETIME: Number "icmpv6.opt.rdnss.lifetime" = "Lifetime", "RFC 8106 §5.1";
    ADDRESS_OF_IPV6_RECURSIVE_DNS_SERVER: Ipv6 "icmpv6.opt.rdnss"
        = "Address of IPv6 Recursive DNS Server", "RFC 8106 §5.1";
    DNSSL_LIFETIME: Number "icmpv6.opt.dnssl.lifetime" = "Lifetime", "RFC 8106 §5.2";
    DOMAIN_NAMES_OF_DNS_SEARCH_LIST: Text "icmpv6.opt.dnssl"
        = "Domain Names of DNS Search List", "RFC 8106 §5.2";
    PADDING = "Padding", "RFC 8106 §5.2";
    URI: Text "icmpv6.opt.captive_portal" = "URI", "RFC 8910 §2.3";
    PREFIX_LENGTH: Number "icmpv6.opt.prefix.length" = "Prefix Length", OPTION;
    OPT_RESERVED: Number "icmpv6.opt.reserved" = "Reserved", OPTION;
    PREFERRED_LIFETIME: Number "icmpv6.opt.prefix.preferred_lifetime"
        = "Preferred Lifetime", "RFC 4861 §4.6.2";
}

/// Reads the options that are left; gives the link-layer address told, if one is.
pub(super) fn read(head: &mut Head<'_>) -> Option<MacAddr> {
    let mut found = None;
    while head.left() > 0 && !head.is_bad() {
        let at = head.at();
        let &[kind, words] = head.slice(at, at + 2) else {
            head.rest(&OPTION_FIELD, say!("wire-cut"));
            break;
        };
        let length = length(head, words);
        if kind == REDIRECTED_HEADER && length == head.left() && length > REDIRECTED {
            redirected_header(head);
            break;
        }
        found = option(head, kind, words, length).or(found);
    }
    found
}

/// An option's length in bytes. A length of zero would go round for ever (RFC 4861 §4.6: drop the packet).
fn length(head: &mut Head<'_>, words: u8) -> usize {
    if words == 0 {
        let why = say!("wire-option-length-wrong", told = 0);
        head.problem(head.at() + 1, "Length", why);
        return head.left();
    }
    usize::from(words) * 8
}

/// Gives the link-layer address, if it tells one.
fn option(head: &mut Head<'_>, kind: u8, words: u8, length: usize) -> Option<MacAddr> {
    let mut address = None;
    head.group(&OPTION_FIELD.called(name(kind)), |head| {
        head.within(length, &DATA, say!("wire-option-rest"), |head| {
            type_and_length(head, kind, OPTION);
            address = data(head, kind, words);
        });
        (Value::Group, option_meaning(kind))
    });
    address
}

fn type_and_length(head: &mut Head<'_>, kind: u8, reference: &'static str) {
    head.num(8, &TYPE.of(reference), |_| option_meaning(kind));
    head.num(8, &LENGTH.of(reference), |n| {
        say!("wire-ndp-option-length", bytes = n * 8)
    });
}

/// A redirect quotes the packet that it is about in its last option, which so ends behind its own fields:
/// what is left is read as a packet.
fn redirected_header(head: &mut Head<'_>) {
    const KIND: u8 = REDIRECTED_HEADER;
    let named = OPTION_FIELD.called(name(KIND)).of(REDIRECTED_RFC);
    head.group(&named, |head| {
        type_and_length(head, KIND, REDIRECTED_RFC);
        redirected_reserved(head);
        (Value::Group, option_meaning(KIND))
    });
}

fn redirected_reserved(head: &mut Head<'_>) {
    head.raw(6, &RESERVED, say!("wire-reserved-zero"));
}

/// An option's data; gives the link-layer address, if it is one.
fn data(head: &mut Head<'_>, kind: u8, words: u8) -> Option<MacAddr> {
    match (kind, words) {
        (SOURCE_ADDRESS | TARGET_ADDRESS, 1) => {
            let address = link_layer_address(head, kind);
            return head.known(address);
        }
        (PREFIX_INFORMATION, 4) => prefix_information(head),
        (REDIRECTED_HEADER, 1..) => redirected_packet(head),
        (MTU, 1) => mtu(head),
        (NONCE, 1..) => nonce(head),
        (ROUTE_INFORMATION, 1..=3) => route_information(head),
        (DNS_SERVER, 3..) => dns_servers(head),
        (DNS_SEARCH_LIST, 2..) => dns_search_list(head),
        (CAPTIVE_PORTAL, 1..) => captive_portal(head),
        _ => {}
    }
    None
}

fn link_layer_address(head: &mut Head<'_>, kind: u8) -> MacAddr {
    head.mac(&LINK_LAYER_ADDRESS, |_| option_meaning(kind))
}

/// A network on this link, from which hosts may make their addresses (RFC 4861 §4.6.2).
fn prefix_information(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4861 §4.6.2";
    prefix_length(head, RFC);
    head.flag(
        &ON_LINK_FLAG,
        either("wire-prefix-onlink", "wire-prefix-onlink-not"),
    );
    head.flag(
        &AUTONOMOUS_ADDRESS_CONFIGURATION_FLAG,
        either("wire-prefix-auto", "wire-prefix-auto-not"),
    );
    head.num(6, &FLAG_RESERVED, |_| say!("wire-reserved-zero"));
    head.num(32, &VALID_LIFETIME, lifetime);
    head.num(32, &PREFERRED_LIFETIME, lifetime);
    reserved(head, 32, RFC);
    head.ipv6(&PREFIX, |_| say!("wire-ndp-prefix"));
}

fn redirected_packet(head: &mut Head<'_>) {
    redirected_reserved(head);
    head.rest(&IP_HEADER_DATA, option_meaning(REDIRECTED_HEADER));
}

fn mtu(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4861 §4.6.4";
    reserved(head, 16, RFC);
    head.num(32, &MTU_FIELD, |n| say!("wire-ndp-mtu-value", count = n));
}

fn nonce(head: &mut Head<'_>) {
    head.rest(&NONCE_FIELD, option_meaning(NONCE));
}

/// A network that this router leads to (RFC 4191 §2.3): only as much of the prefix as is needed.
fn route_information(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4191 §2.3";
    prefix_length(head, RFC);
    head.num(3, &ROUTE_RESERVED, |_| say!("wire-reserved-zero"));
    head.num(2, &ROUTE_PREFERENCE, preference);
    head.num(3, &ROUTE_RESERVED, |_| say!("wire-reserved-zero"));
    head.num(32, &ROUTE_LIFETIME, lifetime);
    head.all(&OPT_PREFIX, |bytes| {
        let mut whole = [0; 16];
        for (to, from) in whole.iter_mut().zip(bytes) {
            *to = *from;
        }
        (Value::Ipv6(whole.into()), say!("wire-dhcp-route"))
    });
}

/// Whom to ask for names (RFC 8106 §5.1).
fn dns_servers(head: &mut Head<'_>) {
    const RFC: &str = "RFC 8106 §5.1";
    reserved(head, 16, RFC);
    head.num(32, &LIFETIME, lifetime);
    while head.left() >= 16 {
        head.ipv6(&ADDRESS_OF_IPV6_RECURSIVE_DNS_SERVER, |_| {
            option_meaning(DNS_SERVER)
        });
    }
}

/// Domains for short names, written as in DNS, zeros behind (RFC 8106 §5.2).
fn dns_search_list(head: &mut Head<'_>) {
    const RFC: &str = "RFC 8106 §5.2";
    reserved(head, 16, RFC);
    head.num(32, &DNSSL_LIFETIME, lifetime);
    let (base, names) = (head.at(), head.ahead());
    while head.peek().is_some_and(|length| length != 0) {
        let name = read_name(names, head.at() - base);
        let Some((name, taken)) = name.filter(|(_, taken)| *taken <= head.left()) else {
            break;
        };
        head.bytes(taken, &DOMAIN_NAMES_OF_DNS_SEARCH_LIST, |_| {
            (Value::Text(name.into()), option_meaning(DNS_SEARCH_LIST))
        });
    }
    head.rest(&PADDING, say!("wire-dhcp-filling"));
}

/// Where to agree to terms before this network lets one out (RFC 8910 §2.3).
fn captive_portal(head: &mut Head<'_>) {
    head.all(&URI, |bytes| {
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        let meaning = option_meaning(CAPTIVE_PORTAL);
        (Value::Text(Clean::bytes(text)), meaning)
    });
}

fn prefix_length(head: &mut Head<'_>, reference: &'static str) {
    head.num(8, &PREFIX_LENGTH.of(reference), |n| {
        say!("wire-prefix-length", bits = n)
    });
}

fn reserved(head: &mut Head<'_>, bits: usize, reference: &'static str) {
    head.num(bits, &OPT_RESERVED.of(reference), |_| {
        say!("wire-reserved-zero")
    });
}

/// A router's preference: two bits, signed (RFC 4191 §2.1).
pub(super) fn preference(bits: u64) -> Say {
    match bits {
        0 => say!("wire-ra-preference-medium"),
        1 => say!("wire-ra-preference-high"),
        3 => say!("wire-ra-preference-low"),
        _ => say!("wire-reserved-set"),
    }
}

fn lifetime(seconds: u64) -> Say {
    match seconds {
        0xffff_ffff => say!("wire-lifetime-forever"),
        _ => say!("wire-lifetime", seconds = seconds),
    }
}

const fn name(kind: u8) -> &'static str {
    match kind {
        SOURCE_ADDRESS => "Source Link-Layer Address",
        TARGET_ADDRESS => "Target Link-Layer Address",
        PREFIX_INFORMATION => "Prefix Information",
        REDIRECTED_HEADER => "Redirected Header",
        MTU => "MTU",
        NONCE => "Nonce",
        ROUTE_INFORMATION => "Route Information",
        DNS_SERVER => "Recursive DNS Server",
        DNS_SEARCH_LIST => "DNS Search List",
        CAPTIVE_PORTAL => "Captive-Portal",
        _ => "Option",
    }
}

const MEANINGS: &[(u8, &str)] = &[
    (SOURCE_ADDRESS, "wire-ndp-source-mac"),
    (TARGET_ADDRESS, "wire-ndp-target-mac"),
    (PREFIX_INFORMATION, "wire-ndp-prefix"),
    (REDIRECTED_HEADER, "wire-ndp-redirected-header"),
    (MTU, "wire-ndp-mtu"),
    (NONCE, "wire-ndp-nonce"),
    (ROUTE_INFORMATION, "wire-dhcp-route"),
    (DNS_SERVER, "wire-ndp-dns"),
    (DNS_SEARCH_LIST, "wire-dhcp-search"),
    (CAPTIVE_PORTAL, "wire-dhcp-portal"),
];

fn option_meaning(kind: u8) -> Say {
    by_table(MEANINGS, kind)
        .unwrap_or_else(|| say!("wire-option-unknown", number = kind.to_string()))
}
