//! What the chat's tasks share: the lane to the screen, the hosts, the sessions, names, numbers, orders.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::proto::chat::names::Names;
use crate::proto::chat::secret::{Nonce, PrivateKey};
use crate::proto::chat::sighting::{Answer, CAN_SIGHT, Question};
use crate::proto::chat::{Encoding, Hello};
use crate::say::Clean;
use crate::sys::factory::SharedFactory;

use super::ChatConfig;
use super::broadcast::Broadcast;
use super::crowd::Crowd;
use super::hosts::Hosts;
use super::lane::{Lane, Senders};
use super::lock::lock;
use super::sessions::Sessions;
use crate::msg::chat::{Farewell, MessageId, PeerId, Whom};

/// That nobody more can be served is said again when none was turned away for so long.
const FULL_AGAIN: Duration = Duration::from_mins(1);
/// The program's name, which is no peer's.
const PROGRAM: &str = "wirelab";
/// A text that is not acknowledged for so long is worth a word.
pub const UNANSWERED: Duration = Duration::from_secs(15);
/// Orders that may wait for one peer's task.
pub const ORDERS: usize = 1024;

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

/// Shared by all tasks of one chat.
#[derive(Debug)]
pub struct Shared {
    /// This running program.
    pub instance: u64,
    /// Where it is told what happens.
    pub lane: Lane,
    /// The hosts whose sockets are opened here.
    pub hosts: Hosts,
    /// Which sessions there are.
    pub sessions: Sessions,
    /// Set when the program ends.
    pub leaving: CancellationToken,
    /// All tasks.
    pub tasks: TaskTracker,
    /// Places for incoming connections.
    pub crowd: Crowd,
    /// The finder's port.
    pub finder: u16,
    /// The port where none is typed.
    pub port: u16,
    /// How long after a peer's FIN our own follows; `None`: not by itself.
    pub half_close: Option<Duration>,
    /// May UDP go to broadcast addresses?
    pub broadcast: Broadcast,
    said_full: Mutex<Option<Instant>>,
    said_crowded: Mutex<Option<Instant>>,
    nick: Mutex<String>,
    names: Mutex<Names<PeerId>>,
    can_sight: AtomicBool,
    next_peer: AtomicU32,
    peers: Mutex<HashMap<PeerId, mpsc::Sender<Order>>>,
    encodings: Mutex<Encodings>,
}

/// How plain peers are written to and read.
#[derive(Debug, Default)]
struct Encodings {
    everyone: Encoding,
    /// Those who have one of their own.
    of: HashMap<PeerId, Encoding>,
}

/// Has it not been said for [`FULL_AGAIN`]? From now on it has.
fn is_news(said: &Mutex<Option<Instant>>) -> bool {
    let now = Instant::now();
    lock(said)
        .replace(now)
        .is_none_or(|at| at + FULL_AGAIN <= now)
}

impl Shared {
    /// For one chat whose home is the host of `home`, telling on these channels.
    pub fn new(config: ChatConfig, home: SharedFactory, to: Senders) -> Self {
        let ChatConfig {
            nick,
            instance,
            finder,
            port,
            half_close,
            broadcast,
            reserved,
        } = config;
        let leaving = CancellationToken::new();
        let words: Vec<_> = reserved.into_iter().chain([PROGRAM.to_owned()]).collect();
        Self {
            instance,
            finder,
            port,
            half_close,
            lane: Lane::new(to, leaving.clone()),
            hosts: Hosts::new(home),
            sessions: Sessions::default(),
            leaving,
            tasks: TaskTracker::new(),
            crowd: Crowd::default(),
            said_full: Mutex::default(),
            said_crowded: Mutex::default(),
            broadcast,
            names: Mutex::new(Names::new(&nick, &words)),
            nick: Mutex::new(nick),
            can_sight: AtomicBool::new(false),
            next_peer: AtomicU32::new(1),
            peers: Mutex::default(),
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
    pub fn name(&self, peer: PeerId, nick: Option<&str>, address: SocketAddr) -> Clean {
        lock(&self.names).take(peer, nick.unwrap_or_default(), address)
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

    /// Our nick.
    pub fn nick(&self) -> String {
        lock(&self.nick).clone()
    }

    /// Takes another nick.
    pub fn rename(&self, nick: Clean) {
        lock(&self.names).rename_own(&nick);
        *lock(&self.nick) = nick.into();
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
}
