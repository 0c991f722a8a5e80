//! The options of DHCP (RFC 2132 and later): each a code, a length and data.

use std::net::Ipv4Addr;

use super::super::addr::address_kind;
use super::super::dns::read_name;
use super::super::field::Value;
use super::super::tree::{Head, Named, harmless};
use crate::say;
use crate::say::Say;

const PAD: u8 = 0;
const END: u8 = 255;

/// What the sentence about a message needs of its options.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// DHCP message type.
    pub(super) kind: Option<u8>,
    /// Requested IP address.
    pub(super) requested: Option<Ipv4Addr>,
    /// Lease time in seconds.
    pub(super) lease: Option<u32>,
    /// Option Overload: 1 `file`, 2 `sname`, 3 both hold options; 0 neither.
    pub(super) overload: u8,
}

/// Goes through the options once.
pub(super) fn facts(message: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut rest = match message.get(super::COOKIE) {
        Some(cookie) if cookie == super::MAGIC => {
            message.get(super::COOKIE.end..).unwrap_or_default()
        }
        _ => return facts,
    };
    while let Some((&code, behind)) = rest.split_first() {
        if code == END {
            break;
        }
        if code == PAD {
            rest = behind;
            continue;
        }
        let Some((&length, behind)) = behind.split_first() else {
            break;
        };
        let Some((data, behind)) = behind.split_at_checked(usize::from(length)) else {
            break;
        };
        match (code, data) {
            (50, &[a, b, c, d]) => facts.requested = Some(Ipv4Addr::new(a, b, c, d)),
            (51, &[a, b, c, d]) => facts.lease = Some(u32::from_be_bytes([a, b, c, d])),
            (52, &[which]) => facts.overload = which,
            (53, &[kind]) => facts.kind = Some(kind),
            _ => {}
        }
        rest = behind;
    }
    facts
}

/// How an option's data reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Address,
    Text,
    Seconds,
    Number,
    Switch,
    Type,
    Overload,
    Codes,
    Client,
    Names,
    Routes,
    Flags,
    Bytes,
}

