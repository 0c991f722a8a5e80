//! Opening what lies over the list: a record, a ladder, a stream, the flows, a checksum.

use crate::record::RecordKey;
use crate::say;
use crate::screens::{Answer, Wish};
use crate::store::{FlowId, Packets};

use super::flows::FlowTable;
use super::ladder::Ladder;
use super::over::Over;
use super::stream::Stream;
use super::{Opened, PacketLog};

/// Screens over each other; more would be a way one cannot find back.
const DEEPEST: usize = 6;

/// Records of a ladder of all that is listed, and how many of them stand before the selected one.
pub(super) const MOST_LISTED: usize = 2000;
const BEFORE: usize = 500;

impl PacketLog {
    fn push(&mut self, mut over: Over, packets: &Packets) -> Answer {
        over.set_housekeeping(self.housekeeping, packets);
        if self.overs.len() == DEEPEST {
            self.overs.remove(0);
        }
        self.sum = None;
        self.opened = None;
        self.leave_line();
        self.overs.push(over);
        Answer::wish(Wish::Alone)
    }

    /// The record that is looked at: the one that is open, else the one selected in what lies over the list,
    /// else the list's.
    #[must_use]
    pub fn current(&self) -> Option<RecordKey> {
        let over = || self.overs.last().and_then(Over::record);
        self.opened_key().or_else(over).or_else(|| self.selected())
    }

    fn current_flow(&self, packets: &Packets) -> Option<FlowId> {
        packets.get(self.current()?)?.flow
    }

    /// Opens this record over the list, or says why not. A frame is taken apart.
    pub fn open_record(&mut self, key: RecordKey, packets: &Packets) -> Answer {
        let Some(record) = packets.get(key) else {
            return Answer::why(say!("packets-gone"));
        };
        self.lay_open(Opened::new(&record, packets));
        Answer::wish(Wish::Alone)
    }

    fn lay_open(&mut self, opened: Opened) {
        self.leave_line();
        self.sum = None;
        self.opened = Some(opened);
        // What one looks at stays, whatever arrives.
        self.selected = self.selected();
        self.following = false;
    }

    /// Shows all conversations over the list; that of the record that is looked at is selected.
    pub fn show_flows(&mut self, packets: &Packets) -> Answer {
        let table = FlowTable::new(packets, self.current_flow(packets));
        self.push(Over::Flows(table), packets)
    }

    /// Shows a conversation over time, instead of the ladder that lies over the list, if one does.
    pub fn show_ladder(&mut self, flow: FlowId, packets: &Packets) -> Answer {
        let ladder = Ladder::of_flow(flow, self.current(), packets);
        self.push_ladder(ladder, packets)
    }

    fn push_ladder(&mut self, ladder: Ladder, packets: &Packets) -> Answer {
        if matches!(self.overs.last(), Some(Over::Ladder(_))) {
            self.overs.pop();
        }
        self.push(Over::Ladder(ladder), packets)
    }

    /// Shows a conversation's bytes in order over the list.
    pub fn show_stream(&mut self, flow: FlowId, packets: &Packets) -> Answer {
        self.push(Over::Stream(Stream::new(flow, packets)), packets)
    }

    /// The ladder of the conversation that is looked at; of what belongs to none, of all that is listed.
    pub(super) fn ladder_of_current(&mut self, packets: &Packets) -> Answer {
        match self.current_flow(packets) {
            Some(flow) => self.show_ladder(flow, packets),
            None => self.ladder_of_listed(packets),
        }
    }

    /// The stream of the conversation that is looked at, or why there is none.
    pub(super) fn stream_of_current(&mut self, packets: &Packets) -> Answer {
        match (self.current_flow(packets), self.current()) {
            (Some(flow), _) => self.show_stream(flow, packets),
            (None, Some(_)) => Answer::why(say!("packets-no-flow")),
            (None, None) => Answer::why(say!("packets-nothing-selected")),
        }
    }

    /// Shows the ladder of all that is listed, from some before the selected record on: of several hosts maybe.
    pub fn ladder_of_listed(&mut self, packets: &Packets) -> Answer {
        let listed = |key: &RecordKey| self.rows.binary_search(key).is_ok();
        let selected = self.current().filter(listed).or_else(|| self.selected());
        let at = selected.map_or(0, |key| self.rows.partition_point(|row| *row < key));
        let mut keys: Vec<_> = self
            .rows
            .iter()
            .skip(at.saturating_sub(BEFORE))
            .take(MOST_LISTED)
            .copied()
            .collect();
        self.add_hidden(&mut keys);
        if keys.is_empty() {
            return Answer::why(say!("packets-nothing-selected"));
        }
        let ladder = Ladder::of_records(keys, selected, packets);
        self.push_ladder(ladder, packets)
    }

    /// Works out the checksum of the open frame's selected layer, else of the innermost of the frame that is
    /// looked at, or says why not; closes the one that is worked out already.
    pub fn work_out(&mut self, packets: &Packets) -> Answer {
        if self.sum.take().is_some() {
            return Answer::done();
        }
        let Some(key) = self.current() else {
            return Answer::why(say!("packets-nothing-selected"));
        };
        let Some(record) = packets.get(key) else {
            return Answer::why(say!("packets-gone"));
        };
        let was_open = self.opened.is_some();
        let opened = self.opened.take();
        let opened = opened.unwrap_or_else(|| Opened::new(&record, packets));
        match opened.sum() {
            Ok(sum) => {
                self.lay_open(opened);
                self.sum = Some(sum);
                Answer::wish(Wish::Alone)
            }
            Err(why) => {
                // What has no checksum is not opened to say so.
                self.opened = Some(opened).filter(|_| was_open);
                Answer::why(why)
            }
        }
    }

    /// Looks again at what lies over the list: records have come.
    pub fn refresh(&mut self, packets: &Packets) {
        for over in &mut self.overs {
            over.refresh(packets);
        }
    }

    /// Does anything lie over the list that shows what may have changed?
    #[must_use]
    pub fn has_overs(&self) -> bool {
        !self.overs.is_empty()
    }

    /// The record that is open over all else, if one is.
    #[must_use]
    pub fn opened_key(&self) -> Option<RecordKey> {
        self.opened.as_ref().map(|opened| opened.key)
    }
}
