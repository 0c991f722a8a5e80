//! The stream's rows: what was sent, what the segments carried, what waits, what was received.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::View;
use crate::exercise::Happening;
use crate::exercise::stream::Part;
use crate::screens::exercises::stream::chunks::{What, pieces, spelled};
use crate::screens::exercises::stream::ruler::{bracket, centred, grown, line};
use crate::ui::fit;

impl View<'_> {
    fn numbered(name: &str, number: usize, bytes: usize) -> [String; 3] {
        [
            format!(" {name} {}: {bytes} B ", number + 1),
            format!("{bytes} B"),
            bytes.to_string(),
        ]
    }

    pub(super) fn sent(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        for (number, range) in self
            .plan
            .ranges()
            .iter()
            .enumerate()
            .skip(self.traffic.sends.len())
        {
            let labels = Self::numbered("send", number, range.len());
            bracket(
                &self.scale.columns(range),
                y,
                (&labels, &[]),
                theme.dim,
                glyphs,
                buf,
            );
        }
        let marks = self.marked(&self.traffic.cuts());
        for (number, part) in self.traffic.sends.iter().enumerate() {
            let columns = grown(&self.scale.columns(&part.range), self.call_phase(part.at));
            let labels = Self::numbered("send", number, part.range.len());
            bracket(&columns, y, (&labels, &marks), theme.you, glyphs, buf);
        }
        self.mark_cuts(y, buf);
    }

    pub(super) fn received(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        let rest = self
            .scale
            .columns(&(self.traffic.received()..self.scale.total));
        line(&rest, y, glyphs.dot, theme.dim, buf);
        let marks = self.marked(&self.traffic.joints());
        for (number, part) in self.traffic.recvs.iter().enumerate() {
            let columns = grown(&self.scale.columns(&part.range), self.call_phase(part.at));
            let labels = Self::numbered("recv", number, part.range.len());
            bracket(&columns, y, (&labels, &marks), theme.peer, glyphs, buf);
        }
        self.mark_joints(y, buf);
    }

    pub(super) fn segments(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        for part in &self.traffic.segments {
            let newest = Some(Happening::Frame(part.at));
            let columns = grown(&self.scale.columns(&part.range), self.phase(newest));
            let (seq, bytes) = (part.range.start + 1, part.range.len());
            let labels = [
                format!(" rel. seq {seq}, {bytes} B "),
                format!("{bytes} B"),
                bytes.to_string(),
            ];
            bracket(&columns, y, (&labels, &[]), theme.layer(4), glyphs, buf);
        }
    }

    /// What waits unread, as one row without borders, and behind it what the sender's kernel still holds back; below
    /// both where sends were joined or cut.
    pub(super) fn kernel(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        self.mark_joints(y, buf);
        self.mark_cuts(y, buf);
        let (from, to) = (self.end(&self.traffic.recvs), self.end(&self.traffic.sends));
        let (from, to) = (from, to.max(from));
        let left = if self.sees_segments() {
            self.scale.x(self.traffic.left()).clamp(from, to)
        } else {
            to
        };
        line(&(from..left), y, glyphs.full, theme.warn, buf);
        line(&(left..to), y, glyphs.dot, theme.you, buf);
    }

    fn mark_joints(&self, y: u16, buf: &mut Buffer) {
        self.mark_all(
            &self.traffic.joints(),
            y,
            "+",
            self.scene.look.theme.warn,
            buf,
        );
    }

    fn mark_cuts(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let cuts = self.traffic.cuts();
        self.mark_all(&cuts, y, look.glyphs.refused(), look.theme.bad, buf);
    }

    /// Lines from the borders of one side to where the other has none.
    pub(super) fn between(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let line = if look.glyphs.ascii { "|" } else { "┆" };
        self.mark_all(&self.traffic.joints(), y, line, look.theme.warn, buf);
        self.mark_all(&self.traffic.cuts(), y, line, look.theme.bad, buf);
    }

    fn mark_all(&self, places: &[usize], y: u16, symbol: &str, style: Style, buf: &mut Buffer) {
        for x in self.marked(places) {
            buf.set_string(x, y, symbol, style);
        }
    }

    /// The columns of marks at the borders before these bytes, as far as what was received has moved: over the end of
    /// the bracket in front of each.
    fn marked(&self, places: &[usize]) -> Vec<u16> {
        let end = self.end(&self.traffic.recvs);
        let column = |at: &usize| {
            let x = self.scale.x(*at).saturating_sub(1);
            x.max(self.scale.room.x)
        };
        places.iter().map(column).filter(|x| *x < end).collect()
    }

    /// The column behind the last of these parts, as far as it has moved.
    fn end(&self, parts: &[Part]) -> u16 {
        let moved =
            |part: &Part| grown(&self.scale.columns(&part.range), self.call_phase(part.at)).end;
        parts.last().map_or(self.scale.room.x, moved)
    }

    pub(super) fn sent_pieces(&self, y: u16, digits: bool, buf: &mut Buffer) {
        let theme = self.scene.look.theme;
        for (number, range) in self
            .plan
            .ranges()
            .iter()
            .enumerate()
            .skip(self.traffic.sends.len())
        {
            let wire = self.plan.wire(number);
            self.chunk(range, &wire, (y, digits, theme.dim, 1.0), buf);
        }
        for (number, part) in self.traffic.sends.iter().enumerate() {
            let wire = self.plan.wire(number);
            let phase = self.call_phase(part.at);
            self.chunk(&part.range, &wire, (y, digits, theme.you, phase), buf);
        }
    }

    pub(super) fn received_pieces(&self, y: u16, digits: bool, buf: &mut Buffer) {
        let theme = self.scene.look.theme;
        for (part, chunk) in self.traffic.recvs.iter().zip(&self.traffic.chunks) {
            let phase = self.call_phase(part.at);
            self.chunk(&part.range, chunk, (y, digits, theme.peer, phase), buf);
        }
    }

    /// A chunk's characters, or its bytes, each at its place; where several bytes share a cell its beginning.
    fn chunk(
        &self,
        range: &Range<usize>,
        bytes: &[u8],
        (y, digits, style, phase): (u16, bool, Style, f64),
        buf: &mut Buffer,
    ) {
        let look = &self.scene.look;
        let whole = self.scale.columns(range);
        let limit = grown(&whole, phase).end;
        if self.scale.cells() == 0 {
            let room = usize::from(limit - whole.start);
            let text = fit::cut(
                &spelled(bytes.get(..1024).unwrap_or(bytes)),
                room,
                look.glyphs.cut,
            );
            buf.set_string(whole.start, y, text, style);
            return;
        }
        for piece in pieces(bytes) {
            let at = range.start + piece.bytes.start..range.start + piece.bytes.end;
            let columns = self.scale.columns(&at);
            if columns.end > limit {
                break;
            }
            let half = piece.what == What::Half;
            let style = if half { look.theme.bad } else { style };
            if digits {
                let each = at.clone().zip(bytes.get(piece.bytes).unwrap_or_default());
                for (place, byte) in each {
                    let cells = self.scale.columns(&(place..place + 1));
                    centred(&cells, y, &format!("{byte:02x}"), style, buf);
                }
                continue;
            }
            let text = match piece.what {
                What::Letter(letter) => letter.to_string(),
                What::Digits(b'\n') => "\\n".to_owned(),
                What::Digits(byte) => format!("{byte:02x}"),
                What::Half if look.glyphs.ascii => "?".to_owned(),
                What::Half => "½".to_owned(),
            };
            if !centred(&columns, y, &text, style, buf) {
                centred(&columns, y, look.glyphs.dot, style, buf);
            }
        }
    }
}
