//! Checksums worked out on paper agree with what the dissection says of them.

use super::*;
use crate::wire::checksum::Verdict;
use crate::wire::worked::WordKind::{Bytes, Destination, Length, Odd, Source};
use crate::wire::worked::{Fold, WordKind, worked};

#[test]
fn the_header_of_many_a_textbook() {
    let head = [
        0x45, 0, 0, 0x3c, 0x1c, 0x46, 0x40, 0, 0x40, 6, 0xb1, 0xe6, 0xac, 0x10, 0x0a, 0x63, 0xac,
        0x10, 0x0a, 0x0c,
    ];
    let sheet = worked(LinkType::RawIp, &head, &Context::default(), 0).unwrap();
    assert_eq!(
        (sheet.protocol, sheet.field, sheet.there, sheet.verdict),
        (Protocol::Ipv4, 10..12, 0xb1e6, Verdict::Right)
    );
    let steps = sheet.steps.unwrap();
    let words: Vec<_> = steps.words.iter().map(|w| w.value).collect();
    assert_eq!(
        words,
        [
            0x4500, 0x3c, 0x1c46, 0x4000, 0x4006, 0, 0xac10, 0x0a63, 0xac10, 0x0a0c
        ]
    );
    assert_eq!(steps.words[5].kind, WordKind::Itself);
    assert_eq!(
        steps.words[0].fields[..2],
        ["Version", "Internet Header Length"]
    );
    assert_eq!(
        (steps.total, &steps.folds[..]),
        (
            0x2_4e17,
            &[Fold {
                carry: 2,
                low: 0x4e17,
                sum: 0x4e19
            }][..]
        )
    );
    assert_eq!(
        (steps.sum, steps.checksum, steps.pseudo),
        (0x4e19, 0xb1e6, None)
    );
}

#[test]
fn a_segments_sum_counts_the_pseudo_header_in() {
    let frame = tcp_frame();
    let sheet = worked(LinkType::Ethernet, &frame, &Context::default(), 2).unwrap();
    let steps = sheet.steps.unwrap();
    let kinds: Vec<_> = steps.words.iter().map(|w| w.kind).take(7).collect();
    assert_eq!(
        kinds,
        [
            Source,
            Source,
            Destination,
            Destination,
            WordKind::Protocol,
            Length,
            Bytes
        ]
    );
    assert_eq!((steps.words[4].value, steps.words[5].value), (6, 37));
    assert_eq!(
        steps.words.last().map(|w| (w.kind, w.value)),
        Some((Odd, u16::from(b'o') << 8))
    );
    assert_eq!(
        (sheet.verdict, steps.checksum),
        (Verdict::Right, sheet.there)
    );
}

#[test]
fn a_long_payload_is_summed_up() {
    let packet = udp_v4(1, 2, &[0xab; 1000]);
    let steps = worked(LinkType::RawIp, &packet, &Context::default(), 1)
        .unwrap()
        .steps
        .unwrap();
    assert_eq!((steps.words.len(), steps.more), (6 + 64, (1008 - 128) / 2));
    assert_eq!(steps.rest, 0xabab * 440);
    assert_eq!(steps.checksum.to_be_bytes(), packet[26..28]);
}

#[test]
fn what_cannot_be_worked_out_has_no_steps() {
    let mut piece = tcp_frame();
    piece[20] = 0x20;
    let sheet = worked(LinkType::Ethernet, &piece, &Context::default(), 2).unwrap();
    assert_eq!((sheet.verdict, sheet.steps), (Verdict::Fragment, None));
    assert_eq!(
        worked(LinkType::Ethernet, &piece, &Context::default(), 0),
        None
    );
    assert_eq!(
        worked(LinkType::Ethernet, &piece[..40], &Context::default(), 9),
        None
    );
}

#[test]
fn a_segment_longer_than_any_frame_is_left_to_the_card() {
    let mut packet = udp_v4(1, 2, &[7; 3000]);
    packet[26] ^= 0x55;
    let sheet = worked(LinkType::RawIp, &packet, &Context::default(), 1).unwrap();
    assert_eq!(sheet.verdict, Verdict::Large);
    assert_ne!(sheet.steps.unwrap().checksum, sheet.there);
    let tree = holds(LinkType::RawIp, &packet, &Context::default());
    assert!(tree.layers.iter().all(|l| l.problem.is_none()));
}

#[test]
fn every_sum_of_the_corpus_agrees_with_its_verdict() {
    for (link, frame) in corpus() {
        let tree = dissect(link, &frame, &Context::default());
        for layer in 0..tree.layers.len() {
            let Some(sheet) = worked(link, &frame, &Context::default(), layer) else {
                continue;
            };
            match (sheet.verdict, &sheet.steps) {
                (Verdict::Right, Some(steps)) => assert_eq!(steps.checksum, sheet.there),
                (Verdict::Wrong(should), Some(steps)) => assert_eq!(steps.checksum, should),
                (Verdict::Card, Some(_)) | (_, None) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_source_route_counts_its_last_stop() {
    let (src, last) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 8]));
    let mut datagram = Vec::new();
    udp::emit(
        &udp::Repr {
            src,
            dst: last,
            src_port: 1000,
            dst_port: 9,
        },
        b"x",
        &mut datagram,
    );
    let route = [131, 11, 4, 10, 0, 0, 9, 10, 0, 0, 8, 0];
    let mut packet = in_ipv4(IpProtocol::UDP, &[&route[..], &datagram].concat());
    packet[0] = 0x48;
    let sheet = worked(LinkType::RawIp, &packet, &Context::default(), 1).unwrap();
    assert_eq!(sheet.verdict, Verdict::Right);
}
