//! DHCP (RFC 2131): a machine that has just started asks for an address and all it needs to use it.
//!
//! Four messages as a rule: Discover (who gives me an address?), Offer, Request (I take that one), Ack.
//! The fixed part is that of BOOTP (RFC 951); what matters today stands in the options behind it
//! ([`options`], RFC 2132).

mod options;

use std::net::Ipv4Addr;
use std::ops::Range;

use super::addr::{address_kind, mac_kind};
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named, harmless};
use super::types::MacAddr;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Who sends: 1 client, 2 server.
pub const OPERATION: usize = 0;
/// Transaction ID.
pub const ID: Range<usize> = 4..8;
/// The client's address, where it has one already.
pub const CLIENT: Range<usize> = 12..16;
/// The address that the client gets.
pub const YOURS: Range<usize> = 16..20;
/// Server host name, or options (see Option Overload).
pub const SERVER_NAME: Range<usize> = 44..108;
/// Boot file name, or options.
pub const FILE: Range<usize> = 108..236;
/// Four bytes that say: options follow.
pub const COOKIE: Range<usize> = 236..240;

/// 99.130.83.99 (RFC 2131 §3).
const MAGIC: [u8; 4] = [0x63, 0x82, 0x53, 0x63];

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Port(67), Claim::Port(68)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let first = scan.bytes.get(scan.out.payload_at as usize);
    if scan.out.transport == Protocol::Udp && matches!(first, Some(1 | 2)) {
        scan.out.protocol = Protocol::Dhcp;
    }
    Next::End
}

const REFERENCE: &str = "RFC 2131 §2";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let message = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
    if walk
        .layers
        .last()
        .is_none_or(|l| l.protocol != Protocol::Udp)
        || !matches!(message.first(), Some(1 | 2))
    {
        return Next::End;
    }
    let mut head = walk.head();
    let overload = options::facts(message).overload;
    hardware(&mut head);
    addresses(&mut head);
    text_or_options(
        &mut head,
        SERVER_NAME.len(),
        overload & 2 != 0,
        &Named("sname", "dhcp.server", REFERENCE),
    );
    text_or_options(
        &mut head,
        FILE.len(),
        overload & 1 != 0,
        &Named("file", "dhcp.file", REFERENCE),
    );
    if message.get(COOKIE) == Some(&MAGIC) {
        head.ipv4(
            &Named("Magic Cookie", "dhcp.cookie", "RFC 2131 §3"),
            |_| say!("wire-dhcp-cookie"),
        );
        options::options(&mut head);
    }
    let left = head.left();
    head.bytes(left, &Named("vend", "", "RFC 951 §3"), |_| {
        (Value::Bytes, say!("wire-dhcp-vendor-area"))
    });
    walk.push(head.layer(Protocol::Dhcp, sentence(message)));
    Next::End
}

/// From the operation to the flags.
fn hardware(head: &mut Head<'_>) {
    head.num(8, &Named("op", "dhcp.type", REFERENCE), |n| match n {
        1 => say!("wire-dhcp-op-request"),
        _ => say!("wire-dhcp-op-reply"),
    });
    head.num(8, &Named("htype", "dhcp.hw.type", REFERENCE), |n| match n {
        1 => say!("wire-arp-hw-ethernet"),
        _ => say!("wire-arp-hw-other"),
    });
    head.num(8, &Named("hlen", "dhcp.hw.len", REFERENCE), |n| {
        say!("wire-arp-hlen", count = n)
    });
    head.num(8, &Named("hops", "dhcp.hops", REFERENCE), |n| {
        say!("wire-dhcp-hops", count = n)
    });
    head.hex(32, &Named("xid", "dhcp.id", REFERENCE), |_| {
        say!("wire-dhcp-xid")
    });
    head.num(16, &Named("secs", "dhcp.secs", REFERENCE), |n| {
        say!("wire-dhcp-secs", seconds = n)
    });
    head.group(&Named("flags", "dhcp.flags", REFERENCE), |head| {
        let all = head.flag(&Named("BROADCAST", "dhcp.flags.bc", REFERENCE), |set| {
            if set {
                say!("wire-dhcp-broadcast")
            } else {
                say!("wire-dhcp-unicast")
            }
        });
        head.num(15, &Named("MBZ", "dhcp.flags.reserved", REFERENCE), |_| {
            say!("wire-reserved-zero")
        });
        (
            Value::Hex(if all { 0x8000 } else { 0 }, 4),
            say!("wire-dhcp-flags"),
        )
    });
}

