//! One call, made as it stands.

use std::io::{self, Read as _};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, SocketAddrV6, ToSocketAddrs as _};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, SockaddrStorage, recv, recvfrom};
use socket2::{SockAddr, Socket};

use super::shared::Shared;
use super::{look, options};
use crate::exercise::call::{Family, How, Interest, Kind, Order, Readiness, Received, Width};
use crate::exercise::{Call, Ended, Sock, Step, TcpFacts, TcpState, Value};
use crate::record::Errno;
use crate::sys::{clock, socket as sys};

/// Most bytes that one `recv` may ask for.
const MOST_ROOM: usize = 8 << 20;

/// Makes the call, and notes what the kernel tells just after.
pub(super) fn perform(shared: &Shared, step: &Step) -> Ended {
    let outcome = make(shared, step);
    let at = clock::now();
    let about = match step.call {
        Call::Accept(new) => shared.socket(new),
        Call::Close => None,
        _ => shared.socket(step.on),
    };
    let end = |address: io::Result<SockAddr>| address.ok().and_then(|address| address.as_socket());
    let (local, peer) = about.as_ref().map_or((None, None), |socket| {
        (end(socket.local_addr()), end(socket.peer_addr()))
    });
    for address in [local, peer].into_iter().flatten() {
        shared.note(address);
    }
    Ended {
        at,
        outcome: outcome.map_err(|error| errno(&error)),
        local,
        peer,
        tcp: about.and_then(|socket| tcp_facts(&socket)),
    }
}

fn errno(error: &io::Error) -> Errno {
    let number = error.raw_os_error().unwrap_or(libc::EIO);
    Errno {
        number,
        name: sys::errno_name(number),
    }
}

fn failed<T>(number: i32) -> io::Result<T> {
    Err(io::Error::from_raw_os_error(number))
}

fn make(shared: &Shared, step: &Step) -> io::Result<Value> {
    match &step.call {
        Call::Socket(family, kind) => open(shared, step, *family, *kind),
        Call::Close => close(shared, step.on),
        Call::Sleep(time) => {
            shared.sleep(*time);
            Ok(Value::Number(0))
        }
        Call::Look => Ok(Value::Sockets(look::all(shared)?)),
        Call::Poll(watched, limit) => wait_for(shared, watched, *limit),
        Call::Setting(name) => Ok(Value::Text(shared.factory(step.who).setting(name)?)),
        Call::GetHostName => {
            let name = crate::sys::netlink::host_name()?;
            Ok(Value::Text(String::from_utf8_lossy(&name).into_owned()))
        }
        Call::Resolve(name) => resolve(name),
        Call::Unplug(out) => {
            let cable = shared
                .cable()
                .ok_or_else(|| io::Error::from_raw_os_error(libc::ENODEV))?;
            cable.unplug(*out).map(|()| Value::Number(0))
        }
        Call::Htons(_)
        | Call::Ntohs(_)
        | Call::Htonl(_)
        | Call::Ntohl(_)
        | Call::Pack(..)
        | Call::Unpack(..)
        | Call::InetPton(_)
        | Call::InetNtop(_) => converted(&step.call),
        _ => {
            let socket = shared.socket(step.on);
            on_socket(
                shared,
                &*socket.ok_or_else(|| io::Error::from_raw_os_error(libc::EBADF))?,
                &step.call,
            )
        }
    }
}

fn open(shared: &Shared, step: &Step, family: Family, kind: Kind) -> io::Result<Value> {
    let domain = match family {
        Family::Inet => libc::AF_INET,
        Family::Inet6 => libc::AF_INET6,
    };
    let kind = match kind {
        Kind::Stream => libc::SOCK_STREAM,
        Kind::Dgram => libc::SOCK_DGRAM,
    };
    let socket = Socket::from(shared.factory(step.who).open(domain, kind, 0)?);
    let descriptor = socket.as_raw_fd();
    shared.keep(step.on, socket);
    Ok(Value::Number(descriptor.into()))
}

fn close(shared: &Shared, name: Sock) -> io::Result<Value> {
    match shared.take(name).map(Arc::try_unwrap) {
        Some(_) => Ok(Value::Number(0)),
        None => failed(libc::EBADF),
    }
}

