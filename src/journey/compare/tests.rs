use std::net::IpAddr;

use super::*;
use crate::frame::Origin;
use crate::journey::tests::frame;
use crate::wire::{EtherType, IpProtocol, MacAddr, TcpFlags, ethernet, ipv4, ipv6, tcp, udp};

/// What a frame's headers say; each test changes what the way changes.
#[derive(Clone)]
struct Way {
    macs: [u8; 2],
    src: IpAddr,
    dst: IpAddr,
    src_port: u16,
    ttl: u8,
    seq: u32,
    window: u16,
    payload: &'static [u8],
    options: &'static [u8],
    udp: bool,
}

fn four() -> Way {
    let [src, dst] = ["10.1.0.2", "10.2.0.3"].map(|a| a.parse().unwrap());
    Way {
        macs: [1, 2],
        src,
        dst,
        src_port: 50_000,
        ttl: 64,
        seq: 1000,
        window: 502,
        payload: b"hello",
        options: &[],
        udp: false,
    }
}

fn six() -> Way {
    Way {
        src: "fd00:1::2".parse().unwrap(),
        dst: "fd00:2::3".parse().unwrap(),
        ..four()
    }
}

impl Way {
    fn bytes(&self) -> Vec<u8> {
        let mut inner = Vec::new();
        let (src, dst, src_port, dst_port) = (self.src, self.dst, self.src_port, 10_101);
        let protocol = if self.udp {
            udp::emit(
                &udp::Repr {
                    src,
                    dst,
                    src_port,
                    dst_port,
                },
                self.payload,
                &mut inner,
            );
            IpProtocol::UDP
        } else {
            let (seq, flags, window) = (self.seq, TcpFlags(0x18), self.window);
            tcp::emit(
                &tcp::Repr {
                    src,
                    dst,
                    src_port,
                    dst_port,
                    seq,
                    ack: 7,
                    flags,
                    window,
                    options: self.options,
                },
                self.payload,
                &mut inner,
            );
            IpProtocol::TCP
        };
        let mut bytes = Vec::new();
        let [from, to] = self.macs.map(|last| MacAddr([2, 0, 0, 0, 0, last]));
        let ether_type = if src.is_ipv4() {
            EtherType::IPV4
        } else {
            EtherType::IPV6
        };
        ethernet::emit(
            &ethernet::Repr {
                src: from,
                dst: to,
                ether_type,
            },
            &mut bytes,
        );
        let (ttl, payload_len) = (self.ttl, inner.len());
        match (src, dst) {
            (IpAddr::V4(src), IpAddr::V4(dst)) => {
                let ident = 7;
                let ip = ipv4::Repr {
                    src,
                    dst,
                    protocol,
                    ttl,
                    ident,
                    dont_fragment: true,
                    traffic_class: 0,
                    payload_len,
                };
                ipv4::emit(&ip, &mut bytes);
            }
            (IpAddr::V6(src), IpAddr::V6(dst)) => {
                let next_header = protocol;
                let ip = ipv6::Repr {
                    src,
                    dst,
                    next_header,
                    hop_limit: ttl,
                    traffic_class: 0,
                    flow_label: 5,
                    payload_len,
                };
                ipv6::emit(&ip, &mut bytes);
            }
            _ => unreachable!("one family"),
        }
        bytes.extend(inner);
        bytes
    }

    fn mine(&self) -> Frame {
        frame(self.bytes())
    }

    fn told(&self) -> Told {
        let bytes = self.bytes();
        let headers = Bytes::copy_from_slice(&bytes[..bytes.len() - self.payload.len()]);
        Told {
            link: LinkType::Ethernet,
            direction: Direction::In,
            checksum: ChecksumStatus::Unknown,
            length: bytes.len() as u32,
            interface: "eth0".into(),
            headers,
        }
    }
}

fn both(frame: &Frame, told: &[Told], outgoing: bool, frames: (usize, usize)) -> Comparison {
    let mine = Ours {
        frame,
        outgoing,
        index: 0,
        frames: frames.0,
    };
    let comparison = compare(&mine, told, frames.1, "bob").unwrap();
    for row in &comparison.rows {
        assert!(
            row.standing != Standing::Differs || row.why.is_some(),
            "{row:?} differs without a reason"
        );
    }
    comparison
}

