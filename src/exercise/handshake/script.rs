//! The calls, in order.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::chosen::{Close, Handshake, SERVED, Side, Target};
use crate::exercise::call::{Actor, Call, Family, How, Kind, Opt, Sock, Step};
use crate::exercise::ground::{Ground, Setting};
use crate::exercise::journal::Journal;

/// The first SYN is sent again after a second (RFC 6298 §2.1): once is enough to see.
const DROPPED: u64 = 1_300;
/// ARP asks three times, a second apart, before `connect` fails.
const MISSING: u64 = 8_000;
/// Any port: no segment ever gets there.
const NOWHERE: u16 = 8_000;
/// Linux holds an acknowledgement back for 40 ms, to send it along with something.
const BUSY: Duration = Duration::from_millis(150);

/// All steps up to now, as far as they are known.
pub(super) fn script(chosen: Handshake, journal: &Journal) -> Vec<Step> {
    let Some(setting) = &journal.setting else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    for target in chosen.targets() {
        steps.extend(serve(target, setting));
        let address = match target.server() {
            Some(server) => journal.address(server),
            None => setting.missing.map(|ip| SocketAddr::new(ip, NOWHERE)),
        };
        match address {
            Some(address) => steps.extend(call(chosen, target, address)),
            // There is no such here.
            None if target == Target::Missing => {}
            // It is known once the server has bound its socket.
            None => return steps,
        }
    }
    if chosen.targets().any(|target| target == Target::Listening) {
        steps.extend(closing(chosen, journal, setting));
    }
    steps
}

/// What the server does before anybody calls.
fn serve(target: Target, setting: &Setting) -> Vec<Step> {
    let Some(sock) = target.server() else {
        return Vec::new();
    };
    let server = |call| Step::new(Actor::SERVER, sock, call);
    let open = server(Call::Socket(Family::Inet, Kind::Stream));
    let bind = server(Call::Bind((setting.far, 0).into()));
    match target {
        Target::Missing => Vec::new(),
        Target::Closed => vec![open, bind.because("handshake-why-bound")],
        Target::Dropped => vec![
            open,
            bind,
            server(Call::Listen(1)),
            server(Call::Set(Opt::Deaf(true))).because("handshake-why-deaf"),
        ],
        Target::Listening => vec![
            open,
            bind,
            server(Call::Listen(1)).because("handshake-why-listen"),
        ],
    }
}

/// What the client does, and who looks at it.
fn call(chosen: Handshake, target: Target, address: SocketAddr) -> Vec<Step> {
    let (who, sock) = chosen.caller(target);
    let open = Step::new(who, sock, Call::Socket(Family::Inet, Kind::Stream));
    let connect = Step::new(who, sock, Call::Connect(address));
    match target {
        Target::Closed => vec![open, connect.because("handshake-why-closed")],
        Target::Dropped => vec![
            open,
            connect.at_most(DROPPED).because("handshake-why-dropped"),
            look("handshake-why-syn-sent"),
        ],
        Target::Missing => vec![
            open,
            connect.at_most(MISSING).because("handshake-why-missing"),
        ],
        Target::Listening => vec![
            open,
            connect.because("handshake-why-listening"),
            Step::new(Actor::SERVER, Sock::named("listener"), Call::Accept(SERVED))
                .because("handshake-why-accept"),
            look("handshake-why-established"),
        ],
    }
}

fn look(why: &'static str) -> Step {
    Step::lab(Call::Look).because(why)
}

/// How the connection is closed.
fn closing(chosen: Handshake, journal: &Journal, setting: &Setting) -> Vec<Step> {
    if journal.accepted(SERVED).is_none() {
        return Vec::new();
    }
    match (chosen.close, setting.ground) {
        (Close::Four, _) => in_four(chosen),
        (Close::Three, _) => in_three(chosen, journal),
        (Close::Simultaneous, Ground::Cable) => on_a_pulled_cable(chosen),
        (Close::Simultaneous, Ground::Here) => unheard(chosen),
    }
}

