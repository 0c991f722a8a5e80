//! IPv6 and its extension headers (RFC 8200).

use std::net::Ipv6Addr;

use super::types::IpProtocol;

/// What an IPv6 header without extensions says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host.
    pub src: Ipv6Addr,
    /// To which host.
    pub dst: Ipv6Addr,
    /// What follows.
    pub next_header: IpProtocol,
    /// Hop Limit.
    pub hop_limit: u8,
    /// DSCP (6 bits) and ECN (2 bits).
    pub traffic_class: u8,
    /// Flow Label; the low 20 bits count.
    pub flow_label: u32,
    /// Bytes that follow the header; at most 65 535, more is written as 65 535.
    pub payload_len: usize,
}

/// Appends the 40-byte header to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    let first = 6 << 28 | u32::from(repr.traffic_class) << 20 | (repr.flow_label & 0xf_ffff);
    out.extend_from_slice(&first.to_be_bytes());
    out.extend_from_slice(&u16::try_from(repr.payload_len).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(&[repr.next_header.0, repr.hop_limit]);
    out.extend_from_slice(&repr.src.octets());
    out.extend_from_slice(&repr.dst.octets());
}
