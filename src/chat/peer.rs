//! One TCP peer: its session, whatever connections carry it, until it has gone.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, sleep};

use crate::place::SharedOpener;
use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::session::Session;
use crate::proto::chat::sighting::CAN_SIGHT;
use crate::proto::chat::{Hello, Malformed, text};
use crate::record::Transport;
use crate::say;

use super::conn::{Conn, Gone, Opened, Role};
use super::shared::{Arrival, ORDERS, Order, Owner, QUOTA, Shared};
use super::sighting::Waiting;
use super::types::{ChatEvent, Delivery, Farewell, MessageId, PeerId, PeerInfo, Speaks, Trouble};
use super::{address, tcp, trouble, whence};

/// A session without a connection is kept this long.
const RESUMABLE: Duration = Duration::from_mins(5);
/// One attempt to reconnect takes this long at most.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The pause between attempts doubles up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The way back to a peer we connected to.
#[derive(Debug, Clone)]
pub struct Route {
    opener: SharedOpener,
    address: SocketAddr,
}

/// How talking over one connection ended.
pub enum End {
    /// The peer has gone for good.
    Left(Farewell),
    /// The connection broke; the session lives.
    Broken,
    /// The other side has made a new connection.
    Replaced(Box<Arrival>),
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
    pub(super) nick: Option<String>,
    /// What it can do, as its last hello says.
    pub(super) capabilities: u32,
    /// What our last hello said.
    pub(super) told: u32,
    pub(super) sightings: Waiting,
    instance: u64,
    arrivals_to: mpsc::Sender<Arrival>,
    route: Option<Route>,
    door: Option<OwnedSemaphorePermit>,
}

/// What came of waiting.
enum Waited<T> {
    Done(T),
    Probe,
    Leave,
}

/// Someone speaks the lab's protocol for the first time.
pub async fn serve_lab(shared: Arc<Shared>, mut conn: Conn, hello: Hello, door: OwnedSemaphorePermit) {
    let mut peer = Peer::new(shared, None, Some(door));
    peer.speaks = Speaks::Lab;
    peer.session = Session::new(Shared::random());
    peer.own(&hello);
    conn.queue(&peer.hello().encode());
    peer.join(&conn).await;
    peer.run(conn).await;
}

/// Someone speaks plain text, or nothing so far.
pub async fn serve_plain(shared: Arc<Shared>, mut conn: Conn, door: OwnedSemaphorePermit) {
    let mut peer = Peer::new(shared, None, Some(door));
    peer.begin_plain(&mut conn);
    peer.join(&conn).await;
    peer.run(conn).await;
}

/// Connects to what was typed, and serves whoever is there.
pub async fn dial(shared: Arc<Shared>, target: String) {
    let mut peer = Peer::new(shared, None, None);
    match peer.reach_first(&target).await {
        Ok(Some(conn)) => {
            peer.join(&conn).await;
            peer.run(conn).await;
        }
        Ok(None) => peer.farewell(Farewell::ByYou).await,
        Err(trouble) => {
            peer.lose_all().await;
            let event = ChatEvent::ConnectFailed { peer: peer.id, target: text::harmless(&target), trouble };
            peer.shared.tell(event, None).await;
        }
    }
}

