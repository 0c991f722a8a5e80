//! `ports` against the kernel.

use std::path::Path;

use serde_json::{Value, json};

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    ("ports: which pairs of binds collide", pairs),
    ("ports: what the options change", options),
    (
        "ports: the lowest port for everybody follows the kernel's setting",
        lowest_port,
    ),
    ("ports: without a limit no port is refused", no_limit),
    ("ports: a pair of one's own is tried first", own_pair),
    ("ports: nothing stays bound", all_closed),
    (
        "ports: without IPv6 and without a way it ends and says why",
        nothing_here,
    ),
    ("ports: port 0 is taken from the kernel's range", range),
    (
        "ports: who reaches which address on one machine",
        reach_here,
    ),
    (
        "ports: with bindv6only the address :: leaves IPv4 alone",
        v6_only,
    ),
    ("ports: 127.0.0.1 is out of the other host's reach", cable),
];

/// Has this network IPv6?
fn has_ipv6() -> bool {
    Path::new("/proc/sys/net/ipv6").exists()
}

fn is(run: &Run, name: &str, value: &str) {
    assert_eq!(*run.figure(name), json!(value), "{name}");
}

fn reached(run: &Run, name: &str) -> Vec<String> {
    serde_json::from_value(run.figure(name).clone()).unwrap()
}

fn pairs(net: &Net) {
    let run = net.exercise(&["ports", "--what", "collide"]);
    is(&run, "same_tcp", "EADDRINUSE");
    is(&run, "same_udp", "EADDRINUSE");
    is(&run, "other_address", "ok");
    is(&run, "udp_beside_tcp", "ok");
    is(&run, "any_beside_one", "EADDRINUSE");
    is(&run, "one_beside_any", "EADDRINUSE");
    if has_ipv6() {
        is(&run, "any6_beside_one", "EADDRINUSE");
        is(&run, "any_beside_any6", "EADDRINUSE");
        // Of five ends each with itself and the others: 4 × 4 of TCP but 2 that differ, and UDP with itself.
        assert_eq!(*run.figure("collisions"), json!(15));
    }
}

fn options(net: &Net) {
    let run = net.exercise(&["ports", "--what", "collide"]);
    is(&run, "reuseaddr_nobody_listens", "ok");
    is(&run, "reuseaddr_first_listens", "EADDRINUSE");
    is(&run, "reuseaddr_udp", "ok");
    is(&run, "reuseport_both", "ok");
    is(&run, "reuseport_second_only", "EADDRINUSE");
    is(&run, "reuseport_first_only", "EADDRINUSE");
    is(&run, "reuseaddr_any_beside_one", "EADDRINUSE");
    if has_ipv6() {
        is(&run, "v6only_beside_v4", "ok");
    }
}

fn lowest_port(net: &Net) {
    for (limit, below) in [(1024, "1023"), (500, "499"), (3000, "2999")] {
        net.set("net.ipv4.ip_unprivileged_port_start", &limit.to_string());
        let run = net.exercise(&["ports", "--what", "collide"]);
        assert_eq!(*run.figure("unprivileged_port_start"), json!(limit));
        assert_eq!(*run.figure("lowest_port_bound"), json!(limit));
        is(&run, "port_below_limit", "EACCES");
        is(&run, "port_at_limit", "ok");
        let call = format!("bind(127.0.0.1:{below})");
        let errnos: Vec<_> = run.calls(&call).map(|line| &line["errno"]).collect();
        assert_eq!(errnos, ["EACCES"]);
    }
}

fn no_limit(net: &Net) {
    net.set("net.ipv4.ip_unprivileged_port_start", "0");
    let run = net.exercise(&["ports", "--what", "collide"]);
    assert_eq!(*run.figure("lowest_port_bound"), json!(1));
    assert!(!run.0.iter().any(|line| line["errno"] == "EACCES"));
}

fn own_pair(net: &Net) {
    let run = |more: &[&str]| {
        let args = ["ports", "--what", "collide", "--first", "tcp-loopback"];
        net.exercise(&[&args[..], more].concat())
    };
    let plain = run(&["--second", "tcp-any"]);
    is(&plain, "own_pair", "EADDRINUSE");
    let first = plain.calls("bind(").next().unwrap();
    assert_eq!(first["socket"], "yours");
    let reused = ["--second", "tcp-any", "--option", "reuseaddr"];
    is(&run(&reused), "own_pair", "ok");
    is(&run(&["--second", "udp-loopback"]), "own_pair", "ok");
}

