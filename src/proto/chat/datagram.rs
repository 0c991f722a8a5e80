//! A session's records over UDP: each datagram is numbered and bears a code that only the two ends
//! can make.
//!
//! ```text
//!  +-------------------+----------------------------+---------------+-------------------+
//!  | record's header   | number of this datagram u64| code, 16 bytes| the record's body |
//!  +-------------------+----------------------------+---------------+-------------------+
//!   kind + 0x80, length       the seal, 24 bytes
//!   counts the seal too
//! ```
//!
//! UDP says nothing about who speaks: any program on any host can write any sender address into a
//! datagram. The code proves the sender; the number keeps an old datagram from being shown again,
//! however much came between, by a window as in RFC 4303 §3.4.3.

use super::codec::{self, Decoded, Record};
use super::header::at;
use super::secret::{CODE, Secret, Side};

/// Bytes of the number.
const NUMBER: usize = 8;
/// Bytes between a sealed record's header and its body.
pub const SEAL: usize = NUMBER + CODE;
/// Set in the kind of a record that is sealed.
pub const SEALED: u8 = 0x80;
/// Numbers below the highest that may still come, out of order.
const WINDOW: u64 = 64;

/// Closes a record into the datagram that `side` sends under this number.
#[must_use]
pub fn seal(secret: &Secret, side: Side, number: u64, record: &Record) -> Vec<u8> {
    let mut bytes = record.encode();
    let body = bytes.split_off(at::SESSION.end);
    bytes[at::KIND] |= SEALED;
    bytes[at::LENGTH].copy_from_slice(&((body.len() + SEAL) as u32).to_be_bytes());
    bytes.extend_from_slice(&number.to_be_bytes());
    let code = secret.seal(side, &[bytes.as_slice(), &body].concat());
    bytes.extend_from_slice(&code);
    bytes.extend_from_slice(&body);
    bytes
}

/// The record in a datagram of the other side's, with its number. `None`: it is none, or somebody
/// else has made it.
#[must_use]
pub fn open(secret: &Secret, side: Side, bytes: &[u8]) -> Option<(Record, u64)> {
    let sealed = unsealed(bytes)?;
    let (head, rest) = bytes.split_at_checked(at::SESSION.end + NUMBER)?;
    let (code, body) = rest.split_at_checked(CODE)?;
    secret
        .is_sealed(side, &[head, body].concat(), code)
        .then_some(sealed)
}

/// The record and the number in a sealed datagram, whoever made it.
#[must_use]
pub fn unsealed(bytes: &[u8]) -> Option<(Record, u64)> {
    let (mut head, rest) = (
        bytes.get(at::SESSION)?.to_vec(),
        bytes.get(at::SESSION.end..)?,
    );
    let number = rest
        .first_chunk::<NUMBER>()
        .copied()
        .map(u64::from_be_bytes)?;
    let body = rest.get(SEAL..)?;
    let length = head
        .get(at::LENGTH)?
        .try_into()
        .ok()
        .map(u32::from_be_bytes)?;
    if head[at::KIND] & SEALED == 0 || length as usize != rest.len() {
        return None;
    }
    head[at::KIND] &= !SEALED;
    head[at::LENGTH].copy_from_slice(&(body.len() as u32).to_be_bytes());
    Some((bare(&[head.as_slice(), body].concat())?, number))
}

/// The record that a datagram is which nobody has sealed.
#[must_use]
pub fn bare(bytes: &[u8]) -> Option<Record> {
    match codec::decode(bytes) {
        Ok(Decoded::Record(record, length)) if length == bytes.len() => Some(record),
        _ => None,
    }
}

/// Which numbers have come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// The highest number so far, plus one.
    next: u64,
    /// Bit `n`: `next - 1 - n` has come.
    seen: u64,
}

impl Window {
    /// Takes note of a number; `false`: it came before, or is too old to tell.
    pub fn take(&mut self, number: u64) -> bool {
        let Some(next) = number.checked_add(1) else {
            return false;
        };
        if next > self.next {
            self.seen = self
                .seen
                .checked_shl((next - self.next).min(WINDOW) as u32)
                .unwrap_or(0)
                | 1;
            self.next = next;
            return true;
        }
        let back = self.next - next;
        let bit = 1_u64.checked_shl(back.min(WINDOW) as u32).unwrap_or(0);
        let fresh = bit != 0 && self.seen & bit == 0;
        self.seen |= bit;
        fresh
    }
}

#[cfg(test)]
pub mod tests {
    use super::super::secret::{Introduction, Meeting, PrivateKey};
    use super::super::{Body, Record};
    use super::*;

    /// Some session's.
    ///
    /// # Panics
    /// Never: the keys agree.
    pub fn secret() -> Secret {
        let (a, b) = (
            PrivateKey::from_random([1; 32]),
            PrivateKey::from_random([2; 32]),
        );
        let listener = Introduction {
            key: b.public(),
            ..Introduction::default()
        };
        let connector = Introduction {
            key: a.public(),
            ..Introduction::default()
        };
        Secret::agree(
            &a,
            Side::Connector,
            &Meeting {
                session: 1,
                connector,
                listener,
            },
        )
        .unwrap()
    }

    fn text() -> Record {
        Record {
            sequence: 3,
            acknowledgement: 0,
            body: Body::Text(b"hi".to_vec()),
        }
    }

    #[test]
    fn a_sealed_record_is_read_by_the_other_end_alone() {
        let bytes = seal(&secret(), Side::Connector, 5, &text());
        assert_eq!(bytes.len(), 16 + SEAL + 2 + 2);
        assert_eq!(open(&secret(), Side::Connector, &bytes), Some((text(), 5)));
        assert_eq!(open(&secret(), Side::Listener, &bytes), None, "reflected");
        assert_eq!(unsealed(&bytes), Some((text(), 5)));
        assert!(
            matches!(
                bare(&bytes),
                Some(Record {
                    body: Body::Unknown(0x82),
                    ..
                })
            ),
            "skipped by who does not know it"
        );
    }

    #[test]
    fn no_spoilt_or_cut_datagram_is_taken() {
        let whole = seal(&secret(), Side::Connector, 5, &text());
        for index in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[index] ^= 1;
            assert_eq!(
                open(&secret(), Side::Connector, &bytes),
                None,
                "byte {index}"
            );
            assert_eq!(
                open(&secret(), Side::Connector, &whole[..index]),
                None,
                "{index} bytes"
            );
        }
    }

    #[test]
    fn each_number_counts_once_however_much_came_between() {
        let mut window = Window::default();
        for (number, fresh) in [
            (0, true),
            (0, false),
            (3, true),
            (1, true),
            (1, false),
            (70, true),
            (6, false),
            (7, true),
            (7, false),
        ] {
            assert_eq!(window.take(number), fresh, "{number}");
        }
        assert!(window.take(10_000) && !window.take(3) && !window.take(70) && window.take(9_999));
        assert!(!window.take(u64::MAX), "there is no next number");
    }

    #[test]
    fn the_window_agrees_with_a_set() {
        let mut window = Window::default();
        let (mut came, mut highest) = (std::collections::HashSet::new(), 0_u64);
        let mut random = 0x9e37_79b9_u64;
        for _ in 0..20_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let number = (highest + 8).saturating_sub(random % 90);
            let expected = number + WINDOW > highest && came.insert(number);
            assert_eq!(
                window.take(number),
                expected || came.is_empty(),
                "{number} of {highest}"
            );
            highest = highest.max(number);
        }
    }
}
