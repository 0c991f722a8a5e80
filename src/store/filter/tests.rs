use std::net::Ipv4Addr;

use super::*;
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Origin};
use crate::place::{HostId, Place};
use crate::record::{Outcome, SocketId};
use crate::wire::MacAddr;

fn meta() -> FrameMeta {
    FrameMeta {
        time: Time(0),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Captured,
        length: 100,
        checksum: ChecksumStatus::Unknown,
    }
}

/// 10.0.0.1:40000 → 10.0.0.2:10101, TCP.
fn tcp() -> Digest {
    Digest {
        protocol: Protocol::LabSession,
        transport: Protocol::Tcp,
        ether_type: EtherType::IPV4,
        mac_src: Some(MacAddr([2, 0, 0, 0, 0, 1])),
        mac_dst: Some(MacAddr([2, 0, 0, 0, 0, 2])),
        src: Some(Ipv4Addr::new(10, 0, 0, 1).into()),
        dst: Some(Ipv4Addr::new(10, 0, 0, 2).into()),
        src_port: 40000,
        dst_port: 10101,
        ..Digest::default()
    }
}

fn arp() -> Digest {
    Digest {
        protocol: Protocol::Arp,
        ether_type: EtherType::ARP,
        detail: Detail::Arp {
            operation: 1,
            sender: Ipv4Addr::new(10, 0, 0, 1),
            target: Ipv4Addr::new(10, 0, 0, 9),
            sender_mac: MacAddr::ZERO,
        },
        ..Digest::default()
    }
}

fn says(filter: &str, digest: &Digest) -> bool {
    let meta = meta();
    let facts = Facts { mine: true, ..Facts::new(digest, &meta, &[]) };
    Filter::parse(filter).unwrap_or_else(|e| panic!("{filter}: {e:?}")).matches(&facts)
}

fn wrong(filter: &str) -> (usize, &'static str) {
    let error = Filter::parse(filter).expect_err(filter);
    (error.column, error.expected.key)
}

#[test]
fn each_test_finds_what_it_names() {
    for yes in [
        "",
        "  ",
        "tcp",
        "ip",
        "eth",
        "wlab",
        "mine",
        "out",
        "TCP",
        "port 10101",
        "port 40000",
        "dst port 10101",
        "src port 40000",
        "host 10.0.0.1",
        "host 10.0.0.2",
        "src 10.0.0.1",
        "src host 10.0.0.1",
        "dst 10.0.0.2",
        "net 10.0.0.0/24",
        "src net 10.0.0.1/32",
        "ether 02:00:00:00:00:01",
        "ether host 02-00-00-00-00-02",
        "ether src 2:0:0:0:0:1",
        "less 100",
        "greater 100",
        "host ::ffff:10.0.0.1",
    ] {
        assert!(says(yes, &tcp()), "{yes}");
    }
    for no in [
        "udp",
        "arp",
        "ip6",
        "icmp",
        "icmp6",
        "dns",
        "vlan",
        "in",
        "port 80",
        "src port 10101",
        "dst port 40000",
        "host 10.0.0.3",
        "src 10.0.0.2",
        "dst host 10.0.0.1",
        "net 10.0.1.0/24",
        "ether dst 02:00:00:00:00:01",
        "less 99",
        "greater 101",
    ] {
        assert!(!says(no, &tcp()), "{no}");
    }
}

#[test]
fn arp_has_hosts_but_no_ports() {
    assert!(says("arp and host 10.0.0.9 and src 10.0.0.1", &arp()));
    assert!(!says("port 0", &arp()));
    assert!(!says("ip", &arp()));
}

#[test]
fn and_binds_closer_than_or_and_not_closest() {
    assert!(says("tcp or udp and arp", &tcp()));
    assert!(!says("(tcp or udp) and arp", &tcp()));
    assert!(!says("not tcp or arp", &tcp()));
    assert!(says("!(tcp && udp) || arp", &tcp()));
    assert!(says("not not tcp", &tcp()));
}

