//! TCP: waiting for connections and making them.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::proto::chat::{Opening, opening};
use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::address::{self, HostPart, Target};
use super::broadcast::Reach;
use super::conn::Conn;
use super::crowd::Place;
use super::handshake::{self, Gone, Met};
use super::peer;
use super::shared::{Arrival, Shared};
use super::traced::Traced;
use super::unreached::Unreached;
use super::{trouble, whence};
use crate::msg::chat::{ChatEvent, Trouble};

/// Connecting takes this long at most; what a lab does not acknowledge for so long breaks its connection.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// A name's addresses are waited for this long.
const LOOKUP: Duration = Duration::from_secs(5);
/// The first bytes of who has come are waited for this long before it is shown as silent.
const FIRST_BYTES: Duration = Duration::from_millis(300);
/// Connections the kernel keeps for us until they are accepted.
const BACKLOG: i32 = 128;

/// Where to bind or to connect, in the order to try.
pub async fn resolve(
    opener: &SharedFactory,
    target: &Target,
    unsaid: &[IpAddr],
) -> Result<Vec<SocketAddr>, Trouble> {
    let port = target.port;
    let at = |ip: &IpAddr| SocketAddr::new(*ip, port);
    match &target.host {
        HostPart::Unsaid => Ok(unsaid.iter().map(at).collect()),
        HostPart::Ip(ip) => Ok(vec![at(ip)]),
        HostPart::Zoned(ip, zone) => {
            let index = zone_index(opener, zone).ok_or_else(|| trouble::zone(zone))?;
            Ok(vec![SocketAddr::V6(SocketAddrV6::new(*ip, port, 0, index))])
        }
        HostPart::Name(name) => {
            match timeout(LOOKUP, tokio::net::lookup_host((name.as_str(), port))).await {
                Ok(Ok(found)) => {
                    let found: Vec<_> = found.take(8).collect();
                    if found.is_empty() {
                        Err(trouble::name(name))
                    } else {
                        Ok(found)
                    }
                }
                _ => Err(trouble::name(name)),
            }
        }
    }
}

/// An interface's number by its name on the opener's host; a number stands for itself.
pub fn zone_index(opener: &SharedFactory, zone: &str) -> Option<u32> {
    if let Ok(index) = zone.parse() {
        return Some(index);
    }
    #[cfg(target_os = "linux")]
    {
        let socket = opener.open(libc::AF_INET6, libc::SOCK_DGRAM, 0).ok()?;
        crate::sys::socket::interface_index(socket.as_fd(), zone).ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = opener;
        None
    }
}

/// All addresses of this machine, IPv6 (which takes IPv4 along) first.
pub const EVERYWHERE: [IpAddr; 2] = [
    IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
];
/// This machine itself.
pub const MYSELF: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// Makes a socket that is bound, and for TCP listens, at the first of the addresses that works; with
/// what opened it.
pub async fn bound(
    shared: &Shared,
    transport: Transport,
    typed: Option<&str>,
) -> Result<(Traced, SharedFactory), Trouble> {
    let target = match typed {
        Some(typed) => address::parse(typed).map_err(|flaw| trouble::typed(typed, flaw))?,
        None => Target {
            host: HostPart::Unsaid,
            port: crate::msg::chat::PORT,
        },
    };
    let mut last = trouble::no_host();
    for (opener, address) in whence::ways(shared, &target, &EVERYWHERE).await? {
        let mut socket = match Traced::open(opener.as_ref(), transport, address.is_ipv6()) {
            Ok(socket) => socket,
            Err(failed) => {
                shared.tell(ChatEvent::Socket(failed.event), None).await;
                last = trouble::listen(&failed.error, address);
                continue;
            }
        };
        let result = prepare(&mut socket, transport, address);
        for event in socket.journal() {
            shared.tell(ChatEvent::Socket(event), None).await;
        }
        match result {
            Ok(()) => return Ok((socket, opener)),
            Err(error) => {
                last = trouble::listen(&error, address);
                for event in socket.close() {
                    shared.tell(ChatEvent::Socket(event), None).await;
                }
                // Only a machine without IPv6 is asked for IPv4 alone: were the port taken, the second
                // try would hide who has it.
                if !matches!(
                    error.raw_os_error(),
                    Some(libc::EAFNOSUPPORT | libc::EADDRNOTAVAIL)
                ) {
                    break;
                }
            }
        }
    }
    Err(last)
}

fn prepare(socket: &mut Traced, transport: Transport, address: SocketAddr) -> io::Result<()> {
    if address.is_ipv6() && address.ip().is_unspecified() {
        socket.both_families()?;
    }
    match transport {
        Transport::Tcp => {
            socket.reuse_address()?;
            socket.bind(address)?;
            socket.listen(BACKLOG)
        }
        Transport::Udp => {
            socket.keep_icmp_errors()?;
            socket.bind(address)
        }
    }
}

