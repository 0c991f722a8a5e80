use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use super::*;
use crate::files::Reader;
use crate::frame::Frame;
use crate::journey::tests::{
    arp_question, dns_question, echo, journey, journey_with, lab, looked_up, over_tcp, over_udp,
    rebuilt,
};
use crate::journey::{Facts, Medium, Model, Party, Phase, Relays, Subject};
use crate::proto;
use crate::text::{Lang, Text};
use crate::wire::Context;

const MODELS: [Model; 3] = [Model::Seven, Model::Five, Model::Four];

/// All that could be asked of a way, in every model.
fn all(journey: &Journey) -> Vec<Question> {
    let steps = MODELS.into_iter().flat_map(|model| journey.steps(model));
    steps
        .flat_map(|step| ask::candidates(journey, &step))
        .collect()
}

/// The ways of the tests' own frames and of every frame of the captures.
fn ways() -> Vec<Journey> {
    let near = |f: &mut Facts| (f.prefix, f.medium) = (Some(24), Medium::Cable);
    let far = |f: &mut Facts| {
        f.prefix = Some(31);
        f.relays = Relays::first(IpAddr::V4(Ipv4Addr::new(10, 9, 0, 254)));
    };
    let mut ways: Vec<_> = [
        over_tcp(0x02, b""),
        over_udp(1, 2, b""),
        arp_question(),
        echo(),
        dns_question(),
    ]
    .map(journey)
    .into();
    ways.extend([
        lab(),
        rebuilt(),
        looked_up(true),
        looked_up(false),
        journey_with(over_tcp(0x18, b"x"), near),
        journey_with(over_tcp(0x11, b"x"), far),
    ]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/captures");
    for path in fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e != "md"))
    {
        let mut reader = Reader::open(&path).unwrap();
        while let Some(batch) = reader.next_batch().unwrap() {
            for frame in &batch.frames.frames {
                let bytes = bytes::Bytes::copy_from_slice(batch.bytes_of(frame));
                let frame = Frame {
                    meta: frame.meta,
                    bytes,
                    origins: Vec::new(),
                };
                let context = Context {
                    wire_length: frame.meta.length as usize,
                    ..Context::default()
                };
                let dissection = proto::dissect(frame.meta.link, &frame.bytes, &context);
                let facts =
                    Facts::plain(Subject::Message(1), Party::You, Party::Name("bob".into()));
                ways.push(Journey::new(frame, dissection, facts));
            }
        }
    }
    assert!(
        ways.len() > 500,
        "{} frames are not all there are",
        ways.len()
    );
    ways
}

/// The answer as bytes, where the bytes hold it as it is.
fn as_bytes(answer: &Answer, length: usize) -> Vec<u8> {
    match answer {
        Answer::Number { value, .. } => value.to_be_bytes()[8 - length.min(8)..].to_vec(),
        Answer::Ip(IpAddr::V4(a)) => a.octets().to_vec(),
        Answer::Ip(IpAddr::V6(a)) => a.octets().to_vec(),
        Answer::Mac { mac, .. } => mac.0.to_vec(),
        Answer::Name(_) => panic!("no field holds a name"),
    }
}

#[test]
fn every_answer_is_accepted_and_stands_in_known_bytes() {
    let mut concepts = std::collections::BTreeSet::new();
    for way in ways() {
        for question in all(&way) {
            concepts.insert(question.concept);
            assert_eq!(
                question.judge(&question.answer.to_string()),
                Verdict::Right,
                "{question:?}"
            );
            let range = question.proof.range.clone();
            let bytes = way.on_wire.bytes.get(range.clone()).unwrap();
            assert!(!bytes.is_empty(), "{question:?}");
            let first = range.start..range.start + 1;
            assert!(
                !crate::journey::block::is_unknown(&way.on_wire, &first),
                "{question:?}"
            );
            if question.proof.evidence == Evidence::Reads {
                assert!(
                    !crate::journey::block::is_unknown(&way.on_wire, &range),
                    "{question:?}"
                );
                assert_eq!(
                    bytes,
                    as_bytes(&question.answer, bytes.len()),
                    "{question:?}"
                );
            }
        }
    }
    assert_eq!(
        concepts.len(),
        Concept::ALL.len(),
        "every concept is asked for somewhere"
    );
}

