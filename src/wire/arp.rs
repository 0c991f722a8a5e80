//! ARP (RFC 826): which MAC address has this IPv4 address?

use std::net::Ipv4Addr;
use std::ops::Range;

use super::about::About;
use super::addr::{address_kind, mac_kind};
use super::digest::{Detail, Flaw};
use super::entry::{Claim, Entry, Reader, Summary};
use super::ether_type::what;
use super::evidence::Evidence;
use super::header::{ipv4_at, mac_at, u16_at};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::types::{EtherType, MacAddr};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Hardware type: whose addresses the link's are.
pub const HARDWARE: Range<usize> = 0..2;
/// Protocol type: whose addresses are asked for, as an EtherType.
pub const PROTOCOL: Range<usize> = 2..4;
/// Length of a link address.
pub const HARDWARE_LENGTH: Range<usize> = 4..5;
/// Length of a protocol address.
pub const PROTOCOL_LENGTH: Range<usize> = 5..6;
/// Operation.
pub const OPERATION: Range<usize> = 6..8;
/// Sender's MAC.
pub const SENDER_MAC: Range<usize> = 8..14;
/// Sender's IPv4 address.
pub const SENDER: Range<usize> = 14..18;
/// Target's IPv4 address; the target's MAC, which a request does not know, is before it.
pub const TARGET: Range<usize> = 24..28;
/// Length for IPv4 over Ethernet.
pub const LENGTH: usize = 28;

/// Operation: who has …?
pub const REQUEST: u16 = 1;
/// Operation: it is at …
pub const REPLY: u16 = 2;

/// How ARP for IPv4 over Ethernet begins: hardware type, protocol type, their lengths.
const IPV4_OVER_ETHERNET: &[u8] = &[0, 1, 8, 0, 6, 4];
/// The type of reverse ARP (RFC 903): the same header, its operations 3 and 4.
const REVERSE: EtherType = EtherType(0x8035);

const REFERENCE: &str = "RFC 826";

