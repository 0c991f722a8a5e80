//! Talking over one connection: what came is read and told, what was typed is sent and followed.

mod clock;
mod half;
mod heard;
mod judge;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::chat::conn::{Conn, Mark, OUT_LIMIT};
use crate::chat::finder::Verdict;
use crate::chat::sessions::Arrival;
use crate::chat::shared::{Order, Shared};
use crate::msg::chat::{ChatEvent, Delivery, Farewell, MessageId, Speaks};
use crate::proto::chat::codec::{self, Body, Record};

use super::{End, Peer, crowded_out};
use clock::due;
use half::HalfClosed;

/// After the cable was in or out, an answer must come within this time.
const PROBE: Duration = Duration::from_secs(2);
/// A goodbye waits this long for a peer that does not read.
const STUCK: Duration = Duration::from_secs(5);
/// The first look at the kernel's send queue after a text went; doubled up to the longest.
const FIRST_LOOK: Duration = Duration::from_millis(5);

/// What one connection's talk remembers.
#[derive(Default)]
struct Talk {
    ack_due: bool,
    pinged: Option<(u64, Instant)>,
    answer_by: Option<Instant>,
    look: Option<(Instant, Duration)>,
    closing: Option<Closing>,
    /// The first bytes could still become a greeting, until then.
    judge_by: Option<Instant>,
    half: Option<HalfClosed>,
    /// A text whose acknowledgement tells the round trip: its number, and when it went.
    timed: Option<(u32, Instant)>,
    /// The oldest text without an acknowledgement went then; `None`: there is none, or it was said.
    unanswered: Option<Instant>,
    /// A write has failed after the peer's FIN: it takes nothing more.
    deaf: bool,
}

/// You said goodbye.
pub struct Closing {
    since: Instant,
    said: bool,
}

impl Closing {
    /// From now on.
    pub fn begin() -> Self {
        Self {
            since: Instant::now(),
            said: false,
        }
    }
}

/// What happened next.
enum Step {
    Order(Option<Order>),
    Arrival(Option<Box<Arrival>>),
    Decode(Option<OwnedSemaphorePermit>),
    Read(Option<OwnedSemaphorePermit>),
    Write,
    Timer,
    Decided(Verdict),
    CrowdedOut,
    WasReset,
}

/// What the finder says, once it does.
async fn decided(deciding: &mut Option<JoinHandle<Verdict>>) -> Verdict {
    match deciding {
        Some(asked) => asked.await.unwrap_or(Verdict::Nobody),
        None => std::future::pending().await,
    }
}

async fn permit(quota: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    Arc::clone(quota).acquire_owned().await.ok()
}

impl Peer {
    /// Talks until the connection ends, one way or another.
    pub(super) async fn talk(&mut self, conn: &mut Conn) -> End {
        let mut talk = Talk {
            closing: self.closing.take(),
            ..Talk::default()
        };
        let mut turn = if self.speaks == Speaks::Unknown {
            self.judge(conn, &mut talk).await
        } else {
            Ok(())
        };
        loop {
            match turn {
                Ok(()) => {}
                Err(End::Broken) if talk.closing.is_some() => return End::Left(Farewell::ByYou),
                Err(end) => {
                    // Whatever comes now, you want to go: it is said anew.
                    self.closing = talk.closing.map(|closing| Closing {
                        said: false,
                        ..closing
                    });
                    return end;
                }
            }
            turn = self.turn(conn, &mut talk).await;
        }
    }

