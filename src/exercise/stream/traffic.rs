//! What was sent and received, read off the journal: chunks, where they were joined and where they were cut.

use std::collections::BTreeSet;
use std::ops::Range;

use bytes::Bytes;

use super::framing::Taken;
use super::plan::Plan;
use super::script::{CLIENT, CONNECTION, UDP_CLIENT, UDP_SERVER};
use crate::exercise::{Call, Entry, Journal};
use crate::wire::TcpFlags;

/// Bytes of the stream that one call or one frame carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which, from the stream's first byte.
    pub range: Range<usize>,
    /// The call's or the frame's place in the journal.
    pub at: usize,
}

/// A datagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datagram {
    /// The bytes of the stream that are the same.
    pub range: Range<usize>,
    /// What was sent.
    pub sent: Bytes,
    /// The place of `sendto` in the journal.
    pub at: usize,
    /// What `recvfrom` gave of it, and the place of that call; `None`: nothing yet.
    pub received: Option<(Bytes, usize)>,
}

/// What was sent and received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traffic {
    /// What each `send` took.
    pub sends: Vec<Part>,
    /// What each `recv` gave.
    pub recvs: Vec<Part>,
    /// Its bytes.
    pub chunks: Vec<Bytes>,
    /// What each captured segment carried, in order of arrival.
    pub segments: Vec<Part>,
    /// The same sends over UDP.
    pub datagrams: Vec<Datagram>,
    /// Bytes of the stream's characters that take more than one.
    wide: Vec<Range<usize>>,
}

/// The borders between parts, their ends included.
fn borders(parts: &[Part]) -> BTreeSet<usize> {
    parts
        .iter()
        .flat_map(|part| [part.range.start, part.range.end])
        .collect()
}

/// How many of its bytes a `send` has taken: of one that is seen to wait, all in the end.
fn taken(send: &Entry, all: usize) -> usize {
    match send.number() {
        Some(taken) => usize::try_from(taken).unwrap_or(0),
        None if send.is_waiting() && send.waits.is_some() => all,
        None => 0,
    }
}

/// Has this range one of these strictly inside?
fn is_split(range: &Range<usize>, by: &BTreeSet<usize>) -> bool {
    by.range(range.start + 1..range.end.max(range.start + 1))
        .next()
        .is_some()
}

