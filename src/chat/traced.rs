//! Sockets made step by step: each call is performed here and written down with its result.
//!
//! A task flushes what was written down ([`Traced::journal`]) to the lane after each step, so the
//! packet log shows `socket`, `bind`, `listen`, `accept` … beside the frames they caused.

mod connect;
mod destination;
mod options;
mod transfer;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use socket2::{SockAddr, Socket};
use tokio::io::unix::AsyncFd;
use tokio::io::{Interest, Ready};

use crate::clock::Time;
use crate::place::HostId;
use crate::record::{Agreed, Call, Errno, Outcome, Purpose, SocketEvent, SocketId, Transport};
use crate::sys::factory::SocketFactory;
use crate::sys::socket::{self as sys, IcmpError};

pub use destination::Destination;

/// Sockets of this program so far.
static SOCKETS: AtomicU32 = AtomicU32::new(1);

fn next_id() -> SocketId {
    SocketId(SOCKETS.fetch_add(1, Ordering::Relaxed))
}

/// A nonblocking socket that writes down what it did.
#[derive(Debug)]
pub struct Traced {
    socket: Arc<Socket>,
    /// Registered with the runtime not before `listen` or `connect`: until then a TCP socket reports
    /// that it is hung up (epoll(7)), which the runtime would never forget.
    ready: Option<AsyncFd<Arc<Socket>>>,
    v6: bool,
    id: SocketId,
    host: HostId,
    transport: Transport,
    local: Option<SocketAddr>,
    peer: Option<SocketAddr>,
    journal: Vec<SocketEvent>,
    /// What the calls from now on are made for.
    purpose: Purpose,
    /// When the call under way was begun, for calls that send: what they cause comes after them.
    began: Option<Time>,
}

/// `socket` failed: the error, and what to write down.
#[derive(Debug)]
pub struct NotOpened {
    /// The kernel's error.
    pub error: io::Error,
    /// The call, for the log.
    pub event: SocketEvent,
}

/// Lets the runtime watch a socket for readiness.
#[expect(
    deprecated,
    reason = "its successor is unsafe because a type might change its descriptor; a Socket never does"
)]
pub(super) fn watched(socket: Arc<Socket>) -> io::Result<AsyncFd<Arc<Socket>>> {
    AsyncFd::new(socket)
}

/// An IPv4 address inside an IPv6 socket (`::ffff:1.2.3.4`) as what it is.
#[must_use]
pub fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => SocketAddr::new(IpAddr::V4(ip), address.port()),
        IpAddr::V6(_) => address,
    }
}

/// The end of a call that the system refused.
fn failed(error: &io::Error) -> Outcome {
    let number = error.raw_os_error().unwrap_or(libc::EIO);
    Outcome::Failed(Box::new(Errno {
        number,
        name: sys::errno_name(number),
    }))
}

impl Traced {
    /// `socket(2)` on the opener's host.
    ///
    /// # Errors
    /// What the kernel says, with the event for the log.
    pub fn open(
        opener: &dyn SocketFactory,
        transport: Transport,
        v6: bool,
    ) -> Result<Self, Box<NotOpened>> {
        Self::open_for(Purpose::Talk, opener, transport, v6)
    }

