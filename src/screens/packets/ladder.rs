//! A conversation over time: an arrow for each frame, the numbers with their arithmetic, both ends' states.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Widget;

use crate::keymap::{Layer, Move, VerbId};
use crate::record::RecordKey;
use crate::say;
use crate::screens::{Answer, Copied, Screen, Shown, Title, Wish, World};
use crate::store::chores::Housekeeping;
use crate::store::ladder::{Ladder as Chart, Number, Rung, ladder};
use crate::store::{FlowId, Packets};
use crate::ui::area::first_row;
use crate::ui::look::Look;

use super::flows::titled;

mod verb;
mod view;

pub use verb::Verb;
use view::LadderView;

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

/// A chart and the cursor in it.
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

    /// Folds runs of housekeeping from now on, or does not. `true`: that changes what is drawn.
    pub fn set_housekeeping(&mut self, housekeeping: Housekeeping, packets: &Packets) -> bool {
        let before = self.shape();
        if self.housekeeping != housekeeping {
            self.housekeeping = housekeeping;
            self.refresh(packets);
        }
        before != self.shape()
    }

    /// How many rungs there are, and how many of them are folded runs.
    fn shape(&self) -> (usize, usize) {
        let rungs = &self.chart.rungs;
        let runs = rungs.iter().filter(|rung| rung.run.is_some());
        (rungs.len(), runs.count())
    }

    /// Is a folded run selected?
    #[must_use]
    pub fn is_at_run(&self) -> bool {
        self.selected().is_some_and(|rung| rung.run.is_some())
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

    /// The first row drawn in `height` rows.
    fn top(&self, height: usize) -> usize {
        let at = self
            .rows
            .iter()
            .position(|r| *r == Row::Rung(self.at))
            .unwrap_or(0);
        first_row(at, self.rows.len(), height)
    }

    const fn number(&self, number: Number) -> u32 {
        if self.absolute {
            number.absolute
        } else {
            number.relative
        }
    }

    /// Its state in some words: how the numbers count, how many rungs, how long.
    fn status(&self, look: &Look<'_>) -> String {
        let rungs = &self.chart.rungs;
        let numbers = look.get(if self.absolute {
            "packets-ladder-absolute"
        } else {
            "packets-ladder-relative"
        });
        let took = match (rungs.first(), rungs.last()) {
            (Some(first), Some(last)) => {
                let until = last.run.map_or(last.time, |run| run.until);
                let took = until.nanos_since(first.time);
                took.map_or_else(|| "?".to_owned(), super::flows::span_of_time)
            }
            _ => String::new(),
        };
        let n = look.say(&say!(
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

impl Ladder {
    /// From one conversation's chart to that of all that is listed, and from that to the selected rung's.
    fn other(&self) -> Answer {
        match self.flow() {
            Some(flow) if self.shows_all() => Answer::wish(Wish::Ladder(flow)),
            None if self.shows_all() => Answer::why(say!("packets-no-flow")),
            Some(_) | None => Answer::wish(Wish::LadderOfListed),
        }
    }
}

impl Screen for Ladder {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let look = &world.look;
        let name = match self.flow() {
            Some(flow) if !self.shows_all() => titled("packets-ladder-title", flow, world),
            Some(_) | None => {
                let (what, dot) = (look.get("packets-ladder-title"), look.glyphs.dot);
                format!("{what} {dot} {}", look.get("packets-ladder-listed"))
            }
        };
        Title {
            name,
            status: self.status(look),
        }
    }

    fn about(&self) -> &'static str {
        "packets-ladder-about"
    }

    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        match Verb::at(verb) {
            Some(Verb::Open) if self.is_at_run() => return Some("packets-key-unfold-short"),
            Some(Verb::Ladder) if self.shows_all() => return Some("packets-ladder-key-one-short"),
            Some(_) | None => {}
        }
        Verb::LAYER.short(verb)
    }

    fn act(&mut self, verb: VerbId, _world: &World<'_>) -> Answer {
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        match (verb, self.record()) {
            (Verb::TrueNumbers, _) => {
                self.absolute = !self.absolute;
                Answer::done()
            }
            (Verb::Ladder, _) => self.other(),
            (Verb::Flows, _) => Answer::wish(Wish::Flows),
            (Verb::FollowStream, _) => match self.flow() {
                Some(flow) => Answer::wish(Wish::Stream(flow)),
                None => Answer::why(say!("packets-no-flow")),
            },
            (Verb::Open | Verb::WorkOut | Verb::Encapsulate | Verb::Pin, None) => {
                Answer::why(say!("packets-ladder-empty"))
            }
            // A folded run is unfolded as the whole log is, so that one key folds it again.
            (Verb::Open, Some(_)) if self.is_at_run() => Answer::wish(Wish::Housekeeping),
            (Verb::Housekeeping, _) => Answer::wish(Wish::Housekeeping),
            (Verb::Open, Some(key)) => Answer::wish(Wish::Open(key)),
            (Verb::WorkOut, Some(_)) => Answer::wish(Wish::WorkOut),
            (Verb::Encapsulate, Some(key)) => Answer::wish(Wish::Encapsulate(key)),
            (Verb::Pin, Some(key)) => Answer::wish(Wish::Pin(key)),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let (at, last) = (self.at, self.chart.rungs.len().saturating_sub(1));
        self.at = to.walked(at, last, world.page());
        Answer::is(self.at != at)
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let body = view::body_height(usize::from(world.area.height));
        let row = world.row(at.y).checked_sub(view::HEADING);
        let Some(row) = row.filter(|row| *row < body) else {
            return Answer::no();
        };
        let Some(Row::Rung(clicked) | Row::Phase(clicked)) = self.rows.get(self.top(body) + row)
        else {
            return Answer::no();
        };
        self.at = *clicked;
        Answer::done()
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let view = LadderView {
            ladder: self,
            look: &world.look,
        };
        (&view).render(world.area, buf);
        None
    }

    fn height(&self, _world: &World<'_>) -> usize {
        view::whole_height(self.rows.len())
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Records(None)
    }

    fn copied(&self, world: &World<'_>) -> Copied {
        Copied::Bytes(self.record().and_then(|key| world.records.bytes(key)))
    }
}
