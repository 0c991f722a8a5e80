//! The conversations as a table: who talks with whom, how much, how it goes.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::keymap::{Layer, Move, VerbId};
use crate::say;
use crate::screens::{Answer, Copied, Screen, Shown, Title, Wish, World};
use crate::store::chores::{Housekeeping, Tally};
use crate::store::{Flow, FlowId, Packets};
use crate::ui::area::first_row;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire::Protocol;

mod verb;
mod view;

pub use verb::Verb;
use view::FlowsView;

/// By what the table is ordered. `m` walks through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By number: as they began.
    #[default]
    Number,
    /// Most bytes first.
    Bytes,
    /// Most frames first.
    Frames,
    /// The one that spoke last first.
    Latest,
}

impl Order {
    const fn next(self) -> Self {
        match self {
            Self::Number => Self::Bytes,
            Self::Bytes => Self::Frames,
            Self::Frames => Self::Latest,
            Self::Latest => Self::Number,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Number => "packets-flows-by-number",
            Self::Bytes => "packets-flows-by-bytes",
            Self::Frames => "packets-flows-by-frames",
            Self::Latest => "packets-flows-by-latest",
        }
    }
}

/// The table's state.
#[derive(Debug, Default)]
pub struct FlowTable {
    rows: Vec<FlowId>,
    /// Rows that stand for several flows of nothing but housekeeping: how many, and how much of it.
    runs: BTreeMap<FlowId, (usize, Tally)>,
    housekeeping: Housekeeping,
    selected: Option<FlowId>,
    order: Order,
}

impl FlowTable {
    /// The table over all flows, with this one selected.
    #[must_use]
    pub fn new(packets: &Packets, selected: Option<FlowId>) -> Self {
        let mut table = Self {
            selected,
            ..Self::default()
        };
        table.refresh(packets);
        table
    }

    /// Lists the flows again; the selected one stays selected.
    pub fn refresh(&mut self, packets: &Packets) {
        let mut flows: Vec<&Flow> = packets.flows().iter().collect();
        match self.order {
            Order::Number => flows.sort_by_key(|f| f.id),
            Order::Bytes => flows.sort_by_key(|f| std::cmp::Reverse(f.bytes[0] + f.bytes[1])),
            Order::Frames => flows.sort_by_key(|f| std::cmp::Reverse(f.frames[0] + f.frames[1])),
            Order::Latest => flows.sort_by_key(|f| std::cmp::Reverse(f.last)),
        }
        self.rows.clear();
        self.runs.clear();
        for flow in flows {
            if self.housekeeping == Housekeeping::Shown || !is_housekeeping(flow) {
                self.rows.push(flow.id);
            } else if let Some((count, tally)) =
                self.rows.last().and_then(|last| self.runs.get_mut(last))
            {
                *count += 1;
                tally.merge(&flow.chores);
            } else {
                self.rows.push(flow.id);
                self.runs.insert(flow.id, (1, flow.chores));
            }
        }
    }

    /// Folds runs of housekeeping from now on, or does not. `true`: that changes what is listed.
    pub fn set_housekeeping(&mut self, housekeeping: Housekeeping, packets: &Packets) -> bool {
        let before = (self.rows.len(), self.runs.len());
        self.housekeeping = housekeeping;
        self.refresh(packets);
        before != (self.rows.len(), self.runs.len())
    }

    /// Is a folded run selected?
    #[must_use]
    pub fn is_at_run(&self) -> bool {
        self.selected()
            .is_some_and(|id| self.runs.contains_key(&id))
    }

    /// The selected flow: the first, where none was selected.
    #[must_use]
    pub fn selected(&self) -> Option<FlowId> {
        self.selected
            .filter(|id| self.rows.contains(id))
            .or_else(|| self.rows.first().copied())
    }

    /// Flows listed, those of folded runs too.
    fn flows(&self) -> usize {
        self.rows.len()
            + self
                .runs
                .values()
                .map(|(count, _)| count - 1)
                .sum::<usize>()
    }

    fn at(&self) -> usize {
        self.selected()
            .and_then(|id| self.rows.iter().position(|r| *r == id))
            .unwrap_or(0)
    }

    /// The first row drawn in `height` rows.
    fn top(&self, height: usize) -> usize {
        first_row(self.at(), self.rows.len(), height)
    }
}

