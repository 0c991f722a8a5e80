//! The chat, drawn: newest line at the bottom, ticks at the right, the line one writes in.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::clock::Time;
use crate::msg::chat::{Binary, Delivery, Encoding, Flow};
use crate::proto::chat::text::hex;
use crate::say;
use crate::say::Say;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::{Chat, LOST, Said, Sizes, To, Tone};

/// The pane, drawn.
#[derive(Debug)]
pub struct ChatView<'a> {
    /// Its state.
    pub pane: &'a Chat,
    /// How it looks.
    pub look: &'a Look<'a>,
    /// Has it the focus?
    pub focused: bool,
    /// The time, for what counts down.
    pub now: Time,
}

/// Cells of the clock and the gap after it.
const CLOCK: usize = 10;
/// Rows one message may take; a longer one is cut with a mark.
const MOST_ROWS: usize = 40;
/// Cells of the ticks at the right end.
const TICKS: usize = 4;

impl ChatView<'_> {
    /// What stands at the right of the title: transport, where it listens, how many are here.
    #[must_use]
    pub fn status(&self) -> String {
        let pane = self.pane;
        let used = pane.transports();
        let names: Vec<_> = used
            .iter()
            .map(|transport| transport.name().to_lowercase())
            .collect();
        let mut parts = vec![names.join("+")];
        for (transport, address) in pane.listening.iter().take(2) {
            let other = if used == [*transport] {
                String::new()
            } else {
                format!(" {}", transport.name().to_lowercase())
            };
            parts.push(format!(
                "{}{other} :{}",
                self.look.get("chat-pane-title-listening"),
                address.port()
            ));
        }
        parts.push(
            self.look
                .say(&say!("chat-pane-title-peers", n = pane.connected())),
        );
        parts.join(&format!(" {} ", self.look.glyphs.dot))
    }

    /// The cell of the cursor while one types, for the same area as [`Widget::render`].
    #[must_use]
    pub fn cursor(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let at = self.input_area(area)?;
        self.pane
            .line
            .draw(at, buf, self.look)
            .filter(|_| self.focused && self.pane.typing)
    }

    fn prompt(&self) -> String {
        let pane = self.pane;
        let to = match &pane.to {
            To::Everyone if pane.peers.len() == 1 => pane.peers.values().next(),
            To::Everyone => None,
            To::One(peer) => pane.peers.get(peer),
            To::Gone(nick) => {
                return self
                    .look
                    .say(&say!("chat-pane-to-nobody", nick = nick.clone()));
            }
        };
        match (to, pane.peers.len()) {
            (Some(peer), _) if peer.takes_any() && peer.writes != Encoding::default() => {
                self.look.say(&say!(
                    "chat-pane-to-in",
                    nick = peer.info.nick.clone(),
                    encoding = peer.writes.title()
                ))
            }
            (Some(peer), _) if matches!(pane.to, To::One(_)) => self
                .look
                .say(&say!("chat-pane-to-only", nick = peer.info.nick.clone())),
            (Some(peer), _) => self
                .look
                .say(&say!("chat-pane-to", nick = peer.info.nick.clone())),
            (None, n) if n > 1 => self.look.say(&say!("chat-pane-to-everyone", n = n)),
            _ => String::new(),
        }
    }

    fn input_area(&self, area: Rect) -> Option<Rect> {
        if area.height < 2 || area.width < 8 {
            return None;
        }
        let prompt = fit::cut(
            &self.prompt(),
            usize::from(area.width) / 2,
            self.look.glyphs.cut,
        );
        let used = fit::width(&prompt) as u16 + 2;
        Some(Rect {
            x: area.x + used,
            y: area.bottom() - 1,
            width: area.width.saturating_sub(used),
            height: 1,
        })
    }

    fn render_prompt(&self, area: Rect, buf: &mut Buffer) {
        let prompt = fit::cut(
            &self.prompt(),
            usize::from(area.width) / 2,
            self.look.glyphs.cut,
        );
        let style = if self.focused && self.pane.typing {
            self.look.theme.focus
        } else {
            self.look.theme.dim
        };
        let y = area.bottom() - 1;
        buf.set_string(
            area.x,
            y,
            format!("{prompt}{}", if prompt.is_empty() { "" } else { " " }),
            style,
        );
        let mark = if self.look.glyphs.ascii { ">" } else { "▏" };
        let at = area.x + fit::width(&prompt) as u16 + u16::from(!prompt.is_empty());
        buf.set_string(at, y, mark, style);
        if self.pane.line.text().is_empty() && !(self.focused && self.pane.typing) {
            let key = if self.focused {
                "chat-pane-press-enter"
            } else {
                "chat-pane-press-tab"
            };
            if let Some(at) = self.input_area(area) {
                let text = fit::cut(
                    &self.look.get(key),
                    usize::from(at.width),
                    self.look.glyphs.cut,
                );
                buf.set_string(at.x, at.y, text, self.look.theme.dim);
            }
        }
    }

    /// The strip above the line: candidates of the completion, else what the last message took.
    fn strip(&self) -> Option<Line<'static>> {
        let look = self.look;
        if self.pane.typing && self.pane.line.text().starts_with('/') {
            let candidates = self.pane.candidates();
            if !candidates.is_empty() {
                let words: Vec<_> = candidates.iter().map(|c| c.trim_end().to_owned()).collect();
                return Some(Line::styled(
                    format!("tab: {}", words.join("  ")),
                    look.theme.dim,
                ));
            }
        }
        if let Some((nick, at)) = self.pane.closing_next() {
            let seconds = at.since(self.now).as_secs_f64().ceil() as u64;
            let what = say!(
                "chat-pane-closing",
                nick = nick.to_owned(),
                seconds = seconds
            );
            return Some(Line::styled(look.say(&what), look.theme.warn));
        }
        if self.pane.unseen > 0 {
            return Some(Line::styled(
                look.say(&say!("chat-pane-unseen", n = self.pane.unseen)),
                look.theme.warn,
            ));
        }
        let sizes = self.pane.sizes?;
        let wire = sizes.wire.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let text = strip_text(sizes);
        let text = match sizes.others {
            0 => say!("chat-pane-strip", text = text, wire = wire),
            others => say!(
                "chat-pane-strip-shared",
                text = text,
                wire = wire,
                others = others.to_string()
            ),
        };
        Some(Line::styled(look.say(&text), look.theme.dim))
    }

    /// The rows of one line of the chat, wrapped to `room` cells.
    fn rows(&self, said: &Said, room: usize) -> Vec<Line<'static>> {
        match said {
            Said::Mine {
                time,
                text,
                only_to,
                deliveries,
                ..
            } => {
                let (you, style) = match only_to {
                    None => (self.look.get("chat-pane-you"), self.look.theme.you),
                    Some(nick) => (
                        self.look
                            .say(&say!("chat-pane-you-only", nick = nick.clone())),
                        self.look.theme.warn,
                    ),
                };
                let mut rows =
                    self.spoken(&time.hms(self.look.utc_offset), &you, style, text, room);
                if let Some(first) = rows.first_mut() {
                    let (ticks, style) = self.ticks(deliveries);
                    let gap = room.saturating_sub(first.width() + fit::width(&ticks));
                    first.push_span(Span::raw(" ".repeat(gap)));
                    first.push_span(Span::styled(ticks, style));
                }
                rows
            }
            Said::Theirs {
                time,
                nick,
                text,
                remark,
                reading,
                ..
            } => {
                let mut rows = self.spoken(
                    &time.hms(self.look.utc_offset),
                    nick,
                    self.look.theme.peer,
                    text,
                    room,
                );
                let key = if self.pane.typing { "alt-v" } else { "v" };
                let reading = reading
                    .as_ref()
                    .map(|what| say!("chat-pane-reading", what = what.clone(), key = key));
                for remark in remark.iter().chain(&reading) {
                    let gap = [Span::raw(" ".repeat(CLOCK))];
                    rows.extend(indented(
                        &gap,
                        &self.look.say(remark),
                        self.look.theme.dim,
                        CLOCK,
                        room,
                    ));
                }
                rows
            }
            Said::Data {
                time, nick, data, ..
            } => {
                let what = self.look.say(&data_says(data));
                self.spoken(
                    &time.hms(self.look.utc_offset),
                    nick,
                    self.look.theme.peer,
                    &what,
                    room,
                )
            }
            Said::Notice {
                time,
                tone,
                what,
                remedy,
            } => {
                let style = match tone {
                    Tone::Quiet => self.look.theme.dim,
                    Tone::Good => self.look.theme.good,
                    Tone::Warn => self.look.theme.warn,
                    Tone::Bad => self.look.theme.bad,
                };
                let clock = Span::styled(time.hms(self.look.utc_offset), self.look.theme.dim);
                let mut rows = indented(
                    &[clock, Span::raw("  ")],
                    &self.look.say(what),
                    style,
                    CLOCK,
                    room,
                );
                if let Some(remedy) = remedy {
                    let arrow = Span::styled(
                        format!("{:CLOCK$}{} ", "", self.look.glyphs.right),
                        self.look.theme.key,
                    );
                    rows.extend(indented(
                        &[arrow],
                        &self.look.say(remedy),
                        self.look.theme.text,
                        CLOCK + 2,
                        room,
                    ));
                }
                rows
            }
        }
    }

    /// Above the oldest line: how many older ones made room.
    fn gone(&self, room: usize) -> Vec<Line<'static>> {
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
        clock: &str,
        who: &str,
        style: Style,
        text: &str,
        room: usize,
    ) -> Vec<Line<'static>> {
        let clock = [
            Span::styled(clock.to_owned(), self.look.theme.dim),
            Span::raw("  "),
        ];
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

    fn ticks(&self, deliveries: &[(crate::msg::chat::PeerId, Delivery)]) -> (String, Style) {
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

    fn empty(&self) -> Vec<Line<'static>> {
        let look = self.look;
        let line = |key: &'static str, text: String| {
            Line::from(vec![
                Span::styled(format!("  {key:<10}"), look.theme.key),
                Span::styled(text, look.theme.text),
            ])
        };
        vec![
            Line::styled(look.get("chat-pane-empty"), look.theme.strong),
            Line::default(),
            line("p", look.get("chat-pane-empty-partner")),
            line("/listen", look.get("chat-pane-empty-listen")),
            line("/connect", look.get("chat-pane-empty-connect")),
            Line::default(),
            Line::styled(look.get("chat-pane-empty-write"), look.theme.dim),
        ]
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

