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
];

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
    }
}

fn on_a_cable(net: &Net) {
    for name in names(net) {
        let run = net.exercise(&[&name, "--on", "cable"]);
        let says = |line: &serde_json::Value| line["name"] == "sentence";
        assert!(run.0.iter().any(says), "{name}: no sentence");
    }
}
