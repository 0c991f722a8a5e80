//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;

use crate::say;
use crate::say::Say;
use crate::wire::{self, Context, Digest, Direction, Dissection, LinkType, Protocol};

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
pub fn summary(digest: &Digest, bytes: &[u8], direction: Direction) -> Say {
    let ours = matches!(
        digest.protocol,
        Protocol::LabSession | Protocol::LabApplication
    ) && !digest.fragment;
    let payload = || bytes.get(digest.payload_at as usize..).unwrap_or_default();
    let payload = || {
        payload()
            .get(..digest.payload_len as usize)
            .unwrap_or_else(payload)
    };
    match if ours {
        chat::dissect::summary(payload())
    } else {
        None
    } {
        Some(line) if direction == Direction::Others => say!("wire-say-others", line = line),
        Some(line) => line,
        None => wire::summary(digest, bytes, direction),
    }
}
