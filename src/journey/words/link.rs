//! What the data link says: Ethernet, what ARP asks and answers, links that are no Ethernet.

use crate::say;
use crate::say::Say;
use crate::wire::{Detail, LinkType, MacAddr, Protocol};

use super::super::block::Role;
use super::super::trailer::Fcs;
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

    pub(super) fn macs(&self) -> Option<(String, String)> {
        let ethernet = self.find(Protocol::Ethernet)?;
        let (src, dst) = (self.journey.digest.mac_src?, self.journey.digest.mac_dst?);
        Some((
            self.known(ethernet, 6, 6, src.to_string()),
            self.known(ethernet, 0, 6, dst.to_string()),
        ))
    }

    pub(super) fn down_link(&self) -> Told {
        let header = bytes(self.size(|b| b.role == Role::Header));
        let Some((from, to)) = self.macs() else {
            return self.down_other_link();
        };
        let unknown = from == "?" || to == "?";
        let relays = &self.journey.facts.relays;
        let line = match (self.find(Protocol::Arp), relays.next()) {
            (Some(arp), _) => say!(
                "journey-down-arp",
                arp = bytes(arp.size),
                size = header,
                from = from,
                to = to
            ),
            (None, None) if relays.previous().is_some() => {
                say!("journey-down-ethernet-far", size = header)
            }
            (None, Some(gateway)) => {
                say!(
                    "journey-down-ethernet-gateway",
                    size = header,
                    from = from,
                    to = to,
                    gateway = gateway.to_string()
                )
            }
            (None, None) => say!("journey-down-ethernet", size = header, from = from, to = to),
        };
        let mut more: Vec<Say> = self.arp_says().into_iter().collect();
        if unknown {
            more.push(say!("journey-mac-unknown"));
        } else if self
            .journey
            .digest
            .mac_dst
            .is_some_and(MacAddr::is_broadcast)
        {
            more.push(say!("journey-broadcast"));
        }
        if let Some(vlan) = self.journey.digest.vlan {
            more.push(say!("journey-vlan", id = vlan));
        }
        if let Some(padding) = self.find(Protocol::Padding) {
            more.push(say!("journey-padding", n = bytes(padding.size)));
        }
        more.push(self.fcs());
        Told { line, more }
    }

    pub(super) fn arp_says(&self) -> Option<Say> {
        self.find(Protocol::Arp)?;
        let Detail::Arp {
            operation,
            sender,
            target,
            sender_mac,
        } = self.journey.digest.detail
        else {
            return None;
        };
        let (sender, target) = (sender.to_string(), target.to_string());
        match operation {
            1 => Some(say!(
                "journey-arp-question",
                sender = sender,
                target = target
            )),
            2 => Some(say!(
                "journey-arp-answer",
                sender = sender,
                mac = sender_mac.to_string()
            )),
            _ => None,
        }
    }

    fn fcs(&self) -> Say {
        match self.journey.fcs {
            Fcs::Computed(_) => say!("journey-fcs-card"),
            Fcs::Air => say!("journey-fcs-air"),
            Fcs::NotNeeded => say!("journey-fcs-none"),
            Fcs::Large => say!("journey-fcs-large"),
            Fcs::Merged => say!("journey-fcs-merged"),
            Fcs::Captured => say!("journey-fcs-captured"),
            Fcs::Unknown => say!("journey-fcs-bytes-unknown"),
            Fcs::UnknownMedium => say!("journey-fcs-unknown"),
        }
    }
}
