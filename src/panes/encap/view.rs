//! How the pane is drawn, in whatever room there is.
//!
//! From the top: the growing bar (one row a layer); what this step adds, as fields and as bytes; the
//! sentence; the line that says where on the way we are. Less room drops the fields first, then the
//! bytes, then all but the sentence and the line.

mod way;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::journey::{Block, Journey, Party, Phase, Role, Size, Step, words};
use crate::say;
use crate::say::Arg;
use crate::ui::field_tree::{self, FieldTree, Row};
use crate::ui::fit;
use crate::ui::hex_dump::HexDump;
use crate::ui::layer_stack::{Cell, Column, LayerStack, StackRow};
use crate::ui::look::Look;
use crate::ui::wrap::wrap;
use crate::wire::{Protocol, SourceId};

use super::both::BothView;
use super::{Encap, Mode, Shown};

/// The pane's widget: draws the inside; its frame and title are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct EncapView<'a> {
    /// The state.
    pub pane: &'a Encap,
    /// How the screen looks.
    pub look: &'a Look<'a>,
    /// Has it the focus?
    pub focused: bool,
}

/// From this width on, fields and bytes stand side by side.
const WIDE: u16 = 100;
/// From this height on there is room for both below the bar.
const TALL: u16 = 21;
/// From this width on, the bytes come 16 a row beside the fields.
const VERY_WIDE: u16 = 140;

/// A party's name on the screen.
pub(super) fn party(party: &Party, look: &Look<'_>) -> String {
    match words::party(party) {
        Arg::Say(say) => look.say(&say),
        Arg::Text(text) => text.into_owned(),
        Arg::Number(n) => n.to_string(),
    }
}

/// A message in quotation marks.
pub(super) fn quoted(text: &str, look: &Look<'_>) -> String {
    if look.glyphs.ascii { format!("\"{text}\"") } else { format!("“{text}”") }
}

/// One picture of one step.
struct Scene<'a> {
    shown: &'a Shown,
    pane: &'a Encap,
    look: &'a Look<'a>,
    index: usize,
    step: &'a Step,
    progress: f32,
    rows: Vec<Row>,
}

impl Widget for EncapView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let now = self.look.elapsed;
        let scene = self.pane.shown.as_ref().and_then(|shown| {
            let index = shown.player.step(now);
            let step = shown.steps.get(index)?;
            let (progress, rows) = (shown.player.progress(now), shown.rows(index));
            Some(Scene { shown, pane: self.pane, look: self.look, index, step, progress, rows })
        });
        match scene {
            Some(scene) => scene.draw(area, buf),
            None => draw_empty(area, self.look, buf),
        }
    }
}

fn draw_empty(area: Rect, look: &Look<'_>, buf: &mut Buffer) {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines: Vec<(String, Style)> = Vec::new();
    for line in wrap(&look.get("encap-empty"), width, 9, look.glyphs.cut) {
        lines.push((line, look.theme.text));
    }
    lines.push((String::new(), look.theme.text));
    for line in wrap(&look.get("encap-empty-how"), width, 9, look.glyphs.cut) {
        lines.push((line, look.theme.dim));
    }
    let top = area.height.saturating_sub(lines.len() as u16) / 3;
    for (line, (text, style)) in lines.iter().enumerate().take(usize::from(area.height - top)) {
        buf.set_stringn(area.x + 1.min(area.width - 1), area.y + top + line as u16, text, width, *style);
    }
}

/// Cuts `rows` off the top of `area`.
pub(super) fn take_top(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    let top = Rect { height: rows, ..*area };
    area.y += rows;
    area.height -= rows;
    top
}

/// Cuts `rows` off the bottom of `area`.
fn take_bottom(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    area.height -= rows;
    Rect { y: area.y + area.height, height: rows, ..*area }
}

