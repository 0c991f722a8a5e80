//! The calls, in order.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::chosen::{Close, Handshake, SERVED, Side, Target};
use super::seen::{connect, rests};
use crate::exercise::call::{Actor, Call, Family, Kind, Opt, Sock, Step, Wait};
use crate::exercise::ground::{Ground, Setting};
use crate::exercise::journal::{Entry, Journal};

/// The first SYN is sent again after a second (RFC 6298 §2.1): once is enough to see.
const DROPPED: u64 = 1_300;
/// ARP asks three times, a second apart, before `connect` fails.
const MISSING: u64 = 8_000;
/// A connect that is held up is shown as waiting after so many ms.
const SEEN: u64 = 150;
/// A SYN, or a SYN ACK, is sent again after a second.
const AGAIN: Duration = Duration::from_millis(1_300);
/// Any port: no segment ever gets there.
const NOWHERE: u16 = 8_000;
/// Linux holds an acknowledgement back for 40 ms, to send it along with something.
const BUSY: Duration = Duration::from_millis(150);
/// A pulled cable is noticed meanwhile, and the neighbours' addresses forgotten with it.
const NOTICED: Duration = Duration::from_millis(100);
/// The cable stays out for this long once both have closed. Plugged in before the FINs are sent again (200 ms, the least
/// of Linux's timeouts), both are still waiting for ARP; whoever asks first lets both go at once.
const HELD: Duration = Duration::from_millis(80);
/// Both FINs are through by then.
const SETTLED: Duration = Duration::from_secs(1);

/// A call that is expected to return at once, and has not by then (in ms), ends the run.
const LOST: u64 = 5_000;
/// The last look is made this often at most, and so long apart: the last segments may still be under way.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// All steps up to now, as far as they are known.
pub(super) fn script(chosen: Handshake, journal: &Journal) -> Vec<Step> {
    let steps = wanted(chosen, journal).into_iter().map(|step| {
        let may_wait = matches!(
            step.call,
            Call::Connect(_) | Call::Accept(_) | Call::Recv(_) | Call::SendAll(_)
        );
        let bounded = may_wait && step.wait == Wait::Ended;
        let step = if bounded { step.at_most(LOST) } else { step };
        (step, bounded)
    });
    let mut script = Vec::new();
    for (at, (step, bounded)) in steps.enumerate() {
        script.push(step);
        let entry = journal.entries.get(at);
        if bounded && entry.is_some_and(|entry| entry.waits.is_some() && entry.ended.is_none()) {
            break;
        }
    }
    script
}

/// The same, without a limit to what goes wrong.
fn wanted(chosen: Handshake, journal: &Journal) -> Vec<Step> {
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
            Some(address) if can_be_had(target, journal) => {
                steps.extend(call(chosen, target, address, setting.ground));
                steps.extend(accept(chosen, target, journal));
            }
            Some(_) => {}
            // There is no such here.
            None if target == Target::Missing => {}
            // It is known once the server has bound its socket.
            None => return steps,
        }
    }
    if chosen.targets().any(|target| target == Target::Listening) {
        steps.extend(closing(chosen, journal, setting));
        look_until_rest(chosen, journal, &mut steps);
    }
    steps
}

/// When `close` returns, the last segments may still be under way: looks again until both ends rest.
fn look_until_rest(chosen: Handshake, journal: &Journal, steps: &mut Vec<Step>) {
    let Some(last) = steps.last().filter(|_| has_accepted(journal)).cloned() else {
        return;
    };
    if last.call != Call::Look || !both_have_closed(chosen, journal) {
        return;
    }
    for _ in 1..LOOKS {
        let look = journal.entries.get(steps.len().saturating_sub(1));
        if look.and_then(|look| rests(chosen, look, journal)) != Some(false) {
            return;
        }
        steps.extend([Step::lab(Call::Sleep(BETWEEN_LOOKS)), last.clone()]);
    }
}

/// Can this target be had here? The kernel may refuse to throw away what arrives at a socket.
pub(super) fn can_be_had(target: Target, journal: &Journal) -> bool {
    let deaf = |entry: &Entry| {
        Some(entry.step.on) == target.server() && entry.step.call == Call::Set(Opt::Deaf(true))
    };
    let missing = || {
        journal
            .setting
            .as_ref()
            .is_some_and(|on| on.missing.is_some())
    };
    match target {
        Target::Missing => missing(),
        Target::Dropped => {
            let mut entries = journal.entries.iter();
            !entries.any(|entry| deaf(entry) && entry.errno().is_some())
        }
        Target::Closed | Target::Listening => true,
    }
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
fn call(chosen: Handshake, target: Target, address: SocketAddr, ground: Ground) -> Vec<Step> {
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
        Target::Listening if is_held_up(chosen, ground) => held_up(&open, connect),
        Target::Listening => vec![open, connect.because("handshake-why-listening")],
    }
}

/// What is handed out, unless `connect` has failed: then nothing ever is.
fn accept(chosen: Handshake, target: Target, journal: &Journal) -> Vec<Step> {
    let failed = connect(chosen, target, journal).is_some_and(|entry| entry.errno().is_some());
    if target != Target::Listening || failed {
        return Vec::new();
    }
    let accept = Step::new(Actor::SERVER, Sock::named("listener"), Call::Accept(SERVED));
    vec![
        accept.because("handshake-why-accept"),
        look("handshake-why-established"),
    ]
}

