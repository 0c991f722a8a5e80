//! What the chat is asked for and what it reports. Plain types.

use std::net::SocketAddr;
use std::time::Duration;

use crate::clock::Time;
use crate::place::HostId;
use crate::proto::chat::codec::at;
use crate::record::{Carried, SocketId, Transport};
use crate::say::{Clean, Say};

pub use crate::proto::chat::encoding::{self, Encoding, Unwritable};
pub use crate::proto::chat::magic::Kind;
pub use crate::proto::chat::plain::{Binary, Flow, body};
pub use crate::proto::chat::sighting::{
    Answer, MOST_FRAMES, MOST_HEADERS, Outcome, Part, Question, Sighted, Whose,
};

/// The lab's port unless another is said.
pub const PORT: u16 = 10101;

/// A peer of this run, by order of appearance, from 1. Survives reconnects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

/// A message of ours, numbered by whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// What a peer is taken to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// The lab's protocol where the finder says that a wirelab listens there, else plain text.
    #[default]
    Auto,
    /// Plain text, without asking.
    Plain,
    /// The lab's protocol, without asking.
    Lab,
}

/// What a peer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// The lab's protocol.
    Lab,
    /// Text lines: netcat, telnet, a short Python program.
    Plain,
    /// Not known yet.
    Unknown,
}

/// What is known of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerInfo {
    /// Its name: its own, or its address where it told none.
    pub nick: Clean,
    /// What it speaks.
    pub speaks: Speaks,
    /// TCP or UDP.
    pub transport: Transport,
    /// On which host our socket is.
    pub host: HostId,
    /// Our socket.
    pub socket: SocketId,
    /// Our address.
    pub local: SocketAddr,
    /// Its address.
    pub remote: SocketAddr,
    /// It came to us (we accepted), rather than we to it.
    pub incoming: bool,
    /// It captures, and answers what it is asked about sightings.
    pub can_sight: bool,
    /// It really receives at its address: TCP's handshake shows that, or an echoed cookie. A plain UDP
    /// peer cannot be proved: anybody can write any sender address into a datagram.
    pub proved: bool,
    /// It has ended its sending (FIN); one can still write to it (RFC 9293 §3.6).
    pub finished: bool,
}

/// The number of a text as its session header has it; `None` with plain peers, whose texts have none.
#[must_use]
pub fn text_number(carried: &Carried) -> Option<u32> {
    let header = carried.bytes.get(carried.session.clone())?;
    header
        .get(at::SEQUENCE)?
        .try_into()
        .ok()
        .map(u32::from_be_bytes)
}

/// What is known of one message's way to one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// Kept here until the connection is back.
    Waiting,
    /// `·` handed to the kernel.
    Kernel,
    /// `✓` the peer's TCP has acknowledged its last byte.
    PeerTcp,
    /// `✓✓` the peer's program has acknowledged it.
    PeerProgram,
    /// It will not arrive.
    Lost,
}

/// Whom an encoding is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// All plain peers, also those who come later.
    Everyone,
    /// One.
    One(PeerId),
}

/// What the chat is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatCommand {
    /// Wait for peers. `address` as typed (`10101`, `:10101`, `127.0.0.1:9000`, `[fe80::1%eth0]:9000`);
    /// `None`: all addresses of this machine, port 10101.
    Listen {
        transport: Transport,
        address: Option<String>,
    },
    /// Connect to `HOST[:PORT]` as typed: IPv4, IPv6 with zone, a name. UDP: a peer to send to. An
    /// address of a practice lab is reached from its host, every other from this machine.
    Connect {
        transport: Transport,
        target: String,
        manner: Manner,
    },
    /// Send a text to these peers.
    Send {
        message: MessageId,
        peers: Vec<PeerId>,
        text: String,
    },
    /// Write to plain peers in this encoding, and read them by it. Texts that are not handed to the kernel yet
    /// are written so too; where that cannot be, they are lost. Lab peers always have UTF-8.
    Encoding { whom: Whom, encoding: Encoding },
    /// Take another name; lab peers are told.
    Nick(String),
    /// Say goodbye to a peer.
    ClosePeer(PeerId),
    /// You are writing to a peer that has ended its sending: our own FIN waits a little longer.
    Writing(PeerId),
    /// Keep the connection to a peer that has ended its sending, until you close it.
    Keep(PeerId),
    /// Stop waiting for new peers; those connected stay.
    StopListening,
    /// A capture runs now, or none any more: lab peers are told whether we can answer sighting requests.
    SetSight(bool),
    /// Ask a peer how a message's frames looked at its interface; its answer comes as
    /// [`ChatEvent::Sighted`] with the question's id, or never.
    AskSighting { peer: PeerId, question: Question },
    /// Answer what a peer asked.
    AnswerSighting { peer: PeerId, answer: Answer },
    /// The machine's cable is in or out: connections notice at once instead of by silence.
    LinkChanged,
}

