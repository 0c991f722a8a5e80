//! What happens on one connection although nothing comes: looks, limits, silence.

use std::time::Duration;

use tokio::time::Instant;

use crate::chat::conn::Conn;
use crate::chat::shared::UNANSWERED;
use crate::msg::chat::{ChatEvent, Delivery, Farewell, Speaks};

use super::super::{End, Peer};
use super::{Closing, STUCK, Talk};

/// After our FIN the peer's is waited for this long.
const LINGER: Duration = Duration::from_secs(1);
/// The longest pause between two looks.
const LONGEST_LOOK: Duration = Duration::from_millis(200);

impl Peer {
    /// What is due by now.
    pub(super) async fn timers(&mut self, conn: &mut Conn, talk: &mut Talk) -> Result<(), End> {
        let now = Instant::now();
        if talk
            .closing
            .as_ref()
            .is_some_and(|closing| closing_limit(closing, conn) <= now)
        {
            return Err(End::Left(Farewell::ByYou));
        }
        if let Some((at, pause)) = talk.look.filter(|(at, _)| *at <= now) {
            let (next, before) = ((pause * 2).min(LONGEST_LOOK), conn.unconfirmed.len());
            let is_left = self.look(conn).await;
            talk.look = is_left.then_some((at.max(now) + next, next));
            // A plain peer's program acknowledges nothing: its TCP's word is all there is.
            if self.speaks != Speaks::Lab && conn.unconfirmed.len() < before {
                talk.unanswered = is_left.then_some(now);
            }
        }
        if talk.judge_by.is_some_and(|by| by <= now) {
            self.judge(conn, talk).await?;
        }
        if talk
            .half
            .as_ref()
            .is_some_and(|half| half.due.is_some_and(|due| due <= now))
        {
            return self.end_our_side(conn, talk, now);
        }
        if talk
            .unanswered
            .is_some_and(|since| since + UNANSWERED <= now)
        {
            talk.unanswered = None;
            self.tell(ChatEvent::Silent {
                peer: self.id,
                quiet: conn.heard.elapsed(),
            })
            .await;
        }
        if talk.answer_by.is_some_and(|by| by <= now) {
            self.tell(ChatEvent::Silent {
                peer: self.id,
                quiet: conn.heard.elapsed(),
            })
            .await;
            return Err(End::Broken);
        }
        Ok(())
    }

    /// Looks which texts the peer's TCP has acknowledged; `false`: none is left to look for.
    pub(in crate::chat) async fn look(&mut self, conn: &mut Conn) -> bool {
        let Some(unacknowledged) = conn.socket.unacknowledged() else {
            conn.unconfirmed.clear();
            return false;
        };
        let reached = conn.written().saturating_sub(unacknowledged as u64);
        while let Some((_, number, message)) =
            conn.unconfirmed.pop_front_if(|(end, ..)| *end <= reached)
        {
            // A lab's program may have been faster than our look.
            if self.speaks != Speaks::Lab || self.session.waits(number) {
                self.session.reached(number);
                self.tick(message, Delivery::PeerTcp).await;
            }
        }
        !conn.unconfirmed.is_empty()
    }
}

/// When something is due without anything happening. What is there to be read waits for its quota only.
pub fn due(conn: &Conn, talk: &Talk, has_input: bool) -> Instant {
    let far = Instant::now() + Duration::from_hours(1);
    let unanswered = talk.unanswered.map(|since| since + UNANSWERED);
    let ours = talk.half.as_ref().and_then(|half| half.due);
    let closing = talk
        .closing
        .as_ref()
        .map(|closing| closing_limit(closing, conn));
    let line = conn
        .lines
        .deadline()
        .filter(|_| !has_input)
        .map(|at| conn.instant(at));
    let times = [
        unanswered,
        ours,
        talk.judge_by,
        talk.answer_by,
        talk.look.map(|(at, _)| at),
        closing,
        line,
    ];
    times.into_iter().flatten().fold(far, Instant::min)
}

fn closing_limit(closing: &Closing, conn: &Conn) -> Instant {
    if conn.shut {
        closing.since + LINGER
    } else {
        closing.since.max(conn.wrote) + STUCK
    }
}
