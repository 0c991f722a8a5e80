//! Where a datagram was sent to, for a socket that is bound to all addresses: who answers must do so
//! from the address that was asked, or the answer is taken for a stranger's.

use std::io;
use std::net::{IpAddr, SocketAddr};

use super::Traced;

/// The address of ours that a datagram was sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    /// It.
    pub ip: IpAddr,
    /// The interface it came in by.
    interface: u32,
}

/// What a `recvmsg` gave: bytes, from whom, to which address of ours where the system tells.
pub type Arrived = (usize, SocketAddr, Option<Destination>);

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{IoSlice, IoSliceMut};
    use std::net::{Ipv4Addr, Ipv6Addr};
    use std::os::fd::AsRawFd as _;

    use nix::sys::socket::{
        ControlMessage, ControlMessageOwned, MsgFlags, RecvMsg, SockaddrStorage, recvmsg, sendmsg,
        setsockopt, sockopt,
    };
    use socket2::Socket;
    use tokio::io::Interest;

    use super::super::canonical;
    use super::{Arrived, Destination, IpAddr, SocketAddr, Traced, io};
    use crate::record::Call;

    impl Traced {
        /// `IP_PKTINFO`, `IPV6_RECVPKTINFO`: learn with each datagram to which address it was sent.
        pub fn keep_destinations(&mut self) -> io::Result<()> {
            if self.v6 {
                return self.option("IPV6_RECVPKTINFO", |socket| {
                    Ok(setsockopt(socket, sockopt::Ipv6RecvPacketInfo, &true)?)
                });
            }
            self.option("IP_PKTINFO", |socket| {
                Ok(setsockopt(socket, sockopt::Ipv4PacketInfo, &true)?)
            })
        }

        /// `recvmsg(2)`, after [`Traced::keep_destinations`]; `None`: nothing there now.
        pub fn try_recv_at(&mut self, buffer: &mut [u8]) -> io::Result<Option<Arrived>> {
            let room = buffer.len();
            self.began = None;
            let result = self.ready().and_then(|ready| {
                ready.try_io(Interest::READABLE, |socket| receive(socket, buffer))
            });
            self.peer = result.as_ref().ok().map(|(_, from, _)| *from);
            let (length, rest) = match result {
                Ok((length, from, to)) => (Ok(length), Some((from, to))),
                Err(error) => (Err(error), None),
            };
            let result = self.tried(Call::RecvFrom(room), length);
            self.peer = None;
            Ok(result?
                .zip(rest)
                .map(|(length, (from, to))| (length, from, to)))
        }

        /// `sendmsg(2)` from that address of ours; `None`: no room now.
        pub fn try_send_from(
            &mut self,
            bytes: &[u8],
            from: Option<Destination>,
            to: SocketAddr,
        ) -> io::Result<Option<usize>> {
            let Some(from) = from else {
                return self.try_send_to(bytes, to);
            };
            let v6 = self.v6;
            self.began = Some(crate::sys::clock::now());
            let result = self.ready().and_then(|ready| {
                ready.try_io(Interest::WRITABLE, |socket| {
                    Ok(send(socket, v6, bytes, from, to)?)
                })
            });
            self.peer = Some(to);
            let result = self.tried(Call::SendTo(bytes.len(), to), result);
            self.peer = None;
            result
        }
    }

    fn receive(socket: &Socket, buffer: &mut [u8]) -> io::Result<Arrived> {
        let mut control = nix::cmsg_space!(libc::in6_pktinfo);
        let mut parts = [IoSliceMut::new(buffer)];
        let message: RecvMsg<'_, '_, SockaddrStorage> = recvmsg(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut control),
            MsgFlags::empty(),
        )?;
        let v4 = message
            .address
            .and_then(|from| from.as_sockaddr_in().map(|v4| SocketAddr::V4((*v4).into())));
        let v6 = message.address.and_then(|from| {
            from.as_sockaddr_in6()
                .map(|v6| SocketAddr::V6((*v6).into()))
        });
        let from = v4.or(v6).ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok((
            message.bytes,
            canonical(from),
            message.cmsgs()?.find_map(|told| destination(&told)),
        ))
    }

    fn destination(told: &ControlMessageOwned) -> Option<Destination> {
        match told {
            ControlMessageOwned::Ipv4PacketInfo(info) => {
                let ip = Ipv4Addr::from(u32::from_be(info.ipi_addr.s_addr));
                Some(Destination {
                    ip: ip.into(),
                    interface: u32::try_from(info.ipi_ifindex).unwrap_or(0),
                })
            }
            ControlMessageOwned::Ipv6PacketInfo(info) => {
                let ip = Ipv6Addr::from(info.ipi6_addr.s6_addr).to_canonical();
                Some(Destination {
                    ip,
                    interface: info.ipi6_ifindex,
                })
            }
            _ => None,
        }
    }

    fn send(
        socket: &Socket,
        v6: bool,
        bytes: &[u8],
        from: Destination,
        to: SocketAddr,
    ) -> nix::Result<usize> {
        let (fd, parts) = (socket.as_raw_fd(), [IoSlice::new(bytes)]);
        let mapped = |ip: IpAddr| match ip {
            IpAddr::V4(ip) => ip.to_ipv6_mapped(),
            IpAddr::V6(ip) => ip,
        };
        if v6 {
            // Only a link-local address needs its interface; for others the routes decide.
            let near = matches!(from.ip, IpAddr::V6(ip) if ip.is_unicast_link_local());
            let info = libc::in6_pktinfo {
                ipi6_addr: libc::in6_addr {
                    s6_addr: mapped(from.ip).octets(),
                },
                ipi6_ifindex: if near { from.interface } else { 0 },
            };
            let to = match to {
                SocketAddr::V4(_) => SocketAddr::new(mapped(to.ip()).into(), to.port()),
                SocketAddr::V6(_) => to,
            };
            return sendmsg(
                fd,
                &parts,
                &[ControlMessage::Ipv6PacketInfo(&info)],
                MsgFlags::empty(),
                Some(&SockaddrStorage::from(to)),
            );
        }
        let IpAddr::V4(ip) = from.ip else {
            return Err(nix::errno::Errno::EAFNOSUPPORT);
        };
        let own = libc::in_addr {
            s_addr: u32::from(ip).to_be(),
        };
        let any = libc::in_addr { s_addr: 0 };
        let info = libc::in_pktinfo {
            ipi_ifindex: 0,
            ipi_spec_dst: own,
            ipi_addr: any,
        };
        sendmsg(
            fd,
            &parts,
            &[ControlMessage::Ipv4PacketInfo(&info)],
            MsgFlags::empty(),
            Some(&SockaddrStorage::from(to)),
        )
    }
}

/// This system is not asked: the kernel chooses what an answer comes from.
#[cfg(not(target_os = "linux"))]
impl Traced {
    /// Nothing to be asked for.
    pub fn keep_destinations(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// `recvfrom(2)`; `None`: nothing there now.
    pub fn try_recv_at(&mut self, buffer: &mut [u8]) -> io::Result<Option<Arrived>> {
        Ok(self
            .try_recv_from(buffer)?
            .map(|(length, from)| (length, from, None)))
    }

    /// `sendto(2)`; `None`: no room now.
    pub fn try_send_from(
        &mut self,
        bytes: &[u8],
        _: Option<Destination>,
        to: SocketAddr,
    ) -> io::Result<Option<usize>> {
        self.try_send_to(bytes, to)
    }
}
