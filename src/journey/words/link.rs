//! What is said of links that are no Ethernet, and of Ethernet frames whose third field is no type.

use crate::say;
use crate::say::Say;
use crate::wire::{LinkType, Protocol};

use super::super::build::Role;
use super::{Teller, Told, bytes};

/// The largest number in the type's place that is a length (IEEE 802.3 §3.2.6).
const MOST_LENGTH: u16 = 1500;

impl Teller<'_> {
    pub(super) fn down_other_link(&self) -> Told {
        let header = bytes(self.size(|b| b.role == Role::Header));
        let line = if self.find(Protocol::Cooked).is_some() {
            say!("journey-down-cooked", size = header)
        } else if self.find(Protocol::Null).is_some() {
            say!("journey-down-null", size = header)
        } else if self.adds.is_empty() {
            say!("journey-down-no-link")
        } else {
            say!("journey-unread-link", size = bytes(self.size(|_| true)))
        };
        Told {
            line,
            more: self.arp_says().into_iter().collect(),
        }
    }

    pub(super) fn up_other_link(&self) -> Told {
        let header = bytes(self.size(|b| b.role == Role::Header));
        let line = if self.find(Protocol::Cooked).is_some() {
            say!("journey-up-cooked", size = header)
        } else if self.find(Protocol::Null).is_some() {
            say!("journey-up-null", size = header)
        } else if self.adds.is_empty() {
            say!("journey-up-no-link")
        } else {
            say!("journey-unread-link", size = bytes(self.size(|_| true)))
        };
        Told {
            line,
            more: self.arp_says().into_iter().collect(),
        }
    }

    /// By what the receiver knows whose data it is: a type, a length with what stands behind it, or both (SNAP).
    pub(super) fn whose_data(&self) -> Vec<Say> {
        let mut more = Vec::new();
        if let Some(length) = self
            .journey
            .field("eth.len")
            .and_then(|(_, field)| field.value.text())
        {
            more.push(say!("journey-up-length", n = length));
        }
        let kind = self.journey.digest.ether_type.0;
        if kind > MOST_LENGTH {
            more.push(say!(
                "journey-up-type",
                kind = format!("0x{kind:04x}"),
                next = self.next_inside()
            ));
        }
        more
    }

    /// A link that lies inside a machine, by its header alone.
    pub(super) fn is_in_memory(&self) -> bool {
        self.journey.frame.meta.link == LinkType::Null
    }
}
