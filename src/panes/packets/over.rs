//! What lies over the list: opening it, leaving it, and what is told in the pane's last line.

use bytes::Bytes;

use crate::panes::Handled;
use crate::record::{RecordId, RecordKey};
use crate::say::Say;
use crate::store::filter::Needs;
use crate::store::{FlowId, Packets};

use super::flows::FlowTable;
use super::ladder::Ladder;
use super::screens::{Asked, Screen};
use super::stream::Stream;
use super::sum::Sum;
use super::verb::{Over, Verb};
use super::{Opened, PacketLog, Scope, Shown};

/// Screens over each other; more would be a way one cannot find back.
const DEEPEST: usize = 6;

/// Records of a ladder of all that is listed, and how many of them stand before the selected one.
pub(super) const MOST_LISTED: usize = 2000;
const BEFORE: usize = 500;

/// Frames of a stream in a file whose bytes are read for it.
const MOST_OF_STREAM: usize = 16_384;

/// Something told once, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) what: Say,
    pub(super) bad: bool,
}

impl PacketLog {
    /// Whose packets are listed from the beginning.
    pub(super) fn start_with(&mut self, scope: Scope) {
        self.scope = scope;
        self.following = false;
        self.in_file = true;
    }

    /// Tells something in the pane's last line; `bad`: it went wrong.
    pub fn note(&mut self, what: Say, bad: bool) {
        self.note = Some(Note { what, bad });
    }

    /// The screen over the list, if there is one and no frame is open over it.
    #[must_use]
    pub(super) fn screen(&self) -> Option<&Screen> {
        self.screens.last().filter(|_| self.opened.is_none())
    }

