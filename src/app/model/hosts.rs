//! The hosts that are looked at: this machine, and those one practises on. Any number; each has its number
//! while the program runs, and one row here.

use std::net::IpAddr;

use crate::app::outcome::{Outcome, Redraw};
use crate::msg::capture::{CaptureStats, Tap};
use crate::msg::chat::ChatCommand;
use crate::msg::host::HostEvent;
use crate::msg::{CaptureEffect, Effect, LabHost};
use crate::net::{Interface, InterfaceKind, LinkState, Scope, Snapshot};
use crate::place::{HostId, Place};
use crate::say;
use crate::say::{Clean, Say};
use crate::screens::KnownHosts;
use crate::screens::chat::Tone;

use super::Model;

/// TTL of IPv4 packets of a namespace that was made just now (`IPDEFTTL`).
const NEW_HOST_TTL: u8 = 64;

/// What a host is to the student.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The machine the program runs on.
    Here,
    /// A host of the practice lab.
    Lab,
}

/// What is known of the capture on one host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureState {
    /// Interfaces it runs on; none: it does not run.
    pub running: Vec<Clean>,
    /// Why there is none, and what to do.
    pub denied: Option<(Say, Option<Say>)>,
    /// Counters.
    pub stats: CaptureStats,
}

/// A host.
#[derive(Debug)]
pub struct Host {
    /// Its number.
    pub id: HostId,
    /// What it is to the student.
    pub role: Role,
    /// What stands before its interfaces' names; empty for this machine.
    pub label: String,
    /// How it is, once it was read.
    pub snapshot: Option<Snapshot>,
    /// Capture on it.
    pub capture: CaptureState,
}

impl Host {
    fn new(id: HostId, role: Role, label: String) -> Self {
        Self {
            id,
            role,
            label,
            snapshot: None,
            capture: CaptureState::default(),
        }
    }

    /// Does anything capture on it?
    #[must_use]
    pub const fn captures(&self) -> bool {
        !self.capture.running.is_empty()
    }

    /// TTL that its IPv4 packets begin with; `here`: this machine's.
    #[must_use]
    pub const fn ttl(&self, here: Option<u8>) -> Option<u8> {
        match self.role {
            Role::Here => here,
            Role::Lab => Some(NEW_HOST_TTL),
        }
    }

    /// Where one captures on it; `named`: the interfaces of this machine that were asked for. `None`: it was
    /// not read yet.
    #[must_use]
    pub fn taps(&self, named: &[String]) -> Option<Vec<Tap>> {
        let snapshot = self.snapshot.as_ref()?;
        let default = snapshot.default_route().map(|r| r.interface);
        let wanted = |i: &&Interface| match self.role {
            Role::Here if !named.is_empty() => {
                named.iter().any(|name| i.name == Clean::marked(name))
            }
            // Without a default route (a lab on a switch of its own): whatever is up.
            Role::Here => {
                i.kind == InterfaceKind::Loopback
                    || default.map_or(i.state == LinkState::Up, |d| d == i.index)
            }
            Role::Lab => true,
        };
        let tap = |i: &Interface| Tap {
            index: i.index,
            name: i.name.clone(),
            link: i.link,
            loopback: i.kind == InterfaceKind::Loopback,
        };
        Some(snapshot.interfaces.iter().filter(wanted).map(tap).collect())
    }
}

/// All hosts, in the order of their numbers.
#[derive(Debug)]
pub struct Hosts {
    rows: Vec<Host>,
    /// Can this machine's capture be asked to run?
    pub may_capture: bool,
}

impl Default for Hosts {
    fn default() -> Self {
        Self {
            rows: vec![Host::new(HostId::HERE, Role::Here, String::new())],
            may_capture: false,
        }
    }
}

