//! The frame check sequence: the four bytes that an Ethernet card puts behind a frame (IEEE 802.3 §3.2.9).
//!
//! It is a cyclic redundancy check of 32 bits over all bytes from the destination MAC to the last one of
//! data or padding. The card works it out while it sends and checks it while it receives: a frame that was
//! damaged on the way is dropped there and then, and no program ever hears of it. So most captures show no
//! FCS: what they see has passed, or has not been sent yet. Some cards and taps hand it on, and a capture
//! file then declares how long it is ([`FcsLength`](super::FcsLength)); it is no part of what the frame carries.

use super::field::{Context, Layer, Value};
use super::named::{Named, named};
use super::protocol::Protocol;
use super::tree::Head;
use super::types::LinkType;
use crate::say;
use crate::say::Say;

/// Bytes of Ethernet's FCS.
pub const LENGTH: usize = 4;

/// A frame without its FCS is at least this long; shorter ones are filled up (IEEE 802.3 §4.2.3.3: 64 with
/// it). So a card could hear two frames collide before the shorter one was over.
pub const LEAST: usize = 60;

/// The generator polynomial x³² + x²⁶ + x²³ + … + 1, its bits turned round: each byte goes out lowest bit first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// The FCS of these bytes, in the order in which it is sent.
#[must_use]
pub fn fcs(bytes: &[u8]) -> [u8; LENGTH] {
    let mut remainder = u32::MAX;
    for byte in bytes {
        remainder ^= u32::from(*byte);
        for _ in 0..8 {
            // Division without carries: where the bit that falls out is 1, the polynomial is taken away.
            let falls_out = remainder & 1 == 1;
            remainder >>= 1;
            if falls_out {
                remainder ^= POLYNOMIAL;
            }
        }
    }
    (!remainder).to_le_bytes()
}

impl Context {
    /// What a frame carries, and what there is of its declared FCS.
    pub(super) fn split<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        self.fcs
            .split(bytes, self.wire_length + usize::from(self.fcs.bytes()))
    }
}

pub(super) const FIELD: Named =
    named!(Number "eth.fcs" = "Frame Check Sequence", "IEEE 802.3 §3.2.9");
/// One that is not all there, or no number of 32 bits.
const OTHER: Named = Named::plain("Frame Check Sequence", "IEEE 802.3 §3.2.9");

/// The layer of a declared FCS that begins at `at`; `bytes` is the frame with it.
pub(super) fn layer(link: LinkType, bytes: &[u8], at: usize, context: &Context) -> Layer {
    let mut head = Head::new(bytes, at, bytes.len());
    let (count, declared) = (bytes.len() - at, usize::from(context.fcs.bytes()));
    let line = say!("wire-fcs-line", count = count);
    if count < declared {
        let meaning = say!("wire-fcs-cut", count = count, declared = declared);
        head.raw(count, &OTHER, meaning);
    } else if link == LinkType::Ethernet && declared == LENGTH {
        let before = bytes.get(..at).unwrap_or_default();
        head.bytes(count, &FIELD, |found| {
            (number(found), verdict(found, before))
        });
    } else {
        head.raw(count, &OTHER, say!("wire-fcs-other", count = count));
    }
    head.layer(Protocol::Fcs, line)
}

/// As the bytes stand there, the first one highest: so Wireshark shows it too.
fn number(found: &[u8]) -> Value {
    let number = found.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    Value::Hex(number, 8)
}

fn verdict(found: &[u8], before: &[u8]) -> Say {
    let right = fcs(before);
    if found == right {
        return say!("wire-fcs-right");
    }
    let should = format!("0x{:08x}", u32::from_be_bytes(right));
    say!("wire-fcs-wrong", should = should)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::FcsLength;

    /// An Ethernet frame of 18 bytes with this behind it, and what is said of what is behind.
    fn told(link: LinkType, behind: &[u8], declared: u8, wire_length: usize) -> (Value, Say) {
        let frame = [&[2; 12][..], &[0x12, 0x34], b"abcd", behind].concat();
        let fcs = FcsLength::new(declared);
        let context = Context {
            wire_length: wire_length - usize::from(declared),
            fcs,
            ..Context::default()
        };
        let tree = crate::wire::dissect(link, &frame, &context);
        let last = tree.layers.last().unwrap();
        assert_eq!(last.protocol, Protocol::Fcs);
        assert_eq!(last.range, 18..frame.len());
        let before = &tree.layers[tree.layers.len() - 2];
        assert_eq!(before.range.end, 18, "no byte of the FCS is payload");
        let field = &last.fields[0];
        (field.value.clone(), field.meaning.clone().unwrap())
    }

    #[test]
    fn a_declared_fcs_is_checked_and_a_wrong_one_told_what_it_would_be() {
        let frame = [&[2; 12][..], &[0x12, 0x34], b"abcd"].concat();
        let right = fcs(&frame);
        let number = u64::from(u32::from_be_bytes(right));
        assert_eq!(
            told(LinkType::Ethernet, &right, 4, 22),
            (Value::Hex(number, 8), say!("wire-fcs-right"))
        );
        assert_eq!(
            told(LinkType::Ethernet, &[0xde, 0xad, 0xbe, 0xef], 4, 22),
            (
                Value::Hex(0xdead_beef, 8),
                say!("wire-fcs-wrong", should = format!("0x{number:08x}"))
            )
        );
    }

    #[test]
    fn what_is_cut_or_no_ethernet_fcs_is_kept_but_not_checked() {
        let key = |link, behind: &[u8], declared, wire| told(link, behind, declared, wire).1.key;
        assert_eq!(key(LinkType::Ethernet, &[1, 2], 4, 22), "wire-fcs-cut");
        assert_eq!(key(LinkType::Ethernet, &[1, 2], 2, 20), "wire-fcs-other");
        assert_eq!(key(LinkType::Other(9), &[1; 4], 4, 22), "wire-fcs-other");
    }

    #[test]
    fn a_cut_frame_has_lost_its_fcs_first() {
        let four = FcsLength::new(4);
        assert_eq!(four.split(&[7; 60], 64), (&[7; 60][..], &[][..]));
        assert_eq!(four.split(&[7; 64], 64), (&[7; 60][..], &[7; 4][..]));
        assert_eq!(four.split(&[7; 2], 64), (&[7; 2][..], &[][..]));
        assert_eq!(four.split(&[7; 3], 3), (&[][..], &[7; 3][..]));
        assert_eq!(FcsLength::NONE.split(&[7; 9], 4), (&[7; 9][..], &[][..]));
    }

    #[test]
    fn the_check_value_of_the_standard_s_own_sum() {
        // The published check value of CRC-32 (ISO-HDLC): the digits 1 to 9 give cbf43926.
        assert_eq!(fcs(b"123456789"), 0xcbf4_3926_u32.to_le_bytes());
        assert_eq!(fcs(b""), [0; 4]);
    }

    #[test]
    fn a_frame_with_its_fcs_leaves_the_same_remainder_whatever_it_holds() {
        for frame in [&b"a frame"[..], &[0xff; 60], &[0; 1514]] {
            let whole = [frame, &fcs(frame)].concat();
            assert_eq!(fcs(&whole), 0x2144_df1c_u32.to_le_bytes());
        }
    }

    #[test]
    fn one_bit_turned_over_is_found() {
        let frame = [0x5a; 64];
        for bit in 0..frame.len() * 8 {
            let mut damaged = frame;
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(fcs(&damaged), fcs(&frame));
        }
    }
}
