//! The fields of a dissected frame as rows: name, value, meaning.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::say::Say;
use crate::wire::{Dissection, Field, Layer, SourceId};

use super::fit;
use super::look::Look;

/// What a row of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// The head of a layer.
    Layer,
    /// A field that owns bits.
    Field,
    /// A field that follows from others.
    Derived,
    /// Something wrong in the bytes.
    Problem,
}

/// One row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// 0 for a layer, 1 for its fields, 2 for fields inside those.
    pub depth: usize,
    /// Which of the dissection's layers it belongs to.
    pub layer: usize,
    /// That layer's OSI number: its colour.
    pub layer_osi: u8,
    /// The protocol's or field's name.
    pub label: &'static str,
    /// The value, formatted; empty for layers and groups.
    pub value: String,
    /// What it means here.
    pub meaning: Option<Say>,
    /// Whose bytes the ranges speak of: the frame's own, or a datagram's put together from several.
    pub source: SourceId,
    /// The bytes it covers; empty where it covers none.
    pub bytes: Range<usize>,
    /// The bits it covers, counted from the source's first bit.
    pub bits: Range<usize>,
    /// Where it is specified; empty where nowhere.
    pub reference: &'static str,
    /// The number of another frame that it names.
    pub frame: Option<u64>,
}

/// Rows of one dissection are bounded: a frame has at most some hundred fields; a malicious one more.
const MOST_ROWS: usize = 4096;
/// Groups inside groups, deeper ones are left out.
const DEEPEST: usize = 8;
/// Bytes of a value without a shorter form.
const MOST_BYTES: usize = 32;

/// The tree as a widget: the rows with one of them selected.
#[derive(Debug, Clone)]
pub struct FieldTree<'a> {
    /// All rows.
    pub rows: &'a [Row],
    /// The selected one.
    pub selected: Option<usize>,
    /// The first row to draw.
    pub offset: usize,
    /// How the screen looks.
    pub look: &'a Look<'a>,
}

impl FieldTree<'_> {
    /// All layers and fields as rows. `bytes` gives each source's, for values shown in hexadecimal.
    #[must_use]
    pub fn rows<'b>(dissection: &Dissection, bytes: &dyn Fn(SourceId) -> &'b [u8]) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, layer) in dissection.layers.iter().enumerate() {
            push_layer(&mut rows, index, layer, bytes(layer.source));
        }
        rows
    }

    /// The heads of all layers, without their fields.
    #[must_use]
    pub fn heads(dissection: &Dissection) -> Vec<Row> {
        dissection
            .layers
            .iter()
            .enumerate()
            .map(|(index, layer)| head(index, layer))
            .collect()
    }

    /// One layer and its fields.
    #[must_use]
    pub fn layer_rows(index: usize, layer: &Layer, bytes: &[u8]) -> Vec<Row> {
        let mut rows = Vec::new();
        push_layer(&mut rows, index, layer, bytes);
        rows
    }

    /// The row of the field that owns this byte: the narrowest, of a byte that several share the first.
    #[must_use]
    pub fn owner(rows: &[Row], source: SourceId, byte: usize) -> Option<usize> {
        let owners = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.source == source && row.bytes.contains(&byte));
        owners
            .min_by_key(|(at, row)| (row.bytes.len(), *at))
            .map(|(at, _)| at)
    }

    /// The offset that keeps the selected row within `height` rows.
    #[must_use]
    pub fn scroll_to(selected: usize, offset: usize, height: u16) -> usize {
        let lowest = (selected + 1).saturating_sub(usize::from(height));
        offset.clamp(lowest.min(selected), selected)
    }
}

fn head(index: usize, layer: &Layer) -> Row {
    let range = layer.range.clone();
    Row {
        kind: RowKind::Layer,
        depth: 0,
        layer: index,
        layer_osi: layer.osi,
        label: layer.protocol.name(),
        value: String::new(),
        meaning: Some(layer.summary.clone()),
        source: layer.source,
        bits: range.start * 8..range.end * 8,
        bytes: range,
        reference: "",
        frame: None,
    }
}

fn push_layer(rows: &mut Vec<Row>, index: usize, layer: &Layer, bytes: &[u8]) {
    rows.push(head(index, layer));
    if let Some(problem) = &layer.problem {
        rows.push(Row {
            kind: RowKind::Problem,
            depth: 1,
            layer: index,
            layer_osi: layer.osi,
            label: problem.field,
            value: "!".to_owned(),
            meaning: Some(problem.why.clone()),
            source: layer.source,
            bytes: 0..0,
            bits: 0..0,
            reference: "",
            frame: None,
        });
    }
    for field in &layer.fields {
        push_field(rows, index, layer, field, 1, bytes);
    }
}

