use std::net::Ipv4Addr;

use super::*;
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Origin};
use crate::place::{HostId, Place};
use crate::record::{Outcome, SocketId};
use std::sync::Arc;

use crate::wire::reading::{Run, Runs, What};
use crate::wire::{EtherType, LinkType, Piece};

fn meta() -> FrameMeta {
    FrameMeta {
        time: Time(0),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Captured,
        length: 100,
        fcs: crate::frame::FcsLength::NONE,
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
    let facts = Facts {
        mine: true,
        ..Facts::new(digest, &meta, &[])
    };
    Filter::parse(filter)
        .unwrap_or_else(|e| panic!("{filter}: {e:?}"))
        .matches(&facts)
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
    assert!(says(
        "！（ｕｄｐ　｜｜　ａｒｐ）＆＆ ｐｏｒｔ　１０１０１",
        &tcp()
    ));
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
        purpose: Purpose::Talk,
        outcome: Outcome::Done(5),
        local: Some("[::ffff:10.0.0.1]:10101".parse().unwrap()),
        peer: Some("10.0.0.2:40000".parse().unwrap()),
    };
    let says =
        |filter: &str, event: &SocketEvent| Filter::parse(filter).unwrap().matches_event(event);
    for yes in [
        "tcp",
        "mine",
        "port 10101",
        "src port 40000",
        "host 10.0.0.1",
        "src 10.0.0.2",
        "net 10.0.0.0/8",
        "not arp",
    ] {
        assert!(says(yes, &event), "{yes}");
    }
    for no in [
        "udp",
        "arp",
        "in",
        "out",
        "ip",
        "less 9",
        "dst port 40000",
        "ether ff:ff:ff:ff:ff:ff",
    ] {
        assert!(!says(no, &event), "{no}");
    }
    assert!(says("socket", &event) && !says("not socket", &event) && !says("housekeeping", &event));
    assert!(says(
        "housekeeping",
        &SocketEvent {
            purpose: Purpose::Housekeeping,
            ..event.clone()
        }
    ));
    assert!(says(
        "dst port 40000",
        &SocketEvent {
            call: Call::Send(5),
            ..event
        }
    ));
}

#[test]
fn frames_are_no_calls_and_are_housekeeping_when_they_are_marked_so() {
    let (digest, meta) = (tcp(), meta());
    let plain = Facts::new(&digest, &meta, &[]);
    let ping = Facts {
        chore: Some(Chore::Ping),
        ..plain
    };
    let says = |filter: &str, facts: &Facts<'_>| Filter::parse(filter).unwrap().matches(facts);
    assert!(says("not socket", &plain) && !says("socket", &plain));
    assert!(says("not housekeeping", &plain) && says("housekeeping and tcp", &ping));
    assert_eq!(
        Filter::parse("not housekeeping").unwrap().needs(),
        Needs::Digest
    );
    assert!(Filter::parse("not housekeeping").unwrap().follows());
}

mod frames {
    use super::*;
    use crate::wire::digest;

    pub(super) fn ethernet(kind: u16, rest: &[u8]) -> Vec<u8> {
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
        frame.extend(kind.to_be_bytes());
        frame.extend(rest);
        frame
    }

    pub(super) fn ip(protocol: u8, rest: &[u8]) -> Vec<u8> {
        let mut packet = vec![
            0x45,
            0,
            0,
            20 + rest.len() as u8,
            0,
            1,
            0x40,
            0,
            63,
            protocol,
            0,
            0,
            10,
            77,
            1,
            11,
            10,
            77,
            2,
            12,
        ];
        packet.extend(rest);
        packet
    }

    /// 10.77.1.11:40000 → 10.77.2.12:80, SYN with MSS 1460.
    pub(super) fn syn() -> Vec<u8> {
        let segment = [
            0x9c, 0x40, 0, 80, 0, 0, 0, 100, 0, 0, 0, 0, 0x60, 0x02, 0xfa, 0xf0, 0, 0, 0, 0, 2, 4,
            5, 0xb4,
        ];
        ethernet(0x0800, &ip(6, &segment))
    }

    /// 10.77.1.11:40000 → 10.77.2.12:8005, 5 bytes of payload.
    pub(super) fn data() -> Vec<u8> {
        let mut segment = vec![
            0x9c, 0x40, 0x1f, 0x45, 0, 0, 0, 101, 0, 0, 0, 9, 0x50, 0x18, 0xfa, 0xf0, 0, 0, 0, 0,
        ];
        segment.extend(b"Hello");
        ethernet(0x0800, &ip(6, &segment))
    }

