//! What is asked of the practice lab, and what it tells. Plain data.

use std::net::SocketAddr;

use crate::msg::chat::Trouble;
use crate::place::HostId;

/// A host of the lab that the student works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabHost {
    /// Its number.
    pub id: HostId,
    /// A short name for it, of a few letters: it stands before its interfaces' names.
    pub label: String,
}

/// What the practice lab tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PracticeEvent {
    /// The partner is there.
    Ready {
        /// The hosts one works on, the one that calls the partner first; none: this machine itself, where
        /// namespaces are denied.
        hosts: Vec<LabHost>,
        /// Where the partner listens.
        partner: SocketAddr,
        /// Why it lives on loopback, where it does.
        fallback: Option<Trouble>,
    },
    /// The partner could not be started.
    Failed(Trouble),
    /// The lab's helper has gone by itself (or was stopped before).
    Died,
    /// The lab has ended.
    Ended,
}

/// What the practice lab is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PracticeEffect {
    /// Start the partner.
    Start,
    /// It is there: let chat, watch and capture use the lab's hosts.
    Join,
    /// Stop it.
    Stop,
}
