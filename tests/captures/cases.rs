//! What `wirelab read` says of the captures `case-*`, each of something that it has told wrongly before: what is
//! right stands here, as the RFCs and other decoders have it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shipped;

/// `wirelab read` of a capture, with these arguments behind its name.
fn read(file: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_wirelab"))
        .env("XDG_CONFIG_HOME", "/dev/null")
        .arg("read")
        .arg(file)
        .args(args)
        .assert()
}

/// What it prints of a shipped capture.
fn printed(name: &str, args: &[&str]) -> String {
    let done = read(&shipped::path(name), args).success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

/// Each frame's protocol and what is said of it.
fn said(name: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let (facts, said) = line.split_once("  ").unwrap();
        // Time, interface, direction, protocol.
        let protocol = facts.split(' ').nth(3).unwrap();
        (protocol.to_owned(), said.to_owned())
    };
    printed(name, &[]).lines().map(line).collect()
}

/// The same, told as one text a frame.
fn lines(name: &str) -> Vec<String> {
    let said = said(name).into_iter();
    said.map(|(protocol, said)| format!("{protocol}: {said}"))
        .collect()
}

fn frames(file: &Path) -> Vec<Value> {
    let done = read(file, &["--json"]).success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let frame = |line| serde_json::from_str(line).unwrap();
    text.lines().map(frame).collect()
}

fn layers(frame: &Value) -> Vec<&str> {
    let layers = frame["layers"].as_array().unwrap().iter();
    layers.map(|l| l["protocol"].as_str().unwrap()).collect()
}

/// A place for a file of this test alone, which is not there yet.
fn place(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("wirelab-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn an_answer_without_an_answer_denies_nothing() {
    let said = lines("case-dns-no-answer.pcap");
    let right = [
        (
            2,
            "for www.lab.example A ask the servers of lab.example: ns1.lab.example, ns2.lab.example",
        ),
        (4, "big.example TXT cut off: ask again over TCP"),
        (6, "BADVERS: the server does not know this EDNS version"),
        (
            7,
            "al.example is another name for real.al.example, whose A is not in it",
        ),
        (8, "answer: nodata.example has no AAAA"),
        (9, "FORMERR"),
        (10, "NOTIMP"),
        (11, "NOTAUTH"),
    ];
    for (number, right) in right {
        let said = &said[number - 1];
        assert!(said.contains(right), "frame {number}: {said}");
        assert_eq!(said.contains("has no "), number == 8, "{said}");
    }
}

#[test]
fn both_messages_of_a_segment_are_told() {
    let name = "case-dns-two-messages.pcap";
    assert_eq!(
        lines(name)[3],
        "DNS: asks for one.example A; asks for two.example A"
    );
    let frames = frames(&shipped::path(name));
    assert_eq!(
        layers(&frames[3]),
        ["Ethernet", "IPv4", "TCP", "DNS", "DNS"]
    );
    for name in ["one.example", "two.example"] {
        let filter = format!("dns.qry.name == \"{name}\"");
        let found = printed("case-dns-two-messages.pcap", &["--filter", &filter]);
        assert_eq!(found.lines().count(), 1, "{filter}");
    }
}

#[test]
fn a_declared_fcs_is_kept_shown_and_saved() {
    let file = shipped::path("case-fcs.pcapng");
    let dump = printed("case-fcs.pcapng", &["-x"]);
    assert!(
        dump.contains(" len 48 ") && dump.contains("de ad be ef"),
        "{dump}"
    );
    let (pcapng, pcap) = (place("fcs.pcapng"), place("fcs.pcap"));
    for copy in [&pcapng, &pcap] {
        read(&file, &["-w", copy.to_str().unwrap()]).success();
    }
    for file in [&file, &pcapng, &pcap] {
        let frame = &frames(file)[0];
        assert_eq!(
            (&frame["length"], &frame["captured"]),
            (&48.into(), &48.into())
        );
        let last = frame["layers"].as_array().unwrap().last().unwrap();
        let fcs = &last["fields"][0];
        assert_eq!(
            (&fcs["filter"], &fcs["value"]),
            (&"eth.fcs".into(), &"0xdeadbeef".into()),
            "{}",
            file.display()
        );
    }
    for copy in [&pcapng, &pcap] {
        std::fs::remove_file(copy).unwrap();
    }
}

#[test]
fn an_interfaces_name_reaches_no_terminal_uncleaned() {
    for (args, lines) in [(&[][..], 1), (&["-x"], 4), (&["-v"], 0), (&["--json"], 1)] {
        let text = printed("case-interface-name.pcapng", args);
        let acts = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(acts), "{args:?}: {text:?}");
        assert!(lines == 0 || text.lines().count() == lines, "{text}");
        assert!(text.contains("OWNED"), "it is named: {text}");
    }
}

#[test]
fn a_port_makes_no_protocol() {
    let said = lines("case-port-no-protocol.pcap");
    let mut spoken = said.iter().filter(|said| said.contains('“'));
    for port in [
        "8080 is usual for HTTP",
        "443 is usual for TLS",
        "80 is usual for HTTP",
    ] {
        for bytes in ["6 bytes: “hello”", "9 bytes: “hi there”"] {
            assert_eq!(
                spoken.next().unwrap(),
                &format!("TCP: {bytes}; port {port}, but these bytes do not show it")
            );
        }
    }
    assert_eq!(spoken.next(), None);
}