/// The four IP addresses and the client's MAC.
fn addresses(head: &mut Head<'_>) {
    let hardware = head.slice(head.at().saturating_sub(11), head.at().saturating_sub(9));
    let ethernet = hardware == [1, 6];
    head.ipv4(&Named("ciaddr", "dhcp.ip.client", REFERENCE), |a| {
        given(a, say!("wire-dhcp-ciaddr"))
    });
    head.ipv4(&Named("yiaddr", "dhcp.ip.your", REFERENCE), |a| {
        given(a, say!("wire-dhcp-yiaddr"))
    });
    head.ipv4(&Named("siaddr", "dhcp.ip.server", REFERENCE), |a| {
        given(a, say!("wire-dhcp-siaddr"))
    });
    head.ipv4(&Named("giaddr", "dhcp.ip.relay", REFERENCE), |a| {
        given(a, say!("wire-dhcp-giaddr"))
    });
    if ethernet {
        head.mac(
            &Named("chaddr", "dhcp.hw.mac_addr", REFERENCE),
            |mac| match mac_kind(mac) {
                Some(kind) => say!("wire-dhcp-chaddr-kind", kind = kind),
                None => say!("wire-dhcp-chaddr"),
            },
        );
        head.bytes(
            10,
            &Named("chaddr Padding", "dhcp.hw.addr_padding", REFERENCE),
            |_| (Value::Bytes, say!("wire-dhcp-chaddr-padding")),
        );
    } else {
        head.bytes(16, &Named("chaddr", "dhcp.hw.addr", REFERENCE), |_| {
            (Value::Bytes, say!("wire-dhcp-chaddr"))
        });
    }
}

fn given(address: Ipv4Addr, what: Say) -> Say {
    if address.is_unspecified() {
        say!("wire-dhcp-none", what = what)
    } else {
        say!(
            "wire-dhcp-address",
            what = what,
            kind = address_kind(address.into())
        )
    }
}

/// A name in a field of fixed length; or options, where Option Overload says so (RFC 2132 §9.3).
fn text_or_options(head: &mut Head<'_>, length: usize, overloaded: bool, named: &Named) {
    if overloaded {
        let count = length.min(head.left());
        head.group(&Named(named.0, "", named.2), |head| {
            head.within(
                count,
                &Named("Rest", "", "RFC 2132 §9.3"),
                say!("wire-dhcp-filling"),
                options::options,
            );
            (Value::Group, say!("wire-dhcp-overloaded"))
        });
        return;
    }
    let server = length == SERVER_NAME.len();
    head.bytes(length, named, |bytes| {
        let text = harmless(bytes.split(|b| *b == 0).next().unwrap_or_default());
        let meaning = match (text.is_empty(), server) {
            (true, _) => say!("wire-dhcp-empty"),
            (false, true) => say!("wire-dhcp-sname"),
            (false, false) => say!("wire-dhcp-file"),
        };
        (Value::Text(text), meaning)
    });
}

/// A message in one sentence.
#[must_use]
pub fn sentence(message: &[u8]) -> Say {
    let address = |range: Range<usize>| {
        let bytes: Option<[u8; 4]> = message.get(range).and_then(|b| b.try_into().ok());
        bytes.map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from)
    };
    let facts = options::facts(message);
    let (yours, client) = (address(YOURS).to_string(), address(CLIENT));
    // Who has no address yet names the one it wants in an option; who renews names its own.
    let wanted = facts.requested.unwrap_or(client).to_string();
    let mac = message
        .get(28..34)
        .and_then(<[u8]>::first_chunk::<6>)
        .map_or(MacAddr::ZERO, |b| MacAddr(*b))
        .to_string();
    match facts.kind {
        Some(1) => match facts.requested {
            Some(wanted) => say!(
                "wire-say-dhcp-discover-again",
                mac = mac,
                address = wanted.to_string()
            ),
            None => say!("wire-say-dhcp-discover", mac = mac),
        },
        Some(2) => match facts.lease {
            Some(seconds) => say!(
                "wire-say-dhcp-offer-for",
                address = yours,
                seconds = seconds.to_string()
            ),
            None => say!("wire-say-dhcp-offer", address = yours),
        },
        Some(3) => say!("wire-say-dhcp-request", address = wanted),
        Some(4) => say!("wire-say-dhcp-decline", address = wanted),
        Some(5) if address(YOURS).is_unspecified() => say!("wire-say-dhcp-ack-inform"),
        Some(5) => say!("wire-say-dhcp-ack", address = yours),
        Some(6) => say!("wire-say-dhcp-nak"),
        Some(7) => say!("wire-say-dhcp-release", address = client.to_string()),
        Some(8) => say!("wire-say-dhcp-inform", address = client.to_string()),
        Some(other) => say!("wire-say-dhcp-other", number = other.to_string()),
        None if message.first() == Some(&1) => say!("wire-say-bootp-request", mac = mac),
        None => say!("wire-say-bootp-reply", address = yours),
    }
}

#[cfg(test)]
mod tests;
