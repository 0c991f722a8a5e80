//! Asks whether a wirelab is at the other end, and answers who asks: beside the talk, over UDP.
//!
//! [`ask()`] is for who connects, [`Presence`] for who listens. What goes over the wire is
//! `proto::chat::finder`'s. All of it is the lab's housekeeping ([`crate::record::Purpose`]).
//!
//! Several wirelabs on one host share the port. Who binds an abstract Unix socket first *presides*:
//! it binds the UDP port and answers for all. The others are its *guests*: each tells it over that
//! socket what it listens at, and is forgotten when its connection ends. When the first one goes, the
//! connections end, and the guests see at once that the name is free. Abstract names belong to a network
//! namespace and to no user, so it works for two users of one host, and for each practice host by
//! itself; no frame goes over any wire for it. Systems without such names know only the first one.

mod ask;
mod local;
mod post;
mod presence;
mod rate;
mod register;

use std::net::{IpAddr, SocketAddr};

use crate::proto::chat::finder::{Over, Service};
use crate::record::Transport;

pub use ask::{Verdict, ask};
pub use presence::Presence;

/// What one wirelab listens at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Listening {
    service: Service,
    /// The address it is bound to; the unspecified IPv6 one stands for IPv4 too.
    address: IpAddr,
}

impl Listening {
    const fn at(transport: Transport, address: SocketAddr) -> Self {
        Self {
            service: service(transport, address.port()),
            address: address.ip(),
        }
    }

    /// Would who asked that address for that service reach it? `None`: the system does not tell which
    /// address was asked.
    fn reached(&self, service: Service, asked: Option<IpAddr>) -> bool {
        let here = |asked: IpAddr| match self.address {
            IpAddr::V4(ip) if ip.is_unspecified() => asked.is_ipv4(),
            IpAddr::V6(ip) if ip.is_unspecified() => true,
            ip => ip == asked,
        };
        self.service == service && asked.is_none_or(here)
    }
}

const fn service(transport: Transport, port: u16) -> Service {
    let over = match transport {
        Transport::Tcp => Over::Tcp,
        Transport::Udp => Over::Udp,
    };
    Service { over, port }
}

#[cfg(test)]
mod tests;
