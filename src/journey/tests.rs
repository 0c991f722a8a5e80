use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use bytes::Bytes;

use super::lookup::Sending;
use super::*;
use crate::clock::Time;
use crate::compose::{PathFacts, rebuild};
use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin, Provenance};
use crate::place::{HostId, Place};
use crate::record::{Agreed, Calls, SocketId, Transport};
use crate::text::{Lang, Text};
use crate::wire::{
    Context, EtherType, IpProtocol, LinkType, MacAddr, Protocol, TcpFlags, dissect, ethernet, ipv4,
    tcp, udp,
};

const YOU: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 1);
const BOB: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 2);
const MODELS: [Model; 3] = [Model::Seven, Model::Five, Model::Four];

/// An Ethernet frame as it was captured on its way out.
pub(crate) fn frame(bytes: Vec<u8>) -> Frame {
    let meta = FrameMeta {
        time: Time(0),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Captured,
        length: bytes.len() as u32,
        fcs: crate::frame::FcsLength::NONE,
        checksum: ChecksumStatus::Unknown,
    };
    Frame {
        meta,
        bytes: Bytes::from(bytes),
        origins: Vec::new(),
    }
}

pub(super) fn over_ip(protocol: IpProtocol, payload: &[u8]) -> Frame {
    let mut bytes = Vec::new();
    let (src, dst) = (MacAddr([2, 0, 0, 0, 0, 10]), MacAddr([2, 0, 0, 0, 0, 11]));
    ethernet::emit(
        &ethernet::Repr {
            src,
            dst,
            ether_type: EtherType::IPV4,
        },
        &mut bytes,
    );
    let (ttl, ident, payload_len) = (64, 7, payload.len());
    let ip = ipv4::Repr {
        src: YOU,
        dst: BOB,
        protocol,
        ttl,
        ident,
        dont_fragment: true,
        traffic_class: 0,
        payload_len,
    };
    ipv4::emit(&ip, &mut bytes);
    bytes.extend_from_slice(payload);
    frame(bytes)
}

pub(super) fn over_tcp(flags: u16, payload: &[u8]) -> Frame {
    let repr = tcp::Repr {
        src: IpAddr::V4(YOU),
        dst: IpAddr::V4(BOB),
        src_port: 49152,
        dst_port: 10101,
        seq: 1000,
        ack: 77,
        flags: TcpFlags(flags),
        window: 502,
        options: &[1, 1, 8, 10, 0, 1, 2, 3, 0, 4, 5, 6],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, payload, &mut segment);
    over_ip(IpProtocol::TCP, &segment)
}

pub(super) fn over_udp(src_port: u16, dst_port: u16, payload: &[u8]) -> Frame {
    let mut datagram = Vec::new();
    udp::emit(
        &udp::Repr {
            src: IpAddr::V4(YOU),
            dst: IpAddr::V4(BOB),
            src_port,
            dst_port,
        },
        payload,
        &mut datagram,
    );
    over_ip(IpProtocol::UDP, &datagram)
}

pub(super) fn arp_question() -> Frame {
    let mut bytes = vec![0xff; 6];
    bytes.extend_from_slice(&[
        2, 0, 0, 0, 0, 10, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 10,
    ]);
    bytes.extend_from_slice(&YOU.octets());
    bytes.extend_from_slice(&[0; 6]);
    bytes.extend_from_slice(&BOB.octets());
    bytes.resize(60, 0);
    frame(bytes)
}

pub(super) fn echo() -> Frame {
    let mut message = vec![8, 0, 0, 0, 0, 1, 0, 1];
    message.extend_from_slice(&[0xab; 56]);
    over_ip(IpProtocol::ICMP, &message)
}

pub(super) fn dns_question() -> Frame {
    let query =
        b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03lab\x07example\x00\x00\x01\x00\x01";
    over_udp(40000, 53, query)
}

pub(super) fn carried(
    transport: Transport,
    bytes: &[u8],
    session: usize,
    presentation: usize,
) -> Carried {
    Carried {
        transport,
        host: HostId::HERE,
        socket: SocketId(1),
        local: SocketAddr::from((YOU, 49152)),
        remote: SocketAddr::from((BOB, 10101)),
        outgoing: true,
        offset: 0,
        tcp: None,
        bytes: Bytes::copy_from_slice(bytes),
        session: 0..session,
        presentation: session..session + presentation,
        text: session + presentation..bytes.len(),
        calls: Calls::default(),
    }
}

pub(super) fn journey_with(frame: Frame, change: impl FnOnce(&mut Facts)) -> Journey {
    let mut facts = Facts::plain(Subject::Message(1), Party::You, Party::Name("bob".into()));
    change(&mut facts);
    let context = Context {
        wire_length: frame.meta.length as usize,
        origins: frame.origins.clone(),
        ..Context::default()
    };
    let dissection = dissect(frame.meta.link, &frame.bytes, &context);
    Journey::new(frame, dissection, facts)
}

pub(super) fn journey(frame: Frame) -> Journey {
    journey_with(frame, |_| {})
}

