//! What a frame would have looked like, from what the model knows of the path: for messages whose
//! frames nobody could capture.

use crate::app::model::Model;
use crate::frame::Frame;
use crate::host::{NextMac, Snapshot, reach};
use crate::place::Place;
use crate::record::Carried;
use crate::source::rebuilt::{self, PathFacts};
use crate::wire::{LinkType, MacAddr};

/// The frames of a message, as far as they can be known, and how many more there were. Empty:
/// nothing at all is known of the path.
#[must_use]
pub fn rebuild(model: &Model, carried: &Carried) -> Vec<Frame> {
    let Some(host) = model.host(carried.host) else { return Vec::new() };
    let Some(facts) = path(host, carried, model.start.default_ttl) else { return Vec::new() };
    rebuilt::rebuild(carried, &facts, model.now).frames
}

/// Route, source MAC and next hop's MAC as the tables have them now.
fn path(host: &Snapshot, carried: &Carried, ttl: Option<u8>) -> Option<PathFacts> {
    let way = reach(host, carried.remote.ip()).way?;
    let own = host.owns(carried.remote.ip().to_canonical());
    let interface = host.interface(way.interface);
    let next = match way.next_mac {
        NextMac::Known(mac) | NextMac::Computed(mac) => Some(mac),
        NextMac::NotNeeded if own => Some(MacAddr::ZERO),
        NextMac::Ask | NextMac::NoAnswer | NextMac::NotNeeded => None,
    };
    let mine = if own { Some(MacAddr::ZERO) } else { way.source_mac };
    let (mac_src, mac_dst) = if carried.outgoing { (mine, next) } else { (next, mine) };
    Some(PathFacts {
        link: interface.map_or(LinkType::Ethernet, |i| i.link),
        mac_src,
        mac_dst,
        place: Place { host: carried.host, interface: way.interface },
        // Only the sender knows with which TTL it began; of a received packet nobody has told us.
        ttl: ttl.filter(|_| carried.outgoing || own),
        mtu: interface.map(|i| i.mtu),
        tcp: None,
    })
}
