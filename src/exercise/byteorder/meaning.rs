//! What a typed text means: a number of 16 or 32 bits, or an address.

use std::fmt;
use std::net::Ipv4Addr;

use bytes::Bytes;

use crate::exercise::call::Width;
use crate::say;
use crate::say::Say;

/// What a typed text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// 16 bits: a port.
    Port(u16),
    /// 32 bits.
    Number(u32),
    /// An address of IPv4.
    Address(Ipv4Addr),
}

/// What is wrong with a typed text; `None`: nothing.
#[must_use]
pub fn wrong(text: &str) -> Option<Say> {
    (read(text).is_none()).then(|| say!("byteorder-wrong"))
}

/// A number from 0 to 4294967295, also as `0x400`; or an address.
fn read(text: &str) -> Option<Meaning> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Some(Meaning::Address(address));
    }
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let digits = |text: &str, radix| {
        let plain = text.chars().all(|letter| letter.is_digit(radix));
        plain
            .then(|| u32::from_str_radix(text, radix).ok())
            .flatten()
    };
    let number = hex.map_or_else(|| digits(text, 10), |hex| digits(hex, 16))?;
    Some(u16::try_from(number).map_or(Meaning::Number(number), Meaning::Port))
}

impl Meaning {
    /// The text, taken as what was chosen; and whether it was to be a port but is too large for one.
    #[must_use]
    pub fn chosen(text: &str, kind: &str) -> (Self, bool) {
        let plain = read(text).unwrap_or(Self::Port(0));
        let number = plain.number();
        match (kind, u16::try_from(number)) {
            ("number", _) => (Self::Number(number), false),
            ("address", _) => (Self::Address(number.into()), false),
            ("port", Ok(port)) => (Self::Port(port), false),
            ("port", Err(_)) => (plain, true),
            _ => (plain, false),
        }
    }

    /// It as a number.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Port(port) => port.into(),
            Self::Number(number) => number,
            Self::Address(address) => address.into(),
        }
    }

    /// How many bytes it takes.
    #[must_use]
    pub const fn width(self) -> Width {
        match self {
            Self::Port(_) => Width::Short,
            Self::Number(_) | Self::Address(_) => Width::Long,
        }
    }

    /// 16 or 32.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self.width() {
            Width::Short => 16,
            Width::Long => 32,
        }
    }

    /// Its bytes, the highest first.
    #[must_use]
    pub fn network(self) -> Bytes {
        match self {
            Self::Port(port) => port.to_be_bytes().to_vec().into(),
            Self::Number(_) | Self::Address(_) => self.number().to_be_bytes().to_vec().into(),
        }
    }

    /// The same bytes the other way round.
    #[must_use]
    pub fn turned(self) -> Bytes {
        self.network().iter().rev().copied().collect()
    }
}

/// As it was typed.
impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(port) => port.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Address(address) => address.fmt(f),
        }
    }
}
