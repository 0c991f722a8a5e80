//! What somebody speaks who is not known yet: by the finder's word, by the first bytes, or by silence.

use std::time::Duration;

use tokio::time::Instant;

use crate::chat::conn::Conn;
use crate::chat::crowd::Place;
use crate::chat::finder::Verdict;
use crate::chat::handshake::Called;
use crate::msg::chat::Farewell;
use crate::proto::chat::{Opening, opening};

use super::super::{End, Peer};
use super::Talk;

/// What begins as a lab's greeting and does not go on is text after this long.
const HALF_GREETING: Duration = Duration::from_millis(300);

impl Peer {
    /// The finder has spoken, or its time is over.
    pub(super) async fn decide(&mut self, conn: &mut Conn, verdict: Verdict) -> Result<(), End> {
        self.deciding = None;
        if let Verdict::Lab(instance) = verdict {
            return Err(End::Call(Called::Named(instance)));
        }
        self.is_plain(conn, Some(&verdict)).await;
        self.changed(conn).await;
        Ok(())
    }

    /// The first bytes of somebody who had said nothing: a lab that comes to us greets, however late.
    pub(super) async fn judge(&mut self, conn: &mut Conn, talk: &mut Talk) -> Result<(), End> {
        if conn.untouched() {
            return Ok(());
        }
        if self.is_incoming() && !self.place.as_mut().is_none_or(Place::speak) {
            return Err(End::Left(shown_out(conn, Farewell::Full)));
        }
        let waits = !conn.finished && talk.judge_by.is_none_or(|by| by > Instant::now());
        match opening(conn.unread()) {
            Opening::Lab { length, .. } if self.is_incoming() => {
                conn.take(length);
                return Err(End::Greeted);
            }
            Opening::NeedMore if self.is_incoming() && waits => {
                talk.judge_by
                    .get_or_insert_with(|| Instant::now() + HALF_GREETING);
                return Ok(());
            }
            Opening::Lab { .. } | Opening::NeedMore | Opening::Plain => {}
        }
        (talk.judge_by, self.deciding) = (None, None);
        self.is_plain(conn, None).await;
        self.changed(conn).await;
        Ok(())
    }

    /// Too many who say nothing are here, and it is the oldest of them.
    pub(super) fn crowded(&self, conn: &mut Conn) -> Farewell {
        shown_out(
            conn,
            if self.finished {
                Farewell::Finished
            } else {
                self.shared.crowded()
            },
        )
    }
}

/// There is no place for it.
fn shown_out(conn: &mut Conn, why: Farewell) -> Farewell {
    // A FIN, not a reset: it has done nothing wrong. Nothing of it lies unread.
    let _ = conn.socket.shut();
    why
}
