//! Which calls are made for each ending, from what has happened so far.
//!
//! The calls stand in the order in which a program makes them. Where the kernel needs a moment (a FIN's
//! acknowledgement may be put off for 40 ms, RFC 9293 §3.8.6.3) it is asked again until the state rests.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::ending::Ending;
use super::ends::{Pair, rests};
use crate::exercise::call::{Actor, Ask, Call, Family, How, Kind, Opt, Sock, Step, Wait};
use crate::exercise::journal::{Entry, Journal};

/// The server's socket that listens.
pub const LISTENER: Sock = Sock::named("listener");
/// The server's socket for this client.
pub const SERVED: Sock = Sock::named("served");
/// Your socket.
pub const CLIENT: Sock = Sock::named("client");
/// The listening socket of the server that was started again.
pub const AGAIN: Sock = Sock::named("again");
/// The server's socket for datagrams.
pub const SENDER: Sock = Sock::named("sender");
/// Your socket for datagrams.
pub const RECEIVER: Sock = Sock::named("receiver");

/// How often the kernel is asked whether a state rests by now, and the pause between.
const TRIES: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);
/// A `recv` is seen to wait after this long, in ms.
const SILENCE: u64 = 400;
/// `recv` at a connection whose peer is gone gives up after this long. The kernel sends again after about 0.2 s for
/// the first time, then after twice as long each time (RFC 6298).
pub const GIVES_UP: Duration = Duration::from_millis(600);
/// The peer that is back waits at most this long for what is sent again.
const BACK: Duration = Duration::from_secs(5);
/// A call that may wait is waited for at most this long, in ms: then something is lost, and the run ends.
const LOST: u64 = 8_000;
/// A datagram that does not arrive is waited for at most this long, in ms.
const LOST_DATAGRAM: u64 = 2_000;
/// What `recv` asks for.
const ROOM: usize = 1024;
/// What `recvfrom` asks for where the datagram is larger.
pub const SMALL_ROOM: usize = 8;
/// That datagram.
pub const LARGE: &[u8] = b"0123456789abcdef";

/// All calls up to now, as far as they are known, each with the ending that it belongs to.
pub(super) fn plan(endings: &[Ending], journal: &Journal) -> Vec<(Ending, Step)> {
    let mut script = Script {
        journal,
        steps: Vec::new(),
        ending: Ending::Fin,
        listens: None,
        pair: None,
    };
    for ending in endings {
        script.ending = *ending;
        if script.play(*ending).is_none() {
            break;
        }
    }
    script.steps
}

/// The calls that are known, and what of their results the next ones need.
struct Script<'a> {
    journal: &'a Journal,
    steps: Vec<(Ending, Step)>,
    ending: Ending,
    /// Where the server listens.
    listens: Option<SocketAddr>,
    /// The two ends of the connection.
    pair: Option<Pair>,
}

/// May the call wait for something from outside, or behind one that does?
const fn may_wait(call: &Call) -> bool {
    matches!(
        call,
        Call::Accept(_) | Call::Connect(_) | Call::Recv(_) | Call::Send(_) | Call::Close
    )
}

/// Is this a call without which the rest means nothing? Of a server that starts again it is the result that counts.
pub(super) fn is_needed(step: &Step) -> bool {
    let makes = matches!(
        step.call,
        Call::Socket(..)
            | Call::Bind(_)
            | Call::Listen(_)
            | Call::Connect(_)
            | Call::Accept(_)
            | Call::SendTo(..)
    );
    makes && step.on != AGAIN
}

const fn client(call: Call) -> Step {
    Step::new(Actor::CLIENT, CLIENT, call)
}

const fn served(call: Call) -> Step {
    Step::new(Actor::SERVER, SERVED, call)
}

const fn server(on: Sock, call: Call) -> Step {
    Step::new(Actor::SERVER, on, call)
}

fn bytes(text: &'static [u8]) -> Bytes {
    Bytes::from_static(text)
}