    /// As [`Traced::open`], for another purpose than the student's talk.
    ///
    /// # Errors
    /// What the kernel says, with the event for the log.
    pub fn open_for(
        purpose: Purpose,
        opener: &dyn SocketFactory,
        transport: Transport,
        v6: bool,
    ) -> Result<Self, Box<NotOpened>> {
        let (id, host) = (next_id(), opener.host());
        let event = |outcome| SocketEvent {
            time: crate::sys::clock::now(),
            host,
            socket: id,
            transport,
            call: Call::Socket { v6 },
            purpose,
            outcome,
            local: None,
            peer: None,
        };
        let (kind, protocol) = match transport {
            Transport::Tcp => (libc::SOCK_STREAM, libc::IPPROTO_TCP),
            Transport::Udp => (libc::SOCK_DGRAM, libc::IPPROTO_UDP),
        };
        let open = || {
            let socket = Socket::from(opener.open(
                if v6 { libc::AF_INET6 } else { libc::AF_INET },
                kind,
                protocol,
            )?);
            socket.set_nonblocking(true)?;
            let socket = Arc::new(socket);
            let ready = (transport == Transport::Udp)
                .then(|| watched(Arc::clone(&socket)))
                .transpose()?;
            Ok((socket, ready))
        };
        match open() {
            Ok((socket, ready)) => {
                let journal = vec![event(Outcome::Done(0))];
                Ok(Self {
                    socket,
                    ready,
                    v6,
                    id,
                    host,
                    transport,
                    local: None,
                    peer: None,
                    journal,
                    purpose,
                    began: None,
                })
            }
            Err(error) => Err(Box::new(NotOpened {
                event: event(failed(&error)),
                error,
            })),
        }
    }

    /// Its number.
    pub const fn id(&self) -> SocketId {
        self.id
    }

    /// Its host.
    pub const fn host(&self) -> HostId {
        self.host
    }

    /// Its own address, once it has one.
    pub const fn local(&self) -> Option<SocketAddr> {
        self.local
    }

    /// The other end's.
    pub const fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// What the calls from now on are made for.
    pub const fn serve(&mut self, purpose: Purpose) {
        self.purpose = purpose;
    }

    /// Takes out what was written down since.
    pub fn journal(&mut self) -> Vec<SocketEvent> {
        std::mem::take(&mut self.journal)
    }

    /// The descriptor, for questions that change nothing.
    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    fn event(&self, call: Call, outcome: Outcome) -> SocketEvent {
        SocketEvent {
            time: crate::sys::clock::now(),
            host: self.host,
            socket: self.id,
            transport: self.transport,
            call,
            purpose: self.purpose,
            outcome,
            local: self.local,
            peer: self.peer,
        }
    }

    fn note(&mut self, call: Call, outcome: Outcome) {
        let mut event = self.event(call, outcome);
        event.time = self.began.take().unwrap_or(event.time);
        self.journal.push(event);
    }

    fn noted<T>(&mut self, call: Call, result: io::Result<T>) -> io::Result<T> {
        let outcome = match &result {
            Ok(_) => Outcome::Done(0),
            Err(error) => failed(error),
        };
        self.note(call, outcome);
        result
    }

    fn option(
        &mut self,
        name: &'static str,
        set: impl FnOnce(&Socket) -> io::Result<()>,
    ) -> io::Result<()> {
        let result = set(&self.socket);
        self.noted(Call::Option(name), result)
    }

    fn register(&mut self) -> io::Result<()> {
        if self.ready.is_none() {
            self.ready = Some(watched(Arc::clone(&self.socket))?);
        }
        Ok(())
    }

