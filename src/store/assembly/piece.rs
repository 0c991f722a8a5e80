//! What one segment turns out to be: its bytes put in order, cut into messages, and told as a reading.

use std::sync::Arc;

use bytes::Bytes;

use super::Wanted;
use super::connection::Connection;
use super::message::{Ending, MOST, MOST_UNDECIDED, Message};
use super::segment::Segment;
use crate::store::order::{Arrival, Piece};
use crate::wire::framing;
use crate::wire::reading::{Run, Runs, What};
use crate::wire::stream::{Announced, Cut, Turn};
use crate::wire::{Digest, Protocol, Reading, Reassembled, TcpFlags};

/// What is found out about the segment at hand.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// What it is found out for.
    pub(super) wanted: Wanted,
    /// A message was met that ends with its stream: since then the ends of streams tell something.
    pub(super) until_close: bool,
    /// The frame's number.
    number: u64,
    /// How its payload falls apart.
    own: Vec<Run>,
    /// What was put together.
    whole: Reassembled,
    /// Where in it each message is.
    messages: Vec<Run>,
    /// What its messages announce.
    pub(super) announced: Vec<Announced>,
}

/// Bytes being cut: those of the segment at hand, or of one that waited for it.
struct Fresh<'a> {
    number: u64,
    bytes: &'a [u8],
    /// Their protocol by their look and ports; `None`: not asked yet.
    alone: Option<Protocol>,
}

/// What a protocol says of the bytes at hand.
enum Answer {
    /// More bytes belong to the message; it asks again behind them.
    Goes,
    /// The message ends behind so many of them.
    Ends(usize),
    /// Nothing, before more have come.
    Waits,
    /// They are not its own.
    Not,
}

impl Work {
    /// Begins with a frame.
    pub(super) fn begin(&mut self, number: u64) {
        self.number = number;
        self.own.clear();
        self.messages.clear();
        self.announced.clear();
        if !self.whole.bytes.is_empty() {
            self.whole = Reassembled::default();
        }
    }

    /// What is told of a segment that is only a part of a message.
    pub(super) const fn told_of_part(&self, part: What) -> Reading {
        match self.wanted {
            Wanted::Messages => Reading::All(part),
            Wanted::Names => Reading::Alone,
        }
    }

    /// How the segment is to be read; sets in its digest which protocol it is.
    pub(super) fn reading(&mut self, digest: &mut Digest) -> Reading {
        let (alone, protocol) = (digest.protocol, self.last_message());
        if self.wanted == Wanted::Names {
            if !self.own.is_empty() {
                digest.protocol = protocol.unwrap_or(Protocol::Tcp);
            }
            return Reading::Alone;
        }
        let reading = match self.own.as_slice() {
            [] => return Reading::Alone,
            [run] if self.messages.is_empty() => match run.what {
                What::Message(protocol) if protocol == alone => return Reading::Alone,
                What::Data if alone == Protocol::Tcp => return Reading::Alone,
                what => Reading::All(what),
            },
            _ => Reading::Runs(Arc::new(Runs {
                own: self.own.clone(),
                whole: std::mem::take(&mut self.whole),
                messages: std::mem::take(&mut self.messages),
            })),
        };
        digest.protocol = protocol.unwrap_or(Protocol::Tcp);
        reading
    }

    /// The protocol of the last message that ends here.
    fn last_message(&self) -> Option<Protocol> {
        self.own.iter().rev().find_map(|run| {
            let run = match run.what {
                What::Completes { to, .. } => self.messages.get((to as usize).checked_sub(1)?)?,
                _ => run,
            };
            run.what.message()
        })
    }

    /// The payload's next bytes are this. Of what is shown as one layer two runs become one.
    fn run(&mut self, count: usize, what: What) {
        let from = self.own.last().map_or(0, |run| run.range.end);
        let to = from + count;
        match (self.own.last_mut(), what) {
            (Some(last), What::Message(protocol) | What::Told(protocol, _))
                if last.what == what && framing::merges(protocol) =>
            {
                last.range.end = to;
            }
            (Some(last), What::Data) if last.what == what => last.range.end = to,
            _ => self.own.push(Run {
                range: from..to,
                what,
            }),
        }
    }

