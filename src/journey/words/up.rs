//! What the receiver's layers say: each checks, takes its own off, and hands on the rest.

use crate::frame::Direction;
use crate::record::Transport;
use crate::say;
use crate::say::{Arg, Say};
use crate::wire::{MacAddr, Protocol};

use super::super::Medium;
use super::super::block::Role;
use super::{Kind, Teller, Told, bytes};

impl Teller<'_> {
    pub(super) fn up(&self) -> Told {
        match self.level.high {
            7 if self.level.low == 7 => self.up_data(),
            7 => self.up_application(),
            6 => match (self.reading(), self.up_foreign(self.size(|_| true))) {
                (Some(told), _) if self.kind == Kind::Data => told,
                (_, Some(line)) => Told {
                    line,
                    more: self.put_together(),
                },
                _ => self.up_lab(Protocol::LabPresentation, |size| {
                    say!("journey-up-presentation", size = size)
                }),
            },
            5 => self.up_session(),
            4 => self.up_transport(),
            3 => self.up_network(),
            2 => self.up_link(),
            _ => self.up_bits(),
        }
    }

    fn up_bits(&self) -> Told {
        let size = bytes(self.frame_size());
        let line = match self.journey.facts.medium {
            Medium::Veth | Medium::Loopback | Medium::Tunnel => {
                say!("journey-up-bits-memory", size = size)
            }
            _ if self.is_in_memory() => say!("journey-up-bits-memory", size = size),
            _ => say!(
                "journey-up-bits",
                receiver = self.receiver.clone(),
                size = size
            ),
        };
        Told {
            line,
            more: Vec::new(),
        }
    }

    /// Whose bytes come next inside the given layer.
    pub(super) fn next_inside(&self) -> Arg {
        let inner = self.journey.blocks.iter().find(|b| b.osi > self.level.high);
        let unread = self
            .adds
            .iter()
            .any(|b| b.role == Role::Payload && b.protocol == Protocol::Data);
        match inner {
            // Data that only IP's number tells of.
            Some(block) if block.protocol == Protocol::Data => self.journey.carried_by_ip().into(),
            Some(block) => block.protocol.name().into(),
            None if unread => say!("journey-somebody").into(),
            None => say!("journey-nobody").into(),
        }
    }

    fn up_link(&self) -> Told {
        let size = bytes(self.size(|b| b.role == Role::Header));
        let Some((_, to)) = self.macs() else {
            return self.up_other_link();
        };
        if self.find(Protocol::Arp).is_some() {
            let header = bytes(self.size(|b| b.role == Role::Header));
            let more = self.arp_says().into_iter().collect();
            return Told {
                line: say!("journey-up-arp", size = header),
                more,
            };
        }
        let facts = &self.journey.facts;
        let far_away =
            facts.relays.next().is_some() && self.journey.frame.meta.direction != Direction::In;
        let next = self.next_inside();
        let line = if far_away {
            say!("journey-up-ethernet-routed", size = size, next = next)
        } else if self.journey.digest.mac_dst.is_some_and(MacAddr::is_group) {
            say!(
                "journey-up-ethernet-group",
                to = to,
                size = size,
                next = next
            )
        } else if facts.medium == Medium::Loopback {
            say!("journey-up-ethernet-loopback", size = size, next = next)
        } else {
            say!("journey-up-ethernet", to = to, size = size, next = next)
        };
        let mut more = self.whose_data();
        if let Some(padding) = self.find(Protocol::Padding) {
            more.push(say!("journey-up-padding", n = bytes(padding.size)));
        }
        if let Some(fcs) = self.find(Protocol::Fcs) {
            more.push(say!("journey-up-fcs", n = bytes(fcs.size)));
        }
        Told { line, more }
    }

    fn up_transport(&self) -> Told {
        let (_, to) = self.ports();
        let size = bytes(self.size(|b| b.role == Role::Header));
        let line = match (self.journey.transport(), self.kind) {
            (Some(Transport::Tcp), Kind::Control) => {
                say!("journey-up-tcp-control", flags = self.flags(), to = to)
            }
            (Some(Transport::Tcp), _) => say!("journey-up-tcp", to = to, size = size),
            (Some(Transport::Udp), _) => say!("journey-up-udp", to = to, size = size),
            (None, Kind::Piece) if !self.adds.is_empty() => {
                say!(
                    "journey-up-piece-transport",
                    protocol = self.journey.carried_by_ip()
                )
            }
            (None, _) => self.nothing_off(),
        };
        let more = match (self.journey.transport(), self.kind) {
            (Some(Transport::Tcp), Kind::Data) => self
                .handed_up()
                .into_iter()
                .chain([say!("journey-up-tcp-ack")])
                .collect(),
            (Some(Transport::Udp), _) => vec![say!("journey-up-udp-checks")],
            _ => Vec::new(),
        };
        Told { line, more }
    }

    pub(super) fn up_lab(&self, protocol: Protocol, words: impl Fn(Say) -> Say) -> Told {
        let line = self
            .find(protocol)
            .map_or_else(|| self.nothing_off(), |_| words(self.size_of(protocol)));
        Told {
            line,
            more: Vec::new(),
        }
    }

    fn up_data(&self) -> Told {
        let receiver = self.receiver.clone();
        let whole = self.size(|b| b.role == Role::Payload);
        let size = bytes(whole);
        let part = self.journey.facts.part;
        let line = match (self.text(), self.find(Protocol::Dns), self.adds.is_empty()) {
            (Some(text), _, false) if part.of > 1 => say!(
                "journey-up-text-part",
                text = text,
                size = size,
                of = part.of
            ),
            (Some(text), _, false) => say!("journey-up-text", text = text, receiver = receiver),
            (_, Some(_), _) if self.is_one() => say!("journey-up-dns", size = size),
            (_, _, false) => self
                .up_foreign(whole)
                .unwrap_or_else(|| say!("journey-up-data", size = size)),
            (_, _, true) => self.nothing_off(),
        };
        let mut more = Vec::new();
        if !self.adds.is_empty() {
            more.extend(self.put_together());
            more.extend(self.taken());
        }
        Told {
            line,
            more: self.piece().into_iter().chain(more).collect(),
        }
    }

    fn up_application(&self) -> Told {
        let headers = self.size(|b| b.role == Role::Header);
        let told = self.up_data();
        match self.text() {
            Some(text) if headers.bytes > 0 => Told {
                line: say!(
                    "journey-up-application",
                    headers = bytes(headers),
                    text = text,
                    receiver = self.receiver.clone()
                ),
                more: told.more,
            },
            _ => told,
        }
    }

    pub(super) fn nothing_off(&self) -> Say {
        match self.kind {
            Kind::Data if self.is_tls() && self.level.low == 7 => say!("journey-none-tls"),
            Kind::Data if self.is_piece() => say!("journey-plain-part"),
            Kind::Data => say!("journey-up-nothing-added"),
            Kind::Control => say!("journey-up-none-control"),
            Kind::Own(_) | Kind::Arp => say!("journey-up-none-system"),
            Kind::Piece => say!("journey-up-none-piece"),
            Kind::Empty | Kind::Other => say!("journey-up-none"),
        }
    }
}
