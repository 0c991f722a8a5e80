//! One TCP segment, as far as the analysis looks at it.

use crate::clock::Time;
use crate::frame::FrameMeta;
use crate::wire::{Detail, Digest, TcpFlags};

/// Does `a` come after `b` on the circle of sequence numbers (RFC 9293 §3.4)?
#[must_use]
pub const fn later(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}

/// One segment, as far as the analysis looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Segment {
    /// When it was seen.
    pub time: Time,
    /// Its flags.
    pub flags: TcpFlags,
    /// Its sequence number.
    pub seq: u32,
    /// Its acknowledgement number.
    pub ack: u32,
    /// Its window as on the wire.
    pub window: u16,
    /// Its payload bytes.
    pub length: u32,
    /// In a SYN: its Window Scale option.
    pub scale: Scale,
}

/// A SYN's Window Scale option (RFC 7323 §2). It counts only if both SYNs have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// The SYN, or its options, were not seen.
    #[default]
    Unknown,
    /// Without the option.
    Absent,
    /// Windows are to be shifted left by so much, at most 14.
    Shift(u8),
}

impl Segment {
    pub(super) const fn has(&self, flags: TcpFlags) -> bool {
        self.flags.has(flags)
    }

    /// Neither SYN nor FIN nor RST.
    pub(super) const fn is_plain(&self) -> bool {
        self.flags.0 & (TcpFlags::SYN.0 | TcpFlags::FIN.0 | TcpFlags::RST.0) == 0
    }

    /// Does it take sequence numbers: data, SYN or FIN?
    pub(super) const fn takes(&self) -> bool {
        self.length > 0 || self.flags.0 & (TcpFlags::SYN.0 | TcpFlags::FIN.0) != 0
    }

    /// The number after its last: SYN and FIN count one each.
    #[must_use]
    pub const fn end(&self) -> u32 {
        let control = self.has(TcpFlags::SYN) as u32 + self.has(TcpFlags::FIN) as u32;
        self.seq.wrapping_add(self.length).wrapping_add(control)
    }
}

/// The TCP segment of a frame.
#[must_use]
pub(in crate::store) fn segment(
    meta: &FrameMeta,
    digest: &Digest,
    bytes: &[u8],
) -> Option<Segment> {
    let Detail::Tcp {
        flags,
        seq,
        ack,
        window,
    } = digest.detail
    else {
        return None;
    };
    let scale = if flags.has(TcpFlags::SYN) {
        scale(digest, bytes)
    } else {
        Scale::Unknown
    };
    Some(Segment {
        time: meta.time,
        flags,
        seq,
        ack,
        window,
        length: digest.payload_len,
        scale,
    })
}

/// The Window Scale option of a SYN. The digest does not say where the TCP header begins, but where it
/// ends: it begins where ports, number and length fit.
fn scale(digest: &Digest, bytes: &[u8]) -> Scale {
    const HEADER: usize = 20;
    let end = digest.payload_at as usize;
    let Detail::Tcp { seq, .. } = digest.detail else {
        return Scale::Unknown;
    };
    let mut begin = [0; 8];
    begin[..2].copy_from_slice(&digest.src_port.to_be_bytes());
    begin[2..4].copy_from_slice(&digest.dst_port.to_be_bytes());
    begin[4..].copy_from_slice(&seq.to_be_bytes());
    let header = (5..=15)
        .rev()
        .filter_map(|words| bytes.get(end.checked_sub(words * 4)?..end))
        .find(|header| {
            header.starts_with(&begin)
                && header
                    .get(12)
                    .is_some_and(|offset| usize::from(offset >> 4) * 4 == header.len())
        });
    let Some(mut options) = header.and_then(|header| header.get(HEADER..)) else {
        return Scale::Unknown;
    };
    loop {
        options = match options {
            [3, 3, shift, ..] => return Scale::Shift((*shift).min(14)),
            [] | [0, ..] => return Scale::Absent,
            [1, rest @ ..] => rest,
            [_, length, ..] if *length >= 2 => {
                options.get(usize::from(*length)..).unwrap_or_default()
            }
            _ => return Scale::Absent,
        };
    }
}
