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

    /// A setting of that host's kernel by its name below `/proc/sys`, for example `net.core.somaxconn`: its words, one
    /// space between them. Those below `net` are each network's own.
    ///
    /// # Errors
    /// `ENOENT`: there is no such; `EPIPE` when the host is gone.
    fn setting(&self, name: &str) -> io::Result<String>;
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

    fn setting(&self, name: &str) -> io::Result<String> {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte);
        if !name.bytes().all(plain) {
            return Err(io::Error::from_raw_os_error(libc::ENOENT));
        }
        let text = std::fs::read_to_string(format!("/proc/sys/{}", name.replace('.', "/")))?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
