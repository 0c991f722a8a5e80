//! The rows of the picture: which there is room for, and each one drawn.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::exercise::Happening;
use crate::exercise::stream::{Part, Plan, Traffic};
use crate::say;
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;

use super::chunks::{What, pieces, spelled};
use super::ruler::{Scale, bracket, centred, grown, line};

/// A row of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Sent,
    SentText,
    SentBytes,
    Segments,
    Kernel,
    ReceivedText,
    ReceivedBytes,
    Received,
    Messages,
    UdpSent,
    UdpReceived,
    Legend,
    Gap,
}

/// All rows from top to bottom; the smaller the number, the sooner there is room for one.
const ROWS: &[(Row, u8)] = &[
    (Row::Sent, 0),
    (Row::SentText, 3),
    (Row::SentBytes, 10),
    (Row::Gap, 13),
    (Row::Segments, 6),
    (Row::Gap, 14),
    (Row::Kernel, 2),
    (Row::Gap, 15),
    (Row::ReceivedText, 0),
    (Row::ReceivedBytes, 10),
    (Row::Received, 0),
    (Row::Gap, 9),
    (Row::Messages, 4),
    (Row::Gap, 11),
    (Row::UdpSent, 7),
    (Row::UdpReceived, 5),
    (Row::Gap, 12),
    (Row::Legend, 8),
];

/// Cells of a byte from which on its two digits have room.
const DIGITS: usize = 3;

/// What is drawn, worked out once.
pub(super) struct View<'a> {
    scene: &'a Scene<'a>,
    plan: Plan,
    traffic: Traffic,
    scale: Scale,
    labels: Rect,
}

impl<'a> View<'a> {
    pub(super) fn of(scene: &'a Scene<'a>) -> Self {
        let plan = Plan::of(scene.session.choices());
        let traffic = Traffic::of(&plan, scene.journal);
        let longest = ROWS.iter().filter_map(|(row, _)| label(*row));
        let longest = longest.map(|key| fit::width(&scene.look.get(key)) as u16 + 1);
        let width = longest.max().unwrap_or(0).min(scene.area.width / 3);
        let (labels, room) = (
            Rect {
                width,
                ..scene.area
            },
            Rect {
                x: scene.area.x + width,
                width: scene.area.width - width,
                ..scene.area
            },
        );
        let total = plan.total().max(traffic.sent()).max(traffic.received());
        Self {
            scale: Scale { room, total },
            scene,
            plan,
            traffic,
            labels,
        }
    }

    pub(super) fn draw(&self, buf: &mut Buffer) {
        let rows = self.rows();
        for (y, row) in (self.scene.area.y..self.scene.area.bottom()).zip(rows) {
            self.draw_row(row, y, buf);
        }
    }

    /// The rows that there is room for.
    fn rows(&self) -> Vec<Row> {
        let shows = |row: Row| match row {
            Row::SentBytes | Row::ReceivedBytes => self.scale.cells() >= DIGITS,
            Row::Segments => {
                let setting = self.scene.journal.setting.as_ref();
                setting.is_none_or(|on| on.frames) || !self.traffic.segments.is_empty()
            }
            _ => true,
        };
        let mut wanted: Vec<_> = ROWS.iter().filter(|(row, _)| shows(*row)).collect();
        while wanted.len() > usize::from(self.scene.area.height) {
            let last = wanted.iter().map(|(_, rank)| *rank).max();
            let Some(at) = wanted.iter().position(|(_, rank)| Some(*rank) == last) else {
                break;
            };
            wanted.remove(at);
        }
        wanted.into_iter().map(|(row, _)| *row).collect()
    }

