//! The packet log's plain line for a frame: what it says, in the words a student would use.
//!
//! Made only for the rows that are drawn.

use super::about::{About, carried};
use super::digest::{Detail, Digest};
use super::entry::Summary;
use super::field::Context;
use super::protocol::Protocol;
use super::reading::{Reading, Run, Runs, What};
use super::types::Direction;
use super::{ip, pieces, table, tcp};
use crate::say;
use crate::say::Say;

/// Messages of one segment that are said; of more their number is.
const MOST: usize = 4;

/// One line for a frame. Of the context its direction counts (for frames that nobody here sent or was
/// sent) and its reading.
#[must_use]
pub fn summary(digest: &Digest, bytes: &[u8], context: &Context) -> Say {
    // What a declared FCS takes up carries nothing.
    let (bytes, _) = context.split(bytes);
    let line = line(&About::new(digest, bytes), context);
    if context.direction == Direction::Others {
        say!("wire-say-others", line = line)
    } else {
        line
    }
}

fn line(about: &About<'_>, context: &Context) -> Say {
    if let Detail::Unread(carried) = about.digest.detail {
        return ip::unread(about, carried);
    }
    let words = |about: &About<'_>| context.words.and_then(|words| words(about.payload));
    let spoken = |about: &About<'_>| words(about).unwrap_or_else(|| alone(about));
    match &context.reading {
        Reading::Alone => words(about).unwrap_or_else(|| frame(about)),
        Reading::All(what) => {
            let said = || one(about, *what, about.payload, &spoken);
            tcp::sentence(about, |_| said()).unwrap_or_else(said)
        }
        Reading::Runs(runs) => {
            let said = || several(about, runs, &spoken);
            // The end of the stream is the end of a message that has no other.
            if about.digest.payload_len == 0 {
                return say!("wire-say-fin-data", data = said());
            }
            tcp::sentence(about, |_| said()).unwrap_or_else(said)
        }
    }
}

/// A frame that says all by itself.
fn frame(about: &About<'_>) -> Say {
    match table::entry(about.digest.protocol).summary {
        Summary::Frame(line) => line(about),
        Summary::Payload(_) if about.digest.protocol == Protocol::Tcp => {
            tcp::sentence(about, unknown).unwrap_or_else(|| unknown(about))
        }
        Summary::Payload(line) => tcp::sentence(about, line).unwrap_or_else(|| line(about)),
    }
}

/// A payload of TCP that nobody knows. A port alone is a guess: it is said what is usual there.
fn unknown(about: &About<'_>) -> Say {
    let (line, digest) = (carried(about), about.digest);
    let usual = match about.payload {
        [] => None,
        _ => table::port_of([digest.src_port, digest.dst_port]),
    };
    match usual.filter(|_| digest.transport == Protocol::Tcp) {
        Some((protocol, port)) => say!(
            "wire-say-port-usual",
            line = line,
            port = port.to_string(),
            name = protocol.name()
        ),
        None => line,
    }
}

/// What a payload says in the words of its protocol.
fn alone(about: &About<'_>) -> Say {
    match table::entry(about.digest.protocol).summary {
        Summary::Frame(line) | Summary::Payload(line) => line(about),
    }
}

/// One run of a payload.
fn one(about: &About<'_>, what: What, bytes: &[u8], spoken: &dyn Fn(&About<'_>) -> Say) -> Say {
    if let Some(said) = pieces::said(what, bytes.len()) {
        return said;
    }
    let of = |protocol| Digest {
        protocol,
        ..*about.digest
    };
    if let Some(protocol) = what.message() {
        return spoken(&About {
            digest: &of(protocol),
            bytes: about.bytes,
            payload: bytes,
            voice: what.voice(),
        });
    }
    // Of a part so many bytes as it has; of all as many as were sent.
    let payload_len = if bytes.len() < about.payload.len() {
        bytes.len() as u32
    } else {
        about.digest.payload_len
    };
    unknown(&About {
        digest: &Digest {
            payload_len,
            ..of(Protocol::Tcp)
        },
        bytes: about.bytes,
        payload: bytes,
        voice: about.voice,
    })
}

/// All messages of a segment, one behind the other; what else is in it only where there is no message.
fn several(about: &About<'_>, runs: &Runs, spoken: &dyn Fn(&About<'_>) -> Say) -> Say {
    let said = |run: &Run, bytes: &[u8]| {
        let bytes = bytes.get(run.range.clone()).unwrap_or_default();
        one(about, run.what, bytes, spoken)
    };
    let mut lines = Vec::new();
    let mut count = 0;
    for run in &runs.own {
        let (messages, bytes) = match run.what {
            What::Completes { from, to } => (
                runs.messages.get(from as usize..to as usize),
                runs.whole.bytes.as_slice(),
            ),
            What::Message(_) | What::Told(..) => (Some(std::slice::from_ref(run)), about.payload),
            What::Part { .. }
            | What::Again
            | What::Early
            | What::Behind
            | What::Forgotten
            | What::Data => {
                continue;
            }
        };
        for message in messages.unwrap_or_default() {
            count += 1;
            if count <= MOST {
                lines.push(said(message, bytes));
            }
        }
    }
    if lines.is_empty() {
        lines.extend(runs.own.last().map(|run| said(run, about.payload)));
    }
    let joined = lines
        .into_iter()
        .reduce(|first, next| say!("wire-say-and", first = first, next = next));
    let joined = joined.unwrap_or_else(|| carried(about));
    match count.checked_sub(MOST) {
        Some(more) if more > 0 => say!("wire-say-and-more", first = joined, count = more),
        _ => joined,
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
        let alone = Context::default();
        let key =
            |flags, seq, len, bytes: &[u8]| summary(&segment(flags, seq, len), bytes, &alone).key;
        assert_eq!(key(0x02, 5, 0, b""), "wire-say-opens");
        assert_eq!(key(0x12, 5, 0, b""), "wire-say-agrees");
        assert_eq!(key(0x18, 5, 5, b"hello"), "wire-say-text");
        assert_eq!(key(0x18, 5, 2, b"\0\x01"), "wire-say-data");
        assert_eq!(key(0x11, 5, 0, b""), "wire-say-fin");
        assert_eq!(key(0x14, 0, 0, b""), "wire-say-refuses");
        assert_eq!(key(0x14, 5, 0, b""), "wire-say-aborts");
        assert_eq!(
            summary(&segment(0x10, 5, 0), b"", &alone),
            say!("wire-say-acks", number = "200")
        );
    }
}
