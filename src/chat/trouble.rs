//! What went wrong, in plain words and with what to try.

use std::io;
use std::net::SocketAddr;

use crate::say;
use crate::say::Say;

use super::address::Flaw;
use super::types::Trouble;

fn trouble(what: Say, remedy: Say) -> Trouble {
    Trouble { what, remedy: Some(remedy) }
}

/// An address that cannot be read.
pub fn typed(typed: &str, flaw: Flaw) -> Trouble {
    let typed = crate::proto::chat::text::harmless(typed);
    let what = match flaw {
        Flaw::Empty => say!("chat-address-empty"),
        Flaw::Port { column } => say!("chat-address-port", typed = typed, column = column),
        Flaw::Bracket { column } => say!("chat-address-bracket", typed = typed, column = column),
        Flaw::Host { column } => say!("chat-address-host", typed = typed, column = column),
        Flaw::Ipv4 { column } => say!("chat-address-ipv4", typed = typed, column = column),
    };
    trouble(what, say!("chat-address-example"))
}

/// The host is not there any more.
pub fn no_host() -> Trouble {
    trouble(say!("chat-no-host"), say!("chat-no-host-try"))
}

/// A name that no resolver knows, or that took too long.
pub fn name(name: &str) -> Trouble {
    trouble(say!("chat-name-not-found", name = name.to_owned()), say!("chat-name-not-found-try"))
}

/// A name, on a host that has no resolver of ours.
pub fn name_elsewhere(name: &str) -> Trouble {
    trouble(say!("chat-name-elsewhere", name = name.to_owned()), say!("chat-name-elsewhere-try"))
}

/// An IPv6 zone that is no interface.
pub fn zone(zone: &str) -> Trouble {
    trouble(say!("chat-zone-unknown", zone = zone.to_owned()), say!("chat-zone-unknown-try"))
}

/// Nothing came of the lab's protocol: why, and what one does without it.
pub fn no_lab(what: Say) -> Trouble {
    trouble(what, say!("chat-no-lab-try"))
}

/// A connection that could not be made.
pub fn connect(error: &io::Error, address: SocketAddr) -> Trouble {
    let place = address.to_string();
    let port = address.port().to_string();
    match error.raw_os_error() {
        Some(libc::ECONNREFUSED) => trouble(say!("chat-refused", address = place), say!("chat-refused-try", port = port)),
        Some(libc::EHOSTUNREACH) => trouble(say!("chat-host-unreachable", address = place), say!("chat-host-unreachable-try")),
        Some(libc::ENETUNREACH) => trouble(say!("chat-no-route", address = place), say!("chat-no-route-try")),
        Some(libc::ENETDOWN) => trouble(say!("chat-network-down"), say!("chat-network-down-try")),
        Some(libc::ETIMEDOUT) => trouble(say!("chat-timed-out", address = place), say!("chat-timed-out-try")),
        Some(libc::EACCES | libc::EPERM) => trouble(say!("chat-rejected", address = place), say!("chat-rejected-try")),
        Some(libc::EINVAL) if address.is_ipv6() => {
            trouble(say!("chat-zone-needed", address = place), say!("chat-zone-needed-try"))
        }
        _ if error.kind() == io::ErrorKind::TimedOut => {
            trouble(say!("chat-timed-out", address = place), say!("chat-timed-out-try"))
        }
        Some(libc::ECONNRESET) => trouble(say!("chat-reset", address = place), say!("chat-refused-try", port = port)),
        _ => Trouble { what: say!("chat-other", address = place, error = error.to_string()), remedy: None },
    }
}

/// Waiting for peers that could not begin.
pub fn listen(error: &io::Error, address: SocketAddr) -> Trouble {
    let place = address.to_string();
    let port = address.port().to_string();
    match error.raw_os_error() {
        Some(libc::EADDRINUSE) => {
            trouble(say!("chat-address-in-use", port = port.clone()), say!("chat-address-in-use-try", port = port))
        }
        Some(libc::EACCES | libc::EPERM) => trouble(say!("chat-port-privileged", port = port), say!("chat-port-privileged-try")),
        Some(libc::EADDRNOTAVAIL) => trouble(say!("chat-address-not-here", address = place), say!("chat-address-not-here-try")),
        Some(libc::EINVAL) if address.is_ipv6() => {
            trouble(say!("chat-zone-needed", address = place), say!("chat-zone-needed-try"))
        }
        _ => Trouble { what: say!("chat-other", address = place, error = error.to_string()), remedy: None },
    }
}
