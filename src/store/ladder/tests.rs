//! Ladders of whole frames.

use std::net::IpAddr;

use super::*;
use crate::frame::{BatchedFrame, Direction, FrameBatch, FrameMeta};
use crate::store::chores::Housekeeping;
use crate::store::packets::tests::batch;
use crate::store::{Own, Packets};
use crate::wire::tcp::{Repr, emit};
use crate::wire::{LinkType, digest, summary};

const MS: i64 = 1_000_000;

fn frame(there: bool, flags: u16, seq: u32, ack: u32, payload: &[u8]) -> Vec<u8> {
    let (here, peer) = (([10, 0, 0, 1], 40000), ([10, 0, 0, 2], 80));
    let ((src, src_port), (dst, dst_port)) = if there { (here, peer) } else { (peer, here) };
    let mut segment = Vec::new();
    let (src_ip, dst_ip) = (IpAddr::from(src), IpAddr::from(dst));
    let flags = TcpFlags(flags);
    emit(
        &Repr {
            src: src_ip,
            dst: dst_ip,
            src_port,
            dst_port,
            seq,
            ack,
            flags,
            window: 500,
            options: &[],
        },
        payload,
        &mut segment,
    );
    let mut packet = vec![
        0x45,
        0,
        0,
        20 + segment.len() as u8,
        0,
        0,
        0,
        0,
        64,
        6,
        0,
        0,
    ];
    packet.extend(src);
    packet.extend(dst);
    packet.extend(segment);
    packet
}

fn log(frames: &[(i64, Vec<u8>)]) -> Packets {
    let mut packets = Packets::default();
    for (ms, bytes) in frames {
        let out = bytes.get(12..16) == Some(&[10, 0, 0, 1]);
        let meta = FrameMeta {
            link: LinkType::RawIp,
            direction: if out { Direction::Out } else { Direction::In },
            ..batch(&[ms * MS], 1).frames[0].meta
        };
        let frame = BatchedFrame {
            meta,
            digest: digest(LinkType::RawIp, bytes),
            at: 0,
            captured: bytes.len() as u32,
        };
        let batch = FrameBatch {
            bytes: bytes.clone().into(),
            frames: vec![frame],
        };
        packets.add_frames(&batch, &mut Own::default(), |_| ());
    }
    packets
}

/// What stands on each rung: arrow, words, sums, states, phase.
fn lines(ladder: &Ladder) -> Vec<String> {
    let text = crate::text::Text::new(crate::text::Lang::En);
    let say = |say: &Say| text.say(say);
    let line = |rung: &Rung| {
        let arrow = if rung.from < rung.to { "-->" } else { "<--" };
        let end = |end: &End| {
            format!(
                "{}{}",
                if end.inferred { "≈" } else { "" },
                end.state.name()
            )
        };
        let states = rung
            .states
            .as_ref()
            .map(|ends| ends.iter().map(end).collect::<Vec<_>>().join(" / "));
        let sums = rung.sums.iter().map(say).collect::<Vec<_>>().join(" ");
        let marks = rung
            .marks
            .each()
            .map(Marks::name)
            .collect::<Vec<_>>()
            .join(", ");
        format!(
            "{arrow} {} | {sums} | {} | {} | {marks}",
            say(&rung.what),
            states.unwrap_or_default(),
            rung.told
                .iter()
                .chain(&rung.phase)
                .map(say)
                .collect::<Vec<_>>()
                .join(" ")
        )
    };
    ladder.rungs.iter().map(line).collect()
}

#[test]
fn a_connection_from_handshake_to_teardown() {
    let frames = [
        (0, frame(true, 0x02, 1000, 0, b"")),
        (1, frame(false, 0x12, 5000, 1001, b"")),
        (2, frame(true, 0x10, 1001, 5001, b"")),
        (3, frame(true, 0x18, 1001, 5001, &[b'x'; 84])),
        (4, frame(false, 0x10, 5001, 1085, b"")),
        (5, frame(true, 0x11, 1085, 5001, b"")),
        (6, frame(false, 0x11, 5001, 1086, b"")),
        (7, frame(true, 0x10, 1086, 5002, b"")),
    ];
    let ladder = ladder(log(&frames).iter(), 100, Housekeeping::Hidden, summary);
    assert_eq!(
        ladder.hosts,
        [
            Host::Ip([10, 0, 0, 1].into()),
            Host::Ip([10, 0, 0, 2].into())
        ]
    );
    insta::assert_snapshot!(lines(&ladder).join("\n"));
}

