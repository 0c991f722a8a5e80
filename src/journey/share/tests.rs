use bytes::Bytes;

use super::super::tests::{carried, frame, journey, journey_with, over_tcp, over_udp, rebuilt};
use super::super::{Doing, Journey, Model, Part, Party, Phase, Step};
use super::*;
use crate::record::Calls;
use crate::text::{Lang, Text};

const LINES: &[u8] = b"one\ntwo\nthree\n";

/// What is said of a step, in one language.
fn said(step: &Step, lang: Lang) -> String {
    let text = Text::new(lang);
    [&step.line]
        .into_iter()
        .chain(&step.more)
        .map(|say| text.say(say))
        .collect::<Vec<_>>()
        .join("\n")
}

fn step(journey: &Journey, phase: Phase, layer: u8) -> Step {
    let steps = journey.steps(Model::Seven);
    steps
        .into_iter()
        .find(|s| s.phase == phase && s.level.number == layer && s.doing == Doing::Layer)
        .unwrap()
}

fn all_said(journey: &Journey, lang: Lang) -> String {
    journey
        .steps(Model::Seven)
        .iter()
        .map(|step| said(step, lang))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A message of bob's to us, `offset` bytes into his stream, and what our `recv`s gave.
fn theirs(offset: u64, bytes: &[u8], recvs: &[Range<u64>]) -> Carried {
    let calls = Calls {
        ranges: recvs.to_vec(),
        more: 0,
    };
    Carried {
        outgoing: false,
        offset,
        calls,
        ..carried(Transport::Tcp, bytes, 0, 0)
    }
}

/// A frame with this payload, which begins `at` bytes into the stream, followed for this message.
fn followed(carried: Carried, at: u64, payload: &[u8], part: Part) -> Journey {
    let to_us = !carried.outgoing;
    journey_with(over_tcp(0x18, payload), |facts| {
        (facts.carried, facts.stream_at, facts.part) = (Some(carried), Some(at), part);
        if to_us {
            (facts.sender, facts.receiver) = (Party::Name("bob".into()), Party::You);
        }
    })
}

/// The second of three lines in one frame.
fn second_line() -> Journey {
    followed(
        theirs(4, b"two\n", std::slice::from_ref(&(0..14))),
        0,
        LINES,
        Part::WHOLE,
    )
}

fn down(journey: &Journey) -> Vec<usize> {
    let steps = journey.steps(Model::Seven);
    steps
        .iter()
        .filter(|s| s.phase == Phase::Down)
        .map(|s| s.after.bytes)
        .collect()
}

fn up(journey: &Journey) -> Vec<usize> {
    journey
        .steps(Model::Seven)
        .iter()
        .filter(|s| s.phase == Phase::Up)
        .map(|s| s.after.bytes)
        .collect()
}

#[test]
fn of_three_lines_in_one_frame_each_is_its_own_share_and_the_rest_is_others() {
    let journey = second_line();
    assert_eq!(
        (
            journey.share().bytes,
            journey.others().bytes,
            journey.payload().bytes
        ),
        (4, 10, 4)
    );
    let others: Vec<_> = journey
        .blocks
        .iter()
        .filter(|b| b.is_others())
        .map(|b| b.range.clone())
        .collect();
    assert_eq!(others, [66..70, 74..80], "before it and behind it");
    assert_eq!(journey.text.as_deref(), Some("two"));
    assert_eq!(
        down(&journey),
        [4, 4, 4, 46, 66, 80, 80],
        "TCP takes more of the stream than this message"
    );
    assert_eq!(
        up(&journey),
        [80, 66, 46, 14, 14, 14, 4],
        "TCP hands all of it on; the program cuts"
    );
    for (line, at) in [(&b"one\n"[..], 0), (b"three\n", 8)] {
        let journey = followed(theirs(at, line, &[]), 0, LINES, Part::WHOLE);
        assert_eq!(
            (journey.share().bytes, journey.others().bytes),
            (line.len(), 14 - line.len())
        );
    }
}

#[test]
fn a_stranger_s_sends_are_not_made_up_and_the_phenomenon_has_its_name() {
    let journey = second_line();
    for (lang, name, recv, ending, claims) in [
        (
            Lang::En,
            "Sticky packets",
            "One recv gave 14 bytes, 4 of them",
            "3 of text + a line feed",
            ["hands on 4", "in one go"],
        ),
        (
            Lang::ZhCn,
            "粘包",
            "一次 recv 得到 14 字节，其中 4 字节",
            "文本 3 + 换行符",
            ["程序交出", "一次交出"],
        ),
    ] {
        let all = all_said(&journey, lang);
        for claim in claims {
            assert!(!all.contains(claim), "{claim}: {all}");
        }
        let first = said(&step(&journey, Phase::Down, 7), lang);
        assert!(first.contains(name) && first.contains(ending), "{first}");
        assert!(
            said(&step(&journey, Phase::Up, 7), lang).contains(recv),
            "{all}"
        );
    }
    let first = said(&step(&journey, Phase::Down, 7), Lang::En);
    assert!(
        first.contains("the message is bytes 4 to 7, the frame carries bytes 0 to 13"),
        "{first}"
    );
}

#[test]
fn three_sends_of_one_byte_are_no_message_that_does_not_fit() {
    let message = |recvs: &[Range<u64>]| theirs(0, b"aaa", recvs);
    for index in 0..3 {
        let journey = followed(
            message(std::slice::from_ref(&(0..3))),
            index,
            b"a",
            Part {
                index: index as usize,
                of: 3,
            },
        );
        assert_eq!(
            (
                journey.share().bytes,
                journey.others().bytes,
                journey.text.as_deref()
            ),
            (1, 0, Some("a"))
        );
        for (lang, wrong) in [
            (Lang::En, ["does not fit", "program hands on"]),
            (Lang::ZhCn, ["装不下这条消息", "程序交出"]),
        ] {
            let all = all_said(&journey, lang);
            assert!(wrong.iter().all(|wrong| !all.contains(wrong)), "{all}");
        }
        let all = all_said(&journey, Lang::En);
        assert!(
            all.contains("1 byte of a message of 3 bytes of text. In how many sends bob"),
            "{all}"
        );
        assert!(
            all.contains("One recv gave the 3 bytes of all 3 frames at once: sticky packets"),
            "{all}"
        );
        assert!(all.contains("nothing more came for 100 ms"), "{all}");
    }
    let journey = followed(
        message(&[0..1, 1..2, 2..3]),
        0,
        b"a",
        Part { index: 0, of: 3 },
    );
    assert!(all_said(&journey, Lang::En).contains("It took 3 recvs, which gave 1 + 1 + 1 bytes"));
    let many = Carried {
        calls: Calls {
            ranges: Vec::new(),
            more: 64,
        },
        ..message(&[])
    };
    let journey = followed(many, 0, b"a", Part { index: 0, of: 3 });
    assert!(all_said(&journey, Lang::En).contains("more than 64 recvs"));
}

#[test]
fn of_our_own_message_the_sends_are_known_and_its_line_feed_is_named() {
    let ours = |calls: &[Range<u64>]| {
        let calls = Calls {
            ranges: calls.to_vec(),
            more: 0,
        };
        Carried {
            calls,
            ..carried(Transport::Tcp, b"Ada\n", 0, 0)
        }
    };
    let alone = followed(
        ours(std::slice::from_ref(&(0..4))),
        0,
        b"Ada\n",
        Part::WHOLE,
    );
    let first = said(&step(&alone, Phase::Down, 7), Lang::En);
    assert!(
        first.starts_with(
            "“Ada”: the program hands on 4 bytes (3 of text + a line feed).\nOne send"
        ),
        "{first}"
    );
    assert!(
        said(&step(&alone, Phase::Down, 7), Lang::ZhCn)
            .contains("程序交出 4 字节（文本 3 + 换行符）")
    );
    let transport = said(&step(&alone, Phase::Down, 4), Lang::En);
    assert!(
        transport.starts_with("TCP puts 32 bytes (20 + 12 of options) in front"),
        "{transport}"
    );
    assert!(
        said(&step(&alone, Phase::Up, 7), Lang::En)
            .contains("In how many recvs bob gets it cannot be seen")
    );
    let shared = followed(
        ours(std::slice::from_ref(&(0..9))),
        0,
        b"Ada\nGrace",
        Part::WHOLE,
    );
    let all = all_said(&shared, Lang::En);
    assert!(
        all.contains("One send handed over 9 bytes: other messages with this one"),
        "{all}"
    );
    assert_eq!(shared.others().bytes, 5);
    let split = followed(ours(&[0..3, 3..4]), 0, b"Ada\n", Part::WHOLE);
    assert!(all_said(&split, Lang::En).contains("It took 2 sends, of 3 + 1 bytes"));
    let unsent = followed(ours(&[]), 0, b"Ada\n", Part::WHOLE);
    let all = all_said(&unsent, Lang::En);
    assert!(
        !all.contains("In the stream") && !all.contains("One send"),
        "what was not sent lies in no stream: {all}"
    );
}

#[test]
fn an_empty_line_and_one_of_telnet_count_what_ends_them() {
    let told = |bytes: &[u8]| {
        said(
            &step(
                &followed(theirs(0, bytes, &[]), 0, bytes, Part::WHOLE),
                Phase::Down,
                7,
            ),
            Lang::En,
        )
    };
    assert!(
        told(b"\n").contains("1 byte (no text, only a line feed)"),
        "{}",
        told(b"\n")
    );
    assert!(
        told(b"hi\r\n").contains("4 bytes (2 of text + carriage return and line feed)"),
        "{}",
        told(b"hi\r\n")
    );
}

#[test]
fn a_record_says_where_it_ends_and_others_are_put_aside_by_layer_5() {
    let record = |text: &str| [b"SSSSSSSSSSSSSSPP", text.as_bytes()].concat();
    let (first, second) = (record("first"), record("second"));
    let both = [first.as_slice(), &second].concat();
    let message = Carried {
        offset: first.len() as u64,
        ..carried(Transport::Tcp, &second, 14, 2)
    };
    let journey = followed(message, 0, &both, Part::WHOLE);
    let own: Vec<_> = journey
        .blocks
        .iter()
        .filter(|b| b.osi >= 5)
        .map(|b| (b.protocol, b.size.bytes))
        .collect();
    assert_eq!(
        own,
        [
            (Protocol::LabSession, 14),
            (Protocol::LabPresentation, 2),
            (Protocol::LabApplication, 6)
        ]
    );
    assert_eq!(down(&journey), [6, 8, 22, 75, 95, 109, 109]);
    assert_eq!(
        up(&journey),
        [109, 95, 75, 43, 8, 6, 6],
        "not by the application"
    );
    let session = said(&step(&journey, Phase::Up, 5), Lang::En);
    assert!(
        session.contains("the 14 bytes taken off")
            && session.contains("21 bytes of other messages"),
        "{session}"
    );
    assert!(
        session.contains("length field")
            && said(&step(&journey, Phase::Down, 5), Lang::ZhCn).contains("边界"),
        "{session}"
    );
    assert_eq!(journey.text.as_deref(), Some("second"));
}

#[test]
fn a_message_that_began_in_an_earlier_frame_ends_where_the_next_one_begins() {
    let message = theirs(10, b"a long line\n", &[10..16, 16..30]);
    let journey = followed(message, 16, b" line\nnext", Part { index: 1, of: 2 });
    assert_eq!((journey.share().bytes, journey.others().bytes), (6, 4));
    assert_eq!(journey.text.as_deref(), Some(" line"));
    // A record that began in an earlier frame has its headers there.
    let record = [b"SSSSSSSSSSSSSSPP".as_slice(), b"a long line"].concat();
    let rest = followed(
        carried(Transport::Tcp, &record, 14, 2),
        15,
        b"Pa long line+",
        Part { index: 1, of: 2 },
    );
    let own: Vec<_> = rest
        .blocks
        .iter()
        .filter(|b| b.osi >= 5)
        .map(|b| (b.protocol, b.size.bytes))
        .collect();
    assert_eq!(
        own,
        [
            (Protocol::LabPresentation, 1),
            (Protocol::LabApplication, 11)
        ]
    );
    assert_eq!(rest.others().bytes, 1);
}

#[test]
fn what_a_capture_has_cut_off_is_counted_where_it_belongs() {
    let whole = over_tcp(0x18, LINES);
    let mut short = whole.clone();
    short.bytes = whole.bytes.slice(..69);
    let journey = journey_with(short, |facts| {
        (facts.carried, facts.stream_at) = (Some(theirs(4, b"two\n", &[])), Some(0));
    });
    assert_eq!(
        (
            journey.share().bytes,
            journey.others().bytes,
            journey.size().bytes
        ),
        (4, 10, 80)
    );
    let unknown = (69..80, crate::frame::Provenance::Unknown);
    assert_eq!(journey.on_wire.origins, [unknown], "and is not known");
    assert_eq!(journey.blocks.last().unwrap().range.end, 80);
}

#[test]
fn no_share_and_no_place_is_claimed_of_a_frame_of_which_nothing_else_is_known() {
    let journey = journey(over_tcp(0x18, LINES));
    assert_eq!(journey.others().bytes, 0);
    for (lang, wrong, lines) in [
        (Lang::En, ["hands on 14", "in one go"], "3 line feeds"),
        (Lang::ZhCn, ["程序交出", "一次交出"], "3 个换行符"),
    ] {
        let all = all_said(&journey, lang);
        assert!(
            wrong.iter().all(|wrong| !all.contains(wrong)) && all.contains(lines),
            "{all}"
        );
    }
    assert!(
        all_said(&journey, Lang::En).contains("In how many sends they went, the bytes do not tell")
    );
}

#[test]
fn a_datagram_is_a_message_and_says_so() {
    let message = Carried {
        outgoing: false,
        ..carried(Transport::Udp, b"hello", 0, 0)
    };
    let journey = journey_with(over_udp(49152, 10101, b"hello"), |facts| {
        facts.carried = Some(message);
    });
    let all = all_said(&journey, Lang::En);
    assert!(
        all.contains("UDP keeps message borders") && all.contains("hands on 5 bytes of text"),
        "{all}"
    );
    assert!(
        !all.contains("recv gave") && !all.contains("line feed"),
        "{all}"
    );
}

#[test]
fn a_rebuilt_frame_of_what_came_says_that_nobody_saw_it() {
    let mut came = rebuilt();
    came.facts.carried = came.facts.carried.map(|carried| Carried {
        outgoing: false,
        ..carried
    });
    assert!(all_said(&came, Lang::En).contains("Nobody saw its frame"));
    assert!(
        !all_said(&rebuilt(), Lang::En).contains("Nobody saw its frame"),
        "ours went as it is drawn"
    );
}

#[test]
fn any_place_in_any_stream_makes_a_journey_and_counts_every_byte_once() {
    for at in [0, 3, 4, 6, 8, 100, u64::MAX - 2] {
        for offset in [0, 4, 7, 13, 14, 99, u64::MAX - 20] {
            let bytes = Bytes::from_static(b"two\n");
            let message = Carried {
                bytes,
                ..theirs(offset, b"two\n", &[])
            };
            for length in 0..=over_tcp(0x18, LINES).bytes.len() {
                let cut = frame(over_tcp(0x18, LINES).bytes[..length].to_vec());
                let journey = journey_with(cut, |f| {
                    (f.carried, f.stream_at) = (Some(message.clone()), Some(at));
                });
                assert_eq!(journey.size().bytes, length, "at {at}, message at {offset}");
                assert_eq!(journey.steps(Model::Seven).len(), 15);
            }
        }
    }
}
