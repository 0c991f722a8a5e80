//! UDP (RFC 768): ports, a length, a checksum, and nothing else.

use std::net::IpAddr;

use super::checksum::Sum;
use super::types::IpProtocol;

/// What a UDP header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// From which host (counts into the checksum).
    pub src: IpAddr,
    /// To which host (counts into the checksum).
    pub dst: IpAddr,
    /// From which port.
    pub src_port: u16,
    /// To which port.
    pub dst_port: u16,
}

/// Appends the 8-byte header, its checksum filled in, and `payload` behind it to `out`.
///
/// A payload over 65 527 bytes has no place in UDP: the length then says 65 535.
pub fn emit(repr: &Repr, payload: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(payload.len() + 8).unwrap_or(u16::MAX);
    let mut head = [0_u8; 8];
    head[0..2].copy_from_slice(&repr.src_port.to_be_bytes());
    head[2..4].copy_from_slice(&repr.dst_port.to_be_bytes());
    head[4..6].copy_from_slice(&length.to_be_bytes());
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::UDP, u32::from(length));
    sum.add(&head);
    sum.add(payload);
    // A sum that comes out as 0 is sent as all ones: 0 would say 'no checksum' (RFC 768).
    let sum = match sum.finish() {
        0 => 0xffff,
        other => other,
    };
    head[6..8].copy_from_slice(&sum.to_be_bytes());
    out.extend_from_slice(&head);
    out.extend_from_slice(payload);
}
