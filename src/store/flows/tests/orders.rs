//! A connection is one flow whatever order its segments come in, and nothing false is said of them.

use super::*;

/// From the client?, flags, number, acknowledgement, payload bytes.
type Sent = (bool, u16, u32, u32, u32);

/// A whole connection: three to open it, a question, its answer, four to close it.
const WHOLE: [Sent; 8] = [
    (true, SYN, 100, 0, 0),
    (false, SYN | ACK, 500, 101, 0),
    (true, ACK, 101, 501, 0),
    (true, ACK, 101, 501, 5),
    (false, ACK, 501, 106, 7),
    (true, FIN | ACK, 106, 508, 0),
    (false, FIN | ACK, 508, 107, 0),
    (true, ACK, 107, 509, 0),
];

impl Wire {
    fn send(&mut self, ms: i64, (client, flags, seq, ack, length): Sent) -> Marks {
        let ends = if client { [1, 2] } else { [2, 1] };
        self.go(ends, ms, flags, seq, ack, length).2
    }

    fn all(&mut self, segments: &[Sent]) -> Marks {
        let mut marks = Marks::default();
        for (ms, segment) in (0..).zip(segments) {
            marks.add(self.send(ms, *segment));
        }
        marks
    }

    /// Who opened the only flow, by the last number of the address.
    fn client(&self) -> Option<IpAddr> {
        let flow = self.only();
        flow.opener.map(|way| flow.sender(way).0)
    }
}

/// All orders of some things (Heap's algorithm).
fn orders<T: Copy>(things: &mut [T], count: usize, each: &mut impl FnMut(&[T])) {
    if count <= 1 {
        return each(things);
    }
    for at in 0..count {
        orders(things, count - 1, each);
        things.swap(if count.is_multiple_of(2) { at } else { 0 }, count - 1);
    }
}

fn in_all_orders(segments: &[Sent], mut each: impl FnMut(&Wire, Marks, &[Sent])) {
    let mut segments = segments.to_vec();
    let count = segments.len();
    orders(&mut segments, count, &mut |order| {
        let mut wire = Wire::new();
        let marks = wire.all(order);
        each(&wire, marks, order);
    });
}

/// Marks that say something of an order only: that it came late, or what it came before.
const LATE: u16 = Marks::OUT_OF_ORDER.0 | Marks::GAP.0 | Marks::ACK_UNSEEN.0;

#[test]
fn a_connection_is_one_flow_with_one_client_in_every_order() {
    in_all_orders(&WHOLE, |wire, marks, order| {
        assert_eq!(wire.flows.total(), 1, "{order:?}");
        let flow = wire.only();
        assert_eq!(flow.state, FlowState::Closed, "{order:?}");
        assert_eq!(wire.client(), Some([10, 0, 0, 1].into()), "{order:?}");
        assert_eq!(flow.isn[flow.opener.unwrap().index()], Some(100));
        assert_eq!(marks.0 & !LATE, 0, "{order:?}: {marks:?}");
        // All of it was seen in the end: nothing counts as missing any more.
        assert_eq!(flow.times(Marks::GAP), 0, "{order:?}");
        assert_eq!(flow.times(Marks::ACK_UNSEEN), 0, "{order:?}");
    });
}

#[test]
fn an_open_connection_is_open_in_every_order() {
    in_all_orders(&WHOLE[..5], |wire, marks, order| {
        let flow = wire.only();
        assert_eq!(flow.state, FlowState::Open, "{order:?}");
        assert_eq!(wire.client(), Some([10, 0, 0, 1].into()), "{order:?}");
        assert_eq!(marks.0 & !LATE, 0, "{order:?}: {marks:?}");
    });
}