    async fn turn(&mut self, conn: &mut Conn, talk: &mut Talk) -> Result<(), End> {
        let has_input = self.has_input(conn);
        let unwritable = self.pump(conn, talk, has_input);
        self.tick_all(unwritable, Delivery::Lost).await;
        self.write(conn, talk).await?;
        self.close_when_done(conn, talk);
        conn.tell().await;
        if conn.finished && !has_input {
            self.has_finished(conn, talk).await?;
        }
        // Answers to what is read (pongs, acknowledgements) pile up only if the peer does not read.
        let may_read = !has_input && !conn.finished && conn.waiting() < 4 * OUT_LIMIT;
        let (half_closed, may_order) = (talk.half.is_some(), talk.closing.is_none());
        let due = due(conn, talk, has_input);
        let quota = &self.quota;
        let read = async {
            let permit = permit(quota).await;
            conn.socket.readable().await;
            permit
        };
        let step = tokio::select! {
            // What is said after the goodbye stays in the queue, and is called lost when that is emptied.
            order = self.orders.recv(), if may_order => Step::Order(order),
            arrival = self.arrivals.recv() => Step::Arrival(arrival.map(Box::new)),
            permit = permit(quota), if has_input => Step::Decode(permit),
            permit = read, if may_read => Step::Read(permit),
            () = conn.socket.writable(), if conn.waiting() > 0 => Step::Write,
            () = conn.socket.was_reset(), if half_closed => Step::WasReset,
            verdict = decided(&mut self.deciding) => Step::Decided(verdict),
            () = crowded_out(self.place.as_ref()) => Step::CrowdedOut,
            () = sleep_until(due) => Step::Timer,
        };
        match step {
            Step::Order(order) => {
                self.obey(conn, talk, order).await;
                Ok(())
            }
            Step::Arrival(Some(arrival)) => Err(End::Replaced(arrival)),
            Step::Decode(permit) => self.decode(conn, talk, permit).await,
            Step::Read(permit) => self.read(conn, talk, permit).await,
            Step::Timer => self.timers(conn, talk).await,
            Step::Decided(verdict) => self.decide(conn, verdict).await,
            Step::CrowdedOut => Err(End::Left(self.crowded(conn))),
            Step::WasReset => Err(End::Left(Farewell::Reset)),
            Step::Write | Step::Arrival(None) => Ok(()),
        }
    }

    fn has_input(&self, conn: &mut Conn) -> bool {
        if self.speaks == Speaks::Lab {
            // What its listener said before it knew us comes first, and is whole.
            conn.lines.finish();
            let now = conn.clock();
            return conn.lines.ready(now)
                || match codec::frame(conn.unread()) {
                    Ok(Some(length)) => conn.unread().len() >= length,
                    Ok(None) => false,
                    Err(_) => true,
                };
        }
        if conn.finished {
            conn.lines.finish();
        }
        conn.lines.read_as(self.shared.encoding(self.id));
        let now = conn.clock();
        conn.lines.ready(now)
    }

    /// Hands texts and acknowledgements to the connection, as far as there is room; returns the texts that
    /// cannot be written in the plain peer's encoding.
    fn pump(&mut self, conn: &mut Conn, talk: &mut Talk, has_input: bool) -> Vec<u64> {
        let mut unwritable = Vec::new();
        let undecided = self.deciding.is_some() || talk.judge_by.is_some();
        while !undecided
            && conn.waiting() < OUT_LIMIT
            && !talk.closing.as_ref().is_some_and(|closing| closing.said)
        {
            let received = self.session.received();
            let Some(kept) = self.session.next_due() else {
                break;
            };
            let (number, message) = (kept.number, MessageId(kept.tag));
            if self.speaks == Speaks::Lab {
                let body = Body::Text(kept.text.clone().into_bytes());
                let bytes = Record {
                    sequence: number,
                    acknowledgement: received,
                    body,
                }
                .encode();
                talk.ack_due = false;
                conn.queue_text(
                    bytes,
                    (codec::at::SESSION.len(), codec::at::PRESENTATION.len()),
                    number,
                    message,
                );
            } else if let Ok(mut bytes) = self.shared.encoding(self.id).encode(&kept.text) {
                bytes.push(b'\n');
                conn.queue_text(bytes, (0, 0), number, message);
            } else {
                unwritable.push(kept.tag);
                // It is neither sent nor kept: a plain peer's numbers are nobody's but ours.
                let _ = self.session.acknowledged(number);
            }
        }
        if talk.ack_due && !has_input {
            talk.ack_due = false;
            conn.queue(&Record::control(self.session.received(), Body::Acknowledgement).encode());
        }
        if self.speaks == Speaks::Lab
            && self.told != self.shared.capabilities()
            && talk.closing.is_none()
        {
            // It changed while the connection was being made.
            conn.queue(&self.hello().encode());
        }
        unwritable
    }

