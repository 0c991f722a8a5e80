//! How the payloads of frames are to be read: a byte in each row, and a table for those that fall apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::record::RecordId;
use crate::store::flows::{FlowId, Way};
use crate::wire::reading::{Runs, What};
use crate::wire::stream::{VOICED, VOICES, Voice};
use crate::wire::{Piece, Protocol, Reading};

/// Messages of several frames that are remembered at most, so that their first frames can name their last.
const MOST_SPANS: usize = 1 << 18;

const ALONE: u8 = 0;
const RUNS: u8 = 1;
const AGAIN: u8 = 2;
const EARLY: u8 = 3;
const DATA: u8 = 4;
const BEHIND: u8 = 5;
/// From here on two for each protocol: a part of its message, a message.
const PART: u8 = 6;
/// From here on, for each protocol of which more is told, a message in each voice.
const TOLD: u8 = PART + Protocol::ALL.len() as u8 * 2;

/// A message's last frame and its first, in one direction of a flow.
type Span = (u32, bool, u64, u64);

/// What a row has no room for.
#[derive(Debug)]
pub(super) struct Told {
    runs: BTreeMap<u64, Arc<Runs>>,
    /// Bytes that they take; the oldest make room.
    bytes: usize,
    /// How many those may be.
    most: usize,
    spans: BTreeSet<Span>,
    most_spans: usize,
}

/// Bytes that a span takes in its tree, about.
const SPAN_COST: usize = size_of::<Span>() * 2;

/// Bytes that runs take, about.
fn cost(runs: &Runs) -> usize {
    size_of::<Runs>()
        + runs.whole.bytes.len()
        + runs.whole.pieces.len() * size_of::<Piece>()
        + (runs.own.len() + runs.messages.len()) * 40
}

impl Told {
    /// One that may take `budget` bytes: three quarters for messages put together.
    pub(super) fn with_budget(budget: usize) -> Self {
        Self {
            runs: BTreeMap::new(),
            bytes: 0,
            most: budget / 4 * 3,
            spans: BTreeSet::new(),
            most_spans: (budget / 4 / SPAN_COST).min(MOST_SPANS),
        }
    }

    /// Bytes that it takes, about.
    pub(super) fn cost(&self) -> usize {
        self.bytes + self.spans.len() * SPAN_COST
    }

    /// Notes how a frame's payload is to be read; gives what its row says of it.
    pub(super) fn note(&mut self, id: u64, reading: &Reading) -> u8 {
        match reading {
            Reading::Alone => ALONE,
            Reading::All(what) => code(*what),
            Reading::Runs(runs) => {
                self.bytes += cost(runs);
                self.runs.insert(id, Arc::clone(runs));
                while self.bytes > self.most
                    && let Some((_, old)) = self.runs.pop_first()
                {
                    self.bytes -= cost(&old);
                }
                RUNS
            }
        }
    }

    /// Notes which earlier frames brought the message that this one completes.
    pub(super) fn complete(&mut self, id: u64, flow: FlowId, way: Way, reading: &Reading) {
        let first = reading.whole().and_then(|whole| whole.pieces.first());
        if let Some(first) = first.filter(|first| first.number < id) {
            self.spans
                .insert((flow.0, way == Way::Back, id, first.number));
            if self.spans.len() > self.most_spans {
                self.spans.pop_first();
            }
        }
    }

    /// The frame that completes the message of which this one has a part.
    fn completed(&self, id: u64, flow: FlowId, way: Way) -> Option<u64> {
        let (flow, back) = (flow.0, way == Way::Back);
        let mut later = self
            .spans
            .range((flow, back, id + 1, 0)..=(flow, back, u64::MAX, 0));
        let (.., last, first) = *later.next()?;
        (first <= id).then_some(last)
    }

    /// How a frame's payload is to be read. `flow`: whose frames name the one that completes their message.
    pub(super) fn reading(&self, id: RecordId, told: u8, flow: Option<(FlowId, Way)>) -> Reading {
        match told {
            ALONE => Reading::Alone,
            RUNS => match self.runs.get(&id.0) {
                Some(runs) => Reading::Runs(self.with_completed(id, runs, flow)),
                None => Reading::All(What::Forgotten),
            },
            _ => Reading::All(self.named(id, what(told), flow)),
        }
    }

