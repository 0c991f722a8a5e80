//! Who makes room in a table of bounded size: whoever was idle longest. Each gets another round for what came
//! since it was looked at last, so that nothing need be moved when something comes.

use std::collections::VecDeque;

/// Places of a table in the order in which they are looked at.
#[derive(Debug, Default)]
pub(in crate::store) struct Rounds(VecDeque<u32>);

impl Rounds {
    /// A place is filled anew: it is looked at last.
    pub(in crate::store) fn push(&mut self, at: u32) {
        self.0.push_back(at);
    }

    /// How many places there are.
    pub(in crate::store) fn len(&self) -> usize {
        self.0.len()
    }

    /// The place that is looked at next; it comes last now. `None`: there is none.
    pub(in crate::store) fn next(&mut self) -> Option<u32> {
        let at = self.0.pop_front()?;
        self.0.push_back(at);
        Some(at)
    }

    /// Takes a place out that was idle for long. `was_fresh` tells of a place whether something has come since
    /// it was asked last, and forgets it: such places get another round.
    pub(in crate::store) fn idle(&mut self, mut was_fresh: impl FnMut(u32) -> bool) -> u32 {
        for _ in 0..self.0.len() {
            let Some(at) = self.0.pop_front() else {
                break;
            };
            if !was_fresh(at) {
                return at;
            }
            self.0.push_back(at);
        }
        self.0.pop_front().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_came_for_gets_another_round() {
        let mut rounds = Rounds::default();
        (0..3).for_each(|at| rounds.push(at));
        let mut fresh = [true, false, true];
        let mut take = |at: u32| std::mem::take(&mut fresh[at as usize]);
        assert_eq!(rounds.idle(&mut take), 1);
        assert_eq!(
            (rounds.idle(&mut take), rounds.len()),
            (0, 1),
            "0 and 2 were asked once each"
        );
        assert_eq!(rounds.next(), Some(2));
    }

    #[test]
    fn where_all_were_busy_the_first_goes() {
        let mut rounds = Rounds::default();
        (0..2).for_each(|at| rounds.push(at));
        assert_eq!(rounds.idle(|_| true), 0);
    }
}
