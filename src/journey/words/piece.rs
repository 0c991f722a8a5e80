//! What is said of a packet that IP has cut into pieces (RFC 791 §2.3, RFC 8200 §4.5).

use crate::say;
use crate::say::Say;
use crate::wire::{Protocol, Value};

use super::super::block::Block;
use super::{Kind, Teller};

impl Teller<'_> {
    /// The ports that only the first piece names: known where the message is this host's own.
    pub(super) fn ports_of_the_first(&self) -> (String, String) {
        let Some(carried) = &self.journey.facts.carried else {
            return ("?".to_owned(), "?".to_owned());
        };
        let (local, remote) = (carried.local.port(), carried.remote.port());
        let (from, to) = if carried.outgoing {
            (local, remote)
        } else {
            (remote, local)
        };
        // A port that the kernel has yet to choose is not known.
        let text = |port: u16| {
            if port == 0 {
                "?".to_owned()
            } else {
                port.to_string()
            }
        };
        (text(from), text(to))
    }

    pub(super) fn down_piece(&self, size: Say, from: String, to: String) -> Say {
        match self.journey.digest.transport {
            Protocol::Udp => say!("journey-down-piece-udp", size = size, from = from, to = to),
            Protocol::Tcp => say!("journey-down-piece-tcp", size = size, from = from, to = to),
            _ => say!(
                "journey-down-piece",
                size = size,
                protocol = self.journey.carried_by_ip()
            ),
        }
    }

    /// Is it the first piece of several?
    pub(super) fn is_first_piece(&self, ip: &Block) -> bool {
        let more = |filter| {
            self.journey
                .field_of(ip, filter)
                .is_some_and(|field| field.value == Value::Flag(true))
        };
        self.kind != Kind::Piece && (more("ip.flags.mf") || more("ipv6.fraghdr.more"))
    }
}
