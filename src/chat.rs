//! The async edge of the chat: sockets and timers around the state machines of `proto::chat`.
//!
//! [`start`] gives a handle that takes [`ChatCommand`]s; what happens comes as [`ChatEvent`]s on the
//! lane that was handed in. Each peer is a task of its own.
//!
//! **Nothing grows without bound.** The lane is the caller's ([`LANE`] is a good size). A TCP
//! connection has [`lane::QUOTA`] events on it at most; while they are not taken its socket is not
//! read, so TCP's own flow control slows the peer down. A UDP peer's surplus is dropped and counted.
//! What is typed waits in its session up to `proto`'s limits and is then lost, which is told.

pub mod address;
mod broadcast;
mod conn;
mod crowd;
mod finder;
mod handshake;
mod hosts;
mod lane;
mod listen;
mod lock;
mod peer;
mod received;
mod sessions;
mod shared;
mod sighting;
mod tcp;
mod traced;
mod trouble;
mod udp;
mod unreached;
mod welcome;
mod whence;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::msg::chat::{ChatCommand, ChatEvent, Delivery, MessageId, PORT, PeerId, Trouble};
use crate::net::Subnet;
use crate::place::HostId;
use crate::record::Transport;
use crate::sys::factory::SharedFactory;

pub use crate::proto::chat::finder::PORT as FINDER;
pub use broadcast::Broadcast;
pub use lane::{Delivered, Receivers, Senders, channels};

use finder::Presence;
use shared::{Order, Shared};

/// Events that may wait for the screen.
pub const LANE: usize = 256;
/// Commands that may wait for the chat.
const COMMANDS: usize = 256;
/// In the lab: a peer that has ended its sending may still be written to; our own FIN waits for so long,
/// so that a plain `close()` still shows its whole teardown.
pub const HALF_CLOSE: Duration = Duration::from_secs(3);
/// Goodbyes take this long at most when the program ends.
const GOODBYE: Duration = Duration::from_millis(300);

/// The messages that stand where names stand, beside the program's own name.
pub const RESERVED: [&str; 2] = ["chat-pane-you", "practice-pane-name"];

/// Who we are in the chat.
#[derive(Debug, Clone, Default)]
pub struct ChatConfig {
    /// Our name.
    pub nick: String,
    /// This running program: a random number.
    pub instance: u64,
    /// The finder's port: [`FINDER`], but in tests that run beside others.
    pub finder: u16,
    /// The port that is listened at and connected to where none is typed.
    pub port: u16,
    /// How long after a peer's FIN our own follows, unless one writes to it; `None`: not by itself.
    pub half_close: Option<Duration>,
    /// May UDP go to broadcast addresses?
    pub broadcast: Broadcast,
    /// What [`RESERVED`] says in each language: no peer is called so.
    pub reserved: Vec<String>,
}

/// Too many commands wait already; try this one again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the chat has too much to do just now")]
pub struct Busy(pub ChatCommand);

/// The chat, to be told what to do.
#[derive(Debug)]
pub struct ChatHandle {
    commands: mpsc::Sender<ChatCommand>,
    shared: Arc<Shared>,
}

/// Starts the chat's tasks on the present runtime. Nothing is bound until it is asked for. What belongs to
/// no other host's network goes from `home`.
pub fn start(config: ChatConfig, home: SharedFactory, to: Senders) -> ChatHandle {
    let nick = crate::proto::chat::text::nick(&config.nick);
    let shared = Arc::new(Shared::new(
        ChatConfig {
            nick: nick.into(),
            ..config
        },
        home,
        to,
    ));
    let (commands, orders) = mpsc::channel(COMMANDS);
    let hub = Hub {
        shared: Arc::clone(&shared),
        listeners: HashMap::new(),
        datagrams: HashMap::new(),
        found: HashMap::new(),
    };
    shared.tasks.spawn(hub.run(orders));
    ChatHandle { commands, shared }
}

