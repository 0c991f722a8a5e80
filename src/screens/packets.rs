//! The packet log: one list of frames and socket events in time order.

mod call;
pub mod file;
mod filter_line;
pub mod flows;
mod from_file;
mod housekeeping;
pub mod ladder;
mod layout;
mod listing;
pub mod opened;
mod opening;
mod over;
mod remarks;
mod screen;
pub mod stream;
pub mod sum;
mod verb;
mod view;

use std::collections::VecDeque;

use crate::clock::Time;
use crate::keymap::Move;
use crate::record::RecordKey;
use crate::screens::Screen as _;
use crate::store::chores::Housekeeping;
use crate::store::filter::{Facts, Filter};
use crate::store::{Body, Chore, Packets, Record};

use filter_line::FilterLine;
use listing::Listing;

pub use file::OpenedFile;
pub use opened::{Opened, dissect};
use over::Over;
use sum::Sum;
pub use verb::Verb;

/// Whose packets are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The lab's own and what belongs to them.
    #[default]
    Mine,
    /// All that were captured.
    All,
}

/// What becomes of a record in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Row,
    /// Housekeeping: counted.
    Hidden,
    Nowhere,
}

/// The screen's state. Holds keys of records, never frames (but the one that is opened).
#[derive(Debug)]
pub struct PacketLog {
    scope: Scope,
    filter: Option<Filter>,
    filter_text: String,
    editing: Option<FilterLine>,
    /// Filters entered before.
    asked: Vec<String>,
    /// When the first record came.
    began: Option<Time>,
    /// All records being listed again.
    listing: Option<Listing>,
    /// The last listing was stopped: older records were not looked at.
    stopped: bool,
    rows: VecDeque<RecordKey>,
    housekeeping: Housekeeping,
    /// What would stand among the rows, were housekeeping shown.
    hidden: VecDeque<RecordKey>,
    selected: Option<RecordKey>,
    /// The newest row is kept in view and selected with each arrival.
    following: bool,
    /// Rows that came since following stopped.
    new: usize,
    paused: bool,
    /// Records that came while paused; counted, not listed.
    missed: usize,
    opened: Option<Opened>,
    /// What lies over the list, the uppermost last.
    overs: Vec<Over>,
    /// A checksum being worked out, over all else.
    sum: Option<Sum>,
    /// Its frames' bytes lie in a file.
    in_file: bool,
    /// Filters put to the file so far, and the one to be put next.
    requests: u64,
    request: Option<String>,
    /// A filter goes through the file: bytes done, and all.
    going: Option<(u64, u64)>,
}

impl Default for PacketLog {
    fn default() -> Self {
        Self {
            scope: Scope::Mine,
            filter: None,
            filter_text: String::new(),
            editing: None,
            asked: Vec::new(),
            began: None,
            listing: None,
            stopped: false,
            rows: VecDeque::new(),
            housekeeping: Housekeeping::Hidden,
            hidden: VecDeque::new(),
            selected: None,
            following: true,
            new: 0,
            paused: false,
            missed: 0,
            opened: None,
            overs: Vec::new(),
            sum: None,
            in_file: false,
            requests: 0,
            request: None,
            going: None,
        }
    }
}

impl PacketLog {
    /// Is the filter line being edited?
    #[must_use]
    pub const fn is_editing(&self) -> bool {
        self.editing.is_some()
    }

