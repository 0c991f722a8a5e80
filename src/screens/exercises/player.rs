//! How far a run's picture has been played: what took a millisecond is to be seen.
//!
//! What happens is shown in order, each thing for a moment, as soon as it has happened; so the picture runs
//! behind a quick run and keeps up with a slow one. It can be held and walked, step by step.

use std::time::Duration;

/// Each thing that happens moves for this long.
const MOMENT: Duration = Duration::from_millis(250);
/// All of a run is shown within this time, however much happens in it.
const WHOLE: Duration = Duration::from_secs(20);
/// A picture is drawn anew after this long while something moves.
pub(super) const FRAME: Duration = Duration::from_millis(40);

/// Where the picture is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct At {
    /// Things that are shown, the moving one included.
    pub(super) shown: usize,
    /// How far the last of them has moved, 0 to 1.
    pub(super) phase: f64,
}

/// Plays a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Player {
    /// Things that had been shown to their end at `since`.
    base: usize,
    /// On the loop's clock.
    since: Duration,
    held: bool,
    still: bool,
}

impl Player {
    /// Shows end states only, without motion.
    pub(super) const fn set_still(&mut self, still: bool) {
        self.still = still;
    }

    /// From the beginning, playing.
    pub(super) const fn restart(&mut self, now: Duration) {
        self.base = 0;
        self.since = now;
        self.held = false;
    }

    /// Does it stand because somebody held it?
    pub(super) const fn is_held(&self) -> bool {
        self.held
    }

    /// Where it is, of `total` things.
    pub(super) fn at(&self, total: usize, now: Duration) -> At {
        let end = |shown| At { shown, phase: 1.0 };
        if self.held {
            return end(self.base.min(total));
        }
        if self.still || self.base >= total {
            return end(total);
        }
        let moment = moment(total).as_secs_f64();
        let passed = now.saturating_sub(self.since).as_secs_f64() / moment;
        let done = self.base + passed as usize;
        if done >= total {
            return end(total);
        }
        At {
            shown: done + 1,
            phase: passed.fract(),
        }
    }

    /// There were `before` things, now there are `total`, `passed` of the new ones among those that were shown already:
    /// the others begin to move when those before have.
    pub(super) fn grown(&mut self, before: usize, passed: usize, total: usize, now: Duration) {
        if self.held {
            self.base += passed;
            return;
        }
        let at = self.at(before, now);
        let moving = at.phase < 1.0;
        self.base = at.shown + passed - usize::from(moving).min(at.shown);
        // What moves goes on from where it is.
        let gone = if moving {
            moment(total).mul_f64(at.phase)
        } else {
            Duration::ZERO
        };
        self.since = now.saturating_sub(gone);
    }

    /// Holds it where it is, or goes on; at the end: plays it again.
    pub(super) fn play_or_hold(&mut self, total: usize, now: Duration) {
        let at = self.at(total, now);
        if at.shown >= total && (self.held || at.phase >= 1.0) {
            self.restart(now);
        } else if self.held {
            self.play_on(now);
        } else {
            (self.held, self.base) = (true, at.shown);
        }
    }

    /// One thing on or back, and holds. `false`: there is none.
    pub(super) fn step(&mut self, on: bool, total: usize, now: Duration) -> bool {
        let at = self.at(total, now);
        let goal = if on {
            at.shown + 1
        } else {
            at.shown.saturating_sub(1)
        };
        let moves = goal <= total && goal != at.shown;
        if moves {
            (self.held, self.base) = (true, goal);
        }
        moves
    }

    /// Shows exactly so many, and holds.
    pub(super) fn go_to(&mut self, shown: usize) {
        (self.held, self.base) = (true, shown);
    }

    /// Goes on from where it is.
    pub(super) const fn play_on(&mut self, now: Duration) {
        (self.held, self.since) = (false, now);
    }

    /// When it wants to be drawn next; `None`: nothing moves.
    pub(super) fn deadline(&self, total: usize, now: Duration) -> Option<Duration> {
        (self.at(total, now).phase < 1.0).then_some(now + FRAME)
    }
}

fn moment(total: usize) -> Duration {
    let share = WHOLE / u32::try_from(total.max(1)).unwrap_or(u32::MAX);
    share.min(MOMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn things_are_shown_one_after_the_other_and_then_nothing_moves() {
        let mut player = Player::default();
        player.restart(ms(0));
        assert_eq!(
            player.at(2, ms(0)),
            At {
                shown: 1,
                phase: 0.0
            }
        );
        assert_eq!(
            player.at(2, ms(125)),
            At {
                shown: 1,
                phase: 0.5
            }
        );
        assert_eq!(player.at(2, ms(400)).shown, 2);
        assert_eq!(
            player.at(2, ms(500)),
            At {
                shown: 2,
                phase: 1.0
            }
        );
        assert_eq!(player.deadline(2, ms(500)), None);
        assert!(player.deadline(2, ms(400)).is_some());
    }

    #[test]
    fn what_comes_later_moves_when_it_comes() {
        let mut player = Player::default();
        player.restart(ms(0));
        player.grown(0, 0, 1, ms(0));
        player.grown(1, 0, 2, ms(5_000));
        assert_eq!(
            player.at(2, ms(5_000)),
            At {
                shown: 2,
                phase: 0.0
            }
        );
        assert_eq!(
            player.at(2, ms(5_300)),
            At {
                shown: 2,
                phase: 1.0
            }
        );
    }

    #[test]
    fn reports_that_come_quickly_do_not_hold_the_picture_up() {
        let mut player = Player::default();
        player.restart(ms(0));
        for (count, at) in (0..100).zip((0..).step_by(50)) {
            player.grown(count, 0, count + 1, ms(at));
        }
        assert!(player.at(100, ms(5_000)).shown > 15);
    }

    #[test]
    fn what_is_told_late_is_not_played_in_the_place_of_the_last() {
        let mut player = Player::default();
        player.restart(ms(0));
        player.grown(0, 0, 3, ms(0));
        assert_eq!(player.at(3, ms(5_000)).shown, 3);
        player.grown(3, 1, 4, ms(5_000));
        assert_eq!(
            player.at(4, ms(5_000)),
            At {
                shown: 4,
                phase: 1.0
            }
        );
    }

    #[test]
    fn a_held_picture_is_walked_and_plays_again_from_its_end() {
        let mut player = Player::default();
        player.restart(ms(0));
        player.play_or_hold(5, ms(400));
        assert_eq!(
            player.at(5, ms(9_000)),
            At {
                shown: 2,
                phase: 1.0
            }
        );
        assert!(player.step(true, 5, ms(9_000)));
        assert!(player.step(false, 5, ms(9_000)));
        assert_eq!(player.at(5, ms(9_000)).shown, 2);
        player.go_to(5);
        assert!(!player.step(true, 5, ms(9_000)));
        player.play_or_hold(5, ms(9_000));
        assert_eq!(player.at(5, ms(9_000)).shown, 1);
    }

    #[test]
    fn without_motion_all_is_shown_at_once() {
        let mut player = Player::default();
        player.set_still(true);
        player.restart(ms(0));
        assert_eq!(
            player.at(7, ms(0)),
            At {
                shown: 7,
                phase: 1.0
            }
        );
    }
}
