//! `stream` against the kernel.

use serde_json::json;

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    (
        "stream: three sends arrive as two recvs, a character is cut in half, UDP keeps all apart",
        default_case,
    ),
    (
        "stream: a pause does not keep messages apart from a busy reader",
        pause_fails,
    ),
    (
        "stream: framing in the bytes finds every message, however recv cuts",
        framing_works,
    ),
    (
        "stream: Nagle's algorithm puts small sends into one segment",
        nagle,
    ),
    (
        "stream: a datagram larger than the room loses its end",
        datagram_cut,
    ),
    (
        "stream: the kernel keeps what is sent while nobody reads",
        waiting,
    ),
    ("stream: reading ends after many calls, and says so", long),
    (
        "stream: with buffers too small for the sends it ends, and nothing is lost",
        small_buffers,
    ),
    (
        "stream: a pause is not praised for what recv's size did",
        equal_sizes,
    ),
    ("stream: without a way there the failure is said", no_way),
    (
        "stream: recv of just the right size happens to keep messages apart",
        typed_text,
    ),
];

/// The figures of these findings.
fn figures(run: &Run, names: &[&str]) -> Vec<i64> {
    let figure = |name: &&str| run.figure(name).as_i64().unwrap();
    names.iter().map(figure).collect()
}

fn default_case(net: &Net) {
    for ground in ["here", "cable"] {
        let run = net.exercise(&["stream", "--on", ground]);
        let names = [
            "sends",
            "recvs",
            "merges",
            "cuts",
            "characters_cut",
            "messages_recovered",
        ];
        assert_eq!(figures(&run, &names), [3, 2, 1, 1, 1, 0], "{ground}");
        assert_eq!(figures(&run, &["udp_datagrams", "udp_cut"]), [3, 0]);
        let given: Vec<_> = run.calls("recv(").map(|line| &line["result"]).collect();
        assert_eq!(given, [&json!(16), &json!(2)]);
        let given: Vec<_> = run.calls("recvfrom(").map(|line| &line["result"]).collect();
        assert_eq!(given, [&json!(6), &json!(3), &json!(9)]);
    }
}

fn pause_fails(net: &Net) {
    // 3 × 50 ms are over before a reader comes back that is busy for 600.
    let args = [
        "stream",
        "--framing",
        "pause",
        "--gap",
        "50",
        "--recv",
        "1024",
    ];
    let run = net.exercise(&[&args[..], &["--sends", "4"]].concat());
    let names = ["sends", "recvs", "merges", "messages_recovered"];
    assert_eq!(figures(&run, &names), [4, 1, 1, 0]);
    assert_eq!(run.calls("sleep(0.05 s)").count(), 3);
}

fn framing_works(net: &Net) {
    for framing in ["delimiter", "length", "fixed"] {
        for recv in ["3", "16", "4096"] {
            let args = ["stream", "--framing", framing, "--recv", recv];
            let text = ["--text", "你好|a\\nb|c\\d|", "--sends", "5"];
            let run = net.exercise(&[&args[..], &text].concat());
            let names = ["messages_recovered", "messages_wrong"];
            assert_eq!(figures(&run, &names), [5, 0], "{framing} {recv}");
        }
    }
}

/// How many segments carry the sends of a run on a cable; `None`: this machine has no cable.
fn segments(net: &Net, nagle: &str) -> Option<i64> {
    let run = net.exercise(&["stream", "--nagle", nagle, "--sends", "8"]);
    if run.0.iter().any(|line| line["name"] == "frames") {
        return None;
    }
    Some(figures(&run, &["segments"])[0])
}

fn nagle(net: &Net) {
    let Some(off) = segments(net, "off") else {
        println!("skipped: no frames here");
        return;
    };
    assert_eq!(off, 8);
    // A program that is not given the processor between two sends for as long as an acknowledgement may be late sees
    // none waiting.
    let fewest = (0..5).filter_map(|_| segments(net, "on")).min();
    assert!(fewest < Some(8), "{fewest:?}");
}

fn datagram_cut(net: &Net) {
    let args = ["stream", "--size", "1500", "--recv", "1000"];
    let run = net.exercise(&args);
    assert_eq!(figures(&run, &["udp_datagrams", "udp_cut"]), [3, 3]);
    // The stream loses nothing.
    let given = run.calls("recv(").map(|line| line["result"].as_i64());
    assert_eq!(given.flatten().sum::<i64>(), 3 * 1500);
    assert!(figures(&run, &["recvs"])[0] >= 5);
}

fn waiting(net: &Net) {
    let run = net.exercise(&["stream", "--sends", "8", "--size", "500"]);
    let waiting = figures(&run, &["waiting_before_first_recv"]);
    assert_eq!(waiting, [4000]);
    let asked = run.calls("ioctl(").next().unwrap();
    assert_eq!(asked["result"], 4000);
}

fn long(net: &Net) {
    let run = net.exercise(&["stream", "--size", "500", "--recv", "1"]);
    assert_eq!(figures(&run, &["recvs", "unread"]), [100, 1400]);
}

fn typed_text(net: &Net) {
    let run = net.exercise(&["stream", "--text", "one|two", "--sends", "2", "--recv", "3"]);
    assert_eq!(figures(&run, &["recvs", "messages_recovered"]), [2, 2]);
}

fn small_buffers(net: &Net) {
    for name in ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"] {
        net.set(name, "4096 4096 4096");
    }
    let args = ["stream", "--on", "here", "--size", "8000", "--sends", "8"];
    for reader in ["slow", "fast"] {
        let more = ["--recv", "1", "--reader", reader];
        let run = net.exercise(&[&args[..], &more].concat());
        // It would have waited for ever after 100 bytes.
        assert_eq!(figures(&run, &["sends", "cuts"]), [8, 8]);
        let given = run.calls("recv(").map(|line| line["result"].as_i64());
        let given: Vec<_> = given.flatten().collect();
        assert!(given.len() > 100 && given[..100].iter().all(|bytes| *bytes == 1));
        assert!(given.iter().sum::<i64>() > 64_000 / 2);
        assert_eq!(run.calls("sendto(").count(), 8);
    }
}

/// What the run says in the end.
fn sentence(run: &Run) -> &str {
    let mut lines = run.0.iter();
    let said = lines.find(|line| line["name"] == "sentence").unwrap();
    said["finding"].as_str().unwrap()
}

fn equal_sizes(net: &Net) {
    let args = ["stream", "--framing", "pause", "--text", "one|two"];
    let run = net.exercise(&[&args[..], &["--recv", "3"]].concat());
    assert_eq!(figures(&run, &["recvs", "messages_recovered"]), [3, 3]);
    assert!(
        sentence(&run).contains("did not keep"),
        "{}",
        sentence(&run)
    );
    // Every send is cut whether the reader is busy or not.
    let run = net.exercise(&[&args[..], &["--recv", "2", "--gap", "200"]].concat());
    assert!(sentence(&run).contains("recv(2) gives less"));
}

fn no_way(net: &Net) {
    // A new network, whose loopback is down.
    wirelab::sys::namespace::new_net().unwrap();
    let run = net.exercise(&["stream", "--on", "here"]);
    let failed = run.figure("failed").as_str().unwrap();
    assert!(["ENETUNREACH", "EADDRNOTAVAIL"].contains(&failed));
    assert!(sentence(&run).contains(failed));
}
