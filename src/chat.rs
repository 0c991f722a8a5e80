//! The async edge of the chat: sockets and timers around the state machines of `proto::chat`.

pub mod types;

pub use types::*;
