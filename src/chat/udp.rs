//! UDP: one socket, many peers, no connections.
//!
//! A peer is an address. What it speaks is told datagram by datagram: a record (by its magic), a
//! greeting (which a lab answers with its hello), or plain text. Nothing is resent; a lab's
//! acknowledgement says that one datagram has arrived.

mod receive;
mod send;

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::place::{HostId, SharedOpener};
use crate::proto::chat::codec::Body;
use crate::proto::chat::sighting::CAN_SIGHT;
use crate::proto::chat::{self as protocol, text};
use crate::record::Transport;

use super::broadcast::{Broadcast, Reach};
use super::shared::{ORDERS, Order, QUOTA, Shared};
use super::sighting::Waiting;
use super::traced::Traced;
use super::types::{ChatEvent, Delivery, Farewell, MessageId, PeerId, PeerInfo, Speaks, Trouble};
use super::{address, broadcast, tcp, trouble, whence};

/// Peers of one socket, at most; further strangers are not listened to.
const MAX_PEERS: usize = 64;
/// Texts that may wait for an acknowledgement or for what the peer speaks.
const MAX_WAITING: usize = 256;
/// Datagrams taken at one wake, so that orders are not starved.
const BURST: usize = 32;

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

/// What is known of whether somebody is at that address. UDP itself never tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It was asked what it speaks.
    Sought,
    /// It can be written to; nothing has come from it yet.
    Ready,
    /// Something has come from it.
    There,
}

/// One peer: an address and what is known of it.
struct Peer {
    id: PeerId,
    speaks: Speaks,
    nick: Option<String>,
    /// What it can do, as its last hello says.
    capabilities: u32,
    sightings: Waiting,
    instance: u64,
    incoming: bool,
    /// Our address as this peer sees it.
    local: SocketAddr,
    /// One host, or many: then the answers come from addresses of their own.
    reach: Reach,
    known: Known,
    /// The greeting's token, until the peer's kind is known; it is decided by then.
    probe: Option<(String, Instant)>,
    waiting: VecDeque<(MessageId, String)>,
    numbered: u32,
    unacknowledged: VecDeque<(u32, MessageId)>,
    seen: VecDeque<u32>,
    quota: Arc<Semaphore>,
    dropped: u64,
    /// When a datagram last came from it.
    heard: Instant,
    /// The last text's datagram, until a router says that it was too large.
    last: Option<Bytes>,
    /// The trouble on the way that was told, since it was last heard.
    warned: Option<i32>,
}

/// One socket's task: it takes the datagrams in and sends them out.
struct Post {
    shared: Arc<Shared>,
    opener: SharedOpener,
    socket: Traced,
    orders_to: mpsc::Sender<Order>,
    listening: bool,
    peers: HashMap<SocketAddr, Peer>,
    /// The share of the lane that all who are no peers have together.
    strangers: Arc<Semaphore>,
    sent: u64,
    received: u64,
}

/// Serves a bound socket; `listening`: strangers are welcome.
pub fn serve(shared: &Arc<Shared>, opener: SharedOpener, socket: Traced, listening: bool) -> mpsc::Sender<Task> {
    let (tasks_to, tasks) = mpsc::channel(MAX_PEERS);
    let (orders_to, orders) = mpsc::channel(ORDERS);
    let shared = Arc::clone(shared);
    let post = Post::new(Arc::clone(&shared), opener, socket, listening, orders_to);
    shared.tasks.spawn(post.run(orders, tasks));
    tasks_to
}

/// Finds the address that was typed and hands it to a socket: the one that listens on its host, else a new one.
pub async fn dial(shared: Arc<Shared>, listening: HashMap<HostId, Listening>, typed: String) {
    let peer = shared.next_peer();
    let target = text::harmless(&typed);
    if let Err(trouble) = find(&shared, listening, &typed, (peer, &target)).await {
        shared.tell(ChatEvent::ConnectFailed { peer, target, trouble }, None).await;
    }
}

