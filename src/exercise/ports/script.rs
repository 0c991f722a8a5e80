//! The calls, in order.

use std::net::{IpAddr, SocketAddr};

use super::places::{
    BELOW, ENDS, EXTRAS, End, Extra, LIMIT, LOWEST, RANGE, caller, callers, chosen, ends, family,
    first, host_name, listener, one, other, second, servers,
};
use super::{Ports, verdict};
use crate::exercise::call::{Actor, Call, Kind, Opt, Role, Sock, Step};
use crate::exercise::code;
use crate::exercise::ground::{Ground, Setting};
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
        script.settings(setting);
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
        script.name(setting);
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

    /// The kernel's settings. A practice host has its own, which cannot be read from outside.
    fn settings(&mut self, setting: &Setting) {
        if setting.ground == Ground::Here {
            self.add(Step::lab(Call::Setting(LIMIT)).because("ports-why-limit"));
            self.add(Step::lab(Call::Setting(RANGE)).because("ports-why-range"));
        }
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
                self.add(Step::new(TWO, sock, Call::Close).because("ports-why-close"));
            }
        }
        self.add(Step::new(ONE, first(row), Call::Close));
    }

    fn extra(&mut self, setting: &Setting, at: usize, extra: &Extra) {
        let [own, ..] = ends(setting);
        let end = |address: Option<IpAddr>| End {
            kind: extra.kind,
            address: address.unwrap_or(own.address),
        };
        let bound = self.bound(ONE, one(at), end(extra.at), (extra.first, 0), extra.why);
        let Some(first) = bound else {
            return;
        };
        if extra.listens {
            self.add(Step::new(ONE, one(at), Call::Listen(5)));
        }
        let same = (extra.second, first.port());
        self.bound(TWO, other(at), end(extra.beside), same, extra.why);
    }

    /// The highest port that needs a right, and the lowest that needs none.
    fn low(&mut self, setting: &Setting) {
        let [end, ..] = ends(setting);
        let Some(limit) = verdict::limit(self.journal) else {
            return;
        };
        if let Some(port) = verdict::below(limit) {
            self.bound(ONE, BELOW, end, (&[], port), "ports-why-below");
        }
        if let Some(port) = verdict::lowest(limit) {
            self.bound(ONE, LOWEST, end, (&[], port), "ports-why-lowest");
        }
    }

    fn zero(&mut self, setting: &Setting) {
        let [end, ..] = ends(setting);
        self.bound(ONE, chosen(1), end, (&[], 0), "ports-why-zero");
        self.bound(TWO, chosen(2), end, (&[], 0), "ports-why-zero");
    }

    /// What the host's name leads to. A practice host has no name of its own.
    fn name(&mut self, setting: &Setting) {
        if setting.ground != Ground::Here {
            return;
        }
        let ask = |call| Step::new(NAMED, Sock::NONE, call);
        self.add(ask(Call::GetHostName).because("ports-why-name"));
        if let Some(name) = host_name(self.journal) {
            let resolve = ask(Call::Resolve(name.to_owned())).at_most(NAME_PATIENCE);
            self.add(resolve.because("ports-why-resolve"));
        }
    }

    /// Servers, each at a port of its own; then everybody calls each of them.
    fn reach(&mut self, setting: &Setting) {
        let callers = callers(setting, self.journal);
        for (row, server) in servers(setting, self.journal).into_iter().enumerate() {
            let end = End {
                kind: Kind::Stream,
                address: server.address,
            };
            let sock = listener(row);
            let bound = self.bound(ONE, sock, end, (&[], 0), "ports-why-server");
            let Some(at) = bound else {
                continue;
            };
            self.add(Step::new(ONE, sock, Call::Listen(16)));
            for (column, from) in callers.iter().enumerate() {
                self.call(caller(row, column), from.from, (from.to, at.port()).into());
            }
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
