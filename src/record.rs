//! A record: a frame or a socket event, one line of the packet log.

use std::net::SocketAddr;
use std::ops::Range;

use crate::clock::Time;
use crate::place::HostId;

/// A record's number: in order of arrival, from 1, never used twice in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u64);

/// A record's place in the log: by time, then by arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The record's time.
    pub time: Time,
    /// Its number.
    pub id: RecordId,
}

/// A socket of the lab's own, numbered from 1 in order of `socket(2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u32);

/// TCP or UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// Stream sockets.
    Tcp,
    /// Datagram sockets.
    Udp,
}

impl Transport {
    /// `TCP` or `UDP`, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

/// A call on a socket, with its arguments as the student would write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `socket(family, type, protocol)`.
    Socket {
        /// IPv6 rather than IPv4.
        v6: bool,
    },
    /// `setsockopt`, by the option's name, for example `SO_REUSEADDR`.
    Option(&'static str),
    /// `bind(address)`.
    Bind(SocketAddr),
    /// `listen(backlog)`.
    Listen(i32),
    /// `accept() → a new socket, the peer's address`.
    Accept(SocketId, SocketAddr),
    /// `connect(address)`.
    Connect(SocketAddr),
    /// A `connect` that was under way has ended.
    Connected,
    /// `send(n bytes)`; the outcome's number says how many were taken.
    Send(usize),
    /// `recv(n bytes of room)`; the outcome's number says how many came, 0 = the peer has finished.
    Recv(usize),
    /// `sendto(n bytes, address)`.
    SendTo(usize, SocketAddr),
    /// `recvfrom(n bytes of room)`; the peer's address is where it came from.
    RecvFrom(usize),
    /// `shutdown(SHUT_WR)`: no more to send.
    Shutdown,
    /// `close()`.
    Close,
}

/// Why the system refused a call: errno(3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errno {
    /// Its number on this system.
    pub number: i32,
    /// Its name as a student finds it in the manual: `ECONNREFUSED`.
    pub name: String,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it says; the number is the call's result (bytes, or 0).
    Done(usize),
    /// It failed with this errno. Boxed: most calls do not fail, and events are kept by the thousand.
    Failed(Box<Errno>),
}

impl Outcome {
    /// Did it fail? `EINPROGRESS` is no failure: a `connect` that does not wait says so.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        matches!(self, Self::Failed(errno) if errno.name != "EINPROGRESS")
    }

    /// The errno's name; empty where nothing failed.
    #[must_use]
    pub fn errno_name(&self) -> &str {
        match self {
            Self::Done(_) => "",
            Self::Failed(errno) => &errno.name,
        }
    }
}

/// What a call is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// The student's talk.
    #[default]
    Talk,
    /// What the lab does by itself: asking whether another lab is there, pings, keeping a connection alive.
    Housekeeping,
}

/// What a socket of the lab's own did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketEvent {
    /// When: for calls that send (`connect`, `send`, `sendto`, `shutdown`) when they were begun, for what
    /// they cause comes after; for the others when they returned.
    pub time: Time,
    /// On which host.
    pub host: HostId,
    /// Which socket.
    pub socket: SocketId,
    /// TCP or UDP.
    pub transport: Transport,
    /// The call.
    pub call: Call,
    /// What it was made for.
    pub purpose: Purpose,
    /// How it ended.
    pub outcome: Outcome,
    /// The socket's own address, where it has one.
    pub local: Option<SocketAddr>,
    /// The other end's address, where it has one.
    pub peer: Option<SocketAddr>,
}

/// What two TCPs agreed on in their handshake (`TCP_INFO`, tcp(7)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// Every segment carries time stamps (RFC 7323).
    pub timestamps: bool,
    /// Routers may mark packets instead of dropping them (RFC 3168).
    pub ecn: bool,
    /// Payload bytes of a full segment that this end sends.
    pub mss: u32,
}

/// The socket calls that moved a message's bytes: our `send`s for one that goes out, our `recv`s for one
/// that came. Of a UDP message nothing stands here: one call, one datagram, one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calls {
    /// What each of the first calls that moved a byte of the message moved in all, as ranges of the stream
    /// (0 = the first byte after the handshake), in order. Empty: not known.
    pub ranges: Vec<Range<u64>>,
    /// How many more there were; with no ranges: more than this many, what each moved was not kept.
    pub more: usize,
}

/// How a chat message lies in its transport: the link between what was typed and the frames that
/// carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// TCP or UDP.
    pub transport: Transport,
    /// On which host the socket is.
    pub host: HostId,
    /// The socket.
    pub socket: SocketId,
    /// The socket's own address.
    pub local: SocketAddr,
    /// The peer's address.
    pub remote: SocketAddr,
    /// Sent by us, or received.
    pub outgoing: bool,
    /// TCP: bytes of this direction's stream before the first byte (0 = the first byte after the
    /// handshake). UDP: the datagram's number on this socket and direction, from 0.
    pub offset: u64,
    /// What both TCPs agreed on, as the kernel tells it; `None` for UDP, or where it does not tell.
    pub tcp: Option<Agreed>,
    /// Exactly the bytes that the transport carried for this message, the lab's own headers included.
    pub bytes: bytes::Bytes,
    /// The session header's part of `bytes`; empty with plain peers.
    pub session: Range<usize>,
    /// The presentation header's part; empty with plain peers.
    pub presentation: Range<usize>,
    /// The text's part (a plain peer's line ending included).
    pub text: Range<usize>,
    /// TCP: which calls on our socket moved it.
    pub calls: Calls,
}

impl Carried {
    /// TCP: its bytes as a range of the stream.
    #[must_use]
    pub fn in_stream(&self) -> Range<u64> {
        self.offset..self.offset + self.bytes.len() as u64
    }

    /// Is it a record of the lab's own protocol? Its header says where it ends; a plain message has no such thing.
    #[must_use]
    pub const fn is_record(&self) -> bool {
        self.session.start < self.session.end
    }

    /// The line ending behind the text: `\r\n`, `\n`, or nothing.
    #[must_use]
    pub fn ending(&self) -> &'static [u8] {
        let text = self.bytes.get(self.text.clone()).unwrap_or_default();
        [&b"\r\n"[..], b"\n"]
            .into_iter()
            .find(|ending| text.ends_with(ending))
            .unwrap_or_default()
    }
}