#[test]
fn what_an_input_method_writes_is_understood() {
    assert!(says("！（ｕｄｐ　｜｜　ａｒｐ）＆＆ ｐｏｒｔ　１０１０１", &tcp()));
    assert!(says("host 10。0。0。1", &tcp()));
}

#[test]
fn errors_name_the_column_and_what_was_expected() {
    assert_eq!(wrong("tcp udp"), (4, "filter-expected-operator"));
    assert_eq!(wrong("tcp port 80"), (4, "filter-expected-operator"));
    assert_eq!(wrong("port http"), (5, "filter-expected-port"));
    assert_eq!(wrong("port 65536"), (5, "filter-expected-port"));
    assert_eq!(wrong("port"), (4, "filter-expected-port"));
    assert_eq!(wrong("src"), (3, "filter-expected-end"));
    assert_eq!(wrong("tcp and"), (7, "filter-expected-test"));
    assert_eq!(wrong("（tcp"), (4, "filter-expected-close"));
    assert_eq!(wrong("tcp)"), (3, "filter-expected-open"));
    assert_eq!(wrong("tcp & udp"), (5, "filter-expected-doubled"));
    assert_eq!(wrong("net 10.0.0.0"), (4, "filter-expected-net"));
    assert_eq!(wrong("ether 1:2"), (6, "filter-expected-mac"));
    assert_eq!(wrong("host x"), (5, "filter-expected-address"));
    assert_eq!(wrong("less -1"), (5, "filter-expected-length"));
}

#[test]
fn nesting_and_length_are_bounded() {
    let deep = |n: usize| format!("{}tcp{}", "(".repeat(n), ")".repeat(n));
    assert!(says(&deep(60), &tcp()));
    assert_eq!(wrong(&deep(100)), (64, "filter-expected-flatter"));
    assert_eq!(wrong(&"!".repeat(1000)), (64, "filter-expected-flatter"));
    assert_eq!(wrong(&" ".repeat(5000)), (4096, "filter-expected-shorter"));
    assert!(says(&vec!["tcp"; 500].join(" and "), &tcp()));
}

#[test]
fn socket_events_answer_by_their_ends() {
    let event = SocketEvent {
        time: Time(0),
        host: HostId::HERE,
        socket: SocketId(1),
        transport: Transport::Tcp,
        call: Call::Recv(100),
        outcome: Outcome::Done(5),
        local: Some("[::ffff:10.0.0.1]:10101".parse().unwrap()),
        peer: Some("10.0.0.2:40000".parse().unwrap()),
    };
    let says = |filter: &str, event: &SocketEvent| Filter::parse(filter).unwrap().matches_event(event);
    for yes in ["tcp", "mine", "port 10101", "src port 40000", "host 10.0.0.1", "src 10.0.0.2", "net 10.0.0.0/8", "not arp"] {
        assert!(says(yes, &event), "{yes}");
    }
    for no in ["udp", "arp", "in", "out", "ip", "less 9", "dst port 40000", "ether ff:ff:ff:ff:ff:ff"] {
        assert!(!says(no, &event), "{no}");
    }
    assert!(says("dst port 40000", &SocketEvent { call: Call::Send(5), ..event }));
}

proptest::proptest! {
    #[test]
    fn no_line_makes_it_panic(line in ".{0,80}") {
        let _ = Filter::parse(&line);
    }

    #[test]
    fn no_line_of_its_own_words_makes_it_panic(words in proptest::collection::vec(
        proptest::sample::select(vec!["tcp", "port", "80", "src", "dst", "host", "10.0.0.1", "net", "(", ")", "!", "and", "or", "ether", "&&", "less", "tcp.port", "ip.addr", "dns.qry.name", "http.host",
            "==", "!=", "<", "in", "{", "}", ",", "80..90", "contains", "\"x\"", "\"", "&", "0x12", "flow", "frame", "tcp.options.mss", "matches"]), 0..20)) {
        let line = words.join(" ");
        if let Err(error) = Filter::parse(&line) {
            proptest::prop_assert!(error.column <= line.chars().count());
        }
    }
}
