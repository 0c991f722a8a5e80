//! The panes: one file each, with its state, its reducer, its widget, in this order.
//!
//! A pane holds ids and cursors, never frames. Its widget draws `&self` into the area it is given
//! and does no I/O, no look-ups outside what it is handed. The frame around it is the view's.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod chat;
pub mod encap;
pub mod interfaces;
pub mod line;
pub mod packets;

use crate::place::{HostId, Place};

/// What a reducer has to say to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The pane has taken it; draw again.
    Yes,
    /// Not the pane's matter.
    No,
}

/// What hosts and interfaces are called.
pub trait PlaceNames: std::fmt::Debug {
    /// The interface's own name, or nothing where it is not known any more.
    fn interface(&self, place: Place) -> Option<&str>;

    /// What stands before the names of this host's interfaces; nothing for this machine.
    fn host(&self, host: HostId) -> &str;
}
