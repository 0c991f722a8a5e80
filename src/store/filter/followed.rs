//! What a filter may ask of a frame that only the frames before it tell: when the first one came, which
//! conversation it belongs to and what the analysis of that says.

use super::expr::Test;
use super::names::{Beside, Place};
use super::{Facts, Filter};
use crate::clock::Time;
use crate::frame::FrameBatch;
use crate::record::RecordId;
use crate::store::chores::Chore;
use crate::store::flows::{FlowId, Flows, Marks};

/// Follows frames in their order, as far as a filter asks for it.
#[derive(Debug)]
pub struct Follower {
    flows: Option<Flows>,
    first: Option<Time>,
}

/// What is known of a batch's frames.
#[derive(Debug, Default)]
pub struct Followed {
    first: Option<Time>,
    /// For each frame of the batch; empty where nobody asks.
    each: Vec<(Option<FlowId>, Marks, Option<Chore>)>,
}

impl Follower {
    /// For this filter. `flows`: an empty table of conversations.
    #[must_use]
    pub fn new(filter: &Filter, flows: Flows) -> Self {
        Self {
            flows: filter.follows().then_some(flows),
            first: None,
        }
    }

    /// Takes a batch in, whose first frame has this number.
    pub fn batch(&mut self, number: u64, batch: &FrameBatch) -> Followed {
        let first = self
            .first
            .or_else(|| batch.frames.first().map(|frame| frame.meta.time));
        self.first = first;
        let Some(flows) = &mut self.flows else {
            return Followed {
                first,
                each: Vec::new(),
            };
        };
        let numbered = (number..).zip(&batch.frames);
        let each = numbered.map(|(number, frame)| {
            let at = frame.at as usize;
            let bytes = batch
                .bytes
                .get(at..at + frame.captured as usize)
                .unwrap_or_default();
            let seen = flows.observe(RecordId(number), &frame.meta, &frame.digest, bytes);
            seen.map_or_else(Default::default, |seen| {
                (Some(seen.flow), seen.marks, seen.chore)
            })
        });
        Followed {
            first,
            each: each.collect(),
        }
    }
}

impl Followed {
    /// A frame's facts with what is known of it: the one at this place of the batch.
    #[must_use]
    pub fn add<'a>(&self, place: usize, facts: Facts<'a>) -> Facts<'a> {
        let (flow, marks, chore) = self.each.get(place).copied().unwrap_or_default();
        let since = self
            .first
            .and_then(|first| facts.meta.time.nanos_since(first));
        Facts {
            since,
            flow,
            marks,
            chore,
            ..facts
        }
    }
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
