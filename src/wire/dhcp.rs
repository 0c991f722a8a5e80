//! DHCP (RFC 2131): a machine that has just started asks for an address and all it needs to use it.
//!
//! Four messages as a rule: Discover (who gives me an address?), Offer, Request (I take that one), Ack.
//! The fixed part is that of BOOTP (RFC 951); what matters today stands in the options behind it
//! ([`options`], RFC 2132).

mod options;

use std::net::Ipv4Addr;
use std::ops::Range;

use super::addr::{address_kind, mac_kind};
use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::header::{ipv4_at, mac_at, u8_at};
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::tree::{Head, either, known};
use super::types::MacAddr;
use super::udp;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

/// Who sends: 1 client, 2 server.
pub const OPERATION: Range<usize> = 0..1;
/// Type of the hardware address.
pub const HARDWARE_TYPE: Range<usize> = 1..2;
/// Length of the hardware address.
pub const HARDWARE_LENGTH: Range<usize> = 2..3;
/// Relays that the message has passed.
pub const HOPS: Range<usize> = 3..4;
/// Transaction ID.
pub const ID: Range<usize> = 4..8;
/// Seconds since the client began.
pub const SECONDS: Range<usize> = 8..10;
/// The client's address, where it has one already.
pub const CLIENT: Range<usize> = 12..16;
/// The address that the client gets.
pub const YOURS: Range<usize> = 16..20;
/// The client's hardware address.
pub const HARDWARE: Range<usize> = 28..44;
/// The same, where it is a MAC address.
pub const MAC: Range<usize> = 28..34;
/// What is left of that field behind a MAC address.
pub const MAC_PADDING: Range<usize> = 34..44;
/// Server host name, or options (see Option Overload).
pub const SERVER_NAME: Range<usize> = 44..108;
/// Boot file name, or options.
pub const FILE: Range<usize> = 108..236;
/// Four bytes that say: options follow.
pub const COOKIE: Range<usize> = 236..240;

/// Length of the part that stands before the options: BOOTP's, but for its vendor area.
const HEADER: usize = 236;

/// 99.130.83.99 (RFC 2131 §3).
const MAGIC: [u8; 4] = [0x63, 0x82, 0x53, 0x63];

const REFERENCE: &str = "RFC 2131 §2";

fields! {
    OP: Number "dhcp.type" = "op", REFERENCE;
    HTYPE: Number "dhcp.hw.type" = "htype", REFERENCE;
    HLEN: Number "dhcp.hw.len" = "hlen", REFERENCE;
    HOPS_FIELD: Number "dhcp.hops" = "hops", REFERENCE;
    XID: Number "dhcp.id" = "xid", REFERENCE;
    SECS: Number "dhcp.secs" = "secs", REFERENCE;
    FLAGS: Number "dhcp.flags" = "flags", REFERENCE;
    BROADCAST: Flag "dhcp.flags.bc" = "BROADCAST", REFERENCE;
    MBZ: Number "dhcp.flags.reserved" = "MBZ", REFERENCE;
    CIADDR: Ipv4 "dhcp.ip.client" = "ciaddr", REFERENCE;
    YIADDR: Ipv4 "dhcp.ip.your" = "yiaddr", REFERENCE;
    SIADDR: Ipv4 "dhcp.ip.server" = "siaddr", REFERENCE;
    GIADDR: Ipv4 "dhcp.ip.relay" = "giaddr", REFERENCE;
    CHADDR: Bytes "dhcp.hw.addr" = "chaddr", REFERENCE;
    CHADDR_MAC: Mac "dhcp.hw.mac_addr" = "chaddr", REFERENCE;
    CHADDR_PADDING: Bytes "dhcp.hw.addr_padding" = "chaddr Padding", REFERENCE;
    SNAME: Text "dhcp.server" = "sname", REFERENCE;
    FILE_FIELD: Text "dhcp.file" = "file", REFERENCE;
    MAGIC_COOKIE: Ipv4 "dhcp.cookie" = "Magic Cookie", "RFC 2131 §3";
    VEND = "vend", "RFC 951 §3";
    OVERLOAD_REST = "Rest", "RFC 2132 §9.3";
}

