//! The growing bar: one row a layer, and its sizes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::journey::{Block, Doing, Level, Model, Phase, Role, Size, Step};
use crate::say;
use crate::say::{Clean, Say};
use crate::ui::fit;
use crate::ui::layer_stack::{Cell, Column, LayerStack, StackRow};
use crate::wire::Protocol;

use super::Scene;

/// Blocks that have a name in the screen's language, and a short one.
const SAID: [(Protocol, &[&str]); 4] = [
    (
        Protocol::LabSession,
        &["encap-block-session", "encap-block-session-short"],
    ),
    (
        Protocol::LabPresentation,
        &["encap-block-presentation", "encap-block-presentation-short"],
    ),
    (Protocol::Data, &["encap-block-data"]),
    (
        Protocol::Padding,
        &["encap-block-padding", "encap-block-padding-short"],
    ),
];

/// A row's step among those of its way.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// Which it is.
    at: usize,
    /// Which one is now.
    index: usize,
    /// The receiver has not come to this row yet.
    behind: bool,
    /// The step that is now.
    now: &'a Step,
}

/// Where the rows of one model lie while it turns into another: each moves to the row of the level that takes
/// it in.
fn morph_places(from: Model, to: Model, gone: f32) -> Vec<u16> {
    let place = |(row, level): (usize, &Level)| {
        let target = to
            .levels()
            .iter()
            .position(|l| l.has(level.high))
            .unwrap_or(row);
        (row as f32 + (target as f32 - row as f32) * gone).round() as u16
    };
    from.levels().iter().enumerate().map(place).collect()
}

