//! This machine and its links; and five hosts, it and four of a lab, on fakes.

use std::net::Ipv4Addr;

use super::*;
use crate::app::update::tests::{carried, frame, host as this_machine, join, model, press, write};
use crate::app::update::update;
use crate::app::view::tests::screen;
use crate::frame::Origin;
use crate::msg::capture::SourceEvent;
use crate::msg::chat::{ChatEvent, MessageId, PeerId};
use crate::msg::{CaptureEvent, Event, Key, PracticeEvent};
use crate::place::{HostIds, InterfaceIndex, Place};
use crate::record::{Carried, Transport};
use crate::screens::{ScreenId, View};
use crate::wire::MacAddr;

const NAMES: [&str; 4] = ["pc1", "pc2", "r1", "srv"];

/// The lab's hosts, with numbers as they are given out.
fn lab() -> Vec<LabHost> {
    let label = |name: &str| name.to_owned();
    let ids = HostIds::default().skip(6);
    ids.zip(NAMES)
        .map(|(id, name)| LabHost {
            id,
            label: label(name),
        })
        .collect()
}

/// The address of the lab's host at this place in the plan.
fn address(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 1, n, 2)
}

fn mac(n: u8) -> MacAddr {
    MacAddr([2, 0, 0, 0, 0, n])
}

/// How a host of the lab looks: one interface, whose neighbour bob has another MAC on each host.
fn snapshot(id: HostId, n: u8) -> Snapshot {
    let mut snapshot = this_machine();
    snapshot.host = id;
    snapshot.name = format!("host {n}").into();
    let interface = &mut snapshot.interfaces[1];
    interface.mac = Some(mac(n));
    interface.addresses[0].address = address(n).into();
    let neighbour = &mut snapshot.neighbours[0];
    neighbour.mac = Some(mac(100 + n));
    neighbour.address = Ipv4Addr::new(10, 1, n, 9).into();
    for route in &mut snapshot.routes {
        route.gateway = None;
    }
    snapshot
}

fn changed(model: &mut Model, snapshot: Snapshot) -> Vec<Effect> {
    let event = HostEvent::Changed(Box::new(snapshot));
    update(model, Event::Host(event)).effects
}

fn source(model: &mut Model, event: SourceEvent) -> Vec<Effect> {
    update(model, Event::Capture(CaptureEvent::Source(event))).effects
}

fn runs(model: &mut Model, host: HostId) -> Vec<Effect> {
    let interfaces = vec!["lo".into(), "eth0".into()];
    source(model, SourceEvent::Running { host, interfaces })
}

/// The lab is there, every host was read, everything is captured.
fn five() -> Model {
    let mut model = model();
    changed(&mut model, this_machine());
    let partner = "10.1.9.9:10101".parse().unwrap();
    let ready = PracticeEvent::Ready {
        hosts: lab(),
        partner,
        fallback: None,
    };
    update(&mut model, Event::Practice(ready));
    for (host, n) in lab().into_iter().zip(1..) {
        changed(&mut model, snapshot(host.id, n));
        runs(&mut model, host.id);
    }
    model
}

/// A frame as that host's interface saw it.
fn seen_on(model: &mut Model, id: HostId, seq: u32) {
    let Event::Capture(CaptureEvent::Source(SourceEvent::Frames { mut batch, .. })) =
        frame(seq, 0x18, "hello")
    else {
        panic!("a frame")
    };
    batch.frames[0].meta.place = Place::on(id, InterfaceIndex(2));
    source(model, SourceEvent::Frames { host: id, batch });
}

/// A text sent from that host to its own bob.
fn sent_from(id: HostId, n: u8) -> Carried {
    Carried {
        host: id,
        local: (address(n), 50_000).into(),
        remote: (Ipv4Addr::new(10, 1, n, 9), 10_101).into(),
        ..carried("hello")
    }
}

#[test]
fn each_host_is_captured_by_itself_and_once() {
    let mut model = model();
    let ready = PracticeEvent::Ready {
        hosts: lab(),
        partner: "10.1.9.9:10101".parse().unwrap(),
        fallback: None,
    };
    update(&mut model, Event::Practice(ready));
    for (host, n) in lab().into_iter().zip(1..) {
        let effects = changed(&mut model, snapshot(host.id, n));
        let [Effect::Capture(CaptureEffect::Run(wish))] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((wish.host, wish.taps.len()), (host.id, 2));
        assert!(changed(&mut model, snapshot(host.id, n)).is_empty());
    }
    assert_eq!(model.hosts.iter().count(), 5);
}

#[test]
fn header_place_column_and_interfaces_name_every_host() {
    let mut model = five();
    for (host, seq) in lab().into_iter().zip(100..) {
        seen_on(&mut model, host.id, seq);
    }
    let header = screen(&mut model, (200, 60));
    let first = header.lines().next().unwrap_or_default();
    assert!(first.contains("pc1:eth0 pc2:eth0 r1:eth0"), "{first}");
    assert!(
        !first.contains("pc1:lo"),
        "its loopback is nothing to look at"
    );
    model.desk.show(View::Alone(ScreenId::Packets));
    press(&mut model, Key::char('a'));
    let listed = screen(&mut model, (200, 60));
    for name in NAMES {
        assert!(
            listed.contains(&format!(" {name}:eth0 ")),
            "{name}: {listed}"
        );
    }
    model.desk.show(View::Alone(ScreenId::Interfaces));
    let shown = screen(&mut model, (200, 60));
    for (name, n) in NAMES.into_iter().zip(1..) {
        assert!(shown.contains(&format!("eth0 ({name})")), "{shown}");
        assert!(shown.contains(&address(n).to_string()), "{shown}");
    }
    assert!(shown.contains("192.168.1.23"), "this machine too");
}

