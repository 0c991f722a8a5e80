//! The conversations as a table: who talks with whom, how much, how it goes.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::panes::Handled;
use crate::say;
use crate::store::chores::{Housekeeping, Tally};
use crate::store::{Flow, FlowId, FlowState, Marks, Packets};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire::Protocol;

use super::verb::Verb;

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

    /// Folds runs of housekeeping from now on, or does not.
    pub fn set_housekeeping(&mut self, housekeeping: Housekeeping, packets: &Packets) {
        self.housekeeping = housekeeping;
        self.refresh(packets);
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

    /// None listed?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Flows listed, those of folded runs too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
            + self
                .runs
                .values()
                .map(|(count, _)| count - 1)
                .sum::<usize>()
    }

    /// Rows that all of it takes, the heading included.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.rows.len() + 1
    }

    /// By what it is ordered, as a key of the words.
    #[must_use]
    pub const fn order(&self) -> &'static str {
        self.order.word()
    }

    /// Handles an action.
    pub(super) fn act(&mut self, verb: Verb, page: usize, packets: &Packets) -> Handled {
        match verb {
            Verb::NextForm => {
                self.order = self.order.next();
                self.refresh(packets);
            }
            Verb::Move(to) => {
                let last = self.rows.len().saturating_sub(1);
                let to = to.walked(self.at(), last, page);
                self.selected = self.rows.get(to).copied();
            }
            Verb::Walk(_)
            | Verb::List(_)
            | Verb::Open
            | Verb::Back
            | Verb::Show(_)
            | Verb::Housekeeping
            | Verb::Absolute => return Handled::No,
        }
        Handled::Yes
    }

    /// Selects the row at `row` below the top of a table `height` rows high, its heading counted.
    pub fn click(&mut self, row: usize, height: usize) {
        if let Some(row) = row.checked_sub(1) {
            self.selected = self
                .rows
                .get(self.top(height.saturating_sub(1)) + row)
                .copied();
        }
    }

    fn at(&self) -> usize {
        self.selected()
            .and_then(|id| self.rows.iter().position(|r| *r == id))
            .unwrap_or(0)
    }

    /// The first row drawn: the selected one is in the middle, as far as the ends allow.
    fn top(&self, height: usize) -> usize {
        self.at()
            .saturating_sub(height / 2)
            .min(self.rows.len().saturating_sub(height))
    }
}

/// The table, drawn.
#[derive(Debug)]
pub struct FlowsView<'a> {
    /// Its state.
    pub table: &'a FlowTable,
    /// Whose flows.
    pub packets: &'a Packets,
    /// How it looks.
    pub look: &'a Look<'a>,
}

/// Below this width only what tells flows apart is left.
const WIDE: u16 = 100;

impl Widget for &FlowsView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let look = self.look;
        if self.table.rows.is_empty() {
            let text = fit::cut(
                &look.get("packets-flows-empty"),
                usize::from(area.width),
                look.glyphs.cut,
            );
            buf.set_string(area.x, area.y, text, look.theme.dim);
            return;
        }
        let heading = Rect { height: 1, ..area };
        self.heading(area.width).render(heading, buf);
        let height = usize::from(area.height - 1);
        let top = self.table.top(height);
        let selected = self.table.selected();
        for (y, id) in (area.y + 1..).zip(self.table.rows.iter().skip(top).take(height)) {
            let Some(flow) = self.packets.flows().get(*id) else {
                continue;
            };
            let at = Rect {
                y,
                height: 1,
                ..area
            };
            match self.table.runs.get(id) {
                Some((count, tally)) => self.run(*count, tally, area.width).render(at, buf),
                None => self.row(flow, area.width).render(at, buf),
            }
            if selected == Some(*id) {
                buf.set_style(at, look.theme.selected);
            }
        }
    }
}

/// Cells of the columns: number, protocol, ends, state, frames, bytes, duration, round trip.
const NUMBER: usize = 5;
const PROTOCOL: usize = 8;
const STATE: usize = 11;
const FRAMES: usize = 13;
const BYTES: usize = 18;
const TIME: usize = 8;

