//! What comes to a UDP socket: datagrams of peers and strangers, and ICMP's answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::chat::trouble;
use crate::chat::unreached::Unreached;
use crate::msg::chat::{ChatEvent, Delivery, Farewell, Trouble};
use crate::proto::chat::codec::Record;
use crate::proto::chat::{Hello, datagram, plain};
use crate::say::Clean;
use crate::sys::socket::IcmpError;

use super::labs::first_hello;
use super::peer::{Known, Standing};
use super::{BURST, Post};

/// Nothing that IP carries is longer.
const LARGEST: usize = 65_536;

/// What a datagram is to one socket.
enum Came {
    /// A record of the session that one has with its sender.
    Record(Record),
    /// From a lab that is being called.
    Called,
    /// Somebody asks for a session.
    AsksForSession(Box<Hello>),
    /// Plain text.
    Text,
    /// A lab's record that nobody can have sent who is known here, or one that came before.
    Nothing,
}

impl Post {
    /// ICMP's answers to what was sent.
    pub(super) async fn take_errors(&mut self) {
        for _ in 0..BURST {
            let Some(error) = self.socket.icmp_error() else {
                return;
            };
            self.icmp(&error).await;
        }
    }

    /// One such answer. Only a closed port says for certain that nobody receives there; the rest may
    /// be a router's passing trouble, and nobody can check who sent it.
    async fn icmp(&mut self, error: &IcmpError) {
        let address = error.destination;
        let Some(peer) = self.peers.get(&address) else {
            return;
        };
        let told = || trouble::datagram(&Unreached::told(error, peer.local.ip()), address);
        match (error.errno, peer.known) {
            (libc::EMSGSIZE, _) => self.send_in_pieces(address).await,
            (_, Known::Sought) => self.was_not_there(address, told()).await,
            (libc::ECONNREFUSED, Known::Ready | Known::There) => {
                let trouble = told();
                self.lose_waiting(address).await;
                self.remove(address, Farewell::Broke(trouble.what)).await;
            }
            (_, Known::Ready | Known::There) => self.warn(error).await,
        }
    }

    /// A link on the way carries less than was sent. The kernel knows that link's MTU now and cuts
    /// what follows into fragments (RFC 1191); so the datagram that was dropped is sent once more.
    async fn send_in_pieces(&mut self, address: SocketAddr) {
        if let Some(bytes) = self
            .peers
            .get_mut(&address)
            .and_then(|peer| peer.last.take())
        {
            self.send(address, &bytes).await;
        }
    }

    pub(super) async fn lose_waiting(&mut self, address: SocketAddr) {
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        let id = peer.id;
        let lost: Vec<_> = peer
            .unacknowledged
            .drain(..)
            .map(|(_, message)| message)
            .collect();
        let lost: Vec<_> = lost
            .into_iter()
            .chain(peer.waiting.drain(..).map(|(message, _)| message))
            .collect();
        for message in lost {
            self.tick(message, id, Delivery::Lost).await;
        }
    }

    /// A peer that never was there.
    pub(super) async fn was_not_there(&mut self, address: SocketAddr, trouble: Trouble) {
        self.lose_waiting(address).await;
        let Some(peer) = self.peers.remove(&address) else {
            return;
        };
        self.shared.leave(peer.id);
        let event = ChatEvent::ConnectFailed {
            peer: peer.id,
            target: address.to_string().into(),
            trouble,
        };
        self.shared.lane.tell(event).await;
    }

    /// Trouble on the way.
    pub(super) async fn warn(&mut self, error: &IcmpError) {
        let address = error.destination;
        let Some(own) = self.peers.get(&address).map(|peer| peer.local.ip()) else {
            return;
        };
        self.warn_of(address, &Unreached::told(error, own)).await;
    }

    /// The kernel did not take a datagram.
    pub(super) async fn refused(&mut self, address: SocketAddr, error: io::Error) {
        let Some((own, reach)) = self
            .peers
            .get(&address)
            .map(|peer| (peer.local.ip(), peer.reach))
        else {
            return;
        };
        self.warn_of(
            address,
            &Unreached {
                error,
                message: None,
                own: Some(own),
                reach,
            },
        )
        .await;
    }

    /// Each trouble is told once, until the peer is heard again.
    async fn warn_of(&mut self, address: SocketAddr, unreached: &Unreached) {
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        let errno = unreached.error.raw_os_error();
        if peer.warned == errno {
            return;
        }
        peer.warned = errno;
        let event = ChatEvent::Unreachable {
            peer: peer.id,
            trouble: trouble::datagram(unreached, address),
        };
        self.shared.lane.tell(event).await;
    }