fields! {
    HARDWARE_TYPE: Number "arp.hw.type" = "Hardware Type", REFERENCE;
    PROTOCOL_TYPE: Number "arp.proto.type" = "Protocol Type", REFERENCE;
    HARDWARE_ADDRESS_LENGTH: Number "arp.hw.size" = "Hardware Address Length", REFERENCE;
    PROTOCOL_ADDRESS_LENGTH: Number "arp.proto.size" = "Protocol Address Length", REFERENCE;
    OPERATION_FIELD: Number "arp.opcode" (ArpOpcode) = "Operation", REFERENCE;
    SENDER_HARDWARE_ADDRESS: Mac "arp.src.hw_mac" (ArpSrcMac)
        = "Sender Hardware Address", REFERENCE;
    SENDER_PROTOCOL_ADDRESS: Ipv4 "arp.src.proto_ipv4" (ArpSrc)
        = "Sender Protocol Address", REFERENCE;
    TARGET_HARDWARE_ADDRESS: Mac "arp.dst.hw_mac" = "Target Hardware Address", REFERENCE;
    TARGET_PROTOCOL_ADDRESS: Ipv4 "arp.dst.proto_ipv4" (ArpDst)
        = "Target Protocol Address", REFERENCE;
    SENDER_HARDWARE: Bytes "arp.src.hw" = "Sender Hardware Address", REFERENCE;
    SENDER_PROTOCOL = "Sender Protocol Address", REFERENCE;
    TARGET_HARDWARE: Bytes "arp.dst.hw" = "Target Hardware Address", REFERENCE;
    TARGET_PROTOCOL = "Target Protocol Address", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "ARP",
    filter: "arp",
    osi: 2,
    evidence: Evidence::Type(EtherType::ARP),
    readers: &[Reader {
        claims: &[Claim::Ether(EtherType::ARP), Claim::Ether(REVERSE)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Frame(line),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Arp;
    // Reverse ARP (RFC 903) looks the same and asks for something else: it tells nobody's address.
    if scan.out.ether_type != EtherType::ARP {
        return Next::End;
    }
    let begins_usual = |bytes: &[u8]| {
        let count = bytes.len().min(IPV4_OVER_ETHERNET.len());
        bytes.get(..count) == IPV4_OVER_ETHERNET.get(..count)
    };
    if !scan.bytes.get(scan.at..).is_some_and(begins_usual) {
        return Next::End;
    }
    if let Some(header) = scan.take::<LENGTH>() {
        scan.out.detail = Detail::Arp {
            operation: u16_at(header, OPERATION),
            sender: ipv4_at(header, SENDER),
            target: ipv4_at(header, TARGET),
            sender_mac: mac_at(header, SENDER_MAC),
        };
    }
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let form = form(&mut head);
    let operation = operation(&mut head, &form);
    let line = if head.known(()).is_none() {
        cut()
    } else if form.is_usual() {
        addresses(&mut head, operation)
    } else {
        other_addresses(&mut head, &form)
    };
    if head.known(operation) == Some(0) {
        head.problem_in(&OPERATION, "Operation", say!("wire-arp-other"));
    }
    let layer = head.layer(Protocol::Arp, line);
    walk.push(layer);
    // What follows ARP fills the frame up to its least length.
    walk.narrow(walk.at);
    Next::End
}

/// Whose addresses are spoken of, and how long they are.
struct Form {
    hardware: u64,
    protocol: u64,
    hardware_length: usize,
    protocol_length: usize,
}

impl Form {
    /// Are the addresses as long as a MAC and an IPv4 address?
    const fn is_of_usual_length(&self) -> bool {
        self.hardware_length == 6 && self.protocol_length == 4
    }

    /// IPv4 over Ethernet or another IEEE 802 network (6), whose addresses are alike.
    const fn is_usual(&self) -> bool {
        matches!((self.hardware, self.protocol), (1 | 6, 0x0800)) && self.is_of_usual_length()
    }
}

fn form(head: &mut Head<'_>) -> Form {
    let hardware = head.num(HARDWARE, &HARDWARE_TYPE, |n| match n {
        1 => say!("wire-arp-hw-ethernet"),
        _ => say!("wire-arp-hw-other"),
    });
    let protocol = head.hex(PROTOCOL, &PROTOCOL_TYPE, |n| {
        say!("wire-arp-proto", what = what(EtherType(n as u16)))
    });
    let hardware_length = head.num(HARDWARE_LENGTH, &HARDWARE_ADDRESS_LENGTH, |n| {
        say!("wire-arp-hlen", count = n)
    });
    let protocol_length = head.num(PROTOCOL_LENGTH, &PROTOCOL_ADDRESS_LENGTH, |n| {
        say!("wire-arp-plen", count = n)
    });
    Form {
        hardware,
        protocol,
        hardware_length: hardware_length as usize,
        protocol_length: protocol_length as usize,
    }
}

/// Sender and target tell what a request is for; for addresses of other lengths they stand elsewhere.
fn operation(head: &mut Head<'_>, form: &Form) -> u16 {
    let ends = form
        .is_of_usual_length()
        .then(|| [head.field(SENDER), head.field(TARGET)]);
    head.num(OPERATION, &OPERATION_FIELD, |n| {
        operation_meaning(n as u16, ends)
    }) as u16
}

fn addresses(head: &mut Head<'_>, operation: u16) -> Say {
    let sender_mac = head.mac(&SENDER_HARDWARE_ADDRESS, |mac| match mac_kind(mac) {
        Some(kind) => say!("wire-arp-sender-mac-kind", kind = kind),
        None => say!("wire-arp-sender-mac"),
    });
    let sender = head.ipv4(&SENDER_PROTOCOL_ADDRESS, |address| match address {
        Ipv4Addr::UNSPECIFIED => say!("wire-arp-sender-probe"),
        _ => say!("wire-arp-sender", kind = address_kind(address.into())),
    });
    head.mac(&TARGET_HARDWARE_ADDRESS, |_| match operation {
        REQUEST => say!("wire-arp-target-mac-asked"),
        _ => say!("wire-arp-target-mac"),
    });
    let target = head.ipv4(&TARGET_PROTOCOL_ADDRESS, |address| match operation {
        _ if address == sender => say!("wire-arp-target-own"),
        REQUEST => say!("wire-arp-target-asked"),
        _ => say!("wire-arp-target"),
    });
    // What a message asks or says, only both ends tell together.
    let line = head.known(sentence(operation, sender, target, sender_mac));
    line.unwrap_or_else(cut)
}

fn cut() -> Say {
    say!("wire-say-cut", name = "ARP")
}

/// Addresses of other kinds than MAC and IPv4.
fn other_addresses(head: &mut Head<'_>, form: &Form) -> Say {
    let (link, protocol) = (form.hardware_length, form.protocol_length);
    for (named, length) in [
        (SENDER_HARDWARE, link),
        (SENDER_PROTOCOL, protocol),
        (TARGET_HARDWARE, link),
        (TARGET_PROTOCOL, protocol),
    ] {
        head.raw(length, &named, say!("wire-arp-address-other"));
    }
    let line = head.known(say!("wire-arp-line-other"));
    line.unwrap_or_else(cut)
}

/// What is asked or answered; `ends` are the bytes of sender and target, where they are IPv4's.
fn operation_meaning(operation: u16, ends: Option<[&[u8]; 2]>) -> Say {
    let cut = ends.is_some_and(|[_, target]| target.len() < TARGET.len());
    let from_nobody = ends.is_some_and(|[sender, _]| sender == [0; 4]);
    let of_itself = ends.is_some_and(|[sender, target]| sender == target);
    match operation {
        REQUEST | REPLY if cut => say!("wire-arp-operation-cut"),
        REQUEST if from_nobody => say!("wire-arp-probe"),
        REQUEST if of_itself => say!("wire-arp-announcement"),
        REPLY if of_itself => say!("wire-arp-gratuitous"),
        REQUEST => say!("wire-arp-request"),
        REPLY => say!("wire-arp-reply"),
        _ => say!("wire-arp-other"),
    }
}

/// An ARP message in one sentence.
#[must_use]
pub fn sentence(operation: u16, sender: Ipv4Addr, target: Ipv4Addr, sender_mac: MacAddr) -> Say {
    let (from, whom, mac) = (
        sender.to_string(),
        target.to_string(),
        sender_mac.to_string(),
    );
    match operation {
        REQUEST | REPLY if sender == target => {
            say!("wire-say-arp-gratuitous", who = from, mac = mac)
        }
        REQUEST if sender.is_unspecified() => say!("wire-say-arp-probe", whom = whom),
        REQUEST => say!("wire-say-arp-request", whom = whom, who = from),
        REPLY => say!("wire-say-arp-reply", who = from, mac = mac),
        other => say!("wire-say-arp-other", number = other.to_string()),
    }
}

fn line(about: &About<'_>) -> Say {
    match about.digest.detail {
        Detail::Arp {
            operation,
            sender,
            target,
            sender_mac,
        } => sentence(operation, sender, target, sender_mac),
        _ if about.digest.flaw == Flaw::Short => cut(),
        _ => say!("wire-arp-line-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, Value, digest, dissect};

    const REPLY_FRAME: [u8; 42] = [
        0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2, 0x02, 0, 0,
        0, 0, 2, 10, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 10, 0, 0, 1,
    ];

    #[test]
    fn a_reply_tells_who_is_where() {
        let facts = digest(LinkType::Ethernet, &REPLY_FRAME);
        let mac = MacAddr([2, 0, 0, 0, 0, 2]);
        let (sender, target) = (Ipv4Addr::new(10, 0, 0, 2), Ipv4Addr::new(10, 0, 0, 1));
        assert_eq!(
            facts.detail,
            Detail::Arp {
                operation: REPLY,
                sender,
                target,
                sender_mac: mac
            }
        );
        let tree = dissect(LinkType::Ethernet, &REPLY_FRAME, &Context::default());
        assert_eq!(
            tree.layers[1].summary,
            say!(
                "wire-say-arp-reply",
                who = "10.0.0.2",
                mac = "02:00:00:00:00:02"
            )
        );
        assert_eq!(tree.layers[1].fields[6].value, Value::Ipv4(sender));
    }

    #[test]
    fn reverse_arp_is_read_alike_and_tells_nobodys_address() {
        let mut frame = REPLY_FRAME;
        (frame[12], frame[13], frame[21]) = (0x80, 0x35, 3);
        let facts = digest(LinkType::Ethernet, &frame);
        assert_eq!(
            (facts.protocol, facts.detail),
            (Protocol::Arp, Detail::None)
        );
        let tree = dissect(LinkType::Ethernet, &frame, &Context::default());
        assert_eq!(
            tree.layers[1].fields[6].value,
            Value::Ipv4(Ipv4Addr::new(10, 0, 0, 2))
        );
        assert_eq!(
            tree.layers[1].summary,
            say!("wire-say-arp-other", number = "3")
        );
    }

    #[test]
    fn probes_and_announcements_are_told_apart() {
        let (none, own, mac) = (
            Ipv4Addr::UNSPECIFIED,
            Ipv4Addr::new(10, 0, 0, 9),
            MacAddr([2; 6]),
        );
        assert_eq!(sentence(REQUEST, none, own, mac).key, "wire-say-arp-probe");
        assert_eq!(
            sentence(REQUEST, own, own, mac).key,
            "wire-say-arp-gratuitous"
        );
        assert_eq!(
            sentence(REPLY, own, own, mac).key,
            "wire-say-arp-gratuitous"
        );
    }
}