impl Hosts {
    /// Every host, this machine first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Host> {
        self.rows.iter()
    }

    /// A host.
    #[must_use]
    pub fn get(&self, id: HostId) -> Option<&Host> {
        self.rows.iter().find(|host| host.id == id)
    }

    /// A host, to be changed.
    pub fn get_mut(&mut self, id: HostId) -> Option<&mut Host> {
        self.rows.iter_mut().find(|host| host.id == id)
    }

    /// A host as it was read last.
    #[must_use]
    pub fn snapshot(&self, id: HostId) -> Option<&Snapshot> {
        self.get(id)?.snapshot.as_ref()
    }

    /// This machine, once it was read.
    #[must_use]
    pub fn here(&self) -> Option<&Snapshot> {
        self.snapshot(HostId::HERE)
    }

    /// Capture on this machine.
    #[must_use]
    pub fn capture_here(&self) -> Option<&CaptureState> {
        self.get(HostId::HERE).map(|host| &host.capture)
    }

    /// Does anything capture?
    #[must_use]
    pub fn capturing(&self) -> bool {
        self.rows.iter().any(Host::captures)
    }

    /// Does anything capture on this host?
    #[must_use]
    pub fn captures(&self, id: HostId) -> bool {
        self.get(id).is_some_and(Host::captures)
    }

    /// These hosts of the lab are there.
    pub fn join(&mut self, hosts: &[LabHost]) {
        for LabHost { id, label } in hosts {
            if self.get(*id).is_none() {
                self.rows.push(Host::new(*id, Role::Lab, label.clone()));
            }
        }
        self.rows.sort_by_key(|host| host.id);
    }

    /// The lab has ended: its hosts are gone. Gives their numbers.
    pub fn leave(&mut self) -> Vec<HostId> {
        self.rows
            .extract_if(.., |host| host.role == Role::Lab)
            .map(|host| host.id)
            .collect()
    }

    /// Addresses at which another machine can reach this one: those of the default route's interface
    /// first, loopback never.
    #[must_use]
    pub fn reachable(&self) -> Vec<IpAddr> {
        let Some(here) = self.here() else {
            return Vec::new();
        };
        let first = here.default_route().map(|r| r.interface);
        let mut interfaces: Vec<_> = here
            .interfaces
            .iter()
            .filter(|i| i.state == LinkState::Up)
            .collect();
        interfaces.sort_by_key(|i| Some(i.index) != first);
        let addresses = interfaces.iter().flat_map(|i| &i.addresses);
        let mut list: Vec<_> = addresses
            .filter(|a| a.scope == Scope::Global)
            .map(|a| a.address)
            .collect();
        list.sort_by_key(IpAddr::is_ipv6);
        list
    }
}

impl KnownHosts for Hosts {
    fn snapshots(&self) -> Vec<&Snapshot> {
        self.rows
            .iter()
            .filter_map(|host| host.snapshot.as_ref())
            .collect()
    }

    fn interface(&self, place: Place) -> Option<&str> {
        let interface = self.snapshot(place.host?)?.interface(place.interface)?;
        Some(interface.name.as_str())
    }

    fn host(&self, host: HostId) -> &str {
        self.get(host).map_or("", |host| host.label.as_str())
    }
}

/// A host has changed, or its counters have.
pub(in crate::app) fn update(model: &mut Model, event: HostEvent) -> Outcome {
    match event {
        HostEvent::Changed(snapshot) => changed(model, *snapshot),
        HostEvent::Counters { host, rows } => {
            let row = model.hosts.get_mut(host);
            if let Some(snapshot) = row.and_then(|row| row.snapshot.as_mut()) {
                snapshot.count(&rows);
            }
            // Whether that is to be seen, the interfaces' screen knows.
            Outcome::of(Redraw::No)
        }
    }
}

