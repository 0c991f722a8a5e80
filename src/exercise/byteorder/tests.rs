use bytes::Bytes;

use super::meaning::{Meaning, wrong};
use super::reading::{self, Machine};
use super::{RECIPE, found};
use crate::exercise::call::{Call, Order, Received, Value, Width};
use crate::exercise::ports::tests::{Answer, cable, played, willing};
use crate::exercise::{Figure, Session, Setting, Step};

fn bytes(order: Order, width: Width, number: u32, big: bool) -> Bytes {
    let mut bytes = match width {
        Width::Short => (number as u16).to_be_bytes().to_vec(),
        Width::Long => number.to_be_bytes().to_vec(),
    };
    let turn = match order {
        Order::Network => false,
        Order::Little => true,
        Order::Native => !big,
    };
    if turn {
        bytes.reverse();
    }
    bytes.into()
}

fn number(order: Order, read: &[u8]) -> u32 {
    let little = order == Order::Little;
    let join = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
    if little {
        read.iter().rev().fold(0, join)
    } else {
        read.iter().fold(0, join)
    }
}

/// A machine of that order; all that is sent arrives.
pub(crate) fn machine(big: bool, sent: &'static [u8]) -> impl Fn(&Step) -> Answer {
    move |step| {
        let value = match &step.call {
            Call::Pack(order, width, number) => Value::Bytes(bytes(*order, *width, *number, big)),
            Call::Unpack(order, _, read) => Value::Number(number(*order, read).into()),
            Call::Htons(number) | Call::Ntohs(number) if !big => {
                Value::Number(number.swap_bytes().into())
            }
            Call::Htons(number) | Call::Ntohs(number) => Value::Number((*number).into()),
            Call::Htonl(number) | Call::Ntohl(number) if !big => {
                Value::Number(number.swap_bytes().into())
            }
            Call::Htonl(number) | Call::Ntohl(number) => Value::Number((*number).into()),
            Call::RecvFrom(_) => Value::Data(Received {
                bytes: Bytes::from_static(sent),
                from: None,
            }),
            _ => return willing(step),
        };
        (Ok(value), None)
    }
}

fn run(value: &str, kind: &str, big: bool, sent: &'static [u8]) -> Session {
    let chosen = [("value", value), ("as", kind)];
    played(&RECIPE, &chosen, Setting::here(), machine(big, sent))
}

fn figure(session: &Session, name: &str) -> Figure {
    let all = session.exercise().findings(session.journal());
    let found = all.into_iter().find(|finding| finding.name == name);
    found.unwrap_or_else(|| panic!("{name}")).figure
}

fn text(text: &str) -> Figure {
    Figure::Text(text.to_owned())
}

#[test]
fn typed_text_is_a_port_a_number_or_an_address() {
    let read = |text, kind| Meaning::chosen(text, kind);
    assert_eq!(read("1024", "auto"), (Meaning::Port(1024), false));
    assert_eq!(read(" 0x1F90 ", "auto"), (Meaning::Port(8080), false));
    assert_eq!(read("65536", "auto"), (Meaning::Number(65_536), false));
    assert_eq!(read("65536", "port"), (Meaning::Number(65_536), true));
    assert_eq!(read("1024", "number"), (Meaning::Number(1024), false));
    assert_eq!(
        read("10.0.0.1", "auto"),
        (Meaning::Address([10, 0, 0, 1].into()), false)
    );
    assert_eq!(
        read("10.0.0.1", "number"),
        (Meaning::Number(0x0a00_0001), false)
    );
    assert_eq!(
        read("1024", "address"),
        (Meaning::Address([0, 0, 4, 0].into()), false)
    );
    for bad in ["", "-1", "+1", "4294967296", "1.2.3", "0x", "12a", "::1"] {
        assert!(wrong(bad).is_some(), "{bad}");
    }
    for good in ["0", "4294967295", "0xffffffff", "255.255.255.255"] {
        assert_eq!(wrong(good), None, "{good}");
    }
}

#[test]
fn little_and_big_endian_machines_both_come_out_right() {
    let little = run("1024", "auto", false, &[4, 0]);
    assert_eq!(figure(&little, "network_order"), text("04 00"));
    assert_eq!(figure(&little, "memory"), text("00 04"));
    assert_eq!(figure(&little, "machine"), text("little-endian"));
    assert_eq!(figure(&little, "htons"), Figure::Number(4));
    assert_eq!(figure(&little, "htonl"), Figure::Number(262_144));
    assert_eq!(figure(&little, "read_wrongly"), text("4"));
    assert_eq!(little.exercise().answer(little.journal()), Some(1));

    let big = run("1024", "auto", true, &[4, 0]);
    assert_eq!(figure(&big, "network_order"), text("04 00"));
    assert_eq!(figure(&big, "memory"), text("04 00"));
    assert_eq!(figure(&big, "machine"), text("big-endian"));
    assert_eq!(figure(&big, "htons"), Figure::Number(1024));
    assert_eq!(figure(&big, "read_wrongly"), text("4"));
    assert_eq!(reading::machine(big.journal()), Some(Machine::Big));
}

#[test]
fn a_value_that_is_the_same_both_ways_shows_no_order() {
    let same = run("257", "auto", false, &[1, 1]);
    assert_eq!(reading::machine(same.journal()), None);
    assert_eq!(same.exercise().answer(same.journal()), Some(0));
    assert_eq!(same.exercise().question().answers.len(), 2);
    let said = found::sentence(Meaning::Port(257), same.journal()).unwrap();
    assert_eq!(said.key, "byteorder-sentence-same");
}

#[test]
fn an_address_read_backwards_is_another_host() {
    let session = run("10.0.0.1", "auto", false, &[10, 0, 0, 1]);
    assert_eq!(figure(&session, "network_order"), text("0a 00 00 01"));
    assert_eq!(figure(&session, "read_wrongly"), text("1.0.0.10"));
    // As a number it has this machine's order; as an address it has network order in memory too.
    assert_eq!(figure(&session, "memory"), text("01 00 00 0a"));
    let said = session.exercise().sentence(session.journal()).unwrap();
    assert_eq!(said.key, "byteorder-sentence-address");
    // It is not this machine's: no socket is bound to it.
    let foreign = |step: &Step| matches!(step.call, Call::Bind(to) if !to.ip().is_loopback());
    let entries = &session.journal().entries;
    assert!(!entries.iter().any(|entry| foreign(&entry.step)));
}

#[test]
fn a_port_that_is_denied_leaves_the_value_in_the_payload() {
    let chosen = [("value", "80")];
    let kernel = machine(false, &[0, 80]);
    let session = played(&RECIPE, &chosen, Setting::here(), |step| match step.call {
        Call::Bind(to) if to.port() == 80 => (Err("EACCES"), None),
        _ => kernel(step),
    });
    assert_eq!(figure(&session, "bind_refused"), text("EACCES"));
    assert_eq!(figure(&session, "received"), text("00 50"));
    assert_eq!(figure(&session, "frame_seen"), Figure::Yes(false));
}

#[test]
fn the_far_host_of_a_cable_is_written_to_at_its_own_address() {
    let kernel = machine(false, &[10, 1, 0, 3]);
    let session = played(&RECIPE, &[("value", "10.1.0.3")], cable(), kernel);
    let bind = reading::first_bind(session.journal()).unwrap();
    let to = "10.1.0.3:0".parse().unwrap();
    assert_eq!(bind.step.call, Call::Bind(to));
}
