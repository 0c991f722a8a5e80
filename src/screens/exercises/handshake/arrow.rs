//! One row of the ladder drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::rows::{Content, Row, Told};
use crate::exercise::handshake::{Handshake, Outcome, Rung, Side, Target, outcome};
use crate::exercise::{Entry, Happening, Role, code};
use crate::say;
use crate::screens::exercises::scene::Scene;
use crate::ui::area::draw_cut;
use crate::ui::fit;
use crate::wire::{Detail, TcpFlags};

/// Below this width the columns of states are as narrow as the longest of the usual names.
const NARROW: u16 = 64;
/// Below this one there is no room for states beside the arrows.
const TINY: u16 = 30;

/// From this room on the numbers of the wire stand beside those counted from 0, on every segment.
const WIDE: usize = 84;

/// Where things stand in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Cells of each column of states.
    states: u16,
}

impl Columns {
    pub(super) const fn of(width: u16) -> Self {
        let states = if width < TINY {
            0
        } else if width < NARROW {
            11
        } else {
            13
        };
        Self { states }
    }

    /// The cells between the two lines.
    fn middle(self, row: Rect) -> Rect {
        let side = self.states + 1;
        Rect {
            x: row.x + side.min(row.width),
            width: row.width.saturating_sub(2 * side),
            ..row
        }
    }
}

/// Draws a row.
pub(super) fn draw(scene: &Scene<'_>, columns: Columns, row: &Row, cells: Rect, buf: &mut Buffer) {
    draw_lines(scene, columns, cells, buf);
    for (side, told) in [Side::Client, Side::Server].into_iter().zip(row.states) {
        if let Some(told) = told {
            draw_state(scene, columns, side, told, cells, buf);
        }
    }
    let middle = columns.middle(cells);
    match &row.content {
        Content::Head(target) => draw_head(scene, *target, middle, buf),
        Content::Segment(rung, count) => {
            draw_segment(scene, rung, *count, phase(scene, row), middle, buf);
        }
        Content::Asks(frame, count) => {
            let room = usize::from(middle.width).saturating_sub(3);
            let text = question(scene, *frame, *count, room);
            let style = scene.look.theme.layer(2);
            let arrow = Arrow {
                from: Side::Client,
                lost: true,
                phase: phase(scene, row),
            };
            arrow.draw(scene, &text, style, middle, buf);
        }
        Content::Call(at) => {
            if let Some(entry) = scene.journal.entries.get(*at) {
                draw_call(scene, entry, middle, buf);
            }
        }
    }
}

/// Draws the two lines, and the target that will be tried.
pub(super) fn draw_empty(
    scene: &Scene<'_>,
    columns: Columns,
    target: Option<Target>,
    cells: Rect,
    buf: &mut Buffer,
) {
    draw_lines(scene, columns, cells, buf);
    if let Some(target) = target {
        let (look, middle) = (&scene.look, columns.middle(cells));
        let text = format!("{} {}", look.glyphs.pointer, look.get(target.name()));
        draw_cut(&text, look.theme.dim, look.glyphs.cut, middle, buf);
    }
}

/// How far what a row shows has moved.
fn phase(scene: &Scene<'_>, row: &Row) -> f64 {
    match scene.newest {
        Some(Happening::Frame(at)) if row.is_of_frame(at) => scene.phase,
        _ => 1.0,
    }
}

fn draw_lines(scene: &Scene<'_>, columns: Columns, cells: Rect, buf: &mut Buffer) {
    let bar = if scene.look.glyphs.ascii { "|" } else { "│" };
    let middle = columns.middle(cells);
    let theme = scene.look.theme;
    if middle.x > cells.x {
        buf.set_string(middle.x - 1, cells.y, bar, theme.you);
    }
    if middle.right() < cells.right() {
        buf.set_string(middle.right(), cells.y, bar, theme.peer);
    }
}

fn draw_state(
    scene: &Scene<'_>,
    columns: Columns,
    side: Side,
    told: Told,
    cells: Rect,
    buf: &mut Buffer,
) {
    let look = &scene.look;
    let room = usize::from(columns.states);
    let name = told.state.map_or_else(
        || look.get("handshake-picture-gone"),
        |state| state.name().to_owned(),
    );
    let name = fit::cut(&name, room, look.glyphs.cut);
    let style = match (told.new, side) {
        (false, _) => look.theme.dim,
        (true, Side::Client) => look.theme.you,
        (true, Side::Server) => look.theme.peer,
    };
    let (x, text) = match side {
        Side::Client => (cells.x, fit::right(&name, room)),
        Side::Server => (
            cells.right().saturating_sub(columns.states),
            fit::left(&name, room),
        ),
    };
    buf.set_stringn(x, cells.y, text, room, style);
}