    /// A question for www.example.com.
    pub(super) fn question() -> Vec<u8> {
        let mut message = vec![
            0x9c, 0x41, 0, 53, 0, 41, 0, 0, 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        ];
        message.extend(b"\x03www\x07example\x03com\0\0\x01\0\x01");
        ethernet(0x0800, &ip(17, &message))
    }

    /// Port unreachable, quoting a datagram from 10.77.2.12:9 to 10.77.1.11:7.
    pub(super) fn unreachable() -> Vec<u8> {
        let mut message = vec![3, 3, 0, 0, 0, 0, 0, 0];
        message.extend([
            0x45, 0, 0, 28, 0, 1, 0, 0, 5, 17, 0, 0, 10, 77, 2, 12, 10, 77, 1, 11, 0, 9, 0, 7, 0,
            8, 0, 0,
        ]);
        ethernet(0x0800, &ip(1, &message))
    }

    pub(super) fn says(filter: &str, bytes: &[u8]) -> bool {
        let meta = FrameMeta {
            length: bytes.len() as u32,
            ..meta()
        };
        let digest = digest(LinkType::Ethernet, bytes);
        let facts = Facts {
            number: 7,
            since: Some(1_500_000_000),
            flow: Some(FlowId(3)),
            marks: Marks(Marks::RETRANSMISSION.0 | Marks::RESET.0),
            ..Facts::new(&digest, &meta, bytes)
        };
        let filter = Filter::parse(filter).unwrap_or_else(|e| panic!("{filter}: {e:?}"));
        let answer = filter.matches(&facts);
        // Without the bytes it says the same, or nothing.
        let blind = filter.decides(&Facts {
            bytes: &[],
            ..facts
        });
        assert!(blind.is_none_or(|blind| blind == answer), "{filter:?}");
        answer
    }

    pub(super) fn check(bytes: &[u8], yes: &[&str], no: &[&str]) {
        for filter in yes {
            assert!(says(filter, bytes), "should match: {filter}");
        }
        for filter in no {
            assert!(!says(filter, bytes), "should not match: {filter}");
        }
    }
}

#[test]
fn fields_of_a_syn() {
    let yes = [
        "tcp.flags.syn == 1 && !(tcp.flags.ack == 1)",
        "tcp.flags & 0x02",
        "tcp.flags & 0x12 == 0x02",
        "tcp.flags == 0x002",
        "ip.addr == 10.77.0.0/16",
        "ip.src == 10.77.1.11",
        "ip.src eq 10.77.1.11 and tcp.flags.syn == true and tcp.flags.ack",
        "ip.ttl < 64 and ip.ttl ge 63",
        "ip.ttl in {1, 60..64}",
        "ip.ttl in {1 60 .. 64}",
        "tcp.port in {80, 443, 8000..8010}",
        "tcp.port not in {443, 8000..8010}",
        "ip.addr in {10.0.0.1, 10.77.2.0/24}",
        "eth.addr == 02:00:00:00:00:01",
        "eth.dst contains 00:02",
        "eth.type == 0x0800",
        "ip.proto == 6",
        "tcp.options.mss",
        "tcp.options.mss_val == 1460",
        "tcp.seq_raw == 100",
        "tcp.len == 0",
        "tcp.hdr_len == 24",
        "ip.hdr_len == 20",
        "ip.flags.df == 1",
        "frame.len > 50",
        "frame.cap_len == 58",
        "frame.number == 7",
        "frame.time_relative >= 1.5",
        "flow == 3",
        "flow 3",
        "flow in {1..3}",
        "tcp.analysis.retransmission",
        "tcp.analysis.flags",
        "portrange 80-90",
        "dst portrange 80-80",
        "tcp.flags.syn === 1",
        "frame",
    ];
    let no = [
        "ip.ttl < 63",
        "ip.addr == 10.78.0.0/16",
        "tcp.port == 443",
        "tcp.port in {443, 8000..8010}",
        "udp.port == 80",
        "udp.port != 80",
        "ipv6.addr",
        "tcp.payload",
        "data.data",
        "tcp.options.wscale",
        "flow 4",
        "tcp.analysis.duplicate_ack",
        "frame.time_relative < 1.5",
        "http",
        "vlan.id",
        "multicast",
        "src portrange 80-90",
    ];
    frames::check(&frames::syn(), &yes, &no);
}