    /// The keys that what lies over the list has a use for, as a message: `key word`, three blanks between.
    /// `None`: nothing lies over it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match (&self.sum, &self.opened, self.screens.last()) {
            (Some(_), ..) => Some("packets-sum-hint"),
            (_, Some(opened), _) if matches!(opened.shown, Shown::Frame { .. }) => {
                Some("packets-opened-hint")
            }
            (_, Some(_), _) => Some("packets-opened-call-hint"),
            (.., screen) => screen.map(Screen::hint),
        }
    }

    /// Handles an action of a screen over the list, or one that opens such a screen. `None`: the list's.
    pub(super) fn act_over(
        &mut self,
        verb: Verb,
        page: usize,
        packets: &Packets,
    ) -> Option<Handled> {
        if let Some(sum) = &mut self.sum {
            if matches!(verb, Verb::Back | Verb::Show(Over::Sum)) {
                self.sum = None;
                return Some(Handled::Yes);
            }
            return Some(sum.act(verb, page));
        }
        if verb == Verb::Housekeeping && self.opened.is_none() {
            self.toggle_housekeeping(packets);
            return Some(Handled::Yes);
        }
        if self.opened.is_none()
            && let Some(screen) = self.screens.last_mut()
        {
            match screen.act(verb, page, packets) {
                Asked::Taken => return Some(Handled::Yes),
                Asked::Open(key) => return Some(self.open_record(key, packets)),
                Asked::Ladder(flow) => return Some(self.show_ladder(flow, packets)),
                Asked::Stream(flow) => return Some(self.show_stream(flow, packets)),
                Asked::Listed => return Some(self.ladder_of_listed(packets)),
                Asked::No => {}
            }
        }
        match verb {
            Verb::Show(Over::Flows) => {
                let flow = self.selected_flow(packets);
                self.push(Screen::Flows(FlowTable::new(packets, flow)), packets);
            }
            Verb::Show(Over::Ladder) => return Some(self.ladder_of_selected(packets)),
            Verb::Show(Over::Stream) => match self.selected_flow(packets) {
                Some(flow) => return Some(self.show_stream(flow, packets)),
                None => self.note(crate::say!("packets-no-flow"), true),
            },
            Verb::Show(Over::Sum) => self.work_out(packets),
            Verb::Back if self.opened.is_none() && self.screens.pop().is_some() => {}
            Verb::Back => return None,
            // What moves the list has no business under a screen.
            Verb::Move(_)
            | Verb::Walk(_)
            | Verb::List(_)
            | Verb::Open
            | Verb::Housekeeping
            | Verb::NextForm
            | Verb::Absolute => return self.screen().map(|_| Handled::No),
        }
        Some(Handled::Yes)
    }

    fn push(&mut self, screen: Screen, packets: &Packets) {
        let screen = self.folding(screen, packets);
        if self.screens.len() == DEEPEST {
            self.screens.remove(0);
        }
        self.opened = None;
        self.screens.push(screen);
    }

    fn selected_flow(&self, packets: &Packets) -> Option<FlowId> {
        packets.get(self.selected()?)?.flow
    }

    fn show_ladder(&mut self, flow: FlowId, packets: &Packets) -> Handled {
        if matches!(self.screens.last(), Some(Screen::Ladder(_))) {
            self.screens.pop();
        }
        self.push(
            Screen::Ladder(Ladder::of_flow(flow, self.selected(), packets)),
            packets,
        );
        Handled::Yes
    }

    fn show_stream(&mut self, flow: FlowId, packets: &Packets) -> Handled {
        self.push(Screen::Stream(Stream::new(flow, packets)), packets);
        Handled::Yes
    }

    /// The ladder of the selected frame's flow; where it has none, of all that is listed.
    fn ladder_of_selected(&mut self, packets: &Packets) -> Handled {
        if let Some(flow) = self.selected_flow(packets) {
            return self.show_ladder(flow, packets);
        }
        self.ladder_of_listed(packets)
    }

    /// The ladder of all that is listed, from some before the selected record on: of several hosts maybe.
    fn ladder_of_listed(&mut self, packets: &Packets) -> Handled {
        let at = self
            .selected()
            .map_or(0, |key| self.rows.partition_point(|row| *row < key));
        let mut keys: Vec<_> = self
            .rows
            .iter()
            .skip(at.saturating_sub(BEFORE))
            .take(MOST_LISTED)
            .copied()
            .collect();
        self.add_hidden(&mut keys);
        let screen = Screen::Ladder(Ladder::of_records(keys, self.selected(), packets));
        if matches!(self.screens.last(), Some(Screen::Ladder(_))) {
            self.screens.pop();
        }
        self.push(screen, packets);
        Handled::Yes
    }

    fn open_record(&mut self, key: RecordKey, packets: &Packets) -> Handled {
        let Some(record) = packets.get(key) else {
            return Handled::No;
        };
        self.opened = Some(Opened::new(&record, packets));
        self.following = false;
        Handled::Yes
    }

    /// Works out the checksum of the open frame's selected layer, else of the selected frame's innermost.
    fn work_out(&mut self, packets: &Packets) {
        if self.opened.is_none() {
            self.open(packets);
        }
        let sum = self.opened.as_ref().and_then(|opened| match &opened.shown {
            Shown::Frame {
                frame,
                context,
                dissection,
                rows,
            } => Sum::of(frame, context, dissection, rows.get(opened.at)),
            Shown::Event(_) => None,
        });
        match sum {
            Some(sum) => self.sum = Some(sum),
            None => self.note(crate::say!("packets-no-sum"), true),
        }
    }

    /// Looks again at what the screens show: records have come.
    pub fn refresh(&mut self, packets: &Packets) {
        for screen in &mut self.screens {
            screen.refresh(packets);
        }
    }

    /// Is there a screen that shows what may have changed?
    #[must_use]
    pub fn has_screens(&self) -> bool {
        !self.screens.is_empty()
    }

    /// The record that is open over all else, if one is.
    #[must_use]
    pub fn opened_key(&self) -> Option<RecordKey> {
        self.opened.as_ref().map(|opened| opened.key)
    }

    /// All rows' keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &RecordKey> {
        self.rows.iter()
    }

    /// The keys of the records looked at: the rows in view of a list at most `height` rows high and some
    /// around them, what is open, the frames of a stream or ladder.
    #[must_use]
    pub fn looked_at(&self, height: usize, packets: &Packets) -> Vec<RecordKey> {
        let top = self.top(height).saturating_sub(height);
        let mut keys: Vec<_> = self
            .rows
            .iter()
            .skip(top)
            .take(3 * height)
            .copied()
            .collect();
        keys.extend(self.selected());
        keys.extend(
            self.opened
                .iter()
                .flat_map(|o| std::iter::once(&o.key).chain(&o.pieces)),
        );
        match self.screens.last() {
            Some(Screen::Stream(stream)) => keys.extend(
                packets
                    .of_flow(stream.flow())
                    .map(|r| r.key)
                    .take(MOST_OF_STREAM),
            ),
            Some(Screen::Ladder(ladder)) => keys.extend(ladder.near()),
            Some(Screen::Flows(_)) | None => {}
        }
        keys
    }

    /// Do the first `count` rows fill all that [`PacketLog::looked_at`] tells of the list?
    #[must_use]
    pub fn has_in_view(&self, count: usize, height: usize) -> bool {
        self.top(height) + 2 * height <= count
    }

    /// Bytes have come that a screen may have waited for.
    pub fn refresh_bytes(&mut self, packets: &Packets) {
        if let Some(screen @ (Screen::Stream(_) | Screen::Ladder(_))) = self.screens.last_mut() {
            screen.refresh(packets);
        }
    }

    /// A frame of a file has been read: it stands last.
    pub fn arrived_opened(&mut self, key: RecordKey, packets: &Packets) {
        self.began.get_or_insert(key.time);
        let shown = match &self.filter {
            None => true,
            // What needs the bytes is found by going through the file.
            Some(filter) if filter.needs() != Needs::Digest => false,
            Some(_) => packets.get(key).is_some_and(|record| self.passes(&record)),
        };
        if shown {
            self.rows.push_back(key);
        }
    }

    /// A filter whose bytes the pane has not: to be put to the whole file, with its number.
    pub fn take_request(&mut self) -> Option<(u64, String)> {
        let request = self.request.take()?;
        Some((self.requests, request))
    }

    /// Lists again what a file's filter lets through: here, where the digests tell it, else by going
    /// through the file.
    pub(super) fn list_file(&mut self, packets: &Packets) {
        let deep = self
            .filter
            .as_ref()
            .is_some_and(|f| f.needs() != Needs::Digest);
        self.requests += 1;
        self.request = Some(if deep {
            self.filter_text.clone()
        } else {
            String::new()
        });
        if deep {
            self.rows.clear();
            self.selected = None;
            self.going = Some((0, 0));
        } else {
            self.going = None;
            self.list_again(packets);
        }
    }

    /// Stops a filter that goes through the file. `false`: there was none.
    pub(super) fn stop_going(&mut self) -> bool {
        let was = self.going.take().is_some();
        if was {
            self.requests += 1;
            self.request = Some(String::new());
            self.stopped = true;
        }
        was
    }

    /// How far a filter has gone through the file, in per cent.
    pub(super) fn gone_percent(&self) -> Option<u64> {
        self.going
            .map(|(read, all)| read.saturating_mul(100).checked_div(all).unwrap_or(0))
    }

    /// Frames that a filter over the whole file let through.
    pub fn matched(
        &mut self,
        request: u64,
        numbers: &[u64],
        read: (u64, u64),
        last: bool,
        packets: &Packets,
    ) {
        if request != self.requests {
            return;
        }
        self.rows
            .extend(numbers.iter().filter_map(|n| packets.key_of(RecordId(*n))));
        self.going = (!last).then_some(read);
        self.stay_at_top();
    }

    /// A file's frames have come: one reads on from the top, where one has not moved.
    pub fn stay_at_top(&mut self) {
        if self.selected.is_none() {
            self.following = false;
            self.selected = self.rows.front().copied();
        }
        self.new = 0;
    }

    /// Bytes of a frame out of a file have come: if it is the open one, it can be taken apart.
    pub fn bytes_came(&mut self, id: RecordId, packets: &Packets) {
        let concerned =
            |o: &&mut Opened| o.key.id == id || o.pieces.iter().any(|piece| piece.id == id);
        let Some(opened) = self.opened.as_mut().filter(concerned) else {
            return;
        };
        if let Some(record) = packets.get(opened.key) {
            *opened = Opened {
                at: opened.at,
                ..Opened::new(&record, packets)
            };
        }
    }

    /// The bytes of what is selected: a field's in an open frame, else the frame's.
    #[must_use]
    pub fn selected_bytes(&self, packets: &Packets) -> Option<Bytes> {
        if let Some(opened) = &self.opened {
            let Shown::Frame {
                frame,
                context,
                rows,
                ..
            } = &opened.shown
            else {
                return None;
            };
            let field = rows.get(opened.at).filter(|r| !r.bytes.is_empty());
            let field =
                field.and_then(|r| context.bytes(&frame.bytes, r.source).get(r.bytes.clone()));
            return Some(field.map_or_else(|| frame.bytes.clone(), Bytes::copy_from_slice));
        }
        packets.get(self.selected()?)?.frame().map(|f| f.bytes)
    }
}