    /// Is a record open, or does anything else lie over the list?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.opened.is_some() || !self.overs.is_empty()
    }

    /// Does it follow the newest?
    #[must_use]
    pub const fn is_following(&self) -> bool {
        self.following && !self.paused
    }

    /// Rows listed now.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Records of housekeeping that are counted instead of listed.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Rows that came since following stopped.
    #[must_use]
    pub const fn new_rows(&self) -> usize {
        self.new
    }

    /// The selected record: the newest, where nothing else was selected.
    #[must_use]
    pub fn selected(&self) -> Option<RecordKey> {
        self.selected.or_else(|| self.rows.back().copied())
    }

    /// Where does a record stand that passes the filter?
    fn place(&self, mine: bool, chore: Option<Chore>) -> Place {
        let asked = || {
            self.filter
                .as_ref()
                .is_some_and(Filter::asks_for_housekeeping)
        };
        match (self.scope, mine, chore) {
            (Scope::Mine, false, _) => Place::Nowhere,
            (Scope::Mine, true, Some(_))
                if self.housekeeping == Housekeeping::Hidden && !asked() =>
            {
                Place::Hidden
            }
            (Scope::Mine, true, Some(_) | None) | (Scope::All, ..) => Place::Row,
        }
    }

    fn passes(&self, record: &Record) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| match &record.body {
                Body::Frame {
                    meta,
                    digest,
                    bytes,
                } => filter.matches(&Facts {
                    mine: record.mine,
                    number: record.key.id.0,
                    since: self.began.and_then(|began| meta.time.nanos_since(began)),
                    captured: record.captured,
                    flow: record.flow,
                    marks: record.marks,
                    chore: record.chore,
                    dissect: crate::proto::dissect,
                    reading: &record.reading,
                    ..Facts::new(digest, meta, bytes)
                }),
                Body::Event(event) => filter.matches_event(event),
            })
    }

    /// A record has come (or has become one's own). `true`: it is listed.
    pub fn arrived(&mut self, record: &Record) -> bool {
        self.began.get_or_insert(record.key.time);
        let place = self.place(record.mine, record.chore);
        if place == Place::Nowhere || self.is_ahead(record.key) || !self.passes(record) {
            return false;
        }
        if self.paused {
            self.missed += usize::from(place == Place::Row);
            return true;
        }
        if place == Place::Hidden {
            return insert(&mut self.hidden, record.key);
        }
        let is_new = insert(&mut self.rows, record.key);
        if is_new && !self.following {
            self.new += 1;
        }
        is_new
    }

    /// Forgets rows whose records had to make room.
    pub fn keep_from(&mut self, first: Option<RecordKey>) {
        for keys in [&mut self.rows, &mut self.hidden] {
            while keys.front().is_some_and(|k| first.is_none_or(|f| *k < f)) {
                keys.pop_front();
            }
        }
        if self.selected.is_some_and(|s| first.is_none_or(|f| s < f)) {
            self.selected = self.rows.front().copied();
        }
    }

    fn follow(&mut self) {
        self.following = true;
        self.new = 0;
        self.selected = None;
    }

    fn walk_rows(&mut self, to: Move, page: usize) {
        match to {
            Move::Up => self.walk(-1),
            Move::Down => self.walk(1),
            Move::PageUp => self.walk(-(page as isize)),
            Move::PageDown => self.walk(page as isize),
            Move::Top => self.walk(isize::MIN / 2),
            Move::Bottom => self.follow(),
        }
    }

    fn walk(&mut self, step: isize) {
        let Some(last) = self.rows.len().checked_sub(1) else {
            return;
        };
        let at = self
            .selected()
            .and_then(|s| self.rows.binary_search(&s).ok())
            .unwrap_or(last);
        let to = at.saturating_add_signed(step).min(last);
        self.selected = self.rows.get(to).copied();
        self.following = false;
        if to == last && step > 0 {
            self.follow();
        }
    }

    fn leave_line(&mut self) {
        if let Some(line) = self.editing.take() {
            self.asked = line.into_history();
        }
    }

    /// Filters by this text from now on; a text that is no filter stays in the line with its error.
    pub fn set_filter(&mut self, text: &str, packets: &Packets) {
        let text = text.trim();
        let Ok(filter) = Filter::parse(text) else {
            self.uncover();
            let asked = std::mem::take(&mut self.asked);
            return self
                .editing
                .get_or_insert_with(|| FilterLine::new(asked))
                .write(text);
        };
        self.filter = Some(filter).filter(|filter| !filter.is_everything());
        text.clone_into(&mut self.filter_text);
        self.leave_line();
        self.list_anew(packets);
    }

    fn list_anew(&mut self, packets: &Packets) {
        if self.in_file {
            self.list_file(packets);
        } else {
            self.list_again(packets);
        }
    }

    /// The first row drawn in a list `height` rows high: the selected one is in view, low in it.
    fn top(&self, height: usize) -> usize {
        let end = self.rows.len().saturating_sub(height);
        match self.selected.filter(|_| !self.following) {
            // Rows that arrive below do not move what one reads: the selected row keeps its place
            // near the bottom until one walks up.
            Some(selected) => {
                let at = self.rows.binary_search(&selected).unwrap_or_else(|at| at);
                (at + 1).saturating_sub(height.div_ceil(2).max(1)).min(end)
            }
            None => end,
        }
    }
}

/// Puts a key where it belongs, mostly at the end. `false`: it stands there already.
fn insert(keys: &mut VecDeque<RecordKey>, key: RecordKey) -> bool {
    let late = keys.iter().rev().take_while(|k| **k > key).count();
    let at = keys.len() - late;
    let is_new = keys.get(at.wrapping_sub(1)) != Some(&key);
    if is_new {
        keys.insert(at, key);
    }
    is_new
}

#[cfg(test)]
mod tests;
