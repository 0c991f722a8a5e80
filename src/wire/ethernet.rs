//! Ethernet II and 802.3 (IEEE 802.3 §3): who on this link, from whom, and what follows.

use std::ops::Range;

use super::about;
use super::addr::mac_kind;
use super::entry::{Claim, Entry, Reader, Summary};
use super::ether_type::what;
use super::evidence::Evidence;
use super::header::{mac_at, mac_in, put, u16_at};
use super::llc;
use super::named::{Asked, Fact, Kind, fields};
use super::protocol::Protocol;
use super::tree::{Head, known, unknown};
use super::types::{EtherType, LinkType, MacAddr};
use super::walk::{Next, Scan, Walk};
use crate::say;

/// Destination MAC.
pub const DST: Range<usize> = 0..6;
/// Source MAC.
pub const SRC: Range<usize> = 6..12;
/// EtherType, or a length if at most 1500.
pub const TYPE: Range<usize> = 12..14;
/// Length of the header.
pub const HEADER: usize = 14;

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
    let mut header = [0; HEADER];
    put(&mut header, DST, repr.dst.0);
    put(&mut header, SRC, repr.src.0);
    put(&mut header, TYPE, repr.ether_type.0.to_be_bytes());
    out.extend_from_slice(&header);
}

const REFERENCE: &str = "IEEE 802.3 §3.2";

fields! {
    DESTINATION_ADDRESS: Mac "eth.dst" (EthDst) = "Destination Address", REFERENCE;
    SOURCE_ADDRESS: Mac "eth.src" (EthSrc) = "Source Address", REFERENCE;
    ETHER_TYPE: Number "eth.type" (EthType) = "EtherType", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "Ethernet",
    filter: "eth",
    osi: 2,
    evidence: Evidence::Link(&[LinkType::Ethernet]),
    readers: &[Reader {
        claims: &[Claim::Link(LinkType::Ethernet)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, llc::FIELDS],
    asked: ASKED,
    summary: Summary::Frame(about::link),
    ..Entry::APPLICATION
};

const ASKED: &[Asked] = &[Asked {
    filter: "eth.addr",
    name: "Source or Destination Address",
    kind: Kind::Mac,
    fact: Fact::EthEither,
    fields: &["eth.src", "eth.dst"],
}];

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Ethernet;
    let Some(header) = scan.take::<HEADER>() else {
        return runt(scan);
    };
    scan.out.mac_dst = Some(mac_at(header, DST));
    scan.out.mac_src = Some(mac_at(header, SRC));
    llc::scan(scan, EtherType(u16_at(header, TYPE)))
}

/// A frame that ends in its header: what there is of it.
#[cold]
fn runt(scan: &mut Scan<'_>) -> Next {
    scan.out.mac_dst = mac_in(scan.bytes, DST);
    scan.out.mac_src = mac_in(scan.bytes, SRC);
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let dst = destination(&mut head);
    let dst = known(head.known(dst));
    let src = source(&mut head);
    let src = known(head.known(src));
    let kind = llc::read_type(&mut head, TYPE, &ETHER_TYPE);
    let bad = head.is_bad();
    let what = head.known(kind).map_or_else(unknown, what);
    let line = say!("wire-eth-line", src = src, dst = dst, what = what);
    walk.push(head.layer(Protocol::Ethernet, line));
    if bad {
        return Next::End;
    }
    llc::follow(walk, kind)
}

fn destination(head: &mut Head<'_>) -> MacAddr {
    head.mac(&DESTINATION_ADDRESS, |mac| match mac_kind(mac) {
        Some(kind) => say!("wire-eth-dst-kind", kind = kind),
        None => say!("wire-eth-dst"),
    })
}

fn source(head: &mut Head<'_>) -> MacAddr {
    head.mac(&SOURCE_ADDRESS, |mac| match mac_kind(mac) {
        Some(kind) => say!("wire-eth-src-kind", kind = kind),
        None => say!("wire-eth-src"),
    })
}
