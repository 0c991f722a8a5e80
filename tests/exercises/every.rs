//! What holds of every exercise, without naming one.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::Test;
use crate::net::Net;

pub const TESTS: &[(&str, Test)] = &[
    (
        "every exercise: its default case ends well and in time, with stable keys",
        default_case,
    ),
    ("every exercise: on a cable as here", on_a_cable),
    (
        "every exercise: findings have stable names and kinds",
        names_and_kinds,
    ),
];

/// Of a figure: a number, a text, yes or no, several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Yes,
    Several,
}

/// What programs may rely on: findings of the default cases that need neither frames nor a right.
const FINDINGS: &[(&str, &[(&str, Kind)])] = &[
    (
        "stream",
        &[
            ("sends", Kind::Number),
            ("recvs", Kind::Number),
            ("merges", Kind::Number),
            ("cuts", Kind::Number),
            ("characters_cut", Kind::Number),
            ("messages_recovered", Kind::Number),
            ("udp_datagrams", Kind::Number),
        ],
    ),
    (
        "backlog",
        &[
            ("backlog", Kind::Number),
            ("somaxconn", Kind::Number),
            ("limit", Kind::Number),
            ("queue", Kind::Number),
            ("connected_at_once", Kind::Number),
            ("beyond", Kind::Number),
            ("refused", Kind::Number),
            ("sent_before_accept", Kind::Number),
            ("queue_after_accept", Kind::Number),
        ],
    ),
    (
        "endings",
        &[
            ("fin", Kind::Several),
            ("half_close", Kind::Several),
            ("reset", Kind::Several),
            ("unread", Kind::Several),
            ("silence", Kind::Several),
            ("vanished", Kind::Several),
            ("empty_datagram", Kind::Several),
            ("large_datagram", Kind::Several),
            ("fin_time_wait", Kind::Text),
            ("restart_plain", Kind::Text),
            ("restart_reuse", Kind::Text),
        ],
    ),
    (
        "ports",
        &[
            ("collisions", Kind::Number),
            ("same_tcp", Kind::Text),
            ("udp_beside_tcp", Kind::Text),
            ("reuseport_both", Kind::Text),
            ("unprivileged_port_start", Kind::Number),
            ("port_zero", Kind::Several),
            ("reached_any", Kind::Several),
        ],
    ),
    (
        "blocking",
        &[
            ("both_waited", Kind::Yes),
            ("send_buffer", Kind::Number),
            ("receive_buffer", Kind::Number),
            ("fitted", Kind::Number),
            ("partial_taken", Kind::Number),
            ("timeout_errno", Kind::Text),
            ("nonblocking_errno", Kind::Text),
            ("served_order_poll", Kind::Several),
        ],
    ),
    (
        "handshake",
        &[
            ("connect_closed", Kind::Text),
            ("connect_dropped", Kind::Text),
            ("connect_listening", Kind::Text),
            ("states_client", Kind::Several),
            ("states_server", Kind::Several),
            ("time_wait", Kind::Text),
        ],
    ),
    (
        "byteorder",
        &[
            ("network_order", Kind::Text),
            ("memory", Kind::Text),
            ("htons", Kind::Number),
            ("htonl", Kind::Number),
            ("read_wrongly", Kind::Text),
        ],
    ),
];

fn kind(value: &serde_json::Value) -> Option<Kind> {
    Some(match value {
        serde_json::Value::Number(_) => Kind::Number,
        serde_json::Value::String(_) => Kind::Text,
        serde_json::Value::Bool(_) => Kind::Yes,
        serde_json::Value::Array(_) => Kind::Several,
        serde_json::Value::Null | serde_json::Value::Object(_) => return None,
    })
}

fn names_and_kinds(net: &Net) {
    assert_eq!(
        names(net),
        FINDINGS.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    for (name, findings) in FINDINGS {
        let run = net.exercise(&[name]);
        for (finding, wanted) in *findings {
            let figure = run.figure(finding);
            assert_eq!(kind(figure), Some(*wanted), "{name}: {finding} is {figure}");
        }
    }
}

/// A default case is over by then.
const LIMIT: Duration = Duration::from_secs(30);

/// The keys of every line.
const KEYS: [&str; 18] = [
    "exercise", "step", "ms", "who", "socket", "call", "python", "c", "result", "data", "errno",
    "waits", "state", "sockets", "frames", "finding", "name", "value",
];

fn names(net: &Net) -> Vec<String> {
    let list = net.exercise(&[]);
    let name = |line: &serde_json::Value| line["exercise"].as_str().unwrap().to_owned();
    list.0.iter().map(name).collect()
}

fn default_case(net: &Net) {
    for name in names(net) {
        let began = Instant::now();
        let run = net.exercise(&[&name]);
        assert!(began.elapsed() < LIMIT, "{name}");
        for line in &run.0 {
            let keys = line.as_object().unwrap().keys().map(String::as_str);
            assert_eq!(
                keys.collect::<BTreeSet<_>>(),
                BTreeSet::from(KEYS),
                "{name}"
            );
        }
        let says = |line: &serde_json::Value| line["name"] == "sentence";
        assert!(
            run.0.iter().any(|line| line["call"].is_string()),
            "{name}: no call"
        );
        assert!(run.0.iter().any(says), "{name}: no sentence");
        let cut = |line: &serde_json::Value| line["name"] == "cut_short";
        assert!(!run.0.iter().any(cut), "{name}: it had to be cut short");
    }
}

fn on_a_cable(net: &Net) {
    for name in names(net) {
        let run = net.exercise(&[&name, "--on", "cable"]);
        let says = |line: &serde_json::Value| line["name"] == "sentence";
        assert!(run.0.iter().any(says), "{name}: no sentence");
    }
}
