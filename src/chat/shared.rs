//! What the chat's tasks share: the lane to the screen, names, numbers, who can be reached.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::place::HostId;
use crate::proto::chat::names::Names;
use crate::proto::chat::secret::{Nonce, PrivateKey, Secret};
use crate::proto::chat::sighting::{Answer, CAN_SIGHT, Question};
use crate::proto::chat::{Encoding, Hello};
use crate::sys::factory::SharedFactory;

use super::ChatConfig;
use super::broadcast::Broadcast;
use super::conn::Conn;
use super::crowd::{Crowd, Place};
use super::whence::{Lab, Net};
use crate::msg::chat::{ChatEvent, Farewell, MessageId, PeerId, Whom};

/// Events of one connection that may wait to be looked at; above, its socket is not read.
pub const QUOTA: usize = 32;
/// That nobody more can be served is said again when none was turned away for so long.
const FULL_AGAIN: Duration = Duration::from_mins(1);
/// The program's name, which is no peer's.
const PROGRAM: &str = "wirelab";
/// A text that is not acknowledged for so long is worth a word.
pub const UNANSWERED: Duration = Duration::from_secs(15);
/// Orders that may wait for one peer's task.
pub const ORDERS: usize = 1024;

/// An event on the lane. While it is held, it takes its part of the connection's quota.
#[derive(Debug)]
pub struct Delivered {
    /// What happened.
    pub event: ChatEvent,
    /// Given back when this is dropped.
    #[expect(
        dead_code,
        reason = "held for its drop: it gives the connection its quota back"
    )]
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
    Send {
        peer: PeerId,
        message: MessageId,
        text: String,
    },
    /// Say goodbye, and hear what the peer has still to say.
    Close(PeerId),
    /// Our FIN waits: the student is writing to a peer that has ended its sending.
    Writing,
    /// Our FIN waits until the student closes.
    Keep,
    /// Its program was started anew and is another peer now; this one is over.
    Superseded,
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

/// A connection whose other end has proved that it carries a session on.
#[derive(Debug)]
pub struct Arrival {
    /// The connection.
    pub conn: Conn,
    /// What its hello said.
    pub hello: Hello,
    /// What the other side has received.
    pub received: u32,
    /// Its place among the incoming connections.
    pub place: Place,
}

/// Who keeps a session.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Whose orders end it.
    pub peer: PeerId,
    /// The other side's running program.
    pub instance: u64,
    /// What only both ends know.
    pub secret: Secret,
    /// Where its new connections go.
    pub arrivals: mpsc::Sender<Arrival>,
    /// What the other side calls itself, and where it came from.
    pub known_as: (String, IpAddr),
    /// The highest text number received, and whether there is a connection now.
    pub state: Arc<OwnerState>,
}

/// What changes about a session while others look at it.
#[derive(Debug, Default)]
pub struct OwnerState {
    received: AtomicU32,
    away: AtomicBool,
}

impl OwnerState {
    /// This much has been received.
    pub fn set_received(&self, number: u32) {
        self.received.store(number, Ordering::Release);
    }

    /// The connection has broken, or is back.
    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Release);
    }
}

impl Owner {
    /// The highest text number received. It may have grown when the answer is used; what comes twice for
    /// that is dropped by its number.
    pub fn received(&self) -> u32 {
        self.state.received.load(Ordering::Acquire)
    }
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
    pub crowd: Crowd,
    /// The finder's port.
    pub finder: u16,
    /// How long after a peer's FIN our own follows; `None`: not by itself.
    pub half_close: Option<Duration>,
    /// May UDP go to broadcast addresses?
    pub broadcast: Broadcast,
    said_full: Mutex<Option<Instant>>,
    said_crowded: Mutex<Option<Instant>>,
    nick: Mutex<String>,
    names: Mutex<Names<PeerId>>,
    can_sight: AtomicBool,
    lane: mpsc::Sender<Delivered>,
    next_peer: AtomicU32,
    peers: Mutex<HashMap<PeerId, mpsc::Sender<Order>>>,
    sessions: Mutex<HashMap<u64, Owner>>,
    /// Where one connects from when no lab's network says otherwise.
    pub home: HostId,
    openers: Mutex<HashMap<HostId, SharedFactory>>,
    labs: Mutex<Vec<Lab>>,
    encodings: Mutex<Encodings>,
}

/// How plain peers are written to and read.
#[derive(Debug, Default)]
struct Encodings {
    everyone: Encoding,
    /// Those who have one of their own.
    of: HashMap<PeerId, Encoding>,
}

/// A lock whose holder cannot have left it half-changed: every critical section is one statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has it not been said for [`FULL_AGAIN`]? From now on it has.
fn is_news(said: &Mutex<Option<Instant>>) -> bool {
    let now = Instant::now();
    lock(said)
        .replace(now)
        .is_none_or(|at| at + FULL_AGAIN <= now)
}

impl Shared {
    /// For one chat, telling on `lane`.
    pub fn new(
        config: ChatConfig,
        openers: Vec<SharedFactory>,
        lane: mpsc::Sender<Delivered>,
    ) -> Self {
        let ChatConfig {
            nick,
            instance,
            finder,
            half_close,
            broadcast,
            reserved,
        } = config;
        let words: Vec<_> = reserved.into_iter().chain([PROGRAM.to_owned()]).collect();
        Self {
            instance,
            finder,
            half_close,
            leaving: CancellationToken::new(),
            tasks: TaskTracker::new(),
            crowd: Crowd::default(),
            said_full: Mutex::default(),
            said_crowded: Mutex::default(),
            broadcast,
            names: Mutex::new(Names::new(&nick, &words)),
            nick: Mutex::new(nick),
            can_sight: AtomicBool::new(false),
            lane,
            next_peer: AtomicU32::new(1),
            peers: Mutex::default(),
            sessions: Mutex::default(),
            home: openers.first().map_or(HostId::HERE, |opener| opener.host()),
            labs: Mutex::default(),
            openers: Mutex::new(
                openers
                    .into_iter()
                    .map(|opener| (opener.host(), opener))
                    .collect(),
            ),
            encodings: Mutex::default(),
        }
    }