/// An option known here: code, name, Wireshark's filter, form, where it is specified.
type Known = (u8, &'static str, &'static str, Form, &'static str);

/// In order of their codes.
const KNOWN: &[Known] = &[
    (
        1,
        "Subnet Mask",
        "dhcp.option.subnet_mask",
        Form::Address,
        "RFC 2132 §3.3",
    ),
    (
        2,
        "Time Offset",
        "dhcp.option.time_offset",
        Form::Number,
        "RFC 2132 §3.4",
    ),
    (
        3,
        "Router",
        "dhcp.option.router",
        Form::Address,
        "RFC 2132 §3.5",
    ),
    (
        4,
        "Time Server",
        "dhcp.option.time_server",
        Form::Address,
        "RFC 2132 §3.6",
    ),
    (
        6,
        "Domain Name Server",
        "dhcp.option.domain_name_server",
        Form::Address,
        "RFC 2132 §3.8",
    ),
    (
        7,
        "Log Server",
        "dhcp.option.log_server",
        Form::Address,
        "RFC 2132 §3.9",
    ),
    (
        12,
        "Host Name",
        "dhcp.option.hostname",
        Form::Text,
        "RFC 2132 §3.14",
    ),
    (
        15,
        "Domain Name",
        "dhcp.option.domain_name",
        Form::Text,
        "RFC 2132 §3.17",
    ),
    (
        17,
        "Root Path",
        "dhcp.option.root_path",
        Form::Text,
        "RFC 2132 §3.19",
    ),
    (
        19,
        "IP Forwarding",
        "dhcp.option.ip_forwarding",
        Form::Switch,
        "RFC 2132 §4.1",
    ),
    (
        23,
        "Default IP Time-to-live",
        "dhcp.option.default_ip_ttl",
        Form::Number,
        "RFC 2132 §4.5",
    ),
    (
        26,
        "Interface MTU",
        "dhcp.option.interface_mtu",
        Form::Number,
        "RFC 2132 §5.1",
    ),
    (
        28,
        "Broadcast Address",
        "dhcp.option.broadcast_address",
        Form::Address,
        "RFC 2132 §5.3",
    ),
    (
        31,
        "Perform Router Discovery",
        "dhcp.option.perform_router_discover",
        Form::Switch,
        "RFC 2132 §5.6",
    ),
    (
        33,
        "Static Route",
        "dhcp.option.static_route.ip",
        Form::Address,
        "RFC 2132 §5.8",
    ),
    (
        42,
        "Network Time Protocol Servers",
        "dhcp.option.ntp_server",
        Form::Address,
        "RFC 2132 §8.3",
    ),
    (
        43,
        "Vendor Specific Information",
        "dhcp.option.value",
        Form::Bytes,
        "RFC 2132 §8.4",
    ),
    (
        44,
        "NetBIOS Name Server",
        "dhcp.option.netbios_over_tcpip_name_server",
        Form::Address,
        "RFC 2132 §8.5",
    ),
    (
        46,
        "NetBIOS Node Type",
        "dhcp.option.netbios_over_tcpip_node_type",
        Form::Number,
        "RFC 2132 §8.7",
    ),
    (
        47,
        "NetBIOS Scope",
        "dhcp.option.netbios_over_tcpip_scope",
        Form::Text,
        "RFC 2132 §8.8",
    ),
    (
        50,
        "Requested IP Address",
        "dhcp.option.requested_ip_address",
        Form::Address,
        "RFC 2132 §9.1",
    ),
    (
        51,
        "IP Address Lease Time",
        "dhcp.option.ip_address_lease_time",
        Form::Seconds,
        "RFC 2132 §9.2",
    ),
    (
        52,
        "Option Overload",
        "dhcp.option.option_overload",
        Form::Overload,
        "RFC 2132 §9.3",
    ),
    (
        53,
        "DHCP Message Type",
        "dhcp.option.dhcp",
        Form::Type,
        "RFC 2132 §9.6",
    ),
    (
        54,
        "Server Identifier",
        "dhcp.option.dhcp_server_id",
        Form::Address,
        "RFC 2132 §9.7",
    ),
    (
        55,
        "Parameter Request List",
        "dhcp.option.request_list_item",
        Form::Codes,
        "RFC 2132 §9.8",
    ),
    (
        56,
        "Message",
        "dhcp.option.message",
        Form::Text,
        "RFC 2132 §9.9",
    ),
    (
        57,
        "Maximum DHCP Message Size",
        "dhcp.option.dhcp_max_message_size",
        Form::Number,
        "RFC 2132 §9.10",
    ),
    (
        58,
        "Renewal (T1) Time Value",
        "dhcp.option.renewal_time_value",
        Form::Seconds,
        "RFC 2132 §9.11",
    ),
    (
        59,
        "Rebinding (T2) Time Value",
        "dhcp.option.rebinding_time_value",
        Form::Seconds,
        "RFC 2132 §9.12",
    ),
    (
        60,
        "Vendor Class Identifier",
        "dhcp.option.vendor_class_id",
        Form::Text,
        "RFC 2132 §9.13",
    ),
    (
        61,
        "Client-identifier",
        "dhcp.client_id",
        Form::Client,
        "RFC 2132 §9.14",
    ),
    (
        66,
        "TFTP Server Name",
        "dhcp.option.tftp_server_name",
        Form::Text,
        "RFC 2132 §9.4",
    ),
    (
        67,
        "Bootfile Name",
        "dhcp.option.bootfile_name",
        Form::Text,
        "RFC 2132 §9.5",
    ),
    (80, "Rapid Commit", "", Form::Bytes, "RFC 4039 §4"),
    (
        81,
        "Client FQDN",
        "dhcp.fqdn.name",
        Form::Flags,
        "RFC 4702 §2",
    ),
    (
        82,
        "Relay Agent Information",
        "dhcp.option.agent_information_option.value",
        Form::Bytes,
        "RFC 3046 §2",
    ),
    (
        114,
        "Captive-Portal",
        "dhcp.option.captive_portal",
        Form::Text,
        "RFC 8910 §2.1",
    ),
    (
        116,
        "Auto-Configure",
        "dhcp.option.dhcp_auto_configuration",
        Form::Number,
        "RFC 2563 §2",
    ),
    (
        119,
        "Domain Search",
        "dhcp.option.dhcp_dns_domain_search_list_fqdn",
        Form::Names,
        "RFC 3397 §2",
    ),
    (
        121,
        "Classless Static Route",
        "dhcp.option.classless_static_route",
        Form::Routes,
        "RFC 3442",
    ),
    (
        252,
        "Proxy Autodiscovery",
        "dhcp.option.private_proxy_autodiscovery",
        Form::Text,
        "draft-ietf-wrec-wpad",
    ),
];

fn known(code: u8) -> Known {
    let found = KNOWN
        .binary_search_by_key(&code, |k| k.0)
        .ok()
        .and_then(|at| KNOWN.get(at));
    found.copied().unwrap_or((
        code,
        "Option",
        "dhcp.option.value",
        Form::Bytes,
        "RFC 2132 §2",
    ))
}

/// Reads options up to the end of what there is; what stands behind the End option is filling.
pub(super) fn options(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 2132 §3";
    while head.left() > 0 && !head.is_bad() {
        let at = head.at();
        match head.slice(at, at + 1).first().copied().unwrap_or(END) {
            PAD => {
                let rest = head.slice(at, at + head.left());
                let count = rest.iter().take_while(|b| **b == PAD).count();
                head.bytes(
                    count,
                    &Named("Pad Option", "dhcp.option.padding", REFERENCE),
                    |_| (Value::Bytes, say!("wire-dhcp-filling")),
                );
            }
            END => {
                head.num(
                    8,
                    &Named("End Option", "dhcp.option.end", REFERENCE),
                    |_| say!("wire-dhcp-end"),
                );
                let left = head.left();
                head.bytes(
                    left,
                    &Named("Padding", "dhcp.option.padding", REFERENCE),
                    |_| (Value::Bytes, say!("wire-dhcp-filling")),
                );
            }
            code => option(head, code),
        }
    }
}

fn option(head: &mut Head<'_>, code: u8) {
    let (_, name, filter, form, reference) = known(code);
    head.group(&Named(name, "", reference), |head| {
        head.num(8, &Named("Code", "dhcp.option.type", reference), |n| {
            say!("wire-option-kind", number = n.to_string(), name = name)
        });
        let length = head.num(8, &Named("Len", "dhcp.option.length", reference), |n| {
            say!("wire-ipv6-option-length", count = n)
        }) as usize;
        let mut value = Value::Group;
        let data = Named("Data", filter, reference);
        // What does not fit the option's form is bytes, not one of its values.
        let rest = if form == Form::Bytes {
            &data
        } else {
            &Named("Data", "dhcp.option.value", reference)
        };
        head.within(length, rest, option_meaning(code), |head| {
            value = read(head, code, form, &data);
        });
        (value, option_meaning(code))
    });
}

/// An option's data; gives what stands for the option as a whole. What does not fit its form is left.
fn read(head: &mut Head<'_>, code: u8, form: Form, data: &Named) -> Value {
    let length = head.left();
    match form {
        Form::Address => addresses(head, code, data),
        Form::Text | Form::Flags if length == 0 => Value::Group,
        Form::Text => {
            let mut text = String::new();
            head.bytes(length, data, |bytes| {
                text = harmless(bytes.split(|b| *b == 0).next().unwrap_or_default());
                (Value::Text(text.clone()), option_meaning(code))
            });
            Value::Text(text)
        }
        Form::Seconds if length == 4 => Value::Number(head.num(32, data, |n| seconds(code, n))),
        Form::Number if matches!(length, 1 | 2 | 4) => {
            Value::Number(head.num(length * 8, data, |n| number(code, n)))
        }
        Form::Switch if length == 1 => Value::Number(head.num(8, data, |n| match n {
            0 => say!("wire-dhcp-no"),
            _ => say!("wire-dhcp-yes"),
        })),
        Form::Type if length == 1 => Value::Number(head.num(8, data, |n| type_meaning(n as u8))),
        Form::Overload if length == 1 => Value::Number(head.num(8, data, |n| match n {
            1 => say!("wire-dhcp-overload-file"),
            2 => say!("wire-dhcp-overload-sname"),
            _ => say!("wire-dhcp-overload-both"),
        })),
        Form::Codes => {
            while head.left() > 0 {
                head.num(8, data, |n| {
                    say!(
                        "wire-dhcp-wants",
                        number = n.to_string(),
                        name = known(n as u8).1
                    )
                });
            }
            Value::Group
        }
        Form::Client => client(head, data),
        Form::Names => names(head, data),
        Form::Routes => routes(head, data),
        Form::Flags => fqdn(head, data),
        _ => Value::Group,
    }
}

fn addresses(head: &mut Head<'_>, code: u8, data: &Named) -> Value {
    let mut value = Value::Group;
    let mut count = 0;
    while head.left() >= 4 {
        // A static route is a pair: to where, and by which router.
        let router = code == 33 && count % 2 == 1;
        let named = if router {
            &Named("Router", "dhcp.option.static_route.router", data.2)
        } else {
            data
        };
        let address = head.ipv4(named, |a| {
            if code == 1 {
                say!("wire-dhcp-mask-bits", bits = u32::from(a).leading_ones())
            } else {
                say!(
                    "wire-dhcp-address",
                    what = option_meaning(code),
                    kind = address_kind(a.into())
                )
            }
        });
        value = if count == 0 {
            Value::Ipv4(address)
        } else {
            Value::Group
        };
        count += 1;
    }
    value
}

/// Client identifier: a hardware type and address, or type 255 and an identity that DHCPv6 uses too
/// (RFC 4361 §6.1), or anything that names one client.
fn client(head: &mut Head<'_>, data: &Named) -> Value {
    let length = head.left();
    if length < 2 {
        return Value::Group;
    }
    let ethernet = head.slice(head.at(), head.at() + 1) == [1];
    let filter = if ethernet {
        "dhcp.hw.type"
    } else {
        "dhcp.client_id.type"
    };
    let kind = head.num(8, &Named("Type", filter, data.2), |n| match n {
        1 => say!("wire-arp-hw-ethernet"),
        255 => say!("wire-dhcp-client-duid"),
        _ => say!("wire-dhcp-client-other"),
    });
    match (kind, length) {
        (1, 7) => Value::Mac(
            head.mac(&Named("Client Address", "dhcp.hw.mac_addr", data.2), |_| {
                say!("wire-dhcp-chaddr")
            }),
        ),
        (255, 6..) => {
            head.bytes(
                4,
                &Named("IAID", "dhcp.client_id.iaid", "RFC 4361 §6.1"),
                |bytes| {
                    let number = bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b));
                    (Value::Text(format!("{number:08x}")), say!("wire-dhcp-iaid"))
                },
            );
            let left = head.left();
            head.bytes(left, &Named("DUID", "", "RFC 4361 §6.1"), |_| {
                (Value::Bytes, say!("wire-dhcp-duid"))
            });
            Value::Group
        }
        _ => Value::Group,
    }
}

