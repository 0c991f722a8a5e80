//! What the reader's program makes of the stream; the datagrams; what the marks mean.

use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use super::{Row, View};
use crate::exercise::stream::Taken;
use crate::say;
use crate::screens::exercises::stream::chunks::spelled;
use crate::screens::exercises::stream::ruler::{bracket, grown, line};
use crate::ui::fit;

/// Bytes that are read of a message that is drawn.
const LONGEST: usize = 256;

impl View<'_> {
    /// What the reader's program takes for messages, each with whether it was sent so.
    pub(super) fn messages(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let theme = look.theme;
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
        let listed = self.rows().contains(&Row::Message(0));
        for (taken, right) in messages.iter().filter(|_| !listed) {
            spans.push(Span::raw("  "));
            spans.extend(self.told(taken, *right));
        }
        self.put(spans, y, buf);
    }

    /// One message, with the bytes of the stream that it was made of.
    pub(super) fn message(&self, number: usize, y: u16, buf: &mut Buffer) {
        let messages = self.traffic.messages(&self.plan);
        let Some((taken, right)) = messages.get(number) else {
            return;
        };
        let mut spans = self.told(taken, *right).to_vec();
        let bytes = say!(
            "stream-message-bytes",
            from = taken.range.start + 1,
            to = taken.range.end
        );
        let bytes = format!("  {}", self.scene.look.say(&bytes));
        spans.push(Span::styled(bytes, self.scene.look.theme.dim));
        self.put(spans, y, buf);
    }

    fn told(&self, taken: &Taken, right: bool) -> [Span<'static>; 2] {
        let (theme, glyphs) = (self.scene.look.theme, self.scene.look.glyphs);
        let (mark, style) = if right {
            (glyphs.acked, theme.good)
        } else {
            (glyphs.refused(), theme.bad)
        };
        let bytes = taken.bytes.get(..LONGEST).unwrap_or(&taken.bytes);
        [
            Span::styled(format!("{mark} "), style),
            Span::styled(spelled(bytes), theme.text),
        ]
    }

    fn put(&self, spans: Vec<Span<'static>>, y: u16, buf: &mut Buffer) {
        let room = self.scale.room;
        let mut line = Line::from(spans);
        fit::cut_line(
            &mut line,
            usize::from(room.width),
            self.scene.look.glyphs.cut,
        );
        buf.set_line(room.x, y, &line, room.width);
    }

    /// The datagrams: each stands alone, on the same scale.
    pub(super) fn udp(&self, y: u16, received: bool, buf: &mut Buffer) {
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
                bracket(&columns, y, (&label, &[]), theme.you, glyphs, buf);
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
            bracket(&came, y, (&labels, &[]), theme.peer, glyphs, buf);
        }
    }

    pub(super) fn legend(&self, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        let (theme, glyphs) = (look.theme, look.glyphs);
        let half = if glyphs.ascii { "?" } else { "½" };
        let mut marks = vec![
            ("+", theme.warn, "stream-legend-joined"),
            (glyphs.refused(), theme.bad, "stream-legend-cut"),
            (half, theme.bad, "stream-legend-half"),
            (glyphs.full, theme.warn, "stream-legend-waits"),
        ];
        if self.sees_segments() {
            marks.push((glyphs.dot, theme.you, "stream-legend-held"));
        }
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
