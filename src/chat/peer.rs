//! One TCP peer: its session, whatever connections carry it, until it has gone.

mod away;
mod backoff;
mod dial;
mod meet;
mod sightings;
mod talk;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::secret::Secret;
use crate::proto::chat::session::Session;
use crate::proto::chat::sighting::CAN_SIGHT;
use crate::proto::chat::{Hello, Malformed, Opening, opening, text};
use crate::record::Transport;
use crate::say;
use crate::say::Clean;
use crate::sys::factory::SharedFactory;

use super::conn::Conn;
use super::crowd::Place;
use super::finder::Verdict;
use super::handshake::{Called, Met};
use super::lane::QUOTA;
use super::sessions::{Arrival, Owner, OwnerState};
use super::shared::{ORDERS, Order, Shared};
use super::sighting::Waiting;
use crate::msg::chat::{
    ChatEvent, Delivery, Farewell, Manner, MessageId, PeerId, PeerInfo, Speaks,
};

use backoff::Backoff;
pub use dial::dial;
use talk::Closing;

/// A peer whose program is here anew has this long to go first.
const MAKE_WAY: Duration = Duration::from_secs(1);

/// The way back to a peer we connected to.
#[derive(Debug, Clone)]
pub struct Route {
    opener: SharedFactory,
    address: SocketAddr,
    manner: Manner,
}

/// How talking over one connection ended.
pub enum End {
    /// The peer has gone for good.
    Left(Farewell),
    /// The connection broke; the session lives.
    Broken,
    /// The other side has made a new connection.
    Replaced(Box<Arrival>),
    /// A lab is there, as the finder says: it is called over this very connection.
    Call(Called),
    /// Its first bytes are a lab's greeting.
    Greeted,
}

/// One TCP peer.
pub struct Peer {
    pub(super) shared: Arc<Shared>,
    pub(super) id: PeerId,
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) arrivals: mpsc::Receiver<Arrival>,
    pub(super) quota: Arc<Semaphore>,
    pub(super) session: Session,
    pub(super) speaks: Speaks,
    /// What the finder will say; until then what is typed waits.
    pub(super) deciding: Option<JoinHandle<Verdict>>,
    /// It has ended its sending.
    pub(super) finished: bool,
    /// You said goodbye over a connection that was not the last.
    pub(super) closing: Option<Closing>,
    pub(super) place: Option<Place>,
    /// A lab is being met: who says goodbye meanwhile has texts that wait for it.
    meeting: bool,
    /// What our last hello said.
    pub(super) told: u32,
    pub(super) sightings: Waiting,
    pub(super) state: Arc<OwnerState>,
    nick: Option<Clean>,
    /// What it can do, as its last hello says.
    capabilities: u32,
    secret: Option<Secret>,
    instance: u64,
    arrivals_to: mpsc::Sender<Arrival>,
    route: Option<Route>,
    backoff: Backoff,
}

/// Waits until somebody's place is needed by others.
pub(super) async fn crowded_out(place: Option<&Place>) {
    match place {
        Some(place) => place.crowded_out().await,
        None => std::future::pending().await,
    }
}

/// Its program was started anew: the peer it was goes before the new one comes, so that its name is free.
async fn make_way(shared: &Shared, conn: &Conn, met: &Met) {
    let Some(remote) = conn.socket.peer() else {
        return;
    };
    let known_as = (text::nick(&met.hello.nick), remote.ip());
    let old = shared.sessions.superseded(met.hello.instance, &known_as);
    let told: Vec<_> = old
        .into_iter()
        .filter(|owner| shared.order(owner.peer, Order::Superseded).is_ok())
        .collect();
    for owner in told {
        // One that is held up goes later.
        let _ = tokio::time::timeout(MAKE_WAY, owner.arrivals.closed()).await;
    }
}

/// Someone has proved that it is a lab, and no session of ours goes on.
pub async fn serve_lab(shared: Arc<Shared>, conn: Conn, met: Met, place: Place) {
    make_way(&shared, &conn, &met).await;
    let mut peer = Peer::new(shared, None, Some(place));
    peer.meet(&conn, &met);
    peer.join(&conn).await;
    peer.run(conn).await;
}

