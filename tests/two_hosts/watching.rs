//! A host's changes are told.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use netlink_packet_core::NLM_F_CREATE;
use netlink_packet_route::address::{AddressAttribute, AddressMessage};
use netlink_packet_route::link::{LinkAttribute, LinkFlags, LinkMessage};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use tokio::sync::mpsc;
use tokio::time::timeout;
use wirelab::host::netlink::Client;
use wirelab::host::watch;
use wirelab::msg::host::HostEvent;
use wirelab::net::{Interface, LinkState};
use wirelab::practice::Practice;

use crate::desk;
use crate::lab::{Failure, YOU, failure};

/// Every change is told within this time.
const TOLD: Duration = Duration::from_secs(1);

/// Waits until eth0 (whatever its name) is as it should be.
async fn told(
    lane: &mut mpsc::Receiver<HostEvent>,
    index: u32,
    what: &str,
    so: impl Fn(&Interface) -> bool,
) -> Result<(), Failure> {
    let end = Instant::now() + TOLD;
    loop {
        let next = timeout(end.saturating_duration_since(Instant::now()), lane.recv()).await;
        let Ok(event) = next else {
            return Err(failure(format!("not told within {TOLD:?}: {what}")));
        };
        let HostEvent::Changed(snapshot) = event.ok_or_else(|| failure("the watch has ended"))?
        else {
            continue;
        };
        if snapshot
            .interfaces
            .iter()
            .any(|interface| interface.index.0 == index && so(interface))
        {
            return Ok(());
        }
    }
}

fn link(index: u32, up: Option<bool>, name: Option<&str>) -> RouteNetlinkMessage {
    let mut message = LinkMessage::default();
    message.header.index = index;
    if let Some(up) = up {
        message.header.change_mask = LinkFlags::Up;
        message.header.flags = if up {
            LinkFlags::Up
        } else {
            LinkFlags::empty()
        };
    }
    message
        .attributes
        .extend(name.map(|name| LinkAttribute::IfName(name.to_owned())));
    RouteNetlinkMessage::SetLink(message)
}

fn address(index: u32, address: Ipv4Addr) -> RouteNetlinkMessage {
    let mut message = AddressMessage::default();
    message.header.index = index;
    message.header.prefix_len = 24;
    message.header.family = AddressFamily::Inet;
    message.attributes = vec![
        AddressAttribute::Local(address.into()),
        AddressAttribute::Address(address.into()),
    ];
    RouteNetlinkMessage::NewAddress(message)
}

/// An address, the cable, the switch and the name of an interface: each change is told.
pub fn changes_are_told(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let you = practice.opener(YOU);
        let (to, mut lane) = mpsc::channel(16);
        let _watch = watch(&you, to)?;
        let mut client = Client::open(&*you)?;
        let eth0 = client
            .links()?
            .iter()
            .find(|link| link.name == b"eth0")
            .map(|link| link.index.0);
        let eth0 = eth0.ok_or_else(|| failure("no eth0"))?;
        told(&mut lane, eth0, "the host as it is", |eth0| {
            eth0.state == LinkState::Up && eth0.addresses.len() == 3
        })
        .await?;

        let new = Ipv4Addr::new(10, 9, 8, 7);
        client.acknowledge(address(eth0, new), NLM_F_CREATE)?;
        told(&mut lane, eth0, "a new address", |eth0| {
            eth0.addresses.iter().any(|a| a.address == IpAddr::V4(new))
        })
        .await?;
        practice.cut()?;
        told(&mut lane, eth0, "the cable is out", |eth0| {
            eth0.state == LinkState::NoCarrier
        })
        .await?;
        practice.mend()?;
        told(&mut lane, eth0, "the cable is in", |eth0| {
            eth0.state == LinkState::Up
        })
        .await?;
        client.acknowledge(link(eth0, Some(false), None), 0)?;
        told(&mut lane, eth0, "switched off", |eth0| {
            eth0.state == LinkState::Down
        })
        .await?;
        client.acknowledge(link(eth0, None, Some("uplink")), 0)?;
        told(&mut lane, eth0, "another name", |eth0| {
            eth0.name == "uplink"
        })
        .await?;
        client.acknowledge(link(eth0, Some(true), None), 0)?;
        told(&mut lane, eth0, "switched on", |eth0| {
            eth0.state == LinkState::Up
        })
        .await
    })
}
