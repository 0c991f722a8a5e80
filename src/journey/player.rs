//! Which step of the way is shown when. A function of its state and the time, so that a test can
//! draw exactly phase 0, ½ and 1 of any step.
//!
//! All times are those since the program's start ([`crate::ui::look::Look::elapsed`]).

use std::time::Duration;

/// A header slides to its place in this time, at any speed up to ordinary; faster ones are faster.
pub const SLIDE: Duration = Duration::from_millis(300);
/// Time between two pictures while something moves: not more than 60 a second.
pub const TICK: Duration = Duration::from_millis(17);

/// How fast it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Speed {
    /// ½×
    Half,
    /// 1×
    #[default]
    Normal,
    /// 2×
    Double,
    /// 4×
    Fourfold,
}

impl Speed {
    /// One faster; the fastest stays.
    #[must_use]
    pub const fn faster(self) -> Self {
        match self {
            Self::Half => Self::Normal,
            Self::Normal => Self::Double,
            Self::Double | Self::Fourfold => Self::Fourfold,
        }
    }

    /// One slower; the slowest stays.
    #[must_use]
    pub const fn slower(self) -> Self {
        match self {
            Self::Fourfold => Self::Double,
            Self::Double => Self::Normal,
            Self::Normal | Self::Half => Self::Half,
        }
    }

    /// In quarters: 2, 4, 8, 16.
    const fn quarters(self) -> u32 {
        match self {
            Self::Half => 2,
            Self::Normal => 4,
            Self::Double => 8,
            Self::Fourfold => 16,
        }
    }

    /// `½×`, `1×`, …; in ASCII `1/2x`, `1x`, ….
    #[must_use]
    pub const fn name(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Half, false) => "½×",
            (Self::Normal, false) => "1×",
            (Self::Double, false) => "2×",
            (Self::Fourfold, false) => "4×",
            (Self::Half, true) => "1/2x",
            (Self::Normal, true) => "1x",
            (Self::Double, true) => "2x",
            (Self::Fourfold, true) => "4x",
        }
    }

    fn scale(self, time: Duration) -> Duration {
        time * 4 / self.quarters()
    }
}

/// How long a step stays and how much of that it moves, at ordinary speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// How long it stays before the next one begins.
    pub stay: Duration,
    /// How long it moves; zero = nothing moves.
    pub slide: Duration,
}

/// Plays a way of some steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    beats: Vec<Beat>,
    /// The step that began at `since`.
    step: usize,
    since: Duration,
    /// Does the step move? Steps one has jumped to show their end at once.
    moving: bool,
    playing: bool,
    speed: Speed,
    reduced: bool,
}

impl Player {
    /// At the first step, standing. `reduced`: nothing ever moves, steps show their end states.
    #[must_use]
    pub const fn new(beats: Vec<Beat>, reduced: bool, now: Duration) -> Self {
        Self {
            beats,
            step: 0,
            since: now,
            moving: false,
            playing: false,
            speed: Speed::Normal,
            reduced,
        }
    }

    /// Other steps (another model), at `step`; goes on playing if it did.
    pub fn replace(&mut self, beats: Vec<Beat>, step: usize, now: Duration) {
        self.beats = beats;
        self.jump(step, now);
    }

    /// The same number of steps with other lengths: nothing else changes.
    pub fn refit(&mut self, beats: Vec<Beat>) {
        self.step = self.step.min(beats.len().saturating_sub(1));
        self.beats = beats;
    }

    fn beat(&self, step: usize) -> Beat {
        let beat = self.beats.get(step).copied().unwrap_or(Beat {
            stay: SLIDE,
            slide: Duration::ZERO,
        });
        let slide = if self.reduced {
            Duration::ZERO
        } else {
            self.speed.scale(beat.slide).min(beat.slide)
        };
        Beat {
            stay: self.speed.scale(beat.stay).max(slide).max(TICK),
            slide,
        }
    }

    fn last(&self) -> usize {
        self.beats.len().saturating_sub(1)
    }

    /// The step now and when it began.
    fn at(&self, now: Duration) -> (usize, Duration) {
        let (mut step, mut since) = (self.step, self.since);
        if self.playing {
            while step < self.last() && now >= since + self.beat(step).stay {
                since += self.beat(step).stay;
                step += 1;
            }
        }
        (step, since)
    }