impl Traffic {
    /// Reads it off the journal.
    #[must_use]
    pub fn of(plan: &Plan, journal: &Journal) -> Self {
        let mut traffic = Self::default();
        let (mut sent, mut received) = (0, 0);
        for (at, entry) in journal.entries.iter().enumerate() {
            match &entry.step.call {
                Call::Send(bytes) if entry.step.on == CLIENT => {
                    let taken = taken(entry, bytes.len());
                    if taken > 0 {
                        traffic.note_send(plan, sent..sent + taken, at);
                        sent += taken;
                    }
                }
                Call::Recv(_) if entry.step.on == CONNECTION => {
                    let bytes = entry.received().map(|received| received.bytes.clone());
                    if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
                        let range = received..received + bytes.len();
                        received = range.end;
                        traffic.recvs.push(Part { range, at });
                        traffic.chunks.push(bytes);
                    }
                }
                Call::SendTo(bytes, _) if entry.step.on == UDP_CLIENT && entry.succeeded() => {
                    traffic.note_datagram(bytes.clone(), at);
                }
                Call::RecvFrom(_) if entry.step.on == UDP_SERVER => {
                    traffic.match_datagram(entry, at);
                }
                _ => {}
            }
        }
        traffic.segments = segments(journal);
        traffic
    }

    fn note_send(&mut self, plan: &Plan, range: Range<usize>, at: usize) {
        let wide = plan.wide(self.sends.len());
        let moved = wide
            .into_iter()
            .map(|letter| range.start + letter.start..range.start + letter.end);
        self.wide.extend(moved);
        self.sends.push(Part { range, at });
    }

    fn note_datagram(&mut self, sent: Bytes, at: usize) {
        let from = self.datagrams.last().map_or(0, |last| last.range.end);
        self.datagrams.push(Datagram {
            range: from..from + sent.len(),
            sent,
            at,
            received: None,
        });
    }

    /// One may be lost: what came is the first open one that begins so. Over one hop they come in order.
    fn match_datagram(&mut self, entry: &Entry, at: usize) {
        let Some(received) = entry.received() else {
            return;
        };
        let open = self.datagrams.iter_mut().find(|datagram| {
            datagram.received.is_none() && datagram.sent.starts_with(&received.bytes)
        });
        if let Some(datagram) = open {
            datagram.received = Some((received.bytes.clone(), at));
        }
    }

    /// How many bytes had left the sender's kernel, as far as frames were seen.
    #[must_use]
    pub fn left(&self) -> usize {
        let ends = self.segments.iter().map(|part| part.range.end);
        ends.max().unwrap_or(0)
    }

    /// Bytes that were sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        self.sends.last().map_or(0, |last| last.range.end)
    }

    /// Bytes that were received.
    #[must_use]
    pub fn received(&self) -> usize {
        self.recvs.last().map_or(0, |last| last.range.end)
    }

    /// Bytes that were sent and that no `recv` has given yet.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.sent().saturating_sub(self.received())
    }

    /// Borders between sends that lie inside a `recv`.
    #[must_use]
    pub fn joints(&self) -> Vec<usize> {
        let recvs = borders(&self.recvs);
        let end = self.received();
        let inside = |at: &usize| *at > 0 && *at < end && !recvs.contains(at);
        borders(&self.sends).into_iter().filter(inside).collect()
    }

    /// Ends of recvs that lie inside a send.
    #[must_use]
    pub fn cuts(&self) -> Vec<usize> {
        let sends = borders(&self.sends);
        let end = self.sent();
        let inside = |at: &usize| *at > 0 && *at < end && !sends.contains(at);
        borders(&self.recvs).into_iter().filter(inside).collect()
    }

    /// How many recvs hold bytes of several sends.
    #[must_use]
    pub fn merges(&self) -> usize {
        let sends = borders(&self.sends);
        let merged = |part: &&Part| is_split(&part.range, &sends);
        self.recvs.iter().filter(merged).count()
    }

    /// How many sends came by several recvs.
    #[must_use]
    pub fn cut_sends(&self) -> usize {
        let recvs = borders(&self.recvs);
        let cut = |part: &&Part| is_split(&part.range, &recvs);
        self.sends.iter().filter(cut).count()
    }

    /// How many characters came by several recvs.
    #[must_use]
    pub fn cut_characters(&self) -> usize {
        let recvs = borders(&self.recvs);
        self.wide
            .iter()
            .filter(|letter| is_split(letter, &recvs))
            .count()
    }

    /// How many recvs are no text by themselves: `data.decode()` raises UnicodeDecodeError.
    #[must_use]
    pub fn undecodable(&self) -> usize {
        let wrong = |chunk: &&Bytes| std::str::from_utf8(chunk).is_err();
        self.chunks.iter().filter(wrong).count()
    }

    /// The messages that the reader's program makes out, each with whether it is the message that was sent.
    #[must_use]
    pub fn messages(&self, plan: &Plan) -> Vec<(Taken, bool)> {
        let sent = |taken: &Taken| {
            let same = |(number, part): (usize, &Part)| {
                part.range == taken.range && plan.message(number).as_bytes() == taken.bytes
            };
            self.sends.iter().enumerate().any(same)
        };
        let taken = plan.framing.messages(&self.chunks);
        taken
            .into_iter()
            .map(|taken| {
                let right = sent(&taken);
                (taken, right)
            })
            .collect()
    }

    /// How many of those messages are right.
    #[must_use]
    pub fn recovered(&self, plan: &Plan) -> usize {
        let messages = self.messages(plan);
        messages.iter().filter(|(_, right)| *right).count()
    }

    /// Datagrams that came, and of how many the end is missing.
    #[must_use]
    pub fn datagrams_received(&self) -> (usize, usize) {
        let came = self.datagrams.iter().filter_map(|datagram| {
            let (bytes, _) = datagram.received.as_ref()?;
            Some(bytes.len() < datagram.range.len())
        });
        came.fold((0, 0), |(all, cut), is_cut| {
            (all + 1, cut + usize::from(is_cut))
        })
    }
}

/// The client's segments that carry bytes no earlier one has carried, by their sequence numbers behind the SYN's.
fn segments(journal: &Journal) -> Vec<Part> {
    let Some(client) = journal.address(CLIENT) else {
        return Vec::new();
    };
    let mut first = None;
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    for (at, frame) in journal.frames.iter().enumerate() {
        let Some(segment) = frame.segment().filter(|segment| segment.from == client) else {
            continue;
        };
        if segment.flags.has(TcpFlags::SYN) {
            first = Some(segment.seq.wrapping_add(1));
        }
        let Some(first) = first.filter(|_| segment.len > 0) else {
            continue;
        };
        let from = segment.seq.wrapping_sub(first) as usize;
        if seen.insert(from) {
            let range = from..from + segment.len as usize;
            parts.push(Part { range, at });
        }
    }
    parts
}

#[cfg(test)]
mod tests;
