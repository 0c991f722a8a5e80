//! The calls, in order.

use std::net::{IpAddr, SocketAddr};

use super::meaning::Meaning;
use super::reading::{self, RECEIVER, SENDER};
use crate::exercise::call::{Actor, Call, Family, Kind, Order, Sock, Step, Width};
use crate::exercise::ground::Setting;
use crate::exercise::journal::Journal;

/// A datagram to this machine or over a cable is there at once; one that was dropped never comes.
const PATIENCE: u64 = 1_000;

/// All steps up to now, as far as they are known.
pub(super) fn script(meaning: Meaning, journal: &Journal) -> Vec<Step> {
    let Some(setting) = &journal.setting else {
        return Vec::new();
    };
    let mut steps = packs(meaning);
    steps.extend(match meaning {
        Meaning::Port(port) => swaps(port.into(), Some(port), journal),
        Meaning::Number(number) => swaps(number, None, journal),
        Meaning::Address(_) => Vec::new(),
    });
    steps.extend(reads(meaning, journal));
    steps.extend(datagram(meaning, setting, journal));
    steps
}

/// A call of the program that sends.
fn ask(call: Call, why: &'static str) -> Step {
    Step::new(Actor::CLIENT, Sock::NONE, call).because(why)
}

/// It as bytes: as this machine keeps it, and as it goes onto the wire.
fn packs(meaning: Meaning) -> Vec<Step> {
    let (width, number) = (meaning.width(), meaning.number());
    let pack = |order, why| ask(Call::Pack(order, width, number), why);
    let mut steps = Vec::new();
    let native = if let Meaning::Address(address) = meaning {
        let text = Call::InetPton(address.to_string());
        steps.push(ask(text, "byteorder-why-pton"));
        "byteorder-why-native-number"
    } else {
        "byteorder-why-native"
    };
    steps.extend([
        pack(Order::Native, native),
        pack(Order::Network, "byteorder-why-network"),
        pack(Order::Little, "byteorder-why-little"),
    ]);
    steps
}

/// The functions that convert, there and back.
fn swaps(number: u32, port: Option<u16>, journal: &Journal) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(port) = port {
        steps.push(ask(Call::Htons(port), "byteorder-why-htons"));
        let turned = reading::number(journal, "htons");
        steps.extend(
            turned
                .and_then(|turned| u16::try_from(turned).ok())
                .map(|turned| ask(Call::Ntohs(turned), "byteorder-why-back")),
        );
    }
    steps.push(ask(Call::Htonl(number), "byteorder-why-htonl"));
    let turned = reading::number(journal, "htonl");
    steps.extend(
        turned
            .and_then(|turned| u32::try_from(turned).ok())
            .map(|turned| ask(Call::Ntohl(turned), "byteorder-why-back")),
    );
    steps
}

/// Its bytes read rightly, and wrongly on purpose.
fn reads(meaning: Meaning, journal: &Journal) -> Vec<Step> {
    let Some(wire) = reading::network(journal) else {
        return Vec::new();
    };
    let read = |order, why| ask(Call::Unpack(order, meaning.width(), wire.clone()), why);
    let mut steps = vec![
        read(Order::Network, "byteorder-why-right"),
        read(Order::Little, "byteorder-why-wrong"),
    ];
    if let Meaning::Address(address) = meaning {
        steps.push(ask(Call::InetNtop(address), "byteorder-why-ntop"));
        let wrong = reading::wrong(journal);
        steps.extend(wrong.map(|wrong| ask(Call::InetNtop(wrong.into()), "byteorder-why-wrong")));
    }
    steps
}

/// Where a datagram is to go so that its header holds the value; otherwise only its payload does.
fn wanted(meaning: Meaning, setting: &Setting) -> Option<SocketAddr> {
    match meaning {
        Meaning::Port(0) | Meaning::Number(_) => None,
        Meaning::Port(port) => Some((setting.far, port).into()),
        Meaning::Address(address) => {
            let address = IpAddr::V4(address);
            let own = match setting.ground {
                crate::exercise::Ground::Here => {
                    address.is_loopback() || Some(address) == setting.own
                }
                crate::exercise::Ground::Cable => address == setting.far,
            };
            own.then(|| (address, 0).into())
        }
    }
}

/// A datagram that carries its bytes; where it may be had, to that port or that address.
fn datagram(meaning: Meaning, setting: &Setting, journal: &Journal) -> Vec<Step> {
    let receive = |call| Step::new(Actor::SERVER, RECEIVER, call);
    let send = |call| Step::new(Actor::CLIENT, SENDER, call);
    let mut steps = vec![receive(Call::Socket(Family::Inet, Kind::Dgram))];
    let wanted = wanted(meaning, setting);
    steps.extend(wanted.map(|to| receive(Call::Bind(to)).because("byteorder-why-bind")));
    if wanted.is_none_or(|_| reading::first_bind_failed(journal)) {
        let any = (setting.far, 0).into();
        steps.push(receive(Call::Bind(any)).because("byteorder-why-bind-any"));
    }
    let address = journal.address(RECEIVER).filter(|to| to.port() != 0);
    let (Some(to), Some(wire)) = (address, reading::network(journal)) else {
        return steps;
    };
    steps.extend([
        send(Call::Socket(Family::Inet, Kind::Dgram)),
        send(Call::SendTo(wire, to)).because("byteorder-why-send"),
        receive(Call::RecvFrom(64))
            .at_most(PATIENCE)
            .because("byteorder-why-receive"),
    ]);
    steps.extend(received(meaning, journal));
    steps
}

/// What was received, read in network order.
fn received(meaning: Meaning, journal: &Journal) -> Option<Step> {
    let bytes = reading::received(journal)?;
    let fits = match meaning.width() {
        Width::Short => bytes.len() == 2,
        Width::Long => bytes.len() == 4,
    };
    let read = Call::Unpack(Order::Network, meaning.width(), bytes);
    let step = Step::new(Actor::SERVER, Sock::NONE, read);
    fits.then(|| step.because("byteorder-why-receiver-reads"))
}