    /// How this peer, if it is a plain one, is written to and read.
    pub fn encoding(&self, peer: PeerId) -> Encoding {
        let known = lock(&self.encodings);
        known.of.get(&peer).copied().unwrap_or(known.everyone)
    }

    /// Takes another encoding.
    pub fn set_encoding(&self, whom: Whom, encoding: Encoding) {
        let mut known = lock(&self.encodings);
        match whom {
            Whom::Everyone => {
                *known = Encodings {
                    everyone: encoding,
                    of: HashMap::new(),
                }
            }
            // Of a peer that has gone meanwhile nothing is kept.
            Whom::One(peer) if !lock(&self.peers).contains_key(&peer) => {}
            Whom::One(peer) => drop(known.of.insert(peer, encoding)),
        }
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

    /// May it be said that as many talk as can be served? Once a minute: a thousand times it would only
    /// hide what matters.
    pub fn may_say_full(&self) -> bool {
        is_news(&self.said_full)
    }

    /// What becomes of one of too many who say nothing; likewise said once a minute.
    pub fn crowded(&self) -> Farewell {
        if is_news(&self.said_crowded) {
            Farewell::Crowded
        } else {
            Farewell::AlsoCrowded
        }
    }

    /// Tells an event where one cannot wait; what finds no room is lost.
    pub fn tell_if_room(&self, event: ChatEvent) {
        let _ = self.lane.try_send(Delivered { event, quota: None });
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

    /// What we say of ourselves, beside what proves it.
    pub fn hello(&self, session: u64) -> Hello {
        Hello {
            instance: self.instance,
            session,
            capabilities: self.capabilities(),
            nick: self.nick(),
            ..Hello::default()
        }
    }

    /// A hello that asks for a session, or answers one that does (`echo`: its fresh number), and the half of
    /// its key pair that stays here.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn introduce(&self, session: u64, echo: Nonce) -> io::Result<(Hello, PrivateKey)> {
        let key = PrivateKey::from_random(Self::random_bytes()?);
        let hello = Hello {
            nonce: Self::random_bytes()?,
            echo,
            key: key.public(),
            ..self.hello(session)
        };
        Ok((hello, key))
    }

    /// A number nobody can foresee, never 0.
    pub fn random() -> u64 {
        // Without the system's random numbers: the standard library's hash keys differ each time.
        getrandom::u64()
            .unwrap_or_else(|_| RandomState::new().hash_one(0_u8))
            .max(1)
    }

    /// Bytes nobody can foresee.
    ///
    /// # Errors
    /// The system has none: nothing can be proved then.
    pub fn random_bytes<const N: usize>() -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(bytes)
    }

    /// Where a peer's orders go from now on.
    pub fn enter(&self, peer: PeerId, orders: mpsc::Sender<Order>) {
        lock(&self.peers).insert(peer, orders);
    }

    /// The peer has gone.
    pub fn leave(&self, peer: PeerId) {
        lock(&self.peers).remove(&peer);
        lock(&self.encodings).of.remove(&peer);
        lock(&self.names).release(peer);
    }

    /// Hands an order to a peer's task; gives it back when that is gone or has too many.
    pub fn order(&self, peer: PeerId, order: Order) -> Result<(), Order> {
        let Some(sender) = lock(&self.peers).get(&peer).cloned() else {
            return Err(order);
        };
        sender
            .try_send(order)
            .map_err(mpsc::error::TrySendError::into_inner)
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

    /// Ends those who wait for a connection while their program is here anew: the same name at the same
    /// address, but another running program.
    ///
    /// Each of the channels given back is closed when one of them has gone.
    pub fn supersede(
        &self,
        instance: u64,
        known_as: &(String, IpAddr),
    ) -> Vec<mpsc::Sender<Arrival>> {
        let is_old = |owner: &&Owner| {
            owner.instance != instance
                && owner.known_as == *known_as
                && owner.state.away.load(Ordering::Acquire)
        };
        let old: Vec<_> = lock(&self.sessions)
            .values()
            .filter(is_old)
            .map(|owner| (owner.peer, owner.arrivals.clone()))
            .collect();
        old.into_iter()
            .filter_map(|(peer, gone)| self.order(peer, Order::Superseded).is_ok().then_some(gone))
            .collect()
    }

    /// Is the program that this peer was here anew: the same name at the same address, but another running
    /// program, and come later? Then nobody will carry its session on.
    pub fn is_succeeded(&self, peer: PeerId) -> bool {
        let sessions = lock(&self.sessions);
        let Some(old) = sessions.values().find(|owner| owner.peer == peer) else {
            return false;
        };
        sessions.values().any(|new| {
            new.peer > peer && new.instance != old.instance && new.known_as == old.known_as
        })
    }

    /// Who keeps this session with that program?
    pub fn owner(&self, session: u64, instance: u64) -> Option<Owner> {
        lock(&self.sessions)
            .get(&session)
            .filter(|owner| owner.instance == instance)
            .cloned()
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
    pub fn opener(&self, host: HostId) -> Option<SharedFactory> {
        lock(&self.openers).get(&host).cloned()
    }

    /// The hosts beside the home one, and their networks.
    pub fn labs(&self) -> Vec<Lab> {
        lock(&self.labs).clone()
    }

    /// A host has come, and is in these networks.
    pub fn add_host(&self, opener: SharedFactory, nets: Vec<Net>) {
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
