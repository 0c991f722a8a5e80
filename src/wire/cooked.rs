//! Headers that a capture puts where there is no Ethernet: Linux "cooked" v1 and v2, and BSD's null
//! (tcpdump.org link types 113, 276, 0). They never were on a wire.

use std::ops::Range;

use super::about;
use super::entry::{Claim, Entry, Reader, Summary};
use super::ether_type::{self, carries, what};
use super::evidence::Evidence;
use super::field::Value;
use super::header::{mac_at, u8_at, u16_at, u32_at};
use super::named::{Named, fields, named};
use super::protocol::Protocol;
use super::tree::{Head, by_table, unknown};
use super::types::{EtherType, LinkType};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Where the fields of a cooked header are: both versions have them, in another order.
struct Places {
    /// Who sent it, seen from here: to us, from us, to a group …
    packet_type: Range<usize>,
    /// The kernel's number of the link's hardware (`ARPHRD_*`).
    hardware: Range<usize>,
    /// How many bytes of the address count.
    address_length: Range<usize>,
    /// The sender's link-layer address, filled up to eight bytes.
    address: Range<usize>,
    /// The type of what follows.
    protocol: Range<usize>,
    reference: &'static str,
}

const SLL: &str = "LINKTYPE_LINUX_SLL";

const PLACES_V1: Places = Places {
    packet_type: 0..2,
    hardware: 2..4,
    address_length: 4..6,
    address: 6..14,
    protocol: 14..16,
    reference: SLL,
};
/// Length of a version 1 header.
pub const HEADER_V1: usize = 16;

const PLACES_V2: Places = Places {
    protocol: 0..2,
    hardware: 8..10,
    packet_type: 10..11,
    address_length: 11..12,
    address: 12..20,
    reference: "LINKTYPE_LINUX_SLL2",
};
/// Version 2: must be zero.
const RESERVED: Range<usize> = 2..4;
/// Version 2: the interface's number.
const INTERFACE: Range<usize> = 4..8;
/// Length of a version 2 header.
pub const HEADER_V2: usize = 20;

/// The null header's address family.
const FAMILY: Range<usize> = 0..4;
/// Length of a null header.
pub const HEADER_NULL: usize = 4;

fields! {
    RESERVED_FIELD = "Reserved", SLL;
    INTERFACE_INDEX: Number "sll.ifindex" = "Interface Index", SLL;
    PACKET_TYPE: Number "sll.pkttype" = "Packet Type", SLL;
    ARPHRD_TYPE: Number "sll.hatype" = "ARPHRD Type", SLL;
    LINK_LAYER_ADDRESS: Mac "sll.src.eth" = "Link-layer Address", SLL;
    OTHER: Bytes "sll.src.other" = "Link-layer Address", SLL;
    UNUSED: Bytes "sll.unused" = "Unused", SLL;
    LINK_LAYER_ADDRESS_LENGTH: Number "sll.halen" = "Link-layer Address Length", SLL;
    LINUX_TYPE: Number "sll.ltype" = "Protocol Type", SLL;
    ETHER_TYPE: Number "sll.etype" = "Protocol Type", SLL;
}

/// The null header's only field.
const FAMILY_FIELD: Named = named!(Number "null.family" = "Family", "LINKTYPE_NULL");

pub(super) const ENTRY: Entry = Entry {
    name: "Linux cooked",
    filter: "sll",
    osi: 2,
    evidence: Evidence::Link(&[LinkType::LinuxSll, LinkType::LinuxSll2]),
    readers: &[
        Reader {
            claims: &[Claim::Link(LinkType::LinuxSll)],
            looks: None,
            digest: digest_v1,
            dissect: dissect_v1,
        },
        Reader {
            claims: &[Claim::Link(LinkType::LinuxSll2)],
            looks: None,
            digest: digest_v2,
            dissect: dissect_v2,
        },
    ],
    fields: &[FIELDS],
    summary: Summary::Frame(about::link),
    ..Entry::APPLICATION
};

pub(super) const NULL: Entry = Entry {
    name: "Null/Loop",
    filter: "null",
    osi: 2,
    evidence: Evidence::Link(&[LinkType::Null]),
    readers: &[Reader {
        claims: &[Claim::Link(LinkType::Null)],
        looks: None,
        digest: digest_null,
        dissect: dissect_null,
    }],
    fields: &[&[FAMILY_FIELD]],
    summary: Summary::Frame(about::link),
    ..Entry::APPLICATION
};

fn digest_v1(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Cooked;
    let Some(header) = scan.take::<HEADER_V1>() else {
        return Next::End;
    };
    let length = u16_at(header, PLACES_V1.address_length);
    gather(scan, header, usize::from(length), &PLACES_V1)
}

fn digest_v2(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Cooked;
    let Some(header) = scan.take::<HEADER_V2>() else {
        // The type stands first, so that a header which is cut has it all the same.
        let kind = scan.bytes.first_chunk().copied().unwrap_or_default();
        scan.out.ether_type = EtherType(u16::from_be_bytes(kind));
        return Next::End;
    };
    let length = u8_at(header, PLACES_V2.address_length);
    gather(scan, header, usize::from(length), &PLACES_V2)
}