pub(super) fn lab() -> Journey {
    let bytes = b"SSSSSSSSSSSSSSPPhello";
    let carried = carried(Transport::Tcp, bytes, 14, 2);
    journey_with(over_tcp(0x18, bytes), |facts| facts.carried = Some(carried))
}

fn sizes(journey: &Journey, model: Model) -> Vec<String> {
    let steps = journey.steps(model);
    steps
        .iter()
        .filter(|s| s.phase == Phase::Down)
        .map(|s| s.after.to_string())
        .collect()
}

fn protocols(journey: &Journey) -> Vec<(u8, Protocol, usize)> {
    journey
        .blocks
        .iter()
        .map(|b| (b.osi, b.protocol, b.size.bytes))
        .collect()
}

fn lines(journey: &Journey) -> Vec<&'static str> {
    journey
        .steps(Model::Seven)
        .iter()
        .map(|s| s.line.key)
        .collect()
}

#[test]
fn a_lab_message_grows_header_by_header_and_shrinks_again() {
    let journey = lab();
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["5", "7", "21", "53", "73", "87", "87"]
    );
    let steps = journey.steps(Model::Seven);
    assert_eq!(steps.len(), 15);
    let up: Vec<_> = steps[8..].iter().map(|s| s.after.bytes).collect();
    assert_eq!(up, [87, 73, 53, 21, 7, 5, 5]);
    assert!(
        steps[3]
            .adds
            .iter()
            .map(|b| b.range.clone())
            .eq(std::iter::once(34..66))
    );
    assert!(
        steps[14]
            .stack
            .iter()
            .map(|b| b.range.clone())
            .eq(std::iter::once(82..87)),
        "the text has arrived"
    );
    assert_eq!(journey.text.as_deref(), Some("hello"));
}

#[test]
fn models_merge_layers_over_the_same_bytes() {
    let journey = lab();
    assert_eq!(sizes(&journey, Model::Five), ["21", "53", "73", "87", "87"]);
    assert_eq!(sizes(&journey, Model::Four), ["21", "53", "73", "87"]);
    for model in MODELS {
        let steps = journey.steps(model);
        let whole = steps.iter().find(|s| s.phase == Phase::Wire).unwrap();
        assert_eq!(whole.stack, journey.blocks, "{model:?}");
        let added: usize = steps
            .iter()
            .filter(|s| s.phase == Phase::Down)
            .flat_map(|s| &s.adds)
            .map(|b| b.size.bytes)
            .sum();
        assert_eq!(added, 87, "{model:?}: every byte is added once");
    }
}

#[test]
fn plain_text_over_tcp_says_that_nothing_is_added_above() {
    let carried = carried(Transport::Tcp, b"hello\n", 0, 0);
    let journey = journey_with(over_tcp(0x18, b"hello\n"), |f| f.carried = Some(carried));
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["6", "6", "6", "38", "58", "72", "72"]
    );
    let said = lines(&journey);
    assert_eq!(
        said[..3],
        [
            "journey-down-text",
            "journey-plain-presentation-text",
            "journey-plain-session-tcp"
        ]
    );
    assert_eq!(journey.text.as_deref(), Some("hello"));
}

#[test]
fn udp_makes_a_datagram_and_stands_alone() {
    let carried = carried(Transport::Udp, b"hello", 0, 0);
    let journey = journey_with(over_udp(49152, 10101, b"hello"), |f| {
        f.carried = Some(carried);
    });
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["5", "5", "5", "13", "33", "47", "47"]
    );
    let steps = journey.steps(Model::Seven);
    assert_eq!(steps[3].pdu.as_ref().unwrap().key, "journey-pdu-datagram");
    assert_eq!(steps[2].line.key, "journey-plain-session-udp");
}

#[test]
fn tcp_by_itself_has_nothing_above_and_says_why() {
    let journey = journey(over_tcp(0x10, b""));
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["0", "0", "0", "32", "52", "66", "66"]
    );
    let said = lines(&journey);
    assert_eq!(
        said[..4],
        [
            "journey-none-control",
            "journey-none-control",
            "journey-none-control",
            "journey-down-tcp-control"
        ]
    );
    assert_eq!(said[14], "journey-up-none-control");
    assert!(
        journey.steps(Model::Seven)[0].pdu.is_none(),
        "no unit where there is nothing"
    );
}

#[test]
fn arp_begins_at_the_data_link_and_brings_its_padding() {
    let journey = journey(arp_question());
    assert_eq!(
        protocols(&journey),
        [
            (2, Protocol::Ethernet, 14),
            (2, Protocol::Arp, 28),
            (2, Protocol::Padding, 18)
        ]
    );
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["0", "0", "0", "0", "0", "60", "60"]
    );
    let steps = journey.steps(Model::Seven);
    assert!(steps[..5].iter().all(|s| s.line.key == "journey-none-arp"));
    assert_eq!(steps[5].line.key, "journey-down-arp");
    let more: Vec<_> = steps[5].more.iter().map(|s| s.key).collect();
    assert_eq!(
        more[..3],
        [
            "journey-arp-question",
            "journey-broadcast",
            "journey-padding"
        ]
    );
    assert_eq!(steps[5].adds[2].role, Role::Trailer);
}