#[test]
fn what_nobody_saw_has_a_rung_of_its_own_and_what_comes_again_says_since_when() {
    let frames = [
        (0, frame(true, 0x10, 1, 1, b"hello")),
        (1, frame(true, 0x10, 16, 1, b"hello")),
        (400, frame(true, 0x10, 1, 1, b"hello")),
    ];
    let ladder = ladder(log(&frames).iter(), 100, Housekeeping::Hidden, summary);
    let kinds: Vec<_> = ladder
        .rungs
        .iter()
        .map(|rung| (rung.kind, rung.length))
        .collect();
    assert_eq!(
        kinds,
        [
            (RungKind::Seen, 5),
            (RungKind::Missing, 10),
            (RungKind::Seen, 5),
            (RungKind::Seen, 5)
        ]
    );
    assert_eq!(
        (ladder.rungs[1].note.missing, ladder.rungs[2].note.missing),
        (Some(10), Some(10))
    );
    let again = &ladder.rungs[3];
    assert_eq!(
        (again.marks, again.note.late),
        (Marks::RETRANSMISSION, Some(400 * MS))
    );
    let seen = ladder
        .rungs
        .iter()
        .filter(|rung| rung.kind == RungKind::Seen);
    assert!(
        seen.filter_map(|rung| rung.states)
            .flatten()
            .all(|end| end.inferred),
        "its beginning was not seen"
    );
}

#[test]
fn several_hosts_and_other_protocols_and_a_limit() {
    let mut udp = frame(true, 0, 0, 0, b"");
    (udp[9], udp[3]) = (17, 28);
    udp.truncate(28);
    udp[24..26].copy_from_slice(&[0, 8]);
    udp[19] = 3;
    let log = log(&[
        (0, udp),
        (1, frame(false, 0x14, 0, 0, b"")),
        (2, frame(false, 0x14, 0, 0, b"")),
    ]);
    let ladder = ladder(log.iter(), 2, Housekeeping::Hidden, summary);
    assert_eq!(
        (ladder.hosts.len(), ladder.rungs.len(), ladder.cut),
        (3, 2, true)
    );
    assert_eq!(
        (
            ladder.rungs[0].from,
            ladder.rungs[0].to,
            ladder.rungs[1].from,
            ladder.rungs[1].to
        ),
        (0, 1, 2, 0)
    );
    assert_eq!(ladder.rungs[0].flags, None);
}

#[test]
fn a_machine_that_talks_to_itself_knows_both_ends() {
    let on_loopback = |mut bytes: Vec<u8>| {
        bytes[12..20].copy_from_slice(&[127, 0, 0, 1, 127, 0, 0, 1]);
        bytes
    };
    let frames = [
        (0, on_loopback(frame(true, 0x02, 100, 0, b""))),
        (1, on_loopback(frame(false, 0x12, 300, 101, b""))),
        (2, on_loopback(frame(true, 0x10, 101, 301, b""))),
    ];
    let ladder = ladder(log(&frames).iter(), 100, Housekeeping::Hidden, summary);
    assert_eq!(ladder.hosts.len(), 1);
    let inferred: Vec<_> = ladder
        .rungs
        .iter()
        .filter_map(|rung| rung.states)
        .map(|ends| ends.map(|end| end.inferred))
        .collect();
    assert_eq!(
        inferred,
        [[false, true], [false; 2], [false; 2]],
        "whether a SYN is taken, only the answer tells"
    );
}

/// The keys of what is told of each rung.
fn told(frames: &[(i64, Vec<u8>)]) -> Vec<Vec<&'static str>> {
    let ladder = ladder(log(frames).iter(), 100, Housekeeping::Hidden, summary);
    ladder
        .rungs
        .iter()
        .map(|rung| rung.told.iter().map(|say| say.key).collect())
        .collect()
}

#[test]
fn three_segments_four_segments_and_both_at_once_are_told_apart() {
    let first = (0, frame(true, 0x10, 1000, 5000, b""));
    let three = [
        first.clone(),
        (1, frame(true, 0x11, 1000, 5000, b"")),
        (2, frame(false, 0x11, 5000, 1001, b"")),
    ];
    let last = (3, frame(true, 0x10, 1001, 5001, b""));
    assert_eq!(
        told(&[three.to_vec(), vec![last.clone()]].concat())[1..],
        [vec![], vec!["flows-fin-in-one"], vec!["flows-fin-last"]]
    );
    let four = [
        first.clone(),
        (1, frame(true, 0x11, 1000, 5000, b"")),
        (2, frame(false, 0x10, 5000, 1001, b"")),
        (3, frame(false, 0x11, 5000, 1001, b"")),
        last.clone(),
    ];
    assert_eq!(
        told(&four)[2..],
        [
            vec!["flows-fin-half"],
            vec!["flows-fin-by-itself"],
            vec!["flows-fin-last"]
        ]
    );
    let crossed = [
        first,
        (1, frame(true, 0x11, 1000, 5000, b"")),
        (2, frame(false, 0x11, 5000, 1000, b"")),
        last,
        (4, frame(false, 0x10, 5001, 1001, b"")),
    ];
    assert_eq!(
        told(&crossed)[2..],
        [
            vec!["flows-fin-crossed"],
            vec!["flows-fin-last-crossed"],
            vec!["flows-fin-last-crossed"]
        ]
    );
}

