//! The Internet checksum (RFC 1071): the 16-bit words added up, every carry added in at the low end,
//! then all bits turned over.
//!
//! Who checks adds up the same words *with* the checksum among them: right means all ones.

use std::net::IpAddr;
use std::ops::Range;

use super::field::SourceId;
use super::tree::Head;
use super::types::IpProtocol;
use crate::say;
use crate::say::Say;

/// What a pseudo header counts in: both addresses, the protocol, the length of what IP carries.
pub(super) type Pseudo = (IpAddr, IpAddr, IpProtocol, u32);

/// A sum under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum(u64);

impl Sum {
    /// Nothing added yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(0)
    }

    /// The pseudo header that TCP, UDP and ICMPv6 count in (RFC 9293 §3.1, RFC 768, RFC 8200 §8.1):
    /// both addresses, the protocol and the length of what IP carries. It is never sent; it makes the
    /// checksum tell when a packet reached the wrong host.
    #[must_use]
    pub fn pseudo(src: IpAddr, dst: IpAddr, protocol: IpProtocol, length: u32) -> Self {
        let mut sum = Self::new();
        for address in [src, dst] {
            match address {
                IpAddr::V4(a) => sum.add(&a.octets()),
                IpAddr::V6(a) => sum.add(&a.octets()),
            }
        }
        sum.0 += u64::from(length >> 16) + u64::from(length & 0xffff) + u64::from(protocol.0);
        sum
    }

    /// Adds bytes, two by two; an odd last byte is filled up with a zero byte. Only the last part
    /// added may be odd.
    pub fn add(&mut self, bytes: &[u8]) {
        // Four bytes at a time: 2^16 is 1 in this arithmetic, so wider words fold to the same sum.
        let mut wide = bytes.chunks_exact(4);
        for four in &mut wide {
            if let &[a, b, c, d] = four {
                self.0 += u64::from(u32::from_be_bytes([a, b, c, d]));
            }
        }
        for two in wide.remainder().chunks(2) {
            self.0 += match *two {
                [a, b] => u64::from(u16::from_be_bytes([a, b])),
                [a] => u64::from(a) << 8,
                _ => 0,
            };
        }
    }

    /// The sum in 16 bits, its carries added in.
    #[must_use]
    pub const fn folded(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        sum as u16
    }

    /// The checksum: the folded sum with all bits turned over.
    #[must_use]
    pub const fn finish(self) -> u16 {
        !self.folded()
    }
}

/// The checksum of one stretch of bytes.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u16 {
    let mut sum = Sum::new();
    sum.add(bytes);
    sum.finish()
}

/// How a checksum stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fits.
    Right,
    /// It does not; it should be this.
    Wrong(u16),
    /// Left to the network card.
    Card,
    /// Does not fit, but the segment is longer than any that travels: the card cuts it up, or put it
    /// together from several, so its sum is not the one on the wire.
    Large,
    /// Cannot be worked out from these bytes, but the kernel has checked it.
    Kernel,
    /// Bytes are missing.
    Cut,
    /// The sum runs over all pieces.
    Fragment,
    /// The packet is quoted in part.
    Quoted,
    /// The sender computed none (UDP: the field is 0).
    Unused,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub fn say(self) -> Say {
        match self {
            Self::Right => say!("wire-checksum-right"),
            Self::Wrong(should) => say!("wire-checksum-wrong", should = format!("0x{should:04x}")),
            Self::Card => say!("wire-checksum-card"),
            Self::Large => say!("wire-checksum-large"),
            Self::Kernel => say!("wire-checksum-kernel"),
            Self::Cut => say!("wire-checksum-cut"),
            Self::Fragment => say!("wire-checksum-fragment"),
            Self::Quoted => say!("wire-checksum-quoted"),
            Self::Unused => say!("wire-udp-checksum-none"),
        }
    }

    /// Notes a wrong one as the header's problem.
    pub(super) fn note(self, head: &mut Head<'_>, field: &Range<usize>, name: &'static str) {
        if matches!(self, Self::Wrong(_)) {
            head.problem_in(field, name, self.say());
        }
    }
}

/// A checksum met on a walk through a frame: what it runs over, and how it stands.
#[derive(Debug, Clone)]
pub(super) struct Check {
    /// The layer it is in.
    pub(super) layer: usize,
    /// Whose bytes `range` and `field` are.
    pub(super) source: SourceId,
    /// What it runs over, beside the pseudo header.
    pub(super) range: Range<usize>,
    /// Where its own two bytes begin.
    pub(super) field: usize,
    /// The pseudo header, where one counts in.
    pub(super) pseudo: Option<Pseudo>,
    /// How it stands.
    pub(super) verdict: Verdict,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071() {
        assert_eq!(
            checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]),
            !0xddf2
        );
    }

    #[test]
    fn wide_words_give_what_single_ones_give_at_every_length() {
        let bytes: Vec<u8> = (0..=255_u8).rev().cycle().take(1001).collect();
        for end in 0..bytes.len() {
            let words = bytes[..end]
                .chunks(2)
                .map(|two| u32::from(two[0]) << 8 | two.get(1).map_or(0, |b| u32::from(*b)));
            let sum = words.fold(0, |sum, word| (sum + word) % 0xffff);
            assert_eq!(
                u32::from(checksum(&bytes[..end])) % 0xffff,
                (0xffff - sum) % 0xffff,
                "{end} bytes"
            );
        }
    }

    #[test]
    fn bytes_with_their_checksum_sum_to_all_ones() {
        let mut bytes = vec![
            0x45, 0, 0, 20, 1, 2, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
        ];
        let sum = checksum(&bytes);
        bytes[10..12].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(checksum(&bytes), 0);
    }
}