#[test]
fn an_icmp_message_and_its_data_belong_to_the_network_layer() {
    let journey = journey(echo());
    assert!(
        journey.blocks.iter().all(|b| b.osi <= 3),
        "{:?}",
        protocols(&journey)
    );
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["0", "0", "0", "0", "84", "98", "98"]
    );
    assert_eq!(
        lines(&journey)[3..5],
        ["journey-none-icmp", "journey-down-icmp"]
    );
}

#[test]
fn a_dns_question_is_a_program_s_data() {
    let journey = journey(dns_question());
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["29", "29", "29", "37", "57", "71", "71"]
    );
}

#[test]
fn bytes_that_were_not_captured_count_and_are_not_known() {
    let whole = over_tcp(0x18, &[b'x'; 900]);
    let mut short = whole.clone();
    short.bytes = whole.bytes.slice(..96);
    let journey = journey(short);
    assert_eq!(sizes(&journey, Model::Seven).last().unwrap(), "966");
    assert_eq!(journey.blocks.last().unwrap().range, 66..966);
    assert_eq!(journey.on_wire.origins, [(96..966, Provenance::Unknown)]);
    assert_eq!(
        journey.frame.bytes.len(),
        96,
        "the frame itself is as it was"
    );
    let mut headless = whole;
    headless.bytes = headless.bytes.slice(..20);
    let journey = self::journey(headless);
    assert_eq!(
        sizes(&journey, Model::Seven).last().unwrap(),
        "966",
        "cut inside a header"
    );
}

/// A captured segment with data, and what is known beside it.
pub(crate) fn question_frame() -> (Frame, Facts) {
    (
        over_tcp(0x18, b"hello"),
        Facts::plain(Subject::Message(1), Party::You, Party::Name("bob".into())),
    )
}

/// A lab message of which only the socket's ends are known.
pub(super) fn rebuilt() -> Journey {
    let bytes = b"SSSSSSSSSSSSSSPPhello";
    let carried = carried(Transport::Tcp, bytes, 14, 2);
    let link = LinkType::Ethernet;
    let facts = PathFacts {
        link,
        mac_src: None,
        mac_dst: None,
        place: Place::default(),
        ttl: None,
        mtu: None,
        tcp: None,
    };
    let frame = rebuild(&carried, &facts, Time(0)).frames.remove(0);
    journey_with(frame, |f| f.carried = Some(carried))
}

#[test]
fn a_rebuilt_frame_says_question_marks_where_nothing_is_known() {
    let journey = rebuilt();
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["5", "7", "21", "?", "?", "?", "?"]
    );
    let steps = journey.steps(Model::Seven);
    assert_eq!(steps[3].line.key, "journey-down-tcp-unsized");
    assert_eq!(steps[3].more[0].key, "journey-tcp-unknown");
    assert!(steps[5].line.args.contains(&("to", "?".to_owned().into())));
    assert_eq!(steps[5].more[0].key, "journey-mac-unknown");
    assert!(
        steps[4]
            .more
            .iter()
            .any(|s| s.args.contains(&("ttl", "?".to_owned().into())))
    );
}

#[test]
fn whether_the_receiver_is_near_is_worked_out_from_the_prefix() {
    let hop = |change: fn(&mut Facts)| {
        journey_with(over_tcp(0x18, b"x"), change).steps(Model::Seven)[4].more[0].key
    };
    assert_eq!(hop(|f| f.prefix = Some(24)), "journey-hop-same");
    assert_eq!(hop(|f| f.prefix = Some(32)), "journey-hop-direct");
    let far = |f: &mut Facts| {
        f.prefix = Some(31);
        f.relays = Relays::first(IpAddr::V4(Ipv4Addr::new(10, 9, 0, 254)));
    };
    assert_eq!(hop(far), "journey-hop-other");
    assert_eq!(hop(|f| f.medium = Medium::Loopback), "journey-hop-loopback");
    assert_eq!(
        hop(|_| ()),
        "journey-ttl",
        "nothing is said where nothing is known"
    );
}

#[test]
fn the_far_end_is_marked_as_inferred() {
    let out = journey(over_tcp(0x18, b"x"));
    let inferred = |j: &Journey| {
        j.steps(Model::Four)
            .iter()
            .map(|s| s.inferred)
            .collect::<Vec<_>>()
    };
    assert_eq!(inferred(&out), [[false; 5].as_slice(), &[true; 4]].concat());
    let came = journey_with(over_tcp(0x18, b"x"), |f| {
        (f.sender, f.receiver) = (Party::Name("bob".into()), Party::You);
    });
    assert_eq!(
        inferred(&came),
        [[true; 4].as_slice(), &[false; 5]].concat()
    );
}

