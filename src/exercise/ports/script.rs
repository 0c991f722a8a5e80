//! The calls, in order.

use std::net::{IpAddr, SocketAddr};

use super::own::{OwnPair, PairOptions};
use super::places::{
    BELOW, ENDS, EXTRAS, End, Extra, LIMIT, LOWEST, NONLOCAL, PROBE, RANGE, caller, callers,
    chosen, ends, family, first, host_name, leads_to, listener, one, other, second, servers,
};
use super::{Ports, verdict};
use crate::exercise::call::{Actor, Call, Kind, Opt, Role, Sock, Step};
use crate::exercise::code;
use crate::exercise::ground::Setting;
use crate::exercise::journal::Journal;

/// The program that binds first.
const ONE: Actor = Actor::of(Role::Server, 1);
/// The program that binds second.
const TWO: Actor = Actor::of(Role::Server, 2);
/// The program that asks for the host's name: the answer may take long.
const NAMED: Actor = Actor::of(Role::Server, 3);

/// A connect within this machine takes a tenth of a millisecond; one that has not returned by then waits.
const PATIENCE: u64 = 800;
/// A name in /etc/hosts is found at once; a resolver that does not answer is not waited for.
const NAME_PATIENCE: u64 = 2_000;

/// All steps up to now, as far as they are known.
pub(super) fn script(what: Ports, journal: &Journal) -> Vec<Step> {
    let Some(setting) = &journal.setting else {
        return Vec::new();
    };
    let mut script = Script {
        journal,
        steps: Vec::new(),
    };
    if what.collide {
        if let Some(pair) = what.own {
            script.own_pair(pair);
        }
        script.settings();
        for row in 0..ENDS {
            script.row(setting, row);
        }
        for (at, extra) in EXTRAS.iter().enumerate() {
            script.extra(setting, at, extra);
        }
        script.low(setting);
        script.zero(setting);
    }
    if what.reach {
        script.name();
        script.reach(setting);
    }
    script.steps
}

struct Script<'a> {
    journal: &'a Journal,
    steps: Vec<Step>,
}

