//! What a lab's records say to a UDP socket.

use std::net::SocketAddr;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::msg::chat::{ChatEvent, Delivery, Farewell};
use crate::proto::chat::Hello;
use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::sighting::{Answer, Question};
use crate::say::Clean;

use super::Post;
use super::send::HEADERS;

impl Post {
    /// A record that came from a lab: `bytes` are its datagram, the one of that number at this socket.
    pub(super) async fn record(
        &mut self,
        from: SocketAddr,
        number: u64,
        record: Record,
        bytes: &[u8],
        permit: OwnedSemaphorePermit,
    ) {
        match record.body {
            Body::Hello(hello) => self.introduced(from, &hello, permit).await,
            Body::Text(utf8) => {
                let received = Record::control(record.sequence, Body::Acknowledgement);
                self.send_record(from, &received).await;
                self.text(from, number, &utf8, bytes, permit).await;
            }
            Body::Acknowledgement => self.acknowledged(from, record.acknowledgement).await,
            Body::Ping(opaque) => self.send_control(from, Body::Pong(opaque)).await,
            Body::Bye(_) => self.remove(from, Farewell::Bye).await,
            Body::SightingRequest(question) => self.sighting_asked(from, question, permit).await,
            Body::SightingAnswer(answer) => self.sighted(from, answer, permit).await,
            // A proof is TCP's; a challenge is sent before there is a session.
            Body::Pong(_) | Body::Proof(_) | Body::Challenge(..) | Body::Unknown(_) => {}
        }
    }

    /// Another hello: its name, or what it can do, may have changed.
    async fn introduced(&mut self, from: SocketAddr, hello: &Hello, permit: OwnedSemaphorePermit) {
        let news = self
            .peers
            .get_mut(&from)
            .is_some_and(|peer| peer.learn(hello));
        if let Some(peer) = self.peers.get(&from).filter(|_| news) {
            let event = ChatEvent::Changed {
                peer: peer.id,
                info: self.info(from, peer),
            };
            self.shared.lane.tell_within(Some(permit), event).await;
        }
    }

    async fn text(
        &self,
        from: SocketAddr,
        number: u64,
        utf8: &[u8],
        bytes: &[u8],
        permit: OwnedSemaphorePermit,
    ) {
        let Some(peer) = self.peers.get(&from) else {
            return;
        };
        let event = ChatEvent::Received {
            peer: peer.id,
            time: crate::sys::clock::now(),
            text: Clean::spoken(&String::from_utf8_lossy(utf8)),
            carried: self.carried(from, false, number, Bytes::copy_from_slice(bytes), HEADERS),
            cut: false,
            assumed: false,
        };
        self.shared.lane.tell_within(Some(permit), event).await;
    }

    /// The other side's program has the text of this number, and says nothing of those before it.
    async fn acknowledged(&mut self, from: SocketAddr, number: u32) {
        let Some(peer) = self.peers.get_mut(&from) else {
            return;
        };
        let found = peer
            .unacknowledged
            .iter()
            .position(|(text, _)| *text == number);
        let found = found.and_then(|index| peer.unacknowledged.remove(index));
        peer.unanswered = (!peer.unacknowledged.is_empty()).then(Instant::now);
        let id = peer.id;
        if let Some((_, message)) = found {
            self.tick(message, id, Delivery::PeerProgram).await;
        }
    }

    /// A peer asks about a sighting.
    async fn sighting_asked(
        &mut self,
        from: SocketAddr,
        question: Question,
        permit: OwnedSemaphorePermit,
    ) {
        let can = self.shared.can_sight();
        let Some(peer) = self.peers.get_mut(&from).filter(|peer| peer.is_lab()) else {
            return;
        };
        let id = peer.id;
        if let Some(answer) = peer.sightings.asked(question.id, can) {
            return self.send_control(from, Body::SightingAnswer(answer)).await;
        }
        let event = ChatEvent::SightingAsked { peer: id, question };
        self.shared.lane.tell_within(Some(permit), event).await;
    }

    /// A peer answers; what nobody has asked is not told.
    async fn sighted(&mut self, from: SocketAddr, answer: Answer, permit: OwnedSemaphorePermit) {
        if let Some(peer) = self.peers.get_mut(&from)
            && peer.sightings.expects(answer.id)
        {
            let event = ChatEvent::Sighted {
                peer: peer.id,
                answer,
            };
            self.shared.lane.tell_within(Some(permit), event).await;
        }
    }
}
