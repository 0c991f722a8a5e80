//! The chat's own protocol, version 1: what two wirelabs say to each other.
//!
//! The Internet's stack has no session and no presentation layer (RFC 1122 §1.1.3). Here both are
//! real: each has a small header with a job that can be watched. All numbers are big-endian.
//!
//! # How they find out that both speak it
//!
//! Beside the talk, never in it: a plain program (netcat, a Python exercise) gets no byte that nobody
//! typed. Who connects asks the *finder*, at UDP port 10100 of the same address, whether a wirelab
//! listens at this port (see [`finder`]). Only when one does, the side that *connected* speaks first,
//! one readable line and a hello; a listener never speaks first:
//!
//! ```text
//! WLAB/1 wirelab 0.1.0 0123456789abcdef\r\n
//! ```
//!
//! The last word is the running program's *instance*, in hex. The listener knows the lab by these first
//! bytes, however late they come, and answers with a line of its own. The instance in it must be the
//! one that the finder named: a forwarded port can lead elsewhere. What the listener had sent before,
//! taking its peer for a plain one, stands before that line and is text.
//!
//! Over UDP there is no such line: the caller's hello is the first datagram, and from then on each
//! datagram is one record, told from plain text by its first bytes.
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
//! | 1 hello | instance u64, session u64, capabilities u32, nonce 16 bytes, echo 16 bytes, public key 32 bytes, nick (length u8, UTF-8), then extensions (type u8, length u16, bytes) |
//! | 2 text | presentation header, text |
//! | 3 acknowledgement | empty: the header's number says it |
//! | 4 ping, 5 pong | 8 bytes which the pong repeats |
//! | 6 bye | the reason, UTF-8, may be empty |
//! | 7 sighting request, 8 sighting answer | see [`sighting`] |
//! | 9 proof | 32 bytes, see [`secret`] |
//! | 10 challenge | the hello's nonce, a cookie of 16 bytes (UDP) |
//!
//! Of the capabilities bit 0 (value 1) says: I capture, and I answer sighting requests. Whoever's
//! capture begins or ends says so with another hello.
//!
//! # A session belongs to who began it
//!
//! The connector's first hello asks for a new session (id 0); the listener's hello names it. Both carry
//! a public key, from which each side works out the session's secret ([`secret`]). Then both send a
//! proof of it; texts follow only when the other side's proof has been checked.
//!
//! After a break the connector sends the id again, with a fresh nonce; again both prove the secret, and
//! the proofs carry in *acknowledgement* what was received so far: each side resends what the other
//! lacks and drops what it already has, so every text arrives exactly once. Who cannot prove it gets
//! nothing, and the session stays where it is. A listener that does not know the id (it was started
//! anew) names another one: that is another session with another program. What was kept for the first
//! one is not handed to it, and how much was lost is said.
//!
//! # Over UDP
//!
//! A hello from an address that is not proved is answered with a challenge, which is shorter than it,
//! and nothing is kept. The caller says its hello again with the challenge's cookie (extension 1): only
//! then a place is taken and the listener's hello sent. From this hello on every datagram is numbered
//! and bears a code made with the session's secret ([`datagram`]). Nothing is resent: an
//! acknowledgement says that this one number has arrived, and a gap is a datagram that was lost. That
//! is what UDP is.
//!
//! # How later versions stay compatible
//!
//! Records of unknown kinds with a valid length are skipped; so are unknown extensions of a hello;
//! unknown capability bits are ignored. A header of another version number is malformed.

pub mod codec;
pub mod datagram;
pub mod dissect;
pub mod encoding;
mod fields;
pub mod finder;
pub mod header;
pub mod magic;
pub mod malformed;
pub mod names;
pub mod plain;
pub mod secret;
pub mod session;
pub mod sighting;
pub mod text;

pub use codec::{Body, Decoded, Hello, Record, decode};
pub use encoding::Encoding;
pub use malformed::{Flaw, Malformed};
pub use plain::Splitter;
pub use session::Session;

use std::ops::Range;

/// What a peer's first bytes tell; a captured frame is judged by the same rule.
pub use crate::wire::lab::{Opening, opening};

/// The greeting line of the program with this instance number, to be sent before any record.
#[must_use]
pub fn greeting(instance: u64) -> String {
    format!(
        "WLAB/1 wirelab {} {instance:016x}\r\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// The listener's greeting in what it sent, which may begin with lines of plain text: where it lies,
/// and who says it. `None`: it has not come so far.
#[must_use]
pub fn greeting_in(bytes: &[u8]) -> Option<(Range<usize>, u64)> {
    let starts = std::iter::once(0).chain(
        bytes
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
            .map(|(at, _)| at + 1),
    );
    starts
        .into_iter()
        .find_map(|start| match opening(bytes.get(start..)?) {
            Opening::Lab { length, instance } => Some((start..start + length, instance)),
            Opening::NeedMore | Opening::Plain => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_greeting_is_recognised_at_every_length() {
        let line = greeting(0xab);
        for n in 0..line.len() {
            assert_eq!(
                opening(&line.as_bytes()[..n]),
                Opening::NeedMore,
                "{n} bytes"
            );
        }
        let known = Opening::Lab {
            length: line.len(),
            instance: 0xab,
        };
        assert_eq!(opening(line.as_bytes()), known);
        assert_eq!(opening(&[line.as_bytes(), b"WL"].concat()), known);
    }

    #[test]
    fn text_before_the_listeners_greeting_is_found() {
        let (text, line) = ("are you there?\nhello\n", greeting(7));
        let whole = format!("{text}{line}WL");
        for n in 0..text.len() + line.len() {
            assert_eq!(greeting_in(&whole.as_bytes()[..n]), None, "{n} bytes");
        }
        assert_eq!(
            greeting_in(whole.as_bytes()),
            Some((text.len()..text.len() + line.len(), 7))
        );
        assert_eq!(
            greeting_in(format!("say {line}").as_bytes()),
            None,
            "within a line it is text"
        );
    }
}