impl FlowsView<'_> {
    fn ends_width(&self, width: u16) -> usize {
        let taken = if width >= WIDE {
            NUMBER + PROTOCOL + STATE + FRAMES + BYTES + 2 * TIME
        } else {
            NUMBER + PROTOCOL + STATE + FRAMES
        };
        let longest = self
            .table
            .rows
            .iter()
            .take(200)
            .filter_map(|id| self.packets.flows().get(*id));
        let longest = longest
            .map(|f| fit::width(&ends(f, self.look)))
            .max()
            .unwrap_or(0)
            + 2;
        let room = usize::from(width).saturating_sub(taken);
        // What is left after the longest is for the notes.
        longest.clamp(10, room.max(10))
    }

    fn heading(&self, width: u16) -> Line<'static> {
        let look = self.look;
        let word = |key| look.get(key);
        let mut text = fit::left(&word("packets-flows-number"), NUMBER);
        text += &fit::left(&word("packets-flows-protocol"), PROTOCOL);
        text += &fit::left(&word("packets-flows-ends"), self.ends_width(width));
        text += &fit::left(&word("packets-flows-state"), STATE);
        text += &fit::right(&word("packets-flows-frames"), FRAMES);
        if width >= WIDE {
            text += &fit::right(&word("packets-flows-bytes"), BYTES);
            text += &fit::right(&word("packets-flows-duration"), TIME);
            text += &fit::right(&word("packets-flows-rtt"), TIME);
            text += "  ";
            text += &word("packets-flows-notes");
        }
        Line::styled(
            fit::cut(&text, usize::from(width), look.glyphs.cut),
            look.theme.dim,
        )
    }

    /// A row that stands for several flows of nothing but housekeeping.
    fn run(&self, count: usize, tally: &Tally, width: u16) -> Line<'static> {
        let look = self.look;
        let flows = look.say(&say!("packets-flows-run", n = count));
        let text = format!(
            "{}{flows}: {}",
            fit::left(look.glyphs.cut, NUMBER),
            tallied(tally, look)
        );
        Line::styled(
            fit::cut(&text, usize::from(width), look.glyphs.cut),
            look.theme.dim,
        )
    }

    fn row(&self, flow: &Flow, width: u16) -> Line<'static> {
        let look = self.look;
        let theme = look.theme;
        let room = self.ends_width(width);
        let mut spans = vec![
            Span::styled(fit::left(&flow.id.0.to_string(), NUMBER), theme.dim),
            Span::styled(
                fit::left(flow.protocol.name(), PROTOCOL),
                theme.layer(flow.protocol.osi()),
            ),
            Span::raw(fit::left(
                &fit::cut(&ends(flow, look), room - 1, look.glyphs.cut),
                room,
            )),
            state(flow, look),
            Span::raw(pair(flow.frames, fit::count, FRAMES, look)),
        ];
        if width >= WIDE {
            spans.push(Span::raw(pair(flow.bytes, fit::bytes, BYTES, look)));
            spans.push(Span::styled(
                fit::right(
                    &span_of_time(flow.last.since(flow.first).as_nanos() as i64),
                    TIME,
                ),
                theme.dim,
            ));
            let rtt = flow
                .handshake_rtt
                .or(flow.rtt)
                .map_or_else(|| look.glyphs.nothing.to_owned(), span_of_time);
            spans.push(Span::styled(fit::right(&rtt, TIME), theme.dim));
            let (notes, chores) = (self.notes(flow), tallied(&flow.chores, look));
            let gap = if notes.is_empty() || chores.is_empty() {
                ""
            } else {
                ", "
            };
            spans.push(Span::styled(format!("  {notes}{gap}"), theme.warn));
            spans.push(Span::styled(chores, theme.dim));
        }
        let mut line = Line::from(spans);
        fit::cut_line(&mut line, usize::from(width), look.glyphs.cut);
        line
    }

    /// What the analysis found, in a few words with their counts.
    fn notes(&self, flow: &Flow) -> String {
        let count = |mark: Marks| flow.marked[mark.0.trailing_zeros() as usize & 15];
        let sum = |marks: &[Marks]| marks.iter().map(|m| count(*m)).sum::<u32>();
        let notes = [
            (sum(&[Marks::RETRANSMISSION]), "packets-flows-again"),
            (sum(&[Marks::OUT_OF_ORDER]), "packets-flows-disorder"),
            (sum(&[Marks::GAP]), "packets-flows-gaps"),
            (sum(&[Marks::DUPLICATE_ACK]), "packets-flows-duplicates"),
            (
                sum(&[Marks::ZERO_WINDOW, Marks::WINDOW_FULL]),
                "packets-flows-full",
            ),
        ];
        let said = notes
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, key)| format!("{n} {}", self.look.get(key)));
        said.collect::<Vec<_>>().join(", ")
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

/// Both ends as one reads them: `10.0.0.1:4000 ⇄ 10.0.0.2:80`.
pub(super) fn ends(flow: &Flow, look: &Look<'_>) -> String {
    let ports = matches!(flow.transport, Protocol::Tcp | Protocol::Udp);
    let end = |(address, port): (IpAddr, u16)| {
        if ports {
            SocketAddr::new(address, port).to_string()
        } else {
            address.to_string()
        }
    };
    format!("{} {} {}", end(flow.a), look.glyphs.both, end(flow.b))
}

fn state(flow: &Flow, look: &Look<'_>) -> Span<'static> {
    let (key, style) = match flow.state {
        FlowState::Unknown if flow.transport == Protocol::Tcp => {
            ("packets-flows-unknown", look.theme.dim)
        }
        FlowState::Unknown => {
            return Span::styled(fit::left(look.glyphs.nothing, STATE), look.theme.dim);
        }
        FlowState::Opening => ("packets-flows-opening", look.theme.warn),
        FlowState::Open => ("packets-flows-open", look.theme.good),
        FlowState::Closing => ("packets-flows-closing", look.theme.text),
        FlowState::Closed => ("packets-flows-closed", look.theme.dim),
        FlowState::Reset => ("packets-flows-reset", look.theme.bad),
    };
    Span::styled(fit::left(&look.get(key), STATE), style)
}

/// Two numbers, there and back.
fn pair(values: [u64; 2], show: fn(u64) -> String, width: usize, look: &Look<'_>) -> String {
    fit::right(
        &format!(
            "{}{} {}{}",
            look.glyphs.right,
            show(values[0]),
            look.glyphs.left,
            show(values[1])
        ),
        width,
    )
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

/// The title of a flow's own screens: number, protocol, ends.
#[must_use]
pub(super) fn title(flow: &Flow, look: &Look<'_>) -> String {
    let number = flow.id.0.to_string();
    look.say(&say!(
        "packets-flow-title",
        number = number,
        protocol = flow.protocol.name(),
        ends = ends(flow, look)
    ))
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
