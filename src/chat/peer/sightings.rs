//! Sightings over one connection: who asks, and who answers.

use tokio::sync::OwnedSemaphorePermit;

use crate::chat::conn::Conn;
use crate::msg::chat::{ChatEvent, Speaks};
use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::sighting::{Answer, Question};

use super::Peer;

impl Peer {
    /// The peer asks about a sighting.
    pub(super) async fn sighting_asked(
        &mut self,
        conn: &mut Conn,
        question: Question,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        match self.sightings.asked(question.id, self.shared.can_sight()) {
            Some(answer) => self.send_sighting(conn, Body::SightingAnswer(answer)),
            None => {
                self.shared
                    .lane
                    .tell_within(
                        permit,
                        ChatEvent::SightingAsked {
                            peer: self.id,
                            question,
                        },
                    )
                    .await;
            }
        }
    }

    /// The peer answers; what nobody has asked is not told.
    pub(super) async fn sighted(&mut self, answer: Answer, permit: Option<OwnedSemaphorePermit>) {
        if self.sightings.expects(answer.id) {
            self.shared
                .lane
                .tell_within(
                    permit,
                    ChatEvent::Sighted {
                        peer: self.id,
                        answer,
                    },
                )
                .await;
        }
    }

    /// Asks the peer.
    pub(super) fn ask_sighting(&mut self, conn: &mut Conn, question: Question) {
        if self.speaks == Speaks::Lab {
            self.sightings.ask(question.id);
            self.send_sighting(conn, Body::SightingRequest(question));
        }
    }

    /// Answers the peer.
    pub(super) fn answer_sighting(&mut self, conn: &mut Conn, answer: Answer) {
        if self.sightings.answers(answer.id) {
            self.send_sighting(conn, Body::SightingAnswer(answer));
        }
    }

    fn send_sighting(&self, conn: &mut Conn, body: Body) {
        conn.queue(&Record::control(self.session.received(), body).encode());
    }
}
