//! `ports` drawn: who binds beside whom, pair by pair; with options; the lowest ports; who reaches whom.

mod matrix;
mod reach;
mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::{Picture, Scene};
use super::verb::bench_layer;
use crate::exercise::ports::own::OwnPair;
use crate::exercise::ports::places::{ENDS, LIMIT, RANGE};
use crate::exercise::ports::verdict::Verdict;
use crate::exercise::{Call, Entry, Happening, Setting, Sock};
use crate::ui::area::{draw_wrapped, take_top};
use crate::ui::fit;

bench_layer! {
    /// What one can do with it.
    "ports", "ports-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "ports",
    layer: Verb::LAYER,
    draw,
};

/// From this size on all parts are shown at once.
const WHOLE: (u16, u16) = (76, 16);
/// From this height on there is a free row between the rows.
const SPACIOUS: u16 = 30;
/// Cells of the left part where there is no more room than needed.
const NARROW: u16 = 38;

/// The parts of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Pairs,
    Options,
    Reach,
}

/// What the parts are drawn from.
struct View<'a> {
    scene: &'a Scene<'a>,
    setting: Setting,
    /// The socket of the call that happens.
    now: Option<Sock>,
}

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    if scene.area.is_empty() {
        return;
    }
    let setting = scene.journal.setting.clone();
    let entry = happens(scene);
    let view = View {
        scene,
        setting: setting.unwrap_or(Setting::here()),
        now: entry.map(|entry| entry.step.on),
    };
    let (width, height) = WHOLE;
    if scene.area.width >= width && scene.area.height >= height {
        view.draw_whole(entry, buf);
    } else {
        view.draw_part(entry, buf);
    }
}

/// The call that happens.
fn happens<'a>(scene: &Scene<'a>) -> Option<&'a Entry> {
    match scene.newest? {
        Happening::Began(at) | Happening::Waits(at) | Happening::Ended(at) => {
            scene.journal.entries.get(at)
        }
        Happening::Frame(_) => scene.journal.entries.last(),
    }
}

/// The part that a call belongs to; `None`: before the first.
fn part_of(entry: Option<&Entry>) -> Option<Part> {
    Some(match entry?.step.on.name {
        "first" | "second" => Part::Pairs,
        "listener" | "caller" | "probe" => Part::Reach,
        "yours" | "beside" | "one" | "other" | "below" | "lowest" | "chosen" => Part::Options,
        // Settings come first; the host's name is for the servers.
        _ if matches!(entry?.step.call, Call::Setting(LIMIT | RANGE)) => Part::Pairs,
        _ => Part::Reach,
    })
}