    pub(super) async fn take_burst(&mut self) {
        self.take_errors().await;
        let mut buffer = vec![0; LARGEST];
        for _ in 0..BURST {
            // Afterwards only the one datagram's own call is in the journal.
            self.tell_journal().await;
            match self.socket.try_recv_from(&mut buffer) {
                Ok(Some((n, from))) => {
                    let number = self.received;
                    self.received += 1;
                    self.datagram(from, number, &buffer[..n]).await;
                }
                Ok(None) => return,
                Err(_) => self.take_errors().await,
            }
        }
    }

    /// Which of the things that can come this is.
    fn came(&mut self, from: SocketAddr, bytes: &[u8]) -> Came {
        let standing = self.peers.get_mut(&from).map(|peer| &mut peer.standing);
        if let Some(Standing::Lab(sealed)) = standing
            && let Some(record) = sealed.open(bytes)
        {
            return Came::Record(record);
        }
        if let Some(hello) = first_hello(bytes) {
            return Came::AsksForSession(Box::new(hello));
        }
        match self.peers.get(&from).map(|peer| &peer.standing) {
            Some(Standing::Calling(_)) => Came::Called,
            // Plain text from where a lab is: no lab sends it.
            Some(Standing::Lab(_)) => Came::Nothing,
            Some(Standing::Asking | Standing::Plain) | None if datagram::bare(bytes).is_some() => {
                Came::Nothing
            }
            Some(Standing::Asking | Standing::Plain) | None => Came::Text,
        }
    }

    async fn datagram(&mut self, from: SocketAddr, number: u64, bytes: &[u8]) {
        let came = self.came(from, bytes);
        let known = !matches!(came, Came::Nothing | Came::AsksForSession(_));
        let quota = match self.peers.get_mut(&from).filter(|_| known) {
            Some(peer) => {
                (peer.last_heard, peer.warned) = (Instant::now(), None);
                Arc::clone(&peer.quota)
            }
            None => Arc::clone(&self.strangers),
        };
        // This share of the lane is used up: the datagram is lost, as UDP's are, and counted.
        let Ok(permit) = quota.try_acquire_owned() else {
            if let Some(peer) = self.peers.get_mut(&from) {
                peer.dropped += 1;
            }
            drop(self.socket.journal());
            return;
        };
        match came {
            // Not worth a line in the log either: whoever floods with it would fill that.
            Came::Nothing => drop(self.socket.journal()),
            Came::Record(record) => {
                self.tell_journal().await;
                self.record(from, number, record, bytes, permit).await;
            }
            Came::Called => {
                self.tell_journal().await;
                self.called(from, bytes).await;
            }
            Came::AsksForSession(hello) => {
                self.told_with(permit).await;
                self.asked_for_session(from, &hello, bytes.len()).await;
            }
            Came::Text => self.plain(from, number, bytes, permit).await,
        }
    }

    /// What the socket did, as a stranger's share of the lane.
    async fn told_with(&mut self, permit: OwnedSemaphorePermit) {
        let calls = self.socket.journal();
        self.shared
            .lane
            .tell_calls_within(Some(permit), calls)
            .await;
    }