#[test]
fn the_ninth_flag_of_tcp_is_asked_for_as_the_others_are() {
    let mut accurate = frames::syn();
    accurate[46] |= 1;
    accurate[47] |= 0x10;
    let yes = [
        "tcp.flags == 0x112",
        "tcp.flags.ae == 1",
        "tcp.flags & 0x100",
    ];
    frames::check(&accurate, &yes, &["tcp.flags == 0x12", "tcp.flags.ae == 0"]);
    let not = ["tcp.flags.ae == 1", "tcp.flags & 0x100"];
    frames::check(&frames::syn(), &["tcp.flags.ae == 0"], &not);
}

#[test]
fn a_field_that_is_there_twice_differs_only_if_both_do() {
    let syn = frames::syn();
    frames::check(
        &syn,
        &[
            "ip.addr != 10.0.0.1",
            "!(ip.addr == 10.0.0.1)",
            "ip.addr !== 10.77.1.11",
            "tcp.port any_ne 80",
        ],
        &[
            "ip.addr != 10.77.1.11",
            "tcp.port != 80",
            "tcp.port === 80",
            "ip.addr all_eq 10.77.1.11",
        ],
    );
}

#[test]
fn bytes_are_found_where_they_are() {
    let yes = [
        "frame contains \"Hello\"",
        "frame contains 48:65:6c",
        "tcp contains Hello",
        "tcp.payload contains \"ell\"",
        "tcp.payload == 48:65:6c:6c:6f",
        "data",
        "data.data contains \"Hello\"",
        "tcp contains “Hello”",
        "frame contains \"H\\x65llo\"",
        "tcp.len == 5",
        "tcp.payload",
    ];
    let no = [
        "frame contains \"hello\"",
        "udp contains Hello",
        "tcp.payload contains 00",
        "data.data contains Jello",
    ];
    frames::check(&frames::data(), &yes, &no);
}

#[test]
fn names_of_the_dns_are_found_by_their_labels() {
    let yes = [
        "dns",
        "dns.qry.name",
        "dns.qry.name contains \"example\"",
        "dns.qry.name contains www.example",
        "dns.qry.name == \"www.example.com\"",
        "dns.id == 0x1234",
        "dns.flags.response == 0",
        "dns.flags.recdesired == 1",
        "dns.flags & 0x0100",
        "udp.length == 41",
        "udp.payload contains 03:77:77:77",
    ];
    let no = [
        "dns.qry.name contains \"wexample\"",
        "dns.qry.name == \"example.com\"",
        "dns.resp.name",
        "dns.a == 10.0.0.1",
    ];
    frames::check(&frames::question(), &yes, &no);
}

#[test]
fn what_an_error_quotes_counts_for_fields_but_not_for_words() {
    let yes = [
        "icmp.type == 3",
        "ip.ttl == 5",
        "ip.ttl == 63",
        "udp.port == 9",
        "udp.dstport == 7",
        "ip.src == 10.77.2.12",
        "icmp",
    ];
    frames::check(
        &frames::unreachable(),
        &yes,
        &["udp", "port 9", "tcp.port == 9", "ip.ttl == 6"],
    );
}

#[test]
fn frames_cut_anywhere_are_answered() {
    for frame in [
        frames::syn(),
        frames::data(),
        frames::question(),
        frames::unreachable(),
    ] {
        for end in 0..frame.len() {
            for filter in [
                "ip.ttl < 64",
                "tcp.port == 80",
                "udp.length > 0",
                "eth.type",
                "vlan.id",
                "dns.qry.name contains \"e\"",
            ] {
                let _ = frames::says(filter, &frame[..end]);
            }
        }
    }
}

#[test]
fn what_came_in_pieces_is_asked_whole() {
    let bytes = frames::data();
    let (digest, meta) = (crate::wire::digest(LinkType::Ethernet, &bytes), meta());
    let question = frames::question();
    let message = question.get(42..).unwrap();
    let whole = [&(message.len() as u16).to_be_bytes()[..], message].concat();
    let run = |range, what| Run { range, what };
    let completes = What::Completes { from: 0, to: 1 };
    let reading = Reading::Runs(Arc::new(Runs {
        own: vec![run(0..digest.payload_len as usize, completes)],
        messages: vec![run(0..whole.len(), What::Message(Protocol::Dns))],
        whole: Reassembled {
            pieces: vec![Piece {
                number: 1,
                range: 0..whole.len(),
            }],
            bytes: whole,
            left_out: 0,
        },
    }));
    let facts = Facts {
        reading: &reading,
        ..Facts::new(&digest, &meta, &bytes)
    };
    assert!(Filter::parse("dns").unwrap().matches(&facts));
    assert!(
        Filter::parse("dns.qry.name contains \"example\"")
            .unwrap()
            .matches(&facts)
    );
}

