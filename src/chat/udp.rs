//! UDP: one socket, many peers, no connections.
//!
//! A peer is an address, and anybody can write any address into a datagram. So a *lab* takes a place only
//! when it has echoed a cookie, and proves each of its datagrams afterwards; a *plain* peer cannot prove
//! anything, is marked so, and makes room when others come. Nothing is resent; a lab's acknowledgement
//! says that one datagram has arrived.

mod decide;
mod dial;
mod labs;
mod peer;
mod receive;
mod records;
mod room;
mod seal;
mod send;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::proto::chat::codec::Body;
use crate::proto::chat::secret::CookieKey;
use crate::proto::chat::sighting::CAN_SIGHT;
use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::broadcast;
use super::finder::{self, Verdict};
use super::lane::QUOTA;
use super::shared::{ORDERS, Order, Shared};
use super::traced::{Traced, canonical};
use crate::msg::chat::{ChatEvent, Delivery, Farewell, Manner, PeerId, PeerInfo};

pub use dial::{Listening, dial};
use peer::{Peer, Standing};
use room::Newcomers;

/// Peers to be reached that may wait for the socket's task.
const TASKS: usize = 64;
/// Texts that may wait for an acknowledgement or for what the peer speaks.
const MAX_WAITING: usize = 256;
/// Datagrams taken at one wake, so that orders are not starved.
const BURST: usize = 32;

/// What a socket's task is asked beside its peers' orders.
#[derive(Debug)]
pub enum Task {
    /// A peer to send to.
    Reach {
        peer: PeerId,
        address: SocketAddr,
        manner: Manner,
    },
    /// No strangers any more.
    StopListening,
}

/// One socket's task: it takes the datagrams in and sends them out.
struct Post {
    shared: Arc<Shared>,
    opener: SharedFactory,
    socket: Traced,
    orders_to: mpsc::Sender<Order>,
    verdicts_to: mpsc::Sender<(PeerId, Verdict)>,
    listening: bool,
    peers: HashMap<SocketAddr, Peer>,
    /// The share of the lane that all who are no peers have together.
    strangers: Arc<Semaphore>,
    newcomers: Newcomers,
    /// Where the system has no random numbers no lab is taken for proved.
    cookies: Option<CookieKey>,
    born: Instant,
    sent: u64,
    received: u64,
}

/// Serves a bound socket; `listening`: strangers are welcome.
pub fn serve(
    shared: &Arc<Shared>,
    opener: SharedFactory,
    socket: Traced,
    listening: bool,
) -> mpsc::Sender<Task> {
    let (tasks_to, tasks) = mpsc::channel(TASKS);
    let (orders_to, orders) = mpsc::channel(ORDERS);
    let (verdicts_to, verdicts) = mpsc::channel(TASKS);
    let shared = Arc::clone(shared);
    let post = Post::new(
        Arc::clone(&shared),
        opener,
        socket,
        listening,
        (orders_to, verdicts_to),
    );
    shared.tasks.spawn(post.run(orders, tasks, verdicts));
    tasks_to
}

/// All addresses, of the same family.
fn unsaid(remote: SocketAddr) -> IpAddr {
    if remote.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    }
}

impl Post {
    fn new(
        shared: Arc<Shared>,
        opener: SharedFactory,
        socket: Traced,
        listening: bool,
        (orders_to, verdicts_to): (mpsc::Sender<Order>, mpsc::Sender<(PeerId, Verdict)>),
    ) -> Self {
        Self {
            shared,
            opener,
            socket,
            orders_to,
            verdicts_to,
            listening,
            peers: HashMap::new(),
            strangers: Arc::new(Semaphore::new(QUOTA)),
            newcomers: Newcomers::default(),
            cookies: Shared::random_bytes().ok().map(CookieKey::from_random),
            born: Instant::now(),
            sent: 0,
            received: 0,
        }
    }

    async fn run(
        mut self,
        mut orders: mpsc::Receiver<Order>,
        mut tasks: mpsc::Receiver<Task>,
        mut verdicts: mpsc::Receiver<(PeerId, Verdict)>,
    ) {
        let mut asked = true;
        loop {
            self.tell_journal().await;
            if !self.listening && !asked && self.peers.is_empty() {
                break;
            }
            let due = self.peers.values().filter_map(Peer::due).min();
            let due = due.unwrap_or_else(|| Instant::now() + Duration::from_hours(1));
            tokio::select! {
                task = tasks.recv(), if asked => match task {
                    Some(Task::Reach { peer, address, manner }) => self.reach(peer, address, manner).await,
                    Some(Task::StopListening) => self.listening = false,
                    None => asked = false,
                },
                Some(order) = orders.recv() => {
                    if matches!(order, Order::Leave) {
                        break;
                    }
                    self.obey(order).await;
                }
                Some((peer, verdict)) = verdicts.recv() => self.decide(peer, verdict).await,
                () = self.socket.readable() => self.take_burst().await,
                () = sleep_until(due) => self.look_at_the_clock().await,
                () = self.shared.leaving.cancelled() => break,
            }
        }
        self.end(orders).await;
    }

    fn labs(&self) -> Vec<SocketAddr> {
        self.peers
            .iter()
            .filter(|(_, peer)| peer.is_lab())
            .map(|(address, _)| *address)
            .collect()
    }