    async fn plain(
        &mut self,
        from: SocketAddr,
        number: u64,
        bytes: &[u8],
        permit: OwnedSemaphorePermit,
    ) {
        if !self.peers.contains_key(&from) {
            if !self.welcomes() || !self.make_room_for_plain().await {
                return drop(self.socket.journal());
            }
            let id = self.shared.next_peer();
            self.enter(id, from, Standing::Plain, true);
        }
        self.tell_journal().await;
        let Some(peer) = self.peers.get_mut(&from) else {
            return;
        };
        let id = peer.id;
        let news = !matches!(peer.standing, Standing::Plain) || peer.known != Known::There;
        peer.standing = Standing::Plain;
        self.settled(from, Known::There, news).await;
        let carried = self.carried(from, false, number, Bytes::copy_from_slice(bytes), (0, 0));
        let time = crate::sys::clock::now();
        let event = if let Some(data) = plain::datagram(bytes, number) {
            ChatEvent::Binary {
                peer: id,
                time,
                data,
                carried: Some(carried),
            }
        } else {
            let text = Clean::spoken(&plain::read(bytes, self.shared.encoding(id)).text);
            ChatEvent::Received {
                peer: id,
                time,
                text,
                carried,
                cut: false,
                assumed: false,
            }
        };
        self.shared.lane.tell_within(Some(permit), event).await;
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::chat::ChatConfig;
    use crate::chat::lane::{Receivers, channels};
    use crate::chat::udp::room::MOST_PLAIN;
    use crate::msg::chat::MessageId;
    use crate::sys::factory::ThisMachine;

    /// A socket's task that does not run, with one peer that has joined.
    fn post(peer: SocketAddr) -> (Post, Receivers) {
        let (lane_to, lane) = channels(64);
        let opener: SharedFactory = Arc::new(ThisMachine);
        let config = ChatConfig {
            nick: "Ada".into(),
            instance: 1,
            finder: 1,
            half_close: None,
            ..ChatConfig::default()
        };
        let shared = Arc::new(Shared::new(config, Arc::clone(&opener), lane_to));
        let mut socket = Traced::open(opener.as_ref(), Transport::Udp, false).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let mut post = Post::new(
            shared,
            opener,
            socket,
            true,
            (mpsc::channel(1).0, mpsc::channel(1).0),
        );
        post.enter(PeerId(1), peer, Standing::Plain, true);
        post.peers.get_mut(&peer).unwrap().known = Known::There;
        (post, lane)
    }

    fn error(destination: SocketAddr, errno: i32) -> IcmpError {
        IcmpError {
            destination,
            errno,
            message: None,
        }
    }

    #[tokio::test]
    async fn only_a_closed_port_ends_a_peer_and_trouble_on_the_way_is_told_once() {
        let bob = "127.0.0.1:9".parse().unwrap();
        let (mut post, mut lane) = post(bob);
        for errno in [libc::EHOSTUNREACH, libc::EHOSTUNREACH, libc::ECONNREFUSED] {
            assert!(post.peers.contains_key(&bob));
            post.icmp(&error(bob, errno)).await;
        }
        assert!(!post.peers.contains_key(&bob));
        let ChatEvent::Unreachable { trouble, .. } = lane.events.try_recv().unwrap().event else {
            panic!()
        };
        assert_eq!(trouble.what.key, "chat-host-unreachable");
        assert!(matches!(
            lane.events.try_recv().unwrap().event,
            ChatEvent::Left { .. }
        ));
        assert!(lane.events.try_recv().is_err());
    }

    #[tokio::test]
    async fn what_was_too_large_for_the_way_is_sent_once_more() {
        let bob = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        bob.set_nonblocking(true).unwrap();
        let address = bob.local_addr().unwrap();
        let (mut post, _lane) = post(address);
        let mut bytes = [0; 16];
        post.obey(Order::Send {
            peer: PeerId(1),
            message: MessageId(1),
            text: "large".into(),
        })
        .await;
        assert_eq!(bob.recv(&mut bytes).unwrap(), 5);
        post.icmp(&error(address, libc::EMSGSIZE)).await;
        assert_eq!(bob.recv(&mut bytes).unwrap(), 5);
        post.icmp(&error(address, libc::EMSGSIZE)).await;
        assert!(
            bob.recv(&mut bytes).is_err(),
            "a forged answer makes nothing be sent again"
        );
        assert!(post.peers.contains_key(&address));
    }

    #[tokio::test]
    async fn a_text_that_was_handed_over_while_the_last_peer_went_is_told_as_lost() {
        let (post, mut lane) = post("127.0.0.1:9".parse().unwrap());
        let (orders_to, orders) = mpsc::channel(1);
        orders_to
            .try_send(Order::Send {
                peer: PeerId(1),
                message: MessageId(1),
                text: "late".into(),
            })
            .unwrap();
        post.end(orders).await;
        let told = lane.events.try_recv().unwrap().event;
        assert!(matches!(
            told,
            ChatEvent::Tick {
                message: MessageId(1),
                delivery: Delivery::Lost,
                ..
            }
        ));
    }

    #[tokio::test]
    async fn of_plain_peers_the_one_that_matters_least_makes_room() {
        let (mut post, mut lane) = post("127.0.0.1:9".parse().unwrap());
        post.peers
            .values_mut()
            .for_each(|peer| peer.written_to = true);
        for port in 1000..1000 + MOST_PLAIN as u16 - 1 {
            post.enter(
                PeerId(u32::from(port)),
                SocketAddr::from(([127, 0, 0, 1], port)),
                Standing::Plain,
                true,
            );
        }
        assert!(post.make_room_for_plain().await);
        assert_eq!(post.peers.len(), MOST_PLAIN - 1);
        let told = lane.events.try_recv().unwrap().event;
        assert!(
            matches!(told, ChatEvent::Left { peer, why: Farewell::Idle } if peer != PeerId(1)),
            "who is written to stays"
        );
    }
}