impl Scene<'_> {
    fn draw(&self, area: Rect, buf: &mut Buffer) {
        let mut rest = Rect { x: area.x + u16::from(area.width > 4), width: area.width - 2 * u16::from(area.width > 4), ..area };
        if self.pane.mode == Mode::BothEnds {
            let view =
                BothView { journey: &self.shown.journey, sight: self.pane.sight(), selected: self.pane.row, look: self.look };
            return view.draw(rest, buf);
        }
        let levels = self.shown.steps.len() as u16 / 2;
        let line = take_bottom(&mut rest, 1);
        self.draw_way(line, buf);
        let roomy = rest.width >= WIDE && rest.height >= TALL;
        if self.pane.fields.is_some() && !roomy {
            self.draw_fields_alone(rest, buf);
            return;
        }
        // The sentence is never given up for the picture.
        let spare = rest.height.saturating_sub(levels + 1);
        let hex = HexDump::rows(self.shown.journey.frame.bytes.len(), rest.width, true).min(8) as u16;
        // The sentence is never given up for the picture; its details are, for the last row of bytes.
        let most = if roomy { 6 } else { 3.max(spare.saturating_sub(hex + 2).min(spare / 2)) }.min(rest.height);
        let told = self.told_lines(usize::from(rest.width), usize::from(most));
        let said = told.len() as u16;
        let words = take_bottom(&mut rest, said);
        for (y, (line, style)) in (words.y..words.bottom()).zip(&told) {
            buf.set_stringn(words.x, y, line, usize::from(words.width), *style);
        }
        if rest.height > levels {
            take_bottom(&mut rest, 1);
        }
        let stack = take_top(&mut rest, levels);
        self.draw_stack(stack, buf);
        if rest.height >= 2 {
            take_top(&mut rest, 1);
            self.draw_middle(rest, roomy, buf);
        }
    }

    // ---- the bar ----

    fn draw_stack(&self, area: Rect, buf: &mut Buffer) {
        let (columns, rows) = (self.columns(), self.stack_rows());
        // Where not all layers fit, the current one is among those that do.
        let current = rows.iter().position(|r| r.current).unwrap_or(0);
        let first = (current + 1).saturating_sub(usize::from(area.height));
        let rows = rows.get(first..).unwrap_or_default();
        LayerStack { columns: &columns, rows, progress: self.progress, look: self.look }.render(area, buf);
    }

    fn columns(&self) -> Vec<Column> {
        let blocks = &self.shown.journey.blocks;
        let column = |block: &Block| Column {
            osi: block.osi,
            names: self.names(block),
            size: block.size.bytes,
            trailer: block.role == Role::Trailer,
        };
        blocks.iter().map(column).collect()
    }

    fn names(&self, block: &Block) -> Vec<String> {
        let journey = &self.shown.journey;
        let (digest, arrow) = (&journey.digest, self.look.glyphs.right);
        let name = block.protocol.name();
        match block.protocol {
            Protocol::Tcp | Protocol::Udp if block.range.len() >= 4 => {
                vec![format!("{name} {} {arrow} {}", digest.src_port, digest.dst_port), name.to_owned()]
            }
            Protocol::Ipv4 | Protocol::Ipv6 => match (digest.src, digest.dst) {
                (Some(src), Some(dst)) => {
                    vec![format!("{name} {src} {arrow} {dst}"), format!("{name} {arrow} {dst}"), name.to_owned()]
                }
                _ => vec![name.to_owned()],
            },
            Protocol::Ethernet => vec![name.to_owned(), "Eth".to_owned()],
            Protocol::LabSession => vec![self.look.get("encap-block-session"), self.look.get("encap-block-session-short")],
            Protocol::LabPresentation => {
                vec![self.look.get("encap-block-presentation"), self.look.get("encap-block-presentation-short")]
            }
            Protocol::LabApplication => vec![self.message()],
            Protocol::Data if block.osi == 7 => match &journey.text {
                Some(_) => vec![self.message()],
                None => vec![self.look.get("encap-block-data")],
            },
            Protocol::Data => vec![self.look.get("encap-block-data")],
            Protocol::Padding => vec![self.look.get("encap-block-padding"), self.look.get("encap-block-padding-short")],
            _ => vec![name.to_owned()],
        }
    }

    fn message(&self) -> String {
        self.shown.journey.text.clone().unwrap_or_default()
    }

    fn stack_rows(&self) -> Vec<StackRow> {
        let steps = &self.shown.steps;
        let levels = steps.len() / 2;
        let up_from = steps.len() - 1;
        (0..levels)
            .filter_map(|row| {
                // Past the wire, a row shows the receiver's side, where it has been reached.
                let (down, up) = (row, up_from - row);
                let at = if self.index >= up { up } else { down };
                let behind = self.step.phase == Phase::Up && self.index < up;
                let step = steps.get(at)?;
                Some(self.stack_row(step, at, behind))
            })
            .collect()
    }

    fn stack_row(&self, step: &Step, at: usize, behind: bool) -> StackRow {
        let on_wire = self.step.phase == Phase::Wire && step.level.low == 1;
        let current = at == self.index || on_wire;
        let reached = at <= self.index && !behind;
        let adds: Size = step
            .adds
            .iter()
            .fold(Size::ZERO, |sum, b| Size { bytes: sum.bytes + b.size.bytes, exact: sum.exact && b.size.exact });
        let first = step.phase == Phase::Down && step.before.bytes == 0;
        let taken = Size { bytes: step.before.bytes.saturating_sub(step.after.bytes), ..adds };
        let change = match step.phase {
            _ if !reached => String::new(),
            Phase::Down if adds.bytes > 0 && !first => format!("+{adds}"),
            Phase::Up if taken.bytes > 0 => format!("-{taken}"),
            _ => String::new(),
        };
        let size = if !reached {
            self.look.glyphs.dot.to_owned()
        } else if step.after.bytes == 0 {
            self.look.glyphs.nothing.to_owned()
        } else {
            format!("{} B", step.after)
        };
        let unit = step.pdu.as_ref().filter(|_| reached).map(|say| self.look.say(say)).unwrap_or_default();
        StackRow {
            number: step.level.number,
            osi: step.level.high,
            name: self.look.say(&step.level.name()),
            current,
            reached,
            cells: self.shown.journey.blocks.iter().map(|block| Self::cell(step, block, current, reached, on_wire)).collect(),
            change,
            size,
            unit,
        }
    }

    fn cell(step: &Step, block: &Block, current: bool, reached: bool, on_wire: bool) -> Cell {
        if !reached {
            return Cell::None;
        }
        let (own, there) = (step.adds.contains(block), step.stack.contains(block));
        let bits = step.level.low == 1 && step.phase == Phase::Down && current;
        match step.phase {
            _ if on_wire && there => Cell::Bright,
            Phase::Down if bits && there && !own => Cell::Bright,
            Phase::Down if own && current => Cell::Coming,
            Phase::Down if own => Cell::Own,
            Phase::Up if own && !there && current => Cell::Going,
            Phase::Up if own && !there => Cell::Gone,
            Phase::Up if there && current => Cell::Bright,
            _ if there => Cell::Carried,
            _ => Cell::None,
        }
    }

    // ---- fields and bytes ----

    fn draw_middle(&self, mut area: Rect, roomy: bool, buf: &mut Buffer) {
        if self.step.phase == Phase::Wire && area.height >= 3 {
            self.draw_travel(take_top(&mut area, 1), buf);
            take_top(&mut area, 1);
        }
        if !roomy {
            self.draw_bytes(area, true, buf);
            return;
        }
        let bytes_width = if area.width >= VERY_WIDE { 72 } else { 39 };
        let fields = Rect { width: area.width - bytes_width - 2, ..area };
        let bytes = Rect { x: area.x + area.width - bytes_width, width: bytes_width, ..area };
        let mut below = fields;
        self.rule(take_top(&mut below, 1), &self.fields_title(), self.step.level.high, buf);
        self.draw_fields(below, buf);
        let mut below = bytes;
        self.rule(take_top(&mut below, 1), &self.look.get("encap-bytes"), self.step.level.high, buf);
        self.draw_bytes(below, false, buf);
    }

    /// What the fields are of: `put on: IPv4, 20 bytes`.
    fn fields_title(&self) -> String {
        let mut names: Vec<&str> = self.step.adds.iter().map(|b| b.protocol.name()).collect();
        names.dedup();
        let names = names.join(" + ");
        let size = words::bytes(Size::of(&self.step.adds));
        match self.step.phase {
            _ if self.step.adds.is_empty() => self.look.get("encap-layers"),
            Phase::Down => self.look.say(&say!("encap-put-on", what = names, size = size)),
            Phase::Wire | Phase::Up => self.look.say(&say!("encap-taken-off", what = names, size = size)),
        }
    }

    fn rule(&self, area: Rect, title: &str, osi: u8, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let line = self.look.glyphs.border.horizontal_top.repeat(usize::from(area.width));
        buf.set_stringn(area.x, area.y, &line, usize::from(area.width), self.look.theme.dim);
        let title = fit::cut(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), self.look.glyphs.cut);
        let style = self.look.theme.layer(osi);
        buf.set_stringn(area.x + 1.min(area.width - 1), area.y, title, usize::from(area.width.saturating_sub(2)), style);
    }

    fn draw_fields(&self, area: Rect, buf: &mut Buffer) {
        if self.rows.is_empty() {
            let text = self.look.say(&say!("encap-no-fields"));
            buf.set_stringn(area.x, area.y, text, usize::from(area.width) * usize::from(!area.is_empty()), self.look.theme.dim);
            return;
        }
        let selected = self.pane.fields.map(|f| f.selected);
        let offset = FieldTree::scroll_to(selected.unwrap_or(0), 0, area.height);
        FieldTree { rows: &self.rows, selected, offset, look: self.look }.render(area, buf);
        if offset + usize::from(area.height) < self.rows.len() && !area.is_empty() {
            buf.set_stringn(area.right() - 1, area.bottom() - 1, self.look.glyphs.down, 1, self.look.theme.dim);
        }
    }

    /// Fields where there is no room for them beside the bar: they take its place.
    fn draw_fields_alone(&self, mut area: Rect, buf: &mut Buffer) {
        let selected = self.pane.fields.and_then(|f| self.rows.get(f.selected));
        let meaning = selected.map(|row| field_tree::meaning_line(row, self.look)).unwrap_or_default();
        let lines = wrap(&meaning, usize::from(area.width), 3, self.look.glyphs.cut);
        let words = take_bottom(&mut area, 2.max(lines.len() as u16));
        for (y, line) in (words.y..words.bottom()).zip(&lines) {
            buf.set_stringn(words.x, y, line, usize::from(words.width), self.look.theme.text);
        }
        let bytes_rows = HexDump::rows(self.focus().len() + 15, area.width, true).min(usize::from(area.height / 3));
        let bytes = take_bottom(&mut area, bytes_rows as u16);
        self.draw_bytes(bytes, true, buf);
        if area.height > 3 {
            take_bottom(&mut area, 1);
            self.rule(take_top(&mut area, 1), &self.fields_title(), self.step.level.high, buf);
        }
        self.draw_fields(area, buf);
    }

    /// The bytes this step is about: what it adds or takes off, or the whole frame.
    fn focus(&self) -> Range<usize> {
        let mut own = self.step.adds.iter();
        let Some(first) = own.next() else { return 0..0 };
        own.fold(first.range.clone(), |all, b| if b.range.start == all.end { all.start..b.range.end } else { all })
    }

    fn draw_bytes(&self, area: Rect, dense: bool, buf: &mut Buffer) {
        let journey: &Journey = &self.shown.journey;
        if self.step.adds.is_empty() && self.step.stack.is_empty() {
            return;
        }
        let chosen = self.pane.fields.and_then(|f| self.rows.get(f.selected)).map(|row| row.bytes.clone());
        let focus = self.focus();
        let highlight = chosen.filter(|range| !range.is_empty()).unwrap_or_else(|| focus.clone());
        let is_there = |b: &&Block| self.step.adds.contains(b) || self.step.stack.contains(b);
        let absent: Vec<Range<usize>> = journey.blocks.iter().filter(|b| !is_there(b)).map(|b| b.range.clone()).collect();
        // All of it where there is room; else from the row where this step's bytes begin.
        let all = HexDump::rows(journey.frame.bytes.len(), area.width, dense);
        let begin = if focus.is_empty() { self.step.stack.first().map_or(0..0, |b| b.range.clone()) } else { focus };
        let fits = all <= usize::from(area.height);
        let mut offset = if fits { 0 } else { begin.start / HexDump::per_row(area.width, dense) };
        if self.pane.fields.is_some() && !fits {
            offset = HexDump::scroll_to(&highlight, offset, area.width, area.height, dense);
        }
        let layers = &journey.dissection.layers;
        HexDump {
            bytes: &journey.frame.bytes,
            origins: &journey.frame.origins,
            source: SourceId(0),
            layers,
            highlight: (!highlight.is_empty()).then_some(highlight),
            absent: &absent,
            offset,
            dense,
            look: self.look,
        }
        .render(area, buf);
    }

    // ---- the words ----

    /// The sentence, and as much more as there is room for whole sentences, in lines.
    fn told_lines(&self, width: usize, most: usize) -> Vec<(String, Style)> {
        let theme = self.look.theme;
        let mark = if self.step.inferred { "≈ " } else { "" };
        let line = format!("{mark}{}", self.look.say(&self.step.line));
        let cut = self.look.glyphs.cut;
        let mut lines: Vec<_> = wrap(&line, width, most, cut).into_iter().map(|l| (l, theme.strong)).collect();
        for more in &self.step.more {
            let more = wrap(&self.look.say(more), width, most + 1, cut);
            if lines.len() + more.len() <= most {
                lines.extend(more.into_iter().map(|l| (l, theme.text)));
            }
        }
        lines
    }
}
