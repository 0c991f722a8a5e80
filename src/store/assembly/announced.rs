//! Ports that a conversation has announced, where another one will be of a protocol that its own ports do
//! not tell: an FTP data connection, a TFTP transfer.

use std::collections::VecDeque;
use std::net::IpAddr;

use crate::frame::FrameMeta;
use crate::store::flows::End;
use crate::wire::stream::Announced;
use crate::wire::{Digest, Protocol, Reading};

/// Ports remembered; the oldest make room.
const MOST: usize = 256;

/// Announced ports that wait to be called.
#[derive(Debug, Default)]
pub(super) struct Ports {
    tcp: VecDeque<(End, Protocol)>,
}

impl Ports {
    /// A message from `sender` announced a port.
    pub(super) fn add(&mut self, announced: Announced, sender: IpAddr) {
        if self.tcp.len() == MOST {
            self.tcp.pop_front();
        }
        let address = announced.address.unwrap_or(sender);
        self.tcp
            .push_back(((address, announced.port), announced.speaks));
    }

    /// What a new connection between these ends speaks, if it was announced.
    pub(super) fn speaks(&mut self, from: End, to: End) -> Option<Protocol> {
        let mut all = self.tcp.iter();
        let at = all.rposition(|(end, _)| *end == to || *end == from)?;
        self.tcp.remove(at).map(|(_, speaks)| speaks)
    }

    /// A UDP datagram.
    pub(super) fn datagram(
        &mut self,
        _meta: &FrameMeta,
        _digest: &mut Digest,
        _bytes: &[u8],
    ) -> Reading {
        Reading::Alone
    }
}