async fn find(
    shared: &Arc<Shared>,
    mut listening: HashMap<HostId, Listening>,
    typed: &str,
    (peer, target): (PeerId, &str),
) -> Result<(), Trouble> {
    let wanted = address::parse(typed).map_err(|flaw| trouble::typed(typed, flaw))?;
    let ways = whence::ways(shared, &wanted, &tcp::MYSELF).await?;
    let (opener, address) = ways.into_iter().next().ok_or_else(trouble::no_host)?;
    let (host, target) = (opener.host(), target.to_owned());
    shared.tell(ChatEvent::Connecting { peer, host, target, address }, None).await;
    let task = Task::Reach { peer, address };
    let tasks = match listening.remove(&host).filter(|listening| listening.reaches(address)) {
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
            Err(trouble::datagram(&failed.error.into(), toward))
        }
    }
}

/// All addresses, of the same family.
fn unsaid(remote: SocketAddr) -> IpAddr {
    if remote.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() }
}

impl Post {
    fn new(shared: Arc<Shared>, opener: SharedOpener, socket: Traced, listening: bool, orders_to: mpsc::Sender<Order>) -> Self {
        let strangers = Arc::new(Semaphore::new(QUOTA));
        Self { shared, opener, socket, orders_to, listening, peers: HashMap::new(), strangers, sent: 0, received: 0 }
    }

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
            None => SocketAddr::new(broadcast::source(&self.opener, remote).unwrap_or_else(|| unsaid(remote)), port),
        }
    }

    fn info(&self, address: SocketAddr, peer: &Peer) -> PeerInfo {
        PeerInfo {
            nick: self.shared.name(peer.id, peer.nick.as_deref(), address),
            speaks: peer.speaks,
            transport: Transport::Udp,
            host: self.socket.host(),
            socket: self.socket.id(),
            local: peer.local,
            remote: address,
            incoming: peer.incoming,
            can_sight: peer.capabilities & CAN_SIGHT != 0,
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
            capabilities: 0,
            sightings: Waiting::default(),
            instance: 0,
            incoming,
            local,
            reach: Reach::One,
            known: Known::Sought,
            probe: None,
            waiting: VecDeque::new(),
            numbered: 0,
            unacknowledged: VecDeque::new(),
            seen: VecDeque::new(),
            quota: Arc::new(Semaphore::new(QUOTA)),
            dropped: 0,
            heard: Instant::now(),
            last: None,
            warned: None,
        };
        self.peers.insert(address, peer);
    }

    async fn reach(&mut self, id: PeerId, address: SocketAddr) {
        let address = super::traced::canonical(address);
        self.remove(address, Farewell::ByYou).await;
        self.enter(id, address, false);
        self.look_how_far(id, address).await;
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

    /// An address of a whole network needs the socket's leave.
    async fn look_how_far(&mut self, id: PeerId, address: SocketAddr) {
        let reach = Reach::of(&self.opener, address);
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.reach = reach;
        }
        if (reach, self.shared.broadcast) == (Reach::Everyone, Broadcast::Allowed) && self.socket.allow_broadcast().is_ok() {
            self.shared.tell(ChatEvent::BroadcastAllowed { peer: id, address }, None).await;
        }
    }

    /// Are datagrams of strangers taken? Where one writes to many, those who answer are strangers.
    fn welcomes(&self) -> bool {
        self.listening || self.peers.values().any(|peer| peer.reach != Reach::One)
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
            Order::Introduce => {
                let labs: Vec<_> =
                    self.peers.iter().filter(|(_, p)| p.speaks == Speaks::Lab).map(|(address, _)| *address).collect();
                for address in labs {
                    let hello = self.hello();
                    self.send_control(address, hello).await;
                }
            }
            Order::Ask { peer, question } => {
                let found = self.peers.iter_mut().find(|(_, p)| p.id == peer && p.speaks == Speaks::Lab);
                let Some(address) = found.map(|(address, peer)| {
                    peer.sightings.ask(question.id);
                    *address
                }) else {
                    return;
                };
                self.send_control(address, Body::SightingRequest(question)).await;
            }
            Order::Answer { peer, answer } => {
                let mut peers = self.peers.iter_mut();
                let found = peers.find_map(|(at, p)| (p.id == peer && p.sightings.answers(answer.id)).then_some(*at));
                if let Some(address) = found {
                    self.send_control(address, Body::SightingAnswer(answer)).await;
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
}
