//! The packet sockets a capture reads from.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;

use crate::sys::factory::SharedFactory;
use crate::sys::rights::early_packet_socket;
#[cfg(target_os = "linux")]
use crate::sys::ring::Shape;

/// The packet sockets a capture may use. The ring needs one; pnet one for each interface. What is
/// missing is opened when it is needed, which takes the right to.
#[derive(Debug, Default)]
pub struct Sockets {
    ready: VecDeque<OwnedFd>,
    opener: Option<SharedFactory>,
    large: bool,
}

impl Sockets {
    /// The same, with a ring of 32 MiB instead of 4: where losing nothing is worth the memory.
    #[must_use]
    pub fn with_large_ring(self) -> Self {
        Self {
            large: true,
            ..self
        }
    }

    /// How large the ring shall be.
    #[cfg(target_os = "linux")]
    pub(super) const fn shape(&self) -> Shape {
        if self.large {
            Shape::LARGE
        } else {
            Shape::SMALL
        }
    }

    /// The next one: a ready one, or a fresh one from the opener, or of this process.
    ///
    /// # Errors
    /// What socket(2) says.
    pub(super) fn take(&mut self) -> io::Result<OwnedFd> {
        if let Some(socket) = self.ready.pop_front() {
            return Ok(socket);
        }
        match &self.opener {
            #[cfg(target_os = "linux")]
            Some(opener) => opener.open(libc::AF_PACKET, libc::SOCK_RAW, 0),
            _ => early_packet_socket(),
        }
    }

    /// Sees to it that one is ready, so that a missing right is told at once.
    ///
    /// # Errors
    /// What socket(2) says.
    pub(super) fn prepare(&mut self) -> io::Result<()> {
        let first = self.take()?;
        self.ready.push_front(first);
        Ok(())
    }

    /// Puts one back for the next interface.
    pub(super) fn put_back(&mut self, socket: OwnedFd) {
        self.ready.push_back(socket);
    }
}

impl From<Option<OwnedFd>> for Sockets {
    fn from(socket: Option<OwnedFd>) -> Self {
        Self {
            ready: socket.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl From<Vec<OwnedFd>> for Sockets {
    fn from(sockets: Vec<OwnedFd>) -> Self {
        Self {
            ready: sockets.into(),
            ..Self::default()
        }
    }
}

impl From<SharedFactory> for Sockets {
    fn from(opener: SharedFactory) -> Self {
        Self {
            opener: Some(opener),
            ..Self::default()
        }
    }
}
