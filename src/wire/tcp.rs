//! TCP (RFC 9293): a stream of bytes, numbered, acknowledged, and never faster than the receiver reads.

use std::net::IpAddr;

use super::checksum::Sum;
use super::digest::TcpFlags;
use super::types::IpProtocol;

/// What a TCP header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr<'a> {
    /// From which host (counts into the checksum).
    pub src: IpAddr,
    /// To which host (counts into the checksum).
    pub dst: IpAddr,
    /// From which port.
    pub src_port: u16,
    /// To which port.
    pub dst_port: u16,
    /// Number of the first payload byte.
    pub seq: u32,
    /// Next number awaited from the other side.
    pub ack: u32,
    /// The flags.
    pub flags: TcpFlags,
    /// Receive window as on the wire, not scaled.
    pub window: u16,
    /// Options as on the wire; filled up with zeros (End of Option List) to a multiple of four, at
    /// most 40 bytes, more is left out.
    pub options: &'a [u8],
}

/// Appends the header, its checksum filled in, and `payload` behind it to `out`.
pub fn emit(repr: &Repr<'_>, payload: &[u8], out: &mut Vec<u8>) {
    let mut head = [0_u8; 60];
    head[0..2].copy_from_slice(&repr.src_port.to_be_bytes());
    head[2..4].copy_from_slice(&repr.dst_port.to_be_bytes());
    head[4..8].copy_from_slice(&repr.seq.to_be_bytes());
    head[8..12].copy_from_slice(&repr.ack.to_be_bytes());
    head[13] = repr.flags.0;
    head[14..16].copy_from_slice(&repr.window.to_be_bytes());
    for (to, from) in head[20..].iter_mut().zip(repr.options) {
        *to = *from;
    }
    let length = 20 + repr.options.len().min(40).next_multiple_of(4);
    head[12] = (length as u8 / 4) << 4;
    let segment = u32::try_from(length + payload.len()).unwrap_or(u32::MAX);
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::TCP, segment);
    sum.add(&head[..length]);
    sum.add(payload);
    head[16..18].copy_from_slice(&sum.finish().to_be_bytes());
    out.extend_from_slice(&head[..length]);
    out.extend_from_slice(payload);
}
