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

/// What a reducer has to say to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The pane has taken it; draw again.
    Yes,
    /// Not the pane's matter.
    No,
}
