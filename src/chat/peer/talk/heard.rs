//! What comes over a connection: read, cut into lines or records, and told.

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::chat::conn::Conn;
use crate::msg::chat::{ChatEvent, Delivery, Farewell, Speaks};
use crate::proto::chat::codec::{self, Body, Record};
use crate::proto::chat::plain::Piece;
use crate::proto::chat::session::Incoming;
use crate::proto::chat::{Decoded, Hello, Malformed};
use crate::say::Clean;

use super::super::{End, Peer, broke};
use super::Talk;

/// A peer that broke the protocol has gone for good.
fn left(malformed: Malformed) -> End {
    End::Left(broke(malformed))
}

impl Peer {
    /// Reads what the kernel has. `permit` goes with what is told of it.
    pub(super) async fn read(
        &mut self,
        conn: &mut Conn,
        talk: &mut Talk,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(), End> {
        let heard = conn.heard;
        let result = conn.fill(self.speaks == Speaks::Plain);
        if conn.heard != heard {
            // To be woken and find nothing is no answer.
            talk.answer_by = None;
        }
        let calls = conn.socket.journal();
        self.shared.lane.tell_calls_within(permit, calls).await;
        if let Err(error) = result {
            return Err(self.failed(conn, &error).await);
        }
        if self.speaks == Speaks::Unknown {
            self.judge(conn, talk).await
        } else {
            Ok(())
        }
    }

    /// Takes one message out of what came. `permit` goes with what is told of it.
    pub(super) async fn decode(
        &mut self,
        conn: &mut Conn,
        talk: &mut Talk,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(), End> {
        let now = conn.clock();
        if self.speaks == Speaks::Lab && !conn.lines.ready(now) {
            return self.decode_record(conn, talk, permit).await;
        }
        let now = conn.clock();
        let event = conn
            .lines
            .next(now)
            .and_then(|piece| self.plain(conn, piece));
        if let Some(event) = event {
            self.shared.lane.tell_within(permit, event).await;
        }
        Ok(())
    }

    /// A plain peer's line, or a part of what is no text.
    fn plain(&self, conn: &Conn, piece: Piece) -> Option<ChatEvent> {
        let (peer, time) = (self.id, crate::sys::clock::now());
        Some(match piece {
            Piece::Line(line) => ChatEvent::Received {
                peer,
                time,
                carried: conn.carried(false, line.offset, line.raw, (0, 0))?,
                text: Clean::spoken(&line.text),
                cut: line.cut,
                assumed: line.assumed,
            },
            Piece::Binary(data, bytes) => {
                let is_first = !bytes.is_empty() && data.bytes == bytes.len() as u64;
                let carried = is_first.then(|| conn.carried(false, data.offset, bytes, (0, 0)));
                ChatEvent::Binary {
                    peer,
                    time,
                    data,
                    carried: carried.flatten(),
                }
            }
        })
    }

    /// Takes one record of a lab's out of what came, if it is all there.
    async fn decode_record(
        &mut self,
        conn: &mut Conn,
        talk: &mut Talk,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(), End> {
        let (record, length) = match codec::decode(conn.unread()).map_err(left)? {
            Decoded::Record(record, length) => (record, length),
            Decoded::NeedMore(_) => return Ok(()),
        };
        self.acknowledged(talk, record.acknowledgement)
            .await
            .map_err(left)?;
        let (offset, bytes) = conn.take(length);
        match record.body {
            Body::Text(utf8) => {
                talk.ack_due = true;
                let fresh = self.session.incoming(record.sequence).map_err(left)?;
                if fresh != Incoming::Duplicate {
                    self.text(conn, &utf8, (offset, bytes), permit).await;
                }
            }
            Body::Hello(hello) => self.introduced(conn, &hello, permit).await,
            Body::Ping(opaque) => {
                let pong = Record::control(self.session.received(), Body::Pong(opaque));
                conn.queue_chore(&pong.encode());
            }
            Body::Pong(opaque) => self.pong(talk, opaque, permit).await,
            Body::SightingRequest(question) => self.sighting_asked(conn, question, permit).await,
            Body::SightingAnswer(answer) => self.sighted(answer, permit).await,
            Body::Bye(_) => return Err(self.answer_bye(conn, talk).await),
            // A proof or a challenge belongs to a meeting's beginning.
            Body::Acknowledgement | Body::Proof(_) | Body::Challenge(..) | Body::Unknown(_) => {}
        }
        Ok(())
    }

    /// A text that has not come before, in the record that stood at this place in the stream.
    async fn text(
        &self,
        conn: &Conn,
        utf8: &[u8],
        (offset, record): (u64, Bytes),
        permit: Option<OwnedSemaphorePermit>,
    ) {
        self.state.set_received(self.session.received());
        let headers = (codec::at::SESSION.len(), codec::at::PRESENTATION.len());
        let Some(carried) = conn.carried(false, offset, record, headers) else {
            return;
        };
        let event = ChatEvent::Received {
            peer: self.id,
            time: crate::sys::clock::now(),
            text: Clean::spoken(&String::from_utf8_lossy(utf8)),
            carried,
            cut: false,
            assumed: false,
        };
        self.shared.lane.tell_within(permit, event).await;
    }

    /// Another hello: its name, or what it can do, has changed.
    async fn introduced(
        &mut self,
        conn: &Conn,
        hello: &Hello,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        self.learn(hello);
        if let Some(info) = self.info(conn) {
            let peer = self.id;
            let event = ChatEvent::Changed { peer, info };
            self.shared.lane.tell_within(permit, event).await;
        }
    }

    /// The answer to a ping; one that we did not ask for says nothing.
    async fn pong(&self, talk: &mut Talk, opaque: [u8; 8], permit: Option<OwnedSemaphorePermit>) {
        let answered = talk
            .pinged
            .take_if(|(token, _)| token.to_be_bytes() == opaque);
        if let Some((_, sent)) = answered {
            let event = ChatEvent::RoundTrip {
                peer: self.id,
                time: sent.elapsed(),
            };
            self.shared.lane.tell_within(permit, event).await;
        }
    }

    /// The other side's program has the texts up to this number.
    async fn acknowledged(&mut self, talk: &mut Talk, number: u32) -> Result<(), Malformed> {
        let tags = self.session.acknowledged(number)?;
        if !tags.is_empty() {
            talk.unanswered = (self.session.waiting() > 0).then(Instant::now);
        }
        self.tick_all(tags, Delivery::PeerProgram).await;
        if let Some((_, sent)) = talk.timed.take_if(|(timed, _)| *timed <= number) {
            self.tell(ChatEvent::RoundTrip {
                peer: self.id,
                time: sent.elapsed(),
            })
            .await;
        }
        Ok(())
    }

    /// The last words: what we have received, and our FIN.
    async fn answer_bye(&mut self, conn: &mut Conn, talk: &mut Talk) -> End {
        conn.queue(&Record::control(self.session.received(), Body::Acknowledgement).encode());
        // It may be gone already; then it does not hear our last words.
        let _ = self.write(conn, talk).await;
        let _ = conn.socket.shut();
        conn.tell().await;
        End::Left(if talk.closing.is_some() {
            Farewell::ByYou
        } else {
            Farewell::Bye
        })
    }
}
