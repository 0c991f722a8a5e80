//! Which call moved which bytes of a stream: what a message can tell of the `recv`s it came by, or of the
//! `send`s it left by. TCP itself keeps no such borders.

use std::collections::VecDeque;
use std::ops::Range;

use crate::record::Calls;

/// Calls that are remembered; of a message that took more only that is known.
const KEPT: usize = 64;
/// Calls that a message names one by one.
const NAMED: usize = 8;

/// One direction of one stream.
#[derive(Debug, Default)]
pub struct CallLog {
    /// The newest calls, each with the bytes it moved.
    calls: VecDeque<Range<u64>>,
    /// Bytes moved so far.
    moved: u64,
}

impl CallLog {
    /// A call has moved `n` bytes.
    pub fn note(&mut self, n: usize) {
        if n == 0 {
            return;
        }
        let from = self.moved;
        self.moved += n as u64;
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(from..self.moved);
    }

    /// The calls that moved a byte of this range of the stream.
    pub fn of(&self, range: &Range<u64>) -> Calls {
        let oldest = self.calls.front().map_or(0, |call| call.start);
        if range.start < oldest {
            return Calls {
                ranges: Vec::new(),
                more: KEPT,
            };
        }
        let mut moved = self
            .calls
            .iter()
            .filter(|call| call.start < range.end && range.start < call.end);
        let ranges = moved.by_ref().take(NAMED).cloned().collect();
        Calls {
            ranges,
            more: moved.count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(sizes: &[usize]) -> CallLog {
        let mut log = CallLog::default();
        for n in sizes {
            log.note(*n);
        }
        log
    }

    #[test]
    fn one_call_may_move_several_messages_and_one_message_may_take_several_calls() {
        let log = log(&[14, 1, 2, 0, 5]);
        let line = log.of(&(4..8));
        assert!(
            line.ranges.iter().eq([&(0..14)]) && line.more == 0,
            "one of three lines"
        );
        assert_eq!(
            log.of(&(14..17)),
            Calls {
                ranges: vec![14..15, 15..17],
                more: 0
            },
            "exactly two calls"
        );
        assert_eq!(
            log.of(&(13..18)),
            Calls {
                ranges: vec![0..14, 14..15, 15..17, 17..22],
                more: 0
            }
        );
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_not_kept_is_not_made_up() {
        let log = log(&[1; 200]);
        assert_eq!(log.calls.len(), KEPT);
        let newest = log.of(&(180..200));
        assert_eq!((newest.ranges.len(), newest.more), (NAMED, 20 - NAMED));
        assert_eq!(
            log.of(&(100..200)),
            Calls {
                ranges: Vec::new(),
                more: KEPT
            }
        );
        assert_eq!(
            CallLog::default().of(&(0..4)),
            Calls::default(),
            "nothing noted, nothing known"
        );
    }
}