    /// Takes the time's passing into the state, so that what follows starts from here.
    fn settle(&mut self, now: Duration) {
        let (step, since) = self.at(now);
        self.moving |= step != self.step;
        (self.step, self.since) = (step, since);
        if self.playing && self.ended(now) {
            self.playing = false;
        }
    }

    fn ended(&self, now: Duration) -> bool {
        let (step, since) = self.at(now);
        step == self.last() && now >= since + self.beat(step).stay
    }

    /// The step to show, from 0.
    #[must_use]
    pub fn step(&self, now: Duration) -> usize {
        self.at(now).0
    }

    /// How many steps there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.beats.len()
    }

    /// Is there nothing to play?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.beats.is_empty()
    }

    /// How far the step's motion has come, eased: 0 to 1.
    #[must_use]
    pub fn progress(&self, now: Duration) -> f32 {
        let (step, since) = self.at(now);
        let slide = self.beat(step).slide;
        if slide.is_zero() || (!self.moving && step == self.step) {
            return 1.0;
        }
        ease(now.saturating_sub(since).as_secs_f32() / slide.as_secs_f32())
    }

    /// Does it go on by itself?
    #[must_use]
    pub fn is_playing(&self, now: Duration) -> bool {
        self.playing && !self.ended(now)
    }

    /// Does something move right now?
    #[must_use]
    pub fn is_moving(&self, now: Duration) -> bool {
        self.progress(now) < 1.0
    }

    /// How fast it plays.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// When the picture changes next; `None` while it stands.
    #[must_use]
    pub fn deadline(&self, now: Duration) -> Option<Duration> {
        let (step, since) = self.at(now);
        if self.is_moving(now) {
            return Some(now + TICK);
        }
        self.is_playing(now).then(|| since + self.beat(step).stay)
    }

    /// Begins at the first step and plays.
    pub fn start(&mut self, now: Duration) {
        (self.step, self.since, self.moving, self.playing) = (0, now, true, !self.reduced);
    }

    /// Plays or stands; at the end it begins again.
    pub fn toggle(&mut self, now: Duration) {
        self.settle(now);
        if self.playing {
            self.playing = false;
        } else if self.step == self.last() {
            (self.step, self.since, self.moving, self.playing) = (0, now, true, true);
        } else {
            // The step stays its time anew: who pauses wants to look.
            (self.since, self.moving, self.playing) = (now, false, true);
        }
    }

    /// One step on, and stands there. Returns whether there was one.
    pub fn forward(&mut self, now: Duration) -> bool {
        self.settle(now);
        self.playing = false;
        let there_is = self.step < self.last();
        if there_is {
            (self.step, self.since, self.moving) = (self.step + 1, now, true);
        } else {
            self.moving = false;
        }
        there_is
    }

    /// One step back, and stands there, at its end state. Returns whether there was one.
    pub fn back(&mut self, now: Duration) -> bool {
        self.settle(now);
        self.playing = false;
        self.moving = false;
        let there_is = self.step > 0;
        self.step = self.step.saturating_sub(1);
        self.since = now;
        there_is
    }

    /// Shows the end of this step (the last one if there are fewer); goes on playing if it did.
    pub fn jump(&mut self, step: usize, now: Duration) {
        self.settle(now);
        (self.step, self.since, self.moving) = (step.min(self.last()), now, false);
    }

    /// Stands.
    pub fn pause(&mut self, now: Duration) {
        self.settle(now);
        self.playing = false;
    }

    /// Plays at another speed from now on, without a jump in what is shown.
    pub fn set_speed(&mut self, speed: Speed, now: Duration) {
        self.settle(now);
        let old = self.beat(self.step).stay;
        let gone = now.saturating_sub(self.since).min(old);
        self.speed = speed;
        let new = self.beat(self.step).stay;
        // The same share of the step has passed before and after.
        let share = if old.is_zero() {
            0.0
        } else {
            gone.as_secs_f64() / old.as_secs_f64()
        };
        self.since = now.saturating_sub(new.mul_f64(share.clamp(0.0, 1.0)));
    }
}

