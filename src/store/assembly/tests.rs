use super::*;
use crate::wire::reading::{Run, What};
use crate::wire::{Context, IpProtocol, LinkType, digest, tcp};

/// A segment: from the server? its place in its direction's stream, how many bytes.
#[derive(Debug, Clone, Copy)]
struct Cut {
    back: bool,
    from: usize,
    to: usize,
}

/// What a protocol's two ends say, from the client and from the server, the server's port, and the messages
/// in it in order.
struct Talk {
    port: u16,
    streams: [&'static [u8]; 2],
}

/// All that the other end says, acknowledged.
fn ack_of(talk: &Talk, back: bool) -> u32 {
    let isn: u32 = if back { u32::MAX - 20 } else { 7 };
    isn.wrapping_add(1 + talk.streams[usize::from(!back)].len() as u32)
}

fn frame(talk: &Talk, cut: Cut, flags: u16) -> Vec<u8> {
    let client = ([10, 0, 0, 1].into(), 40_000);
    let server = ([10, 0, 0, 2].into(), talk.port);
    let (from, to) = if cut.back {
        (server, client)
    } else {
        (client, server)
    };
    let stream = talk.streams[usize::from(cut.back)];
    let isn: u32 = if cut.back { 7 } else { u32::MAX - 20 };
    let repr = tcp::Repr {
        src: from.0,
        dst: to.0,
        src_port: from.1,
        dst_port: to.1,
        seq: isn
            .wrapping_add(1 + cut.from as u32)
            .wrapping_sub(u32::from(flags & 2 != 0)),
        ack: ack_of(talk, cut.back),
        flags: TcpFlags(flags),
        window: 1,
        options: &[],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, &stream[cut.from..cut.to], &mut segment);
    let mut packet = vec![0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, IpProtocol::TCP.0, 0, 0];
    packet.extend([
        10,
        0,
        0,
        if cut.back { 2 } else { 1 },
        10,
        0,
        0,
        if cut.back { 1 } else { 2 },
    ]);
    packet.extend(segment);
    let length = (packet.len() as u16).to_be_bytes();
    packet[2..4].copy_from_slice(&length);
    packet
}

/// Puts segments together; gives each message with the number of the frame that completes it, and how each
/// frame is to be read.
fn assemble(talk: &Talk, cuts: &[(Cut, u16)]) -> (Vec<(Protocol, Vec<u8>)>, Vec<Reading>) {
    let mut assembler = Assembler::default();
    let (mut messages, mut readings) = (Vec::new(), Vec::new());
    let meta = FrameMeta {
        link: LinkType::RawIp,
        ..crate::store::packets::tests::batch(&[0], 1).frames[0].meta
    };
    for (number, (cut, flags)) in (1..).zip(cuts) {
        let bytes = frame(talk, *cut, *flags);
        let mut digest = digest(LinkType::RawIp, &bytes);
        let alone = digest.protocol;
        let reading = assembler.push(number, &meta, &mut digest, &bytes);
        let payload = &talk.streams[usize::from(cut.back)][cut.from..cut.to];
        messages.extend(said(&reading, alone, payload));
        let context = Context {
            reading: reading.clone(),
            ..Context::of(&meta)
        };
        let tree = crate::wire::dissect(LinkType::RawIp, &bytes, &context);
        let highest = tree
            .layers
            .iter()
            .rev()
            .find(|l| l.protocol != Protocol::Data);
        assert_eq!(
            highest.map(|l| l.protocol),
            Some(digest.protocol),
            "{reading:?}"
        );
        readings.push(reading);
    }
    (messages, readings)
}

/// The messages that end in a frame.
fn said(reading: &Reading, alone: Protocol, payload: &[u8]) -> Vec<(Protocol, Vec<u8>)> {
    let of = |run: &Run, bytes: &[u8]| match run.what {
        What::Message(protocol) => Some((protocol, bytes[run.range.clone()].to_vec())),
        _ => None,
    };
    match reading {
        Reading::Alone if alone == Protocol::Tcp => Vec::new(),
        Reading::Alone => vec![(alone, payload.to_vec())],
        Reading::All(What::Message(protocol)) => vec![(*protocol, payload.to_vec())],
        Reading::All(_) => Vec::new(),
        Reading::Runs(runs) => {
            let all = runs.own.iter().flat_map(|run| match run.what {
                What::Completes { from, to } => runs.messages[from as usize..to as usize]
                    .iter()
                    .filter_map(|message| of(message, &runs.whole.bytes))
                    .collect(),
                _ => of(run, payload).into_iter().collect::<Vec<_>>(),
            });
            all.collect()
        }
    }
}

const DNS: Talk = Talk {
    port: 53,
    streams: [
        b"\0\x1d\0\x07\x01\0\0\x01\0\0\0\0\0\0\x03one\x07example\0\0\x01\0\x01\
          \0\x1d\0\x08\x01\0\0\x01\0\0\0\0\0\0\x03two\x07example\0\0\x01\0\x01",
        b"",
    ],
};

fn cut(from: usize, to: usize) -> (Cut, u16) {
    (
        Cut {
            back: false,
            from,
            to,
        },
        0x18,
    )
}

fn syn() -> (Cut, u16) {
    (
        Cut {
            back: false,
            from: 0,
            to: 0,
        },
        0x02,
    )
}

fn both() -> Vec<(Protocol, Vec<u8>)> {
    DNS.streams[0]
        .chunks(31)
        .map(|message| (Protocol::Dns, message.to_vec()))
        .collect()
}

#[test]
fn two_messages_of_one_segment_are_two() {
    let (messages, readings) = assemble(&DNS, &[syn(), cut(0, 62)]);
    assert_eq!(messages, both());
    let Reading::Runs(runs) = &readings[1] else {
        panic!("{readings:?}")
    };
    assert_eq!(runs.own.len(), 2);
}

#[test]
fn wherever_a_stream_is_cut_its_messages_are_the_same() {
    for first in 1..61 {
        for second in first + 1..62 {
            let (messages, _) = assemble(
                &DNS,
                &[syn(), cut(0, first), cut(first, second), cut(second, 62)],
            );
            assert_eq!(messages, both(), "{first} {second}");
        }
    }
}

#[test]
fn what_comes_again_overlaps_or_comes_early_is_put_right() {
    let orders: [&[(Cut, u16)]; 5] = [
        &[syn(), cut(0, 20), cut(0, 20), cut(20, 62)],
        &[syn(), cut(0, 20), cut(10, 50), cut(40, 62)],
        &[syn(), cut(20, 62), cut(0, 20)],
        &[syn(), cut(40, 62), cut(20, 40), cut(0, 20)],
        &[syn(), cut(0, 31), cut(40, 62), cut(31, 45)],
    ];
    for order in orders {
        let (mut messages, _) = assemble(&DNS, order);
        messages.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!(messages, both(), "{order:?}");
    }
}

#[test]
fn a_frame_says_what_its_payload_is() {
    let (_, readings) = assemble(
        &DNS,
        &[syn(), cut(0, 2), cut(2, 31), cut(31, 62), cut(31, 62)],
    );
    let part = What::Part {
        of: Protocol::Dns,
        completed: None,
    };
    assert_eq!(readings[1], Reading::All(part));
    let whole = readings[2].whole().expect("put together");
    let pieces: Vec<_> = whole
        .pieces
        .iter()
        .map(|p| (p.number, p.range.clone()))
        .collect();
    assert_eq!(pieces, [(2, 0..2), (3, 2..31)]);
    assert_eq!(readings[3..], [Reading::Alone, Reading::All(What::Again)]);
}

#[test]
fn what_never_comes_is_a_hole_in_its_message_and_the_next_one_is_found_again() {
    let acknowledges = Cut {
        back: true,
        from: 0,
        to: 0,
    };
    let cuts = [
        syn(),
        cut(0, 20),
        cut(31, 40),
        (acknowledges, 0x10),
        cut(40, 62),
    ];
    let (messages, readings) = assemble(&DNS, &cuts);
    assert_eq!(readings[2], Reading::All(What::Early));
    assert_eq!(messages.len(), 2, "{readings:?}");
    assert_eq!(messages[1], both()[1]);
    let whole = readings[4].whole().expect("put together");
    assert!(whole.missing().eq(std::iter::once(20..31)), "{whole:?}");
}

#[test]
fn behind_a_gap_nobody_knows_where_a_message_begins_until_one_does() {
    const LINES: Talk = Talk {
        port: 80,
        streams: [
            b"GET /a HTTP/1.1\r\nHost: x\r\nAccept: all\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
            b"",
        ],
    };
    let acknowledges = Cut {
        back: true,
        from: 0,
        to: 0,
    };
    let end = LINES.streams[0].len();
    let cuts = [
        syn(),
        cut(0, 17),
        cut(26, 30),
        (acknowledges, 0x10),
        cut(30, 41),
        cut(41, end),
    ];
    let (messages, readings) = assemble(&LINES, &cuts);
    assert_eq!(readings[4].last(), Some(What::Behind), "{readings:?}");
    let get = (Protocol::Http, LINES.streams[0][41..].to_vec());
    assert_eq!(messages, [get], "{readings:?}");
}

#[test]
fn a_reset_from_outside_of_what_is_awaited_ends_nothing() {
    let far = Cut {
        back: false,
        from: 0,
        to: 0,
    };
    // Its number is that of the stream's first byte, which came long ago.
    let cuts = [syn(), cut(0, 20), (far, 0x04), cut(20, 62)];
    let (messages, _) = assemble(&DNS, &cuts);
    assert_eq!(messages, both());
}

#[test]
fn what_seemed_to_begin_a_message_hides_no_true_one_behind_it() {
    const TALK: Talk = Talk {
        port: 53,
        streams: [
            b"\0\x1d\0\x1d\0\x07\x01\0\0\x01\0\0\0\0\0\0\x03one\x07example\0\0\x01\0\x01",
            b"",
        ],
    };
    let (messages, readings) = assemble(&TALK, &[syn(), cut(0, 2), cut(2, 33)]);
    let one = (Protocol::Dns, TALK.streams[0][2..].to_vec());
    assert_eq!(messages, [one], "{readings:?}");
}