    fn draw_row(&self, row: Row, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        if let Some(key) = label(row) {
            let room = usize::from(self.labels.width).saturating_sub(1);
            let text = fit::cut(&look.get(key), room, look.glyphs.cut);
            buf.set_string(self.labels.x, y, text, look.theme.dim);
        }
        match row {
            Row::Sent => self.sent(y, buf),
            Row::SentText => self.sent_pieces(y, false, buf),
            Row::SentBytes => self.sent_pieces(y, true, buf),
            Row::Segments => self.segments(y, buf),
            Row::Kernel => self.kernel(y, buf),
            Row::ReceivedText => self.received_pieces(y, false, buf),
            Row::ReceivedBytes => self.received_pieces(y, true, buf),
            Row::Received => self.received(y, buf),
            Row::Messages => self.messages(y, buf),
            Row::UdpSent => self.udp(y, false, buf),
            Row::UdpReceived => self.udp(y, true, buf),
            Row::Legend => self.legend(y, buf),
            Row::Gap => {}
        }
    }

    /// How far what this call or frame has brought has moved.
    fn phase(&self, newest: Option<Happening>) -> f64 {
        if newest.is_some() && self.scene.newest == newest {
            self.scene.phase
        } else {
            1.0
        }
    }

    fn call_phase(&self, at: usize) -> f64 {
        self.phase(Some(Happening::Ended(at)))
    }

    fn numbered(name: &str, number: usize, bytes: usize) -> [String; 3] {
        [
            format!(" {name} {}: {bytes} B ", number + 1),
            format!("{bytes} B"),
            bytes.to_string(),
        ]
    }

