//! `backlog` against the kernel.

use std::net::{TcpListener, TcpStream};

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    (
        "backlog: the queue takes n and one more, the others wait",
        takes_one_more,
    ),
    (
        "backlog: what was sent before accept is read after it, and one more comes in",
        accept_takes_one,
    ),
    (
        "backlog: somaxconn caps n, and the limit says so",
        somaxconn,
    ),
    ("backlog: with room for all nobody waits", room),
    (
        "backlog: who comes at once is connected at one end",
        at_once,
    ),
    ("backlog: all at once, none is refused", all_at_once),
    (
        "backlog: with tcp_abort_on_overflow a full queue resets",
        abort,
    ),
    (
        "backlog: connections of others from the same ports are not its clients’",
        among_others,
    ),
    (
        "backlog: where nobody can connect it says so, and nothing of the queue",
        nobody_can_connect,
    ),
    (
        "backlog: on a cable as on this machine, with its own somaxconn",
        on_a_cable,
    ),
];

/// The figure of this finding as a number.
fn number(run: &Run, name: &str) -> i64 {
    run.figure(name)
        .as_i64()
        .unwrap_or_else(|| panic!("{name}"))
}

fn takes_one_more(net: &Net) {
    for (backlog, clients) in [("0", "3"), ("2", "5"), ("5", "8")] {
        let run = net.exercise(&["backlog", "--backlog", backlog, "--clients", clients]);
        let n: i64 = backlog.parse().unwrap();
        let all: i64 = clients.parse().unwrap();
        assert_eq!(number(&run, "limit"), n, "listen({n})");
        assert_eq!(number(&run, "queue"), n + 1, "listen({n})");
        assert_eq!(number(&run, "connected_at_once"), n + 1, "listen({n})");
        assert_eq!(number(&run, "connects_succeeded"), n + 1, "listen({n})");
        assert_eq!(number(&run, "syn_sent"), all - n - 1, "listen({n})");
        assert_eq!(number(&run, "refused"), 0, "listen({n})");
    }
}

fn accept_takes_one(net: &Net) {
    let run = net.exercise(&["backlog"]);
    assert_eq!(number(&run, "sent_before_accept"), 3 * 12);
    assert_eq!(number(&run, "accepted"), 1);
    assert_eq!(number(&run, "read_after_accept"), 12);
    assert_eq!(number(&run, "queue_after_accept"), 2);
    assert_eq!(number(&run, "let_in"), 1);
    assert_eq!(number(&run, "queue_at_end"), 3);
    let read = run.calls("recv(").next().unwrap();
    assert_eq!(read["data"], "b'hello from 1'", "who came first is first");
    // Two find the queue full: their connect is seen to wait, and only one of them returns.
    let waits = run.calls("connect(").filter(|call| call["waits"] == true);
    let states: Vec<_> = waits.map(|call| &call["state"]).collect();
    assert_eq!(states.len(), 2);
    assert_eq!(
        states
            .iter()
            .filter(|state| **state == "ESTABLISHED")
            .count(),
        1
    );
}

fn somaxconn(net: &Net) {
    net.set("net.core.somaxconn", "1");
    let run = net.exercise(&["backlog", "--backlog", "8", "--clients", "4"]);
    assert_eq!(number(&run, "backlog"), 8);
    assert_eq!(number(&run, "somaxconn"), 1);
    assert_eq!(number(&run, "limit"), 1);
    assert_eq!(number(&run, "queue"), 2);
    assert_eq!(number(&run, "connected_at_once"), 2);
    assert_eq!(number(&run, "beyond"), 2);
}

fn room(net: &Net) {
    let run = net.exercise(&[
        "backlog",
        "--backlog",
        "4",
        "--clients",
        "3",
        "--accepts",
        "3",
    ]);
    assert_eq!(number(&run, "connected_at_once"), 3);
    assert_eq!(number(&run, "beyond"), 0);
    assert_eq!(number(&run, "accepted"), 3);
    assert_eq!(number(&run, "read_after_accept"), 3 * 12);
    assert_eq!(number(&run, "queue_at_end"), 0);
}