impl Peer {
    fn new(shared: Arc<Shared>, route: Option<Route>, door: Option<OwnedSemaphorePermit>) -> Self {
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
            nick: None,
            capabilities: 0,
            told: 0,
            sightings: Waiting::default(),
            instance: 0,
            arrivals_to,
            route,
            door,
        }
    }

    /// Our hello: who we are, which session, what we have received.
    pub(super) fn hello(&mut self) -> Record {
        self.told = self.shared.capabilities();
        let hello = Hello {
            instance: self.shared.instance,
            session: self.session.id(),
            capabilities: self.told,
            nick: self.shared.nick(),
        };
        Record::control(self.session.received(), Body::Hello(hello))
    }

    /// Notes who the other side is, and that its session's new connections come here.
    fn own(&mut self, hello: &Hello) {
        self.instance = hello.instance;
        self.learn(hello);
        if self.route.is_none() {
            let owner = Owner { instance: hello.instance, arrivals: self.arrivals_to.clone() };
            self.shared.own(self.session.id(), owner);
        }
    }

    /// Its name and what it can do: another hello may change both.
    pub(super) fn learn(&mut self, hello: &Hello) {
        self.nick = Some(text::nick(&hello.nick)).filter(|nick| !nick.is_empty());
        self.capabilities = hello.capabilities;
    }

    fn begin_plain(&mut self, conn: &mut Conn) {
        self.speaks = if conn.untouched() { Speaks::Unknown } else { Speaks::Plain };
        conn.feed_lines();
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
            incoming: self.route.is_none(),
            can_sight: self.capabilities & CAN_SIGHT != 0,
        })
    }

    pub(super) async fn tell(&self, event: ChatEvent) {
        self.shared.tell(event, None).await;
    }

    pub(super) async fn tick(&self, message: MessageId, delivery: Delivery) {
        self.tell(ChatEvent::Tick { message, peer: self.id, delivery }).await;
    }

    pub(super) async fn tick_all(&self, tags: Vec<u64>, delivery: Delivery) {
        for tag in tags {
            self.tick(MessageId(tag), delivery).await;
        }
    }

    pub(super) async fn changed(&self, conn: &Conn) {
        if let Some(info) = self.info(conn) {
            self.tell(ChatEvent::Changed { peer: self.id, info }).await;
        }
    }

    async fn join(&self, conn: &Conn) {
        if let Some(info) = self.info(conn) {
            self.tell(ChatEvent::Joined { peer: self.id, info }).await;
        }
    }

    async fn farewell(&mut self, why: Farewell) {
        self.lose_all().await;
        self.tell(ChatEvent::Left { peer: self.id, why }).await;
    }

    /// What has not reached the peer's TCP never will.
    async fn lose_all(&mut self) {
        self.shared.leave(self.id);
        self.shared.disown(self.session.id());
        let mut lost = self.session.abandon();
        self.orders.close();
        while let Ok(order) = self.orders.try_recv() {
            if let Order::Send { message, .. } = order {
                lost.push(message.0);
            }
        }
        self.tick_all(lost, Delivery::Lost).await;
    }

    /// Talks until the peer has gone, over as many connections as it takes.
    async fn run(mut self, mut conn: Conn) {
        let why = loop {
            match self.talk(&mut conn).await {
                End::Left(why) => {
                    self.look(&mut conn).await;
                    conn.tell(&self.shared).await;
                    conn.close(&self.shared).await;
                    break why;
                }
                End::Replaced(arrival) => {
                    let old = std::mem::replace(&mut conn, arrival.conn);
                    old.discard(&self.shared).await;
                    self.door = arrival.door;
                    if let Err(why) = self.adopt(&mut conn, &arrival.hello, arrival.received).await {
                        conn.close(&self.shared).await;
                        break why;
                    }
                }
                End::Broken => {
                    self.look(&mut conn).await;
                    conn.tell(&self.shared).await;
                    conn.discard(&self.shared).await;
                    match self.away().await {
                        Ok(new) => conn = new,
                        Err(why) => break why,
                    }
                }
            }
        };
        self.farewell(why).await;
    }

    /// A new connection carries the session on.
    async fn adopt(&mut self, conn: &mut Conn, hello: &Hello, received: u32) -> Result<(), Farewell> {
        if self.route.is_some() && hello.session != self.session.id() {
            self.session.restart(hello.session);
        } else {
            let tags = self.session.resume(received).map_err(broke)?;
            self.tick_all(tags, Delivery::PeerProgram).await;
        }
        self.own(hello);
        // Whoever asked over the old connection no longer waits.
        self.sightings = Waiting::default();
        if self.route.is_none() {
            conn.queue(&self.hello().encode());
        }
        self.changed(conn).await;
        self.tell(ChatEvent::Resumed { peer: self.id }).await;
        Ok(())
    }

    /// Without a connection: gets it back, or waits for the other side to.
    async fn away(&mut self) -> Result<Conn, Farewell> {
        let until = Instant::now() + RESUMABLE;
        match self.route.clone() {
            Some(route) => self.reconnect(route, until).await,
            None => self.wait_for_it(until).await,
        }
    }

    async fn wait_for_it(&mut self, until: Instant) -> Result<Conn, Farewell> {
        self.tell(ChatEvent::Reconnecting { peer: self.id, attempt: 0 }).await;
        loop {
            let arrival = tokio::select! {
                arrival = self.arrivals.recv() => arrival,
                order = self.orders.recv() => match self.keep_order(order).await {
                    Waited::Leave => return Err(Farewell::ByYou),
                    _ => continue,
                },
                () = tokio::time::sleep_until(until) => None,
            };
            let Arrival { mut conn, hello, received, door } = arrival.ok_or(Farewell::Silent)?;
            self.door = door;
            match self.adopt(&mut conn, &hello, received).await {
                Ok(()) => return Ok(conn),
                Err(why) => {
                    conn.close(&self.shared).await;
                    return Err(why);
                }
            }
        }
    }

    async fn reconnect(&mut self, route: Route, until: Instant) -> Result<Conn, Farewell> {
        let mut attempt = 0;
        let mut pause = Duration::from_secs(1);
        while Instant::now() < until {
            attempt += 1;
            self.tell(ChatEvent::Reconnecting { peer: self.id, attempt }).await;
            let work = again(Arc::clone(&self.shared), route.clone(), self.hello());
            match self.meanwhile(work).await {
                Waited::Leave => return Err(Farewell::ByYou),
                Waited::Done(Some((mut conn, hello, received))) => {
                    self.adopt(&mut conn, &hello, received).await?;
                    return Ok(conn);
                }
                Waited::Done(None) => match self.meanwhile(sleep(pause)).await {
                    Waited::Leave => return Err(Farewell::ByYou),
                    Waited::Probe => pause = Duration::from_secs(1),
                    Waited::Done(()) => pause = (pause * 2).min(LONGEST_PAUSE),
                },
                Waited::Probe => {}
            }
        }
        Err(Farewell::Silent)
    }

    /// Takes orders while something else is under way.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Waited<T> {
        tokio::pin!(work);
        loop {
            let order = tokio::select! {
                done = &mut work => return Waited::Done(done),
                order = self.orders.recv() => order,
            };
            match self.keep_order(order).await {
                Waited::Done(()) => {}
                Waited::Probe => return Waited::Probe,
                Waited::Leave => return Waited::Leave,
            }
        }
    }

    /// An order while there is no connection.
    async fn keep_order(&mut self, order: Option<Order>) -> Waited<()> {
        match order {
            Some(Order::Send { message, text, .. }) => {
                let kept = self.session.keep(message.0, text);
                self.tick(message, if kept.is_ok() { Delivery::Waiting } else { Delivery::Lost }).await;
                Waited::Done(())
            }
            // The next hello says who we are; about sightings nobody can be asked now.
            Some(Order::Introduce | Order::Ask { .. } | Order::Answer { .. }) => Waited::Done(()),
            Some(Order::Probe) => Waited::Probe,
            Some(Order::Close(_) | Order::Leave) | None => Waited::Leave,
        }
    }

    /// The first connection to what was typed; `None`: you gave up.
    async fn reach_first(&mut self, typed: &str) -> Result<Option<Conn>, Trouble> {
        let target = address::parse(typed).map_err(|flaw| trouble::typed(typed, flaw))?;
        let shared = Arc::clone(&self.shared);
        let Some(ways) = self.patiently(whence::ways(&shared, &target, &tcp::MYSELF)).await else { return Ok(None) };
        let mut last = trouble::no_host();
        for (opener, address) in ways? {
            let event = ChatEvent::Connecting { peer: self.id, host: opener.host(), target: text::harmless(typed), address };
            self.tell(event).await;
            let (shared, hello) = (Arc::clone(&self.shared), self.hello());
            let work = first(&shared, &opener, address, &hello);
            let Some(reached) = self.patiently(work).await else { return Ok(None) };
            match reached {
                Ok((mut conn, opened)) => {
                    self.route = Some(Route { opener, address });
                    match opened {
                        Opened::Plain => self.begin_plain(&mut conn),
                        Opened::Lab(hello, _) => {
                            self.speaks = Speaks::Lab;
                            self.session.restart(hello.session);
                            self.own(&hello);
                        }
                    }
                    return Ok(Some(conn));
                }
                Err(trouble) => last = trouble,
            }
        }
        Err(last)
    }

    /// As [`Peer::meanwhile`], but nothing hurries it; `None`: you gave up.
    async fn patiently<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(work);
        loop {
            match self.meanwhile(&mut work).await {
                Waited::Done(done) => return Some(done),
                Waited::Probe => {}
                Waited::Leave => return None,
            }
        }
    }
}

