//! What comes to a UDP socket: datagrams of peers and strangers, and ICMP's answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::clock::Time;
use crate::proto::chat::codec::{self, Body, Record};
use crate::proto::chat::sighting::Question;
use crate::proto::chat::{self as protocol, Decoded, Hello, text};
use crate::sys::socket::IcmpError;

use super::super::sighting::Waiting;
use super::super::trouble;
use super::super::types::{ChatEvent, Delivery, Farewell, Speaks};
use super::super::unreached::Unreached;
use super::{BURST, Known, MAX_PEERS, Post};

/// Numbers remembered, to drop a datagram that the network has doubled.
const REMEMBERED: usize = 64;
/// Nothing that IP carries is longer.
const LARGEST: usize = 65_536;
/// Who was not heard for this long makes room for a newcomer.
const IDLE: Duration = Duration::from_mins(1);

/// The record that this datagram is, if it is one.
fn record_of(bytes: &[u8]) -> Option<Record> {
    match codec::decode(bytes) {
        Ok(Decoded::Record(record, length)) if length == bytes.len() => Some(record),
        _ => None,
    }
}

/// Has a stranger something to say? Only then a place is kept for it: the address may be forged.
fn wants_to_talk(bytes: &[u8]) -> bool {
    let says = |record: Record| matches!(record.body, Body::Hello(_) | Body::Text(_));
    !bytes.starts_with(protocol::GREETING_START) && record_of(bytes).is_none_or(says)
}

/// Who was not heard for longest, and for [`IDLE`] at least.
fn longest_idle(peers: impl Iterator<Item = (SocketAddr, Instant)>, now: Instant) -> Option<SocketAddr> {
    let (address, heard) = peers.min_by_key(|(_, heard)| *heard)?;
    (heard + IDLE <= now).then_some(address)
}

impl Post {
    /// ICMP's answers to what was sent.
    pub(super) async fn take_errors(&mut self) {
        for _ in 0..BURST {
            let Some(error) = self.socket.icmp_error() else { return };
            self.icmp(&error).await;
        }
    }

    /// One such answer. Only a closed port says for certain that nobody receives there; the rest may
    /// be a router's passing trouble, and nobody can check who sent it.
    async fn icmp(&mut self, error: &IcmpError) {
        let address = error.destination;
        let Some(peer) = self.peers.get(&address) else { return };
        match (error.errno, peer.known) {
            (libc::EMSGSIZE, _) => self.send_in_pieces(address).await,
            (_, Known::Sought) => self.out_of_reach(error).await,
            (libc::ECONNREFUSED, Known::Ready | Known::There) => {
                let trouble = trouble::datagram(&Unreached::told(error, peer.local.ip()), address);
                self.lose_waiting(address).await;
                self.remove(address, Farewell::Broke(trouble.what)).await;
            }
            (_, Known::Ready | Known::There) => self.warn(error).await,
        }
    }

    /// A link on the way carries less than was sent. The kernel knows that link's MTU now and cuts
    /// what follows into fragments (RFC 1191); so the datagram that was dropped is sent once more.
    async fn send_in_pieces(&mut self, address: SocketAddr) {
        if let Some(bytes) = self.peers.get_mut(&address).and_then(|peer| peer.last.take()) {
            self.send(address, &bytes).await;
        }
    }

    async fn lose_waiting(&mut self, address: SocketAddr) {
        let Some(peer) = self.peers.get_mut(&address) else { return };
        let id = peer.id;
        let lost: Vec<_> = peer.unacknowledged.drain(..).map(|(_, message)| message).collect();
        let lost: Vec<_> = lost.into_iter().chain(peer.waiting.drain(..).map(|(message, _)| message)).collect();
        for message in lost {
            self.tick(message, id, Delivery::Lost).await;
        }
    }

