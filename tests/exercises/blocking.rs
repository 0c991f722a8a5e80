//! `blocking` against the kernel.

use serde_json::json;

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    (
        "blocking: both ends wait in recv, and a FIN ends it",
        deadlock,
    ),
    ("blocking: what fits follows tcp_wmem and tcp_rmem", full),
    (
        "blocking: on a cable too the buffers fill and send waits",
        full_on_a_cable,
    ),
    ("blocking: one send takes part, sendall the rest", partial),
    (
        "blocking: a timeout and a non-blocking recv end with EAGAIN, and nothing is lost",
        early,
    ),
    (
        "blocking: a silent client holds up a server that reads in turn, no poll and no threads",
        service,
    ),
    ("blocking: by itself it runs every part", all),
];

fn number(run: &Run, name: &str) -> i64 {
    run.figure(name).as_i64().unwrap()
}

fn deadlock(net: &Net) {
    let run = net.exercise(&["blocking", "--part", "deadlock"]);
    assert_eq!(run.figure("both_waited"), true);
    assert_eq!(run.figure("bytes_under_way"), 0);
    assert_eq!(*run.figure("dissolved_by"), json!([0, 0]));
    let waits: Vec<_> = run.calls("recv(").map(|line| &line["waits"]).collect();
    assert_eq!(waits, [true, true]);
}

/// Fills the buffers; what was sent must lie somewhere.
fn filled(net: &Net, more: &[&str]) -> Run {
    let args = [&["blocking", "--part", "full"], more].concat();
    let run = net.exercise(&args);
    assert_eq!(run.figure("full_errno"), "EAGAIN");
    assert_eq!(
        number(&run, "fitted"),
        number(&run, "unacknowledged") + number(&run, "unread")
    );
    assert_eq!(run.figure("blocking_send_waited"), true);
    assert!(number(&run, "unread") > 0 && number(&run, "unacknowledged") > 0);
    assert!(
        number(&run, "room_for_send_by") > 0,
        "it returned when the peer read"
    );
    run
}

fn full(net: &Net) {
    let mut before = 0;
    for most in [16_384, 131_072, 1_048_576] {
        let sizes = format!("4096 8192 {most}");
        net.set("net.ipv4.tcp_wmem", &sizes);
        net.set("net.ipv4.tcp_rmem", &sizes);
        let run = filled(net, &[]);
        assert_eq!(number(&run, "receive_buffer"), 8192, "tcp_rmem's default");
        assert!(
            number(&run, "send_buffer_full") <= most,
            "tcp_wmem's largest"
        );
        let fitted = number(&run, "fitted");
        assert!(fitted > before, "{fitted} after {before}");
        before = fitted;
    }
    net.set("net.ipv4.tcp_rmem", "4096 262144 1048576");
    let run = filled(net, &[]);
    assert_eq!(number(&run, "receive_buffer"), 262_144);
}

fn full_on_a_cable(net: &Net) {
    filled(net, &["--on", "cable"]);
}

fn partial(net: &Net) {
    let run = net.exercise(&["blocking", "--part", "partial"]);
    let (asked, taken) = (number(&run, "partial_asked"), number(&run, "partial_taken"));
    assert!(0 < taken && taken < asked, "{taken} of {asked}");
    assert_eq!(number(&run, "sendall_bytes"), asked - taken);
    assert!(number(&run, "sendall_calls") >= 1);
    let sendall = run.calls("sendall(").next().unwrap();
    assert_eq!(sendall["waits"], true, "nobody read");
    let read = run.calls("recv(").next().unwrap();
    assert_eq!(read["result"], asked, "all of it arrived");
}

fn early(net: &Net) {
    let run = net.exercise(&["blocking", "--part", "timeout"]);
    assert_eq!(run.figure("timeout_errno"), "EAGAIN");
    assert_eq!(run.figure("received_after_timeout"), 4);
    let run = net.exercise(&["blocking", "--part", "nonblocking"]);
    assert_eq!(run.figure("nonblocking_errno"), "EAGAIN");
    assert_eq!(run.figure("received_after_poll"), 3);
}

fn service(net: &Net) {
    for part in ["poll", "threads"] {
        let run = net.exercise(&["blocking", "--part", part]);
        assert_eq!(*run.figure("served_order_sequential"), json!([1, 2, 3]));
        assert_eq!(run.figure("held_up_sequential"), 2);
        let order = run.figure(&format!("served_order_{part}")).clone();
        let last = order.as_array().and_then(|order| order.last()).cloned();
        assert_eq!(last, Some(json!(1)), "the silent one comes last: {order}");
        assert_eq!(*run.figure(&format!("held_up_{part}")), 0);
    }
}

fn all(net: &Net) {
    let run = net.exercise(&["blocking"]);
    for name in [
        "both_waited",
        "fitted",
        "sendall_calls",
        "timeout_errno",
        "nonblocking_errno",
        "held_up_sequential",
        "held_up_poll",
        "held_up_threads",
        "sentence",
    ] {
        run.figure(name);
    }
}
