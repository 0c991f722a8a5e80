//! The chat's own protocol, version 1: what two wirelabs say to each other.
//!
//! The Internet's stack has no session and no presentation layer (RFC 1122 §1.1.3). Here both are
//! real: each has a small header with a job that can be watched. All numbers are big-endian.
//!
//! # How they find out that both speak it (TCP)
//!
//! As in SSH (RFC 4253 §4.2) the side that *listens* speaks first, one readable line:
//!
//! ```text
//! WLAB/1 wirelab 0.1.0\r\n
//! ```
//!
//! The side that *connected* waits for it up to [`GREETING_WAIT`]. If it comes, it answers with its
//! own line and from then on both send records. If something else comes, or nothing, the listener is
//! a *plain* peer (netcat, a Python exercise) and lines of text are exchanged. The listener judges the
//! same way: first bytes `WLAB/1 ` mean the lab, all else is plain text. A plain peer never sees a
//! binary byte.
//!
//! Over UDP the side that was told to connect sends that line as a datagram of its own, with a token
//! behind it (so that an echo server sending it back is not taken for a lab); a lab answers it with
//! a hello. Afterwards each datagram is one record, told from plain text by its first bytes.
//!
//! # A record
//!
//! ```text
//!  session header, 16 bytes                                          layer 5
//!  +--------+--------+---------+--------+-----------------------------------+
//!  |  'W'   |  'L'   | version |  kind  |  length: bytes after this header  |
//!  +--------+--------+---------+--------+-----------------------------------+
//!  |  sequence: number of this text     |  acknowledgement: highest text    |
//!  |  (from 1; 0 for other kinds)       |  received from the other side     |
//!  +------------------------------------+-----------------------------------+
//!  kind 2, text: presentation header, 2 bytes                        layer 6
//!  +---------+-------------+
//!  | charset | compression |   charset 1 = UTF-8; compression 0 = none
//!  +---------+-------------+
//!  the text's bytes                                                  layer 7
//! ```
//!
//! | kind | body |
//! |---|---|
//! | 1 hello | instance u64, session u64, capabilities u32, nick (length u8, UTF-8), then extensions (type u8, length u16, bytes) |
//! | 2 text | presentation header, text |
//! | 3 acknowledgement | empty: the header's number says it |
//! | 4 ping, 5 pong | 8 bytes which the pong repeats |
//! | 6 bye | the reason, UTF-8, may be empty |
//! | 7 sighting request, 8 sighting answer | see [`sighting`] |
//!
//! Of the capabilities bit 0 (value 1) says: I capture, and I answer sighting requests. Whoever's
//! capture begins or ends says so with another hello.
//!
//! # Sessions outlive connections
//!
//! The connector's first hello asks for a new session (id 0); the listener's hello names it. After a
//! break the connector sends that id again, and both hellos carry in *acknowledgement* what was
//! received so far: each side resends what the other lacks and drops what it already has, so every
//! text arrives exactly once. A listener that does not know the id (it was restarted) answers with
//! another one: both number their texts from 1 again.
//!
//! Over UDP nothing is resent: an acknowledgement there says that this one number has arrived, and a
//! gap is a datagram that was lost. That is what UDP is.
//!
//! # How later versions stay compatible
//!
//! Records of unknown kinds with a valid length are skipped; so are unknown extensions of a hello;
//! unknown capability bits are ignored. A header of another version number is malformed.

pub mod codec;
pub mod dissect;
pub mod names;
pub mod plain;
pub mod session;
pub mod sighting;
pub mod text;

pub use codec::{Body, Decoded, Flaw, Hello, Malformed, Record, decode};
pub use plain::Splitter;
pub use session::Session;

use std::time::Duration;

/// How long a connector waits for the listener's greeting before it takes the peer for a plain one.
pub const GREETING_WAIT: Duration = Duration::from_millis(300);

/// What the first bytes of a lab peer are.
pub const GREETING_START: &[u8] = b"WLAB/1 ";

/// A greeting line is not longer than this, line ending included (as RFC 4253 §4.2 bounds its own).
pub const GREETING_MAX: usize = 255;

/// Our greeting line, to be sent before any record.
#[must_use]
pub fn greeting() -> String {
    format!("WLAB/1 wirelab {}\r\n", env!("CARGO_PKG_VERSION"))
}

/// Our greeting as a UDP datagram: with a token that no echo of it can be mistaken without.
#[must_use]
pub fn greeting_with(token: u64) -> String {
    format!("WLAB/1 wirelab {} {token:016x}\r\n", env!("CARGO_PKG_VERSION"))
}

/// What a peer's first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Too few to tell: they could still become a greeting.
    NeedMore,
    /// A greeting line; records begin after this many bytes.
    Lab(usize),
    /// Not the lab: these bytes are the peer's text.
    Plain,
}

/// Judges a peer's first bytes.
#[must_use]
pub fn opening(bytes: &[u8]) -> Opening {
    let shared = bytes.len().min(GREETING_START.len());
    if bytes[..shared] != GREETING_START[..shared] {
        return Opening::Plain;
    }
    match bytes.iter().take(GREETING_MAX).position(|b| *b == b'\n') {
        Some(end) if shared == GREETING_START.len() => Opening::Lab(end + 1),
        None if bytes.len() < GREETING_MAX => Opening::NeedMore,
        _ => Opening::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_greeting_is_recognised_at_every_length() {
        let line = greeting();
        for n in 0..line.len() {
            assert_eq!(opening(&line.as_bytes()[..n]), Opening::NeedMore, "{n} bytes");
        }
        assert_eq!(opening(line.as_bytes()), Opening::Lab(line.len()));
        let mut more = line.clone().into_bytes();
        more.extend_from_slice(b"WL");
        assert_eq!(opening(&more), Opening::Lab(line.len()));
    }

    #[test]
    fn other_first_bytes_are_plain_text() {
        for first in ["hello\n", "WLAN\n", "\n", "wlab/1 x\n", "WLAB/2 x\n"] {
            assert_eq!(opening(first.as_bytes()), Opening::Plain, "{first:?}");
        }
        let endless = [b"WLAB/1 ".as_slice(), &[b'x'; 400]].concat();
        assert_eq!(opening(&endless), Opening::Plain);
    }
}
