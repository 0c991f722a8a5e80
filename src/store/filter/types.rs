//! Types: what a field can be compared with, and how that is written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::expr::Literal;
use super::lex::{Kind, Word};
use super::names::Sort;
use crate::net::Subnet;
use crate::say;
use crate::say::Say;
use crate::wire::MacAddr;

impl Sort {
    /// What was expected, where a value of this sort should have stood.
    pub(super) fn expected(self) -> Say {
        match self {
            Self::Number(u64::MAX) => say!("filter-expected-any-number"),
            Self::Number(largest) => say!("filter-expected-number", largest = largest.to_string()),
            Self::Flag => say!("filter-expected-flag"),
            Self::Mac => say!("filter-expected-mac"),
            Self::Ipv4 => say!("filter-expected-ipv4"),
            Self::Ipv6 => say!("filter-expected-ipv6"),
            Self::Text => say!("filter-expected-text"),
            Self::Bytes => say!("filter-expected-bytes"),
            Self::Seconds => say!("filter-expected-seconds"),
            Self::Presence => say!("filter-expected-presence"),
        }
    }

    /// May it hold other text or bytes?
    pub(super) const fn contains(self) -> bool {
        matches!(self, Self::Text | Self::Bytes | Self::Mac)
    }

    /// The value that a token gives for a field of this sort.
    pub(super) fn literal(self, kind: &Kind) -> Option<Literal> {
        match kind {
            Kind::Quoted(bytes) if matches!(self, Self::Text | Self::Bytes) => {
                Some(Literal::Bytes(bytes.clone()))
            }
            Kind::Word(word) => self.word(word),
            _ => None,
        }
    }

    pub(super) fn word(self, word: &Word) -> Option<Literal> {
        let small = word.small.as_str();
        match self {
            Self::Number(largest) => number(small).filter(|n| *n <= largest).map(Literal::Number),
            Self::Flag => flag(small).map(Literal::Number),
            Self::Mac => small.parse::<MacAddr>().ok().map(Literal::Mac),
            Self::Ipv4 if small.contains('/') => subnet(small, IpAddr::is_ipv4),
            Self::Ipv4 => small
                .parse::<Ipv4Addr>()
                .ok()
                .map(|a| Literal::Ip(IpAddr::V4(a))),
            Self::Ipv6 if small.contains('/') => subnet(small, IpAddr::is_ipv6),
            Self::Ipv6 => small
                .parse::<Ipv6Addr>()
                .ok()
                .map(|a| Literal::Ip(IpAddr::V6(a))),
            Self::Text => Some(Literal::Bytes(word.typed.clone().into_bytes())),
            Self::Bytes => bytes(small).map(Literal::Bytes),
            Self::Seconds => seconds(small).map(Literal::Time),
            Self::Presence => None,
        }
    }
}

/// A network of one family.
fn subnet(text: &str, family: fn(&IpAddr) -> bool) -> Option<Literal> {
    let net: Subnet = text.parse().ok()?;
    family(&net.address()).then_some(Literal::Net(net))
}

/// A whole number: decimal, or with `0x` or `0b` before it.
pub(super) fn number(text: &str) -> Option<u64> {
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (text.get(2..)?, 16),
        Some("0b") => (text.get(2..)?, 2),
        _ => (text, 10),
    };
    u64::from_str_radix(digits, radix)
        .ok()
        .filter(|_| !digits.starts_with('+'))
}

fn flag(text: &str) -> Option<u64> {
    match text {
        "1" | "true" => Some(1),
        "0" | "false" => Some(0),
        _ => None,
    }
}

/// Bytes in hexadecimal, with `:` or `-` between: `de:ad:be:ef`.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let parts = text.split([':', '-']);
    parts
        .map(|part| {
            u8::from_str_radix(part, 16)
                .ok()
                .filter(|_| part.len() == 2 && !part.starts_with('+'))
        })
        .collect()
}

/// Seconds with at most nine decimals, as nanoseconds.
fn seconds(text: &str) -> Option<i64> {
    let (minus, text) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 9 || whole.len() + part.len() == 0 {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let nanos: i64 = format!("{part:0<9}").parse().ok()?;
    let time = whole.checked_mul(1_000_000_000)?.checked_add(nanos)?;
    Some(if minus { -time } else { time })
}
