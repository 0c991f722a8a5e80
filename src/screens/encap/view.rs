//! How the pane is drawn, in whatever room there is.
//!
//! From the top: the growing bar (one row a layer) and its sizes; what this step adds, as fields and as bytes,
//! or what it looks up; the sentence; the line that says where on the way we are. Less room drops the fields
//! first, then the bytes, then all but the sentence and the line.

mod exhibit;
mod middle;
mod signal;
mod stack;
mod way;

use std::cell::OnceCell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::journey::{Party, Phase, Step, words};
use crate::keymap::LayerId;
use crate::say;
use crate::say::Arg;
use crate::screens::World;
use crate::ui::area::{take_bottom, take_top};
use crate::ui::field_tree::{FieldTree, Row};
use crate::ui::fit;
use crate::ui::hex_dump::HexDump;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::both::BothView;
use super::versus::VersusView;
use super::{Encap, Mode, Shown, Verb};

/// What was clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    /// A layer, by its row, 0 = the highest.
    Row(usize),
    /// A row of the fields.
    Field(usize),
    /// A byte of the frame.
    Byte(usize),
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
        Arg::Text(text) => text.into_string(),
        Arg::Number(n) => n.to_string(),
        Arg::List(list) => look.text.list(&list),
    }
}

/// A message in quotation marks.
pub(super) fn quoted(text: &str, look: &Look<'_>) -> String {
    if look.glyphs.ascii {
        format!("\"{text}\"")
    } else {
        format!("“{text}”")
    }
}

/// One picture of one step.
struct Scene<'a> {
    shown: &'a Shown,
    pane: &'a Encap,
    world: &'a World<'a>,
    look: &'a Look<'a>,
    index: usize,
    step: &'a Step,
    progress: f32,
    rows: Vec<Row>,
    /// Put into words once for each picture: laying out asks for them, and drawing.
    told: OnceCell<Vec<(String, Style)>>,
    exhibit: OnceCell<Vec<Line<'static>>>,
}

/// Where the parts of the picture lie; those without room are empty.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    /// The growing bar.
    stack: Rect,
    /// Its sizes, one behind the other.
    sizes: Rect,
    /// The frame on its way.
    travel: Rect,
    /// Fields, or what is looked up or checked.
    fields: Rect,
    /// Bytes with a heading.
    bytes: Rect,
    /// The sentence, and more.
    words: Rect,
    /// Where on the way we are.
    way: Rect,
    /// Do fields and bytes stand side by side?
    roomy: bool,
}

/// Draws all of it.
pub(super) fn draw(pane: &Encap, world: &World<'_>, buf: &mut Buffer) {
    let area = world.area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let area = if pane.asks_here() {
        pane.predict.draw(area, world, buf)
    } else {
        area
    };
    if area.is_empty() {
        return;
    }
    match (scene(pane, world), pane.mode) {
        (Some(scene), Mode::BothEnds) => scene.draw_both(area, buf),
        (Some(scene), Mode::SideBySide) => scene.draw_versus(area, buf),
        (Some(scene), Mode::Way) => scene.draw(area, buf),
        (None, _) => draw_empty(area, world, buf),
    }
}

/// The cell of the cursor where one types an answer.
pub(super) fn cursor(pane: &Encap, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
    let area = world.area.intersection(buf.area);
    let asked = world.focused && pane.is_typing();
    asked
        .then(|| pane.predict.cursor(area, world, buf))
        .flatten()
}

fn scene<'a>(pane: &'a Encap, world: &'a World<'_>) -> Option<Scene<'a>> {
    let look = &world.look;
    let now = look.elapsed;
    let shown = pane.shown.as_ref()?;
    let index = shown.player.step(now);
    let step = shown.steps.get(index)?;
    let (progress, rows) = (shown.player.progress(now), shown.rows(index));
    let (told, exhibit) = (OnceCell::new(), OnceCell::new());
    Some(Scene {
        shown,
        pane,
        world,
        look,
        index,
        step,
        progress,
        rows,
        told,
        exhibit,
    })
}

/// The key by which the packet log sends a frame here.
pub(super) fn encapsulates(world: &World<'_>) -> String {
    let mut keys = world.keys.of(LayerId("packets"));
    let bound = keys.find(|bound| bound.binding.verb == "encapsulate");
    bound
        .map(|bound| world.key(bound.action))
        .unwrap_or_default()
}

