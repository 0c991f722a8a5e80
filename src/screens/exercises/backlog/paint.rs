//! The rows, drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::exercise::TcpState;
use crate::exercise::backlog::{Crowd, Guest, Place};
use crate::say;
use crate::say::Say;
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;
use crate::ui::look::Look;

use super::motion::Motion;
use super::pen::{Pen, cells};
use super::rows::{Plan, Row};

/// Cells of a client: its mark, its number, its end's state.
const CLIENT: u16 = 17;
/// Cells before its state.
const NAME: u16 = 5;
/// The picture is no wider than this: further apart, both ends of a connection are not seen together.
const WIDEST: u16 = 124;
/// A line has come to the queue by then: what it finds there is shown.
const ARRIVED: f64 = 0.7;

/// Where things stand in a row.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// The client.
    client: u16,
    /// The first cell behind it.
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
            _ => 32,
        };
        let link = CLIENT.min(width);
        let wall = link + (width.saturating_sub(link + queue) / 2).clamp(3, 24);
        Self {
            client: area.x,
            link: area.x + link,
            wall: area.x + wall,
            back: area.x + wall + queue - 1,
            end: area.x + width,
        }
    }

    /// Cells between the queue's edges.
    fn inner(self) -> usize {
        usize::from(self.back - self.wall).saturating_sub(1)
    }
}

/// Draws rows.
pub(super) struct Painter<'a> {
    look: &'a Look<'a>,
    crowd: &'a Crowd,
    motion: Motion,
    plan: &'a Plan,
    at: Columns,
}

