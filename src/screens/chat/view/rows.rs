//! The lines of the chat as rows: who, what, and how far it has come.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::clock::Time;
use crate::keymap::label;
use crate::msg::chat::{Binary, Delivery, Flow, PeerId};
use crate::proto::chat::text::hex;
use crate::say;
use crate::say::Say;
use crate::screens::chat::{LOST, Said, Tone, Verb};
use crate::ui::fit;
use crate::ui::wrap::wrap;

use super::ChatView;

/// Cells of the clock and the gap after it.
const CLOCK: usize = 10;
/// Rows one message may take; a longer one is cut with a mark.
const MOST_ROWS: usize = 40;
/// Cells of the ticks at the right end.
const TICKS: usize = 4;

impl ChatView<'_> {
    /// The rows of one line of the chat, wrapped to `room` cells.
    pub(super) fn rows(&self, said: &Said, room: usize) -> Vec<Line<'static>> {
        let (look, theme) = (self.look, self.look.theme);
        match said {
            Said::Mine {
                time,
                text,
                only_to,
                deliveries,
                ..
            } => {
                let (you, style) = match only_to {
                    None => (look.get("chat-pane-you"), theme.you),
                    Some(nick) => (
                        look.say(&say!("chat-pane-you-only", nick = nick.clone())),
                        theme.warn,
                    ),
                };
                let rows = self.spoken(*time, &you, style, text.clean(), room);
                self.with_ticks(rows, deliveries, room)
            }
            Said::Theirs {
                time,
                nick,
                text,
                remark,
                reading,
                ..
            } => {
                let mut rows = self.spoken(*time, nick, theme.peer, text, room);
                let reading = reading.as_ref().map(|what| {
                    let key = self.key_that_reads();
                    say!("chat-pane-reading", what = what.clone(), key = key)
                });
                for remark in remark.iter().chain(&reading) {
                    let gap = [Span::raw(" ".repeat(CLOCK))];
                    rows.extend(indented(&gap, &look.say(remark), theme.dim, CLOCK, room));
                }
                rows
            }
            Said::Data {
                time, nick, data, ..
            } => self.spoken(*time, nick, theme.peer, &look.say(&data_says(data)), room),
            Said::Notice {
                time,
                tone,
                what,
                remedy,
            } => self.notice((*time, *tone), what, remedy.as_ref(), room),
        }
    }

    /// The key that shows the next reading: while a line is written, one that is no text.
    fn key_that_reads(&self) -> String {
        let (asks, layer) = (Verb::ReadOtherwise.own(), Verb::LAYER.id);
        let mut keys = self.keys.keys(asks).iter().copied();
        let writes = self.pane.typing;
        let key =
            keys.find(|key| !writes || self.keys.action_while_writing(*key, layer) == Some(asks));
        key.map(|key| label(key, self.look.glyphs.ascii))
            .unwrap_or_default()
    }

    /// How far a message of one's own has come, at the right end of its first row.
    fn with_ticks(
        &self,
        mut rows: Vec<Line<'static>>,
        deliveries: &[(PeerId, Delivery)],
        room: usize,
    ) -> Vec<Line<'static>> {
        if let Some(first) = rows.first_mut() {
            let (ticks, style) = self.ticks(deliveries);
            let gap = room.saturating_sub(first.width() + fit::width(&ticks));
            first.push_span(Span::raw(" ".repeat(gap)));
            first.push_span(Span::styled(ticks, style));
        }
        rows
    }

    /// What the program has to say, and what to do about it.
    fn notice(
        &self,
        (time, tone): (Time, Tone),
        what: &Say,
        remedy: Option<&Say>,
        room: usize,
    ) -> Vec<Line<'static>> {
        let (look, theme) = (self.look, self.look.theme);
        let style = match tone {
            Tone::Quiet => theme.dim,
            Tone::Good => theme.good,
            Tone::Warn => theme.warn,
            Tone::Bad => theme.bad,
        };
        let mut rows = indented(&self.clock(time), &look.say(what), style, CLOCK, room);
        if let Some(remedy) = remedy {
            let arrow = Span::styled(format!("{:CLOCK$}{} ", "", look.glyphs.right), theme.key);
            rows.extend(indented(
                &[arrow],
                &look.say(remedy),
                theme.text,
                CLOCK + 2,
                room,
            ));
        }
        rows
    }

    fn clock(&self, time: Time) -> [Span<'static>; 2] {
        let clock = time.hms(self.look.utc_offset);
        [Span::styled(clock, self.look.theme.dim), Span::raw("  ")]
    }

    /// Above the oldest line: how many older ones made room.
    pub(super) fn gone(&self, room: usize) -> Vec<Line<'static>> {
        /// Peers named one by one.
        const MOST: usize = 4;
        let (peers, yours, notices) = self.pane.lines.gone();
        let of = |nick: &str, n: u64| {
            say!(
                "chat-pane-older-gone",
                nick = nick.to_owned(),
                n = fit::count(n)
            )
        };
        let mut said: Vec<_> = peers.take(MOST).map(|(nick, n)| of(nick, n)).collect();
        said.extend((yours > 0).then(|| say!("chat-pane-older-gone-yours", n = fit::count(yours))));
        said.extend(
            (notices > 0).then(|| say!("chat-pane-older-gone-notices", n = fit::count(notices))),
        );
        let line = |what| {
            Line::styled(
                fit::cut(&self.look.say(&what), room, self.look.glyphs.cut),
                self.look.theme.dim,
            )
        };
        said.into_iter().map(line).collect()
    }

    fn spoken(
        &self,
        time: Time,
        who: &str,
        style: Style,
        text: &str,
        room: usize,
    ) -> Vec<Line<'static>> {
        let clock = self.clock(time);
        let room = room.saturating_sub(TICKS);
        // A long name has a row of its own: the address in it tells who it is, and is not cut.
        if fit::width(who) > room / 3 {
            let mut rows = indented(&clock, who, style, CLOCK, room);
            rows.extend(indented(
                &[Span::raw(" ".repeat(CLOCK))],
                text,
                self.look.theme.text,
                CLOCK,
                room,
            ));
            return rows;
        }
        let indent = CLOCK + fit::width(who) + 2;
        let [time, gap] = clock;
        let head = [
            time,
            gap,
            Span::styled(who.to_owned(), style),
            Span::raw("  "),
        ];
        indented(&head, text, self.look.theme.text, indent, room)
    }

    fn ticks(&self, deliveries: &[(PeerId, Delivery)]) -> (String, Style) {
        let (glyphs, theme) = (self.look.glyphs, self.look.theme);
        // The least that holds for all it went to.
        match deliveries.iter().map(|(_, d)| *d).min() {
            _ if deliveries.iter().any(|(_, d)| *d == Delivery::Lost) => {
                (LOST.to_owned(), theme.bad)
            }
            Some(Delivery::Kernel) => (glyphs.sent.to_owned(), theme.dim),
            Some(Delivery::PeerTcp) => (glyphs.acked.to_owned(), theme.dim),
            Some(Delivery::PeerProgram) => (glyphs.delivered.to_owned(), theme.good),
            _ => (self.look.get("chat-pane-waiting"), theme.warn),
        }
    }
}