impl Scene<'_> {
    /// The row of the bar that is drawn first: where not all fit, the current one is among them.
    pub(super) fn first_row(&self, area: Rect) -> usize {
        let current = self
            .pane
            .model
            .levels()
            .iter()
            .position(|l| *l == self.step.level)
            .unwrap_or(0);
        (current + 1).saturating_sub(usize::from(area.height))
    }

    pub(super) fn draw_stack(&self, area: Rect, buf: &mut Buffer) {
        let columns = self.columns();
        let (progress, look) = (self.progress, self.look);
        if let Some((morph, gone)) = self.pane.morphed(look.elapsed) {
            let rows = self.stack_rows(morph.from, &morph.steps, morph.at);
            let places = morph_places(morph.from, self.pane.model, gone);
            return LayerStack {
                columns: &columns,
                rows: &rows,
                places: Some(&places),
                progress,
                look,
            }
            .render(area, buf);
        }
        let rows = self.stack_rows(self.pane.model, &self.shown.steps, self.index);
        let rows = rows.get(self.first_row(area)..).unwrap_or_default();
        LayerStack {
            columns: &columns,
            rows,
            places: None,
            progress,
            look,
        }
        .render(area, buf);
    }

    /// `18 → 34 → 66 → 86 → 104 B   headers 86 B: 83 %`: how it grew, and what of it is not the message.
    pub(super) fn draw_sizes(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let theme = self.look.theme;
        let mut sizes = self.sizes();
        // What is to come is asked for: it must not stand here.
        let hidden = self.pane.predict.is_on() && sizes.iter().any(|(_, reached)| !reached);
        if hidden {
            sizes.retain(|(_, reached)| *reached);
        }
        let mut spans: Vec<Span<'_>> = Vec::new();
        for (at, (text, reached)) in sizes.iter().enumerate() {
            if at > 0 {
                spans.push(Span::styled(
                    format!(" {} ", self.look.glyphs.right),
                    theme.dim,
                ));
            }
            let reached_last = *reached && sizes.get(at + 1).is_none_or(|(_, next)| !next);
            let now = if self.step.phase == Phase::Up {
                *text == self.step.after.to_string()
            } else {
                reached_last
            };
            spans.push(Span::styled(
                text.clone(),
                if now { theme.strong } else { theme.dim },
            ));
        }
        spans.push(Span::styled(" B", theme.dim));
        if let Some(said) = self.overhead().filter(|_| !hidden) {
            let said = format!("   {}", self.look.say(&said));
            let room = usize::from(area.width).saturating_sub(spans.iter().map(Span::width).sum());
            // Whole, or not at all.
            if fit::width(&said) <= room {
                spans.push(Span::styled(said, theme.text));
            }
        }
        Line::from(spans).render(area, buf);
    }

    /// The sizes that the frame had on its way down, each once; and whether it has come so far.
    fn sizes(&self) -> Vec<(String, bool)> {
        let mut sizes: Vec<(String, bool)> = Vec::new();
        for (at, step) in self.shown.steps.iter().enumerate() {
            if step.phase != Phase::Down || step.doing != Doing::Layer {
                continue;
            }
            let text = step.after.to_string();
            if step.after.bytes > 0 && sizes.last().is_none_or(|(last, _)| *last != text) {
                sizes.push((text, at <= self.index));
            }
        }
        sizes
    }

    /// What of the frame is not the message, where that is known.
    fn overhead(&self) -> Option<Say> {
        let journey = &self.shown.journey;
        let (size, payload) = (journey.size(), journey.payload());
        if !size.exact || !payload.exact || payload.bytes == 0 {
            return None;
        }
        let headers = size.bytes - payload.bytes.min(size.bytes);
        let percent = (headers * 100 + size.bytes / 2) / size.bytes;
        let (n, percent) = (headers.to_string(), percent.to_string());
        Some(match journey.others().bytes {
            0 => say!("encap-overhead", n = n, percent = percent),
            others => say!(
                "encap-overhead-shared",
                n = n,
                percent = percent,
                others = others.to_string()
            ),
        })
    }

    fn columns(&self) -> Vec<Column> {
        let blocks = &self.shown.journey.blocks;
        let column = |block: &Block| Column {
            osi: block.osi,
            names: self.names(block),
            size: block.size.bytes,
            trailer: block.role == Role::Trailer,
            aside: block.is_others(),
        };
        blocks.iter().map(column).collect()
    }

    /// What a block is called, longest first: most by their protocol's name.
    fn names(&self, block: &Block) -> Vec<String> {
        let journey = &self.shown.journey;
        let said = |keys: &[&'static str]| keys.iter().map(|key| self.look.get(key)).collect();
        let is = |protocols: &[Protocol]| protocols.contains(&block.protocol);
        if block.is_others() {
            return said(&["encap-block-others", "encap-block-others-short"]);
        }
        let is_text = is(&[Protocol::Data]) && block.osi == 7 && journey.text.is_some();
        if is_text || is(&[Protocol::LabApplication]) {
            return vec![self.message().into()];
        }
        if let Some((_, keys)) = SAID.iter().find(|(protocol, _)| is(&[*protocol])) {
            return said(keys);
        }
        let arrow = self.look.glyphs.right;
        let name = block.protocol.name();
        let mut names = Vec::new();
        if is(&[Protocol::Tcp, Protocol::Udp]) && block.role == Role::Header {
            let (from, to) = journey.ports();
            names.push(format!("{name} {from} {arrow} {to}"));
        }
        let is_ip = is(&[Protocol::Ipv4, Protocol::Ipv6]);
        if is_ip {
            let (src, dst) = journey.ends(block);
            names.push(format!("{name} {src} {arrow} {dst}"));
            names.push(format!("{name} {arrow} {dst}"));
        }
        names.push(name.to_owned());
        if is_ip {
            names.push("IP".to_owned());
        }
        if is(&[Protocol::Ethernet]) {
            names.push("Eth".to_owned());
        }
        names
    }

    fn message(&self) -> Clean {
        self.shown.journey.text.clone().unwrap_or_default()
    }

    fn stack_rows(&self, model: Model, steps: &[Step], index: usize) -> Vec<StackRow> {
        let now = steps.get(index).unwrap_or(self.step);
        let of = |level: Level, phase: Phase| {
            steps
                .iter()
                .position(|s| s.level == level && s.phase == phase && s.doing == Doing::Layer)
        };
        let row = |level: &Level| {
            // Past the wire, a row shows the receiver's side, where it has been reached.
            let (down, up) = (of(*level, Phase::Down)?, of(*level, Phase::Up)?);
            let at = if index >= up { up } else { down };
            let behind = now.phase == Phase::Up && index < up;
            Some(self.stack_row(
                steps.get(at)?,
                Place {
                    at,
                    index,
                    behind,
                    now,
                },
            ))
        };
        model.levels().iter().filter_map(row).collect()
    }

    fn stack_row(&self, step: &Step, place: Place<'_>) -> StackRow {
        let on_wire = place.now.phase == Phase::Wire && step.level.low == 1;
        let asks = place.now.doing != Doing::Layer && place.now.level == step.level;
        let current = place.at == place.index || on_wire || asks;
        let reached = place.at <= place.index && !place.behind;
        let adds: Size = step.adds.iter().fold(Size::ZERO, |sum, b| Size {
            bytes: sum.bytes + b.size.bytes,
            exact: sum.exact && b.size.exact,
        });
        let first = step.phase == Phase::Down && step.before.bytes == 0;
        let taken = Size {
            bytes: step.before.bytes.saturating_sub(step.after.bytes),
            ..adds
        };
        let change = match step.phase {
            _ if !reached => String::new(),
            Phase::Down if adds.bytes > 0 && !first => format!("+{adds}"),
            Phase::Up if taken.bytes > 0 => format!("-{taken}"),
            Phase::Down | Phase::Wire | Phase::Up => String::new(),
        };
        let size = if !reached {
            self.look.glyphs.dot.to_owned()
        } else if step.after.bytes == 0 {
            self.look.glyphs.nothing.to_owned()
        } else {
            format!("{} B", step.after)
        };
        let unit = step
            .pdu
            .as_ref()
            .map(|say| self.look.say(say))
            .unwrap_or_default();
        StackRow {
            number: step.level.number,
            osi: step.level.high,
            name: self.look.say(&step.level.name()),
            current,
            reached,
            cells: self
                .shown
                .journey
                .blocks
                .iter()
                .map(|block| Self::cell(step, block, current, reached, on_wire))
                .collect(),
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
            Phase::Down | Phase::Wire | Phase::Up if there => Cell::Carried,
            Phase::Down | Phase::Wire | Phase::Up => Cell::None,
        }
    }
}
