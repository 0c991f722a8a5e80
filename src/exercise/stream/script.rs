//! The calls: a client that sends and does not look back, a server that reads until it has all; then the same
//! sends over UDP.

use super::framing::Framing;
use super::plan::{BUSY, Plan};
use super::{RECV, SEND};
use crate::exercise::call::{Actor, Ask, Call, Family, Kind, Opt, Sock, Step};
use crate::exercise::{Entry, Journal, Setting};

/// The socket that listens.
pub const LISTENER: Sock = Sock::named("listener");
/// The client's end of the stream.
pub const CLIENT: Sock = Sock::named("client");
/// The server's.
pub const CONNECTION: Sock = Sock::named("connection");
/// The socket that datagrams are sent to.
pub const UDP_SERVER: Sock = Sock::named("udp_server");
/// The one they are sent from.
pub const UDP_CLIENT: Sock = Sock::named("udp_client");

/// Calls of `recv` that are made without being asked for.
pub const MOST_RECVS: usize = 100;
/// The most that a later one gives: it only makes room for a `send` that waits.
const REST: usize = 65_536;
/// A `recv` behind which bytes are still due is waited for so long, in ms: longer than any pause between sends.
const DUE: u64 = 3_000;
/// A call that waits is called one after this long, in ms.
const PATIENCE: u64 = 300;

/// All steps up to now, as far as they are known.
pub(super) fn script(plan: &Plan, journal: &Journal) -> Vec<Step> {
    let Some(setting) = &journal.setting else {
        return Vec::new();
    };
    let mut steps = opening(plan, setting, journal);
    if journal.accepted(CONNECTION).is_none() {
        return up_to_failure(steps, journal);
    }
    steps.extend(transfer(plan));
    let (reads, done) = reads(plan, journal);
    // A fast reader's first recv stands in front of the sends.
    let (first, more) = if plan.slow {
        (0, reads)
    } else {
        (1, reads - 1)
    };
    let read = |number| {
        if number < MOST_RECVS {
            read(plan)
        } else {
            let rest = Step::new(Actor::SERVER, CONNECTION, Call::Recv(REST));
            rest.because("stream-why-rest")
        }
    };
    steps.extend((first..first + more).map(|number| read(number).at_most(DUE)));
    if done {
        // A server that still waits in recv makes no other call.
        let mut own = recvs(journal).take(reads);
        if own.all(|entry| entry.waits.is_none()) {
            steps.extend(datagrams(plan, setting, journal));
        }
        steps.extend(asked_for(plan, journal));
    }
    steps
}

/// What failed is tried no further.
fn up_to_failure(steps: Vec<Step>, journal: &Journal) -> Vec<Step> {
    if journal.entries.iter().any(|entry| entry.errno().is_some()) {
        return Vec::new();
    }
    steps
}

fn opening(plan: &Plan, setting: &Setting, journal: &Journal) -> Vec<Step> {
    let server = |call| Step::new(Actor::SERVER, LISTENER, call);
    let client = |call| Step::new(Actor::CLIENT, CLIENT, call);
    let mut steps = vec![
        server(Call::Socket(Family::Inet, Kind::Stream)),
        server(Call::Bind((setting.far, 0).into())).because("stream-why-bind"),
        server(Call::Listen(1)),
        client(Call::Socket(Family::Inet, Kind::Stream)),
    ];
    if !plan.nagle {
        steps.push(client(Call::Set(Opt::NoDelay(true))).because("stream-why-nodelay"));
    }
    if let Some(address) = journal.address(LISTENER) {
        steps.push(client(Call::Connect(address)));
        steps.push(server(Call::Accept(CONNECTION)));
    }
    steps
}

/// The client's sends, which nobody waits for; a fast reader waits in `recv` before, a slow one is busy meanwhile.
fn transfer(plan: &Plan) -> Vec<Step> {
    let mut steps = Vec::new();
    if plan.nagle {
        let late = Step::new(Actor::SERVER, CONNECTION, Call::Set(Opt::QuickAck(false)));
        steps.push(late.because("stream-why-quickack"));
    }
    if !plan.slow {
        steps.push(read(plan).soon());
    }
    let why = match plan.framing {
        Framing::None | Framing::Pause => "stream-why-send",
        Framing::Delimiter => "stream-why-delimiter",
        Framing::Length => "stream-why-length",
        Framing::Fixed(_) => "stream-why-fixed",
    };
    for number in 0..plan.sends {
        if number > 0 && !plan.gap.is_zero() {
            let sleep = Step::new(Actor::CLIENT, Sock::NONE, Call::Sleep(plan.gap));
            let why = if plan.framing == Framing::Pause {
                "stream-why-pause"
            } else {
                "stream-why-gap"
            };
            steps.push(sleep.soon().because(why));
        }
        steps.push(send(plan, number).soon().because(why));
    }
    if plan.slow {
        let busy = Call::Sleep(std::time::Duration::from_millis(BUSY));
        let sleep = Step::new(Actor::SERVER, Sock::NONE, busy);
        steps.push(sleep.because("stream-why-busy"));
        let unread = Step::new(Actor::SERVER, CONNECTION, Call::Get(Ask::Unread));
        steps.push(unread.because("stream-why-unread"));
    }
    steps
}