#[test]
fn what_only_a_later_frame_tells_cannot_be_asked() {
    for filter in [
        "tcp.reassembled_in == 5",
        "tcp.reassembled_in",
        "TCP.Reassembled_In > 1",
    ] {
        assert_eq!(wrong(filter), (0, "filter-expected-earlier"));
    }
    assert!(Filter::parse("tcp.segment == 4 and sni contains \"lab\"").is_ok());
}

#[test]
fn types_are_checked_when_it_is_read() {
    assert_eq!(wrong("ip.src == 5"), (10, "filter-expected-ipv4"));
    assert_eq!(wrong("ip.src == fe80::1"), (10, "filter-expected-ipv4"));
    assert_eq!(wrong("ipv6.src == 10.0.0.1"), (12, "filter-expected-ipv6"));
    assert_eq!(wrong("ip.src < 10.0.0.0/8"), (9, "filter-expected-address"));
    assert_eq!(wrong("ip.ttl == 256"), (10, "filter-expected-number"));
    assert_eq!(wrong("ip.ttl == \"5\""), (10, "filter-expected-number"));
    assert_eq!(wrong("ip.ttl =="), (9, "filter-expected-number"));
    assert_eq!(
        wrong("tcp.port in {80, http}"),
        (17, "filter-expected-number")
    );
    assert_eq!(wrong("tcp.port in {80"), (15, "filter-expected-set-end"));
    assert_eq!(wrong("tcp.port in 80"), (12, "filter-expected-set"));
    assert_eq!(wrong("tcp.flags.syn == 2"), (17, "filter-expected-flag"));
    assert_eq!(wrong("eth.src == 1"), (11, "filter-expected-mac"));
    assert_eq!(
        wrong("ip.src contains \"a\""),
        (7, "filter-expected-comparison")
    );
    assert_eq!(
        wrong("tcp.options.mss == 1"),
        (16, "filter-expected-presence")
    );
    assert_eq!(wrong("tcp == 1"), (4, "filter-expected-protocol"));
    assert_eq!(
        wrong("dns.qry.name matches \"a\""),
        (13, "filter-expected-contains")
    );
    assert_eq!(
        wrong("frame.time_relative > x"),
        (22, "filter-expected-seconds")
    );
    assert_eq!(wrong("frame contains"), (14, "filter-expected-needle"));
    assert_eq!(wrong("frame contains \"a"), (17, "filter-expected-quote"));
    assert_eq!(
        wrong("frame contains \"\\q\""),
        (16, "filter-expected-escape")
    );
    assert_eq!(wrong("ip.ttl = 5"), (8, "filter-expected-doubled"));
    assert_eq!(wrong("ip.ttl 5"), (7, "filter-expected-after-field"));
    assert_eq!(wrong("tcp[13] == 2"), (0, "filter-expected-no-slice"));
    assert_eq!(wrong("tcp.stream == 2"), (0, "filter-expected-flow-name"));
    assert_eq!(wrong("tcp and ip.tll == 2"), (8, "filter-expected-name"));
    assert_eq!(wrong("portrange 90-80"), (10, "filter-expected-portrange"));
    assert_eq!(wrong("qqqqqqqq"), (0, "filter-expected-test"));
    let error = Filter::parse("ip.tll == 2").unwrap_err();
    assert!(
        format!("{:?}", error.expected.args).contains("ip.ttl"),
        "{error:?}"
    );
}

#[test]
fn it_says_what_it_needs_and_asks_the_cheap_first() {
    let needs = |filter: &str| Filter::parse(filter).unwrap().needs();
    assert_eq!(needs("tcp.port == 80 and host 10.0.0.1"), Needs::Digest);
    assert_eq!(needs("frame contains \"x\" or tcp"), Needs::Bytes);
    assert_eq!(needs("dns.qry.name and tcp"), Needs::Deep);
    let digest = tcp();
    let meta = meta();
    let facts = Facts {
        dissect: |_, _, _| panic!("the digest has decided"),
        ..Facts::new(&digest, &meta, &[])
    };
    assert!(
        !Filter::parse("ip.flags.df == 1 and udp")
            .unwrap()
            .matches(&facts)
    );
    assert!(
        Filter::parse("tcp.options.mss or ip.addr == 10.0.0.1")
            .unwrap()
            .matches(&facts)
    );
}