    async fn end(mut self, mut orders: mpsc::Receiver<Order>) {
        for address in self.labs() {
            self.send_control(address, Body::Bye(String::new())).await;
        }
        for peer in self.peers.values() {
            self.shared.leave(peer.id);
        }
        // What was handed over while the last peer went.
        orders.close();
        while let Ok(order) = orders.try_recv() {
            if let Order::Send { peer, message, .. } = order {
                self.tick(message, peer, Delivery::Lost).await;
            }
        }
        self.shared.lane.tell_calls(self.socket.close()).await;
    }

    async fn tell_journal(&mut self) {
        let calls = self.socket.journal();
        self.shared.lane.tell_calls(calls).await;
    }

    /// Our address as that peer sees it. A socket bound to all addresses has none of its own; which one
    /// the kernel takes, it tells by connecting another socket there, which sends nothing.
    fn local_toward(&self, remote: SocketAddr) -> SocketAddr {
        let port = self.socket.local().map_or(0, |local| local.port());
        match self
            .socket
            .local()
            .filter(|local| !local.ip().is_unspecified())
        {
            Some(local) => local,
            None => SocketAddr::new(
                broadcast::source(&self.opener, remote).unwrap_or_else(|| unsaid(remote)),
                port,
            ),
        }
    }

    fn info(&self, address: SocketAddr, peer: &Peer) -> PeerInfo {
        PeerInfo {
            nick: self.shared.name(peer.id, peer.nick.as_deref(), address),
            speaks: peer.speaks(),
            transport: Transport::Udp,
            host: self.socket.host(),
            socket: self.socket.id(),
            local: peer.local,
            remote: address,
            incoming: peer.incoming,
            can_sight: peer.capabilities & CAN_SIGHT != 0,
            proved: peer.is_lab(),
            finished: false,
        }
    }

    /// A stranger, or one to be reached.
    fn enter(&mut self, id: PeerId, address: SocketAddr, standing: Standing, incoming: bool) {
        self.shared.enter(id, self.orders_to.clone());
        let local = self.local_toward(address);
        let peer = Peer::new(id, standing, local, incoming);
        self.peers.insert(address, peer);
    }

    async fn reach(&mut self, id: PeerId, address: SocketAddr, manner: Manner) {
        let address = canonical(address);
        self.remove(address, Farewell::ByYou).await;
        self.enter(id, address, Standing::Asking, false);
        self.look_how_far(id, address).await;
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.manner = manner;
        }
        match manner {
            Manner::Plain => self.settle_plain(address).await,
            Manner::Lab => self.call(address, None).await,
            Manner::Auto => {
                let (shared, opener, to) = (
                    Arc::clone(&self.shared),
                    Arc::clone(&self.opener),
                    self.verdicts_to.clone(),
                );
                self.shared.tasks.spawn(async move {
                    let verdict = finder::ask(&shared, &opener, address, Transport::Udp).await;
                    // Nobody waits for it any more where the socket has gone.
                    let _ = to.send((id, verdict)).await;
                });
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Send {
                peer,
                message,
                text,
            } => self.say(peer, message, text).await,
            Order::Close(id) => {
                let Some(address) = self.address_of(id) else {
                    return;
                };
                self.send_control(address, Body::Bye(String::new())).await;
                self.remove(address, Farewell::ByYou).await;
            }
            Order::Introduce => {
                for address in self.labs() {
                    let hello = Body::Hello(self.shared.hello(0));
                    self.send_control(address, hello).await;
                }
            }
            Order::Ask { peer, question } => {
                let found = self
                    .peers
                    .iter_mut()
                    .find(|(_, p)| p.id == peer && p.is_lab());
                let Some(address) = found.map(|(address, peer)| {
                    peer.sightings.ask(question.id);
                    *address
                }) else {
                    return;
                };
                self.send_control(address, Body::SightingRequest(question))
                    .await;
            }
            Order::Answer { peer, answer } => {
                let mut peers = self.peers.iter_mut();
                let found = peers.find_map(|(at, p)| {
                    (p.id == peer && p.sightings.answers(answer.id)).then_some(*at)
                });
                if let Some(address) = found {
                    self.send_control(address, Body::SightingAnswer(answer))
                        .await;
                }
            }
            // There is no connection that could be half closed, or old.
            Order::Leave | Order::Probe | Order::Writing | Order::Keep | Order::Superseded => {}
        }
    }

    fn address_of(&self, id: PeerId) -> Option<SocketAddr> {
        self.peers
            .iter()
            .find(|(_, peer)| peer.id == id)
            .map(|(address, _)| *address)
    }

    async fn remove(&mut self, address: SocketAddr, why: Farewell) {
        let Some(peer) = self.peers.remove(&address) else {
            return;
        };
        self.shared.leave(peer.id);
        if peer.dropped > 0 {
            tracing::info!(dropped = peer.dropped, %address, "datagrams were dropped: more than could be shown");
        }
        let lost: Vec<_> = peer.waiting.iter().map(|(message, _)| *message).collect();
        if let (Some(first), Some(last)) = (lost.iter().min(), lost.iter().max()) {
            let event = ChatEvent::NotDelivered {
                peer: peer.id,
                first: *first,
                last: *last,
                count: lost.len(),
            };
            self.shared.lane.tell(event).await;
        }
        for message in lost {
            self.tick(message, peer.id, Delivery::Lost).await;
        }
        self.shared
            .lane
            .tell(ChatEvent::Left { peer: peer.id, why })
            .await;
    }
}