/// A host was read anew. Of one that is gone it is of no interest.
fn changed(model: &mut Model, snapshot: Snapshot) -> Outcome {
    let id = snapshot.host;
    let Some(row) = model.hosts.get(id) else {
        return Outcome::of(Redraw::No);
    };
    let role = row.role;
    let before = row.snapshot.as_ref().map(link_states);
    let wished = model.wish(row);
    let told = links_of_talks(model, row.snapshot.as_ref(), &snapshot);
    for gateway in snapshot.routes.iter().filter_map(|r| r.gateway) {
        model.trace.own.add_peer(gateway);
    }
    let links = link_states(&snapshot);
    if let Some(row) = model.hosts.get_mut(id) {
        row.snapshot = Some(snapshot);
    }
    if role == Role::Here && before.is_none() {
        name_missing(model);
    }
    model.screens.interfaces.keep_only(&model.hosts.snapshots());
    for (tone, what) in told {
        model.screens.chat.notice(model.clock.now, tone, what, None);
    }
    model.screens.chat.set_reachable(model.hosts.reachable());
    let mut effects = Vec::new();
    let asked = role == Role::Lab || model.hosts.may_capture;
    let wish = model.hosts.get(id).and_then(|row| model.wish(row));
    effects.extend(
        wish.filter(|wish| asked && wished.as_ref() != Some(wish))
            .map(|wish| Effect::Capture(CaptureEffect::Run(wish))),
    );
    if before.is_some_and(|before| before != links) {
        effects.push(Effect::Chat(ChatCommand::LinkChanged));
    }
    Outcome {
        effects,
        redraw: Redraw::Soon,
    }
}

/// Says which interfaces asked for by `-i` are not there. They are captured when they come.
fn name_missing(model: &mut Model) {
    let Some(here) = model.hosts.here() else {
        return;
    };
    let there: Vec<_> = here.interfaces.iter().map(|i| i.name.clone()).collect();
    let missing: Vec<_> = model
        .start
        .interfaces
        .iter()
        .filter(|name| !there.contains(&Clean::marked(name)))
        .cloned()
        .collect();
    if !missing.is_empty() {
        let what = say!("app-no-interface", names = missing);
        let remedy = say!("app-no-interface-remedy", names = there);
        model
            .screens
            .chat
            .notice(model.clock.now, Tone::Warn, what, Some(remedy));
    }
}

/// What is to be told of links that have gone or come back, where somebody is talked to through them.
fn links_of_talks(model: &Model, before: Option<&Snapshot>, now: &Snapshot) -> Vec<(Tone, Say)> {
    let Some(before) = before else {
        return Vec::new();
    };
    let talks = |ip: IpAddr| {
        let mut peers = model.screens.chat.peers();
        peers.any(|(_, peer)| peer.info.host == now.host && peer.info.local.ip() == ip)
    };
    let is_news = |interface: &&Interface| {
        let mut known = before.interfaces.iter();
        let old = known.find(|old| old.index == interface.index && old.state != interface.state);
        let both = old.into_iter().chain([*interface]);
        let mut addresses = both.flat_map(|interface| &interface.addresses);
        old.is_some() && addresses.any(|address| talks(address.address))
    };
    let told = now.interfaces.iter().filter(is_news).map(|interface| {
        let name = interface.name.clone();
        match interface.state {
            LinkState::Up => (Tone::Good, say!("app-link-back", name = name)),
            LinkState::NoCarrier => (Tone::Bad, say!("app-link-lost", name = name)),
            LinkState::Down => (Tone::Bad, say!("app-link-off", name = name)),
        }
    });
    told.collect()
}

fn link_states(snapshot: &Snapshot) -> Vec<(u32, LinkState)> {
    let states = snapshot.interfaces.iter().map(|i| (i.index.0, i.state));
    states.collect()
}

/// This machine's capture socket could be opened: it may run.
pub(super) fn may_capture(model: &mut Model) -> Outcome {
    model.hosts.may_capture = true;
    let here = model.hosts.get(HostId::HERE);
    let wish = here.and_then(|here| model.wish(here));
    let run = wish.map(|wish| Effect::Capture(CaptureEffect::Run(wish)));
    Outcome::now(run.into_iter().collect())
}

/// Nothing can be captured on this machine: why, and what to do.
pub(super) fn denied(model: &mut Model, what: Say, remedy: Option<Say>) {
    if let Some(here) = model.hosts.get_mut(HostId::HERE) {
        here.capture.denied = Some((what, remedy));
    }
}

#[cfg(test)]
mod tests;
