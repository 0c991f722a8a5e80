//! Headers that a capture puts where there is no Ethernet: Linux "cooked" v1 and v2, and BSD's null
//! (tcpdump.org link types 113, 276, 0). They never were on a wire.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::ethernet;
use super::field::Value;
use super::tree::{Head, Named};
use super::types::{EtherType, LinkType, MacAddr};
use super::walk::{Next, Scan, Walk};
use crate::say;

/// Length of a version 1 header.
pub const HEADER_V1: usize = 16;
/// Length of a version 2 header.
pub const HEADER_V2: usize = 20;
/// Length of a null header.
pub const HEADER_NULL: usize = 4;

pub(super) const V1: Entry = Entry {
    claims: &[Claim::Link(LinkType::LinuxSll)],
    digest: digest_v1,
    dissect: dissect_v1,
};
pub(super) const V2: Entry = Entry {
    claims: &[Claim::Link(LinkType::LinuxSll2)],
    digest: digest_v2,
    dissect: dissect_v2,
};
pub(super) const NULL: Entry = Entry {
    claims: &[Claim::Link(LinkType::Null)],
    digest: digest_null,
    dissect: dissect_null,
};

fn digest_v1(scan: &mut Scan<'_>) -> Next {
    let Some(&[_, _, _, _, l0, l1, a, b, c, d, e, f, _, _, t0, t1]) = scan.take::<HEADER_V1>()
    else {
        return Next::End;
    };
    scan.out.protocol = Protocol::Cooked;
    scan.out.mac_src = (u16::from_be_bytes([l0, l1]) == 6).then_some(MacAddr([a, b, c, d, e, f]));
    ethernet::carries(scan, EtherType(u16::from_be_bytes([t0, t1])))
}

fn digest_v2(scan: &mut Scan<'_>) -> Next {
    let Some(
        &[
            t0,
            t1,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            length,
            a,
            b,
            c,
            d,
            e,
            f,
            _,
            _,
        ],
    ) = scan.take::<HEADER_V2>()
    else {
        return Next::End;
    };
    scan.out.protocol = Protocol::Cooked;
    scan.out.mac_src = (length == 6).then_some(MacAddr([a, b, c, d, e, f]));
    ethernet::carries(scan, EtherType(u16::from_be_bytes([t0, t1])))
}

fn digest_null(scan: &mut Scan<'_>) -> Next {
    let Some(&family) = scan.take::<HEADER_NULL>() else {
        return Next::End;
    };
    scan.out.protocol = Protocol::Null;
    family_type(u32::from_be_bytes(family)).map_or(Next::End, |kind| ethernet::carries(scan, kind))
}

/// A family as the machine that captured meant it: families are small numbers.
const fn host_order(family: u32) -> u32 {
    if family > 0xffff {
        family.swap_bytes()
    } else {
        family
    }
}

/// What an address family carries, whichever byte order it was written in. `AF_INET` is 2 everywhere;
/// `AF_INET6` is 10 on Linux, 24, 28 or 30 on the BSDs and macOS.
const fn family_type(family: u32) -> Option<EtherType> {
    match host_order(family) {
        2 => Some(EtherType::IPV4),
        10 | 24 | 28 | 30 => Some(EtherType::IPV6),
        _ => None,
    }
}

const SLL: &str = "LINKTYPE_LINUX_SLL";
const SLL2: &str = "LINKTYPE_LINUX_SLL2";

fn packet_type(head: &mut Head<'_>, bits: usize, reference: &'static str) {
    head.num(
        bits,
        &Named("Packet Type", "sll.pkttype", reference),
        |n| match n {
            0 => say!("wire-sll-to-us"),
            1 => say!("wire-sll-broadcast"),
            2 => say!("wire-sll-multicast"),
            3 => say!("wire-sll-others"),
            4 => say!("wire-sll-from-us"),
            _ => say!("wire-sll-type-unknown"),
        },
    );
}

fn hardware(head: &mut Head<'_>, reference: &'static str) {
    head.num(
        16,
        &Named("ARPHRD Type", "sll.hatype", reference),
        |n| match n {
            1 => say!("wire-sll-hw-ethernet"),
            772 => say!("wire-sll-hw-loopback"),
            _ => say!("wire-sll-hw-other"),
        },
    );
}

fn address(head: &mut Head<'_>, length: usize, reference: &'static str) {
    if length == 6 {
        head.mac(
            &Named("Link-layer Address", "sll.src.eth", reference),
            |_| say!("wire-sll-address"),
        );
    } else {
        head.bytes(
            length.min(8),
            &Named("Link-layer Address", "sll.src.other", reference),
            |_| (Value::Bytes, say!("wire-sll-address")),
        );
    }
    head.bytes(
        8 - length.min(8),
        &Named("Unused", "sll.unused", reference),
        |_| (Value::Bytes, say!("wire-sll-unused")),
    );
}

