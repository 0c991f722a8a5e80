//! The session header: where its fields lie, and those of the bodies behind it.

use std::ops::Range;

use super::malformed::{Flaw, Malformed};

/// The first two bytes of every record.
pub const MAGIC: [u8; 2] = *b"WL";
/// The version these records are of.
pub const VERSION: u8 = 1;
/// Bytes after the session header, at most.
pub const MAX_BODY: usize = 65_536;

/// Where the session header's fields lie.
pub mod at {
    use super::Range;

    /// `WL`.
    pub const MAGIC: Range<usize> = 0..2;
    /// Version of the protocol.
    pub const VERSION: usize = 2;
    /// What the record is.
    pub const KIND: usize = 3;
    /// Bytes that follow the header.
    pub const LENGTH: Range<usize> = 4..8;
    /// Number of this text.
    pub const SEQUENCE: Range<usize> = 8..12;
    /// Highest text received.
    pub const ACKNOWLEDGEMENT: Range<usize> = 12..16;
    /// The whole session header.
    pub const SESSION: Range<usize> = 0..16;
    /// Character set, in a text.
    pub const CHARSET: usize = 16;
    /// Compression, in a text.
    pub const COMPRESSION: usize = 17;
    /// The presentation header, in a text.
    pub const PRESENTATION: Range<usize> = 16..18;
    /// Hello: the running program.
    pub const INSTANCE: Range<usize> = 16..24;
    /// Hello: the session.
    pub const SESSION_ID: Range<usize> = 24..32;
    /// Hello: what the sender can do.
    pub const CAPABILITIES: Range<usize> = 32..36;
    /// Hello: a number that is used once.
    pub const NONCE: Range<usize> = 36..52;
    /// Hello: the number that this hello answers.
    pub const ECHO: Range<usize> = 52..68;
    /// Hello: a public key.
    pub const KEY: Range<usize> = 68..100;
    /// Hello: bytes of the nick.
    pub const NICK_LENGTH: usize = 100;
    /// Challenge: the number it answers.
    pub const CHALLENGED: Range<usize> = 16..32;
}

/// Kinds of records.
pub mod kind {
    /// Who I am, which session, what I have received.
    pub const HELLO: u8 = 1;
    /// A text.
    pub const TEXT: u8 = 2;
    /// What I have received.
    pub const ACKNOWLEDGEMENT: u8 = 3;
    /// Are you there?
    pub const PING: u8 = 4;
    /// I am.
    pub const PONG: u8 = 5;
    /// Goodbye.
    pub const BYE: u8 = 6;
    /// How did this look at your interface?
    pub const SIGHTING_REQUEST: u8 = 7;
    /// Like this.
    pub const SIGHTING_ANSWER: u8 = 8;
    /// I know the session's secret.
    pub const PROOF: u8 = 9;
    /// Echo this, so that I know the address is yours.
    pub const CHALLENGE: u8 = 10;
}

/// How long the record at the start of `bytes` is, header included, as far as its header is there.
///
/// Wrong headers are found as early as they can be: after the first wrong byte.
///
/// # Errors
/// Magic, version, or a length above [`MAX_BODY`].
pub fn frame(bytes: &[u8]) -> Result<Option<usize>, Malformed> {
    let flaw = |field, offset, flaw| Err(Malformed::new(field, offset, flaw));
    if bytes.iter().zip(&MAGIC).any(|(byte, magic)| byte != magic) {
        return flaw("magic", at::MAGIC.start, Flaw::Magic);
    }
    if let Some(version) = bytes.get(at::VERSION).filter(|v| **v != VERSION) {
        return flaw("version", at::VERSION, Flaw::Version(*version));
    }
    let Some(length) = u32_at(bytes, at::LENGTH) else {
        return Ok(None);
    };
    if length as usize > MAX_BODY {
        return flaw("length", at::LENGTH.start, Flaw::TooLong(length));
    }
    Ok(Some(at::SESSION.end + length as usize))
}

/// A field of four bytes; `None` where they have not come.
pub(super) fn u32_at(bytes: &[u8], field: Range<usize>) -> Option<u32> {
    bytes.get(field)?.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BODY, at};
    use crate::wire::lab;

    #[test]
    fn streams_are_cut_where_the_chat_cuts_them() {
        assert_eq!(lab::HEADER, at::SESSION.end);
        assert_eq!(lab::BODY_LENGTH, at::LENGTH);
        assert_eq!(lab::MAX_BODY as usize, MAX_BODY);
    }
}
