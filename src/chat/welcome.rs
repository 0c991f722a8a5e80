//! Who comes over TCP: accepted, told apart by the first bytes, and given a place.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::proto::chat::{Opening, opening};

use super::conn::Conn;
use super::crowd::Place;
use super::handshake::{self, Gone, Met};
use super::peer;
use super::sessions::Arrival;
use super::shared::Shared;
use super::traced::Traced;
use crate::msg::chat::ChatEvent;

/// The first bytes of who has come are waited for this long before it is shown as silent.
const FIRST_BYTES: Duration = Duration::from_millis(300);

/// Accepts connections until told to stop.
pub async fn accept_all(shared: Arc<Shared>, mut listener: Traced, stop: CancellationToken) {
    let mut pause = Duration::ZERO;
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            () = shared.leaving.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let Ok(socket) = accepted else {
            // Out of descriptors, or a connection that was gone before it was taken: not so fast.
            pause = (pause * 2).clamp(Duration::from_millis(20), Duration::from_secs(1));
            sleep(pause).await;
            continue;
        };
        pause = Duration::ZERO;
        shared.lane.tell_calls(listener.journal()).await;
        let Some(from) = socket.peer() else { continue };
        let place = shared.crowd.enter(from.ip());
        shared.tasks.spawn(welcome(
            Arc::clone(&shared),
            Conn::new(&shared.lane, socket),
            place,
        ));
    }
    shared.lane.tell_calls(listener.close()).await;
}

/// Finds out who has come, and gives the connection to whom it belongs. A listener never speaks first:
/// a plain program gets no byte that nobody typed.
async fn welcome(shared: Arc<Shared>, mut conn: Conn, mut place: Place) {
    // A connection without these options still works; it only notices a pulled cable later.
    let _ = conn.socket.watch_over();
    let opened = match first_bytes(&mut conn, &shared).await {
        Ok(opened) => opened,
        Err(gone) => {
            tracing::debug!(?gone, "a connection came to nothing");
            return conn.close().await;
        }
    };
    if !conn.untouched() && !place.speak() {
        return turn_away(&shared, conn).await;
    }
    let Opening::Lab { length, .. } = opened else {
        return peer::serve_plain(shared, conn, place).await;
    };
    conn.take(length);
    match handshake::answer(&mut conn, &shared).await {
        Ok(Met {
            owner: Some(owner),
            hello,
            received,
            ..
        }) => {
            owner.take(Arrival {
                conn,
                hello,
                received,
                place,
            });
        }
        Ok(met) => peer::serve_lab(shared, conn, met, place).await,
        Err(gone) => {
            tracing::debug!(?gone, "no session came of a greeting");
            conn.close().await;
        }
    }
}

/// What the first bytes are, as far as some come soon.
async fn first_bytes(conn: &mut Conn, shared: &Shared) -> Result<Opening, Gone> {
    let until = Instant::now() + FIRST_BYTES;
    loop {
        match opening(conn.unread()) {
            Opening::NeedMore if !conn.finished => {
                if !handshake::exchange(conn, shared, until).await? {
                    // Nothing, or the beginning of what may be a greeting: the peer's own task goes on.
                    return Ok(Opening::NeedMore);
                }
            }
            opened => return Ok(opened),
        }
    }
}

/// As many talk as can be served.
async fn turn_away(shared: &Shared, mut conn: Conn) {
    if let Some(from) = conn.socket.peer().filter(|_| shared.may_say_full()) {
        shared.lane.tell(ChatEvent::TurnedAway { from }).await;
    }
    let _ = conn.socket.shut();
    conn.close().await;
}
