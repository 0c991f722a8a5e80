//! Sockets made on a host: this machine, or one in a namespace of its own.
//!
//! Interface numbers and addresses repeat across namespaces, and a socket keeps the namespace it was
//! opened in. So everything that talks for a host (its interfaces, a capture, the chat) gets its
//! sockets from that host's [`SocketFactory`].

use std::fmt::Debug;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use super::socket;
use crate::place::HostId;

/// Opens sockets on one host.
pub trait SocketFactory: Send + Sync + Debug {
    /// The host the sockets belong to.
    fn host(&self) -> HostId;

    /// `socket(2)` on that host, close-on-exec.
    ///
    /// # Errors
    /// What the kernel says: `EPERM` without the right, `EAFNOSUPPORT`, `EMFILE`; `EPIPE` when the
    /// host is gone.
    fn open(&self, domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd>;
}

/// A [`SocketFactory`] shared between tasks.
pub type SharedFactory = Arc<dyn SocketFactory>;

/// This machine: sockets are opened by the process itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisMachine;

impl SocketFactory for ThisMachine {
    fn host(&self) -> HostId {
        HostId::HERE
    }

    fn open(&self, domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
        socket::open(domain, kind, protocol)
    }
}
