//! Ethernet II and 802.3 (IEEE 802.3 §3): who on this link, from whom, and what follows.

use std::ops::Range;

use super::addr::mac_kind;
use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named};
use super::types::{EtherType, LinkType, MacAddr};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Destination MAC.
pub const DST: Range<usize> = 0..6;
/// Source MAC.
pub const SRC: Range<usize> = 6..12;
/// EtherType, or a length if at most 1500.
pub const TYPE: Range<usize> = 12..14;
/// Length of the header.
pub const HEADER: usize = 14;

/// Numbers up to this are a length (802.3), from 1536 on a type (Ethernet II).
const MAX_LENGTH: u16 = 1500;

impl EtherType {
    /// The name of what follows, where it is known.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0x0800 => "IPv4",
            0x0806 => "ARP",
            0x0842 => "Wake-on-LAN",
            0x8035 => "RARP",
            0x8100 => "802.1Q VLAN",
            0x86dd => "IPv6",
            0x8809 => "LACP",
            0x8847 => "MPLS",
            0x8863 => "PPPoE discovery",
            0x8864 => "PPPoE session",
            0x888e => "802.1X",
            0x88a8 => "802.1ad VLAN",
            0x88cc => "LLDP",
            0x88e5 => "MACsec",
            0x88f7 => "PTP",
            0x9000 => "Ethernet loopback test",
            _ => return None,
        })
    }
}

/// What an Ethernet header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// To whom on this link.
    pub dst: MacAddr,
    /// From whom on this link.
    pub src: MacAddr,
    /// What follows.
    pub ether_type: EtherType,
}

/// Appends the 14-byte header to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    out.extend_from_slice(&repr.dst.0);
    out.extend_from_slice(&repr.src.0);
    out.extend_from_slice(&repr.ether_type.0.to_be_bytes());
}

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Link(LinkType::Ethernet)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let Some(&[d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, t0, t1]) = scan.take::<HEADER>()
    else {
        return Next::End;
    };
    scan.out.protocol = Protocol::Ethernet;
    scan.out.mac_dst = Some(MacAddr([d0, d1, d2, d3, d4, d5]));
    scan.out.mac_src = Some(MacAddr([s0, s1, s2, s3, s4, s5]));
    frames(scan, EtherType(u16::from_be_bytes([t0, t1])))
}

/// Notes a type and says where it leads.
pub(super) fn carries(scan: &mut Scan<'_>, kind: EtherType) -> Next {
    scan.out.ether_type = kind;
    if kind.0 <= MAX_LENGTH {
        Next::End
    } else {
        Next::Ether(kind)
    }
}