/// Names written as in DNS, pointers within the option allowed.
fn names(head: &mut Head<'_>, data: &Named) -> Value {
    let base = head.at();
    let bytes = head.slice(base, base + head.left());
    while head.left() > 0 {
        let Some((name, taken)) =
            read_name(bytes, head.at() - base).filter(|(_, taken)| *taken <= head.left())
        else {
            head.problem(head.at(), data.0, say!("wire-dns-name-bad"));
            break;
        };
        head.bytes(taken, data, |_| {
            (Value::Text(name), say!("wire-dhcp-search"))
        });
    }
    Value::Group
}

/// Routes: prefix length, as many bytes of the prefix as it needs, the router (RFC 3442).
fn routes(head: &mut Head<'_>, data: &Named) -> Value {
    while head.left() > 0 {
        let at = head.at();
        let width = usize::from(head.slice(at, at + 1).first().copied().unwrap_or(0));
        let significant = width.div_ceil(8);
        if width > 32 || head.left() < significant + 5 {
            break;
        }
        let mut prefix = [0; 4];
        for (to, from) in prefix
            .iter_mut()
            .zip(head.slice(at + 1, at + 1 + significant))
        {
            *to = *from;
        }
        let network = format!("{}/{width}", Ipv4Addr::from(prefix));
        head.group(&Named("Route", data.1, data.2), |head| {
            head.num(8, &Named("Width", "", data.2), |n| {
                say!("wire-prefix-length", bits = n)
            });
            head.bytes(significant, &Named("Subnet", "", data.2), |_| {
                (Value::Text(network.clone()), say!("wire-dhcp-route"))
            });
            let router = head.ipv4(&Named("Router", "", data.2), |_| say!("wire-icmp-gateway"));
            (
                Value::Text(format!("{network} → {router}")),
                say!("wire-dhcp-route"),
            )
        });
    }
    Value::Group
}

