use std::net::SocketAddr;
use std::path::Path;

use super::*;
use crate::files::Reader;
use crate::frame::Frame;
use crate::journey::lookup::{Lookups, Sending};
use crate::journey::model::Model;
use crate::journey::tests::{carried, echo, frame, host, journey, journey_with, over_ip, over_tcp};
use crate::journey::{Answer, Doing, Facts, Reading, Step};
use crate::proto::chat::Encoding;
use crate::text::{Lang, Text};
use crate::wire::{IpProtocol, LinkType};

/// A frame of one of the captures, counted from 1.
fn captured(name: &str, number: usize) -> Frame {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/captures")
        .join(name);
    let mut reader = Reader::open(&path).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    let found = &batch.frames.frames[number - 1];
    Frame {
        meta: found.meta,
        bytes: bytes::Bytes::copy_from_slice(batch.bytes_of(found)),
        origins: Vec::new(),
    }
}

/// The step of this layer, of seven.
fn step(journey: &Journey, phase: Phase, layer: u8) -> Step {
    let steps = journey.steps(Model::Seven);
    steps
        .into_iter()
        .find(|s| s.phase == phase && s.level.number == layer && s.doing == Doing::Layer)
        .unwrap()
}

/// What a step says, in English.
fn said(step: &Step) -> String {
    let text = Text::new(Lang::En);
    let checks = step
        .checks
        .iter()
        .flat_map(|c| c.why.iter().chain([&c.asks]));
    let all = [&step.line]
        .into_iter()
        .chain(&step.more)
        .chain(step.pdu.iter())
        .chain(checks);
    all.map(|say| text.say(say)).collect::<Vec<_>>().join("\n")
}

