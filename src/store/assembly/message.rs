//! The message under way in one direction: its bytes so far, and which frames brought them.

use crate::wire::reading::What;
use crate::wire::stream::{Phase, Sense, Then};
use crate::wire::{Piece, Protocol, Reassembled};

/// Bytes of a message that are kept at most.
pub(super) const MOST: usize = 1 << 20;
/// Bytes for which room is made before they come.
const AHEAD: usize = 16 << 10;
/// Bytes that may wait until its protocol can tell what they are.
pub(super) const MOST_UNDECIDED: usize = 64 << 10;

/// Where a message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ending {
    /// That is not known yet.
    #[default]
    Open,
    /// Where its protocol has said how far it goes.
    Decided,
    /// With the stream.
    Close,
}

/// A message under way.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Its protocol.
    pub(super) of: Protocol,
    /// What is spoken behind it.
    pub(super) then: Then,
    /// Its first bytes.
    pub(super) bytes: Vec<u8>,
    /// Who brought them.
    pieces: Vec<Piece>,
    /// How many bytes of it have come, or were passed over as missing.
    pub(super) total: u64,
    /// Up to where its protocol has spoken.
    pub(super) decided: u64,
    /// Where it ends.
    pub(super) ending: Ending,
    /// Which part of it comes next.
    pub(super) phase: Phase,
    /// What it is, where what came before it tells.
    pub(super) sense: Sense,
}

impl Message {
    /// One that begins.
    pub(super) fn of(protocol: Protocol) -> Self {
        Self {
            of: protocol,
            ..Self::default()
        }
    }

    /// Has any of it come?
    pub(super) const fn is_under_way(&self) -> bool {
        self.total > 0
    }

    /// Has all of it come?
    pub(super) fn is_over(&self) -> bool {
        self.ending == Ending::Decided && self.total == self.decided
    }

    /// What the bytes of it in one frame are.
    pub(super) const fn part(&self) -> What {
        What::Part {
            of: self.of,
            completed: None,
        }
    }

    /// Bytes that must come before its protocol is asked again.
    pub(super) const fn owed(&self) -> u64 {
        match self.ending {
            Ending::Close => u64::MAX,
            Ending::Open | Ending::Decided => self.decided.saturating_sub(self.total),
        }
    }

    /// Of these bytes of it, which are the last ones: those that its protocol has not spoken of.
    pub(super) fn undecided<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let behind = self.total.saturating_sub(self.decided) as usize;
        let at = bytes.len().saturating_sub(behind);
        bytes.get(at..).unwrap_or_default()
    }

    /// Takes bytes of which its protocol has spoken; gives how many. Only its first `most` are kept.
    pub(super) fn fill(&mut self, number: u64, bytes: &[u8], most: usize) -> usize {
        let owed = usize::try_from(self.owed()).unwrap_or(usize::MAX);
        let taken = bytes.len().min(owed);
        let kept = most.saturating_sub(self.bytes.len()).min(taken);
        self.keep(number, bytes.get(..kept).unwrap_or_default());
        self.total += taken as u64;
        taken
    }

    /// Is it in vain to ask its protocol again, now that these bytes came, too? So long a wait is one for the end
    /// of a line; asking at every byte of it would take the square of its length.
    pub(super) fn still_waits(&self, bytes: &[u8]) -> bool {
        /// The headers of records, frames and lengths are all shorter.
        const HEADER: u64 = 256;
        let waits = self.total.saturating_sub(self.decided);
        waits > HEADER
            && waits + (bytes.len() as u64) < MOST_UNDECIDED as u64
            && !bytes.contains(&b'\n')
    }

    /// Takes bytes of which its protocol has not spoken.
    pub(super) fn add(&mut self, number: u64, bytes: &[u8]) {
        self.keep(number, bytes);
        self.total += bytes.len() as u64;
    }

    /// Its protocol has spoken: of the bytes of which it has, only the first `most` are kept.
    pub(super) fn settle(&mut self, most: usize) {
        let behind = self.total.saturating_sub(self.decided) as usize;
        let from = self.bytes.len().saturating_sub(behind);
        let surplus = from.saturating_sub(most);
        if surplus == 0 {
            return;
        }
        self.bytes.drain(most..from);
        let moved = |at: usize| {
            if at > from {
                at - surplus
            } else {
                at.min(most)
            }
        };
        for piece in &mut self.pieces {
            piece.range = moved(piece.range.start)..moved(piece.range.end);
        }
        self.pieces.retain(|piece| !piece.range.is_empty());
    }

    /// Bytes that came and that nobody will look at.
    pub(super) const fn pass(&mut self, count: usize) {
        self.total += count as u64;
    }

    fn keep(&mut self, number: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let from = self.bytes.len();
        if self.bytes.capacity() - from < bytes.len() {
            // Room for more of those that are known to come, so that a message of usual length is not moved.
            let rest = self.decided.saturating_sub(self.total).min(AHEAD as u64);
            self.bytes.reserve(bytes.len().max(rest as usize));
        }
        self.bytes.extend_from_slice(bytes);
        let to = self.bytes.len();
        match self.pieces.last_mut() {
            Some(last) if last.number == number && last.range.end == from => last.range.end = to,
            _ => self.pieces.push(Piece {
                number,
                range: from..to,
            }),
        }
    }

    /// Bytes of it were not seen, of which its protocol has spoken.
    pub(super) fn miss(&mut self, count: u64) {
        let room = MOST.saturating_sub(self.bytes.len()) as u64;
        let length = self.bytes.len() + count.min(room) as usize;
        self.bytes.resize(length, 0);
        self.total += count;
    }

    /// Gives back the bytes behind its end; gives how many.
    pub(super) fn give_back(&mut self) -> usize {
        let surplus = self.total.saturating_sub(self.decided);
        self.total -= surplus;
        let end = self.bytes.len().saturating_sub(surplus as usize);
        self.bytes.truncate(end);
        if let Some(last) = self.pieces.last_mut() {
            last.range.end = last.range.end.min(end);
        }
        surplus as usize
    }

    /// Did this frame bring all of it?
    pub(super) fn is_brought_by(&self, number: u64) -> bool {
        let [piece] = self.pieces.as_slice() else {
            return false;
        };
        piece.number == number && piece.range.len() as u64 == self.total
    }

    /// The whole message.
    pub(super) fn finish(&mut self) -> Reassembled {
        Reassembled {
            left_out: self.total.saturating_sub(self.bytes.len() as u64),
            bytes: std::mem::take(&mut self.bytes),
            pieces: std::mem::take(&mut self.pieces),
        }
    }

    /// Bytes it takes.
    pub(super) fn cost(&self) -> usize {
        self.bytes.capacity() + self.pieces.capacity() * size_of::<Piece>()
    }
}
