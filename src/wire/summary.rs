//! The packet log's plain line for a frame: what it says, in the words a student would use.
//!
//! Made only for the rows that are drawn.

use super::about::About;
use super::digest::{Detail, Digest};
use super::entry::Summary;
use super::types::Direction;
use super::{ip, table, tcp};
use crate::say;
use crate::say::Say;

/// One line for a frame. `direction` is for frames that nobody here sent or was sent.
#[must_use]
pub fn summary(digest: &Digest, bytes: &[u8], direction: Direction) -> Say {
    let line = line(&About::new(digest, bytes));
    if direction == Direction::Others {
        say!("wire-say-others", line = line)
    } else {
        line
    }
}

fn line(about: &About<'_>) -> Say {
    let digest = about.digest;
    if let Detail::Unread(carried) = digest.detail {
        return ip::unread(about, carried);
    }
    match table::entry(digest.protocol).summary {
        Summary::Frame(line) => line(about),
        Summary::Payload(line) => tcp::sentence(about, line).unwrap_or_else(|| line(about)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Protocol, TcpFlags};

    fn segment(flags: u16, seq: u32, len: u32) -> Digest {
        Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            payload_len: len,
            detail: Detail::Tcp {
                flags: TcpFlags(flags),
                seq,
                ack: 201,
                window: 1,
            },
            ..Digest::default()
        }
    }

    #[test]
    fn tcp_segments_in_a_students_words() {
        let key = |flags, seq, len, bytes: &[u8]| {
            summary(&segment(flags, seq, len), bytes, Direction::In).key
        };
        assert_eq!(key(0x02, 5, 0, b""), "wire-say-opens");
        assert_eq!(key(0x12, 5, 0, b""), "wire-say-agrees");
        assert_eq!(key(0x18, 5, 5, b"hello"), "wire-say-text");
        assert_eq!(key(0x18, 5, 2, b"\0\x01"), "wire-say-data");
        assert_eq!(key(0x11, 5, 0, b""), "wire-say-fin");
        assert_eq!(key(0x14, 0, 0, b""), "wire-say-refuses");
        assert_eq!(key(0x14, 5, 0, b""), "wire-say-aborts");
        assert_eq!(
            summary(&segment(0x10, 5, 0), b"", Direction::In),
            say!("wire-say-acks", number = "200")
        );
    }
}