fn on_socket(shared: &Shared, socket: &Socket, call: &Call) -> io::Result<Value> {
    let done = |result: io::Result<()>| result.map(|()| Value::Number(0));
    let taken = |result: io::Result<usize>| result.map(|bytes| Value::Number(bytes as i64));
    match call {
        Call::Set(opt) => done(options::set(socket, *opt)),
        Call::Get(ask) => options::get(socket, *ask),
        Call::Bind(to) => done(socket.bind(&SockAddr::from(*to))),
        Call::Listen(backlog) => done(socket.listen(*backlog)),
        Call::Accept(new) => {
            let (accepted, from) = socket.accept()?;
            shared.keep(*new, accepted);
            from.as_socket().map_or_else(
                || failed(libc::EAFNOSUPPORT),
                |from| Ok(Value::Accepted(from)),
            )
        }
        Call::Connect(to) => {
            shared.note(*to);
            done(socket.connect(&SockAddr::from(*to)))
        }
        Call::Send(bytes) => taken(socket.send(bytes)),
        Call::SendAll(bytes) => send_all(socket, bytes),
        Call::SendTo(bytes, to) => {
            shared.note(*to);
            taken(socket.send_to(bytes, &SockAddr::from(*to)))
        }
        Call::Recv(most) => receive(*most, |room| {
            (&mut &*socket).read(room).map(|taken| (taken, None))
        }),
        Call::RecvWhole(most) => receive(*most, |room| {
            let taken = recv(socket.as_raw_fd(), room, MsgFlags::MSG_WAITALL)?;
            Ok((taken, None))
        }),
        Call::RecvFrom(most) => receive(*most, |room| receive_from(socket, room)),
        Call::Shutdown(how) => done(socket.shutdown(match how {
            How::Read => std::net::Shutdown::Read,
            How::Write => std::net::Shutdown::Write,
            How::Both => std::net::Shutdown::Both,
        })),
        Call::GetSockName => address(socket.local_addr()),
        // Made on no socket, or taken before.
        _ => failed(libc::ENOSYS),
    }
}

fn address(told: io::Result<SockAddr>) -> io::Result<Value> {
    match told?.as_socket() {
        Some(address) => Ok(Value::Address(address)),
        None => failed(libc::EAFNOSUPPORT),
    }
}

fn send_all(socket: &Socket, bytes: &Bytes) -> io::Result<Value> {
    let (mut sent, mut calls) = (0, 0);
    while let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
        sent += socket.send(rest)?;
        calls += 1;
    }
    Ok(Value::Sent(sent, calls))
}

/// A `recv` with room for `most` bytes; it gives how many came, and from whom.
fn receive(
    most: usize,
    recv: impl FnOnce(&mut [u8]) -> io::Result<(usize, Option<SocketAddr>)>,
) -> io::Result<Value> {
    let mut room = vec![0_u8; most.min(MOST_ROOM)];
    let (taken, from) = recv(&mut room)?;
    room.truncate(taken);
    let bytes = room.into();
    Ok(Value::Data(Received { bytes, from }))
}

fn receive_from(socket: &Socket, room: &mut [u8]) -> io::Result<(usize, Option<SocketAddr>)> {
    let (taken, from) = recvfrom::<SockaddrStorage>(socket.as_raw_fd(), room)?;
    let from = from.and_then(|from| {
        let v4 = from
            .as_sockaddr_in()
            .map(|v4| SocketAddr::from(SocketAddrV4::from(*v4)));
        v4.or_else(|| {
            from.as_sockaddr_in6()
                .map(|v6| SocketAddrV6::from(*v6).into())
        })
    });
    Ok((taken, from))
}

fn wait_for(
    shared: &Shared,
    watched: &[(Sock, Interest)],
    limit: Option<Duration>,
) -> io::Result<Value> {
    let sockets: Vec<(Sock, Arc<Socket>, Interest)> = watched
        .iter()
        .filter_map(|(name, interest)| Some((*name, shared.socket(*name)?, *interest)))
        .collect();
    let mut polled: Vec<_> = sockets
        .iter()
        .map(|(_, socket, interest)| {
            let flags = match interest {
                Interest::Read => PollFlags::POLLIN,
                Interest::Write => PollFlags::POLLOUT,
                Interest::Both => PollFlags::POLLIN | PollFlags::POLLOUT,
            };
            PollFd::new(socket.as_fd(), flags)
        })
        .collect();
    let limit = limit.map_or(PollTimeout::NONE, |limit| {
        PollTimeout::try_from(limit).unwrap_or(PollTimeout::MAX)
    });
    poll(&mut polled, limit)?;
    let ready = sockets
        .iter()
        .zip(&polled)
        .filter_map(|((name, _, _), found)| {
            let found = found.revents().filter(|flags| !flags.is_empty())?;
            Some((
                *name,
                Readiness {
                    read: found.contains(PollFlags::POLLIN),
                    write: found.contains(PollFlags::POLLOUT),
                    error: found.contains(PollFlags::POLLERR),
                    hung_up: found.contains(PollFlags::POLLHUP),
                },
            ))
        });
    Ok(Value::Ready(ready.collect()))
}