impl Screen for FlowTable {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let look = &world.look;
        let all = world.records.packets.flows().total();
        let (shown, all) = (self.flows() as u64, u64::from(all));
        let count = if shown < all {
            look.say(&say!(
                "packets-flows-some",
                n = fit::count(shown),
                all = fit::count(all)
            ))
        } else {
            fit::count(shown)
        };
        let order = look.get(self.order.word());
        Title {
            name: look.get("packets-flows-title"),
            status: format!("{count} {} {order}", look.glyphs.dot),
        }
    }

    fn about(&self) -> &'static str {
        "packets-flows-about"
    }

    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        if Verb::at(verb) == Some(Verb::Open) && self.is_at_run() {
            return Some("packets-key-unfold-short");
        }
        Verb::LAYER.short(verb)
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        match (verb, self.selected()) {
            (Verb::NextForm, _) => {
                self.order = self.order.next();
                self.refresh(world.records.packets);
                Answer::done()
            }
            (Verb::Open | Verb::Ladder | Verb::FollowStream, None) => {
                Answer::why(say!("packets-flows-empty"))
            }
            // A folded run is unfolded as the whole log is, so that one key folds it again.
            (Verb::Open, Some(_)) if self.is_at_run() => Answer::wish(Wish::Housekeeping),
            (Verb::Housekeeping, _) => Answer::wish(Wish::Housekeeping),
            (Verb::Open | Verb::Ladder, Some(flow)) => Answer::wish(Wish::Ladder(flow)),
            (Verb::FollowStream, Some(flow)) => Answer::wish(Wish::Stream(flow)),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let (at, last) = (self.at(), self.rows.len().saturating_sub(1));
        let to = to.walked(at, last, world.page());
        self.selected = self.rows.get(to).copied();
        Answer::is(at != to)
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let height = usize::from(world.area.height.saturating_sub(1));
        let row = world.row(at.y).checked_sub(1);
        let clicked = row.and_then(|row| self.rows.get(self.top(height) + row).copied());
        self.selected = clicked.or(self.selected);
        Answer::is(clicked.is_some())
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let view = FlowsView {
            table: self,
            packets: world.records.packets,
            look: &world.look,
        };
        (&view).render(world.area, buf);
        None
    }

    fn height(&self, _world: &World<'_>) -> usize {
        // A heading stands above them.
        self.rows.len() + 1
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Records(None)
    }

    fn copied(&self, _world: &World<'_>) -> Copied {
        Copied::View
    }
}

/// Nothing but questions and answers of the lab's own? A connection that only lives is still one.
fn is_housekeeping(flow: &Flow) -> bool {
    flow.transport != Protocol::Tcp
        && u64::from(flow.chores.frames) == flow.frames[0] + flow.frames[1]
}

/// How much housekeeping of which kind, in words.
pub(super) fn tallied(tally: &Tally, look: &Look<'_>) -> String {
    tally
        .say()
        .iter()
        .map(|say| look.say(say))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Both ends as one reads them, who opened it first: `10.0.0.1:4000 ⇄ 10.0.0.2:80`.
pub(super) fn ends(flow: &Flow, look: &Look<'_>) -> String {
    let (way, _) = flow.drawn();
    let [first, second] = [way, way.turned()].map(|way| flow.end_name(way));
    format!("{first} {} {second}", look.glyphs.both)
}

/// A time in nanoseconds with three figures: `0.21 ms`, `11.0 ms`, `3.20 s`.
#[must_use]
pub(super) fn span_of_time(nanos: i64) -> String {
    let millis = nanos as f64 / 1e6;
    match millis {
        m if m < 10.0 => format!("{m:.2} ms"),
        m if m < 100.0 => format!("{m:.1} ms"),
        m if m < 1000.0 => format!("{m:.0} ms"),
        m if m < 100_000.0 => format!("{:.2} s", m / 1000.0),
        m if m < 6_000_000.0 => format!("{:.1} min", m / 60_000.0),
        m => format!("{:.1} h", m / 3_600_000.0),
    }
}

/// The title of a flow's own screen: what it shows, then number, protocol, ends.
#[must_use]
pub(super) fn titled(what: &'static str, flow: FlowId, world: &World<'_>) -> String {
    let look = &world.look;
    let said = |flow: &Flow| {
        look.say(&say!(
            "packets-flow-title",
            number = flow.id.0.to_string(),
            protocol = flow.protocol.name(),
            ends = ends(flow, look)
        ))
    };
    let flow = world.records.packets.flows().get(flow).map(said);
    let (what, dot) = (look.get(what), look.glyphs.dot);
    format!("{what} {dot} {}", flow.unwrap_or_default())
}

/// A style for a direction: the one who began, or the other.
#[must_use]
pub(super) fn way_style(there: bool, look: &Look<'_>) -> Style {
    if there {
        look.theme.you
    } else {
        look.theme.peer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_figures() {
        let said: Vec<_> = [210_000, 11_000_000, 3_200_000_000, 600_000_000_000]
            .into_iter()
            .map(span_of_time)
            .collect();
        assert_eq!(said, ["0.21 ms", "11.0 ms", "3.20 s", "10.0 min"]);
    }
}
