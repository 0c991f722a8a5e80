//! Wirelabs of one host among themselves: an abstract Unix socket, which no frame ever leaves.

use std::io;
use std::sync::Arc;

use socket2::{SockAddr, Socket};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::chat::traced::watched;
use crate::sys::factory::SharedFactory;

/// Connections that wait to be taken.
const BACKLOG: i32 = 64;

/// The name that is bound by whoever answers at this UDP port.
#[cfg(target_os = "linux")]
fn name(port: u16) -> io::Result<SockAddr> {
    // unix(7): a name that begins with a zero byte is no file; it belongs to the network namespace.
    SockAddr::unix(format!("\0wirelab-finder-{port}"))
}

/// Only Linux has names that are no files.
#[cfg(not(target_os = "linux"))]
fn name(_: u16) -> io::Result<SockAddr> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Messages keep their borders, and the end of the other side is told.
fn open(opener: &SharedFactory) -> io::Result<Socket> {
    let socket = Socket::from(opener.open(libc::AF_UNIX, libc::SOCK_SEQPACKET, 0)?);
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// The bound name: whoever has it presides.
#[derive(Debug)]
pub(super) struct Door(AsyncFd<Arc<Socket>>);

impl Door {
    /// Takes the name.
    ///
    /// # Errors
    /// `EADDRINUSE`: another one has it; anything else: there are no such names here.
    pub(super) fn bind(opener: &SharedFactory, port: u16) -> io::Result<Self> {
        let socket = open(opener)?;
        socket.bind(&name(port)?)?;
        socket.listen(BACKLOG)?;
        watched(Arc::new(socket)).map(Self)
    }

    /// Waits for a guest.
    pub(super) async fn accept(&self) -> io::Result<Line> {
        let (socket, _) = self
            .0
            .async_io(Interest::READABLE, |door| door.accept())
            .await?;
        socket.set_nonblocking(true)?;
        watched(Arc::new(socket)).map(Line)
    }
}

/// A connection between a guest and who presides.
#[derive(Debug)]
pub(super) struct Line(AsyncFd<Arc<Socket>>);

impl Line {
    /// A guest's connection.
    ///
    /// # Errors
    /// `ECONNREFUSED`: nobody has the name now; `EAGAIN`: too many wait already.
    pub(super) fn connect(opener: &SharedFactory, port: u16) -> io::Result<Self> {
        let socket = open(opener)?;
        socket.connect(&name(port)?)?;
        watched(Arc::new(socket)).map(Self)
    }

    /// Sends one message.
    pub(super) async fn send(&self, message: &[u8]) -> io::Result<()> {
        let sent = self
            .0
            .async_io(Interest::WRITABLE, |line| line.send(message))
            .await?;
        if sent == message.len() {
            Ok(())
        } else {
            Err(io::ErrorKind::WriteZero.into())
        }
    }

    /// Receives one message, cut to the buffer's length; 0: the other side has gone.
    pub(super) async fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0
            .async_io(Interest::READABLE, |line| {
                io::Read::read(&mut &**line, buffer)
            })
            .await
    }
}
