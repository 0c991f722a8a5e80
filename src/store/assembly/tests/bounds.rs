//! What a flood of messages that never end may take.

use super::*;
use crate::frame::{BatchedFrame, FrameBatch};
use crate::store::assembly::connection::Connection;
use crate::store::assembly::message::MOST;
use crate::store::own::Own;
use crate::store::packets::Packets;
use bytes::Bytes;

/// A segment of a client's own to a web server: one client for each number.
fn segment(client: u32, seq: u32, payload: &[u8]) -> Vec<u8> {
    let [_, a, b, c] = client.to_be_bytes();
    let repr = tcp::Repr {
        src: [10, a, b, c].into(),
        dst: [10, 0, 0, 2].into(),
        src_port: 40_000,
        dst_port: 80,
        seq,
        ack: 0,
        flags: TcpFlags(0x18),
        window: 1,
        options: &[],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, payload, &mut segment);
    let length = ((20 + segment.len()) as u16).to_be_bytes();
    let mut packet = vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 6, 0, 0];
    packet.extend([10, a, b, c, 10, 0, 0, 2]);
    packet.extend(segment);
    packet
}

/// The beginning of a message whose end is far away.
fn unfinished(length: usize) -> Vec<u8> {
    let mut message = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n".to_vec();
    message.resize(length, b'x');
    message
}

fn meta() -> FrameMeta {
    FrameMeta {
        link: LinkType::RawIp,
        ..crate::store::packets::tests::batch(&[0], 1).frames[0].meta
    }
}

#[test]
fn messages_without_end_on_many_connections_stay_in_their_budget() {
    let mut assembler = Assembler::default();
    let payload = unfinished(8192);
    for client in 0..20_000 {
        let bytes = segment(client, 1, &payload);
        let mut digest = digest(LinkType::RawIp, &bytes);
        assembler.push(u64::from(client) + 1, &meta(), &mut digest, &bytes);
        assert!(assembler.held() <= BUDGET + MOST, "{}", assembler.held());
    }
    assert!(assembler.held() > BUDGET / 4, "those that go on are kept");
    assert!(assembler.cost() <= BUDGET + MOST + MOST_CONNECTIONS * EACH);
    let each: usize = assembler.connections.iter().map(Connection::held).sum();
    assert_eq!(assembler.held(), each, "what is counted is what is there");
}

#[test]
fn segments_that_wait_for_one_that_never_comes_stay_in_the_budget() {
    let mut assembler = Assembler::with_budget(1 << 20);
    let payload = [7; 1000];
    for round in 0..40 {
        for client in 0..200 {
            let seq = if round == 0 { 1 } else { 1 + round * 2000 };
            let bytes = segment(client, seq, &payload);
            let mut digest = digest(LinkType::RawIp, &bytes);
            assembler.push(
                u64::from(round * 200 + client),
                &meta(),
                &mut digest,
                &bytes,
            );
            assert!(assembler.held() <= (1 << 20) + 2000, "{}", assembler.held());
        }
    }
}

#[test]
fn one_endless_message_in_tiny_segments_is_bounded() {
    let mut assembler = Assembler::with_budget(1 << 20);
    let mut seq = 1_u32;
    let head = unfinished(60);
    for (number, part) in std::iter::once(&head[..])
        .chain(std::iter::repeat_n(&b"x"[..], 100_000))
        .enumerate()
    {
        let bytes = segment(1, seq, part);
        seq = seq.wrapping_add(part.len() as u32);
        let mut digest = digest(LinkType::RawIp, &bytes);
        assembler.push(number as u64, &meta(), &mut digest, &bytes);
        assert!(assembler.held() <= 2 << 20, "{}", assembler.held());
    }
}

#[test]
fn a_small_log_stays_small_whatever_never_ends() {
    const SMALL: usize = 1 << 20;
    let mut log = Packets::with_budget(SMALL);
    let payload = unfinished(4096);
    for client in 0..5000 {
        let bytes = segment(client, 1, &payload);
        let mut meta = meta();
        meta.length = bytes.len() as u32;
        meta.time = crate::clock::Time(i64::from(client) + 1);
        let digest = digest(LinkType::RawIp, &bytes);
        let captured = bytes.len() as u32;
        let frames = vec![BatchedFrame {
            meta,
            digest,
            at: 0,
            captured,
        }];
        let batch = FrameBatch {
            bytes: Bytes::from(bytes),
            frames,
        };
        log.add_frames(&batch, &mut Own::default(), |_| ());
        assert!(log.cost() <= SMALL, "{}", log.cost());
    }
    assert!(log.len() > 50, "frames have room: {}", log.len());
}

#[test]
fn a_long_body_in_chunks_is_followed_to_its_end_and_its_first_bytes_are_kept() {
    let mut stream = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..800 {
        stream.extend(b"1000\r\n");
        stream.resize(stream.len() + 0x1000, b'x');
        stream.extend(b"\r\n");
    }
    stream.extend(b"0\r\n\r\n");
    for wanted in [Wanted::Messages, Wanted::Names] {
        let mut assembler = Assembler::from(wanted);
        let mut last = (Reading::Alone, Protocol::Tcp);
        for (number, part) in (1..).zip(stream.chunks(1448)) {
            let bytes = segment(1, 1 + (number - 1) * 1448, part);
            let mut digest = digest(LinkType::RawIp, &bytes);
            let reading = assembler.push(u64::from(number), &meta(), &mut digest, &bytes);
            last = (reading, digest.protocol);
            let most = wanted.most() * 2 + (128 << 10);
            assert!(assembler.held() <= most, "{}", assembler.held());
        }
        assert_eq!(last.1, Protocol::Http, "the last frame completes it");
        if let Some(whole) = last.0.whole() {
            assert_eq!(
                whole.bytes.len() as u64 + whole.left_out,
                stream.len() as u64
            );
            let first = whole.bytes.len().min(MOST);
            assert!(whole.bytes[..first] == stream[..first]);
            let at = whole.pieces.iter().try_fold(0, |at, piece| {
                (piece.range.start == at).then_some(piece.range.end)
            });
            assert_eq!(at, Some(whole.bytes.len()), "pieces tile");
        }
    }
}

#[test]
fn an_acknowledgement_between_two_parts_is_none() {
    let mut assembler = Assembler::default();
    let mut push = |number, client, seq, payload: &[u8]| {
        let bytes = segment(client, seq, payload);
        let mut digest = digest(LinkType::RawIp, &bytes);
        assembler.push(number, &meta(), &mut digest, &bytes)
    };
    push(1, 1, 1, &unfinished(60));
    // Another connection waits, so that acknowledgements are looked at.
    push(2, 2, 1, &unfinished(60));
    push(3, 2, 100, b"x");
    assert_eq!(push(4, 1, 61, b""), Reading::Alone);
}