fn all_closed(net: &Net) {
    let run = net.exercise(&["ports"]);
    let on = |line: &Value| line["socket"].as_str().unwrap().to_owned();
    let bound = run.calls("bind(").filter(|line| line["errno"].is_null());
    for socket in bound.map(on) {
        assert_eq!(
            run.calls("close(")
                .filter(|line| on(line) == socket)
                .count(),
            1,
            "{socket}"
        );
    }
}

/// What the run says of this.
fn said<'a>(run: &'a Run, name: &str) -> &'a str {
    let line = run.0.iter().find(|line| line["name"] == name).unwrap();
    line["finding"].as_str().unwrap()
}

fn nothing_here(net: &Net) {
    if has_ipv6() {
        net.set("net.ipv6.conf.lo.disable_ipv6", "1");
        let run = net.exercise(&["ports"]);
        assert_eq!(*run.figure("ipv6"), json!(false));
        assert!(said(&run, "reached_any6").contains("::1 (EADDRNOTAVAIL)"));
    }
    // A new network, whose loopback is down.
    wirelab::sys::namespace::new_net().unwrap();
    let run = net.exercise(&["ports", "--what", "reach"]);
    assert!(said(&run, "sentence").contains("127.0.0.1"));
    assert!(reached(&run, "reached_any").is_empty());
    assert!(said(&run, "reached_any").contains("127.0.0.1 (E"));
}

fn range(net: &Net) {
    net.set("net.ipv4.ip_local_port_range", "40000 40199");
    let run = net.exercise(&["ports", "--what", "collide"]);
    assert_eq!(*run.figure("local_port_range"), json!([40_000, 40_199]));
    let ports: Vec<u16> = serde_json::from_value(run.figure("port_zero").clone()).unwrap();
    assert_ne!(ports[0], ports[1]);
    assert!(ports.iter().all(|port| (40_000..40_200).contains(port)));
}

fn reach_here(net: &Net) {
    let run = net.exercise(&["ports", "--what", "reach"]);
    // This network has a loopback only: 127.0.0.2 stands in for an address of its own.
    assert_eq!(*run.figure("own_address"), json!(false));
    assert_eq!(reached(&run, "reached_loopback"), ["127.0.0.1"]);
    assert_eq!(reached(&run, "reached_own"), ["127.0.0.2"]);
    let any = reached(&run, "reached_any");
    assert!(any.starts_with(&["127.0.0.1".to_owned(), "127.0.0.2".to_owned()]));
    assert!(!any.contains(&"::1".to_owned()));
    if has_ipv6() {
        assert!(reached(&run, "reached_any6").contains(&"::1".to_owned()));
        net.set("net.ipv6.conf.lo.disable_ipv6", "1");
        let run = net.exercise(&["ports", "--what", "reach"]);
        assert!(!reached(&run, "reached_any6").contains(&"::1".to_owned()));
    }
}

fn v6_only(net: &Net) {
    if !has_ipv6() {
        return;
    }
    net.set("net.ipv6.bindv6only", "1");
    let run = net.exercise(&["ports"]);
    is(&run, "any_beside_any6", "ok");
    is(&run, "any6_beside_one", "ok");
    assert_eq!(reached(&run, "reached_any6"), ["::1"]);
}

fn cable(net: &Net) {
    let run = net.exercise(&["ports", "--what", "reach", "--on", "cable"]);
    if run.0.iter().any(|line| line["name"] == "not_here") {
        return;
    }
    assert_eq!(reached(&run, "reached_loopback"), ["127.0.0.1"]);
    let binds = net.exercise(&["ports", "--what", "collide", "--on", "cable"]);
    for name in ["unprivileged_port_start", "local_port_range", "port_zero"] {
        binds.figure(name);
    }
    is(&binds, "port_at_limit", "ok");
    let from_afar = |name: &str| {
        let all = reached(&run, name);
        all.into_iter().filter(|way| way.contains('→')).count()
    };
    assert_eq!(from_afar("reached_loopback"), 0);
    assert_eq!(from_afar("reached_own"), 1);
    assert_eq!(from_afar("reached_any"), 1);
    // Each of the four servers is called at 127.0.0.1 from afar: that is the caller's own machine.
    let afar = |line: &&Value| {
        let who = line["who"].as_str().unwrap_or_default();
        who.starts_with("client") && line["call"].as_str().unwrap().contains("127.0.0.1")
    };
    let errnos: Vec<_> = run.calls("connect(").filter(afar).collect();
    assert!(errnos.len() >= 3);
    assert!(errnos.iter().all(|line| line["errno"] == "ECONNREFUSED"));
}