#[test]
fn a_message_goes_through_the_tables_of_its_own_host() {
    for (host, n) in lab().into_iter().zip(1..) {
        let mut model = five();
        // Nothing of it is captured, so that it is rebuilt from what the host knows.
        source(
            &mut model,
            SourceEvent::Ended {
                host: host.id,
                why: None,
            },
        );
        let event = ChatEvent::Sent {
            message: MessageId(1),
            peer: PeerId(1),
            carried: sent_from(host.id, n),
        };
        update(&mut model, Event::Chat(event));
        let journey = model.screens.encap.journey().unwrap();
        assert_eq!(journey.frame.meta.origin, Origin::Rebuilt);
        assert_eq!(journey.frame.meta.place.host, Some(host.id));
        let macs = [mac(100 + n).0, mac(n).0].concat();
        assert_eq!(journey.frame.bytes[..12], macs[..], "{}", host.label);
        assert_eq!(journey.facts.mine.mac, Some(mac(n)));
    }
}

#[test]
fn the_same_bytes_on_two_hosts_are_two_streams() {
    let mut model = five();
    let hosts = lab();
    let noted = |model: &mut Model, host: HostId| {
        let carried = Carried {
            host,
            ..carried("hello")
        };
        let entry = messages_note(model, carried);
        model.messages.ledger.get(entry).unwrap().frames.len()
    };
    for (host, seq) in [(hosts[0].id, 99), (hosts[0].id, 100)] {
        seen_on(&mut model, host, seq);
    }
    assert_eq!(noted(&mut model, hosts[3].id), 0, "seen on another host");
}

fn messages_note(model: &mut Model, carried: Carried) -> crate::store::EntryId {
    super::super::messages::note(model, carried)
}

#[test]
fn the_chat_says_from_which_host_it_is() {
    let mut model = five();
    let third = lab().remove(2);
    let listening = ChatEvent::Listening {
        host: third.id,
        transport: Transport::Tcp,
        address: "10.1.3.2:10101".parse().unwrap(),
    };
    update(&mut model, Event::Chat(listening));
    model.desk.show(View::Alone(ScreenId::Chat));
    let shown = screen(&mut model, (120, 36));
    assert!(shown.contains("the host r1"), "{shown}");
}

#[test]
fn when_the_lab_ends_its_hosts_and_captures_go_and_this_machine_stays() {
    let mut model = five();
    let effects = update(&mut model, Event::Practice(PracticeEvent::Ended)).effects;
    let stopped: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Capture(CaptureEffect::Stop(host)) => Some(*host),
            _ => None,
        })
        .collect();
    let ids: Vec<_> = lab().into_iter().map(|host| host.id).collect();
    assert_eq!(stopped, ids);
    assert_eq!(model.hosts.iter().count(), 1);
    assert!(!model.hosts.capturing());
    let late = changed(&mut model, snapshot(ids[0], 1));
    assert!(late.is_empty(), "of one that is gone nothing is wanted");
    assert_eq!(model.hosts.host(ids[0]), "");
    write(&mut model, "still here");
    assert_eq!(model.desk.focus, ScreenId::Chat);
}

#[test]
fn a_new_namespace_begins_with_a_ttl_of_its_own() {
    let mut model = five();
    model.start.default_ttl = Some(128);
    assert_eq!(model.ttl(HostId::HERE), Some(128));
    assert_eq!(model.ttl(lab()[1].id), Some(64));
    assert_eq!(model.ttl(HostId(999)), None);
}

#[test]
fn a_cable_pulled_is_told_to_the_chat_and_new_interfaces_to_the_capture() {
    let mut model = model();
    update(&mut model, Event::Capture(CaptureEvent::Allowed));
    let effects = update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(this_machine()))),
    )
    .effects;
    assert!(
        matches!(&effects[..], [Effect::Capture(CaptureEffect::Run(wish))] if wish.taps.len() == 2)
    );
    let mut cut = this_machine();
    cut.interfaces[1].state = LinkState::NoCarrier;
    let effects = update(&mut model, Event::Host(HostEvent::Changed(Box::new(cut)))).effects;
    assert_eq!(effects, [Effect::Chat(ChatCommand::LinkChanged)]);
}

#[test]
fn a_link_through_which_one_talks_is_told_of_at_once() {
    let mut model = model();
    let told = |model: &Model| {
        model
            .screens
            .chat
            .lines()
            .filter_map(|said| match said {
                crate::screens::chat::Said::Notice { what, .. }
                    if what.key.starts_with("app-link") =>
                {
                    Some(what.key)
                }
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let with = |state| {
        let mut snapshot = this_machine();
        snapshot.interfaces[1].state = state;
        Event::Host(HostEvent::Changed(Box::new(snapshot)))
    };
    for state in [LinkState::Up, LinkState::NoCarrier, LinkState::Up] {
        update(&mut model, with(state));
    }
    assert_eq!(
        told(&model),
        Vec::<&str>::new(),
        "nobody is talked to through it"
    );
    join(&mut model);
    for state in [
        LinkState::NoCarrier,
        LinkState::NoCarrier,
        LinkState::Up,
        LinkState::Down,
    ] {
        update(&mut model, with(state));
    }
    assert_eq!(
        told(&model),
        ["app-link-lost", "app-link-back", "app-link-off"]
    );
}

#[test]
fn an_interface_asked_for_that_is_not_there_is_said_once() {
    let mut model = model();
    model.start.interfaces = vec!["eth9".into()];
    for _ in 0..2 {
        update(
            &mut model,
            Event::Host(HostEvent::Changed(Box::new(this_machine()))),
        );
    }
    assert_eq!(model.screens.chat.lines().count(), 1);
}
