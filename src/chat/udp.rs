//! UDP: one socket, many peers, no connections.
//!
//! A peer is an address. What it speaks is told datagram by datagram: a record (by its magic), a
//! greeting (which a lab answers with its hello), or plain text. Nothing is resent; a lab's
//! acknowledgement says that one datagram has arrived.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until, timeout};

use crate::clock::Time;
use crate::place::SharedOpener;
use crate::proto::chat::codec::{self, Body, Record};
use crate::proto::chat::session::MAX_TEXT;
use crate::proto::chat::{self as protocol, Decoded, Hello, text};
use crate::record::{Carried, Transport};
use crate::say;

use super::shared::{ORDERS, Order, QUOTA, Shared};
use super::traced::Traced;
use super::types::{ChatEvent, Delivery, Farewell, MessageId, PeerId, PeerInfo, Speaks, Trouble};
use super::{address, tcp, trouble};

/// Peers of one socket, at most; further strangers are not listened to.
const MAX_PEERS: usize = 64;
/// Texts that may wait for an acknowledgement or for what the peer speaks.
const MAX_WAITING: usize = 256;
/// Numbers remembered, to drop a datagram that the network has doubled.
const REMEMBERED: usize = 64;
/// Datagrams taken at one wake, so that orders are not starved.
const BURST: usize = 32;
/// A full send queue is waited for this long.
const FULL: Duration = Duration::from_millis(50);
/// Nothing that IP carries is longer.
const LARGEST: usize = 65_536;

/// What a socket's task is asked beside its peers' orders.
#[derive(Debug)]
pub enum Task {
    /// A peer to send to.
    Reach { peer: PeerId, address: SocketAddr },
    /// No strangers any more.
    StopListening,
}

/// A socket that listens: where, and how to ask it.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Its address.
    pub address: SocketAddr,
    /// Its task.
    pub tasks: mpsc::Sender<Task>,
}

impl Listening {
    /// Can it send there? One bound to a single address is left to those who write to it.
    fn reaches(&self, to: SocketAddr) -> bool {
        let everywhere = self.address.ip().is_unspecified() && (self.address.is_ipv6() || to.is_ipv4());
        everywhere && !self.tasks.is_closed()
    }
}

/// One peer: an address and what is known of it.
struct Peer {
    id: PeerId,
    speaks: Speaks,
    nick: Option<String>,
    instance: u64,
    incoming: bool,
    /// Our address as this peer sees it.
    local: SocketAddr,
    joined: bool,
    /// The greeting's token, until the peer's kind is known; it is decided by then.
    probe: Option<(String, Instant)>,
    waiting: VecDeque<(MessageId, String)>,
    numbered: u32,
    unacknowledged: VecDeque<(u32, MessageId)>,
    seen: VecDeque<u32>,
    quota: Arc<Semaphore>,
    dropped: u64,
}

/// One socket's task: it takes the datagrams in and sends them out.
struct Post {
    shared: Arc<Shared>,
    opener: SharedOpener,
    socket: Traced,
    orders_to: mpsc::Sender<Order>,
    listening: bool,
    peers: HashMap<SocketAddr, Peer>,
    sent: u64,
    received: u64,
}

/// Serves a bound socket; `listening`: strangers are welcome.
pub fn serve(shared: &Arc<Shared>, opener: SharedOpener, socket: Traced, listening: bool) -> mpsc::Sender<Task> {
    let (tasks_to, tasks) = mpsc::channel(MAX_PEERS);
    let (orders_to, orders) = mpsc::channel(ORDERS);
    let shared = Arc::clone(shared);
    let this =
        Post { shared: Arc::clone(&shared), opener, socket, orders_to, listening, peers: HashMap::new(), sent: 0, received: 0 };
    shared.tasks.spawn(this.run(orders, tasks));
    tasks_to
}

/// Finds the address that was typed and hands it to a socket: the one that listens, else a new one.
pub async fn dial(shared: Arc<Shared>, opener: Option<SharedOpener>, listening: Option<Listening>, typed: String) {
    let peer = shared.next_peer();
    let target = text::harmless(&typed);
    if let Err(trouble) = find(&shared, opener, listening, &typed, (peer, &target)).await {
        shared.tell(ChatEvent::ConnectFailed { peer, target, trouble }, None).await;
    }
}