    /// A part of a message names the frame that completes it.
    fn named(&self, id: RecordId, what: What, flow: Option<(FlowId, Way)>) -> What {
        match (what, flow) {
            (What::Part { of, .. }, Some((flow, way))) => What::Part {
                of,
                completed: self.completed(id.0, flow, way),
            },
            _ => what,
        }
    }

    fn with_completed(
        &self,
        id: RecordId,
        runs: &Arc<Runs>,
        flow: Option<(FlowId, Way)>,
    ) -> Arc<Runs> {
        let last = runs.own.last().map(|run| run.what);
        let Some(what) = last.filter(|what| matches!(what, What::Part { .. })) else {
            return Arc::clone(runs);
        };
        let named = self.named(id, what, flow);
        if named == what {
            return Arc::clone(runs);
        }
        let mut runs = Runs::clone(runs);
        if let Some(last) = runs.own.last_mut() {
            last.what = named;
        }
        Arc::new(runs)
    }

    /// The row has made room.
    pub(super) fn release(&mut self, id: u64) {
        if let Some(runs) = self.runs.remove(&id) {
            self.bytes -= cost(&runs);
        }
    }
}

fn code(what: What) -> u8 {
    match what {
        What::Again => AGAIN,
        What::Early => EARLY,
        What::Behind => BEHIND,
        What::Data | What::Forgotten | What::Completes { .. } => DATA,
        What::Part { of, .. } => PART + of as u8 * 2,
        What::Message(of) => PART + of as u8 * 2 + 1,
        What::Told(of, voice) => match VOICED.iter().position(|voiced| *voiced == of) {
            Some(at) => TOLD + at as u8 * VOICES + voice.number(),
            None => code(What::Message(of)),
        },
    }
}

fn what(code: u8) -> What {
    let of = |code: u8| {
        let protocols = Protocol::ALL.get(usize::from(code / 2));
        protocols.copied().unwrap_or_default()
    };
    match code {
        AGAIN => What::Again,
        EARLY => What::Early,
        BEHIND => What::Behind,
        ..PART => What::Data,
        TOLD.. => {
            let (of, voice) = ((code - TOLD) / VOICES, (code - TOLD) % VOICES);
            let of = VOICED.get(usize::from(of)).copied().unwrap_or_default();
            What::Told(of, Voice::of_number(voice))
        }
        _ if (code - PART).is_multiple_of(2) => What::Part {
            of: of(code - PART),
            completed: None,
        },
        _ => What::Message(of(code - PART)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_messages_that_made_room_it_is_said_that_they_did() {
        let mut told = Told::with_budget(1 << 20);
        let whole = crate::wire::Reassembled {
            bytes: vec![0; told.most / 2],
            ..Default::default()
        };
        let runs = Runs {
            whole,
            ..Runs::default()
        };
        let reading = Reading::Runs(Arc::new(runs));
        let rows: Vec<u8> = (1..4).map(|id| told.note(id, &reading)).collect();
        let kept = |id| told.reading(RecordId(id), rows[0], None) == reading;
        assert_eq!([1, 2, 3].map(kept), [false, false, true]);
        let gone = told.reading(RecordId(1), rows[0], None);
        assert_eq!(gone, Reading::All(What::Forgotten));
    }

    #[test]
    fn what_a_row_says_comes_out_again() {
        assert!(
            usize::from(PART) + Protocol::ALL.len() * 2 + VOICED.len() * usize::from(VOICES) <= 256,
            "a byte holds all"
        );
        let parts = Protocol::ALL.iter().flat_map(|of| {
            let part = What::Part {
                of: *of,
                completed: None,
            };
            [part, What::Message(*of)]
        });
        let told = VOICED
            .iter()
            .flat_map(|of| (0..VOICES).map(|number| What::Told(*of, Voice::of_number(number))));
        let parts: Vec<_> = parts.chain(told).collect();
        for one in parts
            .into_iter()
            .chain([What::Again, What::Early, What::Behind, What::Data])
        {
            assert_eq!(what(code(one)), one);
        }
    }
}
