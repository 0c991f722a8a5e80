//! The program: model, update, view, and the loop that drives them.
//!
//! `model`, `update` and `view` know no sockets, files or clocks: they are functions of
//! what they are given, so the whole program runs in tests on fakes. `run` is the loop, `runtime`
//! performs what `update` asks for, `terminal` owns the screen, `keyboard` reads what is typed, which
//! `sequences` cuts into keys.

// A test may look for one variant among many.
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod keyboard;
pub mod model;
pub mod outcome;
pub mod run;
pub mod runtime;
mod sequences;
pub mod start;
pub mod terminal;
pub mod update;
pub mod view;
