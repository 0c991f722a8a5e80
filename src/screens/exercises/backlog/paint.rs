//! The rows, drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::exercise::TcpState;
use crate::exercise::backlog::{Crowd, Guest, Place};
use crate::say;
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;
use crate::ui::look::Look;

use super::lines::{Plan, Row};
use super::move_on::Motion;

/// Cells of a client: its mark, its number, its end's state.
const CLIENT: u16 = 17;
/// The picture is no wider than this: further apart, both ends of a connection are not seen together.
const WIDEST: u16 = 124;

/// Where things stand in a row.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// The first cell behind the client.
    link: u16,
    /// The queue's left and right edge.
    wall: u16,
    back: u16,
    /// The first cell that is not the picture's.
    end: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let width = area.width.min(WIDEST);
        let queue = match width {
            0..70 => 22,
            70..110 => 30,
            _ => 40,
        };
        let link = CLIENT.min(width);
        let wall = link + (width.saturating_sub(link + queue) / 2).clamp(3, 24);
        Self {
            link: area.x + link,
            wall: area.x + wall,
            back: area.x + wall + queue - 1,
            end: area.x + width,
        }
    }
}

/// Draws rows.
pub(super) struct Painter<'a> {
    look: &'a Look<'a>,
    crowd: &'a Crowd,
    motion: Motion,
    area: Rect,
    columns: Columns,
}

