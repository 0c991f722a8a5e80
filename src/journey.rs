//! One message's way: down the sender's layers, over the wire, up the receiver's layers.
//!
//! Pure: a function of a frame's bytes and what is known of them. The panes play it.
