//! What a line of the packet log is made from.

use super::digest::{Digest, Flaw};
use super::ether_type;
use super::printable::preview;
use super::stream::{Role, Voice};
use crate::say;
use crate::say::{Clean, Say};

/// Characters of a payload shown in a line.
const PREVIEW: usize = 40;

/// A frame that a line is wanted of.
pub(super) struct About<'a> {
    /// Its facts.
    pub(super) digest: &'a Digest,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
    /// What of its payload was captured.
    pub(super) payload: &'a [u8],
    /// Who says it, and in which sense.
    pub(super) voice: Voice,
}

impl<'a> About<'a> {
    pub(super) fn new(digest: &'a Digest, bytes: &'a [u8]) -> Self {
        Self {
            digest,
            bytes,
            payload: digest.payload(bytes),
            voice: Voice::default(),
        }
    }

    /// Did the server send it? Where the connection does not tell, who has one of these well-known ports.
    pub(super) fn is_of_server(&self, ports: &[u16]) -> bool {
        match self.voice.role {
            Some(role) => role == Role::Server,
            None => ports.contains(&self.digest.src_port),
        }
    }
}

/// So many bytes of payload, and their beginning where it is text.
pub(super) fn carried(about: &About<'_>) -> Say {
    let count = about.digest.payload_len;
    let is_cut = about.payload.len() < count as usize;
    match preview(about.payload, PREVIEW) {
        Some(text) if is_cut && !text.ends_with('…') => {
            let text = Clean::from(format!("{text}…"));
            say!("wire-say-text", count = count, text = text)
        }
        Some(text) => say!("wire-say-text", count = count, text = text),
        None => say!("wire-say-data", count = count),
    }
}

/// A header that is not all there, or that says what cannot be.
pub(super) fn cut(about: &About<'_>) -> Say {
    let name = about.digest.protocol.name();
    match about.digest.flaw {
        Flaw::Malformed => say!("wire-say-malformed", name = name),
        Flaw::None | Flaw::Short => say!("wire-say-cut", name = name),
    }
}

/// What the link carries, and how long the frame is. One that ends in the link's own header is cut short: what
/// would follow is not known, however much of its type is there.
pub(super) fn link(about: &About<'_>) -> Say {
    if about.bytes.is_empty() || about.digest.flaw != Flaw::None {
        return cut(about);
    }
    let what = ether_type::what(about.digest.ether_type);
    say!("wire-say-link", what = what, count = about.bytes.len())
}
