//! One TCP connection: its buffers, and where its stream stands.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::Instant;

use crate::proto::chat::Splitter;
use crate::record::{Calls, Carried, Purpose, Transport};

use super::lane::Lane;
use super::received::CallLog;
use super::traced::Traced;
use crate::msg::chat::MessageId;

/// Bytes taken from a socket at once.
const CHUNK: usize = 16 * 1024;
/// Bytes that may wait to be written before texts wait in their session and the socket is not read.
pub const OUT_LIMIT: usize = 64 * 1024;

/// A text on its way into the kernel.
#[derive(Debug)]
pub struct Mark {
    /// Stream offset after its last byte.
    pub end: u64,
    /// Its number in the session.
    pub number: u32,
    /// Whose it is.
    pub message: MessageId,
    /// How it lies in the stream.
    pub carried: Carried,
}

/// One TCP connection. Dropped, as one that nobody waits for any more, it is closed, which is told where
/// there is room.
#[derive(Debug)]
pub struct Conn {
    lane: Lane,
    /// The socket.
    pub socket: Traced,
    /// What plain text is cut with; empty with a lab peer.
    pub lines: Splitter,
    /// Texts written but not known to have reached the peer's TCP: (end, number, message).
    pub unconfirmed: VecDeque<(u64, u32, MessageId)>,
    /// The peer has finished sending.
    pub finished: bool,
    /// We have finished sending.
    pub shut: bool,
    /// When bytes last came.
    pub heard: Instant,
    /// When bytes last went.
    pub wrote: Instant,
    /// All is told, the close too.
    told_close: bool,
    born: Instant,
    inbox: BytesMut,
    taken: u64,
    out: BytesMut,
    /// All that waits to be written is the lab's housekeeping.
    chores: bool,
    written: u64,
    marks: VecDeque<Mark>,
    /// What each `recv` gave, and what each `send` took.
    came: CallLog,
    went: CallLog,
}

impl Conn {
    /// Around a socket that is connected, or is going to be.
    pub fn new(lane: &Lane, socket: Traced) -> Self {
        let now = Instant::now();
        Self {
            lane: lane.clone(),
            told_close: false,
            socket,
            lines: Splitter::default(),
            unconfirmed: VecDeque::new(),
            finished: false,
            shut: false,
            heard: now,
            wrote: now,
            born: now,
            inbox: BytesMut::new(),
            taken: 0,
            out: BytesMut::new(),
            chores: true,
            written: 0,
            marks: VecDeque::new(),
            came: CallLog::default(),
            went: CallLog::default(),
        }
    }

    /// Time as the splitter wants it.
    pub fn clock(&self) -> Duration {
        // A start later than zero lets the splitter call bytes old.
        self.born.elapsed() + Duration::from_mins(1)
    }

    /// A time of the splitter as the runtime wants it.
    pub fn instant(&self, clock: Duration) -> Instant {
        self.born + clock.saturating_sub(Duration::from_mins(1))
    }

    /// Bytes waiting to be written.
    pub fn waiting(&self) -> usize {
        self.out.len()
    }

    /// Bytes handed to the kernel so far.
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Has the peer sent anything yet?
    pub fn untouched(&self) -> bool {
        self.taken == 0 && self.inbox.is_empty()
    }

    /// The bytes that came and were not looked at.
    pub fn unread(&self) -> &[u8] {
        &self.inbox
    }

    /// Takes bytes from the front of what came; returns the stream offset before them too.
    pub fn take(&mut self, n: usize) -> (u64, Bytes) {
        let offset = self.taken;
        let bytes = self.inbox.split_to(n.min(self.inbox.len())).freeze();
        self.taken += bytes.len() as u64;
        (offset, bytes)
    }

    /// Bytes to be written.
    pub fn queue(&mut self, bytes: &[u8]) {
        self.chores = false;
        self.out.extend_from_slice(bytes);
    }

