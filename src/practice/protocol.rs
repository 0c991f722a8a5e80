//! What the program asks its helper, and what the helper answers: one JSON object a message.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::Step;
use super::topology::Topology;
use crate::sys::fdpass;

/// Longest message in bytes, both ways: a topology of some forty cables.
pub const LONGEST: usize = 32 * 1024;

/// A wish of the program.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Build this lab; asked once, first.
    Build(Topology),
    /// `socket(2)` on a host.
    Open {
        host: String,
        domain: i32,
        kind: i32,
        protocol: i32,
    },
    /// A setting of a host's kernel, by its name below `/proc/sys`.
    Setting { host: String, name: String },
    /// Switch a host's interface on or off: the other end sees the cable in or out.
    Link {
        host: String,
        interface: String,
        up: bool,
    },
    /// Run this very program on a host. Three descriptors come along: its standard input, output, error.
    Spawn { host: String, args: Vec<String> },
    /// Has this child ended?
    Ended { pid: u32 },
}

/// The helper's answer.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Done. For `Open` the socket comes along.
    Done,
    /// The setting's words.
    Setting { words: String },
    /// The system said no: its errno.
    No { errno: i32 },
    /// The lab could not be built.
    Failed { step: Step, errno: i32 },
    /// The child runs; its process descriptor comes along.
    Running { pid: u32 },
    /// It has ended: its exit code, or minus the number of the signal that killed it.
    Ended { code: i32 },
}

/// Sends one message.
///
/// # Errors
/// `EPIPE` when the other end has gone; `InvalidInput` for more than [`LONGEST`] bytes.
pub fn send(
    socket: BorrowedFd<'_>,
    message: &impl Serialize,
    fds: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let bytes = serde_json::to_vec(message)?;
    if bytes.len() > LONGEST {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    fdpass::send(socket, &bytes, fds)
}

/// Waits for one message; `None` when the other end has gone.
///
/// # Errors
/// `EAGAIN` after the socket's receive timeout, `InvalidData` for what is no such message.
pub fn receive<M: DeserializeOwned>(socket: impl AsFd) -> io::Result<Option<(M, Vec<OwnedFd>)>> {
    let mut buffer = vec![0; LONGEST];
    let message = fdpass::receive(socket, &mut buffer)?;
    match buffer.get(..message.length) {
        None | Some([]) => Ok(None),
        Some(bytes) => Ok(Some((serde_json::from_slice(bytes)?, message.fds))),
    }
}