#[test]
fn every_sentence_exists_in_every_language_with_its_arguments() {
    let frames = [
        over_tcp(0x18, b"x"),
        over_tcp(0x02, b""),
        over_udp(1, 2, b""),
        arp_question(),
        echo(),
        dns_question(),
    ];
    let mut journeys: Vec<_> = frames.into_iter().map(journey).collect();
    journeys.push(lab());
    for medium in [
        Medium::Cable,
        Medium::Air,
        Medium::Veth,
        Medium::Loopback,
        Medium::Tunnel,
        Medium::Unknown,
    ] {
        journeys.push(journey_with(over_tcp(0x18, b"x"), |f| {
            (f.medium, f.mtu, f.part.of) = (medium, Some(20), 3);
        }));
    }
    for lang in Lang::ALL {
        let text = Text::new(lang);
        for step in journeys
            .iter()
            .flat_map(|j| MODELS.map(|m| j.steps(m)))
            .flatten()
        {
            let name = step.level.name();
            let checks = step
                .checks
                .iter()
                .flat_map(|c| c.why.iter().chain([&c.asks]));
            for say in step.more.iter().chain([&step.line, &name]).chain(checks) {
                let said = text.say(say);
                assert!(
                    !said.contains('{') && !said.contains("journey-"),
                    "{lang:?}: {said}"
                );
            }
        }
    }
}

#[test]
fn control_characters_of_a_peer_never_reach_a_sentence() {
    let bytes = "a\x1b[2Jb\u{202e}c\n".as_bytes();
    let carried = carried(Transport::Tcp, bytes, 0, 0);
    let journey = journey_with(over_tcp(0x18, bytes), |f| f.carried = Some(carried));
    assert_eq!(journey.text.as_deref(), Some("a[2Jbc"));
}

#[test]
fn any_bytes_at_all_make_a_journey() {
    let whole = over_tcp(0x18, b"hello").bytes;
    for length in 0..whole.len() {
        let cut = frame(whole[..length].to_vec());
        for model in MODELS {
            let journey = journey(cut.clone());
            assert_eq!(journey.steps(model).len(), model.levels().len() * 2 + 1);
        }
    }
}

#[test]
fn the_way_is_told_step_by_step_with_every_byte_and_question_marks_where_none_is_known() {
    let text = Text::new(Lang::En);
    let said = told::told(&lab(), Model::Seven, &|say| text.say(say));
    assert_eq!(said.matches("\nStep ").count(), 15, "{said}");
    assert!(
        said.starts_with("“hello”   you → bob\ncaptured · 87 bytes · 7 layers (OSI)\n"),
        "{said}"
    );
    assert!(
        said.contains("Step 4 of 15 · down · layer 4 transport · segment · 21 bytes → 53 bytes\n"),
        "{said}"
    );
    assert!(
        said.contains(
            "    header: TCP, 32 bytes (20 + 12 of options)\n      0022  c0 00 27 75 00 00 03 e8  00 00 00 4d 80 18 01 f6  ..'u.......M....\n"
        ),
        "{said}"
    );
    assert!(said.contains("Step 8 of 15 · on the wire"), "{said}");
    assert!(
        said.contains("      0050  50 50 68 65 6c 6c 6f                              PPhello\n"),
        "{said}"
    );
    assert!(said.contains("    ≈ "), "the other end is inferred: {said}");
    let bytes = b"SSSSSSSSSSSSSSPPhello";
    let carried = carried(Transport::Tcp, bytes, 14, 2);
    let facts = PathFacts {
        link: LinkType::Ethernet,
        mac_src: None,
        mac_dst: None,
        place: Place::default(),
        ttl: None,
        mtu: None,
        tcp: None,
    };
    let frame = rebuild(&carried, &facts, Time(0)).frames.remove(0);
    let rebuilt = told::told(
        &journey_with(frame, |f| f.carried = Some(carried)),
        Model::Seven,
        &|say| text.say(say),
    );
    assert!(
        rebuilt.contains("rebuilt · ? bytes") && rebuilt.contains(" ?? ?? ?? ?? ?? ??"),
        "{rebuilt}"
    );
    for model in MODELS {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let said = told::told(&lab(), model, &|say| text.say(say));
            assert!(!said.contains("report-") && !said.contains('{'), "{said}");
        }
    }
}

#[test]
fn what_the_card_fills_in_is_told_as_such() {
    let text = Text::new(Lang::En);
    let journey = journey_with(over_tcp(0x18, b"hello"), |f| f.medium = Medium::Cable);
    let said = told::told(&journey, Model::Five, &|say| text.say(say));
    let fcs = format!(
        "bytes {:04x} to {:04x}: computed here",
        journey.on_wire.bytes.len() - 4,
        journey.on_wire.bytes.len() - 1
    );
    assert!(said.contains(&fcs), "{said}");
}

#[test]
fn a_long_message_is_told_in_a_text_of_bounded_length() {
    let text = Text::new(Lang::En);
    let said = told::told(
        &journey(over_tcp(0x18, &vec![b'x'; 40_000])),
        Model::Four,
        &|say| text.say(say),
    );
    assert!(
        said.contains("… and 38976 more bytes") && said.len() < 40_000,
        "{}",
        said.len()
    );
}