    fn sent(&self, y: u16, buf: &mut Buffer) {
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
                &labels,
                theme.dim,
                glyphs,
                buf,
            );
        }
        for (number, part) in self.traffic.sends.iter().enumerate() {
            let columns = grown(&self.scale.columns(&part.range), self.call_phase(part.at));
            let labels = Self::numbered("send", number, part.range.len());
            bracket(&columns, y, &labels, theme.you, glyphs, buf);
        }
    }

    fn received(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        let rest = self
            .scale
            .columns(&(self.traffic.received()..self.scale.total));
        line(&rest, y, glyphs.dot, theme.dim, buf);
        for (number, part) in self.traffic.recvs.iter().enumerate() {
            let columns = grown(&self.scale.columns(&part.range), self.call_phase(part.at));
            let labels = Self::numbered("recv", number, part.range.len());
            bracket(&columns, y, &labels, theme.peer, glyphs, buf);
        }
    }

    fn segments(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        for part in &self.traffic.segments {
            let newest = Some(Happening::Frame(part.at));
            let columns = grown(&self.scale.columns(&part.range), self.phase(newest));
            let (seq, bytes) = (part.range.start + 1, part.range.len());
            let labels = [
                format!(" seq {seq}, {bytes} B "),
                format!("{bytes} B"),
                bytes.to_string(),
            ];
            bracket(&columns, y, &labels, theme.layer(4), glyphs, buf);
        }
    }

    /// What waits unread, as one row without borders; behind it where sends were joined or cut.
    fn kernel(&self, y: u16, buf: &mut Buffer) {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        for at in self.traffic.joints() {
            self.mark(at, y, "+", theme.warn, buf);
        }
        for at in self.traffic.cuts() {
            self.mark(at, y, glyphs.refused(), theme.bad, buf);
        }
        let last = |parts: &[Part], end: usize| {
            let columns = parts
                .last()
                .map(|part| grown(&self.scale.columns(&part.range), self.call_phase(part.at)));
            columns.map_or_else(|| self.scale.x(end), |columns| columns.end)
        };
        let from = last(&self.traffic.recvs, 0);
        let to = last(&self.traffic.sends, 0);
        line(&(from..to.max(from)), y, glyphs.full, theme.warn, buf);
    }

    /// A mark at the border before this byte: over the end of the bracket in front of it.
    fn mark(&self, at: usize, y: u16, symbol: &str, style: Style, buf: &mut Buffer) {
        let x = self.scale.x(at).saturating_sub(1).max(self.scale.room.x);
        buf.set_string(x, y, symbol, style);
    }

    fn sent_pieces(&self, y: u16, digits: bool, buf: &mut Buffer) {
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

    fn received_pieces(&self, y: u16, digits: bool, buf: &mut Buffer) {
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

    /// What the reader's program takes for messages, each with whether it was sent so.
    fn messages(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let (theme, glyphs) = (look.theme, look.glyphs);
        let messages = self.traffic.messages(&self.plan);
        if messages.is_empty() {
            buf.set_string(
                self.scale.room.x,
                y,
                look.get("stream-messages-none"),
                theme.dim,
            );
            return;
        }
        let right = messages.iter().filter(|(_, right)| *right).count();
        let count = say!(
            "stream-messages-right",
            right = right,
            sends = self.traffic.sends.len()
        );
        let all = right == self.traffic.sends.len() && right == messages.len();
        let style = if all { theme.good } else { theme.bad };
        let mut spans = vec![Span::styled(look.say(&count), style)];
        for (taken, right) in &messages {
            let (mark, style) = if *right {
                (glyphs.acked, theme.good)
            } else {
                (glyphs.refused(), theme.bad)
            };
            let text = spelled(taken.bytes.get(..256).unwrap_or(&taken.bytes));
            spans.push(Span::styled(format!("  {mark} "), style));
            spans.push(Span::styled(text, theme.text));
        }
        let mut line = Line::from(spans);
        fit::cut_line(&mut line, usize::from(self.scale.room.width), glyphs.cut);
        buf.set_line(self.scale.room.x, y, &line, self.scale.room.width);
    }

    /// The datagrams: each stands alone, on the same scale.
    fn udp(&self, y: u16, received: bool, buf: &mut Buffer) {
        let look = &self.scene.look;
        let (theme, glyphs) = (look.theme, look.glyphs);
        for range in self.plan.ranges().iter().skip(self.traffic.datagrams.len()) {
            line(&self.scale.columns(range), y, glyphs.dot, theme.dim, buf);
        }
        for datagram in &self.traffic.datagrams {
            let columns = self.scale.columns(&datagram.range);
            if !received {
                let columns = grown(&columns, self.call_phase(datagram.at));
                let label = [format!("{} B", datagram.range.len())];
                bracket(&columns, y, &label, theme.you, glyphs, buf);
                continue;
            }
            let Some((bytes, at)) = &datagram.received else {
                line(&columns, y, glyphs.dot, theme.dim, buf);
                continue;
            };
            let start = datagram.range.start;
            let came = self.scale.columns(&(start..start + bytes.len()));
            let lost = came.end..columns.end;
            line(&lost, y, glyphs.refused(), theme.bad, buf);
            let came = grown(&came, self.call_phase(*at));
            let labels = [spelled(bytes), format!("{} B", bytes.len())];
            bracket(&came, y, &labels, theme.peer, glyphs, buf);
        }
    }

    fn legend(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let (theme, glyphs) = (look.theme, look.glyphs);
        let half = if glyphs.ascii { "?" } else { "½" };
        let marks = [
            ("+", theme.warn, "stream-legend-joined"),
            (glyphs.refused(), theme.bad, "stream-legend-cut"),
            (half, theme.bad, "stream-legend-half"),
            (glyphs.full, theme.warn, "stream-legend-waits"),
        ];
        let spans = marks.into_iter().flat_map(|(mark, style, key)| {
            [
                Span::styled(format!("{mark} "), style),
                Span::styled(format!("{}  ", look.get(key)), theme.dim),
            ]
        });
        let area = self.scene.area;
        let mut line = Line::from(spans.collect::<Vec<_>>());
        fit::cut_line(&mut line, usize::from(area.width), glyphs.cut);
        buf.set_line(area.x, y, &line, area.width);
    }
}

/// The message that names a row.
const fn label(row: Row) -> Option<&'static str> {
    Some(match row {
        Row::Sent => "stream-row-sent",
        Row::Segments => "stream-row-segments",
        Row::Kernel => "stream-row-kernel",
        Row::Received => "stream-row-received",
        Row::Messages => "stream-row-messages",
        Row::UdpSent => "stream-row-udp-sent",
        Row::UdpReceived => "stream-row-udp-received",
        Row::SentText
        | Row::SentBytes
        | Row::ReceivedText
        | Row::ReceivedBytes
        | Row::Legend
        | Row::Gap => return None,
    })
}
