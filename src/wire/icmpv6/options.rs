//! Options of neighbour discovery (RFC 4861 §4.6 and later): a type, a length in words of eight bytes, data.

use super::super::dns::read_name;
use super::super::field::Value;
use super::super::tree::{Head, Named, harmless};
use super::super::types::MacAddr;
use crate::say;
use crate::say::Say;

/// Bytes before the packet in a Redirected Header option.
const REDIRECTED: usize = 8;

/// Neighbour discovery options (RFC 4861 §4.6); gives the link-layer address told, if one is.
pub(super) fn options(head: &mut Head<'_>) -> Option<MacAddr> {
    const OPTION: &str = "RFC 4861 §4.6";
    let mut found = None;
    while head.left() > 0 && !head.is_bad() {
        let at = head.at();
        let &[kind, words] = head.slice(at, at + 2) else {
            let rest = head.left();
            head.bytes(rest, &Named("Option", "icmpv6.opt", OPTION), |_| {
                (Value::Bytes, say!("wire-cut"))
            });
            break;
        };
        let name = match kind {
            1 => "Source Link-Layer Address",
            2 => "Target Link-Layer Address",
            3 => "Prefix Information",
            4 => "Redirected Header",
            5 => "MTU",
            14 => "Nonce",
            24 => "Route Information",
            31 => "DNS Search List",
            37 => "Captive-Portal",
            25 => "Recursive DNS Server",
            _ => "Option",
        };
        if words == 0 {
            // A length of zero would go round for ever (RFC 4861 §4.6: drop the packet).
            head.problem(at + 1, "Length", say!("wire-option-length-wrong", told = 0));
        }
        let length = if words == 0 {
            head.left()
        } else {
            usize::from(words) * 8
        };
        if kind == 4 && length == head.left() && length > REDIRECTED {
            redirected(head, name);
            break;
        }
        head.group(&Named(name, "icmpv6.opt", OPTION), |head| {
            head.within(
                length,
                &Named("Data", "", OPTION),
                say!("wire-option-rest"),
                |head| {
                    head.num(8, &Named("Type", "icmpv6.opt.type", OPTION), |_| {
                        option_meaning(kind)
                    });
                    head.num(8, &Named("Length", "icmpv6.opt.length", OPTION), |n| {
                        say!("wire-ndp-option-length", bytes = n * 8)
                    });
                    found = option(head, kind, words).or(found);
                },
            );
            (Value::Group, option_meaning(kind))
        });
    }
    found
}

/// A redirect quotes the packet that it is about in its last option, which so ends behind its own fields:
/// what is left is read as a packet.
fn redirected(head: &mut Head<'_>, name: &'static str) {
    const REFERENCE: &str = "RFC 4861 §4.6.3";
    head.group(&Named(name, "icmpv6.opt", REFERENCE), |head| {
        head.num(8, &Named("Type", "icmpv6.opt.type", REFERENCE), |_| {
            option_meaning(4)
        });
        head.num(8, &Named("Length", "icmpv6.opt.length", REFERENCE), |n| {
            say!("wire-ndp-option-length", bytes = n * 8)
        });
        head.bytes(
            6,
            &Named("Reserved", "icmpv6.opt.reserved", REFERENCE),
            |_| (Value::Bytes, say!("wire-reserved-zero")),
        );
        (Value::Group, option_meaning(4))
    });
}

fn option_meaning(kind: u8) -> Say {
    match kind {
        1 => say!("wire-ndp-source-mac"),
        2 => say!("wire-ndp-target-mac"),
        3 => say!("wire-ndp-prefix"),
        4 => say!("wire-ndp-redirected-header"),
        5 => say!("wire-ndp-mtu"),
        14 => say!("wire-ndp-nonce"),
        24 => say!("wire-dhcp-route"),
        31 => say!("wire-dhcp-search"),
        37 => say!("wire-dhcp-portal"),
        25 => say!("wire-ndp-dns"),
        other => say!("wire-option-unknown", number = other.to_string()),
    }
}

