//! What is known of a frame's way beside its bytes: from the hosts' tables, the chat, the ledger.

use std::net::{IpAddr, SocketAddr};

use crate::app::model::Model;
use crate::frame::{Direction, Frame, Origin};
use crate::journey::lookup::{Sending, medium};
use crate::journey::{Facts, Lookups, Medium, Mine, Part, Party, Relays, Subject, path};
use crate::net::{Hop, Interface, Snapshot};
use crate::record::{Carried, Transport};
use crate::store::EntryId;
use crate::wire::{Digest, Protocol};

/// What is known of a message's way beside the frame.
pub(super) fn facts(
    model: &Model,
    id: EntryId,
    carried: Carried,
    frame: &Frame,
    part: Part,
) -> Facts {
    let (sender, receiver) = parties(model, &carried);
    let host = model.hosts.snapshot(carried.host);
    let interface = host.and_then(|h| h.interface(frame.meta.place.interface));
    let way = host.and_then(|h| path::way(h, carried.remote));
    let gateway = way.filter(|w| w.hop == Hop::Gateway).map(|w| w.next_hop);
    let outgoing = carried.outgoing;
    let sending = Sending {
        transport: Some(carried.transport),
        remote: carried.remote,
        agreed: carried.tcp,
        payload: carried.bytes.len(),
    };
    Facts {
        reading: model.screens.chat.reading_of(id, &carried),
        medium: interface.map_or(Medium::Unknown, |i| medium(&i.kind)),
        prefix: prefix(interface, carried.local.ip()).filter(|_| outgoing),
        relays: match gateway {
            Some(gateway) if outgoing => Relays::first(gateway),
            // The way back tells by whom it came, unless the two ways differ.
            Some(gateway) => Relays::last(gateway),
            None => Relays::NONE,
        },
        mtu: interface.map(|i| i.mtu),
        part,
        lookups: host
            .filter(|_| outgoing)
            .and_then(|h| Lookups::new(h, &sending, model.ttl(h.host))),
        mine: mine(host, interface),
        carried: Some(carried),
        ..Facts::plain(Subject::Message(id.0), sender, receiver)
    }
}

/// Who sends, who receives.
fn parties(model: &Model, carried: &Carried) -> (Party, Party) {
    let name = model.screens.chat.name_of(carried.remote);
    let peer = Party::Name(name.unwrap_or_else(|| carried.remote.ip().to_string().into()));
    if carried.outgoing {
        (Party::You, peer)
    } else {
        (peer, Party::You)
    }
}

/// The network of one of the interface's addresses: how many bits name it. With a peer they are not of this
/// address, and 'the same bits?' is not what the host asks.
fn prefix(interface: Option<&Interface>, own: IpAddr) -> Option<u8> {
    let mut addresses = interface?.addresses.iter();
    addresses
        .find(|a| a.address == own && a.peer.is_none())
        .map(|a| a.prefix)
}

/// What this host is known by to those who send to it.
fn mine(host: Option<&Snapshot>, interface: Option<&Interface>) -> Mine {
    let addresses = host
        .into_iter()
        .flat_map(|h| &h.interfaces)
        .flat_map(|i| &i.addresses)
        .map(|a| a.address);
    Mine {
        mac: interface.and_then(|i| i.mac),
        addresses: addresses.collect(),
    }
}

/// Was it captured here, by this run?
pub(super) fn is_live(frame: &Frame) -> bool {
    frame.meta.origin == Origin::Captured
}

/// What the host where a frame was captured knows of its way; of an opened file's frames nobody does.
pub(super) fn record_facts(model: &Model, frame: &Frame, digest: &Digest, plain: Facts) -> Facts {
    let host = frame.meta.place.host;
    let host = host.and_then(|host| model.hosts.snapshot(host));
    let host = host.filter(|_| is_live(frame));
    let interface = host.and_then(|h| h.interface(frame.meta.place.interface));
    let outgoing = plain.sender == Party::You && frame.meta.direction == Direction::Out;
    let sender = host.filter(|_| outgoing);
    let lookups = sender.and_then(|host| lookups(model, host, digest));
    Facts {
        medium: interface.map_or(Medium::Unknown, |i| medium(&i.kind)),
        prefix: lookups
            .as_ref()
            .and_then(|l| Some(l.own.filter(|a| a.peer.is_none())?.prefix)),
        relays: lookups
            .as_ref()
            .and_then(Lookups::gateway)
            .map_or(Relays::NONE, Relays::first),
        mtu: interface.map(|i| i.mtu),
        mine: mine(host, interface),
        lookups,
        ..plain
    }
}

/// What the sending host looks up for a frame.
fn lookups(model: &Model, host: &Snapshot, digest: &Digest) -> Option<Lookups> {
    let transport = if digest.transport == Protocol::Tcp {
        Some(Transport::Tcp)
    } else if digest.transport == Protocol::Udp {
        Some(Transport::Udp)
    } else {
        None
    };
    let sending = Sending {
        transport,
        remote: SocketAddr::new(digest.dst?, digest.dst_port),
        agreed: None,
        payload: digest.payload_len as usize,
    };
    Lookups::new(host, &sending, model.ttl(host.host))
}
