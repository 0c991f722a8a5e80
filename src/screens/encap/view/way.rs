//! Where on the way we are: the line at the bottom, and the frame crossing the wire.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::journey::{Part, Phase};
use crate::keymap::{Action, Move, label};
use crate::say;
use crate::say::Say;
use crate::screens::encap::Verb;
use crate::ui::fit;

use super::{Scene, party};

impl Scene<'_> {
    /// The frame on its way: the digits of its layers, in their colours, from one end to the other.
    pub(super) fn draw_travel(&self, area: Rect, buf: &mut Buffer) {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let blocks = &self.shown.journey.blocks;
        let facts = &self.shown.journey.facts;
        let [from, to] = [&facts.sender, &facts.receiver]
            .map(|p| fit::cut(&party(p, self.look), 16, glyphs.cut));
        let (left, right) = (fit::width(&from) + 1, fit::width(&to) + 1);
        let width = usize::from(area.width);
        let length = blocks.len() * 3;
        if width < left + right + length + 4 {
            return;
        }
        buf.set_stringn(area.x, area.y, &from, left, theme.strong);
        buf.set_stringn(
            area.x + (width - right + 1) as u16,
            area.y,
            &to,
            right,
            theme.strong,
        );
        let track = width - left - right;
        buf.set_stringn(
            area.x + left as u16,
            area.y,
            glyphs.empty.repeat(track),
            track,
            theme.dim,
        );
        let at = left + (self.progress * (track - length) as f32) as usize;
        for (index, block) in blocks.iter().enumerate() {
            let bright = theme
                .layer(block.osi)
                .add_modifier(Modifier::REVERSED | Modifier::BOLD);
            let style = if block.is_others() { theme.dim } else { bright };
            buf.set_stringn(
                area.x + (at + index * 3) as u16,
                area.y,
                format!(" {} ", block.osi),
                3,
                style,
            );
        }
    }

    /// `you ↓ ━━━━●──── wire ────── ↑ bob  5/15  ▸ 1×`
    pub(super) fn draw_way(&self, area: Rect, buf: &mut Buffer) {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let facts = &self.shown.journey.facts;
        let name_room = usize::from(area.width / 4).clamp(3, 20);
        let [from, to] = [&facts.sender, &facts.receiver]
            .map(|p| fit::cut(&party(p, self.look), name_room, glyphs.cut));
        let tail = self.progress_in_words();
        let head = format!("{from} {} ", glyphs.down);
        let foot = format!(" {} {to}", glyphs.up);
        let fixed = fit::width(&head) + fit::width(&foot) + fit::width(&tail);
        let room = usize::from(area.width).saturating_sub(fixed);
        if room < 6 {
            let text = fit::cut(tail.trim_start(), usize::from(area.width), glyphs.cut);
            buf.set_stringn(area.x, area.y, text, usize::from(area.width), theme.dim);
            return;
        }
        let style = |phase| {
            if self.step.phase == phase {
                theme.strong
            } else {
                theme.dim
            }
        };
        let put = |buf: &mut Buffer, x: u16, text: &str, style: Style| {
            let left = usize::from(area.right().saturating_sub(x));
            buf.set_stringn(x, area.y, text, left, style);
            x + fit::width(text) as u16
        };
        let x = put(buf, area.x, &head, style(Phase::Down));
        let width = room as u16;
        self.draw_track(Rect { x, width, ..area }, buf);
        let x = put(buf, x + width, &foot, style(Phase::Up));
        put(buf, x, &tail, theme.text);
    }

    /// Which step of how many, playing or paused, how fast; which frame of the message; what waits.
    fn progress_in_words(&self) -> String {
        let (glyphs, shown) = (self.look.glyphs, self.shown);
        // As wide as the other word, and the last step's number: nothing jumps.
        let paused = self.look.get("encap-paused");
        let mode = if shown.player.is_playing(self.look.elapsed) {
            fit::right(glyphs.pointer, fit::width(&paused))
        } else {
            paused
        };
        let steps = shown.steps.len();
        let digits = steps.to_string().len();
        let speed = shown.player.speed().name(glyphs.ascii);
        let mut words = format!("  {:>digits$}/{steps}  {mode} {speed}", self.index + 1);
        let part = shown.journey.facts.part;
        let more = [
            (part.of > 1).then(|| self.part_in_words(part)),
            (self.pane.newer_count > 0).then(|| {
                say!(
                    "encap-newer",
                    n = self.pane.newer_count,
                    key = self.key_to_newer()
                )
            }),
        ];
        for said in more.iter().flatten() {
            words.push_str("  ");
            words.push_str(&self.look.say(said));
        }
        words
    }

    /// The key to the newest message: the shortest of them, the line is full.
    fn key_to_newer(&self) -> String {
        let keys = self.world.keys.keys(Action::Move(Move::Bottom)).iter();
        let names = keys.map(|key| label(*key, self.look.glyphs.ascii));
        names.min_by_key(String::len).unwrap_or_default()
    }

    /// Which frame of the message, and the keys to the others.
    fn part_in_words(&self, part: Part) -> Say {
        let key = |verb: Verb| self.world.key(verb.own());
        say!(
            "encap-part",
            n = part.index + 1,
            of = part.of,
            before = key(Verb::PreviousFrame),
            after = key(Verb::NextFrame)
        )
    }

    fn draw_track(&self, area: Rect, buf: &mut Buffer) {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let steps = self.shown.steps.len();
        let width = usize::from(area.width);
        // The middle third is the wire; the steps of each side share a third.
        let wire = self
            .shown
            .steps
            .iter()
            .position(|s| s.phase == Phase::Wire)
            .unwrap_or(0);
        let (down, up) = (wire.max(1) as f32, (steps - wire).max(2) as f32 - 1.0);
        let position = match self.step.phase {
            Phase::Down => (self.index as f32 + self.progress.min(1.0)) / down / 3.0,
            Phase::Wire => (1.0 + self.progress) / 3.0,
            Phase::Up => 2.0 / 3.0 + (self.index - wire) as f32 / up / 3.0,
        };
        let knob = ((position * width as f32) as usize).min(width - 1);
        let line = format!(
            "{}{}",
            glyphs.full.repeat(knob),
            glyphs.empty.repeat(width - knob)
        );
        let colour = theme.layer(self.step.level.high);
        for (at, symbol) in
            unicode_segmentation::UnicodeSegmentation::graphemes(line.as_str(), true)
                .enumerate()
                .take(width)
        {
            let style = if at < knob { colour } else { theme.dim };
            buf.set_stringn(area.x + at as u16, area.y, symbol, 1, style);
        }
        let wire = format!(" {} ", self.look.get("encap-wire"));
        let label = fit::width(&wire);
        if label + 6 < width {
            let style = if self.step.phase == Phase::Wire {
                theme.strong
            } else {
                theme.dim
            };
            buf.set_stringn(
                area.x + ((width - label) / 2) as u16,
                area.y,
                wire,
                label,
                style,
            );
        }
        buf.set_stringn(
            area.x + knob as u16,
            area.y,
            glyphs.on,
            1,
            colour.patch(theme.strong),
        );
    }
}
