//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;

use crate::wire::{Context, Dissection, LinkType};

/// Takes a frame apart, the lab's own protocols included.
#[must_use]
pub fn dissect(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    crate::wire::dissect(link, bytes, context)
}