#[test]
fn on_a_cable_the_card_fills_up_and_adds_the_fcs_and_the_frame_itself_stays_as_it_was() {
    let short = over_udp(49152, 10101, b"hi");
    let journey = journey_with(short.clone(), |f| f.medium = Medium::Cable);
    assert_eq!(
        journey.frame.bytes, short.bytes,
        "what was captured is not touched"
    );
    assert_eq!(
        journey.on_wire.bytes.len(),
        64,
        "60 bytes at least, and the FCS"
    );
    assert_eq!(journey.on_wire.bytes[..44], short.bytes);
    let Fcs::Computed(sum) = journey.fcs else {
        panic!("{:?}", journey.fcs)
    };
    assert_eq!(sum, crate::wire::fcs::fcs(&journey.on_wire.bytes[..60]));
    let trailers: Vec<_> = journey
        .blocks
        .iter()
        .filter(|b| b.role == Role::Trailer)
        .map(|b| (b.protocol, b.size.bytes))
        .collect();
    assert_eq!(trailers, [(Protocol::Padding, 16), (Protocol::Fcs, 4)]);
    assert!(
        journey
            .on_wire
            .origins
            .iter()
            .all(|(_, from)| *from == Provenance::Computed)
    );
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["2", "2", "2", "10", "30", "64", "64"]
    );
}

#[test]
fn where_no_card_sends_there_is_no_fcs_and_the_reason_is_told() {
    let fcs = |change: fn(&mut Facts)| journey_with(over_tcp(0x18, b"x"), change).fcs;
    assert_eq!(fcs(|f| f.medium = Medium::Veth), Fcs::NotNeeded);
    assert_eq!(fcs(|f| f.medium = Medium::Loopback), Fcs::NotNeeded);
    assert_eq!(fcs(|f| f.medium = Medium::Air), Fcs::Air);
    assert_eq!(fcs(|_| ()), Fcs::UnknownMedium);
    assert_eq!(
        fcs(|f| (f.medium, f.mtu) = (Medium::Cable, Some(40))),
        Fcs::Large
    );
    let mut cut = over_tcp(0x18, &[b'x'; 200]);
    cut.bytes = cut.bytes.slice(..100);
    assert_eq!(
        journey_with(cut, |f| f.medium = Medium::Cable).fcs,
        Fcs::Unknown
    );
}

#[test]
fn a_checksum_left_to_the_card_is_completed_for_the_wire_and_marked() {
    let right = over_tcp(0x18, b"hello");
    let mut left = right.clone();
    let mut bytes = right.bytes.to_vec();
    bytes[50..52].copy_from_slice(&[0x12, 0x34]);
    left.bytes = Bytes::from(bytes);
    left.meta.checksum = ChecksumStatus::NotReady;
    let mut facts = Facts::plain(Subject::Message(1), Party::You, Party::Name("bob".into()));
    facts.medium = Medium::Cable;
    let tree = dissect(LinkType::Ethernet, &left.bytes, &Context::of(&left.meta));
    let journey = Journey::new(left.clone(), tree, facts);
    assert_eq!(journey.frame.bytes, left.bytes);
    assert_eq!(
        journey.on_wire.bytes[..right.bytes.len()],
        right.bytes,
        "as the wire has it"
    );
    assert!(
        journey
            .on_wire
            .origins
            .contains(&(50..52, Provenance::Completed))
    );
    let (_, field) = journey.field("tcp.checksum").unwrap();
    assert_eq!(
        field.meaning.as_ref().unwrap().key,
        "journey-checksum-completed"
    );
}

#[test]
fn the_receiver_s_checks_are_answered_from_the_bytes_and_what_is_known_of_it() {
    let at =
        |change: &dyn Fn(&mut Facts), frame: Frame, step: usize| -> Vec<(&'static str, Answer)> {
            let journey = journey_with(frame, |f| change(f));
            journey.steps(Model::Seven)[step]
                .checks
                .iter()
                .map(|c| (c.asks.key, c.answer))
                .collect()
        };
    let came = |f: &mut Facts| {
        (f.sender, f.receiver) = (Party::Name("ann".into()), Party::You);
        f.mine = Mine {
            mac: Some(MacAddr([2, 0, 0, 0, 0, 11])),
            addresses: vec![IpAddr::V4(BOB)],
        };
    };
    let frame = || over_tcp(0x18, b"x");
    assert_eq!(
        at(&came, frame(), 9),
        [
            ("journey-check-mac", Answer::Yes),
            ("journey-check-type", Answer::Yes)
        ]
    );
    let network = at(&came, frame(), 10);
    assert_eq!(
        network[..2],
        [
            ("journey-check-sum", Answer::Yes),
            ("journey-check-address", Answer::Yes)
        ]
    );
    let mut damaged = frame();
    let mut bytes = damaged.bytes.to_vec();
    bytes[24] ^= 1;
    damaged.bytes = Bytes::from(bytes);
    assert_eq!(at(&came, damaged, 10)[0], ("journey-check-sum", Answer::No));
    let other = |f: &mut Facts| {
        came(f);
        f.mine = Mine {
            mac: Some(MacAddr([2, 0, 0, 0, 0, 99])),
            addresses: vec![IpAddr::V4(YOU)],
        };
    };
    assert_eq!(at(&other, frame(), 9)[0].1, Answer::No);
    assert!(
        at(&other, frame(), 10).is_empty(),
        "the card has thrown it away: nobody above is asked"
    );
    let elsewhere = |f: &mut Facts| {
        came(f);
        f.mine.addresses = vec![IpAddr::V4(YOU)];
    };
    assert_eq!(at(&elsewhere, frame(), 10)[1].1, Answer::No);
    let sent = at(&|_| (), frame(), 10);
    assert_eq!(
        sent[1],
        ("journey-check-address", Answer::Assumed),
        "not seen from here"
    );
    assert!(
        at(&came, frame(), 4).is_empty(),
        "the sender checks nothing"
    );
}