impl ChatHandle {
    /// Asks for something; never waits.
    ///
    /// # Errors
    /// [`Busy`], with the command: too many wait already.
    pub fn command(&self, command: ChatCommand) -> Result<(), Busy> {
        self.commands
            .try_send(command)
            .map_err(|full| Busy(full.into_inner()))
    }

    /// A host has come whose sockets this opens: addresses of these networks are reached from it.
    pub fn add_host(&self, opener: SharedFactory, nets: Vec<Subnet>) {
        self.shared.hosts.add(opener, nets);
    }

    /// A host has gone; its sockets end by themselves.
    pub fn remove_host(&self, host: HostId) {
        self.shared.hosts.remove(host);
    }

    /// Says goodbye to everybody and ends all tasks, within 300 ms.
    pub async fn shutdown(self) {
        drop(self.commands);
        self.shared.leaving.cancel();
        self.shared.order_all(|| Order::Leave);
        self.shared.tasks.close();
        // Whoever is not gone by then loses its socket with the runtime.
        let _ = tokio::time::timeout(GOODBYE, self.shared.tasks.wait()).await;
    }
}

/// Takes the commands and hands them to the tasks.
struct Hub {
    shared: Arc<Shared>,
    /// TCP listeners by host.
    listeners: HashMap<HostId, Vec<CancellationToken>>,
    /// UDP sockets that listen, by host, the newest last.
    datagrams: HashMap<HostId, Vec<udp::Listening>>,
    /// What lets the listening sockets of each host be found.
    found: HashMap<HostId, Found>,
}

/// Lets one host's listening sockets be found.
struct Found {
    /// Whose it is: when a practice lab is built anew, its host is another one of the same number.
    opener: SharedFactory,
    presence: Presence,
    /// What it tells of.
    told: Vec<(Transport, SocketAddr)>,
}

impl Hub {
    async fn run(mut self, mut commands: mpsc::Receiver<ChatCommand>) {
        while let Some(command) = tokio::select! {
            command = commands.recv() => command,
            () = self.shared.leaving.cancelled() => None,
        } {
            self.obey(command).await;
        }
    }

    async fn obey(&mut self, command: ChatCommand) {
        // Of a host that has gone nothing can be found.
        let is_there = |host: &HostId, found: &Found| {
            self.shared
                .hosts
                .opener(*host)
                .is_some_and(|now| Arc::ptr_eq(&now, &found.opener))
        };
        self.found.retain(|host, found| is_there(host, found));
        match command {
            ChatCommand::Listen { transport, address } => self.listen(transport, address).await,
            ChatCommand::Connect {
                transport: Transport::Tcp,
                target,
                manner,
            } => {
                self.shared
                    .tasks
                    .spawn(peer::dial(Arc::clone(&self.shared), target, manner));
            }
            ChatCommand::Connect {
                transport: Transport::Udp,
                target,
                manner,
            } => {
                self.shared.tasks.spawn(udp::dial(
                    Arc::clone(&self.shared),
                    self.datagrams.clone(),
                    (target, manner),
                ));
            }
            ChatCommand::Send {
                message,
                peers,
                text,
            } => self.send(message, &peers, &text).await,
            ChatCommand::Encoding { whom, encoding } => self.shared.set_encoding(whom, encoding),
            ChatCommand::Nick(nick) => {
                self.shared.rename(crate::proto::chat::text::nick(&nick));
                self.shared.order_all(|| Order::Introduce);
            }
            ChatCommand::SetSight(can) => {
                if self.shared.set_sight(can) {
                    self.shared.order_all(|| Order::Introduce);
                }
            }
            // Who has gone meanwhile neither answers nor waits for an answer.
            ChatCommand::AskSighting { peer, question } => {
                drop(self.shared.order(peer, Order::Ask { peer, question }));
            }
            ChatCommand::AnswerSighting { peer, answer } => {
                drop(self.shared.order(peer, Order::Answer { peer, answer }));
            }
            ChatCommand::ClosePeer(peer) => drop(self.shared.order(peer, Order::Close(peer))),
            ChatCommand::Writing(peer) => drop(self.shared.order(peer, Order::Writing)),
            ChatCommand::Keep(peer) => drop(self.shared.order(peer, Order::Keep)),
            ChatCommand::StopListening => self.stop_listening().await,
            ChatCommand::LinkChanged => self.shared.order_all(|| Order::Probe),
        }
    }