#[test]
fn a_connection_that_is_broken_off_is_one_flow_in_every_order() {
    for reset in [(true, RST | ACK, 106, 508, 0), (false, RST, 508, 0, 0)] {
        let mut segments = WHOLE[..5].to_vec();
        segments.push(reset);
        in_all_orders(&segments, |wire, _, order| {
            assert_eq!(wire.flows.total(), 1, "{order:?}");
            assert_eq!(wire.only().state, FlowState::Reset, "{order:?}");
            assert_eq!(wire.client(), Some([10, 0, 0, 1].into()), "{order:?}");
        });
    }
    let refused = [(true, SYN, 100, 0, 0), (false, RST | ACK, 0, 101, 0)];
    in_all_orders(&refused, |wire, marks, order| {
        assert_eq!(wire.only().state, FlowState::Reset, "{order:?}");
        assert_eq!(marks, Marks::RESET, "{order:?}");
    });
}

/// RFC 9293 §3.5, figure 7.
#[test]
fn both_ends_may_call_at_once_in_every_order() {
    let segments = [
        (true, SYN, 100, 0, 0),
        (false, SYN, 300, 0, 0),
        (true, SYN | ACK, 100, 301, 0),
        (false, SYN | ACK, 300, 101, 0),
    ];
    in_all_orders(&segments, |wire, marks, order| {
        assert_eq!(wire.only().state, FlowState::Open, "{order:?}");
        // A SYN ACK behind its SYN takes the same number once more.
        let again = Marks::RETRANSMISSION.0 | LATE;
        assert_eq!(marks.0 & !again, 0, "{order:?}: {marks:?}");
    });
}

#[test]
fn data_in_the_syn_is_counted_in_every_order() {
    let segments = [
        (true, SYN, 100, 0, 10),
        (false, SYN | ACK, 500, 111, 0),
        (true, ACK, 111, 501, 0),
        (false, ACK, 501, 111, 20),
    ];
    in_all_orders(&segments, |wire, marks, order| {
        assert_eq!(wire.flows.total(), 1, "{order:?}");
        assert_eq!(wire.only().state, FlowState::Open, "{order:?}");
        let flow = wire.only();
        assert_eq!(flow.isn[flow.opener.unwrap().index()], Some(100));
        assert_eq!(marks.0 & !LATE, 0, "{order:?}: {marks:?}");
    });
}

#[test]
fn a_syn_far_behind_is_of_the_connection_that_it_begins() {
    let mut wire = Wire::new();
    wire.send(0, (true, ACK, 5_000, 501, 100));
    wire.send(1, (false, ACK, 501, 5_100, 0));
    assert_eq!(wire.client(), None, "nobody has seen who called");
    assert_eq!(wire.send(2, (true, SYN, 100, 0, 0)), Marks::OUT_OF_ORDER);
    assert_eq!(
        (wire.client(), wire.only().state),
        (Some([10, 0, 0, 1].into()), FlowState::Open)
    );
    // What nobody saw before the capture began is not missed, and not missed by whom it is acknowledged.
    assert!(wire.send(3, (false, ACK, 501, 5_100, 1)).is_empty());
}

#[test]
fn a_syn_again_is_the_same_connection_whatever_became_of_it() {
    for end in [
        &WHOLE[..5],
        &WHOLE[..],
        &[WHOLE[0], WHOLE[1], (true, RST, 101, 0, 0)],
    ] {
        let mut wire = Wire::new();
        wire.all(end);
        let before = wire.only().state;
        assert_eq!(wire.send(50, WHOLE[0]), Marks::RETRANSMISSION);
        assert_eq!(wire.send(51, WHOLE[1]), Marks::RETRANSMISSION);
        assert_eq!(wire.flows.total(), 1);
        if before != FlowState::Reset {
            assert_eq!(wire.only().state, before);
        }
    }
}