/// What lies under a cell.
pub(super) fn hit(pane: &Encap, at: Position, world: &World<'_>) -> Option<Hit> {
    let scene = scene(pane, world).filter(|_| pane.mode == Mode::Way)?;
    let area = if pane.asks_here() {
        pane.predict.rest(world.area, world)
    } else {
        world.area
    };
    let parts = scene.parts(area);
    if parts.stack.contains(at) {
        return Some(Hit::Row(
            scene.first_row(parts.stack) + usize::from(at.y - parts.stack.y),
        ));
    }
    let fields = scene.field_area(&parts);
    if fields.contains(at) {
        let row = scene.field_offset(fields) + usize::from(at.y - fields.y);
        return (row < scene.rows.len()).then_some(Hit::Field(row));
    }
    let (bytes, dense) = scene.byte_area(&parts);
    if bytes.contains(at) {
        let offset = scene.byte_offset(bytes, dense);
        let byte = HexDump::byte_at(at.x - bytes.x, at.y - bytes.y, offset, bytes.width, dense)?;
        return (byte < scene.shown.journey.on_wire.bytes.len()).then_some(Hit::Byte(byte));
    }
    None
}

fn draw_empty(area: Rect, world: &World<'_>, buf: &mut Buffer) {
    let look = &world.look;
    let how = look.say(&say!("encap-empty-how", key = encapsulates(world)));
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines: Vec<(String, Style)> = Vec::new();
    for line in wrap(&look.get("encap-empty"), width, 9, look.glyphs.cut) {
        lines.push((line, look.theme.text));
    }
    lines.push((String::new(), look.theme.text));
    for line in wrap(&how, width, 9, look.glyphs.cut) {
        lines.push((line, look.theme.dim));
    }
    let top = area.height.saturating_sub(lines.len() as u16) / 3;
    for (line, (text, style)) in lines
        .iter()
        .enumerate()
        .take(usize::from(area.height - top))
    {
        buf.set_stringn(
            area.x + 1.min(area.width - 1),
            area.y + top + line as u16,
            text,
            width,
            *style,
        );
    }
}

