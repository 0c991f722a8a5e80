//! Who may come in: how many connections are served at once, and who makes room.
//!
//! A client that only waits to be written to is a good guest; a thousand connections that say nothing
//! must not keep everybody else out. So only the *silent* ones are limited, and whoever has spoken
//! stays.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// Connections that have said nothing, at most.
pub const MOST_SILENT: usize = 256;
/// Peers that have spoken, at most.
pub const MOST_TALKING: usize = 1000;

#[derive(Debug)]
struct Silent {
    from: IpAddr,
    number: u64,
    closed: CancellationToken,
}

#[derive(Debug, Default)]
struct Places {
    numbered: u64,
    /// Oldest first.
    silent: Vec<Silent>,
    talking: usize,
}

impl Places {
    /// The oldest silent one of the address that has most of them.
    fn whom_to_close(&self) -> Option<usize> {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        self.silent.iter().for_each(|one| *counts.entry(one.from).or_default() += 1);
        let most = counts.values().copied().max()?;
        self.silent.iter().position(|one| counts.get(&one.from) == Some(&most))
    }
}

/// The connections that came to us.
#[derive(Debug, Clone, Default)]
pub struct Crowd(Arc<Mutex<Places>>);

impl Crowd {
    fn places<T>(&self, work: impl FnOnce(&mut Places) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Somebody has come, and has said nothing so far. Where there are too many of these, the oldest one
    /// of the address that has most is to be closed.
    pub fn enter(&self, from: IpAddr) -> Place {
        let closed = CancellationToken::new();
        let number = self.places(|places| {
            places.numbered += 1;
            let number = places.numbered;
            places.silent.push(Silent { from, number, closed: closed.clone() });
            if places.silent.len() > MOST_SILENT
                && let Some(index) = places.whom_to_close()
            {
                places.silent.remove(index).closed.cancel();
            }
            number
        });
        Place { crowd: self.clone(), number, closed, talks: false }
    }
}

/// A connection's place; given back when this is dropped.
#[derive(Debug)]
pub struct Place {
    crowd: Crowd,
    number: u64,
    closed: CancellationToken,
    talks: bool,
}

impl Place {
    /// Waits until it is to be closed, as one of too many that say nothing.
    pub async fn crowded_out(&self) {
        if self.talks {
            return std::future::pending().await;
        }
        self.closed.cancelled().await;
    }

    /// It has spoken: it stays. `false`: as many as can be served talk already.
    pub fn speak(&mut self) -> bool {
        let number = self.number;
        self.talks = self.talks
            || self.crowd.places(|places| {
                if places.talking >= MOST_TALKING {
                    return false;
                }
                places.silent.retain(|one| one.number != number);
                places.talking += 1;
                true
            });
        self.talks
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (number, talks) = (self.number, self.talks);
        self.crowd.places(|places| {
            if talks {
                places.talking = places.talking.saturating_sub(1);
            } else {
                places.silent.retain(|one| one.number != number);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(host: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, host])
    }

    #[test]
    fn the_crowds_oldest_makes_room_and_other_guests_stay() {
        let crowd = Crowd::default();
        let guest = crowd.enter(from(1));
        let many: Vec<_> = (0..MOST_SILENT + 100).map(|_| crowd.enter(from(2))).collect();
        assert!(!guest.closed.is_cancelled(), "one that waits is a good guest");
        let closed = many.iter().take_while(|place| place.closed.is_cancelled()).count();
        assert_eq!(closed, 101, "the oldest of the address that has most");
        assert_eq!(crowd.places(|places| places.silent.len()), MOST_SILENT);
    }

    #[test]
    fn who_has_spoken_stays_and_a_place_comes_back_at_once() {
        let crowd = Crowd::default();
        let mut talker = crowd.enter(from(1));
        assert!(talker.speak() && talker.speak());
        let many: Vec<_> = (0..2 * MOST_SILENT).map(|_| crowd.enter(from(1))).collect();
        assert!(!talker.closed.is_cancelled());
        drop((talker, many));
        assert_eq!(crowd.places(|places| (places.silent.len(), places.talking)), (0, 0));
    }

    #[test]
    fn a_thousand_may_talk_and_the_next_has_to_wait() {
        let crowd = Crowd::default();
        let mut all: Vec<_> = (0..MOST_TALKING).map(|_| crowd.enter(from(1))).collect();
        assert!(all.iter_mut().all(Place::speak));
        let mut next = crowd.enter(from(2));
        assert!(!next.speak());
        all.pop();
        assert!(next.speak());
    }
}
