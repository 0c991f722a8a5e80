//! The list of an opened file's frames: they come from the first to the last, and their bytes stay in the file.

use crate::record::{RecordId, RecordKey};
use crate::store::Packets;
use crate::store::filter::Needs;

use super::over::Over;
use super::{Opened, PacketLog, Scope};

/// Frames of a stream in a file whose bytes are read for it.
const MOST_OF_STREAM: usize = 16_384;

impl PacketLog {
    /// The log of a file of which nothing was read yet: all its frames are listed.
    #[must_use]
    pub fn of_file() -> Self {
        Self {
            scope: Scope::All,
            following: false,
            in_file: true,
            ..Self::default()
        }
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
        match self.overs.last() {
            Some(Over::Stream(stream)) => keys.extend(
                packets
                    .of_flow(stream.flow())
                    .map(|r| r.key)
                    .take(MOST_OF_STREAM),
            ),
            Some(Over::Ladder(ladder)) => keys.extend(ladder.near()),
            Some(Over::Flows(_)) | None => {}
        }
        keys
    }

    /// Do the first `count` rows fill all that [`PacketLog::looked_at`] tells of the list?
    #[must_use]
    pub fn has_in_view(&self, count: usize, height: usize) -> bool {
        self.top(height) + 2 * height <= count
    }

    /// Bytes have come that what lies over the list may have waited for.
    pub fn refresh_bytes(&mut self, packets: &Packets) {
        if let Some(over @ (Over::Stream(_) | Over::Ladder(_))) = self.overs.last_mut() {
            over.refresh(packets);
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

    /// A filter whose bytes the log has not: to be put to the whole file, with its number.
    pub fn take_request(&mut self) -> Option<(u64, String)> {
        let request = self.request.take()?;
        Some((self.requests, request))
    }

    /// Lists again what a file's filter lets through: here, where the digests tell it, else by going
    /// through the file.
    pub(super) fn list_file(&mut self, packets: &Packets) {
        let filter = self.filter.as_ref();
        let deep = filter.is_some_and(|filter| filter.needs() != Needs::Digest);
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

    /// The whole file is read: of the open frame more may be known, which frame completes its message for one.
    pub fn all_came(&mut self, packets: &Packets) {
        self.refresh(packets);
        if let Some(key) = self.opened_key() {
            self.bytes_came(key.id, packets);
        }
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
}