fn address_length(head: &mut Head<'_>, bits: usize, reference: &'static str) -> usize {
    head.num(
        bits,
        &Named("Link-layer Address Length", "sll.halen", reference),
        |n| match n {
            0 => say!("wire-sll-halen-none"),
            _ => say!("wire-sll-halen", count = n),
        },
    ) as usize
}

fn protocol(head: &mut Head<'_>, reference: &'static str) -> EtherType {
    let number = head.slice(head.at(), head.at() + 2);
    // Numbers too small for an EtherType are Linux's own: 4 says 802.2 LLC.
    let filter = if matches!(number, [0..=5, _]) {
        "sll.ltype"
    } else {
        "sll.etype"
    };
    let kind = head.hex(16, &Named("Protocol Type", filter, reference), |n| {
        say!("wire-eth-type", what = ethernet::what(EtherType(n as u16)))
    });
    EtherType(kind as u16)
}

fn dissect_v1(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    packet_type(&mut head, 16, SLL);
    hardware(&mut head, SLL);
    let length = address_length(&mut head, 16, SLL);
    address(&mut head, length, SLL);
    let kind = protocol(&mut head, SLL);
    done(walk, head, kind)
}

fn dissect_v2(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let kind = protocol(&mut head, SLL2);
    head.num(16, &Named("Reserved", "", SLL2), |_| {
        say!("wire-reserved-zero")
    });
    head.num(32, &Named("Interface Index", "sll.ifindex", SLL2), |_| {
        say!("wire-sll-ifindex")
    });
    hardware(&mut head, SLL2);
    packet_type(&mut head, 8, SLL2);
    let length = address_length(&mut head, 8, SLL2);
    address(&mut head, length, SLL2);
    done(walk, head, kind)
}

fn done(walk: &mut Walk<'_>, head: Head<'_>, kind: EtherType) -> Next {
    let bad = head.is_bad();
    walk.push(head.layer(
        Protocol::Cooked,
        say!("wire-sll-line", what = ethernet::what(kind)),
    ));
    if bad { Next::End } else { Next::Ether(kind) }
}

fn dissect_null(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let mut kind = None;
    head.bytes(
        4,
        &Named("Family", "null.family", "LINKTYPE_NULL"),
        |bytes| {
            let family = host_order(bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b)));
            kind = family_type(family);
            let meaning = match kind {
                Some(kind) => say!("wire-null-family", what = ethernet::what(kind)),
                None => say!("wire-null-family-unknown"),
            };
            (Value::Number(u64::from(family)), meaning)
        },
    );
    walk.push(head.layer(Protocol::Null, say!("wire-null-line")));
    kind.map_or(Next::End, Next::Ether)
}

#[cfg(test)]
mod tests {
    use crate::wire::{Context, EtherType, LinkType, MacAddr, Protocol, Value, digest, dissect};

    #[test]
    fn version_1_names_the_sender_and_what_follows() {
        let bytes = [0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0x06];
        let facts = digest(LinkType::LinuxSll, &bytes);
        assert_eq!(
            (facts.mac_src, facts.ether_type),
            (Some(MacAddr([2, 0, 0, 0, 0, 1])), EtherType::ARP)
        );
        let tree = dissect(LinkType::LinuxSll, &bytes, &Context::default());
        assert_eq!(tree.layers[0].range, 0..16);
    }

    #[test]
    fn version_2_has_its_type_first() {
        let bytes = [
            0x86, 0xdd, 0, 0, 0, 0, 0, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        let facts = digest(LinkType::LinuxSll2, &bytes);
        assert_eq!((facts.mac_src, facts.ether_type), (None, EtherType::IPV6));
    }

    #[test]
    fn null_reads_both_byte_orders() {
        for family in [[2, 0, 0, 0], [0, 0, 0, 2]] {
            let facts = digest(LinkType::Null, &family);
            assert_eq!(
                (facts.protocol, facts.ether_type),
                (Protocol::Null, EtherType::IPV4)
            );
        }
        assert_eq!(
            digest(LinkType::Null, &[30, 0, 0, 0]).ether_type,
            EtherType::IPV6
        );
        for family in [[30, 0, 0, 0], [0, 0, 0, 30]] {
            let tree = dissect(LinkType::Null, &family, &Context::default());
            assert_eq!(tree.layers[0].fields[0].value, Value::Number(30));
        }
    }
}
