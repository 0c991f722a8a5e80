//! What is tried one by one: pairs with options, ports at the limit, port 0.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use crate::exercise::Sock;
use crate::exercise::ports::own::OwnPair;
use crate::exercise::ports::places::{BELOW, EXTRAS, LOWEST, chosen, one, other};
use crate::exercise::ports::verdict::{self, Verdict};
use crate::say;
use crate::say::Say;
use crate::ui::area::first_row;
use crate::ui::fit;

/// Cells for a mark and an errno.
const RESULT: usize = 13;

/// A row: what is tried, on which sockets, what came of it.
pub(super) struct Row<'a> {
    label: Say,
    socks: [Sock; 2],
    verdict: Verdict<'a>,
}

impl View<'_> {
    /// The student's own pair.
    pub(super) fn own_row(&self) -> Option<Row<'_>> {
        self.own().map(|pair| Row {
            label: say!(
                "ports-row-own",
                one = pair.first.to_string(),
                other = pair.second.to_string()
            ),
            socks: [OwnPair::ONE, OwnPair::OTHER],
            verdict: verdict::own(self.scene.journal),
        })
    }

    /// The pairs with options.
    pub(super) fn option_rows(&self) -> Vec<Row<'_>> {
        let rows = EXTRAS.iter().enumerate().map(|(at, extra)| Row {
            label: Say::plain(extra.label),
            socks: [one(at), other(at)],
            verdict: verdict::extra(self.scene.journal, at),
        });
        rows.collect()
    }

    /// The ports at the limit, and port 0.
    pub(super) fn port_rows(&self) -> Vec<Row<'_>> {
        let journal = self.scene.journal;
        let limit = verdict::limit(journal);
        let port = |port: Option<u16>| port.map_or_else(|| "?".to_owned(), |port| port.to_string());
        let [one, two] =
            [1, 2].map(|number| port(journal.address(chosen(number)).map(|at| at.port())));
        let lowest = port(limit.and_then(verdict::lowest));
        let rows = vec![
            Row {
                label: say!(
                    "ports-row-below",
                    port = port(limit.and_then(verdict::below))
                ),
                socks: [BELOW, BELOW],
                verdict: verdict::on(journal, BELOW),
            },
            Row {
                label: if limit == Some(0) {
                    say!("ports-row-free", port = lowest)
                } else {
                    say!("ports-row-lowest", port = lowest)
                },
                socks: [LOWEST, LOWEST],
                verdict: verdict::on(journal, LOWEST),
            },
            Row {
                label: say!("ports-row-zero", one = one, two = two),
                socks: [chosen(1), chosen(2)],
                verdict: verdict::on(journal, chosen(2)),
            },
        ];
        // Below a limit of 0 there is no port.
        let skipped = usize::from(limit == Some(0));
        rows.into_iter().skip(skipped).collect()
    }
}

/// Draws rows; where not all fit, those around the one that is being tried.
pub(super) fn draw(view: &View<'_>, rows: &[Row<'_>], step: u16, area: Rect, buf: &mut Buffer) {
    let look = &view.scene.look;
    let is_now = |row: &Row<'_>| view.now.is_some_and(|now| row.socks.contains(&now));
    let tried = |row: &Row<'_>| row.verdict != Verdict::Untried;
    let at = rows
        .iter()
        .position(is_now)
        .or_else(|| rows.iter().rposition(tried));
    let fits = usize::from(area.height.div_ceil(step));
    let top = first_row(at.unwrap_or(0), rows.len(), fits);
    let width = usize::from(area.width);
    let widest = rows.iter().map(|row| fit::width(&look.say(&row.label)));
    let room = width
        .saturating_sub(RESULT)
        .min(widest.max().unwrap_or(0) + 2);
    for (y, row) in (area.y..area.bottom())
        .step_by(step.into())
        .zip(rows.iter().skip(top))
    {
        let [_, last] = row.socks;
        let moving = view.moves(last);
        let (mark, style) = view.mark(row.verdict, moving);
        let errno = if moving { "" } else { row.verdict.errno() };
        let label = fit::cut(&look.say(&row.label), room, look.glyphs.cut);
        let named = if is_now(row) {
            look.theme.focus
        } else {
            look.theme.text
        };
        let line = Line::from(vec![
            Span::styled(fit::left(&label, room), named),
            Span::styled(format!(" {mark} {errno}"), style),
        ]);
        buf.set_line(area.x, y, &line, area.width);
    }
}
