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
    (
        "handshake: held up, the states in between are the kernel's",
        slowly,
    ),
    ("handshake: who closes first keeps TIME-WAIT", first),
    (
        "handshake: without frames the states alone, and none is made up",
        states_alone,
    ),
    (
        "handshake: without frames the states tell whether both closed at the same time",
        at_once_by_states,
    ),
    (
        "handshake: a kernel that keeps no TIME-WAIT is believed",
        no_time_wait,
    ),
];

/// A run that has gone as it was wanted, as most of five do: a busy machine may hold a program back for longer than a
/// kernel waits.
fn wanted(net: &Net, args: &[&str]) -> Run {
    let mut good = 0;
    for at in 0..5 {
        let run = net.exercise(args);
        good += usize::from(run.figure("as_wanted") == &json!(true));
        if good == 3 {
            return run;
        }
        let left = 4 - at;
        assert!(good + left >= 3, "{args:?}: {good} of {} runs", at + 1);
    }
    unreachable!("three of five were as wanted, or three were not")
}

fn states(run: &Run, name: &str) -> Vec<String> {
    serde_json::from_value(run.figure(name).clone()).unwrap()
}

/// The frames of the whole run, each once.
fn frames(run: &Run) -> Vec<&Value> {
    let frames = run.0.iter().filter_map(|line| line["frames"].as_array());
    let mut each = Vec::new();
    for frame in frames.flatten() {
        if !each.contains(&frame) {
            each.push(frame);
        }
    }
    each
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
    // The second side closes long after its kernel has acknowledged: no luck is needed.
    let run = net.exercise(&on_cable(&["--to", "listening"]));
    assert_eq!(run.figure("as_wanted"), &json!(true));
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
    // What listens is another socket than what is connected.
    assert!(!server.contains(&"LISTEN".to_owned()), "{server:?}");
    assert_eq!(states(&run, "states_listener"), ["CLOSED", "LISTEN"]);
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

fn slowly(net: &Net) {
    let run = wanted(net, &on_cable(&["--to", "listening", "--close", "slow"]));
    let (client, server) = (states(&run, "states_client"), states(&run, "states_server"));
    for state in ["SYN-SENT", "ESTABLISHED", "FIN-WAIT-2", "TIME-WAIT"] {
        assert!(client.contains(&state.to_owned()), "{state}: {client:?}");
    }
    for state in ["SYN-RECEIVED", "CLOSE-WAIT", "LAST-ACK"] {
        assert!(server.contains(&state.to_owned()), "{state}: {server:?}");
    }
    assert_eq!(run.figure("opening"), 3);
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

fn at_once_by_states(net: &Net) {
    let args = ["handshake", "--to", "listening", "--on", "here"];
    let run = net.exercise(&[&args[..], &["--close", "simultaneous"]].concat());
    let both = run.figure("time_wait") == "both";
    assert_eq!(run.figure("as_wanted"), &json!(both));
}

fn no_time_wait(net: &Net) {
    net.set("net.ipv4.tcp_max_tw_buckets", "0");
    let run = net.exercise(&["handshake", "--to", "listening", "--on", "here"]);
    assert_eq!(run.figure("time_wait"), "nobody");
    assert_eq!(states(&run, "states_client").last().unwrap(), "gone");
}
