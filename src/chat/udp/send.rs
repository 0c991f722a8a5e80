//! What a UDP socket's task sends: texts, and what it answers by itself.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout};

use crate::msg::chat::{ChatEvent, Delivery, MessageId, PeerId};
use crate::proto::chat::Encoding;
use crate::proto::chat::codec::{Body, Record, at};
use crate::proto::chat::datagram::SEAL;
use crate::proto::chat::session::MAX_TEXT;
use crate::record::{Calls, Carried, Transport};

use super::peer::{Known, Peer, Standing};
use super::{MAX_WAITING, Post, unsaid};

/// Bytes of the session's and the presentation's header of a text.
pub const HEADERS: (usize, usize) = (
    at::SESSION.end + SEAL,
    at::PRESENTATION.end - at::PRESENTATION.start,
);

/// A full send queue is waited for this long.
const FULL: Duration = Duration::from_millis(50);

impl Post {
    /// Hands a datagram to the kernel; returns its number.
    pub(super) async fn send(&mut self, address: SocketAddr, bytes: &[u8]) -> Option<u64> {
        // An error kept from an earlier datagram is reported once instead of sending: try again.
        // A full queue is waited for a moment; then the datagram is lost, as UDP's are.
        let mut refused = None;
        for _ in 0..3 {
            match self.socket.try_send_to(bytes, address) {
                Ok(Some(_)) => {
                    self.sent += 1;
                    return Some(self.sent - 1);
                }
                Ok(None) => drop(timeout(FULL, self.socket.writable()).await),
                Err(error) => refused = Some(error),
            }
        }
        if let Some(error) = refused {
            self.refused(address, error).await;
        }
        None
    }

    /// Sends a lab one of its session's records; to anybody else it is not sent.
    pub(super) async fn send_control(&mut self, address: SocketAddr, body: Body) {
        self.send_record(address, &Record::control(0, body)).await;
    }

    /// As [`Post::send_control`], with any record.
    pub(super) async fn send_record(&mut self, address: SocketAddr, record: &Record) {
        let Some(Peer {
            standing: Standing::Lab(sealed),
            ..
        }) = self.peers.get_mut(&address)
        else {
            return;
        };
        let bytes = sealed.seal(record);
        self.send(address, &bytes).await;
    }

    /// Sends a text; it waits while it is not known what the peer speaks.
    pub(super) async fn say(&mut self, id: PeerId, message: MessageId, text: String) {
        let Some(address) = self.address_of(id) else {
            return self.tick(message, id, Delivery::Lost).await;
        };
        let encoding = self.shared.encoding(id);
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        if !peer.is_settled() {
            if peer.waiting.len() < MAX_WAITING {
                peer.waiting.push_back((message, text));
                return;
            }
            return self.tick(message, id, Delivery::Lost).await;
        }
        peer.written_to = true;
        let Some((bytes, headers)) = datagram(peer, message, text, encoding) else {
            return self.tick(message, id, Delivery::Lost).await;
        };
        let sent = if bytes.len() <= MAX_TEXT {
            self.send(address, &bytes).await
        } else {
            None
        };
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.last = sent.map(|_| bytes.clone());
        }
        match sent {
            Some(number) => {
                self.learn_local(address).await;
                let carried = self.carried(address, true, number, bytes, headers);
                let sent = ChatEvent::Sent {
                    message,
                    peer: id,
                    carried,
                };
                self.shared.lane.tell(sent).await;
                self.tick(message, id, Delivery::Kernel).await;
            }
            None => self.tick(message, id, Delivery::Lost).await,
        }
        self.take_errors().await;
    }

    /// The kernel has chosen our port with the first datagram, not before.
    async fn learn_local(&mut self, address: SocketAddr) {
        if self
            .peers
            .get(&address)
            .is_none_or(|peer| peer.local.port() != 0)
        {
            return;
        }
        let local = self.local_toward(address);
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        peer.local = local;
        if let Some(peer) = self.peers.get(&address) {
            let event = ChatEvent::Changed {
                peer: peer.id,
                info: self.info(address, peer),
            };
            self.shared.lane.tell(event).await;
        }
    }

    pub(super) async fn tick(&self, message: MessageId, peer: PeerId, delivery: Delivery) {
        self.shared
            .lane
            .tell(ChatEvent::Tick {
                message,
                peer,
                delivery,
            })
            .await;
    }

    pub(super) fn carried(
        &self,
        remote: SocketAddr,
        outgoing: bool,
        offset: u64,
        bytes: Bytes,
        (session, presentation): (usize, usize),
    ) -> Carried {
        let local = self
            .peers
            .get(&remote)
            .map_or_else(|| SocketAddr::new(unsaid(remote), 0), |peer| peer.local);
        Carried {
            transport: Transport::Udp,
            host: self.socket.host(),
            socket: self.socket.id(),
            local,
            remote,
            outgoing,
            offset,
            tcp: None,
            session: 0..session,
            presentation: session..session + presentation,
            text: session + presentation..bytes.len(),
            bytes,
            calls: Calls::default(),
        }
    }

    /// It speaks plain text, as far as is known.
    pub(super) async fn settle_plain(&mut self, address: SocketAddr) {
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        let news = !matches!(peer.standing, Standing::Plain);
        peer.standing = Standing::Plain;
        let known = peer.known.max(Known::Ready);
        self.settled(address, known, news).await;
    }

    /// What the peer speaks is known, or that it says nothing: what waited goes out. It is there only
    /// when something came from it.
    pub(super) async fn settled(&mut self, address: SocketAddr, known: Known, news: bool) {
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        let before = std::mem::replace(&mut peer.known, known);
        let (id, waiting) = (peer.id, std::mem::take(&mut peer.waiting));
        if (news || before != known)
            && let Some(info) = self
                .peers
                .get(&address)
                .map(|peer| self.info(address, peer))
        {
            let event = match (before, known) {
                (_, Known::Sought | Known::Ready) => ChatEvent::Ready { peer: id, info },
                (Known::There, Known::There) => ChatEvent::Changed { peer: id, info },
                (Known::Sought | Known::Ready, Known::There) => {
                    ChatEvent::Joined { peer: id, info }
                }
            };
            self.shared.lane.tell(event).await;
        }
        for (message, text) in waiting {
            self.say_boxed(id, message, text).await;
        }
    }

    async fn say_boxed(&mut self, id: PeerId, message: MessageId, text: String) {
        // `say` may end in `settle` by way of an error; the box keeps the future's size finite.
        Box::pin(self.say(id, message, text)).await;
    }
}

/// The datagram that carries a text to a peer, and the lengths of its headers: a lab's is numbered and
/// sealed. `None`: the plain peer's encoding has no bytes for it.
fn datagram(
    peer: &mut Peer,
    message: MessageId,
    text: String,
    encoding: Encoding,
) -> Option<(Bytes, (usize, usize))> {
    let Standing::Lab(sealed) = &mut peer.standing else {
        return Some((encoding.encode(&text).ok()?.into(), (0, 0)));
    };
    peer.numbered += 1;
    let record = Record {
        sequence: peer.numbered,
        acknowledgement: 0,
        body: Body::Text(text.into_bytes()),
    };
    if peer.unacknowledged.len() >= MAX_WAITING {
        peer.unacknowledged.pop_front();
    }
    peer.unacknowledged.push_back((peer.numbered, message));
    peer.unanswered.get_or_insert_with(Instant::now);
    Some((sealed.seal(&record).into(), HEADERS))
}
