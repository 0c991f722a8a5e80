//! The frame check sequence: the four bytes that an Ethernet card puts behind a frame (IEEE 802.3 §3.2.9).
//!
//! It is a cyclic redundancy check of 32 bits over all bytes from the destination MAC to the last one of
//! data or padding. The card works it out while it sends and checks it while it receives: a frame that was
//! damaged on the way is dropped there and then, and no program ever hears of it. So a capture shows no
//! FCS: what it sees has passed, or has not been sent yet.

/// Bytes of the FCS.
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

#[cfg(test)]
mod tests {
    use super::*;

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