/// Makes one connection.
pub async fn connect(
    shared: &Arc<Shared>,
    opener: &SharedFactory,
    address: SocketAddr,
    limit: Duration,
) -> Result<Conn, Unreached> {
    let socket = match Traced::open(opener.as_ref(), Transport::Tcp, address.is_ipv6()) {
        Ok(socket) => socket,
        Err(failed) => {
            shared.tell(ChatEvent::Socket(failed.event), None).await;
            return Err(failed.error.into());
        }
    };
    let mut conn = Conn::new(shared, socket);
    let begun = conn
        .socket
        .watch_over()
        .and_then(|()| conn.socket.begin_to_connect(address));
    // Before anybody answers, if ever: so the SYN, and those after it, are known to be one's own.
    conn.tell().await;
    let result = match begun {
        Ok(begun) => {
            let connecting = conn.socket.end_connecting(begun);
            timeout(limit, connecting)
                .await
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        }
        Err(error) => Err(error),
    };
    conn.tell().await;
    match result {
        Ok(()) => Ok(conn),
        Err(error) => {
            let message = conn.socket.icmp_error().and_then(|icmp| icmp.message);
            let own = conn.socket.local().map(|local| local.ip());
            conn.close().await;
            Err(Unreached {
                error,
                message,
                own,
                reach: Reach::of(opener, address),
            })
        }
    }
}

/// Accepts connections until told to stop.
pub async fn accept_all(shared: Arc<Shared>, mut listener: Traced, stop: CancellationToken) {
    let mut pause = Duration::ZERO;
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            () = shared.leaving.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let Ok(socket) = accepted else {
            // Out of descriptors, or a connection that was gone before it was taken: not so fast.
            pause = (pause * 2).clamp(Duration::from_millis(20), Duration::from_secs(1));
            sleep(pause).await;
            continue;
        };
        pause = Duration::ZERO;
        for event in listener.journal() {
            shared.tell(ChatEvent::Socket(event), None).await;
        }
        let Some(from) = socket.peer() else { continue };
        let place = shared.crowd.enter(from.ip());
        shared.tasks.spawn(welcome(
            Arc::clone(&shared),
            Conn::new(&shared, socket),
            place,
        ));
    }
    for event in listener.close() {
        shared.tell(ChatEvent::Socket(event), None).await;
    }
}

/// Finds out who has come, and gives the connection to whom it belongs. A listener never speaks first:
/// a plain program gets no byte that nobody typed.
async fn welcome(shared: Arc<Shared>, mut conn: Conn, mut place: Place) {
    // A connection without these options still works; it only notices a pulled cable later.
    let _ = conn.socket.watch_over();
    let opened = match first_bytes(&mut conn, &shared).await {
        Ok(opened) => opened,
        Err(gone) => {
            tracing::debug!(?gone, "a connection came to nothing");
            return conn.close().await;
        }
    };
    if !conn.untouched() && !place.speak() {
        return turn_away(&shared, conn).await;
    }
    let Opening::Lab { length, .. } = opened else {
        return peer::serve_plain(shared, conn, place).await;
    };
    conn.take(length);
    match handshake::answer(&mut conn, &shared).await {
        Ok(Met {
            owner: Some(owner),
            hello,
            received,
            ..
        }) => {
            // An owner that is just going closes the connection; the other side tries again.
            let _ = owner.arrivals.try_send(Arrival {
                conn,
                hello,
                received,
                place,
            });
        }
        Ok(met) => peer::serve_lab(shared, conn, met, place).await,
        Err(gone) => {
            tracing::debug!(?gone, "no session came of a greeting");
            conn.close().await;
        }
    }
}

/// What the first bytes are, as far as some come soon.
async fn first_bytes(conn: &mut Conn, shared: &Shared) -> Result<Opening, Gone> {
    let until = Instant::now() + FIRST_BYTES;
    loop {
        match opening(conn.unread()) {
            Opening::NeedMore if !conn.finished => {
                if !handshake::exchange(conn, shared, until).await? {
                    // Nothing, or the beginning of what may be a greeting: the peer's own task goes on.
                    return Ok(Opening::NeedMore);
                }
            }
            opened => return Ok(opened),
        }
    }
}

/// As many talk as can be served.
async fn turn_away(shared: &Shared, mut conn: Conn) {
    if let Some(from) = conn.socket.peer().filter(|_| shared.may_say_full()) {
        shared.tell(ChatEvent::TurnedAway { from }, None).await;
    }
    let _ = conn.socket.shut();
    conn.close().await;
}