/// Why a peer is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Farewell {
    /// It said goodbye.
    Bye,
    /// It has finished sending (FIN): `recv` returned 0 bytes.
    Finished,
    /// It has reset the connection (RST).
    Reset,
    /// Nothing heard for too long, and reconnecting did not help.
    Silent,
    /// You closed it.
    ByYou,
    /// Not heard for long; its place went to a newcomer (UDP).
    Idle,
    /// It broke the protocol; what it did.
    Broke(Say),
    /// It had said nothing, and too many who say nothing were here.
    Crowded,
    /// As [`Farewell::Crowded`], soon after another one: not worth another line.
    AlsoCrowded,
    /// It spoke at last, when as many talked as can be served.
    Full,
    /// It turned out to be a peer we know whose connection had broken.
    Recognised,
    /// Its program was started anew and is here again, as another peer.
    Returned,
    /// The same running program has begun another session: this one is over there.
    Renewed,
    /// Another program answers at its address now.
    Succeeded,
}

/// Something that did not work, in words and with what to try next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened and why.
    pub what: Say,
    /// What to try.
    pub remedy: Option<Say>,
}

/// What the chat tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatEvent {
    /// A request could not be taken: too many wait.
    Busy(ChatCommand),
    /// Waiting for peers at this address.
    Listening {
        host: HostId,
        transport: Transport,
        address: SocketAddr,
    },
    /// Could not wait for peers.
    ListenFailed {
        transport: Transport,
        address: Clean,
        trouble: Trouble,
    },
    /// No longer waiting for new peers.
    ListenStopped { transport: Transport },
    /// Trying to reach a peer, from that host; `peer` is its number from now on.
    Connecting {
        peer: PeerId,
        host: HostId,
        target: Clean,
        address: SocketAddr,
    },
    /// Could not reach it.
    ConnectFailed {
        peer: PeerId,
        target: Clean,
        trouble: Trouble,
    },
    /// Datagrams can be sent to a peer; nothing has come from it yet, so whether it is there is not
    /// known (UDP). [`ChatEvent::Joined`] follows when something comes.
    Ready { peer: PeerId, info: PeerInfo },
    /// A peer is there.
    Joined { peer: PeerId, info: PeerInfo },
    /// More is known of it (a name, what it speaks, another address after a reconnect).
    Changed { peer: PeerId, info: PeerInfo },
    /// Nothing heard from it for this long; what you type is kept.
    Silent { peer: PeerId, quiet: Duration },
    /// The connection broke; trying again (0: waiting for the other side to). What you type is kept.
    Reconnecting { peer: PeerId, attempt: u32 },
    /// The connection is back; what was kept is sent now.
    Resumed { peer: PeerId },
    /// That address is a whole network's: `SO_BROADCAST` was set on the socket, so that the kernel
    /// lets datagrams to it out (UDP).
    BroadcastAllowed { peer: PeerId, address: SocketAddr },
    /// The network told that datagrams do not get to this peer just now; it stays a peer (UDP).
    Unreachable { peer: PeerId, trouble: Trouble },
    /// A peer has gone.
    Left { peer: PeerId, why: Farewell },
    /// The peer has ended its sending and is served on. Our own FIN follows after `closing` unless you
    /// write to it; `None`: not by itself.
    Finished {
        peer: PeerId,
        closing: Option<Duration>,
    },
    /// The peer is talked to in plain text although the lab's protocol was wanted or may be spoken there.
    Plainly { peer: PeerId, trouble: Trouble },
    /// Texts for this peer will not arrive: the first and the last of them, and how many.
    NotDelivered {
        peer: PeerId,
        first: MessageId,
        last: MessageId,
        count: usize,
    },
    /// Connections were turned away: as many as can be served are here. Said once, until it is over.
    TurnedAway { from: SocketAddr },
    /// A peer's text. `cut`: a piece of a longer
    /// line; `assumed`: no line ending came within 100 ms, so what was there counts as the message.
    Received {
        peer: PeerId,
        time: Time,
        text: Clean,
        carried: Carried,
        cut: bool,
        assumed: bool,
    },
    /// A plain peer sends what is no text; told again, with the same offset, as it grows and when it is over.
    /// `carried`: how the bytes lie in the stream that came first.
    Binary {
        peer: PeerId,
        time: Time,
        data: Binary,
        carried: Option<Carried>,
    },
    /// A text of ours was handed to the kernel for this peer.
    Sent {
        message: MessageId,
        peer: PeerId,
        carried: Carried,
    },
    /// More is known of a message's way.
    Tick {
        message: MessageId,
        peer: PeerId,
        delivery: Delivery,
    },
    /// A peer asks how a message's frames looked here. Few are told at a time; the rest are refused.
    SightingAsked { peer: PeerId, question: Question },
    /// A peer tells how they looked there. Only what was asked for is told.
    Sighted { peer: PeerId, answer: Answer },
    /// Measured by ping and pong over the lab's protocol.
    RoundTrip { peer: PeerId, time: Duration },
}
