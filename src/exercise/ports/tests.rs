use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU16, Ordering};

use super::places::{ANY, ANY6, LIMIT, LOOPBACK, LOOPBACK6, NONLOCAL, RANGE, SECOND, overlap};
use super::{RECIPE, verdict};
use crate::clock::Time;
use crate::exercise::call::{Call, Family, Value};
use crate::exercise::{
    Choices, Command, Ended, Figure, Finding, Ground, Phase, Recipe, Report, Session, Setting, Step,
};
use crate::record::Errno;

/// What a pretended kernel answers, and where the socket is bound by then.
pub(crate) type Answer = (Result<Value, &'static str>, Option<SocketAddr>);

/// A run of this exercise with a pretended kernel. Its script must never change its mind.
pub(crate) fn played(
    recipe: &'static Recipe,
    chosen: &[(&str, &str)],
    setting: Setting,
    kernel: impl Fn(&Step) -> Answer,
) -> Session {
    let mut choices = Choices::new(recipe.knobs);
    for (name, value) in chosen {
        choices.set(name, value).unwrap();
    }
    let mut session = Session::new(recipe, choices);
    session.start();
    let (run, mut now) = (session.run(), 0);
    let mut commands = session.hear(run, Report::Ready(setting));
    while let Some(Command::Perform(_, id, step, _)) = commands.pop() {
        assert!(commands.is_empty(), "one after the other");
        let (outcome, local) = kernel(&step);
        now += 1;
        session.hear(run, Report::Began(id, Time(now)));
        let outcome = outcome.map_err(|name| Errno {
            number: 1,
            name: name.to_owned(),
        });
        let ended = Ended {
            at: Time(now),
            outcome,
            local,
            peer: None,
            tcp: None,
        };
        commands = session.hear(run, Report::Ended(id, Box::new(ended)));
    }
    assert_eq!(session.phase(), Phase::Resting);
    session
}

/// Everything succeeds; port 0 is a new one each time; the name leads to 127.0.1.1.
pub(crate) fn willing(step: &Step) -> Answer {
    static NEXT: AtomicU16 = AtomicU16::new(40_000);
    let ok = Ok(Value::Number(0));
    match &step.call {
        Call::Bind(to) if to.port() == 0 => {
            let port = NEXT.fetch_add(1, Ordering::Relaxed);
            (ok, Some((to.ip(), port).into()))
        }
        Call::Bind(to) => (ok, Some(*to)),
        Call::Setting(name) if *name == LIMIT => (Ok(Value::Text("1024".to_owned())), None),
        Call::Setting(name) if *name == RANGE => (Ok(Value::Text("32768 60999".to_owned())), None),
        Call::GetHostName => (Ok(Value::Text("lab".to_owned())), None),
        Call::Resolve(_) => {
            let found = ["::1", "127.0.1.1"].map(str::to_owned).to_vec();
            (Ok(Value::Texts(found)), None)
        }
        _ => (ok, None),
    }
}

pub(crate) fn cable() -> Setting {
    let address = |last| IpAddr::V4(Ipv4Addr::new(10, 1, 0, last));
    Setting {
        ground: Ground::Cable,
        near: address(2),
        far: address(3),
        missing: Some(address(9)),
        own: Some(address(2)),
        frames: true,
        notes: Vec::new(),
    }
}

fn finding(session: &Session, name: &str) -> Option<Finding> {
    let all = session.exercise().findings(session.journal());
    all.into_iter().find(|finding| finding.name == name)
}

fn figure(session: &Session, name: &str) -> Figure {
    finding(session, name)
        .unwrap_or_else(|| panic!("{name}"))
        .figure
}

fn texts(texts: &[&str]) -> Figure {
    Figure::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn addresses_overlap_where_one_datagram_could_be_for_both() {
    assert!(overlap(LOOPBACK, ANY) && overlap(ANY, LOOPBACK));
    assert!(overlap(ANY6, LOOPBACK) && overlap(ANY6, ANY) && overlap(LOOPBACK6, ANY6));
    assert!(!overlap(LOOPBACK, SECOND) && !overlap(LOOPBACK6, ANY));
}

#[test]
fn the_ports_at_the_limit_are_ports() {
    let at = |limit| (verdict::below(limit), verdict::lowest(limit));
    assert_eq!(at(1024), (Some(1023), Some(1024)));
    assert_eq!(at(0), (None, Some(1)));
    assert_eq!(at(1), (None, Some(1)));
    assert_eq!(at(65_536), (Some(65_535), None));
}

#[test]
fn a_kernel_that_grants_everything_is_not_said_to_collide() {
    let session = played(&RECIPE, &[], Setting::here(), willing);
    assert_eq!(figure(&session, "collisions"), Figure::Number(0));
    assert_eq!(
        figure(&session, "any_beside_one"),
        Figure::Text("ok".to_owned())
    );
    assert_eq!(session.exercise().answer(session.journal()), Some(0));
    let said = session.exercise().sentence(session.journal()).unwrap();
    // The rule is said only where it held.
    assert!(!format!("{said:?}").contains("ports-sentence-rule"));
}

#[test]
fn the_name_gets_a_server_and_a_column_of_its_own() {
    let session = played(&RECIPE, &[("what", "reach")], Setting::here(), willing);
    let all = texts(&["127.0.0.1", "127.0.0.2", "::1", "127.0.1.1"]);
    assert_eq!(figure(&session, "reached_name"), all);
    assert_eq!(figure(&session, "own_address"), Figure::Yes(false));
    assert!(finding(&session, "collisions").is_none());
}

/// A kernel whose resolver leads this host's name to somebody else.
fn led_astray(step: &Step, bind: Answer, nonlocal: &str) -> Answer {
    match &step.call {
        Call::Resolve(_) => (Ok(Value::Texts(vec!["198.51.100.7".to_owned()])), None),
        Call::Setting(name) if *name == NONLOCAL => (Ok(Value::Text(nonlocal.to_owned())), None),
        Call::Bind(to) if to.ip() != ANY && to.ip().to_string().starts_with("198.") => bind,
        _ => willing(step),
    }
}

#[test]
fn nobody_calls_an_address_that_has_not_shown_to_be_this_hosts() {
    let stranger: IpAddr = "198.51.100.7".parse().unwrap();
    let to = |port| Some((stranger, port).into());
    let ok = || (Ok(Value::Number(0)), to(40_000));
    let called = |session: &Session| {
        let mut entries = session.journal().entries.iter();
        entries.any(|entry| matches!(entry.step.call, Call::Connect(to) if to.ip() == stranger))
    };
    for setting in [Setting::here(), cable()] {
        let refused = |step: &Step| led_astray(step, (Err("EADDRNOTAVAIL"), None), "0");
        let all_bound = |step: &Step| led_astray(step, ok(), "1");
        let own = |step: &Step| led_astray(step, ok(), "0");
        let run = played(&RECIPE, &[], setting.clone(), refused);
        assert!(!called(&run));
        assert!(finding(&run, "name_not_here").is_some());
        let run = played(&RECIPE, &[], setting.clone(), all_bound);
        assert!(!called(&run));
        assert!(finding(&run, "name_not_here").is_some());
        assert!(called(&played(&RECIPE, &[], setting, own)));
    }
}

#[test]
fn on_a_cable_127_0_0_1_is_judged_where_it_was_asked_about() {
    let session = played(&RECIPE, &[], cable(), |step| match step.call {
        Call::Bind(to) if step.on.name == "second" && to.ip() == ANY => (Err("EADDRINUSE"), None),
        _ => willing(step),
    });
    let asked = session.journal().entries.iter().rev().find_map(|entry| {
        let bind = matches!(entry.step.call, Call::Bind(to) if to.ip() == LOOPBACK);
        (bind && entry.step.on.name == "first").then_some(entry.step.on.number)
    });
    assert_eq!(asked, Some(2));
    assert_eq!(
        verdict::any_beside_loopback(session.journal()),
        verdict::pair(session.journal(), 1, 2)
    );
    assert_eq!(session.exercise().answer(session.journal()), Some(1));
}

#[test]
fn the_low_port_is_told_by_what_came_of_it() {
    let said = |limit: &'static str, errno: Option<&'static str>| {
        let session = played(&RECIPE, &[], Setting::here(), |step| match step.call {
            Call::Setting(LIMIT) => (Ok(Value::Text(limit.to_owned())), None),
            Call::Bind(_) if step.on.name == "below" => match errno {
                Some(errno) => (Err(errno), None),
                None => willing(step),
            },
            _ => willing(step),
        });
        format!("{:?}", session.exercise().sentence(session.journal()))
    };
    for (limit, errno, key) in [
        ("1024", Some("EACCES"), "low-denied"),
        ("1024", Some("EADDRINUSE"), "low-failed"),
        ("1024", None, "low-allowed"),
        ("0", None, "low-free"),
    ] {
        assert!(said(limit, errno).contains(key), "{limit} {errno:?}");
    }
}

#[test]
fn the_students_pair_comes_first_and_is_asked_about() {
    let chosen = [("first", "udp-any"), ("second", "tcp-any6")];
    let session = played(&RECIPE, &chosen, Setting::here(), willing);
    let first = &session.journal().entries[1].step;
    assert!(matches!(first.call, Call::Bind(to) if to.ip() == ANY));
    let own = figure(&session, "own_pair");
    assert_eq!(own, Figure::Text("ok".to_owned()));
    assert!(format!("{:?}", session.exercise().question()).contains("UDP 0.0.0.0"));
    assert_eq!(session.exercise().answer(session.journal()), Some(0));
}

#[test]
fn without_ipv6_nothing_is_bound_to_it_and_that_is_said() {
    let session = played(&RECIPE, &[], Setting::here(), |step| match step.call {
        Call::Socket(Family::Inet6, _) => (Err("EAFNOSUPPORT"), None),
        _ => willing(step),
    });
    assert_eq!(figure(&session, "ipv6"), Figure::Yes(false));
    let binds_it = |step: &Step| matches!(step.call, Call::Bind(to) if to.is_ipv6());
    let entries = &session.journal().entries;
    assert!(!entries.iter().any(|entry| binds_it(&entry.step)));
    // Without the row and the column of :: there are 4 × 4 pairs.
    assert_eq!(verdict::pairs(session.journal()).unwrap().tried, 16);
}

#[test]
fn on_a_cable_the_other_host_calls_too() {
    let session = played(&RECIPE, &[("what", "reach")], cable(), willing);
    let all = texts(&[
        "127.0.0.1",
        "10.1.0.3",
        "::1",
        "127.0.1.1",
        "10.1.0.2 → 10.1.0.3",
        "10.1.0.2 → 127.0.0.1",
    ]);
    assert_eq!(figure(&session, "reached_any"), all);
}