/// How much text: a line ending that is counted with it is named.
fn strip_text(sizes: Sizes) -> Say {
    let (n, text) = (
        sizes.text.to_string(),
        sizes.text.saturating_sub(sizes.ending.len()).to_string(),
    );
    match sizes.ending {
        b"\r\n" => say!("chat-pane-strip-crlf", n = n, text = text),
        b"\n" => say!("chat-pane-strip-lf", n = n, text = text),
        _ => say!("chat-pane-strip-text", n = n),
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

impl Widget for &ChatView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 || area.width < 8 {
            return;
        }
        self.render_prompt(area, buf);
        let _ = self.cursor(area, buf);
        let strip = self.strip();
        let kept = 1 + u16::from(strip.is_some());
        if let Some(strip) = strip {
            strip.render(
                Rect {
                    y: area.bottom() - 2,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
        let height = usize::from(area.height.saturating_sub(kept));
        let room = usize::from(area.width);
        let mut rows: Vec<Line<'static>> = Vec::new();
        if self.pane.lines.is_empty() {
            rows = self.empty();
            rows.truncate(height);
        } else {
            // From the newest shown backwards, until the area is full.
            for said in self.pane.lines.up_to(self.pane.reading).rev() {
                rows.splice(0..0, self.rows(said, room));
                if rows.len() >= height {
                    break;
                }
            }
            if rows.len() < height {
                rows.splice(0..0, self.gone(room));
            }
            rows.drain(..rows.len().saturating_sub(height));
        }
        for (y, line) in rows.into_iter().enumerate() {
            line.render(
                Rect {
                    y: area.y + y as u16,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}