async fn find(
    shared: &Arc<Shared>,
    opener: Option<SharedOpener>,
    listening: Option<Listening>,
    typed: &str,
    (peer, target): (PeerId, &str),
) -> Result<(), Trouble> {
    let opener = opener.ok_or_else(trouble::no_host)?;
    let wanted = address::parse(typed).map_err(|flaw| trouble::typed(typed, flaw))?;
    let addresses = tcp::resolve(&opener, &wanted, &tcp::MYSELF).await?;
    let address = *addresses.first().ok_or_else(trouble::no_host)?;
    let target = target.to_owned();
    shared.tell(ChatEvent::Connecting { peer, target, address }, None).await;
    let task = Task::Reach { peer, address };
    let tasks = match listening.filter(|listening| listening.reaches(address)) {
        Some(listening) => listening.tasks,
        None => serve(shared, opener.clone(), fresh(shared, &opener, address).await?, false),
    };
    tasks.send(task).await.map_err(|_| trouble::no_host())
}

/// A socket that the kernel binds when it first sends.
async fn fresh(shared: &Shared, opener: &SharedOpener, toward: SocketAddr) -> Result<Traced, Trouble> {
    match Traced::open(opener.as_ref(), Transport::Udp, toward.is_ipv6()) {
        Ok(mut socket) => {
            // Without this option a refusal stays unsaid, nothing more.
            let _ = socket.keep_icmp_errors();
            Ok(socket)
        }
        Err(failed) => {
            shared.tell(ChatEvent::Socket(failed.event), None).await;
            Err(trouble::connect(&failed.error, toward))
        }
    }
}

/// All addresses, of the same family.
fn unsaid(remote: SocketAddr) -> IpAddr {
    if remote.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() }
}