    /// The same, where these are the bytes of the segment at hand.
    fn told(&mut self, fresh: &Fresh<'_>, count: usize, what: What) {
        if fresh.number == self.number && count > 0 {
            self.run(count, what);
        }
    }

    /// Takes a segment of one direction. `alone`: what its payload is by itself. Gives whether any segment
    /// waits for another now.
    pub(super) fn take(
        &mut self,
        connection: &mut Connection,
        side: usize,
        segment: &Segment<'_>,
        alone: Protocol,
    ) -> bool {
        if segment.flags.has(TcpFlags::SYN) {
            connection.open(side, segment);
        }
        if segment.flags.has(TcpFlags::ACK) {
            let other = &mut connection.sides[1 - side];
            other.overdue |= other.order.is_overdue(segment.ack);
        }
        if segment.length > 0 {
            self.data(connection, side, segment, alone);
        }
        if segment.flags.has(TcpFlags::FIN) {
            self.close(connection, side, segment);
        }
        if segment.flags.has(TcpFlags::RST) && connection.may_be_reset(side, segment.seq) {
            connection.give_up();
        }
        !connection.sides.iter().all(|side| side.order.is_smooth())
    }

    /// Takes a segment's bytes.
    fn data(
        &mut self,
        connection: &mut Connection,
        side: usize,
        segment: &Segment<'_>,
        alone: Protocol,
    ) {
        let this = &mut connection.sides[side];
        let (length, count) = (u64::from(segment.length), segment.payload.len());
        match this.order.judge(segment.seq, length) {
            Arrival::Again => self.run(count, What::Again),
            // From before the capture began: nothing but the bytes themselves tells of them.
            Arrival::Before if alone == Protocol::Tcp => self.run(count, What::Data),
            Arrival::Before => {}
            Arrival::Next(behind) => {
                let begins = !this.message.is_under_way();
                this.order.advance(length - behind);
                let again = (behind as usize).min(count);
                if again > 0 {
                    self.run(again, What::Again);
                }
                let fresh = Fresh {
                    number: segment.number,
                    bytes: segment.payload.get(again..).unwrap_or_default(),
                    alone: (again == 0).then_some(alone),
                };
                self.cut(connection, side, &fresh);
                let missing = length - behind - fresh.bytes.len() as u64;
                self.miss(connection, side, missing);
                self.drain(connection, side);
                if missing > 0 && begins && alone != Protocol::Tcp {
                    // What there is of it says more by itself than as a part.
                    self.own.clear();
                }
            }
            Arrival::Early(ahead) => {
                let piece = Piece {
                    key: segment.number,
                    bytes: Bytes::copy_from_slice(segment.payload),
                    length,
                };
                if !this.order.wait(ahead, piece) || std::mem::take(&mut this.overdue) {
                    self.skip(connection, side);
                }
                if self.own.is_empty() {
                    self.run(count, What::Early);
                }
            }
        }
    }

    /// Gives up what is missing before the first segment that waits, and goes on there.
    fn skip(&mut self, connection: &mut Connection, side: usize) {
        if let Some(missing) = connection.sides[side].order.skip() {
            self.miss(connection, side, missing);
        }
        self.drain(connection, side);
    }

    /// Takes what waited for just this.
    fn drain(&mut self, connection: &mut Connection, side: usize) {
        while let Some(piece) = connection.sides[side].order.due() {
            connection.sides[side].order.advance(piece.length);
            let fresh = Fresh {
                number: piece.key,
                bytes: &piece.bytes,
                alone: None,
            };
            self.cut(connection, side, &fresh);
            let missing = piece.length - piece.bytes.len() as u64;
            self.miss(connection, side, missing);
        }
    }

    /// Bytes that come next were not seen. Inside a part of known length that is a hole; anywhere else nobody
    /// knows any more where the next message begins.
    fn miss(&mut self, connection: &mut Connection, side: usize, missing: u64) {
        if missing == 0 {
            return;
        }
        let this = &mut connection.sides[side];
        if !this.message.is_under_way() || this.message.owed() < missing {
            this.message = Message::default();
            (this.lost, this.gap) = (true, true);
            return;
        }
        this.message.miss(missing);
        if this.message.is_over() {
            self.complete(connection, side, 0);
        }
    }