#[test]
fn another_initial_number_is_another_connection() {
    let mut open = Wire::new();
    open.all(&WHOLE[..5]);
    let marks = open.send(50, (true, SYN, 90_000, 0, 0));
    assert_eq!((marks, open.flows.total()), (Marks::PORT_REUSED, 2));
    let mut over = Wire::new();
    over.all(&WHOLE);
    let marks = over.send(50, (true, SYN, 90_000, 0, 0));
    assert_eq!((marks, over.flows.total()), (Marks::default(), 2));
    // Of a new one only the answer may be seen; its acknowledgement tells.
    let mut answer = Wire::new();
    answer.all(&WHOLE);
    answer.send(50, (false, SYN | ACK, 70_000, 90_001, 0));
    assert_eq!(answer.flows.total(), 2);
    let second = answer.flows.get(FlowId(2)).unwrap();
    assert_eq!(second.sender(second.opener.unwrap()).1, 40000);
    // A connection seen from its middle: beyond what was seen no SYN of it can be.
    let mut middle = Wire::new();
    middle.all(&WHOLE[2..5]);
    let marks = middle.send(50, (true, SYN, 90_000, 0, 0));
    assert_eq!((marks, middle.flows.total()), (Marks::PORT_REUSED, 2));
}

#[test]
fn a_challenge_acknowledgement_opens_nothing() {
    let mut wire = Wire::new();
    wire.send(0, (true, SYN, 400, 0, 0));
    wire.send(1, (false, ACK, 300, 100, 0));
    assert_eq!(wire.only().state, FlowState::Opening);
    wire.send(2, (true, RST, 100, 0, 0));
    wire.send(3, (true, SYN, 400, 0, 0));
    wire.send(4, (false, SYN | ACK, 900, 401, 0));
    wire.send(5, (true, ACK, 401, 901, 0));
    assert_eq!(wire.only().state, FlowState::Open);
}

#[test]
fn what_is_acknowledged_before_it_is_seen_counts_until_it_is_seen() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    assert_eq!(wire.back(21, ACK, 501, 201, 0), Marks::ACK_UNSEEN);
    assert_eq!(wire.only().times(Marks::ACK_UNSEEN), 1);
    assert!(wire.there(22, ACK, 151, 501, 50).is_empty());
    assert_eq!(wire.only().times(Marks::ACK_UNSEEN), 0);
    // In a hole: told once, whether or not more follows.
    assert_eq!(wire.there(23, ACK, 251, 501, 50), Marks::GAP);
    assert_eq!(wire.back(24, ACK, 501, 301, 0), Marks::ACK_UNSEEN);
    assert!(wire.back(25, ACK, 501, 301, 9).is_empty());
    let counted = |wire: &Wire| [Marks::GAP, Marks::ACK_UNSEEN].map(|m| wire.only().times(m));
    assert_eq!(counted(&wire), [1, 1]);
    assert_eq!(wire.there(26, ACK, 201, 510, 20), Marks::OUT_OF_ORDER);
    assert_eq!(counted(&wire), [1, 1], "some of it is still missing");
    assert_eq!(wire.there(27, ACK, 221, 510, 30), Marks::OUT_OF_ORDER);
    assert_eq!(counted(&wire), [0, 0]);
    assert_eq!(
        wire.there(28, ACK, 221, 510, 30),
        both(Marks::RETRANSMISSION, Marks::SPURIOUS)
    );
}

#[test]
fn only_what_was_seen_before_is_sent_again() {
    let mut wire = Wire::new();
    // The capture begins in the middle: what came before it nobody knows.
    wire.there(0, ACK, 1_000, 500, 100);
    assert!(wire.back(1, ACK, 500, 1_100, 0).is_empty());
    assert_eq!(wire.there(400, ACK, 900, 500, 100), Marks::OUT_OF_ORDER);
    // Some of it is new, some not.
    assert_eq!(wire.there(401, ACK, 1_050, 500, 100), Marks::RETRANSMISSION);
    // More holes than are remembered: below them nothing is said.
    for at in 0..8 {
        wire.there(500 + i64::from(at), ACK, 2_000 + at * 200, 500, 100);
    }
    assert!(wire.there(600, ACK, 1_900, 500, 100).is_empty());
    assert_eq!(wire.there(601, ACK, 3_300, 500, 100), Marks::OUT_OF_ORDER);
}

