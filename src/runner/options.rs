//! Options of sockets, set and asked for.

use std::io;
use std::os::fd::AsFd as _;
use std::time::Duration;

use socket2::Socket;

use crate::exercise::Value;
use crate::exercise::call::{Ask, Opt};
use crate::sys::{packet, socket as sys};

/// Sets one.
pub(super) fn set(socket: &Socket, opt: Opt) -> io::Result<()> {
    match opt {
        Opt::ReuseAddr(on) => socket.set_reuse_address(on),
        Opt::ReusePort(on) => socket.set_reuse_port(on),
        Opt::NoDelay(on) => socket.set_tcp_nodelay(on),
        Opt::QuickAck(on) => socket.set_tcp_quickack(on),
        Opt::Linger(time) => {
            socket.set_linger(time.map(|seconds| Duration::from_secs(seconds.into())))
        }
        Opt::SendBuffer(bytes) => socket.set_send_buffer_size(bytes as usize),
        Opt::ReceiveTimeout(time) => socket.set_read_timeout(Some(time)),
        Opt::NonBlocking(on) => socket.set_nonblocking(on),
        Opt::V6Only(on) => socket.set_only_v6(on),
        Opt::Deaf(on) => packet::deafen(socket.as_fd(), on),
    }
}

/// Asks for one.
pub(super) fn get(socket: &Socket, ask: Ask) -> io::Result<Value> {
    let bytes = match ask {
        Ask::SendBuffer => socket.send_buffer_size()?,
        Ask::ReceiveBuffer => socket.recv_buffer_size()?,
        Ask::Unacknowledged => sys::unacknowledged(socket.as_fd())?,
        Ask::Unread => sys::unread(socket.as_fd())?,
        Ask::KeepAlive => usize::from(socket.keepalive()?),
        Ask::Error => {
            let pending = socket.take_error()?.and_then(|error| error.raw_os_error());
            return Ok(Value::Number(pending.unwrap_or(0).into()));
        }
    };
    Ok(Value::Number(bytes as i64))
}
