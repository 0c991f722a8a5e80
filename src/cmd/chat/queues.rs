//! What each peer has not got so far: one that is slow or gone holds up itself alone.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::msg::chat::{MessageId, PeerId};

/// Texts under way to one peer; with so many it has to catch up.
const UNDER_WAY: usize = 200;
/// A peer that has to catch up is waited for as long as it gets on. One that has not for so long is
/// waited for no more, where there are others.
const STUCK: Duration = Duration::from_secs(1);

/// Messages that one peer does not get, of those that were said to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The first of them.
    pub first: MessageId,
    /// The last of them.
    pub last: MessageId,
    /// How many.
    pub count: usize,
}

struct Queue {
    under_way: HashSet<MessageId>,
    /// Something arrived then, or the first of what is under way set out.
    moved: Instant,
    /// The chat has told of so many losses, whose ticks are still to come.
    told: usize,
    lost: Option<Lost>,
}

impl Queue {
    fn new(now: Instant) -> Self {
        Self {
            under_way: HashSet::new(),
            moved: now,
            told: 0,
            lost: None,
        }
    }

    fn must_catch_up(&self) -> bool {
        self.under_way.len() >= UNDER_WAY
    }
}

/// A queue for each peer.
#[derive(Default)]
pub struct Queues(HashMap<PeerId, Queue>);

impl Queues {
    /// A message is on its way.
    pub fn put(&mut self, peer: PeerId, message: MessageId, now: Instant) {
        let queue = self.0.entry(peer).or_insert_with(|| Queue::new(now));
        if queue.under_way.is_empty() {
            queue.moved = now;
        }
        queue.under_way.insert(message);
    }

    /// It has arrived.
    pub fn arrived(&mut self, peer: PeerId, message: MessageId, now: Instant) {
        if let Some(queue) = self
            .0
            .get_mut(&peer)
            .filter(|queue| queue.under_way.contains(&message))
        {
            queue.under_way.remove(&message);
            queue.moved = now;
        }
    }

    /// So many will be lost, and that was said.
    pub fn told(&mut self, peer: PeerId, count: usize) {
        if let Some(queue) = self.0.get_mut(&peer) {
            queue.told += count;
        }
    }

    /// It will not arrive; `true`: it is the first of those that nobody has told of.
    pub fn lost(&mut self, peer: PeerId, message: MessageId) -> bool {
        let Some(queue) = self.0.get_mut(&peer) else {
            return false;
        };
        queue.under_way.remove(&message);
        if queue.told > 0 {
            queue.told -= 1;
            return false;
        }
        let is_first = queue.lost.is_none();
        let lost = queue.lost.get_or_insert(Lost {
            first: message,
            last: message,
            count: 0,
        });
        (lost.first, lost.last, lost.count) = (
            lost.first.min(message),
            lost.last.max(message),
            lost.count + 1,
        );
        is_first
    }

    /// The peer has gone: how many were still under way to it, and what it did not get.
    pub fn remove(&mut self, peer: PeerId) -> (usize, Option<Lost>) {
        self.0
            .remove(&peer)
            .map_or((0, None), |queue| (queue.under_way.len(), queue.lost))
    }

    /// What those who are still there did not get.
    pub fn all_lost(&self) -> impl Iterator<Item = (PeerId, Lost)> {
        self.0
            .iter()
            .filter_map(|(peer, queue)| Some((*peer, queue.lost?)))
    }

    /// Has it got everything?
    pub fn is_empty(&self, peer: PeerId) -> bool {
        self.0
            .get(&peer)
            .is_none_or(|queue| queue.under_way.is_empty())
    }

    /// Have all got everything?
    pub fn are_empty(&self) -> bool {
        self.0.values().all(|queue| queue.under_way.is_empty())
    }

    /// When more may be said to these peers, as far as is known by now; `None`: not before one of them gets on.
    pub fn room_at<'a>(
        &self,
        peers: impl Iterator<Item = &'a PeerId>,
        now: Instant,
    ) -> Option<Instant> {
        let queues: Vec<_> = peers.map(|peer| self.0.get(peer)).collect();
        let behind: Vec<_> = queues
            .iter()
            .flatten()
            .filter(|queue| queue.must_catch_up())
            .collect();
        if !queues.is_empty() && behind.len() == queues.len() {
            return None;
        }
        Some(
            behind
                .iter()
                .map(|queue| queue.moved + STUCK)
                .max()
                .unwrap_or(now),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: PeerId = PeerId(1);
    const QUICK: PeerId = PeerId(2);

    fn fill(queues: &mut Queues, peer: PeerId, now: Instant) {
        (0..UNDER_WAY as u64).for_each(|n| queues.put(peer, MessageId(n), now));
    }

    #[test]
    fn who_gets_on_is_waited_for_even_where_another_has_room() {
        let (mut queues, now) = (Queues::default(), Instant::now());
        fill(&mut queues, SLOW, now);
        queues.put(QUICK, MessageId(1), now);
        let both = [SLOW, QUICK];
        assert_eq!(
            queues.room_at(both.iter(), now),
            Some(now + STUCK),
            "it may still get on"
        );
        let later = now + STUCK / 2;
        queues.arrived(SLOW, MessageId(5), later);
        assert_eq!(
            queues.room_at(both.iter(), later),
            Some(later),
            "it has caught up"
        );
        queues.put(SLOW, MessageId(1000), later);
        assert_eq!(
            queues.room_at(both.iter(), later),
            Some(later + STUCK),
            "and is waited for again"
        );
    }

    #[test]
    fn who_is_stuck_holds_up_itself_alone() {
        let (mut queues, now) = (Queues::default(), Instant::now());
        fill(&mut queues, SLOW, now);
        let later = now + STUCK;
        assert!(
            queues
                .room_at([SLOW, QUICK].iter(), later)
                .is_some_and(|at| at <= later)
        );
        queues.put(SLOW, MessageId(1000), later);
        assert!(queues.lost(SLOW, MessageId(1000)));
        assert!(
            queues
                .room_at([SLOW, QUICK].iter(), later)
                .is_some_and(|at| at <= later),
            "what is lost is no progress"
        );
        assert_eq!(
            queues.room_at([SLOW].iter(), later),
            None,
            "alone it is waited for"
        );
        assert_eq!(
            queues.room_at([].iter(), now),
            Some(now),
            "with nobody there is nobody to wait for"
        );
    }

    #[test]
    fn what_is_lost_is_known_by_number_and_told_once() {
        let (mut queues, now) = (Queues::default(), Instant::now());
        (1..=9).for_each(|n| queues.put(SLOW, MessageId(n), now));
        assert!(queues.lost(SLOW, MessageId(4)));
        assert!(!queues.lost(SLOW, MessageId(3)) && !queues.lost(SLOW, MessageId(6)));
        queues.told(SLOW, 2);
        assert!(!queues.lost(SLOW, MessageId(7)) && !queues.lost(SLOW, MessageId(8)));
        let lost = Lost {
            first: MessageId(3),
            last: MessageId(6),
            count: 3,
        };
        assert_eq!(queues.all_lost().collect::<Vec<_>>(), [(SLOW, lost)]);
        assert_eq!(queues.remove(SLOW), (4, Some(lost)));
    }
}