    /// Bytes to be written that are the lab's housekeeping.
    pub fn queue_chore(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A text to be written; `session` and `presentation` are its headers' lengths.
    pub fn queue_text(
        &mut self,
        bytes: Vec<u8>,
        headers: (usize, usize),
        number: u32,
        message: MessageId,
    ) {
        let offset = self.written + self.out.len() as u64;
        self.queue(&bytes);
        let end = offset + bytes.len() as u64;
        if let Some(carried) = self.carried(true, offset, Bytes::from(bytes), headers) {
            self.marks.push_back(Mark {
                end,
                number,
                message,
                carried,
            });
        }
    }

    /// How a text lies in the stream.
    pub fn carried(
        &self,
        outgoing: bool,
        offset: u64,
        bytes: Bytes,
        (session, presentation): (usize, usize),
    ) -> Option<Carried> {
        let end = bytes.len();
        // What goes out was not sent yet: its calls are noted when its last byte is.
        let calls = if outgoing {
            Calls::default()
        } else {
            self.came.of(&(offset..offset + end as u64))
        };
        Some(Carried {
            transport: Transport::Tcp,
            host: self.socket.host(),
            socket: self.socket.id(),
            local: self.socket.local()?,
            remote: self.socket.peer()?,
            outgoing,
            offset,
            tcp: self.socket.agreed(),
            bytes,
            session: 0..session,
            presentation: session..session + presentation,
            text: session + presentation..end,
            calls,
        })
    }

    /// Reads once. What comes goes where `plain` says.
    pub fn fill(&mut self, plain: bool) -> io::Result<()> {
        let mut chunk = [0; CHUNK];
        match self.socket.try_recv(&mut chunk)? {
            Some(0) => self.finished = true,
            Some(n) => {
                self.heard = Instant::now();
                self.came.note(n);
                self.inbox.extend_from_slice(&chunk[..n]);
                if plain {
                    self.feed_lines();
                }
            }
            None => {}
        }
        Ok(())
    }

    /// What came so far is plain text.
    pub fn feed_lines(&mut self) {
        self.feed_lines_up_to(usize::MAX);
    }

    /// The first bytes of what came are plain text.
    pub fn feed_lines_up_to(&mut self, count: usize) {
        let now = self.clock();
        let (_, bytes) = self.take(count);
        if !bytes.is_empty() {
            self.lines.push(&bytes, now);
        }
    }

    /// Writes what there is room for.
    pub fn flush(&mut self) -> io::Result<()> {
        self.socket.serve(if self.chores {
            Purpose::Housekeeping
        } else {
            Purpose::Talk
        });
        let result = self.write_out();
        self.socket.serve(Purpose::Talk);
        result
    }

    fn write_out(&mut self) -> io::Result<()> {
        while !self.out.is_empty() {
            let Some(n) = self.socket.try_send(&self.out)? else {
                break;
            };
            let _ = self.out.split_to(n);
            self.written += n as u64;
            self.went.note(n);
            self.wrote = Instant::now();
        }
        self.chores |= self.out.is_empty();
        Ok(())
    }

    /// The texts whose last byte is the kernel's since the last time.
    pub fn sent(&mut self) -> Vec<Mark> {
        let done = self
            .marks
            .iter()
            .take_while(|mark| mark.end <= self.written)
            .count();
        let with_calls = |mut mark: Mark| {
            mark.carried.calls = self.went.of(&mark.carried.in_stream());
            mark
        };
        self.marks.drain(..done).map(with_calls).collect()
    }

    /// The other side takes nothing more: what waits to be written never goes.
    pub fn give_up_writing(&mut self) {
        self.out.clear();
        self.marks.clear();
    }

    /// Says on the lane what the socket did.
    pub async fn tell(&mut self) {
        self.lane.tell_calls(self.socket.journal()).await;
    }

    /// Closes the socket and says so.
    pub async fn close(mut self) {
        self.told_close = true;
        self.lane.tell_calls(self.socket.last_calls()).await;
    }

    /// Closes the socket so that nothing it still holds is sent: the session sends it again over
    /// another connection, and the kernel would go on trying over this one.
    pub async fn discard(mut self) {
        // Fails only on a socket that is no socket.
        let _ = self.socket.discard();
        self.close().await;
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        if !self.told_close {
            self.lane.tell_calls_if_room(self.socket.last_calls());
        }
    }
}
