//! The pauses between attempts to reach a peer that was lost.

use std::time::Duration;

use tokio::time::Instant;

/// How long to wait before the next attempt to reach a peer that was lost.
#[derive(Debug, Clone)]
pub struct Backoff {
    pause: Duration,
    since: Instant,
}

impl Backoff {
    /// The first pause.
    const FIRST: Duration = Duration::from_secs(1);
    /// The pause doubles up to this.
    const LONGEST: Duration = Duration::from_secs(10);
    /// A connection that lasted this long was none of those that break at once.
    const STEADY: Duration = Duration::from_secs(10);

    /// For a connection that begins now.
    pub fn new() -> Self {
        Self {
            pause: Self::FIRST,
            since: Instant::now(),
        }
    }

    /// A connection stands since now.
    pub fn connected(&mut self) {
        self.since = Instant::now();
    }

    /// The connection has broken: is an attempt due at once? One that stood for long is tried again
    /// without a pause; one that is closed as soon as it stands is not, or it would go on for ever.
    pub fn broken(&mut self) -> bool {
        let steady = self.since.elapsed() >= Self::STEADY;
        if steady {
            self.pause = Self::FIRST;
        }
        steady
    }

    /// The pause now, a quarter more or less, so that a class does not come back in one moment; the next
    /// one is twice as long.
    pub fn next(&mut self, random: u64) -> Duration {
        let pause = self.pause * 3 / 4 + self.pause * (random % 512) as u32 / 1024;
        self.pause = (self.pause * 2).min(Self::LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_greets_and_closes_is_tried_less_and_less_often() {
        let mut backoff = Backoff::new();
        let mut pauses = Vec::new();
        for _ in 0..6 {
            backoff.connected();
            assert!(!backoff.broken(), "it stood for no time");
            pauses.push(backoff.next(256).as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 10, 10]);
        backoff.since = Instant::now().checked_sub(Backoff::STEADY).unwrap();
        assert!(backoff.broken(), "one that stood is tried at once");
        assert_eq!(backoff.next(256), Duration::from_secs(1));
    }

    #[test]
    fn a_class_does_not_come_back_in_one_moment() {
        let pause = |random| Backoff::new().next(random);
        assert_eq!(
            (pause(0), pause(256)),
            (Duration::from_millis(750), Duration::from_secs(1))
        );
    }
}