/// Whom the client calls, and what came of it.
fn draw_head(scene: &Scene<'_>, target: Target, middle: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let chosen = Handshake::new(scene.session.choices());
    let (said, style) = match outcome(chosen, target, scene.journal) {
        Outcome::Open => (String::new(), look.theme.dim),
        Outcome::Connected => (look.get("handshake-outcome-connected"), look.theme.good),
        Outcome::Failed(errno) => (errno.to_owned(), look.theme.bad),
        Outcome::Waits => (look.get("handshake-outcome-waits"), look.theme.warn),
    };
    let room = usize::from(middle.width).saturating_sub(fit::width(&said));
    let called = |name| format!("{} {}  ", look.glyphs.pointer, look.get(name));
    let long = called(target.name());
    let name = if fit::width(&long) <= room {
        long
    } else {
        fit::cut(&called(target.short()), room, look.glyphs.cut)
    };
    draw_cut(&name, look.theme.strong, look.glyphs.cut, middle, buf);
    let begins = fit::width(&name) as u16;
    let rest = Rect {
        x: middle.x + begins.min(middle.width),
        width: middle.width.saturating_sub(begins),
        ..middle
    };
    draw_cut(&said, style, look.glyphs.cut, rest, buf);
}

fn draw_segment(
    scene: &Scene<'_>,
    rung: &Rung,
    count: usize,
    phase: f64,
    middle: Rect,
    buf: &mut Buffer,
) {
    let theme = scene.look.theme;
    let style = if rung.has(TcpFlags::RST) {
        theme.bad
    } else if rung.again {
        theme.warn
    } else {
        theme.layer(4)
    };
    // Its head, a cell of the line at both ends, a space at both ends of the text.
    let room = usize::from(middle.width).saturating_sub(3);
    let text = written(scene, rung, count, room);
    let arrow = Arrow {
        from: rung.from,
        lost: rung.dropped,
        phase,
    };
    arrow.draw(scene, &text, style, middle, buf);
}

/// A segment in words: as much as there is room for, what is new first.
fn written(scene: &Scene<'_>, rung: &Rung, count: usize, room: usize) -> String {
    let look = &scene.look;
    let flags = rung.segment.flags.names();
    let seq = rung.seq_text();
    let ack = rung.ack_text().unwrap_or_default();
    let mut more = String::new();
    if rung.segment.len > 0 {
        let bytes = say!("handshake-picture-bytes", count = rung.segment.len);
        more = format!("  {}", look.say(&bytes));
    }
    if rung.again {
        let again = look.get("handshake-picture-again");
        more = format!("  {again}{}", times(scene, count));
    }
    // A FIN and a byte have numbers of their own; of all else the acknowledgement is what is new.
    let own = rung.has(TcpFlags::FIN) || rung.segment.len > 0 || ack.is_empty();
    let news = if own { &seq } else { &ack };
    let wire = if rung.has(TcpFlags::ACK) {
        say!(
            "handshake-picture-wire-both",
            seq = rung.segment.seq.to_string(),
            ack = rung.segment.ack.to_string()
        )
    } else {
        say!("handshake-picture-wire", seq = rung.segment.seq.to_string())
    };
    let wire = format!("   {}", look.say(&wire));
    let both = format!("{flags}  {seq}  {ack}").trim_end().to_owned();
    let forms = [
        format!("{both}{more}{}", if room >= WIDE { &wire } else { "" }),
        format!("{both}{more}"),
        format!("{flags}  {news}{more}"),
        format!(
            "{flags} seq {}{}",
            rung.relative_seq(),
            more.replace("  ", " ")
        ),
        format!("{flags} {news}"),
    ];
    let fits = forms.iter().position(|form| fit::width(form) <= room);
    match fits.and_then(|at| forms.get(at)) {
        Some(form) => form.clone(),
        None => fit::cut(&flags, room, look.glyphs.cut),
    }
}