#[test]
fn who_closes_first_is_named() {
    for (there, who) in [(true, "10.0.0.1:40000"), (false, "10.0.0.2:80")] {
        let frames = [
            (0, frame(true, 0x10, 1000, 5000, b"")),
            (
                1,
                frame(there, 0x11, if there { 1000 } else { 5000 }, 0, b""),
            ),
        ];
        let ladder = ladder(log(&frames).iter(), 100, Housekeeping::Hidden, summary);
        assert_eq!(
            ladder.rungs[1].phase,
            Some(crate::say!("flows-phase-closing", who = who))
        );
    }
}

#[test]
fn a_syn_that_nobody_answers_says_what_could_be_and_on_this_machine_names_the_queue() {
    let syn = |ms| (ms, frame(true, 0x02, 100, 0, b""));
    assert_eq!(told(&[syn(0), syn(1000)]), [vec![], vec!["flows-syn-far"]]);
    let again = &ladder(
        log(&[syn(0), syn(1000)]).iter(),
        100,
        Housekeeping::Hidden,
        summary,
    )
    .rungs[1];
    let said: Vec<_> = again
        .marks
        .say(&again.note)
        .iter()
        .map(|say| say.key)
        .collect();
    assert_eq!(
        said,
        ["flows-retransmission-empty-after"],
        "it has no bytes"
    );
    let here = |ms| {
        let mut bytes = frame(true, 0x02, 100, 0, b"");
        bytes[12..20].copy_from_slice(&[10, 0, 0, 1, 10, 0, 0, 1]);
        (ms, bytes)
    };
    assert_eq!(
        told(&[here(0), here(1000)]),
        [vec![], vec!["flows-syn-here"]]
    );
    let answer = (5, frame(false, 0x12, 5000, 101, b""));
    assert_eq!(
        told(&[syn(0), answer, syn(1000)])[2],
        Vec::<&str>::new(),
        "it was answered"
    );
}

/// A connection with three keep-alives in it, each answered, then a text.
fn with_keep_alives() -> Packets {
    let mut frames = vec![
        (0, frame(true, 0x18, 1000, 5000, b"hello")),
        (1, frame(false, 0x10, 5000, 1005, b"")),
    ];
    for at in [15_000, 30_000, 45_000] {
        frames.push((at, frame(true, 0x10, 1004, 5000, b"")));
        frames.push((at + 1, frame(false, 0x10, 5000, 1005, b"")));
    }
    frames.push((50_000, frame(true, 0x18, 1005, 5000, b"again")));
    log(&frames)
}

#[test]
fn a_run_of_keep_alives_is_one_rung_however_long_it_is() {
    let packets = with_keep_alives();
    let folded = ladder(packets.iter(), 4, Housekeeping::Hidden, summary);
    assert!(!folded.cut, "a run counts once");
    let runs: Vec<_> = folded
        .rungs
        .iter()
        .map(|rung| {
            rung.run
                .map(|run| (run.tally.keep_alives, run.tally.frames))
        })
        .collect();
    assert_eq!(runs, [None, None, Some((3, 6)), None]);
    let keys: Vec<_> = packets.iter().map(|record| record.key).collect();
    let holds: Vec<_> = keys
        .iter()
        .map(|key| {
            folded
                .rungs
                .iter()
                .position(|rung| rung.holds(*key))
                .unwrap()
        })
        .collect();
    assert_eq!(holds, [0, 1, 2, 2, 2, 2, 2, 2, 3]);
    let shown = ladder(packets.iter(), 100, Housekeeping::Shown, summary);
    assert_eq!(
        shown
            .rungs
            .iter()
            .filter(|rung| rung.chore.is_some() && rung.run.is_none())
            .count(),
        6
    );
}

#[test]
fn a_connection_alone_is_drawn_from_who_opened_it_though_the_other_end_was_seen_first() {
    let frames = [
        (0, frame(false, 0x18, 5001, 1001, b"hello")),
        (1, frame(true, 0x10, 1001, 5006, b"")),
        (2, frame(true, 0x02, 1000, 0, b"")),
    ];
    let drawn = ladder(log(&frames).iter(), 100, Housekeeping::Hidden, summary);
    let client = Host::Ip([10, 0, 0, 1].into());
    assert_eq!(drawn.hosts.first(), Some(&client));
    let arrows: Vec<_> = drawn.rungs.iter().map(|r| (r.from, r.to)).collect();
    assert_eq!(arrows, [(1, 0), (0, 1), (0, 1)]);
    let unknown = ladder(log(&frames[..2]).iter(), 100, Housekeeping::Hidden, summary);
    assert_ne!(unknown.hosts.first(), Some(&client), "as they came");
}
