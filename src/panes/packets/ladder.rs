//! A conversation over time: an arrow for each frame, the numbers with their arithmetic, both ends' states.

use crate::panes::Handled;
use crate::record::RecordKey;
use crate::store::chores::Housekeeping;
use crate::store::ladder::{Ladder as Chart, Number, Rung, ladder};
use crate::store::{FlowId, Packets};
use crate::ui::look::Look;

use super::verb::Verb;

mod view;

pub use view::LadderView;

/// Rungs of one chart; what follows is said to be left out.
const MOST: usize = 2000;
/// Rungs before and behind the selected one that are told by what they carry.
const NEAR: usize = 100;

/// Whose frames the chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Flow(FlowId),
    Records(Vec<RecordKey>),
}

/// A row of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// The rung with this number.
    Rung(usize),
    /// What has been reached with this rung: the handshake, the end.
    Phase(usize),
}

/// The pane's state.
#[derive(Debug)]
pub struct Ladder {
    subject: Subject,
    chart: Chart,
    rows: Vec<Row>,
    /// The selected rung.
    at: usize,
    absolute: bool,
    housekeeping: Housekeeping,
}

impl Ladder {
    /// A flow's chart; the rung of this record is selected.
    #[must_use]
    pub fn of_flow(flow: FlowId, selected: Option<RecordKey>, packets: &Packets) -> Self {
        Self::new(Subject::Flow(flow), selected, packets)
    }

    /// The chart of these records, of several hosts maybe.
    #[must_use]
    pub fn of_records(
        keys: Vec<RecordKey>,
        selected: Option<RecordKey>,
        packets: &Packets,
    ) -> Self {
        Self::new(Subject::Records(keys), selected, packets)
    }

    fn new(subject: Subject, selected: Option<RecordKey>, packets: &Packets) -> Self {
        let (chart, housekeeping) = (Chart::default(), Housekeeping::Hidden);
        let mut this = Self {
            subject,
            chart,
            rows: Vec::new(),
            at: 0,
            absolute: false,
            housekeeping,
        };
        this.refresh(packets);
        this.at = selected
            .and_then(|key| this.chart.rungs.iter().position(|r| r.holds(key)))
            .unwrap_or(0);
        this
    }

    /// The frames around the selected one, whose bytes tell what they carry.
    pub fn near(&self) -> impl Iterator<Item = RecordKey> {
        self.chart
            .rungs
            .iter()
            .skip(self.at.saturating_sub(NEAR))
            .take(2 * NEAR)
            .filter(|r| r.flags.is_none())
            .map(|r| r.key)
    }

    /// Draws the chart anew from the records; the selected rung stays selected.
    pub fn refresh(&mut self, packets: &Packets) {
        let selected = self.record();
        self.chart = match &self.subject {
            Subject::Flow(flow) => ladder(
                packets.of_flow(*flow),
                MOST,
                self.housekeeping,
                crate::proto::summary,
            ),
            Subject::Records(keys) => ladder(
                keys.iter().filter_map(|key| packets.get(*key)),
                MOST,
                self.housekeeping,
                crate::proto::summary,
            ),
        };
        self.rows.clear();
        for (i, rung) in self.chart.rungs.iter().enumerate() {
            self.rows.push(Row::Rung(i));
            if rung.phase.is_some() {
                self.rows.push(Row::Phase(i));
            }
        }
        let last = self.chart.rungs.len().saturating_sub(1);
        self.at = selected
            .and_then(|key| self.chart.rungs.iter().position(|r| r.holds(key)))
            .unwrap_or(self.at)
            .min(last);
    }

    /// Folds runs of housekeeping from now on, or does not.
    pub fn set_housekeeping(&mut self, housekeeping: Housekeeping, packets: &Packets) {
        if self.housekeeping != housekeeping {
            self.housekeeping = housekeeping;
            self.refresh(packets);
        }
    }

    /// Is a folded run selected?
    #[must_use]
    pub fn is_at_run(&self) -> bool {
        self.selected().is_some_and(|rung| rung.run.is_some())
    }

    /// Rows that all of it takes, what is told of the selected rung included.
    #[must_use]
    pub const fn height(&self) -> usize {
        view::whole_height(self.rows.len())
    }

    /// Whose chart it is; of a chart of several, the selected frame's.
    #[must_use]
    pub fn flow(&self) -> Option<FlowId> {
        match self.subject {
            Subject::Flow(flow) => Some(flow),
            Subject::Records(_) => self.selected().and_then(|r| r.flow),
        }
    }

    /// Does it show whatever was listed, rather than one flow?
    #[must_use]
    pub const fn shows_all(&self) -> bool {
        matches!(self.subject, Subject::Records(_))
    }

    fn selected(&self) -> Option<&Rung> {
        self.chart.rungs.get(self.at)
    }

    /// The selected rung's record.
    #[must_use]
    pub fn record(&self) -> Option<RecordKey> {
        self.selected().map(|r| r.key)
    }

    /// Handles an action.
    pub(super) fn act(&mut self, verb: Verb, page: usize) -> Handled {
        match verb {
            Verb::Absolute => self.absolute = !self.absolute,
            Verb::Move(to) => {
                let last = self.chart.rungs.len().saturating_sub(1);
                self.at = to.walked(self.at, last, page);
            }
            Verb::Walk(_)
            | Verb::List(_)
            | Verb::Open
            | Verb::Back
            | Verb::Show(_)
            | Verb::Housekeeping
            | Verb::NextForm => return Handled::No,
        }
        Handled::Yes
    }

    /// Selects the rung at `row` below the top of a pane `height` rows high.
    pub fn click(&mut self, row: usize, height: usize) {
        let body = view::body_height(height.saturating_sub(1));
        let Some(row) = row.checked_sub(view::HEADING).filter(|r| *r < body) else {
            return;
        };
        if let Some(Row::Rung(at) | Row::Phase(at)) = self.rows.get(self.top(body) + row) {
            self.at = *at;
        }
    }

    /// The first row drawn in `height` rows: the selected one is in the middle, as far as the ends allow.
    fn top(&self, height: usize) -> usize {
        let at = self
            .rows
            .iter()
            .position(|r| *r == Row::Rung(self.at))
            .unwrap_or(0);
        at.saturating_sub(height / 2)
            .min(self.rows.len().saturating_sub(height))
    }

    const fn number(&self, number: Number) -> u32 {
        if self.absolute {
            number.absolute
        } else {
            number.relative
        }
    }

    /// Its state in some words: how the numbers count, how many rungs, how long.
    #[must_use]
    pub fn status(&self, look: &Look<'_>) -> String {
        let rungs = &self.chart.rungs;
        let numbers = look.get(if self.absolute {
            "packets-ladder-absolute"
        } else {
            "packets-ladder-relative"
        });
        let took = match (rungs.first(), rungs.last()) {
            (Some(first), Some(last)) => {
                let until = last.run.map_or(last.time, |run| run.until);
                super::flows::span_of_time(until.since(first.time).as_nanos() as i64)
            }
            _ => String::new(),
        };
        let n = look.say(&crate::say!(
            "packets-ladder-rungs",
            n = rungs.iter().map(Rung::frames).sum::<usize>()
        ));
        let cut = if self.chart.cut {
            look.get("packets-ladder-cut")
        } else {
            String::new()
        };
        let parts = [numbers, n, took, cut];
        let parts: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(&format!(" {} ", look.glyphs.dot))
    }
}