    /// The sender has ended: so does a message that goes on until then.
    fn close(&mut self, connection: &mut Connection, side: usize, segment: &Segment<'_>) {
        let this = &connection.sides[side];
        let end = segment.seq.wrapping_add(segment.length);
        let in_order = this.order.next() == Some(end) && this.order.is_smooth();
        if in_order && this.message.ending == Ending::Close {
            let last = self.own.pop().map_or(0, |run| run.range.len());
            self.complete(connection, side, last);
        }
    }

    /// Cuts bytes that come next into messages.
    fn cut(&mut self, connection: &mut Connection, side: usize, fresh: &Fresh<'_>) {
        let mut at = 0;
        if connection.sides[side].message.is_under_way() {
            at = self.further(connection, side, fresh);
        }
        while at < fresh.bytes.len() {
            at += self.first(connection, side, fresh, at);
        }
    }

    /// Bytes for the message under way; gives how many of them were taken.
    fn further(&mut self, connection: &mut Connection, side: usize, fresh: &Fresh<'_>) -> usize {
        let message = &mut connection.sides[side].message;
        let at = message.fill(fresh.number, fresh.bytes, self.wanted.most());
        if message.is_over() {
            self.complete(connection, side, self.used(fresh, at));
            return at;
        }
        let rest = fresh.bytes.get(at..).unwrap_or_default();
        if message.owed() > 0 || rest.is_empty() {
            self.told(fresh, at, message.part());
            return at;
        }
        if message.still_waits(rest) {
            message.add(fresh.number, rest);
            self.told(fresh, fresh.bytes.len(), message.part());
            return fresh.bytes.len();
        }
        // All that is left is looked at; what turns out to be the next message's is given back.
        message.add(fresh.number, rest);
        let bytes = std::mem::take(&mut message.bytes);
        let undecided = message.undecided(&bytes);
        let answer = self.ask(connection, side, undecided);
        let message = &mut connection.sides[side].message;
        message.bytes = bytes;
        message.settle(self.wanted.most());
        match answer {
            Answer::Goes | Answer::Waits => {
                self.told(fresh, fresh.bytes.len(), message.part());
                fresh.bytes.len()
            }
            Answer::Ends(_) => {
                let at = fresh.bytes.len().saturating_sub(message.give_back());
                self.complete(connection, side, self.used(fresh, at));
                at
            }
            Answer::Not => {
                // What seemed to be its beginning was none: these bytes are looked at by themselves.
                let part = message.part();
                *message = Message::default();
                connection.sides[side].lost = true;
                self.told(fresh, at, part);
                at
            }
        }
    }

    /// How many bytes of the segment at hand these are.
    const fn used(&self, fresh: &Fresh<'_>, count: usize) -> usize {
        if fresh.number == self.number {
            count
        } else {
            0
        }
    }

    /// A message that begins at this place; gives how many bytes were taken, at least one.
    fn first(
        &mut self,
        connection: &mut Connection,
        side: usize,
        fresh: &Fresh<'_>,
        at: usize,
    ) -> usize {
        let bytes = fresh.bytes.get(at..).unwrap_or_default();
        let alone = fresh.alone.filter(|_| at == 0);
        let spoken = connection.speaks;
        let Some(protocol) = connection.protocol(side, bytes, alone) else {
            self.told(fresh, bytes.len(), unknown(connection, side, alone));
            return bytes.len();
        };
        connection.sides[side].message = Message::of(protocol);
        match self.ask(connection, side, bytes) {
            Answer::Ends(count) => {
                let message = std::mem::take(&mut connection.sides[side].message);
                connection.go_on(message.then);
                let what = connection.message(side, protocol, message.sense);
                if fresh.number == self.number {
                    self.run(count, what);
                } else {
                    let mut message = message;
                    message.add(fresh.number, bytes.get(..count).unwrap_or_default());
                    self.put(&mut message, what, 0);
                }
                count
            }
            Answer::Goes if self.wanted == Wanted::Names => {
                let message = &mut connection.sides[side].message;
                message.pass(bytes.len());
                self.told(fresh, bytes.len(), message.part());
                bytes.len()
            }
            Answer::Goes | Answer::Waits => {
                let message = &mut connection.sides[side].message;
                message.add(fresh.number, bytes);
                self.told(fresh, bytes.len(), message.part());
                bytes.len()
            }
            Answer::Not => {
                let this = &mut connection.sides[side];
                this.message = Message::default();
                this.lost = true;
                if spoken != Some(protocol) || alone.is_none() {
                    self.told(fresh, bytes.len(), What::Data);
                    return bytes.len();
                }
                // What was spoken before is over, and nothing has said so: what do these look like?
                connection.speaks = None;
                self.first(connection, side, fresh, at)
            }
        }
    }

