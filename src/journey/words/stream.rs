//! What is said of a message and the stream it lies in. TCP keeps no borders between messages, so how many calls
//! of `send` made a stranger's bytes nobody sees; our own calls, of `send` and of `recv`, are known. A datagram of
//! UDP, and a record of the lab's, is one message by itself.

use std::ops::Range;

use crate::frame::Origin;
use crate::record::{Carried, Transport};
use crate::say;
use crate::say::Say;
use crate::wire::Protocol;

use super::super::Party;
use super::super::block::Size;
use super::{Teller, bytes, text_bytes};

/// What is known of the calls that made the bytes of a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// The program's own borders: our text, a record, a datagram.
    Whole,
    /// Bytes of a stream: by which calls, the bytes do not say.
    Stream,
}

/// The sizes of some calls: `1 + 2 + 1`, and a sign where there were more.
fn sizes(carried: &Carried) -> String {
    let calls = &carried.calls;
    let mut sizes: Vec<String> = calls
        .ranges
        .iter()
        .map(|call| (call.end - call.start).to_string())
        .collect();
    if calls.more > 0 {
        sizes.push("...".to_owned());
    }
    sizes.join(" + ")
}

impl Teller<'_> {
    fn carried(&self) -> Option<&Carried> {
        self.journey.facts.carried.as_ref()
    }

    /// A message over TCP that is no record.
    fn plain_stream(&self) -> Option<&Carried> {
        self.carried()
            .filter(|carried| carried.transport == Transport::Tcp && !carried.is_record())
    }

    fn made(&self) -> Made {
        let tcp = self.journey.transport() == Some(Transport::Tcp);
        match self.carried() {
            Some(carried) if carried.outgoing || carried.is_record() => Made::Whole,
            Some(carried) if carried.transport == Transport::Tcp => Made::Stream,
            None if tcp
                && !self
                    .journey
                    .blocks
                    .iter()
                    .any(|b| b.protocol == Protocol::LabApplication) =>
            {
                Made::Stream
            }
            Some(_) | None => Made::Whole,
        }
    }

    /// Does the message not fit into one frame? Then that is why it is in several.
    pub(super) fn is_too_large(&self) -> bool {
        let datagram = self
            .carried()
            .is_some_and(|carried| carried.transport == Transport::Udp);
        let lookups = self.journey.facts.lookups.as_ref();
        datagram
            || lookups.is_some_and(|found| found.room().is_some_and(|room| found.wanted() > room))
    }

    // ---- down ----

    /// The text of a message, or the part of it that the frame carries.
    pub(super) fn down_text(&self, text: String, size: Size) -> Say {
        let sender = self.sender.clone();
        let Some(carried) = self.carried() else {
            return self.down_texts(text, size);
        };
        let whole = text_bytes(carried.text.len(), carried.ending());
        let in_part = self.journey.facts.part.of > 1;
        match (self.made(), in_part) {
            (Made::Whole, true) => say!(
                "journey-down-text-part",
                text = text,
                whole = whole,
                size = bytes(size)
            ),
            (Made::Whole, false) => say!("journey-down-text", text = text, size = whole),
            (Made::Stream, true) => {
                say!(
                    "journey-down-stream-part",
                    text = text,
                    whole = whole,
                    size = bytes(size),
                    sender = sender
                )
            }
            (Made::Stream, false) => say!(
                "journey-down-stream",
                text = text,
                size = whole,
                sender = sender
            ),
        }
    }

    /// Records of the lab's in a frame of which nothing else is known.
    fn down_texts(&self, text: String, size: Size) -> Say {
        match self
            .adds
            .iter()
            .filter(|b| b.protocol == Protocol::LabApplication)
            .count()
        {
            n @ 2.. => say!("journey-down-texts", text = text, n = n),
            _ => say!(
                "journey-down-text",
                text = text,
                size = text_bytes(size.bytes, b"")
            ),
        }
    }

    /// Bytes that are no message of the chat's.
    pub(super) fn down_bytes(&self, size: Size) -> Say {
        let (size, sender) = (bytes(size), self.sender.clone());
        match (self.made(), self.journey.transport()) {
            (Made::Stream, _) => say!("journey-down-data-stream", size = size, sender = sender),
            (Made::Whole, Some(Transport::Udp)) => say!("journey-down-data-datagram", size = size),
            (Made::Whole, _) => say!("journey-down-data", size = size),
        }
    }

    /// What is known of how the program handed the bytes to its transport.
    pub(super) fn handed_over(&self) -> Vec<Say> {
        let mut more = self.shared();
        if let Some(carried) = self.plain_stream() {
            more.extend(sends(carried));
            more.extend(self.place(carried));
        }
        more.extend(self.lines());
        more.extend(self.datagram());
        more.extend(self.rebuilt_alone());
        more
    }

    /// Which bytes of the stream the message is, and which the frame carries.
    fn place(&self, carried: &Carried) -> Option<Say> {
        // What was not sent lies in no stream.
        if carried.outgoing && carried.calls.ranges.is_empty() {
            return None;
        }
        let (own, length) = (
            carried.in_stream(),
            u64::from(self.journey.digest.payload_len),
        );
        let frame = self
            .journey
            .facts
            .stream_at
            .map(|at| at..at + length)
            .filter(|frame| *frame != own);
        Some(match frame {
            Some(frame) => say!(
                "journey-place-frame",
                own = span(&own),
                frame = span(&frame)
            ),
            None => say!("journey-place", own = span(&own)),
        })
    }

    /// Other messages in the same frame: the phenomenon by its name.
    pub(super) fn shared(&self) -> Vec<Say> {
        let others = self.journey.others();
        let said = || say!("journey-shared", others = bytes(others));
        (others.bytes > 0).then(said).into_iter().collect()
    }

    /// Lines in a frame of which nothing else is known: each may be a message of its own.
    fn lines(&self) -> Option<Say> {
        let data = self
            .find(Protocol::Data)
            .filter(|_| self.carried().is_none() && self.made() == Made::Stream)?;
        let there = std::str::from_utf8(self.journey.frame.bytes.get(data.range.clone())?).ok()?;
        let n = there.matches('\n').count();
        (n > 1).then(|| say!("journey-lines", n = n))
    }

    fn datagram(&self) -> Option<Say> {
        let whole =
            self.journey.transport() == Some(Transport::Udp) && !self.journey.digest.fragment;
        whole.then(|| say!("journey-datagram-borders"))
    }

    /// A rebuilt frame carries its message alone; of the real one nobody knows that.
    fn rebuilt_alone(&self) -> Option<Say> {
        let carried = self
            .carried()
            .filter(|carried| carried.transport == Transport::Tcp)?;
        let own = carried.in_stream();
        let went_alone = carried.outgoing
            && carried
                .calls
                .ranges
                .iter()
                .all(|call| own.start <= call.start && call.end <= own.end);
        (self.journey.frame.meta.origin == Origin::Rebuilt && !went_alone)
            .then(|| say!("journey-rebuilt-alone"))
    }

    // ---- up ----

    /// What TCP hands to the program: bytes, not messages.
    pub(super) fn handed_up(&self) -> Vec<Say> {
        let others = self.journey.others();
        let said = || say!("journey-up-tcp-shared", others = bytes(others));
        (others.bytes > 0).then(said).into_iter().collect()
    }

    /// What the layer that knows the message's borders puts aside.
    pub(super) fn put_aside(&self) -> Option<Say> {
        let others = Size::of(self.adds.iter().filter(|b| b.is_others()));
        (others.bytes > 0).then(|| say!("journey-put-aside", others = bytes(others)))
    }

    /// How the receiver's program got the message, and how it knows where it ends.
    pub(super) fn taken(&self) -> Vec<Say> {
        let mut more = Vec::new();
        match self.plain_stream() {
            Some(carried) if !carried.outgoing => {
                more.extend(recvs(carried, self.journey.facts.part.of));
                more.push(end(carried));
            }
            Some(_) => more.push(self.unseen_recvs()),
            None if self.carried().is_none() && self.made() == Made::Stream => {
                more.push(self.unseen_recvs());
            }
            None => {}
        }
        more.extend(self.put_aside());
        more.extend(self.datagram());
        more
    }

    /// How the peer's program gets our bytes.
    fn unseen_recvs(&self) -> Say {
        match self.journey.facts.receiver {
            Party::You => say!("journey-recv-unseen-here"),
            Party::Name(_) => say!("journey-recv-unseen", receiver = self.receiver.clone()),
        }
    }
}

