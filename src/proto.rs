//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;
