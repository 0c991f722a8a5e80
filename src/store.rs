//! What is kept: packets, messages, counters.

pub mod filter;
