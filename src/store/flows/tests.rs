//! What the analysis says of crafted segments.

mod orders;

#[test]
fn ports_that_no_frame_showed_are_unknown() {
    let mut wire = Wire::new();
    let mut digest = Digest {
        protocol: Protocol::Udp,
        transport: Protocol::Udp,
        src: Some([192, 0, 2, 2].into()),
        dst: Some([192, 0, 2, 1].into()),
        detail: Detail::Unread(crate::wire::IpProtocol::UDP),
        ..Digest::default()
    };
    let names = |wire: &mut Wire, digest: &Digest| {
        let (flow, ..) = wire.observe(digest, &[]).unwrap();
        let flow = wire.flows.get(flow).unwrap();
        [Way::There, Way::Back].map(|way| flow.end_name(way))
    };
    assert_eq!(names(&mut wire, &digest), ["192.0.2.2:?", "192.0.2.1:?"]);
    digest.dst_port = 514;
    assert_eq!(
        names(&mut wire, &digest),
        ["192.0.2.2:0", "192.0.2.1:514"],
        "RFC 768: 0 is one"
    );
    digest = Digest {
        src: Some("fe80::1".parse().unwrap()),
        dst: Some("fe80::2".parse().unwrap()),
        dst_port: 0,
        ..digest
    };
    assert_eq!(names(&mut wire, &digest), ["[fe80::1]:?", "[fe80::2]:?"]);
}

use super::*;
use crate::frame::FrameMeta;
use crate::record::RecordId;
use crate::wire::{Detail, Digest, MacAddr, TcpFlags};

const MS: i64 = 1_000_000;
const FIN: u16 = 0x01;
const SYN: u16 = 0x02;
const RST: u16 = 0x04;
const ACK: u16 = 0x10;

/// A connection as it is seen at one place.
pub(in crate::store) struct Wire {
    pub(in crate::store) flows: Flows,
    number: u64,
    pub(in crate::store) meta: FrameMeta,
    pub(in crate::store) window: u16,
}

impl Wire {
    pub(in crate::store) fn new() -> Self {
        let meta = crate::store::packets::tests::batch(&[0], 60).frames[0].meta;
        Self {
            flows: Flows::default(),
            number: 0,
            meta,
            window: 1000,
        }
    }

    /// With the handshake done: sequence numbers go on at 101 and 501, at 10 ms.
    fn open() -> Self {
        let mut wire = Self::new();
        wire.there(0, SYN, 100, 0, 0);
        wire.back(5, SYN | ACK, 500, 101, 0);
        wire.there(10, ACK, 101, 501, 0);
        wire
    }

    fn there(&mut self, ms: i64, flags: u16, seq: u32, ack: u32, length: u32) -> Marks {
        self.go([1, 2], ms, flags, seq, ack, length).2
    }

    fn back(&mut self, ms: i64, flags: u16, seq: u32, ack: u32, length: u32) -> Marks {
        self.go([2, 1], ms, flags, seq, ack, length).2
    }

    fn go(
        &mut self,
        ends: [u8; 2],
        ms: i64,
        flags: u16,
        seq: u32,
        ack: u32,
        length: u32,
    ) -> (FlowId, Way, Marks) {
        self.meta.time = Time(ms * MS);
        let port = |end: u8| if end == 1 { 40000 } else { 80 };
        let digest = Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            src: Some([10, 0, 0, ends[0]].into()),
            dst: Some([10, 0, 0, ends[1]].into()),
            src_port: port(ends[0]),
            dst_port: port(ends[1]),
            payload_at: 54,
            payload_len: length,
            detail: Detail::Tcp {
                flags: TcpFlags(flags),
                seq,
                ack,
                window: self.window,
            },
            ..Digest::default()
        };
        self.observe(&digest, &[]).unwrap()
    }

    fn observe(&mut self, digest: &Digest, bytes: &[u8]) -> Option<(FlowId, Way, Marks)> {
        self.number += 1;
        let seen = self
            .flows
            .observe(RecordId(self.number), &self.meta, digest, bytes)?;
        Some((seen.flow, seen.way, seen.marks))
    }

    fn only(&self) -> &Flow {
        assert_eq!(self.flows.len(), 1);
        self.flows.iter().next().unwrap()
    }
}

fn both(a: Marks, b: Marks) -> Marks {
    Marks(a.0 | b.0)
}

#[test]
fn a_connection_opens_closes_and_is_timed() {
    let mut wire = Wire::open();
    assert_eq!(wire.only().state, FlowState::Open);
    assert!(wire.there(20, ACK, 101, 501, 50).is_empty());
    assert!(wire.back(23, ACK, 501, 151, 0).is_empty());
    assert!(wire.back(30, FIN | ACK, 501, 151, 0).is_empty());
    assert_eq!(wire.only().state, FlowState::Closing);
    assert!(wire.there(31, FIN | ACK, 151, 502, 0).is_empty());
    assert!(wire.back(32, ACK, 502, 152, 0).is_empty());
    let flow = wire.only();
    assert_eq!(
        (flow.state, flow.frames, flow.payload),
        (FlowState::Closed, [4, 4], [50, 0])
    );
    assert_eq!(
        (flow.handshake_rtt, flow.isn),
        (Some(5 * MS), [Some(100), Some(500)])
    );
    assert_eq!(
        flow.rtt,
        Some(MS),
        "the FIN's acknowledgement is the latest"
    );
}

