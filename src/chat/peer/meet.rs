//! A lab that is met over a connection already shown: it is called, or greets late.

use std::sync::Arc;

use crate::chat::conn::{Conn, Mark};
use crate::chat::handshake::{self, Called, Met};
use crate::chat::sessions::Arrival;
use crate::msg::chat::{ChatEvent, Delivery, Farewell};
use crate::say;

use super::{Peer, dial, make_way};

impl Peer {
    /// A goodbye that comes meanwhile waits until the texts before it are out.
    async fn until_met<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Farewell> {
        self.meeting = true;
        let met = self.meanwhile_patiently(work).await;
        self.meeting = false;
        met
    }

    /// The peer, undecided so far, is a lab: it is called.
    pub(super) async fn call(&mut self, mut conn: Conn, called: Called) -> Result<Conn, Farewell> {
        let shared = Arc::clone(&self.shared);
        match self
            .until_met(handshake::call(&mut conn, &shared, &called, None))
            .await
        {
            Ok(Ok(met)) => {
                self.meet(&conn, &met);
                self.changed(&conn).await;
                Ok(conn)
            }
            Ok(Err(gone)) => {
                conn.close().await;
                Err(Farewell::Broke(dial::why_no_lab(&gone)))
            }
            Err(why) => {
                conn.close().await;
                Err(why)
            }
        }
    }

    /// A lab that greets late, after it was taken for somebody silent: it is answered all the same.
    pub(super) async fn answer(&mut self, mut conn: Conn) -> Result<Conn, Farewell> {
        let shared = Arc::clone(&self.shared);
        let met = match self.until_met(handshake::answer(&mut conn, &shared)).await {
            Ok(Ok(met)) => met,
            ended => {
                conn.close().await;
                return Err(
                    ended.map_or_else(|why| why, |_| Farewell::Broke(say!("chat-no-proof")))
                );
            }
        };
        self.end_plain_part(&mut conn).await;
        if let (Some(owner), Some(place)) = (met.owner, self.place.take()) {
            owner.take(Arrival {
                conn,
                hello: met.hello,
                received: met.received,
                place,
            });
            return Err(Farewell::Recognised);
        }
        let met = Met { owner: None, ..met };
        make_way(&self.shared, &conn, &met).await;
        self.meet(&conn, &met);
        self.changed(&conn).await;
        Ok(conn)
    }

    /// What was written before it was known as a lab lies before our hello, which it has answered: it has
    /// that. The session's numbers begin behind it.
    async fn end_plain_part(&mut self, conn: &mut Conn) {
        for Mark {
            end,
            number,
            message,
            carried,
        } in conn.sent()
        {
            self.tell(ChatEvent::Sent {
                message,
                peer: self.id,
                carried,
            })
            .await;
            conn.unconfirmed.push_back((end, number, message));
            // A plain peer's numbers are nobody's but ours.
            let _ = self.session.acknowledged(number);
        }
        for (.., message) in std::mem::take(&mut conn.unconfirmed) {
            self.tick(message, Delivery::PeerTcp).await;
        }
        self.session.begin();
    }
}
