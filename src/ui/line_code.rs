//! Bits as signals on a line.
//!
//! - NRZ (non-return to zero): high for 1, low for 0. A long run of equal bits has no edges, so that a
//!   receiver's clock may drift.
//! - Manchester (IEEE 802.3 clause 7, as 10BASE-T sends): up in the middle of each 1, down in the middle of
//!   each 0. There is an edge in every bit to set the clock by, at the price of twice the changes.
//!
//! Ethernet sends of each byte the lowest bit first.

/// A code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineCode {
    /// Non-return to zero.
    Nrz,
    /// Manchester.
    Manchester,
}

/// How high and low are drawn, one cell for half a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// High.
    pub high: &'static str,
    /// Low.
    pub low: &'static str,
}

impl Levels {
    /// Block elements, or ASCII.
    #[must_use]
    pub const fn of(ascii: bool) -> Self {
        if ascii {
            Self {
                high: "\"",
                low: "_",
            }
        } else {
            Self {
                high: "▔",
                low: "▁",
            }
        }
    }
}

/// The bits of a byte in the order in which they are sent.
#[must_use]
pub fn sent(byte: u8) -> [bool; 8] {
    std::array::from_fn(|bit| byte >> bit & 1 == 1)
}

/// The two halves of a bit on the line: high or low.
#[must_use]
pub const fn halves(code: LineCode, bit: bool) -> [bool; 2] {
    match code {
        LineCode::Nrz => [bit, bit],
        LineCode::Manchester => [!bit, bit],
    }
}

/// A byte on the line: sixteen cells.
#[must_use]
pub fn drawn(code: LineCode, byte: u8, levels: Levels) -> String {
    let cell = |high: bool| if high { levels.high } else { levels.low };
    sent(byte)
        .iter()
        .flat_map(|bit| halves(code, *bit))
        .map(cell)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bit_goes_first() {
        assert_eq!(
            sent(0b0000_0001),
            [true, false, false, false, false, false, false, false]
        );
        assert_eq!(
            sent(0xd5).map(u8::from),
            [1, 0, 1, 0, 1, 0, 1, 1],
            "the start frame delimiter (IEEE 802.3 §3.1.1)"
        );
    }

    #[test]
    fn nrz_stays_and_manchester_turns_in_every_bit() {
        let levels = Levels::of(true);
        assert_eq!(
            drawn(LineCode::Nrz, 0b0000_0011, levels),
            "\"\"\"\"____________"
        );
        assert_eq!(
            drawn(LineCode::Manchester, 0b0000_0011, levels),
            "_\"_\"\"_\"_\"_\"_\"_\"_"
        );
        for byte in 0..=u8::MAX {
            assert!(sent(byte).iter().all(|bit| {
                let [a, b] = halves(LineCode::Manchester, *bit);
                a != b
            }));
        }
    }
}
