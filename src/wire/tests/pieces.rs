//! Fragments and segments put together: the piece stays a leaf of the frame, the rest reads from the whole.

use std::sync::Arc;

use super::*;
use crate::wire::reading::{Run, Runs, What};

/// A UDP datagram of 40 bytes, and the same cut in two at byte 24: the second frame, and the whole.
fn second_piece() -> (Vec<u8>, Vec<u8>) {
    let whole = udp_v4(4000, 4001, b"0123456789abcdefghijklmnopqrstuv")[20..].to_vec();
    let mut frame = in_ipv4(IpProtocol::UDP, &whole[24..]);
    frame[6..8].copy_from_slice(&3_u16.to_be_bytes());
    let sum = {
        frame[10..12].fill(0);
        checksum::checksum(&frame[..20])
    };
    frame[10..12].copy_from_slice(&sum.to_be_bytes());
    (ethernet(0x0800, &[&frame[..], &[0; 10]].concat()), whole)
}

fn pieces(cut: usize, whole: &[u8]) -> Reassembled {
    let pieces = vec![
        Piece {
            number: 7,
            range: 0..cut,
        },
        Piece {
            number: 9,
            range: cut..whole.len(),
        },
    ];
    Reassembled {
        bytes: whole.to_vec(),
        pieces,
        left_out: 0,
    }
}

/// A payload of so many bytes that completes one message, which is all of what was put together.
fn completes(count: usize, of: Protocol, whole: Reassembled) -> Reading {
    let run = |range, what| Run { range, what };
    let messages = vec![run(0..whole.bytes.len(), What::Message(of))];
    let own = vec![run(0..count, What::Completes { from: 0, to: 1 })];
    Reading::Runs(Arc::new(Runs {
        own,
        whole,
        messages,
    }))
}

#[test]
fn a_fragment_that_completes_a_datagram_shows_the_whole() {
    let (frame, whole) = second_piece();
    let context = Context {
        datagram: Some(pieces(24, &whole)),
        ..Context::default()
    };
    let tree = holds(LinkType::Ethernet, &frame, &context);
    let seen: Vec<_> = tree
        .layers
        .iter()
        .map(|l| (l.protocol, l.source.0))
        .collect();
    let expected = [
        (Protocol::Ethernet, 0),
        (Protocol::Ipv4, 0),
        (Protocol::Data, 0),
        (Protocol::Udp, 1),
        (Protocol::Data, 1),
    ];
    assert_eq!(seen, [&expected[..], &[(Protocol::Padding, 0)]].concat());
    let piece = &tree.layers[2];
    assert_eq!(
        piece.fields[0].meaning,
        Some(crate::say!(
            "wire-low-piece",
            from = "24",
            to = "39",
            total = 40
        ))
    );
    let numbers: Vec<_> = piece.fields[1]
        .children
        .iter()
        .map(|f| (f.filter, f.value.clone()))
        .collect();
    assert_eq!(numbers[0], ("ip.fragment", Value::Number(7)));
    assert_eq!(numbers[3], ("ip.reassembled.length", Value::Number(40)));
    let udp = &tree.layers[3];
    assert_eq!(
        udp.fields[3].meaning,
        Some(crate::say!("wire-checksum-right")),
        "it runs over all pieces"
    );
    speaks(&tree, &crate::text::Lang::ALL.map(crate::text::Text::new));
}

#[test]
fn without_the_whole_a_fragment_stays_one() {
    let (frame, _) = second_piece();
    let tree = holds(LinkType::Ethernet, &frame, &Context::default());
    assert!(
        tree.layers
            .iter()
            .all(|l| l.source == SourceId(0) && l.protocol != Protocol::Udp)
    );
}

#[test]
fn a_frame_that_is_no_fragment_ignores_a_datagram() {
    let context = Context {
        datagram: Some(pieces(1, b"xy")),
        ..Context::default()
    };
    let tree = holds(LinkType::Ethernet, &tcp_frame(), &context);
    assert!(tree.layers.iter().all(|l| l.source == SourceId(0)));
}

#[test]
fn a_segment_that_completes_a_message_shows_the_message() {
    let mut message = (dns_message().len() as u16).to_be_bytes().to_vec();
    message.extend(dns_message());
    let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
    let repr = tcp::Repr {
        src,
        dst,
        src_port: 53,
        dst_port: 40000,
        seq: 1,
        ack: 2,
        flags: TcpFlags::ACK,
        window: 1,
        options: &[],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, &message[50..], &mut segment);
    let context = Context {
        reading: completes(message.len() - 50, Protocol::Dns, pieces(50, &message)),
        ..Context::default()
    };
    let tree = holds(
        LinkType::RawIp,
        &in_ipv4(IpProtocol::TCP, &segment),
        &context,
    );
    let seen: Vec<_> = tree
        .layers
        .iter()
        .map(|l| (l.protocol, l.source.0))
        .collect();
    assert_eq!(
        seen,
        [
            (Protocol::Ipv4, 0),
            (Protocol::Tcp, 0),
            (Protocol::Data, 0),
            (Protocol::Dns, 1)
        ]
    );
    assert_eq!(tree.layers[2].fields[1].filter, "tcp.segments");
    assert_eq!(tree.layers[2].range.len(), message.len() - 50);
}

#[test]
fn a_segment_in_a_datagram_put_together_has_a_third_source() {
    let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
    let repr = tcp::Repr {
        src,
        dst,
        src_port: 4001,
        dst_port: 40000,
        seq: 1,
        ack: 2,
        flags: TcpFlags::ACK,
        window: 1,
        options: &[],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, b"the end of a message", &mut segment);
    let mut frame = in_ipv4(IpProtocol::TCP, &segment[24..]);
    frame[7] = 3;
    let context = Context {
        datagram: Some(pieces(24, &segment)),
        reading: completes(
            20,
            Protocol::Data,
            pieces(3, b"all of the end of a message"),
        ),
        ..Context::default()
    };
    let tree = holds(LinkType::RawIp, &frame, &context);
    let seen: Vec<_> = tree
        .layers
        .iter()
        .map(|l| (l.protocol, l.source.0))
        .collect();
    assert_eq!(
        seen,
        [
            (Protocol::Ipv4, 0),
            (Protocol::Data, 0),
            (Protocol::Tcp, 1),
            (Protocol::Data, 1),
            (Protocol::Data, 2)
        ]
    );
}

#[test]
fn what_is_put_together_may_be_anything() {
    let mut dice = Dice(31);
    let corpus = corpus();
    for _ in 0..2_000 {
        let (link, mut bytes) = corpus[dice.next(corpus.len())].clone();
        for _ in 0..dice.next(4) {
            if !bytes.is_empty() {
                let at = dice.next(bytes.len());
                bytes[at] = [0, 0x20, 0xff, dice.next(256) as u8][dice.next(4)];
            }
        }
        let (_, other) = corpus[dice.next(corpus.len())].clone();
        let whole = other[dice.next(other.len() + 1)..].to_vec();
        let cut = dice.next(whole.len() + 1);
        let context = Context {
            datagram: Some(pieces(cut, &whole)),
            reading: completes(
                dice.next(60),
                Protocol::ALL[dice.next(Protocol::ALL.len())],
                pieces(cut, &whole),
            ),
            ..Context::default()
        };
        holds(link, &bytes, &context);
        for layer in 0..8 {
            let _ = worked::worked(link, &bytes, &context, layer);
        }
    }
}
