//! What is settled without a datagram: by the finder's word, by the clock, by what an address stands for.

use std::net::SocketAddr;

use tokio::time::Instant;

use crate::chat::broadcast::{Broadcast, Reach};
use crate::chat::finder::Verdict;
use crate::chat::shared::UNANSWERED;
use crate::chat::trouble;
use crate::msg::chat::{ChatEvent, PeerId, Trouble};
use crate::say;
use crate::sys::socket::IcmpError;

use super::Post;
use super::peer::{Peer, Standing};

impl Post {
    /// The finder has spoken, or its time is over.
    pub(super) async fn decide(&mut self, id: PeerId, verdict: Verdict) {
        let Some(address) = self.address_of(id) else {
            return;
        };
        if !self
            .peers
            .get(&address)
            .is_some_and(|peer| matches!(peer.standing, Standing::Asking))
        {
            return;
        }
        match verdict {
            Verdict::Lab(instance) => self.call(address, Some(instance)).await,
            Verdict::Prohibited => {
                self.settle_plain(address).await;
                self.plainly(id, trouble::no_lab(say!("chat-finder-prohibited")))
                    .await;
            }
            // What the network says of the question it would say of the student's datagram too; but routers
            // say so only a few times a second, and the question has used that up.
            Verdict::Unreachable(error) => {
                self.settle_plain(address).await;
                self.warn(&IcmpError {
                    destination: address,
                    ..error
                })
                .await;
            }
            Verdict::Nobody | Verdict::Refused | Verdict::NotAsked => {
                self.settle_plain(address).await;
            }
        }
    }

    pub(super) async fn plainly(&self, peer: PeerId, trouble: Trouble) {
        self.shared
            .lane
            .tell(ChatEvent::Plainly { peer, trouble })
            .await;
    }

    /// What is due by now: a call made again, a text that nobody acknowledged.
    pub(super) async fn look_at_the_clock(&mut self) {
        let now = Instant::now();
        let due = |peer: &Peer| peer.due().is_some_and(|due| due <= now);
        let due: Vec<_> = self
            .peers
            .iter()
            .filter(|(_, peer)| due(peer))
            .map(|(address, _)| *address)
            .collect();
        for address in due {
            let Some(peer) = self.peers.get_mut(&address) else {
                continue;
            };
            if peer
                .unanswered
                .take_if(|since| *since + UNANSWERED <= now)
                .is_some()
            {
                let event = ChatEvent::Silent {
                    peer: peer.id,
                    quiet: peer.last_heard.elapsed(),
                };
                self.shared.lane.tell(event).await;
            }
            self.call_again(address, now).await;
        }
    }

    /// An address of a whole network needs the socket's leave.
    pub(super) async fn look_how_far(&mut self, id: PeerId, address: SocketAddr) {
        let reach = Reach::of(&self.opener, address);
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.reach = reach;
        }
        if (reach, self.shared.broadcast) == (Reach::Everyone, Broadcast::Allowed)
            && self.socket.allow_broadcast().is_ok()
        {
            self.shared
                .lane
                .tell(ChatEvent::BroadcastAllowed { peer: id, address })
                .await;
        }
    }

    /// Are datagrams of strangers taken? Where one writes to many, those who answer are strangers.
    pub(super) fn welcomes(&self) -> bool {
        self.listening || self.peers.values().any(|peer| peer.reach != Reach::One)
    }
}