fn sent(here: &Way, there: &Way) -> Comparison {
    both(&here.mine(), &[there.told()], true, (1, 1))
}

fn differing(comparison: &Comparison) -> Vec<(&'static str, &'static str)> {
    let rows = comparison
        .rows
        .iter()
        .filter(|row| row.standing == Standing::Differs);
    rows.map(|row| (row.filter, row.why.as_ref().map_or("", |why| why.key)))
        .collect()
}

fn at<'a>(comparison: &'a Comparison, filter: &str) -> &'a CompareRow {
    comparison
        .rows
        .iter()
        .find(|row| row.filter == filter)
        .unwrap()
}

#[test]
fn over_a_switch_nothing_changes() {
    for way in [
        four(),
        six(),
        Way {
            udp: true,
            ..four()
        },
        Way { udp: true, ..six() },
    ] {
        let comparison = sent(&way, &way);
        assert_eq!(comparison.verdict, Verdict::Same);
        assert_eq!(differing(&comparison), []);
        assert!(
            comparison.rows.len() > 12
                && comparison
                    .rows
                    .iter()
                    .all(|row| row.standing == Standing::Same)
        );
    }
}

#[test]
fn a_router_changes_macs_ttl_and_checksum_and_leaves_the_addresses() {
    let there = Way {
        macs: [8, 9],
        ttl: 63,
        ..four()
    };
    let comparison = sent(&four(), &there);
    assert_eq!(comparison.verdict, Verdict::Routers(1));
    let expected = [
        ("eth.dst", "sighting-why-mac"),
        ("eth.src", "sighting-why-mac"),
        ("ip.ttl", "sighting-why-ttl"),
        ("ip.checksum", "sighting-why-ip-checksum-ttl"),
    ];
    assert_eq!(differing(&comparison), expected);
    assert_eq!(at(&comparison, "ip.src").standing, Standing::Same);
    assert_eq!(at(&comparison, "tcp.checksum").standing, Standing::Same);
    let three = sent(&four(), &Way { ttl: 61, ..there });
    assert_eq!(three.verdict, Verdict::Routers(3));
}

#[test]
fn what_came_in_has_the_higher_ttl_at_the_other_end() {
    let here = Way {
        macs: [8, 9],
        ttl: 62,
        ..four()
    };
    assert_eq!(
        both(&here.mine(), &[four().told()], false, (1, 1)).verdict,
        Verdict::Routers(2)
    );
    assert_eq!(
        both(&here.mine(), &[four().told()], true, (1, 1)).verdict,
        Verdict::Anew
    );
}

#[test]
fn ipv6_has_no_header_checksum_to_change() {
    let comparison = sent(
        &six(),
        &Way {
            macs: [8, 9],
            ttl: 63,
            ..six()
        },
    );
    assert_eq!(comparison.verdict, Verdict::Routers(1));
    assert_eq!(comparison.said.key, "sighting-verdict-routers-six");
    let filters: Vec<_> = differing(&comparison)
        .iter()
        .map(|(filter, _)| *filter)
        .collect();
    assert_eq!(filters, ["eth.dst", "eth.src", "ipv6.hlim"]);
}

#[test]
fn nat_changes_address_port_and_both_checksums() {
    let there = Way {
        macs: [8, 9],
        ttl: 63,
        src: "192.0.2.1".parse().unwrap(),
        src_port: 61_000,
        ..four()
    };
    let comparison = sent(&four(), &there);
    assert_eq!(comparison.verdict, Verdict::Nat(Some(1)));
    let why = |filter| at(&comparison, filter).why.as_ref().unwrap().key;
    assert_eq!(why("ip.src"), "sighting-why-nat-address");
    assert_eq!(why("tcp.srcport"), "sighting-why-nat-port");
    assert_eq!(why("ip.checksum"), "sighting-why-ip-checksum-nat");
    assert_eq!(why("tcp.checksum"), "sighting-why-sum-nat");
    assert_eq!(at(&comparison, "ip.dst").standing, Standing::Same);
}

