//! Bytes inside bytes.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Does `hay` hold `needle` anywhere? An empty needle is everywhere. Linear for needles of bounded
/// length: at each place where the needle's rarest byte stands, the needle is compared.
pub(super) fn holds(hay: &[u8], needle: &[u8]) -> bool {
    let Some(key) = (0..needle.len()).max_by_key(|i| needle.get(*i).map_or(0, |b| rarity(*b)))
    else {
        return true;
    };
    let Some(&byte) = needle.get(key) else {
        return true;
    };
    let Some(last) = hay.len().checked_sub(needle.len()) else {
        return false;
    };
    // Only places where the whole needle has room.
    let mut at = key;
    while let Some(step) = hay.get(at..=last + key).and_then(|rest| find(rest, byte)) {
        let start = at + step - key;
        // Byte by byte: mostly the first one tells, sooner than a call to compare them all.
        if hay
            .get(start..start + needle.len())
            .is_some_and(|there| there.iter().eq(needle))
        {
            return true;
        }
        at += step + 1;
    }
    false
}

/// How seldom a byte is in the traffic of a network: higher is rarer.
const fn rarity(byte: u8) -> u8 {
    match byte {
        0 | 0xff => 0,
        b' ' | b'e' | b't' | b'a' | b'o' | b'n' | b'i' | b'r' | b's' => 1,
        b'a'..=b'z' | b'0'..=b'9' | b'.' | b'/' | b'-' | b'\r' | b'\n' | 1..=4 => 2,
        b'A'..=b'Z' => 3,
        _ => 4,
    }
}

/// The first place of a byte, eight at a time.
fn find(hay: &[u8], byte: u8) -> Option<usize> {
    let pattern = ONES * u64::from(byte);
    let (chunks, rest) = hay.as_chunks::<8>();
    for (i, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk) ^ pattern;
        let zeros = word.wrapping_sub(ONES) & !word & HIGHS;
        if zeros != 0 {
            return Some(i * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    rest.iter()
        .position(|b| *b == byte)
        .map(|at| chunks.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(hay in proptest::collection::vec(0_u8..4, 0..80), needle in proptest::collection::vec(0_u8..4, 1..6)) {
            let plain = hay.windows(needle.len()).any(|window| window == needle);
            proptest::prop_assert_eq!(holds(&hay, &needle), plain);
        }
    }

    #[test]
    fn the_ends_count() {
        assert!(
            holds(b"hello", b"hello")
                && holds(b"say hello", b"hello")
                && holds(b"hello you", b"hello")
        );
        assert!(!holds(b"hell", b"hello") && holds(b"", b"") && !holds(b"", b"x"));
    }
}
