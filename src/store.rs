//! What is kept: records of the packet log, which of them are the student's own, and which frames
//! carried which message.
//!
//! Pure: no clock, no sockets, no screen. Everything is bounded by a byte budget or a count.

pub mod assembly;
pub mod chores;
pub mod filter;
pub mod flows;
pub mod ladder;
pub mod ledger;
mod order;
pub mod own;
pub mod packets;
pub mod reassembly;
mod rounds;
pub mod streams;

pub use chores::Chore;
pub use flows::{Flow, FlowId, FlowState, Flows, Marks, Way};
pub use ledger::{Entry, EntryId, Ledger, fragment_offset};
pub use own::Own;
pub use packets::{Body, Packets, Record};