    /// A peer that never was there.
    async fn out_of_reach(&mut self, error: &IcmpError) {
        let address = error.destination;
        self.lose_waiting(address).await;
        let Some(peer) = self.peers.remove(&address) else { return };
        self.shared.leave(peer.id);
        let trouble = trouble::datagram(&Unreached::told(error, peer.local.ip()), address);
        let event = ChatEvent::ConnectFailed { peer: peer.id, target: address.to_string(), trouble };
        self.shared.tell(event, None).await;
    }

    /// Trouble on the way.
    async fn warn(&mut self, error: &IcmpError) {
        let address = error.destination;
        let Some(own) = self.peers.get(&address).map(|peer| peer.local.ip()) else { return };
        self.warn_of(address, &Unreached::told(error, own)).await;
    }

    /// The kernel did not take a datagram.
    pub(super) async fn refused(&mut self, address: SocketAddr, error: io::Error) {
        let Some((own, reach)) = self.peers.get(&address).map(|peer| (peer.local.ip(), peer.reach)) else { return };
        self.warn_of(address, &Unreached { error, message: None, own: Some(own), reach }).await;
    }

    /// Each trouble is told once, until the peer is heard again.
    async fn warn_of(&mut self, address: SocketAddr, unreached: &Unreached) {
        let Some(peer) = self.peers.get_mut(&address) else { return };
        let errno = unreached.error.raw_os_error();
        if peer.warned == errno {
            return;
        }
        peer.warned = errno;
        let event = ChatEvent::Unreachable { peer: peer.id, trouble: trouble::datagram(unreached, address) };
        self.shared.tell(event, None).await;
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

    async fn datagram(&mut self, from: SocketAddr, number: u64, bytes: &[u8]) {
        let quota = match self.peers.get_mut(&from) {
            Some(peer) => {
                (peer.heard, peer.warned) = (Instant::now(), None);
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
        if !self.peers.contains_key(&from) {
            if !self.welcomes() || !wants_to_talk(bytes) || !self.make_room().await {
                return self.pass_by(from, bytes, permit).await;
            }
            let id = self.shared.next_peer();
            self.enter(id, from, true);
        }
        self.tell_journal().await;
        if self.echo(from, bytes) {
            self.settle(from, Speaks::Plain).await;
        } else if bytes.starts_with(protocol::GREETING_START) {
            let hello = self.hello();
            self.send_control(from, hello).await;
        } else if let Some(record) = record_of(bytes) {
            self.record(from, number, record, bytes, permit).await;
        } else {
            self.plain(from, number, bytes, permit).await;
        }
    }

    /// Someone who is no peer: a greeting and a ping are answered, and nothing is remembered of it.
    async fn pass_by(&mut self, from: SocketAddr, bytes: &[u8], permit: OwnedSemaphorePermit) {
        let asked = self.socket.journal();
        let answer = match record_of(bytes) {
            _ if !self.listening => return,
            _ if bytes.starts_with(protocol::GREETING_START) => self.hello(),
            Some(Record { body: Body::Ping(opaque), .. }) => Body::Pong(opaque),
            _ => return,
        };
        let mut permit = Some(permit);
        for event in asked {
            self.shared.tell(ChatEvent::Socket(event), permit.take()).await;
        }
        self.send_control(from, answer).await;
    }

    /// A place for a newcomer: where all are taken, that of who came to us and was not heard for long.
    async fn make_room(&mut self) -> bool {
        if self.peers.len() < MAX_PEERS {
            return true;
        }
        let came = self.peers.iter().filter(|(_, peer)| peer.incoming).map(|(address, peer)| (*address, peer.heard));
        let Some(idle) = longest_idle(came, Instant::now()) else { return false };
        if self.peers.get(&idle).is_some_and(|peer| peer.speaks == Speaks::Lab) {
            self.send_control(idle, Body::Bye(String::new())).await;
        }
        self.remove(idle, Farewell::Idle).await;
        true
    }

    /// Our own greeting come back, alone or within an answer to it: an echo server.
    fn echo(&self, from: SocketAddr, bytes: &[u8]) -> bool {
        let probe = self.peers.get(&from).and_then(|peer| peer.probe.as_ref());
        probe.is_some_and(|(greeting, _)| {
            let greeting = greeting.trim_end().as_bytes();
            bytes.windows(greeting.len()).any(|part| part == greeting)
        })
    }

    async fn plain(&mut self, from: SocketAddr, number: u64, bytes: &[u8], permit: OwnedSemaphorePermit) {
        self.settle(from, Speaks::Plain).await;
        let Some(id) = self.peers.get(&from).map(|peer| peer.id) else { return };
        let line = String::from_utf8_lossy(bytes);
        let text = text::harmless(line.trim_end_matches(['\r', '\n']));
        let carried = self.carried(from, false, number, Bytes::copy_from_slice(bytes), (0, 0));
        let event = ChatEvent::Received { peer: id, time: Time::now(), text, carried, cut: false, assumed: false };
        self.shared.tell(event, Some(permit)).await;
    }

    async fn record(&mut self, from: SocketAddr, number: u64, record: Record, bytes: &[u8], permit: OwnedSemaphorePermit) {
        match record.body {
            Body::Hello(hello) => self.greeted(from, &hello).await,
            Body::Text(utf8) => {
                self.settle(from, Speaks::Lab).await;
                let ack = Record::control(record.sequence, Body::Acknowledgement);
                self.send(from, &ack.encode()).await;
                let Some(peer) = self.peers.get_mut(&from) else { return };
                if peer.seen.contains(&record.sequence) {
                    return;
                }
                peer.seen.push_back(record.sequence);
                if peer.seen.len() > REMEMBERED {
                    peer.seen.pop_front();
                }
                let id = peer.id;
                let carried = self.carried(from, false, number, Bytes::copy_from_slice(bytes), (16, 2));
                let text = text::harmless(&String::from_utf8_lossy(&utf8));
                let event = ChatEvent::Received { peer: id, time: Time::now(), text, carried, cut: false, assumed: false };
                self.shared.tell(event, Some(permit)).await;
            }
            Body::Acknowledgement => {
                let Some(peer) = self.peers.get_mut(&from) else { return };
                let found = peer.unacknowledged.iter().position(|(number, _)| *number == record.acknowledgement);
                let found = found.and_then(|index| peer.unacknowledged.remove(index));
                let id = peer.id;
                if let Some((_, message)) = found {
                    self.tick(message, id, Delivery::PeerProgram).await;
                }
            }
            Body::Ping(opaque) => self.send_control(from, Body::Pong(opaque)).await,
            Body::Bye(_) => self.remove(from, Farewell::Bye).await,
            Body::SightingRequest(question) => self.sighting_asked(from, question, permit).await,
            Body::SightingAnswer(answer) => {
                if let Some(peer) = self.peers.get_mut(&from)
                    && peer.sightings.expects(answer.id)
                {
                    let event = ChatEvent::Sighted { peer: peer.id, answer };
                    self.shared.tell(event, Some(permit)).await;
                }
            }
            Body::Pong(_) | Body::Unknown(_) => {}
        }
    }

    /// A peer asks about a sighting.
    async fn sighting_asked(&mut self, from: SocketAddr, question: Question, permit: OwnedSemaphorePermit) {
        let can = self.shared.can_sight();
        let Some(peer) = self.peers.get_mut(&from).filter(|peer| peer.speaks == Speaks::Lab) else { return };
        let id = peer.id;
        match peer.sightings.asked(question.id, can) {
            Some(answer) => self.send_control(from, Body::SightingAnswer(answer)).await,
            None => self.shared.tell(ChatEvent::SightingAsked { peer: id, question }, Some(permit)).await,
        }
    }

    /// A hello: a lab is there, or has begun anew.
    async fn greeted(&mut self, from: SocketAddr, hello: &Hello) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let nick = Some(text::nick(&hello.nick)).filter(|nick| !nick.is_empty());
        let known = peer.instance == hello.instance && peer.speaks == Speaks::Lab;
        let news = peer.nick != nick || peer.capabilities != hello.capabilities;
        let renamed = peer.known == Known::There && peer.speaks == Speaks::Lab && news;
        peer.nick = nick;
        peer.capabilities = hello.capabilities;
        if !known {
            peer.instance = hello.instance;
            peer.seen.clear();
            peer.sightings = Waiting::default();
            // A hello is answered once for each program, so two labs do not greet for ever.
            let answer = self.hello();
            self.send_control(from, answer).await;
        }
        if renamed && let Some(peer) = self.peers.get(&from) {
            let event = ChatEvent::Changed { peer: peer.id, info: self.info(from, peer) };
            self.shared.tell(event, None).await;
        }
        self.settle(from, Speaks::Lab).await;
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::chat::shared::Delivered;
    use crate::place::ThisMachine;

    /// A socket's task that does not run, with one peer that has joined.
    fn post(peer: SocketAddr) -> (Post, mpsc::Receiver<Delivered>) {
        let (lane_to, lane) = mpsc::channel(64);
        let opener: SharedOpener = Arc::new(ThisMachine);
        let shared = Arc::new(Shared::new("Ada".into(), 1, vec![Arc::clone(&opener)], lane_to));
        let mut socket = Traced::open(opener.as_ref(), Transport::Udp, false).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let mut post = Post::new(shared, opener, socket, true, mpsc::channel(1).0);
        post.enter(PeerId(1), peer, true);
        post.peers.get_mut(&peer).unwrap().known = Known::There;
        (post, lane)
    }

    fn error(destination: SocketAddr, errno: i32) -> IcmpError {
        IcmpError { destination, errno, message: None }
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
        let ChatEvent::Unreachable { trouble, .. } = lane.try_recv().unwrap().event else { panic!() };
        assert_eq!(trouble.what.key, "chat-host-unreachable");
        assert!(matches!(lane.try_recv().unwrap().event, ChatEvent::Left { .. }));
        assert!(lane.try_recv().is_err());
    }

    #[tokio::test]
    async fn what_was_too_large_for_the_way_is_sent_once_more() {
        let bob = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        bob.set_nonblocking(true).unwrap();
        let address = bob.local_addr().unwrap();
        let (mut post, _lane) = post(address);
        let mut bytes = [0; 16];
        post.obey(Order::Send { peer: PeerId(1), message: MessageId(1), text: "large".into() }).await;
        assert_eq!(bob.recv(&mut bytes).unwrap(), 5);
        post.icmp(&error(address, libc::EMSGSIZE)).await;
        assert_eq!(bob.recv(&mut bytes).unwrap(), 5);
        post.icmp(&error(address, libc::EMSGSIZE)).await;
        assert!(bob.recv(&mut bytes).is_err(), "a forged answer makes nothing be sent again");
        assert!(post.peers.contains_key(&address));
    }

    #[tokio::test]
    async fn an_idle_peer_makes_room_for_a_newcomer_and_a_busy_one_does_not() {
        let (mut post, mut lane) = post("127.0.0.1:9".parse().unwrap());
        for port in 1000..1000 + MAX_PEERS as u16 - 1 {
            post.enter(PeerId(u32::from(port)), SocketAddr::from(([127, 0, 0, 1], port)), true);
        }
        assert!(!post.make_room().await);
        let idle = SocketAddr::from(([127, 0, 0, 1], 1003));
        post.peers.get_mut(&idle).unwrap().heard -= IDLE;
        assert!(post.make_room().await);
        assert!(!post.peers.contains_key(&idle));
        let told = lane.try_recv().unwrap().event;
        assert_eq!(told, ChatEvent::Left { peer: PeerId(1003), why: Farewell::Idle });
    }
}
