//! Calls as an exercise asks for them: who makes which call on which socket, with which arguments.
//!
//! A [`Call`] is performed by the edge exactly as it stands here and never otherwise; [`super::code`] writes
//! the same value as the line of Python and the line of C that make it.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;

use super::state::SocketRow;

/// A program of the exercise. Each has a thread of its own: while it waits in a call it does nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor {
    /// What it is.
    pub role: Role,
    /// Which of several; 0: there is only one.
    pub number: u16,
}

/// What a program of the exercise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Waits for others. On a cable it lives at the far end, on the partner.
    Server,
    /// Calls. On a cable it lives at the near end.
    Client,
    /// Calls from the servers' own host: on a cable it lives at the far end too.
    Local,
    /// Nobody: the lab looks at the machine, or changes something from outside.
    Lab,
}

impl Actor {
    /// The only server.
    pub const SERVER: Self = Self::of(Role::Server, 0);
    /// The only client.
    pub const CLIENT: Self = Self::of(Role::Client, 0);
    /// The lab itself.
    pub const LAB: Self = Self::of(Role::Lab, 0);

    /// One of several.
    #[must_use]
    pub const fn of(role: Role, number: u16) -> Self {
        Self { role, number }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.role {
            Role::Server => "server",
            Role::Client => "client",
            Role::Local => "local",
            Role::Lab => "lab",
        };
        numbered(f, name, self.number)
    }
}

/// A socket of the exercise by its name, which is also the variable's in the code beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sock {
    /// An English identifier: `listener`, `client`.
    pub name: &'static str,
    /// Which of several; 0: there is only one.
    pub number: u16,
}

impl Sock {
    /// For calls that are made on no socket.
    pub const NONE: Self = Self::named("");

    /// The only one of this name.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self { name, number: 0 }
    }

    /// One of several.
    #[must_use]
    pub const fn of(name: &'static str, number: u16) -> Self {
        Self { name, number }
    }
}

impl fmt::Display for Sock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        numbered(f, self.name, self.number)
    }
}

fn numbered(f: &mut fmt::Formatter<'_>, name: &str, number: u16) -> fmt::Result {
    if number == 0 {
        f.write_str(name)
    } else {
        write!(f, "{name}{number}")
    }
}

/// `AF_INET` or `AF_INET6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// IPv4.
    Inet,
    /// IPv6.
    Inet6,
}

/// `SOCK_STREAM` or `SOCK_DGRAM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// TCP.
    Stream,
    /// UDP.
    Dgram,
}

/// An option that is set (socket(7), tcp(7), ip(7)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opt {
    /// `SO_REUSEADDR`.
    ReuseAddr(bool),
    /// `SO_REUSEPORT`.
    ReusePort(bool),
    /// `TCP_NODELAY`: Nagle's algorithm off.
    NoDelay(bool),
    /// `TCP_QUICKACK`; `false`: acknowledgements may come late, as they do in a dialogue (tcp(7)). It does not last.
    QuickAck(bool),
    /// `SO_LINGER` with this many seconds; 0: `close` resets the connection. `None`: off, as by default.
    Linger(Option<u16>),
    /// `SO_SNDBUF`, in bytes; Linux doubles it.
    SendBuffer(u32),
    /// `SO_RCVTIMEO`: `recv` and `accept` give up after this long (`EAGAIN`).
    ReceiveTimeout(Duration),
    /// `O_NONBLOCK`: calls never wait (Python: `setblocking(False)`).
    NonBlocking(bool),
    /// `IPV6_V6ONLY`.
    V6Only(bool),
    /// `IP_MINTTL` 255 (`true`) or 0, for TCP over IPv4: whatever arrives at this socket with fewer hops left is thrown
    /// away without an answer, as if a firewall dropped it or its cable were cut. Hosts send with 64.
    Deaf(bool),
}

/// An option that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    /// `SO_SNDBUF`, in bytes.
    SendBuffer,
    /// `SO_RCVBUF`, in bytes.
    ReceiveBuffer,
    /// `SO_ERROR`: the pending error, which is taken by asking.
    Error,
    /// `SO_KEEPALIVE`: does the kernel ask after a connection on which nothing passes?
    KeepAlive,
    /// `SIOCOUTQ`: bytes sent but not acknowledged.
    Unacknowledged,
    /// `FIONREAD`: bytes that `recv` could give at once.
    Unread,
}

/// Which direction `shutdown` ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// `SHUT_RD`.
    Read,
    /// `SHUT_WR`: sends a FIN.
    Write,
    /// `SHUT_RDWR`.
    Both,
}

/// What `poll` waits for at one socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interest {
    /// `POLLIN`.
    Read,
    /// `POLLOUT`.
    Write,
    /// Both.
    Both,
}

/// What `poll` found at one socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Readiness {
    /// `POLLIN`.
    pub read: bool,
    /// `POLLOUT`.
    pub write: bool,
    /// `POLLERR`.
    pub error: bool,
    /// `POLLHUP`.
    pub hung_up: bool,
}

/// In which order `struct.pack` writes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// `=`: this machine's own.
    Native,
    /// `!`: network order, the highest byte first.
    Network,
    /// `<`: the lowest byte first.
    Little,
}

