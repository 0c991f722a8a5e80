//! Bits of bytes as one writes them: the highest first, in fours.

use std::ops::Range;

/// The bytes that hold these bits, as bits; those that do not belong to them as `other`: `0100 ····`. Bits are
/// counted from the first byte's highest. What is not there is `other`, too.
#[must_use]
pub fn drawn(bits: &Range<usize>, bytes: &[u8], other: &str) -> String {
    let mut drawn = String::new();
    for at in bits.start / 8 * 8..bits.end.div_ceil(8) * 8 {
        if at % 4 == 0 && !drawn.is_empty() {
            drawn.push(' ');
        }
        match bytes.get(at / 8) {
            Some(byte) if bits.contains(&at) => drawn.push(if byte >> (7 - at % 8) & 1 == 1 {
                '1'
            } else {
                '0'
            }),
            _ => drawn.push_str(other),
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_a_field_stand_among_dots() {
        assert_eq!(drawn(&(0..4), &[0x45], "."), "0100 ....");
        assert_eq!(drawn(&(4..8), &[0x45], "."), ".... 0101");
        assert_eq!(drawn(&(3..16), &[0x40, 0x01], "."), "...0 0000 0000 0001");
        assert_eq!(
            drawn(&(0..8), &[], "."),
            ".... ....",
            "what was not captured"
        );
    }
}