    fn ready(&self) -> io::Result<&AsyncFd<Arc<Socket>>> {
        self.ready
            .as_ref()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    fn learn_local(&mut self) {
        let name = self
            .socket
            .local_addr()
            .ok()
            .and_then(|address| address.as_socket());
        self.local = name.map(canonical);
    }

    /// `bind(2)`.
    pub fn bind(&mut self, address: SocketAddr) -> io::Result<()> {
        let result = self.socket.bind(&SockAddr::from(address));
        self.learn_local();
        self.noted(Call::Bind(address), result)
    }

    /// `listen(2)`.
    pub fn listen(&mut self, backlog: i32) -> io::Result<()> {
        let result = self.socket.listen(backlog).and_then(|()| self.register());
        self.noted(Call::Listen(backlog), result)
    }

    /// `accept(2)`: waits for a connection.
    pub async fn accept(&mut self) -> io::Result<Self> {
        let (socket, address) = self
            .ready()?
            .async_io(Interest::READABLE, |socket| socket.accept())
            .await?;
        socket.set_nonblocking(true)?;
        let socket = Arc::new(socket);
        let peer = address
            .as_socket()
            .map(canonical)
            .ok_or(io::ErrorKind::AddrNotAvailable)?;
        let id = next_id();
        let mut accepted = Self {
            ready: Some(watched(Arc::clone(&socket))?),
            socket,
            v6: self.v6,
            id,
            host: self.host,
            transport: self.transport,
            local: None,
            peer: Some(peer),
            journal: Vec::new(),
            purpose: self.purpose,
            began: None,
        };
        accepted.learn_local();
        self.note(Call::Accept(id, peer), Outcome::Done(0));
        Ok(accepted)
    }

    /// Waits until there may be something to read; over UDP also until an ICMP error has come: whoever
    /// has been woken takes all of them ([`Traced::icmp_error`]).
    pub async fn readable(&self) {
        let interest = match self.transport {
            Transport::Tcp => Interest::READABLE,
            // An error in the queue alone makes no socket readable (epoll(7): EPOLLERR without EPOLLIN).
            Transport::Udp => Interest::READABLE | Interest::ERROR,
        };
        // An error here means the runtime is ending; the next call finds out.
        let Ok(ready) = self.ready() else {
            return std::future::pending().await;
        };
        if let Ok(mut guard) = ready.ready(interest).await {
            guard.clear_ready_matching(Ready::ERROR);
            guard.retain_ready();
        }
    }

    /// Waits until there may be room to write.
    pub async fn writable(&self) {
        let Ok(ready) = self.ready() else {
            return std::future::pending().await;
        };
        if let Ok(mut guard) = ready.writable().await {
            guard.retain_ready();
        }
    }

    /// Waits until the other side has reset the connection. Only for one that has ended its sending: on
    /// any other the next `recv` tells.
    pub async fn was_reset(&self) {
        let Ok(ready) = self.ready() else {
            return std::future::pending().await;
        };
        while let Ok(mut guard) = ready.ready(Interest::ERROR).await {
            if !matches!(self.socket.take_error(), Ok(None)) {
                return;
            }
            guard.clear_ready();
        }
        std::future::pending::<()>().await;
    }

    /// The next error about what was sent.
    #[cfg(target_os = "linux")]
    pub fn icmp_error(&self) -> Option<IcmpError> {
        let error = sys::next_icmp_error(self.socket.as_fd()).ok()??;
        Some(IcmpError {
            destination: canonical(error.destination),
            ..error
        })
    }

    /// The next error about what was sent: not told by this system.
    #[cfg(not(target_os = "linux"))]
    pub fn icmp_error(&self) -> Option<IcmpError> {
        None
    }

    /// Bytes sent that the peer's TCP has not acknowledged; `None` where the system does not tell.
    pub fn unacknowledged(&self) -> Option<usize> {
        sys::unacknowledged(self.as_fd()).ok()
    }

    /// What both TCPs agreed on in the handshake.
    pub fn agreed(&self) -> Option<Agreed> {
        const TIMESTAMPS: u8 = 1;
        const ECN: u8 = 8;
        let (options, mss) = sys::tcp_agreed(self.as_fd()).ok()?;
        Some(Agreed {
            timestamps: options & TIMESTAMPS != 0,
            ecn: options & ECN != 0,
            mss,
        })
    }

    /// `shutdown(SHUT_WR)`.
    pub fn shut(&mut self) -> io::Result<()> {
        self.began = Some(crate::sys::clock::now());
        let result = self.socket.shutdown(std::net::Shutdown::Write);
        self.noted(Call::Shutdown, result)
    }

    /// `close(2)`; returns what is still to be told, this call last.
    pub fn close(mut self) -> Vec<SocketEvent> {
        self.last_calls()
    }

    /// As [`Traced::close`], for whoever drops it next.
    pub fn last_calls(&mut self) -> Vec<SocketEvent> {
        self.note(Call::Close, Outcome::Done(0));
        self.journal()
    }
}