fn route_source(opener: &SharedOpener, remote: SocketAddr) -> Option<IpAddr> {
    let family = if remote.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let socket = std::net::UdpSocket::from(opener.open(family, libc::SOCK_DGRAM, 0).ok()?);
    socket.connect(remote).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

impl Post {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>, mut tasks: mpsc::Receiver<Task>) {
        let mut asked = true;
        loop {
            self.tell_journal().await;
            if !self.listening && !asked && self.peers.is_empty() {
                break;
            }
            let due = self.peers.values().filter_map(|peer| peer.probe.as_ref().map(|(_, at)| *at)).min();
            let due = due.unwrap_or_else(|| Instant::now() + Duration::from_hours(1));
            tokio::select! {
                task = tasks.recv(), if asked => match task {
                    Some(Task::Reach { peer, address }) => self.reach(peer, address).await,
                    Some(Task::StopListening) => self.listening = false,
                    None => asked = false,
                },
                Some(order) = orders.recv() => {
                    if matches!(order, Order::Leave) {
                        break;
                    }
                    self.obey(order).await;
                }
                () = self.socket.readable() => self.take_burst().await,
                () = sleep_until(due) => self.decide().await,
                () = self.shared.leaving.cancelled() => break,
            }
        }
        self.end().await;
    }

    async fn end(mut self) {
        let labs: Vec<_> = self.peers.iter().filter(|(_, p)| p.speaks == Speaks::Lab).map(|(address, _)| *address).collect();
        for address in labs {
            self.send_control(address, Body::Bye(String::new())).await;
        }
        for peer in self.peers.values() {
            self.shared.leave(peer.id);
        }
        for event in self.socket.close() {
            self.shared.tell(ChatEvent::Socket(event), None).await;
        }
    }

    async fn tell_journal(&mut self) {
        for event in self.socket.journal() {
            self.shared.tell(ChatEvent::Socket(event), None).await;
        }
    }

    /// Our address as that peer sees it. A socket bound to all addresses has none of its own; which one
    /// the kernel takes, it tells by connecting another socket there, which sends nothing.
    fn local_toward(&self, remote: SocketAddr) -> SocketAddr {
        let port = self.socket.local().map_or(0, |local| local.port());
        match self.socket.local().filter(|local| !local.ip().is_unspecified()) {
            Some(local) => local,
            None => SocketAddr::new(route_source(&self.opener, remote).unwrap_or_else(|| unsaid(remote)), port),
        }
    }

    fn info(&self, address: SocketAddr, peer: &Peer) -> PeerInfo {
        PeerInfo {
            nick: peer.nick.clone().unwrap_or_else(|| address.to_string()),
            speaks: peer.speaks,
            transport: Transport::Udp,
            host: self.socket.host(),
            socket: self.socket.id(),
            local: peer.local,
            remote: address,
            incoming: peer.incoming,
        }
    }

    /// A stranger, or one to be reached.
    fn enter(&mut self, id: PeerId, address: SocketAddr, incoming: bool) {
        self.shared.enter(id, self.orders_to.clone());
        let local = self.local_toward(address);
        let peer = Peer {
            id,
            speaks: Speaks::Unknown,
            nick: None,
            instance: 0,
            incoming,
            local,
            joined: false,
            probe: None,
            waiting: VecDeque::new(),
            numbered: 0,
            unacknowledged: VecDeque::new(),
            seen: VecDeque::new(),
            quota: Arc::new(Semaphore::new(QUOTA)),
            dropped: 0,
        };
        self.peers.insert(address, peer);
    }

    async fn reach(&mut self, id: PeerId, address: SocketAddr) {
        let address = super::traced::canonical(address);
        if let Some(old) = self.peers.remove(&address) {
            self.shared.leave(old.id);
            self.shared.tell(ChatEvent::Left { peer: old.id, why: Farewell::ByYou }, None).await;
        }
        self.enter(id, address, false);
        let greeting = protocol::greeting_with(Shared::random());
        self.send(address, greeting.as_bytes()).await;
        // The kernel has chosen our port with the first datagram, not before.
        let local = self.local_toward(address);
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.local = local;
            peer.probe = Some((greeting, Instant::now() + protocol::GREETING_WAIT));
        }
        // What the kernel knows already (no route, a port that is closed on this very machine).
        self.take_errors().await;
    }

    /// Hands a datagram to the kernel; returns its number.
    async fn send(&mut self, address: SocketAddr, bytes: &[u8]) -> Option<u64> {
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

    async fn send_control(&mut self, address: SocketAddr, body: Body) {
        self.send(address, &Record::control(0, body).encode()).await;
    }

    fn hello(&self) -> Body {
        Body::Hello(Hello { instance: self.shared.instance, session: 1, capabilities: 0, nick: self.shared.nick() })
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Send { peer, message, text } => self.say(peer, message, text).await,
            Order::Close(id) => {
                let Some(address) = self.address_of(id) else { return };
                if self.peers.get(&address).is_some_and(|peer| peer.speaks == Speaks::Lab) {
                    self.send_control(address, Body::Bye(String::new())).await;
                }
                self.remove(address, Farewell::ByYou).await;
            }
            Order::Renamed => {
                let labs: Vec<_> =
                    self.peers.iter().filter(|(_, p)| p.speaks == Speaks::Lab).map(|(address, _)| *address).collect();
                for address in labs {
                    let hello = self.hello();
                    self.send_control(address, hello).await;
                }
            }
            Order::Leave | Order::Probe => {}
        }
    }

    fn address_of(&self, id: PeerId) -> Option<SocketAddr> {
        self.peers.iter().find(|(_, peer)| peer.id == id).map(|(address, _)| *address)
    }

    async fn remove(&mut self, address: SocketAddr, why: Farewell) {
        let Some(peer) = self.peers.remove(&address) else { return };
        self.shared.leave(peer.id);
        if peer.dropped > 0 {
            tracing::info!(dropped = peer.dropped, %address, "datagrams were dropped: more than could be shown");
        }
        for (message, _) in peer.waiting {
            self.shared.tell(ChatEvent::Tick { message, peer: peer.id, delivery: Delivery::Lost }, None).await;
        }
        self.shared.tell(ChatEvent::Left { peer: peer.id, why }, None).await;
    }

    async fn say(&mut self, id: PeerId, message: MessageId, text: String) {
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
        let datagram = if bytes.len() <= MAX_TEXT { self.send(address, &bytes).await } else { None };
        match datagram {
            Some(number) => {
                let carried = self.carried(address, true, number, bytes.into(), headers);
                self.shared.tell(ChatEvent::Sent { message, peer: id, carried }, None).await;
                self.tick(message, id, Delivery::Kernel).await;
            }
            None => self.tick(message, id, Delivery::Lost).await,
        }
        self.take_errors().await;
    }

    async fn tick(&self, message: MessageId, peer: PeerId, delivery: Delivery) {
        self.shared.tell(ChatEvent::Tick { message, peer, delivery }, None).await;
    }

    fn carried(
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
        }
    }

    /// Peers whose kind nobody told in time are plain.
    async fn decide(&mut self) {
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
    async fn settle(&mut self, address: SocketAddr, speaks: Speaks) {
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

    /// ICMP's answers to what was sent.
    async fn take_errors(&mut self) {
        for _ in 0..BURST {
            let Some((address, errno)) = self.socket.icmp_error() else { return };
            let Some(peer) = self.peers.get_mut(&address) else { continue };
            let error = std::io::Error::from_raw_os_error(errno);
            let (id, joined) = (peer.id, peer.joined);
            let lost: Vec<_> = peer.unacknowledged.drain(..).map(|(_, message)| message).collect();
            let lost: Vec<_> = lost.into_iter().chain(peer.waiting.drain(..).map(|(message, _)| message)).collect();
            for message in lost {
                self.tick(message, id, Delivery::Lost).await;
            }
            if joined {
                self.remove(address, Farewell::Broke(say!("chat-udp-unreachable", address = address.to_string()))).await;
            } else {
                self.peers.remove(&address);
                self.shared.leave(id);
                let mut trouble = trouble::connect(&error, address);
                if errno == libc::ECONNREFUSED {
                    trouble.what = say!("chat-udp-unreachable", address = address.to_string());
                }
                let event = ChatEvent::ConnectFailed { peer: id, target: address.to_string(), trouble };
                self.shared.tell(event, None).await;
            }
        }
    }

    async fn take_burst(&mut self) {
        self.take_errors().await;
        let mut buffer = vec![0; LARGEST];
        for _ in 0..BURST {
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
        if !self.peers.contains_key(&from) {
            if !self.listening || self.peers.len() >= MAX_PEERS {
                drop(self.socket.journal());
                return;
            }
            let id = self.shared.next_peer();
            self.enter(id, from, true);
        }
        let Some(peer) = self.peers.get_mut(&from) else { return };
        // The peer's share of the lane is used up: the datagram is lost, as UDP's are, and counted.
        let Ok(permit) = Arc::clone(&peer.quota).try_acquire_owned() else {
            peer.dropped += 1;
            drop(self.socket.journal());
            return;
        };
        for event in self.socket.journal() {
            self.shared.tell(ChatEvent::Socket(event), None).await;
        }
        if self.echo(from, bytes) {
            self.settle(from, Speaks::Plain).await;
            return;
        }
        if bytes.starts_with(protocol::GREETING_START) {
            let hello = self.hello();
            self.send_control(from, hello).await;
            return;
        }
        match codec::decode(bytes) {
            Ok(Decoded::Record(record, length)) if length == bytes.len() => {
                self.record(from, number, record, bytes, permit).await;
            }
            _ => self.plain(from, number, bytes, permit).await,
        }
    }

    /// Our own greeting come back, alone or within an answer to it: an echo server.
    fn echo(&self, from: SocketAddr, bytes: &[u8]) -> bool {
        let probe = self.peers.get(&from).and_then(|peer| peer.probe.as_ref());
        probe.is_some_and(|(greeting, _)| {
            let greeting = greeting.trim_end().as_bytes();
            bytes.windows(greeting.len()).any(|part| part == greeting)
        })
    }

    async fn plain(&mut self, from: SocketAddr, number: u64, bytes: &[u8], permit: tokio::sync::OwnedSemaphorePermit) {
        self.settle(from, Speaks::Plain).await;
        let Some(id) = self.peers.get(&from).map(|peer| peer.id) else { return };
        let line = String::from_utf8_lossy(bytes);
        let text = text::harmless(line.trim_end_matches(['\r', '\n']));
        let carried = self.carried(from, false, number, Bytes::copy_from_slice(bytes), (0, 0));
        let event = ChatEvent::Received { peer: id, time: Time::now(), text, carried, cut: false, assumed: false };
        self.shared.tell(event, Some(permit)).await;
    }

    async fn record(
        &mut self,
        from: SocketAddr,
        number: u64,
        record: Record,
        bytes: &[u8],
        permit: tokio::sync::OwnedSemaphorePermit,
    ) {
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
            Body::Pong(_) | Body::Unknown(_) => {}
        }
    }

    /// A hello: a lab is there, or has begun anew.
    async fn greeted(&mut self, from: SocketAddr, hello: &Hello) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let nick = Some(text::nick(&hello.nick)).filter(|nick| !nick.is_empty());
        let known = peer.instance == hello.instance && peer.speaks == Speaks::Lab;
        let renamed = peer.joined && peer.nick != nick;
        peer.nick = nick;
        if !known {
            peer.instance = hello.instance;
            peer.seen.clear();
            // A hello is answered once for each program, so two labs do not greet for ever.
            let answer = self.hello();
            self.send_control(from, answer).await;
        }
        if known
            && renamed
            && let Some(peer) = self.peers.get(&from)
        {
            let event = ChatEvent::Changed { peer: peer.id, info: self.info(from, peer) };
            self.shared.tell(event, None).await;
        }
        self.settle(from, Speaks::Lab).await;
    }
}
