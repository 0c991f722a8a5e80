//! IPv4 (RFC 791): from host to host, over any number of links.

use std::net::Ipv4Addr;

use super::checksum::checksum;
use super::types::IpProtocol;

/// What an IPv4 header without options says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host.
    pub src: Ipv4Addr,
    /// To which host.
    pub dst: Ipv4Addr,
    /// What follows.
    pub protocol: IpProtocol,
    /// Time to Live.
    pub ttl: u8,
    /// Identification.
    pub ident: u16,
    /// Routers must not cut it up.
    pub dont_fragment: bool,
    /// DSCP (6 bits) and ECN (2 bits).
    pub traffic_class: u8,
    /// Bytes that follow the header; at most 65 515, more is written as 65 515.
    pub payload_len: usize,
}

/// Appends the 20-byte header, its checksum filled in, to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    let total = u16::try_from(repr.payload_len + 20).unwrap_or(u16::MAX);
    let fragment: u16 = if repr.dont_fragment { 0x4000 } else { 0 };
    let mut head = [0_u8; 20];
    head[0] = 0x45;
    head[1] = repr.traffic_class;
    head[2..4].copy_from_slice(&total.to_be_bytes());
    head[4..6].copy_from_slice(&repr.ident.to_be_bytes());
    head[6..8].copy_from_slice(&fragment.to_be_bytes());
    head[8] = repr.ttl;
    head[9] = repr.protocol.0;
    head[12..16].copy_from_slice(&repr.src.octets());
    head[16..20].copy_from_slice(&repr.dst.octets());
    let sum = checksum(&head);
    head[10..12].copy_from_slice(&sum.to_be_bytes());
    out.extend_from_slice(&head);
}
