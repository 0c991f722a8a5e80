//! Where an exercise runs.

use std::net::{IpAddr, Ipv4Addr};

use crate::say::Say;

/// Where an exercise may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// This machine, over its loopback: its own settings, no right needed.
    Here,
    /// Two hosts of one's own on a cable, as the practice partner's: true ARP, and frames without any right.
    Cable,
}

impl Ground {
    /// Its word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Cable => "cable",
        }
    }

    /// The message that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Here => "exercise-ground-here",
            Self::Cable => "exercise-ground-cable",
        }
    }
}

/// Where it runs, with its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Which.
    pub ground: Ground,
    /// The clients' address.
    pub near: IpAddr,
    /// The servers'. On this machine both are 127.0.0.1.
    pub far: IpAddr,
    /// An address of the same network that nobody has; `None`: on this machine there is no such.
    pub missing: Option<IpAddr>,
    /// This machine's own address in its network, where it has one.
    pub own: Option<IpAddr>,
    /// Are frames captured?
    pub frames: bool,
    /// Why it does not run where it was asked to, or why no frames are captured.
    pub notes: Vec<Say>,
}

impl Setting {
    /// This machine's loopback, without capture.
    #[must_use]
    pub const fn here() -> Self {
        Self {
            ground: Ground::Here,
            near: IpAddr::V4(Ipv4Addr::LOCALHOST),
            far: IpAddr::V4(Ipv4Addr::LOCALHOST),
            missing: None,
            own: None,
            frames: false,
            notes: Vec::new(),
        }
    }
}
