//! Who may come in: how many connections are served at once, and who makes room.
//!
//! A client that only waits to be written to is a good guest; a thousand connections that say nothing
//! must not keep everybody else out. So only the *silent* ones are limited, and whoever has spoken
//! stays: until it ends its sending, for then it can say nothing more and is a silent one again. So are
//! those limited whose connection broke and who may come back: nobody is there meanwhile.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use super::lock::lock;

/// Connections that have said nothing, or say nothing more, at most.
pub const MOST_SILENT: usize = 256;
/// Peers that have spoken, at most.
pub const MOST_TALKING: usize = 1000;
/// Peers without a connection that may come back, at most.
pub const MOST_AWAY: usize = 256;

/// Which of the crowd somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Silent,
    Talking,
    Away,
}

#[derive(Debug)]
struct Guest {
    from: IpAddr,
    number: u64,
    closed: CancellationToken,
}

/// Those who make room for one another, oldest first.
#[derive(Debug, Default)]
struct Guests(Vec<Guest>);

impl Guests {
    /// One more; above the limit the oldest one of the address that has most is to go.
    fn take_in(&mut self, guest: Guest, most: usize) {
        self.0.push(guest);
        if self.0.len() > most
            && let Some(index) = self.whom_to_close()
        {
            self.0.remove(index).closed.cancel();
        }
    }

    fn whom_to_close(&self) -> Option<usize> {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        self.0
            .iter()
            .for_each(|one| *counts.entry(one.from).or_default() += 1);
        let most = counts.values().copied().max()?;
        self.0
            .iter()
            .position(|one| counts.get(&one.from) == Some(&most))
    }

    fn let_go(&mut self, number: u64) {
        self.0.retain(|one| one.number != number);
    }
}

#[derive(Debug, Default)]
struct Places {
    numbered: u64,
    silent: Guests,
    away: Guests,
    talking: usize,
}

impl Places {
    fn let_go(&mut self, part: Part, number: u64) {
        match part {
            Part::Silent => self.silent.let_go(number),
            Part::Away => self.away.let_go(number),
            Part::Talking => self.talking = self.talking.saturating_sub(1),
        }
    }
}

/// The connections that came to us.
#[derive(Debug, Clone, Default)]
pub struct Crowd(Arc<Mutex<Places>>);

impl Crowd {
    fn places<T>(&self, work: impl FnOnce(&mut Places) -> T) -> T {
        work(&mut lock(&self.0))
    }

    /// Somebody has come, and has said nothing so far. Where there are too many of these, the oldest one
    /// of the address that has most is to be closed.
    pub fn enter(&self, from: IpAddr) -> Place {
        let closed = CancellationToken::new();
        let number = self.places(|places| {
            places.numbered += 1;
            let number = places.numbered;
            places.silent.take_in(
                Guest {
                    from,
                    number,
                    closed: closed.clone(),
                },
                MOST_SILENT,
            );
            number
        });
        Place {
            crowd: self.clone(),
            from,
            number,
            closed,
            part: Part::Silent,
        }
    }
}

/// A connection's place; given back when this is dropped.
#[derive(Debug)]
pub struct Place {
    crowd: Crowd,
    from: IpAddr,
    number: u64,
    closed: CancellationToken,
    part: Part,
}

impl Place {
    /// Waits until it is to be closed, as one of too many that say nothing or are not there.
    pub async fn crowded_out(&self) {
        if self.part == Part::Talking {
            return std::future::pending().await;
        }
        self.closed.cancelled().await;
    }

    /// It has spoken: it stays. `false`: as many as can be served talk already.
    pub fn speak(&mut self) -> bool {
        let (part, number) = (self.part, self.number);
        let taken = part == Part::Talking
            || self.crowd.places(|places| {
                let is_room = places.talking < MOST_TALKING;
                if is_room {
                    places.let_go(part, number);
                    places.talking += 1;
                }
                is_room
            });
        if taken {
            self.part = Part::Talking;
        }
        taken
    }

    /// It has ended its sending: one of the silent ones from now on.
    pub fn fall_silent(&mut self) {
        self.move_to(Part::Silent);
    }

    /// Its connection broke: somebody who may come back.
    pub fn go_away(&mut self) {
        self.move_to(Part::Away);
    }

    fn move_to(&mut self, part: Part) {
        let (before, from, number) = (self.part, self.from, self.number);
        self.closed = CancellationToken::new();
        let guest = Guest {
            from,
            number,
            closed: self.closed.clone(),
        };
        self.crowd.places(|places| {
            places.let_go(before, number);
            match part {
                Part::Silent => places.silent.take_in(guest, MOST_SILENT),
                Part::Away => places.away.take_in(guest, MOST_AWAY),
                Part::Talking => places.talking += 1,
            }
        });
        self.part = part;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (part, number) = (self.part, self.number);
        self.crowd.places(|places| places.let_go(part, number));
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
        let many: Vec<_> = (0..MOST_SILENT + 100)
            .map(|_| crowd.enter(from(2)))
            .collect();
        assert!(
            !guest.closed.is_cancelled(),
            "one that waits is a good guest"
        );
        let closed = many
            .iter()
            .take_while(|place| place.closed.is_cancelled())
            .count();
        assert_eq!(closed, 101, "the oldest of the address that has most");
        assert_eq!(crowd.places(|places| places.silent.0.len()), MOST_SILENT);
    }

    #[test]
    fn who_has_spoken_stays_and_a_place_comes_back_at_once() {
        let crowd = Crowd::default();
        let mut talker = crowd.enter(from(1));
        assert!(talker.speak() && talker.speak());
        let many: Vec<_> = (0..2 * MOST_SILENT).map(|_| crowd.enter(from(1))).collect();
        assert!(!talker.closed.is_cancelled());
        drop((talker, many));
        assert_eq!(
            crowd.places(|places| (places.silent.0.len(), places.talking)),
            (0, 0)
        );
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

    #[test]
    fn who_has_ended_its_sending_makes_room_for_others_to_talk() {
        let crowd = Crowd::default();
        let mut ended: Vec<_> = (0..3 * MOST_TALKING)
            .map(|_| crowd.enter(from(1)))
            .collect();
        for place in &mut ended {
            assert!(place.speak(), "nobody who has gone holds a place");
            place.fall_silent();
        }
        assert_eq!(
            crowd.places(|places| (places.silent.0.len(), places.talking)),
            (MOST_SILENT, 0)
        );
        let closed = ended
            .iter()
            .filter(|place| place.closed.is_cancelled())
            .count();
        assert_eq!(closed, ended.len() - MOST_SILENT);
    }

    #[test]
    fn only_so_many_are_waited_for_and_one_of_another_address_is_among_them() {
        let crowd = Crowd::default();
        let mut guest = crowd.enter(from(1));
        assert!(guest.speak());
        guest.go_away();
        let mut many: Vec<_> = (0..2 * MOST_AWAY).map(|_| crowd.enter(from(2))).collect();
        many.iter_mut().for_each(Place::go_away);
        assert!(!guest.closed.is_cancelled());
        assert_eq!(
            crowd.places(|places| (places.away.0.len(), places.silent.0.len(), places.talking)),
            (MOST_AWAY, 0, 0)
        );
        drop((guest, many));
        assert_eq!(crowd.places(|places| places.away.0.len()), 0);
    }
}
