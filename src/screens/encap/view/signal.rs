//! The frame as bits in the order in which they are sent, and as signals.

use ratatui::text::{Line, Span};

use crate::frame::Provenance;
use crate::say;
use crate::ui::fit;
use crate::ui::line_code::{self, Levels, LineCode};
use crate::ui::wrap::wrap;

use super::Scene;

/// Cells before the first bit.
const NAME: usize = 12;
/// Cells of one byte: two a bit, and one between bytes.
const BYTE: usize = 17;

/// A byte of the frame: its place, and its value where that is known.
type Placed = (usize, Option<u8>);

impl Scene<'_> {
    /// Bytes, bits, and two line codes, from the byte under the cursor on.
    pub(super) fn signal(&self, width: usize) -> Vec<Line<'static>> {
        let bytes = self.bytes_from_cursor(width.saturating_sub(NAME) / BYTE);
        let levels = Levels::of(self.look.glyphs.ascii);
        let bits = |byte: u8| {
            line_code::sent(byte)
                .map(|bit| if bit { "1 " } else { "0 " })
                .concat()
        };
        let code = |code: LineCode| move |byte: u8| line_code::drawn(code, byte, levels);
        let said = |key| self.look.get(key);
        let mut lines = vec![
            self.signal_row(&said("encap-signal-byte"), &bytes, &|at, byte| {
                format!("{at}: 0x{byte:02x}")
            }),
            self.signal_row(&said("encap-signal-bits"), &bytes, &|_, byte| bits(byte)),
            self.signal_row("NRZ", &bytes, &|_, byte| code(LineCode::Nrz)(byte)),
            self.signal_row("Manchester", &bytes, &|_, byte| {
                code(LineCode::Manchester)(byte)
            }),
        ];
        let note = wrap(
            &self.look.say(&say!("encap-signal-note")),
            width,
            3,
            self.look.glyphs.cut,
        );
        let dim = self.look.theme.dim;
        lines.extend(note.into_iter().map(|line| Line::styled(line, dim)));
        lines
    }

    /// At most `count` bytes of the frame on the wire.
    fn bytes_from_cursor(&self, count: usize) -> Vec<Placed> {
        let frame = &self.shown.journey.on_wire;
        let first = self
            .pane
            .fields
            .and_then(|f| {
                f.byte
                    .or_else(|| self.rows.get(f.selected).map(|r| r.bytes.start))
            })
            .unwrap_or(0);
        let is_known = |at: usize| {
            !frame
                .origins
                .iter()
                .any(|(r, from)| *from == Provenance::Unknown && r.contains(&at))
        };
        (first..(first + count).min(frame.bytes.len()))
            .map(|at| (at, frame.bytes.get(at).copied().filter(|_| is_known(at))))
            .collect()
    }

    /// One row: a cell for each byte, in the colour of its layer; `?` where it is not known.
    fn signal_row(
        &self,
        name: &str,
        bytes: &[Placed],
        cell: &dyn Fn(usize, u8) -> String,
    ) -> Line<'static> {
        let theme = self.look.theme;
        let mut spans = vec![Span::styled(fit::left(name, NAME), theme.dim)];
        for (at, byte) in bytes {
            let mut blocks = self.shown.journey.blocks.iter();
            let layer = blocks
                .find(|b| b.range.contains(at))
                .map_or(1, |block| block.osi);
            let text = byte.map_or_else(|| "?".to_owned(), |byte| cell(*at, byte));
            spans.push(Span::styled(fit::left(&text, BYTE), theme.layer(layer)));
        }
        Line::from(spans)
    }
}