impl<'a> Painter<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, crowd: &'a Crowd, motion: Motion, area: Rect) -> Self {
        Self {
            look: &scene.look,
            crowd,
            motion,
            area,
            columns: Columns::of(area),
        }
    }

    pub(super) fn paint(&self, rows: &[Row<'_>], plan: &Plan, buf: &mut Buffer) {
        self.heading(plan, buf);
        for (y, row) in (self.area.y + 1..self.area.bottom()).zip(rows) {
            self.row(row, plan, y, buf);
        }
    }

    fn row(&self, row: &Row<'_>, plan: &Plan, y: u16, buf: &mut Buffer) {
        let border = &self.look.glyphs.border;
        match row {
            Row::Gap => {}
            Row::Top => self.edge([border.top_left, border.top_right], y, buf),
            Row::Bottom => self.edge([border.bottom_left, border.bottom_right], y, buf),
            Row::Between => {
                self.sides(y, buf);
                self.rule("", self.look.theme.border, y, buf);
            }
            Row::Limit => {
                self.sides(y, buf);
                let limit = say!("backlog-pic-limit", limit = plan.limit);
                self.rule(&self.look.say(&limit), self.look.theme.warn, y, buf);
            }
            Row::Place(number, guest) => self.place(*number, *guest, plan, y, buf),
            Row::Hidden(count) => {
                self.sides(y, buf);
                let hidden = self.look.say(&say!("backlog-pic-hidden", count = *count));
                self.put(
                    self.columns.wall + 2,
                    self.columns.back,
                    &hidden,
                    self.look.theme.dim,
                    y,
                    buf,
                );
            }
            Row::Accepted(guest) => self.accepted(guest, y, buf),
            Row::Beyond(guest) => self.beyond(guest, y, buf),
            Row::More(count) => {
                let more = self.look.say(&say!("backlog-pic-more", count = *count));
                self.put(
                    self.area.x,
                    self.columns.end,
                    &more,
                    self.look.theme.dim,
                    y,
                    buf,
                );
            }
            Row::ToCome => self.to_come(plan, y, buf),
        }
    }

    /// A text from `from` to before `to`, cut where there is no room for all of it.
    fn put(&self, from: u16, to: u16, text: &str, style: Style, y: u16, buf: &mut Buffer) {
        let to = to.min(self.columns.end).min(self.area.right());
        let room = usize::from(to.saturating_sub(from));
        if room > 0 {
            let text = fit::cut(text, room, self.look.glyphs.cut);
            buf.set_stringn(from, y, text, room, style);
        }
    }

    /// The same, ending before `to`.
    fn put_right(&self, from: u16, to: u16, text: &str, style: Style, y: u16, buf: &mut Buffer) {
        let wide = u16::try_from(fit::width(text)).unwrap_or(u16::MAX);
        self.put(to.saturating_sub(wide).max(from), to, text, style, y, buf);
    }

    fn heading(&self, plan: &Plan, buf: &mut Buffer) {
        let (look, columns, y) = (self.look, self.columns, self.area.y);
        let clients = look.get("backlog-pic-clients");
        self.put(self.area.x, columns.wall, &clients, look.theme.you, y, buf);
        let queue = match self.crowd.queue {
            Some(queue) => say!("backlog-pic-queue", queue = queue, limit = plan.limit),
            None => say!("backlog-pic-no-queue"),
        };
        self.put(
            columns.wall,
            columns.end,
            &look.say(&queue),
            look.theme.strong,
            y,
            buf,
        );
        let accepted = self.crowd.count(Place::Accepted);
        let server = look.say(&say!("backlog-pic-server", count = accepted));
        let queue = fit::width(&look.say(&queue)) as u16;
        self.put_right(
            columns.wall + queue + 2,
            columns.end,
            &server,
            look.theme.peer,
            y,
            buf,
        );
    }

    fn edge(&self, [left, right]: [&str; 2], y: u16, buf: &mut Buffer) {
        let (columns, style) = (self.columns, self.look.theme.border);
        let inner = usize::from(columns.back - columns.wall).saturating_sub(1);
        let line = self.look.glyphs.border.horizontal_top.repeat(inner);
        self.put(
            columns.wall,
            columns.end,
            &format!("{left}{line}{right}"),
            style,
            y,
            buf,
        );
    }

    fn sides(&self, y: u16, buf: &mut Buffer) {
        let border = &self.look.glyphs.border;
        for (x, sign) in [
            (self.columns.wall, border.vertical_left),
            (self.columns.back, border.vertical_right),
        ] {
            self.put(x, x + 1, sign, self.look.theme.border, y, buf);
        }
    }

    /// A dashed line inside the box, with a name in its middle.
    fn rule(&self, name: &str, style: Style, y: u16, buf: &mut Buffer) {
        let dash = if self.look.glyphs.ascii { "." } else { "┄" };
        let inner = usize::from(self.columns.back - self.columns.wall).saturating_sub(1);
        let name = if name.is_empty() {
            String::new()
        } else {
            format!(" {name} ")
        };
        let dashes = inner.saturating_sub(fit::width(&name));
        let line = format!(
            "{}{name}{}",
            dash.repeat(dashes / 2),
            dash.repeat(dashes - dashes / 2)
        );
        self.put(
            self.columns.wall + 1,
            self.columns.back,
            &line,
            style,
            y,
            buf,
        );
    }

    /// The client's own end, at the left.
    fn client(&self, guest: &Guest, y: u16, buf: &mut Buffer) {
        let (look, x) = (self.look, self.area.x);
        let mark = format!("{} {:<2}", look.glyphs.on, guest.number);
        self.put(x, self.columns.link, &mark, look.theme.you, y, buf);
        let (state, style) = match (guest.place, guest.near) {
            (Place::Refused | Place::GaveUp, None) => (look.glyphs.refused(), look.theme.bad),
            (_, None) => (look.glyphs.cut, look.theme.dim),
            (_, Some(TcpState::Closed)) => (look.glyphs.cut, look.theme.dim),
            (_, Some(state @ TcpState::Established)) => (state.name(), look.theme.good),
            (_, Some(state)) => (state.name(), look.theme.warn),
        };
        self.put(x + 5, self.columns.link, state, style, y, buf);
    }

    /// The line from the client to `to`, as far as it has grown, and what is on its way there.
    fn link(&self, guest: &Guest, to: u16, (sign, style): (&str, Style), y: u16, buf: &mut Buffer) {
        let from = self.columns.link;
        let whole = to.saturating_sub(from);
        let grown = if self.motion.grows(guest) {
            (f64::from(whole) * self.motion.phase) as u16
        } else {
            whole
        };
        self.put(
            from,
            from + grown,
            &sign.repeat(usize::from(grown)),
            style,
            y,
            buf,
        );
        if grown > 0 {
            let head = from + grown - 1;
            self.put(head, head + 1, self.look.glyphs.pointer, style, y, buf);
        }
    }

    /// What is on its way between the client and `to`.
    fn cargo(&self, guest: &Guest, to: u16, y: u16, buf: &mut Buffer) {
        let Some((what, there)) = self.motion.carries(guest) else {
            return;
        };
        let label = format!(" {what} ");
        let room = to.saturating_sub(self.columns.link + fit::width(&label) as u16);
        let part = if there {
            self.motion.phase
        } else {
            1.0 - self.motion.phase
        };
        let at = self.columns.link + (f64::from(room) * part) as u16;
        let style = if there {
            self.look.theme.you
        } else {
            self.look.theme.peer
        };
        self.put(at, to, &label, style, y, buf);
    }

    fn place(&self, number: usize, guest: Option<&Guest>, plan: &Plan, y: u16, buf: &mut Buffer) {
        let (look, columns) = (self.look, self.columns);
        self.sides(y, buf);
        let name = if number > plan.limit {
            format!("+{}", number - plan.limit)
        } else {
            number.to_string()
        };
        self.put(
            columns.wall + 2,
            columns.back,
            &name,
            look.theme.dim,
            y,
            buf,
        );
        let Some(guest) = guest else {
            return;
        };
        self.client(guest, y, buf);
        let is_in = guest.place == Place::Queued;
        let arrived = is_in && !(self.motion.grows(guest) && self.motion.phase < 0.7);
        if is_in {
            self.link(
                guest,
                columns.wall,
                (look.glyphs.empty, look.theme.good),
                y,
                buf,
            );
        } else if guest.near.is_some_and(|state| state != TcpState::Closed)
            || self.motion.grows(guest)
        {
            self.link(guest, columns.wall, (self.dash(), look.theme.warn), y, buf);
        }
        if arrived {
            self.server_end(guest, columns.wall + 5, columns.back, y, buf);
        } else if !self.motion.grows(guest) && guest.near == Some(TcpState::Established) {
            self.put(
                columns.wall + 5,
                columns.back,
                "?",
                look.theme.unknown,
                y,
                buf,
            );
        }
        self.cargo(guest, columns.back, y, buf);
    }

    fn dash(&self) -> &'static str {
        if self.look.glyphs.ascii { "." } else { "┄" }
    }

    /// The server's end: its state, and what lies there unread.
    fn server_end(&self, guest: &Guest, from: u16, to: u16, y: u16, buf: &mut Buffer) {
        let look = self.look;
        let state = guest.far.map_or("?", TcpState::name);
        self.put(from, to, state, look.theme.peer, y, buf);
        let from = from + fit::width(state) as u16 + 1;
        let room = usize::from(to.saturating_sub(from));
        let long = look.say(&say!("backlog-pic-unread", bytes = guest.sent));
        let short = format!("{} B", guest.sent);
        let text = if fit::width(&long) < room {
            long
        } else {
            short
        };
        if guest.sent > 0 {
            self.put_right(from, to.saturating_sub(1), &text, look.theme.text, y, buf);
        }
    }

    fn accepted(&self, guest: &Guest, y: u16, buf: &mut Buffer) {
        let (look, columns) = (self.look, self.columns);
        self.client(guest, y, buf);
        let read = match guest.read {
            Some(bytes) => say!("backlog-pic-read", bytes = bytes),
            None => say!("backlog-pic-accepted"),
        };
        let state = guest.far.unwrap_or(TcpState::Established).name();
        let text = format!(
            "{} {state} {} {}",
            look.glyphs.on,
            look.glyphs.dot,
            look.say(&read)
        );
        let wide = fit::width(&text) as u16;
        let last = columns.end.saturating_sub(wide).max(columns.link + 2);
        let at = if self.motion.accepts(guest) {
            let way = last.saturating_sub(columns.wall);
            columns.wall + (f64::from(way) * self.motion.phase) as u16
        } else {
            last
        };
        self.link(guest, at, (look.glyphs.empty, look.theme.good), y, buf);
        self.put(at, columns.end, &text, look.theme.peer, y, buf);
        self.cargo(guest, at, y, buf);
    }

    /// One that is not in the queue: its end, and what the server's kernel has of it.
    fn beyond(&self, guest: &Guest, y: u16, buf: &mut Buffer) {
        let (look, columns) = (self.look, self.columns);
        self.client(guest, y, buf);
        let begun = guest.near.is_some_and(|state| state != TcpState::Closed);
        if begun || self.motion.grows(guest) {
            self.link(guest, columns.wall, (self.dash(), look.theme.warn), y, buf);
        }
        if !self.motion.grows(guest) {
            let (text, style) = self.what_the_server_has(guest);
            self.put(columns.wall, columns.end, &text, style, y, buf);
        }
        self.cargo(guest, columns.wall, y, buf);
    }

    fn what_the_server_has(&self, guest: &Guest) -> (String, Style) {
        let look = self.look;
        let (cross, full) = (look.glyphs.refused(), self.is_full());
        let established = guest.near == Some(TcpState::Established);
        let (key, style) = match guest.place {
            Place::Outside if full => (
                say!("backlog-pic-dropped", tries = guest.tries + 1),
                look.theme.warn,
            ),
            Place::Outside => (say!("backlog-pic-no-answer"), look.theme.warn),
            Place::HalfOpen if established => (say!("backlog-pic-no-room"), look.theme.warn),
            Place::HalfOpen => (say!("backlog-pic-half-open"), look.theme.warn),
            Place::Alone => (say!("backlog-pic-alone"), look.theme.warn),
            Place::Refused => (say!("backlog-pic-refused"), look.theme.bad),
            Place::GaveUp => (say!("backlog-pic-gave-up"), look.theme.bad),
            Place::Coming | Place::Queued | Place::Accepted => {
                let shown = if established { "?" } else { "" };
                return (shown.to_owned(), look.theme.unknown);
            }
        };
        let mark = match guest.place {
            Place::HalfOpen => look.glyphs.off,
            _ => cross,
        };
        (format!("{mark} {}", look.say(&key)), style)
    }

    /// Was the queue full at the last look?
    fn is_full(&self) -> bool {
        let known = self.crowd.queue.zip(self.crowd.limit);
        known.is_some_and(|(queue, limit)| queue > limit)
    }

    /// Who has not come yet, side by side.
    fn to_come(&self, plan: &Plan, y: u16, buf: &mut Buffer) {
        let look = self.look;
        let first = self.crowd.guests.len() + 1;
        let numbers = first..first + plan.to_come;
        let names: Vec<_> = numbers
            .map(|number| format!("{} {number}", look.glyphs.off))
            .collect();
        self.put(
            self.area.x,
            self.columns.end,
            &names.join("  "),
            look.theme.dim,
            y,
            buf,
        );
    }
}
