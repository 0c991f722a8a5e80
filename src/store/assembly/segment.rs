//! A TCP segment as far as the assembly of its connection looks at it.

use crate::store::flows::{End, ends};
use crate::wire::{Detail, Digest, TcpFlags};

/// A segment.
pub(super) struct Segment<'a> {
    /// Its frame's number.
    pub(super) number: u64,
    pub(super) flags: TcpFlags,
    /// The number of its first byte.
    pub(super) seq: u32,
    pub(super) ack: u32,
    /// How many bytes it has.
    pub(super) length: u32,
    /// Those that were captured.
    pub(super) payload: &'a [u8],
}

impl<'a> Segment<'a> {
    /// The segment of a frame, with its sender's and its receiver's end.
    pub(super) fn of(number: u64, digest: &Digest, bytes: &'a [u8]) -> Option<(Self, End, End)> {
        let Detail::Tcp {
            flags, seq, ack, ..
        } = digest.detail
        else {
            return None;
        };
        let (_, from, to) = ends(digest)?;
        let syn = u32::from(flags.has(TcpFlags::SYN));
        let segment = Self {
            number,
            flags,
            seq: seq.wrapping_add(syn),
            ack,
            length: digest.payload_len,
            payload: digest.payload(bytes),
        };
        Some((segment, from, to))
    }
}
