//! The headless commands: plain text on a pipe, or JSON. No screen, no keys.
//!
//! Each takes its arguments, writes to standard output, puts notices on standard error, and returns
//! an exit code: 0 done, 1 it failed, 2 it was asked wrongly. A broken pipe ends a command quietly.

pub mod capture;
pub mod chat;
pub mod config;
pub mod doctor;
pub mod encap;
pub mod exercise;
mod given;
pub mod ip;
mod line;
pub mod out;
pub mod partner;
pub mod practice_helper;
pub mod read;
pub mod report;
pub mod rights;
