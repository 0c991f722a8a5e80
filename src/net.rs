//! The network as data: interfaces, addresses, routes, neighbours, and what follows from them.
//!
//! Pure: who reads them off a kernel is [`crate::host`]. [`subnet`] is the arithmetic of an address
//! and its prefix, [`mod@reach`] the route decision, step by step.

pub mod reach;
pub mod snapshot;
pub mod subnet;

pub use reach::{Hop, NextMac, Reach, Way, reach, reach_zone};
pub use snapshot::{
    Address, Counters, Flags, Interface, InterfaceKind, LinkState, Neighbour, Route, Scope,
    Snapshot,
};
pub use subnet::Subnet;
