//! A small rtnetlink client: asks the kernel for links, addresses, routes and neighbours, and hands
//! it changes (netlink(7), rtnetlink(7)).
//!
//! It is synchronous: the kernel answers on the caller's time, so a dump takes some tens of
//! microseconds and waits for nothing. The socket is opened by an [`SocketFactory`], so the same client
//! speaks to this machine's kernel tables and to those of a practice host.

use std::io;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};

use netlink_packet_core::{
    NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP,
    NetlinkHeader, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_route::address::AddressMessage;
use netlink_packet_route::link::LinkMessage;
use netlink_packet_route::neighbour::NeighbourMessage;
use netlink_packet_route::route::{RouteHeader, RouteMessage};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use nix::sys::socket::{self, MsgFlags, sockopt};
use nix::sys::time::{TimeVal, TimeValLike as _};

use super::error::HostError;
use super::parse::{self, Link};
use crate::net::{Address, Neighbour, Route};
use crate::place::InterfaceIndex;
use crate::sys::factory::SocketFactory;

/// One answer at most: the kernel fills dumps into 32 KiB pieces at most (`netlink_dump`).
const BUFFER: usize = 64 * 1024;

/// A dump that was interrupted by a change is asked for again this often.
const TRIES: usize = 4;

/// Entries of one kind that are kept of one host. A full Internet routing table is larger; nobody
/// practises on one.
const LIMIT: usize = 65_536;

/// The kernel answers at once; a host that is gone must not hang the caller.
const PATIENCE_SECONDS: i64 = 2;

/// Bytes of a netlink header (netlink(7), `struct nlmsghdr`).
const HEADER: usize = 16;

/// One message as it came: type, flags, sequence number, payload.
struct Raw<'a> {
    kind: u16,
    flags: u16,
    sequence: u32,
    payload: &'a [u8],
}

/// A socket to one host's rtnetlink.
#[derive(Debug)]
pub struct Client {
    socket: OwnedFd,
    sequence: u32,
    buffer: Vec<u8>,
}

impl AsFd for Client {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Client {
    /// Opens a socket on that host.
    ///
    /// # Errors
    /// [`HostError::Open`] with what the opener or the kernel says.
    pub fn open(opener: &dyn SocketFactory) -> Result<Self, HostError> {
        let socket = opener
            .open(libc::AF_NETLINK, libc::SOCK_RAW, libc::NETLINK_ROUTE)
            .map_err(HostError::Open)?;
        // An older kernel dumps more than asked for; what is too much is thrown away while parsing.
        let _ = crate::sys::netlink::set_strict(socket.as_fd());
        socket::setsockopt(
            &socket,
            sockopt::ReceiveTimeout,
            &TimeVal::seconds(PATIENCE_SECONDS),
        )
        .map_err(|errno| HostError::Open(errno.into()))?;
        Ok(Self {
            socket,
            sequence: 0,
            buffer: vec![0; BUFFER],
        })
    }

    /// All interfaces, in the kernel's order.
    ///
    /// # Errors
    /// [`HostError::Read`], [`HostError::Restless`], [`HostError::TooMany`].
    pub fn links(&mut self) -> Result<Vec<Link>, HostError> {
        self.dump(
            "interfaces",
            &RouteNetlinkMessage::GetLink(LinkMessage::default()),
            parse::link,
        )
    }

    /// All addresses with their interface, in the kernel's order.
    ///
    /// # Errors
    /// As [`Client::links`].
    pub fn addresses(&mut self) -> Result<Vec<(InterfaceIndex, Address)>, HostError> {
        self.dump(
            "addresses",
            &RouteNetlinkMessage::GetAddress(AddressMessage::default()),
            parse::address,
        )
    }