/// All those beyond, each counted in one state.
fn beyond(run: &Run) -> i64 {
    let states = ["syn_sent", "syn_received", "unknown_to_server"];
    let sum = states.iter().map(|name| number(run, name)).sum();
    assert_eq!(number(run, "beyond"), sum);
    sum
}

fn at_once(net: &Net) {
    let args = [
        "backlog",
        "--backlog",
        "4",
        "--clients",
        "9",
        "--arrive",
        "at-once",
    ];
    let run = net.exercise(&args);
    assert!(
        number(&run, "syn_received") >= 1,
        "ESTABLISHED against SYN-RECEIVED"
    );
    assert!(number(&run, "queue") > 4);
    assert_eq!(number(&run, "connected_at_once") + beyond(&run), 9);
    assert!(number(&run, "connects_succeeded") > number(&run, "connected_at_once"));
    assert_eq!(number(&run, "refused"), 0);
}

fn all_at_once(net: &Net) {
    let args = ["backlog", "--clients", "6", "--arrive", "all-at-once"];
    let run = net.exercise(&args);
    assert!(number(&run, "queue") > 2);
    assert_eq!(number(&run, "connected_at_once") + beyond(&run), 6);
    assert_eq!(number(&run, "refused"), 0);
    // Without SYN cookies nobody is connected of whom the server's kernel knows nothing.
    net.set("net.ipv4.tcp_syncookies", "0");
    let run = net.exercise(&args);
    assert_eq!(number(&run, "unknown_to_server"), 0);
}

fn abort(net: &Net) {
    net.set("net.ipv4.tcp_abort_on_overflow", "1");
    let args = [
        "backlog",
        "--backlog",
        "4",
        "--clients",
        "9",
        "--arrive",
        "at-once",
    ];
    let run = net.exercise(&args);
    assert_eq!(number(&run, "tcp_abort_on_overflow"), 1);
    assert!(number(&run, "refused") >= 1);
    // A SYN that finds the queue full is dropped all the same.
    let run = net.exercise(&["backlog"]);
    assert_eq!((number(&run, "refused"), number(&run, "beyond")), (0, 2));
}

fn on_a_cable(net: &Net) {
    net.set("net.core.somaxconn", "1");
    let run = net.exercise(&["backlog", "--on", "cable"]);
    // Where there can be no cable, it runs here.
    let here = run.0.iter().any(|line| line["name"] == "not_here");
    let cap = number(&run, "somaxconn");
    assert!(here || cap > 1, "the cable's own network has its own");
    assert_eq!(number(&run, "limit"), cap.min(2));
    assert_eq!(number(&run, "queue"), cap.min(2) + 1);
    assert_eq!(number(&run, "refused"), 0);
}

/// The kernel gives the same port to connections with different peers.
fn among_others(net: &Net) {
    net.set("net.ipv4.ip_local_port_range", "33000 33039");
    let other = TcpListener::bind("127.0.0.1:44000").unwrap();
    let connect = |_| TcpStream::connect("127.0.0.1:44000").unwrap();
    let held: Vec<TcpStream> = (0..30).map(connect).collect();
    for _ in 0..3 {
        let run = net.exercise(&["backlog"]);
        assert_eq!(number(&run, "connected_at_once"), 3);
        assert_eq!(number(&run, "syn_sent"), 2);
        assert_eq!(number(&run, "queue"), 3);
    }
    drop((other, held));
}

fn nobody_can_connect(net: &Net) {
    net.without_loopback();
    let run = net.exercise(&["backlog"]);
    assert_eq!(number(&run, "connects_failed"), 5);
    assert_eq!(number(&run, "connected_at_once"), 0);
    assert_eq!(number(&run, "refused"), 0);
    assert!(run.0.iter().all(|line| line["name"] != "gave_up"));
    let sentence = run.0.iter().find(|line| line["name"] == "sentence");
    let said = sentence.unwrap()["finding"].as_str().unwrap();
    assert!(said.contains("ENETUNREACH"), "{said}");
}
