//! What only the frames before a frame tell of it: the messages and datagrams that it completes, when the
//! first one came, which conversation it belongs to and what the analysis of that says.

use super::expr::Test;
use super::names::{Beside, Place};
use super::{Facts, Filter, Needs};
use crate::clock::Time;
use crate::frame::{BatchedFrame, FrameBatch};
use crate::record::RecordId;
use crate::store::assembly::{Assembler, Wanted};
use crate::store::chores::Chore;
use crate::store::flows::{FlowId, Flows, Marks};
use crate::store::reassembly::Reassembler;
use crate::wire::{Reading, Reassembled};

/// Follows frames in their order, conversations as far as a filter asks for it.
#[derive(Debug)]
pub struct Follower {
    assembler: Assembler,
    /// Puts fragments together, where anybody looks into the datagram.
    datagrams: Option<Reassembler>,
    flows: Option<Flows>,
    first: Option<Time>,
}

/// What is known of a batch's frames.
#[derive(Debug, Default)]
pub struct Followed {
    first: Option<Time>,
    /// How payloads are to be read that do not say all by themselves, by place in the batch, in order.
    readings: Vec<(u32, Reading)>,
    /// Datagrams by the place of the frame that completes them, in order.
    datagrams: Vec<(u32, Reassembled)>,
    /// For each frame of the batch; empty where nobody asks.
    each: Vec<(Option<FlowId>, Marks, Option<Chore>)>,
}

impl Follower {
    /// For this filter. `flows`: an empty table of conversations.
    #[must_use]
    pub fn new(filter: &Filter, flows: Flows) -> Self {
        let wanted = if filter.is_everything() {
            Wanted::Names
        } else {
            Wanted::Messages
        };
        Self {
            assembler: wanted.into(),
            datagrams: (filter.needs() != Needs::Digest).then(Reassembler::default),
            flows: filter.follows().then_some(flows),
            first: None,
        }
    }

    /// Puts messages together though the filter looks at none: all frames will be shown.
    #[must_use]
    pub fn with_messages(mut self) -> Self {
        self.assembler = Wanted::Messages.into();
        self
    }

    /// Puts datagrams together, too, if all frames will be taken apart.
    #[must_use]
    pub fn with_datagrams(mut self, wanted: bool) -> Self {
        if wanted {
            self.datagrams.get_or_insert_default();
        }
        self
    }

    /// Takes a batch in, whose first frame has this number; puts right in the digests which protocol each
    /// frame is.
    pub fn batch(&mut self, number: u64, batch: &mut FrameBatch) -> Followed {
        let mut followed = Followed::default();
        if let Some(frame) = batch.frames.first() {
            self.first.get_or_insert(frame.meta.time);
        }
        for (place, frame) in (0..).zip(&mut batch.frames) {
            let at = frame.at as usize;
            let bytes = batch.bytes.get(at..at + frame.captured as usize);
            self.frame(
                (place, number),
                frame,
                bytes.unwrap_or_default(),
                &mut followed,
            );
        }
        followed.first = self.first;
        followed
    }

    /// Takes the frame at a place of the batch whose first has this number.
    #[inline]
    fn frame(
        &mut self,
        (place, first): (u32, u64),
        frame: &mut BatchedFrame,
        bytes: &[u8],
        out: &mut Followed,
    ) {
        let (number, meta) = (first + u64::from(place), &frame.meta);
        let reading = self.assembler.push(number, meta, &mut frame.digest, bytes);
        if !matches!(reading, Reading::Alone) {
            out.readings.push((place, reading));
        }
        let whole = self
            .datagrams
            .as_mut()
            .and_then(|datagrams| datagrams.push(number, meta, bytes));
        out.datagrams.extend(whole.map(|whole| (place, whole)));
        if let Some(flows) = &mut self.flows {
            let seen = flows.observe(RecordId(number), meta, &frame.digest, bytes);
            out.each.push(seen.map_or_else(Default::default, |seen| {
                (Some(seen.flow), seen.marks, seen.chore)
            }));
        }
    }
}

impl Followed {
    /// A frame's facts with what is known of it: the one at this place of the batch.
    #[must_use]
    pub fn add<'a>(&'a self, place: usize, facts: Facts<'a>) -> Facts<'a> {
        let (flow, marks, chore) = self.each.get(place).copied().unwrap_or_default();
        let since = self
            .first
            .and_then(|first| facts.meta.time.nanos_since(first));
        Facts {
            since,
            flow,
            marks,
            chore,
            reading: at(&self.readings, place).unwrap_or(facts.reading),
            datagram: at(&self.datagrams, place),
            ..facts
        }
    }
}

/// What is told of the frame at this place.
fn at<T>(told: &[(u32, T)], place: usize) -> Option<&T> {
    let found = told.binary_search_by_key(&place, |(at, _)| *at as usize);
    told.get(found.ok()?).map(|(_, told)| told)
}

impl Filter {
    /// Does it ask for conversations or for what their analysis says?
    #[must_use]
    pub fn follows(&self) -> bool {
        self.0.dearest(&|test| match test {
            Test::Flow(_) | Test::Housekeeping => true,
            Test::Field(ask) => {
                matches!(ask.name.place, Place::Mark(_) | Place::Beside(Beside::Flow))
            }
            _ => false,
        })
    }

    /// Does it ask for housekeeping, so that none of it is to be hidden beforehand?
    #[must_use]
    pub fn asks_for_housekeeping(&self) -> bool {
        self.0.dearest(&|test| *test == Test::Housekeeping)
    }
}