#[test]
fn a_checksum_left_to_the_card_is_worked_out_and_marked() {
    let mut frame = four().mine();
    let whole = format!(
        "0x{:04x}",
        u16::from_be_bytes([frame.bytes[50], frame.bytes[51]])
    );
    let mut bytes = frame.bytes.to_vec();
    bytes[50..52].copy_from_slice(&[0x12, 0x34]);
    frame.bytes = bytes.into();
    frame.meta.checksum = ChecksumStatus::NotReady;
    let comparison = both(&frame, &[four().told()], true, (1, 1));
    assert_eq!(comparison.verdict, Verdict::Same);
    let row = at(&comparison, "tcp.checksum");
    assert_eq!(
        (&row.mine, row.standing),
        (&Cell::Completed(whole), Standing::Same)
    );
    assert_eq!(row.why.as_ref().unwrap().key, "sighting-why-sum-completed");
    // A capture that kept only the headers leaves nothing to work out.
    frame.bytes.truncate(54);
    let comparison = both(&frame, &[four().told()], true, (1, 1));
    let row = at(&comparison, "tcp.checksum");
    assert_eq!(
        (&row.mine, row.standing),
        (&Cell::Unfinished("0x1234".into()), Standing::Unknown)
    );
}

#[test]
fn a_sum_that_nobody_finished_is_the_same_and_said_to_be_unfinished() {
    let mut frame = four().mine();
    frame.meta.checksum = ChecksumStatus::NotReady;
    let told = Told {
        checksum: ChecksumStatus::NotReady,
        ..four().told()
    };
    let comparison = both(&frame, &[told], true, (1, 1));
    let row = at(&comparison, "tcp.checksum");
    assert!(matches!(row.mine, Cell::Unfinished(_)) && row.standing == Standing::Same);
    assert_eq!(row.why.as_ref().unwrap().key, "sighting-why-sum-both");
}

#[test]
fn what_is_not_known_here_is_told_and_stays_marked() {
    let mut frame = four().mine();
    frame.meta.origin = Origin::Rebuilt;
    // As a rebuilt frame has it: identification, header checksum, sequence number.
    frame.origins = vec![
        (18..20, Provenance::Unknown),
        (24..26, Provenance::Unknown),
        (38..42, Provenance::Unknown),
    ];
    let comparison = both(&frame, &[Way { ttl: 63, ..four() }.told()], true, (1, 1));
    assert_eq!(comparison.verdict, Verdict::Routers(1));
    for filter in ["ip.id", "ip.checksum", "tcp.seq_raw"] {
        let row = at(&comparison, filter);
        assert_eq!(
            (&row.mine, row.standing),
            (&Cell::Unknown, Standing::Unknown),
            "{filter}"
        );
        assert!(row.theirs.text().is_some());
        assert_eq!(row.why.as_ref().unwrap().key, "sighting-why-told");
    }
    assert_eq!(
        comparison
            .notes
            .iter()
            .map(|note| note.key)
            .collect::<Vec<_>>(),
        ["sighting-note-told"]
    );
}

/// Without MACs, as a raw link has it.
fn raw(told: Told) -> Told {
    Told {
        link: LinkType::RawIp,
        length: told.length - 14,
        headers: told.headers.slice(14..),
        ..told
    }
}

#[test]
fn that_all_is_the_same_is_said_only_where_all_is_known() {
    let mut frame = four().mine();
    frame.origins = vec![
        (18..20, Provenance::Unknown),
        (24..26, Provenance::Unknown),
        (38..42, Provenance::Unknown),
    ];
    let comparison = both(&frame, &[four().told()], true, (1, 1));
    assert_eq!(
        (comparison.verdict, comparison.said.key),
        (Verdict::SameSoFar, "sighting-verdict-same-so-far")
    );
    frame.origins.clear();
    let told = Told {
        checksum: ChecksumStatus::NotReady,
        ..four().told()
    };
    assert_eq!(
        both(&frame, &[told], true, (1, 1)).verdict,
        Verdict::SameSoFar,
        "half a checksum is not the same one"
    );
}

