//! A worked-out checksum, drawn: the verdict, then word after word with the sum so far.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::say;
use crate::say::Say;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;
use crate::wire::checksum::Verdict;
use crate::wire::worked::{Steps, Word, WordKind};

use super::Sum;

/// The sum, drawn.
#[derive(Debug)]
pub(super) struct SumView<'a> {
    /// Its state.
    pub(super) sum: &'a Sum,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
}

/// Cells of the offset, the name, the word and the running sum.
const OFFSET: usize = 6;
const NAME: usize = 34;
const VALUE: usize = 8;
const RUNNING: usize = 12;

impl SumView<'_> {
    /// The verdict first: it is what one asked for.
    pub(super) fn rows(&self, width: usize) -> Vec<Line<'static>> {
        let (look, worked) = (self.look, &self.sum.worked);
        let style = match worked.verdict {
            Verdict::Right => look.theme.good,
            Verdict::Wrong(_) => look.theme.bad,
            Verdict::Card
            | Verdict::Large
            | Verdict::Kernel
            | Verdict::Cut
            | Verdict::Fragment
            | Verdict::Quoted
            | Verdict::Unused => look.theme.warn,
        };
        let there = look.say(&say!(
            "packets-sum-there",
            value = format!("0x{:04x}", worked.there),
            offset = worked.field.start
        ));
        let mut rows: Vec<_> = wrap(&there, width, 2, look.glyphs.cut)
            .into_iter()
            .map(Line::raw)
            .collect();
        rows.extend(
            wrap(&look.say(&worked.meaning), width, 3, look.glyphs.cut)
                .into_iter()
                .map(|r| Line::styled(r, style)),
        );
        rows.push(Line::default());
        if let Some(steps) = &worked.steps {
            self.steps(steps, width, &mut rows);
        }
        rows
    }

    /// The words, each with the sum so far.
    fn steps(&self, steps: &Steps, width: usize, rows: &mut Vec<Line<'static>>) {
        let look = self.look;
        let heading = format!(
            "{}{}{}{}",
            fit::left(&look.get("packets-sum-offset"), OFFSET),
            fit::left(&look.get("packets-sum-what"), NAME),
            fit::right(&look.get("packets-sum-word"), VALUE),
            fit::right(&look.get("packets-sum-running"), RUNNING),
        );
        rows.push(Line::styled(
            fit::cut(&heading, width, look.glyphs.cut),
            look.theme.dim,
        ));
        rows.extend(steps.words.iter().map(|word| self.word(word, width)));
        if steps.more > 0 {
            let name = look.say(&say!("packets-sum-more", n = steps.more));
            rows.push(line(
                "",
                &name,
                &format!("{:x}", steps.rest),
                &format!("{:x}", steps.total),
                look.theme.dim,
                width,
                look,
            ));
        }
        rows.push(Line::default());
        self.ending(steps, width, rows);
    }

    /// The carries added in, all bits turned over, and what the card was left to do.
    fn ending(&self, steps: &Steps, width: usize, rows: &mut Vec<Line<'static>>) {
        let look = self.look;
        let cut = |said: &Say| fit::cut(&look.say(said), width, look.glyphs.cut);
        for fold in &steps.folds {
            rows.push(Line::raw(cut(&say!(
                "packets-sum-fold",
                carry = format!("{:x}", fold.carry),
                low = format!("{:04x}", fold.low),
                sum = format!("{:x}", fold.sum)
            ))));
        }
        let turned = say!(
            "packets-sum-turned",
            sum = format!("{:04x}", steps.sum),
            checksum = format!("{:04x}", steps.checksum)
        );
        rows.push(Line::styled(cut(&turned), look.theme.strong));
        if let Some(pseudo) = steps.pseudo {
            let text = look.say(&say!(
                "packets-sum-pseudo",
                value = format!("0x{pseudo:04x}")
            ));
            rows.extend(
                wrap(&text, width, 3, look.glyphs.cut)
                    .into_iter()
                    .map(|r| Line::styled(r, look.theme.dim)),
            );
        }
    }

    fn word(&self, word: &Word, width: usize) -> Line<'static> {
        let look = self.look;
        let (name, style) = match word.kind {
            WordKind::Source => (look.get("packets-sum-source"), look.theme.layer(3)),
            WordKind::Destination => (look.get("packets-sum-destination"), look.theme.layer(3)),
            WordKind::Protocol => (look.get("packets-sum-protocol"), look.theme.layer(3)),
            WordKind::Length => (look.get("packets-sum-length"), look.theme.layer(3)),
            WordKind::Itself => (look.get("packets-sum-itself"), look.theme.warn),
            WordKind::Odd => (look.get("packets-sum-odd"), look.theme.text),
            WordKind::Bytes if word.fields.is_empty() => {
                (look.get("packets-sum-payload"), look.theme.dim)
            }
            WordKind::Bytes => (word.fields.join(", "), look.theme.text),
        };
        let at = word.at.map(|at| format!("{at:04x}")).unwrap_or_default();
        line(
            &at,
            &name,
            &format!("{:04x}", word.value),
            &format!("{:x}", word.running),
            style,
            width,
            look,
        )
    }
}

fn line(
    at: &str,
    name: &str,
    value: &str,
    running: &str,
    style: Style,
    width: usize,
    look: &Look<'_>,
) -> Line<'static> {
    let room = NAME.min(width.saturating_sub(OFFSET + VALUE + RUNNING));
    Line::from(vec![
        Span::styled(fit::left(at, OFFSET), look.theme.dim),
        Span::styled(
            fit::left(
                &fit::cut(name, room.saturating_sub(1), look.glyphs.cut),
                room,
            ),
            style,
        ),
        Span::styled(fit::right(value, VALUE), look.theme.strong),
        Span::styled(fit::right(running, RUNNING), look.theme.dim),
    ])
}

impl Widget for &SumView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let rows = self.rows(usize::from(area.width));
        let top = self
            .sum
            .top
            .min(rows.len().saturating_sub(usize::from(area.height)));
        for (y, row) in (area.y..area.bottom()).zip(rows.into_iter().skip(top)) {
            row.render(
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}
