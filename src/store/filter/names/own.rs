//! The names that what is known beside a frame, or its flow's analysis, answers to. Those of protocols' fields
//! stand in the protocols' own files.

use super::{Beside, Place, Sort};
use crate::store::flows::Marks;

/// A name of this table.
pub(super) struct Own {
    /// As one asks for it.
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    pub(super) place: Place,
}

const U32: Sort = Sort::Number(u32::MAX as u64);

const fn beside(name: &'static str, sort: Sort, beside: Beside) -> Own {
    Own {
        name,
        sort,
        place: Place::Beside(beside),
    }
}

const fn mark(name: &'static str, mark: Marks) -> Own {
    Own {
        name,
        sort: Sort::Presence,
        place: Place::Mark(mark),
    }
}

/// In alphabetical order: it is searched by halves.
pub(super) static OWN: &[Own] = &[
    beside("flow", U32, Beside::Flow),
    beside("frame.cap_len", U32, Beside::Captured),
    beside("frame.len", U32, Beside::Length),
    beside("frame.number", Sort::Number(u64::MAX), Beside::Number),
    beside("frame.time_relative", Sort::Seconds, Beside::Since),
    mark("tcp.analysis.ack_lost_segment", Marks::ACK_UNSEEN),
    mark("tcp.analysis.duplicate_ack", Marks::DUPLICATE_ACK),
    mark(
        "tcp.analysis.fast_retransmission",
        Marks::FAST_RETRANSMISSION,
    ),
    // Any of them; a RST is told by its own flag.
    mark("tcp.analysis.flags", Marks(0x5fff)),
    mark("tcp.analysis.keep_alive", Marks::KEEP_ALIVE),
    mark("tcp.analysis.keep_alive_ack", Marks::KEEP_ALIVE_ACK),
    mark("tcp.analysis.lost_segment", Marks::GAP),
    mark("tcp.analysis.out_of_order", Marks::OUT_OF_ORDER),
    mark("tcp.analysis.retransmission", Marks::RETRANSMISSION),
    mark("tcp.analysis.reused_ports", Marks::PORT_REUSED),
    mark("tcp.analysis.spurious_retransmission", Marks::SPURIOUS),
    mark("tcp.analysis.window_full", Marks::WINDOW_FULL),
    mark("tcp.analysis.window_update", Marks::WINDOW_UPDATE),
    mark("tcp.analysis.zero_window", Marks::ZERO_WINDOW),
    mark("tcp.analysis.zero_window_probe", Marks::WINDOW_PROBE),
];