/// What is said of data: how much, and what it may be, else its first bytes.
fn data_says(data: &Binary) -> Say {
    let (n, head) = (data.bytes, hex(&data.head, data.head.len()));
    match (data.state, data.kind) {
        (Flow::Going, Some(kind)) => say!("chat-pane-data-going-kind", n = n, kind = kind.say()),
        (Flow::Over, Some(kind)) => say!("chat-pane-data-kind", n = n, kind = kind.say()),
        (Flow::Going, None) => say!("chat-pane-data-going", n = n, head = head),
        (Flow::Over, None) if data.bytes <= data.head.len() as u64 => {
            say!("chat-pane-data-whole", n = n, head = head)
        }
        (Flow::Over, None) => say!("chat-pane-data", n = n, head = head),
    }
}

/// A text behind a head, wrapped; rows after the first are indented.
fn indented(
    head: &[Span<'static>],
    text: &str,
    style: Style,
    indent: usize,
    room: usize,
) -> Vec<Line<'static>> {
    let wide = room.saturating_sub(indent).max(8);
    let mut rows = Vec::new();
    for (i, part) in wrap(text, wide, MOST_ROWS, "…").into_iter().enumerate() {
        let mut spans = if i == 0 {
            head.to_vec()
        } else {
            vec![Span::raw(" ".repeat(indent))]
        };
        spans.push(Span::styled(part, style));
        rows.push(Line::from(spans));
    }
    rows
}