pub(super) const ENTRY: Entry = Entry {
    name: "DHCP",
    filter: "dhcp",
    readers: &[Reader {
        claims: &[Claim::Udp(67), Claim::Udp(68)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, options::FIELDS, options::KNOWN, options::CLIENT],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    if is_dhcp(scan.payload(), scan.out.payload_len as usize) {
        scan.out.protocol = Protocol::Dhcp;
    }
    Next::End
}

/// May a message of so many bytes begin so? Its operation exists, its hardware address has room, it is as long
/// as the fixed part, and behind that options follow, or nothing that BOOTP had (RFC 951 §3).
fn is_dhcp(message: &[u8], promised: usize) -> bool {
    let cookie = message.get(COOKIE);
    promised >= COOKIE.start
        && matches!(message.first(), Some(1 | 2))
        && message
            .get(HARDWARE_LENGTH.start)
            .is_none_or(|length| *length <= 16)
        && cookie.is_none_or(|cookie| *cookie == MAGIC || *cookie == [0; 4])
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let message = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
    if !is_dhcp(message, udp::promised(walk)) {
        return Next::End;
    }
    let mut head = walk.head();
    let facts = options::facts(message);
    let holds_options = |bit| match facts.overload {
        0 if !facts.ended => None,
        overload => Some(overload & bit != 0),
    };
    fixed(&mut head);
    text_or_options(&mut head, SERVER_NAME, holds_options(2), &SNAME);
    text_or_options(&mut head, FILE, holds_options(1), &FILE_FIELD);
    if message.get(COOKIE) == Some(&MAGIC) {
        head.ipv4(&MAGIC_COOKIE, |_| say!("wire-dhcp-cookie"));
        options::options(&mut head);
    }
    head.rest(&VEND, say!("wire-dhcp-vendor-area"));
    walk.push(head.layer(Protocol::Dhcp, sentence(message)));
    Next::End
}

/// From the operation to the client's hardware address.
fn fixed(head: &mut Head<'_>) {
    head.num(OPERATION, &OP, |n| match n {
        1 => say!("wire-dhcp-op-request"),
        _ => say!("wire-dhcp-op-reply"),
    });
    let kind = head.num(HARDWARE_TYPE, &HTYPE, |n| match n {
        1 => say!("wire-arp-hw-ethernet"),
        _ => say!("wire-arp-hw-other"),
    });
    let length = head.num(HARDWARE_LENGTH, &HLEN, |n| say!("wire-arp-hlen", count = n));
    head.num(HOPS, &HOPS_FIELD, |n| say!("wire-dhcp-hops", count = n));
    head.hex(ID, &XID, |_| say!("wire-dhcp-xid"));
    head.num(SECONDS, &SECS, |n| say!("wire-dhcp-secs", seconds = n));
    head.group(&FLAGS, flags);
    addresses(head);
    hardware_address(head, (kind, length) == (1, 6));
}

fn flags(head: &mut Head<'_>) -> (Value, Say) {
    let all = head.flag(
        &BROADCAST,
        either("wire-dhcp-broadcast", "wire-dhcp-unicast"),
    );
    head.num(15, &MBZ, |_| say!("wire-reserved-zero"));
    let value = Value::Hex(if all { 0x8000 } else { 0 }, 4);
    (value, say!("wire-dhcp-flags"))
}

/// The four IP addresses: the client's, the one it gets, the server's, the relay's.
fn addresses(head: &mut Head<'_>) {
    head.ipv4(&CIADDR, |a| given(a, say!("wire-dhcp-ciaddr")));
    head.ipv4(&YIADDR, |a| given(a, say!("wire-dhcp-yiaddr")));
    head.ipv4(&SIADDR, |a| given(a, say!("wire-dhcp-siaddr")));
    head.ipv4(&GIADDR, |a| given(a, say!("wire-dhcp-giaddr")));
}

fn given(address: Ipv4Addr, what: Say) -> Say {
    if address.is_unspecified() {
        return say!("wire-dhcp-none", what = what);
    }
    let kind = address_kind(address.into());
    say!("wire-dhcp-address", what = what, kind = kind)
}

fn hardware_address(head: &mut Head<'_>, ethernet: bool) {
    if !ethernet {
        head.raw(HARDWARE, &CHADDR, say!("wire-dhcp-chaddr"));
        return;
    }
    head.mac(&CHADDR_MAC, |mac| match mac_kind(mac) {
        Some(kind) => say!("wire-dhcp-chaddr-kind", kind = kind),
        None => say!("wire-dhcp-chaddr"),
    });
    let meaning = say!("wire-dhcp-chaddr-padding");
    head.raw(MAC_PADDING, &CHADDR_PADDING, meaning);
}

/// A name in a field of fixed length; or options, where Option Overload says so (RFC 2132 §9.3). That
/// is `None` where the options are cut off: then only an empty field tells what it is.
fn text_or_options(
    head: &mut Head<'_>,
    place: Range<usize>,
    overloaded: Option<bool>,
    named: &Named,
) {
    if overloaded == Some(true) {
        let count = place.len().min(head.left());
        let filling = say!("wire-dhcp-filling");
        head.group(&named.unasked(), |head| {
            head.within(count, &OVERLOAD_REST, filling, options::options);
            (Value::Group, say!("wire-dhcp-overloaded"))
        });
        return;
    }
    let server = place == SERVER_NAME;
    head.bytes(place, named, |bytes| {
        let text = text(bytes);
        if overloaded.is_none() && !text.is_empty() {
            return (Value::Bytes, say!("wire-dhcp-name-cut"));
        }
        let meaning = name_meaning(&text, server);
        (Value::Text(text), meaning)
    });
}

fn name_meaning(text: &str, server: bool) -> Say {
    match (text.is_empty(), server) {
        (true, _) => say!("wire-dhcp-empty"),
        (false, true) => say!("wire-dhcp-sname"),
        (false, false) => say!("wire-dhcp-file"),
    }
}

/// Text up to its first zero byte.
fn text(bytes: &[u8]) -> Clean {
    Clean::bytes(bytes.split(|b| *b == 0).next().unwrap_or_default())
}

/// A message in one sentence.
#[must_use]
pub fn sentence(message: &[u8]) -> Say {
    let facts = options::facts(message);
    let header = message.first_chunk::<HEADER>();
    let Some(header) = header.filter(|_| facts.ended || facts.kind.is_some()) else {
        return say!("wire-say-cut", name = "DHCP");
    };
    let (yours, client) = (ipv4_at(header, YOURS), ipv4_at(header, CLIENT));
    let mac = mac_at(header, MAC);
    // Who has no address yet names the one it wants in an option; who renews names its own.
    let own = facts.ended.then_some(client);
    let wanted = known(facts.requested.or(own));
    let address = client.to_string();
    match facts.kind {
        Some(1) => discover(mac, facts.requested),
        Some(2) => offer(yours, facts.lease),
        Some(3) => say!("wire-say-dhcp-request", address = wanted),
        Some(4) => say!("wire-say-dhcp-decline", address = wanted),
        Some(5) if yours.is_unspecified() => say!("wire-say-dhcp-ack-inform"),
        Some(5) => say!("wire-say-dhcp-ack", address = yours.to_string()),
        Some(6) => say!("wire-say-dhcp-nak"),
        Some(7) => say!("wire-say-dhcp-release", address = address),
        Some(8) => say!("wire-say-dhcp-inform", address = address),
        Some(other) => say!("wire-say-dhcp-other", number = other.to_string()),
        None => bootp(u8_at(header, OPERATION), mac, yours),
    }
}

fn discover(mac: MacAddr, requested: Option<Ipv4Addr>) -> Say {
    let mac = mac.to_string();
    match requested {
        Some(wanted) => say!(
            "wire-say-dhcp-discover-again",
            mac = mac,
            address = wanted.to_string()
        ),
        None => say!("wire-say-dhcp-discover", mac = mac),
    }
}

fn offer(yours: Ipv4Addr, lease: Option<u32>) -> Say {
    let address = yours.to_string();
    match lease {
        Some(seconds) => say!(
            "wire-say-dhcp-offer-for",
            address = address,
            seconds = seconds.to_string()
        ),
        None => say!("wire-say-dhcp-offer", address = address),
    }
}

/// A message without a type: from before there was DHCP.
fn bootp(operation: u8, mac: MacAddr, yours: Ipv4Addr) -> Say {
    match operation {
        1 => say!("wire-say-bootp-request", mac = mac.to_string()),
        _ => say!("wire-say-bootp-reply", address = yours.to_string()),
    }
}

#[cfg(test)]
mod tests;
