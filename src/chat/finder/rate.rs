//! How many answers go out: so that nobody can use them as a weapon against whom he names as sender.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

/// Answers to all together, each second.
const ALL: u32 = 400;
/// Answers to one address, each second.
const ONE: u32 = 20;
/// Addresses are told apart by this many buckets: a flood from one takes little from the others.
const BUCKETS: usize = 256;

/// As much as one second brings, at most.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    each_second: u32,
    left: f64,
    since: Instant,
}

impl Bucket {
    fn full(each_second: u32, now: Instant) -> Self {
        Self {
            each_second,
            left: f64::from(each_second),
            since: now,
        }
    }

    fn fill(&mut self, now: Instant) {
        let passed = now
            .saturating_duration_since(self.since)
            .min(Duration::from_secs(1));
        self.left = (self.left + passed.as_secs_f64() * f64::from(self.each_second))
            .min(f64::from(self.each_second));
        self.since = now;
    }
}

/// The bound of all answers of one host.
#[derive(Debug)]
pub(super) struct Rate {
    /// Its keys are random: nobody can choose addresses that share a bucket with another's.
    hash: RandomState,
    all: Bucket,
    each: Vec<Bucket>,
}

impl Rate {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            hash: RandomState::new(),
            all: Bucket::full(ALL, now),
            each: vec![Bucket::full(ONE, now); BUCKETS],
        }
    }

    /// May one more answer go there?
    pub(super) fn allows(&mut self, to: IpAddr, now: Instant) -> bool {
        let index = self.hash.hash_one(to) as usize % BUCKETS;
        let Some(one) = self.each.get_mut(index) else {
            return false;
        };
        one.fill(now);
        self.all.fill(now);
        let allowed = one.left >= 1.0 && self.all.left >= 1.0;
        if allowed {
            one.left -= 1.0;
            self.all.left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(n: u32) -> IpAddr {
        IpAddr::V4(n.into())
    }

    #[test]
    fn one_address_gets_its_share_and_no_more() {
        let now = Instant::now();
        let mut rate = Rate::new(now);
        let allowed = (0..10_000).filter(|_| rate.allows(ip(1), now)).count();
        assert_eq!(allowed, ONE as usize);
        let later = now + Duration::from_hours(1);
        let allowed = (0..10_000).filter(|_| rate.allows(ip(1), later)).count();
        assert_eq!(allowed, ONE as usize, "what was not used is not saved up");
    }

    #[test]
    fn all_addresses_together_are_bounded() {
        let now = Instant::now();
        let mut rate = Rate::new(now);
        let allowed = (0..100_000).filter(|n| rate.allows(ip(*n), now)).count();
        assert_eq!(allowed, ALL as usize);
        assert!(rate.allows(ip(7), now + Duration::from_secs(1)));
    }

    #[test]
    fn a_flood_from_one_address_leaves_room_for_others() {
        let now = Instant::now();
        let mut rate = Rate::new(now);
        for _ in 0..100_000 {
            rate.allows(ip(1), now);
        }
        let others = (2..40).filter(|n| rate.allows(ip(*n), now)).count();
        assert!(others > 30, "{others}");
    }
}
