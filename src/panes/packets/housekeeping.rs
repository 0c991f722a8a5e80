//! One's own housekeeping: hidden and counted, or shown; explained where it is looked at.

use crate::frame::Direction;
use crate::record::RecordKey;
use crate::say;
use crate::say::Say;
use crate::store::chores::Housekeeping;
use crate::store::{Body, Chore, Packets};

use super::layout::Shape;
use super::over::MOST_LISTED;
use super::screens::Screen;
use super::{PacketLog, Scope};

impl PacketLog {
    /// Shows it from now on, or hides it again; what lies over the list folds it or does not.
    pub(super) fn toggle_housekeeping(&mut self, packets: &Packets) {
        self.housekeeping = match self.housekeeping {
            Housekeeping::Hidden => Housekeeping::Shown,
            Housekeeping::Shown => Housekeeping::Hidden,
        };
        for screen in &mut self.screens {
            screen.set_housekeeping(self.housekeeping, packets);
        }
        if self.scope == Scope::Mine && !self.in_file {
            self.list_again(packets);
        } else if self.screens.is_empty() {
            self.note(say!("packets-housekeeping-all"), false);
        }
    }

    /// A screen over the list, folding as the pane does.
    pub(super) fn folding(&self, mut screen: Screen, packets: &Packets) -> Screen {
        screen.set_housekeeping(self.housekeeping, packets);
        screen
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

    /// Which parts the pane has.
    pub(super) fn shape(&self, packets: &Packets) -> Shape {
        let open = self.opened.is_some();
        Shape {
            open,
            line: self.is_editing(),
            about: (open || self.screens.is_empty()) && !self.about(packets).is_empty(),
        }
    }

    /// What there is to say about the opened record, or the one that was selected, beside what its fields say.
    pub(super) fn about(&self, packets: &Packets) -> Vec<Say> {
        let selected = self.selected.filter(|_| !self.following);
        let Some(record) = self
            .opened_key()
            .or(selected)
            .and_then(|key| packets.get(key))
        else {
            return Vec::new();
        };
        let mut said: Vec<_> = record.chore.map(Chore::say).into_iter().collect();
        if let (Body::Frame { meta, .. }, true) = (&record.body, self.opened.is_some())
            && meta.direction == Direction::Loop
        {
            said.push(say!("packets-loopback"));
        }
        said
    }
}
