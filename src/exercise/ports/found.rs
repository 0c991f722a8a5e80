//! What the run has shown: the sentence's parts, the findings.

use std::net::IpAddr;

use super::own::OwnPair;
use super::places::{
    BELOW, EXTRAS, End, LOOPBACK6, LOWEST, PROBE, Server, Whose, caller, callers, chosen, ends,
    host_name, leads_to, listener, named, own, servers,
};
use super::verdict::{self, Verdict};
use super::{Ports, places};
use crate::exercise::call::{Call, Family, Role};
use crate::exercise::ground::{Ground, Setting};
use crate::exercise::journal::{Entry, Journal};
use crate::exercise::{Figure, Finding};
use crate::say;
use crate::say::Say;

/// The pairs of which each has a finding: its name, row and column.
const PAIRS: &[(&str, usize, usize)] = &[
    ("same_tcp", 0, 0),
    ("other_address", 0, 1),
    ("any_beside_one", 0, 2),
    ("one_beside_any", 2, 0),
    ("any6_beside_one", 0, 3),
    ("any_beside_any6", 3, 2),
    ("udp_beside_tcp", 0, 4),
    ("same_udp", 4, 4),
];

/// The names of findings about servers.
const fn reached_name(whose: Whose) -> &'static str {
    match whose {
        Whose::Loopback => "reached_loopback",
        Whose::Own => "reached_own",
        Whose::Any => "reached_any",
        Whose::Any6 => "reached_any6",
        Whose::Name => "reached_name",
    }
}

/// The question about the student's own pair.
pub(super) fn ask_own(pair: OwnPair) -> Say {
    say!(
        "ports-ask-own",
        one = pair.first.to_string(),
        other = pair.second.to_string(),
        option = Say::plain(pair.options.name())
    )
}

/// What came of the student's own pair.
fn own_pair(pair: OwnPair, journal: &Journal) -> Option<(&str, Say)> {
    let result = verdict::own(journal).word()?;
    let say = say!(
        "ports-found-own",
        one = pair.first.to_string(),
        other = pair.second.to_string(),
        option = Say::plain(pair.options.name()),
        result = told(result)
    );
    Some((result, say))
}

/// A result in words; an errno is its own.
fn told(result: &str) -> Say {
    match result {
        "ok" => say!("ports-result-ok"),
        "waits" => say!("ports-result-waits"),
        errno => say!("ports-result-errno", errno = errno.to_owned()),
    }
}

/// An address as a place of its own in a sentence: `::` would be read as part of it.
fn placed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

fn both(one: Say, other: Option<Say>) -> Say {
    match other {
        Some(other) => say!("ports-sentence", binds = one, reach = other),
        None => one,
    }
}

/// What came of the binds, once they are through.
pub(super) fn binds(what: Ports, journal: &Journal) -> Option<Say> {
    let pairs = verdict::pairs(journal).filter(|_| verdict::all_tried(journal))?;
    let (collided, tried) = (pairs.collided, pairs.tried);
    let collided = if pairs.by_rule {
        say!("ports-sentence-rule", collided = collided, pairs = tried)
    } else {
        say!("ports-sentence-pairs", collided = collided, pairs = tried)
    };
    let said = both(collided, low_said(journal));
    let own = what.own.and_then(|pair| own_pair(pair, journal));
    Some(match own {
        Some((_, own)) => both(say!("ports-sentence-own", own = own), Some(said)),
        None => said,
    })
}

/// What the highest port that needs a right shows.
fn low_said(journal: &Journal) -> Option<Say> {
    if verdict::limit(journal)? == 0 {
        return Some(say!("ports-sentence-low-free"));
    }
    let below = verdict::below(verdict::limit(journal)?)?;
    let port = text(below);
    Some(match verdict::on(journal, BELOW).word()? {
        "EACCES" => say!("ports-sentence-low-denied", port = port),
        "ok" => say!("ports-sentence-low-allowed", port = port),
        errno => say!(
            "ports-sentence-low-failed",
            port = port,
            result = errno.to_owned()
        ),
    })
}

/// At how many addresses two of the servers were reached, once all were called.
pub(super) fn reached(journal: &Journal) -> Option<Say> {
    let setting = journal.setting.as_ref()?;
    let [loopback, _, any, ..] = servers(setting, journal)[..] else {
        return None;
    };
    let none = |server: Server, row: usize| {
        let errno = verdict::on(journal, listener(row)).errno();
        let at = placed(server.address);
        (!errno.is_empty()).then(|| {
            say!(
                "ports-sentence-no-server",
                at = at,
                result = errno.to_owned()
            )
        })
    };
    if !(verdict::all_called(journal, 0) && verdict::all_called(journal, 2)) {
        return None;
    }
    if let Some(none) = none(loopback, 0).or_else(|| none(any, 2)) {
        return Some(none);
    }
    let of = |row: usize| {
        let tried = verdicts(journal, setting, row);
        let done = tried.iter().filter(|(_, verdict)| *verdict == "ok").count();
        (done, tried.len())
    };
    let ((one, tried), (all, _)) = (of(0), of(2));
    Some(say!(
        "ports-sentence-reach",
        loopback = loopback.address.to_string(),
        one = one,
        tried = tried,
        any = any.address.to_string(),
        all = all
    ))
}