/// An option's data; gives the link-layer address, if it is one.
fn option(head: &mut Head<'_>, kind: u8, words: u8) -> Option<MacAddr> {
    match (kind, words) {
        (1 | 2, 1) => {
            const ADDRESS: Named = Named(
                "Link-Layer Address",
                "icmpv6.opt.linkaddr",
                "RFC 4861 §4.6.1",
            );
            return Some(head.mac(&ADDRESS, |_| option_meaning(kind)));
        }
        (3, 4) => prefix(head),
        (4, 1..) => {
            const HEADER: &str = "RFC 4861 §4.6.3";
            head.bytes(6, &Named("Reserved", "icmpv6.opt.reserved", HEADER), |_| {
                (Value::Bytes, say!("wire-reserved-zero"))
            });
            let left = head.left();
            head.bytes(
                left,
                &Named("IP header + data", "icmpv6.opt.redirected_packet", HEADER),
                |_| (Value::Bytes, option_meaning(kind)),
            );
        }
        (5, 1) => {
            head.num(
                16,
                &Named("Reserved", "icmpv6.opt.reserved", "RFC 4861 §4.6.4"),
                |_| say!("wire-reserved-zero"),
            );
            head.num(
                32,
                &Named("MTU", "icmpv6.opt.mtu", "RFC 4861 §4.6.4"),
                |n| say!("wire-ndp-mtu-value", count = n),
            );
        }
        (14, 1..) => {
            let left = head.left();
            head.bytes(
                left,
                &Named("Nonce", "icmpv6.opt.nonce", "RFC 3971 §5.3.2"),
                |_| (Value::Bytes, option_meaning(kind)),
            );
        }
        (24, 1..=3) => route(head),
        (25, 3..) => {
            const RDNSS: &str = "RFC 8106 §5.1";
            head.num(16, &Named("Reserved", "icmpv6.opt.reserved", RDNSS), |_| {
                say!("wire-reserved-zero")
            });
            head.num(
                32,
                &Named("Lifetime", "icmpv6.opt.rdnss.lifetime", RDNSS),
                lifetime,
            );
            while head.left() >= 16 {
                head.ipv6(
                    &Named(
                        "Address of IPv6 Recursive DNS Server",
                        "icmpv6.opt.rdnss",
                        RDNSS,
                    ),
                    |_| say!("wire-ndp-dns"),
                );
            }
        }
        (31, 2..) => search(head),
        (37, 1..) => {
            let left = head.left();
            head.bytes(
                left,
                &Named("URI", "icmpv6.opt.captive_portal", "RFC 8910 §2.3"),
                |bytes| {
                    let text = bytes.split(|b| *b == 0).next().unwrap_or_default();
                    (Value::Text(harmless(text)), option_meaning(kind))
                },
            );
        }
        _ => {}
    }
    None
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

/// A network that this router leads to (RFC 4191 §2.3): only as much of the prefix as is needed.
fn route(head: &mut Head<'_>) {
    const ROUTE: &str = "RFC 4191 §2.3";
    head.num(
        8,
        &Named("Prefix Length", "icmpv6.opt.prefix.length", ROUTE),
        |n| say!("wire-prefix-length", bits = n),
    );
    head.num(
        3,
        &Named("Reserved", "icmpv6.opt.route_info.flag.reserved", ROUTE),
        |_| say!("wire-reserved-zero"),
    );
    head.num(
        2,
        &Named(
            "Route Preference",
            "icmpv6.opt.route_info.flag.route_preference",
            ROUTE,
        ),
        preference,
    );
    head.num(
        3,
        &Named("Reserved", "icmpv6.opt.route_info.flag.reserved", ROUTE),
        |_| say!("wire-reserved-zero"),
    );
    head.num(
        32,
        &Named("Route Lifetime", "icmpv6.opt.route_lifetime", ROUTE),
        lifetime,
    );
    let left = head.left();
    head.bytes(
        left,
        &Named("Prefix", "icmpv6.opt.prefix", ROUTE),
        |bytes| {
            let mut whole = [0; 16];
            for (to, from) in whole.iter_mut().zip(bytes) {
                *to = *from;
            }
            (Value::Ipv6(whole.into()), say!("wire-dhcp-route"))
        },
    );
}

/// Domains for short names, written as in DNS, zeros behind (RFC 8106 §5.2).
fn search(head: &mut Head<'_>) {
    const DNSSL: &str = "RFC 8106 §5.2";
    head.num(16, &Named("Reserved", "icmpv6.opt.reserved", DNSSL), |_| {
        say!("wire-reserved-zero")
    });
    head.num(
        32,
        &Named("Lifetime", "icmpv6.opt.dnssl.lifetime", DNSSL),
        lifetime,
    );
    let base = head.at();
    let names = head.slice(base, base + head.left());
    while names.get(head.at() - base).is_some_and(|b| *b != 0) {
        let Some((name, taken)) =
            read_name(names, head.at() - base).filter(|(_, taken)| *taken <= head.left())
        else {
            break;
        };
        head.bytes(
            taken,
            &Named("Domain Names of DNS Search List", "icmpv6.opt.dnssl", DNSSL),
            |_| (Value::Text(name), say!("wire-dhcp-search")),
        );
    }
    let left = head.left();
    head.bytes(left, &Named("Padding", "", DNSSL), |_| {
        (Value::Bytes, say!("wire-dhcp-filling"))
    });
}

fn lifetime(seconds: u64) -> Say {
    match seconds {
        0xffff_ffff => say!("wire-lifetime-forever"),
        _ => say!("wire-lifetime", seconds = seconds),
    }
}

fn prefix(head: &mut Head<'_>) {
    const PREFIX: &str = "RFC 4861 §4.6.2";
    head.num(
        8,
        &Named("Prefix Length", "icmpv6.opt.prefix.length", PREFIX),
        |n| say!("wire-prefix-length", bits = n),
    );
    head.flag(
        &Named("On-link Flag", "icmpv6.opt.prefix.flag.l", PREFIX),
        |set| {
            if set {
                say!("wire-prefix-onlink")
            } else {
                say!("wire-prefix-onlink-not")
            }
        },
    );
    head.flag(
        &Named(
            "Autonomous Address-Configuration Flag",
            "icmpv6.opt.prefix.flag.a",
            PREFIX,
        ),
        |set| {
            if set {
                say!("wire-prefix-auto")
            } else {
                say!("wire-prefix-auto-not")
            }
        },
    );
    head.num(
        6,
        &Named("Reserved", "icmpv6.opt.prefix.flag.reserved", PREFIX),
        |_| say!("wire-reserved-zero"),
    );
    head.num(
        32,
        &Named("Valid Lifetime", "icmpv6.opt.prefix.valid_lifetime", PREFIX),
        lifetime,
    );
    head.num(
        32,
        &Named(
            "Preferred Lifetime",
            "icmpv6.opt.prefix.preferred_lifetime",
            PREFIX,
        ),
        lifetime,
    );
    head.num(
        32,
        &Named("Reserved", "icmpv6.opt.reserved", PREFIX),
        |_| say!("wire-reserved-zero"),
    );
    head.ipv6(&Named("Prefix", "icmpv6.opt.prefix", PREFIX), |_| {
        say!("wire-ndp-prefix")
    });
}
