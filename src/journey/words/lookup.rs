//! What the looks before a header say.

use crate::net::{Hop, NextMac};
use crate::record::Transport;
use crate::say;
use crate::say::Say;

use super::super::lookup::{Lookup, Lookups};
use super::{Teller, Told};

impl Teller<'_> {
    /// The sentence of a look, and more.
    pub(super) fn lookup(&self, lookup: Lookup, found: &Lookups) -> Told {
        match lookup {
            Lookup::Ports => self.ports_looked_up(),
            Lookup::Fit => Told {
                line: fit(found),
                more: fit_more(found),
            },
            Lookup::Route => Told {
                line: route(found),
                more: route_more(found),
            },
            Lookup::Neighbour => Told {
                line: neighbour(found),
                more: neighbour_more(found),
            },
        }
    }

    fn ports_looked_up(&self) -> Told {
        let (from, to) = self.ports();
        Told {
            line: say!(
                "journey-look-ports",
                from = from,
                to = to,
                receiver = self.receiver.clone()
            ),
            more: vec![
                say!("journey-look-ports-own"),
                say!("journey-look-ports-theirs"),
            ],
        }
    }
}

fn fit(found: &Lookups) -> Say {
    let n = say!("journey-bytes", n = found.wanted());
    let Some(room) = found.room() else {
        return say!("journey-look-fit-unknown", n = n);
    };
    let pieces = found.wanted().div_ceil(room.max(1));
    let most = say!("journey-bytes", n = room);
    match (found.transport, found.wanted() <= room) {
        (Some(Transport::Tcp), true) => say!("journey-look-fit-segment", n = n, most = most),
        (Some(Transport::Tcp), false) => {
            say!("journey-look-segments", n = n, most = most, pieces = pieces)
        }
        (_, true) => say!("journey-look-fit-packet", n = n, most = most),
        (_, false) => say!("journey-look-fragments", n = n, most = most),
    }
}

fn fit_more(found: &Lookups) -> Vec<Say> {
    let mut more = Vec::new();
    if let Some(mtu) = found.mtu {
        more.push(say!(
            "journey-look-mtu",
            name = found.interface.clone(),
            mtu = mtu.to_string()
        ));
    }
    more.push(match (found.transport, found.reach.remote.is_ipv4()) {
        (Some(Transport::Tcp), _) => say!("journey-look-mss"),
        (_, true) => say!("journey-look-fragments-how"),
        (_, false) => say!("journey-look-fragments-six"),
    });
    more
}

fn route(found: &Lookups) -> Say {
    let to = found.reach.remote.to_string();
    match (found.way.hop, found.same_network()) {
        (Hop::Own, _) => say!("journey-look-own", to = to),
        (Hop::Group, _) => say!("journey-look-group", to = to),
        (Hop::OnLink, Some(true)) => say!("journey-look-same", to = to),
        (Hop::OnLink, _) => say!("journey-look-on-link", to = to),
        (Hop::Gateway, _) => say!(
            "journey-look-gateway",
            to = to,
            gateway = found.way.next_hop.to_string()
        ),
    }
}

fn route_more(found: &Lookups) -> Vec<Say> {
    let mut more = Vec::new();
    if let Some(route) = &found.way.route {
        more.push(say!("journey-look-route", route = found.route_text(route)));
    }
    if let Some(source) = found.way.source {
        more.push(say!(
            "journey-look-source",
            source = source.to_string(),
            name = found.source_interface.clone()
        ));
    }
    if let Some(ttl) = found.ttl {
        let ttl = ttl.to_string();
        let four = found.reach.remote.is_ipv4();
        more.push(if four {
            say!("journey-look-ttl", ttl = ttl)
        } else {
            say!("journey-look-hop-limit", ttl = ttl)
        });
    }
    more
}

fn neighbour(found: &Lookups) -> Say {
    let next = found.way.next_hop.to_string();
    match found.way.next_mac {
        NextMac::Known(mac) => say!("journey-look-mac-known", next = next, mac = mac.to_string()),
        NextMac::Computed(mac) => say!(
            "journey-look-mac-computed",
            next = next,
            mac = mac.to_string()
        ),
        NextMac::Ask if found.way.next_hop.is_ipv4() => say!("journey-look-mac-arp", next = next),
        NextMac::Ask => say!("journey-look-mac-ndp", next = next),
        NextMac::NoAnswer => say!("journey-look-mac-silent", next = next),
        NextMac::NotNeeded => say!("journey-look-mac-none", name = found.interface.clone()),
    }
}

fn neighbour_more(found: &Lookups) -> Vec<Say> {
    let mut more = Vec::new();
    match found.way.next_mac {
        NextMac::NotNeeded => return more,
        NextMac::NoAnswer => more.push(say!("journey-look-mac-as-if")),
        NextMac::Known(_) | NextMac::Computed(_) | NextMac::Ask => {}
    }
    if let Some(gateway) = found.gateway() {
        let to = found.reach.remote.to_string();
        more.push(say!(
            "journey-look-mac-gateway",
            gateway = gateway.to_string(),
            to = to
        ));
    }
    more.push(say!("journey-look-mac-hop"));
    more
}