#[test]
fn socket_events_have_addresses_and_ports_for_fields_too() {
    let event = SocketEvent {
        time: Time(0),
        host: HostId::HERE,
        socket: SocketId(1),
        transport: Transport::Tcp,
        call: Call::Send(100),
        purpose: Purpose::Talk,
        outcome: Outcome::Done(5),
        local: Some("[::ffff:10.0.0.1]:10101".parse().unwrap()),
        peer: Some("10.0.0.2:40000".parse().unwrap()),
    };
    let says = |filter: &str| Filter::parse(filter).unwrap().matches_event(&event);
    assert!(
        says("tcp.port == 10101") && says("ip.dst == 10.0.0.0/8") && says("tcp.dstport > 10101")
    );
    assert!(
        !says("udp.port == 10101")
            && !says("ip.ttl")
            && !says("frame.len > 0")
            && !says("ipv6.addr")
    );
}

mod completion {
    use crate::store::filter::{About, complete};

    fn offered(text: &str) -> Vec<String> {
        complete(text, text.chars().count())
            .into_iter()
            .map(|c| c.insert)
            .collect()
    }

    #[test]
    fn names_after_their_beginning_with_the_name_of_the_rfc() {
        assert_eq!(offered("ip.t"), ["ip.ttl"]);
        let found = complete("tcp and ip.tt", 13);
        assert_eq!((found[0].column, found[0].insert.as_str()), (8, "ip.ttl"));
        assert!(matches!(found[0].about, About::Field("Time to Live", _)));
        assert_eq!(offered("udp.dstp"), ["udp.dstport"]);
        assert!(offered("tcp.flags.").contains(&"tcp.flags.syn".to_owned()));
        assert!(offered("ip.ttl").is_empty(), "nothing is left to write");
        assert!(offered("").iter().all(|name| !name.contains('.')));
        assert_eq!(complete("ip.tt == 3", 5)[0].insert, "ip.ttl", "in mid-line");
    }

    #[test]
    fn names_are_found_by_what_people_call_them_and_by_a_part() {
        const SERVER: &str = "tls.handshake.extensions_server_name";
        for begun in ["sni", "server_name", "tcp and serv", "extensions_server"] {
            assert!(
                offered(begun).contains(&SERVER.to_owned()),
                "{begun}: {:?}",
                offered(begun)
            );
        }
        assert_eq!(complete("tcp and sni", 11)[0].column, 8);
        assert_eq!(
            offered("tcp.reassembled"),
            ["tcp.reassembled.length"],
            "no later frame's"
        );
    }

    #[test]
    fn comparisons_after_a_field_and_values_after_a_comparison() {
        assert!(offered("ip.ttl ").starts_with(&["==".to_owned(), "!=".to_owned()]));
        assert_eq!(offered("tcp.flags.syn ")[..2], ["== 1", "== 0"]);
        assert_eq!(offered("http "), ["and", "or"]);
        assert!(offered("tcp.dstport == ").contains(&"80".to_owned()));
        assert_eq!(offered("tcp.port in {80, 4"), ["443"]);
        assert_eq!(offered("arp.opcode == 1 a"), ["and"]);
        assert_eq!(offered("src p"), ["port", "portrange"]);
        assert!(
            offered("frame contains \"tc").is_empty(),
            "text in quotes is one's own"
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_line_makes_it_panic(line in ".{0,80}") {
        let _ = Filter::parse(&line);
        for cursor in [0, 3, 80] {
            let _ = complete(&line, cursor);
        }
    }

    #[test]
    fn no_line_of_its_own_words_makes_it_panic(words in proptest::collection::vec(
        proptest::sample::select(vec!["tcp", "port", "80", "src", "dst", "host", "10.0.0.1", "net", "(", ")", "!", "and", "or", "ether", "&&", "less", "tcp.port", "ip.addr", "dns.qry.name", "http.host",
            "==", "!=", "<", "in", "{", "}", ",", "80..90", "contains", "\"x\"", "\"", "&", "0x12", "flow", "frame", "tcp.options.mss", "matches"]), 0..20)) {
        let line = words.join(" ");
        let _ = complete(&line, line.len());
        if let Err(error) = Filter::parse(&line) {
            proptest::prop_assert!(error.column <= line.chars().count());
        }
    }
}
