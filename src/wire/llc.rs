//! 802.2 LLC and SNAP (IEEE 802.2 §3): what follows where a link's header has a length (802.3) in the
//! place of a type. Three bytes say for whom it is, from whom, and of what sort; with SNAP five more
//! name an EtherType after all.

use std::ops::Range;

use super::ether_type::{self, MAX_LENGTH, carries};
use super::header::u16_at;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::tree::{Head, unknown};
use super::types::EtherType;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Destination service access point: for whom it is.
const DSAP: Range<usize> = 0..1;
/// Source service access point.
const SSAP: Range<usize> = 1..2;
/// The sort of frame.
const CONTROL: Range<usize> = 2..3;
/// SNAP: whose protocol numbers these are; 0 says EtherTypes.
const ORGANIZATION: Range<usize> = 3..6;
/// SNAP: the protocol.
const PROTOCOL: Range<usize> = 6..8;
/// Length with SNAP.
const SNAP_HEADER: usize = 8;

/// The service access point that says SNAP.
const SNAP: u64 = 0xaa;
/// How a SNAP header begins that names an EtherType: DSAP, SSAP, unnumbered information, organization 0.
const NAMES_A_TYPE: &[u8] = &[0xaa, 0xaa, 3, 0, 0, 0];

const LLC: &str = "IEEE 802.2 §3";

fields! {
    LENGTH: Number "eth.len" = "Length", "IEEE 802.3 §3.2.6";
    DATA: Bytes "data.data" = "Data", LLC;
    DSAP_FIELD: Number "llc.dsap" = "DSAP", LLC;
    SSAP_FIELD: Number "llc.ssap" = "SSAP", LLC;
    CONTROL_FIELD: Number "llc.control" = "Control", LLC;
    ORGANIZATION_CODE: Number "llc.oui" = "Organization Code", "IEEE 802 §9.5";
    TYPE: Number "llc.type" = "Protocol ID", "IEEE 802 §9.5";
    CISCO_PID: Number "llc.cisco_pid" = "Protocol ID", "IEEE 802 §9.5";
    PID: Number "llc.pid" = "Protocol ID", "IEEE 802 §9.5";
}

/// As [`carries`], for a header whose type may be a length: then SNAP behind it may name a type.
pub(super) fn scan(scan: &mut Scan<'_>, kind: EtherType) -> Next {
    if kind.0 > MAX_LENGTH {
        return carries(scan, kind);
    }
    scan.end = scan.end.min(scan.at + usize::from(kind.0));
    match scan.ahead().first_chunk::<SNAP_HEADER>() {
        Some(header) if header.starts_with(NAMES_A_TYPE) => {
            scan.at += SNAP_HEADER;
            carries(scan, EtherType(u16_at(header, PROTOCOL)))
        }
        _ => carries(scan, kind),
    }
}

/// Reads an EtherType, or the length that 802.3 has in its place.
pub(super) fn read_type(head: &mut Head<'_>, field: Range<usize>, named: &Named) -> EtherType {
    let kind = match head.field(field.clone()) {
        &[high, low] if u16::from_be_bytes([high, low]) <= MAX_LENGTH => {
            head.num(field, &LENGTH.of(named.section), |n| {
                say!("wire-eth-length", count = n)
            })
        }
        _ => head.hex(field, named, ether_type::meaning),
    };
    EtherType(kind as u16)
}

/// Goes on behind a header whose type was read by [`read_type`].
pub(super) fn follow(walk: &mut Walk<'_>, kind: EtherType) -> Next {
    if kind.0 > MAX_LENGTH {
        return Next::Ether(kind);
    }
    walk.narrow(walk.at + usize::from(kind.0));
    dissect(walk)
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let behind = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
    if behind.is_empty() {
        return Next::End;
    }
    let names_a_type = behind.starts_with(NAMES_A_TYPE) && behind.len() >= SNAP_HEADER;
    let mut head = walk.head();
    let to = service_points(&mut head);
    let whom = head.known(to).map_or_else(unknown, service_point);
    let number = if to == SNAP && head.left() >= 5 {
        snap(&mut head)
    } else {
        0
    };
    // Where a packet follows these bytes are a header like Ethernet's own, else data known no further.
    let protocol = if names_a_type {
        Protocol::Ethernet
    } else {
        let meaning = say!("wire-data", count = head.left());
        head.rest(&DATA, meaning);
        Protocol::Data
    };
    let mut layer = head.layer(protocol, say!("wire-llc-line", what = whom));
    layer.osi = 2;
    walk.push(layer);
    if names_a_type {
        Next::Ether(EtherType(number as u16))
    } else {
        Next::End
    }
}

/// For whom, from whom, of what sort; gives for whom.
fn service_points(head: &mut Head<'_>) -> u64 {
    let to = head.hex(DSAP, &DSAP_FIELD, |n| {
        say!("wire-llc-to", what = service_point(n))
    });
    head.hex(SSAP, &SSAP_FIELD, |n| {
        say!("wire-llc-from", what = service_point(n))
    });
    head.hex(CONTROL, &CONTROL_FIELD, |n| match n {
        3 => say!("wire-llc-ui"),
        _ => say!("wire-llc-control"),
    });
    to & !1
}

/// What SNAP adds; gives the protocol's number.
fn snap(head: &mut Head<'_>) -> u64 {
    let whose = head.hex(ORGANIZATION, &ORGANIZATION_CODE, |_| say!("wire-llc-oui"));
    let named = match whose {
        0 => TYPE,
        0x0c => CISCO_PID,
        _ => PID,
    };
    head.hex(PROTOCOL, &named, |n| match whose {
        0 => ether_type::meaning(n),
        _ => say!("wire-llc-own"),
    })
}

/// For whom an LLC frame is: service access points often met. The lowest bit of a DSAP tells a group,
/// that of an SSAP an answer.
fn service_point(point: u64) -> Say {
    let name = match point & !1 {
        0x42 => "STP",
        SNAP => "SNAP",
        0xe0 => "IPX",
        0xf0 => "NetBIOS",
        0xfe => "IS-IS",
        other => return say!("wire-number-unknown", number = format!("0x{other:02x}")),
    };
    say!("wire-name", name = name)
}