impl View<'_> {
    /// The student's own pair.
    fn own(&self) -> Option<OwnPair> {
        OwnPair::of(self.scene.session.choices()).filter(|_| self.chosen(Part::Pairs))
    }

    fn chosen(&self, part: Part) -> bool {
        let choices = self.scene.session.choices();
        match part {
            Part::Pairs | Part::Options => !choices.is("what", "reach"),
            Part::Reach => !choices.is("what", "collide"),
        }
    }

    /// All parts: pairs and ports at the left, options at the right, calls below.
    fn draw_whole(&self, entry: Option<&Entry>, buf: &mut Buffer) {
        let mut area = self.scene.area;
        let step = if area.height >= SPACIOUS { 2 } else { 1 };
        if !self.chosen(Part::Pairs) {
            self.draw_reach(area, step, buf);
            return;
        }
        // Room that is left over stands between the parts.
        let spare = area.height - WHOLE.1;
        let pairs = ENDS as u16 * step + 1 + spare.min(1);
        let gap = u16::from(spare > 1);
        let upper = take_top(&mut area, pairs + gap + 3);
        let _ = take_top(&mut area, u16::from(spare > 2));
        let half = if upper.width < 2 * NARROW + 20 {
            NARROW
        } else {
            upper.width / 2
        };
        let mut left = Rect {
            width: half,
            ..upper
        };
        let right = Rect {
            x: upper.x + half + 1,
            width: upper.width.saturating_sub(half + 1),
            ..upper
        };
        self.draw_pairs(take_top(&mut left, pairs), step, buf);
        let _ = take_top(&mut left, gap);
        rows::draw(self, &self.port_rows(), 1, left, buf);
        self.draw_options(part_of(entry) == Some(Part::Pairs), step, right, buf);
        if self.chosen(Part::Reach) {
            self.draw_reach(area, step, buf);
        }
    }

    /// The pairs with options; below them what is being tried, where that is a pair without.
    fn draw_options(&self, captioned: bool, step: u16, area: Rect, buf: &mut Buffer) {
        let mut area = area;
        let (own, all) = (self.own_row(), self.option_rows());
        let title = take_top(&mut area, 1);
        // The pair of one's own stands in the title's place.
        match own {
            Some(own) => rows::draw(self, &[own], 1, title, buf),
            None => self.draw_text("ports-part-options", self.scene.look.theme.dim, title, buf),
        }
        let room = area.height.saturating_sub(if captioned { 2 } else { 0 });
        let count = all.len() as u16;
        let step = if count * step > room + 1 { 1 } else { step };
        let needed = count * step;
        let options = take_top(&mut area, needed.min(room));
        rows::draw(self, &all, step, options, buf);
        if captioned {
            self.draw_caption(area, 2, buf);
        }
    }

    /// The part in which something happens, under the names of all.
    fn draw_part(&self, entry: Option<&Entry>, buf: &mut Buffer) {
        let mut area = self.scene.area;
        let first = if self.chosen(Part::Pairs) {
            Part::Pairs
        } else {
            Part::Reach
        };
        let part = part_of(entry)
            .filter(|part| self.chosen(*part))
            .unwrap_or(first);
        let names = take_top(&mut area, 1);
        self.draw_names(part, names, buf);
        match part {
            Part::Pairs => {
                let pairs = take_top(&mut area, 6);
                self.draw_pairs(pairs, 1, buf);
                self.draw_caption(area, 2, buf);
            }
            Part::Options => {
                let mut all: Vec<_> = self.own_row().into_iter().collect();
                all.extend(self.option_rows());
                all.extend(self.port_rows());
                rows::draw(self, &all, 1, area, buf);
            }
            Part::Reach => self.draw_reach(area, 1, buf),
        }
    }

    fn draw_names(&self, part: Part, area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        let names = [
            (Part::Pairs, "ports-tab-pairs"),
            (Part::Options, "ports-tab-options"),
            (Part::Reach, "ports-tab-reach"),
        ];
        let mut spans = Vec::new();
        for (one, name) in names.into_iter().filter(|(one, _)| self.chosen(*one)) {
            let (mark, style) = if one == part {
                (look.glyphs.pointer, look.theme.focus)
            } else {
                (" ", look.theme.dim)
            };
            spans.push(Span::styled(format!("{mark}{}  ", look.get(name)), style));
        }
        let mut line = Line::from(spans);
        fit::cut_line(&mut line, usize::from(area.width), look.glyphs.cut);
        buf.set_line(area.x, area.y, &line, area.width);
    }

    /// What is being tried, with its port.
    fn draw_caption(&self, area: Rect, most: usize, buf: &mut Buffer) {
        let look = &self.scene.look;
        if let Some(say) = self.caption() {
            let style = look.theme.text;
            draw_wrapped([(look.say(&say), style)], most, look.glyphs.cut, area, buf);
        }
    }

    fn draw_text(&self, key: &'static str, style: Style, area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        crate::ui::area::draw_cut(&look.get(key), style, look.glyphs.cut, area, buf);
    }

    /// Is it just being found out?
    fn moves(&self, sock: Sock) -> bool {
        self.now == Some(sock) && self.scene.phase < 0.5
    }

    /// How a verdict is drawn.
    fn mark(&self, verdict: Verdict<'_>, moving: bool) -> (&'static str, Style) {
        let (glyphs, theme) = (self.scene.look.glyphs, self.scene.look.theme);
        match verdict {
            Verdict::Untried => (glyphs.sent, theme.dim),
            Verdict::Trying => (glyphs.right, theme.warn),
            _ if moving => (glyphs.right, theme.warn),
            Verdict::Done => (glyphs.acked, theme.good),
            // The host cannot do it at all.
            Verdict::Refused("EAFNOSUPPORT" | "EADDRNOTAVAIL") => (glyphs.nothing, theme.dim),
            Verdict::Refused(_) => (glyphs.refused(), theme.bad),
            Verdict::Waits => (glyphs.cut, theme.warn),
        }
    }
}

#[cfg(test)]
mod tests;