#[inline]
fn gather<const H: usize>(
    scan: &mut Scan<'_>,
    header: &[u8; H],
    address_length: usize,
    places: &Places,
) -> Next {
    let mac = places.address.start..places.address.start + MAC_LENGTH;
    scan.out.mac_src = (address_length == MAC_LENGTH).then(|| mac_at(header, mac));
    carries(scan, EtherType(u16_at(header, places.protocol.clone())))
}

fn digest_null(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Null;
    let Some(header) = scan.take::<HEADER_NULL>() else {
        return Next::End;
    };
    family_type(u32_at(header, FAMILY)).map_or(Next::End, |kind| carries(scan, kind))
}

/// Bytes of a MAC address.
const MAC_LENGTH: usize = 6;

fn dissect_v1(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    packet_type(&mut head, &PLACES_V1);
    hardware(&mut head, &PLACES_V1);
    address(&mut head, &PLACES_V1);
    let kind = protocol(&mut head, &PLACES_V1);
    let kind = head.known(kind);
    follow(walk, head, kind)
}

fn dissect_v2(walk: &mut Walk<'_>) -> Next {
    let reference = PLACES_V2.reference;
    let mut head = walk.head();
    let kind = protocol(&mut head, &PLACES_V2);
    let kind = head.known(kind);
    head.num(RESERVED, &RESERVED_FIELD.of(reference), |_| {
        say!("wire-reserved-zero")
    });
    head.num(INTERFACE, &INTERFACE_INDEX.of(reference), |_| {
        say!("wire-sll-ifindex")
    });
    hardware(&mut head, &PLACES_V2);
    packet_type(&mut head, &PLACES_V2);
    address(&mut head, &PLACES_V2);
    follow(walk, head, kind)
}

/// `kind` is what follows, where that is there.
fn follow(walk: &mut Walk<'_>, head: Head<'_>, kind: Option<EtherType>) -> Next {
    let bad = head.is_bad();
    let line = say!("wire-sll-line", what = kind.map_or_else(unknown, what));
    walk.push(head.layer(Protocol::Cooked, line));
    kind.filter(|_| !bad).map_or(Next::End, Next::Ether)
}

fn packet_type(head: &mut Head<'_>, places: &Places) {
    head.num(
        places.packet_type.clone(),
        &PACKET_TYPE.of(places.reference),
        |n| by_table(PACKET_TYPES, n).unwrap_or_else(|| say!("wire-sll-type-unknown")),
    );
}

fn hardware(head: &mut Head<'_>, places: &Places) {
    head.num(
        places.hardware.clone(),
        &ARPHRD_TYPE.of(places.reference),
        |n| match n {
            1 => say!("wire-sll-hw-ethernet"),
            772 => say!("wire-sll-hw-loopback"),
            _ => say!("wire-sll-hw-other"),
        },
    );
}

/// The address with its length, and the filling behind it.
fn address(head: &mut Head<'_>, places: &Places) {
    let reference = places.reference;
    let length = address_length(head, places).min(places.address.len());
    let meaning = say!("wire-sll-address");
    if length == MAC_LENGTH {
        head.mac(&LINK_LAYER_ADDRESS.of(reference), |_| meaning);
    } else {
        head.raw(length, &OTHER.of(reference), meaning);
    }
    let filling = places.address.len() - length;
    head.raw(filling, &UNUSED.of(reference), say!("wire-sll-unused"));
}

fn address_length(head: &mut Head<'_>, places: &Places) -> usize {
    head.num(
        places.address_length.clone(),
        &LINK_LAYER_ADDRESS_LENGTH.of(places.reference),
        |n| match n {
            0 => say!("wire-sll-halen-none"),
            _ => say!("wire-sll-halen", count = n),
        },
    ) as usize
}

fn protocol(head: &mut Head<'_>, places: &Places) -> EtherType {
    let number = head.field(places.protocol.clone());
    // Numbers too small for an EtherType are Linux's own: 4 says 802.2 LLC.
    let named = if matches!(number, [0..=5, _]) {
        LINUX_TYPE
    } else {
        ETHER_TYPE
    };
    let named = named.of(places.reference);
    EtherType(head.hex(places.protocol.clone(), &named, ether_type::meaning) as u16)
}

fn dissect_null(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let mut kind = None;
    head.bytes(FAMILY, &FAMILY_FIELD, |bytes| {
        let family = bytes.first_chunk::<HEADER_NULL>();
        let family = family.map_or(0, |family| u32_at(family, FAMILY));
        let family = host_order(family);
        kind = family_type(family);
        (Value::Number(u64::from(family)), family_meaning(kind))
    });
    walk.push(head.layer(Protocol::Null, say!("wire-null-line")));
    kind.map_or(Next::End, Next::Ether)
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

fn family_meaning(kind: Option<EtherType>) -> Say {
    match kind {
        Some(kind) => say!("wire-null-family", what = what(kind)),
        None => say!("wire-null-family-unknown"),
    }
}

/// Who sent a frame, seen from where it was captured.
const PACKET_TYPES: &[(u64, &str)] = &[
    (0, "wire-sll-to-us"),
    (1, "wire-sll-broadcast"),
    (2, "wire-sll-multicast"),
    (3, "wire-sll-others"),
    (4, "wire-sll-from-us"),
];

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
                (Protocol::Ipv4, EtherType::IPV4)
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