    async fn write(&mut self, conn: &mut Conn, talk: &mut Talk) -> Result<(), End> {
        match conn.flush() {
            Ok(()) => {
                for mark in conn.sent() {
                    self.sent(conn, talk, mark).await;
                }
                Ok(())
            }
            // What the peer said before it went is still to be read.
            Err(_) if conn.finished => {
                conn.give_up_writing();
                talk.deaf = true;
                Ok(())
            }
            Err(error) => Err(self.failed(conn, &error).await),
        }
    }

    async fn sent(&mut self, conn: &mut Conn, talk: &mut Talk, mark: Mark) {
        let Mark {
            end,
            number,
            message,
            carried,
        } = mark;
        self.tell(ChatEvent::Sent {
            message,
            peer: self.id,
            carried,
        })
        .await;
        self.tick(message, Delivery::Kernel).await;
        conn.unconfirmed.push_back((end, number, message));
        let now = Instant::now();
        talk.look = Some((now + FIRST_LOOK, FIRST_LOOK));
        talk.unanswered.get_or_insert(now);
        talk.timed.get_or_insert((number, now));
        self.writing(talk).await;
        if self.speaks != Speaks::Lab {
            // A plain peer acknowledges nothing; what the kernel has is no longer kept here.
            let _ = self.session.acknowledged(number);
        }
    }

    async fn failed(&self, conn: &Conn, error: &io::Error) -> End {
        if self.speaks == Speaks::Lab {
            // Given up for want of an answer (or with the error that ICMP gave meanwhile), not reset.
            if !matches!(error.raw_os_error(), Some(libc::ECONNRESET | libc::EPIPE)) {
                self.tell(ChatEvent::Silent {
                    peer: self.id,
                    quiet: conn.heard.elapsed(),
                })
                .await;
            }
            return End::Broken;
        }
        End::Left(match error.raw_os_error() {
            Some(libc::ECONNRESET | libc::EPIPE) => Farewell::Reset,
            _ => Farewell::Silent,
        })
    }

    /// After your goodbye: says it when all texts are out, then waits a little for the peer's.
    fn close_when_done(&self, conn: &mut Conn, talk: &mut Talk) {
        let Some(closing) = &mut talk.closing else {
            return;
        };
        if !closing.said && !self.session.has_due() {
            closing.said = true;
            if self.speaks == Speaks::Lab {
                conn.queue(
                    &Record::control(self.session.received(), Body::Bye(String::new())).encode(),
                );
            }
        }
        if closing.said && !conn.shut && conn.waiting() == 0 {
            conn.shut = true;
            closing.since = Instant::now();
            // Fails only when the connection has gone already.
            let _ = conn.socket.shut();
        }
    }

    async fn obey(&mut self, conn: &mut Conn, talk: &mut Talk, order: Option<Order>) {
        match order {
            Some(Order::Send { message, text, .. }) => {
                if talk.closing.is_some() || self.session.keep(message.0, text).is_err() {
                    self.tick(message, Delivery::Lost).await;
                }
            }
            Some(Order::Introduce) if self.speaks == Speaks::Lab => {
                conn.queue(&self.hello().encode());
            }
            Some(Order::Ask { question, .. }) => self.ask_sighting(conn, question),
            Some(Order::Answer { answer, .. }) => self.answer_sighting(conn, answer),
            Some(Order::Probe) if self.speaks == Speaks::Lab => {
                ping(conn, talk);
                talk.answer_by = Some(Instant::now() + PROBE);
            }
            // Who has a connection is no old self of anybody's.
            Some(Order::Introduce | Order::Probe | Order::Superseded) => {}
            Some(Order::Writing) => self.writing(talk).await,
            Some(Order::Keep) => self.wait_with_our_fin(talk, None).await,
            // What the peer says meanwhile finds a socket that reads: closed, it would answer with a reset.
            Some(Order::Close(_) | Order::Leave) | None => {
                talk.closing = Some(Closing::begin());
            }
        }
    }
}

fn ping(conn: &mut Conn, talk: &mut Talk) {
    let now = Instant::now();
    let token = Shared::random();
    conn.queue_chore(&Record::control(0, Body::Ping(token.to_be_bytes())).encode());
    talk.pinged = Some((token, now));
}

#[cfg(test)]
mod tests;
