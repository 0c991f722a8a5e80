//! What the chat's tasks share: the lane to the screen, names, numbers, who can be reached.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::place::{HostId, SharedOpener};
use crate::proto::chat::Hello;
use crate::proto::chat::names::Names;
use crate::proto::chat::sighting::{Answer, CAN_SIGHT, Question};

use super::broadcast::Broadcast;
use super::conn::Conn;
use super::types::{ChatEvent, MessageId, PeerId};
use super::whence::{Lab, Net};

/// Events of one connection that may wait to be looked at; above, its socket is not read.
pub const QUOTA: usize = 32;
/// The program's name, which is no peer's.
const PROGRAM: &str = "wirelab";
/// Orders that may wait for one peer's task.
pub const ORDERS: usize = 1024;
/// Connections that came to us, at most at once.
pub const MAX_INCOMING: usize = 64;

/// An event on the lane. While it is held, it takes its part of the connection's quota.
#[derive(Debug)]
pub struct Delivered {
    /// What happened.
    pub event: ChatEvent,
    /// Given back when this is dropped.
    #[expect(dead_code, reason = "held for its drop: it gives the connection its quota back")]
    pub(super) quota: Option<OwnedSemaphorePermit>,
}

#[cfg(test)]
impl From<ChatEvent> for Delivered {
    fn from(event: ChatEvent) -> Self {
        Self { event, quota: None }
    }
}

/// What a peer's task is asked.
#[derive(Debug)]
pub enum Order {
    /// Send a text.
    Send { peer: PeerId, message: MessageId, text: String },
    /// Say goodbye, and hear what the peer has still to say.
    Close(PeerId),
    /// The program ends: goodbye at once.
    Leave,
    /// Look now whether the connection still works.
    Probe,
    /// Our nick or what we can do has changed: say hello again.
    Introduce,
    /// Ask about a sighting.
    Ask { peer: PeerId, question: Question },
    /// Answer the peer's own question.
    Answer { peer: PeerId, answer: Answer },
}

/// A connection that carries a session already known.
#[derive(Debug)]
pub struct Arrival {
    /// The connection; its hello has been read.
    pub conn: Conn,
    /// What the hello said.
    pub hello: Hello,
    /// What the other side has received.
    pub received: u32,
    /// Its place among the incoming connections.
    pub door: Option<OwnedSemaphorePermit>,
}

/// Who keeps a session.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The other side's running program.
    pub instance: u64,
    /// Where its new connections go.
    pub arrivals: mpsc::Sender<Arrival>,
}

/// Shared by all tasks of one chat.
#[derive(Debug)]
pub struct Shared {
    /// This running program.
    pub instance: u64,
    /// Set when the program ends.
    pub leaving: CancellationToken,
    /// All tasks.
    pub tasks: TaskTracker,
    /// Places for incoming connections.
    pub doors: Arc<Semaphore>,
    /// May UDP go to broadcast addresses?
    pub broadcast: Broadcast,
    nick: Mutex<String>,
    names: Mutex<Names<PeerId>>,
    can_sight: AtomicBool,
    lane: mpsc::Sender<Delivered>,
    next_peer: AtomicU32,
    peers: Mutex<HashMap<PeerId, mpsc::Sender<Order>>>,
    sessions: Mutex<HashMap<u64, Owner>>,
    /// Where one connects from when no lab's network says otherwise.
    pub home: HostId,
    openers: Mutex<HashMap<HostId, SharedOpener>>,
    labs: Mutex<Vec<Lab>>,
}