    /// Routes of the main table: IPv4, then IPv6. A route over several routers is listed once for
    /// each of them.
    ///
    /// # Errors
    /// As [`Client::links`].
    pub fn routes(&mut self) -> Result<Vec<Route>, HostError> {
        let mut routes = Vec::new();
        for family in [AddressFamily::Inet, AddressFamily::Inet6] {
            let mut message = RouteMessage::default();
            message.header.address_family = family;
            message.header.table = RouteHeader::RT_TABLE_MAIN;
            match self.dump(
                "routes",
                &RouteNetlinkMessage::GetRoute(message),
                parse::route,
            ) {
                Ok(found) => routes.extend(found),
                // A host that never had a route of this family has no such table yet.
                Err(error) if error.errno() == Some(libc::ENOENT) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(routes)
    }

    /// The neighbour table: IPv4 and IPv6.
    ///
    /// # Errors
    /// As [`Client::links`].
    pub fn neighbours(&mut self) -> Result<Vec<Neighbour>, HostError> {
        self.dump(
            "neighbours",
            &RouteNetlinkMessage::GetNeighbour(NeighbourMessage::default()),
            parse::neighbour,
        )
    }

    /// Sends a change and waits until the kernel has made it. `flags` are added to
    /// `NLM_F_REQUEST | NLM_F_ACK`: for example `NLM_F_CREATE | NLM_F_EXCL`.
    ///
    /// # Errors
    /// [`HostError::Refused`] with the kernel's errno (`EPERM`, `EEXIST`, `ENODEV`, …).
    pub fn acknowledge(
        &mut self,
        message: RouteNetlinkMessage,
        flags: u16,
    ) -> Result<(), HostError> {
        self.send(message, NLM_F_REQUEST | NLM_F_ACK | flags)
            .map_err(HostError::Refused)?;
        loop {
            let length = self.receive().map_err(HostError::Refused)?;
            for raw in messages(&self.buffer, length).filter(|raw| raw.sequence == self.sequence) {
                if raw.kind == NLMSG_ERROR {
                    return verdict(raw.payload)
                        .map_or(Ok(()), |error| Err(HostError::Refused(error)));
                }
            }
        }
    }

    /// Asks for a table and reads it to its end; again if it changed meanwhile.
    fn dump<T>(
        &mut self,
        what: &'static str,
        request: &RouteNetlinkMessage,
        parse: fn(u16, &[u8], &mut Vec<T>),
    ) -> Result<Vec<T>, HostError> {
        for _ in 0..TRIES {
            match self.dump_once(request.clone(), parse) {
                Ok((found, _)) if found.len() > LIMIT => {
                    return Err(HostError::TooMany { what, limit: LIMIT });
                }
                Ok((found, Whole::Yes)) => return Ok(found),
                Ok((_, Whole::Interrupted)) => {}
                Err(source) => return Err(HostError::Read { what, source }),
            }
        }
        Err(HostError::Restless(what))
    }

    fn dump_once<T>(
        &mut self,
        request: RouteNetlinkMessage,
        parse: fn(u16, &[u8], &mut Vec<T>),
    ) -> io::Result<(Vec<T>, Whole)> {
        self.send(request, NLM_F_REQUEST | NLM_F_DUMP)?;
        let mut found = Vec::new();
        let mut whole = Whole::Yes;
        loop {
            let length = self.receive()?;
            for raw in messages(&self.buffer, length).filter(|raw| raw.sequence == self.sequence) {
                if raw.flags & NLM_F_DUMP_INTR != 0 {
                    whole = Whole::Interrupted;
                }
                match raw.kind {
                    NLMSG_DONE => return verdict(raw.payload).map_or(Ok((found, whole)), Err),
                    NLMSG_ERROR => return Err(verdict(raw.payload).unwrap_or_else(unexpected)),
                    NLMSG_NOOP => {}
                    // What is beyond the limit is read to the end of the dump, but not kept.
                    kind if found.len() <= LIMIT => parse(kind, raw.payload, &mut found),
                    _ => {}
                }
            }
        }
    }

    fn send(&mut self, message: RouteNetlinkMessage, flags: u16) -> io::Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        let mut header = NetlinkHeader::default();
        header.flags = flags;
        header.sequence_number = self.sequence;
        let mut message = NetlinkMessage::new(header, NetlinkPayload::from(message));
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);
        socket::send(self.socket.as_raw_fd(), &bytes, MsgFlags::empty())?;
        Ok(())
    }

