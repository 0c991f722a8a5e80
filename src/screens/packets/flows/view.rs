//! The table of conversations, drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::say;
use crate::store::chores::Tally;
use crate::store::{Flow, FlowState, Marks, Packets};
use crate::ui::area::draw_cut;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire::Protocol;

use super::{FlowTable, ends, span_of_time, tallied};

/// The table, drawn.
#[derive(Debug)]
pub(super) struct FlowsView<'a> {
    /// Its state.
    pub(super) table: &'a FlowTable,
    /// Whose flows.
    pub(super) packets: &'a Packets,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
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
            let empty = look.get("packets-flows-empty");
            return draw_cut(&empty, look.theme.dim, look.glyphs.cut, area, buf);
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

/// Cells of the columns: number, protocol (at least), ends, state, frames, bytes, duration, round trip.
const NUMBER: usize = 5;
const PROTOCOL: usize = 8;
/// Cells of the protocol at most, where there is little room.
const NARROW_PROTOCOL: usize = 10;
const STATE: usize = 11;
const FRAMES: usize = 13;
const BYTES: usize = 18;
const TIME: usize = 8;

impl FlowsView<'_> {
    /// The flows by which the columns are measured.
    fn measured(&self) -> impl Iterator<Item = &Flow> {
        let rows = self.table.rows.iter().take(200);
        rows.filter_map(|id| self.packets.flows().get(*id))
    }

    fn protocol_width(&self, width: u16) -> usize {
        let longest = self.measured().map(|f| fit::width(f.protocol.name()) + 1);
        let longest = longest.max().unwrap_or(0).max(PROTOCOL);
        if width >= WIDE {
            longest
        } else {
            longest.min(NARROW_PROTOCOL)
        }
    }

    fn ends_width(&self, width: u16) -> usize {
        let fixed = NUMBER + self.protocol_width(width) + STATE + FRAMES;
        let taken = if width >= WIDE {
            fixed + BYTES + 2 * TIME
        } else {
            fixed
        };
        let longest = self
            .measured()
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
        text += &fit::left(&word("packets-flows-protocol"), self.protocol_width(width));
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
        let (room, named) = (self.ends_width(width), self.protocol_width(width));
        let name = fit::cut(flow.protocol.name(), named - 1, look.glyphs.cut);
        let mut spans = vec![
            Span::styled(fit::left(&flow.id.0.to_string(), NUMBER), theme.dim),
            Span::styled(fit::left(&name, named), theme.layer(flow.protocol.osi())),
            Span::raw(fit::left(
                &fit::cut(&ends(flow, look), room - 1, look.glyphs.cut),
                room,
            )),
            state(flow, look),
            Span::raw(pair(
                from_opener(flow, flow.frames),
                fit::count,
                FRAMES,
                look,
            )),
        ];
        if width >= WIDE {
            spans.push(Span::raw(pair(
                from_opener(flow, flow.bytes),
                fit::bytes,
                BYTES,
                look,
            )));
            spans.push(Span::styled(
                fit::right(
                    &flow.lasted().map_or_else(|| "?".to_owned(), span_of_time),
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

/// A flow's two numbers, that of who opened it first: as its ends are drawn.
fn from_opener(flow: &Flow, values: [u64; 2]) -> [u64; 2] {
    let (way, _) = flow.drawn();
    [way, way.turned()].map(|way| values[way.index()])
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
