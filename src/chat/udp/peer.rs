//! One peer of a UDP socket: an address, what it speaks, and what waits for it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::chat::broadcast::Reach;
use crate::chat::lane::QUOTA;
use crate::chat::shared::UNANSWERED;
use crate::chat::sighting::Waiting;
use crate::msg::chat::{Manner, MessageId, PeerId, Speaks};
use crate::proto::chat::{Hello, text};
use crate::say::Clean;

use super::seal::{Call, Sealed};

/// What is known of whether somebody is at that address. UDP itself never tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// It is being found out what it speaks.
    Sought,
    /// It can be written to; nothing has come from it yet.
    Ready,
    /// Something has come from it.
    There,
}

/// How one stands with a peer.
pub enum Standing {
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
pub struct Peer {
    pub id: PeerId,
    pub standing: Standing,
    pub manner: Manner,
    pub nick: Option<Clean>,
    /// What it can do, as its last hello says.
    pub capabilities: u32,
    pub sightings: Waiting,
    pub incoming: bool,
    /// Our address as this peer sees it.
    pub local: SocketAddr,
    /// One host, or many: then the answers come from addresses of their own.
    pub reach: Reach,
    pub known: Known,
    pub waiting: VecDeque<(MessageId, String)>,
    pub numbered: u32,
    pub unacknowledged: VecDeque<(u32, MessageId)>,
    /// The oldest text without an acknowledgement went then; `None`: there is none, or it was said.
    pub unanswered: Option<Instant>,
    pub quota: Arc<Semaphore>,
    pub dropped: u64,
    /// When a datagram last came from it; when it entered, where none has.
    pub last_heard: Instant,
    /// Something was sent to it: who is written to is kept before who merely wrote.
    pub written_to: bool,
    /// The last text's datagram, until a router says that it was too large.
    pub last: Option<Bytes>,
    /// The trouble on the way that was told, since it was last heard.
    pub warned: Option<i32>,
}

impl Peer {
    /// Of whom nothing is known but its address and that it `incoming` wrote first, or is to be reached.
    pub fn new(id: PeerId, standing: Standing, local: SocketAddr, incoming: bool) -> Self {
        Self {
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
        }
    }

    /// Has it proved itself as a lab?
    pub const fn is_lab(&self) -> bool {
        matches!(self.standing, Standing::Lab(_))
    }

    /// Is what it speaks settled, so that texts go out?
    pub const fn is_settled(&self) -> bool {
        matches!(self.standing, Standing::Plain | Standing::Lab(_))
    }

    pub const fn speaks(&self) -> Speaks {
        match self.standing {
            Standing::Lab(_) => Speaks::Lab,
            Standing::Plain if matches!(self.known, Known::There) => Speaks::Plain,
            Standing::Plain | Standing::Asking | Standing::Calling(_) => Speaks::Unknown,
        }
    }

    /// When something is due without a datagram coming.
    pub fn due(&self) -> Option<Instant> {
        let again = match &self.standing {
            Standing::Calling(call) => Some(call.again_at()),
            Standing::Asking | Standing::Plain | Standing::Lab(_) => None,
        };
        let unanswered = self.unanswered.map(|since| since + UNANSWERED);
        again.into_iter().chain(unanswered).min()
    }

    /// Its name and what it can do; `true`: that is news.
    pub fn learn(&mut self, hello: &Hello) -> bool {
        let nick = Some(text::nick(&hello.nick)).filter(|nick| !nick.is_empty());
        let news = self.nick != nick || self.capabilities != hello.capabilities;
        (self.nick, self.capabilities) = (nick, hello.capabilities);
        news
    }
}
