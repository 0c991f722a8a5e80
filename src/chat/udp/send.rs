//! What a UDP socket's task sends: texts, and what it answers by itself.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout};

use crate::proto::chat::Hello;
use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::session::MAX_TEXT;
use crate::record::{Calls, Carried, Transport};

use super::super::types::{ChatEvent, Delivery, MessageId, PeerId, Speaks};
use super::{MAX_WAITING, Post, unsaid};

/// A full send queue is waited for this long.
const FULL: Duration = Duration::from_millis(50);

impl Post {
    /// Hands a datagram to the kernel; returns its number.
    pub(super) async fn send(&mut self, address: SocketAddr, bytes: &[u8]) -> Option<u64> {
        // An error kept from an earlier datagram is reported once instead of sending: try again.
        // A full queue is waited for a moment; then the datagram is lost, as UDP's are.
        for _ in 0..3 {
            match self.socket.try_send_to(bytes, address) {
                Ok(Some(_)) => {
                    self.sent += 1;
                    return Some(self.sent - 1);
                }
                Ok(None) => drop(timeout(FULL, self.socket.writable()).await),
                Err(_) => {}
            }
        }
        None
    }

    pub(super) async fn send_control(&mut self, address: SocketAddr, body: Body) {
        self.send(address, &Record::control(0, body).encode()).await;
    }

    pub(super) fn hello(&self) -> Body {
        Body::Hello(Hello {
            instance: self.shared.instance,
            session: 1,
            capabilities: self.shared.capabilities(),
            nick: self.shared.nick(),
        })
    }

    pub(super) async fn say(&mut self, id: PeerId, message: MessageId, text: String) {
        let Some((address, peer)) = self.peers.iter_mut().find(|(_, peer)| peer.id == id) else {
            return self.tick(message, id, Delivery::Lost).await;
        };
        let address = *address;
        if peer.probe.is_some() {
            // What it speaks is known in a moment.
            if peer.waiting.len() < MAX_WAITING {
                peer.waiting.push_back((message, text));
                return;
            }
            return self.tick(message, id, Delivery::Lost).await;
        }
        let (bytes, headers) = if peer.speaks == Speaks::Lab {
            peer.numbered += 1;
            let body = Body::Text(text.into_bytes());
            let record = Record { sequence: peer.numbered, acknowledgement: 0, body };
            if peer.unacknowledged.len() >= MAX_WAITING {
                peer.unacknowledged.pop_front();
            }
            peer.unacknowledged.push_back((peer.numbered, message));
            (record.encode(), (16, 2))
        } else {
            (text.into_bytes(), (0, 0))
        };
        let bytes = Bytes::from(bytes);
        let datagram = if bytes.len() <= MAX_TEXT { self.send(address, &bytes).await } else { None };
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.last = datagram.map(|_| bytes.clone());
        }
        match datagram {
            Some(number) => {
                let carried = self.carried(address, true, number, bytes, headers);
                self.shared.tell(ChatEvent::Sent { message, peer: id, carried }, None).await;
                self.tick(message, id, Delivery::Kernel).await;
            }
            None => self.tick(message, id, Delivery::Lost).await,
        }
        self.take_errors().await;
    }

    pub(super) async fn tick(&self, message: MessageId, peer: PeerId, delivery: Delivery) {
        self.shared.tell(ChatEvent::Tick { message, peer, delivery }, None).await;
    }

    pub(super) fn carried(
        &self,
        remote: SocketAddr,
        outgoing: bool,
        offset: u64,
        bytes: Bytes,
        (session, presentation): (usize, usize),
    ) -> Carried {
        let local = self.peers.get(&remote).map_or_else(|| SocketAddr::new(unsaid(remote), 0), |peer| peer.local);
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

    /// Peers whose kind nobody told in time are plain.
    pub(super) async fn decide(&mut self) {
        let now = Instant::now();
        let due: Vec<_> = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.probe.as_ref().is_some_and(|(_, at)| *at <= now))
            .map(|(address, _)| *address)
            .collect();
        for address in due {
            self.settle(address, Speaks::Unknown).await;
        }
    }

    /// What the peer speaks is known: it is there, and what waited goes out.
    pub(super) async fn settle(&mut self, address: SocketAddr, speaks: Speaks) {
        let Some(peer) = self.peers.get_mut(&address) else { return };
        peer.probe = None;
        let news = !peer.joined || peer.speaks != speaks;
        peer.speaks = speaks;
        let first = !std::mem::replace(&mut peer.joined, true);
        let (id, waiting) = (peer.id, std::mem::take(&mut peer.waiting));
        if news && let Some(info) = self.peers.get(&address).map(|peer| self.info(address, peer)) {
            let event = if first { ChatEvent::Joined { peer: id, info } } else { ChatEvent::Changed { peer: id, info } };
            self.shared.tell(event, None).await;
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