#[test]
fn bytes_sent_twice_are_a_retransmission() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    assert_eq!(wire.there(300, ACK, 101, 501, 50), Marks::RETRANSMISSION);
    assert_eq!(wire.only().times(Marks::RETRANSMISSION), 1);
}

#[test]
fn bytes_sent_again_after_their_acknowledgement_are_spurious() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.back(22, ACK, 501, 151, 0);
    assert_eq!(
        wire.there(300, ACK, 101, 501, 50),
        both(Marks::RETRANSMISSION, Marks::SPURIOUS)
    );
}

#[test]
fn three_equal_acknowledgements_bring_a_fast_retransmission() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    for (at, seq) in [(21, 151), (22, 201), (23, 251)] {
        wire.there(at, ACK, seq, 501, 50);
    }
    wire.back(30, ACK, 501, 151, 0);
    for at in 31..34 {
        assert_eq!(wire.back(at, ACK, 501, 151, 0), Marks::DUPLICATE_ACK);
    }
    assert_eq!(
        wire.there(35, ACK, 151, 501, 50),
        both(Marks::RETRANSMISSION, Marks::FAST_RETRANSMISSION)
    );
}

#[test]
fn a_gap_is_seen_and_what_fills_it_soon_was_overtaken() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    assert_eq!(wire.there(21, ACK, 201, 501, 50), Marks::GAP);
    assert_eq!(wire.there(22, ACK, 151, 501, 50), Marks::OUT_OF_ORDER);
    assert_eq!(wire.there(900, ACK, 151, 501, 50), Marks::RETRANSMISSION);
}

#[test]
fn what_fills_a_gap_late_was_not_seen_before() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.there(21, ACK, 201, 501, 50);
    // Lost before it got here and sent again, or just overtaken: from here both look alike.
    assert_eq!(wire.there(300, ACK, 151, 501, 50), Marks::OUT_OF_ORDER);
}

#[test]
fn an_acknowledgement_of_what_nobody_saw_is_told_once() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    assert_eq!(wire.back(30, ACK, 501, 201, 0), Marks::ACK_UNSEEN);
    assert!(wire.back(31, ACK, 501, 201, 10).is_empty());
}

#[test]
fn windows_fill_close_are_asked_for_and_open_again() {
    let mut wire = Wire::new();
    let syn = |from: u8, flags: u16, seq: u32, ack: u32| {
        let to = 3 - from;
        let port = |end: u8| if end == 1 { 40000_u16 } else { 80 };
        let mut bytes = vec![0_u8; 34];
        bytes.extend(port(from).to_be_bytes());
        bytes.extend(port(to).to_be_bytes());
        bytes.extend(seq.to_be_bytes());
        bytes.extend(ack.to_be_bytes());
        bytes.extend([0x60, flags as u8, 3, 232, 0, 0, 0, 0, 1, 3, 3, 1]);
        let digest = Digest {
            transport: Protocol::Tcp,
            src: Some([10, 0, 0, from].into()),
            dst: Some([10, 0, 0, to].into()),
            src_port: port(from),
            dst_port: port(to),
            payload_at: 58,
            detail: Detail::Tcp {
                flags: TcpFlags(flags),
                seq,
                ack,
                window: 1000,
            },
            ..Digest::default()
        };
        (digest, bytes)
    };
    let (there, back) = (syn(1, SYN, 100, 0), syn(2, SYN | ACK, 500, 101));
    wire.observe(&there.0, &there.1);
    wire.observe(&back.0, &back.1);
    wire.there(10, ACK, 101, 501, 0);
    wire.window = 25;
    assert_eq!(wire.back(11, ACK, 501, 101, 0), Marks::WINDOW_UPDATE);
    assert_eq!(
        wire.there(12, ACK, 101, 501, 50),
        Marks::WINDOW_FULL,
        "25 << 1 bytes"
    );
    wire.window = 0;
    assert_eq!(wire.back(13, ACK, 501, 151, 0), Marks::ZERO_WINDOW);
    wire.window = 1000;
    assert_eq!(wire.there(300, ACK, 151, 501, 1), Marks::WINDOW_PROBE);
    assert_eq!(wire.back(301, ACK, 501, 151, 0), Marks::WINDOW_UPDATE);
}