#[test]
fn what_is_looked_up_stands_before_the_header_that_needs_it() {
    let looks = |to: &str, transport, agreed: Option<Agreed>, payload| {
        let sending = Sending {
            transport,
            remote: SocketAddr::new(to.parse().unwrap(), 10101),
            agreed,
            payload,
        };
        Lookups::new(&host(), &sending, Some(64)).unwrap()
    };
    let doing = |lookups: Lookups| -> Vec<Doing> {
        let journey = journey_with(over_tcp(0x18, b"x"), |f| f.lookups = Some(lookups));
        journey.steps(Model::Seven)[..11]
            .iter()
            .map(|s| s.doing)
            .collect()
    };
    let agreed = Some(Agreed {
        timestamps: true,
        ecn: false,
        mss: 1448,
    });
    let (layer, look) = (Doing::Layer, Doing::Lookup);
    let wanted = [
        layer,
        layer,
        layer,
        look(Lookup::Ports),
        look(Lookup::Fit),
        layer,
        look(Lookup::Route),
        layer,
        look(Lookup::Neighbour),
        layer,
        layer,
    ];
    assert_eq!(
        doing(looks("10.9.0.2", Some(Transport::Tcp), agreed, 5)),
        wanted
    );
    let near = looks("10.9.0.2", Some(Transport::Udp), None, 1473);
    assert_eq!((near.same_network(), near.gateway()), (Some(true), None));
    assert!(
        near.wanted() > near.room().unwrap(),
        "1473 + 8 bytes of UDP do not fit into 1480"
    );
    let far = looks("8.8.8.8", Some(Transport::Udp), None, 1472);
    assert_eq!(
        (far.same_network(), far.gateway()),
        (Some(false), "10.9.0.254".parse().ok())
    );
    assert!(far.wanted() <= far.room().unwrap());
    assert_eq!(
        far.route_text(&far.way.route.unwrap()),
        "default via 10.9.0.254 dev eth0"
    );
}

/// A message over TCP, of which all is looked up: near, or behind the gateway.
pub(super) fn looked_up(near: bool) -> Journey {
    let carried = carried(Transport::Tcp, b"hello", 0, 0);
    let agreed = Some(Agreed {
        timestamps: true,
        ecn: false,
        mss: 1448,
    });
    let remote = if near {
        SocketAddr::from((BOB, 10101))
    } else {
        SocketAddr::from(([8, 8, 8, 8], 10101))
    };
    let sending = Sending {
        transport: Some(Transport::Tcp),
        remote,
        agreed,
        payload: 5,
    };
    let lookups = Lookups::new(&host(), &sending, Some(64));
    journey_with(over_tcp(0x18, b"hello"), |f| {
        f.relays = lookups
            .as_ref()
            .and_then(Lookups::gateway)
            .map_or(Relays::NONE, Relays::first);
        (f.carried, f.lookups, f.prefix) = (Some(carried), lookups, Some(24));
    })
}

/// A host at 10.9.0.1/24 with a gateway at .254.
pub(super) fn host() -> crate::net::Snapshot {
    use crate::net::{
        Address, Counters, Flags, Interface, InterfaceKind, LinkState, Route, Scope, Snapshot,
    };
    use crate::place::InterfaceIndex;
    let route = |destination: &str, prefix, gateway: Option<&str>| Route {
        destination: destination.parse().unwrap(),
        prefix,
        gateway: gateway.and_then(|g| g.parse().ok()),
        interface: InterfaceIndex(2),
        source: None,
        metric: 0,
    };
    let address = Address {
        peer: None,
        address: IpAddr::V4(YOU),
        prefix: 24,
        broadcast: None,
        scope: Scope::Global,
    };
    let eth0 = Interface {
        index: InterfaceIndex(2),
        name: "eth0".into(),
        kind: InterfaceKind::Ethernet,
        flags: Flags::UP,
        state: LinkState::Up,
        mac: Some(MacAddr([2, 0, 0, 0, 0, 10])),
        mtu: 1500,
        link: LinkType::Ethernet,
        addresses: vec![address],
        rx: Counters::default(),
        tx: Counters::default(),
    };
    let routes = vec![
        route("0.0.0.0", 0, Some("10.9.0.254")),
        route("10.9.0.0", 24, None),
    ];
    Snapshot {
        interfaces: vec![eth0],
        routes,
        ..Snapshot::default()
    }
}