#[test]
fn an_acknowledgement_from_before_the_capture_began_says_nothing() {
    let mut wire = Wire::new();
    assert!(wire.back(0, ACK, 500, 1_300, 0).is_empty());
    assert!(wire.there(1, ACK, 1_000, 500, 100).is_empty());
    assert!(wire.back(2, ACK, 500, 1_300, 10).is_empty());
    assert_eq!(wire.back(3, ACK, 510, 1_400, 0), Marks::ACK_UNSEEN);
}

#[test]
fn numbers_that_go_round_are_in_order() {
    let mut segments = WHOLE;
    for (client, _, seq, ack, _) in &mut segments {
        let turn = |n: u32, by: u32| n.wrapping_sub(by);
        (*seq, *ack) = if *client {
            (turn(*seq, 103), turn(*ack, 503))
        } else {
            (turn(*seq, 503), turn(*ack, 103))
        };
    }
    let mut wire = Wire::new();
    assert!(wire.all(&segments).is_empty());
    assert_eq!(wire.only().state, FlowState::Closed);
}

#[test]
fn a_byte_sent_again_is_no_keep_alive_and_a_late_acknowledgement_neither() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 1);
    assert_eq!(wire.there(400, ACK, 101, 501, 1), Marks::RETRANSMISSION);
    wire.back(401, ACK, 501, 102, 0);
    assert!(wire.there(402, ACK, 101, 501, 0).is_empty(), "overtaken");
    assert_eq!(wire.there(9_000, ACK, 101, 501, 0), Marks::KEEP_ALIVE);
}

#[test]
fn a_probe_of_a_closed_window_is_seen_whether_taken_or_not() {
    let mut wire = Wire::open();
    wire.there(20, ACK, 101, 501, 50);
    wire.window = 0;
    wire.back(21, ACK, 501, 151, 0);
    wire.window = 1000;
    // Linux asks with the number before the next one.
    assert_eq!(wire.there(300, ACK, 150, 501, 0), Marks::WINDOW_PROBE);
    assert_eq!(wire.there(600, ACK, 151, 501, 1), Marks::WINDOW_PROBE);
    wire.window = 0;
    let taken = wire.back(601, ACK, 501, 152, 0);
    assert_eq!(taken, Marks::ZERO_WINDOW, "the byte was seen");
    wire.window = 1000;
    wire.back(700, ACK, 501, 152, 0);
    assert!(wire.there(701, ACK, 152, 501, 50).is_empty(), "goes on");
}

#[test]
fn an_acknowledgement_is_a_duplicate_only_while_data_are_outstanding() {
    let mut wire = Wire::open();
    wire.back(20, ACK, 501, 101, 0);
    assert!(wire.back(21, ACK, 501, 101, 0).is_empty());
    wire.there(22, ACK, 101, 501, 50);
    assert_eq!(wire.back(23, ACK, 501, 101, 0), Marks::DUPLICATE_ACK);
    // Two do not ask for a segment yet (RFC 5681 §3.2), three do.
    wire.back(24, ACK, 501, 101, 0);
    assert_eq!(wire.there(25, ACK, 101, 501, 50), Marks::RETRANSMISSION);
    wire.back(26, ACK, 501, 101, 0);
    assert_eq!(
        wire.there(27, ACK, 101, 501, 50),
        both(Marks::RETRANSMISSION, Marks::FAST_RETRANSMISSION)
    );
}

#[test]
fn both_may_open_at_once() {
    let mut wire = Wire::new();
    let marks = wire.all(&[
        (true, SYN, 100, 0, 0),
        (false, SYN, 500, 0, 0),
        (true, SYN | ACK, 100, 501, 0),
        (false, SYN | ACK, 500, 101, 0),
    ]);
    assert_eq!(marks, Marks::default(), "nothing was sent again");
    let again = wire.send(9, (true, SYN | ACK, 100, 501, 0));
    assert_eq!(again, Marks::RETRANSMISSION);
}