    /// One datagram into the buffer. One that does not fit would have lost its end, which is told as
    /// an error rather than parsed.
    fn receive(&mut self) -> io::Result<usize> {
        loop {
            match socket::recv(
                self.socket.as_raw_fd(),
                &mut self.buffer,
                MsgFlags::MSG_TRUNC,
            ) {
                Ok(length) if length > self.buffer.len() => {
                    return Err(io::Error::from_raw_os_error(libc::EMSGSIZE));
                }
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => return Ok(length),
                Err(nix::errno::Errno::EINTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }
}

/// Was the table the same from the first to the last piece of a dump?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    Interrupted,
}

fn unexpected() -> io::Error {
    io::Error::other("an acknowledgement instead of a table")
}

/// The error in an `NLMSG_ERROR` or `NLMSG_DONE` payload: a negative errno in its first four bytes;
/// zero, or nothing, means success.
fn verdict(payload: &[u8]) -> Option<io::Error> {
    let code = i32::from_ne_bytes(payload.get(..4)?.try_into().ok()?);
    (code != 0).then(|| io::Error::from_raw_os_error(code.saturating_abs()))
}

/// The messages of one datagram; stops at the first that is cut.
fn messages(buffer: &[u8], length: usize) -> impl Iterator<Item = Raw<'_>> {
    let mut rest = buffer.get(..length).unwrap_or_default();
    std::iter::from_fn(move || {
        let header = rest.get(..HEADER)?;
        let size = u32::from_ne_bytes(header.get(..4)?.try_into().ok()?) as usize;
        let raw = Raw {
            kind: u16::from_ne_bytes(header.get(4..6)?.try_into().ok()?),
            flags: u16::from_ne_bytes(header.get(6..8)?.try_into().ok()?),
            sequence: u32::from_ne_bytes(header.get(8..12)?.try_into().ok()?),
            payload: rest.get(HEADER..size)?,
        };
        rest = rest.get(size.next_multiple_of(4)..).unwrap_or_default();
        Some(raw)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::factory::ThisMachine;

    #[test]
    fn loopback_is_the_first_interface_of_this_machine() {
        let links = Client::open(&ThisMachine).unwrap().links().unwrap();
        let lo = links
            .iter()
            .find(|link| link.index == InterfaceIndex(1))
            .unwrap();
        assert_eq!(lo.name, b"lo");
        assert!(lo.mtu > 0);
    }

    #[test]
    fn a_refused_change_tells_the_kernels_errno() {
        let mut client = Client::open(&ThisMachine).unwrap();
        let mut message = LinkMessage::default();
        message.header.index = 0x7fff_fff0;
        let error = client
            .acknowledge(RouteNetlinkMessage::DelLink(message), 0)
            .unwrap_err();
        assert!(
            matches!(error.errno(), Some(libc::ENODEV | libc::EPERM)),
            "{error}"
        );
    }

    #[test]
    fn a_cut_datagram_gives_its_whole_messages_only() {
        let mut bytes = Vec::new();
        for size in [20_u32, 400] {
            bytes.extend(size.to_ne_bytes());
            bytes.extend([0; 12]);
            bytes.extend([7; 4]);
        }
        let whole: Vec<_> = messages(&bytes, bytes.len())
            .map(|raw| raw.payload.to_vec())
            .collect();
        assert_eq!(whole, [[7; 4]]);
    }

    #[test]
    fn a_message_shorter_than_its_header_ends_the_datagram() {
        let mut bytes = vec![0; 32];
        bytes[0] = 4;
        assert_eq!(messages(&bytes, 32).count(), 0);
    }
}