/// These bytes of a stream.
fn span(range: &Range<u64>) -> Say {
    let (from, to) = (
        range.start.to_string(),
        range.end.saturating_sub(1).to_string(),
    );
    if range.end <= range.start + 1 {
        say!("journey-span-one", from = from)
    } else {
        say!("journey-span", from = from, to = to)
    }
}

/// By which of our calls of `send` the message went.
fn sends(carried: &Carried) -> Option<Say> {
    let (first, rest) = carried
        .calls
        .ranges
        .split_first()
        .filter(|_| carried.outgoing)?;
    let own = carried.in_stream();
    Some(match rest.len() + carried.calls.more {
        0 if *first == own => say!("journey-send-one"),
        0 => say!(
            "journey-send-shared",
            n = (first.end - first.start).to_string()
        ),
        more => say!("journey-sends", n = more + 1, sizes = sizes(carried)),
    })
}

/// By which of our calls of `recv` the message came, which lay in so many frames.
fn recvs(carried: &Carried, frames: usize) -> Option<Say> {
    let Some((first, rest)) = carried.calls.ranges.split_first() else {
        let more = carried.calls.more;
        return (more > 0).then(|| say!("journey-recv-many", n = more.to_string()));
    };
    let (own, n) = (carried.in_stream(), (first.end - first.start).to_string());
    Some(match rest.len() + carried.calls.more {
        0 if *first == own && frames > 1 => say!("journey-recv-joined", n = n, frames = frames),
        0 if *first == own => say!("journey-recv-one", n = n),
        0 => say!(
            "journey-recv-shared",
            n = n,
            own = carried.bytes.len().to_string()
        ),
        more => say!("journey-recvs", n = more + 1, sizes = sizes(carried)),
    })
}

/// Why the lab takes the bytes up to here for one message.
fn end(carried: &Carried) -> Say {
    /// Near this many bytes a line without an ending was cut, for it was too long.
    const CUT: usize = 16 * 1024 - 3;
    match (carried.ending(), carried.bytes.len()) {
        ([], CUT..) => say!("journey-end-cut"),
        ([], _) => say!("journey-end-assumed"),
        (_, _) => say!("journey-end-line"),
    }
}