/// Addresses that a name leads to, each once, in the resolver's order.
fn resolve(name: &str) -> io::Result<Value> {
    let found = (name, 0).to_socket_addrs().map_err(|error| {
        // getaddrinfo has errors of its own, which are no errno.
        if error.raw_os_error().is_some() {
            error
        } else {
            io::Error::from_raw_os_error(libc::ENOENT)
        }
    })?;
    let mut texts: Vec<String> = Vec::new();
    for address in found.map(|address| address.ip().to_string()) {
        if !texts.contains(&address) {
            texts.push(address);
        }
    }
    Ok(Value::Texts(texts))
}

/// What turns numbers and addresses into bytes and back, on this machine.
fn converted(call: &Call) -> io::Result<Value> {
    Ok(match call {
        Call::Htons(number) => Value::Number(number.to_be().into()),
        Call::Ntohs(number) => Value::Number(u16::from_be(*number).into()),
        Call::Htonl(number) => Value::Number(number.to_be().into()),
        Call::Ntohl(number) => Value::Number(u32::from_be(*number).into()),
        Call::Pack(order, width, number) => Value::Bytes(packed(*order, *width, *number)?),
        Call::Unpack(order, width, bytes) => Value::Number(unpacked(*order, *width, bytes)?.into()),
        Call::InetPton(text) => {
            let address: Ipv4Addr = text
                .parse()
                .map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
            Value::Bytes(address.octets().to_vec().into())
        }
        Call::InetNtop(address) => Value::Text(address.to_string()),
        _ => return failed(libc::ENOSYS),
    })
}

fn packed(order: Order, width: Width, number: u32) -> io::Result<Bytes> {
    let short = || u16::try_from(number).map_err(|_| io::Error::from_raw_os_error(libc::ERANGE));
    Ok(match (width, order) {
        (Width::Short, Order::Native) => short()?.to_ne_bytes().to_vec(),
        (Width::Short, Order::Network) => short()?.to_be_bytes().to_vec(),
        (Width::Short, Order::Little) => short()?.to_le_bytes().to_vec(),
        (Width::Long, Order::Native) => number.to_ne_bytes().to_vec(),
        (Width::Long, Order::Network) => number.to_be_bytes().to_vec(),
        (Width::Long, Order::Little) => number.to_le_bytes().to_vec(),
    }
    .into())
}

fn unpacked(order: Order, width: Width, bytes: &[u8]) -> io::Result<u32> {
    let wrong = |_| io::Error::from_raw_os_error(libc::EINVAL);
    Ok(match width {
        Width::Short => {
            let bytes = <[u8; 2]>::try_from(bytes).map_err(wrong)?;
            u32::from(match order {
                Order::Native => u16::from_ne_bytes(bytes),
                Order::Network => u16::from_be_bytes(bytes),
                Order::Little => u16::from_le_bytes(bytes),
            })
        }
        Width::Long => {
            let bytes = <[u8; 4]>::try_from(bytes).map_err(wrong)?;
            match order {
                Order::Native => u32::from_ne_bytes(bytes),
                Order::Network => u32::from_be_bytes(bytes),
                Order::Little => u32::from_le_bytes(bytes),
            }
        }
    })
}

/// What `TCP_INFO` tells; `None` of what is no TCP socket.
fn tcp_facts(socket: &Socket) -> Option<TcpFacts> {
    // Offsets in struct tcp_info (linux/tcp.h).
    let info = sys::tcp_info(socket.as_fd()).ok()?;
    let word = |at: usize| {
        let bytes = info.get(at..at + 4)?;
        Some(u32::from_ne_bytes(bytes.try_into().ok()?))
    };
    Some(TcpFacts {
        state: TcpState::numbered(*info.first()?)?,
        retransmits: *info.get(2)?,
        rto: Duration::from_micros(word(8)?.into()),
        unacked: word(24)?,
        sacked: word(28)?,
        total_retrans: word(100)?,
        not_sent: word(144).unwrap_or(0),
        peer_window: word(228),
    })
}