impl Scene<'_> {
    fn draw_both(&self, area: Rect, buf: &mut Buffer) {
        let margin = u16::from(area.width > 4);
        let area = Rect {
            x: area.x + margin,
            width: area.width - 2 * margin,
            ..area
        };
        let (journey, sight) = (&self.shown.journey, self.pane.sight());
        BothView {
            journey,
            sight,
            selected: self.pane.row,
            look: self.look,
        }
        .draw(area, buf);
    }

    /// Rows of the bar; while one model turns into another, in between.
    fn levels(&self) -> u16 {
        let to = self.pane.model.levels().len() as u16;
        self.pane
            .morphed(self.look.elapsed)
            .map_or(to, |(morph, gone)| {
                let from = morph.from.levels().len() as f32;
                (from + (f32::from(to) - from) * gone).round() as u16
            })
    }

    /// Where everything goes.
    fn parts(&self, area: Rect) -> Parts {
        let margin = u16::from(area.width > 4);
        let mut rest = Rect {
            x: area.x + margin,
            width: area.width - 2 * margin,
            ..area
        };
        let mut parts = Parts {
            way: take_bottom(&mut rest, 1),
            ..Parts::default()
        };
        parts.roomy = rest.width >= WIDE && rest.height >= TALL;
        if self.pane.fields.is_some() && !parts.roomy {
            parts.fields = rest;
            return parts;
        }
        let levels = self.levels();
        let most = self.told_most(rest, parts.roomy);
        let told = self
            .told
            .get_or_init(|| self.told_lines(usize::from(rest.width), most))
            .len() as u16;
        parts.words = take_bottom(&mut rest, told);
        if rest.height > levels {
            take_bottom(&mut rest, 1);
        }
        parts.stack = take_top(&mut rest, levels);
        if rest.height >= 6 {
            parts.sizes = take_top(&mut rest, 1);
        }
        if rest.height < 2 {
            return parts;
        }
        take_top(&mut rest, 1);
        self.middle_parts(&mut parts, rest);
        parts
    }

    /// Lines that the sentence and its details may take: never given up for the picture, but the details are
    /// for the last row of bytes.
    fn told_most(&self, rest: Rect, roomy: bool) -> usize {
        let spare = rest.height.saturating_sub(self.levels() + 1);
        let hex =
            HexDump::rows(self.shown.journey.on_wire.bytes.len(), rest.width, true).min(8) as u16;
        if self.pane.explained {
            return usize::from(spare.max(3).min(rest.height));
        }
        let most = if roomy {
            6
        } else {
            3.max(spare.saturating_sub(hex + 2).min(spare / 2))
        };
        usize::from(most.min(rest.height))
    }

    fn middle_parts(&self, parts: &mut Parts, mut rest: Rect) {
        if self.step.phase == Phase::Wire && rest.height >= 3 {
            parts.travel = take_top(&mut rest, 1);
            take_top(&mut rest, 1);
        }
        if parts.roomy {
            let bytes = if rest.width >= VERY_WIDE { 72 } else { 39 };
            parts.fields = Rect {
                width: rest.width - bytes - 2,
                ..rest
            };
            parts.bytes = Rect {
                x: rest.x + rest.width - bytes,
                width: bytes,
                ..rest
            };
        } else {
            let above = self.exhibit_height(rest);
            parts.fields = take_top(&mut rest, above);
            parts.bytes = rest;
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer) {
        let parts = self.parts(area);
        self.draw_way(parts.way, buf);
        if self.pane.fields.is_some() && !parts.roomy {
            self.draw_fields_alone(parts.fields, buf);
            return;
        }
        let told = self.told.get().map_or(&[][..], Vec::as_slice);
        for (y, (line, style)) in (parts.words.y..parts.words.bottom()).zip(told) {
            buf.set_stringn(
                parts.words.x,
                y,
                line,
                usize::from(parts.words.width),
                *style,
            );
        }
        self.draw_stack(parts.stack, buf);
        self.draw_sizes(parts.sizes, buf);
        if !parts.travel.is_empty() {
            self.draw_travel(parts.travel, buf);
        }
        self.draw_middle(&parts, buf);
    }

    fn draw_versus(&self, area: Rect, buf: &mut Buffer) {
        let margin = u16::from(area.width > 4);
        let area = Rect {
            x: area.x + margin,
            width: area.width - 2 * margin,
            ..area
        };
        if let Some(versus) = &self.pane.versus {
            let outgoing = self.shown.journey.facts.sender == Party::You;
            let origin = self.pane.origin_word(self.look).unwrap_or_default();
            VersusView {
                versus,
                origin,
                outgoing,
                look: self.look,
            }
            .render(area, buf);
            return;
        }
        let key = self.world.key(Verb::SideBySide.own());
        let none = self.look.say(&say!("encap-versus-none", key = key));
        let width = usize::from(area.width);
        let lines = wrap(&none, width, 3, self.look.glyphs.cut);
        for (y, line) in (area.y..area.bottom()).zip(lines) {
            buf.set_stringn(area.x, y, line, width, self.look.theme.text);
        }
    }

    /// The sentence, and as much more as there is room for whole sentences, in lines.
    fn told_lines(&self, width: usize, most: usize) -> Vec<(String, Style)> {
        let theme = self.look.theme;
        let mark = if self.step.inferred { "≈ " } else { "" };
        let line = format!("{mark}{}", self.look.say(&self.step.line));
        let cut = self.look.glyphs.cut;
        let mut lines: Vec<_> = wrap(&line, width, most, cut)
            .into_iter()
            .map(|l| (l, theme.strong))
            .collect();
        let mut left_out = false;
        for more in &self.step.more {
            let more = wrap(&self.look.say(more), width, most + 1, cut);
            let fits = lines.len() + more.len() <= most;
            left_out |= !fits;
            if fits {
                lines.extend(more.into_iter().map(|l| (l, theme.text)));
            }
        }
        // Where something had to be left out, the last line says by which key it comes.
        let key = self.world.key(Verb::Explain.own());
        let hint = format!("  {} {key}", self.look.glyphs.cut);
        if let Some((last, _)) = lines
            .last_mut()
            .filter(|_| left_out && !self.pane.explained)
        {
            *last = fit::cut(last, width.saturating_sub(fit::width(&hint)), cut) + &hint;
        }
        lines
    }

    /// The first row of fields that is drawn in an area of this height.
    fn field_offset(&self, area: Rect) -> usize {
        FieldTree::scroll_to(self.pane.fields.map_or(0, |f| f.selected), 0, area.height)
    }
}
