//! The frame as bits in the order in which they are sent, and as signals.

use ratatui::text::{Line, Span};

use crate::say;
use crate::ui::line_code::{self, Levels, LineCode};
use crate::ui::wrap::wrap;

use super::Scene;

/// Cells before the first bit.
const NAME: usize = 12;
/// Cells of one byte: two a bit, and one between bytes.
const BYTE: usize = 17;

impl Scene<'_> {
    /// Bytes, bits, and two line codes, from the byte under the cursor on.
    pub(super) fn signal(&self, width: usize) -> Vec<Line<'static>> {
        let journey = &self.shown.journey;
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let count = width.saturating_sub(NAME) / BYTE;
        let first = self
            .pane
            .fields
            .and_then(|f| {
                f.byte
                    .or_else(|| self.rows.get(f.selected).map(|r| r.bytes.start))
            })
            .unwrap_or(0);
        let is_known = |at: usize| {
            !journey
                .on_wire
                .origins
                .iter()
                .any(|(r, from)| *from == crate::frame::Provenance::Unknown && r.contains(&at))
        };
        let bytes: Vec<(usize, Option<u8>)> = (first
            ..(first + count).min(journey.on_wire.bytes.len()))
            .map(|at| {
                (
                    at,
                    journey
                        .on_wire
                        .bytes
                        .get(at)
                        .copied()
                        .filter(|_| is_known(at)),
                )
            })
            .collect();
        let levels = Levels::of(glyphs.ascii);
        let row = |name: String, cells: &dyn Fn(usize, Option<u8>) -> String| {
            let mut spans = vec![Span::styled(crate::ui::fit::left(&name, NAME), theme.dim)];
            for (at, byte) in &bytes {
                let layer = journey
                    .blocks
                    .iter()
                    .find(|b| b.range.contains(at))
                    .map_or(1, |b| b.osi);
                let text = crate::ui::fit::left(&cells(*at, *byte), BYTE);
                spans.push(Span::styled(text, theme.layer(layer)));
            }
            Line::from(spans)
        };
        let unknown = || "?".to_owned();
        let bits = |byte: u8| {
            line_code::sent(byte)
                .map(|bit| if bit { "1 " } else { "0 " })
                .concat()
        };
        let said = |key| self.look.get(key);
        let mut lines = vec![
            row(said("encap-signal-byte"), &|at, byte| {
                byte.map_or_else(unknown, |byte| format!("{at}: 0x{byte:02x}"))
            }),
            row(said("encap-signal-bits"), &|_, byte| {
                byte.map_or_else(unknown, bits)
            }),
            row("NRZ".to_owned(), &|_, byte| {
                byte.map_or_else(unknown, |b| line_code::drawn(LineCode::Nrz, b, levels))
            }),
            row("Manchester".to_owned(), &|_, byte| {
                byte.map_or_else(unknown, |b| {
                    line_code::drawn(LineCode::Manchester, b, levels)
                })
            }),
        ];
        let note = wrap(
            &self.look.say(&say!("encap-signal-note")),
            width,
            3,
            glyphs.cut,
        );
        lines.extend(note.into_iter().map(|line| Line::styled(line, theme.dim)));
        lines
    }
}