impl Script<'_> {
    fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// Has this call on this socket come back with an error (or without)?
    fn ended(&self, sock: Sock, name: &str, well: bool) -> bool {
        let mut entries = self.journal.on(sock);
        entries.any(|entry| {
            code::name(&entry.step.call) == name
                && entry.ended.is_some()
                && entry.succeeded() == well
        })
    }

    /// Makes a socket, sets its options, binds it. Gives its address where that worked.
    fn bound(
        &mut self,
        who: Actor,
        sock: Sock,
        end: End,
        (opts, port): (&[Opt], u16),
        why: &'static str,
    ) -> Option<SocketAddr> {
        let open = Call::Socket(family(end.address), end.kind);
        self.add(Step::new(who, sock, open));
        if self.ended(sock, "socket", false) {
            return None;
        }
        for opt in opts {
            self.add(Step::new(who, sock, Call::Set(*opt)));
        }
        let to = (end.address, port).into();
        self.add(Step::new(who, sock, Call::Bind(to)).because(why));
        let bound = self.ended(sock, "bind", true);
        bound.then(|| self.journal.address(sock)).flatten()
    }

    /// The settings of the servers' kernel.
    fn settings(&mut self) {
        let read = |name| Step::new(ONE, Sock::NONE, Call::Setting(name));
        self.add(read(LIMIT).because("ports-why-limit"));
        self.add(read(RANGE).because("ports-why-range"));
    }

    fn close(&mut self, who: Actor, sock: Sock) {
        self.add(Step::new(who, sock, Call::Close).because("ports-why-close"));
    }

    /// The pair that the student has put together.
    fn own_pair(&mut self, pair: OwnPair) {
        let OwnPair {
            first,
            second,
            options,
        } = pair;
        let set = |end: End| options.set(end.address);
        let (one, other) = (OwnPair::ONE, OwnPair::OTHER);
        let bound = self.bound(ONE, one, first, (set(first), 0), "ports-why-own");
        let Some(at) = bound else {
            return;
        };
        if options == PairOptions::ReuseAddrListens && first.kind == Kind::Stream {
            self.add(Step::new(ONE, one, Call::Listen(5)));
        }
        let same = (set(second), at.port());
        if self
            .bound(TWO, other, second, same, "ports-why-own")
            .is_some()
        {
            self.close(TWO, other);
        }
        self.close(ONE, one);
    }

    /// One end bound first, at a port of the kernel's choice; then every end at that port.
    fn row(&mut self, setting: &Setting, row: usize) {
        let ends = ends(setting);
        let Some(end) = ends.get(row).copied() else {
            return;
        };
        let bound = self.bound(ONE, first(row), end, (&[], 0), "ports-why-first");
        let Some(at) = bound else {
            return;
        };
        for (column, end) in ends.into_iter().enumerate() {
            let sock = second(row, column);
            let bound = self.bound(TWO, sock, end, (&[], at.port()), "ports-why-second");
            if bound.is_some() {
                self.close(TWO, sock);
            }
        }
        self.add(Step::new(ONE, first(row), Call::Close));
    }

    fn extra(&mut self, setting: &Setting, at: usize, extra: &Extra) {
        let [own, ..] = ends(setting);
        let end = |address: Option<IpAddr>| End::new(extra.kind, address.unwrap_or(own.address));
        let bound = self.bound(ONE, one(at), end(extra.at), (extra.first, 0), extra.why);
        let Some(first) = bound else {
            return;
        };
        if extra.listens {
            self.add(Step::new(ONE, one(at), Call::Listen(5)));
        }
        let same = (extra.second, first.port());
        let both = self.bound(TWO, other(at), end(extra.beside), same, extra.why);
        if both.is_some() {
            self.close(TWO, other(at));
        }
        self.close(ONE, one(at));
    }

    /// The highest port that needs a right, and the lowest that needs none.
    fn low(&mut self, setting: &Setting) {
        let [end, ..] = ends(setting);
        let Some(limit) = verdict::limit(self.journal) else {
            return;
        };
        let tried = [
            (BELOW, verdict::below(limit), "ports-why-below"),
            (LOWEST, verdict::lowest(limit), "ports-why-lowest"),
        ];
        for (sock, port, why) in tried {
            // Another program may want it.
            let bound = port.and_then(|port| self.bound(ONE, sock, end, (&[], port), why));
            if bound.is_some() {
                self.close(ONE, sock);
            }
        }
    }

    fn zero(&mut self, setting: &Setting) {
        let [end, ..] = ends(setting);
        let both = [(ONE, chosen(1)), (TWO, chosen(2))];
        let bound = both.map(|(who, sock)| self.bound(who, sock, end, (&[], 0), "ports-why-zero"));
        for ((who, sock), _) in both
            .into_iter()
            .zip(bound)
            .filter(|(_, bound)| bound.is_some())
        {
            self.close(who, sock);
        }
    }

    /// What the host's name leads to, and whether that is this host at all. A practice host goes by the machine's name.
    fn name(&mut self) {
        let ask = |call| Step::new(NAMED, Sock::NONE, call);
        self.add(ask(Call::GetHostName).because("ports-why-name"));
        if let Some(name) = host_name(self.journal) {
            let resolve = ask(Call::Resolve(name.to_owned())).at_most(NAME_PATIENCE);
            self.add(resolve.because("ports-why-resolve"));
        }
        let Some(address) = leads_to(self.journal) else {
            return;
        };
        if !address.is_loopback() {
            let read = Step::new(ONE, Sock::NONE, Call::Setting(NONLOCAL));
            self.add(read.because("ports-why-nonlocal"));
        }
        let end = End::new(Kind::Stream, address);
        let bound = self.bound(ONE, PROBE, end, (&[], 0), "ports-why-probe");
        if bound.is_some() {
            self.close(ONE, PROBE);
        }
    }

    /// Servers, each at a port of its own; then everybody calls each of them.
    fn reach(&mut self, setting: &Setting) {
        let callers = callers(setting, self.journal);
        for (row, server) in servers(setting, self.journal).into_iter().enumerate() {
            let end = End::new(Kind::Stream, server.address);
            let sock = listener(row);
            let bound = self.bound(ONE, sock, end, (&[], 0), "ports-why-server");
            let Some(at) = bound else {
                continue;
            };
            self.add(Step::new(ONE, sock, Call::Listen(16)));
            for (column, from) in callers.iter().enumerate() {
                self.call(caller(row, column), from.from, (from.to, at.port()).into());
            }
            self.close(ONE, sock);
        }
    }

    /// A connect. Each client is a program of its own: one that waits keeps no other from calling.
    fn call(&mut self, sock: Sock, from: Role, to: SocketAddr) {
        let who = Actor::of(from, sock.number);
        let open = Call::Socket(family(to.ip()), Kind::Stream);
        self.add(Step::new(who, sock, open));
        if !self.ended(sock, "socket", false) {
            let connect = Step::new(who, sock, Call::Connect(to)).at_most(PATIENCE);
            self.add(connect.because("ports-why-call"));
        }
    }
}