/// How many bytes a number takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// 16 bits: `H`, `uint16_t`.
    Short,
    /// 32 bits: `I`, `uint32_t`.
    Long,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `socket(family, type, 0)`.
    Socket(Family, Kind),
    /// `setsockopt`, or what sets it by another call.
    Set(Opt),
    /// `getsockopt` or `ioctl`.
    Get(Ask),
    /// `bind(address)`.
    Bind(SocketAddr),
    /// `listen(backlog)`.
    Listen(i32),
    /// `accept()`: the new socket gets this name.
    Accept(Sock),
    /// `connect(address)`.
    Connect(SocketAddr),
    /// `send(bytes)`: may take fewer.
    Send(Bytes),
    /// `sendall(bytes)`: `send` again and again until all are taken; the result tells how often.
    SendAll(Bytes),
    /// `recv(most)`.
    Recv(usize),
    /// `recv(most, MSG_WAITALL)`: waits until so many have come, or the peer has finished.
    RecvWhole(usize),
    /// `sendto(bytes, address)`.
    SendTo(Bytes, SocketAddr),
    /// `recvfrom(most)`.
    RecvFrom(usize),
    /// `shutdown(how)`.
    Shutdown(How),
    /// `close()`.
    Close,
    /// `getsockname()`.
    GetSockName,
    /// `poll` over these sockets, for at most this long; `None`: for ever.
    Poll(Vec<(Sock, Interest)>, Option<Duration>),
    /// `time.sleep`.
    Sleep(Duration),
    /// Ask the kernel for all sockets on the exercise's ports, those without an owner too (`ss -an`).
    Look,
    /// Read a setting of the kernel of the program's host below `/proc/sys/`, for example `net.core.somaxconn`.
    Setting(&'static str),
    /// `gethostname()`.
    GetHostName,
    /// `getaddrinfo(name)`.
    Resolve(String),
    /// `htons`, and `ntohs`, which does the same.
    Htons(u16),
    /// `ntohs`.
    Ntohs(u16),
    /// `htonl`.
    Htonl(u32),
    /// `ntohl`.
    Ntohl(u32),
    /// `struct.pack`: a number as bytes.
    Pack(Order, Width, u32),
    /// `struct.unpack`: bytes as a number.
    Unpack(Order, Width, Bytes),
    /// `inet_pton(AF_INET, text)`.
    InetPton(String),
    /// `inet_ntop(AF_INET, bytes)`.
    InetNtop(Ipv4Addr),
    /// Pull the cable out (`true`), or plug it in again. Only on a cable.
    Unplug(bool),
}

/// A call of an exercise: who makes it, on what, and how long the script waits for its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who makes it.
    pub who: Actor,
    /// On which socket; [`Sock::NONE`] where it is made on none.
    pub on: Sock,
    /// The call.
    pub call: Call,
    /// When the script goes on.
    pub wait: Wait,
    /// The message that says what it is for; empty: nothing needs saying.
    pub why: &'static str,
}

/// When the script goes on behind a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// When the call has returned.
    Ended,
    /// When it has returned, but at most after this long: then it is shown as waiting, and goes on beside the script.
    AtMost(Duration),
    /// At once: who makes it makes it as soon as it is done with the one before.
    No,
    /// At once too; but the call returns by itself before long (a sleep, a `send` there is room for), so it is never
    /// shown as waiting, and until it has returned the run is not at rest.
    Soon,
}

impl Step {
    /// A step that the script waits for.
    #[must_use]
    pub const fn new(who: Actor, on: Sock, call: Call) -> Self {
        Self {
            who,
            on,
            call,
            wait: Wait::Ended,
            why: "",
        }
    }

    /// Something the lab does itself.
    #[must_use]
    pub const fn lab(call: Call) -> Self {
        Self::new(Actor::LAB, Sock::NONE, call)
    }

    /// The same, but the script goes on after this many milliseconds even if it has not returned.
    #[must_use]
    pub fn at_most(self, millis: u64) -> Self {
        Self {
            wait: Wait::AtMost(Duration::from_millis(millis)),
            ..self
        }
    }

    /// The same, but the script goes on at once.
    #[must_use]
    pub fn beside(self) -> Self {
        Self {
            wait: Wait::No,
            ..self
        }
    }

    /// The same, but the script goes on at once, and the call surely returns before long.
    #[must_use]
    pub fn soon(self) -> Self {
        Self {
            wait: Wait::Soon,
            ..self
        }
    }

    /// The same, with what it is for.
    #[must_use]
    pub fn because(self, why: &'static str) -> Self {
        Self { why, ..self }
    }
}

/// What a call returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number: 0, bytes taken, an option's value, a converted number.
    Number(i64),
    /// `sendall`: bytes taken, and by how many calls of `send`.
    Sent(usize, usize),
    /// `recv`, `recvfrom`: what came, and from whom.
    Data(Received),
    /// `accept`: the peer's address.
    Accepted(SocketAddr),
    /// `getsockname`.
    Address(SocketAddr),
    /// `poll`: the sockets at which something is ready; none: the time was up.
    Ready(Vec<(Sock, Readiness)>),
    /// The sockets found.
    Sockets(Vec<SocketRow>),
    /// A text: a host's name, a setting's value, an address.
    Text(String),
    /// Several texts: a name's addresses.
    Texts(Vec<String>),
    /// Bytes.
    Bytes(Bytes),
}

/// What `recv` gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    /// The bytes; none: the peer has finished, or the datagram is empty.
    pub bytes: Bytes,
    /// From whom, where `recvfrom` was called.
    pub from: Option<SocketAddr>,
}