fn send(plan: &Plan, number: usize) -> Step {
    Step::new(Actor::CLIENT, CLIENT, Call::Send(plan.wire(number)))
}

fn read(plan: &Plan) -> Step {
    Step::new(Actor::SERVER, CONNECTION, Call::Recv(plan.recv)).because("stream-why-recv")
}

/// The calls of `recv`.
pub(super) fn recvs(journal: &Journal) -> impl Iterator<Item = &Entry> {
    let recvs = |entry: &&Entry| matches!(entry.step.call, Call::Recv(_));
    journal.on(CONNECTION).filter(recvs)
}

/// Does a planned `send` wait for room that only the reader can make?
fn send_waits(plan: &Plan, journal: &Journal) -> bool {
    let sends = |entry: &&Entry| matches!(entry.step.call, Call::Send(_));
    let mut sends = journal.on(CLIENT).filter(sends).take(plan.sends);
    sends.any(|entry| entry.ended.is_none())
}

/// How many calls of `recv` the server makes by itself as far as is known: until it has all that is sent, an error, or
/// enough of it, but not while a `send` waits for room. And is that all?
pub(super) fn reads(plan: &Plan, journal: &Journal) -> (usize, bool) {
    let (total, mut got, mut made) = (plan.total(), 0, 0);
    for entry in recvs(journal) {
        if made >= MOST_RECVS && entry.step.call != Call::Recv(REST) {
            // The student's own.
            return (made, true);
        }
        made += 1;
        let given = entry.received().map_or(0, |received| received.bytes.len());
        // Nothing came for too long: what comes later is left to the student's own calls.
        if given == 0 || entry.waits.is_some() {
            return (made, entry.ended.is_some() || entry.waits.is_some());
        }
        got += given;
        if got >= total {
            return (made, true);
        }
    }
    if made >= MOST_RECVS && !send_waits(plan, journal) {
        return (made, true);
    }
    (made + 1, false)
}

/// The same bytes over UDP: all are sent, then all are received.
fn datagrams(plan: &Plan, setting: &Setting, journal: &Journal) -> Vec<Step> {
    let server = |call| Step::new(Actor::SERVER, UDP_SERVER, call);
    let client = |call| Step::new(Actor::CLIENT, UDP_CLIENT, call);
    let mut steps = vec![
        server(Call::Socket(Family::Inet, Kind::Dgram)),
        server(Call::Bind((setting.far, 0).into())).because("stream-why-udp"),
        client(Call::Socket(Family::Inet, Kind::Dgram)),
    ];
    let Some(address) = journal.address(UDP_SERVER) else {
        return steps;
    };
    steps.extend((0..plan.sends).map(|number| {
        client(Call::SendTo(plan.wire(number), address)).because("stream-why-sendto")
    }));
    steps.extend((0..datagram_reads(plan, journal)).map(|_| {
        server(Call::RecvFrom(plan.recv))
            .at_most(PATIENCE)
            .because("stream-why-recvfrom")
    }));
    steps
}

/// One `recvfrom` for each datagram that was sent; none behind one that waits or has failed.
fn datagram_reads(plan: &Plan, journal: &Journal) -> usize {
    let made = |entry: &&Entry| matches!(entry.step.call, Call::RecvFrom(_));
    let calls: Vec<_> = journal.on(UDP_SERVER).filter(made).collect();
    let failed = calls
        .iter()
        .position(|entry| entry.waits.is_some() || !entry.succeeded());
    failed.map_or(plan.sends, |at| at + 1)
}

/// What the student asks for, in order.
fn asked_for(plan: &Plan, journal: &Journal) -> Vec<Step> {
    let mut next = plan.sends;
    let mut steps = Vec::new();
    for control in &journal.pressed {
        match *control {
            SEND => {
                let more = send(plan, next).at_most(PATIENCE);
                steps.push(more.because("stream-why-send"));
                next += 1;
            }
            RECV => steps.push(read(plan).at_most(PATIENCE)),
            _ => {}
        }
    }
    steps
}
