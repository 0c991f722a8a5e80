//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;

use crate::say::Say;
use crate::wire::{self, Context, Digest, Dissection, LinkType, Protocol};

/// Takes a frame apart as [`wire::dissect`] does, the lab's own protocols included.
#[must_use]
pub fn dissect(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    let context = Context {
        payload: Some(chat::dissect::payload),
        ..context.clone()
    };
    wire::dissect(link, bytes, &context)
}

/// A frame in one line as [`wire::summary()`] makes it; what the lab's own records say is read too.
#[must_use]
pub fn summary(digest: &Digest, bytes: &[u8], context: &Context) -> Say {
    if !matches!(
        digest.protocol,
        Protocol::LabSession | Protocol::LabApplication
    ) {
        return wire::summary(digest, bytes, context);
    }
    let context = Context {
        words: Some(chat::dissect::summary),
        ..context.clone()
    };
    wire::summary(digest, bytes, &context)
}