/// One attempt at a first connection.
async fn first(shared: &Shared, opener: &SharedOpener, address: SocketAddr, hello: &Record) -> Result<(Conn, Opened), Trouble> {
    let mut conn =
        tcp::connect(shared, opener, address, tcp::PATIENCE).await.map_err(|unreached| trouble::connect(&unreached, address))?;
    match conn.open(shared, Role::Connector, hello).await {
        Ok(opened) => Ok((conn, opened)),
        Err(gone) => {
            conn.close(shared).await;
            Err(match gone {
                Gone::Io(error) => trouble::connect(&error.into(), address),
                Gone::Finished => trouble::connect(&io::Error::from_raw_os_error(libc::ECONNRESET).into(), address),
                Gone::Broke | Gone::Mute | Gone::Leaving => trouble::mute(address),
            })
        }
    }
}

/// One attempt to get a lab peer back.
async fn again(shared: Arc<Shared>, route: Route, hello: Record) -> Option<(Conn, Hello, u32)> {
    let mut conn = tcp::connect(&shared, &route.opener, route.address, ATTEMPT).await.ok()?;
    if let Ok(Opened::Lab(theirs, received)) = conn.open(&shared, Role::Connector, &hello).await {
        return Some((conn, theirs, received));
    }
    conn.close(&shared).await;
    None
}

/// A peer that broke the protocol.
pub fn broke(malformed: Malformed) -> Farewell {
    Farewell::Broke(say!("chat-broke", field = malformed.field, offset = malformed.offset))
}