/// The findings.
pub(super) fn all(what: Ports, journal: &Journal) -> Vec<Finding> {
    let Some(setting) = &journal.setting else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if what.collide {
        let own = what.own.and_then(|pair| own_pair(pair, journal));
        found.extend(own.map(|(result, say)| Finding::text("own_pair", result, say)));
        found.extend(collisions(journal, setting));
        found.extend(extras(journal));
        found.extend(low_ports(journal));
        found.extend(port_zero(journal));
    }
    if what.reach {
        found.extend(reaches(journal, setting));
        found.extend(limits(journal, setting));
    }
    found.extend(no_ipv6(journal));
    found
}

fn collisions(journal: &Journal, setting: &Setting) -> Vec<Finding> {
    let ends = ends(setting);
    let mut found = Vec::new();
    if let Some(pairs) = verdict::pairs(journal) {
        let (tried, collided) = (pairs.tried, pairs.collided);
        let say = say!("ports-found-pairs", collided = collided, pairs = tried);
        found.push(Finding::number("collisions", collided, say));
    }
    found.extend(PAIRS.iter().filter_map(|(name, row, column)| {
        let result = verdict::pair(journal, *row, *column).word()?;
        let (one, other): (&End, &End) = (ends.get(*row)?, ends.get(*column)?);
        let say = say!(
            "ports-found-pair",
            one = one.to_string(),
            other = other.to_string(),
            result = told(result)
        );
        Some(Finding::text(name, result, say))
    }));
    found
}

fn extras(journal: &Journal) -> Vec<Finding> {
    let found = EXTRAS.iter().enumerate().filter_map(|(at, extra)| {
        let result = verdict::extra(journal, at).word()?;
        let say = say!(
            "ports-found-extra",
            case = Say::plain(extra.label),
            result = told(result)
        );
        Some(Finding::text(extra.name, result, say))
    });
    found.collect()
}

/// Ports at the limit that were tried: the finding's name, the port, what came of it.
pub(super) fn low(journal: &Journal) -> Vec<(&'static str, u16, String)> {
    let Some(limit) = verdict::limit(journal) else {
        return Vec::new();
    };
    let tried = [
        ("port_below_limit", BELOW, verdict::below(limit)),
        ("port_at_limit", LOWEST, verdict::lowest(limit)),
    ];
    let tried = tried.into_iter().filter_map(|(name, sock, port)| {
        let result = verdict::on(journal, sock).word()?;
        Some((name, port?, result.to_owned()))
    });
    tried.collect()
}

fn low_ports(journal: &Journal) -> Vec<Finding> {
    let Some(limit) = verdict::limit(journal) else {
        return Vec::new();
    };
    let say = match limit {
        0 => say!("ports-found-limit-none"),
        limit => say!("ports-found-limit", limit = text(limit)),
    };
    let mut found = vec![Finding::number("unprivileged_port_start", limit, say)];
    let tried = low(journal);
    found.extend(tried.iter().map(|(name, port, result)| {
        let say = say!("ports-found-low", port = text(*port), result = told(result));
        Finding::text(name, result.clone(), say)
    }));
    let bound = tried.iter().find(|(_, _, result)| result == "ok");
    found.extend(bound.map(|(_, port, _)| {
        let say = say!("ports-found-lowest", port = text(*port));
        Finding::number("lowest_port_bound", *port, say)
    }));
    found
}

fn port_zero(journal: &Journal) -> Vec<Finding> {
    let mut found = Vec::new();
    let ports: Vec<_> = [1, 2]
        .into_iter()
        .filter_map(|number| journal.address(chosen(number)))
        .map(|address| address.port())
        .collect();
    if let [one, other] = ports[..] {
        found.push(Finding {
            name: "port_zero",
            figure: Figure::Numbers(vec![one.into(), other.into()]),
            say: say!("ports-found-zero", one = text(one), other = text(other)),
        });
    }
    if let Some((from, to)) = verdict::range(journal) {
        found.push(Finding {
            name: "local_port_range",
            figure: Figure::Numbers(vec![from.into(), to.into()]),
            say: say!("ports-found-range", from = text(from), to = text(to)),
        });
    }
    found
}

/// Who called a server, and what came of it.
fn verdicts(journal: &Journal, setting: &Setting, row: usize) -> Vec<(String, String)> {
    let tried = callers(setting, journal).into_iter().enumerate();
    let tried = tried.filter_map(|(column, from)| {
        let result = verdict::on(journal, caller(row, column)).word()?;
        Some((address_of(from, setting), result.to_owned()))
    });
    tried.collect()
}