fn push_field(
    rows: &mut Vec<Row>,
    index: usize,
    layer: &Layer,
    field: &Field,
    depth: usize,
    bytes: &[u8],
) {
    if rows.len() >= MOST_ROWS || depth > DEEPEST {
        return;
    }
    let derived = field.bits.is_empty();
    rows.push(Row {
        kind: if derived {
            RowKind::Derived
        } else {
            RowKind::Field
        },
        depth,
        layer: index,
        layer_osi: layer.osi,
        label: field.name,
        value: value_text(field, bytes),
        meaning: field.meaning.clone(),
        source: layer.source,
        bytes: if derived { 0..0 } else { field.bytes() },
        bits: field.bits.clone(),
        reference: field.reference,
        frame: field.names_frame(),
    });
    for child in &field.children {
        push_field(rows, index, layer, child, depth + 1, bytes);
    }
}

/// A field's value as text, the same in every language; unknown is `?`.
#[must_use]
pub fn value_text(field: &Field, bytes: &[u8]) -> String {
    field
        .value
        .text()
        .unwrap_or_else(|| hex_text(bytes.get(field.bytes()).unwrap_or_default()))
}

fn hex_text(bytes: &[u8]) -> String {
    let shown: Vec<_> = bytes
        .iter()
        .take(MOST_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    shown.join(" ")
}

/// The cells each column gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    label: usize,
    value: usize,
    meaning: usize,
}

impl Columns {
    fn of(rows: &[Row], width: usize) -> Self {
        let fields = || rows.iter().filter(|row| row.kind != RowKind::Layer);
        let longest_label = fields()
            .map(|row| indent(row) + fit::width(row.label))
            .max()
            .unwrap_or(0);
        let longest_value = fields()
            .map(|row| fit::width(&row.value))
            .max()
            .unwrap_or(0);
        let label = longest_label.min((width * 2 / 5).max(12)).min(width);
        let rest = width - label;
        let value = longest_value
            .min(rest.saturating_sub(1))
            .min((width / 4).max(17));
        let meaning = rest.saturating_sub(value + 3);
        // Meanings of a few cells would only be marks of what was cut: the values get the room.
        if meaning < 14 {
            Self {
                label,
                value: rest.saturating_sub(1),
                meaning: 0,
            }
        } else {
            Self {
                label,
                value,
                meaning,
            }
        }
    }
}

const fn indent(row: &Row) -> usize {
    2 * row.depth.saturating_sub(1) + 2
}

impl FieldTree<'_> {
    fn draw_row(&self, row: &Row, columns: Columns, selected: bool, area: Rect, buf: &mut Buffer) {
        let theme = self.look.theme;
        let over = if selected {
            theme.selected
        } else {
            Style::new()
        };
        buf.set_style(area, over);
        let cells = usize::from(area.width);
        let mark = self.look.glyphs.cut;
        let mut put = |at: usize, text: &str, room: usize, style: Style| {
            let room = room.min(cells.saturating_sub(at));
            if room > 0 {
                buf.set_stringn(
                    area.x + at as u16,
                    area.y,
                    fit::cut(text, room, mark),
                    room,
                    style.patch(over),
                );
            }
        };
        let meaning = row
            .meaning
            .as_ref()
            .map(|say| self.look.say(say))
            .unwrap_or_default();
        if row.kind == RowKind::Layer {
            let colour = theme.layer(row.layer_osi);
            let head = format!("{} {}", row.layer_osi, row.label);
            put(0, &head, cells, colour.patch(theme.strong));
            put(fit::width(&head) + 2, &meaning, cells, theme.text);
            return;
        }
        if selected {
            put(0, self.look.glyphs.pointer, 1, theme.strong);
        }
        let styles = self.styles(row, selected);
        let room = columns.label.saturating_sub(indent(row));
        put(indent(row), row.label, room, styles.label);
        // A value that is longer than most takes the room of its meaning.
        let long = fit::width(&row.value) > columns.value;
        let room = if long { cells } else { columns.value };
        put(columns.label + 1, &row.value, room, styles.value);
        let at = columns.label + columns.value + 3;
        let meaning = if long { "" } else { &meaning };
        put(at, meaning, columns.meaning, styles.meaning);
    }

    fn styles(&self, row: &Row, selected: bool) -> Styles {
        let theme = self.look.theme;
        let (label, value) = match row.kind {
            RowKind::Problem => (theme.bad, theme.bad),
            RowKind::Derived => (theme.dim, theme.dim),
            _ if row.value == "?" => (theme.dim, theme.unknown),
            _ => (theme.dim, theme.layer(row.layer_osi)),
        };
        Styles {
            label: if selected { theme.text } else { label },
            value,
            meaning: if row.kind == RowKind::Problem {
                theme.bad
            } else {
                theme.text
            },
        }
    }
}

/// How the columns of a row look.
struct Styles {
    label: Style,
    value: Style,
    meaning: Style,
}

impl Widget for &FieldTree<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let columns = Columns::of(self.rows, usize::from(area.width));
        let visible = self
            .rows
            .iter()
            .enumerate()
            .skip(self.offset)
            .take(usize::from(area.height));
        for (line, (index, row)) in visible.enumerate() {
            let at = Rect {
                y: area.y + line as u16,
                height: 1,
                ..area
            };
            self.draw_row(row, columns, self.selected == Some(index), at, buf);
        }
    }
}