#[test]
fn behind_starttls_stands_tls() {
    let said = lines("case-starttls.pcap");
    assert_eq!(
        said[3..],
        [
            "SMTP: 220 mx ESMTP (meaning: the server is ready)",
            "SMTP: EHLO a",
            "SMTP: 250-mx (meaning: done as asked) (and 1 more line)",
            "SMTP: STARTTLS",
            "SMTP: 220 go ahead (meaning: agreed: behind this line TLS begins)",
            "TLS: TLS ClientHello for lab.example",
            "TLS: TLS ServerHello: TLS 1.3, TLS_AES_128_GCM_SHA256",
            "TLS: TLS, 1505 bytes encrypted",
        ]
    );
}

#[test]
fn a_runt_keeps_its_link_type() {
    assert_eq!(
        lines("case-runt.pcap"),
        ["Ethernet: Ethernet, cut short"; 4]
    );
    let raw = lines("case-runt-raw.pcap");
    assert_eq!(raw, ["IPv4: IPv4, cut short", "?: no byte of it is here"]);
}

#[test]
fn a_late_syn_opens_no_second_connection() {
    let flows = printed("case-late-syn.pcap", &["--flows"]);
    let flow = flows.trim_end();
    assert!(!flow.contains('\n'), "one flow: {flow}");
    assert!(
        flow.contains("192.0.2.1:41000 → 192.0.2.2:80") && flow.contains("4 + 1 frames"),
        "{flow}"
    );
}

#[test]
fn a_transfer_is_followed_to_its_own_ports() {
    assert_eq!(
        lines("case-tftp.pcap"),
        [
            "TFTP: wants to read the file lab.txt",
            "TFTP: block 1 of a file, 512 bytes",
            "TFTP: block 1 has arrived",
            "TFTP: block 2 of a file, 3 bytes: the last one",
            "TFTP: block 2 has arrived",
            "TFTP: wants to read the file no.txt",
            "TFTP: error 1: File not found",
        ]
    );
}

#[test]
fn a_hello_over_two_segments_shows_its_name() {
    let name = "case-tls-hello-two-segments.pcap";
    let said = lines(name);
    assert_eq!(
        said[3..5],
        [
            "TCP: part of a message of TLS",
            "TLS: TLS ClientHello for lab.example"
        ]
    );
    let filter = "tls.handshake.extensions_server_name == \"lab.example\"";
    let found = printed(name, &["--filter", filter, "--json"]);
    let found: Value = serde_json::from_str(&found).expect("one frame alone");
    assert_eq!(found["number"], 5);
}

#[test]
fn a_retry_and_a_dummy_are_told_as_what_they_are() {
    let said = lines("case-tls-hello-retry.pcap");
    assert_eq!(
        said[3..6],
        [
            "TLS: TLS ClientHello for lab.example",
            "TLS: TLS HelloRetryRequest: wants another ClientHello, with a key in x25519, ChangeCipherSpec (a dummy)",
            "TLS: TLS ChangeCipherSpec (a dummy), second ClientHello for lab.example",
        ]
    );
}

#[test]
fn a_name_that_ends_in_gz_is_packed() {
    let (file, copy) = (shipped::path("udp.pcap"), place("udp.pcap.gz"));
    read(&file, &["-w", copy.to_str().unwrap()]).success();
    let bytes = std::fs::read(&copy).unwrap();
    assert!(bytes.starts_with(&[0x1f, 0x8b]), "RFC 1952 §2.3.1");
    assert_eq!(frames(&copy), frames(&file));
    std::fs::remove_file(&copy).unwrap();
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one_as_it_was() {
    let mixed = shipped::path("case-mixed-links.pcapng");
    let old = place("mixed.pcap");
    std::fs::copy(shipped::path("udp.pcap"), &old).unwrap();
    read(&mixed, &["-w", old.to_str().unwrap()]).failure();
    assert_eq!(
        std::fs::read(&old).unwrap(),
        std::fs::read(shipped::path("udp.pcap")).unwrap()
    );
    std::fs::remove_file(&old).unwrap();
}

#[test]
fn what_is_cut_off_is_not_told_as_zero() {
    let name = "case-cut.pcap";
    let frames = frames(&shipped::path(name));
    let summary = |frame: &Value| {
        let last = frame["layers"].as_array().unwrap().last().unwrap().clone();
        last["summary"].as_str().unwrap().to_owned()
    };
    let told: Vec<_> = frames.iter().map(summary).collect();
    assert_eq!(
        told,
        [
            "ARP, cut short",
            "ARP, cut short",
            "IPv4 ? → ?, ?",
            "67 → ?, ? bytes",
            "DHCP, cut short",
            "ICMP, cut short",
            "could not be delivered: ?",
            "IPv4 ? → ?, ?",
            "ICMPv6, cut short",
            "2001:db8::5 is here",
        ]
    );
    let tree = printed(name, &["-v"]);
    for zero in [
        "0.0.0.0",
        "00:00:00:00:00:00",
        "Hop-by-Hop",
        " 0 bytes",
        "I am here",
    ] {
        assert!(!tree.contains(zero), "{zero}: {tree}");
    }
    assert_eq!(printed(name, &[]).matches("(cut to ").count(), 10);
}