    /// Asks the protocol about the bytes of its message that it has not spoken of.
    fn ask(&mut self, connection: &mut Connection, side: usize, bytes: &[u8]) -> Answer {
        let role = connection.role(side);
        let message = &mut connection.sides[side].message;
        let mut at = 0;
        loop {
            let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else {
                return Answer::Goes;
            };
            let mut turn = Turn {
                bytes: rest,
                role,
                phase: &mut message.phase,
                talk: &mut connection.talk,
                then: message.then,
                announced: None,
            };
            let cut = framing::cut(message.of, &mut turn);
            message.then = turn.then;
            self.announced.extend(turn.announced);
            message.sense = connection.talk.take_sense();
            match cut {
                Cut::Run(count) if count > 0 => {
                    message.decided += count;
                    at = at.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
                }
                Cut::End(count) if count > 0 || at > 0 => {
                    message.decided += count;
                    message.ending = Ending::Decided;
                    let end = at.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
                    return if end <= bytes.len() {
                        Answer::Ends(end)
                    } else {
                        Answer::Goes
                    };
                }
                Cut::UntilClose => {
                    self.until_close = true;
                    message.ending = Ending::Close;
                    return Answer::Goes;
                }
                Cut::More if rest.len() < MOST_UNDECIDED && message.bytes.len() < MOST * 2 => {
                    return Answer::Waits;
                }
                Cut::More | Cut::Run(_) | Cut::End(_) | Cut::Not => return Answer::Not,
            }
        }
    }

    /// The message under way is whole: its last `used` bytes are the next of the segment at hand.
    fn complete(&mut self, connection: &mut Connection, side: usize, used: usize) {
        let mut message = std::mem::take(&mut connection.sides[side].message);
        connection.go_on(message.then);
        let what = connection.message(side, message.of, message.sense);
        if self.wanted == Wanted::Names || message.is_brought_by(self.number) {
            self.run(used, what);
        } else {
            self.put(&mut message, what, used);
        }
    }

    /// Puts a whole message to those that end in this frame.
    fn put(&mut self, message: &mut Message, what: What, used: usize) {
        let (from, whole) = (self.whole.bytes.len(), message.finish());
        let range = from..from + whole.bytes.len();
        self.whole.left_out += whole.left_out;
        if from == 0 {
            self.whole = whole;
        } else {
            self.whole.bytes.extend_from_slice(&whole.bytes);
            let moved = whole.pieces.into_iter().map(|mut piece| {
                piece.range = piece.range.start + from..piece.range.end + from;
                piece
            });
            self.whole.pieces.extend(moved);
        }
        if used == 0
            && let Some(last) = self.messages.last_mut().filter(|last| last.what == what)
            && last.range.end == range.start
            && what.message().is_some_and(framing::merges)
        {
            last.range.end = range.end;
            return;
        }
        let number = u32::try_from(self.messages.len()).unwrap_or(u32::MAX);
        self.messages.push(Run { range, what });
        let to = number.saturating_add(1);
        match self.own.last_mut().map(|run| &mut run.what) {
            Some(What::Completes { to: last, .. }) if used == 0 => *last = to,
            _ => self.run(used, What::Completes { from: number, to }),
        }
    }
}

/// What bytes are that begin no message. A protocol without messages in streams takes what is there.
fn unknown(connection: &Connection, side: usize, alone: Option<Protocol>) -> What {
    match alone {
        Some(known) if known != Protocol::Tcp && !framing::is_framed(known) => What::Message(known),
        _ if connection.is_behind_gap(side) => What::Behind,
        _ => What::Data,
    }
}
