//! The same message over TCP and over UDP, side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::journey::versus::{Leg, Side, Versus};
use crate::say;
use crate::ui::area::draw_lines;
use crate::ui::fit;
use crate::ui::look::Look;

/// Both, as a table of what goes before, for and after the message.
pub(super) struct VersusView<'a> {
    /// What is compared.
    pub(super) versus: &'a Versus,
    /// Where the bytes of the real one are from, in one word.
    pub(super) origin: String,
    /// Did you send it?
    pub(super) outgoing: bool,
    /// How the screen looks.
    pub(super) look: &'a Look<'a>,
}

/// What each does or does not; TCP's answer, UDP's.
const TRAITS: [(&str, bool, bool); 7] = [
    ("encap-versus-opens", true, false),
    ("encap-versus-numbers", true, false),
    ("encap-versus-told", true, false),
    ("encap-versus-again", true, false),
    ("encap-versus-slows", true, false),
    ("encap-versus-borders", false, true),
    ("encap-versus-many", false, true),
];

/// Acknowledgements that are listed; all count.
const MOST_LEGS: usize = 3;

/// The table's columns, in cells.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    side: usize,
}

/// One row: its name, both sides' text, both sides' style.
type Row = (String, [(String, Style); 2]);

impl VersusView<'_> {
    /// The whole table.
    fn rows(&self, columns: Columns) -> Vec<Line<'static>> {
        let (theme, look) = (self.look.theme, self.look);
        let mut rows: Vec<Row> = vec![
            self.head(),
            self.legs_head("encap-versus-before", |side| &side.before),
        ];
        rows.extend(self.legs(usize::MAX, |side| &side.before));
        let message = self
            .versus
            .sides
            .each_ref()
            .map(|side| (self.leg_size(&side.message), theme.strong));
        rows.push((look.get("encap-versus-message"), message));
        let mut lines: Vec<Line<'static>> = rows
            .into_iter()
            .map(|row| line(row, columns, look))
            .collect();
        lines.push(self.bars(columns));
        let mut rest: Vec<Row> = vec![self.header_row()];
        rest.push(self.blank());
        rest.push(self.legs_head("encap-versus-after", |side| &side.after));
        rest.extend(self.legs(MOST_LEGS, |side| &side.after));
        rest.push(self.totals());
        rest.push(self.blank());
        rest.extend(
            TRAITS
                .iter()
                .map(|(key, tcp, udp)| (look.get(key), [self.has(*tcp), self.has(*udp)])),
        );
        lines.extend(rest.into_iter().map(|row| line(row, columns, look)));
        lines
    }

    fn blank(&self) -> Row {
        (
            String::new(),
            [
                (String::new(), self.look.theme.text),
                (String::new(), self.look.theme.text),
            ],
        )
    }

    fn head(&self) -> Row {
        let name = self.look.say(&say!(
            "encap-versus-title",
            n = self.versus.payload.to_string()
        ));
        let sides = self.versus.sides.each_ref().map(|side| {
            let how = if side.real {
                self.origin.clone()
            } else {
                self.look.get("encap-versus-worked-out")
            };
            (
                format!("{}  {how}", side.transport.name()),
                self.look.theme.layer(4).patch(self.look.theme.strong),
            )
        });
        (name, sides)
    }

    fn legs_head(&self, key: &'static str, legs: impl Fn(&Side) -> &Vec<Leg>) -> Row {
        let sides = self.versus.sides.each_ref().map(|side| {
            let legs = legs(side);
            let (frames, bytes) = (
                legs.iter().map(|l| l.frames).sum::<usize>(),
                legs.iter().map(|l| l.bytes).sum::<usize>(),
            );
            let text = match frames {
                0 => self.look.get("encap-versus-nothing"),
                _ => self.look.say(&say!(
                    "encap-versus-frames",
                    n = frames,
                    bytes = bytes.to_string()
                )),
            };
            (text, self.look.theme.text)
        });
        (self.look.get(key), sides)
    }

    /// One row for each leg of either side.
    fn legs(&self, most: usize, legs: impl Fn(&Side) -> &Vec<Leg>) -> Vec<Row> {
        let count = self
            .versus
            .sides
            .iter()
            .map(|side| legs(side).len())
            .max()
            .unwrap_or(0);
        let row = |at| {
            (
                String::new(),
                self.versus
                    .sides
                    .each_ref()
                    .map(|side| self.leg(legs(side).get(at))),
            )
        };
        (0..count.min(most)).map(row).collect()
    }

    fn leg_size(&self, leg: &Leg) -> String {
        let mark = if leg.seen { "" } else { "≈ " };
        let text = say!(
            "encap-versus-frames",
            n = leg.frames,
            bytes = leg.bytes.to_string()
        );
        format!("{mark}{}", self.look.say(&text))
    }

    fn leg(&self, leg: Option<&Leg>) -> (String, Style) {
        let Some(leg) = leg else {
            return (String::new(), self.look.theme.dim);
        };
        // As in the packet log: to the right is away from you.
        let arrow = if leg.forth == self.outgoing {
            self.look.glyphs.right
        } else {
            self.look.glyphs.left
        };
        let mark = if leg.seen { "" } else { "≈ " };
        (
            format!("  {arrow} {} {mark}{} B", leg.flags.names(), leg.bytes),
            self.look.theme.dim,
        )
    }

    fn header_row(&self) -> Row {
        let sides = self.versus.sides.each_ref().map(|side| {
            let all: Vec<_> = side
                .headers
                .iter()
                .filter(|(_, n)| *n > 0)
                .map(|(_, n)| n.to_string())
                .collect();
            let headers = match side.message.frames {
                0 | 1 => all.join(" + "),
                frames => format!("{frames} × ({})", all.join(" + ")),
            };
            (
                format!("{headers} + {} B", self.versus.payload),
                self.look.theme.text,
            )
        });
        (self.look.get("encap-versus-headers"), sides)
    }

    fn totals(&self) -> Row {
        let sides = self.versus.sides.each_ref().map(|side| {
            let total = side.total().max(1);
            let share = (self.versus.text * 100 + total / 2) / total;
            let text = say!(
                "encap-versus-total-row",
                bytes = side.total().to_string(),
                percent = share.to_string()
            );
            (self.look.say(&text), self.look.theme.strong)
        });
        (self.look.get("encap-versus-total"), sides)
    }

    fn has(&self, has: bool) -> (String, Style) {
        if has {
            (self.look.glyphs.acked.to_owned(), self.look.theme.good)
        } else {
            (self.look.glyphs.nothing.to_owned(), self.look.theme.dim)
        }
    }

    /// One frame of each, to one scale.
    fn bars(&self, columns: Columns) -> Line<'static> {
        let theme = self.look.theme;
        let longest = self
            .versus
            .sides
            .iter()
            .map(|s| s.headers.iter().map(|(_, n)| n).sum::<usize>())
            .max()
            .unwrap_or(1);
        let scale = (longest + self.versus.payload).max(1);
        let room = columns.side.saturating_sub(2);
        let mut spans = vec![Span::raw(" ".repeat(columns.name))];
        for side in &self.versus.sides {
            let mut left = columns.side;
            for (osi, bytes) in side
                .headers
                .iter()
                .copied()
                .chain([(7, self.versus.payload)])
                .filter(|(_, bytes)| *bytes > 0)
            {
                let cells = (bytes * room / scale).max(1).min(left);
                spans.push(Span::styled(
                    self.look.glyphs.full.repeat(cells),
                    theme.layer(osi),
                ));
                left -= cells;
            }
            spans.push(Span::raw(" ".repeat(left)));
        }
        Line::from(spans)
    }
}

fn line((name, sides): Row, columns: Columns, look: &Look<'_>) -> Line<'static> {
    let cut = look.glyphs.cut;
    let mut spans = vec![Span::styled(
        fit::left(&fit::cut(&name, columns.name - 1, cut), columns.name),
        look.theme.dim,
    )];
    spans.extend(sides.into_iter().map(|(text, style)| {
        Span::styled(
            fit::left(&fit::cut(&text, columns.side - 1, cut), columns.side),
            style,
        )
    }));
    Line::from(spans)
}

impl Widget for VersusView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let width = usize::from(area.width);
        if width < 24 || area.height == 0 {
            return;
        }
        let name = (width * 2 / 5).min(32);
        let columns = Columns {
            name,
            side: ((width - name) / 2).min(44),
        };
        let mut lines = self.rows(columns);
        if lines.len() > usize::from(area.height) {
            // The blank ones go first.
            lines.retain(|line| {
                line.spans
                    .iter()
                    .any(|span| !span.content.trim().is_empty())
            });
        }
        draw_lines(&lines, area, buf);
    }
}