#[test]
fn what_a_header_of_unknown_length_holds_is_not_known() {
    let mut frame = four().mine();
    frame.origins = vec![(46..47, Provenance::Unknown)];
    let timestamps = Way {
        options: &[1, 1, 8, 10, 0, 0, 0, 5, 0, 0, 0, 6],
        ..four()
    };
    let comparison = both(&frame, &[timestamps.told()], true, (1, 1));
    let row = at(&comparison, "tcp.options.timestamp.tsval");
    assert_eq!(
        (&row.mine, row.standing),
        (&Cell::Unknown, Standing::Unknown)
    );
    assert_eq!(row.why.as_ref().unwrap().key, "sighting-why-told");
    frame.origins.clear();
    let comparison = both(&frame, &[timestamps.told()], true, (1, 1));
    let row = at(&comparison, "tcp.options.timestamp.tsval");
    assert_eq!(
        (&row.mine, row.standing),
        (&Cell::Absent, Standing::Differs),
        "of this length it is known that there is none"
    );
}

#[test]
fn a_link_without_macs_passed_nothing_on_under_its_own() {
    let comparison = both(&four().mine(), &[raw(four().told())], true, (1, 1));
    assert_eq!(comparison.verdict, Verdict::Straight);
    assert_eq!(
        at(&comparison, "eth.src").why.as_ref().unwrap().key,
        "sighting-why-link"
    );
}

/// Which of the frames told this one is compared with, as the ninth at most of nine.
fn compared_with(frame: &Frame, index: usize, told: &[Told]) -> Option<usize> {
    let ours = Ours {
        frame,
        outgoing: true,
        index,
        frames: 9,
    };
    compare(&ours, told, 9, "bob").map(|comparison| comparison.told)
}

/// A segment whose payload begins there.
fn segment(seq: u32) -> Way {
    Way { seq, ..four() }
}

#[test]
fn a_frame_that_is_not_among_those_told_is_compared_with_none() {
    let told: Vec<Told> = (0..8).map(|n| segment(1000 + 5 * n).told()).collect();
    let ninth = segment(1040).mine();
    assert_eq!(compared_with(&ninth, 8, &told), None);
    assert_eq!(compared_with(&segment(1035).mine(), 8, &told), Some(7));
    // A rebuilt one does not know its number: the place must do, where there is one.
    let mut rebuilt = ninth;
    rebuilt.origins = vec![(38..42, Provenance::Unknown)];
    assert_eq!(compared_with(&rebuilt, 3, &told), Some(3));
    assert_eq!(compared_with(&rebuilt, 8, &told), None);
}

#[test]
fn a_segment_is_compared_with_the_larger_one_it_became_or_the_piece_it_was_cut_into() {
    let large = Way {
        payload: b"hello world, hello",
        ..four()
    };
    let end = segment(1018).told();
    let put_together = [end.clone(), large.told()];
    assert_eq!(
        compared_with(&segment(1013).mine(), 1, &put_together),
        Some(1)
    );
    let cut_up = [end, segment(1009).told()];
    assert_eq!(compared_with(&large.mine(), 0, &cut_up), Some(1));
}

#[test]
fn fragments_are_known_by_their_offset_and_one_with_other_neighbours_has_none() {
    let udp = || Way {
        udp: true,
        ..four()
    };
    let headers = |units: u8| {
        let mut bytes = udp().bytes();
        bytes[20..22].copy_from_slice(&[0x20, units]);
        bytes
    };
    let mine = |units| Frame {
        bytes: headers(units).into(),
        ..four().mine()
    };
    let told = [0, 8].map(|units| Told {
        headers: headers(units)[..34].to_vec().into(),
        ..udp().told()
    });
    assert_eq!(compared_with(&mine(8), 0, &told), Some(1));
    assert_eq!(compared_with(&mine(16), 1, &told), None);
}

#[test]
fn without_both_ttls_nobody_counts_routers() {
    let mut frame = four().mine();
    frame.origins = vec![(22..23, Provenance::Unknown)];
    assert_eq!(
        both(&frame, &[four().told()], false, (1, 1)).verdict,
        Verdict::Unsure
    );
}