#[test]
fn every_sentence_is_whole_in_every_language() {
    let ways = ways();
    for lang in Lang::ALL {
        let text = Text::new(lang);
        let mut seen = std::collections::BTreeSet::new();
        for question in ways.iter().flat_map(all) {
            for say in [
                &question.ask,
                &question.rule,
                &question.form(),
                &question.concept.name(),
            ] {
                if seen.insert(say.key) {
                    let said = text.say(say);
                    assert!(
                        !said.contains('{') && !said.contains("predict-"),
                        "{lang:?}: {said}"
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_is_asked_of_what_is_not_known() {
    let asked: Vec<_> = all(&rebuilt()).iter().map(|q| q.ask.key).collect();
    assert!(
        asked.contains(&"predict-ask-dst-ip") && asked.contains(&"predict-ask-dst-port"),
        "{asked:?}"
    );
    for unknown in [
        "predict-ask-mac",
        "predict-ask-ack",
        "predict-ask-ttl",
        "predict-ask-ip-length",
        "predict-ask-bits",
    ] {
        assert!(!asked.contains(&unknown), "{unknown}");
    }
}

#[test]
fn steps_that_do_nothing_ask_nothing() {
    let bare = journey(over_tcp(0x10, b""));
    let steps = bare.steps(Model::Seven);
    for step in steps
        .iter()
        .filter(|s| s.adds.is_empty() && s.level.low > 1)
    {
        assert_eq!(question(&bare, step, &Score::default()), None);
    }
}

/// The question of this kind before a step of seven layers.
fn asked(journey: &Journey, phase: Phase, layer: u8, key: &str) -> Question {
    let steps = journey.steps(Model::Seven);
    let step = steps
        .iter()
        .find(|s| s.phase == phase && s.level.number == layer)
        .unwrap();
    let all = ask::candidates(journey, step);
    all.iter()
        .find(|q| q.ask.key == key)
        .unwrap_or_else(|| panic!("{key} is not among {all:#?}"))
        .clone()
}

#[test]
fn answers_are_what_the_way_really_does() {
    let far = journey_with(over_tcp(0x18, b"hello"), |f| {
        f.prefix = Some(31);
        f.relays = Relays::first(IpAddr::V4(Ipv4Addr::new(10, 9, 0, 254)));
    });
    let answer = |phase, layer, key| asked(&far, phase, layer, key).answer.to_string();
    assert_eq!(answer(Phase::Down, 4, "predict-ask-header"), "TCP");
    assert_eq!(answer(Phase::Down, 4, "predict-ask-after"), "37");
    assert_eq!(answer(Phase::Down, 4, "predict-ask-dst-port"), "10101");
    assert_eq!(answer(Phase::Down, 3, "predict-ask-ip-length"), "57");
    assert_eq!(answer(Phase::Down, 3, "predict-ask-dst-ip"), "10.9.0.2");
    assert_eq!(answer(Phase::Down, 3, "predict-ask-ttl"), "64");
    assert_eq!(answer(Phase::Down, 3, "predict-ask-protocol"), "6");
    assert_eq!(answer(Phase::Down, 2, "predict-ask-ether-type"), "0x0800");
    assert_eq!(
        answer(Phase::Down, 1, "predict-ask-bits"),
        (71 * 8).to_string()
    );
    assert_eq!(answer(Phase::Wire, 1, "predict-ask-ttl-gateway"), "63");
    assert_eq!(answer(Phase::Up, 4, "predict-ask-ack"), "1005");
    assert_eq!(answer(Phase::Up, 4, "predict-ask-last-byte"), "1004");
    assert_eq!(answer(Phase::Up, 4, "predict-ask-left"), "5");
    assert_eq!(answer(Phase::Up, 2, "predict-ask-handed-to"), "IPv4");
    let syn = journey(over_tcp(0x02, b""));
    assert_eq!(
        asked(&syn, Phase::Up, 4, "predict-ask-ack")
            .answer
            .to_string(),
        "1001",
        "SYN counts as one"
    );
    let arp = journey(arp_question());
    assert_eq!(
        asked(&arp, Phase::Down, 2, "predict-ask-mac").judge("Broadcast"),
        Verdict::Right
    );
}

#[test]
fn what_a_look_shows_is_asked_before_the_look_and_not_again() {
    let asked = |journey: &Journey, index: usize| -> Vec<(&'static str, String)> {
        let all = ask::candidates(journey, &journey.steps(Model::Seven)[index]);
        all.iter()
            .map(|q| (q.ask.key, q.answer.to_string()))
            .collect()
    };
    let (near, far) = (looked_up(true), looked_up(false));
    assert_eq!(
        asked(&near, 3),
        [("predict-ask-dst-port", "10101".to_owned())]
    );
    assert_eq!(asked(&near, 4), [("predict-ask-pieces", "1".to_owned())]);
    let route = |hop: &str| {
        let pairs = [
            ("predict-ask-first-hop", hop),
            ("predict-ask-dst-ip", "10.9.0.2"),
            ("predict-ask-ttl", "64"),
        ];
        pairs.map(|(key, answer)| (key, answer.to_owned())).to_vec()
    };
    assert_eq!(
        (asked(&near, 6), asked(&far, 6)),
        (route("10.9.0.2"), route("10.9.0.254"))
    );
    assert_eq!(
        asked(&near, 8),
        [("predict-ask-mac", "02:00:00:00:00:0b".to_owned())]
    );
    let later: Vec<_> = [5, 7, 9]
        .into_iter()
        .flat_map(|step| asked(&near, step))
        .map(|(key, _)| key)
        .collect();
    for shown in [
        "predict-ask-dst-port",
        "predict-ask-dst-ip",
        "predict-ask-ttl",
        "predict-ask-mac",
    ] {
        assert!(!later.contains(&shown), "{shown} was just shown");
    }
}

#[test]
fn a_routed_frame_goes_to_the_router_not_to_the_receiver() {
    let far = journey_with(over_tcp(0x18, b"x"), |f| {
        f.relays = Relays::first(IpAddr::V4(Ipv4Addr::new(10, 9, 0, 254)));
    });
    let question = asked(&far, Phase::Down, 2, "predict-ask-mac");
    for right in [
        "02:00:00:00:00:0b",
        "02-00-00-00-00-0B",
        "0200.0000.000b",
        "10.9.0.254",
        "router",
        "网关",
    ] {
        assert_eq!(question.judge(right), Verdict::Right, "{right}");
    }
    for wrong in ["02:00:00:00:00:0a", "10.9.0.2", "bob"] {
        assert_eq!(question.judge(wrong), Verdict::Wrong, "{wrong}");
    }
    assert_eq!(question.judge("02:00:00"), Verdict::NotUnderstood);
}

#[test]
fn many_spellings_of_one_answer() {
    let way = journey(over_tcp(0x18, b"hello"));
    let port = asked(&way, Phase::Down, 4, "predict-ask-dst-port");
    for right in ["10101", " 10101 ", "0x2775", "10,101", "１０１０１"] {
        assert_eq!(port.judge(right), Verdict::Right, "{right}");
    }
    assert_eq!(port.judge("80"), Verdict::Wrong);
    assert_eq!(port.judge("99999999999999999999999999"), Verdict::Wrong);
    for unclear in ["hello", "10101 apples", "0xzz", "12..5"] {
        assert_eq!(port.judge(unclear), Verdict::NotUnderstood, "{unclear}");
    }
    for nothing in ["", "  ", "?", "？"] {
        assert_eq!(port.judge(nothing), Verdict::GaveUp);
    }
    let kind = asked(&way, Phase::Down, 2, "predict-ask-ether-type");
    for right in ["0x0800", "0800", "0X800", "2048", "ipv4", "IP"] {
        assert_eq!(kind.judge(right), Verdict::Right, "{right}");
    }
    assert_eq!(
        (kind.judge("arp"), kind.judge("0x0806")),
        (Verdict::Wrong, Verdict::Wrong)
    );
    let left = asked(&way, Phase::Up, 4, "predict-ask-left");
    assert_eq!(
        (left.judge("5 bytes"), left.judge("5字节")),
        (Verdict::Right, Verdict::Right)
    );
    let to = asked(&way, Phase::Up, 3, "predict-ask-ip-check");
    assert_eq!(
        (
            to.judge("10.9.0.2"),
            to.judge("::ffff:10.9.0.2"),
            to.judge("10.9.0")
        ),
        (Verdict::Right, Verdict::Right, Verdict::NotUnderstood)
    );
}

#[test]
fn the_same_score_asks_the_same_and_misses_come_back() {
    let way = journey(over_tcp(0x18, b"hello"));
    let steps = way.steps(Model::Seven);
    let mut score = Score::default();
    let first = question(&way, &steps[3], &score).unwrap();
    assert_eq!(question(&way, &steps[3], &score).unwrap(), first);
    score.count(first.concept, Verdict::Right);
    assert_ne!(
        question(&way, &steps[3], &score).unwrap().concept,
        first.concept,
        "another concept's turn"
    );
    score.count(Concept::Ports, Verdict::Wrong);
    score.count(Concept::Addresses, Verdict::Right);
    assert_eq!(
        question(&way, &steps[3], &score).unwrap().concept,
        Concept::Ports,
        "missed: it comes back"
    );
    score.count(Concept::Ports, Verdict::NotUnderstood);
    assert_eq!(
        score.of(Concept::Ports),
        Count { right: 0, asked: 1 },
        "what is not understood is not counted"
    );
    assert_eq!(score.total(), Count { right: 2, asked: 3 });
}

#[test]
fn a_quoted_packet_is_asked_for_nothing() {
    let mut error = vec![3, 3, 0, 0, 0, 0, 0, 0];
    error.extend_from_slice(&over_udp(40000, 33434, b"twelve bytes").bytes[14..]);
    let error = journey(crate::journey::tests::over_ip(
        crate::wire::IpProtocol::ICMP,
        &error,
    ));
    let asked = all(&error);
    for quoted in ["port", "udp", "reply"] {
        assert!(
            asked.iter().all(|q| !q.ask.key.contains(quoted)),
            "{quoted}: {asked:#?}"
        );
    }
    let length = asked
        .iter()
        .find(|q| q.ask.key == "predict-ask-ip-length")
        .unwrap();
    assert_eq!(length.answer.to_string(), "68", "20 + 8 + 40");
    assert!(
        asked
            .iter()
            .any(|q| q.ask.key == "predict-ask-protocol" && q.answer.to_string() == "1")
    );
}

#[test]
fn of_the_sender_s_own_link_nothing_is_asked_where_only_the_last_hop_was_seen() {
    let far = |f: &mut Facts| f.relays = Relays::last("10.9.0.254".parse().unwrap());
    let journey = journey_with(over_tcp(0x18, b"x"), far);
    let steps = journey.steps(Model::Seven);
    for next in steps.iter().filter(|step| step.phase != Phase::Up) {
        let asked = question(&journey, next, &Score::default()).map(|q| q.concept);
        assert!(
            !matches!(asked, Some(Concept::NextHop | Concept::Ttl)),
            "{asked:?}"
        );
    }
}

#[test]
fn only_a_packet_that_a_router_forwards_is_asked_for_its_ttl_behind_one() {
    let asked = |from: &str, to: &str, mac: [u8; 6]| {
        let mut frame = over_udp(68, 67, b"x");
        let mut bytes = frame.bytes.to_vec();
        bytes[..6].copy_from_slice(&mac);
        bytes[26..30].copy_from_slice(&from.parse::<Ipv4Addr>().unwrap().octets());
        bytes[30..34].copy_from_slice(&to.parse::<Ipv4Addr>().unwrap().octets());
        frame.bytes = bytes::Bytes::from(bytes);
        let asked = all(&journey(frame));
        asked.iter().any(|q| q.ask.key == "predict-ask-ttl-router")
    };
    let one = [2, 0, 0, 0, 0, 11];
    assert!(asked("10.9.0.1", "10.9.0.2", one));
    assert!(!asked("169.254.1.1", "10.9.0.2", one), "link-local source");
    assert!(
        !asked("10.9.0.1", "169.254.1.1", one),
        "link-local destination"
    );
    assert!(
        !asked("10.9.0.1", "255.255.255.255", one),
        "broadcast address"
    );
    assert!(
        !asked("10.9.0.1", "10.9.0.255", [0xff; 6]),
        "broadcast MAC: a directed broadcast"
    );
    assert!(!asked("0.0.0.0", "10.9.0.2", one), "no source yet");
}

#[test]
fn a_fin_with_data_is_acknowledged_with_both_named() {
    let fin = journey(over_tcp(0x19, &[b'x'; 100]));
    let question = asked(&fin, Phase::Up, 4, "predict-ask-ack");
    assert_eq!(question.answer.to_string(), "1101");
    let said = Text::new(Lang::En).say(&question.rule);
    assert!(
        said.contains("1000 + 100") && said.contains("1101"),
        "{said}"
    );
}