/// The meaning of a row with where it is specified, for a line of its own.
#[must_use]
pub fn meaning_line<'a>(row: &Row, look: &Look<'_>) -> Cow<'a, str> {
    let meaning = row
        .meaning
        .as_ref()
        .map(|say| look.say(say))
        .unwrap_or_default();
    match (meaning.is_empty(), row.reference.is_empty()) {
        (_, true) => meaning.into(),
        (true, false) => row.reference.into(),
        (false, false) => format!("{meaning}  {}", row.reference).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::text::{Lang, Text};
    use crate::ui::look::Glyphs;
    use crate::ui::theme::Theme;
    use crate::wire::{MacAddr, Problem, Protocol, Value};

    fn field(name: &'static str, bits: Range<usize>, value: Value) -> Field {
        Field {
            name,
            filter: "",
            bits,
            value,
            meaning: Some(Say::plain("a meaning of it")),
            reference: "",
            children: vec![],
        }
    }

    fn sample() -> Dissection {
        let flags = Field {
            children: vec![field("SYN", 110..111, Value::Flag(true))],
            ..field("Flags", 104..112, Value::Group)
        };
        let fields = vec![
            field("Destination", 0..48, Value::Mac(MacAddr::BROADCAST)),
            field("Checksum", 48..64, Value::Unknown),
            field("Type", 96..112, Value::Hex(0x800, 4)),
            field("Options", 64..80, Value::Bytes),
            field("Stream", 0..0, Value::Number(7)),
            flags,
        ];
        let layer = Layer {
            protocol: Protocol::Ethernet,
            osi: 2,
            source: SourceId(0),
            range: 0..14,
            fields,
            summary: Say::plain("to all"),
            problem: Some(Problem {
                offset: 6,
                field: "Checksum",
                why: Say::plain("wrong"),
            }),
        };
        Dissection {
            layers: vec![layer],
        }
    }

    fn drawn(width: u16, height: u16, selected: Option<usize>) -> Vec<String> {
        let text = Text::new(Lang::En);
        let look = Look {
            theme: &Theme::TERMINAL,
            glyphs: &Glyphs::UNICODE,
            text: &text,
            now: Time(0),
            elapsed: std::time::Duration::ZERO,
            utc_offset: 0,
        };
        let rows = FieldTree::rows(&sample(), &|_| &[0xab; 14]);
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        FieldTree {
            rows: &rows,
            selected,
            offset: 0,
            look: &look,
        }
        .render(buf.area, &mut buf);
        (0..height)
            .map(|y| {
                (0..width)
                    .map(|x| buf[(x, y)].symbol())
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn every_field_becomes_a_row_with_its_bytes() {
        let rows = FieldTree::rows(&sample(), &|_| &[0xab; 14]);
        let seen: Vec<_> = rows
            .iter()
            .map(|r| (r.depth, r.label, r.value.as_str(), r.bytes.clone()))
            .collect();
        assert_eq!(
            seen,
            [
                (0, "Ethernet", "", 0..14),
                (1, "Checksum", "!", 0..0),
                (1, "Destination", "ff:ff:ff:ff:ff:ff", 0..6),
                (1, "Checksum", "?", 6..8),
                (1, "Type", "0x0800", 12..14),
                (1, "Options", "ab ab", 8..10),
                (1, "Stream", "7", 0..0),
                (1, "Flags", "", 13..14),
                (2, "SYN", "1", 13..14),
            ]
        );
        assert_eq!(rows[8].bits, 110..111);
    }

    #[test]
    fn columns_line_up_and_the_selected_row_bears_a_pointer() {
        let lines = drawn(60, 5, Some(2));
        assert_eq!(lines[0], "2 Ethernet  to all");
        assert_eq!(lines[2], "▸ Destination ff:ff:ff:ff:ff:ff  a meaning of it");
        assert_eq!(lines[3], "  Checksum    ?                  a meaning of it");
    }

    #[test]
    fn meanings_go_first_where_there_is_no_room_and_what_is_cut_is_marked() {
        assert_eq!(drawn(34, 3, None)[2], "  Destination ff:ff:ff:ff:ff:ff");
        assert_eq!(drawn(24, 3, None)[2], "  Destinati… ff:ff:ff:f…");
    }

    #[test]
    fn scrolling_keeps_the_selection_in_view() {
        assert_eq!(FieldTree::scroll_to(9, 0, 4), 6);
        assert_eq!(FieldTree::scroll_to(2, 6, 4), 2);
        assert_eq!(FieldTree::scroll_to(7, 6, 4), 6);
        assert_eq!(FieldTree::scroll_to(7, 6, 0), 7);
    }

    #[test]
    fn tiny_areas_do_not_panic() {
        for (width, height) in [(0, 0), (1, 1), (2, 3), (11, 2)] {
            drawn(width, height, Some(0));
        }
    }
}
