//! Listing again, in turns: a filter over many records must not hold a key up.

use crate::record::RecordKey;
use crate::store::Packets;
use crate::store::filter::{Facts, Needs};
use crate::store::packets::Glance;

use super::{PacketLog, Place};

/// A listing that is not done yet. It goes from the newest record to the oldest, so that what one
/// sees first is there first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Listing {
    /// The oldest record looked at.
    at: Option<RecordKey>,
    looked: usize,
}

/// Records looked at in one turn: some milliseconds' worth.
const fn turn(needs: Needs) -> usize {
    match needs {
        Needs::Digest => 40_000,
        Needs::Bytes => 15_000,
        Needs::Deep => 4_000,
    }
}

impl PacketLog {
    /// Begins to list all records again, and lists the first of them.
    pub(super) fn list_again(&mut self, packets: &Packets) {
        self.rows.clear();
        self.hidden.clear();
        self.missed = 0;
        self.new = 0;
        self.stopped = false;
        self.listing = Some(Listing::default());
        self.continue_listing(packets);
    }

    /// Is a listing under way? Then [`PacketLog::continue_listing`] wants to be called again soon.
    #[must_use]
    pub const fn is_listing(&self) -> bool {
        self.listing.is_some()
    }

    /// How much of the listing under way is done, in per cent.
    #[must_use]
    pub fn listed_percent(&self, packets: &Packets) -> Option<usize> {
        self.listing
            .map(|listing| (listing.looked * 100 / packets.len().max(1)).min(99))
    }

    /// Takes one turn of the listing under way. A turn takes some milliseconds.
    pub fn continue_listing(&mut self, packets: &Packets) {
        let Some(mut listing) = self.listing else {
            return;
        };
        let most = turn(
            self.filter
                .as_ref()
                .map_or(Needs::Digest, crate::store::filter::Filter::needs),
        );
        let mut looked = 0;
        // From the inside: the log's pages are gone through faster so than by a loop that asks for each.
        packets
            .glances_before(listing.at)
            .take(most)
            .for_each(|glance| {
                looked += 1;
                let key = glance.key();
                listing.at = Some(key);
                match self.place_at_a_glance(&glance) {
                    Place::Row => self.rows.push_front(key),
                    Place::Hidden => self.hidden.push_front(key),
                    Place::Nowhere => {}
                }
            });
        listing.looked += looked;
        self.listing = Some(listing);
        if looked < most {
            self.end_listing();
        }
    }

    fn place_at_a_glance(&self, glance: &Glance<'_>) -> Place {
        let place = self.place(glance.is_mine(), glance.chore());
        if place == Place::Nowhere || self.passes_at_a_glance(glance) {
            place
        } else {
            Place::Nowhere
        }
    }

    /// As `passes`; a record is put together only where a look at it does not tell.
    fn passes_at_a_glance(&self, glance: &Glance<'_>) -> bool {
        let Some(filter) = &self.filter else {
            return true;
        };
        let told = glance.outline().and_then(|frame| {
            filter.decides(&Facts {
                mine: glance.is_mine(),
                number: glance.key().id.0,
                since: self
                    .began
                    .and_then(|began| frame.meta.time.nanos_since(began)),
                captured: frame.captured,
                flow: frame.flow,
                marks: frame.marks,
                chore: frame.chore,
                ..Facts::new(&frame.digest, &frame.meta, &[])
            })
        });
        told.unwrap_or_else(|| glance.record().is_some_and(|record| self.passes(&record)))
    }

    /// Stops the listing under way: what was found stays. `false`: there was none.
    pub(super) fn stop_listing(&mut self) -> bool {
        let was = self.listing.is_some();
        if was {
            self.end_listing();
            self.stopped = true;
        }
        was
    }

    fn end_listing(&mut self) {
        self.listing = None;
        if self
            .selected
            .is_some_and(|s| self.rows.binary_search(&s).is_err())
        {
            self.selected = None;
        }
        self.following |= self.selected.is_none();
    }

    /// Will the listing under way still come to this record?
    pub(super) fn is_ahead(&self, key: RecordKey) -> bool {
        self.listing
            .is_some_and(|listing| listing.at.is_some_and(|at| key < at))
    }
}
