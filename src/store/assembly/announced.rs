//! Ports that a conversation has announced, where another one will be of a protocol that its own ports do
//! not tell: an FTP data connection.

use std::collections::VecDeque;
use std::net::IpAddr;

use crate::store::flows::End;
use crate::wire::Protocol;
use crate::wire::stream::Announced;

/// Ports remembered; the oldest make room.
const MOST: usize = 256;

/// A TCP port where somebody waits to be called.
#[derive(Debug)]
struct Waiting {
    port: u16,
    /// The address that was told, and that of who waits: behind a NAT they differ.
    addresses: [IpAddr; 2],
    speaks: Protocol,
}

impl Waiting {
    fn is_at(&self, end: End) -> bool {
        self.port == end.1 && self.addresses.contains(&end.0)
    }
}

/// Announced ports that wait to be called.
#[derive(Debug, Default)]
pub(super) struct Ports {
    tcp: VecDeque<Waiting>,
}

impl Ports {
    /// The end at `of` will be called at a port.
    pub(super) fn add(&mut self, announced: Announced, of: IpAddr) {
        if self.tcp.len() == MOST {
            self.tcp.pop_front();
        }
        self.tcp.push_back(Waiting {
            port: announced.port,
            addresses: [announced.address.unwrap_or(of), of],
            speaks: announced.speaks,
        });
    }

    /// Is nobody waited for?
    pub(super) fn is_empty(&self) -> bool {
        self.tcp.is_empty()
    }

    /// What a new connection between these ends speaks, if it was announced.
    pub(super) fn speaks(&mut self, from: End, to: End) -> Option<Protocol> {
        let mut all = self.tcp.iter();
        let at = all.rposition(|waiting| waiting.is_at(to) || waiting.is_at(from))?;
        self.tcp.remove(at).map(|waiting| waiting.speaks)
    }
}
