//! What went wrong, in plain words and with what to try.

use std::io;
use std::net::SocketAddr;

use crate::record::Transport;
use crate::say;
use crate::say::{Clean, Say};

use super::address::Flaw;
use super::broadcast::Reach;
use super::unreached::{self, Unreached};
use crate::msg::chat::Trouble;

fn trouble(what: Say, remedy: Say) -> Trouble {
    Trouble {
        what,
        remedy: Some(remedy),
    }
}

/// An address that cannot be read.
pub fn typed(typed: &str, flaw: Flaw) -> Trouble {
    let typed = Clean::spoken(typed);
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
    trouble(
        say!("chat-name-not-found", name = name.to_owned()),
        say!("chat-name-not-found-try"),
    )
}

/// An IPv6 zone that is no interface.
pub fn zone(zone: &str) -> Trouble {
    trouble(
        say!("chat-zone-unknown", zone = zone.to_owned()),
        say!("chat-zone-unknown-try"),
    )
}

/// Nothing came of the lab's protocol: why, and what one does without it.
pub fn no_lab(what: Say) -> Trouble {
    trouble(what, say!("chat-no-lab-try"))
}

/// A connection that could not be made.
pub fn connect(unreached: &Unreached, address: SocketAddr) -> Trouble {
    told(Transport::Tcp, unreached, address)
}

/// A datagram that could not be sent, or did not get there.
pub fn datagram(unreached: &Unreached, address: SocketAddr) -> Trouble {
    told(Transport::Udp, unreached, address)
}

fn told(transport: Transport, unreached: &Unreached, address: SocketAddr) -> Trouble {
    if let Some(message) = &unreached.message {
        return unreached::icmp(transport, unreached, message, address);
    }
    let place = address.to_string();
    let here = unreached.is_here(address.ip());
    match unreached.error.raw_os_error() {
        Some(libc::ECONNREFUSED) => refused(transport, here, address),
        Some(libc::ECONNRESET) => {
            trouble(say!("chat-reset", address = place), say!("chat-reset-try"))
        }
        Some(libc::EHOSTUNREACH) => trouble(
            say!("chat-host-unreachable", address = place),
            say!("chat-own-route-try"),
        ),
        // TCP has no route to many machines at once (tcp(7)).
        Some(libc::ENETUNREACH) if unreached.reach != Reach::One => {
            trouble(say!("chat-many", address = place), say!("chat-many-try"))
        }
        Some(libc::ENETUNREACH) => unreached::no_route(address),
        Some(libc::ENETDOWN) => trouble(say!("chat-network-down"), say!("chat-network-down-try")),
        Some(libc::EPERM) => trouble(
            say!("chat-rejected", address = place),
            say!("chat-firewall-here-try"),
        ),
        Some(libc::EACCES) if unreached.reach == Reach::Everyone => trouble(
            say!("chat-broadcast-refused", address = address.ip().to_string()),
            say!("chat-broadcast-refused-try"),
        ),
        Some(libc::EACCES) => trouble(
            say!("chat-prohibited", address = place),
            say!("chat-own-route-try"),
        ),
        Some(libc::EINVAL) if address.is_ipv6() => trouble(
            say!("chat-zone-needed", address = place),
            say!("chat-zone-needed-try"),
        ),
        Some(libc::ETIMEDOUT) => timed_out(here, address),
        _ if unreached.error.kind() == io::ErrorKind::TimedOut => timed_out(here, address),
        _ => Trouble {
            what: say!(
                "chat-other",
                address = place,
                error = unreached.error.to_string()
            ),
            remedy: None,
        },
    }
}

/// No ICMP message came: over TCP an RST did.
fn refused(transport: Transport, here: bool, address: SocketAddr) -> Trouble {
    let (place, port) = (address.to_string(), address.port().to_string());
    let what = match transport {
        Transport::Tcp if here => say!("chat-refused-here", port = port.clone()),
        Transport::Tcp => say!("chat-refused", address = place),
        Transport::Udp => say!("chat-udp-refused", address = place),
    };
    trouble(
        what,
        if here {
            say!("chat-port-here-try", port = port)
        } else {
            say!("chat-refused-try", port = port)
        },
    )
}

fn timed_out(here: bool, address: SocketAddr) -> Trouble {
    let place = address.to_string();
    if here {
        trouble(
            say!("chat-timed-out-here", address = place),
            say!("chat-timed-out-here-try"),
        )
    } else {
        trouble(
            say!("chat-timed-out", address = place),
            say!("chat-timed-out-try"),
        )
    }
}

/// Waiting for peers that could not begin.
pub fn listen(error: &io::Error, address: SocketAddr) -> Trouble {
    let place = address.to_string();
    let port = address.port().to_string();
    match error.raw_os_error() {
        Some(libc::EADDRINUSE) => trouble(
            say!("chat-address-in-use", port = port.clone()),
            say!("chat-address-in-use-try", port = port),
        ),
        Some(libc::EACCES | libc::EPERM) => trouble(
            say!("chat-port-privileged", port = port),
            say!("chat-port-privileged-try"),
        ),
        Some(libc::EADDRNOTAVAIL) => trouble(
            say!("chat-address-not-here", address = place),
            say!("chat-address-not-here-try"),
        ),
        Some(libc::EINVAL) if address.is_ipv6() => trouble(
            say!("chat-zone-needed", address = place),
            say!("chat-zone-needed-try"),
        ),
        _ => Trouble {
            what: say!("chat-other", address = place, error = error.to_string()),
            remedy: None,
        },
    }
}
