//! One's own housekeeping: hidden and counted, or shown; explained where it is looked at.

use crate::record::RecordKey;
use crate::say;
use crate::say::Say;
use crate::screens::Answer;
use crate::store::chores::Housekeeping;
use crate::store::{Chore, Packets};

use super::layout::Shape;
use super::opening::MOST_LISTED;
use super::{PacketLog, Scope};

impl PacketLog {
    /// Shows it from now on, or hides it again; what lies over the list folds it or does not. Says so where
    /// nothing is seen of that.
    pub fn toggle_housekeeping(&mut self, packets: &Packets) -> Answer {
        self.housekeeping = match self.housekeeping {
            Housekeeping::Hidden => Housekeeping::Shown,
            Housekeeping::Shown => Housekeeping::Hidden,
        };
        let mut seen = false;
        for over in &mut self.overs {
            seen = over.set_housekeeping(self.housekeeping, packets);
        }
        if self.scope == Scope::Mine && !self.in_file {
            let before = self.hidden.len();
            self.list_again(packets);
            seen |= self.overs.is_empty() && (before != self.hidden.len() || self.is_listing());
        } else if self.overs.is_empty() {
            return Answer::why(say!("packets-housekeeping-all"));
        }
        match (seen, self.housekeeping) {
            (true, _) => Answer::done(),
            (false, Housekeeping::Shown) => Answer::why(say!("packets-housekeeping-none-hidden")),
            (false, Housekeeping::Hidden) => Answer::why(say!("packets-housekeeping-none-shown")),
        }
    }

    /// What is hidden between these rows, or behind them where they are the last: a ladder folds it.
    pub(super) fn add_hidden(&self, keys: &mut Vec<RecordKey>) {
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else {
            return;
        };
        let is_newest = self.rows.back() == Some(&last);
        let from = self.hidden.partition_point(|key| *key < first);
        let between = self
            .hidden
            .iter()
            .skip(from)
            .take_while(|key| is_newest || **key < last);
        keys.extend(between.take(MOST_LISTED));
        keys.sort_unstable();
    }

    /// Which parts there are.
    pub(super) fn shape(&self, packets: &Packets) -> Shape {
        match &self.opened {
            Some(opened) => opened.shape(packets),
            None => Shape {
                open: false,
                line: self.is_editing(),
                about: self.overs.is_empty() && !self.remarks(packets).is_empty(),
            },
        }
    }

    /// What there is to say about the record that was selected, beside what its row says.
    pub(super) fn remarks(&self, packets: &Packets) -> Vec<Say> {
        let selected = self.selected.filter(|_| !self.following);
        let record = selected.and_then(|key| packets.get(key));
        let chore = record.and_then(|record| record.chore);
        chore.map(Chore::say).into_iter().collect()
    }
}
