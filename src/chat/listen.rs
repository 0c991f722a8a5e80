//! The socket at which one listens, over TCP or UDP.

use std::io;
use std::net::SocketAddr;

use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::address::{self, HostPart, Target};
use super::shared::Shared;
use super::traced::Traced;
use super::{trouble, whence};
use crate::msg::chat::Trouble;

/// Connections the kernel keeps for us until they are accepted.
const BACKLOG: i32 = 128;

/// Makes a socket that is bound, and for TCP listens, at the first of the addresses that works; with
/// what opened it.
pub async fn bound(
    shared: &Shared,
    transport: Transport,
    typed: Option<&str>,
) -> Result<(Traced, SharedFactory), Trouble> {
    let target = match typed {
        Some(typed) => {
            address::parse(typed, shared.port).map_err(|flaw| trouble::typed(typed, flaw))?
        }
        None => Target {
            host: HostPart::Unsaid,
            port: shared.port,
        },
    };
    let mut last = trouble::no_host();
    for (opener, address) in whence::ways(&shared.hosts, &target, &whence::EVERYWHERE).await? {
        let opened = Traced::open(opener.as_ref(), transport, address.is_ipv6());
        let mut socket = match shared.lane.opened(opened).await {
            Ok(socket) => socket,
            Err(error) => {
                last = trouble::listen(&error, address);
                continue;
            }
        };
        let result = prepare(&mut socket, transport, address);
        shared.lane.tell_calls(socket.journal()).await;
        match result {
            Ok(()) => return Ok((socket, opener)),
            Err(error) => {
                last = trouble::listen(&error, address);
                shared.lane.tell_calls(socket.close()).await;
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
