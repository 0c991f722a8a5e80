//! The calls that move bytes: `send(2)`, `recv(2)`, `sendto(2)`, `recvfrom(2)`.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsRawFd as _;
use std::sync::Arc;

use socket2::{SockAddr, Socket};
use tokio::io::Interest;

use crate::record::{Call, Outcome};

use super::{Traced, canonical, failed};

impl Traced {
    /// A call that may have found nothing to do: then it is not written down.
    pub(super) fn tried(
        &mut self,
        call: Call,
        result: io::Result<usize>,
    ) -> io::Result<Option<usize>> {
        match result {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) =>
            {
                Ok(None)
            }
            Ok(n) => {
                self.note(call, Outcome::Done(n));
                Ok(Some(n))
            }
            Err(error) => {
                self.note(call, failed(&error));
                Err(error)
            }
        }
    }

    /// `send(2)`; `None`: no room now.
    pub fn try_send(&mut self, bytes: &[u8]) -> io::Result<Option<usize>> {
        self.began = Some(crate::sys::clock::now());
        let result = self
            .ready()
            .and_then(|ready| ready.try_io(Interest::WRITABLE, |socket| (&**socket).write(bytes)));
        self.tried(Call::Send(bytes.len()), result)
    }

    /// `recv(2)`; `None`: nothing there now; 0: the peer has finished.
    pub fn try_recv(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        self.began = None;
        let result = self
            .ready()
            .and_then(|ready| ready.try_io(Interest::READABLE, |socket| (&**socket).read(buffer)));
        self.tried(Call::Recv(buffer.len()), result)
    }

    /// `sendto(2)`; a v6 socket reaches IPv4 addresses by their mapped form. `None`: no room now.
    pub fn try_send_to(&mut self, bytes: &[u8], address: SocketAddr) -> io::Result<Option<usize>> {
        let to = match (self.v6, address.ip()) {
            (true, IpAddr::V4(ip)) => {
                SocketAddr::new(IpAddr::V6(ip.to_ipv6_mapped()), address.port())
            }
            _ => address,
        };
        self.began = Some(crate::sys::clock::now());
        let result = self.ready().and_then(|ready| {
            ready.try_io(Interest::WRITABLE, |socket| {
                socket.send_to(bytes, &SockAddr::from(to))
            })
        });
        if self.local.is_none_or(|local| local.port() == 0) {
            self.learn_local();
        }
        self.peer = Some(address);
        let result = self.tried(Call::SendTo(bytes.len(), address), result);
        self.peer = None;
        result
    }

    /// `recvfrom(2)`; `None`: nothing there now.
    pub fn try_recv_from(&mut self, buffer: &mut [u8]) -> io::Result<Option<(usize, SocketAddr)>> {
        let room = buffer.len();
        self.began = None;
        let receive = |socket: &Arc<Socket>| {
            let (n, from) = nix::sys::socket::recvfrom::<nix::sys::socket::SockaddrStorage>(
                socket.as_raw_fd(),
                buffer,
            )?;
            let v4 =
                from.and_then(|from| from.as_sockaddr_in().map(|v4| SocketAddr::V4((*v4).into())));
            let v6 = from.and_then(|from| {
                from.as_sockaddr_in6()
                    .map(|v6| SocketAddr::V6((*v6).into()))
            });
            v4.or(v6)
                .map(|from| (n, canonical(from)))
                .ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
        };
        let result = self
            .ready()
            .and_then(|ready| ready.try_io(Interest::READABLE, receive));
        let from = result.as_ref().ok().map(|(_, from)| *from);
        self.peer = from;
        let result = self.tried(Call::RecvFrom(room), result.map(|(n, _)| n));
        self.peer = None;
        Ok(result?.zip(from))
    }
}
