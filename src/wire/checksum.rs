//! The Internet checksum (RFC 1071): the 16-bit words added up, every carry added in at the low end,
//! then all bits turned over.
//!
//! Who checks adds up the same words *with* the checksum among them: right means all ones.

use std::net::IpAddr;

use super::types::IpProtocol;

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

/// A checksum worked out step by step, as one would on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    /// The 16-bit words, in order; the last filled up with a zero byte where the bytes are odd.
    pub words: Vec<u16>,
    /// All of them added up.
    pub total: u64,
    /// What is left after each time the carry (all above 16 bits) was added in; empty if there was none.
    pub folds: Vec<u64>,
    /// The last of it with all bits turned over.
    pub checksum: u16,
}

/// Works a checksum out on paper. The field of the checksum itself must be given as zero.
#[must_use]
pub fn work_out(bytes: &[u8]) -> Worked {
    let words: Vec<u16> = bytes
        .chunks(2)
        .map(|two| u16::from_be_bytes([two.first().copied().unwrap_or(0), two.get(1).copied().unwrap_or(0)]))
        .collect();
    let total: u64 = words.iter().map(|w| u64::from(*w)).sum();
    let mut folds = Vec::new();
    let mut sum = total;
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
        folds.push(sum);
    }
    Worked { words, total, folds, checksum: !(sum as u16) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071() {
        let worked = work_out(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
        assert_eq!(worked.words, [0x0001, 0xf203, 0xf4f5, 0xf6f7]);
        assert_eq!((worked.total, worked.folds.as_slice()), (0x2_ddf0, &[0xddf2][..]));
        assert_eq!(worked.checksum, !0xddf2);
    }

    #[test]
    fn fast_and_paper_agree_at_every_length() {
        let bytes: Vec<u8> = (0..=255_u8).rev().cycle().take(1001).collect();
        for end in 0..bytes.len() {
            assert_eq!(checksum(&bytes[..end]), work_out(&bytes[..end]).checksum, "{end} bytes");
        }
    }

    #[test]
    fn bytes_with_their_checksum_sum_to_all_ones() {
        let mut bytes = vec![0x45, 0, 0, 20, 1, 2, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        let sum = checksum(&bytes);
        bytes[10..12].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(checksum(&bytes), 0);
    }
}
