//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;

use crate::wire::{self, Context, Dissection, LinkType};

/// Takes a frame apart as [`wire::dissect`] does, the lab's own protocols included.
#[must_use]
pub fn dissect(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    let context = Context { payload: Some(chat::dissect::payload), ..context.clone() };
    wire::dissect(link, bytes, &context)
}
