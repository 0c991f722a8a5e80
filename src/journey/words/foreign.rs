//! What the bytes of other programs say: a message of a protocol that is known, a part of one, the rest of
//! one. Of the chat's own messages their words are told instead.

use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::wire::{Layer, Protocol};

use super::super::block::{Block, Size};
use super::super::build::is_part;
use super::{Kind, Teller, bytes};

/// Messages of one frame that are told.
const MOST: usize = 4;

impl Teller<'_> {
    /// A program's bytes on their way down: what they are, as far as that is known.
    pub(super) fn down_foreign(&self, size: Size) -> Option<Say> {
        let (line, size) = (self.line()?, bytes(size));
        Some(match self.journey.transport() {
            Some(Transport::Tcp) => say!(
                "journey-down-foreign-stream",
                size = size,
                sender = self.sender.clone(),
                line = line
            ),
            Some(Transport::Udp) | None => {
                say!("journey-down-foreign", size = size, line = line)
            }
        })
    }

    /// The same, as the receiving program gets them.
    pub(super) fn up_foreign(&self, size: Size) -> Option<Say> {
        let (line, size) = (self.line()?, bytes(size));
        Some(say!("journey-up-foreign", size = size, line = line))
    }

    /// What the messages say that end in this frame and began in others.
    pub(super) fn put_together(&self) -> Vec<Say> {
        let layers = self.journey.dissection.layers.iter();
        let messages = layers.filter(|layer| layer.source.0 > 0 && layer.protocol.osi() >= 5);
        messages
            .filter(|_| self.is_piece() && self.is_foreign())
            .take(MOST)
            .map(|layer| say!("journey-put-together", line = layer.summary.clone()))
            .collect()
    }

    /// Are bytes of the frame only a part of a message?
    pub(super) fn is_piece(&self) -> bool {
        let mut blocks = self.journey.blocks.iter();
        self.is_foreign() && blocks.any(|block| self.layer_of(block).is_some_and(is_part))
    }

    /// Is what the program says inside TLS?
    pub(super) fn is_tls(&self) -> bool {
        let mut blocks = self.journey.blocks.iter();
        self.kind == Kind::Data && blocks.any(|block| block.protocol == Protocol::Tls)
    }

    fn is_foreign(&self) -> bool {
        self.journey.facts.carried.is_none()
    }

    fn layer_of(&self, block: &Block) -> Option<&Layer> {
        self.journey.dissection.layers.get(block.layer?)
    }

    /// What the bytes of this step are, one message behind the other.
    fn line(&self) -> Option<Say> {
        if self.kind != Kind::Data || !self.is_foreign() {
            return None;
        }
        let layers = self.own().filter_map(|block| self.layer_of(block));
        let known = layers.filter(|layer| is_part(layer) || is_program(layer.protocol));
        known
            .take(MOST)
            .map(|layer| layer.summary.clone())
            .reduce(|first, next| say!("wire-say-and", first = first, next = next))
    }
}

/// A protocol that programs speak, the lab's own aside.
fn is_program(protocol: Protocol) -> bool {
    let lab = matches!(
        protocol,
        Protocol::LabSession | Protocol::LabPresentation | Protocol::LabApplication
    );
    protocol.osi() >= 5 && protocol != Protocol::Data && !lab
}
