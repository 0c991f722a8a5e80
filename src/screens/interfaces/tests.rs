use ratatui::layout::Rect;

use super::*;
use crate::net::{Flags, InterfaceKind, LinkState, Scope};
use crate::screens::answer::Said;
use crate::screens::world::tests::Fixture;
use crate::wire::LinkType;

/// An interface with an address.
fn interface(number: u32) -> Interface {
    Interface {
        index: InterfaceIndex(number),
        name: format!("eth{number}").into(),
        kind: InterfaceKind::Ethernet,
        flags: Flags::UP,
        state: LinkState::Up,
        mac: None,
        mtu: 1500,
        link: LinkType::Ethernet,
        addresses: vec![Address {
            peer: None,
            address: IpAddr::from([192, 168, 1, number as u8]),
            prefix: 24,
            broadcast: None,
            scope: Scope::Global,
        }],
        rx: Counters::default(),
        tx: Counters::default(),
    }
}

/// This machine with so many interfaces.
fn fixture(interfaces: u32) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.hosts.0.push(Snapshot {
        interfaces: (1..=interfaces).map(interface).collect(),
        ..Snapshot::default()
    });
    fixture
}

fn rows_drawn(screen: &Interfaces, world: &World<'_>) -> Vec<String> {
    let mut buf = Buffer::empty(world.area);
    screen.draw(world, &mut buf);
    let row = |y| {
        (world.area.x..world.area.right())
            .map(|x| buf[(x, y)].symbol())
            .collect()
    };
    (world.area.y..world.area.bottom()).map(row).collect()
}

fn counted(host: HostId, bytes: u64) -> Event {
    let of = |bytes| Counters {
        bytes,
        ..Counters::default()
    };
    Event::Host(HostEvent::Counters {
        host,
        rows: vec![(InterfaceIndex(1), of(bytes), of(bytes))],
    })
}

#[test]
fn without_interfaces_open_says_why_not() {
    let (mut screen, fixture) = (Interfaces::default(), Fixture::new());
    let answer = screen.act(Verb::Open.id(), &fixture.world());
    assert_eq!(answer, Answer::why(say!("interfaces-nothing-to-open")));
    assert!(screen.moved(Move::Down, &fixture.world()).is_no());
    assert!(screen.back(&fixture.world()).is_no());
}

#[test]
fn what_is_selected_opens_and_closes() {
    let (mut screen, fixture) = (Interfaces::default(), fixture(2));
    let world = fixture.world();
    assert_eq!(screen.act(Verb::Open.id(), &world).said, Said::Done);
    let drawn = rows_drawn(&screen, &world).join("\n");
    assert!(drawn.contains("MTU 1500"), "{drawn}");
    screen.moved(Move::Down, &world);
    let drawn = rows_drawn(&screen, &world).join("\n");
    assert!(
        drawn.contains("192.168.1.0"),
        "the address's network: {drawn}"
    );
    assert_eq!(screen.back(&world), Answer::done());
    assert!(screen.back(&world).is_no());
    screen.moved(Move::Bottom, &world);
    assert!(screen.moved(Move::Down, &world).is_no(), "at the end");
}

#[test]
fn counters_are_to_be_seen_while_they_count() {
    let (mut screen, mut fixture) = (Interfaces::default(), fixture(1));
    let mut hear = |millis: i64, event: Event| {
        fixture.now = Time(millis * 1_000_000);
        screen.heard(&event, &fixture.world()).said == Said::Done
    };
    let here = HostId::HERE;
    assert!(hear(0, counted(here, 100)), "what it has counted");
    assert!(hear(1000, counted(here, 300)), "the first rate");
    assert!(hear(2000, counted(here, 300)), "the rate is gone");
    assert!(!hear(3000, counted(here, 300)), "nothing moves");
    assert!(
        !hear(4000, counted(HostId(9), 300)),
        "of a host that is gone"
    );
    assert!(!hear(5000, Event::Deadline));
}

#[test]
fn a_click_selects_the_row_that_is_drawn_there() {
    let mut fixture = fixture(30);
    for (width, opened) in [(76, false), (120, false), (160, true)] {
        fixture.area = Rect::new(2, 3, width, 12);
        let (mut screen, world) = (Interfaces::default(), fixture.world());
        screen.moved(Move::Bottom, &world);
        screen.opened = opened;
        let drawn = rows_drawn(&screen, &world);
        let row = drawn.iter().position(|row| row.contains("eth29")).unwrap();
        let cell = Position::new(10, 3 + row as u16);
        assert_eq!(screen.click(cell, &world), Answer::done());
        assert_eq!(
            screen.selected.map(|item| (item.interface, item.address)),
            Some((InterfaceIndex(29), None)),
            "{drawn:?}"
        );
        let foot = Position::new(10, world.area.bottom() - 1);
        assert!(screen.click(foot, &world).is_no(), "that is no row");
    }
}

#[test]
fn it_draws_within_its_area() {
    let mut fixture = fixture(3);
    for (width, height) in [(0, 0), (1, 1), (2, 3), (20, 9), (90, 5), (140, 12)] {
        fixture.area = Rect::new(3, 2, width, height);
        let mut screen = Interfaces::default();
        for _ in 0..2 {
            let mut buf = Buffer::empty(Rect::new(0, 0, 160, 20));
            screen.draw(&fixture.world(), &mut buf);
            for at in buf
                .area
                .positions()
                .filter(|at| !fixture.area.contains(*at))
            {
                assert_eq!(buf[at].symbol(), " ", "{:?} draws at {at}", fixture.area);
            }
            screen.act(Verb::Open.id(), &fixture.world());
        }
    }
}
