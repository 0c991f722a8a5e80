//! What is kept: packets, messages, counters.
