//! What can lie over the packet list and fill the pane: the flows, a stream, a ladder.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::panes::Handled;
use crate::record::RecordKey;
use crate::say;
use crate::store::chores::Housekeeping;
use crate::store::{FlowId, Packets};
use crate::ui::fit;
use crate::ui::look::Look;

use super::flows::{FlowTable, FlowsView};
use super::ladder::{Ladder, LadderView};
use super::stream::{Stream, StreamView};
use super::verb::{Over, Verb};

/// One of them.
#[derive(Debug)]
pub enum Screen {
    /// All conversations.
    Flows(FlowTable),
    /// One conversation's bytes.
    Stream(Stream),
    /// One conversation over time.
    Ladder(Ladder),
}

/// What a screen wants beside being drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing, but it has taken the action.
    Taken,
    /// Not its matter.
    No,
    /// Open this record.
    Open(RecordKey),
    /// Show this flow's ladder.
    Ladder(FlowId),
    /// Show this flow's stream.
    Stream(FlowId),
    /// Show the ladder of all that is listed.
    Listed,
}

impl Screen {
    /// Handles an action.
    pub(super) fn act(&mut self, verb: Verb, page: usize, packets: &Packets) -> Asked {
        let handled = match self {
            Self::Flows(table) => match (verb, table.selected()) {
                (Verb::Open, Some(_)) if table.is_at_run() => {
                    table.set_housekeeping(Housekeeping::Shown, packets);
                    Handled::Yes
                }
                (Verb::Open | Verb::Show(Over::Ladder), Some(flow)) => return Asked::Ladder(flow),
                (Verb::Show(Over::Stream), Some(flow)) => return Asked::Stream(flow),
                _ => table.act(verb, page, packets),
            },
            Self::Stream(stream) => match (verb, stream.record()) {
                (Verb::Open, record) => return record.map_or(Asked::No, Asked::Open),
                (Verb::Show(Over::Ladder), _) => return Asked::Ladder(stream.flow()),
                _ => stream.act(verb, page),
            },
            Self::Ladder(ladder) => match (verb, ladder.record(), ladder.flow()) {
                (Verb::Open, ..) if ladder.is_at_run() => {
                    ladder.set_housekeeping(Housekeeping::Shown, packets);
                    Handled::Yes
                }
                (Verb::Open, Some(key), _) => return Asked::Open(key),
                (Verb::Show(Over::Stream), _, Some(flow)) => return Asked::Stream(flow),
                (Verb::Show(Over::Ladder), ..) if !ladder.shows_all() => return Asked::Listed,
                (Verb::Show(Over::Ladder), _, Some(flow)) => return Asked::Ladder(flow),
                _ => ladder.act(verb, page),
            },
        };
        if handled == Handled::Yes {
            Asked::Taken
        } else {
            Asked::No
        }
    }

    /// Looks at the records again: something has come.
    pub(super) fn refresh(&mut self, packets: &Packets) {
        match self {
            Self::Flows(table) => table.refresh(packets),
            Self::Stream(stream) => stream.refresh(packets),
            Self::Ladder(ladder) => ladder.refresh(packets),
        }
    }

    /// Folds runs of housekeeping from now on, or does not.
    pub(super) fn set_housekeeping(&mut self, housekeeping: Housekeeping, packets: &Packets) {
        match self {
            Self::Flows(table) => table.set_housekeeping(housekeeping, packets),
            Self::Ladder(ladder) => ladder.set_housekeeping(housekeeping, packets),
            // A stream is its bytes, whatever they are.
            Self::Stream(_) => {}
        }
    }

    /// A click, `row` rows below the top of an area `height` rows high.
    pub(super) fn click(&mut self, row: usize, height: usize) {
        match self {
            Self::Flows(table) => table.click(row, height),
            Self::Ladder(ladder) => ladder.click(row, height),
            Self::Stream(_) => {}
        }
    }

    /// Rows that all of it takes.
    pub(super) const fn height(&self) -> usize {
        match self {
            Self::Flows(table) => table.height(),
            Self::Stream(stream) => stream.height(),
            Self::Ladder(ladder) => ladder.height(),
        }
    }

    /// What it is called, for the pane's title.
    pub(super) fn title(&self, packets: &Packets, look: &Look<'_>) -> String {
        let flow = |id: FlowId| {
            packets
                .flows()
                .get(id)
                .map(|f| super::flows::title(f, look))
                .unwrap_or_default()
        };
        match self {
            Self::Flows(_) => look.get("packets-flows-title"),
            Self::Stream(stream) => format!(
                "{} {} {}",
                look.get("packets-stream-title"),
                look.glyphs.dot,
                flow(stream.flow())
            ),
            Self::Ladder(ladder) => match ladder.flow() {
                Some(id) if !ladder.shows_all() => {
                    format!(
                        "{} {} {}",
                        look.get("packets-ladder-title"),
                        look.glyphs.dot,
                        flow(id)
                    )
                }
                _ => format!(
                    "{} {} {}",
                    look.get("packets-ladder-title"),
                    look.glyphs.dot,
                    look.get("packets-ladder-listed")
                ),
            },
        }
    }

    /// Its state in some words, for the right end of the title.
    pub(super) fn status(&self, packets: &Packets, look: &Look<'_>) -> String {
        match self {
            Self::Flows(table) => {
                let (shown, all) = (table.len() as u64, u64::from(packets.flows().total()));
                let count = if shown < all {
                    look.say(&say!(
                        "packets-flows-some",
                        n = fit::count(shown),
                        all = fit::count(all)
                    ))
                } else {
                    fit::count(shown)
                };
                format!("{count} {} {}", look.glyphs.dot, look.get(table.order()))
            }
            Self::Stream(stream) => stream.status(look),
            Self::Ladder(ladder) => ladder.status(look),
        }
    }

    /// The keys it has a use for, in words.
    pub(super) const fn hint(&self) -> &'static str {
        match self {
            Self::Flows(_) => "packets-flows-hint",
            Self::Stream(_) => "packets-stream-hint",
            Self::Ladder(_) => "packets-ladder-hint",
        }
    }

    /// Draws it.
    pub(super) fn render(&self, packets: &Packets, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
        match self {
            Self::Flows(table) => (&FlowsView {
                table,
                packets,
                look,
            })
                .render(area, buf),
            Self::Stream(stream) => (&StreamView { stream, look }).render(area, buf),
            Self::Ladder(ladder) => (&LadderView { ladder, look }).render(area, buf),
        }
    }
}
