//! Options of neighbour discovery (RFC 4861 §4.6 and later): a type, a length in words of eight bytes, data.

use super::super::dns::read_name;
use super::super::field::Value;
use super::super::printable::harmless;
use super::super::tree::{Head, Named, by_table, either};
use super::super::types::MacAddr;
use crate::say;
use crate::say::Say;

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

/// Reads the options that are left; gives the link-layer address told, if one is.
pub(super) fn read(head: &mut Head<'_>) -> Option<MacAddr> {
    let mut found = None;
    while head.left() > 0 && !head.is_bad() {
        let at = head.at();
        let &[kind, words] = head.slice(at, at + 2) else {
            head.rest(&Named("Option", "icmpv6.opt", OPTION), say!("wire-cut"));
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
    head.group(&Named(name(kind), "icmpv6.opt", OPTION), |head| {
        let rest = Named("Data", "", OPTION);
        head.within(length, &rest, say!("wire-option-rest"), |head| {
            type_and_length(head, kind, OPTION);
            address = data(head, kind, words);
        });
        (Value::Group, option_meaning(kind))
    });
    address
}

fn type_and_length(head: &mut Head<'_>, kind: u8, reference: &'static str) {
    let named = Named("Type", "icmpv6.opt.type", reference);
    head.num(8, &named, |_| option_meaning(kind));
    let named = Named("Length", "icmpv6.opt.length", reference);
    head.num(8, &named, |n| say!("wire-ndp-option-length", bytes = n * 8));
}

/// A redirect quotes the packet that it is about in its last option, which so ends behind its own fields:
/// what is left is read as a packet.
fn redirected_header(head: &mut Head<'_>) {
    const KIND: u8 = REDIRECTED_HEADER;
    let named = Named(name(KIND), "icmpv6.opt", REDIRECTED_RFC);
    head.group(&named, |head| {
        type_and_length(head, KIND, REDIRECTED_RFC);
        redirected_reserved(head);
        (Value::Group, option_meaning(KIND))
    });
}

const REDIRECTED_RFC: &str = "RFC 4861 §4.6.3";

fn redirected_reserved(head: &mut Head<'_>) {
    let named = Named("Reserved", "icmpv6.opt.reserved", REDIRECTED_RFC);
    head.raw(6, &named, say!("wire-reserved-zero"));
}

/// An option's data; gives the link-layer address, if it is one.
fn data(head: &mut Head<'_>, kind: u8, words: u8) -> Option<MacAddr> {
    match (kind, words) {
        (SOURCE_ADDRESS | TARGET_ADDRESS, 1) => return Some(link_layer_address(head, kind)),
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
    let filter = "icmpv6.opt.linkaddr";
    let named = Named("Link-Layer Address", filter, "RFC 4861 §4.6.1");
    head.mac(&named, |_| option_meaning(kind))
}

/// A network on this link, from which hosts may make their addresses (RFC 4861 §4.6.2).
fn prefix_information(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4861 §4.6.2";
    prefix_length(head, RFC);
    let named = Named("On-link Flag", "icmpv6.opt.prefix.flag.l", RFC);
    head.flag(
        &named,
        either("wire-prefix-onlink", "wire-prefix-onlink-not"),
    );
    let name = "Autonomous Address-Configuration Flag";
    let named = Named(name, "icmpv6.opt.prefix.flag.a", RFC);
    head.flag(&named, either("wire-prefix-auto", "wire-prefix-auto-not"));
    let named = Named("Reserved", "icmpv6.opt.prefix.flag.reserved", RFC);
    head.num(6, &named, |_| say!("wire-reserved-zero"));
    let named = Named("Valid Lifetime", "icmpv6.opt.prefix.valid_lifetime", RFC);
    head.num(32, &named, lifetime);
    let filter = "icmpv6.opt.prefix.preferred_lifetime";
    head.num(32, &Named("Preferred Lifetime", filter, RFC), lifetime);
    reserved(head, 32, RFC);
    let named = Named("Prefix", "icmpv6.opt.prefix", RFC);
    head.ipv6(&named, |_| say!("wire-ndp-prefix"));
}

fn redirected_packet(head: &mut Head<'_>) {
    redirected_reserved(head);
    let filter = "icmpv6.opt.redirected_packet";
    let named = Named("IP header + data", filter, REDIRECTED_RFC);
    head.rest(&named, option_meaning(REDIRECTED_HEADER));
}

fn mtu(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4861 §4.6.4";
    reserved(head, 16, RFC);
    let named = Named("MTU", "icmpv6.opt.mtu", RFC);
    head.num(32, &named, |n| say!("wire-ndp-mtu-value", count = n));
}

fn nonce(head: &mut Head<'_>) {
    let named = Named("Nonce", "icmpv6.opt.nonce", "RFC 3971 §5.3.2");
    head.rest(&named, option_meaning(NONCE));
}

/// A network that this router leads to (RFC 4191 §2.3): only as much of the prefix as is needed.
fn route_information(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4191 §2.3";
    let reserved = Named("Reserved", "icmpv6.opt.route_info.flag.reserved", RFC);
    prefix_length(head, RFC);
    head.num(3, &reserved, |_| say!("wire-reserved-zero"));
    let filter = "icmpv6.opt.route_info.flag.route_preference";
    head.num(2, &Named("Route Preference", filter, RFC), preference);
    head.num(3, &reserved, |_| say!("wire-reserved-zero"));
    let named = Named("Route Lifetime", "icmpv6.opt.route_lifetime", RFC);
    head.num(32, &named, lifetime);
    let left = head.left();
    head.bytes(left, &Named("Prefix", "icmpv6.opt.prefix", RFC), |bytes| {
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
    let named = Named("Lifetime", "icmpv6.opt.rdnss.lifetime", RFC);
    head.num(32, &named, lifetime);
    let name = "Address of IPv6 Recursive DNS Server";
    while head.left() >= 16 {
        let named = Named(name, "icmpv6.opt.rdnss", RFC);
        head.ipv6(&named, |_| option_meaning(DNS_SERVER));
    }
}

/// Domains for short names, written as in DNS, zeros behind (RFC 8106 §5.2).
fn dns_search_list(head: &mut Head<'_>) {
    const RFC: &str = "RFC 8106 §5.2";
    reserved(head, 16, RFC);
    let named = Named("Lifetime", "icmpv6.opt.dnssl.lifetime", RFC);
    head.num(32, &named, lifetime);
    let (base, names) = (head.at(), head.ahead());
    while head.peek() != 0 {
        let name = read_name(names, head.at() - base);
        let Some((name, taken)) = name.filter(|(_, taken)| *taken <= head.left()) else {
            break;
        };
        let named = Named("Domain Names of DNS Search List", "icmpv6.opt.dnssl", RFC);
        head.bytes(taken, &named, |_| {
            (Value::Text(name), option_meaning(DNS_SEARCH_LIST))
        });
    }
    head.rest(&Named("Padding", "", RFC), say!("wire-dhcp-filling"));
}

/// Where to agree to terms before this network lets one out (RFC 8910 §2.3).
fn captive_portal(head: &mut Head<'_>) {
    let named = Named("URI", "icmpv6.opt.captive_portal", "RFC 8910 §2.3");
    head.bytes(head.left(), &named, |bytes| {
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        let meaning = option_meaning(CAPTIVE_PORTAL);
        (Value::Text(harmless(text)), meaning)
    });
}

fn prefix_length(head: &mut Head<'_>, reference: &'static str) {
    let named = Named("Prefix Length", "icmpv6.opt.prefix.length", reference);
    head.num(8, &named, |n| say!("wire-prefix-length", bits = n));
}

fn reserved(head: &mut Head<'_>, bits: usize, reference: &'static str) {
    let named = Named("Reserved", "icmpv6.opt.reserved", reference);
    head.num(bits, &named, |_| say!("wire-reserved-zero"));
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