#[test]
fn tcp_and_udp_are_compared_by_what_each_really_sends() {
    use super::versus::{Around, Leg, Versus};
    let carried = carried(Transport::Tcp, b"hello", 0, 0);
    let journey = journey_with(over_tcp(0x18, b"hello"), |f| f.carried = Some(carried));
    let worked_out = Versus::new(&journey, &Around::default()).unwrap();
    let [tcp, udp] = &worked_out.sides;
    assert_eq!((tcp.real, udp.real, worked_out.payload), (true, false, 5));
    assert_eq!(
        (
            tcp.message.bytes,
            tcp.message.seen,
            udp.message.bytes,
            udp.message.seen
        ),
        (71, true, 47, false)
    );
    assert_eq!(
        tcp.before.iter().map(|leg| leg.bytes).collect::<Vec<_>>(),
        [74, 74, 66],
        "as Linux opens"
    );
    assert!(
        tcp.before.iter().all(|leg| !leg.seen) && udp.before.is_empty() && udp.after.is_empty()
    );
    assert_eq!(
        (tcp.total(), tcp.frames(), udp.total(), udp.frames()),
        (74 + 74 + 66 + 71 + 66, 5, 47, 1)
    );
    let leg = |bytes| Leg {
        flags: TcpFlags::SYN,
        forth: true,
        bytes,
        frames: 1,
        seen: true,
    };
    let around = Around {
        before: vec![leg(60), leg(60), leg(54)],
        message: None,
        after: vec![leg(54)],
    };
    let seen = Versus::new(&journey, &around).unwrap();
    assert_eq!(seen.sides[0].total(), 60 + 60 + 54 + 71 + 54);
    assert_eq!(Versus::new(&self::journey(arp_question()), &around), None);
}

#[test]
fn what_came_through_a_router_is_not_told_as_if_it_had_come_straight() {
    let journey = journey_with(over_tcp(0x18, b"x"), |f| {
        (f.sender, f.receiver) = (Party::Name("carol".into()), Party::You);
        f.relays = Relays::last("10.9.0.254".parse().unwrap());
    });
    let steps = journey.steps(Model::Seven);
    assert_eq!(steps[4].more[0].key, "journey-ttl-came");
    assert_eq!(steps[5].line.key, "journey-down-ethernet-far");
    assert_eq!(
        (steps[7].line.key, steps[7].more[0].key),
        ("journey-wire-routed", "journey-wire-router")
    );
}

#[test]
fn a_segment_that_came_in_may_be_several_so_no_fcs_is_made_up() {
    let mut came = over_tcp(0x18, b"hello");
    came.meta.direction = Direction::In;
    let cable = |f: &mut Facts| f.medium = Medium::Cable;
    assert_eq!(journey_with(came, cable).fcs, Fcs::Merged);
    let mut alone = over_tcp(0x10, b"");
    alone.meta.direction = Direction::In;
    assert!(
        matches!(journey_with(alone, cable).fcs, Fcs::Computed(_)),
        "nothing is joined to an ACK"
    );
    assert_eq!(
        lookup::medium(&crate::net::InterfaceKind::Vlan),
        Medium::Unknown,
        "it gets a tag below"
    );
}

#[test]
fn a_frame_that_the_card_will_cut_counts_as_what_will_travel() {
    use super::versus::{Around, Versus};
    let large = vec![b'x'; 4000];
    let carried = carried(Transport::Tcp, &large, 0, 0);
    let journey = journey_with(over_tcp(0x18, &large), |f| {
        (f.carried, f.mtu) = (Some(carried), Some(1500));
    });
    let versus = Versus::new(&journey, &Around::default()).unwrap();
    let [tcp, udp] = &versus.sides;
    assert_eq!(
        (tcp.message.frames, tcp.message.seen, tcp.message.bytes),
        (3, false, 4000 + 3 * 66)
    );
    assert_eq!((udp.message.frames, udp.message.bytes), (3, 4008 + 3 * 34));
}

#[test]
fn packets_begin_with_the_hop_limit_of_their_interface_or_the_ttl_of_their_host() {
    use crate::place::InterfaceIndex;
    let mut host = host();
    host.hop_limits = vec![(InterfaceIndex(2), 255)];
    let way = |to: &str| crate::net::reach(&host, to.parse().unwrap()).way.unwrap();
    assert_eq!(path::ttl(&host, &way("10.9.0.2"), Some(128)), Some(128));
    let six = crate::net::Way {
        next_hop: "fd00::1".parse().unwrap(),
        ..way("10.9.0.2")
    };
    assert_eq!(path::ttl(&host, &six, Some(128)), Some(255), "not IPv4's");
}

#[test]
fn what_a_layer_throws_away_does_not_arrive_above_it() {
    let mut damaged = over_tcp(0x18, b"hello");
    let mut bytes = damaged.bytes.to_vec();
    bytes[24] ^= 1;
    damaged.bytes = Bytes::from(bytes);
    let steps = journey(damaged).steps(Model::Seven);
    assert_eq!(steps[10].line.key, "journey-up-refused");
    for step in &steps[11..] {
        assert_eq!(
            (step.line.key, step.after.bytes, step.stack.len()),
            ("journey-up-nothing-arrives", 0, 0)
        );
    }
}