#[test]
fn keep_alives_that_cross_are_both_answered() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.back(25, ACK, 501, 151, 0);
    assert_eq!(wire.back(60_000, ACK, 500, 151, 0), Marks::KEEP_ALIVE);
    assert_eq!(wire.there(60_000, ACK, 150, 501, 0), Marks::KEEP_ALIVE);
    assert_eq!(wire.back(60_001, ACK, 501, 151, 0), Marks::KEEP_ALIVE_ACK);
    assert_eq!(wire.there(60_001, ACK, 151, 501, 0), Marks::KEEP_ALIVE_ACK);
    assert!(
        wire.there(60_002, ACK, 151, 501, 0).is_empty(),
        "nothing else was asked"
    );
}

#[test]
fn keep_alives_and_their_answers_are_no_retransmissions() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.back(25, ACK, 501, 151, 0);
    assert_eq!(wire.there(10_000, ACK, 150, 501, 0), Marks::KEEP_ALIVE);
    assert_eq!(wire.back(10_001, ACK, 501, 151, 0), Marks::KEEP_ALIVE_ACK);
}

#[test]
fn a_reset_ends_and_new_connections_on_the_same_ports_are_told_apart() {
    let mut wire = Wire::open();
    assert_eq!(wire.there(20, SYN, 7000, 0, 0), Marks::PORT_REUSED);
    assert_eq!(wire.flows.total(), 2);
    assert_eq!(wire.back(21, RST | ACK, 0, 7001, 0), Marks::RESET);
    assert_eq!(
        wire.flows.get(FlowId(2)).map(|flow| flow.state),
        Some(FlowState::Reset)
    );
    assert!(
        wire.there(22, SYN, 9000, 0, 0).is_empty(),
        "the earlier one was over"
    );
    assert_eq!(wire.flows.total(), 3);
    assert_eq!(wire.there(1022, SYN, 9000, 0, 0), Marks::RETRANSMISSION);
    assert_eq!(wire.flows.total(), 3);
}

#[test]
fn numbers_go_round() {
    let mut wire = Wire::new();
    wire.there(0, SYN, u32::MAX, 0, 0);
    wire.back(1, SYN | ACK, u32::MAX - 1, 0, 0);
    wire.there(2, ACK, 0, u32::MAX, 0);
    assert!(wire.there(3, ACK, 0, u32::MAX, 10).is_empty());
    assert!(wire.back(4, ACK, u32::MAX, 10, 10).is_empty());
    assert!(wire.back(5, ACK, 9, 10, 10).is_empty());
}

#[test]
fn the_same_segment_elsewhere_is_another_flow() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.meta.place.interface.0 = 7;
    let (flow, way, marks) = wire.go([1, 2], 20, ACK, 101, 501, 50);
    assert_eq!(
        (flow, way, marks),
        (FlowId(2), Way::There, Marks::default())
    );
}

#[test]
fn arp_and_echoes_are_conversations() {
    let mut wire = Wire::new();
    let arp = |operation, sender: u8, target: u8| Digest {
        protocol: Protocol::Arp,
        detail: Detail::Arp {
            operation,
            sender: [10, 0, 0, sender].into(),
            target: [10, 0, 0, target].into(),
            sender_mac: MacAddr::ZERO,
        },
        ..Digest::default()
    };
    let echo = |kind, src: u8, dst: u8, ident| Digest {
        protocol: Protocol::Icmp,
        transport: Protocol::Icmp,
        src: Some([10, 0, 0, src].into()),
        dst: Some([10, 0, 0, dst].into()),
        detail: Detail::Icmp {
            kind,
            code: 0,
            ident,
            seq: 1,
        },
        ..Digest::default()
    };
    let seen: Vec<_> = [
        arp(1, 1, 2),
        arp(2, 2, 1),
        echo(8, 1, 2, 5),
        echo(0, 2, 1, 5),
        echo(8, 1, 2, 6),
    ]
    .iter()
    .filter_map(|digest| wire.observe(digest, &[]))
    .map(|(flow, way, _)| (flow.0, way))
    .collect();
    assert_eq!(
        seen,
        [
            (1, Way::There),
            (1, Way::Back),
            (2, Way::There),
            (2, Way::Back),
            (3, Way::There)
        ]
    );
    assert!(wire.observe(&Digest::default(), &[]).is_none());
}

#[test]
fn the_flow_longest_idle_makes_room() {
    let mut wire = Wire {
        flows: Flows::with_most(3),
        ..Wire::new()
    };
    let udp = |port: u16| Digest {
        transport: Protocol::Udp,
        src: Some([10, 0, 0, 1].into()),
        dst: Some([10, 0, 0, 2].into()),
        src_port: port,
        dst_port: 53,
        ..Digest::default()
    };
    for port in [1, 2, 3, 1, 4, 1, 5, 1] {
        wire.observe(&udp(port), &[]);
    }
    assert_eq!(wire.flows.len(), 3);
    let ports: Vec<_> = wire.flows.iter().map(|flow| flow.a.1).collect();
    assert!(ports.contains(&1) && ports.contains(&5), "{ports:?}");
    assert_eq!(wire.flows.total(), 5, "port 1 was never forgotten");
}
