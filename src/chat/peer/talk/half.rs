//! A peer that has ended its sending (FIN): it may still read (RFC 9293 §3.6), so it is served on.

use std::time::Duration;

use tokio::time::Instant;

use crate::chat::conn::Conn;
use crate::msg::chat::{ChatEvent, Farewell, Speaks};

use super::super::{End, Peer};
use super::{STUCK, Talk};

/// The peer has ended its sending.
pub struct HalfClosed {
    /// Our own FIN follows then; `None`: not by itself.
    pub due: Option<Instant>,
}

impl Peer {
    /// The peer's FIN. A lab says goodbye before; without that its connection broke, not its session. Of
    /// a plain one it says only that nothing more comes *from* it: it may still read (RFC 9293 §3.6).
    pub(super) async fn has_finished(&mut self, conn: &Conn, talk: &mut Talk) -> Result<(), End> {
        if self.speaks == Speaks::Lab {
            return Err(End::Broken);
        }
        if talk.closing.is_some() && conn.shut {
            return Err(End::Left(Farewell::ByYou));
        }
        if talk.deaf {
            return Err(End::Left(Farewell::Reset));
        }
        if talk.half.is_none() {
            talk.half = Some(HalfClosed { due: None });
            self.finished = true;
            self.deciding = None;
            if let Some(place) = &mut self.place {
                place.fall_silent();
            }
            self.changed(conn).await;
            // After a goodbye it follows as soon as all is out.
            if talk.closing.is_none() {
                self.wait_with_our_fin(talk, self.shared.half_close).await;
            }
        }
        Ok(())
    }

    /// Our own FIN follows after this long; `None`: not by itself.
    pub(super) async fn wait_with_our_fin(&self, talk: &mut Talk, closing: Option<Duration>) {
        if let Some(half) = &mut talk.half {
            half.due = closing.map(|wait| Instant::now() + wait);
            self.tell(ChatEvent::Finished {
                peer: self.id,
                closing,
            })
            .await;
        }
    }

    /// The student writes: where our FIN is due, it waits anew.
    pub(super) async fn writing(&self, talk: &mut Talk) {
        if talk.half.as_ref().is_some_and(|half| half.due.is_some()) {
            self.wait_with_our_fin(talk, self.shared.half_close).await;
        }
    }

    /// The peer has ended its sending, and nobody writes to it: our FIN, when all is out.
    pub(super) fn end_our_side(
        &self,
        conn: &mut Conn,
        talk: &mut Talk,
        now: Instant,
    ) -> Result<(), End> {
        if conn.waiting() > 0 || self.session.has_due() {
            talk.half = Some(HalfClosed {
                due: Some(now + STUCK),
            });
            return Ok(());
        }
        // Fails only when the connection has gone already.
        let _ = conn.socket.shut();
        Err(End::Left(Farewell::Finished))
    }
}
