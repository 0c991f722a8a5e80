//! The marks in words: one plain sentence each, with the numbers where they are known.

use super::Marks;
use crate::say;
use crate::say::Say;

/// Numbers behind a mark, as far as known; what is not known is left out of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Note {
    /// How often the acknowledgement was said again, this time included.
    pub duplicates: Option<u32>,
    /// Bytes that are missing before this segment.
    pub missing: Option<u32>,
    /// Nanoseconds since the numbers were seen first.
    pub late: Option<i64>,
    /// It is a SYN or FIN that carries no byte.
    pub empty: bool,
}

impl Marks {
    /// All marks that nobody can read off the segment itself, but that follow from others seen before.
    pub const INFERRED: Self = Self(!(Self::RESET.0 | Self::ZERO_WINDOW.0));

    /// Is this mark inferred? Then it is drawn with `≈`.
    #[must_use]
    pub const fn is_inferred(self) -> bool {
        self.0 & Self::INFERRED.0 != 0
    }

    /// Its short name, the same in every language (Wireshark's words).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RETRANSMISSION => "retransmission",
            Self::FAST_RETRANSMISSION => "fast retransmission",
            Self::SPURIOUS => "spurious retransmission",
            Self::DUPLICATE_ACK => "duplicate ACK",
            Self::OUT_OF_ORDER => "out of order",
            Self::GAP => "previous segment not captured",
            Self::ACK_UNSEEN => "ACKed unseen segment",
            Self::WINDOW_FULL => "window full",
            Self::ZERO_WINDOW => "zero window",
            Self::WINDOW_PROBE => "zero window probe",
            Self::WINDOW_UPDATE => "window update",
            Self::KEEP_ALIVE => "keep-alive",
            Self::KEEP_ALIVE_ACK => "keep-alive ACK",
            Self::RESET => "reset",
            Self::PORT_REUSED => "port numbers reused",
            _ => "",
        }
    }

    /// Wireshark's display-filter name of the mark; empty where it has none.
    #[must_use]
    pub const fn filter(self) -> &'static str {
        match self {
            Self::RETRANSMISSION => "tcp.analysis.retransmission",
            Self::FAST_RETRANSMISSION => "tcp.analysis.fast_retransmission",
            Self::SPURIOUS => "tcp.analysis.spurious_retransmission",
            Self::DUPLICATE_ACK => "tcp.analysis.duplicate_ack",
            Self::OUT_OF_ORDER => "tcp.analysis.out_of_order",
            Self::GAP => "tcp.analysis.lost_segment",
            Self::ACK_UNSEEN => "tcp.analysis.ack_lost_segment",
            Self::WINDOW_FULL => "tcp.analysis.window_full",
            Self::ZERO_WINDOW => "tcp.analysis.zero_window",
            Self::WINDOW_PROBE => "tcp.analysis.zero_window_probe",
            Self::WINDOW_UPDATE => "tcp.analysis.window_update",
            Self::KEEP_ALIVE => "tcp.analysis.keep_alive",
            Self::KEEP_ALIVE_ACK => "tcp.analysis.keep_alive_ack",
            Self::PORT_REUSED => "tcp.analysis.reused_ports",
            _ => "",
        }
    }

    /// What each mark means, in a sentence. The fast and the spurious retransmission say all that the
    /// plain one does, so that one is left out beside them.
    #[must_use]
    pub fn say(self, note: &Note) -> Vec<Say> {
        let special = self.0 & (Self::FAST_RETRANSMISSION.0 | Self::SPURIOUS.0) != 0;
        self.each()
            .filter(|mark| !(special && *mark == Self::RETRANSMISSION))
            .filter_map(|mark| mark.sentence(note))
            .collect()
    }

    fn sentence(self, note: &Note) -> Option<Say> {
        Some(match self {
            Self::RETRANSMISSION => match note.late {
                Some(late) if note.empty => {
                    say!("flows-retransmission-empty-after", time = millis(late))
                }
                Some(late) => say!("flows-retransmission-after", time = millis(late)),
                None => say!("flows-retransmission"),
            },
            Self::FAST_RETRANSMISSION => say!("flows-fast-retransmission"),
            Self::SPURIOUS => say!("flows-spurious"),
            Self::DUPLICATE_ACK => match note.duplicates {
                Some(count) => say!("flows-duplicate-ack-count", count = count),
                None => say!("flows-duplicate-ack"),
            },
            Self::OUT_OF_ORDER => say!("flows-out-of-order"),
            Self::GAP => match note.missing {
                Some(count) => say!("flows-gap-count", count = count),
                None => say!("flows-gap"),
            },
            Self::ACK_UNSEEN => say!("flows-ack-unseen"),
            Self::WINDOW_FULL => say!("flows-window-full"),
            Self::ZERO_WINDOW => say!("flows-zero-window"),
            Self::WINDOW_PROBE => say!("flows-window-probe"),
            Self::WINDOW_UPDATE => say!("flows-window-update"),
            Self::KEEP_ALIVE => say!("flows-keep-alive"),
            Self::KEEP_ALIVE_ACK => say!("flows-keep-alive-ack"),
            Self::RESET => say!("flows-reset"),
            Self::PORT_REUSED => say!("flows-port-reused"),
            _ => return None,
        })
    }
}

/// `12.3 ms`, for a time in nanoseconds.
#[must_use]
pub fn millis(nanos: i64) -> String {
    let micros = nanos / 1000;
    format!("{}.{:03} ms", micros / 1000, (micros % 1000).abs())
}