fn made(chosen: Handshake, side: Side, call: Call) -> Step {
    let (who, sock) = chosen.end(side);
    Step::new(who, sock, call)
}

/// The first side says something. From then on the kernel holds acknowledgements back for 40 ms: long enough to see
/// what stands between a FIN and its acknowledgement, and for a program to close meanwhile.
fn said(chosen: Handshake) -> [Step; 2] {
    let (first, second) = (chosen.first, chosen.first.other());
    let hello = Bytes::from_static(b"hello");
    [
        made(chosen, first, Call::SendAll(hello)).because("handshake-why-send"),
        made(chosen, second, Call::Recv(1024)).because("handshake-why-said"),
    ]
}

/// The second side goes on for a while.
fn in_four(chosen: Handshake) -> Vec<Step> {
    let (first, second) = (chosen.first, chosen.first.other());
    let closing = vec![
        made(chosen, first, Call::Close).because("handshake-why-close-first"),
        look("handshake-why-fin-sent"),
        made(chosen, second, Call::Recv(1024)).because("handshake-why-recv"),
        made(chosen, second, Call::Sleep(BUSY)).because("handshake-why-busy"),
        look("handshake-why-half"),
        made(chosen, second, Call::Close).because("handshake-why-close-second"),
        look("handshake-why-time-wait"),
    ];
    [said(chosen).to_vec(), closing].concat()
}

/// The second side waits in `recv` and closes at once.
fn in_three(chosen: Handshake, journal: &Journal) -> Vec<Step> {
    let (first, second) = (chosen.first, chosen.first.other());
    let mut steps = said(chosen).to_vec();
    steps.extend([
        made(chosen, second, Call::Recv(1024))
            .beside()
            .because("handshake-why-recv-waits"),
        made(chosen, second, Call::Close)
            .beside()
            .because("handshake-why-close-at-once"),
        made(chosen, first, Call::Close).because("handshake-why-close-first"),
    ]);
    let (_, sock) = chosen.end(second);
    let closed = |entry: &&crate::exercise::Entry| entry.step.call == Call::Close;
    let ended = journal
        .on(sock)
        .find(closed)
        .is_some_and(|entry| entry.ended.is_some());
    if ended {
        steps.push(look("handshake-why-time-wait"));
    }
    steps
}

/// Both close while the cable is out. What they send then waits for ARP to find the other end; each FIN leaves before
/// the other's arrives.
fn on_a_pulled_cable(chosen: Handshake) -> Vec<Step> {
    let lab = Step::lab;
    let (first, second) = (chosen.first, chosen.first.other());
    vec![
        lab(Call::Unplug(true)).because("handshake-why-unplug"),
        lab(Call::Sleep(Duration::from_millis(100))),
        made(chosen, first, Call::Close).because("handshake-why-close-unheard"),
        made(chosen, second, Call::Close).because("handshake-why-close-too"),
        look("handshake-why-both-fin"),
        lab(Call::Sleep(Duration::from_millis(200))),
        lab(Call::Unplug(false)).because("handshake-why-plug"),
        lab(Call::Sleep(Duration::from_millis(1500))),
        look("handshake-why-both-closed"),
    ]
}

/// Both finish while neither hears the other.
fn unheard(chosen: Handshake) -> Vec<Step> {
    let (first, second) = (chosen.first, chosen.first.other());
    let deaf = |side, yes| made(chosen, side, Call::Set(Opt::Deaf(yes)));
    vec![
        deaf(first, true).because("handshake-why-both-deaf"),
        deaf(second, true),
        made(chosen, first, Call::Shutdown(How::Write)).because("handshake-why-shutdown"),
        made(chosen, second, Call::Shutdown(How::Write)).because("handshake-why-shutdown-too"),
        look("handshake-why-both-fin"),
        deaf(first, false).because("handshake-why-hear"),
        deaf(second, false),
        Step::lab(Call::Sleep(Duration::from_millis(600))),
        look("handshake-why-both-closed"),
    ]
}
