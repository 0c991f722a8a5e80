//! `handshake` against the kernel.

use serde_json::{Value, json};

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    (
        "handshake: four targets, each with the kernel's own answer",
        four_targets,
    ),
    (
        "handshake: opened in three segments, closed in four, numbers that add up",
        in_four,
    ),
    ("handshake: closed in three", in_three),
    ("handshake: both close at the same time", simultaneous),
    ("handshake: who closes first keeps TIME-WAIT", first),
    (
        "handshake: without frames the states alone, and none is made up",
        states_alone,
    ),
    (
        "handshake: a kernel that keeps no TIME-WAIT is believed",
        no_time_wait,
    ),
];

/// It has gone as it was wanted in one of some runs: a busy machine may hold a program back for longer than a kernel waits.
fn wanted(net: &Net, args: &[&str]) -> Run {
    let mut run = net.exercise(args);
    for _ in 0..4 {
        if run.figure("as_wanted") == &json!(true) {
            break;
        }
        run = net.exercise(args);
    }
    assert_eq!(run.figure("as_wanted"), &json!(true));
    run
}

fn states(run: &Run, name: &str) -> Vec<String> {
    serde_json::from_value(run.figure(name).clone()).unwrap()
}

/// The frames of the whole run, each once.
fn frames(run: &Run) -> Vec<&Value> {
    let frames = run.0.iter().filter_map(|line| line["frames"].as_array());
    frames.flatten().collect()
}

fn on_cable<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["handshake", "--on", "cable"];
    args.extend(more);
    args
}

fn four_targets(net: &Net) {
    let run = net.exercise(&on_cable(&[]));
    assert_eq!(run.figure("connect_closed"), "ECONNREFUSED");
    assert_eq!(run.figure("connect_missing"), "EHOSTUNREACH");
    assert_eq!(run.figure("connect_listening"), "connected");
    assert_eq!(run.figure("connect_dropped"), "waits");
    assert_eq!(run.figure("refusal"), "RST ACK seq 0 ack 1 = 0 + 1");
    assert!(run.figure("syns").as_u64().unwrap() >= 2);
    assert!(run.figure("arp_questions").as_u64().unwrap() >= 1);
    let errnos: Vec<_> = run.calls("connect(").map(|line| &line["errno"]).collect();
    assert_eq!(errnos[0], "ECONNREFUSED");
    assert_eq!(errnos[2], "EHOSTUNREACH");
}

fn in_four(net: &Net) {
    let run = wanted(net, &on_cable(&["--to", "listening"]));
    assert_eq!(run.figure("opening"), 3);
    assert_eq!(run.figure("teardown"), 4);
    assert_eq!(run.figure("fins_crossed"), &json!(false));
    let opening = states(&run, "opening_segments");
    assert_eq!(
        opening,
        [
            "SYN seq 0",
            "SYN ACK seq 0 ack 1 = 0 + 1",
            "ACK seq 1 = 0 + 1 ack 1 = 0 + 1"
        ]
    );
    // The wire's own numbers: each acknowledges what the frame before it had, and one more.
    let frames = frames(&run);
    let tcp: Vec<_> = frames
        .iter()
        .filter(|frame| frame["flags"].is_string())
        .collect();
    let number = |at: usize, name: &str| tcp[at][name].as_u64().unwrap() as u32;
    assert_eq!(number(1, "ack"), number(0, "seq").wrapping_add(1));
    assert_eq!(number(2, "ack"), number(1, "seq").wrapping_add(1));
    let (client, server) = (states(&run, "states_client"), states(&run, "states_server"));
    assert!(client.contains(&"FIN-WAIT-2".to_owned()), "{client:?}");
    assert_eq!(client.last().unwrap(), "TIME-WAIT");
    assert!(server.contains(&"CLOSE-WAIT".to_owned()), "{server:?}");
    assert_eq!(server.last().unwrap(), "gone");
}

fn in_three(net: &Net) {
    let run = wanted(net, &on_cable(&["--to", "listening", "--close", "three"]));
    assert_eq!(run.figure("teardown"), 3);
    assert_eq!(run.figure("time_wait"), "client");
}

fn simultaneous(net: &Net) {
    let run = wanted(
        net,
        &on_cable(&["--to", "listening", "--close", "simultaneous"]),
    );
    assert_eq!(run.figure("fins_crossed"), &json!(true));
    assert_eq!(run.figure("time_wait"), "both");
    for side in ["states_client", "states_server"] {
        let states = states(&run, side);
        assert!(
            states.contains(&"FIN-WAIT-1".to_owned()),
            "{side}: {states:?}"
        );
        assert_eq!(states.last().unwrap(), "TIME-WAIT");
    }
}

fn first(net: &Net) {
    for side in ["client", "server"] {
        for close in ["four", "three"] {
            let args = ["--to", "listening", "--first", side, "--close", close];
            let run = net.exercise(&on_cable(&args));
            assert_eq!(run.figure("time_wait"), side, "{close}");
        }
    }
}

fn states_alone(net: &Net) {
    let run = net.exercise(&["handshake", "--on", "here"]);
    assert_eq!(run.figure("frames"), &json!(false));
    assert_eq!(run.figure("connect_closed"), "ECONNREFUSED");
    assert_eq!(run.figure("connect_missing"), "not_here");
    assert_eq!(run.figure("time_wait"), "client");
    let says = |name: &str| run.0.iter().any(|line| line["name"] == name);
    assert!(!says("opening") && !says("teardown") && !says("refusal"));
    assert_eq!(states(&run, "states_client").last().unwrap(), "TIME-WAIT");
}

fn no_time_wait(net: &Net) {
    net.set("net.ipv4.tcp_max_tw_buckets", "0");
    let run = net.exercise(&["handshake", "--to", "listening", "--on", "here"]);
    assert_eq!(run.figure("time_wait"), "nobody");
    assert_eq!(states(&run, "states_client").last().unwrap(), "gone");
}
