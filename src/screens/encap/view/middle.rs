//! What this step adds or takes off: its fields, its bytes, the bits of the field under the cursor.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::journey::{Block, Doing, Phase, Size, words};
use crate::say;
use crate::ui::area::{draw_lines, take_bottom, take_top};
use crate::ui::bits;
use crate::ui::field_tree::{self, FieldTree, Row};
use crate::ui::fit;
use crate::ui::hex_dump::HexDump;
use crate::ui::wrap::wrap;
use crate::wire::SourceId;

use super::super::predict::without;
use super::{Parts, Scene};

/// Fields of more bits than this are not drawn as bits.
const MOST_BITS: usize = 32;

/// The parts of the pane while fields are open and there is no room beside them.
struct Alone {
    rule: Rect,
    fields: Rect,
    bytes: Rect,
    meaning: Rect,
}

impl Scene<'_> {
    /// Rows that what is looked up, checked or sent takes above the bytes, a blank one included.
    pub(super) fn exhibit_height(&self, rest: Rect) -> u16 {
        let lines = self.exhibit(usize::from(rest.width)).len() as u16;
        if lines == 0 {
            0
        } else {
            (lines + 1).min(rest.height)
        }
    }

    pub(super) fn draw_middle(&self, parts: &Parts, buf: &mut Buffer) {
        let lines = self.exhibit(usize::from(parts.fields.width));
        draw_lines(lines, parts.fields, buf);
        if !parts.roomy {
            let (bytes, dense) = self.byte_area(parts);
            self.draw_bytes(bytes, dense, buf);
            return;
        }
        let fields = self.field_area(parts);
        if fields.height > 0 && fields.y > parts.fields.y {
            self.rule(
                Rect {
                    y: fields.y - 1,
                    height: 1,
                    ..fields
                },
                &self.fields_title(),
                buf,
            );
        }
        if self.step.doing == Doing::Layer {
            self.draw_fields(fields, buf);
        }
        let (bytes, dense) = self.byte_area(parts);
        self.rule(
            Rect {
                height: 1.min(parts.bytes.height),
                ..parts.bytes
            },
            &self.look.get("encap-bytes"),
            buf,
        );
        self.draw_bytes(bytes, dense, buf);
        self.draw_selected(
            Rect {
                y: bytes.bottom(),
                height: parts.bytes.bottom() - bytes.bottom(),
                ..bytes
            },
            buf,
        );
    }

    /// The rows of the fields.
    pub(super) fn field_area(&self, parts: &Parts) -> Rect {
        if self.step.doing != Doing::Layer || parts.fields.is_empty() {
            return Rect::default();
        }
        if !parts.roomy {
            return if self.pane.fields.is_some() {
                self.alone(parts.fields).fields
            } else {
                Rect::default()
            };
        }
        let mut below = parts.fields;
        let lines = self.exhibit(usize::from(below.width)).len() as u16;
        take_top(&mut below, if lines == 0 { 0 } else { lines + 1 });
        take_top(&mut below, 1);
        below
    }

    /// The rows of the bytes, and whether they are drawn densely.
    pub(super) fn byte_area(&self, parts: &Parts) -> (Rect, bool) {
        if !parts.roomy {
            let open = self.pane.fields.is_some();
            return (
                if open {
                    self.alone(parts.fields).bytes
                } else {
                    parts.bytes
                },
                true,
            );
        }
        let mut bytes = parts.bytes;
        take_top(&mut bytes, 1);
        let said = self.selected_lines(usize::from(bytes.width)).len() as u16;
        take_bottom(&mut bytes, if said == 0 { 0 } else { said + 1 });
        (bytes, false)
    }

    /// What the fields are of: `put on: IPv4, 20 bytes`.
    fn fields_title(&self) -> String {
        let own = || self.step.adds.iter().filter(|b| !b.is_others());
        let mut names: Vec<&str> = own().map(|b| b.protocol.name()).collect();
        names.dedup();
        let names = names.join(" + ");
        let size = match (own().next(), own().nth(1)) {
            (Some(only), None) => words::header(only),
            _ => words::bytes(Size::of(own())),
        };
        match self.step.phase {
            _ if self.step.adds.is_empty() => self.look.get("encap-layers"),
            Phase::Down => self
                .look
                .say(&say!("encap-put-on", what = names, size = size)),
            Phase::Wire | Phase::Up => {
                self.look
                    .say(&say!("encap-taken-off", what = names, size = size))
            }
        }
    }

    fn rule(&self, area: Rect, title: &str, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let line = self
            .look
            .glyphs
            .border
            .horizontal_top
            .repeat(usize::from(area.width));
        buf.set_stringn(
            area.x,
            area.y,
            &line,
            usize::from(area.width),
            self.look.theme.dim,
        );
        let title = fit::cut(
            &format!(" {title} "),
            usize::from(area.width.saturating_sub(2)),
            self.look.glyphs.cut,
        );
        let style = self.look.theme.layer(self.step.level.high);
        buf.set_stringn(
            area.x + 1.min(area.width - 1),
            area.y,
            title,
            usize::from(area.width.saturating_sub(2)),
            style,
        );
    }

    fn draw_fields(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        if self.rows.is_empty() {
            let text = self.look.say(&say!("encap-no-fields"));
            buf.set_stringn(
                area.x,
                area.y,
                text,
                usize::from(area.width),
                self.look.theme.dim,
            );
            return;
        }
        let (selected, offset) = (
            self.pane.fields.map(|f| f.selected),
            self.field_offset(area),
        );
        FieldTree {
            rows: &self.rows,
            selected,
            offset,
            look: self.look,
        }
        .render(area, buf);
        if offset + usize::from(area.height) < self.rows.len() {
            buf.set_stringn(
                area.right() - 1,
                area.bottom() - 1,
                self.look.glyphs.down,
                1,
                self.look.theme.dim,
            );
        }
    }

    fn alone(&self, mut area: Rect) -> Alone {
        let said = self.selected_lines(usize::from(area.width)).len() as u16;
        let meaning = take_bottom(&mut area, said.max(2));
        let bytes_rows = HexDump::rows(self.focus().len() + 15, area.width, true)
            .min(usize::from(area.height / 3));
        let bytes = take_bottom(&mut area, bytes_rows as u16);
        let rule = if area.height > 3 {
            take_bottom(&mut area, 1);
            take_top(&mut area, 1)
        } else {
            Rect::default()
        };
        Alone {
            rule,
            fields: area,
            bytes,
            meaning,
        }
    }

    /// Fields where there is no room for them beside the bar: they take its place.
    pub(super) fn draw_fields_alone(&self, area: Rect, buf: &mut Buffer) {
        let parts = self.alone(area);
        self.draw_selected(parts.meaning, buf);
        self.draw_bytes(parts.bytes, true, buf);
        self.rule(parts.rule, &self.fields_title(), buf);
        self.draw_fields(parts.fields, buf);
    }

    fn selected(&self) -> Option<&Row> {
        self.rows.get(self.pane.fields?.selected)
    }

    /// Of the field under the cursor: where its bits are, the bits themselves, what they mean.
    fn selected_lines(&self, width: usize) -> Vec<String> {
        let Some(row) = self.selected() else {
            return Vec::new();
        };
        let meaning = field_tree::meaning_line(row, self.look);
        let count = row.bits.end.saturating_sub(row.bits.start);
        let mut place = match () {
            () if row.bytes.is_empty() => self.look.get("encap-no-bytes"),
            () if row.bits.start % 8 == 0 && count % 8 == 0 => self.look.say(&say!(
                "encap-field-bytes",
                offset = row.bytes.start,
                n = count / 8
            )),
            () => self.look.say(&say!(
                "encap-field-bits",
                offset = row.bytes.start,
                n = count
            )),
        };
        let bytes = &self.shown.journey.on_wire.bytes;
        if (1..=MOST_BITS).contains(&count) && row.value != "?" {
            place = format!(
                "{place}  {}",
                bits::drawn(&row.bits, bytes, self.look.glyphs.dot)
            );
        }
        let text = if meaning.is_empty() {
            row.label.to_owned()
        } else {
            format!("{}: {meaning}", row.label)
        };
        let mut lines = vec![fit::cut(&place, width, self.look.glyphs.cut)];
        lines.extend(wrap(&text, width, 3, self.look.glyphs.cut));
        lines
    }

    fn draw_selected(&self, area: Rect, buf: &mut Buffer) {
        let lines = self.selected_lines(usize::from(area.width));
        let first = area.height.saturating_sub(lines.len() as u16);
        for (at, line) in lines.iter().enumerate().take(usize::from(area.height)) {
            let style = if at == 0 {
                self.look.theme.layer(self.step.level.high)
            } else {
                self.look.theme.text
            };
            buf.set_stringn(
                area.x,
                area.y + first + at as u16,
                line,
                usize::from(area.width),
                style,
            );
        }
    }

    /// The bytes this step is about: what it adds or takes off in front, or the whole frame.
    pub(super) fn focus(&self) -> Range<usize> {
        let mut own = self.step.adds.iter().filter(|b| !b.is_others());
        let Some(first) = own.next() else { return 0..0 };
        own.fold(first.range.clone(), |all, b| {
            if b.range.start == all.end {
                all.start..b.range.end
            } else {
                all
            }
        })
    }

    /// The bytes drawn as selected: the one under the cursor, the field's, the step's.
    fn highlight(&self) -> Range<usize> {
        let byte = self
            .pane
            .fields
            .and_then(|f| f.byte)
            .map(|byte| byte..byte + 1);
        let field = self.selected().map(|row| row.bytes.clone());
        byte.or(field)
            .or_else(|| self.pane.predict.proof())
            .filter(|range| !range.is_empty())
            .unwrap_or_else(|| self.focus())
    }

    /// The first row of bytes that is drawn: all where there is room; else from where this step's begin.
    pub(super) fn byte_offset(&self, area: Rect, dense: bool) -> usize {
        let all = HexDump::rows(self.shown.journey.on_wire.bytes.len(), area.width, dense);
        if all <= usize::from(area.height) {
            return 0;
        }
        let focus = self.focus();
        let begin = if focus.is_empty() {
            self.step.stack.first().map_or(0..0, |b| b.range.clone())
        } else {
            focus
        };
        let offset = begin.start / HexDump::per_row(area.width, dense);
        match self
            .pane
            .fields
            .map(|_| ())
            .or_else(|| self.pane.predict.proof().map(|_| ()))
        {
            Some(()) => {
                HexDump::scroll_to(&self.highlight(), offset, area.width, area.height, dense)
            }
            None => offset,
        }
    }

    fn draw_bytes(&self, area: Rect, dense: bool, buf: &mut Buffer) {
        let journey = &self.shown.journey;
        if area.is_empty() || self.step.adds.is_empty() && self.step.stack.is_empty() {
            return;
        }
        let highlight = self.highlight();
        let is_there = |b: &&Block| self.step.adds.contains(b) || self.step.stack.contains(b);
        let absent = journey
            .blocks
            .iter()
            .filter(|b| !is_there(b))
            .map(|b| b.range.clone());
        let absent = without(absent, self.pane.predict.proof().as_ref());
        let aside: Vec<_> = journey
            .blocks
            .iter()
            .filter(|b| b.is_others())
            .map(|b| b.range.clone())
            .collect();
        HexDump {
            bytes: &journey.on_wire.bytes,
            origins: &journey.on_wire.origins,
            source: SourceId(0),
            layers: &journey.dissection.layers,
            highlight: (!highlight.is_empty()).then_some(highlight),
            absent: &absent,
            aside: &aside,
            offset: self.byte_offset(area, dense),
            dense,
            look: self.look,
        }
        .render(area, buf);
        let shown = (self.byte_offset(area, dense) + usize::from(area.height))
            * HexDump::per_row(area.width, dense);
        if shown < journey.on_wire.bytes.len() {
            buf.set_stringn(
                area.right() - 1,
                area.bottom() - 1,
                self.look.glyphs.down,
                1,
                self.look.theme.dim,
            );
        }
    }
}
