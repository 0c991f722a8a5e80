//! The chat, drawn: newest line at the bottom, ticks at the right, the line one writes in.

mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::keymap::{Action, Common, Keymap};
use crate::msg::chat::Encoding;
use crate::say;
use crate::say::Say;
use crate::ui::fit;
use crate::ui::look::Look;

use super::{Chat, Sizes, To};

/// The chat, drawn.
#[derive(Debug)]
pub(super) struct ChatView<'a> {
    /// Its state.
    pub(super) pane: &'a Chat,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
    /// The keys as bound.
    pub(super) keys: &'a Keymap,
    /// Has it the focus?
    pub(super) focused: bool,
}

impl ChatView<'_> {
    /// What stands at the right of the title: transport, where it listens, how many are here.
    pub(super) fn status(&self) -> String {
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
    pub(super) fn cursor(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
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
            let seconds = at.since(self.look.now).as_secs_f64().ceil() as u64;
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

    fn empty(&self) -> Vec<Line<'static>> {
        let look = self.look;
        let partner = Action::Common(Common::Partner);
        let partner = self.keys.name_of(partner, look.glyphs.ascii);
        let line = |key: &str, text: String| {
            Line::from(vec![
                Span::styled(format!("  {key:<10}"), look.theme.key),
                Span::styled(text, look.theme.text),
            ])
        };
        vec![
            Line::styled(look.get("chat-pane-empty"), look.theme.strong),
            Line::default(),
            line(&partner, look.get("chat-pane-empty-partner")),
            line("/listen", look.get("chat-pane-empty-listen")),
            line("/connect", look.get("chat-pane-empty-connect")),
            Line::default(),
            Line::styled(look.get("chat-pane-empty-write"), look.theme.dim),
        ]
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
            let room = usize::from(area.width);
            let mark = self.look.glyphs.cut;
            for row in &mut rows {
                fit::cut_line(row, room, mark);
            }
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
