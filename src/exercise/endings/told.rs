//! A call and what it came to, as Python and as C show it.

use bytes::Bytes;

use super::script::{AGAIN, LISTENER};
use crate::exercise::call::Call;
use crate::exercise::code;
use crate::exercise::journal::Entry;

/// What a call of `recv`, or of `bind`, came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It has not returned.
    Waits,
    /// It gave these bytes; over UDP with an address.
    Gave(Bytes, bool),
    /// It succeeded, and gives nothing.
    Done,
    /// It failed, with this errno.
    Failed(String),
}

impl Told {
    /// Of this call; `None`: it has neither returned nor been seen to wait.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Self> {
        if let Some(errno) = entry.errno() {
            return Some(Self::Failed(errno.name.clone()));
        }
        if let Some(received) = entry.received() {
            return Some(Self::Gave(received.bytes.clone(), received.from.is_some()));
        }
        if entry.succeeded() {
            return Some(Self::Done);
        }
        entry.waits.is_some().then_some(Self::Waits)
    }

    /// As Python shows it; `waits` where it has not returned.
    #[must_use]
    pub fn python(&self) -> String {
        match self {
            Self::Waits => "waits".to_owned(),
            Self::Gave(bytes, false) => code::literal(bytes, 16),
            Self::Gave(bytes, true) => {
                format!("({}, address)", code::literal(bytes, 16))
            }
            Self::Done => "None".to_owned(),
            Self::Failed(errno) => {
                exception(errno).map_or_else(|| os_error(errno), ToOwned::to_owned)
            }
        }
    }

    /// As Python shows it, in few cells: without the address and the system's words.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Gave(bytes, _) => code::literal(bytes, 16),
            Self::Failed(errno) if exception(errno).is_none() => {
                let whole = self.python();
                let short = whole.split_once(']').map(|(head, _)| format!("{head}]"));
                short.unwrap_or(whole).replace(": ", " ")
            }
            Self::Waits | Self::Done | Self::Failed(_) => self.python(),
        }
    }

    /// As C shows it.
    #[must_use]
    pub fn c(&self) -> String {
        match self {
            Self::Waits => "waits".to_owned(),
            Self::Gave(bytes, _) => bytes.len().to_string(),
            Self::Done => "0".to_owned(),
            Self::Failed(errno) => format!("-1 {errno}"),
        }
    }

    /// Did it give no byte?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Gave(bytes, _) if bytes.is_empty())
    }

    /// The errno; empty: it has none.
    #[must_use]
    pub fn errno(&self) -> &str {
        match self {
            Self::Failed(errno) => errno,
            Self::Waits | Self::Gave(..) | Self::Done => "",
        }
    }
}

/// Python's own class for it (PEP 3151); with a time limit set EAGAIN is `TimeoutError`.
fn exception(errno: &str) -> Option<&'static str> {
    Some(match errno {
        "EAGAIN" | "ETIMEDOUT" => "TimeoutError",
        "ECONNRESET" => "ConnectionResetError",
        "ECONNREFUSED" => "ConnectionRefusedError",
        "ECONNABORTED" => "ConnectionAbortedError",
        "EPIPE" => "BrokenPipeError",
        "EACCES" | "EPERM" => "PermissionError",
        _ => return None,
    })
}

/// What Python shows of an `OSError` without a class of its own, with the system's number and words on Linux.
fn os_error(errno: &str) -> String {
    let words = match errno {
        "EADDRINUSE" => "[Errno 98] Address already in use",
        "EADDRNOTAVAIL" => "[Errno 99] Cannot assign requested address",
        "ENETUNREACH" => "[Errno 101] Network is unreachable",
        "EHOSTUNREACH" => "[Errno 113] No route to host",
        "EINVAL" => "[Errno 22] Invalid argument",
        _ => errno,
    };
    format!("OSError: {words}")
}

/// Is this call part of the story? What prepares sockets, and the looks at the kernel's list, are not.
#[must_use]
pub fn is_told(entry: &Entry) -> bool {
    let on = entry.step.on;
    match entry.step.call {
        Call::Connect(_)
        | Call::Send(_)
        | Call::SendTo(..)
        | Call::Recv(_)
        | Call::RecvFrom(_)
        | Call::Shutdown(_)
        | Call::Set(_)
        | Call::Get(_) => true,
        Call::Bind(_) => on == AGAIN,
        // The listening sockets end without anything passing.
        Call::Close => ![AGAIN, LISTENER].contains(&on),
        _ => false,
    }
}

/// A call of the story in few words: `recv(1024)`, `SO_LINGER=0 s`, `again.bind(:8000)`.
#[must_use]
pub fn brief(entry: &Entry) -> String {
    let whole = code::call(&entry.step);
    let name = code::name(&entry.step.call);
    let brief = match &entry.step.call {
        Call::Bind(to) | Call::Connect(to) => format!("{name}(:{})", to.port()),
        // The option is what matters; the line of code has the whole call.
        Call::Set(_) => {
            let inner = whole.split_once('(').map_or("", |(_, inner)| inner);
            inner.trim_end_matches(')').replace(", ", "=")
        }
        _ => whole,
    };
    // Sockets beside the connection bear their names.
    if [AGAIN, LISTENER].contains(&entry.step.on) {
        format!("{}.{brief}", entry.step.on)
    } else {
        brief
    }
}