/// What ARP asks, and how often it has.
fn question(scene: &Scene<'_>, frame: usize, count: usize, room: usize) -> String {
    let look = &scene.look;
    let target = scene
        .journal
        .frames
        .get(frame)
        .and_then(|seen| match seen.digest.detail {
            Detail::Arp { target, .. } => Some(target.to_string()),
            Detail::None | Detail::Unread(_) | Detail::Tcp { .. } | Detail::Icmp { .. } => None,
        });
    let asks = say!(
        "handshake-picture-asks",
        address = target.unwrap_or_default()
    );
    let asks = format!("{}{}", look.say(&asks), times(scene, count));
    let named = format!("ARP {asks}");
    if fit::width(&named) <= room {
        named
    } else {
        asks
    }
}

/// How often something was sent; once needs no saying.
fn times(scene: &Scene<'_>, count: usize) -> String {
    let sign = if scene.look.glyphs.ascii { "x" } else { "×" };
    if count > 1 {
        format!(" {count}{sign}")
    } else {
        String::new()
    }
}

/// A call, where no frames are seen: at the side of who made it.
fn draw_call(scene: &Scene<'_>, entry: &Entry, middle: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let result = match entry.errno() {
        Some(errno) => errno.name.clone(),
        None => entry.value().map(code::value).unwrap_or_default(),
    };
    let text = if entry.ended.is_some() {
        format!("{} {} {result}", code::call(&entry.step), look.glyphs.right)
    } else {
        format!("{} {}", code::call(&entry.step), look.glyphs.cut)
    };
    let room = usize::from(middle.width).saturating_sub(1);
    let text = fit::cut(&text, room, look.glyphs.cut);
    let (style, x) = match entry.step.who.role {
        Role::Server | Role::Local => {
            let width = fit::width(&text) as u16;
            (look.theme.peer, middle.right().saturating_sub(width + 1))
        }
        Role::Client | Role::Lab => (look.theme.you, middle.x + 1),
    };
    let style = if entry.errno().is_some() {
        look.theme.bad
    } else {
        style
    };
    if middle.width > 1 {
        buf.set_stringn(x.max(middle.x), middle.y, text, room, style);
    }
}

/// A line from one side to the other, with a text on it.
#[derive(Debug, Clone, Copy)]
struct Arrow {
    from: Side,
    /// It is thrown away where it arrives, or arrives nowhere.
    lost: bool,
    /// How far it has come.
    phase: f64,
}

impl Arrow {
    fn draw(self, scene: &Scene<'_>, text: &str, style: Style, cells: Rect, buf: &mut Buffer) {
        let look = &scene.look;
        if cells.width < 2 {
            return;
        }
        let line = if look.glyphs.ascii { "-" } else { "─" };
        let width = usize::from(cells.width);
        buf.set_stringn(cells.x, cells.y, line.repeat(width), width, style);
        let text = fit::cut(text, width.saturating_sub(3), look.glyphs.cut);
        let free = width.saturating_sub(fit::width(&text) + 2);
        // The head takes one cell more at its end.
        let before = match self.from {
            Side::Client => free.saturating_sub(1) / 2,
            Side::Server => free.div_ceil(2),
        };
        let at = cells.x + before as u16;
        buf.set_stringn(at, cells.y, format!(" {text} "), width - before, style);
        self.clip(scene, style, cells, buf);
    }

    /// Takes away what it has not passed yet, and sets its head.
    fn clip(self, scene: &Scene<'_>, style: Style, cells: Rect, buf: &mut Buffer) {
        let glyphs = scene.look.glyphs;
        let width = f64::from(cells.width);
        let passed = ((width * self.phase).ceil() as u16).clamp(1, cells.width);
        let left = cells.width - passed;
        let (empty, head) = match self.from {
            Side::Client => (cells.x + passed..cells.right(), cells.x + passed - 1),
            Side::Server => (cells.x..cells.x + left, cells.x + left),
        };
        for x in empty {
            buf.set_string(x, cells.y, " ", Style::reset());
        }
        let arrived = left == 0;
        let (symbol, style) = match (self.from, self.lost && arrived) {
            (_, true) => (glyphs.refused(), scene.look.theme.bad),
            (Side::Client, false) if glyphs.ascii => (">", style),
            (Side::Server, false) if glyphs.ascii => ("<", style),
            (Side::Client, false) => ("▶", style),
            (Side::Server, false) => ("◀", style),
        };
        buf.set_string(head, cells.y, symbol, style);
    }
}