/// Fast at first, then slower (ease-out, cubic).
#[must_use]
pub fn ease(t: f32) -> f32 {
    1.0 - (1.0 - t.clamp(0.0, 1.0)).powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    fn player(reduced: bool) -> Player {
        let beat = Beat {
            stay: ms(1000),
            slide: SLIDE,
        };
        Player::new(vec![beat; 3], reduced, ms(50))
    }

    #[test]
    fn a_step_slides_300_ms_and_stays_the_rest() {
        let mut p = player(false);
        p.start(ms(100));
        assert_eq!((p.step(ms(100)), p.progress(ms(100))), (0, 0.0));
        assert!(
            (p.progress(ms(250)) - 0.875).abs() < 1e-6,
            "half the time, eased"
        );
        assert_eq!(p.deadline(ms(250)), Some(ms(267)));
        assert!(p.progress(ms(400)) >= 1.0);
        assert_eq!(
            p.deadline(ms(400)),
            Some(ms(1100)),
            "sleeps until the next step"
        );
        assert_eq!((p.step(ms(1099)), p.step(ms(1100))), (0, 1));
        assert!(p.progress(ms(1100)) <= 0.0);
    }

    #[test]
    fn it_ends_at_the_last_step_and_costs_nothing_then() {
        let mut p = player(false);
        p.start(ms(0));
        assert_eq!(p.step(ms(60_000)), 2);
        assert!(!p.is_playing(ms(60_000)));
        assert_eq!(p.deadline(ms(60_000)), None);
        p.toggle(ms(60_000));
        assert_eq!(
            (p.step(ms(60_000)), p.is_playing(ms(60_000))),
            (0, true),
            "play begins again"
        );
    }

    #[test]
    fn stepping_forward_moves_once_and_stands() {
        let mut p = player(false);
        assert_eq!(p.deadline(ms(60)), None);
        assert!(p.forward(ms(100)));
        assert_eq!((p.step(ms(100)), p.progress(ms(100))), (1, 0.0));
        assert_eq!(p.deadline(ms(399)), Some(ms(416)));
        assert_eq!(p.deadline(ms(400)), None);
        assert_eq!(p.step(ms(9000)), 1);
        assert!(p.forward(ms(9000)) && !p.forward(ms(9000)));
    }

    #[test]
    fn stepping_back_shows_the_end_state_at_once() {
        let mut p = player(false);
        p.jump(2, ms(60));
        assert!(p.back(ms(100)));
        assert_eq!(
            (p.step(ms(100)), p.progress(ms(100)), p.deadline(ms(100))),
            (1, 1.0, None)
        );
        assert!(p.back(ms(100)) && !p.back(ms(100)));
    }

    #[test]
    fn pausing_holds_the_step_and_playing_gives_it_its_time_anew() {
        let mut p = player(false);
        p.start(ms(0));
        p.toggle(ms(1900));
        assert_eq!((p.step(ms(50_000)), p.deadline(ms(50_000))), (1, None));
        p.toggle(ms(50_000));
        assert_eq!((p.step(ms(50_999)), p.step(ms(51_000))), (1, 2));
    }

    #[test]
    fn speed_changes_without_a_jump() {
        let mut p = player(false);
        p.start(ms(0));
        p.set_speed(Speed::Fourfold, ms(500));
        assert_eq!(
            p.deadline(ms(500)),
            Some(ms(625)),
            "half the step is left, at a quarter of its time"
        );
        assert_eq!(Speed::Fourfold.faster(), Speed::Fourfold);
        assert_eq!(
            Speed::Fourfold.slower().slower().slower().slower(),
            Speed::Half
        );
        p.set_speed(Speed::Half, ms(625));
        assert_eq!(
            (p.step(ms(625)), p.deadline(ms(625 + 900))),
            (1, Some(ms(2625)))
        );
    }

    #[test]
    fn reduced_motion_never_moves_and_never_starts_by_itself() {
        let mut p = player(true);
        p.start(ms(100));
        assert_eq!((p.progress(ms(100)), p.deadline(ms(100))), (1.0, None));
        p.forward(ms(100));
        assert_eq!(
            (p.step(ms(100)), p.progress(ms(100)), p.deadline(ms(100))),
            (1, 1.0, None)
        );
        p.toggle(ms(100));
        assert_eq!(
            p.deadline(ms(100)),
            Some(ms(1100)),
            "playing still steps, in whole steps"
        );
    }

    #[test]
    fn nothing_to_play_is_harmless() {
        let mut p = Player::new(Vec::new(), false, ms(0));
        p.start(ms(0));
        p.toggle(ms(1));
        p.forward(ms(2));
        p.back(ms(3));
        p.jump(9, ms(4));
        assert_eq!((p.step(ms(5)), p.deadline(ms(9000))), (0, None));
    }
}
