//! What time it is, and what is asked for by the clock alone.

use std::time::Duration;

use crate::clock::Time;

/// How often counters are asked for while rates are visible.
pub const POLL: Duration = Duration::from_secs(1);

/// The time, as the loop writes it before each event, and what depends on nothing else.
#[derive(Debug, Default)]
pub struct Clock {
    /// Real time now.
    pub now: Time,
    /// Time since the start, for deadlines and animation.
    pub elapsed: Duration,
    /// When the counters are asked for next.
    pub next_poll: Duration,
    /// Something moved when the loop woke last: where a motion has just ended, its end is still to be drawn.
    pub moving: bool,
}

impl Clock {
    /// Are the counters to be asked for? From now on they were.
    pub fn polls(&mut self) -> bool {
        let due = self.elapsed >= self.next_poll;
        if due {
            self.next_poll = self.elapsed + POLL;
        }
        due
    }

    /// Notes whether anything moves; `true`: a picture of it is still to be drawn.
    pub const fn moves(&mut self, moves: bool) -> bool {
        let still = self.moving || moves;
        self.moving = moves;
        still
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counters_are_asked_for_once_a_second() {
        let mut clock = Clock::default();
        assert!(clock.polls());
        assert!(!clock.polls());
        clock.elapsed = POLL;
        assert!(clock.polls());
    }

    #[test]
    fn the_end_of_a_motion_is_drawn_once_more() {
        let mut clock = Clock::default();
        assert!(clock.moves(true));
        assert!(clock.moves(false));
        assert!(!clock.moves(false));
    }
}