fn has_accepted(journal: &Journal) -> bool {
    journal.accepted(SERVED).is_some()
}

fn both_have_closed(chosen: Handshake, journal: &Journal) -> bool {
    [Side::Client, Side::Server]
        .into_iter()
        .all(|side| has_closed(chosen, side, journal))
}

/// Holding up takes a cable that can be pulled.
fn is_held_up(chosen: Handshake, ground: Ground) -> bool {
    chosen.close == Close::Slow && ground == Ground::Cable
}

/// The client does not hear the SYN ACK until both ends were looked at.
fn held_up(open: &Step, connect: Step) -> Vec<Step> {
    let sock = open.on;
    let deaf = |who, yes| Step::new(who, sock, Call::Set(Opt::Deaf(yes)));
    vec![
        open.clone(),
        deaf(open.who, true).because("handshake-why-client-deaf"),
        connect.at_most(SEEN).because("handshake-why-connect-held"),
        look("handshake-why-syn-received"),
        deaf(Actor::LAB, false).because("handshake-why-client-hears"),
        Step::lab(Call::Sleep(AGAIN)).because("handshake-why-syn-again"),
    ]
}

fn look(why: &'static str) -> Step {
    Step::lab(Call::Look).because(why)
}

/// How the connection is closed.
fn closing(chosen: Handshake, journal: &Journal, setting: &Setting) -> Vec<Step> {
    if !has_accepted(journal) {
        return Vec::new();
    }
    match (chosen.close, setting.ground) {
        (Close::Slow, Ground::Cable) => slowly(chosen),
        (Close::Four | Close::Slow, _) => in_four(chosen),
        (Close::Three, _) => in_three(chosen, journal),
        (Close::Simultaneous, Ground::Cable) => on_a_pulled_cable(chosen),
        (Close::Simultaneous, Ground::Here) => at_once(chosen, journal),
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
    let mut steps = until_half(chosen);
    steps.push(
        made(chosen, chosen.first.other(), Call::Close).because("handshake-why-close-second"),
    );
    steps.push(look("handshake-why-time-wait"));
    steps
}

/// The same, but the cable is out when the second side closes: its FIN waits, and it in LAST-ACK.
fn slowly(chosen: Handshake) -> Vec<Step> {
    let lab = Step::lab;
    let close = made(chosen, chosen.first.other(), Call::Close);
    let mut steps = until_half(chosen);
    steps.extend([
        lab(Call::Unplug(true)).because("handshake-why-unplug"),
        lab(Call::Sleep(NOTICED)).because("handshake-why-noticed"),
        close.because("handshake-why-close-unheard"),
        look("handshake-why-last-ack"),
        lab(Call::Unplug(false)).because("handshake-why-plug"),
        lab(Call::Sleep(SETTLED)).because("handshake-why-fin-through"),
        look("handshake-why-time-wait"),
    ]);
    steps
}

/// The first side has closed, the second one has not.
fn until_half(chosen: Handshake) -> Vec<Step> {
    let (first, second) = (chosen.first, chosen.first.other());
    let closing = vec![
        made(chosen, first, Call::Close).because("handshake-why-close-first"),
        look("handshake-why-fin-sent"),
        made(chosen, second, Call::Recv(1024)).because("handshake-why-recv"),
        made(chosen, second, Call::Sleep(BUSY)).because("handshake-why-busy"),
        look("handshake-why-half"),
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
    if has_closed(chosen, second, journal) {
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
        lab(Call::Sleep(NOTICED)).because("handshake-why-noticed"),
        made(chosen, first, Call::Close).because("handshake-why-close-unheard"),
        made(chosen, second, Call::Close).because("handshake-why-close-too"),
        look("handshake-why-both-fin"),
        lab(Call::Sleep(HELD)).because("handshake-why-held"),
        lab(Call::Unplug(false)).because("handshake-why-plug"),
        lab(Call::Sleep(SETTLED)).because("handshake-why-cross"),
        look("handshake-why-both-closed"),
    ]
}

/// Both close as nearly at the same time as two programs can.
fn at_once(chosen: Handshake, journal: &Journal) -> Vec<Step> {
    let (first, second) = (chosen.first, chosen.first.other());
    let mut steps = vec![
        made(chosen, first, Call::Close)
            .beside()
            .because("handshake-why-at-once"),
        made(chosen, second, Call::Close)
            .beside()
            .because("handshake-why-at-once"),
    ];
    if both_have_closed(chosen, journal) {
        steps.push(look("handshake-why-both-closed"));
    }
    steps
}

/// Has this side's `close` returned?
fn has_closed(chosen: Handshake, side: Side, journal: &Journal) -> bool {
    let (_, sock) = chosen.end(side);
    let closes = |entry: &&Entry| entry.step.call == Call::Close;
    let close = journal.on(sock).find(closes);
    close.is_some_and(|entry| entry.ended.is_some())
}
