//! ARP (RFC 826): which MAC address has this IPv4 address?

use std::net::Ipv4Addr;
use std::ops::Range;

use super::addr::{address_kind, mac_kind};
use super::digest::{Detail, Protocol};
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named};
use super::types::{EtherType, MacAddr};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The type of reverse ARP (RFC 903): the same header, its operations 3 and 4.
const REVERSE: EtherType = EtherType(0x8035);

/// Operation: who has …?
pub const REQUEST: u16 = 1;
/// Operation: it is at …
pub const REPLY: u16 = 2;

/// Hardware and protocol type, their lengths.
pub const KIND: Range<usize> = 0..6;
/// Operation.
pub const OPERATION: Range<usize> = 6..8;
/// Sender's MAC.
pub const SENDER_MAC: Range<usize> = 8..14;
/// Sender's IPv4 address.
pub const SENDER: Range<usize> = 14..18;
/// Target's MAC.
pub const TARGET_MAC: Range<usize> = 18..24;
/// Target's IPv4 address.
pub const TARGET: Range<usize> = 24..28;
/// Length for IPv4 over Ethernet.
pub const LENGTH: usize = 28;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ether(EtherType::ARP), Claim::Ether(REVERSE)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Arp;
    // Reverse ARP (RFC 903) looks the same and asks for something else: it tells nobody's address.
    if scan.out.ether_type != EtherType::ARP {
        return Next::End;
    }
    if let Some(
        &[
            0,
            1,
            8,
            0,
            6,
            4,
            o0,
            o1,
            m0,
            m1,
            m2,
            m3,
            m4,
            m5,
            s0,
            s1,
            s2,
            s3,
            _,
            _,
            _,
            _,
            _,
            _,
            t0,
            t1,
            t2,
            t3,
        ],
    ) = scan.take::<LENGTH>()
    {
        scan.out.detail = Detail::Arp {
            operation: u16::from_be_bytes([o0, o1]),
            sender: Ipv4Addr::new(s0, s1, s2, s3),
            target: Ipv4Addr::new(t0, t1, t2, t3),
            sender_mac: MacAddr([m0, m1, m2, m3, m4, m5]),
        };
    }
    Next::End
}

const REFERENCE: &str = "RFC 826";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let hardware = head.num(
        16,
        &Named("Hardware Type", "arp.hw.type", REFERENCE),
        |n| match n {
            1 => say!("wire-arp-hw-ethernet"),
            _ => say!("wire-arp-hw-other"),
        },
    );
    let protocol = head.hex(
        16,
        &Named("Protocol Type", "arp.proto.type", REFERENCE),
        |n| {
            say!(
                "wire-arp-proto",
                what = super::ethernet::what(EtherType(n as u16))
            )
        },
    );
    let hlen = head.num(
        8,
        &Named("Hardware Address Length", "arp.hw.size", REFERENCE),
        |n| say!("wire-arp-hlen", count = n),
    );
    let plen = head.num(
        8,
        &Named("Protocol Address Length", "arp.proto.size", REFERENCE),
        |n| say!("wire-arp-plen", count = n),
    );
    // Sender and target tell what a request is for; for other addresses than IPv4's they stand elsewhere.
    let address = |range: Range<usize>| head.slice(start + range.start, start + range.end);
    let (sender, target) = if (hlen, plen) == (6, 4) {
        (address(SENDER), address(TARGET))
    } else {
        (&[1][..], &[2][..])
    };
    let operation = head.num(
        16,
        &Named("Operation", "arp.opcode", REFERENCE),
        |n| match n {
            1 if sender == [0; 4] => say!("wire-arp-probe"),
            1 if sender == target => say!("wire-arp-announcement"),
            2 if sender == target => say!("wire-arp-gratuitous"),
            1 => say!("wire-arp-request"),
            2 => say!("wire-arp-reply"),
            _ => say!("wire-arp-other"),
        },
    );
    // 6: IEEE 802 networks, whose addresses are those of Ethernet.
    let usual = matches!((hardware, protocol, hlen, plen), (1 | 6, 0x0800, 6, 4));
    let line = if usual {
        addresses(&mut head, operation as u16)
    } else {
        other(&mut head, hlen as usize, plen as usize)
    };
    if operation == 0 && !head.is_bad() {
        head.problem(start + OPERATION.start, "Operation", say!("wire-arp-other"));
    }
    let layer = head.layer(Protocol::Arp, line);
    // What follows ARP fills the frame up to its least length.
    walk.push(layer);
    walk.narrow(walk.at);
    Next::End
}

fn addresses(head: &mut Head<'_>, operation: u16) -> Say {
    let sender_mac = head.mac(
        &Named("Sender Hardware Address", "arp.src.hw_mac", REFERENCE),
        |mac| match mac_kind(mac) {
            Some(kind) => say!("wire-arp-sender-mac-kind", kind = kind),
            None => say!("wire-arp-sender-mac"),
        },
    );
    let sender = head.ipv4(
        &Named("Sender Protocol Address", "arp.src.proto_ipv4", REFERENCE),
        |a| {
            if a.is_unspecified() {
                say!("wire-arp-sender-probe")
            } else {
                say!("wire-arp-sender", kind = address_kind(a.into()))
            }
        },
    );
    head.mac(
        &Named("Target Hardware Address", "arp.dst.hw_mac", REFERENCE),
        |_| match operation {
            REQUEST => say!("wire-arp-target-mac-asked"),
            _ => say!("wire-arp-target-mac"),
        },
    );
    let target = head.ipv4(
        &Named("Target Protocol Address", "arp.dst.proto_ipv4", REFERENCE),
        |a| match operation {
            _ if a == sender => say!("wire-arp-target-own"),
            REQUEST => say!("wire-arp-target-asked"),
            _ => say!("wire-arp-target"),
        },
    );
    sentence(operation, sender, target, sender_mac)
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

/// Addresses of other kinds than MAC and IPv4.
fn other(head: &mut Head<'_>, hlen: usize, plen: usize) -> Say {
    let parts: [(&Named, usize); 4] = [
        (
            &Named("Sender Hardware Address", "arp.src.hw", REFERENCE),
            hlen,
        ),
        (&Named("Sender Protocol Address", "", REFERENCE), plen),
        (
            &Named("Target Hardware Address", "arp.dst.hw", REFERENCE),
            hlen,
        ),
        (&Named("Target Protocol Address", "", REFERENCE), plen),
    ];
    for (named, length) in parts {
        head.bytes(length, named, |_| {
            (Value::Bytes, say!("wire-arp-address-other"))
        });
    }
    say!("wire-arp-line-other")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, digest, dissect};

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