/// The client's full name and who shall put it into the DNS (RFC 4702 §2.1).
fn fqdn(head: &mut Head<'_>, data: &Named) -> Value {
    const FLAGS: &str = "RFC 4702 §2.1";
    if head.left() < 3 {
        return Value::Group;
    }
    head.num(4, &Named("MBZ", "dhcp.fqdn.mbz", FLAGS), |_| {
        say!("wire-reserved-zero")
    });
    let on = |set: bool, meaning: Say| if set { meaning } else { say!("wire-flag-off") };
    head.flag(&Named("N", "dhcp.fqdn.n", FLAGS), |set| {
        on(set, say!("wire-dhcp-fqdn-n"))
    });
    let wire = head.flag(&Named("E", "dhcp.fqdn.e", FLAGS), |set| {
        on(set, say!("wire-dhcp-fqdn-e"))
    });
    head.flag(&Named("O", "dhcp.fqdn.o", FLAGS), |set| {
        on(set, say!("wire-dhcp-fqdn-o"))
    });
    head.flag(&Named("S", "dhcp.fqdn.s", FLAGS), |set| {
        on(set, say!("wire-dhcp-fqdn-s"))
    });
    head.num(8, &Named("RCODE1", "dhcp.fqdn.rcode1", FLAGS), |_| {
        say!("wire-dhcp-fqdn-rcode")
    });
    head.num(8, &Named("RCODE2", "dhcp.fqdn.rcode2", FLAGS), |_| {
        say!("wire-dhcp-fqdn-rcode")
    });
    let left = head.left();
    let mut text = String::new();
    head.bytes(left, data, |bytes| {
        // In DNS form the name may lack its end: then it is the first part of one.
        let ended = [bytes, &[0]].concat();
        text = if wire {
            read_name(&ended, 0).map_or_else(String::new, |(name, _)| name)
        } else {
            harmless(bytes)
        };
        (Value::Text(text.clone()), option_meaning(81))
    });
    Value::Text(text)
}