/// A lock whose holder cannot have left it half-changed: every critical section is one statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// For one chat, telling on `lane`.
    pub fn new(nick: String, instance: u64, openers: Vec<SharedOpener>, lane: mpsc::Sender<Delivered>) -> Self {
        Self {
            instance,
            leaving: CancellationToken::new(),
            tasks: TaskTracker::new(),
            doors: Arc::new(Semaphore::new(MAX_INCOMING)),
            broadcast: Broadcast::default(),
            names: Mutex::new(Names::new(&nick, &[])),
            nick: Mutex::new(nick),
            can_sight: AtomicBool::new(false),
            lane,
            next_peer: AtomicU32::new(1),
            peers: Mutex::default(),
            sessions: Mutex::default(),
            home: openers.first().map_or(HostId::HERE, |opener| opener.host()),
            labs: Mutex::default(),
            openers: Mutex::new(openers.into_iter().map(|opener| (opener.host(), opener)).collect()),
        }
    }

    /// With another choice about broadcast addresses.
    pub fn with_broadcast(self, broadcast: Broadcast) -> Self {
        Self { broadcast, ..self }
    }

    /// With words that stand where names stand: no peer is called so.
    pub fn with_reserved(self, words: &[String]) -> Self {
        let words: Vec<_> = words.iter().cloned().chain([PROGRAM.to_owned()]).collect();
        let names = Names::new(&self.nick(), &words);
        Self { names: Mutex::new(names), ..self }
    }

    /// The name to show for a peer that tells this one, at this address: never one that passes for another's.
    pub fn name(&self, peer: PeerId, nick: Option<&str>, address: SocketAddr) -> String {
        lock(&self.names).take(peer, nick.unwrap_or_default(), address)
    }

    /// Tells an event; waits while the lane is full. Once the program ends, what finds no room is lost.
    pub async fn tell(&self, event: ChatEvent, quota: Option<OwnedSemaphorePermit>) {
        tokio::select! {
            biased;
            room = self.lane.reserve() => if let Ok(room) = room { room.send(Delivered { event, quota }) },
            () = self.leaving.cancelled() => {}
        }
    }

    /// Our nick.
    pub fn nick(&self) -> String {
        lock(&self.nick).clone()
    }

    /// Takes another nick.
    pub fn rename(&self, nick: String) {
        lock(&self.names).rename_own(&nick);
        *lock(&self.nick) = nick;
    }

    /// Do we answer sighting requests?
    pub fn can_sight(&self) -> bool {
        self.can_sight.load(Ordering::Relaxed)
    }

    /// We do from now on, or no longer; `true`: that is news.
    pub fn set_sight(&self, can: bool) -> bool {
        self.can_sight.swap(can, Ordering::Relaxed) != can
    }

    /// What our hello says that we can do.
    pub fn capabilities(&self) -> u32 {
        if self.can_sight() { CAN_SIGHT } else { 0 }
    }

    /// The next peer's number.
    pub fn next_peer(&self) -> PeerId {
        PeerId(self.next_peer.fetch_add(1, Ordering::Relaxed))
    }

    /// A number nobody can foresee.
    pub fn random() -> u64 {
        // The standard library's hash keys are random for each run and differ each time.
        RandomState::new().hash_one(0_u8).max(1)
    }

    /// Where a peer's orders go from now on.
    pub fn enter(&self, peer: PeerId, orders: mpsc::Sender<Order>) {
        lock(&self.peers).insert(peer, orders);
    }

    /// The peer has gone.
    pub fn leave(&self, peer: PeerId) {
        lock(&self.peers).remove(&peer);
        lock(&self.names).release(peer);
    }

    /// Hands an order to a peer's task; gives it back when that is gone or has too many.
    pub fn order(&self, peer: PeerId, order: Order) -> Result<(), Order> {
        let Some(sender) = lock(&self.peers).get(&peer).cloned() else { return Err(order) };
        sender.try_send(order).map_err(mpsc::error::TrySendError::into_inner)
    }

    /// Hands an order to every task that has peers, once to each: those of one UDP socket share theirs.
    pub fn order_all(&self, order: impl Fn() -> Order) {
        let senders: Vec<_> = lock(&self.peers).values().cloned().collect();
        let mut tasks: Vec<mpsc::Sender<Order>> = Vec::new();
        for sender in senders {
            if !tasks.iter().any(|task| task.same_channel(&sender)) {
                tasks.push(sender);
            }
        }
        for sender in tasks {
            let _ = sender.try_send(order());
        }
    }

    /// Who keeps this session with that program?
    pub fn owner(&self, session: u64, instance: u64) -> Option<Owner> {
        lock(&self.sessions).get(&session).filter(|owner| owner.instance == instance).cloned()
    }

    /// This session's connections go to its owner from now on.
    pub fn own(&self, session: u64, owner: Owner) {
        lock(&self.sessions).insert(session, owner);
    }

    /// The session is over.
    pub fn disown(&self, session: u64) {
        lock(&self.sessions).remove(&session);
    }

    /// Opens sockets on that host, while it is there.
    pub fn opener(&self, host: HostId) -> Option<SharedOpener> {
        lock(&self.openers).get(&host).cloned()
    }

    /// The hosts beside the home one, and their networks.
    pub fn labs(&self) -> Vec<Lab> {
        lock(&self.labs).clone()
    }

    /// A host has come, and is in these networks.
    pub fn add_host(&self, opener: SharedOpener, nets: Vec<Net>) {
        let host = opener.host();
        lock(&self.labs).retain(|lab| lab.host != host);
        lock(&self.labs).push(Lab { host, nets });
        lock(&self.openers).insert(opener.host(), opener);
    }

    /// A host has gone.
    pub fn remove_host(&self, host: HostId) {
        lock(&self.labs).retain(|lab| lab.host != host);
        lock(&self.openers).remove(&host);
    }
}