/// All of a way, in English.
fn told(journey: &Journey) -> String {
    journey
        .steps(Model::Seven)
        .iter()
        .map(said)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn what_an_icmp_error_quotes_is_its_payload_and_no_layer_of_its_own() {
    for (capture, number, ip, inner) in [
        ("icmp.pcap", 3, "IPv4 puts 20 bytes", "48 bytes of ICMP"),
        ("icmpv6.pcap", 1, "IPv6 puts 40 bytes", "68 bytes of ICMPv6"),
    ] {
        let error = journey(captured(capture, number));
        let above: Vec<_> = (4..=7)
            .map(|layer| step(&error, Phase::Down, layer).line.key)
            .collect();
        assert_eq!(above, ["journey-none-icmp"; 4], "{capture}");
        let network = said(&step(&error, Phase::Down, 3));
        assert!(network.contains(ip) && network.contains(inner), "{network}");
        let all = told(&error);
        for false_word in ["port", "program hands", "UDP puts"] {
            assert!(
                !all.contains(&format!("{false_word} ")),
                "{false_word}: {all}"
            );
        }
        assert!(
            error
                .blocks
                .iter()
                .all(|b| b.osi <= 3 && (b.protocol != Protocol::Udp || b.role == Role::Payload))
        );
        assert_eq!(error.transport(), None);
        let up = said(&step(&error, Phase::Up, 3));
        assert!(up.contains("reads the ICMP"), "{up}");
    }
}

#[test]
fn an_echo_counts_ip_s_header_and_icmp_s_message_apart() {
    let network = said(&step(&journey(echo()), Phase::Down, 3));
    assert!(
        network.contains("64 bytes of ICMP. IPv4 puts 20 bytes in front"),
        "{network}"
    );
    let up = said(&step(&journey(echo()), Phase::Up, 3));
    assert!(
        up.contains("takes its 20 bytes off") && up.contains("\nICMP"),
        "{up}"
    );
}

#[test]
fn igmp_is_a_message_of_ip_s_own() {
    let query = journey(captured("igmp.pcap", 1));
    let (down, up) = (
        said(&step(&query, Phase::Down, 3)),
        said(&step(&query, Phase::Up, 3)),
    );
    assert!(
        down.contains("8 bytes of IGMP. IPv4 puts 24 bytes (20 + 4 of options) in front: from 10.77.1.11 to 224.0.0.1"),
        "{down}"
    );
    assert!(
        up.contains("reads the IGMP message") && !up.contains("nobody"),
        "{up}"
    );
    assert!(said(&step(&query, Phase::Down, 7)).contains("IGMP is a message of IP's own"));
}

/// `inner` in a packet of IPv4.
fn tunnelled(inner: &Frame) -> Frame {
    over_ip(IpProtocol(41), &inner.bytes[14..])
}

#[test]
fn a_tunnel_names_the_outer_packet_s_addresses_and_size_first() {
    let inner = captured("icmpv6.pcap", 15);
    let tunnel = journey(tunnelled(&inner));
    let (down, up) = (step(&tunnel, Phase::Down, 3), step(&tunnel, Phase::Up, 3));
    let text = Text::new(Lang::En);
    let line = text.say(&down.line);
    assert!(
        line.contains("IPv4 puts 20 bytes in front") && line.contains("from 10.9.0.1 to 10.9.0.2"),
        "{line}"
    );
    assert!(
        said(&down).contains("TTL 64") && said(&down).contains("IPv6"),
        "{}",
        said(&down)
    );
    let line = text.say(&up.line);
    assert!(
        line.contains("To 10.9.0.2: yes. IPv4 takes its 20 bytes off") && line.contains("IPv6"),
        "{line}"
    );
}

#[test]
fn a_later_piece_has_no_ports_and_is_no_segment() {
    let remote = SocketAddr::from(([10, 9, 0, 2], 10101));
    let sending = Sending {
        transport: Some(Transport::Udp),
        remote,
        agreed: None,
        payload: 3000,
    };
    let lookups = Lookups::new(&host(), &sending, Some(64));
    let ours = |f: &mut Facts| {
        (f.carried, f.lookups) = (
            Some(carried(Transport::Udp, &[b'x'; 3000], 0, 0)),
            lookups.clone(),
        );
    };
    let piece = captured("ipv4-fragments.pcap", 2);
    for (journey, ports) in [
        (journey(piece.clone()), "to port ?"),
        (
            journey_with(piece.clone(), ours),
            "from port 49152 to port 10101",
        ),
    ] {
        let all = told(&journey);
        for false_word in [
            "port 0",
            "Port 0",
            "does not know",
            "segment",
            "hands on",
            "\nData",
        ] {
            assert!(!all.contains(false_word), "{false_word}: {all}");
        }
        let transport = step(&journey, Phase::Down, 4);
        assert!(
            said(&transport).contains("800 bytes of a UDP datagram")
                && said(&transport).contains(ports),
            "{all}"
        );
        assert_eq!(
            transport.pdu.as_ref().map(|p| p.key),
            Some("journey-pdu-piece")
        );
        assert!(
            said(&step(&journey, Phase::Up, 3)).contains("until all the pieces"),
            "{all}"
        );
        let looks: Vec<_> = journey
            .steps(Model::Seven)
            .iter()
            .map(|s| s.doing)
            .collect();
        assert!(
            !looks.contains(&Doing::Lookup(Lookup::Ports))
                && !looks.contains(&Doing::Lookup(Lookup::Fit)),
            "{looks:?}"
        );
    }
    // The first piece names its ports, and says that more follow.
    let first = journey(captured("ipv4-fragments.pcap", 1));
    assert!(
        told(&first).contains("More pieces of this packet follow"),
        "{}",
        told(&first)
    );
    assert!(
        said(&step(&first, Phase::Up, 3)).contains("until all the pieces are there. Then UDP"),
        "{}",
        told(&first)
    );
}

#[test]
fn an_unknown_protocol_over_ip_makes_no_segment() {
    let other = journey(over_ip(IpProtocol(132), &[0; 40]));
    assert_eq!(
        step(&other, Phase::Down, 4).pdu.map(|p| p.key),
        Some("journey-pdu-data")
    );
}

#[test]
fn each_link_is_called_by_its_own_name() {
    let link = |capture, number| {
        let journey = journey(captured(capture, number));
        (
            said(&step(&journey, Phase::Down, 2)),
            said(&step(&journey, Phase::Up, 2)),
        )
    };
    for capture in ["null.pcap", "loop.pcap"] {
        let (down, up) = link(capture, 1);
        assert!(
            down.contains("BSD loopback header (4 bytes)") && !down.contains("cooked"),
            "{down}"
        );
        assert!(up.contains("4 bytes") && !up.contains("cooked"), "{up}");
    }
    assert!(
        link("cooked-1.pcap", 1)
            .0
            .contains("Linux cooked header (16 bytes)")
    );
    let (_, stp) = link("link.pcap", 1);
    assert!(
        stp.contains("38 is a length") && !stp.contains("0x0026") && !stp.contains("nobody"),
        "{stp}"
    );
    let (_, snap) = link("link.pcap", 2);
    assert!(
        snap.contains("is a length")
            && snap.contains("The type 0x0800 says whose data it is: IPv4"),
        "{snap}"
    );
    let (_, unknown) = link("link.pcap", 3);
    assert!(
        unknown.contains("0x88b5") && !unknown.contains("nobody"),
        "{unknown}"
    );
    let mut other = frame(vec![7; 40]);
    other.meta.link = LinkType::Other(801);
    let other = journey(other);
    for phase in [Phase::Down, Phase::Up] {
        let words = said(&step(&other, phase, 2));
        assert!(
            words.contains("cannot read") && !words.contains("cooked"),
            "{words}"
        );
    }
}

#[test]
fn without_a_transport_all_that_ip_carries_has_to_fit() {
    let remote = SocketAddr::from(([10, 9, 0, 2], 0));
    // What a frame's facts count begins behind ICMP's header.
    let sending = Sending {
        transport: None,
        remote,
        agreed: None,
        payload: 56,
    };
    let lookups = Lookups::new(&host(), &sending, Some(64));
    let echo = journey_with(echo(), |f| f.lookups = lookups);
    assert_eq!(
        echo.facts.lookups.as_ref().map(Lookups::wanted),
        Some(64),
        "8 of ICMP and 56 of data"
    );
}

#[test]
fn who_did_not_answer_lets_the_way_go_on_only_as_if() {
    let remote = SocketAddr::from(([10, 9, 0, 2], 10101));
    let sending = Sending {
        transport: Some(Transport::Tcp),
        remote,
        agreed: None,
        payload: 1,
    };
    let mut lookups = Lookups::new(&host(), &sending, Some(64)).unwrap();
    lookups.way.next_mac = crate::net::NextMac::NoAnswer;
    let journey = journey_with(over_tcp(0x18, b"x"), |f| f.lookups = Some(lookups));
    let all = told(&journey);
    assert!(
        !all.contains("cannot go") && all.contains("as if it had answered"),
        "{all}"
    );
}

#[test]
fn what_is_inside_is_said_where_it_is_known_and_asked_where_not() {
    let unknown = step(&journey(captured("link.pcap", 3)), Phase::Up, 2);
    let inside = unknown
        .checks
        .iter()
        .find(|c| c.asks.key == "journey-check-type")
        .unwrap();
    assert_eq!(
        (inside.answer, inside.why.is_none()),
        (Answer::Unknown, true)
    );
}

/// A plain peer's message, read or written so: what layer 6 says on the way down and up.
fn presented(bytes: &[u8], reading: Reading) -> [String; 2] {
    let journey = journey_with(over_tcp(0x18, bytes), |facts| {
        facts.carried = Some(carried(Transport::Tcp, bytes, 0, 0));
        facts.reading = Some(reading);
    });
    [Phase::Down, Phase::Up].map(|phase| said(&step(&journey, phase, 6)))
}

#[test]
fn layer_6_shows_the_bytes_of_the_characters_and_never_calls_others_utf8() {
    for told in presented(b"\xc4\xe3\xba\xc3\n", Reading::Written(Encoding::Gbk)) {
        assert!(
            told.contains("As GBK") && told.contains("c4 e3 “你”, ba c3 “好”"),
            "{told}"
        );
    }
    for told in presented(b"\xc4\xe3\xba\xc3\n", Reading::Taken) {
        assert!(told.contains("not UTF-8: c4 e3 ba c3"), "{told}");
    }
    for told in presented(b"\xc4\xe3\n", Reading::Chosen(Encoding::Gb18030)) {
        assert!(
            told.contains("GB 18030, as you chose: c4 e3 “你”"),
            "{told}"
        );
    }
    for told in presented(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Reading::Taken) {
        assert!(
            told.contains("not text: 89 50 4e 47") && !told.contains("UTF-8"),
            "{told}"
        );
    }
}
