//! UDP: one socket, many peers, no connections.
//!
//! A peer is an address, and anybody can write any address into a datagram. So a *lab* takes a place only
//! when it has echoed a cookie, and proves each of its datagrams afterwards; a *plain* peer cannot prove
//! anything, is marked so, and makes room when others come. Nothing is resent; a lab's acknowledgement
//! says that one datagram has arrived.

mod decide;
mod labs;
mod receive;
mod room;
mod send;

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::place::HostId;
use crate::proto::chat::codec::Body;
use crate::proto::chat::secret::CookieKey;
use crate::proto::chat::sighting::CAN_SIGHT;
use crate::proto::chat::text;
use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::broadcast::Reach;
use super::finder::{self, Verdict};
use super::shared::{ORDERS, Order, QUOTA, Shared, UNANSWERED};
use super::sighting::Waiting;
use super::traced::Traced;
use super::{address, broadcast, tcp, trouble, whence};
use crate::msg::chat::{
    ChatEvent, Delivery, Farewell, Manner, MessageId, PeerId, PeerInfo, Speaks, Trouble,
};

use labs::{Call, Sealed};
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

/// A socket that listens: where, and how to ask it.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Its address.
    pub address: SocketAddr,
    /// Its task.
    pub tasks: mpsc::Sender<Task>,
}

impl Listening {
    /// Is its task still there?
    pub fn is_open(&self) -> bool {
        !self.tasks.is_closed()
    }

    /// Can it send there? One bound to a single address is left to those who write to it.
    fn reaches(&self, to: SocketAddr) -> bool {
        let everywhere =
            self.address.ip().is_unspecified() && (self.address.is_ipv6() || to.is_ipv4());
        everywhere && self.is_open()
    }
}

/// What is known of whether somebody is at that address. UDP itself never tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// It is being found out what it speaks.
    Sought,
    /// It can be written to; nothing has come from it yet.
    Ready,
    /// Something has come from it.
    There,
}

/// How one stands with a peer.
enum Standing {
    /// The finder is asked what it speaks; texts wait.
    Asking,
    /// It is a lab, and is being called; texts wait.
    Calling(Box<Call>),
    /// Plain text, as far as is known.
    Plain,
    /// A lab, with what proves its datagrams and ours.
    Lab(Box<Sealed>),
}

/// One peer: an address and what is known of it.
struct Peer {
    id: PeerId,
    standing: Standing,
    manner: Manner,
    nick: Option<String>,
    /// What it can do, as its last hello says.
    capabilities: u32,
    sightings: Waiting,
    incoming: bool,
    /// Our address as this peer sees it.
    local: SocketAddr,
    /// One host, or many: then the answers come from addresses of their own.
    reach: Reach,
    known: Known,
    waiting: VecDeque<(MessageId, String)>,
    numbered: u32,
    unacknowledged: VecDeque<(u32, MessageId)>,
    /// The oldest text without an acknowledgement went then; `None`: there is none, or it was said.
    unanswered: Option<Instant>,
    quota: Arc<Semaphore>,
    dropped: u64,
    /// When a datagram last came from it; when it entered, where none has.
    last_heard: Instant,
    /// Something was sent to it: who is written to is kept before who merely wrote.
    written_to: bool,
    /// The last text's datagram, until a router says that it was too large.
    last: Option<Bytes>,
    /// The trouble on the way that was told, since it was last heard.
    warned: Option<i32>,
}

impl Peer {
    const fn is_lab(&self) -> bool {
        matches!(self.standing, Standing::Lab(_))
    }

    /// Is what it speaks settled, so that texts go out?
    const fn is_settled(&self) -> bool {
        matches!(self.standing, Standing::Plain | Standing::Lab(_))
    }

    const fn speaks(&self) -> Speaks {
        match self.standing {
            Standing::Lab(_) => Speaks::Lab,
            Standing::Plain if matches!(self.known, Known::There) => Speaks::Plain,
            Standing::Plain | Standing::Asking | Standing::Calling(_) => Speaks::Unknown,
        }
    }

    /// When something is due without a datagram coming.
    fn due(&self) -> Option<Instant> {
        let again = match &self.standing {
            Standing::Calling(call) => Some(call.again_at()),
            Standing::Asking | Standing::Plain | Standing::Lab(_) => None,
        };
        let unanswered = self.unanswered.map(|since| since + UNANSWERED);
        again.into_iter().chain(unanswered).min()
    }
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

/// Finds the address that was typed and hands it to a socket: the one that listens on its host, else a new one.
pub async fn dial(
    shared: Arc<Shared>,
    listening: HashMap<HostId, Vec<Listening>>,
    (typed, manner): (String, Manner),
) {
    let peer = shared.next_peer();
    let target = text::harmless(&typed);
    if let Err(trouble) = find(&shared, listening, (&typed, manner), (peer, &target)).await {
        shared
            .tell(
                ChatEvent::ConnectFailed {
                    peer,
                    target,
                    trouble,
                },
                None,
            )
            .await;
    }
}

async fn find(
    shared: &Arc<Shared>,
    mut listening: HashMap<HostId, Vec<Listening>>,
    (typed, manner): (&str, Manner),
    (peer, target): (PeerId, &str),
) -> Result<(), Trouble> {
    let wanted = address::parse(typed).map_err(|flaw| trouble::typed(typed, flaw))?;
    let ways = whence::ways(shared, &wanted, &tcp::MYSELF).await?;
    let (opener, address) = ways.into_iter().next().ok_or_else(trouble::no_host)?;
    let (host, target) = (opener.host(), target.to_owned());
    shared
        .tell(
            ChatEvent::Connecting {
                peer,
                host,
                target,
                address,
            },
            None,
        )
        .await;
    let task = Task::Reach {
        peer,
        address,
        manner,
    };
    let mut newest_first = listening
        .remove(&host)
        .into_iter()
        .flat_map(|all| all.into_iter().rev());
    let tasks = match newest_first.find(|listening| listening.reaches(address)) {
        Some(listening) => listening.tasks,
        None => serve(
            shared,
            opener.clone(),
            fresh(shared, &opener, address).await?,
            false,
        ),
    };
    tasks.send(task).await.map_err(|_| trouble::no_host())
}

/// A socket that the kernel binds when it first sends.
async fn fresh(
    shared: &Shared,
    opener: &SharedFactory,
    toward: SocketAddr,
) -> Result<Traced, Trouble> {
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
        let peer = Peer {
            id,
            standing,
            manner: Manner::Auto,
            nick: None,
            capabilities: 0,
            sightings: Waiting::default(),
            incoming,
            local,
            reach: Reach::One,
            known: Known::Sought,
            waiting: VecDeque::new(),
            numbered: 0,
            unacknowledged: VecDeque::new(),
            unanswered: None,
            quota: Arc::new(Semaphore::new(QUOTA)),
            dropped: 0,
            last_heard: Instant::now(),
            written_to: false,
            last: None,
            warned: None,
        };
        self.peers.insert(address, peer);
    }

    async fn reach(&mut self, id: PeerId, address: SocketAddr, manner: Manner) {
        let address = super::traced::canonical(address);
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
            self.shared.tell(event, None).await;
        }
        for message in lost {
            self.shared
                .tell(
                    ChatEvent::Tick {
                        message,
                        peer: peer.id,
                        delivery: Delivery::Lost,
                    },
                    None,
                )
                .await;
        }
        self.shared
            .tell(ChatEvent::Left { peer: peer.id, why }, None)
            .await;
    }
}
