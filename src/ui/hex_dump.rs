//! Bytes as offset, hexadecimal and text, each byte in the colour of its layer.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::wire::{Layer, Provenance, SourceId};

use super::look::Look;

/// A hex dump. Rows of 16 bytes where there is room, else 8 or 4, counted from the first byte.
#[derive(Debug, Clone)]
pub struct HexDump<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Where they are from; `Unknown` ones are drawn as `??`.
    pub origins: &'a [(Range<usize>, Provenance)],
    /// Whose bytes they are: the frame's, or a datagram's put together from several.
    pub source: SourceId,
    /// Whose header each byte is; colours them.
    pub layers: &'a [Layer],
    /// The selected bytes, drawn reversed.
    pub highlight: Option<Range<usize>>,
    /// Bytes that are not there (yet, or any more): drawn as quiet dots.
    pub absent: &'a [Range<usize>],
    /// Bytes that belong to something else than what is looked at: dimmed.
    pub aside: &'a [Range<usize>],
    /// The first row to draw.
    pub offset: usize,
    /// Leave the text column out where that makes room for 16 bytes a row: for low panes.
    pub dense: bool,
    /// How the screen looks.
    pub look: &'a Look<'a>,
}

/// How one row is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    per_row: usize,
    text: bool,
}

/// Cells before the first byte: four digits and two blanks.
const GUTTER: usize = 6;

impl Shape {
    const fn width(self) -> usize {
        let hex = GUTTER + self.per_row * 3 - 1 + (self.per_row / 8).saturating_sub(1);
        if self.text {
            hex + 2 + self.per_row
        } else {
            hex
        }
    }

    fn of(width: usize, dense: bool) -> Self {
        const ROOMY: [(usize, bool); 5] =
            [(16, true), (8, true), (8, false), (4, true), (4, false)];
        const DENSE: [(usize, bool); 5] =
            [(16, true), (16, false), (8, true), (8, false), (4, false)];
        let shapes = if dense { DENSE } else { ROOMY };
        let fits = shapes
            .into_iter()
            .map(|(per_row, text)| Self { per_row, text })
            .find(|s| s.width() <= width);
        fits.unwrap_or(Self {
            per_row: 4,
            text: false,
        })
    }
}

/// The cell of a byte's first digit, from the left edge.
const fn cell_of(column: usize) -> usize {
    GUTTER + column * 3 + column / 8
}

impl HexDump<'_> {
    /// Bytes in one row of this width.
    #[must_use]
    pub fn per_row(width: u16, dense: bool) -> usize {
        Shape::of(usize::from(width), dense).per_row
    }

    /// The byte drawn in this cell, counted from the upper left one; `None` between bytes.
    #[must_use]
    pub fn byte_at(x: u16, y: u16, offset: usize, width: u16, dense: bool) -> Option<usize> {
        let shape = Shape::of(usize::from(width), dense);
        let x = usize::from(x);
        let text = cell_of(shape.per_row - 1) + 4;
        let column = (0..shape.per_row).find(|column| {
            (cell_of(*column)..cell_of(*column) + 2).contains(&x)
                || shape.text && x == text + column
        })?;
        Some((offset + usize::from(y)) * shape.per_row + column)
    }

    /// Rows that this many bytes take at this width.
    #[must_use]
    pub fn rows(bytes: usize, width: u16, dense: bool) -> usize {
        bytes.div_ceil(Self::per_row(width, dense))
    }

    /// The offset (in rows) that shows `wanted` in `height` rows, moving away from `offset` no more
    /// than needed; its beginning wins where it is longer than the view.
    #[must_use]
    pub fn scroll_to(
        wanted: &Range<usize>,
        offset: usize,
        width: u16,
        height: u16,
        dense: bool,
    ) -> usize {
        let per_row = Self::per_row(width, dense);
        let first = wanted.start / per_row;
        let last = wanted.end.saturating_sub(1).max(wanted.start) / per_row;
        let lowest = (last + 1).saturating_sub(usize::from(height));
        if offset < lowest {
            lowest.min(first)
        } else {
            offset.min(first)
        }
    }

    fn is_unknown(&self, at: usize) -> bool {
        self.origins
            .iter()
            .any(|(range, from)| *from == Provenance::Unknown && range.contains(&at))
    }

    fn is_absent(&self, at: usize) -> bool {
        self.absent.iter().any(|range| range.contains(&at))
    }

    fn is_selected(&self, at: usize) -> bool {
        self.highlight
            .as_ref()
            .is_some_and(|range| range.contains(&at))
            && !self.is_absent(at)
    }

    fn style(&self, at: usize) -> Style {
        let theme = self.look.theme;
        if self.is_absent(at) || self.aside.iter().any(|range| range.contains(&at)) {
            return theme.dim;
        }
        let layers = || {
            self.layers
                .iter()
                .filter(|layer| layer.source == self.source)
        };
        let base = match layers().rfind(|layer| layer.range.contains(&at)) {
            _ if self.is_unknown(at) => theme.unknown,
            Some(layer) => theme.layer(layer.osi),
            None => theme.text,
        };
        if self.is_selected(at) {
            base.patch(theme.selected)
        } else {
            base
        }
    }

    /// A byte as two digits and as one character.
    fn faces(&self, at: usize, byte: u8) -> (String, char) {
        if self.is_absent(at) {
            (self.look.glyphs.dot.repeat(2), ' ')
        } else if self.is_unknown(at) {
            ("??".to_owned(), '?')
        } else {
            (
                format!("{byte:02x}"),
                if (0x20..0x7f).contains(&byte) {
                    byte as char
                } else {
                    '.'
                },
            )
        }
    }

    fn row(&self, shape: Shape, start: usize, area: Rect, buf: &mut Buffer) {
        let cells = usize::from(area.width);
        let mut put = |cell: usize, text: &str, style: Style| {
            if cell < cells {
                buf.set_stringn(area.x + cell as u16, area.y, text, cells - cell, style);
            }
        };
        put(0, &format!("{start:04x}"), self.look.theme.dim);
        for (column, (at, byte)) in self
            .bytes
            .iter()
            .enumerate()
            .skip(start)
            .take(shape.per_row)
            .enumerate()
        {
            let (hex, character) = self.faces(at, *byte);
            let style = self.style(at);
            let cell = cell_of(column);
            put(cell, &hex, style);
            let joined =
                column + 1 < shape.per_row && self.is_selected(at) && self.is_selected(at + 1);
            if joined && at + 1 < self.bytes.len() {
                put(
                    cell + 2,
                    &" ".repeat(cell_of(column + 1) - cell - 2),
                    self.style(at + 1),
                );
            }
            if shape.text {
                put(
                    cell_of(shape.per_row - 1) + 4 + column,
                    character.encode_utf8(&mut [0; 4]),
                    style,
                );
            }
        }
    }
}