/// Someone speaks plain text, or nothing so far.
pub async fn serve_plain(shared: Arc<Shared>, mut conn: Conn, place: Place) {
    let mut peer = Peer::new(shared, None, Some(place));
    if opening(conn.unread()) == Opening::Plain {
        peer.speaks = Speaks::Plain;
        conn.feed_lines();
    }
    peer.join(&conn).await;
    peer.run(conn).await;
}

impl Peer {
    pub(super) fn new(shared: Arc<Shared>, route: Option<Route>, place: Option<Place>) -> Self {
        let id = shared.next_peer();
        let (orders_to, orders) = mpsc::channel(ORDERS);
        let (arrivals_to, arrivals) = mpsc::channel(1);
        shared.enter(id, orders_to);
        Self {
            shared,
            id,
            orders,
            arrivals,
            quota: Arc::new(Semaphore::new(QUOTA)),
            session: Session::default(),
            speaks: Speaks::Unknown,
            deciding: None,
            finished: false,
            closing: None,
            place,
            meeting: false,
            told: 0,
            sightings: Waiting::default(),
            state: Arc::default(),
            nick: None,
            capabilities: 0,
            secret: None,
            instance: 0,
            arrivals_to,
            route,
            backoff: Backoff::new(),
        }
    }

    /// Did it come to us?
    pub(super) const fn is_incoming(&self) -> bool {
        self.route.is_none()
    }

    /// A hello that tells of a new name, or of what we can do now.
    pub(super) fn hello(&mut self) -> Record {
        self.told = self.shared.capabilities();
        Record::control(
            self.session.received(),
            Body::Hello(self.shared.hello(self.session.id())),
        )
    }

    /// Its name and what it can do: another hello may change both.
    pub(super) fn learn(&mut self, hello: &Hello) {
        self.nick = Some(text::nick(&hello.nick)).filter(|nick| !nick.is_empty());
        self.capabilities = hello.capabilities;
    }

    /// From now on it is a lab, and this is its session.
    fn meet(&mut self, conn: &Conn, met: &Met) {
        // A connection without these options still works; it only notices a pulled cable later.
        let _ = conn.socket.give_up_after(super::tcp::PATIENCE);
        self.speaks = Speaks::Lab;
        self.session.name(met.session);
        self.secret = Some(met.secret.clone());
        self.instance = met.hello.instance;
        self.told = self.shared.capabilities();
        self.learn(&met.hello);
        self.backoff.connected();
        self.state.set_away(false);
        if self.is_incoming()
            && let Some(remote) = conn.socket.peer()
        {
            self.own(remote);
        }
    }

    /// Its session's new connections come here.
    fn own(&self, remote: SocketAddr) {
        let Some(secret) = self.secret.clone() else {
            return;
        };
        let owner = Owner {
            peer: self.id,
            instance: self.instance,
            secret,
            arrivals: self.arrivals_to.clone(),
            known_as: (self.nick.clone().unwrap_or_default(), remote.ip()),
            state: Arc::clone(&self.state),
        };
        self.shared.sessions.own(self.session.id(), owner);
    }

    pub(super) fn info(&self, conn: &Conn) -> Option<PeerInfo> {
        let (local, remote) = (conn.socket.local()?, conn.socket.peer()?);
        Some(PeerInfo {
            nick: self.shared.name(self.id, self.nick.as_deref(), remote),
            speaks: self.speaks,
            transport: Transport::Tcp,
            host: conn.socket.host(),
            socket: conn.socket.id(),
            local,
            remote,
            incoming: self.is_incoming(),
            can_sight: self.capabilities & CAN_SIGHT != 0,
            proved: true,
            finished: self.finished,
        })
    }

    pub(super) async fn tell(&self, event: ChatEvent) {
        self.shared.lane.tell(event).await;
    }

    pub(super) async fn tick(&self, message: MessageId, delivery: Delivery) {
        self.tell(ChatEvent::Tick {
            message,
            peer: self.id,
            delivery,
        })
        .await;
    }

    pub(super) async fn tick_all(&self, tags: Vec<u64>, delivery: Delivery) {
        for tag in tags {
            self.tick(MessageId(tag), delivery).await;
        }
    }