#[test]
fn one_large_segment_here_is_several_there() {
    let there = |seq, payload| {
        Way {
            macs: [8, 9],
            ttl: 63,
            seq,
            payload,
            ..four()
        }
        .told()
    };
    let large = Way {
        payload: b"hello world, hello",
        ..four()
    };
    let told = [there(1009, b"rld, hello"), there(1000, b"hello wo")];
    let comparison = both(&large.mine(), &told, true, (1, 2));
    assert_eq!(
        comparison.told, 1,
        "compared is the one with the same number"
    );
    assert_eq!(
        at(&comparison, "ip.len").why.as_ref().unwrap().key,
        "sighting-why-pieces"
    );
    assert_eq!(
        at(&comparison, "tcp.checksum").why.as_ref().unwrap().key,
        "sighting-why-pieces"
    );
    assert_eq!(comparison.notes[0].key, "sighting-note-large-here");
    let comparison = both(&four().mine(), &[large.told()], true, (2, 1));
    assert_eq!(comparison.notes[0].key, "sighting-note-large-there");
}

#[test]
fn a_frame_that_was_sent_twice_is_no_offload() {
    let comparison = both(&four().mine(), &[four().told()], true, (2, 1));
    assert_eq!(
        (comparison.verdict, comparison.notes.len()),
        (Verdict::Same, 0)
    );
}

#[test]
fn loopback_is_no_cable() {
    let mut way = Way {
        src: "127.0.0.1".parse().unwrap(),
        dst: "127.0.0.1".parse().unwrap(),
        ..four()
    };
    assert_eq!(sent(&way, &way).verdict, Verdict::Loopback);
    way = Way {
        src: "::1".parse().unwrap(),
        dst: "::1".parse().unwrap(),
        ..six()
    };
    assert_eq!(sent(&way, &way).verdict, Verdict::Loopback);
}

#[test]
fn other_macs_with_the_same_ttl_are_no_router() {
    let comparison = sent(
        &four(),
        &Way {
            macs: [8, 2],
            ..four()
        },
    );
    assert_eq!(comparison.verdict, Verdict::Relayed);
    assert_eq!(
        differing(&comparison),
        [("eth.src", "sighting-why-mac-relayed")]
    );
}

#[test]
fn a_copy_sent_again_has_newer_numbers() {
    let comparison = sent(
        &four(),
        &Way {
            window: 400,
            ..four()
        },
    );
    assert_eq!(comparison.verdict, Verdict::Straight);
    let why = |filter| at(&comparison, filter).why.as_ref().unwrap().key;
    assert_eq!(why("tcp.window_size_value"), "sighting-why-again");
    assert_eq!(why("tcp.checksum"), "sighting-why-sum-again");
}

#[test]
fn a_tag_that_a_switch_put_on_is_explained() {
    let mut told = four().told();
    let mut bytes = told.headers.to_vec();
    bytes.splice(12..12, [0x81, 0, 0, 5]);
    (told.headers, told.length) = (bytes.into(), told.length + 4);
    let comparison = both(&four().mine(), &[told], true, (1, 1));
    let row = at(&comparison, "vlan.id");
    assert_eq!(
        (&row.mine, &row.theirs),
        (&Cell::Absent, &Cell::Value("5".into()))
    );
    assert_eq!(row.why.as_ref().unwrap().key, "sighting-why-vlan");
}

#[test]
fn whatever_is_told_is_compared_without_a_panic() {
    let frame = four().mine();
    let whole = four().told();
    let any = |told| {
        let mine = Ours {
            frame: &frame,
            outgoing: true,
            index: 0,
            frames: 1,
        };
        for row in compare(&mine, &[told], 7, "bob")
            .into_iter()
            .flat_map(|comparison| comparison.rows)
        {
            assert!(
                row.standing != Standing::Differs || row.why.is_some(),
                "{row:?} differs without a reason"
            );
        }
    };
    for n in 0..=whole.headers.len() {
        any(Told {
            headers: whole.headers.slice(..n),
            ..whole.clone()
        });
    }
    for index in 0..whole.headers.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = whole.headers.to_vec();
            bytes[index] = value;
            any(Told {
                headers: bytes.into(),
                ..whole.clone()
            });
        }
    }
    let mine = Ours {
        frame: &frame,
        outgoing: true,
        index: 5,
        frames: 6,
    };
    assert_eq!(compare(&mine, &[], 0, "bob"), None);
}
