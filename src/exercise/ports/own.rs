//! A pair of binds that the student puts together.

use std::net::IpAddr;

use super::places::{ADDR, ANY, ANY6, End, LOOPBACK, LOOPBACK6, PORT, SECOND, V6};
use crate::exercise::call::{Kind, Opt, Sock};
use crate::exercise::knob::Choices;

/// A pair of binds that the student has put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPair {
    /// What is bound first.
    pub first: End,
    /// What is bound second.
    pub second: End,
    /// The options of either.
    pub options: PairOptions,
}

/// The options of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairOptions {
    /// None.
    None,
    /// `SO_REUSEADDR` on both.
    ReuseAddr,
    /// The same, and the first one listens (over TCP).
    ReuseAddrListens,
    /// `SO_REUSEPORT` on both.
    ReusePort,
    /// `IPV6_V6ONLY` where the address is of IPv6.
    V6Only,
}

impl PairOptions {
    /// As it stands in the recipe.
    pub const WORDS: &[(&str, &str)] = &[
        ("none", "ports-option-none"),
        ("reuseaddr", "ports-option-reuseaddr"),
        ("reuseaddr-listens", "ports-option-listens"),
        ("reuseport", "ports-option-reuseport"),
        ("v6only", "ports-option-v6only"),
    ];

    fn of(choices: &Choices) -> Self {
        match choices.word("option") {
            "reuseaddr" => Self::ReuseAddr,
            "reuseaddr-listens" => Self::ReuseAddrListens,
            "reuseport" => Self::ReusePort,
            "v6only" => Self::V6Only,
            _ => Self::None,
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "ports-option-none",
            Self::ReuseAddr => "ports-option-reuseaddr",
            Self::ReuseAddrListens => "ports-option-listens",
            Self::ReusePort => "ports-option-reuseport",
            Self::V6Only => "ports-option-v6only",
        }
    }

    /// What is set on a socket at this address.
    #[must_use]
    pub const fn set(self, address: IpAddr) -> &'static [Opt] {
        match self {
            Self::ReuseAddr | Self::ReuseAddrListens => ADDR,
            Self::ReusePort => PORT,
            Self::V6Only if address.is_ipv6() => V6,
            Self::None | Self::V6Only => &[],
        }
    }
}

impl OwnPair {
    /// The ends that can be chosen.
    pub const ENDS: &[(&str, &str)] = &[
        ("tcp-any", "ports-end-tcp-any"),
        ("tcp-loopback", "ports-end-tcp-loopback"),
        ("tcp-other", "ports-end-tcp-other"),
        ("tcp-any6", "ports-end-tcp-any6"),
        ("tcp-loopback6", "ports-end-tcp-loopback6"),
        ("udp-any", "ports-end-udp-any"),
        ("udp-loopback", "ports-end-udp-loopback"),
    ];
    /// The same, or none.
    pub const FIRST: &[(&str, &str)] = &[
        ("none", "ports-end-none"),
        ("tcp-loopback", "ports-end-tcp-loopback"),
        ("tcp-other", "ports-end-tcp-other"),
        ("tcp-any", "ports-end-tcp-any"),
        ("tcp-any6", "ports-end-tcp-any6"),
        ("tcp-loopback6", "ports-end-tcp-loopback6"),
        ("udp-loopback", "ports-end-udp-loopback"),
        ("udp-any", "ports-end-udp-any"),
    ];
    /// Its socket that is bound first.
    pub const ONE: Sock = Sock::named("yours");
    /// Its socket that is bound second.
    pub const OTHER: Sock = Sock::named("beside");

    /// The chosen pair; `None`: none was chosen.
    #[must_use]
    pub fn of(choices: &Choices) -> Option<Self> {
        Some(Self {
            first: chosen_end(choices.word("first"))?,
            second: chosen_end(choices.word("second"))?,
            options: PairOptions::of(choices),
        })
    }
}

fn chosen_end(word: &str) -> Option<End> {
    let (kind, address) = match word {
        "tcp-loopback" => (Kind::Stream, LOOPBACK),
        "tcp-other" => (Kind::Stream, SECOND),
        "tcp-any" => (Kind::Stream, ANY),
        "tcp-any6" => (Kind::Stream, ANY6),
        "tcp-loopback6" => (Kind::Stream, LOOPBACK6),
        "udp-loopback" => (Kind::Dgram, LOOPBACK),
        "udp-any" => (Kind::Dgram, ANY),
        _ => return None,
    };
    Some(End::new(kind, address))
}
