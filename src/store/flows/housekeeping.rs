//! What of a TCP connection is housekeeping: keep-alives and their answers, and the bare acknowledgements of pings.

use super::{Marks, Segment, Way, later};
use crate::store::chores::Chore;
use crate::wire::TcpFlags;

/// What of a TCP connection is housekeeping, segment by segment. Constant in size.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    sides: [Side; 2],
}

#[derive(Debug, Clone, Default)]
struct Side {
    /// Its last acknowledgement number.
    acked: Option<u32>,
    /// It has told that it has no room.
    closed: bool,
    /// Its last segment was a keep-alive.
    asks: bool,
    /// The last numbers that pings and pongs took, without anything else between.
    pings: Option<(u32, u32)>,
}

impl Watch {
    /// Judges the next segment; `carried` is what its payload is, if it is any of it.
    pub(super) fn judge(
        &mut self,
        way: Way,
        segment: &Segment,
        marks: Marks,
        carried: Option<Chore>,
    ) -> Option<Chore> {
        let [there, back] = &mut self.sides;
        let (me, other) = match way {
            Way::There => (there, back),
            Way::Back => (back, there),
        };
        let bare = segment.length == 0 && is_plain_ack(segment.flags);
        let chore = if segment.length > 0 { carried } else { None };
        let chore = chore.or_else(|| {
            if bare {
                answers(me, other, segment, marks)
            } else {
                None
            }
        });
        let answers = chore == Some(Chore::KeepAliveAnswer);
        // Both may ask at once: then neither's answer takes back what it has asked itself.
        me.asks = chore == Some(Chore::KeepAlive) || me.asks && answers;
        // It was answered; another segment like this is no answer.
        other.asks &= segment.length == 0 && !answers;
        me.closed = segment.window == 0;
        if segment.flags.has(TcpFlags::ACK) {
            me.acked = Some(segment.ack);
        }
        if segment.length > 0 {
            me.pings = match (chore, me.pings) {
                (None, _) => None,
                (Some(_), Some((from, to))) if to == segment.seq => Some((from, segment.end())),
                (Some(_), _) => Some((segment.seq, segment.end())),
            };
        }
        chore
    }
}

/// Does it acknowledge, and nothing else? What is said of congestion beside it may stand on any segment.
const fn is_plain_ack(flags: TcpFlags) -> bool {
    let beside = TcpFlags(TcpFlags::PSH.0 | TcpFlags::CONGESTION.0);
    flags.without(beside).0 == TcpFlags::ACK.0
}

/// What a segment without payload is. A question about a closed window looks like a keep-alive but is
/// none; an acknowledgement that tells of anything but pings is a delivery.
fn answers(me: &Side, other: &Side, segment: &Segment, marks: Marks) -> Option<Chore> {
    let all_arrived = other
        .acked
        .is_none_or(|acked| acked == segment.seq.wrapping_add(1));
    if marks.has(Marks::KEEP_ALIVE) && !other.closed && all_arrived {
        return Some(Chore::KeepAlive);
    }
    if other.asks && me.acked == Some(segment.ack) && segment.window != 0 {
        return Some(Chore::KeepAliveAnswer);
    }
    let ((from, to), acked) = other.pings.zip(me.acked)?;
    let only_pings = !later(from, acked) && later(segment.ack, acked) && !later(segment.ack, to);
    only_pings.then_some(Chore::Acknowledgement)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACK: u16 = 0x10;

    fn segment(seq: u32, ack: u32, length: u32, window: u16) -> Segment {
        Segment {
            flags: TcpFlags(ACK),
            seq,
            ack,
            length,
            window,
            ..Segment::default()
        }
    }

    #[test]
    fn what_is_said_of_congestion_makes_an_acknowledgement_nothing_else() {
        for beside in [0, 0x008, 0x0c0, 0x140] {
            assert!(is_plain_ack(TcpFlags(ACK | beside)), "{beside:#x}");
        }
        for other in [0x001, 0x002, 0x004, 0x020] {
            assert!(!is_plain_ack(TcpFlags(ACK | other)), "{other:#x}");
        }
    }

    #[test]
    fn an_acknowledgement_of_pings_alone_is_one_and_one_of_a_text_too_is_not() {
        let mut watch = Watch::default();
        let mut judge = |way, seq, ack, length, carried| {
            watch.judge(
                way,
                &segment(seq, ack, length, 100),
                Marks::default(),
                carried,
            )
        };
        assert_eq!(judge(Way::Back, 500, 100, 0, None), None);
        assert_eq!(
            judge(Way::There, 100, 500, 24, Some(Chore::Ping)),
            Some(Chore::Ping)
        );
        assert_eq!(
            judge(Way::Back, 500, 124, 0, None),
            Some(Chore::Acknowledgement)
        );
        assert_eq!(judge(Way::There, 124, 500, 5, None), None, "a text");
        assert_eq!(
            judge(Way::There, 129, 500, 24, Some(Chore::Ping)),
            Some(Chore::Ping)
        );
        assert_eq!(
            judge(Way::Back, 500, 153, 0, None),
            None,
            "tells that the text has come, too"
        );
        assert_eq!(
            judge(Way::There, 153, 500, 0, None),
            None,
            "a bare acknowledgement of nothing new"
        );
    }

    #[test]
    fn a_question_about_a_closed_window_is_no_keep_alive() {
        let mut watch = Watch::default();
        let mut judge = |way, seq, ack, window, marks| {
            watch.judge(way, &segment(seq, ack, 0, window), marks, None)
        };
        judge(Way::Back, 500, 100, 0, Marks::ZERO_WINDOW);
        assert_eq!(judge(Way::There, 99, 500, 100, Marks::KEEP_ALIVE), None);
        judge(Way::Back, 500, 100, 50, Marks::WINDOW_UPDATE);
        assert_eq!(
            judge(Way::There, 99, 500, 100, Marks::KEEP_ALIVE),
            Some(Chore::KeepAlive)
        );
        assert_eq!(
            judge(Way::Back, 500, 100, 60, Marks::WINDOW_UPDATE),
            Some(Chore::KeepAliveAnswer)
        );
        assert_eq!(judge(Way::Back, 500, 100, 60, Marks::DUPLICATE_ACK), None);
    }

    #[test]
    fn keep_alives_that_cross_are_both_answered() {
        let mut watch = Watch::default();
        let mut judge =
            |way, seq, ack, marks| watch.judge(way, &segment(seq, ack, 0, 100), marks, None);
        judge(Way::Back, 500, 100, Marks::default());
        judge(Way::There, 100, 500, Marks::default());
        assert_eq!(
            judge(Way::Back, 499, 100, Marks::KEEP_ALIVE),
            Some(Chore::KeepAlive)
        );
        assert_eq!(
            judge(Way::There, 99, 500, Marks::KEEP_ALIVE),
            Some(Chore::KeepAlive)
        );
        assert_eq!(
            judge(Way::Back, 500, 100, Marks::KEEP_ALIVE_ACK),
            Some(Chore::KeepAliveAnswer)
        );
        assert_eq!(
            judge(Way::There, 100, 500, Marks::KEEP_ALIVE_ACK),
            Some(Chore::KeepAliveAnswer)
        );
        assert_eq!(judge(Way::There, 100, 500, Marks::DUPLICATE_ACK), None);
    }
}