impl Widget for &HexDump<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let shape = Shape::of(usize::from(area.width), self.dense);
        for line in 0..area.height {
            let start = (self.offset + usize::from(line)).saturating_mul(shape.per_row);
            if start >= self.bytes.len() {
                break;
            }
            self.row(
                shape,
                start,
                Rect {
                    y: area.y + line,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::text::{Lang, Text};
    use crate::ui::look::Glyphs;
    use crate::ui::theme::Theme;
    use ratatui::style::Modifier;

    fn with_look<T>(f: impl FnOnce(&Look<'_>) -> T) -> T {
        let text = Text::new(Lang::En);
        f(&Look {
            theme: &Theme::TERMINAL,
            glyphs: &Glyphs::UNICODE,
            text: &text,
            now: Time(0),
            elapsed: std::time::Duration::ZERO,
            utc_offset: 0,
        })
    }

    fn dump<'a>(bytes: &'a [u8], look: &'a Look<'a>) -> HexDump<'a> {
        HexDump {
            bytes,
            origins: &[],
            source: SourceId(0),
            layers: &[],
            highlight: None,
            absent: &[],
            aside: &[],
            offset: 0,
            dense: false,
            look,
        }
    }

    fn lines(dump: &HexDump<'_>, width: u16, height: u16) -> (Vec<String>, Buffer) {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        dump.render(buf.area, &mut buf);
        let text = |y| {
            (0..width)
                .map(|x| buf[(x, y)].symbol())
                .collect::<String>()
                .trim_end()
                .to_owned()
        };
        ((0..height).map(text).collect(), buf)
    }

    #[test]
    fn sixteen_bytes_with_text_need_72_cells() {
        let bytes: Vec<u8> = (0x30..0x42).collect();
        with_look(|look| {
            let (wide, _) = lines(&dump(&bytes, look), 72, 2);
            assert_eq!(
                wide[0],
                "0000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?"
            );
            assert_eq!(
                wide[1],
                "0010  40 41                                             @A"
            );
            let (narrow, _) = lines(&dump(&bytes, look), 71, 3);
            assert_eq!(narrow[1], "0008  38 39 3a 3b 3c 3d 3e 3f  89:;<=>?");
            let dense = HexDump {
                dense: true,
                ..dump(&bytes, look)
            };
            assert_eq!(
                lines(&dense, 58, 1).0[0],
                "0000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f"
            );
        });
    }

    #[test]
    fn unknown_and_absent_bytes_never_show_a_value() {
        with_look(|look| {
            let origins = [(1..2, Provenance::Unknown)];
            let absent = [2..3, 3..4];
            let shown = HexDump {
                origins: &origins,
                absent: &absent,
                ..dump(b"ABCD", look)
            };
            assert_eq!(
                lines(&shown, 39, 1).0[0],
                "0000  41 ?? ·· ··              A?"
            );
        });
    }

    #[test]
    fn the_selection_is_reversed_without_gaps() {
        with_look(|look| {
            let shown = HexDump {
                highlight: Some(6..10),
                ..dump(&[0; 16], look)
            };
            let (_, buf) = lines(&shown, 72, 1);
            let reversed: Vec<u16> = (0..72)
                .filter(|x| buf[(*x, 0)].modifier.contains(Modifier::REVERSED))
                .collect();
            let hex = 6 + 6 * 3..6 + 10 * 3;
            assert_eq!(reversed, hex.chain(62..66).collect::<Vec<_>>());
        });
    }

    #[test]
    fn scrolling_shows_the_wanted_bytes_and_moves_no_more_than_needed() {
        assert_eq!(HexDump::scroll_to(&(0..16), 3, 72, 4, false), 0);
        assert_eq!(HexDump::scroll_to(&(64..80), 0, 72, 4, false), 1);
        assert_eq!(HexDump::scroll_to(&(32..48), 1, 72, 4, false), 1);
        assert_eq!(
            HexDump::scroll_to(&(16..400), 0, 72, 4, false),
            1,
            "its beginning wins"
        );
        assert_eq!(
            HexDump::scroll_to(&(5..5), 0, 0, 0, false),
            1,
            "no height, no panic"
        );
    }

    #[test]
    fn tiny_areas_do_not_panic() {
        with_look(|look| {
            for (width, height) in [(0, 0), (1, 1), (3, 1), (7, 2)] {
                lines(&dump(&[1; 40], look), width, height);
            }
        });
    }
}