/// As [`carries`], for a header whose type may be a length (802.3): then 802.2 LLC stands behind it, which
/// may name an EtherType after all (SNAP).
pub(super) fn frames(scan: &mut Scan<'_>, kind: EtherType) -> Next {
    let behind = scan.bytes.get(scan.at..).and_then(<[u8]>::first_chunk);
    match behind.filter(|_| (8..=MAX_LENGTH).contains(&kind.0)) {
        Some(&[0xaa, 0xaa, 3, 0, 0, 0, t0, t1]) => {
            scan.at += 8;
            carries(scan, EtherType(u16::from_be_bytes([t0, t1])))
        }
        _ => carries(scan, kind),
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    const REFERENCE: &str = "IEEE 802.3 §3.2";
    let mut head = walk.head();
    let dst = head.mac(
        &Named("Destination Address", "eth.dst", REFERENCE),
        |mac| match mac_kind(mac) {
            Some(kind) => say!("wire-eth-dst-kind", kind = kind),
            None => say!("wire-eth-dst"),
        },
    );
    let src = head.mac(
        &Named("Source Address", "eth.src", REFERENCE),
        |mac| match mac_kind(mac) {
            Some(kind) => say!("wire-eth-src-kind", kind = kind),
            None => say!("wire-eth-src"),
        },
    );
    let (kind, length) = read_type(&mut head, "eth.type", REFERENCE);
    let line = say!(
        "wire-eth-line",
        src = src.to_string(),
        dst = dst.to_string(),
        what = what(kind)
    );
    let bad = head.is_bad();
    walk.push(head.layer(Protocol::Ethernet, line));
    if let Some(length) = length {
        walk.narrow(walk.at + length);
        return llc(walk);
    }
    if bad { Next::End } else { Next::Ether(kind) }
}

/// Reads an EtherType, or the length that 802.3 has in its place.
pub(super) fn read_type(
    head: &mut Head<'_>,
    filter: &'static str,
    reference: &'static str,
) -> (EtherType, Option<usize>) {
    if let &[a, b] = head.slice(head.at(), head.at() + 2)
        && u16::from_be_bytes([a, b]) <= MAX_LENGTH
    {
        let length = head.num(16, &Named("Length", "eth.len", reference), |n| {
            say!("wire-eth-length", count = n)
        });
        return (EtherType(length as u16), Some(length as usize));
    }
    let kind = head.hex(16, &Named("EtherType", filter, reference), |n| {
        say!("wire-eth-type", what = what(EtherType(n as u16)))
    });
    (EtherType(kind as u16), None)
}

/// What follows an 802.3 length: three bytes that say for whom it is (IEEE 802.2), then its data.
/// With SNAP (DSAP and SSAP 0xaa, organization 0) an EtherType names the data after all.
pub(super) fn llc(walk: &mut Walk<'_>) -> Next {
    const REFERENCE: &str = "IEEE 802.2 §3";
    if walk.at >= walk.end {
        return Next::End;
    }
    let snap = walk
        .bytes
        .get(walk.at..walk.end)
        .is_some_and(|b| b.starts_with(&[0xaa, 0xaa, 3, 0, 0, 0]) && b.len() >= 8);
    let mut head = walk.head();
    let to = head.hex(8, &Named("DSAP", "llc.dsap", REFERENCE), |n| {
        say!("wire-llc-to", what = service_point(n))
    }) & !1;
    head.hex(8, &Named("SSAP", "llc.ssap", REFERENCE), |n| {
        say!("wire-llc-from", what = service_point(n))
    });
    head.hex(
        8,
        &Named("Control", "llc.control", REFERENCE),
        |n| match n {
            3 => say!("wire-llc-ui"),
            _ => say!("wire-llc-control"),
        },
    );
    let mut number = 0;
    if to == 0xaa && head.left() >= 5 {
        let whose = head.hex(
            24,
            &Named("Organization Code", "llc.oui", "IEEE 802 §9.5"),
            |_| say!("wire-llc-oui"),
        );
        let filter = match whose {
            0 => "llc.type",
            0x0c => "llc.cisco_pid",
            _ => "llc.pid",
        };
        number = head.hex(
            16,
            &Named("Protocol ID", filter, "IEEE 802 §9.5"),
            |n| match whose {
                0 => say!("wire-eth-type", what = what(EtherType(n as u16))),
                _ => say!("wire-llc-own"),
            },
        );
    }
    let left = if snap { 0 } else { head.left() };
    head.bytes(left, &Named("Data", "data.data", REFERENCE), |_| {
        (Value::Bytes, say!("wire-data", count = left))
    });
    // Where a packet follows these bytes are a header like Ethernet's own, else data that is known no further.
    let protocol = if snap {
        Protocol::Ethernet
    } else {
        Protocol::Data
    };
    let mut layer = head.layer(protocol, say!("wire-llc-line", what = service_point(to)));
    layer.osi = 2;
    walk.push(layer);
    if snap {
        Next::Ether(EtherType(number as u16))
    } else {
        Next::End
    }
}

/// For whom an LLC frame is: service access points often met. The lowest bit of a DSAP tells a group,
/// that of an SSAP an answer.
fn service_point(point: u64) -> Say {
    match point & !1 {
        0x42 => say!("wire-name", name = "STP"),
        0xaa => say!("wire-name", name = "SNAP"),
        0xe0 => say!("wire-name", name = "IPX"),
        0xf0 => say!("wire-name", name = "NetBIOS"),
        0xfe => say!("wire-name", name = "IS-IS"),
        other => say!("wire-number-unknown", number = format!("0x{other:02x}")),
    }
}

/// The name of what an EtherType stands for, or the number and that nobody here knows it.
pub(super) fn what(kind: EtherType) -> Say {
    match kind.name() {
        Some(name) => say!("wire-name", name = name),
        None if kind.0 <= MAX_LENGTH => say!("wire-eth-llc"),
        None => say!("wire-number-unknown", number = format!("0x{:04x}", kind.0)),
    }
}