impl<'a> Painter<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        crowd: &'a Crowd,
        motion: Motion,
        plan: &'a Plan,
    ) -> Self {
        Self {
            look: &scene.look,
            crowd,
            motion,
            plan,
            at: Columns::of(scene.area),
        }
    }

    /// The heading, and the rows below it.
    pub(super) fn paint(&self, rows: &[Row<'_>], area: Rect, buf: &mut Buffer) {
        let width = area.width.min(WIDEST);
        for (at, y) in (area.y..area.bottom()).enumerate() {
            let mut pen = Pen {
                cells: Rect {
                    y,
                    width,
                    height: 1,
                    ..area
                },
                cut: self.look.glyphs.cut,
                buf,
            };
            match at.checked_sub(1) {
                None => self.heading(&mut pen),
                Some(at) => self.row(rows.get(at).unwrap_or(&Row::Gap), &mut pen),
            }
        }
    }

    fn row(&self, row: &Row<'_>, pen: &mut Pen<'_>) {
        let (border, dim) = (&self.look.glyphs.border, self.look.theme.dim);
        match row {
            Row::Gap => {}
            Row::Top => self.edge([border.top_left, border.top_right], pen),
            Row::Bottom => self.edge([border.bottom_left, border.bottom_right], pen),
            Row::Between => self.rule("", self.look.theme.border, pen),
            Row::Limit => {
                let limit = say!("backlog-pic-limit", limit = self.plan.limit);
                self.rule(&self.look.say(&limit), self.look.theme.warn, pen);
            }
            Row::Place(number, guest) => self.place(*number, *guest, pen),
            Row::Hidden(count) => {
                self.sides(pen);
                let hidden = self.look.say(&say!("backlog-pic-hidden", count = *count));
                pen.put(self.at.wall + 4..self.at.back, &hidden, dim);
            }
            Row::Accepted(guest) => self.accepted(guest, pen),
            Row::Beyond(guest) => self.beyond(guest, pen),
            Row::More(count) => {
                let more = self.look.say(&say!("backlog-pic-more", count = *count));
                pen.put(self.at.client..self.at.end, &more, dim);
            }
            Row::ToCome => self.to_come(pen),
        }
    }

    fn heading(&self, pen: &mut Pen<'_>) {
        let (look, at) = (self.look, self.at);
        let clients = look.get("backlog-pic-clients");
        pen.put(at.client..at.wall, &clients, look.theme.you);
        let queue = match self.crowd.queue {
            Some(queue) => say!("backlog-pic-queue", queue = queue, limit = self.plan.limit),
            None => say!("backlog-pic-no-queue"),
        };
        let queue = look.say(&queue);
        pen.put(at.wall..at.end, &queue, look.theme.strong);
        let right = at.wall + cells(&queue) + 1..at.end;
        let (says, style) = self.server();
        let mut fitting = says.into_iter().map(|say| look.say(&say));
        let server = fitting.find(|text| usize::from(cells(text)) <= right.len());
        pen.put_right(right, &server.unwrap_or_default(), style);
    }

    /// What the server does, in more words and in fewer.
    fn server(&self) -> (Vec<Say>, Style) {
        let theme = self.look.theme;
        let accepted = self.crowd.count(Place::Accepted);
        if self.plan.accept_waits {
            let long = say!("backlog-pic-server-waits");
            return (
                vec![long, say!("backlog-pic-server-waits-short")],
                theme.warn,
            );
        }
        let mut says = vec![say!("backlog-pic-server")];
        if accepted > 0 {
            says.insert(0, say!("backlog-pic-server-short", count = accepted));
            says.insert(0, say!("backlog-pic-server-accepted", count = accepted));
        }
        (says, theme.peer)
    }

    fn edge(&self, [left, right]: [&str; 2], pen: &mut Pen<'_>) {
        let line = self.look.glyphs.border.horizontal_top;
        let line = line.repeat(self.at.inner());
        let edge = format!("{left}{line}{right}");
        pen.put(self.at.wall..self.at.end, &edge, self.look.theme.border);
    }

    fn sides(&self, pen: &mut Pen<'_>) {
        let (border, style) = (&self.look.glyphs.border, self.look.theme.border);
        let (wall, back) = (self.at.wall, self.at.back);
        pen.put(wall..wall + 1, border.vertical_left, style);
        pen.put(back..back + 1, border.vertical_right, style);
    }

    const fn dash(&self) -> &'static str {
        if self.look.glyphs.ascii { "." } else { "┄" }
    }

    /// A dashed line inside the box, with a name in its middle.
    fn rule(&self, name: &str, style: Style, pen: &mut Pen<'_>) {
        self.sides(pen);
        let name = if name.is_empty() {
            String::new()
        } else {
            format!(" {name} ")
        };
        let dashes = self.at.inner().saturating_sub(fit::width(&name));
        let (before, behind) = (dashes / 2, dashes - dashes / 2);
        let dash = self.dash();
        let line = format!("{}{name}{}", dash.repeat(before), dash.repeat(behind));
        pen.put(self.at.wall + 1..self.at.back, &line, style);
    }

    /// The client's own end, at the left.
    fn client(&self, guest: &Guest, pen: &mut Pen<'_>) {
        let (look, at) = (self.look, self.at);
        let mark = format!("{} {:<2}", look.glyphs.on, guest.number);
        pen.put(at.client..at.link, &mark, look.theme.you);
        let theme = look.theme;
        let (state, style) = match (guest.place, guest.near) {
            (Place::Refused | Place::GaveUp | Place::Failed, None) => {
                (look.glyphs.refused(), theme.bad)
            }
            (_, None | Some(TcpState::Closed)) => (look.glyphs.cut, theme.dim),
            (_, Some(state @ TcpState::Established)) => (state.name(), theme.good),
            (_, Some(state)) => (state.name(), theme.warn),
        };
        pen.put(at.client + NAME..at.link, state, style);
    }

    /// The line from the client to `to`, as far as it has grown.
    fn link(&self, guest: &Guest, to: u16, (sign, style): (&str, Style), pen: &mut Pen<'_>) {
        let from = self.at.link;
        let whole = to.saturating_sub(from);
        let grown = if self.motion.grows(guest) {
            (f64::from(whole) * self.motion.phase) as u16
        } else {
            whole
        };
        let end = from + grown;
        pen.put(from..end, &sign.repeat(usize::from(grown)), style);
        if grown > 0 {
            pen.put(end - 1..end, self.look.glyphs.pointer, style);
        }
    }

    /// The same to the queue's edge: whole once it is in, dashed while it tries.
    fn link_to_queue(&self, guest: &Guest, pen: &mut Pen<'_>) {
        let (look, wall) = (self.look, self.at.wall);
        let begun = guest.near.is_some_and(|state| state != TcpState::Closed);
        if guest.place == Place::Queued {
            self.link(guest, wall, (look.glyphs.empty, look.theme.good), pen);
        } else if begun || self.motion.grows(guest) {
            self.link(guest, wall, (self.dash(), look.theme.warn), pen);
        }
    }

    /// What is on its way between the client and `to`.
    fn cargo(&self, guest: &Guest, to: u16, pen: &mut Pen<'_>) {
        let Some((what, there)) = self.motion.carries(guest) else {
            return;
        };
        let (look, phase) = (self.look, self.motion.phase);
        let label = format!(" {what} ");
        let room = to.saturating_sub(self.at.link + cells(&label));
        let (part, style) = if there {
            (phase, look.theme.you)
        } else {
            (1.0 - phase, look.theme.peer)
        };
        let from = self.at.link + (f64::from(room) * part) as u16;
        pen.put(from..to, &label, style);
    }

    fn place(&self, number: usize, guest: Option<&Guest>, pen: &mut Pen<'_>) {
        let (look, at) = (self.look, self.at);
        self.sides(pen);
        let name = match number.checked_sub(self.plan.limit) {
            None | Some(0) => number.to_string(),
            Some(more) => format!("+{more}"),
        };
        pen.put(at.wall + 2..at.back, &name, look.theme.dim);
        let Some(guest) = guest else {
            return;
        };
        self.client(guest, pen);
        self.link_to_queue(guest, pen);
        let moving = self.motion.grows(guest) && self.motion.phase < ARRIVED;
        let inside = at.wall + 5..at.back;
        if guest.place == Place::Queued && !moving {
            self.server_end(guest, pen);
        } else if guest.near == Some(TcpState::Established) && !moving {
            pen.put(inside, "?", look.theme.unknown);
        }
        self.cargo(guest, at.back, pen);
    }

    /// The server's end: its state, and what lies there unread.
    fn server_end(&self, guest: &Guest, pen: &mut Pen<'_>) {
        let (look, at) = (self.look, self.at);
        let state = guest.far.map_or("?", TcpState::name);
        let from = at.wall + 5;
        pen.put(from..at.back, state, look.theme.peer);
        if guest.sent == 0 {
            return;
        }
        let rest = from + cells(state) + 1..at.back;
        let long = look.say(&say!("backlog-pic-unread", bytes = guest.sent));
        let text = if fit::width(&long) < rest.len() {
            long
        } else {
            format!("{} B", guest.sent)
        };
        pen.put(rest, &text, look.theme.text);
    }

    fn accepted(&self, guest: &Guest, pen: &mut Pen<'_>) {
        let (look, at) = (self.look, self.at);
        self.client(guest, pen);
        let read = match guest.read {
            Some(bytes) => say!("backlog-pic-read", bytes = bytes),
            None => say!("backlog-pic-accepted"),
        };
        let state = guest.far.unwrap_or(TcpState::Established).name();
        let (mark, dot) = (look.glyphs.on, look.glyphs.dot);
        let text = format!("{mark} {state} {dot} {}", look.say(&read));
        let last = at.end.saturating_sub(cells(&text)).max(at.link + 2);
        let from = if self.motion.accepts(guest) {
            let way = last.saturating_sub(at.wall);
            at.wall + (f64::from(way) * self.motion.phase) as u16
        } else {
            last
        };
        self.link(guest, from, (look.glyphs.empty, look.theme.good), pen);
        pen.put(from..at.end, &text, look.theme.peer);
        self.cargo(guest, from, pen);
    }

    /// One that is not in the queue: its end, and what the server's kernel has of it.
    fn beyond(&self, guest: &Guest, pen: &mut Pen<'_>) {
        let at = self.at;
        self.client(guest, pen);
        self.link_to_queue(guest, pen);
        if !self.motion.grows(guest) {
            let (text, style) = self.what_the_server_has(guest);
            pen.put(at.wall..at.end, &text, style);
        }
        self.cargo(guest, at.wall, pen);
    }

    fn what_the_server_has(&self, guest: &Guest) -> (String, Style) {
        let (look, theme) = (self.look, self.look.theme);
        let (cross, half) = (look.glyphs.refused(), look.glyphs.off);
        let established = guest.near == Some(TcpState::Established);
        let said = |mark: &str, say: &Say| format!("{mark} {}", look.say(say));
        match guest.place {
            Place::Outside if self.is_full() => {
                (said(cross, &say!("backlog-pic-dropped")), theme.warn)
            }
            Place::Outside => (look.get("backlog-pic-no-answer"), theme.warn),
            Place::HalfOpen if established => {
                (said(half, &say!("backlog-pic-no-room")), theme.warn)
            }
            Place::HalfOpen => (said(half, &say!("backlog-pic-half-open")), theme.warn),
            Place::Alone => (said(cross, &say!("backlog-pic-alone")), theme.warn),
            Place::Refused => (said(cross, &say!("backlog-pic-refused")), theme.bad),
            Place::GaveUp => (said(cross, &say!("backlog-pic-gave-up")), theme.bad),
            Place::Failed => {
                let errno = guest.errno.clone().unwrap_or_default();
                let failed = say!("backlog-pic-failed", errno = errno);
                (said(cross, &failed), theme.bad)
            }
            Place::Coming | Place::Queued | Place::Accepted if established => {
                ("?".to_owned(), theme.unknown)
            }
            Place::Coming | Place::Queued | Place::Accepted => (String::new(), theme.unknown),
        }
    }

    /// Was the queue full at the last look?
    fn is_full(&self) -> bool {
        let known = self.crowd.queue.zip(self.crowd.limit);
        known.is_some_and(|(queue, limit)| queue > limit)
    }

    /// Who has not come yet, side by side.
    fn to_come(&self, pen: &mut Pen<'_>) {
        let look = self.look;
        let first = self.crowd.guests.len() + 1;
        let numbers = first..first + self.plan.to_come;
        let names = numbers.map(|number| format!("{} {number}", look.glyphs.off));
        let names = names.collect::<Vec<_>>().join("  ");
        pen.put(self.at.client..self.at.end, &names, look.theme.dim);
    }
}
