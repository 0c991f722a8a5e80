//! The panes: one file each, with its state, its reducer and its widget.

pub mod encap;
