//! A packet as a frame: the headers of IP and of the link, and which of their bytes nobody here knows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use bytes::Bytes;

use super::Composer;
use crate::frame::{ByteOrigins, ChecksumStatus, Direction, Frame, FrameMeta, Origin, Provenance};
use crate::wire::{EtherType, IpProtocol, LinkType, ethernet, ipv4, ipv6};

/// IPv6's fragment header (RFC 8200 §4.5).
const FRAGMENT: IpProtocol = IpProtocol(44);

/// A packet's payload with the ranges of it that are not known.
pub(super) struct Packet {
    pub(super) bytes: Vec<u8>,
    pub(super) unknown: Vec<Range<usize>>,
    /// Its length is not known either.
    pub(super) unsized_: bool,
    pub(super) protocol: IpProtocol,
    /// DSCP and ECN are known to be 0.
    pub(super) plain_class: bool,
    pub(super) fragment: Option<Fragment>,
}

/// A piece of a datagram that was larger than the link takes.
#[derive(Clone, Copy)]
pub(super) struct Fragment {
    /// Where it begins in the datagram; a multiple of 8.
    pub(super) offset: usize,
    pub(super) last: bool,
}

impl Composer<'_> {
    /// The frame that carries a packet: the headers of the link and of IP before it.
    pub(super) fn frame(&self, packet: &Packet) -> Frame {
        let mut bytes = Vec::with_capacity(14 + 48 + packet.bytes.len());
        let mut unknown = Vec::new();
        let link = self.link_header(&mut bytes, &mut unknown);
        match (self.src, self.dst) {
            (IpAddr::V4(src), IpAddr::V4(dst)) => {
                self.ipv4(src, dst, packet, &mut bytes, &mut unknown);
            }
            (IpAddr::V6(src), IpAddr::V6(dst)) => {
                self.ipv6(src, dst, packet, &mut bytes, &mut unknown);
            }
            // `rebuild` has seen to it that both are of one family.
            _ => {}
        }
        let start = bytes.len();
        unknown.extend(
            packet
                .unknown
                .iter()
                .map(|r| r.start + start..r.end + start),
        );
        bytes.extend_from_slice(&packet.bytes);
        let meta = FrameMeta {
            time: self.time,
            place: self.facts.place,
            direction: if self.carried.outgoing {
                Direction::Out
            } else {
                Direction::In
            },
            link,
            origin: Origin::Rebuilt,
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        let origins = origins(bytes.len(), unknown);
        Frame {
            meta,
            bytes: Bytes::from(bytes),
            origins,
        }
    }

    fn link_header(&self, bytes: &mut Vec<u8>, unknown: &mut Vec<Range<usize>>) -> LinkType {
        if self.facts.link != LinkType::Ethernet {
            return LinkType::RawIp;
        }
        let (src, dst) = (self.facts.mac_src, self.facts.mac_dst);
        let ether_type = if self.src.is_ipv4() {
            EtherType::IPV4
        } else {
            EtherType::IPV6
        };
        let repr = ethernet::Repr {
            src: src.unwrap_or_default(),
            dst: dst.unwrap_or_default(),
            ether_type,
        };
        ethernet::emit(&repr, bytes);
        if dst.is_none() {
            unknown.push(0..6);
        }
        if src.is_none() {
            unknown.push(6..12);
        }
        LinkType::Ethernet
    }

    fn ipv4(
        &self,
        src: Ipv4Addr,
        dst: Ipv4Addr,
        packet: &Packet,
        bytes: &mut Vec<u8>,
        unknown: &mut Vec<Range<usize>>,
    ) {
        let at = bytes.len();
        let repr = ipv4::Repr {
            src,
            dst,
            protocol: packet.protocol,
            ttl: self.facts.ttl.unwrap_or(0),
            ident: 0,
            dont_fragment: packet.fragment.is_none(),
            traffic_class: 0,
            payload_len: packet.bytes.len(),
        };
        ipv4::emit(&repr, bytes);
        if let Some(fragment) = packet.fragment {
            // More Fragments, and the place in units of 8 bytes.
            let more: u16 = if fragment.last { 0 } else { 0x2000 };
            let word = more | (fragment.offset / 8) as u16;
            if let Some(flags) = bytes.get_mut(at + 6..at + 8) {
                flags.copy_from_slice(&word.to_be_bytes());
            }
        }
        // The peer's settings are not ours to know.
        let ours = self.carried.outgoing;
        if !packet.plain_class || !ours {
            unknown.push(at + 1..at + 2);
        }
        if packet.unsized_ {
            unknown.push(at + 2..at + 4);
        }
        unknown.push(at + 4..at + 6);
        if !ours {
            unknown.push(at + 6..at + 8);
        }
        if self.facts.ttl.is_none() {
            unknown.push(at + 8..at + 9);
        }
        unknown.push(at + 10..at + 12);
    }

    fn ipv6(
        &self,
        src: Ipv6Addr,
        dst: Ipv6Addr,
        packet: &Packet,
        bytes: &mut Vec<u8>,
        unknown: &mut Vec<Range<usize>>,
    ) {
        let at = bytes.len();
        let extra = if packet.fragment.is_some() { 8 } else { 0 };
        let next_header = if packet.fragment.is_some() {
            FRAGMENT
        } else {
            packet.protocol
        };
        let repr = ipv6::Repr {
            src,
            dst,
            next_header,
            hop_limit: self.facts.ttl.unwrap_or(0),
            traffic_class: 0,
            flow_label: 0,
            payload_len: packet.bytes.len() + extra,
        };
        ipv6::emit(&repr, bytes);
        // The first byte holds the version and half of DSCP, which only the sender knows; the second
        // the rest of the class and the flow label's first bits.
        unknown.push(if self.carried.outgoing {
            at + 1..at + 4
        } else {
            at..at + 4
        });
        if packet.unsized_ {
            unknown.push(at + 4..at + 6);
        }
        if self.facts.ttl.is_none() {
            unknown.push(at + 7..at + 8);
        }
        if let Some(fragment) = packet.fragment {
            // RFC 8200 §4.5: next header, reserved, offset and M flag, identification.
            let word = (fragment.offset as u16) | u16::from(!fragment.last);
            bytes.extend_from_slice(&[packet.protocol.0, 0]);
            bytes.extend_from_slice(&word.to_be_bytes());
            unknown.push(bytes.len()..bytes.len() + 4);
            bytes.extend_from_slice(&[0; 4]);
        }
    }
}

/// Tiles `0..length`: unknown where `unknown` says so, computed elsewhere.
fn origins(length: usize, mut unknown: Vec<Range<usize>>) -> ByteOrigins {
    unknown.sort_by_key(|r| r.start);
    let mut out = ByteOrigins::new();
    let mut at = 0;
    for range in unknown {
        if range.start > at {
            out.push((at..range.start, Provenance::Computed));
        }
        at = range.end;
        out.push((range, Provenance::Unknown));
    }
    if at < length {
        out.push((at..length, Provenance::Computed));
    }
    out
}
