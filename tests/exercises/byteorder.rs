//! `byteorder` against the kernel.

use serde_json::json;

use crate::Test;
use crate::net::{Net, Run};

pub const TESTS: &[(&str, Test)] = &[
    (
        "byteorder: 1024 is 04 00 in network order, and so it stands in the frame",
        default_case,
    ),
    (
        "byteorder: without frames the receiver tells the bytes",
        here,
    ),
    (
        "byteorder: a port below the kernel's setting is no destination",
        low_port,
    ),
    ("byteorder: an address, as text and as bytes", address),
    ("byteorder: 32 bits, and a value without an order", others),
];

fn is(run: &Run, name: &str, value: &str) {
    assert_eq!(*run.figure(name), json!(value), "{name}");
}

/// Bytes as they are printed.
fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

fn has(run: &Run, name: &str) -> bool {
    run.0.iter().any(|line| line["name"] == name)
}

fn default_case(net: &Net) {
    let run = net.exercise(&["byteorder"]);
    is(&run, "network_order", "04 00");
    is(&run, "received", "04 00");
    is(&run, "read_wrongly", "4");
    is(&run, "memory", &hex(&1024_u16.to_ne_bytes()));
    assert_eq!(*run.figure("htons"), json!(1024_u16.to_be()));
    assert_eq!(*run.figure("htonl"), json!(1024_u32.to_be()));
    let packed: Vec<_> = run
        .calls("pack(\"!H\"")
        .map(|line| &line["result"])
        .collect();
    assert_eq!(packed, ["04 00"]);
    let run = framed(net, &["byteorder"]);
    // Ethernet 14, IPv4 20, and UDP's second field.
    assert_eq!(*run.figure("port_at_byte"), json!(36));
    assert_eq!(*run.figure("payload_at_byte"), json!(42));
}

/// A run whose datagram was seen on the cable, as in two of three at least: on a busy machine the capture may hand it
/// out when the run is over.
fn framed(net: &Net, args: &[&str]) -> Run {
    let runs: Vec<_> = (0..3).map(|_| net.exercise(args)).collect();
    let mut framed: Vec<_> = runs
        .into_iter()
        .filter(|run| !has(run, "frame_seen"))
        .collect();
    assert!(framed.len() >= 2, "{args:?}: {} of 3 runs", framed.len());
    framed.remove(0)
}

fn here(net: &Net) {
    let run = net.exercise(&["byteorder", "--on", "here"]);
    is(&run, "network_order", "04 00");
    is(&run, "received", "04 00");
    assert_eq!(*run.figure("frame_seen"), json!(false));
}

fn low_port(net: &Net) {
    let run = || net.exercise(&["byteorder", "--value", "80", "--on", "here"]);
    is(&run(), "bind_refused", "EACCES");
    is(&run(), "received", "00 50");
    net.set("net.ipv4.ip_unprivileged_port_start", "80");
    assert!(!has(&run(), "bind_refused"));
}

fn address(net: &Net) {
    let run = net.exercise(&["byteorder", "--value", "127.0.0.2", "--on", "here"]);
    is(&run, "network_order", "7f 00 00 02");
    is(&run, "read_wrongly", "2.0.0.127");
    is(&run, "received", "7f 00 00 02");
    let texts: Vec<_> = run
        .calls("inet_ntop(")
        .map(|line| &line["result"])
        .collect();
    assert_eq!(texts, ["127.0.0.2", "2.0.0.127"]);
    // in_addr has network order on every machine; only the same value as a number has this one's.
    is(&run, "in_addr", "7f 00 00 02");
    is(&run, "memory", &hex(&0x7f00_0002_u32.to_ne_bytes()));
    let run = framed(net, &["byteorder", "--value", "10.1.0.3", "--on", "cable"]);
    assert_eq!(*run.figure("address_at_byte"), json!(30));
}

fn others(net: &Net) {
    let run = net.exercise(&["byteorder", "--value", "1024", "--as", "number"]);
    is(&run, "network_order", "00 00 04 00");
    is(&run, "read_wrongly", "262144");
    let run = net.exercise(&["byteorder", "--value", "257"]);
    is(&run, "network_order", "01 01");
    assert!(!has(&run, "machine"));
}