    async fn listen(&mut self, transport: Transport, typed: Option<String>) {
        let bound = listen::bound(&self.shared, transport, typed.as_deref()).await;
        let (socket, address, opener) = match bound
            .map(|(socket, opener)| (socket.local(), socket, opener))
        {
            Ok((Some(address), socket, opener)) => (socket, address, opener),
            Ok((None, ..)) => return,
            Err(trouble) => {
                let address = crate::say::Clean::spoken(&typed.unwrap_or_else(|| PORT.to_string()));
                return self
                    .shared
                    .lane
                    .tell(ChatEvent::ListenFailed {
                        transport,
                        address,
                        trouble,
                    })
                    .await;
            }
        };
        let host = socket.host();
        let found = self.found.entry(host).or_insert_with(|| Found {
            opener: Arc::clone(&opener),
            presence: Presence::start(&self.shared, Arc::clone(&opener)),
            told: Vec::new(),
        });
        found.presence.announce(transport, address).await;
        found.told.push((transport, address));
        self.shared
            .lane
            .tell(ChatEvent::Listening {
                host,
                transport,
                address,
            })
            .await;
        match transport {
            Transport::Tcp => {
                let stop = CancellationToken::new();
                self.listeners.entry(host).or_default().push(stop.clone());
                self.shared.tasks.spawn(welcome::accept_all(
                    Arc::clone(&self.shared),
                    socket,
                    stop,
                ));
            }
            Transport::Udp => {
                let tasks = udp::serve(&self.shared, opener, socket, true);
                let listening = self.datagrams.entry(host).or_default();
                // Those of a host that has gone end by themselves.
                listening.retain(udp::Listening::is_open);
                listening.push(udp::Listening { address, tasks });
            }
        }
    }

    async fn send(&self, message: MessageId, peers: &[PeerId], text: &str) {
        for peer in peers.iter().copied() {
            let order = Order::Send {
                peer,
                message,
                text: text.to_owned(),
            };
            if self.shared.order(peer, order).is_err() {
                self.shared
                    .lane
                    .tell(ChatEvent::Tick {
                        message,
                        peer,
                        delivery: Delivery::Lost,
                    })
                    .await;
            }
        }
    }

    async fn stop_listening(&mut self) {
        for Found { presence, told, .. } in self.found.values_mut() {
            for (transport, address) in told.drain(..) {
                presence.withdraw(transport, address).await;
            }
        }
        let stopped: Vec<_> = self
            .listeners
            .drain()
            .flat_map(|(_, stops)| stops)
            .collect();
        if !stopped.is_empty() {
            stopped.iter().for_each(CancellationToken::cancel);
            self.shared
                .lane
                .tell(ChatEvent::ListenStopped {
                    transport: Transport::Tcp,
                })
                .await;
        }
        if !self.datagrams.is_empty() {
            for listening in self.datagrams.drain().flat_map(|(_, all)| all) {
                let _ = listening.tasks.try_send(udp::Task::StopListening);
            }
            self.shared
                .lane
                .tell(ChatEvent::ListenStopped {
                    transport: Transport::Udp,
                })
                .await;
        }
    }
}

/// A number for this running program that no other has: told to peers, so that they know who comes back
/// from a stranger.
#[must_use]
pub fn instance() -> u64 {
    Shared::random()
}

/// The addresses that a typed one means, in the order they would be tried; without a host this machine itself,
/// without a port the `usual` one.
///
/// # Errors
/// What is wrong with what was typed; a name that nobody knows; a zone that is not there.
pub async fn addresses(
    opener: &SharedFactory,
    typed: &str,
    usual: u16,
) -> Result<Vec<SocketAddr>, Trouble> {
    let target = address::parse(typed, usual).map_err(|flaw| trouble::typed(typed, flaw))?;
    whence::resolve(opener, &target, &whence::MYSELF).await
}

#[cfg(test)]
mod tests;
