//! Sightings on their way: which requests wait, on either side, and no more of them than a few.

use std::collections::VecDeque;

use crate::proto::chat::sighting::{Answer, Outcome};

/// Requests of one peer that may wait for their answer; more are refused at once.
pub const MOST_ASKED: usize = 4;
/// Own questions whose answers are waited for; of more the oldest is given up.
const MOST_OWN: usize = 8;

/// What waits between us and one peer.
#[derive(Debug, Default)]
pub struct Waiting {
    /// Its requests, by their ids.
    asked: VecDeque<u32>,
    /// Our questions.
    own: VecDeque<u32>,
}

impl Waiting {
    /// A request has come. `Some`: that is the answer already, and nobody is bothered.
    pub fn asked(&mut self, id: u32, can_sight: bool) -> Option<Answer> {
        if !can_sight {
            return Some(Answer::without(id, Outcome::NoRight));
        }
        if self.asked.len() >= MOST_ASKED || self.asked.contains(&id) {
            return Some(Answer::without(id, Outcome::Refused));
        }
        self.asked.push_back(id);
        None
    }

    /// An answer of ours is ready; `false`: nobody waits for it any more.
    pub fn answers(&mut self, id: u32) -> bool {
        take(&mut self.asked, id)
    }

    /// A question of ours goes out.
    pub fn ask(&mut self, id: u32) {
        if self.own.len() >= MOST_OWN {
            self.own.pop_front();
        }
        self.own.push_back(id);
    }

    /// An answer has come; `false`: nobody has asked.
    pub fn expects(&mut self, id: u32) -> bool {
        take(&mut self.own, id)
    }
}

fn take(ids: &mut VecDeque<u32>, id: u32) -> bool {
    let found = ids.iter().position(|one| *one == id);
    found.is_some_and(|index| ids.remove(index).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_requests_a_few_wait_and_the_rest_are_refused_at_once() {
        let mut waiting = Waiting::default();
        for id in 0..1000 {
            let at_once = waiting.asked(id, true);
            assert_eq!(at_once.is_none(), id < MOST_ASKED as u32);
            assert!(at_once.is_none_or(|answer| answer == Answer::without(id, Outcome::Refused)));
        }
        assert_eq!(waiting.asked.len(), MOST_ASKED);
        assert!(waiting.answers(2) && !waiting.answers(2) && !waiting.answers(999));
        assert_eq!(
            waiting.asked(2000, true),
            None,
            "one was answered: there is room again"
        );
    }

    #[test]
    fn who_cannot_capture_says_so_at_once() {
        let mut waiting = Waiting::default();
        assert_eq!(
            waiting.asked(1, false),
            Some(Answer::without(1, Outcome::NoRight))
        );
        assert!(!waiting.answers(1));
    }

    #[test]
    fn an_answer_nobody_asked_for_is_not_expected() {
        let mut waiting = Waiting::default();
        assert!(!waiting.expects(1));
        (1..=20).for_each(|id| waiting.ask(id));
        assert!(!waiting.expects(1), "long given up");
        assert!(waiting.expects(20) && !waiting.expects(20));
        assert!(waiting.own.len() < MOST_OWN);
    }
}