fn type_meaning(kind: u8) -> Say {
    match kind {
        1 => say!("wire-dhcp-type-discover"),
        2 => say!("wire-dhcp-type-offer"),
        3 => say!("wire-dhcp-type-request"),
        4 => say!("wire-dhcp-type-decline"),
        5 => say!("wire-dhcp-type-ack"),
        6 => say!("wire-dhcp-type-nak"),
        7 => say!("wire-dhcp-type-release"),
        8 => say!("wire-dhcp-type-inform"),
        other => say!("wire-dhcp-type-other", number = other.to_string()),
    }
}

fn seconds(code: u8, seconds: u64) -> Say {
    match (code, seconds) {
        (_, 0xffff_ffff) => say!("wire-lifetime-forever"),
        (58, _) => say!("wire-dhcp-renew", seconds = seconds),
        (59, _) => say!("wire-dhcp-rebind", seconds = seconds),
        _ => say!("wire-lifetime", seconds = seconds),
    }
}

fn number(code: u8, number: u64) -> Say {
    match code {
        26 | 57 => say!("wire-ndp-mtu-value", count = number),
        _ => option_meaning(code),
    }
}

fn option_meaning(code: u8) -> Say {
    match code {
        1 => say!("wire-dhcp-mask"),
        2 => say!("wire-dhcp-time-offset"),
        3 => say!("wire-dhcp-router"),
        4 => say!("wire-dhcp-time"),
        6 => say!("wire-dhcp-dns"),
        7 => say!("wire-dhcp-log"),
        12 => say!("wire-dhcp-hostname"),
        15 => say!("wire-dhcp-domain"),
        17 => say!("wire-dhcp-root"),
        19 => say!("wire-dhcp-forwarding"),
        23 => say!("wire-dhcp-ttl"),
        26 => say!("wire-dhcp-mtu"),
        28 => say!("wire-dhcp-broadcast-address"),
        31 => say!("wire-dhcp-discovery"),
        33 | 121 => say!("wire-dhcp-route"),
        42 => say!("wire-dhcp-ntp"),
        43 => say!("wire-dhcp-vendor"),
        44 | 46 | 47 => say!("wire-dhcp-netbios"),
        50 => say!("wire-dhcp-requested"),
        51 => say!("wire-dhcp-lease"),
        52 => say!("wire-dhcp-overload"),
        53 => say!("wire-dhcp-type"),
        54 => say!("wire-dhcp-server"),
        55 => say!("wire-dhcp-list"),
        56 => say!("wire-dhcp-message"),
        57 => say!("wire-dhcp-max"),
        58 => say!("wire-dhcp-t1"),
        59 => say!("wire-dhcp-t2"),
        60 => say!("wire-dhcp-class"),
        61 => say!("wire-dhcp-client"),
        66 => say!("wire-dhcp-tftp"),
        67 => say!("wire-dhcp-bootfile"),
        80 => say!("wire-dhcp-rapid"),
        81 => say!("wire-dhcp-fqdn"),
        82 => say!("wire-dhcp-relay"),
        114 => say!("wire-dhcp-portal"),
        116 => say!("wire-dhcp-auto"),
        119 => say!("wire-dhcp-search"),
        252 => say!("wire-dhcp-proxy"),
        _ => say!("wire-option-unknown", number = code.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(KNOWN.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn every_option_in_the_table_has_words_of_its_own() {
        assert!(
            KNOWN
                .iter()
                .all(|known| option_meaning(known.0).key != "wire-option-unknown")
        );
    }
}
