//! `endings` against the kernel.

use serde_json::{Value, json};

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    ("endings: what recv gives, and the states at both ends", all),
    ("endings: on a cable as here", on_a_cable),
    (
        "endings: close gives the data, then no byte; who closed first waits",
        fin,
    ),
    (
        "endings: a half-closed connection still carries data",
        half_close,
    ),
    ("endings: unread bytes make close a reset", unread),
    ("endings: silence is no end", silence),
    ("endings: a vanished host is no end either", vanished),
    (
        "endings: datagrams end nothing, and lose what does not fit",
        datagrams,
    ),
    ("endings: bind again", restart),
    ("endings: the kernel’s settings are what is told", settings),
    (
        "endings: without TIME-WAIT every bind works",
        without_time_wait,
    ),
    (
        "endings: where nobody can connect the run ends and says so",
        nobody_can_connect,
    ),
];

/// Python, C, your end, the server's.
fn outcomes() -> [(&'static str, Value); 9] {
    let reset = json!(["ConnectionResetError", "-1 ECONNRESET", "CLOSED", "-"]);
    [
        ("fin", json!(["b''", "0", "CLOSE-WAIT", "FIN-WAIT-2"])),
        (
            "half_close",
            json!(["b''", "0", "CLOSE-WAIT", "FIN-WAIT-2"]),
        ),
        ("reset", reset.clone()),
        ("unread", reset),
        (
            "silence",
            json!(["waits", "waits", "ESTABLISHED", "ESTABLISHED"]),
        ),
        (
            "vanished",
            json!(["TimeoutError", "-1 EAGAIN", "ESTABLISHED", "ESTABLISHED"]),
        ),
        ("empty_datagram", json!(["(b'', address)", "0", "-", "-"])),
        (
            "large_datagram",
            json!(["(b'01234567', address)", "8", "-", "-"]),
        ),
        (
            "restart",
            json!([
                "OSError: [Errno 98] Address already in use",
                "-1 EADDRINUSE",
                "-",
                "TIME-WAIT"
            ]),
        ),
    ]
}

fn shows_all(run: &Run) {
    for (name, outcome) in outcomes() {
        assert_eq!(run.figure(name), &outcome, "{name}");
    }
    for (name, who) in [
        ("fin_time_wait", "server"),
        ("half_close_time_wait", "server"),
        ("reset_time_wait", "nobody"),
        ("unread_time_wait", "nobody"),
        ("silence_time_wait", "client"),
        ("vanished_time_wait", "client"),
    ] {
        assert_eq!(run.figure(name), who, "{name}");
    }
}

fn all(net: &Net) {
    shows_all(&net.exercise(&["endings"]));
}

fn on_a_cable(net: &Net) {
    let run = net.exercise(&["endings", "--on", "cable"]);
    shows_all(&run);
    // The frames tell of each close what it sent.
    let on_cable = run.0.iter().all(|line| line["name"] != "not_here");
    if !on_cable {
        return;
    }
    let flags = |run: &Run| -> Vec<String> {
        let frames = run.0.iter().filter_map(|line| line["frames"].as_array());
        let flags = frames.flatten().filter_map(|frame| frame["flags"].as_str());
        flags.map(str::to_owned).collect()
    };
    let unread = net.exercise(&["endings", "--ending", "unread", "--on", "cable"]);
    assert!(flags(&unread).iter().any(|flags| flags.contains("RST")));
    assert!(!flags(&unread).iter().any(|flags| flags.contains("FIN")));
    let fin = net.exercise(&["endings", "--ending", "fin", "--on", "cable"]);
    assert!(flags(&fin).iter().any(|flags| flags.contains("FIN")));
    assert!(!flags(&fin).iter().any(|flags| flags.contains("RST")));
}

fn one(net: &Net, ending: &str) -> Run {
    net.exercise(&["endings", "--ending", ending])
}

fn fin(net: &Net) {
    let run = one(net, "fin");
    let data: Vec<_> = run
        .calls("recv(")
        .map(|line| line["data"].clone())
        .collect();
    assert_eq!(data, ["b'bye'", "b''"]);
    let left = run.figure("time_wait_s").as_i64().unwrap();
    assert!((1..=60).contains(&left), "{left}");
    let states = last_look(&run);
    assert_eq!(states.len(), 1, "one end is left: {states:?}");
    assert_eq!(states[0]["state"], "TIME-WAIT");
}

/// The rows of the last look that are no listening socket's.
fn last_look(run: &Run) -> Vec<Value> {
    let look = run.calls("ss(").last().unwrap();
    let rows = look["sockets"].as_array().unwrap().iter();
    rows.filter(|row| row["state"] != "LISTEN")
        .cloned()
        .collect()
}

fn half_close(net: &Net) {
    let run = one(net, "half-close");
    assert_eq!(run.figure("half_close_arrived"), 14);
    let served = run.calls("recv(").find(|line| line["socket"] == "served");
    assert_eq!(served.unwrap()["data"], "b'one more thing'");
}

fn unread(net: &Net) {
    let run = one(net, "unread");
    assert_eq!(run.figure("unread_bytes"), 16);
    assert!(
        last_look(&run).is_empty(),
        "nothing is left of a reset connection"
    );
}

fn silence(net: &Net) {
    let run = one(net, "silence");
    assert_eq!(run.figure("silence_then"), "b'still here'");
    let recv = run.calls("recv(").next().unwrap();
    assert_eq!(recv["waits"], true);
    assert_eq!(recv["errno"], Value::Null);
}

fn vanished(net: &Net) {
    let run = one(net, "vanished");
    assert_eq!(run.figure("vanished_sent"), 14);
    assert!(run.figure("vanished_sent_again").as_i64().unwrap() >= 1);
    assert_eq!(run.figure("vanished_arrived_later"), 14);
    assert_eq!(run.figure("keepalive"), false);
    let deaf = run.calls("setsockopt(IP_MINTTL");
    assert!(deaf.into_iter().all(|line| line["errno"].is_null()));
}

fn datagrams(net: &Net) {
    let empty = one(net, "empty-datagram");
    assert_eq!(empty.figure("empty_then"), "(b'next', address)");
    let large = one(net, "large-datagram");
    assert_eq!(large.figure("large_given"), 8);
    assert_eq!(large.figure("large_then"), "(b'next', address)");
}

fn restart(net: &Net) {
    let run = one(net, "restart");
    assert_eq!(run.figure("restart_plain"), "EADDRINUSE");
    assert_eq!(run.figure("restart_reuse_too_late"), "EADDRINUSE");
    assert_eq!(run.figure("restart_client_first"), "bound");
    assert_eq!(run.figure("restart_reuse"), "bound");
    // Before each server came back the kernel was asked: TIME-WAIT was with the server, with the client, with the server.
    let binds = run.0.iter().enumerate();
    let again = binds.filter(|(_, line)| {
        line["socket"] == "again" && line["call"].as_str().unwrap().starts_with("socket(")
    });
    let states: Vec<_> = again
        .filter_map(|(at, _)| run.0[at - 1]["state"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(states.len(), 3);
    assert!(
        states.iter().all(|state| state.contains("TIME-WAIT")),
        "{states:?}"
    );
}

fn settings(net: &Net) {
    let usual = one(net, "fin");
    let usual = usual.figure("fin_wait_s").as_i64().unwrap();
    assert!((31..=60).contains(&usual), "{usual}");
    net.set("net.ipv4.tcp_fin_timeout", "25");
    let short = one(net, "fin");
    let short = short.figure("fin_wait_s").as_i64().unwrap();
    assert!((1..=25).contains(&short), "{short}");
    assert_eq!(one(net, "vanished").figure("tcp_retries2"), 15);
    net.set("net.ipv4.tcp_retries2", "9");
    assert_eq!(one(net, "vanished").figure("tcp_retries2"), 9);
    // On a cable its host has its own.
    let cable = net.exercise(&["endings", "--ending", "vanished", "--on", "cable"]);
    let here = cable.0.iter().any(|line| line["name"] == "not_here");
    let there = cable.figure("tcp_retries2").as_i64().unwrap();
    assert!(here || there != 9, "{there}");
}

/// Where the kernel keeps nobody in TIME-WAIT every bind works, and nothing else is said.
fn without_time_wait(net: &Net) {
    net.set("net.ipv4.tcp_max_tw_buckets", "0");
    let run = one(net, "restart");
    for name in [
        "restart_plain",
        "restart_reuse_too_late",
        "restart_client_first",
        "restart_reuse",
    ] {
        assert_eq!(run.figure(name), "bound", "{name}");
    }
    assert_eq!(one(net, "fin").figure("fin_time_wait"), "nobody");
    assert!(!sentence(&net.exercise(&["endings"])).contains("with you"));
}

fn nobody_can_connect(net: &Net) {
    net.without_loopback();
    let run = net.exercise(&["endings"]);
    assert_eq!(run.figure("run_stopped"), "ENETUNREACH");
    assert!(sentence(&run).contains("ENETUNREACH"), "{}", sentence(&run));
}

fn sentence(run: &Run) -> &str {
    let said = run.0.iter().find(|line| line["name"] == "sentence");
    said.unwrap()["finding"].as_str().unwrap()
}