/// `None` of each: the next call depends on what has not happened yet.
impl<'a> Script<'a> {
    /// One more call. `None`: it has not returned, or failed although the rest needs it. One that never returns ends the
    /// run: who makes it can make no other.
    fn make(&mut self, step: Step) -> Option<&'a Entry> {
        let step = if step.wait == Wait::Ended && may_wait(&step.call) {
            step.at_most(LOST)
        } else {
            step
        };
        let entry = self.ask(step)?;
        let failed = is_needed(&entry.step) && entry.errno().is_some();
        (entry.ended.is_some() && !failed).then_some(entry)
    }

    /// The same, where it is to be seen waiting.
    fn ask(&mut self, step: Step) -> Option<&'a Entry> {
        let at = self.steps.len();
        self.steps.push((self.ending, step));
        let entry = self.journal.entries.get(at)?;
        (entry.ended.is_some() || entry.waits.is_some()).then_some(entry)
    }

    /// Several, in order.
    fn all(&mut self, steps: impl IntoIterator<Item = Step>) -> Option<()> {
        for step in steps {
            self.make(step)?;
        }
        Some(())
    }

    /// The same call again and again, until its result is as wished.
    fn until(&mut self, step: &Step, wished: impl Fn(&Entry) -> bool) -> Option<()> {
        for _ in 0..TRIES {
            if wished(self.make(step.clone())?) {
                break;
            }
            self.make(Step::lab(Call::Sleep(PAUSE)))?;
        }
        Some(())
    }

    /// The kernel's list, when both ends have come to rest.
    fn look(&mut self, why: &'static str) -> Option<()> {
        let pair = self.pair;
        self.until(&Step::lab(Call::Look).because(why), |entry| {
            let rows = entry.sockets().unwrap_or_default();
            entry.errno().is_some() || pair.is_none_or(|pair| rests(rows, pair))
        })
    }

    fn play(&mut self, ending: Ending) -> Option<()> {
        match ending {
            Ending::Fin => self.fin(),
            Ending::Reset => self.reset(),
            Ending::HalfClose => self.half_close(),
            Ending::Unread => self.unread(),
            Ending::Silence => self.silence(),
            Ending::Vanished => self.vanished(),
            Ending::EmptyDatagram => self.empty_datagram(),
            Ending::LargeDatagram => self.large_datagram(),
            Ending::Restart => self.restart(),
        }
    }

    /// A fresh server listens.
    fn listen(&mut self, reuse: bool) -> Option<SocketAddr> {
        let any_port = (self.journal.setting.as_ref()?.far, 0).into();
        self.make(server(LISTENER, Call::Socket(Family::Inet, Kind::Stream)))?;
        if reuse {
            let set = server(LISTENER, Call::Set(Opt::ReuseAddr(true)));
            self.make(set.because("endings-why-reuse"))?;
        }
        let bound = self.make(server(LISTENER, Call::Bind(any_port)))?;
        let address = bound.ended.as_ref()?.local?;
        self.make(server(LISTENER, Call::Listen(1)))?;
        self.listens = Some(address);
        Some(address)
    }

    /// A fresh connection; the server that listens already, or a fresh one.
    fn connection(&mut self) -> Option<()> {
        let server_end = match self.listens {
            Some(address) => address,
            None => self.listen(false)?,
        };
        self.make(client(Call::Socket(Family::Inet, Kind::Stream)))?;
        let connected = self.make(client(Call::Connect(server_end)))?;
        let client_end = connected.ended.as_ref()?.local?;
        self.pair = Some(Pair {
            near: client_end,
            far: server_end,
        });
        self.make(server(LISTENER, Call::Accept(SERVED)))?;
        Some(())
    }

    fn fin(&mut self) -> Option<()> {
        self.connection()?;
        self.all([
            served(Call::Send(bytes(b"bye"))),
            served(Call::Close).because("endings-why-close"),
        ])?;
        self.look("endings-why-look")?;
        self.all([
            client(Call::Recv(ROOM)).because("endings-why-first-the-data"),
            client(Call::Recv(ROOM)).because("endings-why-end"),
            client(Call::Close).because("endings-why-close-too"),
        ])?;
        self.look("endings-why-time-wait")
    }

    fn half_close(&mut self) -> Option<()> {
        self.connection()?;
        self.make(served(Call::Shutdown(How::Write)).because("endings-why-shutdown"))?;
        self.look("endings-why-look")?;
        self.all([
            client(Call::Recv(ROOM)).because("endings-why-half-end"),
            client(Call::Send(bytes(b"one more thing"))).because("endings-why-half-send"),
            served(Call::Recv(ROOM)),
            client(Call::Close).because("endings-why-close-too"),
        ])?;
        self.look("endings-why-time-wait")?;
        self.all([served(Call::Recv(ROOM)), served(Call::Close)])
    }

    fn reset(&mut self) -> Option<()> {
        self.connection()?;
        self.all([
            served(Call::Set(Opt::Linger(Some(0)))).because("endings-why-linger"),
            served(Call::Close),
            client(Call::Recv(ROOM)).because("endings-why-reset"),
        ])?;
        self.look("endings-why-nothing-left")?;
        self.make(client(Call::Close))?;
        Some(())
    }

    fn unread(&mut self) -> Option<()> {
        self.connection()?;
        self.make(client(Call::Send(bytes(b"please read this"))))?;
        let ask = served(Call::Get(Ask::Unread)).because("endings-why-unread");
        self.until(&ask, |entry| entry.number() != Some(0))?;
        self.all([
            served(Call::Close).because("endings-why-close-unread"),
            client(Call::Recv(ROOM)).because("endings-why-reset"),
        ])?;
        self.look("endings-why-nothing-left")?;
        self.make(client(Call::Close))?;
        Some(())
    }

    fn silence(&mut self) -> Option<()> {
        self.connection()?;
        let waits = client(Call::Recv(ROOM)).at_most(SILENCE);
        self.ask(waits.because("endings-why-silence"))?;
        self.look("endings-why-still-there")?;
        self.all([
            served(Call::Send(bytes(b"still here"))).because("endings-why-speaks-again"),
            client(Call::Close).because("endings-why-you-first"),
        ])?;
        self.look("endings-why-look")?;
        self.make(served(Call::Close))?;
        self.look("endings-why-time-wait")
    }

    fn vanished(&mut self) -> Option<()> {
        self.connection()?;
        self.all([
            client(Call::Get(Ask::KeepAlive)).because("endings-why-keepalive"),
            served(Call::Set(Opt::Deaf(true))).because("endings-why-deaf"),
            client(Call::Set(Opt::ReceiveTimeout(GIVES_UP))),
            client(Call::Send(bytes(b"are you there?"))).because("endings-why-send-to-nobody"),
            client(Call::Recv(ROOM)).because("endings-why-timeout"),
        ])?;
        self.look("endings-why-still-there")?;
        // The client's kernel sends again: on a cable its host has settings of its own.
        let retries = Call::Setting("net.ipv4.tcp_retries2");
        let retries = Step::new(Actor::CLIENT, Sock::NONE, retries);
        self.all([
            retries.because("endings-why-retries"),
            served(Call::Set(Opt::Deaf(false))).because("endings-why-back"),
            served(Call::Set(Opt::ReceiveTimeout(BACK))),
            served(Call::Recv(ROOM)).because("endings-why-arrives-late"),
            client(Call::Close).because("endings-why-you-first"),
        ])?;
        self.look("endings-why-look")?;
        self.make(served(Call::Close))?;
        self.look("endings-why-time-wait")
    }

    /// You bind, the server sends two datagrams.
    fn datagrams(&mut self, first: &'static [u8], room: usize) -> Option<()> {
        let any_port = (self.journal.setting.as_ref()?.near, 0).into();
        let receiver = |call| Step::new(Actor::CLIENT, RECEIVER, call);
        self.make(server(SENDER, Call::Socket(Family::Inet, Kind::Dgram)))?;
        self.make(receiver(Call::Socket(Family::Inet, Kind::Dgram)))?;
        let bound = self.make(receiver(Call::Bind(any_port)))?;
        let to = bound.ended.as_ref()?.local?;
        let (why, why_next) = match self.ending {
            Ending::LargeDatagram => ("endings-why-large", "endings-why-rest-lost"),
            _ => ("endings-why-empty", "endings-why-next-datagram"),
        };
        self.all([
            server(SENDER, Call::SendTo(bytes(first), to)),
            server(SENDER, Call::SendTo(bytes(b"next"), to)),
            receiver(Call::RecvFrom(room))
                .at_most(LOST_DATAGRAM)
                .because(why),
            receiver(Call::RecvFrom(room))
                .at_most(LOST_DATAGRAM)
                .because(why_next),
            server(SENDER, Call::Close),
            receiver(Call::Close),
        ])
    }

    fn empty_datagram(&mut self) -> Option<()> {
        self.datagrams(b"", ROOM)
    }

    fn large_datagram(&mut self) -> Option<()> {
        self.datagrams(LARGE, SMALL_ROOM)
    }

    /// Three servers end and start again: one that closed first, one whose client did, one with `SO_REUSEADDR`.
    fn restart(&mut self) -> Option<()> {
        self.life(false, true)?;
        let again = |call| server(AGAIN, call);
        let to = self.listens?;
        self.all([
            again(Call::Socket(Family::Inet, Kind::Stream)),
            again(Call::Bind(to)).because("endings-why-bind-again"),
            again(Call::Close),
            // A fresh socket: one that is bound already could not be bound again in any case.
            again(Call::Socket(Family::Inet, Kind::Stream)),
            again(Call::Set(Opt::ReuseAddr(true))),
            again(Call::Bind(to)).because("endings-why-reuse-late"),
            again(Call::Close),
        ])?;
        self.life(false, false)?;
        let to = self.listens?;
        self.all([
            again(Call::Socket(Family::Inet, Kind::Stream)),
            again(Call::Bind(to)).because("endings-why-bind-free"),
            again(Call::Close),
        ])?;
        self.life(true, true)?;
        let to = self.listens?;
        self.all([
            again(Call::Socket(Family::Inet, Kind::Stream)),
            again(Call::Set(Opt::ReuseAddr(true))),
            again(Call::Bind(to)).because("endings-why-bind-reuse"),
            again(Call::Close),
        ])
    }

    /// A server's life: it listens, serves one client, ends. Either it closes first, or its client does.
    fn life(&mut self, reuse: bool, server_first: bool) -> Option<()> {
        self.listens = None;
        self.listen(reuse)?;
        self.connection()?;
        // The second close only when the first FIN is acknowledged: one sent twice may reach an end that is gone by
        // then, whose RST would take TIME-WAIT away (RFC 1337).
        if server_first {
            self.make(served(Call::Close).because("endings-why-server-first"))?;
            self.look("endings-why-look")?;
            self.all([client(Call::Recv(ROOM)), client(Call::Close)])?;
        } else {
            self.make(client(Call::Close).because("endings-why-client-first"))?;
            self.look("endings-why-look")?;
            self.all([served(Call::Recv(ROOM)), served(Call::Close)])?;
        }
        self.make(server(LISTENER, Call::Close))?;
        self.look("endings-why-time-wait")
    }
}