    pub(super) async fn changed(&self, conn: &Conn) {
        if let Some(info) = self.info(conn) {
            self.tell(ChatEvent::Changed {
                peer: self.id,
                info,
            })
            .await;
        }
    }

    async fn join(&self, conn: &Conn) {
        if let Some(info) = self.info(conn) {
            self.tell(ChatEvent::Joined {
                peer: self.id,
                info,
            })
            .await;
        }
    }

    async fn farewell(&mut self, why: Farewell) {
        self.lose_all().await;
        self.tell(ChatEvent::Left { peer: self.id, why }).await;
    }

    /// What has not reached the peer's TCP never will; how much that is, is said.
    async fn lose_all(&mut self) {
        self.place = None;
        self.shared.leave(self.id);
        if self.is_incoming() && self.secret.is_some() {
            self.shared.sessions.disown(self.session.id());
        }
        let mut lost = self.session.abandon();
        self.orders.close();
        while let Ok(order) = self.orders.try_recv() {
            if let Order::Send { message, .. } = order {
                lost.push(message.0);
            }
        }
        if let (Some(first), Some(last)) = (lost.iter().min(), lost.iter().max()) {
            let (first, last, count) = (MessageId(*first), MessageId(*last), lost.len());
            self.tell(ChatEvent::NotDelivered {
                peer: self.id,
                first,
                last,
                count,
            })
            .await;
        }
        self.tick_all(lost, Delivery::Lost).await;
    }

    /// Talks until the peer has gone, over as many connections as it takes.
    async fn run(mut self, mut conn: Conn) {
        let why = loop {
            let end = self.talk(&mut conn).await;
            match self.carry_on(end, conn).await {
                Ok(next) => conn = next,
                Err(why) => break why,
            }
        };
        self.farewell(why).await;
    }

    /// The connection to go on with, if there is one.
    async fn carry_on(&mut self, end: End, mut conn: Conn) -> Result<Conn, Farewell> {
        match end {
            End::Left(why) => {
                self.look(&mut conn).await;
                conn.tell().await;
                conn.close().await;
                Err(why)
            }
            End::Replaced(arrival) => {
                conn.discard().await;
                self.arrived(*arrival).await
            }
            End::Broken => {
                self.look(&mut conn).await;
                conn.tell().await;
                conn.discard().await;
                // Its place is another's until it is back.
                self.place.as_mut().map(Place::go_away);
                self.state.set_away(true);
                if self.shared.sessions.is_succeeded(self.id) {
                    return Err(Farewell::Returned);
                }
                self.away().await
            }
            End::Call(called) => self.call(conn, called).await,
            End::Greeted => self.answer(conn).await,
        }
    }

    /// The other side has made a new connection and proved that the session is its own.
    async fn arrived(&mut self, arrival: Arrival) -> Result<Conn, Farewell> {
        let Arrival {
            conn,
            hello,
            received,
            place,
        } = arrival;
        self.place = Some(place);
        self.adopt(conn, &hello, received).await
    }

    /// A new connection carries the session on.
    async fn adopt(&mut self, conn: Conn, hello: &Hello, received: u32) -> Result<Conn, Farewell> {
        // As in `meet`.
        let _ = conn.socket.give_up_after(super::tcp::PATIENCE);
        let tags = self.session.resume(received).map_err(broke)?;
        self.tick_all(tags, Delivery::PeerProgram).await;
        self.learn(hello);
        self.backoff.connected();
        self.state.set_away(false);
        // Whoever asked over the old connection no longer waits.
        self.sightings = Waiting::default();
        self.changed(&conn).await;
        self.tell(ChatEvent::Resumed { peer: self.id }).await;
        Ok(conn)
    }
}

/// A peer's task, to be spawned by another peer's.
fn task(peer: Peer, conn: Conn) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        peer.join(&conn).await;
        peer.run(conn).await;
    })
}

/// A peer that broke the protocol.
pub fn broke(malformed: Malformed) -> Farewell {
    Farewell::Broke(say!(
        "chat-broke",
        field = malformed.field,
        offset = malformed.offset
    ))
}