/// A called address; from another host that stands before it.
fn address_of(caller: places::Caller, setting: &Setting) -> String {
    let far = setting.ground == Ground::Cable && caller.from == Role::Client;
    if far {
        format!("{} → {}", setting.near, caller.to)
    } else {
        caller.to.to_string()
    }
}

fn reaches(journal: &Journal, setting: &Setting) -> Vec<Finding> {
    let servers = servers(setting, journal).into_iter().enumerate();
    let found = servers.filter_map(|(row, server)| {
        let tried = verdicts(journal, setting, row);
        (!tried.is_empty()).then(|| reach(journal, server, &tried))
    });
    found.collect()
}

fn reach(journal: &Journal, server: Server, tried: &[(String, String)]) -> Finding {
    let (done, failed): (Vec<_>, Vec<_>) = tried.iter().partition(|(_, result)| result == "ok");
    let reached: Vec<_> = done
        .into_iter()
        .map(|(address, _)| address.clone())
        .collect();
    let missed: Vec<_> = failed.into_iter().map(not_at).collect();
    let at = placed(server.address);
    let listed = |list: &[String]| {
        if list.is_empty() {
            vec!["–".to_owned()]
        } else {
            list.to_vec()
        }
    };
    let say = match (server.whose, host_name(journal)) {
        (Whose::Name, Some(name)) => say!(
            "ports-found-reached-name",
            name = name.to_owned(),
            at = at,
            reached = listed(&reached),
            missed = listed(&missed)
        ),
        _ => say!(
            "ports-found-reached",
            at = at,
            reached = listed(&reached),
            missed = listed(&missed)
        ),
    };
    Finding {
        name: reached_name(server.whose),
        figure: Figure::Texts(reached),
        say,
    }
}

/// Where a server was not reached, and why.
fn not_at((address, result): &(String, String)) -> String {
    let why = if result == "waits" { "…" } else { result };
    format!("{address} ({why})")
}

/// What of the table of calls could not be had here.
fn limits(journal: &Journal, setting: &Setting) -> Vec<Finding> {
    let mut found = Vec::new();
    match setting.ground {
        Ground::Here => {
            let say = say!("ports-found-one-machine");
            found.push(Finding::yes("other_machine_tried", false, say));
            if setting.own.is_none() {
                let say = say!("ports-found-no-own", other = own(setting).to_string());
                found.push(Finding::yes("own_address", false, say));
            }
        }
        Ground::Cable => {}
    }
    found.extend(no_name(journal));
    // A server that could not be bound at all.
    let servers = servers(setting, journal).into_iter().enumerate();
    found.extend(servers.filter_map(|(row, server)| {
        let Verdict::Refused(errno) = verdict::on(journal, listener(row)) else {
            return None;
        };
        let at = placed(server.address);
        let say = say!("ports-found-no-server", at = at, result = errno.to_owned());
        Some(Finding::text("server_not_bound", errno, say))
    }));
    found
}

fn no_name(journal: &Journal) -> Option<Finding> {
    let resolve = |entry: &&Entry| matches!(entry.step.call, Call::Resolve(_));
    let tried = journal.entries.iter().find(resolve)?;
    let name = host_name(journal)?.to_owned();
    if let Some(at) = leads_to(journal) {
        let tried = verdict::on(journal, PROBE).word().is_some();
        let elsewhere = tried && named(journal).is_none();
        let say = say!(
            "ports-found-name-elsewhere",
            name = name,
            at = at.to_string()
        );
        return elsewhere.then(|| Finding::text("name_not_here", at.to_string(), say));
    }
    let over = tried.ended.is_some() || tried.waits.is_some();
    let say = say!("ports-found-no-name", name = name);
    over.then(|| Finding::yes("name_resolved", false, say))
}

/// No IPv6 here: a socket of it was refused, or ::1 cannot be called.
fn no_ipv6(journal: &Journal) -> Option<Finding> {
    let refused = |entry: &&Entry| {
        let socket = matches!(entry.step.call, Call::Socket(Family::Inet6, _));
        socket && entry.errno().is_some()
    };
    let unusable = |entry: &&Entry| {
        let calls = matches!(entry.step.call, Call::Connect(to) if to.ip() == LOOPBACK6);
        calls && ["EADDRNOTAVAIL", "ENETUNREACH"].contains(&entry.errno_name())
    };
    let errno = |entry: &Entry| entry.errno_name().to_owned();
    let mut entries = journal.entries.iter();
    let say = if let Some(entry) = entries.clone().find(refused) {
        say!("ports-found-no-ipv6", result = errno(entry))
    } else {
        let entry = entries.find(unusable)?;
        say!("ports-found-no-loopback6", result = errno(entry))
    };
    Some(Finding::yes("ipv6", false, say))
}

/// Ports are names more than amounts: no separators.
fn text(number: impl Into<u32>) -> String {
    number.into().to_string()
}
