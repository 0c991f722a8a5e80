//! One rung of the ladder: an arrow with what it says, or a folded run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::say;
use crate::screens::packets::flows::tallied;
use crate::store::Marks;
use crate::store::ladder::{Run, Rung, RungKind};
use crate::ui::fit;
use crate::wire::TcpFlags;

use super::{LadderView, Lanes, TIME};

impl LadderView<'_> {
    /// What stands on the arrow.
    pub(super) fn label(&self, rung: &Rung) -> String {
        if let Some(run) = &rung.run {
            return self.run_label(run);
        }
        let (look, ladder) = (self.look, self.ladder);
        let mut parts: Vec<_> = self
            .told_by_ports(rung)
            .into_iter()
            .chain([look.say(&rung.what)])
            .collect();
        if let Some(seq) = rung
            .seq
            .filter(|_| rung.length > 0 || rung.flags.is_some_and(starts_or_ends))
        {
            parts.push(format!("seq {}", ladder.number(seq)));
        }
        if let Some(ack) = rung.ack {
            parts.push(format!("ack {}", ladder.number(ack)));
        }
        let inferred = if look.glyphs.ascii { "~" } else { "≈" };
        parts.extend(rung.marks.each().map(|mark| {
            let sign = if mark.is_inferred() {
                format!("{inferred} ")
            } else {
                String::new()
            };
            format!("{sign}{}", mark.name())
        }));
        parts.join("  ")
    }

    /// A run of housekeeping: no arrows, only how much of what.
    fn run(&self, run: &Run, lanes: &Lanes, y: u16, buf: &mut Buffer) {
        let look = self.look;
        let (Some(&low), Some(&high)) = (lanes.columns.first(), lanes.columns.last()) else {
            return;
        };
        let line = if look.glyphs.ascii { "." } else { "┄" };
        for x in low + 1..high {
            buf.set_string(x, y, line, look.theme.dim);
        }
        let (x, room) = lanes
            .labels
            .unwrap_or_else(|| (low + 4, (high - low).saturating_sub(8)));
        let label = fit::cut(&self.run_label(run), usize::from(room), look.glyphs.cut);
        let x = if lanes.labels.is_some() {
            x
        } else {
            x + room.saturating_sub(fit::width(&label) as u16 + 2) / 2
        };
        buf.set_string(x, y, format!(" {label} "), look.theme.dim);
    }

    fn run_label(&self, run: &Run) -> String {
        let frames = self
            .look
            .say(&say!("packets-ladder-rungs", n = run.tally.frames));
        format!("{} ({frames})", tallied(&run.tally, self.look))
    }

    pub(super) fn rung(&self, rung: &Rung, lanes: &Lanes, y: u16, buf: &mut Buffer, area: Rect) {
        let (from, to) = self.ends(rung);
        let (Some(&start), Some(&end)) = (lanes.columns.get(from), lanes.columns.get(to)) else {
            return;
        };
        let first = self.ladder.chart.rungs.first();
        let since = rung
            .time
            .nanos_since(first.map_or(rung.time, |first| first.time));
        buf.set_stringn(
            area.x,
            y,
            since.map_or_else(|| format!("{:>8}", "?"), |nanos| time(nanos as f64 / 1e9)),
            usize::from(TIME),
            self.look.theme.dim,
        );
        if let Some(run) = &rung.run {
            return self.run(run, lanes, y, buf);
        }
        self.arrow(rung, (start, end), y, buf);
        self.draw_label(rung, lanes, (start.min(end), start.max(end)), y, buf);
        if rung.kind == RungKind::Missing && start.abs_diff(end) > 4 {
            let cross = if self.look.glyphs.ascii { "X" } else { "✗" };
            let x = if start < end { end - 3 } else { end + 3 };
            buf.set_string(x, y, cross, self.look.theme.bad);
        }
    }

    /// The line from one column to the other, with its head.
    fn arrow(&self, rung: &Rung, (start, end): (u16, u16), y: u16, buf: &mut Buffer) {
        let (ascii, style) = (self.look.glyphs.ascii, self.style(rung));
        if start == end {
            // Among other hosts, one that talks to itself has one column: no arrow, but something happened there.
            buf.set_string(start, y, if ascii { "*" } else { "●" }, style);
            return;
        }
        let line = self.line(rung);
        for x in start.min(end) + 1..start.max(end) {
            buf.set_string(x, y, line, style);
        }
        let head = match (start < end, ascii) {
            (true, false) => "▶",
            (false, false) => "◀",
            (true, true) => ">",
            (false, true) => "<",
        };
        buf.set_string(if start < end { end - 1 } else { end + 1 }, y, head, style);
    }

    /// What a rung says: beside the columns where it has room there, else in the middle of its arrow.
    fn draw_label(
        &self,
        rung: &Rung,
        lanes: &Lanes,
        (low, high): (u16, u16),
        y: u16,
        buf: &mut Buffer,
    ) {
        let (label, mark, style) = (self.label(rung), self.look.glyphs.cut, self.style(rung));
        if let Some((x, room)) = lanes.labels {
            buf.set_string(x, y, fit::cut(&label, usize::from(room), mark), style);
            return;
        }
        let room = usize::from(high - low).saturating_sub(8);
        let label = format!(" {} ", fit::cut(&label, room, mark));
        let x = low + (high - low).saturating_sub(fit::width(&label) as u16) / 2;
        buf.set_string(x, y, label, style);
    }

    fn style(&self, rung: &Rung) -> Style {
        let theme = self.look.theme;
        if rung.kind == RungKind::Missing || rung.marks.has(Marks::RESET) {
            theme.bad
        } else if rung.marks.0 != 0 {
            theme.warn
        } else {
            theme.layer(rung.protocol.osi())
        }
    }

    fn line(&self, rung: &Rung) -> &'static str {
        let again = rung.marks.has(Marks::RETRANSMISSION);
        match (rung.kind, self.look.glyphs.ascii) {
            (RungKind::Missing, false) => "┄",
            (RungKind::Missing, true) => ".",
            (RungKind::Seen, false) if again => "═",
            (RungKind::Seen, true) if again => "=",
            (RungKind::Seen, false) => "─",
            (RungKind::Seen, true) => "-",
        }
    }
}

/// Does the sequence number matter though no byte is carried? SYN and FIN count one.
const fn starts_or_ends(flags: TcpFlags) -> bool {
    flags.has(TcpFlags::SYN) || flags.has(TcpFlags::FIN)
}

/// Milliseconds to the microsecond, right-aligned; from ten seconds on seconds.
fn time(seconds: f64) -> String {
    if seconds < 10.0 {
        format!("{:>8.3}", seconds * 1000.0)
    } else {
        format!("{seconds:>7.2}s")
    }
}
