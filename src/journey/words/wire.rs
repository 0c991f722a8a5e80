//! What is said of the bits on the wire, and of the routers between one link and the next.

use crate::say;
use crate::say::{Arg, Say};

use super::super::{Journey, Level, Medium, Size};
use super::{Teller, Told, bytes, teller};

/// What the link with this number carries (0: the sender's own), where several are known.
pub(in super::super) fn over_link(journey: &Journey, level: Level, index: usize) -> Told {
    let teller = teller(journey, level, &[]);
    let station = |relay: Option<usize>, end: &Arg| {
        let relay = relay.and_then(|at| journey.facts.relays.all().get(at));
        relay.map_or_else(|| end.clone(), |relay| relay.to_string().into())
    };
    Told {
        line: say!(
            "journey-wire-between",
            size = bytes(journey.size()),
            from = station(index.checked_sub(1), &teller.sender),
            to = station(Some(index), &teller.receiver)
        ),
        more: Vec::new(),
    }
}

fn is_six(journey: &Journey) -> bool {
    journey.digest.dst.is_some_and(|dst| dst.is_ipv6())
}

fn counted_down(six: bool, before: String, after: String) -> Say {
    if six {
        say!("journey-router-hop-limit", before = before, after = after)
    } else {
        say!("journey-router-ttl", before = before, after = after)
    }
}

/// What a router does with every packet.
fn every_router(journey: &Journey) -> Say {
    if is_six(journey) {
        say!("journey-wire-router-six")
    } else {
        say!("journey-wire-router")
    }
}

/// What the router with this number (from 0) does to the packet; `?`: not known.
pub(in super::super) fn at_router(journey: &Journey, level: Level, index: usize) -> Told {
    let relays = &journey.facts.relays;
    let name = |at: usize| relays.all().get(at).map(ToString::to_string);
    let next: Arg = match name(index + 1) {
        Some(next) => next.into(),
        None => teller(journey, level, &[]).receiver,
    };
    let router = name(index).unwrap_or_else(|| "?".to_owned());
    let (came, left) = relays.rewritten(index, &journey.frame);
    let text = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
    Told {
        line: say!("journey-router", router = router, next = next),
        more: vec![
            counted_down(
                is_six(journey),
                text(came.ttl.map(|ttl| ttl.to_string())),
                text(left.ttl.map(|ttl| ttl.to_string())),
            ),
            say!(
                "journey-router-macs",
                from = text(came.mac_src.map(|mac| mac.to_string())),
                to = text(came.mac_dst.map(|mac| mac.to_string())),
                newfrom = text(left.mac_src.map(|mac| mac.to_string())),
                newto = text(left.mac_dst.map(|mac| mac.to_string()))
            ),
        ],
    }
}

impl Teller<'_> {
    pub(super) fn frame_size(&self) -> Size {
        self.journey.size()
    }

    fn bits(&self) -> Say {
        let size = self.frame_size();
        if size.exact {
            say!("journey-bits", n = size.bytes * 8)
        } else {
            say!("journey-bits-unknown")
        }
    }

    pub(super) fn down_bits(&self) -> Told {
        let (size, bits) = (bytes(self.frame_size()), self.bits());
        let line = match self.journey.facts.medium {
            Medium::Veth | Medium::Loopback | Medium::Tunnel => {
                say!("journey-down-bits-memory", size = size, bits = bits)
            }
            _ if self.is_in_memory() => say!("journey-down-bits-memory", size = size, bits = bits),
            Medium::Air => say!("journey-down-bits-air", size = size, bits = bits),
            Medium::Cable | Medium::Unknown => say!("journey-down-bits", size = size, bits = bits),
        };
        Told {
            line,
            more: self.offload().into_iter().collect(),
        }
    }

    /// A frame larger than the link takes: the card cuts it up behind the capture's back.
    fn offload(&self) -> Option<Say> {
        let mtu = self.journey.facts.mtu?;
        let packet = self.frame_size().bytes.saturating_sub(14);
        let cut = packet > mtu as usize && self.journey.facts.medium != Medium::Loopback;
        cut.then(|| say!("journey-offload", mtu = mtu.to_string()))
    }

    pub(super) fn wire(&self) -> Told {
        let (size, receiver) = (bytes(self.frame_size()), self.receiver.clone());
        let relays = &self.journey.facts.relays;
        if let Some(router) = relays.previous() {
            let line = say!(
                "journey-wire-routed",
                size = size,
                router = router.to_string(),
                receiver = receiver
            );
            return Told {
                line,
                more: vec![every_router(self.journey)],
            };
        }
        let line = match (self.journey.facts.medium, relays.next()) {
            (_, Some(gateway)) => {
                say!(
                    "journey-wire-gateway",
                    size = size,
                    gateway = gateway.to_string(),
                    receiver = receiver
                )
            }
            (Medium::Loopback, _) => say!("journey-wire-loopback", size = size),
            (Medium::Veth, _) => say!("journey-wire-veth", size = size, receiver = receiver),
            (Medium::Air, _) => say!("journey-wire-air", size = size, receiver = receiver),
            (Medium::Tunnel, _) => say!("journey-wire-tunnel", size = size),
            (Medium::Cable, _) => say!("journey-wire-cable", size = size, receiver = receiver),
            (Medium::Unknown, _) => {
                say!(
                    "journey-wire-unknown",
                    size = size,
                    sender = self.sender.clone(),
                    receiver = receiver
                )
            }
        };
        let more = if relays.next().is_some() {
            vec![every_router(self.journey)]
        } else {
            Vec::new()
        };
        Told { line, more }
    }
}