/// A datagram with this FCS behind it, of which so many bytes were kept; the answer to whether it is right.
fn fcs_answer(change: impl FnOnce(&mut Vec<u8>)) -> Answer {
    let mut frame = over_udp(1, 2, b"hi");
    let sum = crate::wire::fcs::fcs(&frame.bytes);
    let mut bytes = [&frame.bytes[..], &sum].concat();
    frame.meta.length = bytes.len() as u32;
    frame.meta.fcs = crate::frame::FcsLength::new(4);
    change(&mut bytes);
    frame.bytes = Bytes::from(bytes);
    let dissection = dissect(LinkType::Ethernet, &frame.bytes, &Context::of(&frame.meta));
    let facts = Facts::plain(Subject::Message(1), Party::You, Party::Name("bob".into()));
    let journey = Journey::new(frame, dissection, facts);
    let trailers = journey
        .blocks
        .iter()
        .filter(|b| b.protocol == Protocol::Fcs);
    assert_eq!(Size::of(trailers).bytes, 4, "cut or not, it has four bytes");
    assert_eq!(journey.payload().bytes, 2);
    let steps = journey.steps(Model::Seven);
    let mut checks = steps.iter().flat_map(|step| &step.checks);
    let check = checks.find(|c| c.asks.key == "journey-check-fcs");
    check.unwrap().answer
}

#[test]
fn a_captured_fcs_is_checked_as_far_as_it_is_there() {
    assert_eq!(fcs_answer(|_| ()), Answer::Yes);
    assert_eq!(fcs_answer(|bytes| bytes[43] ^= 1), Answer::No);
    assert_eq!(fcs_answer(|bytes| bytes.truncate(46)), Answer::Unknown);
    assert_eq!(fcs_answer(|bytes| bytes.truncate(43)), Answer::Unknown);
}

#[test]
fn a_file_may_claim_any_length() {
    let mut frame = over_udp(1, 2, b"hi");
    frame.meta.length = u32::MAX;
    let journey = journey(frame);
    assert!(journey.on_wire.bytes.len() <= 65_549);
    for model in MODELS {
        assert!(!journey.steps(model).is_empty());
    }
}

#[test]
fn a_sum_that_was_left_to_the_card_is_no_reason_to_throw_away() {
    let right = over_tcp(0x18, b"hello");
    let worked =
        crate::wire::worked::worked(LinkType::Ethernet, &right.bytes, &Context::default(), 2)
            .unwrap();
    let pseudo = worked.steps.unwrap().pseudo.unwrap();
    let mut left = right;
    let mut bytes = left.bytes.to_vec();
    bytes[50..52].copy_from_slice(&pseudo.to_be_bytes());
    left.bytes = Bytes::from(bytes);
    let steps = journey(left).steps(Model::Seven);
    assert_eq!(
        steps[11].checks[0].answer,
        Answer::Assumed,
        "a file does not tell that the card was to do it"
    );
    assert_eq!(steps[14].after.bytes, 5);
}

#[test]
fn a_header_that_was_cut_takes_its_own_part_of_what_is_missing() {
    let whole = over_tcp(0x12, b"");
    let mut short = whole.clone();
    short.bytes = whole.bytes.slice(..60);
    let journey = journey(short);
    assert_eq!(
        sizes(&journey, Model::Seven),
        ["0", "0", "0", "32", "52", "66", "66"],
        "no data was made up"
    );
    let mut shorter = whole;
    shorter.bytes = shorter.bytes.slice(..40);
    let journey = self::journey(shorter);
    assert_eq!(
        sizes(&journey, Model::Seven)[3],
        "?",
        "not even its length was captured"
    );
}

#[test]
fn each_frame_of_a_long_message_shows_its_own_part_of_it() {
    let (first, second) = (
        carried(Transport::Tcp, b"first second", 0, 0),
        over_tcp(0x18, b"second"),
    );
    let journey = journey_with(second, |f| {
        (f.carried, f.part) = (Some(first), Part { index: 1, of: 2 });
    });
    assert_eq!(journey.text.as_deref(), Some("second"));
    let line = &journey.steps(Model::Seven)[0].line;
    assert_eq!(line.key, "journey-down-text-part");
    assert!(
        line.args
            .contains(&("whole", words::text_bytes(12, b"").into())),
        "{line:?}"
    );
}

#[test]
fn on_the_way_up_a_unit_is_called_by_who_gets_it() {
    let steps = lab().steps(Model::Seven);
    let names: Vec<_> = steps[8..]
        .iter()
        .map(|s| s.pdu.as_ref().unwrap().key)
        .collect();
    let wanted = ["frame", "packet", "segment", "data", "data", "data", "data"]
        .map(|n| format!("journey-pdu-{n}"));
    assert_eq!(names, wanted);
}

#[test]
fn arp_is_between_the_addresses_it_speaks_of() {
    let frame = arp_question();
    let facts = frame.meta.digest(&frame.bytes);
    let name = |a: Ipv4Addr| Party::Name(a.to_string().into());
    assert_eq!(parties(&facts, |_| false), (name(YOU), name(BOB)));
    assert_eq!(parties(&facts, |a| a == IpAddr::V4(YOU)).0, Party::You);
}
